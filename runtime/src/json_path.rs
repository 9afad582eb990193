//! Where in a JSON text a place is, as a path.
//!
//! `serde_json` reports a line and a column. Tracking the path while deserializing would instantiate every generated
//! `Deserialize` a second time; walking the text again, only after an error, costs nothing to compile.

use std::fmt::Write;

/// What the walk is inside of.
enum Frame<'a> {
    /// An object, with the raw text of the key whose value is being read.
    Object(Option<&'a [u8]>),
    /// An array, with the index of the element being read.
    Array(usize),
}

/// Returns the path of the value that ends at, or spans, a line (from 1) and column (bytes, from 1), as `serde_json`
/// counts them: `$.items[3].name`.
pub(crate) fn path_at(json: &[u8], line: usize, column: usize) -> String {
    let walked = json.get(..offset(json, line, column)).unwrap_or(json);
    let mut frames = Vec::new();
    let mut string = None;
    let mut at = 0;
    while let Some(byte) = walked.get(at) {
        match byte {
            b'"' => {
                let end = end_of_string(walked, at + 1);
                string = walked.get(at + 1..end);
                at = end;
            }
            b'{' => frames.push(Frame::Object(None)),
            b'[' => frames.push(Frame::Array(0)),
            b'}' | b']' => {
                frames.pop();
            }
            b':' => {
                if let Some(Frame::Object(key)) = frames.last_mut() {
                    *key = string;
                }
            }
            b',' => match frames.last_mut() {
                Some(Frame::Object(key)) => *key = None,
                Some(Frame::Array(index)) => *index += 1,
                None => {}
            },
            _ => {}
        }
        at += 1;
    }
    render(&frames)
}

fn offset(json: &[u8], line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        Some(nth) => {
            json.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(nth).map_or(0, |(at, _)| at + 1)
        }
        None => 0,
    };
    start.saturating_add(column)
}

/// Returns where a string ends whose content begins at `at`: at its closing quote, or at the end of the text.
fn end_of_string(json: &[u8], mut at: usize) -> usize {
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    json.len()
}

fn render(frames: &[Frame<'_>]) -> String {
    let mut path = String::from("$");
    for frame in frames {
        // Writing to a String cannot fail.
        let _ = match frame {
            Frame::Array(index) => write!(path, "[{index}]"),
            Frame::Object(None) => Ok(()),
            Frame::Object(Some(key)) => {
                let key = String::from_utf8_lossy(key);
                let plain = key.chars().all(|c| c.is_alphanumeric() || c == '_') && !key.is_empty();
                if plain { write!(path, ".{key}") } else { write!(path, "[\"{key}\"]") }
            }
        };
    }
    path
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Page {
        items: Vec<Item>,
        #[serde(default)]
        odd: BTreeMap<String, Vec<u8>>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Item {
        name: String,
        size: Option<u32>,
        #[serde(default)]
        child: Option<Box<Item>>,
    }

    fn path_of_error(json: &str) -> String {
        let error = serde_json::from_str::<Page>(json).unwrap_err();
        path_at(json.as_bytes(), error.line(), error.column())
    }

    #[test]
    fn wrong_types_and_missing_members() {
        for (json, path) in [
            (r#"{"items":[{"name":"a"},{"name":7}]}"#, "$.items[1].name"),
            ("{\n \"items\": [\n  {\"name\": \"a\",\n   \"size\": \"x\"}\n ]\n}", "$.items[0].size"),
            (r#"{"items":[{"name":"a","size":-1,"child":null}]}"#, "$.items[0].size"),
            (r#"{"items":[{"name":"a"},{"size":1},{"name":"c"}]}"#, "$.items[1]"),
            (
                r#"{"items":[{"name":"a","child":{"name":"b","child":{"name":true}}}]}"#,
                "$.items[0].child.child.name",
            ),
            (r#"{"items":{}}"#, "$.items"),
            (r#"{"odd":{"a.b":[1,2,300]},"items":[]}"#, r#"$.odd["a.b"][2]"#),
            (r#"{"odd":{"q\"{[,":[1,"2"]},"items":[]}"#, r#"$.odd["q\"{[,"][1]"#),
            (r#"{}"#, "$"),
            (r#"[]"#, "$"),
            (r#"{"items":[{"name":"a"},"#, "$.items[1]"),
        ] {
            assert_eq!(path_of_error(json), path, "{json}");
        }
    }

    #[test]
    fn places_outside_the_text() {
        assert_eq!(path_at(b"", 1, 0), "$");
        assert_eq!(path_at(b"{\"a\":[1", 99, 99), "$.a[0]");
        assert_eq!(path_at(b"{\"a\\", 0, usize::MAX), "$");
        assert_eq!(path_at(b"]]}},,", 1, 6), "$");
    }
}
