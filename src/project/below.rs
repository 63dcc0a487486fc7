//! Thousands of folders below one: listed by their names from there, since the system would walk a whole
//! path anew for each.

use std::path::Path;

use super::files::{Entry, Files};

/// A folder, and what is below it.
pub(super) struct Below<'p> {
    files: &'p Files,
    root: &'p Path,
    folder: &'p str,
    /// The folder itself, held open where it lies on the disk.
    #[cfg(target_os = "linux")]
    open: Option<linux::Folder>,
}

impl<'p> Below<'p> {
    /// What is below `folder` of the project in `root`.
    pub fn new(files: &'p Files, root: &'p Path, folder: &'p str) -> Self {
        Self {
            files,
            root,
            folder,
            #[cfg(target_os = "linux")]
            open: match files {
                Files::Folder => linux::Folder::open(&root.join(folder)),
                Files::Revision(_) => None,
            },
        }
    }

    /// What stands in the folder `path` below it, as [`Files::list`] tells it.
    pub fn list(
        &self,
        path: &str,
        is_measured: impl Fn(&str) -> bool,
    ) -> anyhow::Result<Option<Vec<Entry>>> {
        #[cfg(target_os = "linux")]
        if let Some(listed) = self
            .open
            .as_ref()
            .and_then(|open| open.list(path, &is_measured))
        {
            return Ok(Some(listed));
        }
        let folder = format!("{}/{path}", self.folder);
        self.files.list(self.root, &folder, is_measured)
    }
}

#[cfg(target_os = "linux")]
mod linux {
    //! Without a step more than the system needs.

    use std::mem::MaybeUninit;
    use std::os::fd::OwnedFd;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, RawDir, openat, statat};

    use super::super::files::{Entry, sort};

    const FOLDER: OFlags = OFlags::RDONLY
        .union(OFlags::DIRECTORY)
        .union(OFlags::CLOEXEC);

    pub(super) struct Folder(OwnedFd);

    impl Folder {
        pub(super) fn open(path: &Path) -> Option<Self> {
            openat(CWD, path, FOLDER, Mode::empty()).ok().map(Self)
        }

        /// What stands in the folder `path` below this one. None where anything in it is neither a plain
        /// file nor a folder, or does not let itself be asked: what to do then is said elsewhere.
        pub(super) fn list(
            &self,
            path: &str,
            is_measured: &impl Fn(&str) -> bool,
        ) -> Option<Vec<Entry>> {
            let folder = openat(&self.0, path, FOLDER, Mode::empty()).ok()?;
            let mut memory = [MaybeUninit::uninit(); 4096];
            let mut entries = RawDir::new(&folder, &mut memory);
            let mut listed = Vec::new();
            while let Some(entry) = entries.next() {
                let entry = entry.ok()?;
                let name = entry.file_name().to_str().ok()?;
                if matches!(name, "." | "..") {
                    continue;
                }
                let (is_folder, length) = match entry.file_type() {
                    FileType::Directory => (true, None),
                    FileType::RegularFile if is_measured(name) => {
                        let file = statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
                        (false, Some(u64::try_from(file.st_size).ok()?))
                    }
                    FileType::RegularFile => (false, None),
                    _ => return None,
                };
                let name = name.to_owned();
                listed.push(Entry {
                    name,
                    is_folder,
                    length,
                });
            }
            sort(&mut listed);
            Some(listed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_below_is_what_its_own_path_tells() -> anyhow::Result<()> {
        let root = tempfile::tempdir()?;
        let of_year = root.path().join("data/2020");
        for folder in ["甲/内", "空", "有链接"] {
            std::fs::create_dir_all(of_year.join(folder))?;
        }
        for file in ["甲/b.csv", "甲/a.csv", "甲/说明.txt", "有链接/a.csv"] {
            std::fs::write(of_year.join(file), file)?;
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(of_year.join("甲/a.csv"), of_year.join("有链接/b.csv"))?;
        let below = Below::new(&Files::Folder, root.path(), "data/2020");
        let is_measured = |name: &str| name != "说明.txt";
        for path in ["甲", "甲/内", "空", "有链接", "没有"] {
            let told = below.list(path, is_measured)?;
            let folder = format!("data/2020/{path}");
            let expected = Files::Folder.list(root.path(), &folder, is_measured)?;
            assert_eq!(told, expected, "{path}");
            assert_eq!(told.is_some(), path != "没有");
        }
        Ok(())
    }
}
