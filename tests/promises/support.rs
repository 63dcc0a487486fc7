//! A project folder made of strings, and the program run in it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The repository: the project of the 2020 report.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether the program was built with Typst.
pub const WITH_PDF: bool = cfg!(feature = "pdf");

/// The files of a folder and their bytes, by path below it.
pub type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// A project folder that is gone with the test.
pub struct Project {
    folder: TempDir,
}

impl Project {
    /// A project of an organisation, without ledgers, figures or years.
    pub fn of(organisation: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { folder }.file(
            "data/report.toml",
            &format!("organisation = \"{organisation}\"\noutputs = [\"md\", \"html\"]\n"),
        )
    }

    /// A copy of the repository's 2020 project, its outputs included.
    pub fn golden() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for part in ["data", "templates", "out"] {
            copy(&repository().join(part), &folder.path().join(part));
        }
        Self { folder }
    }

    /// A project of the year 2023 whose figures are the numbers given: name, value, unit. A value
    /// of two numbers, `5/4`, is this year's and last year's.
    pub fn of_facts(facts: &[(&str, &str, &str)]) -> Self {
        let mut declared = String::new();
        let mut rows = [String::from("项目,数\n"), String::from("项目,数\n")];
        for (name, value, unit) in facts {
            let figure = format!(
                "[[figure]]\nname = \"{name}\"\nledger = \"facts\"\nwhere = {{ \"项目\" = \"{name}\" }}\n\
                 sum = \"数\"\nunit = \"{unit}\"\n\n"
            );
            declared.push_str(&figure);
            for (row, value) in rows.iter_mut().zip(value.split('/')) {
                row.extend([name, ",", value, "\n"]);
            }
        }
        let [now, before] = rows;
        let project = Self::of("某某区总工会")
            .file(
                "data/ledgers.toml",
                "[facts]\nfields = [{ name = \"项目\", type = \"string\" }, { name = \"数\", type = \"number\" }]\n",
            )
            .file("data/figures.toml", &declared)
            .file("data/2023/facts.csv", &now);
        if before.lines().count() > 1 {
            project.file("data/2022/facts.csv", &before)
        } else {
            project
        }
    }

    /// The same, with a file of this text.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    /// The same, with a file of these bytes.
    pub fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        self.write(path, bytes);
        self
    }

    /// The same, with these lines at the end of figures.toml.
    pub fn figures(self, more: &str) -> Self {
        let path = "data/figures.toml";
        let before = fs::read_to_string(self.path(path)).unwrap_or_default();
        self.file(path, &format!("{before}{more}"))
    }

    /// The same, with this template.
    pub fn template(self, text: &str) -> Self {
        self.file("templates/annual.md", text)
    }

    /// Writes a file.
    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Replaces the first `old` in a file.
    pub fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no {old}");
        self.write(path, text.replacen(old, new, 1).as_bytes());
    }

    /// Where a file of the project is.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// A file's text.
    pub fn read(&self, path: &str) -> String {
        let bytes = fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        String::from_utf8(bytes).expect("UTF-8")
    }

    /// A file as JSON.
    pub fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.read(path)).expect("JSON")
    }

    /// Everything below a folder.
    pub fn tree(&self, folder: &str) -> Tree {
        tree(&self.path(folder))
    }

    /// The program, about to run in this folder.
    pub fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = program(arguments);
        command.current_dir(self.folder.path());
        command
    }

    /// Runs the program in this folder: arguments apart by spaces.
    pub fn run(&self, arguments: &str) -> Outcome {
        Outcome::of(self.command(arguments.split_whitespace()))
    }

    /// Builds the newest year, which has to go well.
    pub fn built(self) -> Self {
        self.run("build").exits(0);
        self
    }

    /// What report.md says, line by line, blank ones left out.
    pub fn lines(&self) -> Vec<String> {
        let markdown = self.read("out/2023/report.md");
        let lines = markdown.lines().filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    }
}

/// The program, deaf to the environment of whoever runs the tests.
pub fn program(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_report"));
    command.args(arguments).env_remove("NO_COLOR");
    command
}

/// Everything below a folder.
pub fn tree(folder: &Path) -> Tree {
    let mut files = Tree::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("a path below");
                files.insert(name.to_owned(), fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in tree(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

/// How a run ended, and what it said.
pub struct Outcome {
    /// The exit code.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

impl Outcome {
    /// Runs `command`.
    pub fn of(mut command: Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().expect("the program runs");
        Self {
            code: status.code(),
            stdout: String::from_utf8(stdout).expect("UTF-8"),
            stderr: String::from_utf8(stderr).expect("UTF-8"),
        }
    }

    /// It ended with this exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        let said = format!("{}{}", self.stdout, self.stderr);
        assert_eq!(self.code, Some(code), "\n{said}");
        self
    }

    /// It said this to people.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(
            self.stderr.contains(words),
            "no {words} in\n{}",
            self.stderr
        );
        self
    }

    /// It printed this as its result.
    #[track_caller]
    pub fn prints(self, words: &str) -> Self {
        assert!(
            self.stdout.contains(words),
            "no {words} in\n{}",
            self.stdout
        );
        self
    }

    /// Its result as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// Its messages, of a run with `--message-format json`, wherever they went.
    #[track_caller]
    pub fn messages(&self) -> Vec<Value> {
        let all = format!("{}{}", self.stdout, self.stderr);
        let lines = all.lines().filter(|line| line.starts_with('{'));
        lines
            .map(|line| serde_json::from_str(line).expect("a JSON object a line"))
            .collect()
    }
}

/// A figure of figures.json or of `report figures --format json`.
#[track_caller]
pub fn figure<'a>(figures: &'a Value, name: &str) -> &'a Value {
    let list = figures.get("figures").unwrap_or(figures).as_array();
    let mut list = list.expect("a list of figures").iter();
    list.find(|figure| figure["name"] == name)
        .unwrap_or_else(|| panic!("no figure {name}"))
}

/// A PDF's text without spaces and line breaks; none, with a word why, where pdftotext is missing.
pub fn text_of_pdf(path: &Path) -> Option<String> {
    let output = Command::new("pdftotext").arg(path).arg("-").output();
    match output {
        Ok(output) => {
            assert!(
                output.status.success(),
                "pdftotext reads {}",
                path.display()
            );
            let text = String::from_utf8(output.stdout).expect("UTF-8");
            Some(text.split_whitespace().collect())
        }
        Err(error) => {
            #[allow(clippy::print_stderr, reason = "a test that is skipped says why")]
            {
                eprintln!("skipped: pdftotext: {error}");
            }
            None
        }
    }
}
