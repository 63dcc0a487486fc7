//! The same inputs give the same bytes: any folder, time zone, locale, clock, number of threads.

use std::fs;
use std::time::{Duration, SystemTime};

use crate::support::{Outcome, Project, Tree, WITH_PDF};

/// A small project with everything in it that could waver: lists, families, charts, a picture.
fn project() -> Project {
    let picture = crate::support::repository().join("data/2020/photos/visit.jpg");
    Project::of_facts(&[("建家", "299/290", "家"), ("经费", "226842.17/180000", "元")])
        .figures("[[figure]]\nname = \"各项\"\nledger = \"facts\"\nsum = \"数\"\nby = \"项目\"\n")
        .bytes("data/2023/photos/visit.jpg", &fs::read(picture).expect("a picture"))
        .file(
            "data/2023/year.toml",
            "date = 2024-01-15\n[[picture]]\nfile = \"photos/visit.jpg\"\ncaption = \"慰问\"\n",
        )
        .template(
            "# {{ title }}\n\n## 组织建设\n\n建家{{ 建家 }}，{{ 建家 | 比上年 }}；经费{{ 经费 | 万(2) }}。\n\n\
             {{ chart(\"bar\", 各项, title=\"各项数字\") }}\n",
        )
        .file(
            "data/report.toml",
            "organisation = \"某某区总工会\"\noutputs = [\"md\", \"html\", \"pdf\"]\n",
        )
}

fn build(project: &Project, environment: &[(&str, &str)]) -> Tree {
    let mut command = project.command(["build"]);
    command.envs(environment.iter().copied());
    Outcome::of(command).exits(0);
    project.tree("out")
}

#[test]
fn folder_zone_locale_and_clock_leave_no_trace() {
    let here = project();
    let there = project();
    // Files of another age: a date taken from them would show.
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for name in there.tree("").keys() {
        let path = there.path(&name.to_string_lossy());
        let file = fs::File::options().write(true).open(path).expect("a file");
        file.set_modified(past).expect("an age");
    }
    let first = build(
        &here,
        &[
            ("TZ", "Asia/Shanghai"),
            ("LANG", "zh_CN.UTF-8"),
            ("LC_ALL", "zh_CN.UTF-8"),
        ],
    );
    let second = build(
        &there,
        &[
            ("TZ", "America/St_Johns"),
            ("LANG", "C"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("SOURCE_DATE_EPOCH", "1"),
            ("RAYON_NUM_THREADS", "1"),
            ("HOME", "/nonexistent"),
            ("USER", "somebody-else"),
            ("COLUMNS", "20"),
            ("NO_COLOR", "1"),
        ],
    );
    let names: Vec<_> = first
        .keys()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let mut wanted = vec!["2023/figures.json", "2023/report.html", "2023/report.md"];
    if WITH_PDF {
        wanted.push("2023/report.pdf");
    }
    assert_eq!(names, wanted);
    for (name, bytes) in &first {
        assert!(
            second.get(name) == Some(bytes),
            "{} differs",
            name.display()
        );
    }
}

#[test]
fn building_again_changes_nothing() {
    let project = project();
    let first = build(&project, &[]);
    assert!(build(&project, &[]) == first);
}

#[test]
fn outputs_name_no_folder_of_this_machine() {
    let project = project();
    let folder = project
        .path("")
        .to_string_lossy()
        .trim_end_matches('/')
        .to_owned();
    for (name, bytes) in build(&project, &[]) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(&folder), "{} names {folder}", name.display());
    }
}
