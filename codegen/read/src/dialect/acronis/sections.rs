//! Cuts a page into the sections that the layout has.
//!
//! A section begins with a heading that the layout knows, at the level where the layout has it. Descriptions may hold
//! headings of their own; those belong to the section in which they stand.

use docwright_idl::{Location, Method};

use crate::document::{Block, BlockKind, Document, Lines};
use crate::lines::trim;

/// A heading that the layout knows, and what follows it.
#[derive(Debug)]
pub(super) struct Section<'d> {
    /// What it is.
    pub(super) kind: SectionKind<'d>,
    /// The heading; only what stands before the first has none.
    pub(super) heading: Option<Lines>,
    /// The lines after the heading up to the next section; `first` is after `last` if there are none.
    pub(super) body: (u32, u32),
    /// The blocks after the heading.
    pub(super) blocks: &'d [Block<'d>],
}

/// What a section is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SectionKind<'d> {
    /// The service: title, base URL and description.
    Service(&'d str),
    /// The ways to sign in.
    Security,
    /// A way to sign in, by its name.
    Scheme(&'d str),
    /// The list of the endpoints.
    Endpoints,
    /// An endpoint: title, route and description.
    Endpoint(Route<'d>),
    /// A part of what stands above it: of a way to sign in or of an endpoint.
    Part(Part),
    /// A response of an endpoint.
    Response {
        /// The status code; `None` for any other that is not documented.
        status: Option<Status>,
        /// What is said of it.
        doc: &'d str,
    },
}

/// A part of a way to sign in or of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// How one signs in to an endpoint.
    Security,
    /// What comes with a request; the parameters and the body follow.
    Request,
    /// Parameters, as a table.
    Parameters(Location),
    /// The body of a request.
    Body,
    /// The responses follow.
    Responses,
    /// Headers of a response, as a table.
    ResponseHeaders,
    /// Scopes, as a list.
    Scopes,
}

/// A status code, or all of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// One status code.
    Code(u16),
    /// All codes that begin with the digit.
    Class(u8),
}

/// How an endpoint is called, and what its heading says of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Route<'d> {
    /// The title; empty if the heading is the route alone.
    pub(super) title: &'d str,
    /// The HTTP method.
    pub(super) method: Method,
    /// The path, with its labels in braces.
    pub(super) path: &'d str,
}

/// The parts, by their headings in lower case.
const PARTS: &[(&str, Part)] = &[
    ("security", Part::Security),
    ("request parameters", Part::Request),
    ("headers", Part::Parameters(Location::Header)),
    ("header parameters", Part::Parameters(Location::Header)),
    ("query parameters", Part::Parameters(Location::Query)),
    ("path parameters", Part::Parameters(Location::Path)),
    ("uri parameters", Part::Parameters(Location::Path)),
    ("cookies", Part::Parameters(Location::Cookie)),
    ("cookie parameters", Part::Parameters(Location::Cookie)),
    ("form parameters", Part::Parameters(Location::Body)),
    ("request body", Part::Body),
    ("responses", Part::Responses),
    ("response headers", Part::ResponseHeaders),
    ("scopes", Part::Scopes),
];

/// Where in the page we are, with the level of the heading that says so.
#[derive(Clone, Copy)]
enum Zone {
    Service,
    Security(u8),
    Endpoints,
    Endpoint { level: u8, is_response: bool },
}

/// Cuts the page into its sections, in the page's order.
pub(super) fn split<'d>(document: &'d Document<'d>) -> Vec<Section<'d>> {
    let section = |kind, heading: Option<usize>, end: usize| {
        let next = document.blocks.get(end);
        let last = next.map_or(document.line_count(), |next| next.lines.first.saturating_sub(1));
        let blocks = &document.blocks[heading.map_or(0, |at| at + 1)..end];
        let heading = heading.map(|at| document.blocks[at].lines);
        Section { kind, heading, body: (heading.map_or(0, |lines| lines.last) + 1, last), blocks }
    };
    let is_heading = |block: &&Block<'_>| matches!(block.kind, BlockKind::Heading(_));
    let mut sections = Vec::with_capacity(document.blocks.iter().filter(is_heading).count() + 1);
    let (mut kind, mut heading) = (SectionKind::Service(""), None);
    for (index, next) in headings(document) {
        sections.push(section(std::mem::replace(&mut kind, next), heading.replace(index), index));
    }
    sections.push(section(kind, heading, document.blocks.len()));
    sections
}

/// Returns the headings that the layout knows, each with its place among the page's blocks, and what begins with it.
pub(super) fn headings<'d>(document: &'d Document<'d>) -> impl Iterator<Item = (usize, SectionKind<'d>)> {
    let (mut zone, mut is_first) = (Zone::Service, true);
    document.blocks.iter().enumerate().filter_map(move |(index, block)| {
        let BlockKind::Heading(level) = block.kind else { return None };
        let kind = recognise(block, level, zone, is_first)?;
        is_first = false;
        zone = match &kind {
            SectionKind::Security => Zone::Security(level),
            SectionKind::Endpoints => Zone::Endpoints,
            SectionKind::Endpoint(_) => Zone::Endpoint { level, is_response: false },
            SectionKind::Response { .. } => zone.with_response(true),
            SectionKind::Part(part) => zone.with_response(*part == Part::Responses),
            _ => zone,
        };
        Some((index, kind))
    })
}

impl Zone {
    fn with_response(self, is_response: bool) -> Self {
        match self {
            Self::Endpoint { level, .. } => Self::Endpoint { level, is_response },
            other => other,
        }
    }
}

fn recognise<'d>(block: &'d Block<'d>, level: u8, zone: Zone, is_first: bool) -> Option<SectionKind<'d>> {
    let text = trim(&block.text);
    let is = |title: &str| text.eq_ignore_ascii_case(title);
    if level == 1 {
        return is_first.then_some(SectionKind::Service(text));
    }
    let endpoint_level = match zone {
        Zone::Endpoint { level, .. } => level..=level,
        _ => 2..=4,
    };
    if endpoint_level.contains(&level)
        && let Some(route) = route(text)
    {
        return Some(SectionKind::Endpoint(route));
    }
    match zone {
        Zone::Service if is("security") => Some(SectionKind::Security),
        Zone::Service | Zone::Security(_) if level == 2 && is("endpoints") => Some(SectionKind::Endpoints),
        Zone::Security(above) if level > above => {
            let scheme = (level == above + 1).then_some(SectionKind::Scheme(text));
            part(text).map(SectionKind::Part).or(scheme)
        }
        Zone::Endpoint { level: above, is_response } if level > above => match part(text) {
            Some(Part::Parameters(Location::Header)) if is_response => {
                Some(SectionKind::Part(Part::ResponseHeaders))
            }
            Some(part) => Some(SectionKind::Part(part)),
            None => response(block.as_markdown()),
        },
        _ => None,
    }
}

fn part(text: &str) -> Option<Part> {
    PARTS.iter().find(|(title, _)| text.eq_ignore_ascii_case(title)).map(|(_, part)| *part)
}

/// Reads `Title (METHOD /path)` or `METHOD /path`.
fn route(text: &str) -> Option<Route<'_>> {
    let (title, call) = match text.strip_suffix(')') {
        Some(inner) if Method::from_name(first_word(text)).is_none() => {
            let is_call = |at: &usize| {
                let call = &inner[at + 1..];
                let path = Method::ALL.iter().find_map(|method| call.strip_prefix(method.as_str()));
                path.is_some_and(|path| path.starts_with(" /"))
            };
            let open = memchr::memrchr_iter(b'(', inner.as_bytes()).find(is_call)?;
            (inner[..open].trim(), &inner[open + 1..])
        }
        _ => ("", text),
    };
    let method = Method::from_name(first_word(call))?;
    let path = trim(&call[method.as_str().len()..]);
    (path.starts_with('/') && !path.contains(char::is_whitespace)).then_some(Route { title, method, path })
}

fn first_word(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or_default()
}

/// Reads `` `200` `` or `` `200` — Description ``.
fn response(markdown: &str) -> Option<SectionKind<'_>> {
    let (code, rest) = markdown.strip_prefix('`')?.split_once('`')?;
    let rest = rest.trim_start();
    let doc = rest.strip_prefix(['—', '–', '-', ':']).unwrap_or(rest).trim();
    let status = match code.as_bytes() {
        [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Status::Class(class - b'0')),
        [b'1'..=b'5', _, _] => Some(Status::Code(code.parse().ok()?)),
        _ if code.eq_ignore_ascii_case("default") => None,
        _ => return None,
    };
    Some(SectionKind::Response { status, doc })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;

    #[test]
    fn routes_are_told_with_and_without_a_title() {
        let read = |text| route(text).map(|route| (route.title, route.method.as_str(), route.path));
        assert_eq!(
            read("Cancel (now) (POST /a/{b}:cancel)"),
            Some(("Cancel (now)", "POST", "/a/{b}:cancel"))
        );
        assert_eq!(read("GET /tasks"), Some(("", "GET", "/tasks")));
        assert_eq!(read("GET /tasks(id)"), Some(("", "GET", "/tasks(id)")));
        for text in ["Tasks", "Tasks (GET tasks)", "GET", "GET /tasks or more", "Get (get /x)", ")"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn headings_within_descriptions_cut_nothing() {
        let text = "# T\n\n## Security\n\n### Key\n\n### Responses\n\n## Endpoints\n\n### GET /a\n\n# Note\n\n## Security\n\n\
                    ### Responses\n\n#### Responses\n\n##### `200`\n\n##### `2`\n\n##### `default` — Else\n";
        let document = Format::Markdown.read(text);
        let kinds: Vec<_> = split(&document).into_iter().map(|section| section.kind).collect();
        let route = Route { title: "", method: Method::Get, path: "/a" };
        assert_eq!(
            kinds,
            [
                SectionKind::Service(""),
                SectionKind::Service("T"),
                SectionKind::Security,
                SectionKind::Scheme("Key"),
                SectionKind::Part(Part::Responses),
                SectionKind::Endpoints,
                SectionKind::Endpoint(route),
                SectionKind::Part(Part::Responses),
                SectionKind::Response { status: Some(Status::Code(200)), doc: "" },
                SectionKind::Response { status: None, doc: "Else" },
            ]
        );
    }
}
