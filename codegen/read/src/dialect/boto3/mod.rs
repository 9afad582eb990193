//! The layout of boto3's reference: a page for each method of a client, for each paginator and for each waiter, with
//! a request and a response syntax in Python, and nested bullets for parameters and results.
//!
//! The bullets ([`bullets`]) have names, types and prose; the syntax ([`syntax`]) has the values of enums and tells
//! maps from structures. Text extractions lose lines; what is lost of the one is often left of the other, so both
//! make claims about the same nodes. The pages of paginators and waiters say again what the method's page says, less
//! what the client library does by itself ([`added`]).

mod added;
mod bullets;
mod fields;
mod library;
mod namesake;
mod order;
mod sections;
mod subject;
mod syntax;

use std::collections::HashMap;
use std::sync::LazyLock;

use docwright_idl::{Code, Deprecation, Diagnostic, Snippet};
use memchr::memmem::Finder;

use self::added::Parted;
use self::fields::{is_folded, unfold};
pub(crate) use self::library::is_of_every_client;
use self::sections::{RETURNS, Section, sections};
use self::subject::{ApiLink, Part, SYNTAX_CALLS, Subject};
use super::prose::Prose;
use super::{Dialect, Page};
use crate::claims::{Claims, Fact, LineClass, NodeId, Step, operation_key};
use crate::document::{Block, BlockKind, Lines};
use crate::lines::{lines, may_begin};

/// The dialect of boto3's reference.
pub(super) struct Boto3;

impl Dialect for Boto3 {
    fn name(&self) -> &'static str {
        "boto3"
    }

    fn bid(&self, page: &Page<'_>) -> u8 {
        if is_source(page.text) {
            return 0;
        }
        let blocks = &page.document.blocks;
        let breadcrumb =
            blocks.first().is_some_and(|block| Subject::of_breadcrumb(first_line(block)).is_some());
        // What else there is may stand in pages of other layouts, too.
        if !breadcrumb && !has_call(blocks) {
            return 0;
        }
        let mut marks = Marks::default();
        marks.look(blocks);
        let marks =
            [(breadcrumb, 50), (marks.call, 30), (marks.exceptions, 10), (marks.response_structure, 10)];
        marks.into_iter().filter(|(present, _)| *present).map(|(_, weight)| weight).sum()
    }

    fn read(&self, page: &Page<'_>) -> Claims {
        let blocks = unfold(&page.document.blocks);
        let mut claims = page.claims();
        let Some(subject) = Subject::of(&blocks) else {
            claims.diagnostics.push(
                Diagnostic::new(Code::INCOMPLETE_PAGE, "the page does not say which method it documents")
                    .at(Snippet::of_lines(page.name, page.text, 1, 1, "expected `service / Client / method`"))
                    .help("keep the page's first line, or its signature `Service.Client.method(**kwargs)`"),
            );
            return claims;
        };
        claims.state(Claims::ROOT, Fact::ClientId(subject.service.to_owned()), subject.lines);
        if library::is_method(&subject, &blocks) {
            library::read(&mut claims, page, &subject);
            return claims;
        }
        let Some(operation) = operation(&mut claims, &subject, &blocks) else {
            claims.diagnostics.push(
                Diagnostic::new(Code::INCOMPLETE_PAGE, "the page does not say which method it calls")
                    .at(snippet(page, subject.lines, "of this"))
                    .help("keep the sentence that says which method of the client is polled"),
            );
            return claims;
        };
        // The signature of what is called is one word, which damage takes away.
        let is_damaged = !blocks.iter().any(|block| block.text.lines().any(subject::is_call_signature));
        let mut reader = Reader {
            page,
            subject,
            claims,
            operation,
            is_damaged,
            input: None,
            output: None,
            page_size: false,
        };
        let mut sections = sections(&blocks);
        // The bullets come first: they hold all members in order, a damaged syntax does not.
        sections.sort_by_key(|section| section.kind.is_syntax());
        let mut bullets = None;
        // Of a page without any section nothing was understood but its title.
        let is_understood = sections.iter().any(|section| section.kind != sections::Kind::Head);
        for section in sections.iter().filter(|_| is_understood) {
            if section.kind.is_syntax() {
                bullets.get_or_insert((reader.claims.nodes().count(), reader.claims.all().len()));
            }
            reader.section(section);
        }
        reader.check_complete(&sections, bullets.map(|(nodes, _)| nodes));
        if let Some((_, claims)) = bullets.filter(|_| reader.is_damaged) {
            namesake::claim_values(&mut reader.claims, claims);
        }
        reader.finish()
    }
}

/// Makes the node of the operation that a page is about, and claims its name. `None` if the page does not tell.
fn operation(claims: &mut Claims, subject: &Subject<'_>, blocks: &[Block<'_>]) -> Option<NodeId> {
    let calling = subject::calling_sentence(blocks);
    let method = match subject.part {
        Part::Method => Some((subject.name, subject.lines)),
        _ => calling.and_then(|block| Some((subject::method_called(&block.text)?, block.lines))),
    };
    let of_method = method.map(|(method, _)| operation_key(method));
    // A paginator is named like the operation that it calls.
    let named = (subject.part == Part::Paginator).then_some(subject.name).filter(|name| {
        let key = operation_key(name);
        of_method.as_ref().is_none_or(|of_method| *of_method == key)
    });
    let key = of_method.or_else(|| named.map(operation_key))?;
    let operation = claims.node(Claims::ROOT, Step::Operation(key.into()));
    if let Some((method, lines)) = method {
        claims.state(operation, Fact::MethodName(method.to_owned()), lines);
        claims.infer(
            operation,
            Fact::Name(subject::operation_name(method)),
            lines,
            "operation-name-from-method",
        );
    }
    if let Some(name) = named {
        claims.state(operation, Fact::Name(name.to_owned()), subject.lines);
    }
    Some(operation)
}

/// What a page has that others do not.
#[derive(Default)]
struct Marks {
    call: bool,
    exceptions: bool,
    response_structure: bool,
}

/// Whether a block shows how a method is called.
fn has_call(blocks: &[Block<'_>]) -> bool {
    let is_within =
        |block: &Block<'_>| !block.children.is_empty() && is_folded(block) && has_call(&block.children);
    blocks.iter().any(|block| is_call(&block.text) || is_within(block))
}

fn is_call(text: &str) -> bool {
    if !may_begin(text, |first| matches!(first, b'r' | b'w')) {
        return false;
    }
    let text = text.trim_start();
    SYNTAX_CALLS.iter().any(|call| text.starts_with(call))
}

/// Whether a text is the source of a page, in reStructuredText: it stands beside the page, which says the same.
pub(crate) fn is_source(text: &str) -> bool {
    static DIRECTIVE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(".. py:"));
    DIRECTIVE.find(text.as_bytes()).is_some()
}

/// What stands in the names of exceptions.
static EXCEPTIONS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(".Client.exceptions."));

impl Marks {
    fn look(&mut self, blocks: &[Block<'_>]) {
        for block in blocks {
            let text = block.text.trim();
            self.call |= is_call(text);
            self.exceptions = self.exceptions || EXCEPTIONS.find(text.as_bytes()).is_some();
            self.response_structure |= text == "Response Structure";
            if is_folded(block) {
                self.look(&block.children);
            }
        }
    }
}

fn first_line<'b>(block: &'b Block<'_>) -> &'b str {
    lines(&block.text).next().unwrap_or_default()
}

fn snippet(page: &Page<'_>, lines: Lines, label: &str) -> Snippet {
    Snippet::of_lines(page.name, page.text, lines.first as usize, lines.last as usize, label)
}

/// Reads the sections of one page into claims.
struct Reader<'p, 'a> {
    page: &'p Page<'a>,
    subject: Subject<'p>,
    claims: Claims,
    operation: NodeId,
    /// Whether lines of the page were deleted.
    is_damaged: bool,
    input: Option<NodeId>,
    output: Option<NodeId>,
    /// Whether the page shows a setting for how many items a page of a result holds.
    page_size: bool,
}

impl Reader<'_, '_> {
    fn section(&mut self, section: &Section<'_, '_>) {
        if let Some(lines) = section.heading {
            self.claims.classify(lines, LineClass::Boilerplate);
        }
        match section.kind {
            sections::Kind::Head => self.head(section),
            sections::Kind::Exceptions => self.exceptions(section),
            sections::Kind::Layout | sections::Kind::Returns => {
                // A type is one line.
                let is_type =
                    |block: &Block<'_>| block.kind == BlockKind::Paragraph && !block.text.contains('\n');
                let is_layout = |block: &&Block<'_>| {
                    section.kind == sections::Kind::Layout
                        || is_type(block)
                        || sections::is_left_out(&block.text)
                };
                for block in section.blocks.iter().filter(is_layout) {
                    self.claims.classify(block.extent(), LineClass::Boilerplate);
                }
            }
            _ if self.subject.part == Part::Method => self.members(section),
            _ => {
                let Parted { blocks, added } = added::part(self.subject.part, section);
                self.added(section.kind, &added);
                self.members(&Section { kind: section.kind, heading: None, blocks: &blocks });
            }
        }
    }

    /// Reads a section about what the operation takes or gives back.
    fn members(&mut self, section: &Section<'_, '_>) {
        use sections::Kind::{Parameters, RequestSyntax, ResponseStructure, ResponseSyntax};
        let side = match section.kind {
            RequestSyntax | Parameters => self.input(),
            ResponseSyntax | ResponseStructure => self.output(),
            _ => return,
        };
        match section.kind {
            Parameters => bullets::read_parameters(&mut self.claims, side, section, self.is_damaged),
            ResponseStructure => bullets::read_response(&mut self.claims, side, section),
            _ => syntax::read(&mut self.claims, side, section),
        }
        for block in section.blocks.iter().filter(|block| sections::is_left_out(&block.text)) {
            self.claims.state(side, Fact::NotShown, block.lines);
        }
    }

    /// Reports a page that ends before it says what the method returns. Damage can take short headings away, but not
    /// all that tells of them.
    /// The first `bullets` nodes were made by bullets, the others by a syntax.
    fn check_complete(&mut self, sections: &[Section<'_, '_>], bullets: Option<usize>) {
        let has = |kind| sections.iter().any(|section| section.kind == kind);
        // What returns nothing and takes nothing may have the heading right behind the syntax.
        let returns = || {
            has(sections::Kind::Returns)
                || sections.iter().any(|section| section.kind.is_syntax() && section.has_at_end(RETURNS))
        };
        let missing = if !self.is_damaged && !returns() {
            "what the method returns"
        } else if has(sections::Kind::ResponseSyntax) && !has(sections::Kind::ResponseStructure) {
            "the structure of the response"
        } else if bullets.is_some_and(|bullets| self.lacks_last_member(sections, bullets)) {
            "the last member of the response"
        } else {
            return;
        };
        let end = self.page.document.line_count().max(1) as usize;
        self.claims.diagnostics.push(
            Diagnostic::new(Code::INCOMPLETE_PAGE, format!("the page ends before {missing}"))
                .at(Snippet::of_lines(self.page.name, self.page.text, end, end, "the page ends here"))
                .help("fetch the page again; it seems to be cut off"),
        );
    }

    /// Whether the syntax of the response ends with a member that has no bullet, although the page shows bullets.
    fn lacks_last_member(&self, sections: &[Section<'_, '_>], bullets: usize) -> bool {
        let structure = sections.iter().find(|section| section.kind == sections::Kind::ResponseStructure);
        // A page that goes on is not cut off; extractions leave out bullets.
        let goes_on = |after: Lines| {
            sections.iter().filter_map(|section| section.heading).any(|heading| heading.first > after.last)
        };
        let is_shown = structure.is_some_and(|section| {
            section.blocks.iter().all(|block| block.kind == BlockKind::Item)
                && section.blocks.last().is_some_and(|block| !goes_on(block.lines))
        });
        let Some(output) = self.output.filter(|_| is_shown) else { return false };
        // The way from the output to the last member of the syntax; then how far bullets go along it.
        let way_to = |id: NodeId| {
            let mut way = Vec::new();
            let mut at = id;
            while at != output {
                let node = self.claims.get(at);
                way.push(&node.step);
                at = node.parent?;
            }
            way.reverse();
            Some(way)
        };
        let nodes: Vec<_> = self.claims.nodes().collect();
        let (bullets, syntax) = nodes.split_at(bullets.min(nodes.len()));
        let members = syntax.iter().rev().filter(|(_, node)| matches!(node.step, Step::Member(_)));
        let Some(way) = members.into_iter().find_map(|(id, _)| way_to(*id)) else { return false };
        let mut reached = HashMap::from([(output, 0)]);
        for (id, node) in bullets {
            let Some(depth) = node.parent.and_then(|parent| reached.get(&parent)).copied() else { continue };
            if way.get(depth) == Some(&&node.step) {
                reached.insert(*id, depth + 1);
            }
        }
        !reached.values().any(|depth| *depth == way.len())
    }

    fn input(&mut self) -> NodeId {
        *self.input.get_or_insert_with(|| self.claims.node(self.operation, Step::Input))
    }

    fn output(&mut self) -> NodeId {
        *self.output.get_or_insert_with(|| self.claims.node(self.operation, Step::Output))
    }

    /// Reads what precedes the first syntax: titles and the operation's description.
    fn head(&mut self, section: &Section<'_, '_>) {
        let calling = match self.subject.part {
            Part::Method => None,
            _ => subject::calling_sentence(section.blocks).map(|block| block.lines),
        };
        let mut doc = Prose::default();
        for (block, next) in section.blocks.iter().zip(section.blocks.iter().skip(1).map(Some).chain([None]))
        {
            let text = block.text.trim();
            let warns = next.is_some_and(|next| next.text.trim().starts_with(DEPRECATED));
            if block.lines.last < self.subject.lines.first
                || text == "Danger" && warns
                || !text.is_empty() && lines(text).all(|line| self.subject.is_title(line))
            {
                self.claims.classify(block.extent(), LineClass::Boilerplate);
            } else if text == SEE_ALSO {
                self.claims.classify(block.extent(), LineClass::Boilerplate);
                self.api_link(block);
            } else if text.starts_with(DEPRECATED) {
                let deprecated = Deprecation { doc: Some(text.to_owned()), ..Deprecation::default() };
                self.claims.state(self.operation, Fact::Deprecated(deprecated.into()), block.lines);
            } else if calling == Some(block.lines) {
                self.calling(text, block.lines);
            } else {
                doc.block(block);
            }
        }
        doc.claim(&mut self.claims, self.operation);
    }

    /// Reads the sentence about how a paginator or waiter calls the operation.
    fn calling(&mut self, sentence: &str, lines: Lines) {
        self.claims.classify(lines, LineClass::Fact);
        if self.subject.part != Part::Waiter {
            return;
        }
        let waiter = self.waiter();
        if let Some(seconds) = number_between(sentence, " every ", " second") {
            self.claims.state(waiter, Fact::WaiterDelay(seconds), lines);
        }
        if let Some(attempts) = number_between(sentence, " after ", " failed check") {
            self.claims.state(waiter, Fact::WaiterAttempts(attempts), lines);
        }
    }

    fn waiter(&mut self) -> NodeId {
        self.claims.node(self.operation, Step::Waiter(self.subject.name.into()))
    }

    /// Reads the link to the vendor's page of the operation.
    fn api_link(&mut self, block: &Block<'_>) {
        let Some(link) = block.links().find_map(ApiLink::read) else { return };
        let Step::Operation(key) = &self.claims.get(self.operation).step else { return };
        if operation_key(link.operation) == *key {
            let (operation, lines) = (self.operation, block.lines);
            self.claims.state(operation, Fact::Name(link.operation.to_owned()), lines);
            self.claims.state(operation, Fact::DocUrl(link.url.to_owned()), lines);
            if let Some(version) = link.version {
                self.claims.state(Claims::ROOT, Fact::Version(version.to_owned()), lines);
            }
        }
    }

    /// Reads what the client library adds to the operation's members.
    fn added(&mut self, kind: sections::Kind, blocks: &[Block<'_>]) {
        for block in blocks {
            self.claims.classify(block.extent(), LineClass::Boilerplate);
            self.page_size |= kind == sections::Kind::RequestSyntax && block.text.contains("'PageSize':");
            for setting in std::iter::once(block).chain(&block.children) {
                let Some(name) = bullets::Label::read(&setting.text).and_then(|label| label.name()) else {
                    continue;
                };
                self.page_size |= name == "PageSize";
                let default = setting
                    .children
                    .iter()
                    .find_map(|child| Some((number_between(&child.text, "Default: ", "")?, child.lines)));
                if let (Part::Waiter, Some((value, lines))) = (self.subject.part, default) {
                    let fact = match name {
                        "Delay" => Fact::WaiterDelay(value),
                        "MaxAttempts" => Fact::WaiterAttempts(value),
                        _ => continue,
                    };
                    let waiter = self.waiter();
                    self.claims.state(waiter, fact, lines);
                }
            }
        }
    }

    /// Reads the exceptions. Of what is none, the first is reported as such; it stays unread like the others.
    fn exceptions(&mut self, section: &Section<'_, '_>) {
        /// Once a page is enough.
        const NONE: &str = "expected an exception";
        let mut is_reported = self.claims.diagnostics.iter().any(|finding| finding.message == NONE);
        for block in section.blocks {
            match exception_name(&block.text) {
                Some(name) if block.kind == BlockKind::Item => {
                    let error = self.claims.node(self.operation, Step::Error(name.into()));
                    self.claims.state(error, Fact::Code(name.to_owned()), block.lines);
                }
                _ if is_reported => {}
                _ => {
                    is_reported = true;
                    self.claims.diagnostics.push(
                        Diagnostic::new(Code::UNREAD_LINE, NONE)
                            .at(snippet(self.page, block.lines, "this is none"))
                            .help("an exception reads `• Service.Client.exceptions.Name`"),
                    );
                }
            }
        }
    }

    /// Claims what only the whole page tells.
    fn finish(mut self) -> Claims {
        if self.subject.part == Part::Paginator {
            let paginated = Fact::Paginated { page_size: self.page_size };
            self.claims.state(self.operation, paginated, self.subject.lines);
        }
        self.claims
    }
}

/// What each page of an operation says, with a link to the vendor's page of it.
const SEE_ALSO: &str = "See also: AWS API Documentation";

/// How the warning begins that an operation is deprecated.
const DEPRECATED: &str = "This operation is deprecated and may not function as expected";

/// Returns the number that stands between two texts.
fn number_between(text: &str, before: &str, after: &str) -> Option<u32> {
    let (_, rest) = text.split_once(before)?;
    let digits = &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()];
    digits.parse().ok().filter(|_| rest[digits.len()..].starts_with(after))
}

/// Returns the name in `drs.Client.exceptions.ConflictException`.
fn exception_name(text: &str) -> Option<&str> {
    let (service, name) = text.trim().split_once(".Client.exceptions.")?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_name && !service.contains(char::is_whitespace)).then_some(name)
}
