//! How docwright's YAML looks.
//!
//! A mapping or sequence that fits on one line and holds nothing multi-line stands on one line; at the top two
//! levels, mappings are always spread. Long texts are block scalars: folded where nothing can be lost by
//! folding, literal otherwise.

use std::fmt::Write as _;

use serde_yaml::Value;

use super::text::{is_plain, quoted, write_text_block};

/// The column beyond which nothing is put on one line.
pub(super) const WIDTH: usize = 110;
/// How long a key may be, in bytes, that nothing marks as one (YAML 1.2.2, section 7.4.2: 1,024 characters).
const MAX_KEY: usize = 1000;
/// The levels of mappings that are always spread over lines.
const SPREAD: usize = 2;

/// Returns the YAML text of a tree, ending in a line end.
pub(super) fn lay_out(tree: &Value) -> String {
    let mut out = String::new();
    match tree {
        Value::Mapping(entries) if !entries.is_empty() => write_block(&mut out, tree, 0),
        _ => write_value(&mut out, tree, 0, 0, 0),
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// Returns the text of a mapping's entries, one level below the top.
pub(super) fn lay_out_entries(tree: &Value) -> String {
    let mut out = String::new();
    write_block(&mut out, tree, 1);
    out
}

/// Adds an entry of such a mapping: a sequence of what is displayed.
pub(super) fn lay_out_list(out: &mut String, key: &str, texts: &[impl std::fmt::Display]) {
    let level = 1;
    let column = push_key(out, &Value::from(key), level * 2) + 1;
    let Some(scalars) = ShortScalars::shown(texts) else {
        let elements = texts.iter().map(|text| Value::from(text.to_string())).collect();
        write_value(out, &Value::Sequence(elements), level, column - 1, level + 1);
        return;
    };
    if texts.is_empty() || scalars.width() + column <= WIDTH {
        scalars.write_flow(out);
    } else {
        scalars.write_wrapped(out, level + 1);
    }
    out.push('\n');
}

/// Writes a mapping's key and the colon at the beginning of a line, and returns the column that follows.
fn push_key(out: &mut String, key: &Value, indent: usize) -> usize {
    push_spaces(out, indent);
    let key = flow(key);
    let is_long = key.len() > MAX_KEY;
    if is_long {
        out.push_str("? ");
    }
    out.push_str(&key);
    if is_long {
        out.push('\n');
        push_spaces(out, indent);
    }
    out.push(':');
    indent + 1 + if is_long { 0 } else { key.len() }
}

/// Writes a non-empty mapping or sequence over several lines, starting at the beginning of a line.
fn write_block(out: &mut String, value: &Value, level: usize) {
    let indent = level * 2;
    match value {
        Value::Mapping(entries) => {
            for (key, value) in entries {
                let column = push_key(out, key, indent);
                write_value(out, value, level, column, level + 1);
            }
        }
        Value::Sequence(elements) => {
            for element in elements {
                push_spaces(out, indent);
                out.push('-');
                match element {
                    Value::Mapping(entries)
                        if !entries.is_empty() && on_one_line(element, indent + 2).is_none() =>
                    {
                        // The first entry stands behind the dash, the others below it.
                        let mut block = String::new();
                        write_block(&mut block, element, level + 1);
                        out.push(' ');
                        out.push_str(block.trim_start_matches(' '));
                    }
                    _ => write_value(out, element, level, indent + 1, SPREAD + 1),
                }
            }
        }
        _ => {}
    }
}

/// Writes the value behind a key's colon or an element's dash, which end at `column`, and the line end.
fn write_value(out: &mut String, value: &Value, level: usize, column: usize, depth: usize) {
    let start = out.len();
    if column > 0 {
        out.push(' ');
    }
    let is_spread = matches!(value, Value::Mapping(entries) if !entries.is_empty() && depth <= SPREAD);
    if is_spread || !push_on_one_line(out, value, column + 1) {
        match value {
            Value::String(text) => {
                out.truncate(start);
                write_text_block(out, text, level + 1);
            }
            Value::Sequence(elements) if !elements.is_empty() => {
                out.truncate(start);
                let Some(elements) = ShortScalars::of(elements) else {
                    out.push('\n');
                    write_block(out, value, level + 1);
                    return;
                };
                elements.write_wrapped(out, level + 1);
            }
            Value::Mapping(entries) if !entries.is_empty() => {
                out.truncate(start);
                out.push('\n');
                write_block(out, value, level + 1);
                return;
            }
            _ => _ = push_flow(out, value, usize::MAX),
        }
    }
    out.push('\n');
}

/// Scalars that are short, as they stand on one line.
#[derive(Default)]
struct ShortScalars {
    /// One behind the other.
    texts: String,
    /// Where each of them ends, and how wide it is.
    ends: Vec<(usize, usize)>,
}

impl ShortScalars {
    /// How wide one may be.
    const WIDTH: usize = WIDTH / 3;

    /// Returns the elements of a sequence, if they are short scalars.
    fn of(elements: &[Value]) -> Option<Self> {
        let mut scalars = Self { texts: String::new(), ends: Vec::with_capacity(elements.len()) };
        for element in elements {
            let is_scalar = !matches!(element, Value::Mapping(_) | Value::Sequence(_));
            (is_scalar && push_on_one_line(&mut scalars.texts, element, Self::WIDTH)).then_some(())?;
            scalars.ended();
        }
        Some(scalars)
    }

    /// Returns texts, if they are short.
    fn shown(texts: &[impl std::fmt::Display]) -> Option<Self> {
        let mut scalars = Self::default();
        let mut text = String::new();
        for shown in texts {
            text.clear();
            write!(text, "{shown}").ok()?;
            match is_plain(&text) {
                true => scalars.texts.push_str(&text),
                false => scalars.texts.push_str(&quoted(&text)),
            }
            scalars.ended();
            let is_short = scalars.ends.last().is_some_and(|(_, width)| *width + Self::WIDTH <= WIDTH);
            (is_short && !text.contains('\n')).then_some(())?;
        }
        Some(scalars)
    }

    /// Takes note of the end of one.
    fn ended(&mut self) {
        let start = self.ends.last().map_or(0, |(end, _)| *end);
        let width = self.texts[start..].chars().count();
        self.ends.push((self.texts.len(), width));
    }

    fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        let mut start = 0;
        self.ends.iter().map(move |(end, width)| {
            let text = &self.texts[start..*end];
            start = *end;
            (text, *width)
        })
    }

    /// Returns how wide they are as one flow sequence.
    fn width(&self) -> usize {
        let all: usize = self.ends.iter().map(|(_, width)| width + ", ".len()).sum();
        all.saturating_sub(", ".len()) + "[]".len()
    }

    /// Writes them as one flow sequence.
    fn write_flow(&self, out: &mut String) {
        out.push_str(" [");
        for (place, (text, _)) in self.iter().enumerate() {
            out.push_str(if place == 0 { "" } else { ", " });
            out.push_str(text);
        }
        out.push(']');
    }

    /// Writes them as one flow sequence over several lines.
    fn write_wrapped(&self, out: &mut String, level: usize) {
        out.push('\n');
        push_spaces(out, level * 2);
        out.push('[');
        let mut column = WIDTH;
        for (text, width) in self.iter() {
            if column + width + 2 > WIDTH {
                out.push('\n');
                push_spaces(out, (level + 1) * 2);
                column = (level + 1) * 2;
            } else {
                out.push(' ');
                column += 1;
            }
            out.push_str(text);
            out.push(',');
            column += width + 1;
        }
        out.push('\n');
        push_spaces(out, level * 2);
        out.push(']');
    }
}

/// Returns a value's form on one line, if it can stand there from the given column on.
fn on_one_line(value: &Value, column: usize) -> Option<String> {
    let mut line = String::new();
    push_on_one_line(&mut line, value, column).then_some(line)
}

/// Adds a value's form on one line, if it can stand there from the given column on. Returns whether it can.
fn push_on_one_line(out: &mut String, value: &Value, column: usize) -> bool {
    /// No character takes more bytes.
    const MAX_BYTES: usize = 4;
    let start = out.len();
    let fits = !has_line_end(value)
        && push_flow(out, value, start + WIDTH * MAX_BYTES).is_some()
        && column + out[start..].chars().count() <= WIDTH;
    if !fits {
        out.truncate(start);
    }
    fits
}

fn has_line_end(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\n'),
        Value::Mapping(entries) => {
            entries.iter().any(|(key, value)| has_line_end(key) || has_line_end(value))
        }
        Value::Sequence(elements) => elements.iter().any(has_line_end),
        _ => false,
    }
}

/// Returns a value's form on one line.
fn flow(value: &Value) -> String {
    let mut line = String::new();
    _ = push_flow(&mut line, value, usize::MAX);
    line
}

/// Adds a value's form on one line; `None` if there are more bytes than `max` then, of which some may be missing.
fn push_flow(out: &mut String, value: &Value, max: usize) -> Option<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) if is_plain(text) => out.push_str(text),
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Sequence(elements) => {
            out.push('[');
            for (place, element) in elements.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { ", " });
                push_flow(out, element, max)?;
            }
            out.push(']');
        }
        Value::Mapping(entries) if entries.is_empty() => out.push_str("{}"),
        Value::Mapping(entries) => {
            out.push_str("{ ");
            for (place, (key, value)) in entries.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { ", " });
                push_flow(out, key, max)?;
                out.push_str(": ");
                push_flow(out, value, max)?;
            }
            out.push_str(" }");
        }
        Value::Tagged(tagged) => push_flow(out, &tagged.value, max)?,
    }
    (out.len() <= max).then_some(())
}

pub(super) fn push_spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tree() -> impl Strategy<Value = Value> {
        let text = prop_oneof![
            "\\PC{0,12}",
            "[ -~\n\t]{0,40}",
            "([a-zA-Z.,:#'\"-]{1,12} ){0,40}(\n{1,3}( {0,2}[a-z]{1,9} ?){1,30}){0,3}\n?",
            "[0-9eExo_:.+TZ-]{1,10}",
            prop::sample::select(vec![
                "yes",
                "NO",
                "on",
                "~",
                "null",
                "2026-11-21",
                "1_000",
                "0x1F",
                "12e3",
                ".5",
                "<<",
                "=",
                "0..256",
                "a: b"
            ])
            .prop_map(str::to_owned),
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-1e9..1e9).prop_map(Value::from),
            text.clone().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Sequence),
                prop::collection::btree_map(text.clone(), inner, 0..6).prop_map(|entries| Value::Mapping(
                    entries.into_iter().map(|(k, v)| (k.into(), v)).collect()
                )),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(tree in tree()) {
            let text = lay_out(&tree);
            let read: Value = serde_yaml::from_str(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
            prop_assert_eq!(&read, &tree, "{}", text);
            prop_assert_eq!(lay_out(&read), text);
        }

        #[test]
        fn a_list_of_texts_looks_as_any_list(
            key in "[a-z. \n]{1,130}",
            texts in prop_oneof![
                prop::collection::vec("[a-z:.\", -]{0,20}", 0..12),
                prop::collection::vec("\\PC{0,90}|[a-z\n]{0,5}", 0..4),
            ],
        ) {
            let elements = texts.iter().map(|text| Value::from(text.as_str())).collect();
            let tree = Value::Mapping([(Value::from(key.as_str()), Value::Sequence(elements))].into_iter().collect());
            let mut text = String::new();
            lay_out_list(&mut text, &key, &texts);
            prop_assert_eq!(text, lay_out_entries(&tree));
        }
    }

    #[test]
    fn texts_that_a_reader_would_retype_are_quoted() {
        for text in [
            "yes",
            "NO",
            "on",
            "1_000",
            "2026-11-21",
            "12:30:00",
            "0x1f",
            "1e3",
            "~",
            "null",
            "",
            " a",
            "-",
            "0.5",
            "+1",
            "https://a.b/c?d=e",
        ] {
            assert!(flow(&text.into()).starts_with('"'), "{text}");
        }
        for text in [
            "0..256",
            "1..",
            "..50",
            "us-east-1",
            "ipv4",
            "TagMap",
            "https://a.b/c",
            "aws-json-1.1",
            "200 OK",
        ] {
            assert_eq!(flow(&text.into()), text);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        for hidden in ['\u{202e}', '\u{2066}', '\u{200b}', '\u{1b}', '\u{ad}'] {
            let text = format!("{} {hidden}evil", "word ".repeat(40));
            let written = lay_out(&Value::from(text.clone()));
            assert!(!written.contains(hidden), "{written}");
            assert_eq!(serde_yaml::from_str::<String>(&written).unwrap(), text);
        }
    }

    #[test]
    fn a_tab_is_kept_where_lines_would_be_folded() {
        for gap in [" \t", "\t ", "\t"] {
            let text = format!("{}{gap}end", "word ".repeat(21).trim_end());
            assert_eq!(serde_yaml::from_str::<String>(&lay_out(&Value::from(text.clone()))).unwrap(), text);
        }
    }

    #[test]
    fn a_long_key_is_read_back() {
        for length in [MAX_KEY - 2, MAX_KEY, 1_024, 5_000] {
            let key = format!("<{}>", "k".repeat(length));
            for value in ["1", "{ a: 1 }", "[{ a: word, b: [1, 2] }, 3]", "text", "''"] {
                let value: Value = serde_yaml::from_str(value).unwrap();
                let inner = Value::Mapping([(key.clone().into(), value)].into_iter().collect());
                let tree: Value =
                    Value::Mapping([("of".into(), Value::Sequence(vec![inner]))].into_iter().collect());
                let text = lay_out(&tree);
                assert_eq!(serde_yaml::from_str::<Value>(&text).unwrap(), tree, "{text}");
            }
        }
    }

    #[test]
    fn long_texts_fold_and_short_mappings_stay_on_one_line() {
        let doc = format!("{} end.\n\nSecond paragraph.", "word ".repeat(30).trim_end());
        let yaml = format!(
            "top:\n  Name:\n    a: {{ type: string, required: true }}\n    doc: {}",
            serde_json::json!(doc)
        );
        let tree: Value = serde_yaml::from_str(&yaml).unwrap();
        insta::assert_snapshot!(lay_out(&tree), @r"
        top:
          Name:
            a: { type: string, required: true }
            doc: >-
              word word word word word word word word word word word word word word word word word word word word word
              word word word word word word word word word end.


              Second paragraph.
        ");
    }
}
