//! A chart's points: exact values, and how long each is to be drawn.

use super::sources::Sources;
use super::{Chart, ChartKind, Point};
use crate::narrate::Aspect;
use crate::number::{Number, Rounding};

/// The chart of `points`: a label and a figure each.
pub(super) fn draw(
    sources: &Sources<'_>,
    kind: ChartKind,
    title: &str,
    points: &[(String, usize)],
) -> Chart {
    let mut drawn = Vec::new();
    let mut unit = String::new();
    let values: Vec<Number> = points
        .iter()
        .map(|(_, figure)| sources.number(*figure))
        .collect();
    let most = values
        .iter()
        .map(Number::abs)
        .max()
        .unwrap_or_else(Number::zero);
    for ((label, figure), value) in points.iter().zip(&values) {
        let source = sources.index(*figure, Aspect::Now);
        let share = (value * &Number::from(1000_usize)).divided_by(&most);
        let permille = share
            .and_then(|share| share.rounded(0, Rounding::HalfUp).to_i128())
            .and_then(|share| i32::try_from(share).ok());
        sources.unit(*figure).clone_into(&mut unit);
        drawn.push(Point {
            label: label.clone(),
            source,
            value: value.to_string(),
            permille: permille.unwrap_or(0),
            text: sources.written(*figure),
            short: sources.short(*figure),
        });
    }
    Chart {
        kind,
        title: title.to_owned(),
        unit,
        points: drawn,
    }
}
