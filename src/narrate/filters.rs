//! The filters of a template: how a figure is to be written.

use std::sync::Arc;

use minijinja::{Environment, Error, Value};

use super::change;
use super::mark::{Aspect, Mark};
use super::objects::{CellObject, FigureObject, invalid, kind_in_words};
use super::scope::Scope;
use crate::numeral::hanzi;
use crate::numeral::read::read;
use crate::numeral::write::Form;

/// A filter's name, its form, and how many digits it keeps if not told.
type FormFilter = (&'static str, fn(u32) -> Form, u32);

const FORMS: &[FormFilter] = &[
    ("万", Form::Wan, 2),
    ("亿", Form::Yi, 2),
    ("约", Form::About, 2),
    ("近", Form::Near, 2),
    ("余", Form::Odd, 2),
    ("多", Form::Many, 1),
    ("以上", Form::AtLeast, 1),
    ("超", Form::Over, 1),
    ("汉字", |_| Form::Hanzi, 0),
];

/// Adds every filter.
pub(super) fn add(environment: &mut Environment<'_>, scope: &Arc<Scope>) {
    for (name, form, digits) in FORMS {
        environment.add_filter(*name, move |value: &Value, kept: Option<u32>| {
            written(name, value, form(kept.unwrap_or(*digits)))
        });
    }
    environment.add_filter("比上年", |value: &Value| {
        changed("比上年", value, change::compared)
    });
    environment.add_filter("增减", |value: &Value| {
        changed("增减", value, change::increment)
    });
    let numbered = Arc::clone(scope);
    environment.add_filter("n", move |index: usize| {
        numbered.mark(Mark::Cell {
            text: index.to_string(),
        })
    });
    let scope = Arc::clone(scope);
    environment.add_filter("join", move |value: &Value, between: Option<&str>| {
        join(&scope, value, between.unwrap_or_default())
    });
}

fn written(name: &str, value: &Value, form: Form) -> Result<String, Error> {
    if let Some(figure) = value.downcast_object_ref::<FigureObject>() {
        return figure.written(form);
    }
    if let Some(cell) = value.downcast_object_ref::<CellObject>() {
        return cell.written(form);
    }
    Err(not_a_figure(name, value))
}

fn changed(
    name: &str,
    value: &Value,
    words: fn(&FigureObject) -> Result<String, Error>,
) -> Result<String, Error> {
    let figure = value.downcast_object_ref::<FigureObject>();
    let figure = figure.ok_or_else(|| not_a_figure(name, value))?;
    let text = words(figure)?;
    let aspect = Aspect::Change;
    Ok(figure.scope.mark(Mark::Figure {
        figure: figure.index,
        aspect,
        text,
    }))
}

fn not_a_figure(name: &str, value: &Value) -> Error {
    let kind = kind_in_words(value);
    invalid(format!(
        "“{name}”前面要是一个数字的名字，这里是{kind}；.值 是给条件用的，不能再写"
    ))
}

/// Joins a list: a figure's items as one wording of that figure; other items each as they print.
///
/// What stands between the items of a figure is printed as the figure's words, so it may not count.
fn join(scope: &Arc<Scope>, value: &Value, between: &str) -> Result<String, Error> {
    if let Some(figure) = value.downcast_object_ref::<FigureObject>() {
        if counts(between) {
            return Err(invalid(format!(
                "join 的分隔符“{between}”里有手打的数，它会印成名单的一部分；分隔符只写标点或“和”"
            )));
        }
        let items = value.try_iter()?;
        let items: Vec<String> = items.map(|item| item.to_string()).collect();
        return Ok(figure.mark(items.join(between)));
    }
    let mut joined = String::new();
    for (index, item) in value.try_iter()?.enumerate() {
        if index > 0 {
            joined.push_str(between);
        }
        match item.as_str().filter(|text| scope.is_from_ledger(text)) {
            Some(text) => joined.push_str(&scope.mark(Mark::Cell {
                text: text.to_owned(),
            })),
            None => joined.push_str(&item.to_string()),
        }
    }
    Ok(joined)
}

/// Whether words hold anything that could count, alone or against the words beside it.
fn counts(words: &str) -> bool {
    let counts = |character: char| {
        character.is_numeric()
            || hanzi::digit(character).is_some()
            || hanzi::multiplier(character).is_some()
            || matches!(character, '两' | '半' | '几' | '余' | '%' | '％' | '‰')
    };
    words.contains(counts) || !read(words).is_empty()
}
