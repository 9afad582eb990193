//! A documentation layout of one's own: cards, one for each operation and each shape.
//!
//! ```text
//! # Harbour Master                             the service
//! Base: https://harbour.example.com/v1
//! ## list_berths                               an operation: it has a route
//! GET /harbours/{harbour}/berths
//! Takes:   - limit (whole number, optional): …
//! Gives:   - berths (list of Berth): …
//! Fails:   - 404 NoSuchHarbour: …
//! ## Berth                                     a shape
//! Has:     - number (whole number): …
//! ```
//!
//! The guide's chapter "A dialect of your own" goes through it.

mod card;
mod entry;

use docwright_idl::{Code, Diagnostic, Location, Method, Snippet};
use docwright_read::claims::{Claims, Fact, Kind, LineClass, NodeId, Step, operation_key};
use docwright_read::dialect::{Dialect, Page};
use docwright_read::document::{Block, BlockKind, Lines};

use self::card::{Card, cut};
use self::entry::{Entry, Type, is_name};

// ANCHOR: dialect
/// The dialect of cards.
#[derive(Debug)]
pub struct Cards;

impl Dialect for Cards {
    fn name(&self) -> &'static str {
        "cards"
    }

    fn bid(&self, page: &Page<'_>) -> u8 {
        let cards = cut(page.document);
        let has = |is: fn(&Block<'_>) -> bool| cards.iter().any(|card| card.blocks.iter().any(is));
        let marks = [
            (has(|block| base(block).is_some()), 30),
            (has(|block| route(block).is_some()), 40),
            (has(|block| Label::of(block).is_some()), 30),
        ];
        marks.iter().filter(|(is_there, _)| *is_there).map(|(_, weight)| weight).sum()
    }

    fn read(&self, page: &Page<'_>) -> Claims {
        let mut reader = Reader { page, claims: Claims::new(page.text) };
        for card in cut(page.document) {
            match card.level {
                1 => reader.service(&card),
                _ if card.blocks.iter().any(|block| route(block).is_some()) => reader.operation(&card),
                _ => reader.shape(&card),
            }
        }
        reader.claims
    }

    fn rules(&self) -> &'static [(&'static str, &'static str)] {
        RULES
    }
}
// ANCHOR_END: dialect

// ANCHOR: rules
const NAME_FROM_TITLE: &str = "cards-name-from-title";
const PATH_BY_BRACES: &str = "cards-path-by-braces";
const PLACE_BY_METHOD: &str = "cards-place-by-method";

/// What no card states, and how it is concluded.
const RULES: &[(&str, &str)] = &[
    (NAME_FROM_TITLE, "an operation is called like its card, in camel case"),
    (PATH_BY_BRACES, "what stands in braces in the path is the entry of that name"),
    (PLACE_BY_METHOD, "the other entries are in the query of GET, HEAD and DELETE, else in the body"),
];
// ANCHOR_END: rules

// ANCHOR: label
/// What a list is about, by the line above it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Label {
    Takes,
    Gives,
    Fails,
    Has,
}

const LABELS: &[(&str, Label)] =
    &[("Takes:", Label::Takes), ("Gives:", Label::Gives), ("Fails:", Label::Fails), ("Has:", Label::Has)];

impl Label {
    fn of(block: &Block<'_>) -> Option<Self> {
        let text = Some(block.text.trim()).filter(|_| block.kind == BlockKind::Paragraph)?;
        LABELS.iter().find(|(label, _)| *label == text).map(|(_, label)| *label)
    }
}
// ANCHOR_END: label

/// Reads `Base: https://…`.
fn base<'b>(block: &'b Block<'_>) -> Option<&'b str> {
    let url = block.text.trim().strip_prefix("Base: ")?.trim_end_matches('/');
    (block.kind == BlockKind::Paragraph && url.starts_with("https://") && !url.contains(char::is_whitespace))
        .then_some(url)
}

/// Reads `GET /path/{label}`.
fn route<'b>(block: &'b Block<'_>) -> Option<(Method, &'b str)> {
    let (method, path) = block.text.trim().split_once(' ')?;
    let method = Method::ALL.into_iter().find(|known| known.as_str() == method)?;
    (block.kind == BlockKind::Paragraph && path.starts_with('/') && !path.contains(char::is_whitespace))
        .then_some((method, path))
}

struct Reader<'p> {
    page: &'p Page<'p>,
    claims: Claims,
}

impl Reader<'_> {
    fn service(&mut self, card: &Card<'_>) {
        self.claims.state(Claims::ROOT, Fact::Title(card.title.to_owned()), card.lines);
        for block in card.blocks {
            if let Some(url) = base(block) {
                self.claims.state(Claims::ROOT, Fact::Endpoint(url.to_owned()), block.lines);
            }
        }
        self.doc(Claims::ROOT, card.blocks.iter().filter(|block| base(block).is_none()));
    }

    // ANCHOR: operation
    fn operation(&mut self, card: &Card<'_>) {
        if !is_name(card.title) {
            self.expected(card.lines, "the title of a card with a route is no name", "expected `like_this`");
            return;
        }
        // Pages may spell an operation differently; what they call the same has the same key.
        let node = self.claims.node(Claims::ROOT, Step::Operation(operation_key(card.title).into()));
        self.claims.state(node, Fact::MethodName(card.title.to_owned()), card.lines);
        self.claims.infer(node, Fact::Name(camel(card.title)), card.lines, NAME_FROM_TITLE);
        let mut at = (Method::Get, "");
        if let Some((block, (method, path))) =
            card.blocks.iter().find_map(|block| Some((block, route(block)?)))
        {
            self.claims.state(node, Fact::Route(method, path.to_owned()), block.lines);
            at = (method, path);
        }
        self.doc(node, card.blocks.iter().filter(|block| route(block).is_none()));
        for (label, item) in items(card) {
            match label {
                Label::Takes => {
                    let input = self.claims.node(node, Step::Input);
                    if let Some((member, name)) = self.member(input, item) {
                        self.place(member, &name, at, item.lines);
                    }
                }
                Label::Gives => {
                    let output = self.claims.node(node, Step::Output);
                    self.member(output, item);
                }
                Label::Fails => self.error(node, item),
                // An operation has nothing: the line stays unread, and is reported.
                Label::Has => {}
            }
        }
        self.labels(card);
    }
    // ANCHOR_END: operation

    // ANCHOR: place
    /// Claims where a member travels. No card says so; the path and the method tell.
    fn place(&mut self, member: NodeId, name: &str, (method, path): (Method, &str), lines: Lines) {
        let (place, rule) = match method {
            _ if path.contains(&format!("{{{name}}}")) => (Location::Path, PATH_BY_BRACES),
            Method::Get | Method::Head | Method::Delete => (Location::Query, PLACE_BY_METHOD),
            _ => (Location::Body, PLACE_BY_METHOD),
        };
        self.claims.infer(member, Fact::In(place), lines, rule);
    }
    // ANCHOR_END: place

    fn shape(&mut self, card: &Card<'_>) {
        if !is_name(card.title) {
            return;
        }
        let node = self.claims.node(Claims::ROOT, Step::Type(card.title.into()));
        self.claims.state(node, Fact::Kind(Kind::Struct), card.lines);
        self.doc(node, card.blocks.iter());
        for (_, item) in items(card).filter(|(label, _)| *label == Label::Has) {
            self.member(node, item);
        }
        self.labels(card);
    }

    // ANCHOR: member
    /// Claims what an entry says of a member of `side`. What is no entry stays unread.
    fn member(&mut self, side: NodeId, item: &Block<'_>) -> Option<(NodeId, String)> {
        let text = one_line(&item.text);
        let entry = Entry::read(&text).filter(|_| item.children.is_empty())?;
        let node = self.claims.node(side, Step::Member(entry.name.into()));
        self.claims.state(node, Fact::Name(entry.name.to_owned()), item.lines);
        self.claims.state(node, Fact::Required(!entry.is_optional), item.lines);
        self.kind(node, &entry.of, item.lines);
        if let Some(range) = entry.range {
            self.claims.state(node, Fact::Range(range.into()), item.lines);
        }
        if !entry.doc.is_empty() {
            self.claims.state(node, Fact::Doc(entry.doc.into()), item.lines);
        }
        Some((node, entry.name.to_owned()))
    }

    fn kind(&mut self, node: NodeId, of: &Type<'_>, lines: Lines) {
        match of {
            Type::Scalar(scalar) => self.claims.state(node, Fact::Kind(Kind::Scalar(*scalar)), lines),
            Type::List(element) => {
                self.claims.state(node, Fact::Kind(Kind::List), lines);
                let below = self.claims.node(node, Step::Element);
                self.kind(below, element, lines);
            }
            // What it is says the card of that name; here only that it has one.
            Type::Card(name) => {
                self.claims.state(node, Fact::Kind(Kind::Object), lines);
                self.claims.state(node, Fact::ShapeName((*name).to_owned()), lines);
            }
        }
    }
    // ANCHOR_END: member

    /// Reads `404 NoSuchHarbour: No harbour has that name.`
    fn error(&mut self, operation: NodeId, item: &Block<'_>) {
        let text = one_line(&item.text);
        let Some((head, doc)) = text.split_once(": ") else { return };
        let Some((Ok(status), name)) = head.split_once(' ').map(|(status, name)| (status.parse(), name))
        else {
            return;
        };
        if !is_name(name) {
            return;
        }
        let node = self.claims.node(operation, Step::Error(name.into()));
        self.claims.state(node, Fact::Code(name.to_owned()), item.lines);
        self.claims.state(node, Fact::Status(status), item.lines);
        self.claims.state(node, Fact::Doc(doc.into()), item.lines);
    }

    /// Claims the paragraphs before the first list as documentation of a node.
    fn doc<'b>(&mut self, node: NodeId, blocks: impl Iterator<Item = &'b Block<'b>>) {
        let is_prose = |block: &&Block<'_>| block.kind == BlockKind::Paragraph && Label::of(block).is_none();
        let paragraphs: Vec<_> = blocks.take_while(is_prose).collect();
        if let [first, .., last] | [first @ last] = paragraphs.as_slice() {
            let text: Vec<_> = paragraphs.iter().map(|block| block.as_markdown().trim()).collect();
            self.claims.state(node, Fact::Doc(text.join("\n\n").into()), first.lines.to(last.lines));
        }
    }

    // ANCHOR: lines
    /// The labels say what the lists below them are, and nothing of the API: they are the layout's own.
    fn labels(&mut self, card: &Card<'_>) {
        for block in card.blocks.iter().filter(|block| Label::of(block).is_some()) {
            self.claims.classify(block.lines, LineClass::Boilerplate);
        }
    }

    /// Reports that something else was expected at the given lines.
    fn expected(&mut self, lines: Lines, message: &str, label: &str) {
        let (first, last) = (lines.first as usize, lines.last as usize);
        self.claims.diagnostics.push(
            Diagnostic::new(Code::INCOMPLETE_PAGE, message)
                .at(Snippet::of_lines(self.page.name, self.page.text, first, last, label))
                .help("compare it with the vendor's page"),
        );
    }
    // ANCHOR_END: lines
}

/// Returns the items of a card's lists, each with the label of its list.
fn items<'d>(card: &Card<'d>) -> impl Iterator<Item = (Label, &'d Block<'d>)> + use<'d> {
    let mut label = None;
    card.blocks.iter().filter_map(move |block| match block.kind {
        BlockKind::Item => Some((label?, block)),
        _ => {
            label = Label::of(block);
            None
        }
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `list_berths` → `ListBerths`.
fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
    };
    name.split('_').map(word).collect()
}
