//! The reference of a file: its JSON Schema, which comes from the types and their documentation, as tables.

use docwright::args::SchemaOf;
use docwright::schemas::schema;
use serde_json::Value;

/// Returns the page of a file.
pub(super) fn page(title: &str, of: SchemaOf) -> String {
    let schema: Value = serde_json::from_str(&schema(of)).unwrap_or_default();
    let mut page = format!("# {title}\n\n<!-- Written by `cargo xtask guide` from the types. -->\n\n");
    page.push_str(&format!("{}\n\n{}", text(&schema), properties(&schema)));
    for (name, part) in schema["$defs"].as_object().into_iter().flatten() {
        if element(name, &schema).is_some() {
            continue;
        }
        let doc = text(part);
        let doc = if doc.is_empty() { String::new() } else { format!("{doc}\n\n") };
        page.push_str(&format!("\n## {name}\n\n{doc}{}{}", properties(part), alternatives(part)));
    }
    // References to maps are shown by what they hold.
    for (name, _) in schema["$defs"].as_object().into_iter().flatten() {
        if let Some(element) = element(name, &schema) {
            page = page.replace(&reference(name), &format!("names → {element}"));
        }
    }
    page.trim_end().to_owned() + "\n"
}

/// The text of a type's documentation: links to types of the source become their names.
fn text(part: &Value) -> String {
    let text = part["description"].as_str().unwrap_or_default();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[`") {
        let (name, after) = after.split_once("`]").unwrap_or((after, ""));
        plain.push_str(&format!("{before}`{name}`"));
        rest = after;
    }
    plain + rest
}

/// What the values of a map of names are, if the definition is one.
fn element(name: &str, schema: &Value) -> Option<String> {
    let part = &schema["$defs"][name];
    let is_map = name.starts_with("Map") && name[3..].bytes().all(|byte| byte.is_ascii_digit());
    let values = part.get("additionalProperties").filter(|values| is_map && values.is_object())?;
    Some(kind(values))
}

fn reference(name: &str) -> String {
    format!("[{name}](#{})", name.to_lowercase())
}

/// Says what a value is.
fn kind(part: &Value) -> String {
    let of_all = |parts: &[Value]| {
        let kinds: Vec<_> = parts.iter().filter(|part| part["type"] != "null").map(kind).collect();
        kinds.join(" or ")
    };
    if let Some(target) = part["$ref"].as_str() {
        return reference(target.trim_start_matches("#/$defs/"));
    }
    if let Some(value) = part.get("const") {
        return format!("`{}`", plain(value));
    }
    if let Some(parts) = part["anyOf"].as_array().or(part["oneOf"].as_array()) {
        return of_all(parts);
    }
    if let Some(values) = part["enum"].as_array() {
        return values.iter().map(|value| format!("`{}`", plain(value))).collect::<Vec<_>>().join(", ");
    }
    let types: Vec<_> = match &part["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => {
            names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect()
        }
        _ => return "anything".to_owned(),
    };
    let named = |name: &&str| match *name {
        "string" => "text".to_owned(),
        "integer" => "whole number".to_owned(),
        "array" => format!("list of {}", kind(&part["items"])),
        "object" => match part["properties"].as_object() {
            Some(properties) => {
                let entries: Vec<_> =
                    properties.iter().map(|(name, part)| format!("`{name}`: {}", kind(part))).collect();
                format!("{{ {} }}", entries.join(", "))
            }
            None => "mapping".to_owned(),
        },
        other => other.to_owned(),
    };
    types.iter().map(named).collect::<Vec<_>>().join(" or ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the table of the properties of an object.
fn properties(part: &Value) -> String {
    let Some(properties) = part["properties"].as_object() else { return String::new() };
    let required: Vec<_> =
        part["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut table = "| key | what it is | meaning |\n|---|---|---|\n".to_owned();
    for (name, property) in properties {
        let mark = if required.contains(&name.as_str()) { "**required**; " } else { "" };
        table.push_str(&format!(
            "| `{name}` | {mark}{} | {} |\n",
            cell(&kind(property)),
            cell(&text(property))
        ));
    }
    table
}

/// Returns the list of what a value may be, where that is more than one thing.
fn alternatives(part: &Value) -> String {
    let Some(parts) = part["anyOf"].as_array().or(part["oneOf"].as_array()) else {
        return match (
            part["properties"].is_object(),
            part.get("$ref").is_some() || part.get("type").is_some(),
        ) {
            (false, true) => format!("{}.\n", capital(&kind(part))),
            _ => String::new(),
        };
    };
    // Of an object, alternatives of the same say which of its keys exclude each other.
    if part["properties"].is_object() {
        let keys: Vec<_> = parts
            .iter()
            .filter_map(|part| part["required"].as_array())
            .map(|keys| keys.iter().map(|key| format!("`{}`", plain(key))).collect::<Vec<_>>().join(" with "))
            .collect();
        return if keys.is_empty() {
            String::new()
        } else {
            format!("\nExactly one of {}.\n", keys.join(", "))
        };
    }
    let mut list = String::new();
    let mut tables = String::new();
    for part in parts {
        match text(part) {
            doc if part["properties"].as_object().is_some_and(|properties| properties.len() > 1) => {
                tables.push_str(&format!("\nOr, in full: {}\n\n{}", one_line(&doc), properties(part)));
            }
            doc if doc.is_empty() => list.push_str(&format!("- {}\n", kind(part))),
            doc => list.push_str(&format!("- {}: {}\n", kind(part), one_line(&doc))),
        }
    }
    list + &tables
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cell(text: &str) -> String {
    one_line(text).replace('|', "\\|")
}
