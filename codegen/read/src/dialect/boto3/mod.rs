//! The layout of boto3's method reference: one page an operation, a request and a response syntax in Python, and
//! nested bullets for parameters and results.
//!
//! The bullets ([`bullets`]) have names, types and prose; the syntax ([`syntax`]) has the values of enums and tells
//! maps from structures. Text extractions lose lines; what is lost of the one is often left of the other, so both
//! make claims about the same nodes.

mod bullets;
mod order;
mod sections;
mod syntax;

use docwright_idl::{Code, Diagnostic, Snippet};

use self::sections::{Section, sections};
use super::prose::Prose;
use super::{Dialect, Page};
use crate::claims::{Claims, Fact, LineClass, NodeId, Step, operation_key};
use crate::document::{Block, BlockKind, Lines};

/// The dialect of boto3's method reference.
pub(super) struct Boto3;

impl Dialect for Boto3 {
    fn name(&self) -> &'static str {
        "boto3"
    }

    fn bid(&self, page: &Page<'_>) -> u8 {
        let blocks = &page.document.blocks;
        let has = |test: &dyn Fn(&str) -> bool| blocks.iter().any(|block| test(block.text.trim()));
        let breadcrumb = blocks.first().is_some_and(|block| Method::of_breadcrumb(&block.text).is_some());
        let call = has(&|text| text.starts_with("response = client."));
        let exceptions = has(&|text| text.contains(".Client.exceptions."));
        let structure = has(&|text| text == "Response Structure");
        let marks = [(breadcrumb, 50), (call, 30), (exceptions, 10), (structure, 10)];
        marks.into_iter().filter(|(present, _)| *present).map(|(_, weight)| weight).sum()
    }

    fn read(&self, page: &Page<'_>) -> Claims {
        let mut claims = Claims::new(page.text);
        let Some((method, head)) = method_of(&page.document.blocks) else {
            claims.diagnostics.push(
                Diagnostic::new(Code::INCOMPLETE_PAGE, "the page does not say which method it documents")
                    .at(Snippet::of_lines(page.name, page.text, 1, 1, "expected `service / Client / method`"))
                    .help("keep the page's first line, or its signature `Service.Client.method(**kwargs)`"),
            );
            return claims;
        };
        claims.state(Claims::ROOT, Fact::ClientId(method.service.to_owned()), head);
        let operation = claims.node(Claims::ROOT, Step::Operation(operation_key(method.name)));
        claims.state(operation, Fact::MethodName(method.name.to_owned()), head);
        claims.infer(operation, Fact::Name(operation_name(method.name)), head, "operation-name-from-method");
        let mut reader = Reader { page, claims, operation, input: None, output: None };
        let mut sections = sections(&page.document.blocks);
        // The bullets come first: they hold all members in order, a damaged syntax does not.
        sections.sort_by_key(|section| section.kind.is_syntax());
        for section in &sections {
            reader.section(section);
        }
        reader.check_complete(&sections);
        reader.claims
    }
}

/// A client's method, as the page names it.
#[derive(Clone, Copy)]
struct Method<'a> {
    service: &'a str,
    name: &'a str,
}

impl<'a> Method<'a> {
    /// Reads `drs / Client / start_recovery`.
    fn of_breadcrumb(text: &'a str) -> Option<Self> {
        let mut parts = text.lines().next()?.split(" / ").map(str::trim);
        let (service, client, name) = (parts.next()?, parts.next()?, parts.next()?);
        (client == "Client" && parts.next().is_none() && is_identifier(name))
            .then_some(Self { service, name })
    }

    /// Reads `drs.Client.start_recovery(**kwargs)#`.
    fn of_signature(text: &'a str) -> Option<Self> {
        let (service, rest) = text.trim().split_once(".Client.")?;
        let (name, _) = rest.split_once('(')?;
        (is_identifier(name) && !service.contains(char::is_whitespace)).then_some(Self { service, name })
    }
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn method_of<'a>(blocks: &'a [Block<'_>]) -> Option<(Method<'a>, Lines)> {
    blocks.iter().take(8).find_map(|block| {
        let method = Method::of_breadcrumb(&block.text).or_else(|| Method::of_signature(&block.text))?;
        Some((method, block.lines))
    })
}

/// Spells a method's name as an operation's: `start_recovery` becomes `StartRecovery`. Acronyms within cannot be
/// known, which is why the name is an inference.
fn operation_name(method: &str) -> String {
    method
        .split('_')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        })
        .collect()
}

/// Reads the sections of one page into claims.
struct Reader<'p, 'a> {
    page: &'p Page<'a>,
    claims: Claims,
    operation: NodeId,
    input: Option<NodeId>,
    output: Option<NodeId>,
}

impl Reader<'_, '_> {
    fn section(&mut self, section: &Section<'_, '_>) {
        if let Some(lines) = section.heading {
            self.claims.classify(lines, LineClass::Boilerplate);
        }
        match section.kind {
            sections::Kind::Head => self.head(section),
            sections::Kind::RequestSyntax => {
                let input = self.input();
                syntax::read(&mut self.claims, input, section);
            }
            sections::Kind::ResponseSyntax => {
                let output = self.output();
                syntax::read(&mut self.claims, output, section);
            }
            sections::Kind::Parameters => {
                let input = self.input();
                bullets::read_parameters(&mut self.claims, input, section);
            }
            sections::Kind::ResponseStructure => {
                let output = self.output();
                bullets::read_response(&mut self.claims, output, section);
            }
            sections::Kind::Exceptions => self.exceptions(section),
            sections::Kind::Layout | sections::Kind::Returns => {
                for block in section.blocks {
                    self.claims.classify(block.extent(), LineClass::Boilerplate);
                }
            }
        }
    }

    /// Reports a page that ends before it says what the method returns. Damage can take short headings away, but not
    /// all that tells of them.
    fn check_complete(&mut self, sections: &[Section<'_, '_>]) {
        let has = |kind| sections.iter().any(|section| section.kind == kind);
        let undamaged =
            self.page.document.blocks.iter().any(|block| Method::of_signature(&block.text).is_some());
        let missing = if undamaged && !has(sections::Kind::Returns) {
            "what the method returns"
        } else if has(sections::Kind::ResponseSyntax) && !has(sections::Kind::ResponseStructure) {
            "the structure of the response"
        } else {
            return;
        };
        let end = self.page.document.line_count.max(1) as usize;
        self.claims.diagnostics.push(
            Diagnostic::new(Code::INCOMPLETE_PAGE, format!("the page ends before {missing}"))
                .at(Snippet::of_lines(self.page.name, self.page.text, end, end, "the page ends here"))
                .help("fetch the page again; it seems to be cut off"),
        );
    }

    fn input(&mut self) -> NodeId {
        *self.input.get_or_insert_with(|| self.claims.node(self.operation, Step::Input))
    }

    fn output(&mut self) -> NodeId {
        *self.output.get_or_insert_with(|| self.claims.node(self.operation, Step::Output))
    }

    /// Reads what precedes the first syntax: titles and the operation's description.
    fn head(&mut self, section: &Section<'_, '_>) {
        let mut doc = Prose::default();
        for block in section.blocks {
            let text = block.text.trim();
            let is_title = Method::of_breadcrumb(text).is_some()
                || Method::of_signature(text).is_some()
                || text.strip_suffix(['#', '¶']).is_some_and(is_identifier)
                || is_identifier(text) && block.lines.first <= 4;
            if is_title || text == "See also: AWS API Documentation" {
                self.claims.classify(block.extent(), LineClass::Boilerplate);
            } else {
                doc.block(block);
            }
        }
        doc.claim(&mut self.claims, self.operation);
    }

    fn exceptions(&mut self, section: &Section<'_, '_>) {
        for block in section.blocks {
            match exception_name(&block.text) {
                Some(name) if block.kind == BlockKind::Item => {
                    let error = self.claims.node(self.operation, Step::Error(name.to_owned()));
                    self.claims.state(error, Fact::Code(name.to_owned()), block.lines);
                }
                _ => {
                    let lines = block.lines;
                    self.claims.diagnostics.push(
                        Diagnostic::new(Code::UNREAD_LINE, "expected an exception")
                            .at(Snippet::of_lines(
                                self.page.name,
                                self.page.text,
                                lines.first as usize,
                                lines.last as usize,
                                "this is none",
                            ))
                            .help("an exception reads `• Service.Client.exceptions.Name`"),
                    );
                }
            }
        }
    }
}

/// Returns the name in `drs.Client.exceptions.ConflictException`.
fn exception_name(text: &str) -> Option<&str> {
    let (service, name) = text.trim().split_once(".Client.exceptions.")?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_name && !service.contains(char::is_whitespace)).then_some(name)
}
