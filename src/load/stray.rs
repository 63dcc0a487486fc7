//! Tables under data/ that belong to no ledger: a slip in a file's name must not lose a year's rows.

use crate::diagnostic::{self, Diagnostic, Place, closest};
use crate::project::{Project, Unit};
use crate::schema::Schema;

/// Files under data/ that are declarations, not tables.
const DECLARATIONS: &[&str] = &["report.toml", "ledgers.toml", "figures.toml", "year.toml"];

/// Names the tables in data/, data/`year`/ and the folders of its `units` that no ledger claims.
pub(super) fn find(
    project: &Project,
    schema: &Schema,
    year: i32,
    units: &[Unit],
) -> anyhow::Result<Vec<Diagnostic>> {
    let mut found = Vec::new();
    // Where ledgers.toml could not be read, every table would seem to be a stray.
    if schema.ledgers.is_empty() {
        return Ok(found);
    }
    for folder in ["data".to_owned(), format!("data/{year}")] {
        for file in project.files(&folder)? {
            found.extend(stray(&folder, &file, schema));
        }
    }
    for unit in units {
        let folder = format!("data/{year}/{}", unit.path);
        let tables = unit.tables.iter().map(|table| &table.name);
        let files = tables.chain(&unit.others);
        found.extend(files.filter_map(|name| stray(&folder, name, schema)));
    }
    Ok(found)
}

fn stray(folder: &str, file: &str, schema: &Schema) -> Option<Diagnostic> {
    let (stem, ending) = file.rsplit_once('.')?;
    let path = format!("{folder}/{file}");
    let is_declared = schema.ledgers.contains_key(stem);
    let (message, help) = match ending {
        "csv" | "toml" if is_declared || DECLARATIONS.contains(&file) => return None,
        // Hidden and lock files are an editor's.
        _ if stem.is_empty() || file.starts_with(['.', '~']) => return None,
        "xls" | "xlsx" | "et" if is_declared => (
            format!("{path} 是工作簿，没有读"),
            format!("用 WPS 或 Excel 打开，另存为“CSV UTF-8（逗号分隔）”，文件名 {stem}.csv"),
        ),
        _ if ["csv", "toml"].contains(&ending.to_lowercase().as_str()) => {
            let names = schema.ledgers.keys().map(String::as_str);
            let help = match closest(&stem.to_lowercase(), names) {
                Some(name) => format!("是不是 {name}.{}？", ending.to_lowercase()),
                None => "是台账就在 ledgers.toml 里声明；不是就移出 data/".to_owned(),
            };
            (format!("{path} 不属于任何台账，没有读"), help)
        }
        _ => return None,
    };
    Some(
        Diagnostic::new(diagnostic::STRAY_FILE, message)
            .at(Place::file(&path))
            .help(help),
    )
}
