use proptest::prelude::*;

use super::*;

fn number(text: &str) -> Number {
    Number::parse(text).expect(text)
}

fn wrote(value: &str, unit: &str, form: Form) -> String {
    write(&Measure::new(&number(value), unit), form).expect(value)
}

#[test]
fn exact_values_go_into_wan_and_yi_only_where_nothing_is_lost() {
    for (value, unit, text) in [
        ("2100000", "元", "210万元"),
        ("5231", "人", "5231人"),
        ("9999", "元", "9999元"),
        ("10000", "张", "1万张"),
        ("13000", "条(件)", "1.3万条(件)"),
        ("12960", "条(件)", "12960条(件)"),
        ("118236", "张", "118236张"),
        ("453210.55", "元", "453210.55元"),
        ("32500000", "元", "3250万元"),
        ("123000000", "元", "1.23亿元"),
        ("1234560000", "元", "1234560000元"),
        ("-50000", "元", "-5万元"),
        ("0", "家", "0家"),
        ("12000", "万元", "12000万元"),
    ] {
        assert_eq!(wrote(value, unit, Form::Exact), text);
    }
}

#[test]
fn ratios_show_their_places_always() {
    let third = number("1").divided_by(&number("3")).expect("not zero");
    for (value, places, text) in [
        (number("91.25"), 1, "91.3%"),
        (number("5"), 1, "5.0%"),
        (third.clone(), 2, "0.33%"),
        (number("91.7"), 0, "92%"),
    ] {
        assert_eq!(
            write(&Measure::ratio(&value, "%", places), Form::Exact).as_deref(),
            Ok(text)
        );
    }
    assert_eq!(
        write(&Measure::new(&third, "元"), Form::Exact),
        Err(WriteError::Endless("1/3".to_owned()))
    );
    let half = number("2.5");
    let even = Measure {
        rounding: Rounding::HalfEven,
        ..Measure::ratio(&half, "%", 0)
    };
    assert_eq!(write(&even, Form::Exact).as_deref(), Ok("2%"));
}

#[test]
fn rounds_openly_in_wan_and_yi() {
    for (value, unit, form, text) in [
        ("226800", "元", Form::Wan(2), "22.68万元"),
        ("226849.99", "元", Form::Wan(2), "22.68万元"),
        ("226850", "元", Form::Wan(2), "22.69万元"),
        ("123456789", "元", Form::Yi(2), "1.23亿元"),
        ("12000.5", "万元", Form::Yi(1), "1.2亿元"),
    ] {
        assert_eq!(wrote(value, unit, form), text);
    }
}

#[test]
fn writes_hanzi_of_whole_numbers() {
    for (value, unit, text) in [
        ("3", "家", "三家"),
        ("2", "家", "两家"),
        ("12", "名", "十二名"),
        ("105", "人", "一百零五人"),
    ] {
        assert_eq!(wrote(value, unit, Form::Hanzi), text);
    }
    let (half, rate) = (number("3.5"), number("91.35"));
    let error = write(&Measure::new(&half, "家"), Form::Hanzi).expect_err("3.5 has no hanzi");
    assert!(error.to_string().contains("3.5家"));
    let rate = write(&Measure::ratio(&rate, "%", 1), Form::Hanzi);
    assert_eq!(rate.as_deref(), Ok("百分之九十一点四"));
}

#[test]
fn every_hedge_of_the_contract_prints_so() {
    for (value, unit, form, text) in [
        ("453210", "元", Form::Odd(2), "45万余元"),
        ("453210", "元", Form::Odd(1), "40余万元"),
        ("450000", "元", Form::Odd(2), "45万元"),
        ("118236", "张", Form::About(3), "约11.8万张"),
        ("118236", "张", Form::Many(2), "11万多张"),
        ("5231", "人", Form::Near(2), "近5300人"),
        ("5187", "人", Form::Near(2), "近5200人"),
        ("317", "家", Form::Many(1), "300多家"),
        ("300", "家", Form::Many(1), "300家"),
        ("2531", "份", Form::Odd(2), "2500余份"),
        ("513", "人次", Form::Over(1), "超500人次"),
        ("1400", "人", Form::About(1), "1400人"),
        ("1437", "人", Form::About(1), "约1400人"),
        ("1234", "人", Form::Near(1), "近1300人"),
        ("3000500", "元", Form::Odd(1), "300余万元"),
        ("3004000", "元", Form::Odd(3), "300万余元"),
        ("500000", "元", Form::About(1), "50万元"),
        ("9", "家", Form::Near(1), "9家"),
        ("0", "家", Form::Near(1), "0家"),
        ("-3", "家", Form::About(1), "-3家"),
        ("45.3", "万元", Form::Odd(2), "45万余元"),
        ("45.3", "万元", Form::Odd(1), "40余万元"),
        ("999999", "元", Form::About(2), "约100万元"),
        ("99999.5", "元", Form::Near(1), "近10万元"),
    ] {
        assert_eq!(wrote(value, unit, form), text, "{value}");
    }
    for (value, form, text) in [
        ("91.3", Form::AtLeast(1), "90%以上"),
        ("90", Form::AtLeast(1), "90%以上"),
        ("91.3", Form::Many(1), "90%多"),
        ("5", Form::About(1), "5.0%"),
    ] {
        let wording = write(&Measure::ratio(&number(value), "%", 1), form);
        assert_eq!(wording.as_deref(), Ok(text));
    }
}

#[test]
fn refuses_senseless_numbers_of_digits() {
    let value = number("5231");
    let measure = Measure::new(&value, "人");
    assert_eq!(write(&measure, Form::About(0)), Err(WriteError::NoDigits));
    assert_eq!(
        write(&measure, Form::Wan(u32::MAX)),
        Err(WriteError::TooManyDigits(u32::MAX))
    );
}

#[test]
fn offers_true_wordings_the_exact_one_first() {
    let value = number("5231");
    assert_eq!(
        wordings(&Measure::new(&value, "人")),
        [
            "5231人",
            "5200余人",
            "5000余人",
            "近5300人",
            "约5200人",
            "约5230人",
            "5000人以上",
            "超5000人"
        ]
    );
}

proptest! {
    /// A hedge is asked for the same value at every number of digits, over twelve orders.
    #[test]
    fn a_filter_is_total(mantissa in -1_000_000_i64..1_000_000_000_000, places in 0_u32..4, digits in 1_u32..8) {
        let value = Number::scaled(mantissa.into(), places);
        for unit in ["人", "元", "万元", "%", ""] {
            for form in [Form::Exact, Form::Wan(digits), Form::Yi(digits), Form::About(digits), Form::Near(digits),
                Form::Odd(digits), Form::Many(digits), Form::AtLeast(digits), Form::Over(digits)] {
                let wording = write(&Measure::new(&value, unit), form);
                // A ratio is not counted in 万 and has no 余; of too small a value nothing would be left.
                let is_refused = match form {
                    Form::Wan(_) | Form::Yi(_) => unit == "%" || matches!(wording, Err(WriteError::Nothing(_))),
                    Form::Odd(_) => unit == "%",
                    _ => false,
                };
                if is_refused {
                    prop_assert!(wording.is_err());
                    continue;
                }
                prop_assert!(wording.is_ok_and(|text| text.contains(unit.trim_start_matches('万'))));
            }
        }
    }
}
