//! Whether contents that hold the same are told apart by the words in which a page describes them.
//!
//! A page says the same of a shape wherever it shows it. Contents of one name of which it describes the same members in other
//! words are therefore not one shape, though they look alike (`minimumSuccessPercentage` of the instances, and of the tasks).
//! Pages of different days or forms may differ in words and mean the same: between those, words tell nothing by themselves.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::contents::{MAX_DEPTH, alike};
use super::tree::{Id, Tree};
use crate::claims::Step;

/// What words tell of the contents of one name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words {
    /// Whether a page shows several of them, so that its words count.
    pub(super) count: bool,
    /// Whether they tell some of them apart.
    pub(super) tell: bool,
}

impl Words {
    /// Returns what words tell of contents, each with the number of a kind: those of one kind are described in the same words, and
    /// `kinds` holds one of each.
    pub(super) fn of(tree: &Tree, contents: impl Iterator<Item = (Id, Option<usize>)>, kinds: &[Id]) -> Self {
        // For each page the kinds of contents on it.
        let mut known: HashMap<usize, Vec<Option<usize>>, FixedState> = HashMap::default();
        let mut together: HashSet<(usize, usize)> = HashSet::new();
        let mut count = false;
        for (id, kind) in contents {
            let pages: HashSet<usize, FixedState> = pages(tree, id).collect();
            for page in pages {
                let others = known.entry(page).or_default();
                count |= !others.is_empty();
                if !others.contains(&kind) {
                    together.extend(others.iter().filter_map(|other| Some(((*other)?, kind?))));
                    others.push(kind);
                }
            }
        }
        let tell = together.into_iter().any(|(one, other)| {
            let (one, other) = (kinds[one], kinds[other]);
            alike(tree, one, other, 0) && are_other_words(tree, one, other)
        });
        Self { count, tell }
    }
}

/// Returns the pages that describe a content, by what they say of the first member of which they say anything.
fn pages(tree: &Tree, id: Id) -> impl Iterator<Item = usize> {
    let mut members = tree.members(id).map(|(_, member)| &tree[member]);
    let member = members.find(|member| member.docs().next().is_some());
    member.into_iter().flat_map(|member| member.docs().map(|(said, _)| said.page))
}

/// Whether a member is described in both of two contents that hold the same, and in no case alike.
pub(super) fn are_other_words(tree: &Tree, a: Id, b: Id) -> bool {
    differ(tree, a, b, 0)
}

fn differ(tree: &Tree, a: Id, b: Id, depth: usize) -> bool {
    let (a, b) = (tree.content(a), tree.content(b));
    a != b
        && depth <= MAX_DEPTH
        && tree.children(a).any(|(step, child)| match (step, tree.get(b, step)) {
            (Step::Member(_), Some(other)) => {
                is_described_otherwise(tree, child, other) || differ(tree, child, other, depth + 1)
            }
            (Step::Element | Step::Value, Some(other)) => differ(tree, child, other, depth + 1),
            _ => false,
        })
}

fn is_described_otherwise(tree: &Tree, a: Id, b: Id) -> bool {
    /// With how many texts of others each is compared.
    const MAX_TEXTS: usize = 8;
    let distinct = |id: Id| {
        let mut distinct: Vec<&Arc<str>> = Vec::new();
        for (_, doc) in tree[id].docs() {
            if distinct.len() < MAX_TEXTS && !distinct.contains(&doc) {
                distinct.push(doc);
            }
        }
        distinct
    };
    let (a, b) = (distinct(a), distinct(b));
    !a.is_empty() && !b.is_empty() && !a.iter().any(|a| b.iter().any(|b| is_part(a, b) || is_part(b, a)))
}

/// Whether a text says nothing that another one does not say: lines of damaged pages may be lost.
fn is_part(text: &str, whole: &str) -> bool {
    if text == whole {
        return true;
    }
    let known: HashSet<&str, FixedState> = whole.lines().map(str::trim).collect();
    text.lines().all(|line| known.contains(line.trim()))
}
