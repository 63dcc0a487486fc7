//! Files as bytes, and what they say: encodings, sums, and where a byte stands on the page.
//!
//! A [`Source`] is one input file. Everything above asks it for text and positions; nothing above
//! opens a file again.

pub mod csv;
pub mod index;
mod lanes;

use std::sync::OnceLock;

use encoding_rs::GB18030;
use sha2::{Digest, Sha256};

/// The first of the private-use characters that narration marks figures with. They come from
/// plane 15, because GB18030's user-defined area already fills the private use of plane 0.
pub const MARKS: std::ops::RangeInclusive<char> = '\u{F0000}'..='\u{F00FF}';

/// One input file, decoded.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path relative to the project folder, with `/`.
    pub path: String,
    /// The text, without a byte order mark.
    pub text: String,
    /// What the bytes were.
    pub encoding: Encoding,
    /// The bytes at which lines begin, found when the first place is asked for: a column of bad
    /// cells asks for as many places as there are rows.
    line_starts: OnceLock<Vec<usize>>,
}

/// How a file's characters were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB18030, as Excel saves CSV in China.
    Gb18030,
}

/// A place in a text, counted from 1 as editors do; `column` in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
}

/// Why bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undecodable {
    /// Neither valid UTF-8 nor valid GB18030; the byte at which UTF-8 broke off.
    Neither(usize),
    /// UTF-16, as Excel's “Unicode 文本” is.
    Utf16,
    /// A workbook, whatever its name says.
    Workbook,
}

impl Source {
    /// Decodes a file: strict UTF-8 first, then strict GB18030. A guess is never made.
    ///
    /// # Errors
    /// When the bytes are valid in neither.
    pub fn decode(path: &str, bytes: &[u8]) -> Result<Self, Undecodable> {
        if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            return Err(Undecodable::Utf16);
        }
        // ZIP, as .xlsx is, and the compound file that .xls is.
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(Undecodable::Workbook);
        }
        let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let (text, encoding) = match simdutf8::compat::from_utf8(body) {
            Ok(text) => (text.to_owned(), Encoding::Utf8),
            Err(error) => match GB18030.decode_without_bom_handling_and_without_replacement(body) {
                Some(text) => (text.into_owned(), Encoding::Gb18030),
                None => return Err(Undecodable::Neither(error.valid_up_to())),
            },
        };
        Ok(Self {
            path: path.to_owned(),
            text,
            encoding,
            line_starts: OnceLock::new(),
        })
    }

    /// A stretch of the file at `path`: its positions count from the stretch's beginning.
    #[must_use]
    pub fn window(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            text,
            encoding: Encoding::Utf8,
            line_starts: OnceLock::new(),
        }
    }

    /// Where byte `offset` of the text stands.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor_char_boundary(&self.text, offset);
        let starts = self.line_starts.get_or_init(|| line_starts(&self.text));
        let line = starts.partition_point(|start| *start <= offset);
        let start = starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        Position {
            line: count(line),
            column: count(self.text[start..offset].chars().count() + 1),
        }
    }

    /// The whole line that byte `offset` stands in, without its end.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> &str {
        let (start, end) = line_bounds(&self.text, offset);
        &self.text[start..end]
    }

    /// The first character that no ledger or template may hold, with its byte offset: the
    /// replacement character (something was lost before), our own marks, control characters.
    #[must_use]
    pub fn forbidden_character(&self) -> Option<(usize, char)> {
        if !may_be_forbidden(self.text.as_bytes()) {
            return None;
        }
        let mut characters = self.text.char_indices();
        characters.find(|(_, character)| is_forbidden(*character))
    }
}

/// Whether no ledger, template or declaration may hold `character`.
#[must_use]
pub fn is_forbidden(character: char) -> bool {
    character == '\u{FFFD}'
        || MARKS.contains(&character)
        || (character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
}

/// Whether UTF-8 `bytes` may hold a character that [`is_forbidden`]; false only where certain. Made
/// of plain comparisons, so that sixteen bytes are looked at in one step.
#[must_use]
pub fn may_be_forbidden(bytes: &[u8]) -> bool {
    lanes::widely(
        #[inline(always)]
        || holds_oddity(bytes),
    )
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled for each kind of processor")]
fn holds_oddity(bytes: &[u8]) -> bool {
    const STEP: usize = 4096;
    // Control characters of ASCII, but not tab and line ends.
    let control =
        |byte: u8| (byte < b' ' && byte != b'\t' && byte != b'\n' && byte != b'\r') || byte == 0x7F;
    // The first two bytes of U+0080 to U+009F, of U+FFC0 to U+FFFF, of U+30000 and beyond.
    let pair = |first: u8, second: u8| {
        (first == 0xC2 && second < 0xA0) || (first == 0xEF && second == 0xBF) || first > 0xF1
    };
    bytes.chunks(STEP).enumerate().any(|(index, chunk)| {
        let next = &bytes[(index * STEP + 1).min(bytes.len())..];
        let ascii = chunk.iter().fold(false, |any, byte| any | control(*byte));
        let pairs = chunk.iter().zip(next);
        ascii | pairs.fold(false, |any, (first, second)| any | pair(*first, *second))
    })
}

/// How many lines end in `text`.
#[must_use]
pub fn line_breaks(text: &[u8]) -> u32 {
    let feeds = memchr::memchr_iter(b'\n', text).count();
    let lone = |at: &usize| text.get(at + 1) != Some(&b'\n');
    let returns = memchr::memchr_iter(b'\r', text).filter(lone).count();
    count(feeds + returns)
}

/// SHA-256 of a file in lower-case hexadecimal, however long the file is.
///
/// # Errors
/// When it cannot be read.
pub fn sha256_of_file(path: &std::path::Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match std::io::Read::read(&mut file, &mut buffer)? {
            0 => return Ok(hexadecimal(&hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}

/// SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Where the lines of `text` begin. `\n`, `\r\n` and a lone `\r` each end a line.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|end| bytes[*end] == b'\n' || bytes.get(end + 1) != Some(&b'\n'));
    std::iter::once(0).chain(ends.map(|end| end + 1)).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn line_bounds(text: &str, offset: usize) -> (usize, usize) {
    let offset = floor_char_boundary(text, offset);
    let start = text[..offset].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let end = text[offset..]
        .find(['\n', '\r'])
        .map_or(text.len(), |length| offset + length);
    (start, end)
}

/// The nearest offset not above `offset` that begins a character; the line's end, if `offset` is
/// between `\r` and `\n`.
fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let is_split = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
    offset - usize::from(is_split)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_utf8_with_and_without_a_mark_and_gb18030() {
        let plain = Source::decode("a.csv", "金额".as_bytes()).expect("UTF-8");
        let marked = Source::decode("a.csv", "\u{FEFF}金额".as_bytes()).expect("UTF-8 with BOM");
        let (bytes, _, _) = GB18030.encode("金额喆");
        let national = Source::decode("a.csv", &bytes).expect("GB18030");
        assert_eq!(
            (plain.text.as_str(), marked.text.as_str()),
            ("金额", "金额")
        );
        assert_eq!(
            (national.text.as_str(), national.encoding),
            ("金额喆", Encoding::Gb18030)
        );
        assert_eq!(
            Source::decode("a", &[0x41, 0xFF, 0x41]).err(),
            Some(Undecodable::Neither(1))
        );
        assert_eq!(
            Source::decode("a", &[0xFF, 0xFE, 0x41]).err(),
            Some(Undecodable::Utf16)
        );
    }

    #[test]
    fn counts_lines_and_characters_whatever_ends_a_line() {
        let text = "一二\r\n三四\r五\n六七";
        let source = Source::decode("a", text.as_bytes()).expect("UTF-8");
        let at = |needle: &str| source.position(text.find(needle).expect(needle));
        assert_eq!(at("二"), Position { line: 1, column: 2 });
        assert_eq!(at("四"), Position { line: 2, column: 2 });
        assert_eq!(at("五"), Position { line: 3, column: 1 });
        assert_eq!(at("七"), Position { line: 4, column: 2 });
    }
}
