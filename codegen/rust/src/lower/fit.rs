//! Whether a documented value is of its type: whether generated code reads it, and writes the same again.
//!
//! A null and an absent member are the same here, as they are where examples are tested.

use std::sync::{Arc, LazyLock};

use foldhash::HashMap;
use regex_lite::Regex;
use serde_json::{Map, Value};

use super::model::{Field, Format, Item, Struct, Type, Union};
use crate::names::Name;

/// Why a value is not of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The way to what is wrong, from the last part to the first.
    way: Vec<String>,
    reason: String,
}

impl Misfit {
    fn new(reason: impl Into<String>) -> Self {
        Self { way: Vec::new(), reason: reason.into() }
    }

    fn within(mut self, part: impl Into<String>) -> Self {
        self.way.push(part.into());
        self
    }
}

/// Writes `$.items[2].size: it is no whole number`.
impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("$")?;
        self.way.iter().rev().try_for_each(|part| f.write_str(part))?;
        write!(f, ": {}", self.reason)
    }
}

/// The types of a client, by their names.
#[derive(Debug)]
pub(super) struct Types<'t>(HashMap<&'t Name, &'t Item>);

impl<'t> Types<'t> {
    pub(super) fn of(items: &'t [Arc<Item>]) -> Self {
        Self(items.iter().map(|item| (item.name(), &**item)).collect())
    }

    /// Checks what the body of a structure has.
    pub(super) fn check_body(&self, value: &Value, item: &Struct) -> Result<(), Misfit> {
        let members = object(value)?;
        for field in item.body() {
            match members.get(&field.wire).filter(|value| !value.is_null()) {
                Some(value) => self.check_field(value, field)?,
                None if field.has_to_be_there() && !may_be_null(members, field) => {
                    return Err(Misfit::new("it is missing, and required").within(part(&field.wire)));
                }
                None => {}
            }
        }
        let is_unknown = |name: &&String| !item.body().any(|field| field.wire == **name);
        match entries(members).map(|(name, _)| name).find(is_unknown) {
            Some(name) => Err(Misfit::new("no such member is described").within(part(name))),
            None => Ok(()),
        }
    }

    fn check_field(&self, value: &Value, field: &Field) -> Result<(), Misfit> {
        self.check(value, &field.r#type, field.format).map_err(|misfit| misfit.within(part(&field.wire)))
    }

    /// Checks a value of a type that is written in a format.
    pub(super) fn check(&self, value: &Value, r#type: &Type, format: Option<Format>) -> Result<(), Misfit> {
        match r#type {
            Type::Named(name) => match self.0.get(name) {
                Some(Item::Struct(item)) => self.check_body(value, item),
                Some(Item::Union(item)) => self.check_union(value, item),
                Some(Item::Newtype(item)) => self.check(value, &item.r#type, item.format),
                Some(Item::Enum(_)) => is(value.is_string(), "it is no text"),
                None => Ok(()),
            },
            Type::Box(inner) => self.check(value, inner, format),
            Type::Vec(element) => {
                let elements = value.as_array().ok_or_else(|| Misfit::new("it is no list"))?;
                let there = elements.iter().enumerate().filter(|(_, element)| !element.is_null());
                for (index, value) in there {
                    let checked = self.check(value, element, format);
                    checked.map_err(|misfit| misfit.within(format!("[{index}]")))?;
                }
                Ok(())
            }
            Type::Map(key, value_type) => {
                let members = object(value)?;
                if let Some(name) = members.keys().find(|name| !is_key(name, key)) {
                    return Err(Misfit::new("it is no key of the map").within(part(name)));
                }
                for (name, value) in entries(members) {
                    let checked = self.check(value, value_type, format);
                    checked.map_err(|misfit| misfit.within(part(name)))?;
                }
                Ok(())
            }
            scalar => check_scalar(value, scalar, format),
        }
    }

    fn check_union(&self, value: &Value, item: &Union) -> Result<(), Misfit> {
        let known = |name: &str| item.variants.iter().find(|variant| variant.wire == name);
        let members: Vec<_> = entries(object(value)?).collect();
        let Some((name, value, variant)) =
            members.iter().find_map(|(name, value)| Some((name, value, known(name)?)))
        else {
            // What is not known is kept, but for what says of which type it is.
            return is(!members.iter().any(|(name, _)| *name == "__type"), "`__type` is not kept");
        };
        is(members.len() == 1, "a union has one member, and this has more")?;
        self.check(value, &variant.r#type, variant.format).map_err(|misfit| misfit.within(part(name)))
    }
}

fn check_scalar(value: &Value, r#type: &Type, format: Option<Format>) -> Result<(), Misfit> {
    match r#type {
        Type::String => is(value.is_string(), "it is no text"),
        Type::Bool => is(value.is_boolean(), "it is neither true nor false"),
        Type::I64 => is(value.is_i64(), "it is no whole number"),
        Type::I128 => is(value.is_i64() || value.is_u64(), "it is no whole number"),
        Type::Number => is(value.is_number(), "it is no number"),
        Type::F32 | Type::F64 => {
            let is_special = format == Some(Format::Float)
                && value.as_str().is_some_and(|text| matches!(text, "NaN" | "Infinity" | "-Infinity"));
            is(is_special || value.is_number(), "it is no number")?;
            let is_kept = |number: f64| f64::from(number as f32) == number;
            let fits = *r#type == Type::F64 || value.as_f64().is_none_or(is_kept);
            is(fits, "it has more digits than a float of 32 bits")
        }
        Type::Timestamp if format == Some(Format::EpochSeconds) => {
            is(value.as_f64().is_some_and(is_seconds), "it is no number of seconds since 1970")
        }
        Type::Timestamp => is(value.as_str().is_some_and(is_time), "it is no point in time"),
        Type::Text(_) => is(value.is_string(), "it is no text"),
        Type::Blob => is(value.as_str().is_some_and(is_base64), "it is no text in base64"),
        _ => Ok(()),
    }
}

fn is(holds: bool, otherwise: &str) -> Result<(), Misfit> {
    if holds { Ok(()) } else { Err(Misfit::new(otherwise)) }
}

fn object(value: &Value) -> Result<&Map<String, Value>, Misfit> {
    value.as_object().ok_or_else(|| Misfit::new("it is no object"))
}

/// Returns what an object has that is not null.
fn entries(members: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    members.iter().filter(|(_, value)| !value.is_null())
}

/// Whether null is there, and is a value of the field.
fn may_be_null(members: &Map<String, Value>, field: &Field) -> bool {
    field.r#type == Type::Document && members.contains_key(&field.wire)
}

/// Whether a name in an object is a key of a map: it is written as it is read.
fn is_key(name: &str, r#type: &Type) -> bool {
    match r#type {
        Type::I64 => name.parse::<i64>().is_ok_and(|number| number.to_string() == name),
        Type::I128 => name.parse::<i128>().is_ok_and(|number| number.to_string() == name),
        Type::Bool => matches!(name, "true" | "false"),
        _ => true,
    }
}

/// Returns a name as a part of the way to a value.
fn part(name: &str) -> String {
    let is_plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_plain { format!(".{name}") } else { format!("[{}]", Value::from(name)) }
}

/// Whether a text is in one of the forms in which the runtime reads a point in time.
fn is_time(text: &str) -> bool {
    static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"^\s*(?:-?\d+(?:\.\d+)?|\d{4}-\d\d-\d\d[Tt ]\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)(?:\[.*\])?|(?:[A-Z][a-z]{2}, )?\d?\d [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UT|[+-]\d{4}))\s*$",
        )
        .ok()
    });
    TIME.as_ref().is_none_or(|time| time.is_match(text))
}

/// Whether a number is one of seconds that the runtime keeps: within the years -9999 to 9999, and to the microsecond.
fn is_seconds(seconds: f64) -> bool {
    (-377_705_023_201.0..=253_402_207_200.0).contains(&seconds) && (seconds * 1e6).round() / 1e6 == seconds
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4) && text.len() - digits.len() <= 2 && digits.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_does_not_fit_is_named_with_the_way_to_it() {
        let client = crate::emit::testing::client_of(
            "protocol: http-json",
            "operations: { Act: { http: { method: GET, path: / }, output: { a: [Lamp], 'b c': { type: integer, required: true } } } }\n\
             types: { Lamp: { members: { id: { type: string, required: true }, on: boolean } } }",
        );
        let types = Types::of(&client.types);
        let check = |value: Value| {
            let checked = types.check_body(&value, &client.operations[0].output);
            checked.err().map(|misfit| misfit.to_string())
        };
        assert_eq!(check(json!({ "a": [{ "id": "x", "on": null }, null], "b c": 1 })), None);
        let found = |value| check(value).unwrap();
        assert_eq!(found(json!([])), "$: it is no object");
        assert_eq!(
            found(json!({ "a": [{ "id": "x", "on": "yes" }], "b c": 1 })),
            "$.a[0].on: it is neither true nor false"
        );
        assert_eq!(found(json!({ "a": [], "b c": 1.5 })), "$[\"b c\"]: it is no whole number");
        assert_eq!(found(json!({ "a": [] })), "$[\"b c\"]: it is missing, and required");
        assert_eq!(found(json!({ "b c": 1, "d": {} })), "$.d: no such member is described");
    }
}
