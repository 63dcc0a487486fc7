//! Where a project's files are read from: its folder, or a revision of the git repository that it
//! stands in.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::revision::Revision;
use crate::source::{sha256, sha256_of_file};

/// Where files are read from.
#[derive(Debug)]
pub(super) enum Files {
    /// The project's folder, as it is now.
    Folder,
    /// A revision of it.
    Revision(Revision),
}

/// Where a file lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// On the disk, as it is: it may be read in stretches.
    Disk {
        /// Where.
        path: PathBuf,
        /// How many bytes it has.
        length: u64,
    },
    /// In a revision: it is read whole.
    Elsewhere,
}

impl Files {
    /// The bytes of `path` (relative to the project, with `/`), or none if there is no such file.
    pub fn read(&self, root: &Path, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        match self {
            Self::Folder => match std::fs::read(root.join(path)) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error).with_context(|| format!("读不了 {path}")),
            },
            Self::Revision(revision) => revision.read(path),
        }
    }

    /// Where the file `path` lies, if there is one.
    pub fn find(&self, root: &Path, path: &str) -> anyhow::Result<Option<Located>> {
        match self {
            Self::Folder => {
                let full = root.join(path);
                match std::fs::metadata(&full) {
                    Ok(metadata) => Ok(Some(Located::Disk {
                        path: full,
                        length: metadata.len(),
                    })),
                    Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(error).with_context(|| format!("读不了 {path}")),
                }
            }
            Self::Revision(revision) => Ok(revision.read(path)?.map(|_| Located::Elsewhere)),
        }
    }

    /// The SHA-256 of `path`, however long it is; none if there is no such file.
    pub fn sum(&self, root: &Path, path: &str) -> anyhow::Result<Option<String>> {
        match self {
            Self::Folder => match sha256_of_file(&root.join(path)) {
                Ok(sum) => Ok(Some(sum)),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error).with_context(|| format!("读不了 {path}")),
            },
            Self::Revision(revision) => Ok(revision.read(path)?.map(|bytes| sha256(&bytes))),
        }
    }

    /// The names in `folder`, sorted, each with whether it is a folder itself; none if there is no
    /// such folder.
    pub fn list(&self, root: &Path, folder: &str) -> anyhow::Result<Option<Vec<(String, bool)>>> {
        match self {
            Self::Folder => list(&root.join(folder)),
            Self::Revision(revision) => revision.list(folder),
        }
    }
}

fn list(folder: &Path) -> anyhow::Result<Option<Vec<(String, bool)>>> {
    let failed = || format!("读不了 {}", folder.display());
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(failed),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.with_context(failed)?;
        // What the entry says of itself costs nothing; only what a link leads to has to be asked.
        let kind = entry.file_type().with_context(failed)?;
        let (is_folder, is_file) = if kind.is_symlink() {
            let path = entry.path();
            (path.is_dir(), path.is_file())
        } else {
            (kind.is_dir(), kind.is_file())
        };
        if let Ok(name) = entry.file_name().into_string()
            && (is_folder || is_file)
        {
            names.push((name, is_folder));
        }
    }
    names.sort_unstable();
    Ok(Some(names))
}
