//! Cells as people type them: what is certain is read, what is a guess is refused, all at once.

use std::fs;
use std::path::Path;

use report::check::{check, in_order};
use report::declaration::Findings;
use report::diagnostic::{Diagnostic, Severity};
use report::ledger::Ledgers;
use report::load::{Wanted, load};
use report::project::Project;
use report::schema;

/// Loads and checks the 2020 report of a project with this ledgers.toml and these files.
fn loaded(ledgers: &str, files: &[(&str, &[u8])]) -> (Ledgers, Vec<Diagnostic>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    write("data/report.toml", "organisation = \"某工会\"".as_bytes());
    write("data/ledgers.toml", ledgers.as_bytes());
    for (path, bytes) in files {
        write(path, bytes);
    }
    let (project, mut found) = Project::open(folder.path()).expect("a project");
    let source = project.read_text("data/ledgers.toml").expect("readable");
    let findings = Findings::default();
    let source = source.expect("there").expect("text");
    let schema = schema::read(&source, &findings);
    found.extend(findings.into_inner());
    let (ledgers, refused) = load(&project, &schema, 2020, &Wanted::default()).expect("readable");
    found.extend(refused);
    found.extend(check(&ledgers));
    in_order(&ledgers, &mut found);
    (ledgers, found)
}

/// A ledger's rows as `report rows` shows them.
fn rows(ledgers: &Ledgers, name: &str) -> Vec<String> {
    let ledger = &ledgers[name];
    let cells = |row: usize| {
        let fields = 0..ledger.schema.fields.len();
        let cells = fields.map(|field| ledger.cell(row, field).text());
        cells.collect::<Vec<_>>().join("|")
    };
    (0..ledger.len()).map(cells).collect()
}

const FUNDS: &str = r#"[funds]
    title = "经费台账"
    primaryKey = "凭证号"
    date = "日期"
    fields = [
        { name = "日期", type = "date", constraints = { required = true } },
        { name = "凭证号", constraints = { pattern = "2[0-9]{3}-[0-9]{4}" } },
        { name = "收支", constraints = { required = true, enum = ["收入", "支出"] } },
        { name = "金额", type = "number", places = 2, unit = "元", constraints = { required = true } },
        { name = "人数", type = "integer", unit = "人", constraints = { minimum = 0 } },
        { name = "其中女", type = "integer", unit = "人", partOf = "人数" },
        { name = "单位", constraints = { maxLength = 6 } },
    ]
    foreignKeys = [ { fields = "单位", reference = { resource = "units", fields = "编号" } } ]
    [units]
    title = "单位名册"
    primaryKey = "编号"
    fields = [ { name = "编号" }, { name = "名称" }, { name = "建会", type = "date" } ]
    opened = "建会""#;

const UNITS: &str = "编号,名称,建会\nU1,一厂,2001-01-01\nU2,二厂,2002-01-01\n";

#[test]
fn sloppy_cells_that_are_certain_load_right() {
    // A spreadsheet's habits: a byte order mark, CRLF, blank rows, a column without a heading at
    // the end, space around headings, a blank cell or a dash for nothing, a total at the foot.
    let funds = [
        "\u{FEFF}日期, 凭 证 号 ,收支,金额,人数,其中女,单位,,",
        "2020-01-05,2020-0001,收入,100,1,,U1,,",
        "2020/1/5,2020-0002,支出,\"1,200.00\",２０,１２,U2,,",
        "2020年1月5日,２０２０－０００３,支出,￥35.50,3人,-,\u{3000}U1\u{3000},,",
        ",,,,,,,,",
        "",
        "2020.1.5,2020-0004, 支出 ,３０元,,,Ｕ２,,",
        "20200105,2020-0005,支出,¥1.20元,0,0,,,",
        "43835,2020-0006,支出,\u{A0}-5 元 ,１，０００,7人,U1,,",
        "２０２０．１．５,2020-0007,支出,0.10,—,,\"U1\",,",
        "合　计：,,,\"1,361.80\",1024,19,,,",
        "",
    ];
    let funds = funds.join("\r\n");
    let (units, _, _) = encoding_rs::GB18030.encode(UNITS);
    let files: [(&str, &[u8]); 2] = [
        ("data/2020/funds.csv", funds.as_bytes()),
        ("data/units.csv", &units),
    ];
    let (ledgers, found) = loaded(FUNDS, &files);
    let grave: Vec<_> = found
        .iter()
        .filter(|diagnostic| diagnostic.severity != Severity::Note)
        .collect();
    assert!(grave.is_empty(), "{grave:#?}");
    assert_eq!(
        rows(&ledgers, "funds"),
        [
            "2020-01-05|2020-0001|收入|100.00|1||U1",
            "2020-01-05|2020-0002|支出|1200.00|20|12|U2",
            "2020-01-05|2020-0003|支出|35.50|3||U1",
            "2020-01-05|2020-0004|支出|30.00|||U2",
            "2020-01-05|2020-0005|支出|1.20|0|0|",
            "2020-01-05|2020-0006|支出|-5.00|1000|7|U1",
            "2020-01-05|2020-0007|支出|0.10|||U1",
        ]
    );
    let units = rows(&ledgers, "units");
    assert_eq!(units, ["U1|一厂|2001-01-01", "U2|二厂|2002-01-01"]);
    // The row numbers are the spreadsheet's: blank rows count.
    let number = |row: usize| ledgers["funds"].row_number(row);
    assert_eq!((number(0), number(3), number(6)), (2, 7, 10));
}

#[test]
fn broken_cells_are_told_all_at_once_each_in_its_place() {
    let funds = [
        "日期,凭证号,收支,金额,人数,其中女,单位",
        "2020-02-30,2020-0001,支出,100,1,,U1",
        "2019-12-31,2020-0002,支出,100,1,,U1",
        "2020-01-05,2020-3,支出,100,1,,U1",
        "2020-01-05,2020-0004,支岀,100,1,,U1",
        "2020-01-05,2020-0005,支出,3.5万,1,,U1",
        "2020-01-05,2020-0006,支出,1.234,1,,U1",
        "2020-01-05,2020-0007,支出,,1,,U1",
        "2020-01-05,2020-0008,支出,1E+5,1,,U1",
        "2020-01-05,2020-0009,支出,99999999999999999999,1,,U1",
        "2020-01-05,2020-0010,支出,100,1.5,,U1",
        "2020-01-05,2020-0011,支出,100,-1,,U1",
        "2020-01-05,2020-0012,支出,100,10,12,U1",
        "2020-01-05,2020-0013,支出,100,1,,U9",
        "2020-01-05,2020-0012,支出,100,1,,U2",
        "\"2020-01-05\",\"2020-0014\",\"支",
        "出\",100,1,,\"二厂劳动服务公司\"",
        "2020-01-05,2020-0015,支出,100,1,,,多一格",
        "2020-01-05,2020-0016,支出,12o,1,,U1",
    ];
    let funds = funds.join("\n");
    let files: [(&str, &[u8]); 2] = [
        ("data/2020/funds.csv", funds.as_bytes()),
        ("data/units.csv", UNITS.as_bytes()),
    ];
    let (_, found) = loaded(FUNDS, &files);
    let told: Vec<_> = found
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.place.as_ref().expect("a place");
            let field = place.field.as_deref().unwrap_or("");
            let (line, column, row) = (place.line, place.column, place.row.unwrap_or(0));
            format!("{} {line}:{column} {row} {field}", diagnostic.code.id)
        })
        .collect();
    assert_eq!(
        told,
        [
            "L204 2:1 2 日期",
            "C301 3:1 3 日期",
            "C103 4:12 4 凭证号",
            "C102 5:22 5 收支",
            "L201 6:25 6 金额",
            "L202 7:25 7 金额",
            "C101 8:25 8 金额",
            "L206 9:25 9 金额",
            "L207 10:25 10 金额",
            "L203 11:29 11 人数",
            "C104 12:29 12 人数",
            "C401 13:32 13 其中女",
            "C202 14:32 14 单位",
            "C201 15:12 15 凭证号",
            "C102 16:26 16 收支",
            "C105 17:11 16 单位",
            "C202 17:11 16 单位",
            "L107 18:33 17 ",
            "L201 19:25 18 金额",
        ]
    );
    assert!(found.iter().all(|diagnostic| diagnostic.help.is_some()));
}

#[test]
fn what_spreadsheets_leave_in_a_file_is_told_for_what_it_is() {
    let ledgers = "[facts]\nfields = [{ name = \"日期\", type = \"date\" }, { name = \"数\", type = \"number\" }]\n";
    let help = |text: &str| {
        let (_, found) = loaded(ledgers, &[("data/2020/facts.csv", text.as_bytes())]);
        let helps = found
            .iter()
            .filter_map(|diagnostic| diagnostic.help.clone());
        helps.collect::<Vec<_>>().join("\n")
    };
    for broken in ["2020-01-05,#REF!", "2020-01-05,=4*2", "########,4"] {
        let help = help(&format!("日期,数\n{broken}\n"));
        assert!(help.contains("公式"), "{broken}: {help}");
    }
    for other in ["2020-01-05,4o", "1月5日,4"] {
        let help = help(&format!("日期,数\n{other}\n"));
        assert!(
            !help.is_empty() && !help.contains("公式"),
            "{other}: {help}"
        );
    }
    // A heading over two columns takes two rows.
    assert!(help("日期,合并的\n,数\n2020-01-05,4\n").contains("“数”在第 2 行"));
    assert!(help("日期,合并的\n2020-01-05,4\n").contains("第一行应当是表头"));
}

#[test]
fn a_carriage_return_that_ends_the_file_is_no_row() {
    for end in ["\r", "\n\r", "\r\n\r"] {
        let text = format!("单位编号,单位{end}");
        let ledgers = "[all]\nfields = [{ name = \"单位编号\" }, { name = \"单位\" }]";
        let (ledgers, found) = loaded(ledgers, &[("data/2020/all.csv", text.as_bytes())]);
        assert!(
            rows(&ledgers, "all").is_empty() && found.is_empty(),
            "{end:?} {found:?}"
        );
    }
}

/// Every kind of column and rule, for text that nobody meant as a ledger.
const EVERYTHING: &str = r#"[all]
    primaryKey = ["凭证号"]
    date = "日期"
    opened = "日期"
    closed = "止"
    sequence = "凭证号"
    balance = { column = "收支", amount = "金额", opening = "期初", income = "收入", spending = "支出", closing = "期末" }
    fields = [
        { name = "凭证号", constraints = { pattern = "[0-9-]+", minLength = 2, maxLength = 4, unique = true } },
        { name = "日期", type = "date", constraints = { minimum = 2020-01-01, maximum = 2020-12-31 } },
        { name = "止", type = "datetime", constraints = { exclusiveMinimum = 2020-01-01 } },
        { name = "收支", constraints = { required = true, enum = ["期初", "收入", "支出", "期末"] } },
        { name = "金额", type = "number", unit = "元", constraints = { minimum = "-0.5", exclusiveMaximum = 100000 } },
        { name = "其中", type = "integer", partOf = "金额" },
        { name = "是", type = "boolean", constraints = { enum = ["是"] } },
        { name = "时", type = "time", constraints = { unique = true } },
        { name = "年", type = "year", constraints = { minimum = 2000 } },
        { name = "月", type = "yearmonth" },
    ]
    foreignKeys = [
        { fields = "时", reference = { resource = "", fields = "凭证号" } },
        { fields = ["其中", "年"], reference = { resource = "", fields = ["金额", "年"] } },
    ]"#;
const HEADER: &str = "凭证号,日期,止,收支,金额,其中,是,时,年,月\n";
const PIECES: &[&str] = &[
    ",",
    ",",
    ",",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"",
    " ",
    "\u{3000}",
    "0",
    "1",
    "7",
    "9",
    "20",
    "2020",
    "2019",
    "-",
    "/",
    ".",
    ":",
    "年",
    "月",
    "日",
    "1月",
    "2020-02-29",
    "2020-01-05 9:30",
    "43835",
    "期初",
    "收入",
    "支出",
    "期末",
    "支",
    "合计",
    "小计",
    "元",
    "￥",
    "１",
    "，",
    "(",
    ")",
    "万",
    "约",
    "是",
    "否",
    "喆",
    "𠀀",
    "1E+5",
    "99999999999",
    "0.1",
    "0.123456789",
    "\u{FEFF}",
    "[[row]]",
    "=",
    "凭证号",
    "'",
    "#",
];

proptest::proptest! {
    // What fails here becomes a case above, not a file of seeds.
    #![proptest_config(proptest::prelude::ProptestConfig {
        failure_persistence: None,
        ..proptest::prelude::ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_read_or_refused_at_a_place_that_is_there(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..120),
        has_header in proptest::bool::weighted(0.9),
        is_toml in proptest::bool::weighted(0.1),
    ) {
        let body = pieces.concat();
        let text = if has_header && !is_toml { format!("{HEADER}{body}") } else { body };
        let path = if is_toml { "data/2020/all.toml" } else { "data/2020/all.csv" };
        let (ledgers, found) = loaded(EVERYTHING, &[(path, text.as_bytes()), ("data/all.csv", text.as_bytes())]);
        let _ = rows(&ledgers, "all");
        for diagnostic in &found {
            let Some(place) = diagnostic.place.as_ref().filter(|place| place.line > 0) else { continue };
            // One byte order mark is the file's, a second one its text.
            let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
            let normal = text.replace("\r\n", "\n").replace('\r', "\n");
            let line = normal.split('\n').nth(place.line as usize - 1);
            proptest::prop_assert_eq!(line, Some(place.excerpt.as_str()), "{:?}", diagnostic);
            let width = place.excerpt.chars().count();
            proptest::prop_assert!(place.column as usize <= width + 1, "{:?}", diagnostic);
        }
    }
}

#[test]
fn what_is_declared_missing_is_missing_though_it_looks_like_a_value() {
    let ledgers = r#"[a]
        missingValues = ["-99", "2020-12-31", "x7"]
        fields = [
            { name = "号" },
            { name = "数", type = "number", places = 2 },
            { name = "人", type = "integer" },
            { name = "日", type = "date" },
        ]"#;
    let rows_of =
        "号,数,人,日\nx6,5.25,12345678,2020-02-01\nx7,-99,-99,2020-12-31\nx8,99,7,2020-12-30\n";
    let (ledgers, found) = loaded(ledgers, &[("data/2020/a.csv", rows_of.as_bytes())]);
    assert!(found.is_empty(), "{found:#?}");
    let expected = [
        "x6|5.25|12345678|2020-02-01",
        "|||",
        "x8|99.00|7|2020-12-30",
    ];
    assert_eq!(rows(&ledgers, "a"), expected);
}

#[test]
fn a_remark_below_a_table_is_told_as_one() {
    const LEDGERS: &str = "[funds]\ntitle = \"经费台账\"\ndate = \"日期\"\nfields = [ { name = \"日期\", type = \"date\" }, { name = \"金额\", type = \"number\", places = 2 } ]\n";
    for remark in [
        "注：以上均为决算数",
        "填表人：某某",
        "本表不含代管资金，另见附表。",
    ] {
        let file = format!("日期,金额\n2020-01-05,12\n{remark},\n");
        let (_, found) = loaded(LEDGERS, &[("data/2020/funds.csv", file.as_bytes())]);
        let said = found
            .iter()
            .any(|found| format!("{found:?}").contains("像是写在表下面的说明"));
        assert!(said, "{remark}: {found:?}");
    }
    let file = "日期,金额\n去年五月,12\n";
    let (_, found) = loaded(LEDGERS, &[("data/2020/funds.csv", file.as_bytes())]);
    let said = |words: &str| {
        found
            .iter()
            .any(|found| format!("{found:?}").contains(words))
    };
    assert!(
        said("不是日期") && !said("像是写在表下面的说明"),
        "{found:?}"
    );
}
