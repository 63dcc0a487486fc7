//! Subordinate units: folders below a year's.

use super::Project;
use super::below::Below;
use super::files::Entry;

/// Whether a file of this name may be a ledger's.
fn is_table(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("csv" | "toml"))
}

/// Whether a file of this name may be meant for a ledger's, though nothing reads it: a workbook, or an ending in
/// capitals.
fn is_meant_as_table(name: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    matches!(
        ending.as_deref(),
        Some("csv" | "toml" | "xls" | "xlsx" | "et")
    )
}

/// Whether a file or folder of this name is an editor's or a version control's.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// From this many folders on, listing them is shared.
const PARALLEL_FROM: usize = 64;

/// A subordinate unit's folder of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its path below the year's folder, with `/`: 苏州/昆山.
    pub path: String,
    /// Its tables, by name; none where it has sent nothing that is read.
    pub tables: Vec<Table>,
    /// Files beside them that may be meant as tables.
    pub others: Vec<String>,
}

impl Unit {
    /// Whether it has sent a table.
    #[must_use]
    pub fn has_reported(&self) -> bool {
        !self.tables.is_empty()
    }
}

/// A table in a unit's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The file's name.
    pub name: String,
    /// How many bytes it has, if it lies on the disk.
    pub length: Option<u64>,
}

impl Project {
    /// The folders below data/`year` that hold tables, or what may be meant as such, or nothing at all, at any
    /// depth, in the order of their paths.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn units(&self, year: i32) -> anyhow::Result<Vec<Unit>> {
        let mut units = self.some_units(year, usize::MAX)?;
        units.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(units)
    }

    /// Whether any year has subordinate units.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn has_units(&self) -> anyhow::Result<bool> {
        for year in &self.years {
            let some = self.some_units(*year, 1)?;
            if some.iter().any(Unit::has_reported) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Up to `most` units of a year that have reported, and others on the way, in no order that means anything.
    fn some_units(&self, year: i32, most: usize) -> anyhow::Result<Vec<Unit>> {
        let mut units = Vec::new();
        let of_year = self.list(&format!("data/{year}"))?;
        let folders = of_year.iter().filter(|entry| entry.is_folder);
        let shown = folders.filter(|entry| !is_hidden(&entry.name));
        let mut level: Vec<String> = shown.map(|entry| entry.name.clone()).collect();
        let mut reported = 0;
        while !level.is_empty() && reported < most {
            let mut below = Vec::new();
            // Whoever wants one unit need not have all folders listed.
            let step = if most == usize::MAX { level.len() } else { 8 };
            let folders = level.chunks(step).flat_map(|paths| {
                let listed = self.listed(year, paths);
                paths.iter().zip(listed)
            });
            for (path, entries) in folders {
                if reported >= most {
                    break;
                }
                let (mut tables, mut others) = (Vec::new(), Vec::new());
                let mut is_empty = true;
                for entry in entries? {
                    if is_hidden(&entry.name) {
                        continue;
                    }
                    is_empty = false;
                    if entry.is_folder {
                        below.push(format!("{path}/{}", entry.name));
                    } else if is_table(&entry.name) {
                        tables.push(Table {
                            name: entry.name,
                            length: entry.length,
                        });
                    } else if is_meant_as_table(&entry.name) {
                        others.push(entry.name);
                    }
                }
                reported += usize::from(!tables.is_empty());
                if is_empty || !tables.is_empty() || !others.is_empty() {
                    let path = path.clone();
                    units.push(Unit {
                        path,
                        tables,
                        others,
                    });
                }
            }
            level = below;
        }
        Ok(units)
    }

    /// What is in the folders `paths` below a year's, in their order; many are listed by two threads.
    fn listed(&self, year: i32, paths: &[String]) -> Vec<anyhow::Result<Vec<Entry>>> {
        let of_year = format!("data/{year}");
        let below = Below::new(&self.files, &self.root, &of_year);
        let list = |path: &String| Ok(below.list(path, is_table)?.unwrap_or_default());
        if paths.len() < PARALLEL_FROM {
            return paths.iter().map(list).collect();
        }
        let (first, second) = paths.split_at(paths.len() / 2);
        std::thread::scope(|scope| {
            let second = scope.spawn(|| second.iter().map(list).collect::<Vec<_>>());
            let mut all: Vec<_> = first.iter().map(list).collect();
            // A panic there is one here as well.
            all.extend(
                second
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            );
            all
        })
    }
}
