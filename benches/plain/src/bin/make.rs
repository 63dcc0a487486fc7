//! Makes a project folder for W: the same bytes for the same arguments, about four million rows a second.
//!
//! Beside the project it writes `expected.tsv`, the answer known from the making and not from any reading.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use plain::tally::{Errors, Tally};
use plain::{
    CATEGORIES, COUNTED, HEADINGS, PROJECTS, YEAR, count_of, month_of, payees_of, project_of,
    sum_of,
};

const USAGE: &str = "\
make FOLDER ROWS [OPTION…]
  --by            figures as families (`by`) instead of sixty `where`s
  --shuffled      ids in no order
  --plant         eleven wrong cells of every sort, spread over the file
  --wrong         a wrong cell in every row: a third decimal
  --wrong=KIND,…  several of: decimals, word, date, year, value, blank, required, duplicate, short, long
  --newlines      one quoted note in fifty holds a line break
  --rollup        500 rows a file, data/2020/<unit>/funds.csv
  --declarations  everything but the rows";

/// The wrong cells that `--plant` sets, and how they add up.
const PLANTED: [(usize, &str); 10] = [
    (1, "2020-02-30"),
    (1, "2021-01-02"),
    (5, "1.234"),
    (5, "+5"),
    (5, ".5"),
    (5, "1."),
    (2, "招待支出"),
    (3, "无此项目"),
    (3, ""),
    (4, ""),
];
const PLANTED_ERRORS: Errors = Errors {
    required: 2,
    date: 1,
    year: 1,
    amount: 4,
    value: 2,
    duplicate: 1,
};

/// What `--wrong` can put into every row.
const WRONG: [&str; 10] = [
    "decimals", "word", "date", "year", "value", "blank", "required", "duplicate", "short", "long",
];

const ROWS_A_UNIT: u64 = 500;

#[derive(Default)]
struct Options {
    by: bool,
    shuffled: bool,
    plant: bool,
    wrong: Vec<&'static str>,
    newlines: bool,
    rollup: bool,
    declarations: bool,
}

fn main() -> ExitCode {
    let mut options = Options::default();
    let mut words = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--by" => options.by = true,
            "--shuffled" => options.shuffled = true,
            "--plant" => options.plant = true,
            "--wrong" => options.wrong.push(WRONG[0]),
            "--newlines" => options.newlines = true,
            "--rollup" => options.rollup = true,
            "--declarations" => options.declarations = true,
            word if !word.starts_with('-') => words.push(argument),
            word if word.starts_with("--wrong=") => {
                for kind in word["--wrong=".len()..].split(',') {
                    match WRONG.iter().find(|known| **known == kind) {
                        Some(kind) => options.wrong.push(*kind),
                        None => return usage(),
                    }
                }
            }
            _ => return usage(),
        }
    }
    let [folder, rows] = &words[..] else {
        return usage();
    };
    let Ok(rows) = rows.parse::<u64>() else {
        return usage();
    };
    if options.plant && rows < 1000 || rows == 0 {
        return usage();
    }
    match make(Path::new(folder), rows, &options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("make: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn make(folder: &Path, rows: u64, options: &Options) -> io::Result<()> {
    let write = |path: &str, text: String| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)
    };
    write(
        "data/report.toml",
        "organisation = \"示例省总工会\"\noutputs = [\"md\"]\n".into(),
    )?;
    write("data/ledgers.toml", ledgers())?;
    write(
        "data/figures.toml",
        if options.by { families() } else { figures() },
    )?;
    write("templates/annual.md", TEMPLATE.into())?;
    if options.declarations {
        return Ok(());
    }
    let mut tally = Tally::default();
    let mut payees = vec![HashSet::new(); COUNTED.len()];
    let file = |folder: PathBuf| -> io::Result<BufWriter<File>> {
        fs::create_dir_all(&folder)?;
        let mut file = BufWriter::with_capacity(1 << 20, File::create(folder.join("funds.csv"))?);
        writeln!(file, "{}", HEADINGS.join(","))?;
        Ok(file)
    };
    let data = folder.join("data").join(YEAR.to_string());
    let mut out = None;
    let mut line = Vec::with_capacity(256);
    for index in 0..rows {
        let row = Row::new(index, rows, options);
        row.count(&mut tally, &mut payees);
        line.clear();
        row.write(&mut line, options, index, rows)?;
        let into = match &mut out {
            Some(out) if !options.rollup || index % ROWS_A_UNIT != 0 => out,
            _ if options.rollup => {
                out.insert(file(data.join(format!("u{:04}", index / ROWS_A_UNIT)))?)
            }
            _ => out.insert(file(data.clone())?),
        };
        into.write_all(&line)?;
    }
    if let Some(mut out) = out {
        out.flush()?;
    }
    for (count, payees) in tally.payees.iter_mut().zip(&payees) {
        *count = payees.len() as u64;
    }
    if options.plant {
        tally.errors = PLANTED_ERRORS;
    }
    for kind in &options.wrong {
        match *kind {
            "decimals" | "word" => tally.errors.amount += rows,
            "date" => tally.errors.date += rows,
            "year" => tally.errors.year += rows,
            "value" => tally.errors.value += rows,
            "blank" | "required" => tally.errors.required += rows,
            "duplicate" => tally.errors.duplicate += rows - 1,
            _ => {}
        }
    }
    tally.print(File::create(folder.join("expected.tsv"))?)
}

/// A row as drawn, before anything wrong is put into it.
struct Row {
    id: u64,
    day: u32,
    month: usize,
    category: usize,
    project: usize,
    payee: usize,
    fen: i64,
    unit: u64,
    note: usize,
    quoting: u32,
}

const FIRST: [&str; 20] = [
    "恒", "顺", "金", "永", "盛", "华", "瑞", "德", "鸿", "宏", "泰", "嘉", "茂", "同", "广", "裕",
    "聚", "祥", "荣", "源",
];
const SECOND: [&str; 20] = [
    "达", "通", "丰", "和", "安", "兴", "隆", "昌", "信", "诚", "康", "宁", "利", "益", "美", "新",
    "正", "大", "远", "成",
];
const TRADES: [&str; 13] = [
    "商行",
    "商贸",
    "文具",
    "印务",
    "餐饮",
    "药房",
    "服饰",
    "图文",
    "体育",
    "旅行社",
    "书店",
    "电器",
    "花艺",
];
const NOTES: [&str; 10] = [
    "采购日常用品",
    "发放慰问金",
    "活动用餐",
    "租用场地",
    "印制宣传材料",
    "支付讲课费",
    "购书",
    "往返交通费",
    "竞赛奖品",
    "",
];

/// A well-mixed number for each number: the `split-mix` generator at that place of its sequence.
fn mixed(index: u64) -> u64 {
    let mut z = (index + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Row {
    fn new(index: u64, rows: u64, options: &Options) -> Self {
        let (a, b) = (mixed(index * 2), mixed(index * 2 + 1));
        let pick = |bits: u64, of: u64| usize::try_from((bits & 0xFFFF) * of >> 16).unwrap_or(0);
        let (month, day) = date(pick(a, 366));
        let category = pick(a >> 16, 12);
        let unit = if options.rollup {
            index / ROWS_A_UNIT
        } else {
            (b >> 48) % 200
        };
        Self {
            id: if options.shuffled {
                shuffled(index, rows)
            } else {
                index
            } + 1,
            day,
            month,
            category,
            project: pick(a >> 32, 20),
            // Each category has payees that others lack, so that a wrong grouping shows.
            payee: pick(a >> 48, 5200 - 371 * category as u64),
            // From 1.00 to 99,999.99, small ones oftener.
            fen: 100
                + i64::try_from((b & 0xFF_FFFF) * ((b >> 24) & 0xFFF) / 6873).unwrap_or(0)
                    % 9_999_900,
            unit,
            note: pick(b >> 32, 10),
            quoting: u32::try_from(mixed(b) % 3000).unwrap_or(0),
        }
    }

    fn count(&self, tally: &mut Tally, payees: &mut [HashSet<usize>]) {
        tally.category_sum[self.category] += self.fen;
        tally.category_count[self.category] += 1;
        tally.project_sum[self.project] += self.fen;
        tally.month_sum[self.month - 1] += self.fen;
        if let Some(counted) = COUNTED
            .iter()
            .position(|name| *name == CATEGORIES[self.category])
        {
            payees[counted].insert(self.payee);
        }
    }

    fn write(
        &self,
        line: &mut Vec<u8>,
        options: &Options,
        index: u64,
        rows: u64,
    ) -> io::Result<()> {
        let payee = self.payee;
        let (first, second, trade) = (payee % 20, payee / 20 % 20, payee / 400);
        let mut cells = [
            format!("PZ{YEAR}-{:08}", self.id),
            format!("{YEAR}-{:02}-{:02}", self.month, self.day),
            CATEGORIES[self.category].to_owned(),
            PROJECTS[self.project].to_owned(),
            format!("{}{}{}", FIRST[first], SECOND[second], TRADES[trade]),
            plain::tally::yuan(self.fen),
            format!("u{:04}", self.unit),
            self.note(options),
        ];
        for kind in &options.wrong {
            match *kind {
                "decimals" => cells[5].push('7'),
                "word" => cells[5].insert_str(0, "约"),
                "date" => cells[1].replace_range(5.., "02-30"),
                "year" => cells[1].replace_range(..4, "2019"),
                "value" => cells[2].push_str("费"),
                "blank" => cells[5].clear(),
                "required" => cells[6].clear(),
                "duplicate" => cells[0].replace_range(7.., "00000001"),
                // The amount's cell with no comma before it, or a cell more.
                "short" => {
                    let amount = std::mem::take(&mut cells[5]);
                    cells[4].push_str(&amount);
                }
                _ => cells[4].push_str(",多"),
            }
        }
        if options.plant {
            // One in every twelfth of the file, not at its edges.
            let step = rows / 12;
            let place = usize::try_from(index / step).unwrap_or(0);
            if index % step == step / 2 && (1..12).contains(&place) {
                match PLANTED.get(place - 1) {
                    Some((column, wrong)) => cells[*column] = (*wrong).to_owned(),
                    None => {
                        cells[0] = format!("PZ{YEAR}-{:08}", Self::new(step / 3, rows, options).id)
                    }
                }
            }
        }
        let cells = cells.join(",");
        if options.wrong.contains(&"short") {
            line.extend_from_slice(cells.replacen(",,", ",", 1).as_bytes());
        } else {
            line.extend_from_slice(cells.as_bytes());
        }
        line.push(b'\n');
        Ok(())
    }

    /// A fifth of the notes are quoted: a third of those for nothing, a third for a comma, a third for quotes.
    fn note(&self, options: &Options) -> String {
        let (note, quoting) = (NOTES[self.note], self.quoting);
        if options.newlines && quoting < 600 && quoting.is_multiple_of(50) {
            return format!("\"{note}\n见附件\"");
        }
        match quoting {
            0..200 => format!("\"{note}\""),
            200..400 => format!("\"{note},见附件\""),
            400..600 => format!("\"{note}\"\"见附件\"\"\""),
            _ => note.to_owned(),
        }
    }
}

/// The month and the day of 2020's day `day`, from 0.
fn date(day: usize) -> (usize, u32) {
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut left = day;
    for (month, length) in lengths.into_iter().enumerate() {
        if left < length {
            return (month + 1, u32::try_from(left + 1).unwrap_or(1));
        }
        left -= length;
    }
    unreachable!("2020 has 366 days")
}

/// Every number below `rows` once, in no order.
fn shuffled(index: u64, rows: u64) -> u64 {
    let bits = (u64::BITS - (rows - 1).leading_zeros())
        .max(2)
        .next_multiple_of(2)
        / 2;
    let mask = (1 << bits) - 1;
    let mut value = index;
    loop {
        // A Feistel network permutes the next power of four; what falls outside goes round again.
        let (mut left, mut right) = (value >> bits, value & mask);
        for round in 0..4 {
            (left, right) = (right, left ^ (mixed(right + round * 0x1234_5678) & mask));
        }
        value = left << bits | right;
        if value < rows {
            return value;
        }
    }
}

fn quoted(values: &[&str]) -> String {
    let quoted: Vec<_> = values.iter().map(|value| format!("\"{value}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

fn ledgers() -> String {
    let [id, date, category, project, payee, amount, unit, note] = HEADINGS;
    format!(
        r#"[funds]
title      = "经费台账"
primaryKey = ["{id}"]
date       = "{date}"
fields = [
  {{ name = "{id}", type = "string", constraints = {{ required = true }} }},
  {{ name = "{date}", type = "date", constraints = {{ required = true }} }},
  {{ name = "{category}", type = "string", constraints = {{ required = true, enum = {} }} }},
  {{ name = "{project}", type = "string", constraints = {{ required = true, enum = {} }} }},
  {{ name = "{payee}", type = "string", constraints = {{ required = true }} }},
  {{ name = "{amount}", type = "number", places = 2, unit = "元", constraints = {{ required = true }} }},
  {{ name = "{unit}", type = "string", constraints = {{ required = true }} }},
  {{ name = "{note}", type = "string" }},
]
"#,
        quoted(&CATEGORIES),
        quoted(&PROJECTS),
    )
}

fn figure(name: &str, condition: &str, aggregate: &str) -> String {
    format!("[[figure]]\nname   = \"{name}\"\nledger = \"funds\"\n{condition}{aggregate}\n\n")
}

fn distinct(category: &str) -> String {
    let condition = format!("where  = {{ \"类别\" = \"{category}\" }}\n");
    figure(
        &payees_of(category),
        &condition,
        "distinct = \"收款人\"\nunit   = \"户\"",
    )
}

fn figures() -> String {
    let sum = "sum    = \"金额\"";
    let equal = |column: &str, value: &str| format!("where  = {{ \"{column}\" = \"{value}\" }}\n");
    let mut text = String::new();
    for category in CATEGORIES {
        text += &figure(&sum_of(category), &equal("类别", category), sum);
        text += &figure(
            &count_of(category),
            &equal("类别", category),
            "count  = true\nunit   = \"笔\"",
        );
    }
    for project in PROJECTS {
        text += &figure(&project_of(project), &equal("项目", project), sum);
    }
    for month in 1..=12 {
        let last = (27..32)
            .rev()
            .find(|day| date_exists(month, *day))
            .unwrap_or(28);
        let condition = format!(
            "where  = {{ \"日期\" = {{ from = {YEAR}-{month:02}-01, to = {YEAR}-{month:02}-{last} }} }}\n"
        );
        text += &figure(&month_of(month), &condition, sum);
    }
    text + &COUNTED.map(distinct).concat()
}

fn date_exists(month: usize, day: u32) -> bool {
    (0..366).any(|number| date(number) == (month, day))
}

/// The same figures, their names with a dot instead of the underscore.
fn families() -> String {
    let family = |name: &str, aggregate: &str, by: &str| {
        figure(name, "", &format!("{aggregate}\nby     = \"{by}\""))
    };
    family("合计", "sum    = \"金额\"", "类别")
        + &family("笔数", "count  = true\nunit   = \"笔\"", "类别")
        + &family("项目", "sum    = \"金额\"", "项目")
        + &family("月份", "sum    = \"金额\"", "日期")
        + &COUNTED.map(distinct).concat()
}

const TEMPLATE: &str = "\
# {{ title }}

| 项目 | 数值 |
|---|---:|
{%- for figure in figures %}
| {{ figure.名称 }} | {{ figure }} |
{%- endfor %}
";
