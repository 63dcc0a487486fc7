//! Whatever a filter prints is proved where an audit meets it: all forms and hedges over whole numbers,
//! decimals and ratios.

use proptest::prelude::*;
use report::audit::Status;
use report::numeral::write::{Form, write};

use super::facts::small;
use super::read;

/// Every form with `digits`; the last two are openly rounded.
fn forms(digits: u32) -> [Form; 10] {
    [
        Form::Exact,
        Form::Hanzi,
        Form::About(digits),
        Form::Near(digits),
        Form::Odd(digits),
        Form::Many(digits),
        Form::AtLeast(digits),
        Form::Over(digits),
        Form::Wan(digits),
        Form::Yi(digits),
    ]
}

fn prove_all(unit: &str, value: &str, digits: u32) -> Result<(), TestCaseError> {
    let (_folder, house) = small(unit, value, None);
    let (name, words) = if unit == "%" {
        ("建档率", "困难职工建档率")
    } else {
        ("志愿服务队员", "志愿服务队员")
    };
    let figure = house.year.figures.get(name).expect("the figure");
    let measure = figure
        .measure(house.project.settings.rounding)
        .expect("a number");
    let auditor = house.auditor();
    for form in forms(digits) {
        let Ok(wording) = write(&measure, form) else {
            continue;
        };
        let text = format!("{words}{wording}。");
        let manuscript = read(&text);
        let found = auditor.audit(&manuscript).findings;
        let rounded = matches!(form, Form::Wan(_) | Form::Yi(_));
        let right = |status| status == Status::Proved || rounded && status == Status::Rounded;
        let ours = found
            .iter()
            .any(|found| manuscript.text[found.span.clone()] == *wording && right(found.status));
        prop_assert!(ours && found.len() == 1, "{text} of {value}: {found:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whole_numbers(head in 1_u64..2000, zeros in 0_u32..6, off in 0_u64..3, digits in 1_u32..4, unit in 0_usize..4) {
        let value = head * 10_u64.pow(zeros) + off;
        prove_all(["人", "家", "人次", "张"][unit], &value.to_string(), digits)?;
    }

    #[test]
    fn decimals(head in 1_u64..100_000_000, cents in 0_u32..100, digits in 1_u32..4, unit in 0_usize..2) {
        prove_all(["元", "公里"][unit], &format!("{head}.{cents:02}"), digits)?;
    }

    #[test]
    fn ratios(under in 1_u64..3000, share in 1_u64..1000, digits in 1_u32..4) {
        let over = (under * share / 1000).max(1);
        prove_all("%", &format!("{over},{under}"), digits)?;
    }
}
