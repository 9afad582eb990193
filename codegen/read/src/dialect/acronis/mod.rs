//! The Markdown reference of endpoints that Acronis publishes.
//!
//! ```text
//! # Title
//! **Base URL**: https://…
//! ## Security
//! ### scheme                      grants, URIs, a table of the header that carries the key
//! ### Scopes
//! ## Endpoints
//! ### Title (METHOD /path)
//! #### Security                   the scopes, of which one is needed
//! #### Request parameters
//! ##### Query parameters          a table: name, and a cell of several lines with description and labels
//! ##### Request body              media type, a list of properties, examples
//! #### Responses
//! ##### `200` — description       the same
//! ```
//!
//! The page goes through four steps: [`sections`] cuts it at the headings that the layout knows, [`entries`] passes on
//! the lines of each section, whether the page kept its blank lines and indentation or not, [`endpoint`], [`body`],
//! [`property`] and [`security`] read these, and [`claim`] says what they found. What only the examples show is inferred
//! by [`examples`](crate::examples).
//!
//! Further rules by which this dialect infers:
//!
//! | rule | what it finds |
//! |---|---|
//! | `operation-name-from-action`, `operation-name-from-path` | the name of an operation; see [`names`] |
//! | `error-name-from-example`, `error-name-from-status` | the name of an error; see [`names`] |
//! | `shape-name-from-title` | the elements of a list that is called `items` or so are what the title says is listed; see [`names`] |
//! | `path-label` | a label of the path that no table describes is a required string |
//! | `multiple-entries` | a parameter of which the page says that several entries are accepted is a list |
//! | `uuid-pattern` | a text that matches the pattern of UUIDs is one |
//! | `payload-member` | a body that is no object with known properties is one member, `body` |
//! | `payload-from-media` | a body of which only the media type is known is text or bytes |
//! | `member-name-from-place` | of two parameters with one name, the later is called after its place, too |
//! | `cursor-paging` | the parameter `after` takes what the example of a page has under `cursors.after` |
//! | `retryable-by-example` | the example of an error asks to try again, or has the seconds to wait before that |
//! | `retry-after-header` | the example of an error speaks of the header with the seconds to wait |
//! | `retry-after-member` | the seconds under `retry_after` in an error are those to wait |

mod body;
mod claim;
mod endpoint;
mod entries;
mod labels;
mod names;
mod property;
mod sections;
mod security;

use std::borrow::Cow;
use std::collections::HashSet;

use docwright_idl::{Code, Diagnostic, Snippet};

use self::endpoint::Endpoint;
use self::entries::Form;
use self::sections::{Part, Section, SectionKind};
use super::{Dialect, Page};
use crate::claims::{Claims, Fact, LineClass};
use crate::document::{Block, BlockKind, Document, Lines};
use crate::format::is_markup;
use crate::lines::{is_blank, lines, may_begin, trim_end};

/// The reader of the Acronis layout.
#[derive(Debug)]
pub(super) struct Acronis;

impl Dialect for Acronis {
    fn name(&self) -> &'static str {
        "acronis"
    }

    fn bid(&self, page: &Page<'_>) -> u8 {
        /// What there is on such a page, and how much that tells.
        type Evidence = (u8, fn(&SectionKind<'_>) -> bool);
        let mut missing: Vec<Evidence> = vec![
            (20, |kind| *kind == SectionKind::Endpoints),
            (30, |kind| matches!(kind, SectionKind::Endpoint(_))),
            (20, |kind| matches!(kind, SectionKind::Response { .. })),
            (10, |kind| matches!(kind, SectionKind::Part(Part::Responses | Part::Request))),
        ];
        let mut found = 0;
        let mut headings = sections::headings(page.document);
        while !missing.is_empty()
            && let Some((_, kind)) = headings.next()
        {
            found += missing.extract_if(.., |(_, is)| is(&kind)).map(|(weight, _)| weight).sum::<u8>();
        }
        // By itself, a base URL tells little.
        if found > 0 && has_base_url(page.document) { found + 20 } else { found }
    }

    fn read(&self, page: &Page<'_>) -> Claims {
        let mut reader = Reader::new(page);
        let sections = sections::split(page.document);
        for heading in sections.iter().filter_map(|section| section.heading) {
            reader.claims.classify(heading, LineClass::Boilerplate);
        }
        let endpoints = sections.iter().position(|section| matches!(section.kind, SectionKind::Endpoint(_)));
        let (service, endpoints) = sections.split_at(endpoints.unwrap_or(sections.len()));
        let endpoints = endpoint::read_all(&mut reader, endpoints);
        reader.read_service(service, &endpoints);
        claim::claim_all(&mut reader, &endpoints);
        reader.check_complete(&endpoints);
        reader.finish()
    }
}

/// The claims in the making.
struct Reader<'p> {
    page: &'p Page<'p>,
    claims: Claims,
    /// The service's title.
    title: String,
    /// The lines on which something has been reported.
    reported: HashSet<Lines>,
}

impl<'p> Reader<'p> {
    fn new(page: &'p Page<'p>) -> Self {
        Self { page, claims: page.claims(), title: String::new(), reported: HashSet::new() }
    }

    /// Returns the text of a line and of those behind it.
    fn text_at(&self, number: u32) -> Option<&'p str> {
        let start = self.page.document.line_starts.get(number.checked_sub(1)? as usize)?;
        self.page.text.get(*start..)
    }

    /// Reads what stands before the endpoints.
    fn read_service(&mut self, sections: &[Section<'_>], endpoints: &[Endpoint<'_>]) {
        for section in sections.iter().filter(|section| matches!(section.kind, SectionKind::Service(_))) {
            self.read_title(section);
        }
        let is_security =
            |kind: &SectionKind<'_>| !matches!(kind, SectionKind::Service(_) | SectionKind::Endpoints);
        let sections: Vec<_> = sections.iter().filter(|section| is_security(&section.kind)).collect();
        security::read(self, &sections, endpoints);
    }

    /// Reports what tells that the page is cut off: an endpoint without a response, code that does not end.
    fn check_complete(&mut self, endpoints: &[Endpoint<'_>]) {
        let end = Lines::at(self.page.document.line_count().max(1));
        let silent = endpoints.iter().find(|endpoint| endpoint.responses.is_empty());
        let text = self.page.text;
        let is_blank = |c: char| c.is_whitespace() && c != '\n';
        let begins_line = |at: &usize| {
            let before = text[..*at].trim_end_matches(is_blank);
            before.is_empty() || before.ends_with('\n')
        };
        let fences = memchr::memmem::find_iter(text.as_bytes(), "```").filter(begins_line).count();
        let (lines, missing) = match silent {
            Some(endpoint) => (endpoint.heading, "no response of an endpoint"),
            None if fences % 2 == 1 => (end, "no end of an example"),
            None => return,
        };
        self.claims.diagnostics.push(
            Diagnostic::new(Code::INCOMPLETE_PAGE, format!("the page shows {missing}"))
                .at(Snippet::of_lines(
                    self.page.name,
                    self.page.text,
                    lines.first as usize,
                    lines.last as usize,
                    "expected more behind this",
                ))
                .help("fetch the page again; it seems to be cut off"),
        );
    }

    fn read_title(&mut self, section: &Section<'_>) {
        if let (SectionKind::Service(title), Some(lines)) = (&section.kind, section.heading)
            && !title.is_empty()
        {
            self.claims.state(Claims::ROOT, Fact::Title((*title).to_owned()), lines);
            (*title).clone_into(&mut self.title);
        }
        let mut prose = entries::Prose::default();
        entries::each(section.blocks, |entry| match entry.form {
            Form::Text(text) if base_url(text).is_some_and(|url| self.claim_base_url(url, entry.lines)) => {}
            _ => prose.add(&entry),
        });
        if let Some((doc, lines)) = prose.get() {
            self.claims.state(Claims::ROOT, Fact::Doc(doc.into()), lines);
        }
    }

    /// Claims the base URL. Returns whether the line is one.
    fn claim_base_url(&mut self, url: &str, lines: Lines) -> bool {
        if url.contains("://") {
            self.claims.state(Claims::ROOT, Fact::Endpoint(url.trim_end_matches('/').to_owned()), lines);
        } else {
            self.claims.classify(lines, LineClass::Boilerplate);
            let message = format!("the base URL `{url}` has no host");
            let help = "write the whole URL as `endpoint` into the service's `docwright.yaml`";
            self.report(Code::INCOMPLETE_PAGE, lines, message, "a URL with a host was expected", help);
        }
        true
    }

    /// Returns the page's own words from one line to another, without the blank lines around them.
    fn source(&self, first: u32, last: u32) -> Option<(Cow<'p, str>, Lines)> {
        let line = |number: u32| lines(self.text_at(number)?).next();
        let has_text = |number: &u32| line(*number).is_some_and(|line| !is_blank(line));
        let first = (first..=last).find(has_text)?;
        let last = (first..=last).rev().find(has_text)?;
        let rest = self.text_at(first)?;
        let text = &rest[..rest.len() - self.text_at(last)?.len() + line(last)?.len()];
        let is_trimmed = |line: &str| trim_end(line).len() == line.len();
        let text = match text.split('\n').all(is_trimmed) {
            true => Cow::Borrowed(text),
            false => lines(text).map(trim_end).collect::<Vec<_>>().join("\n").into(),
        };
        Some((text, Lines::new(first, last)))
    }

    /// Reports something on the given lines, once.
    fn report(&mut self, code: Code, lines: Lines, message: String, label: &str, help: &str) {
        /// With how many findings a page is known to be bad.
        const ENOUGH: usize = 100;
        if self.reported.len() < ENOUGH && self.reported.insert(lines) {
            let (first, last) = (lines.first as usize, lines.last as usize);
            let snippet = Snippet::of_lines(self.page.name, self.page.text, first, last, label);
            self.claims.diagnostics.push(Diagnostic::new(code, message).at(snippet).help(help));
        }
    }

    /// Classifies what is mark-up alone, and returns the claims.
    fn finish(mut self) -> Claims {
        self.claims.classify_unread(self.page, is_markup, LineClass::Boilerplate);
        self.claims
    }
}

/// Whether the page has a base URL before the second heading that the layout knows.
fn has_base_url(document: &Document<'_>) -> bool {
    let end = document.blocks.len();
    let mut headings = sections::headings(document).map(|(place, _)| place);
    let (title, next) = (headings.next().unwrap_or(end), headings.next().unwrap_or(end));
    let head = document.blocks[..next].iter().enumerate().filter(|(place, _)| *place != title);
    head.map(|(_, block)| block).any(|block| base_url(block.as_markdown()).is_some())
}

/// Reads `**Base URL**: https://…`; of a paragraph, its first line.
fn base_url(text: &str) -> Option<&str> {
    if !may_begin(text, |first| first == b'*') {
        return None;
    }
    let (title, url) = lines(text).next()?.trim().strip_prefix("**")?.split_once("**")?;
    if !title.trim_end_matches(':').trim().eq_ignore_ascii_case("base url") {
        return None;
    }
    let url = labels::bare(url.trim_start_matches(':')).trim_matches(['<', '>']);
    (!url.is_empty()).then_some(url)
}

/// Returns the first two cells of the rows of a table below its titles, and classifies the titles.
fn rows<'d>(
    reader: &mut Reader<'_>,
    table: &'d Block<'d>,
) -> impl Iterator<Item = (&'d Block<'d>, &'d Block<'d>)> + use<'d> {
    if let Some(titles) = table.children.first() {
        reader.claims.classify(titles.lines, LineClass::Boilerplate);
    }
    let row = |row: &'d Block<'d>| match row.children.as_slice() {
        [name, description, ..] if name.kind == BlockKind::Cell => Some((name, description)),
        _ => None,
    };
    table.children.iter().skip(1).filter_map(row)
}

#[cfg(test)]
mod tests;
