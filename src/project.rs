//! A project folder: where its files are, its years, report.toml and each year's year.toml.
//!
//! Every input is read through [`Project::read`], which keeps its sum: figures.json names all that
//! a report was made from.

mod settings;
mod year;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

pub use settings::{Fonts, Layout, Output, Settings};
pub use year::{Claim, PictureFile, Quote, YearFile};

use crate::diagnostic::{self, Diagnostic, Place};
use crate::source::{Source, Undecodable, sha256};

/// A project folder, opened.
#[derive(Debug)]
pub struct Project {
    /// The folder.
    pub root: PathBuf,
    /// What report.toml says.
    pub settings: Settings,
    /// The years that have a folder under data/, ascending.
    pub years: Vec<i32>,
    inputs: RefCell<BTreeMap<String, String>>,
}

impl Project {
    /// Opens the project at `folder` itself.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn open(folder: &Path) -> anyhow::Result<(Self, Vec<Diagnostic>)> {
        let mut project = Self {
            root: folder.to_path_buf(),
            settings: Settings::default(),
            years: years(folder)?,
            inputs: RefCell::default(),
        };
        let findings = crate::declaration::Findings::default();
        match project.read_text("data/report.toml")? {
            Some(Ok(source)) => project.settings = settings::read(&source, &findings),
            Some(Err(finding)) => findings.borrow_mut().push(finding),
            None => bail!("{} 里没有 data/report.toml", folder.display()),
        }
        Ok((project, findings.into_inner()))
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
        let full = self.root.join(path);
        let bytes = match std::fs::read(&full) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("读不了 {path}")),
        };
        self.inputs
            .borrow_mut()
            .insert(path.to_owned(), sha256(&bytes));
        Ok(Some(bytes))
    }

    /// The text of `path`, or why it is no text, or none if there is no such file.
    ///
    /// # Errors
    /// When the file is there but cannot be read.
    pub fn read_text(&self, path: &str) -> anyhow::Result<Option<Result<Arc<Source>, Diagnostic>>> {
        Ok(self.read(path)?.map(|bytes| decode(path, &bytes)))
    }

    /// Every file read so far with its SHA-256, by path.
    #[must_use]
    pub fn inputs(&self) -> Vec<(String, String)> {
        self.inputs
            .borrow()
            .iter()
            .map(|(path, sum)| (path.clone(), sum.clone()))
            .collect()
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

/// The folders under data/ that are named as years.
fn years(root: &Path) -> anyhow::Result<Vec<i32>> {
    let folder = root.join("data");
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("读不了 {}", folder.display()))?;
    let mut years = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("读不了 {}", folder.display()))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if name.len() == 4
            && name.bytes().all(|byte| byte.is_ascii_digit())
            && entry.path().is_dir()
        {
            years.extend(name.parse::<i32>());
        }
    }
    years.sort_unstable();
    Ok(years)
}
