//! Walks two descriptions side by side, and reports what differs.

mod error;
mod member;
mod operation;
mod service;
mod shape;

use std::collections::HashMap;

use serde::Serialize;

use super::pairs::{Pair, errors_alike, operations_alike, pair_up, shapes_alike};
use super::usage::Side;
use super::{Change, Direction, Finding, Rule};
use crate::{Deprecation, Description, FactPath};

/// Returns what differs between two descriptions of a service, each of which may not be there: the heaviest first, and
/// otherwise in the order of the new one.
pub fn compare(old: Option<&Description>, new: Option<&Description>) -> Vec<Finding> {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (old, new) => {
            let change = match (old, new) {
                (None, Some(_)) => Change::ServiceAdded,
                (Some(_), None) => Change::ServiceRemoved,
                _ => return Vec::new(),
            };
            let path = |description: Option<&Description>| description.map(|_| FactPath::new(["service"]));
            let rule = Rule { change, direction: None };
            return vec![Finding { rule, old_path: path(old), new_path: path(new), old: None, new: None }];
        }
    };
    let Description { idl: _, service, operations, types, errors } = new;
    let shapes = pair_up(&old.types, types, shapes_alike);
    let failures = pair_up(&old.errors, errors, errors_alike);
    let mut walk = Walk {
        old: Side::of(old),
        new: Side::of(new),
        shapes: renamed(&shapes),
        errors: renamed(&failures),
        findings: Vec::new(),
    };
    walk.service(&old.service, service);
    for pair in pair_up(&old.operations, operations, operations_alike) {
        walk.operation(pair);
    }
    for pair in shapes {
        walk.shape(pair);
    }
    for pair in failures {
        walk.error(pair);
    }
    walk.findings.sort_by_key(|finding| std::cmp::Reverse(finding.impact()));
    walk.findings
}

fn renamed<'d, T>(pairs: &[Pair<'d, T>]) -> HashMap<&'d str, &'d str> {
    let names = pairs.iter().filter_map(|pair| match pair {
        Pair::Both { old, new } if old.0 != new.0 => Some((old.0, new.0)),
        _ => None,
    });
    names.collect()
}

/// The walk: both descriptions, what was renamed, and what was found.
struct Walk<'d> {
    old: Side<'d>,
    new: Side<'d>,
    /// The new names of shapes by the old ones, where they differ.
    shapes: HashMap<&'d str, &'d str>,
    /// The same of errors.
    errors: HashMap<&'d str, &'d str>,
    findings: Vec<Finding>,
}

/// Where the walk is, on both sides.
#[derive(Clone, Debug)]
struct At {
    old: FactPath,
    new: FactPath,
}

impl At {
    fn of(part: &str) -> Self {
        Self::between([part], [part])
    }

    fn between<const N: usize>(old: [&str; N], new: [&str; N]) -> Self {
        Self { old: FactPath::new(old), new: FactPath::new(new) }
    }

    fn join(&self, part: &str) -> Self {
        self.split(part, part)
    }

    /// Returns the place of an entry that has two names.
    fn split(&self, old: &str, new: &str) -> Self {
        Self { old: self.old.join(old), new: self.new.join(new) }
    }
}

/// The three changes of something that may be absent.
struct Optional {
    added: Change,
    removed: Change,
    changed: Change,
}

impl<'d> Walk<'d> {
    fn report(
        &mut self,
        change: Change,
        direction: Option<Direction>,
        at: &At,
        old: Option<String>,
        new: Option<String>,
    ) {
        let rule = Rule { change, direction };
        debug_assert!(change.judged(direction).is_some(), "{rule} is not judged");
        self.findings.push(Finding {
            rule,
            old_path: Some(at.old.clone()),
            new_path: Some(at.new.clone()),
            old,
            new,
        });
    }

    /// Reports that something is there that was not.
    fn added(&mut self, change: Change, direction: Option<Direction>, at: &At, value: Option<String>) {
        self.report(change, direction, at, None, value);
        self.findings.last_mut().into_iter().for_each(|finding| finding.old_path = None);
    }

    /// Reports that something is gone.
    fn removed(&mut self, change: Change, direction: Option<Direction>, at: &At, value: Option<String>) {
        self.report(change, direction, at, value, None);
        self.findings.last_mut().into_iter().for_each(|finding| finding.new_path = None);
    }

    /// Reports a value that differs.
    fn changed<T: PartialEq + Serialize>(
        &mut self,
        change: Change,
        direction: Option<Direction>,
        at: &At,
        old: &T,
        new: &T,
    ) {
        if old != new {
            self.report(change, direction, at, text(old), text(new));
        }
    }

    /// Reports a value that came, went or differs.
    fn optional<T: PartialEq + Serialize>(
        &mut self,
        changes: Optional,
        direction: Option<Direction>,
        at: &At,
        old: &Option<T>,
        new: &Option<T>,
    ) {
        match (old, new) {
            (None, Some(new)) => self.report(changes.added, direction, at, None, text(new)),
            (Some(old), None) => self.report(changes.removed, direction, at, text(old), None),
            (Some(old), Some(new)) => self.changed(changes.changed, direction, at, old, new),
            (None, None) => {}
        }
    }

    /// Reports a flag that was put on or off.
    fn flag(
        &mut self,
        (on, off): (Change, Change),
        direction: Option<Direction>,
        at: &At,
        old: bool,
        new: bool,
    ) {
        match (old, new) {
            (false, true) => self.report(on, direction, at, None, None),
            (true, false) => self.report(off, direction, at, None, None),
            _ => {}
        }
    }

    /// Reports the elements of a list that came and went; their order does not matter.
    fn elements<T: PartialEq + Serialize>(
        &mut self,
        (added, removed): (Change, Change),
        direction: Option<Direction>,
        at: &At,
        old: &[T],
        new: &[T],
    ) {
        for element in new.iter().filter(|element| !old.contains(element)) {
            self.report(added, direction, at, None, text(element));
        }
        for element in old.iter().filter(|element| !new.contains(element)) {
            self.report(removed, direction, at, text(element), None);
        }
    }

    fn deprecation(
        &mut self,
        changes: Optional,
        direction: Option<Direction>,
        at: &At,
        old: &Option<Deprecation>,
        new: &Option<Deprecation>,
    ) {
        self.optional(changes, direction, &at.join("deprecated"), old, new);
    }

    /// Returns what a shape of the old description is called in the new one.
    fn new_name<'n>(&self, old: &'n str) -> &'n str
    where
        'd: 'n,
    {
        self.shapes.get(old).copied().unwrap_or(old)
    }
}

/// Returns a value as it is shown; nothing for an empty one.
fn text<T: Serialize>(value: &T) -> Option<String> {
    match serde_json::to_value(value).ok()? {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text),
        value => Some(value.to_string()),
    }
}
