//! Fractions of machine integers where they fit, of whole numbers of any size where they do not.

use std::borrow::Cow;
use std::num::NonZeroU64;

use num_integer::Integer;
use num_rational::BigRational;

use super::Number;

/// Each number has one form, so that equal numbers are equal parts: the small one wherever it fits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Parts {
    /// A reduced fraction of machine integers, which nearly every number is: no memory of its own, and
    /// no arithmetic but the processor's. The numerator is never `i64::MIN`, so that it has an opposite.
    Small(i64, NonZeroU64),
    /// Any other.
    Large(Box<BigRational>),
}

use Parts::{Large, Small};

pub(super) const ONE: NonZeroU64 = NonZeroU64::MIN;

impl Number {
    /// A fraction that is reduced already, with a denominator above zero.
    pub(super) fn reduced(numerator: i128, denominator: u128) -> Self {
        let small = i64::try_from(numerator)
            .ok()
            .filter(|numerator| *numerator != i64::MIN)
            .zip(u64::try_from(denominator).ok().and_then(NonZeroU64::new));
        match small {
            Some((numerator, denominator)) => Self(Small(numerator, denominator)),
            None => Self(Large(Box::new(BigRational::new_raw(
                numerator.into(),
                denominator.into(),
            )))),
        }
    }

    /// The form of a number of any size.
    pub(super) fn large(value: BigRational) -> Self {
        let numerator = i64::try_from(value.numer()).ok();
        let denominator = u64::try_from(value.denom()).ok().and_then(NonZeroU64::new);
        match (numerator, denominator) {
            (Some(numerator), Some(denominator)) if numerator != i64::MIN => {
                Self(Small(numerator, denominator))
            }
            _ => Self(Large(Box::new(value))),
        }
    }

    /// The number as arithmetic of any size takes it.
    pub(super) fn big(&self) -> Cow<'_, BigRational> {
        match &self.0 {
            Small(numerator, denominator) => Cow::Owned(BigRational::new_raw(
                (*numerator).into(),
                denominator.get().into(),
            )),
            Large(value) => Cow::Borrowed(value),
        }
    }
}

/// The product of two reduced fractions. What cancels crosswise is taken out first, so that the product
/// is reduced and has room.
pub(super) fn product((a, b): (i64, NonZeroU64), (c, d): (i64, NonZeroU64)) -> Number {
    let one = common(a.unsigned_abs(), d);
    let other = common(c.unsigned_abs(), b);
    // Neither numerator is `i64::MIN`, and a divisor of a number is no larger than it, but of zero.
    let part = |numerator: i64, divisor: u64| {
        i64::try_from(divisor).map_or(0, |divisor| i128::from(numerator / divisor))
    };
    let numerator = part(a, one) * part(c, other);
    let denominator = u128::from(b.get() / other) * u128::from(d.get() / one);
    Number::reduced(numerator, denominator)
}

/// The greatest common divisor; most denominators are one.
fn common(number: u64, denominator: NonZeroU64) -> u64 {
    if denominator == ONE {
        1
    } else {
        number.gcd(&denominator.get())
    }
}

/// The sum of two fractions.
pub(super) fn sum((a, b): (i64, NonZeroU64), (c, d): (i64, NonZeroU64)) -> Number {
    if b == d {
        let numerator = i128::from(a) + i128::from(c);
        if b == ONE {
            return Number::reduced(numerator, 1);
        }
        // Two numerators of 63 bits add up to one of 64.
        let size = u64::try_from(numerator.unsigned_abs()).unwrap_or(u64::MAX);
        let divisor = common(size, b);
        return Number::reduced(numerator / i128::from(divisor), (b.get() / divisor).into());
    }
    let (b, d) = (i128::from(b.get()), i128::from(d.get()));
    let terms = i128::from(a)
        .checked_mul(d)
        .zip(i128::from(c).checked_mul(b));
    let numerator = terms.and_then(|(one, other)| one.checked_add(other));
    let (Some(numerator), Some(denominator)) = (numerator, b.checked_mul(d)) else {
        let big = |over: i64, under: i128| BigRational::new(over.into(), under.into());
        return Number::large(big(a, b) + big(c, d));
    };
    let (size, denominator) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let divisor = match (u64::try_from(size), u64::try_from(denominator)) {
        (Ok(size), Ok(denominator)) => size.gcd(&denominator).into(),
        _ => size.gcd(&denominator),
    };
    match i128::try_from(divisor) {
        Ok(signed) => Number::reduced(numerator / signed, denominator / divisor),
        Err(_) => Number::large(BigRational::new(numerator.into(), denominator.into())),
    }
}
