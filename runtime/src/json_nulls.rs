//! Answers in JSON with `null` where the documentation knows of none.
//!
//! Services send `null` as an element of a list or a value of a map, if rarely. Smithy has clients discard it there
//! unless the model calls the list sparse, which no page tells. A type that has a place for `null` takes it; only an
//! answer that cannot be read otherwise is read a second time without, so that the rest pays nothing.

use serde::de::{DeserializeOwned, IgnoredAny};

/// Reads a text; if it is not of the type, then without what is null in it.
///
/// # Errors
/// If it is not JSON, or not of the type in either way; the error is that of the whole text.
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(json).or_else(|error| {
        let reduced = if error.is_data() { without(json) } else { None };
        reduced.and_then(|json| serde_json::from_slice(&json).ok()).ok_or(error)
    })
}

/// What the walk is inside of.
#[derive(Default)]
struct Frame<'a> {
    is_object: bool,
    /// Whether a value was kept.
    has_values: bool,
    /// The raw text of the key whose value comes next.
    key: Option<&'a [u8]>,
}

/// Returns a text without the elements and members that are null; `None` if there are none, or if it is not JSON.
fn without(json: &[u8]) -> Option<Vec<u8>> {
    serde_json::from_slice::<IgnoredAny>(json).ok()?;
    let mut kept = Vec::with_capacity(json.len());
    let mut frames: Vec<Frame<'_>> = Vec::new();
    let mut is_reduced = false;
    let mut rest = json;
    while let Some(first) = rest.first() {
        let (token, behind) = rest.split_at(token_length(rest));
        rest = behind;
        match first {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' => continue,
            b'}' | b']' => {
                frames.pop();
                kept.extend(token);
                continue;
            }
            _ => {}
        }
        if let Some(frame) = frames.last_mut() {
            if frame.is_object && frame.key.is_none() {
                frame.key = Some(token);
                continue;
            }
            let key = frame.key.take();
            if token == b"null" {
                is_reduced = true;
                continue;
            }
            if std::mem::replace(&mut frame.has_values, true) {
                kept.push(b',');
            }
            if let Some(key) = key {
                kept.extend(key);
                kept.push(b':');
            }
        }
        if matches!(first, b'{' | b'[') {
            frames.push(Frame { is_object: *first == b'{', ..Frame::default() });
        }
        kept.extend(token);
    }
    is_reduced.then_some(kept)
}

/// Returns how long the token is with which a text begins.
fn token_length(text: &[u8]) -> usize {
    let is_mark = |byte: &u8| byte.is_ascii_whitespace() || b",:{}[]\"".contains(byte);
    match text.first() {
        Some(b'"') => {
            let mut at = 1;
            while let Some(byte) = text.get(at).filter(|byte| **byte != b'"') {
                at += if *byte == b'\\' { 2 } else { 1 };
            }
            text.len().min(at + 1)
        }
        Some(mark) if is_mark(mark) => 1,
        _ => text.iter().position(is_mark).unwrap_or(text.len()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn reduced(json: &str) -> Option<String> {
        without(json.as_bytes()).map(|text| String::from_utf8(text).unwrap())
    }

    #[test]
    fn nulls_go_and_all_else_stays() {
        let cases = [
            ("[null]", Some("[]")),
            ("[null,1,null , 2,null]", Some("[1,2]")),
            (r#"{"a":null,"b":[{"c":null}],"d":"e"}"#, Some(r#"{"b":[{}],"d":"e"}"#)),
            (r#"{"null":"null","a\"b":[ 1.50 , null ]}"#, Some(r#"{"null":"null","a\"b":[1.50]}"#)),
            (
                r#"[["\\", null], [], {}, 12345678901234567890.10]"#,
                Some(r#"[["\\"],[],{},12345678901234567890.10]"#),
            ),
            ("[1]", None),
            ("null", None),
            ("[1 2 null]", None),
            ("[null", None),
        ];
        for (json, expected) in cases {
            assert_eq!(reduced(json).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn a_list_or_map_may_hold_nulls_and_a_text_may_not_be_wrong() {
        assert_eq!(read::<Vec<i32>>(b"[1, null, 2]").unwrap(), [1, 2]);
        let map: BTreeMap<String, Vec<String>> = read(br#"{"a":["x",null],"b":null}"#).unwrap();
        assert_eq!(map, BTreeMap::from([("a".to_owned(), vec!["x".to_owned()])]));
        // Where there is a place for it, it stays.
        assert_eq!(read::<Vec<Option<i32>>>(b"[1, null]").unwrap(), [Some(1), None]);
        let error = read::<Vec<i32>>(br#"[1, null, "2"]"#).unwrap_err();
        assert_eq!((error.line(), error.column()), (1, 8));
    }
}
