"""W in ClickHouse, inside this process: every cell checked before it is cast, the rows kept, then grouped."""

import sys

from chdb.session import Session

CATEGORIES = "困难帮扶 职工活动 培训教育 劳动保护 法律援助 劳模服务 女工工作 宣传文体 基层补助 办公经费 场馆维护 其他支出".split()
PROJECTS = (
    "金秋助学 夏送清凉 冬送温暖 春送岗位 大病救助 技能竞赛 创新工作室 职工书屋 心理关爱 母婴室 "
    "户外驿站 工会卡 疗休养 运动会 歌咏会 读书会 安全生产 集体协商 普法宣传 网格建设"
).split()
COUNTED = ["困难帮扶", "职工活动", "培训教育", "基层补助"]
HEADINGS = "凭证号 日期 类别 项目 收款人 金额 单位 摘要".split()


def values(names):
    return ", ".join(f"'{name}'" for name in names)


columns = ", ".join(f"`{heading}` String" for heading in HEADINGS)
blanks = " + ".join(f"(`{heading}` = '')" for heading in HEADINGS[:-1])
session = Session()
session.query("SET max_threads = 2")
# 2020-02-30 would become 1 March: a day that reads back as something else is none.
session.query(
    f"""CREATE TABLE rows ENGINE = Memory AS
SELECT `凭证号` AS id, `收款人` AS payee, CAST(`类别` AS LowCardinality(String)) AS category,
       CAST(`项目` AS LowCardinality(String)) AS project,
       if(match(`日期`, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$'), toDate32OrNull(`日期`), NULL) AS parsed,
       if(toString(parsed) = `日期`, parsed, NULL) AS day,
       if(match(`金额`, '^-?[0-9]{{1,15}}([.][0-9]{{1,2}})?$'), toDecimal64OrNull(`金额`, 2), NULL) AS amount,
       toUInt8({blanks}) AS blanks, `日期` != '' AS has_day, `金额` != '' AS has_amount,
       toUInt8((category != '' AND category NOT IN ({values(CATEGORIES)}))
         + (project != '' AND project NOT IN ({values(PROJECTS)}))) AS unknown
FROM file('{sys.argv[1]}', 'CSVWithNames', '{columns}')"""
)
session.query(
    """CREATE TABLE cube ENGINE = Memory AS
SELECT category, project, toMonth(day) AS month, sum(amount) AS total, count() AS n FROM rows GROUP BY 1, 2, 3"""
)


def show(sql):
    print(session.query(sql, "TSVRaw"), end="")


known = f"category IN ({values(CATEGORIES)})"
yuan = "toDecimalString(sum(total), 2)"
show(f"SELECT concat('合计_', category), {yuan} FROM cube WHERE {known} GROUP BY category")
show(f"SELECT concat('笔数_', category), sum(n) FROM cube WHERE {known} GROUP BY category")
show(f"SELECT concat('项目_', project), {yuan} FROM cube WHERE project IN ({values(PROJECTS)}) GROUP BY project")
show(f"SELECT concat('月份_', toString(month), '月'), {yuan} FROM cube WHERE month IS NOT NULL GROUP BY month")
show(
    f"""SELECT concat('收款人_', category), uniqExact(payee) FROM rows
WHERE category IN ({values(COUNTED)}) GROUP BY category"""
)
show(
    """SELECT arrayJoin(['!required', '!date', '!year', '!amount', '!value', '!duplicate'] AS names) AS name,
       [required, dates, years, amounts, unknowns, duplicates][indexOf(names, name)]
FROM (SELECT toInt64(sum(blanks)) AS required, toInt64(countIf(has_day AND day IS NULL)) AS dates,
             toInt64(countIf(toYear(day) != 2020)) AS years,
             toInt64(countIf(has_amount AND amount IS NULL)) AS amounts, toInt64(sum(unknown)) AS unknowns,
             toInt64(countIf(id != '')) - toInt64(uniqExactIf(id, id != '')) AS duplicates FROM rows)"""
)
