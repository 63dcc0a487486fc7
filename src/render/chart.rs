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

/// The narrowest drawing that labels must fit into: a phone's, in pixels.
const NARROW: u32 = 320;
/// The widest that labels may count on.
const WIDE: u32 = 600;
/// Labels are set in 13 pixels; a column of text (half a Chinese character) takes half of it.
const COLUMN_WIDTH: u32 = 7;
/// Labels longer than this are cut; the table below the chart has them whole.
const LABEL_COLUMNS: usize = 28;
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
    /// Whether labels would touch on a phone, and have to stand upright there.
    pub crowded: bool,
    /// Whether they would touch everywhere.
    pub packed: bool,
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
    /// The value as written.
    pub text: String,
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
            label: cut(&point.label),
            name: point.label.clone(),
            text: point.text.clone(),
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
        crowded: false,
        packed: false,
        marks,
    }
}

/// Columns side by side, or the knots of a line.
fn upright(chart: &Chart) -> Drawing {
    let reach = Reach::of(chart);
    let count = i64::try_from(chart.points.len()).unwrap_or(i64::MAX).max(1);
    let labels: Vec<String> = chart.points.iter().map(|p| cut(&p.label)).collect();
    let label_width = labels.iter().map(|label| pixels(label)).max().unwrap_or(0);
    let text_width = chart.points.iter().map(|p| pixels(&p.text)).max();
    let text_width = text_width.unwrap_or(0);
    let needed = i64::from(label_width.max(text_width) + 8).saturating_mul(count);
    let crowded = needed > NARROW.into();
    // Upright labels need their whole length above and below.
    let (above, below) = if crowded {
        (text_width + 16, label_width + 16)
    } else {
        (28, 28)
    };
    let (above, mut below) = (i64::from(above), i64::from(below));
    if reach.below > 0 {
        below += above;
    }
    let zero = above + reach.scale(reach.above, PLOT);
    let bottom = above + PLOT + if reach.below > 0 { above } else { 0 };
    let band = 10_000 / count;
    let width = (band * 3 / 5).min(900);
    let mut line = Vec::new();
    let mut marks = Vec::new();
    for ((index, point), label) in (0i64..).zip(&chart.points).zip(labels) {
        let middle = (2 * index + 1) * 10_000 / (2 * count);
        let length = reach.scale(point.permille.into(), PLOT);
        let sinks = length < 0 && chart.kind == ChartKind::Column;
        let (y, height) = (zero - length.max(0), length.abs());
        let end = zero - length;
        line.push(format!("{middle},{end}"));
        marks.push(Mark {
            source: point.source,
            label,
            name: point.label.clone(),
            text: point.text.clone(),
            x: Percent(middle - width / 2),
            width: Percent(width),
            middle: Percent(middle),
            y: if chart.kind == ChartKind::Line {
                end
            } else {
                y
            },
            height,
            label_y: bottom + 20,
            text_y: if sinks { end + 18 } else { end - 10 },
            below: sinks,
        });
    }
    Drawing {
        height: above + PLOT + below,
        zero: Zero {
            x: Percent(0),
            y: zero,
        },
        line: line.join(" "),
        crowded,
        packed: needed > WIDE.into(),
        marks,
    }
}

/// How wide `text` is at most.
fn pixels(text: &str) -> u32 {
    let columns = u32::try_from(text.width()).unwrap_or(u32::MAX);
    columns.saturating_mul(COLUMN_WIDTH)
}

/// `label` as long as there is room for it.
fn cut(label: &str) -> String {
    if label.width() <= LABEL_COLUMNS {
        return label.to_owned();
    }
    let mut short = String::new();
    let mut columns = 2;
    for character in label.chars() {
        columns += character.width().unwrap_or(0);
        if columns > LABEL_COLUMNS {
            break;
        }
        short.push(character);
    }
    short.push('…');
    short
}
