//! The name of a fact: where in a description something stands.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The place of a fact in a description, such as `operations.StartRecovery.input.isDrill.type`.
///
/// Parts that are no plain name are written in brackets: `operations.Find.input["recovery.id"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactPath(Vec<String>);

impl FactPath {
    /// The path to the description itself.
    pub const ROOT: &'static Self = &Self(Vec::new());

    /// Returns the path with the given parts.
    pub fn new<S: Into<String>>(parts: impl IntoIterator<Item = S>) -> Self {
        Self(parts.into_iter().map(Into::into).collect())
    }

    /// Returns the path to `part` of what this path leads to.
    pub fn join(&self, part: impl Into<String>) -> Self {
        let mut parts = self.0.clone();
        parts.push(part.into());
        Self(parts)
    }

    /// Returns the parts from the outermost inwards.
    pub fn parts(&self) -> &[String] {
        &self.0
    }

    /// Whether this path is `outer` or leads to something within it.
    pub fn is_within(&self, outer: &Self) -> bool {
        self.0.starts_with(&outer.0)
    }
}

/// The way to a fact while a description is walked: what a [`FactPath`] says, without owning anything.
#[derive(Clone, Copy, Debug)]
pub struct Trail<'a> {
    outer: Option<&'a Trail<'a>>,
    part: &'a str,
    /// The path as text, once it was written.
    text: Option<&'a str>,
}

impl<'a> Trail<'a> {
    /// Returns the way to a part of the description itself, such as `operations`.
    pub fn new(part: &'a str) -> Self {
        Self { outer: None, part, text: None }
    }

    /// Returns the way to `part` of what this one leads to.
    pub fn join(&'a self, part: &'a str) -> Self {
        Self { outer: Some(self), part, text: None }
    }

    /// Returns the same way, of which `text` is the [text](Self::text): with that, the paths to what is within are
    /// written sooner.
    pub fn written(self, text: &'a str) -> Self {
        Self { text: Some(text), ..self }
    }

    /// Returns the path that leads there.
    pub fn path(&self) -> FactPath {
        match self.outer {
            Some(outer) => outer.path().join(self.part),
            None => FactPath::new([self.part]),
        }
    }

    /// Returns how many parts the way has.
    pub fn depth(&self) -> usize {
        self.outer.map_or(1, |outer| outer.depth() + 1)
    }

    /// Returns the path as text, which need not be written again if it was.
    pub fn as_text(&self) -> Cow<'a, str> {
        self.text.map_or_else(|| Cow::Owned(self.text()), Cow::Borrowed)
    }

    /// Puts the path as text in the place of another text.
    pub fn write_to(&self, text: &mut String) {
        text.clear();
        self.write(text);
    }

    fn write(&self, text: &mut String) {
        if let Some(written) = self.text {
            return text.push_str(written);
        }
        if let Some(outer) = self.outer {
            outer.write(text);
        }
        let _ = write_part(text, self.part);
    }

    /// Returns the path as text, as a [`FactPath`] writes it.
    pub fn text(&self) -> String {
        fn length(trail: &Trail<'_>) -> usize {
            trail.text.map_or_else(|| trail.outer.map_or(0, length) + trail.part.len() + 1, str::len)
        }
        let mut text = String::with_capacity(length(self));
        self.write(&mut text);
        text
    }
}

/// Writes a part of a path. All but the first follow a dot or stand in brackets.
fn write_part(text: &mut String, part: &str) -> fmt::Result {
    if !is_plain(part) {
        return write!(text, "[{}]", serde_json::Value::from(part));
    }
    if !text.is_empty() {
        text.push('.');
    }
    text.push_str(part);
    Ok(())
}

fn is_plain(part: &str) -> bool {
    !part.is_empty()
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$' | b'@'))
}

impl fmt::Display for FactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.0.iter().try_for_each(|part| write_part(&mut text, part))?;
        f.write_str(&text)
    }
}

impl FromStr for FactPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(bracket) = rest.strip_prefix('[') {
                let mut values = serde_json::Deserializer::from_str(bracket).into_iter::<String>();
                let part = values.next().and_then(Result::ok);
                let end = values.byte_offset();
                match (part, bracket.get(end..).and_then(|rest| rest.strip_prefix(']'))) {
                    (Some(part), Some(after)) => (parts.push(part), rest = after).1,
                    _ => return Err(format!("`{text}`: expected `[\"name\"]` at `{rest}`")),
                }
                continue;
            }
            let name = if parts.is_empty() { rest } else { rest.strip_prefix('.').unwrap_or(rest) };
            let end = name.find(['.', '[']).unwrap_or(name.len());
            if end == 0 {
                return Err(format!("`{text}`: expected a name at `{rest}`"));
            }
            parts.push(name[..end].to_owned());
            rest = &name[end..];
        }
        Ok(Self(parts))
    }
}

impl Serialize for FactPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FactPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::model::parsed(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for parts in [
            vec!["operations", "Find", "input", "recovery.id", "type"],
            vec!["a\"]b"],
            vec!["_links", "x"],
            vec![],
        ] {
            let path = FactPath::new(parts);
            assert_eq!(path.to_string().parse(), Ok(path));
        }
        assert_eq!(FactPath::new(["a", "b.c", "d"]).to_string(), r#"a["b.c"].d"#);
        let (a, b) = (Trail::new("a"), "b.c");
        let b = a.join(b);
        assert_eq!(
            (b.join("d").text(), b.path(), b.depth()),
            (r#"a["b.c"].d"#.into(), FactPath::new(["a", "b.c"]), 2)
        );
    }

    #[test]
    fn says_where_a_path_is_malformed() {
        for text in ["a..b", ".a", "a[b]", "a[\"b\"", "a."] {
            assert!(text.parse::<FactPath>().is_err(), "{text}");
        }
    }
}
