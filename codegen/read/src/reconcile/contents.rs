//! Whether contents hold the same: the members of structures and unions, and the values of enums.

use std::sync::Arc;

use serde_json::Value;

use super::recursion::is_end;
use super::tree::{Id, Tree};
use crate::claims::{Fact, Step};

/// How deep two contents are compared.
pub(super) const MAX_DEPTH: usize = 48;

/// Whether two contents are the same as far as the pages show: the same members, and no contradiction.
pub(super) fn alike(tree: &Tree, a: Id, b: Id, depth: usize) -> bool {
    let (a, b) = (tree.content(a), tree.content(b));
    if a == b || depth > MAX_DEPTH {
        return true;
    }
    if !tree.are_kinds_alike(a, b) {
        return false;
    }
    // Where a page breaks off a recursion, what another place holds stands for more than was shown there.
    if is_end(tree, a) || is_end(tree, b) {
        return is_end(tree, a) == is_end(tree, b);
    }
    if let (Some(values), Some(others)) = (tree.values_or_shown(a), tree.values_or_shown(b))
        && !may_be_one_list(&values, &others)
    {
        return false;
    }
    if tree.members(a).count() != tree.members(b).count() {
        return false;
    }
    tree.children(a).all(|(step, member)| match (step, tree.get(b, step)) {
        (Step::Member(_), None) => false,
        (Step::Member(_) | Step::Element | Step::Key | Step::Value, Some(other)) => {
            alike(tree, member, other, depth + 1)
        }
        _ => true,
    })
}

/// Whether two lists of values may be the same: an open one may lack values.
fn may_be_one_list(values: &Fact, others: &Fact) -> bool {
    let (Fact::Values { values: a, open: a_open }, Fact::Values { values: b, open: b_open }) =
        (values, others)
    else {
        return true;
    };
    if Arc::ptr_eq(a, b) {
        return true;
    }
    let is_within = |a: &[Value], b: &[Value]| a.iter().all(|value| b.contains(value));
    match (a_open, b_open) {
        (true, true) => is_within(a, b) || is_within(b, a),
        (true, false) => is_within(a, b),
        (false, true) => is_within(b, a),
        (false, false) => a.len() == b.len() && is_within(a, b),
    }
}

/// Whether two contents are the same in all that tells whether others are [alike], or described in other words.
pub(super) fn is_copy(tree: &Tree, a: Id, b: Id, depth: usize) -> bool {
    let (a, b) = (tree.content(a), tree.content(b));
    a == b
        || depth <= MAX_DEPTH
            && tree[a].shown.is_none()
            && tree[b].shown.is_none()
            && tree[a].says_same_kind(&tree[b])
            && is_end(tree, a) == is_end(tree, b)
            && tree.values(a) == tree.values(b)
            && tree[a].children.len() == tree[b].children.len()
            && tree.children(a).zip(tree.children(b)).all(|((step, child), (other_step, other))| {
                step == other_step
                    && is_first_said_alike(tree, child, other)
                    && is_copy(tree, child, other, depth + 1)
            })
}

/// Whether the first page that describes either of two members says the same.
fn is_first_said_alike(tree: &Tree, a: Id, b: Id) -> bool {
    let first = |id: Id| tree[id].docs().next().map(|(_, doc)| doc);
    first(a) == first(b)
}
