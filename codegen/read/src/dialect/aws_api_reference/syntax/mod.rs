//! The request and response syntax of an AWS API Reference page.
//!
//! `POST /x?max=MaxResults HTTP/1.1 Header: Member { "a": "string", "b": [ number ] }`: a start line, headers and a
//! body in JSON ([`json`]) or XML ([`xml`]) in which types stand for values. Text extractions put it all on one line.

mod claim;
mod json;
mod placeholders;
mod renamed;
mod xml;

use docwright_idl::{Method, Scalar};

use self::renamed::Renamed;
use crate::claims::{Kind, Name};
use crate::mention::parts;

/// How deep bodies are read.
const MAX_DEPTH: usize = 64;

/// What a syntax block says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Syntax {
    start: Option<Start>,
    /// The first label of the host, if the page names the host; empty if it is no member.
    host: Option<String>,
    /// Header names and the members that they carry.
    headers: Vec<(String, String)>,
    media: Option<String>,
    /// The name of an XML body's root element.
    root: Option<String>,
    /// The namespace of an XML body.
    namespace: Option<String>,
    body: Option<Form>,
    /// The elements of an XML body that entries call otherwise.
    renamed: Renamed,
    /// The member that is the whole body, if the body has no parts.
    payload: Option<String>,
}

#[derive(Debug, PartialEq)]
enum Start {
    Request(Target),
    Response(u16),
    /// The member that is the status of the response.
    StatusMember(String),
}

/// What a request is sent to.
#[derive(Debug, PartialEq)]
struct Target {
    method: Method,
    /// The path, and the parts of the query that are always the same.
    path: String,
    /// The query's names and the members that they carry.
    query: Vec<(String, String)>,
    /// The members that are names and values of the query.
    query_maps: Vec<String>,
    /// The labels of the path that entries call otherwise, each with the member that it carries.
    aliases: Vec<(String, String)>,
    /// Whether a part of the query was taken for one that is always the same because no entry describes it.
    is_fixed_by_entries: bool,
}

/// The form of a value.
#[derive(Debug, PartialEq)]
enum Form {
    Scalar(Scalar),
    /// `{ ... }`
    Opaque,
    /// `{ Paint in words }`
    Words,
    /// `{ }`: a structure without members, or anything at all.
    Empty,
    /// A name in quotes where a structure belongs: the structure of that name, which contains itself.
    Recursive(String),
    Struct(Vec<(Name, Form)>),
    Map(Box<Form>, Box<Form>),
    List(Box<Form>),
    /// An element that may be repeated: a list without an element around it.
    Repeated(Box<Form>),
    /// An element whose name is the plural of the one that it holds: a list of those, as far as names tell.
    Plural(Name, Box<Form>),
    /// An element that holds one other: a structure, as far as names tell.
    Holder(Vec<(Name, Form)>),
    /// An attribute of the element that holds it.
    Attribute(Scalar),
}

/// Where a member of the URI or of the headers travels.
#[derive(Debug, PartialEq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    Host,
}

/// A syntax that cannot be read to its end.
#[derive(Debug, Default)]
pub(super) struct Broken {
    /// What was expected and not found, in words.
    pub(super) problem: String,
    /// What stands before the body, if that can be read.
    pub(super) head: Syntax,
}

/// Reads a syntax block.
///
/// # Errors
///
/// What was expected and not found, and what stands before.
pub(super) fn read(text: &str) -> Result<Syntax, Box<Broken>> {
    let text = placeholders::unmark(text);
    let (head, body) = split_body(&text);
    let mut words = head.split_whitespace().peekable();
    let start = start(&mut words).map_err(|problem| Broken { problem, ..Broken::default() })?;
    let mut syntax = Syntax { start, ..Syntax::default() };
    while let Some(word) = words.next() {
        let Some(name) = word.strip_suffix(':') else {
            // What stands alone behind the headers is the body.
            syntax.payload = Some(word.to_owned());
            continue;
        };
        let Some(value) = words.next_if(|value| !value.ends_with(':')) else { continue };
        match name.to_ascii_lowercase().as_str() {
            "content-type" if value.contains('/') => syntax.media = Some(value.to_owned()),
            "host" => syntax.host = value.split('.').next().map(str::to_owned),
            _ => syntax.headers.push((name.to_owned(), value.to_owned())),
        }
    }
    match syntax.read_body(body.trim()) {
        Ok(()) => Ok(syntax),
        Err(problem) => Err(Broken { problem, head: syntax }.into()),
    }
}

/// Splits at the first brace that begins a body: one that stands free. Labels of a path stand in braces without
/// space: `/x/{id}`. A quote is of a body of which the brace is lost.
fn split_body(text: &str) -> (&str, &str) {
    let is_body = |at: &usize| {
        let (before, rest) = text.split_at(*at);
        let is_free_behind =
            || rest[1..].starts_with(|next: char| next.is_whitespace() || "\"}<".contains(next));
        before.chars().next_back().is_none_or(char::is_whitespace)
            && (rest.starts_with(['<', '"']) || is_free_behind())
    };
    let at = memchr::memchr3_iter(b'{', b'<', b'"', text.as_bytes()).find(is_body);
    at.map_or((text, ""), |at| text.split_at(at))
}

fn start<'w>(words: &mut impl Iterator<Item = &'w str>) -> Result<Option<Start>, String> {
    let Some(first) = words.next() else { return Ok(None) };
    if first.starts_with("HTTP/") {
        let word = words.next().unwrap_or_default();
        let is_name = word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return match word.parse() {
            Ok(status) => Ok(Some(Start::Response(status))),
            Err(_) if is_name => Ok(Some(Start::StatusMember(word.to_owned()))),
            Err(_) => Err("expected a status code behind the HTTP version".to_owned()),
        };
    }
    let method = Method::from_name(first)
        .ok_or_else(|| format!("expected an HTTP method or version, found `{first}`"))?;
    let target = words.next().ok_or("expected a path behind the HTTP method")?;
    if !target.starts_with('/') {
        return Err(format!("expected a path behind the HTTP method, found `{target}`"));
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut fixed = Vec::new();
    let mut carried = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((name, member)) if member.starts_with(|c: char| c.is_ascii_alphabetic() || c == '{') => {
                carried.push((name.to_owned(), member.trim_matches(['{', '}']).to_owned()));
            }
            _ => fixed.push(part),
        }
    }
    let mark = if fixed.is_empty() { "" } else { "?" };
    let path = format!("{path}{mark}{}", fixed.join("&"));
    // The HTTP version.
    words.next();
    let (query_maps, aliases, is_fixed_by_entries) = (Vec::new(), Vec::new(), false);
    Ok(Some(Start::Request(Target {
        method,
        path,
        query: carried,
        query_maps,
        aliases,
        is_fixed_by_entries,
    })))
}

/// Returns a segment of a path without the marks of a label.
fn bare(segment: &str) -> &str {
    segment.trim_matches(['{', '}']).trim_end_matches('+')
}

impl Target {
    fn segments(&self) -> impl Iterator<Item = &str> {
        self.path.split('?').next().unwrap_or_default().split('/').filter(|segment| !segment.is_empty())
    }
}

impl Syntax {
    fn read_body(&mut self, text: &str) -> Result<(), String> {
        if text.starts_with('<') {
            let body = xml::read(text)?;
            (self.root, self.namespace, self.body) = (Some(body.root), body.namespace, Some(body.form));
        } else if text.starts_with('"') {
            // The lines of the outer braces are lost; where inner ones are as well, nobody knows what is in what.
            let whole = json::read(&format!("{{{text}}}")).ok();
            let lost = || format!("expected `{{`, found `{}`", json::excerpt(text));
            self.body = Some(whole.ok_or_else(lost)?);
        } else if !text.is_empty() {
            self.body = Some(json::read(text)?);
        }
        Ok(())
    }

    /// Takes the parts of the query that no entry describes, by the name of the wire or of the member, for such as are
    /// always the same: `find=LayerVersion`. Names without a value that an entry describes stand for several of both.
    pub(super) fn fix_query(&mut self, is_described: impl Fn(&str) -> bool) {
        let Some(Start::Request(target)) = &mut self.start else { return };
        if let Some((path, fixed)) = target.path.split_once('?') {
            let (maps, fixed): (Vec<&str>, Vec<&str>) = fixed.split('&').partition(|part| is_described(part));
            let mark = if fixed.is_empty() { "" } else { "?" };
            let path = format!("{path}{mark}{}", fixed.join("&"));
            target.query_maps = maps.into_iter().map(str::to_owned).collect();
            target.path = path;
        }
        let (carried, fixed): (Vec<_>, Vec<_>) = std::mem::take(&mut target.query)
            .into_iter()
            .partition(|(wire, member)| is_described(wire) || is_described(member));
        target.query = carried;
        target.is_fixed_by_entries = !fixed.is_empty();
        for (name, value) in fixed {
            target.path += if target.path.contains('?') { "&" } else { "?" };
            target.path += &format!("{name}={value}");
        }
    }

    /// Takes the label of the host for an example if no entry describes it.
    pub(super) fn fix_host(&mut self, is_described: impl Fn(&str) -> bool) {
        if let Some(host) = &mut self.host
            && !is_described(host)
        {
            host.clear();
        }
    }

    /// Finds the labels of the path that the entries for the URI call otherwise: `potName` for the entry `name`. Of what no
    /// other entry is called, one segment alone ends as the entry's name does.
    pub(super) fn find_aliases(&mut self, entries: &[String]) {
        let is_described = |label: &str| entries.iter().any(|entry| entry == label);
        let open: Vec<String> = self
            .path_labels()
            .chain(self.unmarked_segments())
            .filter(|label| !is_described(label) && self.place(label).1 == Some(Place::Path))
            .map(str::to_owned)
            .collect();
        let ends_alike = |label: &str, entry: &str| parts(label).ends_with(&parts(entry));
        let strays = entries.iter().filter(|entry| self.place(entry).1.is_none());
        let found = strays.filter_map(|entry| {
            let mut labels = open.iter().filter(|label| ends_alike(label, entry));
            let label = labels.next().filter(|_| labels.next().is_none())?;
            Some((label.clone(), entry.clone()))
        });
        let found: Vec<(String, String)> = found.collect();
        let is_alone = |label: &str| found.iter().filter(|(other, _)| other == label).count() == 1;
        let aliases = found.iter().filter(|(label, _)| is_alone(label)).cloned().collect();
        if let Some(Start::Request(target)) = &mut self.start {
            target.aliases = aliases;
        }
    }

    /// Returns the label of the path that carries a member.
    pub(super) fn label_of<'s>(&'s self, member: &'s str) -> &'s str {
        let mut aliases = self.target().into_iter().flat_map(|target| &target.aliases);
        aliases.find(|(_, name)| name == member).map_or(member, |(label, _)| label)
    }

    /// Returns the member that a label of the path carries.
    fn member_of<'s>(&'s self, label: &'s str) -> &'s str {
        let mut aliases = self.target().into_iter().flat_map(|target| &target.aliases);
        aliases.find(|(other, _)| other == label).map_or(label, |(_, member)| member)
    }

    fn target(&self) -> Option<&Target> {
        match &self.start {
            Some(Start::Request(target)) => Some(target),
            _ => None,
        }
    }

    /// Whether entries bear the names of the wire: where the syntax shows XML or names the host.
    pub(super) fn has_wire_labels(&self) -> bool {
        self.root.is_some() || self.host.is_some()
    }

    /// Whether the body is XML.
    pub(super) fn is_xml(&self) -> bool {
        self.root.is_some()
    }

    /// Whether words stand for the body.
    pub(super) fn is_in_words(&self) -> bool {
        self.body == Some(Form::Words)
    }

    /// Returns the names of the body's members in order.
    pub(super) fn body_names(&self) -> Vec<&str> {
        match &self.body {
            Some(Form::Struct(members)) => members.iter().map(|(name, _)| name.as_str()).collect(),
            _ => self.payload.iter().map(String::as_str).collect(),
        }
    }

    /// Whether the body has a member of the name.
    pub(super) fn has_in_body(&self, name: &str) -> bool {
        match &self.body {
            Some(Form::Struct(members)) => members.iter().any(|(member, _)| member == name),
            _ => self.payload.as_deref() == Some(name),
        }
    }

    /// Whether a member stands for the whole body.
    pub(super) fn has_payload(&self, name: &str) -> bool {
        self.payload.as_deref() == Some(name)
    }

    /// Returns the kind that the body shows for a member.
    pub(super) fn body_kind(&self, name: &str) -> Option<Kind> {
        match &self.body {
            Some(Form::Struct(members)) => {
                members.iter().find(|(member, _)| member == name).map(|(_, form)| form.kind())
            }
            _ => None,
        }
    }

    /// Returns the headers' names and the members that they carry.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(wire, member)| (wire.as_str(), member.as_str()))
    }

    /// Returns the query's names and the members that they carry.
    pub(super) fn query(&self) -> impl Iterator<Item = (&str, &str)> {
        let query = self.target().into_iter().flat_map(|target| &target.query);
        let maps = self.target().into_iter().flat_map(|target| &target.query_maps);
        let carried = query.map(|(wire, member)| (wire.as_str(), member.as_str()));
        carried.chain(maps.map(|name| (name.as_str(), name.as_str())))
    }

    /// Returns the labels that the path or the host certainly has.
    pub(super) fn marked_labels(&self) -> impl Iterator<Item = &str> {
        self.path_labels().chain(self.host())
    }

    /// Returns the segments of the path that are marked as labels.
    fn path_labels(&self) -> impl Iterator<Item = &str> {
        let segments = self.target().into_iter().flat_map(Target::segments);
        segments.filter(|segment| segment.starts_with('{') || segment.ends_with('+')).map(bare)
    }

    /// Returns the segments of the path that may be labels; copies of pages lose the marks. Plain words in the plural
    /// are collections, and numbers tell versions.
    pub(super) fn unmarked_segments(&self) -> impl Iterator<Item = &str> {
        let is_collection = |segment: &str| {
            segment.ends_with('s') && segment.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        let segments = self.target().into_iter().flat_map(Target::segments);
        segments.filter(|segment| !segment.starts_with('{') && !segment.ends_with('+')).filter(
            move |segment| !is_collection(segment) && !segment.bytes().any(|byte| byte.is_ascii_digit()),
        )
    }

    /// Returns the label that begins the host.
    fn host(&self) -> Option<&str> {
        self.host.as_deref().filter(|label| label.starts_with(|c: char| c.is_ascii_uppercase()))
    }

    /// Returns the member that an entry of the URI or of the headers describes, and where it travels. Entries bear
    /// the name of the wire or that of the member.
    pub(super) fn place<'s>(&'s self, label: &'s str) -> (&'s str, Option<Place>) {
        let carried = self.query().map(|pair| (pair, Place::Query));
        let mut carried = carried.chain(self.headers().map(|pair| (pair, Place::Header)));
        let is_meant = |(wire, member): (&str, &str)| member == label || wire.eq_ignore_ascii_case(label);
        if let Some(((_, member), place)) = carried.find(|(pair, _)| is_meant(*pair)) {
            return (member, Some(place));
        }
        let of_path = self.label_of(label);
        if self.target().is_some_and(|target| target.segments().any(|segment| bare(segment) == of_path)) {
            return (label, Some(Place::Path));
        }
        (label, (self.host() == Some(label)).then_some(Place::Host))
    }
}

impl Form {
    fn kind(&self) -> Kind {
        match self {
            Self::Scalar(scalar) | Self::Attribute(scalar) => Kind::Scalar(*scalar),
            Self::Opaque | Self::Empty => Kind::Object,
            Self::Words => Kind::Any,
            Self::Recursive(_) => Kind::Recursive,
            Self::Struct(_) | Self::Holder(_) => Kind::Struct,
            Self::Map(..) => Kind::Map,
            Self::List(_) | Self::Repeated(_) | Self::Plural(..) => Kind::List,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_on_one_line_is_read_whole() {
        let text = r#"PUT /v1/{id}/x?maxResults=MaxResults HTTP/1.1 X-Token: token Content-type: application/json { "a": "string", "b": [ { "c": number } ], "m": { "string" : "string" }, "o": { ... } }"#;
        let syntax = read(text).unwrap();
        let target = Target {
            method: Method::Put,
            path: "/v1/{id}/x".into(),
            query: vec![("maxResults".into(), "MaxResults".into())],
            query_maps: Vec::new(),
            aliases: Vec::new(),
            is_fixed_by_entries: false,
        };
        assert_eq!(syntax.start, Some(Start::Request(target)));
        assert_eq!(syntax.headers, [("X-Token".to_owned(), "token".to_owned())]);
        assert_eq!(syntax.media.as_deref(), Some("application/json"));
        assert_eq!(syntax.body_names(), ["a", "b", "m", "o"]);
        assert_eq!(syntax.marked_labels().collect::<Vec<_>>(), ["id"]);
        assert_eq!(syntax.unmarked_segments().collect::<Vec<_>>(), ["x"]);
        assert_eq!(syntax.place("maxresults"), ("MaxResults", Some(Place::Query)));
        assert_eq!(syntax.place("token"), ("token", Some(Place::Header)));
        assert_eq!(syntax.place("other"), ("other", None));
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
    fn hosts_fixed_queries_and_bodies_without_parts_are_told() {
        let syntax =
            read("GET /Key+?list&kind=2&from=From HTTP/1.1 Host: Bin.example.com Range: Range").unwrap();
        assert_eq!(syntax.target().map(|target| target.path.as_str()), Some("/Key+?list&kind=2"));
        assert_eq!(syntax.query().collect::<Vec<_>>(), [("from", "From")]);
        assert_eq!(syntax.place("Bin"), ("Bin", Some(Place::Host)));
        assert_eq!(syntax.place("Key"), ("Key", Some(Place::Path)));
        assert!(syntax.has_wire_labels());
        let mut syntax = read("GET /Key HTTP/1.1 Host: Bin.example.com").unwrap();
        syntax.fix_host(|name| name == "Bin");
        assert_eq!(syntax.place("Bin"), ("Bin", Some(Place::Host)));
        syntax.fix_host(|name| name == "Key");
        assert_eq!((syntax.place("Bin"), syntax.has_wire_labels()), (("Bin", None), true));
        let mut syntax = read("GET /layers?find=Layer&Arn=Arn&List=ALL HTTP/1.1").unwrap();
        syntax.fix_query(|name| name == "Arn");
        assert_eq!(syntax.target().map(|target| target.path.as_str()), Some("/layers?find=Layer&List=ALL"));
        assert_eq!(syntax.query().collect::<Vec<_>>(), [("Arn", "Arn")]);
        let mut syntax = read("GET /a/b?traits&list HTTP/1.1").unwrap();
        syntax.fix_query(|name| name == "traits");
        assert_eq!(syntax.target().map(|target| target.path.as_str()), Some("/a/b?list"));
        assert_eq!(syntax.place("traits"), ("traits", Some(Place::Query)));
        let syntax = read("HTTP/1.1 StatusCode X-Amz-Log: Log Payload").unwrap();
        assert_eq!(syntax.start, Some(Start::StatusMember("StatusCode".into())));
        let syntax = read("HTTP/1.1 200 Content-Type: ContentType Body").unwrap();
        assert_eq!((syntax.payload.as_deref(), syntax.body_names()), (Some("Body"), vec!["Body"]));
        assert_eq!(syntax.place("ContentType"), ("ContentType", Some(Place::Header)));
        assert_eq!(read("PUT /a HTTP/1.1 { Text in another form }").unwrap().body, Some(Form::Words));
        let syntax = read(r#"HTTP/1.1 200 X-A: A "b": "string", "c": [ number ]"#).unwrap();
        assert_eq!((syntax.headers.len(), syntax.body_names()), (1, vec!["b", "c"]));
        let syntax = read("HTTP/1.1 200 <A> <B>string</B> </A>").unwrap();
        assert_eq!((syntax.root.as_deref(), syntax.body_names()), (Some("A"), vec!["B"]));
    }

    #[test]
    fn malformed_syntax_says_what_was_expected() {
        let cases = [
            ("GIVE /x HTTP/1.1", "HTTP method"),
            ("POST x HTTP/1.1", "path"),
            ("HTTP/1.1 2-0", "status"),
            (r#"POST / HTTP/1.1 { "a": "string", "b": { "c"#, "quotes"),
            (r#"POST / HTTP/1.1 { "a" "string" }"#, "expected `:`"),
            (r#"POST / HTTP/1.1 { "a": [ number }"#, "expected `]`"),
            (r#"POST / HTTP/1.1 X-A: A "a": { "b": number, "c": number"#, "expected `{`"),
        ];
        for (text, expected) in cases {
            let error = read(text).unwrap_err().problem;
            assert!(error.contains(expected), "{text}: {error}");
        }
        let Broken { head, .. } = *read(r#"PUT /a HTTP/1.1 X-A: A "b": [ "#).unwrap_err();
        assert_eq!(head.target().map(|target| target.path.as_str()), Some("/a"));
        assert_eq!(head.headers().collect::<Vec<_>>(), [("X-A", "A")]);
        let deep = format!("POST / HTTP/1.1 {}", "{ \"a\": ".repeat(50_000));
        assert!(read(&deep).unwrap_err().problem.contains("deeper"));
    }
}
