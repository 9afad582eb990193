//! The nested bullets of a boto3 page: `• name (type) –`, with prose and further bullets beneath.

use std::collections::HashSet;

use docwright_idl::Scalar;

use super::sections::Section;
use crate::claims::{Claims, Fact, Kind, LineClass, NodeId, Step};
use crate::dialect::prose::Prose;
use crate::dialect::sentences;
use crate::document::{Block, BlockKind, Lines};
use crate::reconcile::each_sentence;
use crate::search::{find_ignoring_case, strip_prefix_ignoring_case};

/// What a dict is that is but JSON.
const JSON_TEXT: Fact = Fact::Kind(Kind::Scalar(Scalar::String));

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
    // What the client library makes a string of.
    ("str or dict", Kind::Scalar(Scalar::String), None),
    ("list", Kind::List, None),
    ("bytes", Kind::Scalar(Scalar::Blob), None),
    ("bytes or seekable file-like object", Kind::Scalar(Scalar::Blob), Some(Fact::Streaming)),
    ("StreamingBody", Kind::Scalar(Scalar::Blob), Some(Fact::Streaming)),
    ("StreamingBody()", Kind::Scalar(Scalar::Blob), Some(Fact::Streaming)),
    ("EventStream", Kind::Object, Some(Fact::Streaming)),
    (":class:`.EventStream`", Kind::Object, Some(Fact::Streaming)),
    ("document", Kind::Scalar(Scalar::Document), None),
    ("JSON serializable", Kind::Scalar(Scalar::Document), Some(Fact::JsonString)),
    // What a damaged page lost of a member's fields.
    ("", Kind::Any, None),
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
    /// Returns the name; elements have none.
    pub(super) fn name(&self) -> Option<&'a str> {
        self.name
    }

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

/// Reads what an operation takes. Of a damaged page the holes tell, too.
pub(super) fn read_parameters(
    claims: &mut Claims,
    input: NodeId,
    section: &Section<'_, '_>,
    is_damaged: bool,
) {
    let mut blocks = section.blocks.iter();
    while let Some(block) = blocks.next() {
        match Label::read(&block.text) {
            Some(label) if block.kind == BlockKind::Item => {
                entry(claims, input, Kind::Struct, block, &label, is_damaged, &block.children)
            }
            // A single parameter has no bullet; all that follows is about it.
            Some(label) => {
                return entry(claims, input, Kind::Struct, block, &label, is_damaged, blocks.as_slice());
            }
            None => no_member(claims, block),
        }
    }
}

/// Takes a paragraph that stands between the bullets of members for documentation. A bullet that is none of a member stays
/// unread, and so does what has several lines: it may be a syntax.
fn no_member(claims: &mut Claims, block: &Block<'_>) {
    if block.kind == BlockKind::Paragraph && !block.text.contains('\n') {
        claims.classify(block.extent(), LineClass::Doc);
    }
}

/// Reads what an operation gives back.
pub(super) fn read_response(claims: &mut Claims, output: NodeId, section: &Section<'_, '_>) {
    for block in section.blocks {
        match Label::read(&block.text) {
            Some(label) if label.name.is_none() => {
                claims.classify(block.lines, LineClass::Boilerplate);
                content(claims, output, Kind::Struct, &label, block, false, &block.children);
            }
            Some(label) => entry(claims, output, Kind::Struct, block, &label, false, &block.children),
            None => no_member(claims, block),
        }
    }
}

/// Reads a bullet below a node of the given kind. `has_holes` if what was deleted behind its label tells something.
fn entry(
    claims: &mut Claims,
    parent: NodeId,
    parent_kind: Kind,
    block: &Block<'_>,
    label: &Label<'_>,
    has_holes: bool,
    children: &[Block<'_>],
) {
    let (parent, step) = match (label.name, parent_kind, &claims.get(parent).step, claims.get(parent).parent)
    {
        (Some(name), ..) => (parent, Step::Member(name.into())),
        (None, Kind::List, ..) => (parent, Step::Element),
        // The value of a map stands beneath the key.
        (None, _, Step::Key, Some(map)) => (map, Step::Value),
        (None, ..) => (parent, Step::Key),
    };
    let is_key = step == Step::Key;
    let node = claims.node(parent, step);
    let mut kind = label.kind;
    if kind == Kind::Object && is_json(label, children) {
        claims.infer(node, JSON_TEXT, block.lines, "text-of-json");
    } else if kind == Kind::Any {
        kind = kind_of(children);
        claims.infer(node, Fact::Kind(kind), block.lines, "kind-by-bullets");
    } else {
        claims.state(node, Fact::Kind(kind), block.lines);
    }
    if let Some(further) = label.further {
        claims.state(node, further.clone(), block.lines);
    }
    if is_key {
        claims.infer(parent, Fact::Kind(Kind::Map), block.lines, "map-from-unnamed-child");
    }
    content(claims, node, kind, label, block, has_holes, children);
}

/// Returns what the bullets beneath a member make of it.
fn kind_of(children: &[Block<'_>]) -> Kind {
    let mut bullets = children.iter().filter(|child| child.kind == BlockKind::Item);
    match bullets.find_map(|bullet| Label::read(&bullet.text)) {
        Some(Label { name: Some(_), .. }) => Kind::Object,
        Some(_) => Kind::List,
        None => Kind::Any,
    }
}

/// Reads what stands behind and beneath a label: `[REQUIRED]`, prose, and the bullets of members or elements.
fn content(
    claims: &mut Claims,
    node: NodeId,
    kind: Kind,
    label: &Label<'_>,
    block: &Block<'_>,
    has_holes: bool,
    children: &[Block<'_>],
) {
    let mut prose = Prose::default();
    let lines = block.lines;
    let mut last = lines;
    read_paragraph(claims, node, &mut prose, &Words::behind(label, block), lines);
    let mut first = true;
    let is_key = claims.get(node).step == Step::Key;
    for child in children {
        // Where a line was deleted, two blank lines are left, and one more for each other. Behind a label only `[REQUIRED]` and
        // `(deprecated)` are so short, and what announces a note behind them; prose says again that something is deprecated.
        let hole = std::mem::take(&mut first)
            && has_holes
            && (3..=4).contains(&child.lines.first.saturating_sub(last.last))
            && claims.is_blank_between(last.last, child.lines.first);
        let is_deprecated = || children.iter().any(|child| says_deprecated(&child.text));
        if hole && child.kind != BlockKind::Item && !may_be_left_out(&child.text) && !is_deprecated() {
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
                entry(claims, node, kind, child, &nested, false, &child.children);
            }
            _ if child.kind == BlockKind::Paragraph => {
                read_paragraph(claims, node, &mut prose, &Words::of(child), child.lines);
            }
            _ if is_union_layout(&child.text) => claims.classify(child.lines, LineClass::Boilerplate),
            _ => prose.block(child),
        }
    }
    prose.claim(claims, node);
    claim_keys(claims, node, children);
}

/// Whether a text is the note that tells a union from other structures.
fn is_union_note(text: &str) -> bool {
    text.trim_start().starts_with("This is a Tagged Union structure.")
}

/// Whether a dict of which no member is shown is said to be JSON: the client library makes one of the text that travels.
fn is_json(label: &Label<'_>, children: &[Block<'_>]) -> bool {
    let shows_no_member =
        |child: &Block<'_>| Label::read(&child.text).is_none() && !is_union_note(&child.text);
    label.further.is_none()
        && children.iter().all(shows_no_member)
        && std::iter::once(label.prose)
            .chain(children.iter().map(|child| &*child.text))
            .any(|text| text.contains("JSON"))
}

/// Claims the members that the note about a union names, and of which the page lost the bullets. Where it has none, a recursion
/// may break off.
fn claim_keys(claims: &mut Claims, node: NodeId, children: &[Block<'_>]) {
    const BEFORE: &[&str] = &["top level keys can be set: ", "top level keys will be set: "];
    let Some(note) = children.iter().find(|child| is_union_note(&child.text)) else { return };
    let Some((_, keys)) = BEFORE.iter().find_map(|before| note.text.split_once(before)) else { return };
    let keys = keys.split_once('.').map_or(keys, |(keys, _)| keys).split(',').map(str::trim);
    let bullets: HashSet<&str> =
        children.iter().filter_map(|bullet| Label::read(&bullet.text)?.name).collect();
    let is_name = |key: &&str| !key.is_empty() && !key.contains(char::is_whitespace);
    let (kept, lost): (Vec<_>, Vec<_>) = keys.filter(is_name).partition(|key| bullets.contains(key));
    for key in lost.into_iter().filter(|_| !kept.is_empty()) {
        let member = claims.node(node, Step::Member(key.into()));
        claims.infer(member, Fact::Kind(Kind::Any), note.lines, "member-without-type");
    }
}

/// Whether a text says that a member may be left out. Notes begin so, and lose what announces them just as `[REQUIRED]` is lost.
fn may_be_left_out(text: &str) -> bool {
    const BEGINNINGS: &[&str] =
        &["Only supported for ", "Not supported ", "Required for ", "This option is only "];
    const WITHIN: &[&str] = &[
        "omit this parameter",
        "if it is not provided",
        "been discontinued",
        "n't use this parameter",
        "n\u{2019}t use this parameter",
    ];
    let text = text.trim_start();
    BEGINNINGS.iter().any(|begin| text.starts_with(begin)) || WITHIN.iter().any(|words| text.contains(words))
}

/// Whether a text says of what it is about that it should no longer be used.
fn says_deprecated(text: &str) -> bool {
    let mut found = false;
    each_sentence(text, |sentence| {
        found |= strip_prefix_ignoring_case(sentence, "this ")
            .is_some_and(|rest| find_ignoring_case(rest, "deprecated").is_some());
    });
    found
}

/// A text about a node: plain, for what is read in it, and as Markdown, for the documentation.
struct Words<'b> {
    plain: &'b str,
    markdown: &'b str,
}

impl<'b> Words<'b> {
    fn of(block: &'b Block<'_>) -> Self {
        Self { plain: block.text.trim(), markdown: block.as_markdown().trim() }
    }

    /// Returns the prose that follows a label on its line.
    fn behind(label: &Label<'b>, block: &'b Block<'_>) -> Self {
        // What stands right behind the dash ends the emphasis of the label.
        let marked = block.markdown.as_deref().and_then(|text| text.split_once('–'));
        let markdown = marked.map_or(label.prose, |(_, rest)| rest.trim_start_matches('*').trim_start());
        Self { plain: label.prose, markdown }
    }

    /// Returns what follows a text with which this one begins.
    fn after(&self, beginning: &str) -> Option<Self> {
        let plain = self.plain.strip_prefix(beginning)?.trim_start();
        let marked = self.markdown.trim_start_matches('*').strip_prefix(beginning);
        let markdown = marked.map_or(plain, |rest| rest.trim_start_matches('*').trim_start());
        Some(Self { plain, markdown })
    }

    /// Returns what precedes a text with which this one ends.
    fn before(&self, end: &str) -> Option<Self> {
        let plain = self.plain.strip_suffix(end)?.trim_end();
        let markdown = self.markdown.strip_suffix(end).map_or(plain, str::trim_end);
        Some(Self { plain, markdown })
    }
}

/// Whether a text says how clients show a union's member that they do not know.
fn is_union_layout(text: &str) -> bool {
    const UNION_LAYOUT: [&str; 2] =
        ["If the client receives an unknown member it will set", "'SDK_UNKNOWN_MEMBER'"];
    UNION_LAYOUT.iter().any(|layout| text.trim_start().starts_with(layout))
}

/// Reads a paragraph about a node: layout sentences that state facts, and prose.
fn read_paragraph<'b>(
    claims: &mut Claims,
    node: NodeId,
    prose: &mut Prose<'b>,
    words: &Words<'b>,
    lines: Lines,
) {
    const AUTOPOPULATED: &str = "This field is autopopulated if not provided.";
    if let Some(rest) = words.after(REQUIRED) {
        claims.state(node, Fact::Required(true), lines);
        return read_paragraph(claims, node, prose, &rest, lines);
    }
    if words.plain == "(deprecated)" {
        return claims.state(node, Fact::Deprecated(Box::default()), lines);
    }
    if is_union_note(words.plain) {
        claims.state(node, Fact::Kind(Kind::Union), lines);
        return prose.retract("Note");
    }
    if is_union_layout(words.plain) {
        return claims.classify(lines, LineClass::Boilerplate);
    }
    if let Some(rest) = words.before(AUTOPOPULATED) {
        claims.state(node, Fact::IdempotencyToken, lines);
        return read_paragraph(claims, node, prose, &rest, lines);
    }
    if !words.plain.is_empty() {
        sentences::read(claims, node, words.plain, lines);
        prose.paragraph(words.markdown, lines);
    }
}
