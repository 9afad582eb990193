//! The request and response syntax of an AWS API Reference page.
//!
//! `POST /x?max=MaxResults HTTP/1.1 Header: Member { "a": "string", "b": [ number ] }`: a start line, headers and a
//! JSON body in which types stand for values. Text extractions put it all on one line.

use docwright_idl::{Location, Method, Scalar};

use crate::claims::{Claims, Fact, Kind, NodeId, Step};
use crate::document::Lines;

/// How deep bodies are read.
const MAX_DEPTH: usize = 64;

/// What a syntax block says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Syntax {
    start: Option<Start>,
    /// Header names and the members that they carry.
    headers: Vec<(String, String)>,
    media: Option<String>,
    body: Option<Form>,
}

#[derive(Debug, PartialEq)]
enum Start {
    /// Method, path, and the query's names and the members that they carry.
    Request(Method, String, Vec<(String, String)>),
    Response(u16),
}

/// The form of a value.
#[derive(Debug, PartialEq)]
enum Form {
    Scalar(Scalar),
    /// `{ ... }`
    Opaque,
    /// A name in quotes where a structure belongs: it contains itself.
    Recursive,
    Struct(Vec<(String, Form)>),
    Map(Box<Form>, Box<Form>),
    List(Box<Form>),
}

/// Reads a syntax block.
///
/// # Errors
///
/// What was expected and not found, in words.
pub(super) fn read(text: &str) -> Result<Syntax, String> {
    let (head, body) = match text.find(['{', '<']) {
        // Labels of a path stand in braces without space: `/x/{id}`.
        Some(_) => split_body(text),
        None => (text, ""),
    };
    let mut words = head.split_whitespace().peekable();
    let start = start(&mut words)?;
    let mut headers = Vec::new();
    let mut media = None;
    while let Some(name) = words.next() {
        let Some(name) = name.strip_suffix(':') else { continue };
        let mut value = Vec::new();
        while let Some(word) = words.next_if(|word| !word.ends_with(':')) {
            value.push(word);
        }
        let value = value.join(" ");
        match name.to_ascii_lowercase().as_str() {
            "content-type" => media = Some(value),
            "host" => {}
            _ => headers.push((name.to_owned(), value)),
        }
    }
    let body = match body.trim() {
        "" => None,
        text if text.starts_with('<') => None,
        text => Some(Parser { rest: text }.whole()?),
    };
    Ok(Syntax { start, headers, media, body })
}

/// Splits at the first brace that begins a body: one that stands free.
fn split_body(text: &str) -> (&str, &str) {
    let at = text.char_indices().find(|(at, c)| {
        let free_before = text[..*at].chars().next_back().is_none_or(char::is_whitespace);
        let free_after =
            text[at + c.len_utf8()..].starts_with(|next: char| next.is_whitespace() || "\"}<".contains(next));
        (*c == '{' && free_before && free_after) || (*c == '<' && free_before)
    });
    at.map_or((text, ""), |(at, _)| text.split_at(at))
}

fn start<'w>(words: &mut impl Iterator<Item = &'w str>) -> Result<Option<Start>, String> {
    let Some(first) = words.next() else { return Ok(None) };
    if first.starts_with("HTTP/") {
        let status = words
            .next()
            .and_then(|word| word.parse().ok())
            .ok_or("expected a status code behind the HTTP version")?;
        return Ok(Some(Start::Response(status)));
    }
    let method = Method::from_name(first)
        .ok_or_else(|| format!("expected an HTTP method or version, found `{first}`"))?;
    let target = words.next().ok_or("expected a path behind the HTTP method")?;
    if !target.starts_with('/') {
        return Err(format!("expected a path behind the HTTP method, found `{target}`"));
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, member)| (name.to_owned(), member.to_owned()));
    words.next();
    Ok(Some(Start::Request(method, path.to_owned(), query.collect())))
}

impl Syntax {
    /// Claims all that the syntax says.
    pub(super) fn claim(&self, claims: &mut Claims, operation: NodeId, root: NodeId, lines: Lines) {
        match &self.start {
            Some(Start::Request(method, path, _)) => {
                claims.state(operation, Fact::Route(*method, path.clone()), lines)
            }
            Some(Start::Response(status)) => claims.state(operation, Fact::Status(*status), lines),
            None => {}
        }
        if let Some(media) = &self.media {
            claims.state(root, Fact::Media(media.clone()), lines);
        }
        for (wire, member) in &self.headers {
            let node = claims.node(root, Step::Member(member.clone()));
            claims.state(node, Fact::In(Location::Header), lines);
            claims.state(node, Fact::WireName(wire.clone()), lines);
        }
        if let Some(Start::Request(_, _, query)) = &self.start {
            for (wire, member) in query {
                let node = claims.node(root, Step::Member(member.clone()));
                claims.state(node, Fact::In(Location::Query), lines);
                if wire != member {
                    claims.state(node, Fact::WireName(wire.clone()), lines);
                }
            }
        }
        if let Some(Form::Struct(members)) = &self.body {
            claim_members(claims, root, members, lines);
        }
    }

    /// Returns the names of the body's members in order.
    pub(super) fn body_names(&self) -> Vec<String> {
        match &self.body {
            Some(Form::Struct(members)) => members.iter().map(|(name, _)| name.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the members that the URI carries, as far as it shows them, in the order in which pages list them.
    pub(super) fn uri_names(&self) -> Vec<String> {
        let Some(Start::Request(_, path, query)) = &self.start else { return Vec::new() };
        let labels =
            path.split(['{', '}']).skip(1).step_by(2).map(|label| label.trim_end_matches('+').to_owned());
        let mut names: Vec<_> = labels.chain(query.iter().map(|(_, member)| member.clone())).collect();
        names.sort_by_key(|name| name.to_lowercase());
        names.dedup();
        names
    }

    /// Claims where a member of the URI travels. A path names its labels without braces where a page lost them.
    pub(super) fn bind(
        &self,
        claims: &mut Claims,
        operation: NodeId,
        node: NodeId,
        name: &str,
        lines: Lines,
    ) {
        let Some(Start::Request(method, path, query)) = &self.start else { return };
        if query.iter().any(|(_, member)| member == name) {
            return;
        }
        claims.state(node, Fact::In(Location::Path), lines);
        let is_label = |segment: &str| segment.trim_matches(['{', '}']).trim_end_matches('+') == name;
        if path.split('/').any(|segment| segment == name)
            && !path.split('/').any(|segment| segment != name && is_label(segment))
        {
            let template: Vec<_> = path
                .split('/')
                .map(|segment| if segment == name { format!("{{{name}}}") } else { segment.to_owned() })
                .collect();
            claims.infer(operation, Fact::Route(*method, template.join("/")), lines, "path-label-by-name");
        }
    }
}

fn claim_members(claims: &mut Claims, parent: NodeId, members: &[(String, Form)], lines: Lines) {
    for (name, form) in members {
        let node = claims.node(parent, Step::Member(name.clone()));
        claim_form(claims, node, form, lines);
    }
}

fn claim_form(claims: &mut Claims, node: NodeId, form: &Form, lines: Lines) {
    let kind = match form {
        Form::Scalar(scalar) => Kind::Scalar(*scalar),
        Form::Opaque => Kind::Object,
        Form::Recursive => Kind::Recursive,
        Form::Struct(_) => Kind::Struct,
        Form::Map(..) => Kind::Map,
        Form::List(_) => Kind::List,
    };
    claims.state(node, Fact::Kind(kind), lines);
    match form {
        Form::Struct(members) => claim_members(claims, node, members, lines),
        Form::Map(key, value) => {
            let key_node = claims.node(node, Step::Key);
            claim_form(claims, key_node, key, lines);
            let value_node = claims.node(node, Step::Value);
            claim_form(claims, value_node, value, lines);
        }
        Form::List(element) => {
            let element_node = claims.node(node, Step::Element);
            claim_form(claims, element_node, element, lines);
        }
        Form::Scalar(_) | Form::Opaque | Form::Recursive => {}
    }
}

/// The words that stand for scalars, in quotes or not.
const SCALARS: &[(&str, Scalar)] = &[
    ("\"string\"", Scalar::String),
    ("number", Scalar::Number),
    ("boolean", Scalar::Boolean),
    ("blob", Scalar::Blob),
    ("timestamp", Scalar::Timestamp),
    ("JSON value", Scalar::Document),
];

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
        if self.eat("{") {
            return self.object(depth);
        }
        if self.eat("[") {
            if self.eat("]") {
                return Ok(Form::List(Box::new(Form::Opaque)));
            }
            let element = self.form(depth + 1)?;
            self.eat(",");
            self.eat("...");
            self.expect("]")?;
            return Ok(Form::List(Box::new(element)));
        }
        for (word, scalar) in SCALARS {
            if self.eat(word) {
                return Ok(Form::Scalar(*scalar));
            }
        }
        // A name where a value belongs: the structure of that name, within itself.
        self.text().map(|_| Form::Recursive)
    }

    fn object(&mut self, depth: usize) -> Result<Form, String> {
        if self.eat("...") {
            self.expect("}")?;
            return Ok(Form::Opaque);
        }
        let mut members: Vec<(String, Form)> = Vec::new();
        while !self.eat("}") {
            let name = self.text()?;
            self.expect(":")?;
            let form = self.form(depth + 1)?;
            members.push((name.to_owned(), form));
            if !self.eat(",") {
                self.expect("}")?;
                break;
            }
        }
        if members.len() == 1 && members.first().is_some_and(|(name, _)| name == "string") {
            let value = members.remove(0).1;
            return Ok(Form::Map(Box::new(Form::Scalar(Scalar::String)), Box::new(value)));
        }
        Ok(Form::Struct(members))
    }

    fn text(&mut self) -> Result<&'a str, String> {
        let rest = self.peek();
        let quoted = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let (text, after) =
            quoted.ok_or_else(|| format!("expected a name in quotes, found `{}`", excerpt(rest)))?;
        self.rest = after;
        Ok(text)
    }

    fn peek(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
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

fn excerpt(text: &str) -> &str {
    &text[..text.floor_char_boundary(30)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_on_one_line_is_read_whole() {
        let text = r#"PUT /v1/{id}/x?maxResults=MaxResults HTTP/1.1 X-Token: token Content-type: application/json { "a": "string", "b": [ { "c": number } ], "m": { "string" : "string" }, "o": { ... } }"#;
        let syntax = read(text).unwrap();
        assert_eq!(
            syntax.start,
            Some(Start::Request(
                Method::Put,
                "/v1/{id}/x".into(),
                vec![("maxResults".into(), "MaxResults".into())]
            ))
        );
        assert_eq!(syntax.headers, [("X-Token".to_owned(), "token".to_owned())]);
        assert_eq!(syntax.media.as_deref(), Some("application/json"));
        assert_eq!(syntax.body_names(), ["a", "b", "m", "o"]);
        assert_eq!(syntax.uri_names(), ["id", "MaxResults"]);
        let string = || Box::new(Form::Scalar(Scalar::String));
        let Some(Form::Struct(members)) = syntax.body else { panic!("a structure") };
        assert_eq!(
            members[1].1,
            Form::List(Box::new(Form::Struct(vec![("c".into(), Form::Scalar(Scalar::Number))])))
        );
        assert_eq!(members[2].1, Form::Map(string(), string()));
        assert_eq!(members[3].1, Form::Opaque);
    }

    #[test]
    fn malformed_syntax_says_what_was_expected() {
        let cases = [
            ("GIVE /x HTTP/1.1", "HTTP method"),
            ("POST x HTTP/1.1", "path"),
            ("HTTP/1.1 fine", "status"),
            (r#"POST / HTTP/1.1 { "a": "string", "b": { "c"#, "quotes"),
            (r#"POST / HTTP/1.1 { "a" "string" }"#, "expected `:`"),
            (r#"POST / HTTP/1.1 { "a": [ number }"#, "expected `]`"),
        ];
        for (text, expected) in cases {
            let error = read(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
        let deep = format!("POST / HTTP/1.1 {}", "{ \"a\": ".repeat(50_000));
        assert!(read(&deep).unwrap_err().contains("deeper"));
    }
}
