"""W in DataFusion's SQL: every cell checked before it is cast, the rows kept, then grouped once each way."""

import sys

import pyarrow as pa
from datafusion import SessionConfig, SessionContext

CATEGORIES = "困难帮扶 职工活动 培训教育 劳动保护 法律援助 劳模服务 女工工作 宣传文体 基层补助 办公经费 场馆维护 其他支出".split()
PROJECTS = (
    "金秋助学 夏送清凉 冬送温暖 春送岗位 大病救助 技能竞赛 创新工作室 职工书屋 心理关爱 母婴室 "
    "户外驿站 工会卡 疗休养 运动会 歌咏会 读书会 安全生产 集体协商 普法宣传 网格建设"
).split()
COUNTED = ["困难帮扶", "职工活动", "培训教育", "基层补助"]
HEADINGS = "凭证号 日期 类别 项目 收款人 金额 单位 摘要".split()


def values(names):
    return ", ".join(f"'{name}'" for name in names)


context = SessionContext(SessionConfig().with_target_partitions(2).with_batch_size(8192))
schema = pa.schema([(heading, pa.string()) for heading in HEADINGS])
context.register_csv("cells", sys.argv[1], schema=schema, has_header=True)
blanks = " + ".join(f"CAST({heading} IS NULL OR {heading} = '' AS TINYINT)" for heading in HEADINGS[:-1])
context.register_view(
    "checked",
    context.sql(
        f"""
SELECT 凭证号 AS id, 收款人 AS payee, 类别 AS category, 项目 AS project,
       CASE WHEN 日期 ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' THEN TRY_CAST(日期 AS DATE) END AS day,
       CASE WHEN 金额 ~ '^-?[0-9]{{1,15}}([.][0-9]{{1,2}})?$' THEN TRY_CAST(金额 AS DECIMAL(18, 2)) END AS amount,
       日期 <> '' AS has_day, 金额 <> '' AS has_amount, {blanks} AS blanks,
       CAST(类别 <> '' AND 类别 NOT IN ({values(CATEGORIES)}) AS TINYINT)
         + CAST(项目 <> '' AND 项目 NOT IN ({values(PROJECTS)}) AS TINYINT) AS unknown
FROM cells"""
    ),
)
rows = context.sql("SELECT * FROM checked").cache()
context.register_view("rows", rows)
cube = context.sql(
    """SELECT category, project, CAST(extract(month FROM day) AS INT) AS month, sum(amount) AS amount, count(*) AS n
FROM rows GROUP BY 1, 2, 3"""
).cache()
context.register_view("cube", cube)


def show(sql):
    for batch in context.sql(sql).collect():
        for name, value in zip(*(column.to_pylist() for column in batch.columns)):
            print(f"{name}\t{value}")


known = f"category IN ({values(CATEGORIES)})"
show(f"SELECT '合计_' || category, sum(amount) FROM cube WHERE {known} GROUP BY category")
show(f"SELECT '笔数_' || category, sum(n) FROM cube WHERE {known} GROUP BY category")
show(f"SELECT '项目_' || project, sum(amount) FROM cube WHERE project IN ({values(PROJECTS)}) GROUP BY project")
show("SELECT '月份_' || CAST(month AS VARCHAR) || '月', sum(amount) FROM cube WHERE month IS NOT NULL GROUP BY month")
show(
    f"""SELECT '收款人_' || category, count(DISTINCT payee) FROM rows
WHERE category IN ({values(COUNTED)}) GROUP BY category"""
)
errors = """SELECT sum(blanks) AS "!required", count(*) FILTER (WHERE has_day AND day IS NULL) AS "!date",
       count(*) FILTER (WHERE extract(year FROM day) <> 2020) AS "!year",
       count(*) FILTER (WHERE has_amount AND amount IS NULL) AS "!amount", sum(unknown) AS "!value",
       count(nullif(id, '')) - count(DISTINCT nullif(id, '')) AS "!duplicate" FROM rows"""
for name, counts in context.sql(errors).to_pydict().items():
    print(f"{name}\t{counts[0]}")
