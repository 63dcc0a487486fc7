//! A chart → where its lines and labels go; the theme draws them as SVG.
//!
//! Everything is whole numbers: pixels from top to bottom, hundredths of a percent from side to
//! side. So a drawing grows and shrinks with the page while its letters keep their size, and no
//! machine rounds it differently. Scales begin at zero, always: a cut axis tells lies. No markup is
//! made here: labels are the ledger's words, and the template escapes them.

use std::fmt;

use serde::{Serialize, Serializer};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::document::{Chart, ChartKind};

/// Where labels have to fit: a drawing's least width, a label's pixels a column of text (half a
/// Chinese character), and the least gap between two.
struct Room {
    width: i64,
    column: i64,
    gap: i64,
}

/// A phone, where the theme sets labels in 11 pixels.
const NARROW: Room = Room {
    width: 330,
    column: 6,
    gap: 3,
};
/// Anything wider: 13 pixels.
const WIDE: Room = Room {
    width: 600,
    column: 7,
    gap: 8,
};
/// Labels longer than this are cut; the table below the chart has them whole.
const LABEL_COLUMNS: usize = 26;
/// So are values, which share a line with them on a phone.
const TEXT_COLUMNS: usize = 18;
/// One bar with its label above it.
const BAR_PITCH: i64 = 46;
/// The height of a column or a line's highest point.
const PLOT: i64 = 200;

/// A place or length across the drawing, in hundredths of a percent of its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(i64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.abs() / 100, self.0.abs() % 100);
        write!(f, "{sign}{whole}.{part:02}%")
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A chart laid out.
#[derive(Debug, Clone, Serialize)]
pub struct Drawing {
    /// The whole height.
    pub height: i64,
    /// Where zero is: across for bars, from the top for the others.
    pub zero: Zero,
    /// The points of a line, `500,24 1500,80`, in a width of [`Drawing::LINE_WIDTH`].
    pub line: String,
    /// Which labels would touch each other, and have to stand upright: `crowded-labels` and
    /// `crowded-values` on a phone, `packed-labels` and `packed-values` everywhere.
    pub classes: Vec<&'static str>,
    /// One for each point.
    pub marks: Vec<Mark>,
}

impl Drawing {
    /// The width that [`Drawing::line`] is drawn in.
    pub const LINE_WIDTH: i64 = 10_000;
}

/// The zero line.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Zero {
    /// Across.
    pub x: Percent,
    /// From the top.
    pub y: i64,
}

/// One bar, column or knot with its labels.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    /// Index into the document's sources.
    pub source: usize,
    /// The category, cut where it is too long.
    pub label: String,
    /// The category, whole.
    pub name: String,
    /// The value as drawn, cut where it is too long.
    pub text: String,
    /// The value as written exactly.
    pub exact: String,
    /// Left edge.
    pub x: Percent,
    /// Width.
    pub width: Percent,
    /// The middle.
    pub middle: Percent,
    /// Upper edge; a knot's place.
    pub y: i64,
    /// Height.
    pub height: i64,
    /// The base line of the category.
    pub label_y: i64,
    /// The base line of the value.
    pub text_y: i64,
    /// Whether the value stands below its mark: columns under zero.
    pub below: bool,
}

/// How far the values reach to both sides of zero, in thousandths of the largest.
struct Reach {
    above: i64,
    below: i64,
}

impl Reach {
    fn of(chart: &Chart) -> Self {
        let permille = |chart: &Chart| -> Vec<i64> {
            chart.points.iter().map(|p| p.permille.into()).collect()
        };
        let all = permille(chart);
        Self {
            above: all.iter().copied().max().unwrap_or(0).max(0),
            below: all.iter().copied().min().unwrap_or(0).min(0).abs(),
        }
    }

    /// `length`'s share for `permille`. A chart of zeros has no length at all.
    fn scale(&self, permille: i64, length: i64) -> i64 {
        permille * length / (self.above + self.below).max(1)
    }
}

impl Room {
    /// Whether `count` texts of that many columns are too much for it.
    fn lacks(&self, columns: i64, count: i64) -> bool {
        (columns * self.column + self.gap).saturating_mul(count) > self.width
    }
}

/// Lays out `chart`.
#[must_use]
pub fn layout(chart: &Chart) -> Drawing {
    match chart.kind {
        ChartKind::Bar => bars(chart),
        ChartKind::Column | ChartKind::Line => upright(chart),
    }
}

/// A row a point: the label and the value on a line, the bar below it. Labels can be as long as
/// Chinese names of offices are, on a phone too.
fn bars(chart: &Chart) -> Drawing {
    let reach = Reach::of(chart);
    let zero = reach.scale(reach.below, 10_000);
    let mut top = 0;
    let marks = chart.points.iter().map(|point| {
        let length = reach.scale(point.permille.into(), 10_000);
        let (x, width) = (zero + length.min(0), length.abs());
        let mark = Mark {
            source: point.source,
            label: cut(&point.label, LABEL_COLUMNS),
            name: point.label.clone(),
            text: cut(&point.short, TEXT_COLUMNS),
            exact: point.text.clone(),
            x: Percent(x),
            width: Percent(width),
            middle: Percent(x + width / 2),
            y: top + 23,
            height: 12,
            label_y: top + 16,
            text_y: top + 16,
            below: false,
        };
        top += BAR_PITCH;
        mark
    });
    let marks = marks.collect();
    Drawing {
        height: top,
        zero: Zero {
            x: Percent(zero),
            y: 0,
        },
        line: String::new(),
        classes: Vec::new(),
        marks,
    }
}

/// Columns side by side, or the knots of a line.
fn upright(chart: &Chart) -> Drawing {
    let reach = Reach::of(chart);
    let count = i64::try_from(chart.points.len()).unwrap_or(i64::MAX).max(1);
    let labels: Vec<_> = chart
        .points
        .iter()
        .map(|p| cut(&p.label, LABEL_COLUMNS))
        .collect();
    let texts: Vec<_> = chart
        .points
        .iter()
        .map(|p| cut(&p.short, TEXT_COLUMNS))
        .collect();
    let (label_width, text_width) = (widest(&labels), widest(&texts));
    let mut classes = Vec::new();
    let mut needs = |width: i64, crowded, packed| {
        // Upright, the longest one needs its whole length above or below.
        let upright = width * WIDE.column + 16;
        if WIDE.lacks(width, count) {
            classes.push(packed);
            upright
        } else if NARROW.lacks(width, count) {
            classes.push(crowded);
            upright
        } else {
            28
        }
    };
    let above = needs(text_width, "crowded-values", "packed-values");
    let below = needs(label_width, "crowded-labels", "packed-labels");
    let zero = above + reach.scale(reach.above, PLOT);
    let band = 10_000 / count;
    let width = (band * 3 / 5).min(900);
    let ends: Vec<i64> = chart
        .points
        .iter()
        .map(|point| zero - reach.scale(point.permille.into(), PLOT))
        .collect();
    let sinks = |index: usize| match chart.kind {
        ChartKind::Line => is_valley(&ends, index),
        ChartKind::Bar | ChartKind::Column => ends[index] > zero,
    };
    // Values that stand below their marks push the categories down.
    let lowest = (0..ends.len()).filter(|index| sinks(*index));
    let lowest = lowest.map(|index| ends[index] + above).max();
    let bottom = lowest.unwrap_or(0).max(above + PLOT);
    let mut line = Vec::new();
    let mut marks = Vec::new();
    let points = chart.points.iter().zip(labels).zip(texts).enumerate();
    for ((place, (index, ((point, label), text))), end) in (0i64..).zip(points).zip(&ends) {
        let middle = (2 * place + 1) * 10_000 / (2 * count);
        let below = sinks(index);
        line.push(format!("{middle},{end}"));
        marks.push(Mark {
            source: point.source,
            label,
            name: point.label.clone(),
            text,
            exact: point.text.clone(),
            x: Percent(middle - width / 2),
            width: Percent(width),
            middle: Percent(middle),
            y: match chart.kind {
                ChartKind::Line => *end,
                ChartKind::Bar | ChartKind::Column => zero.min(*end),
            },
            height: (zero - end).abs(),
            label_y: bottom + 20,
            text_y: if below { end + 20 } else { end - 10 },
            below,
        });
    }
    Drawing {
        height: bottom + below,
        zero: Zero {
            x: Percent(0),
            y: zero,
        },
        line: line.join(" "),
        classes,
        marks,
    }
}

/// Whether a line comes down to a knot and goes up from it, so that above it there is no room.
fn is_valley(ends: &[i64], index: usize) -> bool {
    let here = ends[index];
    let left = index.checked_sub(1).and_then(|before| ends.get(before));
    let right = ends.get(index + 1);
    let higher = |there: Option<&i64>| there.is_none_or(|there| *there < here);
    higher(left) && higher(right) && left.or(right).is_some()
}

/// The longest text's columns.
fn widest(texts: &[String]) -> i64 {
    let columns = texts.iter().map(|text| text.width()).max().unwrap_or(0);
    i64::try_from(columns).unwrap_or(i64::MAX)
}

/// `text` as long as there is room for it.
fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut columns = 2;
    for character in text.chars() {
        columns += character.width().unwrap_or(0);
        if columns > room {
            break;
        }
        short.push(character);
    }
    short.push('…');
    short
}
