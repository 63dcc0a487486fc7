use super::*;

fn number(text: &str) -> Number {
    Number::parse(text).expect(text)
}

fn hedged(x: &str, u: &str, hedge: Hedge) -> Claim {
    let (value, precision) = (number(x), number(u));
    Claim::Hedged(
        Written {
            value,
            step: precision.clone(),
            precision,
            large: false,
        },
        hedge,
    )
}

fn verdict(claim: &Claim, value: &str, nature: Nature) -> Verdict {
    judge(claim, &number(value), nature, Rounding::HalfUp)
}

/// x, u, hedge, nature, values that hold, values that do not.
type Row = (
    &'static str,
    &'static str,
    Hedge,
    Nature,
    &'static [&'static str],
    &'static [&'static str],
);

#[test]
fn every_boundary_is_where_the_table_puts_it() {
    use Hedge::{About, AtLeast, AtMost, Below, Near, Odd, Over, Reaching};
    use Nature::{Counted, Measured, Ratio};
    let rows: [Row; 17] = [
        (
            "5200",
            "100",
            Near,
            Counted,
            &["5100", "5199"],
            &["5099", "5200", "5231"],
        ),
        ("10", "10", Near, Counted, &["9"], &["8", "10"]),
        ("5", "1", Near, Counted, &["4"], &["3", "5"]),
        (
            "100000",
            "100000",
            Near,
            Measured,
            &["90000", "99999.99"],
            &["89999.99", "100000"],
        ),
        ("300", "100", Odd, Counted, &["301", "399"], &["300", "400"]),
        (
            "450000",
            "10000",
            Odd,
            Measured,
            &["450000.01", "459999.99"],
            &["450000", "460000"],
        ),
        ("10", "10", Odd, Counted, &["11", "19"], &["10", "20"]),
        (
            "118000",
            "1000",
            About,
            Counted,
            &["117500", "118500"],
            &["117499", "118501"],
        ),
        (
            "500000",
            "100000",
            About,
            Measured,
            &["475000", "525000"],
            &["474999.99", "525000.01"],
        ),
        ("7", "1", About, Counted, &["6", "8"], &["5", "9"]),
        (
            "500",
            "100",
            Over,
            Counted,
            &["501", "9999"],
            &["500", "499"],
        ),
        ("90", "10", AtLeast, Ratio, &["90", "100"], &["89.99"]),
        ("30", "10", AtMost, Counted, &["30", "0"], &["31"]),
        ("30", "10", Below, Counted, &["29", "0"], &["30"]),
        ("100", "100", Reaching, Counted, &["100", "500"], &["99"]),
        ("5.0", "0.1", Near, Ratio, &["4.9", "4.99"], &["4.89", "5"]),
        ("20", "10", Odd, Counted, &["21", "29"], &["20", "30"]),
    ];
    for (x, u, hedge, nature, inside, outside) in rows {
        let claim = hedged(x, u, hedge);
        for value in inside {
            assert!(
                verdict(&claim, value, nature).holds(),
                "{hedge:?} {x}: {value}"
            );
        }
        for value in outside {
            assert!(
                !verdict(&claim, value, nature).holds(),
                "{hedge:?} {x}: {value}"
            );
        }
    }
}

#[test]
fn doubts_begin_where_the_table_says() {
    let modest = Verdict::Doubtful(Doubt::Modest);
    for (x, u, hedge, last, first) in [
        ("75", "1", Hedge::AtLeast, "79.99", "80"),
        ("90", "10", Hedge::AtLeast, "99.99", "100"),
        ("76", "1", Hedge::AtLeast, "76.99", "77"),
        ("500", "100", Hedge::Over, "599", "600"),
        ("100", "100", Hedge::Reaching, "199", "200"),
    ] {
        let claim = hedged(x, u, hedge);
        assert_eq!(
            verdict(&claim, last, Nature::Ratio),
            Verdict::True,
            "{x} {last}"
        );
        assert_eq!(verdict(&claim, first, Nature::Ratio), modest, "{x} {first}");
    }
    let exact = verdict(
        &hedged("118000", "1000", Hedge::About),
        "118000",
        Nature::Counted,
    );
    assert_eq!(exact, Verdict::Doubtful(Doubt::Needless));
}

#[test]
fn an_unhedged_number_is_exact_unless_its_form_says_it_is_rounded() {
    let written = |value: &str, step: &str, large| {
        let (value, step) = (number(value), number(step));
        Claim::Exact(Written {
            value,
            precision: step.clone(),
            step,
            large,
        })
    };
    let plain = written("500", "1", false);
    assert_eq!(verdict(&plain, "498", Nature::Counted), Verdict::False);
    let large = written("13000", "1000", true);
    assert_eq!(verdict(&large, "13000", Nature::Counted), Verdict::True);
    assert_eq!(verdict(&large, "12960", Nature::Counted), Verdict::Rounded);
    assert_eq!(verdict(&large, "12499", Nature::Counted), Verdict::False);
    assert_eq!(verdict(&large, "13500", Nature::Counted), Verdict::False);
    let rate = written("91.3", "0.1", false);
    assert_eq!(verdict(&rate, "91.25", Nature::Ratio), Verdict::True);
    assert_eq!(verdict(&rate, "91.35", Nature::Ratio), Verdict::False);
}

#[test]
fn spans_and_ranges_hold_between_their_ends() {
    let tens = Claim::Within(number("30"), number("50"));
    let range = Claim::Between(number("5"), number("10"));
    for (claim, value, holds) in [
        (&tens, "30", true),
        (&tens, "49", true),
        (&tens, "50", false),
        (&range, "10", true),
        (&range, "4", false),
    ] {
        assert_eq!(
            verdict(claim, value, Nature::Counted).holds(),
            holds,
            "{value}"
        );
    }
}

#[test]
fn knows_the_last_place() {
    for (value, place) in [
        ("5200", "100"),
        ("118000", "1000"),
        ("11.8", "0.1"),
        ("0", "1"),
        ("7", "1"),
    ] {
        assert_eq!(last_place(&number(value)), number(place), "{value}");
    }
}
