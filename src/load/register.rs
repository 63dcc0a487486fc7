//! Standing registers that several years share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::loader::Loader;
use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;

/// Standing registers, each loaded once for all years that want the same of it.
#[derive(Debug, Default)]
pub struct Registers(Mutex<BTreeMap<String, Arc<Mutex<Option<Register>>>>>);

/// A ledger with what is to be said of it.
pub(super) type Register = (Arc<Ledger>, Vec<Diagnostic>);

impl Registers {
    /// The register that `loader` would load, if it has not been loaded yet. Who comes second waits.
    pub(super) fn get(&self, loader: Loader<'_>) -> anyhow::Result<Register> {
        let mut registers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = registers.entry(loader.schema.name.clone()).or_default();
        let slot = Arc::clone(slot);
        drop(registers);
        let mut register = slot.lock().unwrap_or_else(PoisonError::into_inner);
        match &*register {
            Some(register) => Ok(register.clone()),
            None => Ok(register.insert(loader.finish()?).clone()),
        }
    }
}
