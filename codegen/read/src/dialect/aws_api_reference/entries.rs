//! The entries of a section: a name, prose, and lines such as `Type: String` and `Required: Yes`.

use super::constraints::{self, Constraint};
use super::types::TypeText;
use crate::claims::{Basis, Claims, Fact, Kind, LineClass, NodeId, Step};
use crate::dialect::prose::Prose;
use crate::dialect::sentences;
use crate::document::{Block, BlockKind, Lines};

/// What the page says of one member or error.
pub(super) struct Entry<'p, 'a> {
    /// The name and where it stands, unless the page lost it.
    pub(super) name: Option<(String, Lines)>,
    /// Where the entry stands.
    pub(super) lines: Lines,
    blocks: Vec<&'p Block<'a>>,
}

/// Sentences that stand in every page, by their beginning; the status is read from the second.
const LAYOUT: &[&str] = &[
    "The request uses the following URI parameters",
    "If the action is successful, the service sends back an HTTP ",
    "The request does not use any URI parameters",
    "The request accepts the following data in",
    "The request does not have a request body",
    "The following data is returned in",
    "The response returns the following HTTP headers",
    "For information about the parameters that are common to all actions",
    "For information about the errors that are common to all actions",
];

/// The beginnings of the lines that state facts.
fn is_fact_line(block: &Block<'_>) -> bool {
    block.kind == BlockKind::Paragraph
        && (TypeText::line(&block.text).is_some() || constraints::is_constraint(&block.text))
}

/// Cuts the blocks of a section into entries, and reads the sentences of the layout.
pub(super) fn entries<'p, 'a>(
    claims: &mut Claims,
    operation: NodeId,
    blocks: &'p [Block<'a>],
    names: &[String],
) -> Vec<Entry<'p, 'a>> {
    let mut entries: Vec<Entry<'p, 'a>> = Vec::new();
    for block in blocks {
        let text = block.text.trim();
        if let Some(layout) = LAYOUT.iter().find(|layout| text.starts_with(**layout)) {
            claims.classify(block.lines, LineClass::Boilerplate);
            if let Some(status) =
                text.strip_prefix(LAYOUT[1]).filter(|_| *layout == LAYOUT[1]).and_then(leading_status)
            {
                claims.state(operation, Fact::Status(status), block.lines);
            }
            continue;
        }
        let is_name = block.kind != BlockKind::Item && is_name(text);
        let begins = match entries.last() {
            None => true,
            Some(entry) if is_name => entry.is_complete() || names.iter().any(|name| name == text),
            // A second type belongs to an entry that lost its name and has no prose.
            Some(entry) if is_fact_line(block) => {
                TypeText::line(text).is_some()
                    && entry.blocks.iter().any(|block| TypeText::line(&block.text).is_some())
            }
            Some(entry) => entry.is_complete(),
        };
        match entries.last_mut() {
            Some(entry) if !begins => entry.push(block),
            _ => {
                let name = is_name.then(|| (text.to_owned(), block.lines));
                let mut entry = Entry { name, lines: block.lines, blocks: Vec::new() };
                if !is_name {
                    entry.push(block);
                }
                entries.push(entry);
            }
        }
    }
    entries
}

/// Cuts entries that lost their names further, where two blank lines are left of a deleted line.
pub(super) fn split_at_holes<'p, 'a>(entries: Vec<Entry<'p, 'a>>) -> Vec<Entry<'p, 'a>> {
    let mut split: Vec<Entry<'p, 'a>> = Vec::new();
    for entry in entries {
        if entry.name.is_some() {
            split.push(entry);
            continue;
        }
        let mut last: Option<Lines> = None;
        for block in entry.blocks {
            let hole = last.is_none_or(|last| block.lines.first >= last.last + 3);
            last = Some(block.extent());
            match split.last_mut() {
                Some(open) if !hole => open.push(block),
                _ => split.push(Entry { name: None, lines: block.lines, blocks: vec![block] }),
            }
        }
    }
    split
}

fn is_name(text: &str) -> bool {
    const WORDS: [&str; 4] = ["Note", "Important", "Warning", "Tip"];
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !WORDS.contains(&text)
}

fn leading_status(text: &str) -> Option<u16> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).map_or(text, |end| &text[..end]);
    digits.parse().ok().filter(|status| (100..600).contains(status))
}

impl<'p, 'a> Entry<'p, 'a> {
    fn push(&mut self, block: &'p Block<'a>) {
        self.lines = self.lines.to(block.extent());
        self.blocks.push(block);
    }

    /// Whether the entry has a line of facts, after which prose belongs to the next entry.
    fn is_complete(&self) -> bool {
        self.blocks.last().is_some_and(|block| is_fact_line(block))
    }

    /// Returns the status code of an error, and where it stands.
    pub(super) fn status(&self) -> Option<(u16, Lines)> {
        self.blocks.iter().find_map(|block| {
            let status = leading_status(block.text.trim().strip_prefix("HTTP Status Code:")?.trim_start())?;
            Some((status, block.lines))
        })
    }

    /// Returns the prose.
    pub(super) fn prose(&self) -> Prose {
        let mut prose = Prose::default();
        self.blocks.iter().filter(|block| !is_fact_line(block)).for_each(|block| prose.block(block));
        prose
    }

    /// Claims what the entry says of a member. With a rule, the name was found by that rule, and so is all that
    /// is claimed. Parameters of the URI have no type on the page.
    pub(super) fn claim(&self, claims: &mut Claims, node: NodeId, rule: Option<&'static str>, untyped: bool) {
        let basis = rule.map_or(Basis::Stated, Basis::Inferred);
        let mut innermost = Innermost { list: None, node, map: None };
        for block in &self.blocks {
            if let Some(text) = TypeText::line(&block.text) {
                match TypeText::read(text) {
                    Some(r#type) => innermost = claim_type(claims, node, &r#type, block.lines, basis),
                    None => claims.classify(block.lines, LineClass::Unread),
                }
            }
        }
        if untyped && !self.blocks.iter().any(|block| TypeText::line(&block.text).is_some()) {
            claims.infer(node, Fact::Kind(Kind::Any), self.lines, "uri-parameter-without-type");
        }
        for block in self.blocks.iter().filter(|block| is_fact_line(block)) {
            for (constraint, fact) in constraints::read(&block.text) {
                let target = match (constraint, innermost.map) {
                    (Constraint::Whole, _) => Some(node),
                    (Constraint::List, _) => Some(innermost.list.unwrap_or(node)),
                    (Constraint::Value, _) => Some(innermost.node),
                    (Constraint::Key, Some((key, _))) => Some(key),
                    (Constraint::MapValue, Some((_, value))) => Some(value),
                    (Constraint::Key | Constraint::MapValue, None) => None,
                };
                if let Some(target) = target {
                    claims.claim(target, fact, block.lines, basis);
                }
            }
        }
        let mut prose = Prose::default();
        for block in self.blocks.iter().filter(|block| !is_fact_line(block)) {
            sentences::read(claims, node, &block.text, block.lines);
            prose.block(block);
        }
        prose.claim_on(claims, node, basis);
    }
}

/// The nodes to which constraints of an entry belong.
struct Innermost {
    /// The innermost list.
    list: Option<NodeId>,
    /// What the lists hold, or the member itself.
    node: NodeId,
    /// The key and value of the map.
    map: Option<(NodeId, NodeId)>,
}

fn claim_type(
    claims: &mut Claims,
    node: NodeId,
    r#type: &TypeText<'_>,
    lines: Lines,
    basis: Basis,
) -> Innermost {
    match r#type {
        TypeText::Scalar(scalar) => {
            claims.claim(node, Fact::Kind(Kind::Scalar(*scalar)), lines, basis);
            Innermost { list: None, node, map: None }
        }
        TypeText::Shape(name) => {
            claims.claim(node, Fact::Kind(Kind::Object), lines, basis);
            claims.claim(node, Fact::ShapeName((*name).to_owned()), lines, basis);
            Innermost { list: None, node, map: None }
        }
        TypeText::List(element) => {
            claims.claim(node, Fact::Kind(Kind::List), lines, basis);
            let below = claims.node(node, Step::Element);
            let inner = claim_type(claims, below, element, lines, basis);
            Innermost { list: inner.list.or(Some(node)), ..inner }
        }
        TypeText::Map(key, value) => {
            claims.claim(node, Fact::Kind(Kind::Map), lines, basis);
            let key_node = claims.node(node, Step::Key);
            claim_type(claims, key_node, key, lines, basis);
            let value_node = claims.node(node, Step::Value);
            let inner = claim_type(claims, value_node, value, lines, basis);
            Innermost { list: None, node, map: Some((key_node, inner.node)) }
        }
    }
}
