//! What follows from examples, now that what they show of each shape is together.

use std::sync::Arc;

use docwright_idl::{Code, Diagnostic, FactPath};
use foldhash::fast::FixedState;
use indexmap::IndexMap;

use super::describe::snippet_at;
use super::tree::{Id, Said, Tree};
use crate::claims::{Basis, Fact, Step};
use crate::document::Lines;
use crate::examples::Shown;
use crate::normalize::PageSource;

/// The rule by which a value may be null.
const NULL: &str = "example-null";

/// Claims of each node what its examples show beyond what pages say, notes in how many of them it is, and reports texts
/// that are nearly what the others are. `operations` have the names by which findings call them.
pub(super) fn conclude(
    tree: &mut Tree,
    operations: &[(Id, String)],
    pages: &[&PageSource],
) -> Vec<(FactPath, Diagnostic)> {
    let mut findings = Vec::new();
    if !tree.topics().examples {
        return findings;
    }
    let ids: Vec<Id> = tree.ids().filter(|id| tree[*id].shown.is_some()).collect();
    let take = |id: Id| Some((id, tree[id].shown.take()?));
    let mut shown: IndexMap<Id, Arc<Shown>, FixedState> =
        IndexMap::with_capacity_and_hasher(ids.len(), FixedState::default());
    shown.extend(ids.into_iter().filter_map(take));
    for (&id, all) in &shown {
        let told = tree.told_kind(id);
        let parts = tree[id].take_shown();
        let is_reference = tree[id].shape.is_some();
        if let Some(found) = all.refine(told) {
            let rule = found.rule;
            let witness = parts.iter().find_map(|(page, shown)| Some((*page, shown.witness(rule)?)));
            // A shape has the values and the form of what refers to it.
            let facts = all.facts(found).filter(|fact| !is_reference || matches!(fact, Fact::Kind(_)));
            if let Some((page, lines)) = witness {
                let claim = |fact| Said { fact, basis: Basis::Inferred(rule), lines, page };
                facts.for_each(|fact| tree[id].say(claim(fact)));
            }
        }
        let is_value = !matches!(tree[id].step, Step::Type(_) | Step::Input | Step::Output);
        let null = parts.iter().find_map(|(page, shown)| Some((*page, shown.null()?)));
        if let Some((page, lines)) = null.filter(|_| is_value) {
            let basis = Basis::Inferred(NULL);
            tree[id].say(Said { fact: Fact::Nullable, basis, lines, page });
        }
        let holder = tree[id].parent.filter(|_| matches!(tree[id].step, Step::Member(_)));
        let objects = holder.and_then(|holder| shown.get(&holder)).map(|holder| holder.objects());
        tree[id].presence = objects.map(|objects| Box::new((all.count(), objects)));
        if !is_reference && !all.slips().is_empty() {
            let path = path_of(tree, operations, id).join("type");
            for (page, text, lines) in parts.iter().flat_map(|(page, shown)| {
                shown.nearly().iter().map(move |(text, lines)| (*page, text, *lines))
            }) {
                findings.push((path.clone(), slip(pages, page, text, lines)));
            }
        }
    }
    findings
}

/// Reports a text that is nearly a UUID, where the others are UUIDs.
fn slip(pages: &[&PageSource], page: usize, text: &str, lines: Lines) -> Diagnostic {
    let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
    let message = format!("an example has `{text}`, which is no UUID: it has {digits} digits instead of 32");
    Diagnostic::new(Code::EXAMPLE_SLIP, message)
        .at(snippet_at(pages, page, lines, "all others at this place are UUIDs".to_owned()))
        .help("it is taken for a slip of the page; if it is not, set the type to `string` in overlay.yaml")
}

/// Returns the path of a node's fact in the description.
fn path_of(tree: &Tree, operations: &[(Id, String)], id: Id) -> FactPath {
    let mut parts: Vec<String> = Vec::new();
    let mut at = Some(id);
    while let Some(id) = at {
        let node = &tree[id];
        let in_shape = node.parent.is_some_and(|parent| matches!(tree[parent].step, Step::Type(_)));
        match &node.step {
            Step::Member(name) => {
                parts.push(name.to_string());
                parts.extend(in_shape.then(|| "members".to_owned()));
            }
            Step::Element if in_shape => parts.push("list".to_owned()),
            Step::Element => parts.extend(["0", "type"].map(str::to_owned)),
            Step::Key => parts.extend(["key", "map", "type"].map(str::to_owned)),
            Step::Value => parts.extend(["value", "map", "type"].map(str::to_owned)),
            Step::Input => parts.push("input".to_owned()),
            Step::Output => parts.push("output".to_owned()),
            Step::Type(name) => parts.extend([name.to_string(), "types".to_owned()]),
            Step::Error(name) => parts.extend([name.to_string(), "errors".to_owned()]),
            Step::Operation(key) => {
                let name = operations.iter().find(|(operation, _)| *operation == id);
                parts.push(name.map_or_else(|| key.to_string(), |(_, name)| name.clone()));
                parts.push("operations".to_owned());
            }
            _ => {}
        }
        at = node.parent;
    }
    parts.reverse();
    FactPath::new(parts)
}
