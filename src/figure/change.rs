//! What a change between two values is, wherever it is told: points between ratios, 持平 within a
//! tolerance.

use super::scale;
use crate::number::{Number, Rounding};

/// What two ratios differ by, never percent; none for what is no ratio.
#[must_use]
pub fn points(unit: &str) -> Option<&'static str> {
    match unit {
        "%" | "％" => Some("个百分点"),
        "‰" => Some("个千分点"),
        _ => None,
    }
}

/// Whether two values are 持平: equal, or apart by at most `tolerance`, a rate of the old value;
/// between ratios, by at most so many points (0.5% is half a point).
#[must_use]
pub fn is_level(old: &Number, new: &Number, unit: &str, tolerance: &Number) -> bool {
    let change = (new - old).abs();
    let allowed = match points(unit) {
        Some(_) => tolerance * &scale(unit),
        None => tolerance * &old.abs(),
    };
    change.is_zero() || change <= allowed
}

/// Decimal notation with `places` decimals, with more where that would show nothing but zeros.
#[must_use]
pub fn visible(number: &Number, places: u32, rounding: Rounding) -> String {
    let shows = |places: &u32| !number.rounded(places.cast_signed(), rounding).is_zero();
    let enough = (places..places + 12).find(shows).unwrap_or(places);
    number.to_fixed(enough, rounding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tolerance_is_a_rate_and_between_ratios_points() {
        let number = |text: &str| Number::parse(text).expect(text);
        let level = |old: &str, new: &str, unit: &str, tolerance: &str| {
            is_level(&number(old), &number(new), unit, &number(tolerance))
        };
        assert!(level("1000", "1005", "家", "0.005") && !level("1000", "1006", "家", "0.005"));
        assert!(level("90", "90.5", "%", "0.005") && !level("90", "90.51", "%", "0.005"));
        assert!(level("0", "0", "家", "0") && !level("0", "1", "家", "0.5"));
        assert!(!level("-5", "5", "元", "0.1"));
    }
}
