"""W in Polars, lazily and streaming: every cell checked before it is cast, then grouped."""

import sys

import polars as pl

CATEGORIES = "困难帮扶 职工活动 培训教育 劳动保护 法律援助 劳模服务 女工工作 宣传文体 基层补助 办公经费 场馆维护 其他支出".split()
PROJECTS = (
    "金秋助学 夏送清凉 冬送温暖 春送岗位 大病救助 技能竞赛 创新工作室 职工书屋 心理关爱 母婴室 "
    "户外驿站 工会卡 疗休养 运动会 歌咏会 读书会 安全生产 集体协商 普法宣传 网格建设"
).split()
COUNTED = ["困难帮扶", "职工活动", "培训教育", "基层补助"]
HEADINGS = "凭证号 日期 类别 项目 收款人 金额 单位 摘要".split()
REQUIRED = HEADINGS[:-1]

rows = pl.scan_csv(sys.argv[1], schema={heading: pl.String for heading in HEADINGS})
text = pl.col("金额")
day = (
    pl.when(pl.col("日期").str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
    .then(pl.col("日期"))
    .str.to_date("%Y-%m-%d", strict=False)
)
amount = (
    pl.when(text.str.contains(r"^-?[0-9]{1,15}(\.[0-9]{1,2})?$")).then(text).cast(pl.Decimal(18, 2), strict=False)
)
# A column that the streaming engine computes twice costs twice: one pass makes all the small columns.
checked = rows.select(
    pl.col("凭证号").alias("id"),
    pl.col("收款人").alias("payee"),
    day.alias("day"),
    pl.col("日期").is_not_null().alias("has_day"),
    pl.col("类别").cast(pl.Enum(CATEGORIES), strict=False).alias("category"),
    pl.col("项目").cast(pl.Enum(PROJECTS), strict=False).alias("project"),
    amount.alias("amount"),
    text.is_not_null().alias("has_amount"),
    pl.sum_horizontal(pl.col(name).is_null().cast(pl.UInt8) for name in REQUIRED).alias("blanks"),
    pl.col("类别").is_not_null().alias("has_category"),
    pl.col("项目").is_not_null().alias("has_project"),
).collect(engine="streaming")

cube = (
    checked.lazy()
    .group_by("category", "project", pl.col("day").dt.month().alias("month"))
    .agg(pl.col("amount").sum(), pl.len().alias("n"))
    .collect(engine="streaming")
)
payees = (
    checked.lazy()
    .filter(pl.col("category").is_in(COUNTED))
    .group_by("category")
    .agg(pl.col("payee").n_unique())
    .collect(engine="streaming")
)
errors = (
    checked.lazy()
    .select(
        pl.col("blanks").cast(pl.UInt64).sum().alias("!required"),
        (pl.col("has_day") & pl.col("day").is_null()).sum().alias("!date"),
        (pl.col("day").dt.year() != 2020).sum().alias("!year"),
        (pl.col("has_amount") & pl.col("amount").is_null()).sum().alias("!amount"),
        (
            (pl.col("has_category") & pl.col("category").is_null()).cast(pl.UInt64).sum()
            + (pl.col("has_project") & pl.col("project").is_null()).cast(pl.UInt64).sum()
        ).alias("!value"),
        (pl.col("id").count() - pl.col("id").drop_nulls().n_unique()).alias("!duplicate"),
    )
    .collect(engine="streaming")
)


def by(column, value, aggregate, name):
    for group, result in cube.filter(pl.col(column).is_not_null()).group_by(column).agg(aggregate).iter_rows():
        print(f"{name(group)}\t{result}")


by("category", "amount", pl.col("amount").sum(), lambda group: f"合计_{group}")
by("category", "n", pl.col("n").sum(), lambda group: f"笔数_{group}")
by("project", "amount", pl.col("amount").sum(), lambda group: f"项目_{group}")
by("month", "amount", pl.col("amount").sum(), lambda group: f"月份_{group}月")
for category, count in payees.iter_rows():
    print(f"收款人_{category}\t{count}")
for name, count in errors.row(0, named=True).items():
    print(f"{name}\t{count}")
