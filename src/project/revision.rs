//! A revision of the repository that a project stands in, read by git's own plumbing: nothing is
//! checked out, nothing is written, no filter or hook of the repository runs.
//!
//! The tree is listed once; a file is fetched when it is asked for. A symbolic link leads where it
//! would lead in a working tree, as long as that is in the tree; submodules are not read.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

/// More links than this on one way are a circle.
const MOST_LINKS: usize = 16;
/// How a pointer of Git LFS begins; the file itself is not in the repository.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// A revision's tree.
#[derive(Debug)]
pub(super) struct Revision {
    /// What the user calls it.
    name: String,
    /// A folder of the repository, for git to work in.
    folder: std::path::PathBuf,
    /// The project's place in the repository, with a slash at the end, or nothing.
    prefix: String,
    /// Every file and link of the tree, by its path from the repository's root.
    tree: BTreeMap<String, Entry>,
}

#[derive(Debug)]
struct Entry {
    object: String,
    is_link: bool,
}

impl Revision {
    /// Lists the tree of revision `name` of the repository around `folder`.
    ///
    /// # Errors
    /// When git is missing, `folder` is in no repository, or there is no such revision.
    pub fn open(folder: &Path, name: &str) -> anyhow::Result<Self> {
        let inside = git(folder, &["rev-parse", "--show-prefix"]).map_err(|error| match error {
            Failure::Missing => anyhow::anyhow!(
                "这台电脑上没有 git：比较以前的版本要先装 git，或者用那时的 figures.json 比较"
            ),
            Failure::Said(words) => {
                anyhow::anyhow!(
                    "{} 不在 git 仓库里，没有“{name}”这个版本可读：{words}",
                    folder.display()
                )
            }
        })?;
        let prefix = text(&inside).trim_end_matches(['\n', '\r']).to_owned();
        // A name that begins with a dash would be an option.
        let wanted = format!("{name}^{{commit}}");
        let commit = if name.starts_with('-') {
            Err(Failure::Said(String::new()))
        } else {
            git(folder, &["rev-parse", "--verify", "--quiet", &wanted])
        };
        let Ok(commit) = commit else {
            bail!(
                "git 仓库里没有“{name}”这个版本：写分支、标签、提交号，或 HEAD~1 这样的写法；浅克隆的先取全（git fetch --unshallow）"
            );
        };
        let commit = text(&commit).trim().to_owned();
        let listed = git(folder, &["ls-tree", "-r", "-z", "--full-tree", &commit]);
        let listed = listed.map_err(|error| anyhow::anyhow!("读不了版本“{name}”：{error}"))?;
        Ok(Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
            prefix,
            tree: tree(&listed),
        })
    }

    /// The bytes of the project's file `path`, or none if the revision has no such file.
    pub fn read(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(path) = self.way_to(&format!("{}{path}", self.prefix))? else {
            return Ok(None);
        };
        let Some(entry) = self.tree.get(&path) else {
            return Ok(None);
        };
        let bytes = self.object(&path, entry)?;
        if bytes.starts_with(LFS) {
            bail!(
                "版本“{}”的 {path} 存在 Git LFS 里，仓库里只有它的指针，读不到",
                self.name
            );
        }
        Ok(Some(bytes))
    }

    /// The names in the project's `folder`, sorted, each with whether it is a folder.
    pub fn list(&self, folder: &str) -> anyhow::Result<Option<Vec<(String, bool)>>> {
        let Some(folder) = self.way_to(&format!("{}{folder}", self.prefix))? else {
            return Ok(None);
        };
        let below = format!("{folder}/");
        let mut names: Vec<(String, bool)> = Vec::new();
        for (path, entry) in self.tree.range(below.clone()..) {
            let Some(rest) = path.strip_prefix(&below) else {
                break;
            };
            let (name, is_folder) = match rest.split_once('/') {
                Some((name, _)) => (name, true),
                None if entry.is_link => (rest, self.is_folder(path)?),
                None => (rest, false),
            };
            if names.last().is_none_or(|(last, _)| last != name) {
                names.push((name.to_owned(), is_folder));
            }
        }
        names.sort_unstable();
        Ok((!names.is_empty()).then_some(names))
    }

    fn is_folder(&self, path: &str) -> anyhow::Result<bool> {
        let Some(path) = self.way_to(path)? else {
            return Ok(false);
        };
        let below = format!("{path}/");
        let mut after = self.tree.range(below.clone()..);
        Ok(after
            .next()
            .is_some_and(|(path, _)| path.starts_with(&below)))
    }

    /// `path` with every link on the way followed; none where one leads out of the tree.
    fn way_to(&self, path: &str) -> anyhow::Result<Option<String>> {
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            let ends = path.match_indices('/').map(|(at, _)| at);
            let mut ends = ends.chain(std::iter::once(path.len()));
            let link = ends.find_map(|end| {
                let entry = self.tree.get(&path[..end])?;
                entry.is_link.then_some((end, entry))
            });
            let Some((end, entry)) = link else {
                return Ok(Some(path));
            };
            let target = self.object(&path[..end], entry)?;
            let parent = path[..end]
                .rsplit_once('/')
                .map_or("", |(parent, _)| parent);
            let Some(target) = joined(parent, &text(&target)) else {
                return Ok(None);
            };
            path = format!("{target}{}", &path[end..]);
        }
        bail!("版本“{}”的 {path} 是绕圈的符号链接", self.name)
    }

    fn object(&self, path: &str, entry: &Entry) -> anyhow::Result<Vec<u8>> {
        git(&self.folder, &["cat-file", "blob", &entry.object])
            .map_err(|error| anyhow::anyhow!("{error}"))
            .with_context(|| format!("读不了版本“{}”的 {path}", self.name))
    }
}

/// A link's target from the folder it stands in; none where it leaves the tree.
fn joined(folder: &str, target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// What `git ls-tree -r -z` lists: `mode SP type SP object TAB path NUL`, over and over. Submodules
/// (type `commit`) and paths that are no UTF-8 are left out.
fn tree(listed: &[u8]) -> BTreeMap<String, Entry> {
    let records = listed.split(|byte| *byte == 0);
    let entry = |record: &[u8]| {
        let record = std::str::from_utf8(record).ok()?;
        let (about, path) = record.split_once('\t')?;
        let mut about = about.split(' ');
        let (mode, kind, object) = (about.next()?, about.next()?, about.next()?);
        let entry = Entry {
            object: object.to_owned(),
            is_link: mode == "120000",
        };
        (kind == "blob").then(|| (path.to_owned(), entry))
    };
    records.filter_map(entry).collect()
}

/// Why git gave nothing.
enum Failure {
    /// There is no git.
    Missing,
    /// What it said.
    Said(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Missing => "没有 git",
            Self::Said(words) => words,
        })
    }
}

/// What git prints, run in `folder`.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    // No fetching of what a partial clone left out, no asking for passwords, no locks.
    command.env("GIT_NO_LAZY_FETCH", "1");
    command.env("GIT_TERMINAL_PROMPT", "0");
    command.env("GIT_OPTIONAL_LOCKS", "0");
    // In a hook of git's these are set, and mean another folder.
    for set in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(set);
    }
    command.stdin(std::process::Stdio::null());
    let output = command.output().map_err(|_| Failure::Missing)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = text(&output.stderr);
    let said = said.lines().next().unwrap_or_default();
    Err(Failure::Said(said.trim_start_matches("fatal: ").to_owned()))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_read_whatever_the_paths_are() {
        let listed = "100644 blob a1\tdata/2020/经 费.csv\x00120000 blob b2\tdata/2019\x00160000 commit c3\tlib\x00";
        let tree = tree(listed.as_bytes());
        let seen: Vec<_> = tree
            .iter()
            .map(|(path, entry)| (path.as_str(), entry.is_link))
            .collect();
        assert_eq!(seen, [("data/2019", true), ("data/2020/经 费.csv", false)]);
    }

    #[test]
    fn links_lead_inside_the_tree_or_nowhere() {
        assert_eq!(joined("a/b", "../c").as_deref(), Some("a/c"));
        assert_eq!(joined("", "./c/").as_deref(), Some("c"));
        assert_eq!(joined("a", "../../c"), None);
        assert_eq!(joined("a", "/etc/passwd"), None);
    }
}
