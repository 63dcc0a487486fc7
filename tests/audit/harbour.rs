//! Another union, whose ledgers, units and words are none of the example's: sentences that people
//! might write about its year, each numeral judged as a careful auditor would.

use std::path::Path;

use report::audit::{Auditor, Basis};
use report::compile::{self, Year};
use report::figure::Figures;

use super::{House, read};

/// The harbour's 2024 and the year before.
pub struct Harbour {
    house: House,
    last: Year,
}

impl Harbour {
    pub fn open() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit/harbour");
        let house = House::open(&root, 2024);
        let (declarations, _) = compile::declarations(&house.project).expect("declarations");
        let (last, _) = compile::year(&house.project, &declarations, 2023).expect("2023");
        Self { house, last }
    }

    /// Its 2024's figures.
    pub fn figures(&self) -> &Figures {
        &self.house.year.figures
    }

    pub fn auditor(&self) -> Auditor<'_> {
        Auditor::new(Basis {
            figures: &self.house.year.figures,
            last_year: Some(&self.last.figures),
            ledgers: &self.house.year.ledgers,
            quotes: &self.house.year.file.quotes,
            as_of: self.house.year.file.as_of,
            year: 2024,
            rounding: self.house.project.settings.rounding,
            level_tolerance: &self.house.project.settings.level_tolerance,
            organisation: &self.house.project.settings.organisation,
        })
    }
}

#[test]
fn the_harbours_sentences_are_judged_as_an_auditor_would() {
    let harbour = Harbour::open();
    let auditor = harbour.auditor();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for case in include_str!("harbour/cases.tsv").lines().skip(1) {
        let fields: Vec<&str> = case.split('\t').collect();
        let [sentence, words, expected] = fields[..] else {
            panic!("{case}")
        };
        let text = read(sentence);
        let audit = auditor.audit(&text);
        let named = |span: &std::ops::Range<usize>| text.text[span.clone()] == *words;
        let found = audit.findings.iter().find(|finding| named(&finding.span));
        let said = found.map_or("not read", |finding| finding.status.as_str());
        tried += 1;
        if said != expected {
            let figure = found.and_then(|finding| finding.figure.as_deref());
            wrong.push(format!(
                "{sentence} {words}: {said} {figure:?}, not {expected}"
            ));
        }
    }
    assert!(tried > 100, "{tried}");
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}

#[test]
fn threads_that_share_a_text_find_the_same() {
    let harbour = Harbour::open();
    let sentences: Vec<&str> = include_str!("harbour/cases.tsv")
        .lines()
        .skip(1)
        .filter_map(|case| case.split('\t').next())
        .collect();
    let text = read(&sentences.join("\n").repeat(9));
    assert!(
        text.text.len() > 1 << 16,
        "short texts are read by one thread"
    );
    let by = |threads| harbour.auditor().sharing(threads).audit(&text);
    let alone = by(1);
    assert!(alone.findings.len() > 1000 && !alone.remarks.is_empty());
    for threads in [2, 5] {
        let shared = by(threads);
        assert_eq!(alone.findings, shared.findings, "{threads}");
        assert_eq!(alone.remarks, shared.remarks, "{threads}");
    }
}
