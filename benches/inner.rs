//! The inner loops, one by one: `cargo bench --no-default-features`.
//!
//! Small enough to be run while something is changed; what a user waits for is measured by
//! `benches/run`. The project is made anew in a temporary folder, so that nothing here depends on
//! what lies about.

use std::fmt::Write;
use std::path::Path;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use report::compile::{self, Declarations};
use report::ledger::Ledgers;
use report::project::Project;
use report::source::csv::{Record, Records};
use report::{figure, load, numeral};

const YEAR: i32 = 2020;
const ROWS: usize = 20_000;

const LEDGERS: &str = r#"
[funds]
primaryKey = ["凭证号"]
date       = "日期"
fields = [
  { name = "凭证号", type = "string", constraints = { required = true } },
  { name = "日期", type = "date", constraints = { required = true } },
  { name = "类别", type = "string", constraints = { required = true, enum = ["帮扶", "活动", "培训", "办公"] } },
  { name = "收款人", type = "string", constraints = { required = true } },
  { name = "金额", type = "number", places = 2, unit = "元", constraints = { required = true } },
  { name = "摘要", type = "string" },
]
"#;

const FIGURES: &str = r#"
[[figure]]
name   = "支出"
ledger = "funds"
sum    = "金额"
by     = "类别"

[[figure]]
name   = "每月笔数"
ledger = "funds"
count  = true
by     = "日期"

[[figure]]
name     = "收款人"
ledger   = "funds"
where    = { "类别" = ["帮扶", "活动"], "金额" = { from = 100 } }
distinct = "收款人"
"#;

/// Numerals of every sort, as prose has them.
const PROSE: &str = "2020年，全区新建基层工会30家，发展会员近5200人，其中农民工会员2408人；下拨慰问资金210万元，\
购置45万余元的物资。截至12月31日，工会卡累计发行约11.8万张，签约商户三百多家，创建率在90%以上，比上年提高0.5个百分点。\
第十一届读书月办了5场活动，三家银行设点，一千二百名职工参加，占四分之三。";

fn main() {
    divan::main();
}

fn ledger() -> String {
    let categories = ["帮扶", "活动", "培训", "办公"];
    let mut text = String::from("凭证号,日期,类别,收款人,金额,摘要\n");
    for row in 0..ROWS {
        // Whole steps that share no divisor with what they are folded into: no column follows another.
        let (month, day) = (row * 7 % 12 + 1, row * 11 % 28 + 1);
        let (category, payee) = (categories[row * 3 % 4], row * 37 % 1500);
        let note = if row % 5 == 0 {
            "\"用品,\"\"附件\"\"\""
        } else {
            "用品"
        };
        let amount = row * 7919 % 1_000_000;
        let _ = writeln!(
            text,
            "PZ-{row:06},2020-{month:02}-{day:02},{category},往来单位{payee:04},{}.{:02},{note}",
            amount / 100,
            amount % 100,
        );
    }
    text
}

/// A project with [`ROWS`] rows, and the folder that it lasts as long as.
fn project() -> (tempfile::TempDir, Project, Declarations) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("data/report.toml", "organisation = \"某区总工会\"\n");
    write("data/ledgers.toml", LEDGERS);
    write("data/figures.toml", FIGURES);
    write("data/2020/funds.csv", &ledger());
    let (project, found) = Project::open(folder.path()).expect("the project opens");
    assert!(found.is_empty(), "{found:?}");
    let (declarations, found) = compile::declarations(&project).expect("it is read");
    assert!(found.is_empty(), "{found:?}");
    (folder, project, declarations)
}

fn load_all(project: &Project, declarations: &Declarations) -> Ledgers {
    let (ledgers, found) = load::load(
        project,
        &declarations.schema,
        YEAR,
        &load::Wanted::default(),
    )
    .expect("the ledgers load");
    assert!(found.is_empty(), "{found:?}");
    ledgers
}

#[divan::bench]
fn reading_records(bencher: Bencher) {
    let text = ledger();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut records = Records::new(black_box(&text));
        let mut record = Record::default();
        let mut cells = 0;
        while records.read(&mut record) {
            cells += record.len();
        }
        cells
    });
}

/// A cell's text to its value, by type.
#[divan::bench(args = [
    ("日期", "2020-10-21"),
    ("日期", "2020年1月5日"),
    ("金额", "48103.51"),
    ("金额", "1,200.00"),
    ("类别", "帮扶"),
    ("收款人", "往来单位0042"),
])]
fn typing_cells(bencher: Bencher, (field, text): (&str, &str)) {
    let (_folder, _, declarations) = project();
    let schema = &declarations.schema.ledgers["funds"];
    let field = &schema.fields[schema.field(field).expect("a field of it")];
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| load::read_cell(black_box(text), field).expect("a good cell"));
}

/// From the file to typed columns, every cell checked.
#[divan::bench(sample_count = 20)]
fn loading_a_ledger(bencher: Bencher) {
    let (_folder, project, declarations) = project();
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench_local(|| load_all(&project, &declarations));
}

/// Figures over a ledger that is loaded.
#[divan::bench(sample_count = 20)]
fn evaluating_figures(bencher: Bencher) {
    let (_folder, project, declarations) = project();
    let ledgers = load_all(&project, &declarations);
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench_local(|| figure::evaluate(&declarations.definitions, &ledgers, YEAR));
}

#[divan::bench]
fn reading_numerals(bencher: Bencher) {
    bencher
        .counter(BytesCount::of_str(PROSE))
        .bench(|| numeral::read::read(black_box(PROSE)));
}

/// Which of the prose's numerals are dates, ordinals, set phrases.
#[divan::bench]
fn recognising_numerals(bencher: Bencher) {
    let numerals = numeral::read::read(PROSE);
    bencher.counter(ItemsCount::new(numerals.len())).bench(|| {
        let known = |numeral| numeral::lexicon::recognise(PROSE, numeral).is_some();
        numerals.iter().filter(|numeral| known(numeral)).count()
    });
}
