//! Numbers rounded: to decimals or to tens, and written with so many decimals.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::parts::Parts::Small;
use super::{Number, decimal, power_of_ten};

/// How a number is rounded when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rounding {
    /// 四舍五入: halves go away from zero. The default.
    #[default]
    HalfUp,
    /// 四舍六入五成双 (GB/T 8170): halves go to the even neighbour.
    HalfEven,
    /// Cut towards zero, as 余 and 多 do.
    Down,
    /// Away from zero.
    Up,
}

impl Number {
    /// Rounds to `places` decimals; negative `places` round to tens, hundreds, …
    #[must_use]
    pub fn rounded(&self, places: i32, rounding: Rounding) -> Self {
        if let Some(units) = self.small_units(places, rounding) {
            if places >= 0 {
                return Self::scaled(units, places.unsigned_abs());
            }
            let power = 10_i128.checked_pow(places.unsigned_abs());
            if let Some(value) = power.and_then(|power| units.checked_mul(power)) {
                return Self::reduced(value, 1);
            }
        }
        let units = self.units(places, rounding);
        let power = power_of_ten(places.unsigned_abs());
        Self::large(if places < 0 {
            BigRational::from_integer(units * power)
        } else {
            BigRational::new(units, power)
        })
    }

    /// How many times 10^-`places` goes into this, rounded. One division of whole numbers: reducing
    /// fractions on the way would cost ten times as much.
    fn units(&self, places: i32, rounding: Rounding) -> BigInt {
        if let Some(units) = self.small_units(places, rounding) {
            return units.into();
        }
        let value = self.big();
        let power = power_of_ten(places.unsigned_abs());
        let (numerator, denominator) = (value.numer().abs(), value.denom());
        let (floor, rest, denominator) = if places < 0 {
            let denominator = denominator * power;
            let (floor, rest) = numerator.div_rem(&denominator);
            (floor, rest, denominator)
        } else {
            let (floor, rest) = (numerator * power).div_rem(denominator);
            (floor, rest, denominator.clone())
        };
        let up = goes_up(
            rounding,
            !rest.is_zero(),
            (&rest * 2_u8).cmp(&denominator),
            floor.is_odd(),
        );
        let kept = if up { floor + 1_u8 } else { floor };
        if self.is_negative() { -kept } else { kept }
    }

    /// The same where machine integers hold all of it.
    fn small_units(&self, places: i32, rounding: Rounding) -> Option<i128> {
        let Small(numerator, denominator) = self.0 else {
            return None;
        };
        // Products of two factors below 2^64 have room.
        let power = u128::from(10_u64.checked_pow(places.unsigned_abs())?);
        let (above, below) = if places < 0 { (1, power) } else { (power, 1) };
        let numerator_size = u128::from(numerator.unsigned_abs()) * above;
        let denominator = u128::from(denominator.get()) * below;
        let (floor, rest) = if let (Ok(above), Ok(below)) =
            (u64::try_from(numerator_size), u64::try_from(denominator))
        {
            (u128::from(above / below), u128::from(above % below))
        } else {
            (numerator_size / denominator, numerator_size % denominator)
        };
        let half = rest.cmp(&(denominator - rest));
        let up = goes_up(rounding, rest != 0, half, floor % 2 == 1);
        let kept = i128::try_from(floor + u128::from(up)).ok()?;
        Some(if numerator < 0 { -kept } else { kept })
    }

    /// Decimal notation with exactly `places` decimals.
    #[must_use]
    pub fn to_fixed(&self, places: u32, rounding: Rounding) -> String {
        let exponent = i32::try_from(places).unwrap_or(i32::MAX);
        let units = self.small_units(exponent, rounding);
        if let Some(units) = units.and_then(|units| i64::try_from(units).ok()) {
            return decimal(units, places);
        }
        let decimals = places as usize;
        let units = self.units(exponent, rounding);
        let digits = format!("{:0>width$}", units.magnitude(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let sign = if units.is_negative() { "-" } else { "" };
        let point = if decimals == 0 { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }
}

/// Whether a number is rounded away from zero: whether anything is cut off, how that stands to one
/// half, and whether what stays is odd.
fn goes_up(rounding: Rounding, is_cut: bool, half: Ordering, is_odd: bool) -> bool {
    match rounding {
        Rounding::Down => false,
        Rounding::Up => is_cut,
        Rounding::HalfUp => half.is_ge(),
        Rounding::HalfEven => half.is_gt() || (half.is_eq() && is_odd),
    }
}
