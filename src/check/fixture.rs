//! A project of a few lines in a temporary folder, for the rules' own tests.

use crate::declaration::Findings;
use crate::diagnostic::{Diagnostic, Format, print};
use crate::load::Wanted;
use crate::project::Project;

/// Loads and checks the report of 2020 with these ledgers.toml and files (2019's are loaded as
/// well), and gives back all findings, one line each without their severity.
pub(super) fn found(ledgers: &str, files: &[(&str, &str)]) -> Vec<String> {
    findings(ledgers, files, false)
}

/// The same, held against earlier years.
pub(super) fn found_over_years(ledgers: &str, files: &[(&str, &str)]) -> Vec<String> {
    findings(ledgers, files, true)
}

fn findings(ledgers: &str, files: &[(&str, &str)], over_years: bool) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("data/report.toml", "organisation = \"某工会\"");
    write("data/ledgers.toml", ledgers);
    for (path, text) in files {
        write(path, text);
    }
    let (project, mut all) = Project::open(folder.path()).expect("a project");
    let findings = Findings::default();
    let source = project.read_text("data/ledgers.toml").expect("readable");
    let source = source.expect("there").expect("text");
    let schema = crate::schema::read(&source, &findings);
    all.append(&mut findings.into_inner());
    let every = Wanted {
        cumulative: schema.ledgers.keys().cloned().collect(),
        ..Wanted::default()
    };
    let nothing = Wanted::default();
    let asked = if over_years { &nothing } else { &every };
    let (ledgers, loaded) = crate::load::load(&project, &schema, 2020, asked).expect("loads");
    all.extend(loaded);
    all.extend(super::check(&ledgers));
    if over_years {
        let earlier = crate::load::load(&project, &schema, 2019, &every).expect("loads");
        all.extend(super::over_years(&ledgers, &earlier.0, 2020));
    }
    let line = |diagnostic: &Diagnostic| {
        let line = print(std::slice::from_ref(diagnostic), Format::Short, false);
        line.trim_end().replace("error", "").replace("warning", "")
    };
    all.iter().map(line).collect()
}
