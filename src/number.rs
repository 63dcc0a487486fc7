//! Exact numbers: the one arithmetic of the program.
//!
//! A [`Number`] is a fraction of whole numbers of any size, so sums never overflow, a rate is never
//! rounded before it is written, and no binary float ever stands in for money. Nearly all fit into
//! machine integers, and are kept in them. Ledger columns keep scaled integers for speed
//! ([`crate::ledger::Column`]); they become a `Number` when a figure is computed. How a number looks in
//! Chinese prose is none of this room's business: see [`crate::numeral`].

mod parts;
mod rounding;

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU64;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed};

use parts::Parts::{self, Large, Small};
use parts::{ONE, product, sum};
pub use rounding::Rounding;

/// An exact rational number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(Parts);

impl Number {
    /// Zero.
    #[must_use]
    pub const fn zero() -> Self {
        Self(Small(0, ONE))
    }

    /// One.
    #[must_use]
    pub const fn one() -> Self {
        Self(Small(1, ONE))
    }

    /// `mantissa` × 10^-`places`: how ledger columns store decimals.
    #[must_use]
    pub fn scaled(mantissa: i128, places: u32) -> Self {
        match 10_u128.checked_pow(places) {
            // Reduced as machine integers: every cell of a ledger that is shown comes through here.
            Some(1) => Self::reduced(mantissa, 1),
            Some(scale) => {
                let common = match (u64::try_from(mantissa.unsigned_abs()), u64::try_from(scale)) {
                    (Ok(mantissa), Ok(scale)) => mantissa.gcd(&scale).into(),
                    _ => mantissa.unsigned_abs().gcd(&scale),
                };
                // The divisor is one of 10^38 at most.
                let divisor = i128::try_from(common).unwrap_or(1);
                Self::reduced(mantissa / divisor, scale / common)
            }
            None => Self::large(BigRational::new(mantissa.into(), power_of_ten(places))),
        }
    }

    /// 10^`exponent`; a negative exponent gives 0.1, 0.01, …
    #[must_use]
    pub fn ten_to(exponent: i32) -> Self {
        if let Some(power) = 10_i64.checked_pow(exponent.unsigned_abs()) {
            return match u64::try_from(power).ok().and_then(NonZeroU64::new) {
                Some(denominator) if exponent < 0 => Self(Small(1, denominator)),
                _ => Self(Small(power, ONE)),
            };
        }
        let power = BigRational::from_integer(power_of_ten(exponent.unsigned_abs()));
        Self::large(if exponent < 0 { power.recip() } else { power })
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
        let places = u32::try_from(decimals.len()).ok()?;
        let value = if whole.len() + decimals.len() <= MOST_DIGITS {
            let mantissa = whole
                .bytes()
                .chain(decimals.bytes())
                .fold(0, |sum, digit| sum * 10 + i128::from(digit - b'0'));
            Self::scaled(mantissa, places)
        } else {
            let mantissa: BigInt = format!("{whole}{decimals}").parse().ok()?;
            Self::large(BigRational::new(mantissa, power_of_ten(places)))
        };
        Some(if negative { -&value } else { value })
    }

    /// `self` ÷ `divisor`, or `None` when the divisor is zero.
    #[must_use]
    pub fn divided_by(&self, divisor: &Self) -> Option<Self> {
        match (&self.0, &divisor.0) {
            (_, Small(0, _)) => None,
            (Small(a, b), Small(c, d)) => {
                let sign = c.signum();
                let upper = i64::try_from(d.get()).ok().map(|upper| upper * sign);
                let under = NonZeroU64::new(c.unsigned_abs());
                match (upper, under) {
                    (Some(upper), Some(under)) => Some(product((*a, *b), (upper, under))),
                    _ => Some(Self::large(&*self.big() / &*divisor.big())),
                }
            }
            _ => Some(Self::large(&*self.big() / &*divisor.big())),
        }
    }

    /// Whether this is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Small(0, _))
    }

    /// Whether this is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Small(numerator, _) => *numerator < 0,
            Large(value) => value.is_negative(),
        }
    }

    /// Whether this is a whole number.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Small(_, denominator) => *denominator == ONE,
            Large(value) => value.is_integer(),
        }
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() {
            -self
        } else {
            self.clone()
        }
    }

    /// The exponent of the leading digit: 0 for 1–9, 3 for 5231, -1 for 0.5; `None` for zero.
    #[must_use]
    pub fn magnitude(&self) -> Option<i32> {
        if self.is_zero() {
            return None;
        }
        let absolute = self.abs();
        let digits = |number: &BigInt| i32::try_from(number.to_string().len()).unwrap_or(i32::MAX);
        let log = |number: u64| i32::try_from(number.ilog10()).unwrap_or(0);
        let mut exponent = match &absolute.0 {
            Small(numerator, denominator) => log(numerator.unsigned_abs()) - log(denominator.get()),
            Large(value) => digits(value.numer()) - digits(value.denom()),
        };
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
        if let Small(numerator, ONE) = &self.0 {
            return Some(numerator.to_string());
        }
        let places = self.decimals()?;
        Some(self.to_fixed(places, Rounding::Down))
    }

    /// How many decimals the exact notation needs, or `None` where no number of them is enough.
    #[must_use]
    pub fn decimals(&self) -> Option<u32> {
        // Twos are the trailing zeros of the binary notation; the fives are divided out.
        let mut fives = 0;
        let twos = match &self.0 {
            Small(_, ONE) => 0,
            Small(_, denominator) => {
                let twos = denominator.trailing_zeros();
                let mut rest = denominator.get() >> twos;
                while rest.is_multiple_of(5) {
                    rest /= 5;
                    fives += 1;
                }
                (rest == 1).then_some(twos)?
            }
            Large(value) => {
                let twos = value.denom().trailing_zeros()?;
                let mut rest = value.denom() >> twos;
                let five = BigInt::from(5);
                while rest.is_multiple_of(&five) {
                    rest /= &five;
                    fives += 1;
                }
                rest.is_one().then(|| u32::try_from(twos).ok())??
            }
        };
        Some(twos.max(fives))
    }

    /// `self`/`divisor` as a fraction of whole numbers, unreduced where both are whole: 300/400.
    #[must_use]
    pub fn fraction_over(&self, divisor: &Self) -> String {
        let (value, divisor) = (self.big(), divisor.big());
        let scale = value.denom().lcm(divisor.denom());
        let whole =
            |number: &BigRational| (number * BigRational::from_integer(scale.clone())).to_integer();
        format!("{}/{}", whole(&value), whole(&divisor))
    }

    /// The value as an `i128`, if it is whole and fits.
    #[must_use]
    pub fn to_i128(&self) -> Option<i128> {
        match &self.0 {
            Small(numerator, denominator) => (*denominator == ONE).then(|| (*numerator).into()),
            Large(value) if value.is_integer() => i128::try_from(value.to_integer()).ok(),
            Large(_) => None,
        }
    }
}

/// So many decimal digits fit into an `i128`.
const MOST_DIGITS: usize = 38;

/// `units` × 10^-`places` in decimal notation with exactly `places` decimals: what
/// [`Number::to_fixed`] says of it, without the arithmetic. Every cell that is shown comes through here.
#[must_use]
pub fn decimal(units: i64, places: u32) -> String {
    // Most have no more digits, and then room is made once.
    let mut text = String::with_capacity(16);
    push_decimal(units, places, &mut text);
    text
}

/// Appends what [`decimal`] says.
pub fn push_decimal(units: i64, places: u32, text: &mut String) {
    // As many digits as the largest number has, the last first.
    let mut buffer = [b'0'; 20];
    let mut rest = units.unsigned_abs();
    let mut first = buffer.len();
    while rest > 0 {
        first -= 1;
        buffer[first] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    let decimals = places as usize;
    let point = buffer.len().saturating_sub(decimals).max(first);
    let digits = |range| std::str::from_utf8(&buffer[range]).unwrap_or_default();
    if units < 0 {
        text.push('-');
    }
    text.push_str(if point == first {
        "0"
    } else {
        digits(first..point)
    });
    if decimals > 0 {
        text.push('.');
        let zeros = decimals - (buffer.len() - point);
        text.extend(std::iter::repeat_n('0', zeros));
        text.push_str(digits(point..buffer.len()));
    }
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
        Self::reduced(value.into(), 1)
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Self::from(value as u64)
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::reduced(value.into(), 1)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Small(a, b), Small(c, d)) if b == d => a.cmp(c),
            (Small(a, b), Small(c, d)) => {
                let cross =
                    |over: i64, under: NonZeroU64| i128::from(over) * i128::from(under.get());
                cross(*a, *d).cmp(&cross(*c, *b))
            }
            _ => self.big().cmp(&other.big()),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Add for &Number {
    type Output = Number;
    fn add(self, other: Self) -> Number {
        match (&self.0, &other.0) {
            (Small(a, b), Small(c, d)) => sum((*a, *b), (*c, *d)),
            _ => Number::large(&*self.big() + &*other.big()),
        }
    }
}

impl Sub for &Number {
    type Output = Number;
    fn sub(self, other: Self) -> Number {
        match (&self.0, &other.0) {
            (Small(a, b), Small(c, d)) => sum((*a, *b), (-*c, *d)),
            _ => Number::large(&*self.big() - &*other.big()),
        }
    }
}

impl Mul for &Number {
    type Output = Number;
    fn mul(self, other: Self) -> Number {
        match (&self.0, &other.0) {
            (Small(a, b), Small(c, d)) => product((*a, *b), (*c, *d)),
            _ => Number::large(&*self.big() * &*other.big()),
        }
    }
}

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        match &self.0 {
            Small(numerator, denominator) => Number(Small(-numerator, *denominator)),
            Large(value) => Number::large(-&**value),
        }
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
            None => match &self.0 {
                Small(numerator, denominator) => write!(f, "{numerator}/{denominator}"),
                Large(value) => write!(f, "{}/{}", value.numer(), value.denom()),
            },
        }
    }
}

#[cfg(test)]
mod tests;
