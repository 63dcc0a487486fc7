//! A folder → ledgers: every file decoded, every row read, every cell typed or refused.
//!
//! Loading knows one row at a time. What holds between cells, rows, files and ledgers is
//! [`crate::check`]'s.
//!
//! A ledger's CSV files are cut into stretches (`scan`), each of which a reader turns into a batch
//! of rows (`stretch`, column by column: `reader`), and the batches are put together in the
//! files' order (`merge`). One ledger's way through them is `loader`.

mod batch;
mod cell;
mod cells;
mod desk;
mod head;
mod header;
mod left;
mod loader;
mod merge;
mod misshapen;
mod parts;
mod plain;
mod reader;
mod refusals;
mod register;
mod returns;
mod run;
mod scan;
mod segment;
mod stray;
mod stretch;
mod task;
mod toml;
mod total;
mod word;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) use header::{clean_heading, field_named};
pub(crate) use left::parted;
pub use register::Registers;
pub(crate) use total::words as total_words;

use crate::beside::each;
use crate::diagnostic::{self, Diagnostic, Place};
use crate::ledger::{Cell, Ledgers};
use crate::project::{Project, Unit};
use crate::schema::{LedgerSchema, Schema};
use loader::Loader;
use register::Register;

/// What the rooms behind want of a load.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Ledgers that some figure counts from all years up to now.
    pub cumulative: BTreeSet<String>,
    /// By ledger, the fields that figures ask for.
    pub fields: BTreeMap<String, BTreeSet<usize>>,
}

/// Loads every ledger for the report of `year`: the standing registers, and the yearly ledgers of
/// that year; the cumulative ones with all earlier years as well.
///
/// # Errors
/// When a file is there but cannot be read.
pub fn load(
    project: &Project,
    schema: &Schema,
    year: i32,
    wanted: &Wanted,
) -> anyhow::Result<(Ledgers, Vec<Diagnostic>)> {
    load_beside(project, schema, year, wanted, &Registers::default())
}

/// The same, beside other years of which the same is wanted: `registers` that one of them has loaded
/// are not loaded again.
///
/// # Errors
/// When a file is there but cannot be read.
pub fn load_beside(
    project: &Project,
    schema: &Schema,
    year: i32,
    wanted: &Wanted,
    registers: &Registers,
) -> anyhow::Result<(Ledgers, Vec<Diagnostic>)> {
    let mut ledgers = Ledgers::new();
    let earliest = if wanted.cumulative.is_empty() {
        year
    } else {
        i32::MIN
    };
    let mut units = BTreeMap::new();
    for of in project
        .years
        .iter()
        .filter(|of| (earliest..=year).contains(*of))
    {
        units.insert(*of, project.units(*of)?);
    }
    let of_year = units.get(&year).map(Vec::as_slice).unwrap_or_default();
    let mut diagnostics = stray::find(project, schema, year, of_year)?;
    let declared: Vec<_> = schema.ledgers.values().collect();
    let mut made = each(declared.len(), |number| -> anyhow::Result<_> {
        // Two years that are loaded side by side begin at opposite ends, so that neither waits long for
        // registers that the other is loading.
        let number = if year % 2 == 0 {
            number
        } else {
            declared.len() - 1 - number
        };
        let of = (schema, declared[number]);
        let (loader, is_there) = find(project, of, year, wanted, &units)?;
        // Large ledgers have all threads, one after another.
        let loading = if loader.is_large() {
            Loading::Large(Box::new(loader))
        } else {
            Loading::Done(finish(loader, registers)?)
        };
        Ok((loading, is_there))
    });
    if year % 2 != 0 {
        made.reverse();
    }
    for (made, declared) in made.into_iter().zip(declared) {
        let (loading, is_there) = made?;
        let (ledger, told) = match loading {
            Loading::Done(done) => done,
            Loading::Large(loader) => finish(*loader, registers)?,
        };
        diagnostics.extend(told);
        if !is_there {
            let name = &declared.name;
            let message = format!("没有{}的文件：data/{year}/{name}.csv", declared.title);
            diagnostics.push(
                Diagnostic::new(diagnostic::MISSING_LEDGER, message)
                    .at(Place::file(&format!("data/{year}/{name}.csv")))
                    .help(
                        "建这个文件（登记簿放在 data/ 下）；不用这本台账就从 ledgers.toml 里删去",
                    ),
            );
        }
        ledgers.insert(declared.name.clone(), ledger);
    }
    let units = units.remove(&year).unwrap_or_default();
    diagnostics.extend(returns::check(project, &ledgers, year, &units)?);
    Ok((ledgers, diagnostics))
}

/// A ledger on its way.
enum Loading<'l> {
    Done(Register),
    Large(Box<Loader<'l>>),
}

fn finish(loader: Loader<'_>, registers: &Registers) -> anyhow::Result<Register> {
    if loader.is_register() {
        registers.get(loader)
    } else {
        loader.finish()
    }
}

/// Finds the files of a ledger for the report of `year`, those of the years' `units` among them; and whether
/// there are any.
fn find<'l>(
    project: &'l Project,
    (schema, declared): (&Schema, &'l Arc<LedgerSchema>),
    year: i32,
    wanted: &'l Wanted,
    units: &BTreeMap<i32, Vec<Unit>>,
) -> anyhow::Result<(Loader<'l>, bool)> {
    let mut loader = Loader::new(project, declared, schema, wanted);
    let mut found = loader.add("data", None)?;
    for (of, units) in units {
        if *of != year && !wanted.cumulative.contains(&declared.name) {
            continue;
        }
        let folder = format!("data/{of}");
        let mut is_there = loader.add(&folder, Some(*of))?;
        for unit in units {
            is_there |= loader.add_unit(&folder, *of, unit);
        }
        found |= is_there && *of == year;
    }
    Ok((loader, found))
}

/// Reads a declared value as a cell of `field` would be read; else what is wrong, and the help.
///
/// # Errors
/// When no cell of the column could hold it.
pub fn read_cell(text: &str, field: &crate::schema::Field) -> Result<Cell, (String, String)> {
    cell::read(text, field, false, &[]).map_err(|code| {
        let refusal = cell::explain(text, field, code);
        (refusal.message, refusal.help)
    })
}
