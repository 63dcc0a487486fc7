//! Digits of other scripts: what each is worth.
//!
//! ０, 𝟎, ٠ and ० are one digit to a reader, so they are to the grammar: it reads them all as ASCII, and
//! the rules of style ask for the half-width ones.

/// The zeros of the scripts whose ten digits stand in a row: Arabic, Persian, Devanagari, Bengali, Thai, Lao,
/// Tibetan, Burmese, Khmer, Mongolian, full-width, and five alphabets of mathematics.
const ZEROS: [u32; 16] = [
    0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10,
    0x1_D7CE, 0x1_D7D8, 0x1_D7E2, 0x1_D7EC, 0x1_D7F6,
];

/// The ASCII digit that a decimal digit of another script stands for.
pub(super) fn ascii(character: char) -> Option<char> {
    if character.is_ascii() {
        return None;
    }
    let code = u32::from(character);
    let value = ZEROS
        .iter()
        .map(|zero| code.wrapping_sub(*zero))
        .find(|value| *value < 10)?;
    char::from_digit(value, 10)
}

/// The ASCII digit that a raised or lowered one stands for: ² and ₂ are 2.
pub(super) fn level(character: char) -> Option<char> {
    let value = match character {
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⁰' | '⁴'..='⁹' => u32::from(character) - 0x2070,
        '₀'..='₉' => u32::from(character) - 0x2080,
        _ => return None,
    };
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_worth_what_they_say() {
        for (written, expected) in [
            ("０１９", "019"),
            ("𝟎𝟏𝟗𝟘𝟡𝟢𝟶𝟿", "01909009"),
            ("٠١٩۰۹", "01909"),
            ("०९༠༩", "0909"),
        ] {
            let read: String = written.chars().filter_map(ascii).collect();
            assert_eq!(read, expected, "{written}");
        }
        let raised: String = "⁰¹²³⁴⁹₀₉".chars().filter_map(level).collect();
        assert_eq!(raised, "01234909");
        for other in ['5', '五', '〇', '½', '①', 'Ⅲ', 'a', '〣'] {
            assert_eq!((ascii(other), level(other)), (None, None), "{other}");
        }
    }
}
