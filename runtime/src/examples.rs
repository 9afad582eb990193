//! Documented examples against the types that were generated for them; for the tests that are generated with a client.
//!
//! An example has to be read and written again as it was. What is not told apart: a null and an absent member, a number
//! with and without a fraction of zero, and a point in time in different offsets.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{json_nulls, timestamp};

/// An example that is not read and written again as it was.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch(String);

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mismatch {}

/// Checks that an example is read and written again as it was.
///
/// # Errors
/// Where it is not.
pub fn round_trip<T: Serialize + DeserializeOwned>(json: &str) -> Result<(), Mismatch> {
    check::<T>(&parse(json)?, Map::new())
}

/// Checks that the body of a request is read and written again as it was. An input has members that travel elsewhere, and
/// that no body has: `elsewhere` has some value for each that is required.
///
/// # Errors
/// Where it is not.
pub fn request<I: Serialize + DeserializeOwned>(json: &str, elsewhere: &str) -> Result<(), Mismatch> {
    match parse(elsewhere)? {
        Value::Object(elsewhere) => check::<I>(&parse(json)?, elsewhere),
        _ => Err(Mismatch("the members that travel elsewhere are no object".to_owned())),
    }
}

fn parse(json: &str) -> Result<Value, Mismatch> {
    serde_json::from_str(json).map_err(|error| Mismatch(format!("the example is no JSON: {error}")))
}

fn check<T: Serialize + DeserializeOwned>(
    example: &Value,
    elsewhere: Map<String, Value>,
) -> Result<(), Mismatch> {
    let mut whole = example.clone();
    if let Value::Object(members) = &mut whole {
        members.extend(elsewhere);
    }
    let unreadable = |error: serde_json::Error| Mismatch(format!("the example cannot be read: {error}"));
    let value: T = json_nulls::read(whole.to_string().as_bytes()).map_err(unreadable)?;
    let written = serde_json::to_value(&value)
        .map_err(|error| Mismatch(format!("what was read cannot be written: {error}")))?;
    compare(example, &written, "$")
}

fn compare(example: &Value, written: &Value, path: &str) -> Result<(), Mismatch> {
    match (example, written) {
        (Value::Object(example), Value::Object(written)) => {
            let null = Value::Null;
            example.keys().chain(written.keys().filter(|name| !example.contains_key(*name))).try_for_each(
                |name| {
                    let [left, right] = [example, written].map(|object| object.get(name).unwrap_or(&null));
                    compare(left, right, &format!("{path}.{name}"))
                },
            )
        }
        (Value::Array(example), Value::Array(written)) => {
            let [left, right] =
                [example, written].map(|list| list.iter().filter(|item| !item.is_null()).collect::<Vec<_>>());
            if left.len() != right.len() {
                return Err(Mismatch(format!("{path}: of {} items {} are left", left.len(), right.len())));
            }
            left.iter()
                .zip(right)
                .enumerate()
                .try_for_each(|(index, (left, right))| compare(left, right, &format!("{path}[{index}]")))
        }
        (Value::Number(left), Value::Number(right)) if left.as_f64() == right.as_f64() => Ok(()),
        (Value::String(left), Value::String(right)) if left == right || is_same_time(left, right) => Ok(()),
        (left, right) if left == right => Ok(()),
        (left, right) => Err(Mismatch(format!("{path}: {left} became {right}"))),
    }
}

fn is_same_time(left: &str, right: &str) -> bool {
    matches!((timestamp::parse(left), timestamp::parse(right)), (Ok(left), Ok(right)) if left == right)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::typed::DateTime;

    #[derive(Debug, Deserialize, Serialize)]
    struct Lamp {
        #[serde(skip_serializing)]
        #[expect(dead_code, reason = "it only has to be there to be read")]
        id: String,
        watts: Option<f64>,
        on: Option<Vec<Option<bool>>>,
        at: Option<DateTime>,
    }

    #[test]
    fn what_is_left_of_an_example() {
        let with_id = |json: &str| request::<Lamp>(json, r#"{"id": ""}"#).map_err(|error| error.to_string());
        assert_eq!(with_id(r#"{"watts": 7, "on": [true, null], "at": "2026-01-01T01:00:00+01:00"}"#), Ok(()));
        assert_eq!(with_id(r#"{"at": null}"#), Ok(()));
        assert_eq!(with_id(r#"{"volts": 5}"#).unwrap_err(), "$.volts: 5 became null");
        assert!(with_id(r#"{"watts": "7"}"#).unwrap_err().starts_with("the example cannot be read: "));
        assert!(round_trip::<Lamp>("{}").is_err() && round_trip::<Lamp>("{").is_err());
        assert_eq!(round_trip::<Vec<Option<u8>>>("[1, null, 2]"), Ok(()));
    }
}
