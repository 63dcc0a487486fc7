//! The table of hedges once more, in whole numbers and by hand, and the numbers to try it on.

/// Values are counted in ten-thousandths.
pub const ONE: i128 = 10_000;

/// What is measured: unit, the least step of a value, whether it is a ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Persons,
    Money,
    Rate,
}

impl Thing {
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Persons => "人",
            Self::Money => "元",
            Self::Rate => "%",
        }
    }

    /// The least by which two values differ.
    pub const fn tick(self) -> i128 {
        match self {
            Self::Persons => ONE,
            Self::Money => ONE / 100,
            Self::Rate => 1,
        }
    }
}

/// A number as it is written, and what its digits say: all by hand.
pub struct Written {
    pub digits: &'static str,
    pub scale: &'static str,
    pub x: i128,
    /// The place of the last digit that is not zero, or of the last decimal.
    pub u: i128,
    /// The place of the last digit.
    pub step: i128,
    pub things: &'static [Thing],
}

const fn written(
    digits: &'static str,
    scale: &'static str,
    x: i128,
    u: i128,
    step: i128,
    things: &'static [Thing],
) -> Written {
    Written {
        digits,
        scale,
        x,
        u,
        step,
        things,
    }
}

pub const COUNTS: &[Thing] = &[Thing::Persons, Thing::Money];
pub const WAN: i128 = 10_000 * ONE;
pub const YI: i128 = 10_000 * WAN;

pub const NUMBERS: [Written; 19] = [
    written("5200", "", 5200 * ONE, 100 * ONE, ONE, COUNTS),
    written("300", "", 300 * ONE, 100 * ONE, ONE, COUNTS),
    written("1000", "", 1000 * ONE, 1000 * ONE, ONE, COUNTS),
    written("1286", "", 1286 * ONE, ONE, ONE, COUNTS),
    written("10", "", 10 * ONE, 10 * ONE, ONE, COUNTS),
    written("7", "", 7 * ONE, ONE, ONE, COUNTS),
    written("11.8", "万", 118_000 * ONE, 1000 * ONE, 1000 * ONE, COUNTS),
    written("12.0", "万", 120_000 * ONE, 1000 * ONE, 1000 * ONE, COUNTS),
    written("45", "万", 45 * WAN, WAN, WAN, COUNTS),
    written("300", "万", 300 * WAN, 100 * WAN, WAN, COUNTS),
    written("22.68", "万", 226_800 * ONE, 100 * ONE, 100 * ONE, COUNTS),
    written("1.3", "亿", 13_000 * WAN, 1000 * WAN, 1000 * WAN, COUNTS),
    written("20", "亿", 20 * YI, 10 * YI, YI, COUNTS),
    written(
        "1580.5",
        "",
        15_805_000,
        ONE / 10,
        ONE / 10,
        &[Thing::Money],
    ),
    written("90", "", 90 * ONE, 10 * ONE, ONE, &[Thing::Rate]),
    written("75", "", 75 * ONE, ONE, ONE, &[Thing::Rate]),
    written("83", "", 83 * ONE, ONE, ONE, &[Thing::Rate]),
    written("91.3", "", 913_000, ONE / 10, ONE / 10, &[Thing::Rate]),
    written("5.0", "", 50_000, ONE / 10, ONE / 10, &[Thing::Rate]),
];

/// Where a hedge word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// 近5200人
    Before,
    /// 5200余人, 45万余元
    Inside,
    /// 300余万元
    BeforeScale,
    /// 5200人以上
    After,
    /// No hedge.
    Nowhere,
}

/// What a word means, by its name in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Bare,
    Near,
    More,
    Round,
    Beyond,
    OrMore,
    OrLess,
    Short,
}

pub const WORDS: [(&str, Stand, Row); 24] = [
    ("", Stand::Nowhere, Row::Bare),
    ("近", Stand::Before, Row::Near),
    ("将近", Stand::Before, Row::Near),
    ("接近", Stand::Before, Row::Near),
    ("余", Stand::Inside, Row::More),
    ("多", Stand::Inside, Row::More),
    ("余", Stand::BeforeScale, Row::More),
    ("多", Stand::BeforeScale, Row::More),
    ("约", Stand::Before, Row::Round),
    ("大约", Stand::Before, Row::Round),
    ("左右", Stand::After, Row::Round),
    ("上下", Stand::After, Row::Round),
    ("超", Stand::Before, Row::Beyond),
    ("超过", Stand::Before, Row::Beyond),
    ("逾", Stand::Before, Row::Beyond),
    ("突破", Stand::Before, Row::Beyond),
    ("以上", Stand::After, Row::OrMore),
    ("至少", Stand::Before, Row::OrMore),
    ("以下", Stand::After, Row::OrLess),
    ("以内", Stand::After, Row::OrLess),
    ("不超过", Stand::Before, Row::OrLess),
    ("不足", Stand::Before, Row::Short),
    ("不到", Stand::Before, Row::Short),
    ("至多", Stand::Before, Row::OrLess),
];

/// What the program has to say of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Fine,
    Warned,
    Refused,
}

pub fn if_true(holds: bool) -> Said {
    if holds { Said::Fine } else { Said::Refused }
}

fn half_up(v: i128, step: i128) -> i128 {
    (2 * v + step).div_euclid(2 * step) * step
}

/// The table of hedges, read once more.
pub fn oracle(row: Row, number: &Written, stand: Stand, thing: Thing, v: i128) -> Said {
    let x = number.x;
    let whole = |reach: i128| {
        if thing == Thing::Persons {
            reach.max(ONE)
        } else {
            reach
        }
    };
    match row {
        Row::Bare if v == x => Said::Fine,
        Row::Bare if thing == Thing::Rate => if_true(half_up(v, number.step) == x),
        Row::Bare if !number.scale.is_empty() && half_up(v, number.step) == x => Said::Warned,
        Row::Bare => Said::Refused,
        Row::Near => {
            // Ten times over, so that a tenth of x stays whole.
            let t = (10 * whole(number.u)).min(x.max(if thing == Thing::Persons {
                10 * ONE
            } else {
                0
            }));
            if_true(10 * x - t <= 10 * v && v < x)
        }
        Row::More => {
            let most = match (stand, number.scale) {
                (Stand::Inside, "万") => WAN,
                (Stand::Inside, "亿") => YI,
                _ => i128::MAX,
            };
            if_true(x < v && v < x + number.u.min(most))
        }
        Row::Round => {
            let reach =
                (10 * number.u)
                    .min(x)
                    .max(if thing == Thing::Persons { 20 * ONE } else { 0 });
            match () {
                () if v == x => Said::Warned,
                () => if_true(20 * (v - x).abs() <= reach),
            }
        }
        Row::Beyond => match () {
            () if v <= x => Said::Refused,
            () if v >= x + number.u => Said::Warned,
            () => Said::Fine,
        },
        Row::OrMore => {
            let percent_in_fives = thing == Thing::Rate && number.digits == "75";
            let u = if percent_in_fives { 5 * ONE } else { number.u };
            match () {
                () if v < x => Said::Refused,
                () if v >= x + u => Said::Warned,
                () => Said::Fine,
            }
        }
        Row::OrLess => if_true(v <= x),
        Row::Short => if_true(v < x),
    }
}

pub fn wording(number: &Written, word: &str, stand: Stand, unit: &str) -> Option<String> {
    let Written { digits, scale, .. } = number;
    Some(match stand {
        Stand::Nowhere => format!("{digits}{scale}{unit}"),
        Stand::Before => format!("{word}{digits}{scale}{unit}"),
        Stand::After => format!("{digits}{scale}{unit}{word}"),
        // 7余人 and 1286余人 and 11.8万余人 are not said.
        Stand::Inside if digits.contains('.') || !digits.ends_with('0') && scale.is_empty() => {
            return None;
        }
        Stand::Inside if unit == "%" => return None,
        Stand::Inside => format!("{digits}{scale}{word}{unit}"),
        Stand::BeforeScale
            if scale.is_empty() || !digits.ends_with('0') || digits.contains('.') =>
        {
            return None;
        }
        Stand::BeforeScale => format!("{digits}{word}{scale}{unit}"),
    })
}

/// Values just inside, at and just outside of every boundary that the table may draw.
pub fn values(number: &Written, thing: Thing) -> Vec<i128> {
    let Written { x, u, step, .. } = *number;
    let tick = thing.tick();
    let mut around = vec![
        x,
        x - u,
        x + u,
        x - u / 2,
        x + u / 2,
        x - x / 10,
        x - x / 20,
        x + x / 20,
    ];
    around.extend([
        x - step / 2,
        x + step / 2,
        x + WAN,
        x + 5 * ONE,
        x - ONE,
        x + ONE,
        2 * x,
    ]);
    let mut values: Vec<i128> = around
        .iter()
        .flat_map(|middle| [middle - tick, *middle, middle + tick])
        .map(|value| value / tick * tick)
        .filter(|value| *value >= 0 && (thing != Thing::Rate || *value <= 300 * ONE))
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// Wordings that are spans, in hanzi: the first and the last whole number of which they are true.
pub const SPANS: [(&str, i128, i128); 16] = [
    ("十几人", 11, 19),
    ("十余人", 11, 19),
    ("10余人", 11, 19),
    ("二十几人", 21, 29),
    ("20余人", 21, 29),
    ("二十多人", 21, 29),
    ("几十人", 20, 99),
    ("数十人", 20, 99),
    ("几百人", 200, 999),
    ("数百人", 200, 999),
    ("数千人", 2000, 9999),
    ("百余人", 101, 199),
    ("一百多人", 101, 199),
    ("三四十人", 30, 49),
    ("七八个人", 7, 8),
    ("两三百人", 200, 399),
];
