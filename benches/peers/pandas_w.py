"""W in pandas over pyarrow: every cell checked before it is cast, then grouped."""

import sys

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

CATEGORIES = "困难帮扶 职工活动 培训教育 劳动保护 法律援助 劳模服务 女工工作 宣传文体 基层补助 办公经费 场馆维护 其他支出".split()
PROJECTS = (
    "金秋助学 夏送清凉 冬送温暖 春送岗位 大病救助 技能竞赛 创新工作室 职工书屋 心理关爱 母婴室 "
    "户外驿站 工会卡 疗休养 运动会 歌咏会 读书会 安全生产 集体协商 普法宣传 网格建设"
).split()
COUNTED = ["困难帮扶", "职工活动", "培训教育", "基层补助"]
HEADINGS = "凭证号 日期 类别 项目 收款人 金额 单位 摘要".split()
DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
AMOUNT = "^-?[0-9]{1,15}([.][0-9]{1,2})?$"

pa.set_cpu_count(2)
cells = csv.read_csv(
    sys.argv[1],
    convert_options=csv.ConvertOptions(
        column_types={heading: pa.string() for heading in HEADINGS},
        include_columns=HEADINGS[:-1],
        strings_can_be_null=False,
    ),
)
is_blank = {heading: pc.equal(cells[heading], "") for heading in HEADINGS[:-1]}
blanks = sum(pc.sum(blank).as_py() or 0 for blank in is_blank.values())


def filled(heading, good):
    """The cells of a column that are well formed; no value for the others."""
    return pc.if_else(good, cells[heading], pa.scalar(None, pa.string()))


text = filled("日期", pc.match_substring_regex(cells["日期"], DATE))
day = pd.to_datetime(text.to_pandas(), format="%Y-%m-%d", errors="coerce")
amount = pc.cast(filled("金额", pc.match_substring_regex(cells["金额"], AMOUNT)), pa.decimal128(18, 2))
# Fen, because pandas sums decimals one by one as Python's.
fen = pc.cast(pc.multiply(amount, pa.scalar(100, pa.decimal128(3, 0))), pa.int64())


def category(heading, values):
    good = pc.is_in(cells[heading], value_set=pa.array(values))
    return pd.Categorical(filled(heading, good).to_pandas(), categories=values)


rows = pd.DataFrame(
    {
        "category": category("类别", CATEGORIES),
        "project": category("项目", PROJECTS),
        "month": day.dt.month,
        "fen": fen.to_pandas(types_mapper=pd.ArrowDtype),
        "payee": cells["收款人"].to_pandas(types_mapper=pd.ArrowDtype),
    }
)


def yuan(value):
    return f"{int(value) // 100}.{int(value) % 100:02}"


for group, value in rows.groupby("category", observed=True)["fen"].sum().items():
    print(f"合计_{group}\t{yuan(value)}")
for group, value in rows.groupby("category", observed=True).size().items():
    print(f"笔数_{group}\t{value}")
for group, value in rows.groupby("project", observed=True)["fen"].sum().items():
    print(f"项目_{group}\t{yuan(value)}")
for group, value in rows.groupby("month")["fen"].sum().items():
    print(f"月份_{int(group)}月\t{yuan(value)}")
for group in COUNTED:
    print(f"收款人_{group}\t{rows['payee'][rows['category'] == group].nunique()}")

ids = cells["凭证号"].filter(pc.invert(is_blank["凭证号"]))
unknown = sum(
    int((rows[name].isna() & ~is_blank[heading].to_pandas()).sum())
    for name, heading in [("category", "类别"), ("project", "项目")]
)
print(f"!required\t{blanks}")
print(f"!date\t{int((day.isna() & ~is_blank['日期'].to_pandas()).sum())}")
print(f"!year\t{int((day.notna() & (day.dt.year != 2020)).sum())}")
print(f"!amount\t{int((rows['fen'].isna() & ~is_blank['金额'].to_pandas()).sum())}")
print(f"!value\t{unknown}")
print(f"!duplicate\t{len(ids) - pc.count_distinct(ids).as_py()}")
