//! The witnesses of the rules of comparison, laid out: for each rule two descriptions and a piece of Rust.

use std::fs;
use std::path::Path;

use docwright_idl::diff::{Change, Direction, Rule};
use docwright_idl::{Description, yaml};
use serde_json::{Value, json};

/// Two descriptions that a rule tells apart, and code that shows what that means.
#[derive(Debug)]
#[allow(dead_code, reason = "not every test needs all of it")]
pub(crate) struct Witness {
    pub(crate) rule: Rule,
    /// What else is found.
    pub(crate) also: Vec<Rule>,
    /// The description before; `None` if there is none.
    pub(crate) old: Option<Description>,
    pub(crate) new: Option<Description>,
    /// Compiles against the client before.
    pub(crate) code: String,
}

/// Returns all witnesses, in the order of their file.
pub(crate) fn all() -> Vec<Witness> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../idl/tests/witnesses.yaml");
    let file: Value =
        yaml::read(&fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{error}"));
    let base = &file["base"];
    let mut witnesses = Vec::new();
    for entry in file["alone"].as_array().unwrap() {
        let rule = rule(entry["rule"].as_str().unwrap());
        witnesses.extend(both_ways(rule, base, entry, entry["old"].clone(), entry["new"].clone(), "client"));
    }
    for entry in file["by_direction"].as_array().unwrap() {
        let name = entry["rule"].as_str().unwrap();
        let change =
            *Change::ALL.iter().find(|change| change.name() == name).unwrap_or_else(|| panic!("{name}"));
        let directions =
            Direction::ALL.into_iter().filter(|direction| change.judged(Some(*direction)).is_some());
        for direction in directions {
            let mut own = entry.clone();
            let special = &entry[direction.as_str()];
            lay_over(&mut own, special);
            // What must hold between the members of an answer is said of the structures in it.
            let is_nested = direction == Direction::Response && own["new_rules"].is_array();
            let side = |side: &str| match own["whole"].as_bool() {
                Some(true) => own[side].clone(),
                _ => placed(direction, is_nested, &own[side], &own[format!("{side}_rules")]),
            };
            let rule = Rule { change, direction: Some(direction) };
            let target = if is_nested { "nested" } else { direction.as_str() };
            witnesses.extend(both_ways(rule, base, &own, side("old"), side("new"), target));
        }
    }
    witnesses
}

fn rule(name: &str) -> Rule {
    Rule::from_name(name).unwrap_or_else(|| panic!("there is no rule `{name}`"))
}

/// Returns members where the direction has them.
fn placed(direction: Direction, is_nested: bool, members: &Value, rules: &Value) -> Value {
    let rules = if rules.is_null() { json!([]) } else { rules.clone() };
    match direction {
        Direction::Request => json!({ "operations": { "Act": { "input": members, "rules": rules } } }),
        Direction::Response if is_nested => json!({
            "types": { "T": { "members": members, "rules": rules } },
            "operations": { "Act": { "output": { "t": "T" } } }
        }),
        Direction::Response => json!({ "operations": { "Act": { "output": members } } }),
        Direction::Both => json!({
            "types": { "T": { "members": members, "rules": rules } },
            "operations": { "Act": { "input": { "t": "T" }, "output": { "t": "T" } } }
        }),
    }
}

fn both_ways(rule: Rule, base: &Value, entry: &Value, old: Value, new: Value, target: &str) -> Vec<Witness> {
    let description = |side: &Value| -> Option<Description> {
        (!side.is_null()).then(|| {
            let mut whole = base.clone();
            lay_over(&mut whole, side);
            serde_json::from_value(whole).unwrap_or_else(|error| panic!("{rule}: {error}"))
        })
    };
    let also: Vec<Rule> = entry["also"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| self::rule(name.as_str().unwrap()))
        .collect();
    let code = |key: &str, is: &str| match (&entry[key], &entry[is]) {
        (Value::String(code), _) => code.clone(),
        (_, Value::String(is)) => use_of(target, is),
        _ if is == "back_is" && entry["is"].is_string() => use_of(target, entry["is"].as_str().unwrap()),
        _ => "let _ = client.act();".to_owned(),
    };
    let (before, after) = (description(&old), description(&new));
    vec![
        Witness {
            rule,
            also: also.clone(),
            old: before.clone(),
            new: after.clone(),
            code: code("code", "is"),
        },
        Witness {
            rule: rule.mirror(),
            also: also.into_iter().map(Rule::mirror).collect(),
            old: after,
            new: before,
            code: code("back", "back_is"),
        },
    ]
}

/// Returns code that gives or takes the optional member `m`.
fn use_of(target: &str, is: &str) -> String {
    let (r#type, value) = match is {
        "string" => ("String", "\"x\""),
        "integer" => ("i64", "1"),
        "list" => ("Vec<String>", "[\"x\"]"),
        "timestamp" => ("docwright_runtime::Timestamp", "docwright_runtime::Timestamp::UNIX_EPOCH"),
        other => panic!("nothing is known of `{other}`"),
    };
    match target {
        "request" => format!("let _ = client.act().m({value});"),
        "nested" => format!("if let Some(t) = output.t {{ let _: Option<{type}> = t.m; }}"),
        "response" => format!("let _: Option<{type}> = output.m;"),
        _ => format!("let t = types::T::new().m({value}); let _: Option<{type}> = t.m;"),
    }
}

/// Lays a value over another, entry by entry; `null` takes an entry away.
fn lay_over(base: &mut Value, over: &Value) {
    match (base, over) {
        (_, Value::Null) => {}
        (Value::Object(base), Value::Object(over)) => {
            for (name, value) in over {
                match value {
                    Value::Null => _ = base.shift_remove(name),
                    value => lay_over(base.entry(name.clone()).or_insert(Value::Null), value),
                }
            }
        }
        (base, over) => *base = over.clone(),
    }
}
