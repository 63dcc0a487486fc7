//! One reader or many, in one piece or in shreds, in memory or on the disk: the same comes of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use report::check::{check, in_order};
use report::declaration::Findings;
use report::diagnostic::{Format, print};
use report::ledger::Ledgers;
use report::load::{Wanted, load};
use report::project::{Manner, Project};
use report::schema;

const LEDGERS: &str = r#"
[funds]
primaryKey = ["凭证号"]
date = "日期"
fields = [
  { name = "凭证号", constraints = { pattern = "[A-Z]?[0-9-]{1,6}" } },
  { name = "日期", type = "date", constraints = { required = true } },
  { name = "类别", constraints = { required = true, enum = ["活动", "帮扶", "培训"] } },
  { name = "收款人" },
  { name = "金额", type = "number", places = 2, constraints = { minimum = 0 } },
  { name = "人数", type = "integer" },
  { name = "数", type = "number" },
  { name = "公开", type = "boolean" },
  { name = "摘要", constraints = { maxLength = 12 } },
]
"#;
const HEAD: &str = "凭证号,日期,类别,收款人,金额,人数,数,公开,摘要";

/// Everything that loading and checking say, and every cell with its place.
fn all_of(folder: &Path, manner: Manner) -> (Vec<String>, Vec<String>) {
    let (mut project, _) = Project::open(folder).expect("a project");
    project.manner = manner;
    let findings = Findings::default();
    let source = project.read_text("data/ledgers.toml").expect("readable");
    let schema = schema::read(&source.expect("there").expect("text"), &findings);
    assert!(findings.into_inner().is_empty());
    let wanted = Wanted {
        // What figures ask for is kept, the rest may be left in its file.
        fields: [("funds".to_owned(), BTreeSet::from([2, 4]))].into(),
        ..Wanted::default()
    };
    let (ledgers, mut found) = load(&project, &schema, 2020, &wanted).expect("readable");
    found.extend(check(&ledgers));
    in_order(&ledgers, &mut found);
    let told = found
        .iter()
        .map(|finding| print(std::slice::from_ref(finding), Format::Json, false));
    (told.collect(), cells(&ledgers))
}

fn cells(ledgers: &Ledgers) -> Vec<String> {
    let ledger = &ledgers["funds"];
    let row = |row: usize| {
        let cells: Vec<String> = (0..9).map(|field| ledger.cell(row, field).text()).collect();
        let place = ledger.place(row, Some(8));
        let number = ledger.row_number(row);
        format!(
            "{number} {}:{} {:?} {cells:?}",
            place.line, place.column, place.excerpt
        )
    };
    (0..ledger.len()).map(row).collect()
}

fn project(csv: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("2020")).expect("a folder");
    fs::write(data.join("report.toml"), "organisation = \"某工会\"").expect("a file");
    fs::write(data.join("ledgers.toml"), LEDGERS).expect("a file");
    fs::write(data.join("2020/funds.csv"), csv).expect("a file");
    folder
}

/// With so many threads, so many bytes held at most and so many read at a time.
fn shreds(threads: usize, held_most: u64, stretch: u64) -> Manner {
    Manner {
        threads: Some(threads),
        parallel_from: 0,
        held_most,
        stretch,
        ..Manner::default()
    }
}

/// In one piece, then in shreds of every kind.
fn every_manner(csv: &str) {
    in_manners(
        csv,
        &[
            (1, 0, 1 << 20),
            (1, 0, 40),
            (3, 0, 64),
            (2, 0, 300),
            (3, u64::MAX, 50),
        ],
    );
}

/// The same with less patience, for files of more rows.
fn some_manners(csv: &str) {
    in_manners(
        csv,
        &[(1, 0, 1 << 20), (3, 0, 1 << 12), (2, u64::MAX, 3_000)],
    );
}

#[test]
fn units_send_their_own_headers() {
    let row = |key: usize| format!("A{key},2020-03-01,活动,甲,1.00,1,1,是,注\n");
    let turned = |key: usize| format!("注,A{key},2020-03-01,活动,甲,2.00,1,1,是\n");
    let long = format!("{HEAD},\"{}\n,\"", "长".repeat(2_000));
    let forms = [
        format!("{HEAD}\n{}", row(1)),
        format!("{HEAD}\n{}", row(2)),
        format!("\u{FEFF}{HEAD}\n{}", row(3)),
        format!("摘要,{}\n{}", HEAD.trim_end_matches(",摘要"), turned(4)),
        format!("{HEAD},\n{}", row(5).replace('\n', ",多\n")),
        format!("{HEAD},\n{}", row(6).replace('\n', ",多\n")),
        format!("{HEAD}\n{}", row(7)),
        format!("{HEAD}\r\n{}", row(8)),
        // A heading of its own, longer than what is read at first.
        format!("{long}\n{}", row(9)),
        format!("经费台账\n{HEAD}\n{}", row(10)),
        format!("{HEAD}\n"),
        HEAD.to_owned(),
        format!("{HEAD}\n{}", row(1)),
    ];
    let folder = project(&format!("{HEAD}\n"));
    for (index, form) in forms.iter().enumerate() {
        let unit = folder.path().join(format!("data/2020/u{index:02}"));
        fs::create_dir(&unit).expect("a folder");
        fs::write(unit.join("funds.csv"), form).expect("a file");
    }
    let whole = all_of(folder.path(), Manner::default());
    assert_eq!(whole.1.len(), 10, "{:#?}", whole.1);
    assert!(whole.0.iter().any(|told| told.contains("表头在第 2 行")));
    assert!(whole.0.iter().any(|told| told.contains("重复")));
    let manners = [
        (1, 0, 1 << 20),
        (3, 0, 1 << 20),
        (3, 0, 60),
        (2, u64::MAX, 60),
    ];
    for (threads, held_most, stretch) in manners {
        let manner = shreds(threads, held_most, stretch);
        assert_eq!(all_of(folder.path(), manner), whole, "{threads} threads");
    }
}

/// More rows than short files share a piece for, texts that outgrow a byte on the way, numbers with more
/// and more decimals, vouchers in no order, files in another encoding, and some without a row.
#[test]
fn many_units_share_what_is_read_of_them() {
    let folder = project(&format!("{HEAD}\n"));
    for unit in 0..36_usize {
        let row = |row: usize| {
            let key = (unit * 300 + row) * 7 % 10_009;
            let number = format!("{row}.{}", "1234567"[..=unit / 6].trim_end_matches('0'));
            let wrong = if row % 97 == 5 { "约" } else { "" };
            format!("\n{key},2020-03-01,活动,户{row},{wrong}1.00,1,{number},是,注{unit}")
        };
        let rows: String = (0..if unit % 9 == 4 { 0 } else { 300 }).map(row).collect();
        let text = format!("{HEAD}{rows}\n\n");
        let (national, _, _) = encoding_rs::GB18030.encode(&text);
        let bytes = match unit % 16 {
            7 => &*national,
            _ => text.as_bytes(),
        };
        let path = folder.path().join(format!("data/2020/u{unit:02}"));
        fs::create_dir(&path).expect("a folder");
        fs::write(path.join("funds.csv"), bytes).expect("a file");
    }
    let whole = all_of(folder.path(), Manner::default());
    assert_eq!(whole.1.len(), 32 * 300);
    assert!(whole.0.iter().any(|told| told.contains("重复")));
    for threads in [1, 3] {
        let short = shreds(threads, 0, 1 << 20);
        assert_eq!(all_of(folder.path(), short), whole, "{threads} threads");
    }
}

/// Threads, the most bytes that are held, and how many are read at a time.
fn in_manners(csv: &str, manners: &[(usize, u64, u64)]) {
    let folder = project(csv);
    let whole = all_of(folder.path(), Manner::default());
    for (threads, held_most, stretch) in manners.iter().copied() {
        let manner = shreds(threads, held_most, stretch);
        let shreds = all_of(folder.path(), manner);
        assert_eq!(
            shreds, whole,
            "{threads} threads, {held_most} held, {stretch} bytes at a time"
        );
    }
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[甲乙丙]{1,3}",
        2 => Just(String::new()),
        2 => "\"[甲a, \n]{0,6}\"",
        1 => "\"甲\"\"[乙\n]{0,2}\"\"\"",
        1 => "[ 　]{0,2}甲[ 　]{0,2}",
    ]
}

prop_compose! {
    fn good_row()(
        key in 0..60_u32, day in 1..29_u32, kind in 0..3_usize, payee in cell(), fen in 0..99_999_u32,
        people in 0..50_u32, number in "[0-9]{1,4}(\\.[0-9]{1,4})?", public in "是|否|", note in cell()
    ) -> String {
        let kind = ["活动", "帮扶", "培训"][kind];
        format!("A{key},2020-03-{day:02},{kind},{payee},{}.{:02},{people},{number},{public},{note}", fen / 100, fen % 100)
    }
}

fn row() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => good_row(),
        1 => "[0-9]{0,7},2020[-/年][0-9]{1,2}[-/月][0-9]{1,2}日?,(活动|活动 |其他|),甲,-?[0-9.,万]{0,6},[0-9１２]{0,3},[0-9]{12}(\\.[0-9]{9})?,(是|对),甲",
        1 => Just(String::new()),
        1 => Just(",,,,,,,,".to_owned()),
        1 => "合计,,,,[0-9]{1,5},,,,",
        1 => "(甲|\"乙\"),2020-01-01,活动",
        1 => "甲,2020-01-01,活动,甲,1,1,1,是,甲,多",
        1 => "A1,2020-01-01,活动,甲\"乙,1,1,1,是,\"甲\"乙",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn files_in_shreds(rows in prop::collection::vec(row(), 0..40), end in "\n|\r\n", tail in "|\n|\"甲\n乙") {
        let mut csv = HEAD.to_owned();
        for row in rows {
            csv.push_str(&end);
            csv.push_str(&row);
        }
        csv.push_str(&tail);
        every_manner(&csv);
    }
}

/// Lines that differ in their keys alone.
fn lines(count: usize, rest: &str) -> String {
    let lines: Vec<String> = (0..count).map(|key| format!("\nA{key}{rest}")).collect();
    lines.concat()
}

#[test]
fn repeated_vouchers_leave_the_same_gaps() {
    let rows = |keys: &mut dyn Iterator<Item = String>| {
        let rows = keys.map(|key| format!("\n{key},2020-01-02,帮扶,甲,1.00,1,1,是,注"));
        rows.collect::<Vec<_>>().concat()
    };
    // More rows of one number than a stretch has room for; one written longer; a gap behind.
    let again = rows(&mut (0..1_500).map(|row| format!("A{:02}", row / 700)));
    let again = again + &rows(&mut ["A002", "A01", "A7"].map(str::to_owned).into_iter());
    // The same vouchers once more, far from the first, but for one.
    let far = (0..1_200).filter(|row| *row != 900);
    let far = rows(&mut far.map(|row| format!("B{}", row % 600)));
    some_manners(&format!("{HEAD}{again}{far}"));
}

#[test]
fn lines_within_quotes_lose_bets_and_no_rows() {
    let note = "\"一\n二,2020-01-01,活动\n三\"\"四\"";
    let rows = lines(200, &format!(",2020-01-02,帮扶,甲,1.00,1,1,是,{note}"));
    every_manner(&format!("{HEAD}{rows}"));
    every_manner(&format!("\u{FEFF}{HEAD}{rows}\n"));
}

#[test]
fn what_is_no_utf8_is_read_whole() {
    let text = format!(
        "{HEAD}\n{}",
        "A1,2020-01-02,帮扶,甲,1.00,1,1,是,注\n".repeat(50)
    );
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    let folder = project("");
    fs::write(folder.path().join("data/2020/funds.csv"), bytes).expect("a file");
    let manner = Manner {
        threads: Some(2),
        parallel_from: 0,
        held_most: 0,
        stretch: 64,
        ..Manner::default()
    };
    let (told, cells) = all_of(folder.path(), manner.clone());
    assert_eq!(cells.len(), 50);
    assert!(told[0].contains("GB18030"), "{told:?}");
    fs::write(
        folder.path().join("data/2020/funds.csv"),
        text.replace("注", "\u{FFFD}"),
    )
    .expect("a file");
    let (told, cells) = all_of(folder.path(), manner);
    assert!(cells.is_empty() && told[0].contains("U+FFFD"), "{told:?}");
}

#[test]
fn the_first_thousand_errors_are_told_and_all_are_counted() {
    let rows = lines(3_000, ",2020-02-30,帮扶,甲,1.234,1,1,是,注");
    let folder = project(&format!("{HEAD}{rows}"));
    let manner = Manner {
        threads: Some(2),
        parallel_from: 0,
        held_most: 0,
        stretch: 1 << 12,
        ..Manner::default()
    };
    let (told, _) = all_of(folder.path(), manner);
    let of = |code: &str| told.iter().filter(|line| line.contains(code)).count();
    // A date that cannot be read and decimals too many: a thousand of each, and one for the rest.
    assert_eq!(told.len(), 2_002, "{:#?}", &told[..3]);
    assert_eq!((of("一共 3000 处"), of("2020-02-30")), (2, 1_000));
    every_manner(&format!("{HEAD}{rows}"));
}

/// Every kind of mistake in every row, with some good rows between; each by itself, then all in turn.
#[test]
fn whatever_is_wrong_in_every_row_is_told_alike() {
    const WRONG: &[&str] = &[
        // Two columns of one kind: the first thousand are the first in the file, not in a column.
        ",2020-01-02,帮扶,甲,约5,+5,1,是,注",
        ",2020-01-02,帮扶,甲,1.,.5,1,是,注",
        ",2020-02-30,帮扶,甲,1,1,1,是,注",
        ",二月三日,帮扶,甲,1,1,1,是,注",
        ",2019-01-02,其他,甲,-1,1.5,1,对,注",
        ",,,甲,1,1,1,是,\"一二三四五六七八九十,一二三\"",
        ",2020-01-02,帮扶,甲,1,1,1,是",
        ",2020-01-02,帮扶,甲,1,1,1,是,注,多",
        ",2020-01-02,帮扶,甲,1,1,1,是,注,\"多\"",
        ",2020-01-02,帮扶,\"甲\"乙,1,1,1,是,注",
        ",2020-01-02,帮扶,甲,99999999999999999,1,1.123456789,是,\"注\n注\"",
    ];
    let every = |wrong: &dyn Fn(usize) -> &'static str, repeats: bool| {
        let line = |row: usize| {
            let key = if repeats { row % 7 } else { row };
            let rest = if row % 64 == 63 {
                ",2020-01-02,帮扶,甲,1.00,1,1,是,注"
            } else {
                wrong(row)
            };
            format!("\nA{key}{rest}")
        };
        let rows: Vec<String> = (0..1_100).map(line).collect();
        some_manners(&format!("{HEAD}{}", rows.concat()));
    };
    for wrong in WRONG {
        every(&|_| wrong, false);
    }
    every(&|row| WRONG[row % WRONG.len()], true);
}

#[test]
fn a_lost_bet_counts_nothing_twice() {
    // Half of the file stands in quotes, where rows look wrong that are none.
    let note = lines(1_500, ",2020-02-30,帮扶,甲,约5,1,1,是,注");
    let wrong = lines(1_200, ",2020-02-30,帮扶,甲,约5,1,1,是,注");
    some_manners(&format!(
        "{HEAD}\nB1,2020-01-02,帮扶,甲,1,1,1,是,\"{note}\"{wrong}"
    ));
}

#[test]
fn a_long_run_is_read_like_its_shreds() {
    let payees = [
        "甲",
        "\"甲\"",
        " 甲",
        "甲　",
        "乙文具店",
        "\"乙\"\"店\"\"\"",
        "",
        "-",
        "丙丁戊己庚辛壬癸子丑",
    ];
    let notes = ["购书", "\"购书，三册\"", "", "\"\"", "１２", "3.2E+17", "x"];
    let line = |at: usize| {
        // Keys in sequence, with leaps, a step back and one that is wider.
        let key = match at {
            2_500 => 2_000_000,
            at => at * 3 / 2 + usize::from(at > 3_000) * 7,
        };
        let (month, day) = (at % 13, at % 31);
        let (payee, note) = (payees[at % payees.len()], notes[at * 7 % notes.len()]);
        let cents = ["00", "5", "123", "07"][at / 3 % 4];
        format!(
            "\nA{key:05},2020-{month:02}-{day:02},活动,{payee},{at}.{cents},{at},{at}.5,是,{note}"
        )
    };
    let rows: String = (0..5_000).map(line).collect();
    every_manner(&format!("{HEAD}{rows}"));
    every_manner(&format!("{HEAD}{rows}").replace('\n', "\r\n"));
}

#[test]
fn gaps_are_found_without_reading_a_file_again() {
    let line = |key: &usize| format!("\nA{key:04},2020-01-02,帮扶,甲,1.00,1,1,是,注");
    let keys = (1..2_000).filter(|key| !matches!(key, 40 | 41 | 900 | 1_500..1_600));
    // One stands behind its place, one twice, one with fewer digits.
    let keys: Vec<usize> = keys.chain([41, 1_700]).collect();
    let rows: String = keys.iter().map(line).collect();
    let csv = format!("{HEAD}{rows}\nA7\nA2001,2020-01-02,帮扶,甲,1.00,1,1,是,注");
    every_manner(&csv.replace("\nA7\n", "\nA007,2020-01-02,帮扶,甲,1.00,1,1,是,注\n"));
    let folder = project(&csv.replace("\nA7\n", "\n"));
    let manner = Manner {
        held_most: 0,
        ..Manner::default()
    };
    let (told, _) = all_of(folder.path(), manner);
    let gaps: Vec<&String> = told.iter().filter(|line| line.contains("C403")).collect();
    assert_eq!(gaps.len(), 4, "{gaps:#?}");
    for missing in [
        "缺 A0040（",
        "缺 A0900（",
        "缺 A1500 至 A1599，共 100 个",
        "缺 A2000（",
    ] {
        let missing = missing.trim_end_matches('（');
        assert!(
            gaps.iter().any(|line| line.contains(missing)),
            "{missing}: {gaps:#?}"
        );
    }
}
