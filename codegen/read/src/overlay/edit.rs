//! Editing values: setting, adding, taking away, giving another type, requiring.

use docwright_idl::{FactPath, Map, Scalar, TypeRef};
use serde_json::{Value, json};

use super::Action;
use super::target::{at, place};
use crate::evidence::{Source, Sources};

/// What is said of a member whatever its type is.
const OF_ANY_TYPE: [&str; 9] = [
    "doc",
    "required",
    "in",
    "name",
    "deprecated",
    "sensitive",
    "idempotency_token",
    "nullable",
    "streaming",
];

/// Carries out an action on the value at a path. What is missing on the way is made.
///
/// # Errors
///
/// Why it cannot be done.
pub(super) fn edit(tree: &mut Value, path: &FactPath, action: Action<'_>) -> Result<(), String> {
    match action {
        Action::Retype(r#type) => return retype(tree, path, r#type),
        Action::Require(required) => {
            let (parent, last) = holder(tree, &path.join("required"))?;
            return match required {
                true => set(parent, &last, &json!(true)),
                false => remove(parent, &last),
            };
        }
        _ => {}
    }
    let (parent, last) = holder(tree, path)?;
    match action {
        Action::Set(value) => set(parent, &last, value),
        Action::Remove => remove(parent, &last),
        Action::Add(element) => match enter(parent, &last, || json!([])) {
            Some(Value::Array(elements)) => {
                elements.push(element.clone());
                Ok(())
            }
            _ => Err(format!("`{path}` is no list that `{element}` could be added to")),
        },
        _ => Ok(()),
    }
}

/// Returns what holds the value at a path, and the path's last part.
fn holder<'t>(tree: &'t mut Value, path: &FactPath) -> Result<(&'t mut Value, String), String> {
    let Some((last, parents)) = path.parts().split_last() else {
        return Err("the target is the whole description; name a part of it".to_owned());
    };
    let mut here = tree;
    for part in parents {
        here =
            enter(here, part, || json!({})).ok_or_else(|| format!("`{path}` leads nowhere at `{part}`"))?;
    }
    Ok((here, last.clone()))
}

/// Returns a part of a value; one that is missing in a mapping is made.
fn enter<'t>(value: &'t mut Value, part: &str, missing: impl FnOnce() -> Value) -> Option<&'t mut Value> {
    if part != "type" {
        unfold(value);
    }
    match value {
        Value::Object(entries) => Some(entries.entry(part).or_insert_with(missing)),
        Value::Array(elements) => place(elements, part).and_then(|index| elements.get_mut(index)),
        // A member that is written as its type alone, and its type is meant.
        value => (part == "type").then_some(value),
    }
}

/// Turns a member that is written as its type alone into a mapping.
fn unfold(member: &mut Value) {
    if matches!(member, Value::String(_)) {
        *member = json!({ "type": member.take() });
    }
}

fn set(parent: &mut Value, last: &str, value: &Value) -> Result<(), String> {
    unfold(parent);
    match parent {
        Value::Object(entries) => match (entries.get_mut(last), value) {
            (Some(Value::Object(old)), Value::Object(new)) => old.extend(new.clone()),
            _ => {
                entries.insert(last.to_owned(), value.clone());
            }
        },
        Value::Array(elements) => match (place(elements, last), last.parse::<usize>()) {
            (Some(index), _) => elements[index] = value.clone(),
            (None, Ok(index)) if elements.len() == index => elements.push(value.clone()),
            _ => return Err(format!("the list has {} elements; `{last}` is none of them", elements.len())),
        },
        _ => return Err(format!("nothing can be set at `{last}`")),
    }
    Ok(())
}

fn remove(parent: &mut Value, last: &str) -> Result<(), String> {
    let gone = match parent {
        Value::Object(entries) => entries.shift_remove(last).is_some(),
        Value::Array(elements) => match place(elements, last) {
            Some(index) => {
                elements.remove(index);
                true
            }
            None => false,
        },
        _ => false,
    };
    if gone { Ok(()) } else { Err(format!("there is no `{last}` to remove")) }
}

/// Gives a member another type. What was said of values of another kind goes.
fn retype(tree: &mut Value, path: &FactPath, r#type: &TypeRef) -> Result<(), String> {
    let wanted = serde_json::to_value(r#type).map_err(|error| error.to_string())?;
    let old = at(tree, &path.join("type")).and_then(|old| serde_json::from_value(old.clone()).ok());
    let is_other_kind = old.is_none_or(|old| kind(tree, &old) != kind(tree, r#type));
    let (parent, last) = holder(tree, path)?;
    let Some(member) = enter(parent, &last, || json!({})) else {
        return Err(format!("`{path}` is no member"));
    };
    match member {
        Value::Object(entries) => {
            if is_other_kind {
                entries.retain(|name, _| OF_ANY_TYPE.contains(&name.as_str()));
            }
            entries.insert("type".to_owned(), wanted);
        }
        // A member that is written as its type alone.
        member => *member = json!({ "type": wanted }),
    }
    Ok(())
}

/// Returns what kind of values a type has, as far as what can be said of them goes.
fn kind(tree: &Value, r#type: &TypeRef) -> &'static str {
    match r#type {
        TypeRef::List(_) => "list",
        TypeRef::Map(_) => "map",
        TypeRef::Scalar(scalar) => match scalar {
            Scalar::String | Scalar::Date | Scalar::Time | Scalar::Duration | Scalar::Uuid => "text",
            Scalar::Integer
            | Scalar::Long
            | Scalar::BigInteger
            | Scalar::Float
            | Scalar::Double
            | Scalar::Number => "number",
            Scalar::Boolean => "boolean",
            Scalar::Timestamp => "timestamp",
            Scalar::Blob => "blob",
            Scalar::Document => "document",
        },
        TypeRef::Shape(name) => {
            let shape = at(tree, &FactPath::new(["types", name]));
            let has = |key: &str| shape.is_some_and(|shape| shape.get(key).is_some());
            match () {
                () if has("enum") => "text",
                () if has("list") => "list",
                () if has("map") => "map",
                () => "structure",
            }
        }
    }
}

/// Notes which change a fact comes from.
pub(super) fn record(evidence: &mut Map<Sources>, path: &FactPath, action: Action<'_>, number: usize) {
    let path = match action {
        Action::Retype(_) => path.join("type"),
        Action::Require(_) => path.join("required"),
        _ => path.clone(),
    };
    // What is added leaves what the pages say of the rest.
    if !matches!(action, Action::Add(_)) {
        evidence.retain(|fact, _| !fact.parse::<FactPath>().is_ok_and(|fact| fact.is_within(&path)));
    }
    evidence.entry(path.to_string()).or_default().push(Source::Overlay(number));
}
