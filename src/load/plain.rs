//! Texts that are plainly well written, told by their bytes: [`super::cell`] would take them as they
//! are, in many more steps.

/// Whether [`super::cell::read`] would certainly leave the text of a text cell as it is. Where
/// `is_narrowed`, because a rule or a key may make full-width forms into half-width ones, what could be
/// such a form is not certain.
pub(super) fn is_plain(text: &[u8], is_narrowed: bool, missing_values: &[String]) -> bool {
    let (Some(first), Some(last)) = (text.first(), text.last()) else {
        return false;
    };
    let may_be_space = |byte: u8| byte <= b' ' || byte == 0x7F || is_odd(byte);
    let last = match text {
        [.., lead, _] if *last >= 0x80 && *lead >= 0xC0 => *lead,
        [.., lead, _, _] if *last >= 0x80 => *lead,
        _ => *last,
    };
    let is_trimmed = !may_be_space(*first) && !may_be_space(last) && !matches!(last, 0x80..=0xBF);
    let is_number = first.is_ascii_digit();
    is_trimmed
        && !((is_narrowed || is_number) && may_narrow(text))
        // 3.2E+17 was a long number once.
        && !(is_number && text.contains(&b'+'))
        && !missing_values.iter().any(|missing| missing.as_bytes() == text)
}

/// Whether a character that begins with `byte` may be space, or a full-width form of another: those
/// are among U+0080 to U+00BF, U+1000 to U+3FFF, U+F000 to U+FFFF. So are others, which then take the
/// long way.
fn is_odd(byte: u8) -> bool {
    matches!(byte, 0xC2 | 0xE1..=0xE3 | 0xEF)
}

/// Whether `text` may hold a full-width form; false only where certain. Within a character no byte
/// looks like the first, so that sixteen bytes are looked at in one step.
pub(super) fn may_narrow(text: &[u8]) -> bool {
    text.iter().fold(false, |any, byte| any | is_odd(*byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cell;
    use super::super::reader::tests::field;
    use super::*;
    use crate::ledger::Cell;
    use crate::schema::Kind;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn a_plain_text_is_left_as_it_is(text in "[ 　a甲，１1+E.−￥\u{a0}\u{200b}\u{feff}é]{0,6}|[0-9１]\\.[0-9]E[+＋]1[0-9]", is_key in any::<bool>()) {
            if is_plain(text.as_bytes(), is_key, &[]) {
                let read = cell::read(&text, &field(Kind::String, None), is_key, &[]);
                prop_assert_eq!(read.expect("a text"), Cell::Text(text.into()));
            }
        }
    }

    #[test]
    fn every_space_and_full_width_form_is_odd() {
        for character in '\u{80}'..=char::MAX {
            let first = character.encode_utf8(&mut [0; 4]).as_bytes()[0];
            let is_plain = !cell::is_space(character) && cell::narrowed(character) == character;
            assert!(is_plain || is_odd(first), "{character:?}");
        }
    }
}
