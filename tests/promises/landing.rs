//! Outputs land whole or not at all.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Project, Tree};

fn project() -> Project {
    Project::of_facts(&[("建家", "299", "家")]).template("# {{ title }}\n\n建家{{ 建家 }}。\n")
}

#[test]
fn a_failed_build_leaves_the_outputs_as_they_were() {
    let project = project().built();
    let before = project.tree("out");
    for (path, old, new) in [
        ("data/2023/facts.csv", "299", "二百九十九"),
        ("data/figures.toml", "sum = \"数\"", "sum = \"没有的列\""),
        ("templates/annual.md", "建家 }}", "建设家 }}"),
        ("data/report.toml", "organisation", "organization"),
    ] {
        let text = project.read(path);
        project.replace(path, old, new);
        project.run("build").exits(1);
        assert!(project.tree("out") == before, "{path}");
        project.write(path, text.as_bytes());
    }
    project.run("build --check").exits(0);
    assert!(!project.path(".report-tmp").exists());
}

#[test]
fn a_theme_that_fails_late_leaves_the_outputs_as_they_were() {
    let project = project().built();
    let before = project.tree("out");
    project.write("templates/theme/report.html", b"{{ nothing_of_this_name }}");
    project.replace("data/2023/facts.csv", "299", "300");
    project
        .run("build")
        .exits(1)
        .says("templates/theme/report.html");
    assert!(project.tree("out") == before);
}

#[test]
fn one_format_asked_for_replaces_only_that_file_and_figures_json() {
    let project = project().built();
    let page = project.read("out/2023/report.html");
    project.write("out/2023/notes.txt", "手写的备注".as_bytes());
    project.replace("data/2023/facts.csv", "299", "300");
    project.run("build --format md").exits(0);
    assert!(project.read("out/2023/report.md").contains("300家"));
    assert!(project.read("out/2023/figures.json").contains("\"300\""));
    assert_eq!(project.read("out/2023/report.html"), page);
    assert_eq!(project.read("out/2023/notes.txt"), "手写的备注");
    project
        .run("build --check")
        .exits(3)
        .says("out/2023/report.html");
    project.run("build --check --format md").exits(0);
}

#[test]
fn check_tells_stale_from_current_and_writes_nothing() {
    let project = project();
    project.run("build --check").exits(3);
    assert!(!project.path("out").exists());
    let project = project.built();
    let before = project.tree("out");
    project.run("build --check").exits(0);
    project.replace("data/2023/facts.csv", "299", "300");
    project.run("build --check").exits(3).says("O301");
    assert!(project.tree("out") == before);
    project.replace("data/2023/facts.csv", "300", "299");
    // The same figures from other bytes: figures.json names the inputs' sums.
    project.replace("data/2023/facts.csv", "299", "\"299\"");
    project.run("build --check").exits(3).says("figures.json");
    project.run("build").exits(0);
    fs::remove_file(project.path("out/2023/report.md")).expect("a file goes");
    project.run("build --check").exits(3).says("report.md");
}

#[test]
fn all_builds_every_year_and_a_year_nobody_else() {
    let project = Project::of_facts(&[("建家", "299/290", "家")])
        .template("# {{ title }}\n\n建家{{ 建家 }}。\n");
    project.run("build 2022").exits(0);
    assert!(!project.path("out/2023").exists());
    project.run("build").exits(0);
    project.run("build --all --check").exits(0);
    assert!(project.read("out/2022/report.md").contains("290家"));
    assert!(project.read("out/2023/report.md").contains("299家"));
}

/// Numbers without an end that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[test]
fn a_killed_build_leaves_the_old_outputs_or_the_new_ones() {
    let project = project();
    let mut states: Vec<Tree> = Vec::new();
    let mut slowest = Duration::ZERO;
    for value in ["299", "300"] {
        project.write(
            "data/2023/facts.csv",
            format!("项目,数\n建家,{value}\n").as_bytes(),
        );
        #[allow(
            clippy::disallowed_methods,
            reason = "how long a build takes, for killing it"
        )]
        let start = Instant::now();
        project.run("build").exits(0);
        slowest = slowest.max(start.elapsed());
        states.push(project.tree("out"));
    }
    let limit = u64::try_from(slowest.as_micros()).expect("no hours");
    let mut chance = Chance(2023);
    for round in 0..60 {
        let value = ["299", "300"][round % 2];
        project.write(
            "data/2023/facts.csv",
            format!("项目,数\n建家,{value}\n").as_bytes(),
        );
        let mut command = project.command(["build"]);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        sleep(Duration::from_micros(chance.below(limit)));
        child.kill().expect("killed, or gone already");
        child.wait().expect("an end");
        let after = project.tree("out");
        assert!(
            states.contains(&after),
            "round {round}: a mixture: {:?}",
            after.keys()
        );
    }
    project.run("build").exits(0);
    project.run("build --check").exits(0);
    assert!(
        !project.path(".report-tmp").exists(),
        "what the killed left is cleared"
    );
}

#[test]
fn two_builds_at_once_both_go_well() {
    let project = project();
    let spawn = |_| {
        let mut command = project.command(["build"]);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs")
    };
    let children: Vec<_> = (0..6).map(spawn).collect();
    for mut child in children {
        assert!(child.wait().expect("an end").success());
    }
    project.run("build --check").exits(0);
}
