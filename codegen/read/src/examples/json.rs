//! JSON with the lines on which each value stands.

use std::borrow::Cow;

use serde_json::{Map, Number, Value};

use crate::document::Lines;

/// How deep arrays and objects may be nested.
const MAX_DEPTH: usize = 64;

/// A JSON value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Json<'t> {
    /// The value.
    pub(crate) value: JsonValue<'t>,
    /// The lines on which it stands; for a member of an object, without its name.
    pub(crate) lines: Lines,
}

/// A JSON value (RFC 8259), objects in the order of the text. Texts without escapes are borrowed from it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum JsonValue<'t> {
    Null,
    Bool(bool),
    Number(Number),
    String(Cow<'t, str>),
    Array(Vec<Json<'t>>),
    Object(Vec<Member<'t>>),
}

/// A member of an object.
pub(crate) type Member<'t> = (Cow<'t, str>, Json<'t>);

/// Why a text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// The line at which reading stopped.
    pub(crate) line: u32,
    /// What is wrong there.
    pub(crate) problem: &'static str,
}

impl<'t> Json<'t> {
    /// Reads the text, of which the first line has the number `line`.
    pub(crate) fn parse(text: &'t str, line: u32) -> Result<Self, JsonError> {
        let mut scanner = Scanner { text, at: 0, line };
        let value = scanner.value(0)?;
        scanner.skip_blanks();
        if scanner.at < text.len() {
            return Err(scanner.error("there is more after the value"));
        }
        Ok(value)
    }

    /// Returns the value without its lines. Of a name that an object has twice, the last value counts.
    pub(crate) fn to_value(&self) -> Value {
        match &self.value {
            JsonValue::Null => Value::Null,
            JsonValue::Bool(value) => Value::Bool(*value),
            JsonValue::Number(number) => Value::Number(number.clone()),
            JsonValue::String(text) => Value::String((**text).to_owned()),
            JsonValue::Array(elements) => elements.iter().map(Self::to_value).collect(),
            JsonValue::Object(members) => {
                let members = members.iter().map(|(name, value)| ((**name).to_owned(), value.to_value()));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    /// Returns the member that the names lead to, one object within the other.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        let Some((name, rest)) = path.split_first() else { return Some(self) };
        self.members()?.iter().rev().find(|(known, _)| known == name)?.1.at(rest)
    }

    /// Returns the members of an object.
    pub(crate) fn members(&self) -> Option<&[Member<'t>]> {
        match &self.value {
            JsonValue::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Returns the elements of an array.
    pub(crate) fn elements(&self) -> Option<&[Self]> {
        match &self.value {
            JsonValue::Array(elements) => Some(elements),
            _ => None,
        }
    }
}

/// Finds where values begin and end; what a scalar means is left to `serde_json`.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl<'t> Scanner<'t> {
    fn value(&mut self, depth: usize) -> Result<Json<'t>, JsonError> {
        self.skip_blanks();
        let first = self.line;
        let value = match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => return Err(self.error("it is nested too deep")),
            Some(b'{') => JsonValue::Object(self.object(depth)?),
            Some(b'[') => JsonValue::Array(self.array(depth)?),
            Some(b'"') => JsonValue::String(self.string()?),
            Some(_) => self.word()?,
            None => return Err(self.error("a value is missing")),
        };
        Ok(Json { value, lines: Lines::new(first, self.line) })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Member<'t>>, JsonError> {
        let mut members = Vec::new();
        self.at += 1;
        if self.eat(b'}') {
            return Ok(members);
        }
        loop {
            self.skip_blanks();
            if self.peek() != Some(b'"') {
                return Err(self.error("a name in quotes is missing"));
            }
            let name = self.string()?;
            if !self.eat(b':') {
                return Err(self.error("a colon is missing"));
            }
            members.push((name, self.value(depth + 1)?));
            if self.eat(b'}') {
                return Ok(members);
            }
            if !self.eat(b',') {
                return Err(self.error("a comma or a closing brace is missing"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Json<'t>>, JsonError> {
        let mut elements = Vec::new();
        self.at += 1;
        if self.eat(b']') {
            return Ok(elements);
        }
        loop {
            elements.push(self.value(depth + 1)?);
            if self.eat(b']') {
                return Ok(elements);
            }
            if !self.eat(b',') {
                return Err(self.error("a comma or a closing bracket is missing"));
            }
        }
    }

    fn string(&mut self) -> Result<Cow<'t, str>, JsonError> {
        let rest = &self.text.as_bytes()[self.at..];
        // What has no escapes is what it means.
        let end = rest.iter().skip(1).position(|byte| matches!(byte, b'"' | b'\\' | ..b' '));
        if let Some(length) = end.filter(|end| rest[end + 1] == b'"') {
            let text = &self.text[self.at + 1..self.at + 1 + length];
            self.at += length + 2;
            return Ok(Cow::Borrowed(text));
        }
        let mut escaped = false;
        let end = rest.iter().skip(1).position(|byte| {
            let is_end = (*byte == b'"' && !escaped) || *byte == b'\n';
            escaped = *byte == b'\\' && !escaped;
            is_end
        });
        let length = end.map_or(rest.len(), |end| end + 2);
        self.scalar(length, "a string is malformed").map(Cow::Owned)
    }

    fn word(&mut self) -> Result<JsonValue<'t>, JsonError> {
        let rest = &self.text.as_bytes()[self.at..];
        let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        match self.scalar(rest.iter().take_while(is_word).count(), "this is no JSON value")? {
            Value::Null => Ok(JsonValue::Null),
            Value::Bool(value) => Ok(JsonValue::Bool(value)),
            Value::Number(number) => Ok(JsonValue::Number(number)),
            _ => Err(self.error("this is no JSON value")),
        }
    }

    fn scalar<T: serde::de::DeserializeOwned>(
        &mut self,
        length: usize,
        problem: &'static str,
    ) -> Result<T, JsonError> {
        let token = self.text.get(self.at..self.at + length).ok_or(self.error(problem))?;
        let value = serde_json::from_str(token).map_err(|_| self.error(problem))?;
        self.at += length;
        Ok(value)
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek().filter(u8::is_ascii_whitespace) {
            self.line += u32::from(byte == b'\n');
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes blanks and then, if it is next, the given character.
    fn eat(&mut self, byte: u8) -> bool {
        self.skip_blanks();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn error(&self, problem: &'static str) -> JsonError {
        JsonError { line: self.line, problem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_knows_its_lines() {
        let json = Json::parse("{\n\"a\": [\n1,\n\"x\\\"y\"\n],\n\"b\": {}\n}\n", 10).expect("it is JSON");
        assert_eq!(json.lines, Lines::new(10, 16));
        assert_eq!(json.at(&["a"]).map(|a| a.lines), Some(Lines::new(11, 14)));
        assert_eq!(json.at(&["b"]).map(|b| b.lines), Some(Lines::at(15)));
        assert_eq!(json.to_value(), serde_json::json!({ "a": [1, "x\"y"], "b": {} }));
        assert_eq!(json.at(&["a", "b"]), None);
    }

    #[test]
    fn what_is_no_json_is_an_error_on_its_line() {
        for (text, line) in [
            ("", 1),
            ("{", 1),
            ("{\n\"a\" 1}", 2),
            ("[1,\n2", 2),
            ("[1]\n\nx", 3),
            ("\"a", 1),
            ("\"\\", 1),
            ("nul", 1),
            ("{\"a\": ...}", 1),
            ("\u{e4}", 1),
        ] {
            assert_eq!(Json::parse(text, 1).map_err(|error| error.line), Err(line), "{text:?}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::parse(&nested(MAX_DEPTH), 1).is_ok());
        assert!(Json::parse(&nested(MAX_DEPTH + 1), 1).is_err());
        assert!(Json::parse(&nested(100_000), 1).is_err());
    }
}
