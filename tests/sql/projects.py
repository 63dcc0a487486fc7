"""Projects made for the test: one with every kind of figure, W in small, one with planted errors."""

import csv
import random
from pathlib import Path


def write(folder, files):
    for path, text in files.items():
        target = Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")
    return folder


def kinds(folder):
    """Every aggregate, period, condition and derivation, over rows that make a difference."""
    columns = [
        '{ name = "编号", constraints = { required = true } }',
        '{ name = "日期", type = "date" }',
        '{ name = "类别", constraints = { enum = ["甲", "乙", "丙"] } }',
        '{ name = "单位" }',
        '{ name = "金额", type = "number", places = 2, unit = "元" }',
        '{ name = "比例", type = "number" }',
        '{ name = "人数", type = "integer", unit = "人" }',
        '{ name = "公开", type = "boolean" }',
        '{ name = "时刻", type = "datetime" }',
        '{ name = "年份", type = "year" }',
        '{ name = "月份", type = "yearmonth" }',
        '{ name = "几点", type = "time" }',
    ]
    fields = f"fields = [ {', '.join(columns)} ]"
    ledgers = f"""
[rows]
primaryKey = ["编号"]
date = "日期"
missingValues = ["无"]
{fields}

[places]
primaryKey = ["编号"]
opened = "开"
closed = "关"
fields = [ {{ name = "编号" }}, {{ name = "开", type = "date" }}, {{ name = "关", type = "date" }}, {{ name = "座位", type = "integer" }},
  {{ name = "地 点（室）", constraints = {{ required = true }} }} ]

[visits]
opened = "来"
closed = "走"
fields = [ {{ name = "来", type = "datetime" }}, {{ name = "走", type = "datetime" }}, {{ name = "谁" }} ]

[given]
date = "日期"
fields = [ {{ name = "日期", type = "date" }}, {{ name = "项" }}, {{ name = "数", type = "integer" }}, {{ name = "成", type = "boolean" }} ]

[empty]
fields = [ {{ name = "类别", constraints = {{ enum = ["甲", "乙"] }} }}, {{ name = "数", type = "number", places = 1 }} ]
"""
    def rows(year):
        made = random.Random(year)
        lines = [["编号", "备注 ", "日期", "类别", "单位", "金额", "比例", "人数", "公开", "时刻", "年份", "月份", "几点"]]
        lines[0][1] = ""
        units = ["甲公司", "乙\"公司\"", "丙\\公司", "丁,公司", "两行\n公司", "　己公司 ", "", "无", "Zeta", "alpha", "一", "é"]
        for number in range(1, 241):
            day = f"{year}-{made.randint(1, 12):02}-{made.randint(1, 28):02}"
            lines.append([
                f"{year}-{number:04}", "", made.choice([day] * 9 + [""]), made.choice(["甲", "乙", "", "丙"]), made.choice(units),
                made.choice(["", "-", "0", "12.5", "-3.10", "0012.00", "999999999999999.99", f"{made.randint(1, 9999999)}.{made.randint(0, 99):02}"]),
                made.choice(["", "0.5", "0.123456789", "2", "-7.25", "2.0"]),
                made.choice(["", "—", "3", "3.00", "17", "-2", f"{made.randint(0, 500)}"]),
                made.choice(["是", "否", "", "true", "0"]),
                made.choice(["", f"{day} 09:30", f"{day}T23:59:59", day]),
                made.choice(["", f"{year}", "1999"]), made.choice(["", f"{year}-03", "2001-12"]), made.choice(["", "09:30", "23:00:01"]),
            ])
        return lines

    def table(lines):
        import io

        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(lines)
        return text.getvalue()

    # A heading is its field's name, spaces and full-width forms aside.
    places = "编号,开,关,座位,地点(室)\n"
    made = random.Random(7)
    for number in range(60):
        opened = made.choice(["", f"{made.randint(2015, 2021)}-{made.randint(1, 12):02}-{made.randint(1, 28):02}", "2020-12-31", "2021-01-01"])
        closed = made.choice([day for day in ("", "", "2020-12-31", "2021-01-01", "2022-05-05") if not day or day >= opened])
        places += f"P{number:03},{opened},{closed},{made.randint(1, 9)},{number % 7}\n"
    visits = "来,走,谁\n2020-12-31T10:00:00,,甲\n2020-12-31 23:59:59,2020-12-31 23:59:59,乙\n2021-01-01,,丙\n,,丁\n2019-05-05 08:00,2021-01-01 00:00,甲\n"
    given = ""
    for number, (day, item, count, done) in enumerate([
        ("2020-02-29", "'引号'", "3", "true"), ("2020-03-01", "b", "", "false"), ("2020-03-01", "a", "9", "true"), ("2020-01-01", "b", "-4", "false"),
    ]):
        given += f'[[row]]\n"日期" = {day}\n"项" = "{item}"\n' + (f'"数" = {count}\n' if count else "") + f'"成" = {done}\n\n'

    figures = []

    def figure(name, body, unit=""):
        figures.append(f'[[figure]]\nname = "{name}"\nunit = "{unit}"\n{body}\n')

    plain = {
        "行数": "count = true", "和": 'sum = "金额"', "比例和": 'sum = "比例"', "人": 'sum = "人数"',
        "单位数": 'distinct = "单位"', "对数": 'distinct = ["单位", "类别"]', "三": 'distinct = ["单位", "人数", "公开"]',
        "最大": 'max = "金额"', "最小": 'min = "比例"', "最晚": 'max = "日期"', "最大文字": 'max = "单位"', "最小时刻": 'min = "时刻"',
        "最近": 'latest = "人数"', "最近单位": 'latest = "单位"', "最近日": 'latest = "日期"', "最大年": 'max = "年份"', "最大月": 'max = "月份"',
        "最小是": 'min = "公开"', "单位列": 'list = "单位"', "金额列": 'list = "金额"', "人数列": 'list = "人数"', "日期列": 'list = "日期"', "公开列": 'list = "公开"',
        "钟点": 'list = "几点"', "年份列": 'list = "年份"',
    }
    wheres = {
        "全": "", "等": 'where = { "类别" = "甲" }', "或": 'where = { "类别" = ["甲", "乙"], "人数" = [3, 17] }',
        "不": 'where = { "类别" = { not = "甲" }, "单位" = { not = ["乙\\"公司\\"", "一"] } }', "空": 'where = { "金额" = { blank = true } }',
        "有": 'where = { "金额" = { blank = false }, "公开" = true }', "间": 'where = { "金额" = { from = 0.01, to = "999999.99" } }',
        "期": 'where = { "日期" = { from = 2020-02-01, to = "2020-09-30" }, "月份" = { from = "2001-12" } }',
        "时": 'where = { "时刻" = { from = "2020-03-01 09:30" } }', "年": 'where = { "年份" = 2020 }', "无": 'where = { "单位" = "没有这个" }', "点": 'where = { "几点" = "9:30" }',
    }
    for where_name, where in wheres.items():
        for name, body in plain.items():
            figure(f"{name}{where_name}", f'ledger = "rows"\n{body}\n{where}')
    for period in ["to-date", "year-end"]:
        for name in ["行数", "和", "单位列", "最近", "单位数"]:
            figure(f"{name}{period}".replace("-", ""), f'ledger = "rows"\n{plain[name]}\nperiod = "{period}"')
    for by in ["类别", "日期", "公开", "单位", "人数", "比例", "年份", "时刻"]:
        for name in ["行数", "和", "单位数", "对数", "最大", "最近单位", "单位列", "最晚"]:
            figure(f"{name}按{by}", f'ledger = "rows"\n{plain[name]}\nby = "{by}"\nwhere = {{ "类别" = {{ not = "丙" }} }}')
    for period in ["year", "to-date", "year-end"]:
        tag = period.replace("-", "")
        figure(f"场所{tag}", f'ledger = "places"\ncount = true\nperiod = "{period}"')
        figure(f"座位{tag}", f'ledger = "places"\nsum = "座位"\nby = "座位"\nperiod = "{period}"')
        figure(f"末座{tag}", f'ledger = "places"\nlatest = "座位"\nperiod = "{period}"')
        figure(f"来访{tag}", f'ledger = "visits"\nlist = "谁"\nperiod = "{period}"')
    figure("室", 'ledger = "places"\ndistinct = "地 点（室）"\nperiod = "to-date"')
    figure("给", 'ledger = "given"\nlist = "项"')
    figure("给数", 'ledger = "given"\nsum = "数"\nby = "成"')
    figure("给后", 'ledger = "given"\nlatest = "项"')
    figure("空行", 'ledger = "empty"\nsum = "数"\nby = "类别"')
    figure("空大", 'ledger = "empty"\nmax = "数"')
    figure("差", 'difference = ["和全", "和等", "人全"]')
    figure("合", 'total = ["差", "行数按类别", "比例和全", "差"]')
    figure("抵", 'difference = ["合", "合"]')
    figure("率", 'ratio = ["行数等", "行数全"]', "%")
    figure("率差", 'ratio = ["差", "合"]', "‰")
    figure("零率", 'ratio = ["行数等", "行数无"]', "%")
    figure("无和", 'total = ["最大无", "和全"]')
    figure("一员", 'total = ["行数按类别.甲", "行数按类别.丙"]')
    figure("另率", 'ratio = ["行数或", "行数全"]', "%")
    figure("率的和", 'total = ["率", "另率"]', "%")
    return write(folder, {
        "data/report.toml": 'organisation = "某工会"\n', "data/ledgers.toml": ledgers, "data/figures.toml": "\n".join(figures),
        "data/2019/rows.csv": "\ufeff" + table(rows(2019)), "data/2020/rows.csv": table(rows(2020)), "data/places.csv": places, "data/visits.csv": visits,
        "data/2020/given.toml": given, "data/2020/empty.csv": "类别,数\n",
    })


def w(folder, count):
    """The benchmark's work in small: a funds ledger, 60 figures."""
    categories = [f"类别{number:02}" for number in range(1, 13)]
    projects = [f"项目{number:02}" for number in range(1, 21)]
    ledgers = f"""
[funds]
primaryKey = ["id"]
date = "date"
fields = [
  {{ name = "id", constraints = {{ required = true }} }},
  {{ name = "date", type = "date", constraints = {{ required = true }} }},
  {{ name = "category", constraints = {{ required = true, enum = {categories} }} }},
  {{ name = "project", constraints = {{ required = true, enum = {projects} }} }},
  {{ name = "payee", constraints = {{ required = true }} }},
  {{ name = "amount", type = "number", places = 2, unit = "元", constraints = {{ required = true }} }},
  {{ name = "unit", constraints = {{ required = true }} }},
  {{ name = "note" }},
]
"""
    figures = ""
    for name, body in [("和", 'sum = "amount"\nby = "category"'), ("数", 'count = true\nby = "category"'),
                       ("项", 'sum = "amount"\nby = "project"'), ("月", 'sum = "amount"\nby = "date"')]:
        figures += f'[[figure]]\nname = "{name}"\nledger = "funds"\n{body}\n\n'
    for number, category in enumerate(categories[:4]):
        figures += f'[[figure]]\nname = "人{number}"\nledger = "funds"\nwhere = {{ category = "{category}" }}\ndistinct = "payee"\n\n'
    write(folder, {"data/report.toml": 'organisation = "某工会"\n', "data/ledgers.toml": ledgers, "data/figures.toml": figures})
    made = random.Random(1)
    Path(folder, "data/2020").mkdir(parents=True, exist_ok=True)
    with open(Path(folder, "data/2020/funds.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "date", "category", "project", "payee", "amount", "unit", "note"])
        for number in range(count):
            note = 'a "quoted", note' if made.random() < 0.2 else f"备注{number % 97}"
            writer.writerow([f"V{number:09}", f"2020-{made.randint(1, 12):02}-{made.randint(1, 28):02}", made.choice(categories),
                             made.choice(projects), f"收款人{made.randint(0, count // 20):06}", f"{made.randint(1, 10**8) / 100:.2f}",
                             f"U{made.randint(1, 200):03}", note])
    return folder


def broken(folder):
    """A planted error for every rule."""
    ledgers = """
[units]
primaryKey = ["编号"]
opened = "开"
closed = "关"
fields = [ { name = "编号", constraints = { pattern = "U[0-9]{3}" } }, { name = "名", constraints = { unique = true, minLength = 2, maxLength = 4 } },
  { name = "开", type = "date" }, { name = "关", type = "date" } ]

[funds]
primaryKey = ["号"]
date = "日"
balance = { column = "收支", amount = "额", income = "收", spending = "支", opening = "初", closing = "末" }
foreignKeys = [ { fields = "单位", reference = { resource = "units", fields = "编号" } } ]
fields = [
  { name = "号", constraints = { required = true } },
  { name = "日", type = "date", constraints = { required = true, minimum = 2019-06-01 } },
  { name = "收支", constraints = { enum = ["收", "支", "初", "末"] } },
  { name = "单位" },
  { name = "额", type = "number", places = 2, constraints = { minimum = 0, exclusiveMaximum = 1000 } },
  { name = "人", type = "integer" },
  { name = "女", type = "integer", partOf = "人" },
  { name = "办", type = "boolean" },
  { name = "刻", type = "datetime", constraints = { maximum = 2020-12-31 } },
  { name = "点", type = "time" },
  { name = "年", type = "year" },
  { name = "月", type = "yearmonth" },
  { name = "注" },
]
"""
    units = "编号,名,开,关\nU001,某单位,2019-01-01,\nU001,一二三四五,2020-01-01,2019-12-31\nX9,某单位,,\nU003,某,2020-01-01,\n"
    head = "号,日,收支,单位,额,人,女,办,刻,点,年,月,注\n"
    good = "{0},2020-03-01,{1},U001,{2},10,4,是,2020-03-01 09:30,09:30,2020,2020-03,好\n"
    funds = head + good.format("a1", "初", "100") + good.format("a2", "收", "50.25") + good.format("a3", "支", "10")
    funds += good.format("a4", "末", "140.25")
    bad = [
        "a2,2020-03-01,收,U001,0,1,1,是,,,,,重复", ",2020-03-01,收,U001,0,,,,,,,,没有号", "b1,,收,U001,0,,,,,,,,没有日",
        "b2,2019-03-01,收,U001,0,,,,,,,,早", "b3,2020-02-30,收,U001,0,,,,,,,,没有这一天", "b4,2020-03-01,借,U001,0,,,,,,,,不在列",
        "b5,2020-03-01,收,U777,0,,,,,,,,没有单位", "b6,2020-03-01,收,U001,-1,,,,,,,,小", "b7,2020-03-01,收,U001,1000.00,,,,,,,,大",
        "b8,2020-03-01,收,U001,1.234,,,,,,,,三位", "b9,2020-03-01,收,U001,+5,,,,,,,,加号", "c1,2020-03-01,收,U001,.5,,,,,,,,没有零",
        "c2,2020-03-01,收,U001,1.,,,,,,,,没有小数", "c3,2020-03-01,收,U001,1E+5,,,,,,,,科学", "c4,2020-03-01,收,U001,0,2.5,,,,,,,不是整数",
        "c5,2020-03-01,收,U001,0,3,4,,,,,,其中大", "c6,2020-03-01,收,U001,0,,4,,,,,,没有总数", "c7,2020-03-01,收,U001,0,-3,-4,,,,,,红字",
        "c8,2020-03-01,收,U001,0,,,对,,,,,不是是否", "c9,2020-03-01,收,U001,0,,,,2021-01-01 00:00,,,,晚", "d1,2020-03-01,收,U001,0,,,,昨天,25:00,20,2020-13,四处",
        "d2,2020-03-01,收,U001,0,,,,,,,,3.2E+17", "d3,2020-03-01,收,U001,123456789012345678901,,,,,,,,太大", "d4,2020-03-01,收,U001,九,,,,,,,,汉字",
    ]
    funds += "".join(line + "\n" for line in bad)
    last = head + good.format("a1", "初", "140.25").replace("2020", "2021") + good.format("a9", "末", "150").replace("2020", "2021")
    figures = '[[figure]]\nname = "数"\nledger = "funds"\ncount = true\nperiod = "to-date"\n'
    return write(folder, {
        "data/report.toml": 'organisation = "某工会"\n', "data/ledgers.toml": ledgers, "data/figures.toml": figures, "data/units.csv": units,
        "data/2020/funds.csv": funds, "data/2021/funds.csv": last,
    })


# What `report` reads with certainty and SQL refuses: the code that its checks give each.
ONLY_HERE = {
    "金额": {"1,200.00": "L201", "￥5": "L201", "１２": "L201", "5元": "L201"},
    "日期": {"2020/1/5": "L204", "2020年1月5日": "L204", "20200105": "L204", "43835": "L204"},
    "编号": {"ＧＨ０１": "Q102"},
    "类别": {"Ａ": "C102"},
    "公开": {"ｔｒｕｅ": "L205"},
}


def sloppy(folder):
    """Cells that `report` normalises."""
    ledgers = """
[rows]
primaryKey = ["编号"]
fields = [ { name = "编号" }, { name = "金额", type = "number", places = 2, unit = "元" }, { name = "日期", type = "date" },
  { name = "类别", constraints = { enum = ["A"] } }, { name = "公开", type = "boolean" } ]
"""
    names = ["编号", "金额", "日期", "类别", "公开"]
    lines = [",".join(names)]
    wanted = []
    for field, cells in ONLY_HERE.items():
        for cell, code in cells.items():
            row = {name: "" for name in names} | {"编号": f"k{len(lines)}", field: f'"{cell}"'}
            lines.append(",".join(row.values()))
            wanted.append((code, "data/2020/rows.csv", str(len(lines)), field))
    lines.append("合计,,,,")
    wanted.append(("L301", "data/2020/rows.csv", str(len(lines)), "编号"))
    figures = '[[figure]]\nname = "数"\nledger = "rows"\ncount = true\n'
    write(folder, {
        "data/report.toml": 'organisation = "某工会"\n', "data/ledgers.toml": ledgers, "data/figures.toml": figures,
        "data/2020/rows.csv": "\n".join(lines) + "\n",
    })
    return wanted


def units(folder, wrong=False):
    """A province: its own rows, folders of units in two layers, one of them in TOML, one with its columns in another
    order, one with a column 单位 of its own, and more of them than engines take in one chain."""
    ledgers = """
[funds]
primaryKey = ["号"]
date = "日期"
fields = [
  { name = "号", constraints = { required = true } },
  { name = "日期", type = "date" },
  { name = "类别", constraints = { enum = ["甲", "乙"] } },
  { name = "谁" },
  { name = "金额", type = "number", places = 2, unit = "元" },
]
foreignKeys = [ { fields = "谁", reference = { resource = "people", fields = "名" } } ]

[people]
primaryKey = ["名"]
fields = [ { name = "名" } ]

[books]
primaryKey = ["单位", "号"]
fields = [ { name = "号", type = "integer" }, { name = "数", type = "integer" } ]
"""
    figures = ['name = "合计"\nsum = "金额"', 'name = "各单位"\nsum = "金额"\nby = "单位"', 'name = "到今"\ncount = true\nperiod = "to-date"']
    figures += ['name = "单位数"\ndistinct = "单位"', 'name = "名单"\nlist = "单位"\nwhere = { "类别" = "甲", "金额" = { from = "80" } }']
    figures += [f'name = "挑{letter}"\nsum = "金额"\nwhere = {{ "单位" = {where} }}' for letter, where in zip(
        "甲乙丙丁戊", ['"本级"', '"苏州/昆山"', '{ not = "本级" }', '["常熟", "外地"]', '{ blank = true }'], strict=True)]
    figures = [f'[[figure]]\nledger = "funds"\n{figure}\n' for figure in figures]
    figures.append('[[figure]]\nledger = "books"\nname = "册"\nsum = "数"\nby = "单位"\n')
    heads = {"苏州": "谁,金额,号,类别,日期", "外地": "号,日期,类别,谁,金额,单位"}
    files = {"data/report.toml": 'organisation = "某省总工会"\n', "data/ledgers.toml": ledgers, "data/figures.toml": "\n".join(figures)}
    files["data/people.csv"] = "名\n" + "".join(f"人{number}\n" for number in range(9))
    places = ["", "苏州", "苏州/昆山", "常熟", "外地", "太仓（新 区）", "1%'甲'、“乙”", *(f"县{number:03}" for number in range(88))]
    for year in (2019, 2020):
        made = random.Random(year)
        for number, unit in enumerate(places):
            rows = []
            for index in range(7):
                row = {"号": f"{number}-{index}", "日期": f"{year}-{made.randrange(1, 13):02}-11", "类别": made.choice("甲乙"),
                       "谁": f"人{made.randrange(9)}", "金额": f"{made.randrange(9999) / 100:.2f}", "单位": made.choice(["外地", "常熟", ""])}
                rows.append(row)
            if wrong and year == 2020 and number % 9 == 3:
                rows[2]["号"] = "0-1"
                rows[4]["谁"] = "无此人"
                rows[5]["金额"] = "1.234"
            path = "/".join(part for part in ("data", str(year), unit) if part)
            if unit == "常熟":
                tables = ("\n".join(f'"{key}" = "{value}"' for key, value in row.items() if key != "单位") for row in rows)
                files[f"{path}/funds.toml"] = "".join(f"[[row]]\n{table}\n\n" for table in tables)
            else:
                head = heads.get(unit, "号,日期,类别,谁,金额")
                lines = [head, *(",".join(row[key] for key in head.split(",")) for row in rows)]
                files[f"{path}/funds.csv"] = "".join(f"{line}\n" for line in lines)
            numbers = [1, 2, 1 if wrong and unit == "苏州" and year == 2020 else 3]
            files[f"{path}/books.csv"] = "号,数\n" + "".join(f"{one},{made.randrange(99)}\n" for one in numbers)
    return write(folder, files)
