use num_traits::Zero;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

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

/// Fractions of which many lie at the edge of what machine integers hold.
fn fraction() -> impl Strategy<Value = BigRational> {
    let edges = [0, 1, -1, 10, i64::MAX, i64::MIN, i64::MIN + 1].map(i128::from);
    let numerator = prop_oneof![
        proptest::sample::select(edges.to_vec()),
        (-1000..1000_i128),
        any::<i64>().prop_map(i128::from),
        any::<i128>(),
    ];
    let denominator = prop_oneof![
        Just(1),
        1..1000_u128,
        any::<u64>().prop_map(|any| u128::from(any) + 1),
    ];
    (numerator, denominator).prop_map(|(over, under)| BigRational::new(over.into(), under.into()))
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
    fn small_numbers_reckon_as_large_ones_do(one in fraction(), other in fraction()) {
        let (a, b) = (Number::large(one.clone()), Number::large(other.clone()));
        let same = |result: Number, expected: BigRational| {
            // Equal numbers are equal parts: the form is the one that a large number comes to.
            proptest::prop_assert_eq!(result, Number::large(expected));
            Ok(())
        };
        same(&a + &b, &one + &other)?;
        same(&a - &b, &one - &other)?;
        same(&a * &b, &one * &other)?;
        same(-&a, -&one)?;
        same(a.abs(), one.abs())?;
        proptest::prop_assert_eq!(a.cmp(&b), one.cmp(&other));
        match a.divided_by(&b) {
            Some(quotient) => same(quotient, &one / &other)?,
            None => proptest::prop_assert!(other.is_zero()),
        }
        let over = a.fraction_over(&b);
        let (upper, under) = over.split_once('/').expect("a fraction");
        let whole = |text: &str| BigRational::from_integer(text.parse().expect("whole"));
        proptest::prop_assert_eq!(whole(upper) * &other, whole(under) * &one);
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
