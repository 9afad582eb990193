//! The layout of the AWS API Reference: one page an operation, with a request and a response in JSON, and an entry
//! for each member and error.
//!
//! The syntax ([`syntax`]) has the names at all levels and the HTTP binding; the entries ([`entries`]) have types,
//! constraints and prose of the top level. A damaged page has lost the names of its entries; the syntax still has
//! them, in the same order.

mod constraints;
mod entries;
mod sections;
mod syntax;
mod types;

use docwright_idl::{Code, Diagnostic, Location, Snippet};

use self::entries::{Entry, entries, split_at_holes};
use self::sections::{Section, SectionKind, sections};
use self::syntax::Syntax;
use super::prose::Prose;
use super::{Dialect, Page};
use crate::claims::{Claims, Fact, LineClass, NodeId, Step, operation_key};
use crate::document::{Block, Lines};

/// The dialect of the AWS API Reference.
pub(super) struct AwsApiReference;

impl Dialect for AwsApiReference {
    fn name(&self) -> &'static str {
        "aws-api-reference"
    }

    fn bid(&self, page: &Page<'_>) -> u8 {
        /// What paragraphs of such a page begin with, and how much that tells.
        const MARKS: &[(&str, u8)] = &[
            ("URI Request Parameters", 20),
            ("Response Elements", 15),
            ("HTTP Status Code: ", 20),
            ("HTTP/1.1 ", 15),
            ("Type: ", 10),
            ("If the action is successful, the service sends back an HTTP", 10),
        ];
        let blocks = &page.document.blocks;
        let present = |mark: &str| blocks.iter().any(|block| block.text.trim_start().starts_with(mark));
        let marks: u8 = MARKS.iter().filter(|(mark, _)| present(mark)).map(|(_, weight)| weight).sum();
        let title = blocks.first().is_some_and(|block| Title::read(&block.text).is_some());
        if marks > 0 && title { marks + 10 } else { marks }
    }

    fn read(&self, page: &Page<'_>) -> Claims {
        let mut claims = Claims::new(page.text);
        let title = page
            .document
            .blocks
            .iter()
            .take(3)
            .find_map(|block| Some((Title::read(&block.text)?, block.lines)));
        let Some((title, lines)) = title else {
            claims.diagnostics.push(
                Diagnostic::new(Code::INCOMPLETE_PAGE, "the page does not say which operation it documents")
                    .at(Snippet::of_lines(page.name, page.text, 1, 1, "expected `Operation - Service`"))
                    .help("keep the page's title"),
            );
            return claims;
        };
        if let Some(service) = title.service {
            claims.state(Claims::ROOT, Fact::Title(service.to_owned()), lines);
        }
        let operation = claims.node(Claims::ROOT, Step::Operation(operation_key(title.name)));
        claims.state(operation, Fact::Name(title.name.to_owned()), lines);
        let mut reader = Reader::new(page, claims, operation, title.name);
        let sections = sections(&page.document.blocks);
        for section in &sections {
            reader.section(section);
        }
        reader.check_complete(&sections);
        reader.claims
    }
}

/// The title of a page: `StartRecovery - AWS Elastic Disaster Recovery`, or the name alone.
struct Title<'a> {
    name: &'a str,
    service: Option<&'a str>,
}

impl<'a> Title<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let (name, service) = match text.split_once(" - ") {
            Some((name, service)) => (name.trim(), Some(service.trim())),
            None => (text, None),
        };
        let fine = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && service.is_none_or(|service| !service.is_empty() && !service.contains('\n'));
        fine.then_some(Self { name, service })
    }
}

struct Reader<'p, 'a> {
    page: &'p Page<'a>,
    claims: Claims,
    operation: NodeId,
    name: &'p str,
    input: NodeId,
    output: NodeId,
    request: Syntax,
    response: Syntax,
}

impl<'p, 'a> Reader<'p, 'a> {
    fn new(page: &'p Page<'a>, mut claims: Claims, operation: NodeId, name: &'p str) -> Self {
        let input = claims.node(operation, Step::Input);
        let output = claims.node(operation, Step::Output);
        let (request, response) = Default::default();
        Self { page, claims, operation, name, input, output, request, response }
    }

    fn section(&mut self, section: &Section<'p, 'a>) {
        if let Some(lines) = section.heading {
            self.claims.classify(lines, LineClass::Boilerplate);
        }
        match section.kind {
            SectionKind::Head => self.head(section.blocks),
            SectionKind::RequestSyntax => {
                self.request = self.syntax(section.blocks, self.input);
            }
            SectionKind::ResponseSyntax => {
                self.response = self.syntax(section.blocks, self.output);
            }
            SectionKind::UriParameters => {
                let names = self.request.uri_names();
                self.members(
                    section.blocks,
                    self.input,
                    Some(Location::Query),
                    names,
                    "uri-entry-by-name-order",
                );
            }
            SectionKind::RequestBody => {
                let names = self.request.body_names();
                self.members(section.blocks, self.input, None, names, "body-entry-by-syntax-order");
            }
            SectionKind::ResponseElements => {
                let names = self.response.body_names();
                self.members(section.blocks, self.output, None, names, "body-entry-by-syntax-order");
            }
            SectionKind::Errors => self.errors(section.blocks),
            SectionKind::Layout => {
                for block in section.blocks {
                    self.claims.classify(block.extent(), LineClass::Boilerplate);
                }
            }
        }
    }

    fn head(&mut self, blocks: &[Block<'_>]) {
        let mut doc = Prose::default();
        for block in blocks {
            if Title::read(&block.text).is_some_and(|title| title.name == self.name) {
                self.claims.classify(block.lines, LineClass::Boilerplate);
            } else {
                doc.block(block);
            }
        }
        doc.claim(&mut self.claims, self.operation);
    }

    fn syntax(&mut self, blocks: &[Block<'_>], root: NodeId) -> Syntax {
        let mut found = Syntax::default();
        for block in blocks {
            self.claims.classify(block.extent(), LineClass::Boilerplate);
            match syntax::read(&block.text) {
                Ok(syntax) => {
                    syntax.claim(&mut self.claims, self.operation, root, block.lines);
                    found = syntax;
                }
                Err(problem) => {
                    let lines = block.lines;
                    self.claims.diagnostics.push(
                        Diagnostic::new(
                            Code::MALFORMED_SYNTAX,
                            format!("the syntax cannot be read: {problem}"),
                        )
                        .at(self.snippet(lines, "in this syntax"))
                        .help("compare the page with the vendor's; what follows the place is not read"),
                    );
                }
            }
        }
        found
    }

    /// Reads the entries of members. Those that lost their names get them from the syntax by order.
    fn members(
        &mut self,
        blocks: &'p [Block<'a>],
        parent: NodeId,
        location: Option<Location>,
        names: Vec<String>,
        rule: &'static str,
    ) {
        let mut entries = entries(&mut self.claims, self.operation, blocks, &names);
        let unnamed = |entries: &[Entry<'_, '_>]| entries.iter().filter(|entry| entry.name.is_none()).count();
        if unnamed(&entries) > 0 && entries.len() < names.len() {
            entries = split_at_holes(entries);
        }
        let by_order = unnamed(&entries) > 0 && entries.len() == names.len();
        if unnamed(&entries) > 0 && !by_order {
            self.report_unpaired(&entries, &names);
        }
        for (index, entry) in entries.iter().enumerate() {
            let named = match (&entry.name, names.get(index)) {
                (Some((name, lines)), _) => Some((name.clone(), *lines, None)),
                (None, Some(name)) if by_order => Some((name.clone(), entry.lines, Some(rule))),
                _ => None,
            };
            let Some((name, lines, rule)) = named else {
                self.claims.classify(entry.lines, LineClass::Doc);
                continue;
            };
            self.claims.classify(lines, LineClass::Fact);
            let node = self.claims.node(parent, Step::Member(name.clone()));
            if location.is_some() {
                self.request.bind(&mut self.claims, self.operation, node, &name, lines);
            }
            entry.claim(&mut self.claims, node, rule, location.is_some());
        }
    }

    fn report_unpaired(&mut self, entries: &[Entry<'_, '_>], names: &[String]) {
        let Some(first) = entries.iter().find(|entry| entry.name.is_none()) else { return };
        self.claims.diagnostics.push(
            Diagnostic::new(
                Code::NAME_COUNT,
                format!(
                    "{} entries, of which some lost their names, and {} names in the syntax",
                    entries.len(),
                    names.len()
                ),
            )
            .at(self.snippet(first.lines, "which member this describes is unknown"))
            .note(format!("the syntax names {}", names.join(", ")))
            .help("give docwright an undamaged copy of the page, or another page of the operation"),
        );
    }

    fn errors(&mut self, blocks: &'p [Block<'a>]) {
        let entries = entries(&mut self.claims, self.operation, blocks, &[]);
        for (index, entry) in entries.iter().enumerate() {
            let Some(status) = entry.status() else {
                self.claims.classify(entry.lines, LineClass::Doc);
                continue;
            };
            let node = match &entry.name {
                Some((name, lines)) => {
                    let node = self.claims.node(self.operation, Step::Error(name.clone()));
                    self.claims.state(node, Fact::Code(name.clone()), *lines);
                    node
                }
                None => self.claims.node(self.operation, Step::UnnamedError(index)),
            };
            self.claims.state(node, Fact::Status(status.0), status.1);
            entry.prose().claim(&mut self.claims, node);
        }
    }

    /// Reports the parts that every page of this layout has and this one lacks.
    fn check_complete(&mut self, sections: &[Section<'_, '_>]) {
        let has = |kind| sections.iter().any(|section| section.kind == kind);
        let missing: Vec<_> = [
            (SectionKind::RequestSyntax, "Request Syntax"),
            (SectionKind::ResponseElements, "Response Elements"),
            (SectionKind::Errors, "Errors"),
        ]
        .into_iter()
        .filter(|(kind, _)| !has(*kind))
        .map(|(_, heading)| format!("`{heading}`"))
        .collect();
        if !missing.is_empty() {
            let last = u32::max(self.page.document.line_count, 1);
            self.claims.diagnostics.push(
                Diagnostic::new(Code::INCOMPLETE_PAGE, format!("the page has no {}", missing.join(", ")))
                    .at(self.snippet(Lines::at(last), "the page ends here"))
                    .help("fetch the page again; it seems to be cut off"),
            );
        }
    }

    fn snippet(&self, lines: Lines, label: &str) -> Snippet {
        Snippet::of_lines(self.page.name, self.page.text, lines.first as usize, lines.last as usize, label)
    }
}
