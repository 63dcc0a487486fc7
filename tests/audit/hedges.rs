//! Every hedge word in every position, at its boundaries, through the program itself.
//!
//! What is expected comes from an oracle of its own, in `hedges/oracle.rs`: whole numbers of ten-thousandths, compared as the
//! table of hedges says, in none of the program's words. Each case is a sentence about a figure whose
//! value is known; `report audit` says what it makes of it.

mod oracle;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use oracle::{NUMBERS, ONE, SPANS, Said, Thing, WORDS, if_true, oracle, values, wording};
use serde_json::Value;

/// What a sentence says of which figure, and what has to be said of it.
struct Case {
    wording: String,
    thing: Thing,
    value: i128,
    expected: Said,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for number in &NUMBERS {
        for thing in number.things {
            for (word, stand, row) in WORDS {
                let Some(wording) = wording(number, word, stand, thing.unit()) else {
                    continue;
                };
                let said = |value| oracle(row, number, stand, *thing, value);
                let values = values(number, *thing);
                // What matters stands on either side of a change of verdict.
                let judged: Vec<(i128, Said)> = values
                    .into_iter()
                    .map(|value| (value, said(value)))
                    .collect();
                let at_an_edge = |index: &usize| {
                    let differs = |other: usize| {
                        judged
                            .get(other)
                            .is_none_or(|(_, said)| *said != judged[*index].1)
                    };
                    differs(index + 1) || differs(index.wrapping_sub(1))
                };
                for index in (0..judged.len()).filter(at_an_edge) {
                    let (value, expected) = judged[index];
                    cases.push(Case {
                        wording: wording.clone(),
                        thing: *thing,
                        value,
                        expected,
                    });
                }
            }
        }
    }
    for (wording, first, last) in SPANS {
        for value in [first - 1, first, last, last + 1] {
            cases.push(Case {
                wording: wording.to_owned(),
                thing: Thing::Persons,
                value: value * ONE,
                expected: if_true((first..=last).contains(&value)),
            });
        }
    }
    for (wording, least) in [("上百人", 100), ("上千人", 1000), ("上万人", 10_000)] {
        for value in [least - 1, least, 2 * least - 1, 2 * least] {
            cases.push(Case {
                wording: wording.to_owned(),
                thing: Thing::Persons,
                value: value * ONE,
                expected: match () {
                    () if value < least => Said::Refused,
                    () if value >= 2 * least => Said::Warned,
                    () => Said::Fine,
                },
            });
        }
    }
    cases
}

/// What the figures are called: nothing that two of them share.
const LABELS: [&str; 48] = [
    "图书借阅",
    "泳池票务",
    "菜园认领",
    "合唱登台",
    "暑托照料",
    "法务咨询",
    "骑行里程",
    "献血登记",
    "体检复查",
    "棋类对弈",
    "摄影投稿",
    "疗养轮换",
    "剪纸展品",
    "防汛沙袋",
    "食堂餐券",
    "宿舍床铺",
    "焊工考评",
    "茶艺沙龙",
    "篮球队服",
    "羽毛球拍",
    "心理信箱",
    "绿化苗木",
    "垃圾分拣",
    "消防演练",
    "文物修缮",
    "电影放映",
    "乒乓擂台",
    "朗诵录音",
    "书法笔墨",
    "登山装备",
    "急救包裹",
    "蔬果配送",
    "母婴设施",
    "充电桩位",
    "雨衣雨靴",
    "早餐摊点",
    "夜校听众",
    "钓鱼竿具",
    "桥牌俱乐",
    "瑜伽垫子",
    "舞蹈排练",
    "葡萄采摘",
    "豆浆机具",
    "围裙手套",
    "冰箱租赁",
    "纺织样品",
    "陶艺窑炉",
    "木工刨花",
];

fn decimal(value: i128) -> String {
    format!("{}.{:04}", value / ONE, value % ONE)
}

/// A project in which each case has a figure of its own.
fn write_project(root: &Path, cases: &[&Case]) {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("data/report.toml", "organisation = \"某市总工会\"\n");
    write(
        "data/ledgers.toml",
        "[facts]\ntitle = \"事实\"\nfields = [ { name = \"项\", type = \"string\" }, { name = \"数\", type = \"number\", places = 4 } ]\n",
    );
    let (mut figures, mut rows, mut text) = (String::new(), String::from("项,数\n"), String::new());
    let figure = |name: &str, unit: &str| {
        format!(
            "[[figure]]\nname = \"{name}\"\nledger = \"facts\"\nwhere = {{ \"项\" = \"{name}\" }}\nsum = \"数\"\nunit = \"{unit}\"\n"
        )
    };
    for (case, label) in cases.iter().zip(LABELS) {
        let value = decimal(case.value);
        if case.thing == Thing::Rate {
            for (part, value) in [("甲", value.as_str()), ("乙", "100")] {
                let name = format!("{part}{label}");
                figures.push_str(&figure(&name, "点"));
                writeln!(rows, "{name},{value}").expect("a string");
            }
            let table = format!(
                "[[figure]]\nname = \"{label}率\"\nratio = [\"甲{label}\", \"乙{label}\"]\nunit = \"%\"\n"
            );
            figures.push_str(&table);
            writeln!(text, "{label}率{}。", case.wording).expect("a string");
        } else {
            figures.push_str(&figure(label, case.thing.unit()));
            writeln!(rows, "{label},{value}").expect("a string");
            writeln!(text, "{label}{}。", case.wording).expect("a string");
        }
    }
    write("data/figures.toml", &figures);
    write("data/2020/facts.csv", &rows);
    write("稿.txt", &text);
}

/// What the program says of each line: the numeral's status, and the worst message.
fn audit(root: &Path) -> (BTreeMap<u64, Value>, BTreeMap<u64, String>) {
    let output = Command::new(env!("CARGO_BIN_EXE_report"))
        .args([
            "audit",
            "2020",
            "稿.txt",
            "--format",
            "json",
            "--message-format",
            "json",
        ])
        .current_dir(root)
        .output()
        .expect("the program runs");
    let printed: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let line = |value: &Value| value["line"].as_u64().expect("a line");
    let numerals = printed["numerals"].as_array().expect("numerals");
    let numerals = numerals
        .iter()
        .map(|numeral| (line(numeral), numeral.clone()))
        .collect();
    let mut worst: BTreeMap<u64, String> = BTreeMap::new();
    for message in String::from_utf8_lossy(&output.stderr).lines() {
        let message: Value = serde_json::from_str(message).expect("JSON");
        let severity = message["severity"].as_str().expect("a severity");
        let kept = worst
            .entry(line(&message))
            .or_insert_with(|| severity.to_owned());
        // error, warning, note: in the order of the alphabet but for the last two.
        if severity == "error" {
            severity.clone_into(kept);
        }
    }
    (numerals, worst)
}

#[test]
fn every_hedge_word_is_judged_at_its_boundaries_by_the_program() {
    let cases = cases();
    assert!(cases.len() > 3000, "{}", cases.len());
    let mut wrong = Vec::new();
    let folder = tempfile::tempdir().expect("a folder");
    // A ratio has figures of its own; each thing goes through its own projects.
    for thing in [Thing::Persons, Thing::Money, Thing::Rate] {
        let of_thing: Vec<&Case> = cases.iter().filter(|case| case.thing == thing).collect();
        for some in of_thing.chunks(LABELS.len()) {
            write_project(folder.path(), some);
            let (numerals, worst) = audit(folder.path());
            for (case, line) in some.iter().zip(1_u64..) {
                let status = numerals.get(&line).map_or("none", |numeral| {
                    numeral["status"].as_str().expect("a status")
                });
                let worst = worst.get(&line).map_or("ok", String::as_str);
                let (statuses, said): (&[&str], &str) = match case.expected {
                    Said::Fine => (&["proved"], "ok"),
                    Said::Warned => (&["proved", "rounded"], "warning"),
                    Said::Refused => (&["contradicted"], "error"),
                };
                if !statuses.contains(&status) || worst != said {
                    wrong.push(format!(
                        "{} of {}: {status}, {worst}, not {:?}",
                        case.wording,
                        decimal(case.value),
                        case.expected
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        cases.len()
    );
}
