//! A project: where its files are, its years, report.toml and each year's year.toml.
//!
//! A project is a folder, or a revision of it in git ([`Project::at`]); whoever reads it through
//! [`Project::read`] and [`Project::files`] need not know which. `read` keeps each input's sum:
//! figures.json names all that a report was made from.

mod below;
mod files;
mod manner;
mod revision;
mod settings;
mod units;
mod year;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use anyhow::{Context, bail};

pub use files::Located;
use files::{Entry, Files};
pub use manner::{Manner, Watcher};
use revision::Revision;
pub use settings::{Fonts, Layout, Output, Settings};
pub use units::{Table, Unit};
pub use year::{Claim, PictureFile, Quote, YearFile};

use crate::diagnostic::{self, Diagnostic, Place};
use crate::source::{Encoding, Source, Undecodable, sha256};

/// A project, opened.
#[derive(Debug)]
pub struct Project {
    /// Its folder; outputs land there.
    pub root: PathBuf,
    /// What report.toml says.
    pub settings: Settings,
    /// The years that have a folder under data/, ascending.
    pub years: Vec<i32>,
    /// How its large files are read.
    pub manner: Manner,
    files: Files,
    /// By path. Behind a lock, because years are loaded side by side.
    inputs: Mutex<BTreeMap<String, Arc<Input>>>,
    /// What stands in data/ and in years' folders, each listed once: thousands of units may lie there.
    listed: Mutex<BTreeMap<String, Arc<Vec<Entry>>>>,
    /// Memory that files were read into and that nobody is reading into now.
    buffers: Mutex<Vec<Vec<u8>>>,
    outside: Vec<Arc<Source>>,
}

/// A file that was read.
#[derive(Debug, Default)]
struct Input {
    /// Its text, so that the registers that two years share are read once.
    text: Option<Arc<Source>>,
    /// Its sum; none where the text's own bytes are the file's, or where it was not read in one
    /// piece. Most commands name no sums, so they are worked out when they are asked for.
    sum: OnceLock<String>,
}

impl Input {
    fn sum(&self) -> Option<&String> {
        let text = self.text.as_ref();
        let of_text = || text.map(|text| self.sum.get_or_init(|| sha256(text.text.as_bytes())));
        self.sum.get().or_else(of_text)
    }
}

impl Project {
    /// Opens the project at `folder` itself.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn open(folder: &Path) -> anyhow::Result<(Self, Vec<Diagnostic>)> {
        Self::over(folder, Files::Folder)?
            .with_context(|| format!("{} 里没有 data/report.toml", folder.display()))
    }

    /// Opens the project at `folder` as it was at a revision of its git repository: a branch, a tag,
    /// a commit, `HEAD~1`.
    ///
    /// # Errors
    /// When git is missing, `folder` is in no repository, there is no such revision, or the project
    /// was not there yet.
    pub fn at(folder: &Path, revision: &str) -> anyhow::Result<(Self, Vec<Diagnostic>)> {
        Self::over(folder, Files::Revision(Revision::open(folder, revision)?))?
            .with_context(|| format!("版本“{revision}”里没有这个项目的 data/report.toml"))
    }

    /// Opens the project over `files`; none where they hold no report.toml.
    fn over(folder: &Path, files: Files) -> anyhow::Result<Option<(Self, Vec<Diagnostic>)>> {
        let mut project = Self {
            root: folder.to_path_buf(),
            settings: Settings::default(),
            years: Vec::new(),
            manner: Manner::default(),
            files,
            inputs: Mutex::default(),
            listed: Mutex::default(),
            buffers: Mutex::default(),
            outside: Vec::new(),
        };
        let findings = crate::declaration::Findings::default();
        match project.read_text("data/report.toml")? {
            Some(Ok(source)) => project.settings = settings::read(&source, &findings),
            Some(Err(finding)) => findings.borrow_mut().push(finding),
            None => return Ok(None),
        }
        project.years = project.years_there()?;
        Ok(Some((project, findings.into_inner())))
    }

    /// Finds the project that `folder` belongs to: itself or the nearest parent with
    /// data/report.toml.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(folder: &Path) -> anyhow::Result<PathBuf> {
        let start = std::path::absolute(folder)
            .with_context(|| format!("找不到文件夹 {}", folder.display()))?;
        if !start.is_dir() {
            bail!("没有文件夹 {}", folder.display());
        }
        for folder in start.ancestors() {
            match std::fs::metadata(folder.join("data/report.toml")) {
                Ok(file) if file.is_file() => return Ok(folder.to_path_buf()),
                // A project that may not be read is not one that is missing.
                Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                    return Err(error)
                        .with_context(|| format!("读不了 {}", folder.join("data").display()));
                }
                _ => {}
            }
        }
        bail!(
            "{} 和它的上级文件夹里都没有 data/report.toml：先用 cd 进入项目文件夹再运行，或用 -C 指明",
            start.components().collect::<PathBuf>().display()
        )
    }

    /// The bytes of `path` (relative, with `/`), or none if there is no such file.
    ///
    /// # Errors
    /// When the file is there but cannot be read.
    pub fn read(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let bytes = self.files.read(&self.root, path)?;
        if let Some(bytes) = &bytes {
            self.note(path, None, Some(sha256(bytes)));
        }
        Ok(bytes)
    }

    /// Counts a file among the inputs.
    fn note(&self, path: &str, text: Option<Arc<Source>>, sum: Option<String>) {
        let sum = sum.map_or_else(OnceLock::new, OnceLock::from);
        let input = Arc::new(Input { text, sum });
        self.read_so_far().insert(path.to_owned(), input);
    }

    fn buffers(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_so_far(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Input>>> {
        self.inputs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names of the files in `folder` (relative, with `/`), sorted; none if there is no such
    /// folder.
    ///
    /// # Errors
    /// When the folder is there but cannot be read.
    pub fn files(&self, folder: &str) -> anyhow::Result<Vec<String>> {
        let listed = self.list(folder)?;
        let files = listed.iter().filter(|entry| !entry.is_folder);
        Ok(files.map(|entry| entry.name.clone()).collect())
    }

    /// What stands in `folder`, data/ or a year's, as it was when it was first asked for.
    fn list(&self, folder: &str) -> anyhow::Result<Arc<Vec<Entry>>> {
        let listed = || self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = listed().get(folder) {
            return Ok(Arc::clone(known));
        }
        let found = self.files.list(&self.root, folder, |_| false)?;
        let found = Arc::new(found.unwrap_or_default());
        listed().insert(folder.to_owned(), Arc::clone(&found));
        Ok(found)
    }

    /// The text of out/`year`/figures.json, or none if that year has not been built. It is no input:
    /// a report is made from data, and held against what was published.
    ///
    /// # Errors
    /// When it is there but cannot be read.
    pub fn published(&self, year: i32) -> anyhow::Result<Option<String>> {
        let bytes = self.files.read(&self.root, &published_path(year))?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The sum of `path` as it is now; none if there is no such file.
    ///
    /// # Errors
    /// When it is there but cannot be read.
    pub fn sum(&self, path: &str) -> anyhow::Result<Option<String>> {
        let input = self.read_so_far().get(path).map(Arc::clone);
        if let Some(known) = input.as_ref().and_then(|input| input.sum()) {
            return Ok(Some(known.clone()));
        }
        self.files.sum(&self.root, path)
    }

    /// The text of `path`, or why it is no text, or none if there is no such file.
    ///
    /// # Errors
    /// When the file is there but cannot be read.
    pub fn read_text(&self, path: &str) -> anyhow::Result<Option<Result<Arc<Source>, Diagnostic>>> {
        /// Most files are no longer.
        const LENGTH: usize = 1 << 16;
        let known = self
            .read_so_far()
            .get(path)
            .and_then(|input| input.text.clone());
        if let Some(text) = known {
            return Ok(Some(Ok(text)));
        }
        let spare = self.buffers().pop();
        let mut buffer = spare.unwrap_or_else(|| Vec::with_capacity(LENGTH));
        let Some(bytes) = self.files.read_into(&self.root, path, &mut buffer)? else {
            return Ok(None);
        };
        let decoded = decode(path, bytes);
        let text = decoded.as_ref().ok().map(Arc::clone);
        let is_as_it_lies =
            |text: &Arc<Source>| text.encoding == Encoding::Utf8 && text.text.len() == bytes.len();
        let sum = (!text.as_ref().is_some_and(is_as_it_lies)).then(|| sha256(bytes));
        self.note(path, text, sum);
        self.buffers().push(buffer);
        Ok(Some(decoded))
    }

    /// Where the file `path` in data/ or a year's folder lies, if there is one. It counts as an input.
    /// Most files that ledgers may have are not there, which the folder's list tells.
    ///
    /// # Errors
    /// When it cannot be told.
    pub fn find_file(&self, path: &str) -> anyhow::Result<Option<Located>> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let listed = self.list(folder)?;
        if listed
            .binary_search_by(|entry| entry.name.as_str().cmp(name))
            .is_err()
        {
            return Ok(None);
        }
        let found = self.files.find(&self.root, path)?;
        if found.is_some() {
            let mut inputs = self.read_so_far();
            inputs.entry(path.to_owned()).or_default();
        }
        Ok(found)
    }

    /// The same of a table whose unit's folder was listed.
    #[must_use]
    pub fn found_table(&self, path: &str, table: &Table) -> Located {
        self.read_so_far().entry(path.to_owned()).or_default();
        match table.length {
            Some(length) => Located::Disk {
                path: self.root.join(path),
                length,
            },
            None => Located::Elsewhere,
        }
    }

    /// Takes a file in that an engine wrote, from wherever it is; or why it is no text. Among the
    /// inputs it goes by its path in the project folder, or by its name alone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn take_in(&mut self, path: &Path) -> anyhow::Result<Option<Diagnostic>> {
        let bytes = std::fs::read(path).with_context(|| format!("读不了 {}", path.display()))?;
        let full = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let root = self
            .root
            .canonicalize()
            .unwrap_or_else(|_| self.root.clone());
        let name = match full.strip_prefix(&root) {
            Ok(inside) => inside.to_path_buf(),
            Err(_) => full.file_name().map(PathBuf::from).unwrap_or_default(),
        };
        let parts = name
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        let name = parts.collect::<Vec<_>>().join("/");
        match decode(&name, &bytes) {
            Ok(source) => {
                self.note(&name, None, Some(sha256(&bytes)));
                self.outside.push(source);
                Ok(None)
            }
            Err(finding) => Ok(Some(finding)),
        }
    }

    /// The files taken in.
    #[must_use]
    pub fn taken_in(&self) -> &[Arc<Source>] {
        &self.outside
    }

    /// Every file read so far, by path.
    #[must_use]
    pub fn input_paths(&self) -> Vec<String> {
        self.read_so_far().keys().cloned().collect()
    }

    /// Every file read so far with its SHA-256, by path.
    ///
    /// # Errors
    /// When a file that was read stretch by stretch can no longer be read.
    pub fn inputs(&self) -> anyhow::Result<Vec<(String, String)>> {
        // Whoever reads another file meanwhile does not wait for the sums.
        let inputs = self.read_so_far().clone();
        let sums = inputs.into_iter().map(|(path, input)| {
            let sum = match input.sum() {
                Some(sum) => Some(sum.clone()),
                None => self.files.sum(&self.root, &path)?,
            };
            let sum = sum.with_context(|| format!("{path} 读的时候还在，现在没有了"))?;
            Ok((path, sum))
        });
        sums.collect()
    }

    /// What data/`year`/year.toml says; defaults where there is none.
    ///
    /// # Errors
    /// When it is there but cannot be read.
    pub fn year_file(&self, year: i32) -> anyhow::Result<(YearFile, Vec<Diagnostic>)> {
        let findings = crate::declaration::Findings::default();
        let path = format!("data/{year}/year.toml");
        let read = match self.read_text(&path)? {
            Some(Ok(source)) => year::read(&source, &findings),
            Some(Err(finding)) => {
                findings.borrow_mut().push(finding);
                YearFile::default()
            }
            None => YearFile::default(),
        };
        Ok((read, findings.into_inner()))
    }

    /// The folders under data/ that are named as years.
    fn years_there(&self) -> anyhow::Result<Vec<i32>> {
        let listed = self.list("data")?;
        let is_year =
            |name: &&String| name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit());
        let folders = listed.iter().filter(|entry| entry.is_folder);
        let names = folders.map(|entry| &entry.name).filter(is_year);
        let mut years: Vec<i32> = names.filter_map(|name| name.parse().ok()).collect();
        years.sort_unstable();
        Ok(years)
    }
}

/// Decodes an input and refuses the characters that no input may hold.
///
/// # Errors
/// When it is no text, or holds such a character.
pub fn decode(path: &str, bytes: &[u8]) -> Result<Arc<Source>, Diagnostic> {
    let source = Source::decode(path, bytes).map_err(|reason| {
        let message = match reason {
            Undecodable::Neither(at) => format!(
                "{path} 既不是 UTF-8 也不是 GB18030 文字（第 {} 个字节起读不通）",
                at + 1
            ),
            Undecodable::Utf16 => format!("{path} 是 UTF-16 文字"),
            Undecodable::Workbook => {
                format!("{path} 里面是 Excel 工作簿，不是 CSV：改文件名改不了内容")
            }
        };
        let help = if Path::new(path)
            .extension()
            .is_some_and(|ending| ending == "csv")
        {
            "用 WPS 或 Excel 打开，另存为“CSV UTF-8（逗号分隔）”"
        } else {
            "用记事本打开，另存为 UTF-8 编码"
        };
        Diagnostic::new(diagnostic::ENCODING, message)
            .at(Place::file(path))
            .help(help)
    })?;
    if let Some((offset, character)) = source.forbidden_character() {
        let what = if character == '\u{FFFD}' {
            "乱码字符 U+FFFD：这里的字在以前某次转码时丢了".to_owned()
        } else {
            format!("不能有的字符 U+{:04X}", u32::from(character))
        };
        let place = Place::span(&source, offset..offset + character.len_utf8());
        return Err(Diagnostic::new(
            diagnostic::FORBIDDEN_CHARACTER,
            format!("{path} 里有{what}"),
        )
        .at(place)
        .help("对照原件把这个字重新打一遍"));
    }
    Ok(Arc::new(source))
}

/// Where a year's published figures stand.
#[must_use]
pub fn published_path(year: i32) -> String {
    format!("out/{year}/figures.json")
}
