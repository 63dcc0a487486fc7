//! Exact numbers: the one arithmetic of the program.
//!
//! A [`Number`] is a fraction of whole numbers of any size, so sums never overflow, a rate is never
//! rounded before it is written, and no binary float ever stands in for money. Ledger columns keep
//! scaled integers for speed ([`crate::ledger::Column`]); they become a `Number` when a figure is
//! computed. How a number looks in Chinese prose is none of this room's business: see
//! [`crate::numeral`].

use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};

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

/// An exact rational number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(BigRational);

impl Number {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// `mantissa` × 10^-`places`: how ledger columns store decimals.
    #[must_use]
    pub fn scaled(mantissa: i128, places: u32) -> Self {
        match 10_i128.checked_pow(places) {
            // Reduced as machine integers: every cell of a ledger that is shown comes through here.
            Some(scale) => {
                let common = mantissa.gcd(&scale);
                Self(BigRational::new_raw(
                    (mantissa / common).into(),
                    (scale / common).into(),
                ))
            }
            None => Self(BigRational::new(mantissa.into(), power_of_ten(places))),
        }
    }

    /// 10^`exponent`; a negative exponent gives 0.1, 0.01, …
    #[must_use]
    pub fn ten_to(exponent: i32) -> Self {
        let power = BigRational::from_integer(power_of_ten(exponent.unsigned_abs()));
        Self(if exponent < 0 { power.recip() } else { power })
    }

    /// Reads plain decimal notation: an optional `-`, digits, and optionally a point with digits on
    /// both sides of it. Anything else (`+5`, `.5`, `1e3`, grouping, full-width) is `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = match unsigned.split_once('.') {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => return None,
            None => (unsigned, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) {
            return None;
        }
        let mantissa: BigInt = format!("{whole}{decimals}").parse().ok()?;
        let places = u32::try_from(decimals.len()).ok()?;
        let value = BigRational::new(mantissa, power_of_ten(places));
        Some(Self(if negative { -value } else { value }))
    }

    /// `self` ÷ `divisor`, or `None` when the divisor is zero.
    #[must_use]
    pub fn divided_by(&self, divisor: &Self) -> Option<Self> {
        (!divisor.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// Whether this is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether this is a whole number.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_integer()
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// Rounds to `places` decimals; negative `places` round to tens, hundreds, …
    #[must_use]
    pub fn rounded(&self, places: i32, rounding: Rounding) -> Self {
        let units = self.units(places, rounding);
        let power = power_of_ten(places.unsigned_abs());
        Self(if places < 0 {
            BigRational::from_integer(units * power)
        } else {
            BigRational::new(units, power)
        })
    }

    /// How many times 10^-`places` goes into this, rounded. One division of whole numbers: reducing
    /// fractions on the way would cost ten times as much.
    fn units(&self, places: i32, rounding: Rounding) -> BigInt {
        let power = power_of_ten(places.unsigned_abs());
        let (numerator, denominator) = (self.0.numer().abs(), self.0.denom());
        let (floor, rest, denominator) = if places < 0 {
            let denominator = denominator * power;
            let (floor, rest) = numerator.div_rem(&denominator);
            (floor, rest, denominator)
        } else {
            let (floor, rest) = (numerator * power).div_rem(denominator);
            (floor, rest, denominator.clone())
        };
        let half = || (&rest * 2_u8).cmp(&denominator);
        let up = match rounding {
            Rounding::Down => false,
            Rounding::Up => !rest.is_zero(),
            Rounding::HalfUp => half().is_ge(),
            Rounding::HalfEven => half().is_gt() || (half().is_eq() && floor.is_odd()),
        };
        let kept = if up { floor + 1_u8 } else { floor };
        if self.is_negative() { -kept } else { kept }
    }

    /// The exponent of the leading digit: 0 for 1–9, 3 for 5231, -1 for 0.5; `None` for zero.
    #[must_use]
    pub fn magnitude(&self) -> Option<i32> {
        if self.is_zero() {
            return None;
        }
        let absolute = self.abs();
        let digits = |number: &BigInt| i32::try_from(number.to_string().len()).unwrap_or(i32::MAX);
        let mut exponent = digits(absolute.0.numer()) - digits(absolute.0.denom());
        // The lengths of numerator and denominator give the exponent or one too many.
        if absolute < Self::ten_to(exponent) {
            exponent -= 1;
        }
        Some(exponent)
    }

    /// The exact decimal notation (`2100000`, `453210.55`, `-3.2`), or `None` for a fraction such as
    /// 1/3 that has none. No trailing zeros.
    #[must_use]
    pub fn to_decimal(&self) -> Option<String> {
        let places = self.decimals()?;
        Some(self.to_fixed(places, Rounding::Down))
    }

    /// How many decimals the exact notation needs, or `None` where no number of them is enough.
    #[must_use]
    pub fn decimals(&self) -> Option<u32> {
        if self.is_whole() {
            return Some(0);
        }
        // Twos are the trailing zeros of the binary notation; the fives are divided out.
        let twos = self.0.denom().trailing_zeros()?;
        let mut rest = self.0.denom() >> twos;
        let five = BigInt::from(5);
        let mut fives = 0;
        while rest.is_multiple_of(&five) {
            rest /= &five;
            fives += 1;
        }
        let places = u32::try_from(twos).ok()?.max(fives);
        rest.is_one().then_some(places)
    }

    /// Decimal notation with exactly `places` decimals.
    #[must_use]
    pub fn to_fixed(&self, places: u32, rounding: Rounding) -> String {
        let decimals = places as usize;
        let units = self.units(i32::try_from(places).unwrap_or(i32::MAX), rounding);
        let digits = format!("{:0>width$}", units.magnitude(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let sign = if units.is_negative() { "-" } else { "" };
        let point = if decimals == 0 { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }

    /// `self`/`divisor` as a fraction of whole numbers, unreduced where both are whole: 300/400.
    #[must_use]
    pub fn fraction_over(&self, divisor: &Self) -> String {
        let scale = self.0.denom().lcm(divisor.0.denom());
        let whole =
            |number: &Self| (&number.0 * BigRational::from_integer(scale.clone())).to_integer();
        format!("{}/{}", whole(self), whole(divisor))
    }

    /// The value as an `i128`, if it is whole and fits.
    #[must_use]
    pub fn to_i128(&self) -> Option<i128> {
        if self.is_whole() {
            i128::try_from(self.0.to_integer()).ok()
        } else {
            None
        }
    }
}

/// `units` × 10^-`places` in decimal notation with exactly `places` decimals: what
/// [`Number::to_fixed`] says of it, without the arithmetic. Every cell that is shown comes through here.
#[must_use]
pub fn decimal(units: i64, places: u32) -> String {
    let digits = units.unsigned_abs().to_string();
    let decimals = places as usize;
    let zeros = (decimals + 1).saturating_sub(digits.len());
    let mut text = String::with_capacity(digits.len() + zeros + 2);
    if units < 0 {
        text.push('-');
    }
    text.extend(std::iter::repeat_n('0', zeros));
    text.push_str(&digits);
    if decimals > 0 {
        text.insert(text.len() - decimals, '.');
    }
    text
}

/// The same without trailing zeros, as a [`Number`] is displayed.
#[must_use]
pub fn shortest_decimal(units: i64, places: u32) -> String {
    let mut text = decimal(units, places);
    if places > 0 {
        let kept = text.trim_end_matches('0').trim_end_matches('.').len();
        text.truncate(kept);
    }
    text
}

fn power_of_ten(exponent: u32) -> BigInt {
    Pow::pow(BigInt::from(10), exponent)
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(BigRational::from_integer(value.into()))
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Self(BigRational::from_integer(value.into()))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(BigRational::from_integer(value.into()))
    }
}

impl Add for &Number {
    type Output = Number;
    fn add(self, other: Self) -> Number {
        Number(&self.0 + &other.0)
    }
}

impl Sub for &Number {
    type Output = Number;
    fn sub(self, other: Self) -> Number {
        Number(&self.0 - &other.0)
    }
}

impl Mul for &Number {
    type Output = Number;
    fn mul(self, other: Self) -> Number {
        Number(&self.0 * &other.0)
    }
}

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(-&self.0)
    }
}

impl std::iter::Sum for Number {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::zero(), |sum, number| &sum + &number)
    }
}

/// Exact decimal notation, or numerator/denominator where there is none.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_decimal() {
            Some(decimal) => f.write_str(&decimal),
            None => write!(f, "{}/{}", self.0.numer(), self.0.denom()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_written_as_their_numbers_are() {
        for units in [0, 5, -5, 10, -120, 123_456, i64::MAX, i64::MIN] {
            for places in [0, 1, 2, 3, 7, 25] {
                let number = Number::scaled(i128::from(units), places);
                let fixed = number.to_fixed(places, Rounding::Down);
                assert_eq!(decimal(units, places), fixed, "{units} {places}");
                let short = shortest_decimal(units, places);
                assert_eq!(short, number.to_string(), "{units} {places}");
            }
        }
    }

    fn number(text: &str) -> Number {
        Number::parse(text).expect(text)
    }

    #[test]
    fn reads_only_plain_decimals() {
        for text in [
            "+5", ".5", "1.", "1e3", "1,200", "", "-", "１", "1.2.3", "--1",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
        assert_eq!(number("-0.50").to_string(), "-0.5");
        assert_eq!(number("1200.00").to_string(), "1200");
    }

    #[test]
    fn rounds_each_way_on_the_half() {
        let cases = [
            ("2.5", "3", "2", "2"),
            ("3.5", "4", "4", "3"),
            ("-2.5", "-3", "-2", "-2"),
        ];
        for (text, up, even, down) in cases {
            assert_eq!(number(text).to_fixed(0, Rounding::HalfUp), up);
            assert_eq!(number(text).to_fixed(0, Rounding::HalfEven), even);
            assert_eq!(number(text).to_fixed(0, Rounding::Down), down);
        }
        assert_eq!(number("5231").rounded(-2, Rounding::Up), number("5300"));
        assert_eq!(number("-0.004").to_fixed(2, Rounding::HalfUp), "0.00");
    }

    proptest::proptest! {
        #[test]
        fn a_rounded_number_is_the_nearest_and_written_as_it_is(
            numerator in proptest::num::i64::ANY,
            divisor in 1_i64..1_000_000,
            places in -6..7_i32,
        ) {
            let exact = Number::from(numerator)
                .divided_by(&Number::from(divisor))
                .expect("the divisor is not zero");
            let unit = Number::ten_to(-places);
            let half = unit.divided_by(&Number::from(2_i64)).expect("two is not zero");
            for rounding in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up] {
                let rounded = exact.rounded(places, rounding);
                let units = rounded.divided_by(&unit).expect("a unit is not zero");
                proptest::prop_assert!(units.is_whole());
                let off = (&exact - &rounded).abs();
                let nearest = matches!(rounding, Rounding::HalfUp | Rounding::HalfEven);
                let bound = if nearest { off <= half } else { off < unit };
                proptest::prop_assert!(bound);
                if rounding == Rounding::Down {
                    proptest::prop_assert!(rounded.abs() <= exact.abs());
                }
                if let Ok(decimals) = u32::try_from(places) {
                    let written = exact.to_fixed(decimals, rounding);
                    proptest::prop_assert_eq!(Number::parse(&written), Some(rounded));
                }
            }
        }

        #[test]
        fn scaled_integers_are_the_decimals_they_stand_for(mantissa: i64, places in 0..20_u32) {
            let scaled = Number::scaled(i128::from(mantissa), places);
            let power = Number::ten_to(i32::try_from(places).expect("few places"));
            proptest::prop_assert_eq!(&scaled * &power, Number::from(mantissa));
            proptest::prop_assert_eq!(Number::parse(&scaled.to_string()), Some(scaled));
        }
    }

    #[test]
    fn knows_its_leading_digit() {
        for (text, exponent) in [("1", 0), ("9.99", 0), ("10", 1), ("5231", 3), ("0.05", -2)] {
            assert_eq!(number(text).magnitude(), Some(exponent), "{text}");
        }
        assert_eq!(Number::zero().magnitude(), None);
    }

    #[test]
    fn a_fraction_stays_a_fraction() {
        let third = number("1")
            .divided_by(&number("3"))
            .expect("three is not zero");
        assert_eq!(third.to_decimal(), None);
        assert_eq!(third.to_string(), "1/3");
        assert_eq!(number("299").fraction_over(&number("326")), "299/326");
        assert_eq!(
            number("1050000.5").fraction_over(&number("338")),
            "2100001/676"
        );
    }
}
