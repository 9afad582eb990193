//! Requests as they were made, compared with those of the suite in what each protocol says of them.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::suite::Group;
use super::{cbor, xml};

/// The token that the suites expect where a client makes one up.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// Returns what a request and the expected one differ in.
pub(super) fn request(group: &Group, expected: &Value, made: &Value) -> Result<(), String> {
    if let Some(error) = made.get("error") {
        return Err(format!("nothing was sent: {error}"));
    }
    let uri = made["uri"].as_str().unwrap_or_default();
    let (host, target) = split(uri);
    if let Some(method) = expected["method"].as_str() {
        equal("the method", made["method"].as_str().unwrap_or_default(), method)?;
    }
    // For what is fixed by the protocol, the older suites name no more than the path.
    if let Some(wanted) = expected["uri"].as_str() {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (wanted_path, wanted_query) = wanted.split_once('?').unwrap_or((wanted, ""));
        equal("the path", path, wanted_path)?;
        equal("the query", pairs(query), pairs(wanted_query))?;
    }
    // What an endpoint has behind the host is part of the path.
    if let Some(wanted) = expected["host"].as_str() {
        equal("the host", host, wanted.split('/').next().unwrap_or_default())?;
    }
    headers(expected, made)?;
    if let Some(wanted) = expected["body"].as_str() {
        let body: Vec<u8> = made["body"].as_array().into_iter().flatten().filter_map(byte).collect();
        self::body(group, &body, wanted)?;
    }
    Ok(())
}

fn byte(value: &Value) -> Option<u8> {
    value.as_u64().and_then(|byte| u8::try_from(byte).ok())
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), String> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("{what} is\n    {found:?}\n  and not\n    {expected:?}")),
    }
}

/// Returns the host and what follows it.
fn split(uri: &str) -> (&str, &str) {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    match rest.find(['/', '?']) {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    }
}

/// Returns the parameters of a query or form in an order of their own: that of the suites is that of their maps.
fn pairs(text: &str) -> Vec<String> {
    let mut pairs: Vec<String> = text.split('&').filter(|pair| !pair.is_empty()).map(with_value).collect();
    pairs.sort();
    pairs
}

/// Returns the parameters of a form with the entries of maps numbered in an order of their own, for the same reason.
fn entries(pairs: Vec<String>) -> Vec<String> {
    const ENTRY: &str = ".entry.";
    let parts = |pair: &str| {
        let (map, rest) = pair.split_once(ENTRY)?;
        let (number, rest) = rest.split_once('.')?;
        Some((map.to_owned(), number.parse::<usize>().ok()?, rest.to_owned()))
    };
    let mut maps: BTreeMap<(String, usize), Vec<String>> = BTreeMap::new();
    let mut others = Vec::new();
    for pair in pairs {
        match parts(&pair) {
            Some((map, number, rest)) => maps.entry((map, number)).or_default().push(rest),
            None => others.push(pair),
        }
    }
    let mut entries: Vec<_> =
        maps.into_iter().map(|((map, _), entry)| format!("{map}{ENTRY}{entry:?}")).collect();
    entries.sort();
    others.extend(entries);
    others
}

/// A parameter with no value is one with an empty value.
fn with_value(pair: &str) -> String {
    let pair = tokenless(pair);
    if pair.contains('=') { pair } else { format!("{pair}=") }
}

/// Returns a text with the suites' token in the place of every UUID of the form that is made up.
fn tokenless(text: &str) -> String {
    let mut text = text.to_owned();
    let is_token = |part: &str| {
        let form = |(at, c): (usize, char)| match at {
            8 | 13 | 18 | 23 => c == '-',
            14 => c == '4',
            _ => c.is_ascii_hexdigit(),
        };
        part.chars().enumerate().all(form)
    };
    let mut at = 0;
    while let Some(part) = text.get(at..at + TOKEN.len()) {
        if is_token(part) {
            text.replace_range(at..at + TOKEN.len(), TOKEN);
        }
        at += text[at..].chars().next().map_or(1, char::len_utf8);
        if !text.is_char_boundary((at + TOKEN.len()).min(text.len())) {
            break;
        }
    }
    text
}

fn headers(expected: &Value, made: &Value) -> Result<(), String> {
    let found = |name: &str| {
        let named = made["headers"].as_array().into_iter().flatten();
        let values =
            named.filter(|pair| pair[0].as_str().is_some_and(|found| found.eq_ignore_ascii_case(name)));
        let values: Vec<&str> = values.filter_map(|pair| pair[1].as_str()).collect();
        (!values.is_empty()).then(|| tokenless(&values.join(", ")))
    };
    for (name, value) in expected["headers"].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        let found = found(name).unwrap_or_default();
        // Whether a space follows the commas of a list is all one (RFC 9110, section 5.6.1).
        // A charset says nothing of these media types, and botocore adds one.
        let is_media = name.eq_ignore_ascii_case("content-type")
            && !found.is_empty()
            && found.split(';').next() == value.split(';').next();
        if !is_media && found.replace(", ", ",") != value.replace(", ", ",") {
            return equal(&format!("the header {name}"), found.as_str(), value);
        }
    }
    let named = |key: &str| expected[key].as_array().into_iter().flatten().filter_map(Value::as_str);
    for name in named("forbidHeaders") {
        if let Some(value) = found(name) {
            return Err(format!("there is a header {name}: {value}"));
        }
    }
    // How long a body is, transports say.
    for name in named("requireHeaders").filter(|name| !name.eq_ignore_ascii_case("content-length")) {
        found(name).ok_or_else(|| format!("there is no header {name}"))?;
    }
    Ok(())
}

fn body(group: &Group, body: &[u8], expected: &str) -> Result<(), String> {
    let text = || tokenless(&String::from_utf8_lossy(body));
    match group.protocol() {
        "smithy-rpc-v2-cbor" => {
            let expected = BASE64_STANDARD.decode(expected).map_err(|error| error.to_string())?;
            equal("the body", cbor::shown(body), cbor::shown(&expected))
        }
        "query" | "ec2" => equal("the body", entries(pairs(&text())), entries(pairs(expected))),
        "rest-xml" => match (xml::canonical(&text(), &keys(group)), xml::canonical(expected, &keys(group))) {
            (Some(found), Some(expected)) => equal("the body", found, expected),
            _ => equal("the body", text().as_str(), expected),
        },
        _ => match serde_json::from_str::<Value>(expected) {
            Ok(expected) => match serde_json::from_str::<Value>(&text()) {
                Ok(found) if alike(&found, &expected) => Ok(()),
                _ => Err(format!("the body is\n    {}\n  and not\n    {expected}", text())),
            },
            Err(_) => equal("the body", text().as_str(), expected),
        },
    }
}

/// Returns the names of the elements that hold the keys of maps.
fn keys(group: &Group) -> Vec<&str> {
    let maps = group.shapes.values().filter(|shape| shape["type"] == "map");
    maps.map(|shape| shape["key"]["locationName"].as_str().unwrap_or("key")).collect()
}

/// Whether two values are equal, numbers by what they are worth.
fn alike(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Number(found), Value::Number(expected)) => found.as_f64() == expected.as_f64(),
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| alike(a, b))
        }
        (Value::Object(found), Value::Object(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .all(|(name, value)| expected.get(name).is_some_and(|other| alike(value, other)))
        }
        _ => found == expected,
    }
}
