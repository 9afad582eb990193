//! The name of a fact: where in a description something stands.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The place of a fact in a description, such as `operations.StartRecovery.input.isDrill.type`.
///
/// Parts that are no plain name are written in brackets: `operations.Find.input["recovery.id"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactPath(Vec<String>);

impl FactPath {
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

fn is_plain(part: &str) -> bool {
    !part.is_empty()
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$' | b'@'))
}

impl fmt::Display for FactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            match (is_plain(part), index) {
                (true, 0) => f.write_str(part)?,
                (true, _) => write!(f, ".{part}")?,
                (false, _) => write!(f, "[{}]", serde_json::Value::from(part.as_str()))?,
            }
        }
        Ok(())
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
    }

    #[test]
    fn says_where_a_path_is_malformed() {
        for text in ["a..b", ".a", "a[b]", "a[\"b\"", "a."] {
            assert!(text.parse::<FactPath>().is_err(), "{text}");
        }
    }
}
