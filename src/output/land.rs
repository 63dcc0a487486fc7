//! Outputs land whole: made beside out/, flushed, and exchanged with what was there in one step.
//!
//! Whoever is killed half-way leaves a folder `.report-tmp` behind, which the next build clears, and
//! an out/ that is either the old one or the new one. Where a system cannot exchange folders, files
//! are replaced one by one, figures.json last, so that `--check` finds a mixture.

use std::fs::{self, File as Handle};
use std::path::Path;

use anyhow::Context;

use super::{Content, File, folder, read};
use crate::project::Project;

const TEMPORARY: &str = ".report-tmp";

/// The names of those `files` that `out/<year>` does not hold byte for byte.
///
/// # Errors
/// When a file is there but cannot be read.
pub fn is_current(
    project: &Project,
    year: i32,
    files: &[File],
) -> anyhow::Result<Vec<&'static str>> {
    let folder = project.root.join(folder(year));
    let mut stale = Vec::new();
    for (name, content) in files {
        let there = read(&folder.join(name))?;
        if !there.is_some_and(|there| content.is(&there)) {
            stale.push(*name);
        }
    }
    Ok(stale)
}

/// Puts `files` into `out/<year>`, beside what else is there.
///
/// # Errors
/// When the disk does not take them; then out/ is as it was.
pub fn land(project: &Project, year: i32, files: &[File]) -> anyhow::Result<()> {
    let root = &project.root;
    // One build at a time may write; a second one waits here.
    let lock = Handle::open(root.join("data/report.toml")).context("打不开 data/report.toml")?;
    lock.lock().context("等不到另一个 report build 结束")?;
    let temporary = root.join(TEMPORARY);
    clear(&temporary)?;
    let result = exchange(&root.join(folder(year)), &temporary, files);
    let cleared = clear(&temporary);
    result.and(cleared)
}

fn exchange(target: &Path, temporary: &Path, files: &[File]) -> anyhow::Result<()> {
    let new = temporary.join("new");
    fs::create_dir_all(&new).with_context(|| format!("建不了 {}", new.display()))?;
    if target.is_dir() {
        copy_others(target, &new, files)?;
    }
    // All are written before the first is flushed: the system then flushes them in one go.
    let written = files.iter().map(|(name, content)| {
        let path = new.join(name);
        create(&path, content).map(|file| (path, file))
    });
    for (path, file) in written.collect::<anyhow::Result<Vec<_>>>()? {
        flush(&path, &file)?;
    }
    flush_folder(&new)?;
    let parent = target.parent().unwrap_or(target);
    fs::create_dir_all(parent).with_context(|| format!("建不了 {}", parent.display()))?;
    if !target.exists() && fs::rename(&new, target).is_ok() {
        return flush_folder(parent);
    }
    if swap(&new, target) {
        return flush_folder(parent);
    }
    fs::create_dir_all(target).with_context(|| format!("建不了 {}", target.display()))?;
    for (name, content) in files {
        // A rename over a file is atomic where a folder's exchange is not to be had; between file
        // systems there is not even that.
        let beside = target.join(format!(".{name}.new"));
        write(&beside, content)?;
        fs::rename(&beside, target.join(name)).with_context(|| format!("写不了 {name}"))?;
    }
    flush_folder(target)
}

/// What `out/<year>` holds besides the files to be written stays as it is.
fn copy_others(from: &Path, to: &Path, files: &[File]) -> anyhow::Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("读不了 {}", from.display()))? {
        let entry = entry.with_context(|| format!("读不了 {}", from.display()))?;
        let name = entry.file_name();
        if files
            .iter()
            .any(|(written, _)| name.to_str() == Some(written))
        {
            continue;
        }
        let (source, copy) = (entry.path(), to.join(&name));
        if source.is_dir() {
            fs::create_dir_all(&copy).with_context(|| format!("建不了 {}", copy.display()))?;
            copy_others(&source, &copy, &[])?;
        } else if fs::hard_link(&source, &copy).is_err() {
            // A second name costs nothing, and its first one goes with the old folder; not every system
            // gives one.
            fs::copy(&source, &copy).with_context(|| format!("抄不了 {}", source.display()))?;
        }
    }
    Ok(())
}

fn write(path: &Path, content: &Content) -> anyhow::Result<()> {
    flush(path, &create(path, content)?)
}

fn create(path: &Path, content: &Content) -> anyhow::Result<Handle> {
    let create = || -> std::io::Result<Handle> {
        let mut file = Handle::create(path)?;
        content.write_to(&mut file)?;
        Ok(file)
    };
    create().with_context(|| format!("写不了 {}", path.display()))
}

fn flush(path: &Path, file: &Handle) -> anyhow::Result<()> {
    let flushed = file.sync_all();
    flushed.with_context(|| format!("写不了 {}", path.display()))
}

/// A folder's entries are flushed by flushing the folder; not every system lets one open it.
fn flush_folder(path: &Path) -> anyhow::Result<()> {
    match Handle::open(path) {
        Ok(folder) if cfg!(unix) => folder
            .sync_all()
            .with_context(|| format!("写不了 {}", path.display())),
        _ => Ok(()),
    }
}

fn clear(temporary: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(temporary) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("清不掉 {}", temporary.display()))
        }
        _ => Ok(()),
    }
}

/// Exchanges two folders in one step, where the system can.
#[cfg(target_os = "linux")]
fn swap(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn swap(_: &Path, _: &Path) -> bool {
    false
}
