//! How a project's large files are read. Whatever it says, the same comes of it.

use std::sync::Arc;

/// How files are read.
#[derive(Debug, Clone)]
pub struct Manner {
    /// How many threads may read; none for as many as there are cores.
    pub threads: Option<usize>,
    /// Below this many bytes of a ledger, one thread reads: it is faster than two.
    pub parallel_from: u64,
    /// A ledger of more bytes than this keeps neither its text in memory nor columns that nobody
    /// asks for.
    pub held_most: u64,
    /// How many bytes of a file are read at a time.
    pub stretch: u64,
    /// Who is told how far reading has come.
    pub watcher: Option<Arc<dyn Watcher>>,
}

/// Somebody who watches files being read. Called from the threads that read.
pub trait Watcher: std::fmt::Debug + Send + Sync {
    /// A ledger of so many bytes is about to be read.
    fn begin(&self, bytes: u64);
    /// So many bytes more were read, with so many rows and errors in them.
    fn advance(&self, bytes: u64, rows: usize, errors: usize);
    /// The ledger was read.
    fn end(&self);
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            threads: None,
            parallel_from: 4 << 20,
            held_most: 32 << 20,
            stretch: 1 << 20,
            watcher: None,
        }
    }
}

impl Manner {
    /// How many threads read a ledger of so many bytes.
    #[must_use]
    pub fn threads(&self, bytes: u64) -> usize {
        if bytes < self.parallel_from {
            1
        } else {
            self.most_threads()
        }
    }

    /// How many threads may work at once.
    #[must_use]
    pub fn most_threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.threads.unwrap_or_else(cores).max(1)
    }
}
