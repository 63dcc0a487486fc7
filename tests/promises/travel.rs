//! Time travel: a year at a revision against the year as it is now.

use std::process::Command;

use crate::diff::project;
use crate::support::{Outcome, Project, figure, program};

/// Runs git in a folder of the project, deaf to whoever runs the tests.
fn git(project: &Project, folder: &str, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(project.path(folder));
    command.args([
        "-c",
        "user.name=测试",
        "-c",
        "user.email=test@example.org",
        "-c",
        "commit.gpgsign=false",
    ]);
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    for set in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(set);
    }
    let output = command.args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

fn commit(project: &Project, folder: &str, message: &str) {
    git(project, folder, &["add", "-A"]);
    git(project, folder, &["commit", "-q", "-m", message]);
}

fn fixture() -> Project {
    let project = project(
        ["A1,支出,慰问,甲厂,100\n", "药,5\n"],
        ["B1,支出,慰问,甲厂,100\nB2,支出,帮扶,乙厂,40\n", "药,5\n"],
    );
    git(&project, "", &["init", "-q"]);
    commit(&project, "", "一");
    project
}

#[test]
fn a_year_at_a_revision_is_compared_with_the_year_now() {
    let project = fixture();
    project.replace("data/2023/funds.csv", "乙厂,40", "乙厂,55.5");
    commit(&project, "", "二");
    project.replace("data/2023/funds.csv", "B1,支出,慰问,甲厂,100\n", "");
    let before = project.tree("");
    let diff = project
        .run("diff 2023@HEAD~1 2023 --format json")
        .exits(0)
        .json();
    assert_eq!(
        (&diff["old"], &diff["new"]),
        (&"2023@HEAD~1".into(), &2023.into())
    );
    let spent = figure(&diff, "支出");
    assert_eq!(
        (&spent["old"], &spent["new"]),
        (&"140".into(), &"55.5".into())
    );
    assert_eq!(spent["residual"], "0");
    assert_eq!(spent["rows"]["gone"]["change"], "-100");
    assert_eq!(spent["rows"]["changed"]["change"], "15.5");
    // Both sides at revisions, and the sides the other way round.
    let diff = project
        .run("diff 2023@HEAD 2023@HEAD~1 --format json")
        .exits(0)
        .json();
    assert_eq!(figure(&diff, "支出")["change"], "-15.5");
    let diff = project
        .run("diff 2023 2023@HEAD --format json")
        .exits(0)
        .json();
    assert_eq!(figure(&diff, "支出")["change"], "100");
    let same = project.run("diff 2023@HEAD 2023@HEAD").exits(0);
    same.prints("0 个数字有变化");
    assert_eq!(project.tree(""), before, "nothing is written");
}

#[test]
fn revisions_may_know_other_columns_and_figures() {
    let project = fixture();
    let ledgers = project.read("data/ledgers.toml");
    // A column more, in front of the others; a figure renamed; one defined otherwise.
    let more = ledgers.replacen(
        "fields = [",
        "fields = [\n  { name = \"序号\", type = \"integer\" },",
        1,
    );
    project.write("data/ledgers.toml", more.as_bytes());
    project.write(
        "data/2023/funds.csv",
        "序号,凭证号,收支,用途,单位,金额\n1,B1,支出,慰问,甲厂,100.00\n2,B2,支出,帮扶,丁厂,60\n"
            .as_bytes(),
    );
    project.replace(
        "data/figures.toml",
        "difference = [\"物资\", \"单位数\", \"用途.帮扶\"]",
        "difference = [\"物资\", \"单位数\"]",
    );
    project.replace("data/figures.toml", "max = \"金额\"", "sum = \"金额\"");
    let diff = project
        .run("diff 2023@HEAD 2023 --format json")
        .exits(0)
        .json();
    for figure in diff["figures"].as_array().expect("figures") {
        assert_eq!(figure["residual"], "0", "{figure}");
    }
    let spent = figure(&diff, "支出");
    assert_eq!(
        spent["parts"],
        serde_json::json!([{ "group": "帮扶", "change": "20" }])
    );
    assert_eq!(spent["rows"]["changed"]["count"], 1, "{spent}");
    assert_eq!(spent["rows"]["come"]["count"], 0, "{spent}");
    assert_eq!(
        figure(&diff, "相差")["parts"],
        serde_json::json!([{ "group": "用途.帮扶", "change": "1" }])
    );
    assert_eq!(figure(&diff, "最大一笔")["parts"][0]["change"], "60");
}

#[test]
fn a_project_in_a_folder_of_the_repository_with_odd_paths_is_read() {
    let project = project(
        ["A1,支出,慰问,甲厂,100\n", "药,5\n"],
        ["B1,支出,慰问,甲厂,100\n", "药,5\n"],
    );
    let inner = "工会 “总结”/项目";
    let target = project.path(inner);
    std::fs::create_dir_all(&target).expect("a folder");
    std::fs::rename(project.path("data"), target.join("data")).expect("moved");
    #[cfg(unix)]
    {
        // A year's folder and a file that stand elsewhere, by links.
        std::fs::rename(target.join("data/2022"), project.path("旧年")).expect("moved");
        std::os::unix::fs::symlink("../../../旧年", target.join("data/2022")).expect("a link");
        std::fs::rename(
            target.join("data/figures.toml"),
            target.join("figures.real"),
        )
        .expect("moved");
        std::os::unix::fs::symlink("../figures.real", target.join("data/figures.toml"))
            .expect("a link");
    }
    git(&project, "", &["init", "-q"]);
    commit(&project, "", "一");
    project.replace(
        &format!("{inner}/data/2023/funds.csv"),
        "甲厂,100",
        "甲厂,130",
    );
    let run = |arguments: &str| {
        let mut command = program(arguments.split_whitespace());
        command
            .current_dir(target.join("data"))
            .env("GIT_DIR", "/nowhere");
        Outcome::of(command)
    };
    let diff = run("diff 2023@HEAD 2023 --format json").exits(0).json();
    assert_eq!(figure(&diff, "支出")["change"], "30");
    let diff = run("diff 2022@HEAD 2022 --format json").exits(0).json();
    assert_eq!(figure(&diff, "支出")["change"], "0");
}

#[test]
fn what_cannot_be_read_is_said() {
    let project = fixture();
    project
        .run("diff 2023@nowhere 2023")
        .exits(4)
        .says("没有“nowhere”这个版本");
    project
        .run("diff 2023@--help 2023")
        .exits(4)
        .says("没有“--help”这个版本");
    project
        .run("diff 2023@ 2023")
        .exits(2)
        .says("@ 后面要写版本");
    project
        .run("diff 2019@HEAD 2023")
        .exits(2)
        .says("版本“HEAD”：没有 2019 年的数据");
    let mut without = project.command(["diff", "2023@HEAD", "2023"]);
    without.env("PATH", "/nowhere");
    Outcome::of(without).exits(4).says("没有 git");
    // What was wrong at the revision is told with the revision's name.
    project.replace("data/2023/funds.csv", "乙厂,40", "乙厂,约40");
    commit(&project, "", "坏的");
    project.replace("data/2023/funds.csv", "乙厂,约40", "乙厂,40");
    let wrong = project.run("diff 2023@HEAD 2023").exits(1);
    wrong.says("版本“HEAD”：");

    let outside = Project::of("某某区总工会").file("data/2023/x.csv", "");
    let mut command = outside.command(["diff", "2023@HEAD", "2023"]);
    command.env(
        "GIT_CEILING_DIRECTORIES",
        outside.path("").parent().expect("a parent"),
    );
    Outcome::of(command).exits(4).says("不在 git 仓库里");
}
