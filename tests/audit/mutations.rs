//! Any one numeral of a clean text, changed in any of the ways in which numbers go wrong, is caught.
//!
//! One off, two digits changed round, ten times too large or too small, 万 lost or gained, another
//! unit, the number next to it. What stays true when it is changed (90%以上 → 89%以上) is no mistake
//! and is not counted; everything else must stop being proved.

use std::collections::BTreeMap;
use std::path::Path;

use report::audit::{Auditor, Status};
use report::figure::Figures;
use report::number::Rounding;
use report::numeral::hedge::judge;
use report::numeral::read::read as numerals;

use super::harbour::Harbour;
use super::{House, published, read};

/// A numeral as it was, and as it is changed, with the way of changing.
fn changes(words: &str, others: &[&str]) -> Vec<(&'static str, String)> {
    let digits: Vec<usize> = words
        .char_indices()
        .filter(|(_, character)| character.is_ascii_digit())
        .map(|(at, _)| at)
        .collect();
    let (Some(first), Some(last)) = (digits.first().copied(), digits.last().copied()) else {
        return Vec::new();
    };
    let run = &words[first..=last];
    let with = |run: &str| format!("{}{run}{}", &words[..first], &words[last + 1..]);
    let mut changed = Vec::new();
    let end = words.as_bytes()[last];
    if end < b'9' {
        changed.push((
            "one more",
            with(&format!("{}{}", &run[..run.len() - 1], char::from(end + 1))),
        ));
    }
    if end > b'0' && (end > b'1' || digits.len() > 1) {
        changed.push((
            "one less",
            with(&format!("{}{}", &run[..run.len() - 1], char::from(end - 1))),
        ));
    }
    for pair in digits.windows(2) {
        let (one, two) = (words.as_bytes()[pair[0]], words.as_bytes()[pair[1]]);
        if pair[1] == pair[0] + 1 && one != two && !(pair[0] == first && two == b'0') {
            let mut bytes = words.as_bytes().to_vec();
            bytes.swap(pair[0], pair[1]);
            changed.push(("changed round", String::from_utf8(bytes).expect("digits")));
        }
    }
    if !run.contains('.') {
        changed.push(("ten times", with(&format!("{run}0"))));
    }
    if let Some(tenth) = run
        .strip_suffix('0')
        .filter(|tenth| !tenth.is_empty() && !run.contains('.'))
    {
        changed.push(("a tenth", with(tenth)));
    }
    if words.contains('万') {
        changed.push(("万 lost", words.replacen('万', "", 1)));
        changed.push(("亿 for 万", words.replacen('万', "亿", 1)));
    } else if !words.contains('%')
        && words[last + 1..]
            .chars()
            .next()
            .is_some_and(|unit| !"余多".contains(unit))
    {
        changed.push((
            "万 gained",
            format!("{}万{}", &words[..=last], &words[last + 1..]),
        ));
    }
    for (unit, other) in [
        ("人次", "人"),
        ("元", "人"),
        ("名", "人次"),
        ("家", "元"),
        ("场", "人"),
        ("条", "元"),
        ("%", "‰"),
        ("小时", "天"),
        ("件", "元"),
    ] {
        if let Some(head) = words.strip_suffix(unit) {
            changed.push(("another unit", format!("{head}{other}")));
            break;
        }
    }
    for other in others {
        let neighbour: String = other
            .chars()
            .skip_while(|character| !character.is_ascii_digit())
            .take_while(|character| character.is_ascii_digit() || *character == '.')
            .collect();
        if !neighbour.is_empty() && neighbour != run {
            changed.push(("a neighbour's", with(&neighbour)));
        }
    }
    changed
}

/// Whether the changed wording is as true of the figure as the wording was.
fn stays_true(changed: &str, figure: &str, figures: &Figures) -> bool {
    let Some(figure) = figures.get(figure) else {
        return false;
    };
    let (Some(value), [numeral]) = (figure.value.number(), &numerals(changed)[..]) else {
        return false;
    };
    let same_unit = numeral.unit == figure.unit() || numeral.unit.is_empty();
    let claim = numeral.claim.as_ref();
    same_unit
        && claim.is_some_and(|claim| judge(claim, value, figure.nature(), Rounding::HalfUp).holds())
}

/// How many changes of each way were tried, how many were not caught, and which.
#[derive(Default)]
struct Tally {
    tried: BTreeMap<&'static str, (usize, usize)>,
    missed: Vec<String>,
}

fn tally(text: &str, auditor: &Auditor<'_>, figures: &Figures) -> Tally {
    let mut tally = Tally::default();
    let mut heading = "";
    for line in text.lines() {
        if line.starts_with('#') {
            heading = line;
            continue;
        }
        let of = |line: &str| format!("{heading}\n\n{line}\n");
        let before = read(&of(line));
        let audit = auditor.audit(&before);
        let proved: Vec<_> = audit
            .findings
            .iter()
            .filter(|finding| finding.status == Status::Proved && finding.figure.is_some())
            .collect();
        for (index, finding) in proved.iter().enumerate() {
            let words = &before.text[finding.span.clone()];
            let neighbours: Vec<&str> = [index.checked_sub(1), Some(index + 1)]
                .into_iter()
                .flatten()
                .filter_map(|other| proved.get(other))
                .map(|other| &before.text[other.span.clone()])
                .collect();
            let place = before.position(finding.span.start);
            let column = usize::try_from(place.column).expect("a column") - 1;
            let head: String = line.chars().take(column).collect();
            let tail: String = line.chars().skip(column + words.chars().count()).collect();
            let name = finding.figure.as_deref().expect("a figure");
            for (way, changed) in changes(words, &neighbours) {
                if stays_true(&changed, name, figures) {
                    continue;
                }
                let after = read(&of(&format!("{head}{changed}{tail}")));
                let audit = auditor.audit(&after);
                let found = audit
                    .findings
                    .iter()
                    .find(|finding| after.position(finding.span.start) == place);
                let count = tally.tried.entry(way).or_default();
                count.0 += 1;
                if found.is_some_and(|found| found.status == Status::Proved) {
                    count.1 += 1;
                    let by = found
                        .and_then(|found| found.figure.as_deref())
                        .unwrap_or("");
                    tally
                        .missed
                        .push(format!("{way}: {words} → {changed} ({by}) in {line:.60}"));
                }
            }
        }
    }
    tally
}

fn assert_caught(tally: &Tally, least: usize) {
    let tried: usize = tally.tried.values().map(|(tried, _)| tried).sum();
    assert!(tried > least, "{tried}: {:?}", tally.tried);
    assert!(
        tally.missed.is_empty(),
        "{} of {tried} not caught; {:?}: {:#?}",
        tally.missed.len(),
        tally.tried,
        tally.missed
    );
}

#[test]
fn a_changed_numeral_of_the_example_is_caught() {
    let house = House::ours();
    let report = published();
    let prose = report.split("## 附").next().expect("prose");
    let tally = tally(prose, &house.auditor(), &house.year.figures);
    assert_caught(&tally, 300);
}

#[test]
fn a_changed_numeral_of_the_harbour_is_caught() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit/harbour/finished.md");
    let text = std::fs::read_to_string(path).expect("the text");
    let harbour = Harbour::open();
    let tally = tally(&text, &harbour.auditor(), harbour.figures());
    assert_caught(&tally, 200);
}
