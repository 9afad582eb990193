//! What was understood of a page of the AWS API Reference, in the form that the scorer asks for.
//!
//! The scorer compares the lines that state types and constraints as the page words them: a claim has the lines, and
//! the page has the words.

use std::collections::BTreeMap;

use docwright_idl::Location;
use docwright_read::claims::{Basis, Claims, Fact, NodeId, Step};
use docwright_read::document::{Block, BlockKind};
use docwright_read::format::Format;
use docwright_read::{PageSource, claims};
use serde_json::{Map, Value, json};

/// What lines of constraints begin with.
pub(super) const CONSTRAINTS: &[&str] = &[
    "Length Constraints:",
    "Pattern:",
    "Valid Values:",
    "Valid Range:",
    "Array Members:",
    "Map Entries:",
    "Key Length Constraints:",
    "Key Pattern:",
    "Valid Keys:",
    "Value Length Constraints:",
    "Value Pattern:",
    "Note: This object is a Union.",
];

/// The text of each line of a page, without mark-up.
pub(super) struct PlainLines(BTreeMap<u32, String>);

impl PlainLines {
    pub(super) fn of(file: &str, text: &str) -> Self {
        let mut lines = BTreeMap::new();
        let document = Format::of(file, text).read(text);
        document.blocks.iter().for_each(|block| note_lines(block, &mut lines));
        Self(lines)
    }

    pub(super) fn get(&self, line: u32) -> &str {
        self.0.get(&line).map_or("", String::as_str)
    }
}

fn note_lines(block: &Block<'_>, lines: &mut BTreeMap<u32, String>) {
    if block.kind != BlockKind::Code {
        for (line, number) in block.text.lines().zip(block.lines.first..) {
            lines.insert(number, line.trim().to_owned());
        }
    }
    block.children.iter().for_each(|child| note_lines(child, lines));
}

/// What an entry says of a member.
#[derive(Default)]
struct Row {
    /// The name as the page prints it, if an entry describes the member.
    label: Option<String>,
    required: bool,
    location: Option<Location>,
    doc: Option<String>,
    /// The lines that state its type and constraints.
    lines: Vec<u32>,
}

/// Returns the prediction for an operation's page.
pub(super) fn predict_operation(file: &str, text: &str) -> Value {
    let (claims, plain) = read(file, text);
    let mut prediction = Map::new();
    let mut http = Map::new();
    let mut has_route = false;
    for claim in claims.all() {
        let of_operation = matches!(claims.get(claim.node).step, Step::Operation(_));
        match &claim.fact {
            Fact::Name(name) if of_operation => {
                drop(prediction.insert("operation".into(), name.clone().into()))
            }
            Fact::Route(method, path) => {
                has_route = true;
                http.insert("method".into(), method.as_str().into());
                http.insert("uri".into(), path.clone().into());
            }
            Fact::Doc(doc) if of_operation => drop(prediction.insert("doc".into(), doc.to_string().into())),
            Fact::Status(status) if of_operation => drop(http.insert("status".into(), (*status).into())),
            _ => {}
        }
    }
    prediction.insert("http".into(), http.into());
    for (step, side) in [(Step::Input, "request"), (Step::Output, "response")] {
        let rows = rows(&claims, |id| {
            claims.get(id).step == step
                && claims
                    .get(id)
                    .parent
                    .is_some_and(|parent| matches!(claims.get(parent).step, Step::Operation(_)))
        });
        let rows: Vec<Value> = rows.iter().filter_map(|row| row_json(row, &plain, has_route)).collect();
        prediction.insert(side.into(), rows.into());
    }
    prediction.insert("errors".into(), errors(&claims).into());
    Value::Object(prediction)
}

/// Returns the prediction for a data type's page.
pub(super) fn predict_type(file: &str, text: &str) -> Value {
    let (claims, plain) = read(file, text);
    let rows = rows(&claims, |id| match &claims.get(id).step {
        Step::Type(_) => true,
        Step::Output => {
            claims.get(id).parent.is_some_and(|parent| matches!(claims.get(parent).step, Step::Error(_)))
        }
        _ => false,
    });
    let rows: Vec<Value> = rows.iter().filter_map(|row| row_json(row, &plain, false)).collect();
    json!({ "members": rows })
}

fn read(file: &str, text: &str) -> (Claims, PlainLines) {
    let source = PageSource { name: file.to_owned(), text: text.into() };
    let (_, claims) = claims(&source);
    (claims, PlainLines::of(file, text))
}

/// Returns the members below the nodes that are chosen.
fn rows(claims: &Claims, is_side: impl Fn(NodeId) -> bool) -> Vec<Row> {
    let mut names: Vec<String> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut row_of: BTreeMap<NodeId, (usize, bool)> = BTreeMap::new();
    for (id, node) in claims.nodes() {
        let Some(parent) = node.parent else { continue };
        match &node.step {
            Step::Member(name) if is_side(parent) => {
                let index = names.iter().position(|known| known == name).unwrap_or_else(|| {
                    names.push(name.to_string());
                    rows.push(Row::default());
                    rows.len() - 1
                });
                row_of.insert(id, (index, true));
            }
            Step::Element | Step::Key | Step::Value => {
                if let Some((index, _)) = row_of.get(&parent).copied() {
                    row_of.insert(id, (index, false));
                }
            }
            _ => {}
        }
    }
    for claim in claims.all() {
        let Some((row, is_own)) =
            row_of.get(&claim.node).and_then(|(index, is_own)| Some((rows.get_mut(*index)?, *is_own)))
        else {
            continue;
        };
        match &claim.fact {
            Fact::Doc(doc) => {
                if is_own {
                    row.doc = Some(doc.to_string());
                }
                continue;
            }
            Fact::Name(label) if is_own => row.label = Some(label.clone()),
            Fact::Required(required) if is_own => row.required = *required,
            Fact::In(location) if is_own && (row.location.is_none() || claim.basis == Basis::Stated) => {
                row.location = Some(*location);
            }
            _ => {}
        }
        row.lines.push(claim.lines.first);
    }
    rows
}

fn row_json(row: &Row, plain: &PlainLines, has_route: bool) -> Option<Value> {
    let label = row.label.as_ref()?;
    let mut json = json!({
        "name": label,
        "required": row.required,
        "location": location(row.location, has_route),
        "doc": row.doc,
    });
    add_lines(&mut json, row.lines.iter().map(|line| plain.get(*line)));
    Some(json)
}

/// Returns the scorer's word for where a member travels.
pub(super) fn location(location: Option<Location>, has_route: bool) -> &'static str {
    match location {
        Some(Location::Path | Location::Host) => "uri",
        Some(Location::Query | Location::QueryMap) => "querystring",
        Some(Location::Header) => "header",
        Some(Location::PrefixHeaders) => "headers",
        _ if has_route => "body",
        _ => "params",
    }
}

/// Adds what lines of a page say of a member's type and constraints.
pub(super) fn add_lines<'l>(json: &mut Value, lines: impl Iterator<Item = &'l str>) {
    let mut constraints: Vec<&str> = Vec::new();
    for line in lines {
        if let Some(r#type) = line.strip_prefix("Type:") {
            json["type_text"] = r#type.trim().into();
        } else if CONSTRAINTS.iter().any(|prefix| line.starts_with(prefix)) && !constraints.contains(&line) {
            constraints.push(line);
        }
    }
    json["constraints"] = constraints.into();
}

fn errors(claims: &Claims) -> Vec<Value> {
    let mut errors: Vec<(NodeId, Value)> = claims
        .nodes()
        .filter_map(|(id, node)| match &node.step {
            Step::Error(name) => Some((id, json!({ "name": name }))),
            _ => None,
        })
        .collect();
    for claim in claims.all() {
        if let Fact::Status(status) = claim.fact
            && let Some((_, error)) = errors.iter_mut().find(|(id, _)| *id == claim.node)
        {
            error["http_status"] = status.into();
        }
    }
    errors.into_iter().map(|(_, error)| error).collect()
}
