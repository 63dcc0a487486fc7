use proptest::prelude::*;

use super::super::hedge::{Nature, Verdict, judge};
use super::super::write::{Form, Measure, write};
use super::*;
use crate::number::Rounding;

/// The only numeral of a text.
fn one(text: &str) -> Numeral {
    let mut numerals = read(text);
    assert_eq!(numerals.len(), 1, "{text}: {numerals:?}");
    numerals.remove(0)
}

fn number(text: &str) -> Number {
    Number::parse(text).expect(text)
}

/// Text, value, unit.
#[test]
fn reads_amounts_in_every_notation() {
    for (text, value, unit) in [
        ("5200人", "5200", "人"),
        ("1,200.00元", "1200", "元"),
        ("13 740元", "13740", "元"),
        ("３５０名", "350", "名"),
        ("１，２００元", "1200", "元"),
        ("338 名", "338", "名"),
        ("3250 万元", "32500000", "元"),
        ("3.5万元", "35000", "元"),
        ("22.68万元", "226800", "元"),
        ("1亿2000万元", "120000000", "元"),
        ("3万5千元", "35000", "元"),
        ("3千余人", "3000", "人"),
        ("三家", "3", "家"),
        ("两家", "2", "家"),
        ("一百零五人", "105", "人"),
        ("一百〇五人", "105", "人"),
        ("三千二百元", "3200", "元"),
        ("壹仟贰佰元", "1200", "元"),
        ("百分之九十一", "91", "%"),
        ("百分之九十一点三", "91.3", "%"),
        ("百分之90", "90", "%"),
        ("千分之五", "5", "‰"),
        ("91％", "91", "%"),
        ("三成", "30", "%"),
        ("八成五", "85", "%"),
        ("156604元5角", "156604.5", "元"),
        ("156604元5角4分", "156604.54", "元"),
        ("十五万六千六百零四元五角", "156604.5", "元"),
        ("壹拾伍万陆仟陆佰零肆元伍角", "156604.5", "元"),
        ("三元零五分", "3.05", "元"),
        ("15万6604.5元", "156604.5", "元"),
        ("0.5个百分点", "0.5", "个百分点"),
        (".5%", "0.5", "%"),
        ("-3.2%", "-3.2", "%"),
        ("负3.2%", "-3.2", "%"),
        ("1.3万条(件)", "13000", "条(件)"),
        ("1.3万条（件）", "13000", "条(件)"),
        ("1.2万元/年", "12000", "元/年"),
        ("两年半", "2.5", "年"),
        ("3个半小时", "3.5", "小时"),
        ("￥500", "500", "元"),
        ("人民币5万元", "50000", "元"),
        ("两百元人民币", "200", "元"),
        ("三点五倍", "3.5", "倍"),
        ("100㎡", "100", "㎡"),
        ("100m²", "100", "m²"), // found by fuzzing: ² is no ASCII, and the whole was taken for a code
        // found by fuzzing: long numbers in 亿 or with decimals were taken for telephone numbers
        ("13812345678亿元", "1381234567800000000", "元"),
        ("13812345678.5元", "13812345678.5", "元"),
        ("9800 余万元", "98000000", "元"),
        ("𝟏𝟐𝟎名", "120", "名"),
        ("١٢٠名", "120", "名"),
        ("¹²⁰份", "120", "份"),
        ("12·8%", "12.8", "%"),
        ("零下7℃", "-7", "℃"),
        ("半幅", "0.5", "幅"),
        ("半个百分点", "0.5", "个百分点"),
        ("2.4元/平方米·月", "2.4", "元/平方米·月"),
        ("翻倍", "1", "番"),
        ("5千米", "5", "千米"),
        ("翻两番", "2", "番"),
        ("½", "0.5", ""),
        ("半数", "0.5", ""),
        ("1/4", "0.25", ""),
    ] {
        let numeral = one(text);
        assert_eq!(
            (numeral.value, numeral.unit.as_str()),
            (Some(number(value)), unit),
            "{text}"
        );
        assert_eq!(numeral.span, 0..text.len(), "{text}");
    }
}

#[test]
fn reads_the_hedges_on_both_sides() {
    use Hedge::{About, AtLeast, AtMost, Below, Near, Odd, Over, Reaching};
    for (text, hedges) in [
        ("近5200人", &[Near][..]),
        ("将近 5200 人", &[Near]),
        ("45万余元", &[Odd]),
        ("40余万元", &[Odd]),
        ("300多家", &[Odd]),
        ("二十几人", &[Odd]),
        ("5年多", &[Odd]),
        ("一个多月", &[Odd]),
        ("90%多", &[Odd]),
        ("百余名", &[Odd]),
        ("十来个", &[About]),
        ("约11.8万张", &[About]),
        ("50万元左右", &[About]),
        ("大约500元", &[About]),
        ("超过了500人", &[Over]),
        ("逾500人", &[Over]),
        ("90%以上", &[AtLeast]),
        ("不少于3家", &[AtLeast]),
        ("30人以内", &[AtMost]),
        ("不超过5天", &[AtMost]),
        ("不足10人", &[Below]),
        ("上百家", &[Reaching]),
        ("破万人", &[Over]),
        ("破900万元", &[Over]),
        ("过百家", &[Over]),
        ("近似500件", &[About]),
        ("近300多家", &[Near, Odd]),
        ("约50万元左右", &[About, About]),
        ("半数以上", &[AtLeast]),
    ] {
        let numeral = one(text);
        let found: Vec<_> = numeral.hedges.iter().map(|hedge| hedge.meaning).collect();
        assert_eq!(
            (found.as_slice(), numeral.span),
            (hedges, 0..text.len()),
            "{text}"
        );
    }
    for text in [
        "节约500元",
        "签约3家",
        "最近3天",
        "网上3家",
        "3家多功能厅",
        "10名多次获奖",
        "2020年余额",
    ] {
        let numerals = read(text);
        assert!(
            numerals.iter().all(|numeral| numeral.hedges.is_empty()),
            "{text}: {numerals:?}"
        );
    }
}

#[test]
fn reads_approximations_as_intervals() {
    for (text, low, below) in [
        ("三四十人", "30", "50"),
        ("七八个", "7", "9"),
        ("十七八岁", "17", "19"),
        ("两三年", "2", "4"),
        ("一二百人", "100", "300"),
        ("几十家", "20", "100"),
        ("数百名", "200", "1000"),
        ("几十万元", "200000", "1000000"),
        ("数千", "2000", "10000"),
        ("三百几十家", "320", "400"),
    ] {
        let numeral = one(text);
        assert_eq!(
            numeral.claim,
            Some(Claim::Within(number(low), number(below))),
            "{text}"
        );
    }
}

#[test]
fn reads_ranges() {
    for (text, low, high, unit) in [
        ("5万～10万元", "50000", "100000", "元"),
        ("5-10万元", "50000", "100000", "元"),
        ("15%-20%", "15", "20", "%"),
        ("15-20%", "15", "20", "%"),
        ("三至五名", "3", "5", "名"),
        ("3到5家", "3", "5", "家"),
        ("5.2—6.1公里", "5.2", "6.1", "公里"),
    ] {
        let numeral = one(text);
        assert_eq!(
            numeral.claim,
            Some(Claim::Between(number(low), number(high))),
            "{text}"
        );
        assert_eq!(
            (numeral.kind, numeral.unit.as_str()),
            (Kind::Range, unit),
            "{text}"
        );
    }
}

#[test]
fn knows_what_is_no_amount() {
    use Kind::{Code, Date, First, Index, Ordinal, Private, Score, Time, Vague, Word};
    for (text, kind) in [
        ("2020年1月5日", Date),
        ("二〇二〇年", Date),
        ("二〇二〇年五月一日", Date),
        ("2019年 11 月份", Date),
        ("5月", Date),
        ("1-6月", Date),
        ("1至9月", Date),
        ("2018—2020年", Date),
        ("2020-01-05", Date),
        ("2020/1/5", Date),
        ("2020.1.5", Date),
        ("20世纪90年代", Date),
        ("三季度", Date),
        ("近三年", Date),
        ("9:30", Time),
        ("9：30", Time),
        ("14时30分", Time),
        ("3点半", Time),
        ("第十一届", Ordinal),
        ("第1—3名", Ordinal),
        ("一等奖", Ordinal),
        ("三星级以上", Ordinal),
        ("3号", Ordinal),
        ("首批", First),
        ("首次", First),
        ("多家", Vague),
        ("若干", Vague),
        ("几个", Vague),
        ("附件2", Index),
        ("①", Index),
        ("Ⅲ", Index),
        ("A4", Code),
        ("5G", Code),
        ("COVID-19", Code),
        ("1+3+N", Code),
        ("1.2.3", Code),
        ("13812345678", Private),
        ("0519-82821234", Private),
        ("3:1", Score),
        ("五一", Word),
    ] {
        let numeral = one(text);
        assert_eq!(numeral.kind, kind, "{text}");
    }
}

#[test]
fn places_are_exact_and_numerals_apart() {
    let text = "组织2批40名劳模疗休养，标兵（岗）各30个。";
    let found: Vec<_> = read(text)
        .into_iter()
        .map(|numeral| (text[numeral.span].to_owned(), numeral.each))
        .collect();
    assert_eq!(
        found,
        [
            ("2批".to_owned(), false),
            ("40名".to_owned(), false),
            ("各30个".to_owned(), true)
        ]
    );
    assert!(one("每3个月").per);
    assert_eq!(
        read("一、二等奖")
            .iter()
            .filter(|numeral| numeral.kind == Kind::Ordinal)
            .count(),
        2
    );
    assert_eq!(
        read("第一、二、三产业")
            .iter()
            .filter(|numeral| numeral.kind == Kind::Ordinal)
            .count(),
        3
    );
    assert_eq!(
        read("5、6月份")
            .iter()
            .filter(|numeral| numeral.kind == Kind::Date)
            .count(),
        2
    );
}

/// What the writer prints of `value`, read back and judged.
fn round_trip(
    value: &Number,
    unit: &str,
    places: Option<u32>,
    form: Form,
) -> Result<(), TestCaseError> {
    let measure = Measure {
        value,
        unit,
        places,
        rounding: Rounding::HalfUp,
    };
    let Ok(wording) = write(&measure, form) else {
        return Ok(());
    };
    let text = format!("共有{wording}，");
    let numerals = read(&text);
    prop_assert_eq!(numerals.len(), 1, "{}: {:?}", text, numerals);
    let numeral = &numerals[0];
    prop_assert_eq!(&text[numeral.span.clone()], wording.as_str());
    prop_assert_eq!(numeral.unit.as_str(), unit);
    let claim = numeral
        .claim
        .clone()
        .ok_or_else(|| TestCaseError::fail(format!("{text}: {numeral:?}")))?;
    let verdict = judge(&claim, value, measure.nature(), Rounding::HalfUp);
    prop_assert!(verdict.holds(), "{} of {}: {:?}", wording, value, claim);
    let openly = matches!(form, Form::Wan(_) | Form::Yi(_));
    prop_assert!(
        openly || verdict == Verdict::True,
        "{} of {}: {:?}",
        wording,
        value,
        verdict
    );
    Ok(())
}

/// Values around the edges: a round number, and a little on either side of it.
fn edges() -> impl Strategy<Value = Number> {
    (1_i64..1000, 0_i32..9, -2_i64..=2, 0_u32..3).prop_map(|(head, zeros, off, places)| {
        let base = &Number::from(head) * &Number::ten_to(zeros);
        &base + &Number::scaled(off.into(), places)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_the_writer_prints_the_reader_reads_and_the_judge_upholds(value in edges(), digits in 1_u32..5, unit in 0_usize..6) {
        let unit = ["人", "元", "条(件)", "平方米", "人次", "公里"][unit];
        let whole = unit_counts(unit);
        let value = if whole { value.rounded(0, Rounding::HalfUp) } else { value };
        for form in [Form::Exact, Form::Hanzi, Form::Wan(digits), Form::Yi(digits), Form::About(digits), Form::Near(digits),
            Form::Odd(digits), Form::Many(digits), Form::AtLeast(digits), Form::Over(digits)] {
            round_trip(&value, unit, None, form)?;
        }
    }

    #[test]
    fn ratios_round_trip(over in 0_i64..5000, under in 1_i64..5000, places in 0_u32..4, digits in 1_u32..5) {
        let value = (&Number::from(over) * &Number::from(100_i64)).divided_by(&Number::from(under)).expect("not zero");
        for form in [Form::Exact, Form::Hanzi, Form::About(digits), Form::Near(digits), Form::Odd(digits), Form::Many(digits), Form::AtLeast(digits), Form::Over(digits)] {
            round_trip(&value, "%", Some(places), form)?;
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic_and_in_order(text in r"[0-9０-９.,:/\-～万亿千百十一二三五两〇零余多几数近约上超第首翻半年月日时点分之%个人元家“”《》（）、，。 A-G①½廿]{0,40}") {
        let mut end = 0;
        for numeral in read(&text) {
            prop_assert!(numeral.span.start >= end && numeral.span.end > numeral.span.start);
            prop_assert!(text.is_char_boundary(numeral.span.start) && text.is_char_boundary(numeral.span.end));
            prop_assert!(numeral.digits.start >= numeral.span.start && numeral.digits.end <= numeral.span.end);
            let _ = super::super::lexicon::recognise(&text, &numeral);
            end = numeral.span.end;
        }
        let _ = super::super::style::check(&text, &read(&text));
    }

    #[test]
    fn any_characters_at_all(text in "\\PC{0,60}") {
        for numeral in read(&text) {
            let _ = super::super::lexicon::recognise(&text, &numeral);
        }
    }
}

/// 12、15万元: the unit is said once for all, and so is its 万.
#[test]
fn a_list_shares_its_unit_and_its_scale() {
    for (text, values) in [
        ("补助12、15万元", ["120000", "150000"]),
        ("投资1.5和2亿元", ["150000000", "200000000"]),
        ("分别拨付8500、12000元", ["8500", "12000"]),
        ("补助20000、3万元", ["20000", "30000"]),
    ] {
        let read = read(text);
        let found: Vec<_> = read.iter().map(|numeral| numeral.value.clone()).collect();
        assert_eq!(found, values.map(|value| Some(number(value))), "{text}");
        assert!(read.iter().all(|numeral| numeral.unit == "元"), "{text}");
    }
    let three: Vec<_> = read("支出10、12和15亿元")
        .into_iter()
        .map(|numeral| numeral.value)
        .collect();
    assert_eq!(
        three,
        ["1000000000", "1200000000", "1500000000"].map(|value| Some(number(value)))
    );
    // Found by fuzzing: written with its zero, the number had a digit too many to be one.
    let tiny = format!("占.{}倍", "1".repeat(40));
    assert_eq!(one(&tiny).value, None);
    // 4亿人民 counts the people, and no measure word stands between.
    let people = one("带领4亿人民");
    assert_eq!(
        (people.value, people.unit.as_str()),
        (Some(number("400000000")), "")
    );
    // Raised digits after a digit make a power, of which nobody here knows the value.
    assert_eq!(read("10²个")[1].value, None);
}

fn unit_counts(unit: &str) -> bool {
    super::super::unit::nature(unit) == Nature::Counted
}
