//! Describes operations, shapes and errors in parallel, and forgets what pages say of those that are described.

use std::collections::HashSet;

use docwright_idl::Map;
use rayon::prelude::*;

use super::notes::{Noted, Notes};
use super::{Describer, Subject};
use crate::claims::Step;
use crate::reconcile::tree::{Id, Node, Tree};

/// What is looked at again once the operations are described.
pub(super) struct Needed {
    /// For each part of the tree whether it holds more than what pages say of one operation: others, or what a shape or an error
    /// took over.
    parts: Vec<bool>,
    /// What recursions point to, which is looked at wherever one stands.
    targets: HashSet<Id>,
}

impl Needed {
    pub(super) fn of(tree: &Tree, subject: &Subject<'_>) -> Self {
        let (operations, others): (Vec<_>, Vec<_>) =
            tree.children(Tree::ROOT).partition(|(step, _)| matches!(step, Step::Operation(_)));
        let targets: HashSet<Id> =
            subject.recursions.values().flat_map(|(target, _)| tree.walk(*target)).collect();
        let mut parts = tree.parts_with(others.into_iter().map(|(_, id)| id));
        targets.iter().for_each(|id| parts[id.part()] = true);
        let mut has_operation = vec![false; parts.len()];
        for (_, id) in operations {
            parts[id.part()] |= std::mem::replace(&mut has_operation[id.part()], true);
        }
        Self { parts, targets }
    }
}

/// How many operations or shapes are described before what the pages say of them is forgotten. Services that have fewer
/// are none that memory is short for.
const BATCH: usize = 64;

/// Describes operations, shapes or errors in parallel.
pub(super) struct Batches<'t> {
    pub(super) tree: &'t mut Tree,
    pub(super) subject: &'t Subject<'t>,
    /// What must not be forgotten, if what was described is.
    pub(super) needed: Option<Needed>,
    pub(super) noted: &'t mut Noted,
}

impl Batches<'_> {
    pub(super) fn write<N: AsRef<str> + Sync, O: Sync, T: Send>(
        &mut self,
        named: &[(N, Id, O)],
        write: impl Fn(&mut Describer<'_>, &str, Id, &O) -> T + Sync,
    ) -> Map<T> {
        let Self { tree, subject, needed, noted } = self;
        let mut written = Map::new();
        written.reserve(named.len());
        let mut keep = |batch: Vec<Written<T>>| {
            noted.evidence.facts.reserve(batch.iter().map(|written| written.notes.evidence.len()).sum());
            for Written { name, one, notes, .. } in batch {
                written.insert(name, one);
                noted.add(notes);
            }
        };
        // One batch is written while the one before is put with the others, and what is known of it is dropped.
        let mut before = Vec::new();
        let (mut said, mut parts): (Vec<_>, Vec<Vec<Node>>) = Default::default();
        for batch in named.chunks(BATCH) {
            let shared = &**tree;
            let needed = needed.as_ref().filter(|_| batch.len() == BATCH);
            let write = |(name, id, of): &(N, Id, O)| {
                let mut describer = Describer::new(shared, subject);
                let one = write(&mut describer, name.as_ref(), *id, of);
                let nodes = match needed {
                    Some(needed) if needed.parts[id.part()] => shared.walk(*id),
                    _ => Vec::new(),
                };
                Written { name: name.as_ref().to_owned(), one, notes: describer.notes, nodes }
            };
            let write =
                || batch.par_iter().with_min_len(MIN_SHARE).with_max_len(MIN_SHARE).map(write).collect();
            let finish = || {
                drop((said, parts));
                keep(before);
            };
            (before, ()) = rayon::join(write, finish);
            let is_target = |id: &Id| needed.is_some_and(|needed| needed.targets.contains(id));
            let nodes = before.iter().flat_map(|written| &written.nodes).filter(|id| !is_target(id));
            said = nodes.map(|id| tree.forget(*id)).collect();
            let is_unneeded = |id: &Id| needed.is_some_and(|needed| !needed.parts[id.part()]);
            let unneeded = batch.iter().map(|(_, id, _)| *id).filter(is_unneeded);
            parts = unneeded.map(|id| tree.forget_part(id)).collect();
        }
        keep(before);
        written
    }
}

/// An operation, shape or error as it is described.
struct Written<T> {
    name: String,
    one: T,
    notes: Notes,
    /// The nodes that nothing needs any more.
    nodes: Vec<Id>,
}

/// How many operations or shapes are worth a task of their own.
const MIN_SHARE: usize = 2;
