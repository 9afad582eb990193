//! A JSON body in which the names of types stand for values.

use docwright_idl::Scalar;

use super::{Form, MAX_DEPTH};
use crate::claims::Name;
use crate::lines::{trim, trim_start};
use crate::search::split_once;

/// The words that stand for scalars without quotes.
const SCALARS: &[(&str, Scalar)] = &[
    ("number", Scalar::Number),
    ("boolean", Scalar::Boolean),
    ("blob", Scalar::Blob),
    ("timestamp", Scalar::Timestamp),
    ("JSON value", Scalar::Document),
];

/// Reads a body.
///
/// # Errors
///
/// What was expected and not found, in words.
pub(super) fn read(text: &str) -> Result<Form, String> {
    Parser { rest: text }.whole()
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    /// Reads one form, behind which nothing may stand.
    fn whole(mut self) -> Result<Form, String> {
        let form = self.form(0)?;
        match self.peek() {
            "" => Ok(form),
            rest => Err(format!("expected nothing more, found `{}`", excerpt(rest))),
        }
    }

    fn form(&mut self, depth: usize) -> Result<Form, String> {
        if depth > MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        let rest = self.peek();
        match rest.as_bytes().first() {
            Some(b'{') => {
                self.rest = &rest[1..];
                self.object(depth)
            }
            Some(b'[') => {
                self.rest = &rest[1..];
                self.list(depth)
            }
            // A name where a value belongs: the structure of that name, within itself.
            Some(b'"') => Ok(match self.text()? {
                "string" => Form::Scalar(Scalar::String),
                name => Form::Recursive(name.to_owned()),
            }),
            _ => {
                let scalar = SCALARS.iter().find(|(word, _)| rest.starts_with(word));
                let (word, scalar) =
                    scalar.ok_or_else(|| format!("expected a name in quotes, found `{}`", excerpt(rest)))?;
                self.rest = &rest[word.len()..];
                Ok(Form::Scalar(*scalar))
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Form, String> {
        if self.eat("]") {
            return Ok(Form::List(Box::new(Form::Opaque)));
        }
        let element = self.form(depth + 1)?;
        self.eat(",");
        self.eat("...");
        self.expect("]")?;
        Ok(Form::List(Box::new(element)))
    }

    fn object(&mut self, depth: usize) -> Result<Form, String> {
        if self.eat("...") {
            self.expect("}")?;
            return Ok(Form::Opaque);
        }
        // Words instead of members, such as `{ Policy in JSON format }`.
        if depth == 0 && self.peek().starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (_, after) = self.rest.split_once('}').ok_or("expected `}`")?;
            self.rest = after;
            return Ok(Form::Words);
        }
        let mut members: Vec<(Name, Form)> = Vec::new();
        while !self.eat("}") {
            let name = self.text()?;
            self.expect(":")?;
            let form = self.form(depth + 1)?;
            members.push((name.into(), form));
            if !self.eat(",") {
                self.expect("}")?;
                break;
            }
        }
        if depth > 0 && members.len() == 1 && members.first().is_some_and(|(name, _)| name == "string") {
            let value = members.remove(0).1;
            return Ok(Form::Map(Box::new(Form::Scalar(Scalar::String)), Box::new(value)));
        }
        Ok(if members.is_empty() && depth > 0 { Form::Empty } else { Form::Struct(members) })
    }

    /// Reads a text in quotes. Some extractions leave white space within them.
    fn text(&mut self) -> Result<&'a str, String> {
        let rest = self.peek();
        let quoted = rest.strip_prefix('"').and_then(|rest| split_once(rest, "\""));
        let (text, after) =
            quoted.ok_or_else(|| format!("expected a name in quotes, found `{}`", excerpt(rest)))?;
        self.rest = after;
        Ok(trim(text))
    }

    fn peek(&mut self) -> &'a str {
        self.rest = trim_start(self.rest);
        self.rest
    }

    fn eat(&mut self, token: &str) -> bool {
        let after = self.peek().strip_prefix(token);
        if let Some(after) = after {
            self.rest = after;
        }
        after.is_some()
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.eat(token) {
            Ok(())
        } else {
            Err(format!("expected `{token}`, found `{}`", excerpt(self.rest)))
        }
    }
}

pub(super) fn excerpt(text: &str) -> &str {
    &text[..text.floor_char_boundary(30)]
}
