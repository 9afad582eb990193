//! Errors that an operation has now or has no more, where others of the service have them, too.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Told;
use crate::claims::{Basis, Fact, Name, Step};
use crate::reconcile::OperationNode;
use crate::reconcile::errors::{keep_docs_that_differ, settled_doc, share_own};
use crate::reconcile::members::client_pages;
use crate::reconcile::tree::{Id, Layer, Said, Tree};

/// The errors that are others at an operation now.
pub(super) struct OtherErrors {
    operation: Id,
    /// Those that it had and has no more, as such.
    gone: Vec<Id>,
    /// Those that it has now, as it has them.
    come: Vec<Name>,
    /// What is said of these errors as such.
    docs: Vec<(Id, Option<Arc<str>>)>,
    /// For each page the place of the operation that it speaks of.
    order: Vec<Option<usize>>,
}

impl OtherErrors {
    /// Looks at what an operation holds no more, and holds now; `None` if that are not just errors, or if more than how they are
    /// described depends on them.
    pub(super) fn of(
        told: &Told,
        operation: Id,
        pages: &[usize],
        (before, gone): (&Layer, Vec<Id>),
        (now, come): (&Layer, Vec<Id>),
    ) -> Option<Self> {
        let tree = &told.whole.tree;
        let order = told.pages().filter(|_| before.tops().count() == 1)?;
        let operations = told.whole.operations.iter();
        let clients = client_pages(operations.flat_map(|operation| tree[operation.id].said.iter()));
        let kinds = |said: &mut dyn Iterator<Item = &Said>| -> BTreeSet<bool> {
            said.map(|said| clients.contains(&said.page)).collect()
        };
        let error = |layer: &Layer, id: Id| {
            let node = &layer[id];
            let is_plain = |said: &Said| {
                matches!(
                    said.fact,
                    Fact::Doc(_)
                        | Fact::Status(_)
                        | Fact::Code(_)
                        | Fact::Name(_)
                        | Fact::MediaHere(_)
                        | Fact::Retryable
                )
            };
            let Step::Error(name) = &node.step else { return None };
            let shared = tree.get(Tree::ROOT, &node.step)?;
            let others = || tree[shared].said.iter().filter(|said| !pages.contains(&said.page));
            let is_fit = node.children.is_empty()
                // Which content comes first may tell what it is called.
                && tree[shared].children.is_empty()
                && node.said.iter().all(is_plain)
                // It is no page's own.
                && shared.part() == Tree::ROOT.part()
                && !tree[shared].said.iter().any(|said| said.basis == Basis::Inferred("error-by-name"))
                && others().next().is_some()
                && kinds(&mut others()).is_superset(&kinds(&mut node.said.iter()));
            is_fit.then(|| (name.clone(), shared))
        };
        let gone = gone.into_iter().map(|id| error(before, id)).collect::<Option<Vec<_>>>()?;
        let come = come.into_iter().map(|id| error(now, id)).collect::<Option<Vec<_>>>()?;
        let shared: BTreeSet<Id> = gone.iter().chain(&come).map(|(_, shared)| *shared).collect();
        let docs = shared.into_iter().map(|id| (id, doc(tree, id))).collect();
        let gone = gone.into_iter().map(|(_, shared)| shared).collect();
        let come = come.into_iter().map(|(name, _)| name).collect();
        Some(Self { operation, gone, come, docs, order })
    }

    /// Returns the errors as such.
    pub(super) fn shared(&self) -> impl Iterator<Item = Id> {
        self.docs.iter().map(|(id, _)| *id)
    }

    /// Forgets what pages said of errors at the operation.
    pub(super) fn forget(&self, told: &mut Told, pages: &[usize]) {
        let Some(place) = told.place_of(self.operation) else { return };
        let whole = &mut told.whole;
        for shared in &self.gone {
            whole.tree[*shared].retract(|said| pages.contains(&said.page));
            whole.operations[place].errors.retain(|error| error.id != *shared);
        }
    }

    /// Shares the errors that the operation has now, of which the tree has taken notice. `None` if something else is said of them
    /// as such.
    pub(super) fn share(&self, told: &mut Told) -> Option<()> {
        let place = told.place_of(self.operation)?;
        let whole = &mut told.whole;
        let OperationNode { errors, .. } = &mut whole.operations[place];
        for name in &self.come {
            let own = whole.tree.get(self.operation, &Step::Error(name.clone()))?;
            let error = share_own(&mut whole.tree, name.clone(), own);
            whole.tree[error.id].sort(|said| self.order.get(said.page).copied().flatten());
            errors.push(error);
        }
        let is_as_before = self.docs.iter().all(|(id, known)| doc(&whole.tree, *id) == *known);
        let come = errors.iter_mut().rev().take(self.come.len());
        keep_docs_that_differ(&whole.tree, come);
        let tree = &whole.tree;
        let steps: Vec<&Step> = tree.children(self.operation).map(|(step, _)| step).collect();
        errors.sort_by_key(|error| steps.iter().position(|step| **step == tree[error.id].step));
        is_as_before.then_some(())
    }
}

fn doc(tree: &Tree, error: Id) -> Option<Arc<str>> {
    settled_doc(tree, error).map(|(doc, _)| doc)
}

impl Told {
    /// Returns the place of an operation among all.
    fn place_of(&self, operation: Id) -> Option<usize> {
        self.whole.operations.iter().position(|known| known.id == operation)
    }

    /// Returns for each page the place of the operation that it speaks of; `None` if some speak of several.
    pub(super) fn pages(&self) -> Option<Vec<Option<usize>>> {
        let mut places = Vec::new();
        for (place, operation) in self.whole.operations.iter().enumerate() {
            for said in self.whole.tree[operation.id].said.iter() {
                places.resize(places.len().max(said.page + 1), None);
                if *places[said.page].get_or_insert(place) != place {
                    return None;
                }
            }
        }
        Some(places)
    }
}
