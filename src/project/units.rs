//! Subordinate units: folders below a year's.

use super::Project;

/// Whether a file of this name may be a ledger's.
fn is_table(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("csv" | "toml"))
}

/// A subordinate unit's folder of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its path below the year's folder, with `/`: 苏州/昆山.
    pub path: String,
    /// The names of its tables, sorted.
    pub tables: Vec<String>,
}

impl Project {
    /// The folders below data/`year` that hold tables, at any depth, in the order of their paths.
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
            if !self.some_units(*year, 1)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Up to `most` units of a year, in no order that means anything.
    fn some_units(&self, year: i32, most: usize) -> anyhow::Result<Vec<Unit>> {
        let mut units = Vec::new();
        let top = format!("data/{year}");
        let mut pending = vec![String::new()];
        while let Some(path) = pending.pop().filter(|_| units.len() < most) {
            let below = |name: &str| match path.as_str() {
                "" => name.to_owned(),
                path => format!("{path}/{name}"),
            };
            let folder = if path.is_empty() {
                top.clone()
            } else {
                format!("{top}/{path}")
            };
            let entries = self.files.list(&self.root, &folder)?.unwrap_or_default();
            let mut tables = Vec::new();
            for (name, is_folder) in entries {
                // Hidden ones are an editor's or a version control's.
                if name.starts_with('.') {
                    continue;
                }
                if is_folder {
                    pending.push(below(&name));
                } else if is_table(&name) {
                    tables.push(name);
                }
            }
            if !path.is_empty() && !tables.is_empty() {
                units.push(Unit { path, tables });
            }
        }
        Ok(units)
    }
}
