//! Where a project's files are read from: its folder, or a revision of the git repository that it
//! stands in.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
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

/// What stands in a folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    pub is_folder: bool,
    /// How many bytes it has, if that was asked and it lies on the disk.
    pub length: Option<u64>,
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

    /// The same, read into `buffer` over whatever lies there.
    pub fn read_into<'b>(
        &self,
        root: &Path,
        path: &str,
        buffer: &'b mut Vec<u8>,
    ) -> anyhow::Result<Option<&'b [u8]>> {
        buffer.clear();
        match self {
            Self::Folder => {
                let read =
                    File::open(root.join(path)).and_then(|mut file| file.read_to_end(buffer));
                match read {
                    Ok(_) => Ok(Some(buffer)),
                    Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(error).with_context(|| format!("读不了 {path}")),
                }
            }
            Self::Revision(revision) => Ok(revision.read(path)?.map(|bytes| {
                *buffer = bytes;
                buffer.as_slice()
            })),
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

    /// What stands in `folder`, by name, with the lengths of files that `is_measured` asks for by
    /// their names; none if there is no such folder.
    pub fn list(
        &self,
        root: &Path,
        folder: &str,
        is_measured: impl Fn(&str) -> bool,
    ) -> anyhow::Result<Option<Vec<Entry>>> {
        match self {
            Self::Folder => list(&root.join(folder), is_measured),
            Self::Revision(revision) => {
                let listed = revision.list(folder)?;
                let entry = |(name, is_folder)| Entry {
                    name,
                    is_folder,
                    length: None,
                };
                Ok(listed.map(|listed| listed.into_iter().map(entry).collect()))
            }
        }
    }
}

fn list(folder: &Path, is_measured: impl Fn(&str) -> bool) -> anyhow::Result<Option<Vec<Entry>>> {
    let failed = || format!("读不了 {}", folder.display());
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(failed),
    };
    let mut listed = Vec::new();
    for entry in entries {
        let entry = entry.with_context(failed)?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        // What the entry says of itself costs nothing; what a link leads to has to be asked, and how
        // long a file is: in the open folder, which costs less than by its whole path.
        let kind = entry.file_type().with_context(failed)?;
        let asked = if kind.is_symlink() {
            if leads_back(&entry.path(), folder) {
                continue;
            }
            std::fs::metadata(entry.path()).map(Some)
        } else if kind.is_file() && is_measured(&name) {
            entry.metadata().map(Some)
        } else {
            Ok(None)
        };
        let (kind, length) = match asked {
            Ok(Some(asked)) => (asked.file_type(), Some(asked.len())),
            // A link that leads nowhere, or a file that is gone meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            // That something cannot be read is told to whoever asks for it.
            Ok(None) | Err(_) => (kind, None),
        };
        if kind.is_dir() || kind.is_file() || kind.is_symlink() {
            listed.push(Entry {
                name,
                is_folder: kind.is_dir(),
                length,
            });
        }
    }
    sort(&mut listed);
    Ok(Some(listed))
}

/// Puts what stands in a folder in order: the system tells it in any.
pub(super) fn sort(listed: &mut [Entry]) {
    listed.sort_unstable_by(|one, other| one.name.cmp(&other.name));
}

/// Whether a link leads to a folder in which it lies itself: what is behind it has been listed, and would be
/// again without end.
fn leads_back(link: &Path, folder: &Path) -> bool {
    let (target, folder) = (link.canonicalize(), folder.canonicalize());
    matches!((target, folder), (Ok(target), Ok(folder)) if folder.starts_with(&target))
}
