//! Where a change stands: paths and patterns of paths, in a description as a tree of values.

use docwright_idl::{Code, FactPath};
use serde_json::Value;

use super::{Failure, failure};

/// Stands for any one part of a path.
const ANY: &str = "*";
/// Stands for any number of parts of a path.
const REST: &str = "**";
/// The holders of what a description names; what they hold is not made by naming it.
const NAMED: [&str; 7] = ["operations", "types", "errors", "input", "output", "members", "union"];

/// Whether a path stands for many.
pub(super) fn is_pattern(path: &FactPath) -> bool {
    path.parts().iter().any(|part| part == ANY || part == REST)
}

/// Whether the pattern `target` leads to `path`, or to something around it.
pub(super) fn leads_to(target: &FactPath, path: &FactPath) -> bool {
    (0..=path.parts().len()).any(|length| fits(target.parts(), &path.parts()[..length]))
}

/// Whether a path is one of those that a pattern stands for.
pub(super) fn fits(pattern: &[String], path: &[String]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((part, rest)), _) if part == REST => {
            (0..=path.len()).any(|skipped| fits(rest, &path[skipped..]))
        }
        (Some((part, pattern)), Some((name, path))) => (part == ANY || part == name) && fits(pattern, path),
        _ => false,
    }
}

/// Returns the paths that a target stands for: itself, or, if it is a pattern, all that lead somewhere. What stands behind
/// the last wildcard need not exist, as long as what names it does.
///
/// # Errors
///
/// That a pattern leads nowhere.
pub(super) fn paths(tree: &Value, target: &FactPath) -> Result<Vec<FactPath>, Failure> {
    if !is_pattern(target) {
        return Ok(vec![target.clone()]);
    }
    let parts = target.parts();
    let last = parts.iter().rposition(|part| part == ANY || part == REST).unwrap_or_default();
    let (pattern, tail) = parts.split_at(last + 1);
    let mut found = Vec::new();
    expand(tree, &FactPath::default(), pattern, &mut found);
    let mut found: Vec<FactPath> = found
        .into_iter()
        .map(|path| tail.iter().fold(path, |path, part| path.join(part.as_str())))
        .filter(|path| check_holders(tree, path).is_ok() && may_stand(tree, path))
        .collect();
    found.sort_unstable();
    found.dedup();
    if found.is_empty() {
        let message = format!("`{target}` leads nowhere");
        let mut failure = failure("target", Code::OVERLAY_TARGET, message);
        failure.finding.help.push("correct the pattern, or remove the change".to_owned());
        return Err(failure);
    }
    Ok(found)
}

/// Whether something is at a path, or may be put there: a part of something that is there, and nothing that has a name.
fn may_stand(tree: &Value, path: &FactPath) -> bool {
    let Some((_, holder)) = path.parts().split_last() else { return true };
    let is_named = holder.last().is_some_and(|part| NAMED.contains(&part.as_str()));
    let holder = FactPath::new(holder.iter().cloned());
    at(tree, path).is_some() || !is_named && at(tree, &holder).is_some()
}

fn expand(value: &Value, path: &FactPath, pattern: &[String], found: &mut Vec<FactPath>) {
    let Some((part, rest)) = pattern.split_first() else {
        found.push(path.clone());
        return;
    };
    let entries: Vec<(String, &Value)> = match value {
        Value::Object(entries) => entries.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    if part == REST {
        expand(value, path, rest, found);
        for (name, value) in entries {
            expand(value, &path.join(name), pattern, found);
        }
    } else {
        for (name, value) in entries.into_iter().filter(|(name, _)| part == ANY || part == name) {
            expand(value, &path.join(name), rest, found);
        }
    }
}

/// Returns what a path leads to.
pub(super) fn at<'t>(tree: &'t Value, path: &FactPath) -> Option<&'t Value> {
    path.parts().iter().try_fold(tree, |value, part| match value {
        // A member that is written as its type alone.
        Value::String(_) if part == "type" => Some(value),
        Value::Array(elements) if part == "type" && place(elements, part).is_none() => Some(value),
        Value::Object(entries) => entries.get(part),
        Value::Array(elements) => elements.get(place(elements, part)?),
        _ => None,
    })
}

/// Returns the index of the element of a list that a part of a path names: by index, by text, or by value.
pub(super) fn place(elements: &[Value], part: &str) -> Option<usize> {
    let by_index = part.parse().ok().filter(|index| *index < elements.len());
    by_index.or_else(|| {
        elements
            .iter()
            .position(|element| element == part || element.get("value").is_some_and(|value| value == part))
    })
}

/// Checks that all that a target stands in exists. Parts of an operation, a shape or a member may be missing, for they are
/// optional; operations, shapes, errors and members themselves are not made by naming them.
///
/// # Errors
///
/// The first part that is not there.
pub(super) fn check_holders(tree: &Value, path: &FactPath) -> Result<(), Failure> {
    const TOP: [&str; 4] = ["service", "operations", "types", "errors"];
    let gone = |part: &str| {
        let message = format!("`{path}` does not exist: there is no `{part}`");
        let mut failure = failure("target", Code::OVERLAY_TARGET, message);
        failure
            .finding
            .help
            .push("correct the path, or remove the change if the documentation has caught up".to_owned());
        failure
    };
    let mut here = Some(tree);
    let mut holder = "";
    for (index, part) in path.parts().iter().enumerate() {
        let is_last = index + 1 == path.parts().len();
        here = here.and_then(|value| match value {
            Value::Object(entries) => entries.get(part),
            Value::Array(elements) => place(elements, part).and_then(|index| elements.get(index)),
            _ => None,
        });
        let must_exist =
            if index == 0 { !TOP.contains(&part.as_str()) } else { NAMED.contains(&holder) && !is_last };
        if here.is_none() && must_exist {
            return Err(gone(part));
        }
        // Below a member that is written as its type alone nothing else is named.
        holder = part;
    }
    Ok(())
}

/// Whether the value found has all that is expected.
pub(super) fn matches(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .all(|(name, expected)| found.get(name).is_some_and(|found| matches(found, expected))),
        // A member that is written as its type alone.
        (Value::String(_) | Value::Array(_), Value::Object(expected)) if expected.len() == 1 => {
            expected.get("type").is_some_and(|expected| matches(found, expected))
        }
        (_, Value::Object(expected)) if expected.is_empty() => true,
        _ => found == expected,
    }
}
