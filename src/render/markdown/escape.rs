//! Words → Markdown that reads as those very words.
//!
//! Only what `CommonMark` and GitHub (tables, strikethrough, mathematics, bare links) would take
//! for markup is escaped: `2020-0001` and `1.3万` stay clean. No markup may be made here.

use std::fmt::Write;

/// Appends `text` so that none of it can become inline markup, whatever stands before and after.
pub(super) fn text(text: &str, out: &mut String) {
    let characters: Vec<char> = text.chars().map(printable).collect();
    for (index, &character) in characters.iter().enumerate() {
        let before = &characters[..index];
        let after = &characters[index + 1..];
        if needs_escape(character, before, after) {
            out.push('\\');
        }
        out.push(character);
    }
}

/// A line cannot be broken by a cell's newline, and control characters have no business in print.
fn printable(character: char) -> char {
    match character {
        '\n' | '\r' | '\t' => ' ',
        character if character.is_control() => char::REPLACEMENT_CHARACTER,
        character => character,
    }
}

fn needs_escape(character: char, before: &[char], after: &[char]) -> bool {
    let next = after.first();
    match character {
        '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' | '$' => true,
        // Inside a word it is only an underscore.
        '_' => {
            let letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
            !(letter(before.last()) && letter(next))
        }
        '&' => begins_entity(after),
        // A link may follow, which would become a picture.
        '!' => next.is_none(),
        // GitHub makes links of bare addresses.
        ':' => after.starts_with(&['/', '/']),
        '.' => {
            let www = before.len().checked_sub(3).map(|start| &before[start..]);
            www.is_some_and(|www| www.iter().all(|c| c.eq_ignore_ascii_case(&'w')))
        }
        _ => false,
    }
}

/// Whether `&` before these is an entity, `&amp;` or `&#38;`; its rest may stand in the next piece.
fn begins_entity(after: &[char]) -> bool {
    let name = |c: &&char| c.is_ascii_alphanumeric() || **c == '#';
    let length = after.iter().take_while(name).count();
    after.get(length).is_none_or(|c| *c == ';' && length > 0)
}

/// Escapes what would make a block of a finished line: a heading's `#`, a list's `1.`, a quotation's
/// `>`, an underline.
pub(super) fn line_start(line: &str) -> String {
    let rest = |from: usize| line.get(from..).unwrap_or_default();
    let ends_mark = |from: usize| rest(from).is_empty() || rest(from).starts_with(' ');
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let at = match line.bytes().next() {
        Some(b'>') => Some(0),
        Some(b'#') => {
            let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
            ends_mark(hashes).then_some(0)
        }
        Some(b'+') => ends_mark(1).then_some(0),
        Some(b'-') => (ends_mark(1) || rest(1).starts_with('-')).then_some(0),
        Some(b'=') => (ends_mark(1) || rest(1).starts_with('=')).then_some(0),
        Some(_) if digits > 0 && rest(digits).starts_with(['.', ')']) => {
            ends_mark(digits + 1).then_some(digits)
        }
        _ => None,
    };
    match at {
        Some(at) => format!("{}\\{}", &line[..at], rest(at)),
        None => line.to_owned(),
    }
}

/// Escapes the `#` at a heading's end, which Markdown would drop.
pub(super) fn heading_end(line: &str) -> String {
    let hashes = line.bytes().rev().take_while(|byte| *byte == b'#').count();
    let words = &line[..line.len() - hashes];
    if hashes > 0 && (words.is_empty() || words.ends_with(' ')) {
        format!("{words}\\{}", "#".repeat(hashes))
    } else {
        line.to_owned()
    }
}

/// An address that can stand between a link's round brackets.
pub(super) fn url(address: &str) -> String {
    let mut safe = String::with_capacity(address.len());
    for character in address.chars() {
        if character.is_control()
            || character.is_whitespace()
            || r#"()<>\"`|*_[]"#.contains(character)
        {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                // Writing to a String cannot fail.
                let _ = write!(safe, "%{byte:02X}");
            }
        } else {
            safe.push(character);
        }
    }
    safe
}

/// Code between backticks, with as many of them as it takes.
pub(super) fn code(code: &str, in_table: bool, out: &mut String) {
    let code: String = code.chars().map(printable).collect();
    // Tables are cut at bars before code is read: only there does a bar need its backslash.
    let code = if in_table {
        code.replace('|', "\\|")
    } else {
        code
    };
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let edge = |c: char| c == '`' || c == ' ';
    let space = if code.starts_with(edge) || code.ends_with(edge) {
        " "
    } else {
        ""
    };
    out.push_str(&fence);
    out.push_str(space);
    out.push_str(&code);
    out.push_str(space);
    out.push_str(&fence);
}
