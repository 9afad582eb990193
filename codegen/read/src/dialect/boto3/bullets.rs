//! The nested bullets of a boto3 page: `• name (type) –`, with prose and further bullets beneath.

use docwright_idl::{Deprecation, Scalar};

use super::sections::Section;
use crate::claims::{Claims, Fact, Kind, LineClass, NodeId, Step};
use crate::dialect::prose::Prose;
use crate::dialect::sentences;
use crate::document::{Block, BlockKind, Lines};

/// What stands in parentheses, and what it says: the kind, and a further fact.
const TYPES: &[(&str, Kind, Option<Fact>)] = &[
    ("string", Kind::Scalar(Scalar::String), None),
    ("integer", Kind::Scalar(Scalar::Integer), None),
    ("long", Kind::Scalar(Scalar::Long), None),
    ("float", Kind::Scalar(Scalar::Float), None),
    ("double", Kind::Scalar(Scalar::Double), None),
    ("boolean", Kind::Scalar(Scalar::Boolean), None),
    ("datetime", Kind::Scalar(Scalar::Timestamp), None),
    ("timestamp", Kind::Scalar(Scalar::Timestamp), None),
    ("dict", Kind::Object, None),
    ("list", Kind::List, None),
    ("bytes", Kind::Scalar(Scalar::Blob), None),
    ("bytes or seekable file-like object", Kind::Scalar(Scalar::Blob), Some(Fact::Streaming)),
    ("StreamingBody", Kind::Scalar(Scalar::Blob), Some(Fact::Streaming)),
    ("StreamingBody()", Kind::Scalar(Scalar::Blob), Some(Fact::Streaming)),
    ("EventStream", Kind::Object, Some(Fact::Streaming)),
    (":class:`.EventStream`", Kind::Object, Some(Fact::Streaming)),
    ("document", Kind::Scalar(Scalar::Document), None),
    ("JSON serializable", Kind::Scalar(Scalar::Document), Some(Fact::JsonString)),
];

const REQUIRED: &str = "[REQUIRED]";

/// The beginning of a bullet: a name (elements have none), a type, and prose that begins on the same line.
pub(super) struct Label<'a> {
    name: Option<&'a str>,
    kind: Kind,
    further: Option<&'a Fact>,
    prose: &'a str,
}

impl<'a> Label<'a> {
    /// Reads `name (type) – prose` or `(type) –`.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let (name, rest) = match text.strip_prefix('(') {
            Some(rest) => (None, rest),
            None => {
                let (name, rest) = text.split_once(" (")?;
                (Some(name), rest)
            }
        };
        if name.is_some_and(|name| name.is_empty() || name.contains(char::is_whitespace)) {
            return None;
        }
        let (kind, further, rest) = TYPES.iter().find_map(|(label, kind, further)| {
            let rest = rest.strip_prefix(label)?.strip_prefix(')')?;
            Some((kind, further, rest.trim_start()))
        })?;
        let prose = rest.strip_prefix(['–', '-', '—']).map(str::trim_start);
        // Without the dash nothing may follow: `Speed (integer) is …` is prose.
        let prose = match prose {
            Some(prose) => prose,
            None if rest.is_empty() => "",
            None => return None,
        };
        Some(Self { name, kind: *kind, further: further.as_ref(), prose })
    }
}

/// Reads what an operation takes.
pub(super) fn read_parameters(claims: &mut Claims, input: NodeId, section: &Section<'_, '_>) {
    let mut blocks = section.blocks.iter();
    while let Some(block) = blocks.next() {
        match Label::read(&block.text) {
            Some(label) if block.kind == BlockKind::Item => {
                entry(claims, input, Kind::Struct, block, &label, &block.children)
            }
            // A single parameter has no bullet; all that follows is about it.
            Some(label) => return entry(claims, input, Kind::Struct, block, &label, blocks.as_slice()),
            None => claims.classify(block.extent(), LineClass::Doc),
        }
    }
}

/// Reads what an operation gives back.
pub(super) fn read_response(claims: &mut Claims, output: NodeId, section: &Section<'_, '_>) {
    for block in section.blocks {
        match Label::read(&block.text) {
            Some(label) if label.name.is_none() => {
                claims.classify(block.lines, LineClass::Boilerplate);
                content(claims, output, Kind::Struct, &label, block.lines, false, &block.children);
            }
            Some(label) => entry(claims, output, Kind::Struct, block, &label, &block.children),
            None => claims.classify(block.extent(), LineClass::Doc),
        }
    }
}

/// Reads a bullet below a node of the given kind.
fn entry(
    claims: &mut Claims,
    parent: NodeId,
    parent_kind: Kind,
    block: &Block<'_>,
    label: &Label<'_>,
    children: &[Block<'_>],
) {
    let (parent, step) = match (label.name, parent_kind, &claims.get(parent).step, claims.get(parent).parent)
    {
        (Some(name), ..) => (parent, Step::Member(name.to_owned())),
        (None, Kind::List, ..) => (parent, Step::Element),
        // The value of a map stands beneath the key.
        (None, _, Step::Key, Some(map)) => (map, Step::Value),
        (None, ..) => (parent, Step::Key),
    };
    let is_key = step == Step::Key;
    let top_level = claims.get(parent).step == Step::Input;
    let node = claims.node(parent, step);
    claims.state(node, Fact::Kind(label.kind), block.lines);
    if let Some(further) = label.further {
        claims.state(node, further.clone(), block.lines);
    }
    if is_key {
        claims.infer(parent, Fact::Kind(Kind::Map), block.lines, "map-from-unnamed-child");
    }
    content(claims, node, label.kind, label, block.lines, top_level, children);
}

/// Reads what stands behind and beneath a label: `[REQUIRED]`, prose, and the bullets of members or elements.
fn content(
    claims: &mut Claims,
    node: NodeId,
    kind: Kind,
    label: &Label<'_>,
    lines: Lines,
    top_level: bool,
    children: &[Block<'_>],
) {
    let mut prose = Prose::default();
    let mut last = lines;
    let mut inline = label.prose;
    if let Some(rest) = inline.strip_prefix(REQUIRED) {
        claims.state(node, Fact::Required(true), lines);
        inline = rest.trim_start();
    }
    if !inline.is_empty() {
        paragraph(claims, node, &mut prose, inline, lines);
    }
    let mut first = true;
    let is_key = claims.get(node).step == Step::Key;
    for child in children {
        // Where a line was deleted, two blank lines are left. Behind a label only `[REQUIRED]` and `(deprecated)` are
        // so short, and prose says again that something is deprecated.
        let hole = std::mem::take(&mut first) && child.lines.first == last.last + 3;
        let says_deprecated =
            || children.iter().any(|child| child.text.to_ascii_lowercase().contains("deprecated"));
        if hole && top_level && child.kind != BlockKind::Item && !says_deprecated() {
            claims.infer(node, Fact::Required(true), lines, "required-by-hole");
        }
        last = child.lines;
        let nested = match (child.kind, kind) {
            (BlockKind::Item, Kind::Scalar(_)) if !is_key => None,
            (BlockKind::Item, _) => {
                Label::read(&child.text).filter(|nested| !is_key || nested.name.is_none())
            }
            _ => None,
        };
        match nested {
            Some(nested) if nested.name.is_none() || kind != Kind::List => {
                entry(claims, node, kind, child, &nested, &child.children);
            }
            _ if child.kind == BlockKind::Paragraph => match child.text.trim().strip_prefix(REQUIRED) {
                Some(rest) => {
                    claims.state(node, Fact::Required(true), child.lines);
                    if !rest.trim().is_empty() {
                        paragraph(claims, node, &mut prose, rest, child.lines);
                    }
                }
                None => paragraph(claims, node, &mut prose, child.as_markdown(), child.lines),
            },
            _ => prose.block(child),
        }
    }
    prose.claim(claims, node);
}

/// Reads a paragraph about a node: layout sentences that state facts, and prose.
fn paragraph(claims: &mut Claims, node: NodeId, prose: &mut Prose, text: &str, lines: Lines) {
    const UNION: &str = "This is a Tagged Union structure.";
    const UNION_LAYOUT: [&str; 2] =
        ["If the client receives an unknown member it will set", "'SDK_UNKNOWN_MEMBER'"];
    const AUTOPOPULATED: &str = "This field is autopopulated if not provided.";
    let text = text.trim();
    if text == "(deprecated)" {
        return claims.state(node, Fact::Deprecated(Deprecation::default()), lines);
    }
    if text.starts_with(UNION) {
        claims.state(node, Fact::Kind(Kind::Union), lines);
        return prose.retract("Note");
    }
    if UNION_LAYOUT.iter().any(|layout| text.starts_with(layout)) {
        return claims.classify(lines, LineClass::Boilerplate);
    }
    let text = match text.strip_suffix(AUTOPOPULATED) {
        Some(rest) => {
            claims.state(node, Fact::IdempotencyToken, lines);
            rest.trim_end()
        }
        None => text,
    };
    sentences::read(claims, node, text, lines);
    if !text.is_empty() {
        prose.paragraph(text, lines);
    }
}
