//! Every name that a template may begin with.

use std::sync::Arc;

use minijinja::Value;

use super::mark::Aspect;
use super::objects::{FamilyObject, figure_value};
use super::scope::Scope;
use super::sections;

/// Every name at the root of a template.
pub(super) fn all(scope: &Arc<Scope>) -> Vec<(String, Value)> {
    let mut globals: Vec<(String, Value)> = vec![
        ("title".to_owned(), Value::from(scope.title.clone())),
        (
            "organisation".to_owned(),
            Value::from(scope.organisation.clone()),
        ),
        ("year".to_owned(), Value::from(scope.year)),
    ];
    for (name, day) in [("date", &scope.date), ("as_of", &scope.as_of)] {
        globals.extend(
            day.iter()
                .map(|day| (name.to_owned(), Value::from(day.clone()))),
        );
    }
    for (index, figure) in scope.figures.iter().enumerate() {
        if figure.member.is_none() {
            globals.push((figure.name.clone(), figure_value(scope, index, Aspect::Now)));
        }
    }
    for (name, members) in scope.figures.families() {
        let family = FamilyObject {
            scope: Arc::clone(scope),
            members: members.to_vec(),
        };
        globals.push((name.to_owned(), Value::from_object(family)));
    }
    let all = (0..scope.figures.iter().len()).map(|index| figure_value(scope, index, Aspect::Now));
    globals.push(("figures".to_owned(), Value::from(all.collect::<Vec<_>>())));
    globals.push(("ledgers".to_owned(), sections::ledgers(scope)));
    // None where last year has no data: what a comparison may ask first.
    let last_year = scope.last_year.as_ref().map(|_| scope.year - 1);
    globals.push(("last_year".to_owned(), Value::from(last_year)));
    globals
}
