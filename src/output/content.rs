//! What a file of `out/<year>` holds, as it is written and compared.

use std::io::{self, BufWriter, Write};

use crate::render::html::Page;

/// What a file holds.
#[derive(Debug)]
pub enum Content {
    /// All of it.
    Bytes(Vec<u8>),
    /// A page in its parts, of which no copy is made.
    Page(Page),
}

impl Content {
    /// Writes it.
    ///
    /// # Errors
    /// What `out` says.
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Bytes(bytes) => out.write_all(bytes),
            Self::Page(page) => {
                let mut out = BufWriter::with_capacity(1 << 16, out);
                write!(out, "{page}")?;
                out.flush()
            }
        }
    }

    /// Whether it is `bytes`, byte for byte.
    #[must_use]
    pub fn is(&self, bytes: &[u8]) -> bool {
        let mut rest = Rest(bytes);
        self.write_to(&mut rest).is_ok() && rest.0.is_empty()
    }
}

/// What is left of expected bytes; an error for any others.
struct Rest<'a>(&'a [u8]);

impl Write for Rest<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .strip_prefix(bytes)
            .ok_or(io::ErrorKind::InvalidData)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_its_bytes_and_no_others() {
        let content = Content::Bytes(b"abc".to_vec());
        assert!(content.is(b"abc"));
        for other in [&b"ab"[..], b"abcd", b"abd", b""] {
            assert!(!content.is(other));
        }
    }
}
