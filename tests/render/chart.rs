//! Charts: drawn in whole numbers, to scale, from zero.

use report::document::{Chart, ChartKind, Point};
use report::render::chart::layout;

fn chart(kind: ChartKind, permille: &[i32]) -> Chart {
    let point = |permille: &i32| Point {
        label: "一月".into(),
        source: 0,
        value: "1".into(),
        permille: *permille,
        text: "1万元".into(),
        short: "1万元".into(),
    };
    Chart {
        kind,
        title: "图".into(),
        unit: "元".into(),
        points: permille.iter().map(point).collect(),
    }
}

#[test]
fn a_bar_is_as_long_as_its_share() {
    let drawing = layout(&chart(ChartKind::Bar, &[1000, 250, 0]));
    let widths: Vec<_> = drawing
        .marks
        .iter()
        .map(|mark| mark.width.to_string())
        .collect();
    assert_eq!(widths, ["100.00%", "25.00%", "0.00%"]);
}

#[test]
fn a_negative_bar_reaches_back_from_zero() {
    let drawing = layout(&chart(ChartKind::Bar, &[1000, -1000]));
    assert_eq!(drawing.zero.x.to_string(), "50.00%");
    assert_eq!(drawing.marks[1].x.to_string(), "0.00%");
    assert_eq!(drawing.marks[1].width.to_string(), "50.00%");
}

#[test]
fn columns_stand_on_zero_and_hang_from_it() {
    let drawing = layout(&chart(ChartKind::Column, &[1000, -500]));
    let [up, down] = drawing.marks.as_slice() else {
        panic!("two points, two columns");
    };
    assert_eq!(up.y + up.height, drawing.zero.y);
    assert_eq!(down.y, drawing.zero.y);
    assert!(down.below && down.text_y < down.label_y - 13);
}

#[test]
fn labels_stand_upright_where_they_would_touch() {
    let classes = |count| layout(&chart(ChartKind::Column, &vec![1000; count])).classes;
    assert!(classes(4).is_empty());
    assert_eq!(classes(11), ["crowded-values"]);
    assert_eq!(classes(13), ["crowded-values", "crowded-labels"]);
    assert_eq!(classes(40), ["packed-values", "packed-labels"]);
}

#[test]
fn a_valley_of_a_line_has_its_value_below() {
    let drawing = layout(&chart(ChartKind::Line, &[800, 100, 1000]));
    let below: Vec<_> = drawing.marks.iter().map(|mark| mark.below).collect();
    assert_eq!(below, [false, true, false]);
    assert!(drawing.marks[1].text_y < drawing.marks[1].label_y - 13);
}

#[test]
fn nothing_to_draw_is_no_reason_to_fail() {
    for kind in [ChartKind::Bar, ChartKind::Column, ChartKind::Line] {
        assert!(layout(&chart(kind, &[])).marks.is_empty());
        assert_eq!(layout(&chart(kind, &[0, 0])).marks.len(), 2);
        let _ = layout(&chart(kind, &[i32::MAX, i32::MIN]));
    }
}
