//! The Python syntax blocks of a boto3 page.
//!
//! Nesting is read from the indentation alone, never from brackets, so that a block that lost its brackets and its
//! short lines still gives what is left of it. Lines of which even the line that opened what they stand in was lost
//! are placed by their order ([`super::order`]).

use docwright_idl::Scalar;
use serde_json::Value;

use super::order::Order;
use super::sections::Section;
use crate::claims::{Claims, Fact, Kind, LineClass, NodeId, Step};
use crate::document::{BlockKind, Lines};
use crate::lines::indent;

/// Reads a syntax block into claims about `root`, an operation's input or output.
pub(super) fn read(claims: &mut Claims, root: NodeId, section: &Section<'_, '_>) {
    let bullets = claims.nodes().count();
    let open = vec![Open { indent: 0, node: root, kind: Kind::Struct, within: None, has_members: false }];
    let unit = unit_of(section);
    let mut reader = Reader { claims, unit, open, named: Vec::new(), orphans: Vec::new() };
    // A blank line follows an empty structure: what stands behind it is another block.
    for block in section.blocks {
        reader.claims.classify(block.extent(), LineClass::Boilerplate);
        if matches!(block.kind, BlockKind::Paragraph | BlockKind::Code) {
            let lines: Vec<_> = block.text.split('\n').collect();
            let last = last_entries(&lines);
            for ((number, line), is_last) in (block.lines.first..).zip(lines).zip(last) {
                reader.line(line, is_last, Lines::at(number));
            }
        }
    }
    let Reader { named, orphans, .. } = reader;
    place_orphans(claims, root, unit, bullets, &named, orphans);
}

/// Returns how much deeper an entry of a syntax stands than what contains it: four columns, unless the lines stand
/// closer than that.
pub(super) fn unit_of(section: &Section<'_, '_>) -> usize {
    const UNIT: usize = 4;
    let gcd = |a: usize, b: usize| {
        let (mut a, mut b) = (a, b);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let blocks = section.blocks.iter();
    let lines = blocks
        .filter(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Code))
        .flat_map(|block| block.text.split('\n'));
    match lines.map(indent).fold(0, gcd) {
        common if common % UNIT == 0 => UNIT,
        common => common,
    }
}

/// Claims what the lines say whose place only their order tells. The first `bullets` nodes were there before the syntax.
fn place_orphans(
    claims: &mut Claims,
    root: NodeId,
    unit: usize,
    bullets: usize,
    named: &[(usize, &str)],
    orphans: Vec<Orphan<'_>>,
) {
    if orphans.is_empty() {
        return;
    }
    let places = Order::of(claims, root, unit, bullets).places(named);
    for orphan in orphans {
        if let Some(node) = places.get(orphan.index).copied().flatten() {
            let node = if orphan.is_element { claims.node(node, Step::Element) } else { node };
            for fact in facts_of(orphan.value) {
                claims.infer(node, fact, orphan.lines, "syntax-line-by-bullet-order");
            }
        }
    }
}

/// A line that stands in something whose own line was lost.
struct Orphan<'a> {
    /// The line's place among all lines with a name.
    index: usize,
    value: &'a str,
    /// Whether the line is an element of the list that the line with the name opens.
    is_element: bool,
    lines: Lines,
}

/// What further lines may stand in.
struct Open {
    indent: usize,
    node: NodeId,
    kind: Kind,
    /// The element of a list, the value of a map, once there is one.
    within: Option<NodeId>,
    /// Whether a member was found that is no key of a map.
    has_members: bool,
}

struct Reader<'c, 'a> {
    claims: &'c mut Claims,
    /// How much deeper an entry stands than what contains it.
    unit: usize,
    open: Vec<Open>,
    /// The indentation and the name of each line with a name.
    named: Vec<(usize, &'a str)>,
    orphans: Vec<Orphan<'a>>,
}

impl<'a> Reader<'_, 'a> {
    /// Reads a line; `is_last` if no entry follows beside it.
    fn line(&mut self, line: &'a str, is_last: bool, lines: Lines) {
        let text = line.trim();
        let indent = indent(line);
        self.claims.classify(lines, LineClass::Boilerplate);
        let text = text.strip_suffix(',').unwrap_or(text);
        let is_closer = !text.is_empty() && text.bytes().all(|byte| b"]})".contains(&byte));
        // The outermost opening stands where its entries' indentation begins.
        if text.is_empty() || is_closer || indent == 0 {
            return;
        }
        while self.open.len() > 1 && self.open.last().is_some_and(|open| open.indent >= indent) {
            self.open.pop();
        }
        let entry = Entry::read(text);
        if let Entry::Named(name, _) = entry {
            self.named.push((indent, name));
        }
        if self.lost_element(indent, &entry) {
            self.open_element(indent - self.unit);
        }
        let Some(parent) = self.open.last() else { return };
        // What stands deeper belongs to something whose line was lost.
        if indent != parent.indent + self.unit {
            self.orphan(indent, entry, lines);
            return;
        }
        let (node, kind) = (parent.node, parent.kind);
        let (node, value) = match (entry, kind) {
            (Entry::Named("string", value), Kind::Object)
                if is_last && !self.open.last().is_some_and(|open| open.has_members) =>
            {
                let key = self.claims.node(node, Step::Key);
                self.claims.state(key, Fact::Kind(Kind::Scalar(Scalar::String)), lines);
                self.claims.state(node, Fact::Kind(Kind::Map), lines);
                (self.claims.node(node, Step::Value), value)
            }
            (Entry::Named(name, value), Kind::Object | Kind::Struct) => {
                if let Some(open) = self.open.last_mut() {
                    open.has_members = true;
                }
                (self.claims.node(node, Step::Member(name.into())), value)
            }
            (Entry::Plain(value), Kind::List) => (self.element(), value),
            _ => return,
        };
        self.value(node, value, indent, lines);
    }

    /// Keeps a line that stands in something whose own line was lost: one with a name, or the element of such a list.
    fn orphan(&mut self, indent: usize, entry: Entry<'a>, lines: Lines) {
        let index = self.named.len().saturating_sub(1);
        match entry {
            Entry::Named(_, value) => self.orphans.push(Orphan { index, value, is_element: false, lines }),
            Entry::Plain(value) => {
                let opens = |orphan: &Orphan<'_>| orphan.index == index && orphan.value == "[";
                let stands_in = self.named.last().is_some_and(|(at, _)| at + self.unit == indent);
                if stands_in && self.orphans.last().is_some_and(opens) {
                    self.orphans.push(Orphan { index, value, is_element: true, lines });
                }
            }
        }
    }

    /// Whether the line of an element's opening brace was lost.
    fn lost_element(&self, indent: usize, entry: &Entry<'_>) -> bool {
        let Some(parent) = self.open.last() else { return false };
        parent.kind == Kind::List
            && indent == parent.indent + 2 * self.unit
            && matches!(entry, Entry::Named(..))
    }

    fn open_element(&mut self, indent: usize) {
        let node = self.element();
        self.open.push(Open { indent, node, kind: Kind::Object, within: None, has_members: false });
    }

    /// Returns the node of the elements of the innermost list.
    fn element(&mut self) -> NodeId {
        let Some(list) = self.open.last_mut() else { return Claims::ROOT };
        let node = list.node;
        *list.within.get_or_insert_with(|| self.claims.node(node, Step::Element))
    }

    fn value(&mut self, node: NodeId, value: &str, indent: usize, lines: Lines) {
        let opened = match value {
            "{" => Some(Kind::Object),
            "[" => Some(Kind::List),
            "EventStream({" => {
                self.claims.state(node, Fact::Streaming, lines);
                Some(Kind::Object)
            }
            _ => None,
        };
        if let Some(kind) = opened {
            self.claims.state(node, Fact::Kind(kind), lines);
            self.open.push(Open { indent, node, kind, within: None, has_members: false });
            return;
        }
        if value == "{}" {
            return self.claims.infer(node, Fact::Kind(Kind::Struct), lines, "empty-braces");
        }
        for fact in facts_of(value) {
            self.claims.state(node, fact, lines);
        }
    }
}

/// Tells for each line whether no further entry follows beside its own: a map shows one.
fn last_entries(lines: &[&str]) -> Vec<bool> {
    // The indentations at which an entry follows, the deepest last.
    let mut entries: Vec<usize> = Vec::new();
    let mut last: Vec<bool> = lines
        .iter()
        .rev()
        .map(|line| {
            let indent = indent(line);
            let text = line.trim();
            if text.is_empty() {
                return true;
            }
            while entries.last().is_some_and(|entry| *entry > indent) {
                entries.pop();
            }
            let is_last = entries.last() != Some(&indent);
            if is_last && !text.starts_with([']', '}', ')']) {
                entries.push(indent);
            }
            is_last
        })
        .collect();
    last.reverse();
    last
}

/// A line's entry: `'name': value`, `name=value` or a value alone.
#[derive(Clone, Copy)]
enum Entry<'a> {
    Named(&'a str, &'a str),
    Plain(&'a str),
}

impl<'a> Entry<'a> {
    fn read(text: &'a str) -> Self {
        if let Some(rest) = text.strip_prefix('\'')
            && let Some((name, value)) = rest.split_once('\'')
            && let Some(value) = value.strip_prefix(": ")
        {
            return Self::Named(name, value.trim());
        }
        if let Some((name, value)) = text.split_once('=')
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            return Self::Named(name, value.trim());
        }
        Self::Plain(text)
    }
}

/// How a value is written, and what that says.
const VALUES: &[(&str, &[Fact])] = &[
    ("'string'", &[Fact::Kind(Kind::Scalar(Scalar::String))]),
    ("123", &[Fact::Kind(Kind::Scalar(Scalar::Integer))]),
    ("123.0", &[Fact::Kind(Kind::Scalar(Scalar::Double))]),
    ("...", &[Fact::Kind(Kind::Scalar(Scalar::Float))]),
    ("True|False", &[Fact::Kind(Kind::Scalar(Scalar::Boolean))]),
    ("datetime(2015, 1, 1)", &[Fact::Kind(Kind::Scalar(Scalar::Timestamp))]),
    ("b'bytes'", &[Fact::Kind(Kind::Scalar(Scalar::Blob))]),
    ("b'bytes'|file", &[Fact::Kind(Kind::Scalar(Scalar::Blob)), Fact::Streaming]),
    ("StreamingBody()", &[Fact::Kind(Kind::Scalar(Scalar::Blob)), Fact::Streaming]),
    ("{'... recursive ...'}", &[Fact::Kind(Kind::Recursive)]),
    ("{...}|[...]|123|123.4|'string'|True|None", &[Fact::Kind(Kind::Scalar(Scalar::Document))]),
];

fn facts_of(value: &str) -> Vec<Fact> {
    if let Some((_, facts)) = VALUES.iter().find(|(form, _)| *form == value) {
        return facts.to_vec();
    }
    match texts_of(value) {
        Some(values) => vec![
            Fact::Kind(Kind::Scalar(Scalar::String)),
            Fact::Values { values: values.into(), open: false },
        ],
        None => Vec::new(),
    }
}

/// Reads `'A'|'B'`, the values of an enum.
fn texts_of(value: &str) -> Option<Vec<Value>> {
    let inner = value.strip_prefix('\'')?.strip_suffix('\'')?;
    let values: Vec<_> = inner.split("'|'").collect();
    let fine = values.iter().all(|value| !value.is_empty() && !value.contains('\''));
    fine.then(|| values.into_iter().map(Value::from).collect())
}
