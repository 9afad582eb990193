//! Writes the tree of claims down as a description, and for each fact where it comes from.
//!
//! Operations, shapes and errors are written independently of one another, and so in parallel.

mod batches;
mod body;
mod member;
mod notes;
mod operation;
mod report;
mod rules;
mod service;
mod shape;

use std::sync::Arc;

use docwright_idl::*;

use self::batches::{Batches, Needed};
use self::notes::Notes;
pub(super) use self::notes::{Extent, Noted};
pub(super) use self::report::{snippet, snippet_at};
use super::OperationNode;
use super::facets::Settled;
use super::recursion::Targets;
use super::tree::{Id, Said, Tree};
use crate::claims::{Name, Step};
use crate::evidence::{Source, Sources};
use crate::normalize::PageSource;

/// What of a service is described, and among what.
pub(super) struct Subject<'p> {
    pub(super) pages: &'p [&'p PageSource],
    pub(super) page_names: &'p [Arc<str>],
    pub(super) recursions: &'p Targets,
    /// Whether what a page calls an object is one of JSON.
    pub(super) is_plain_json: bool,
}

/// What becomes of the tree of claims where a part of it was described.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Afterwards {
    /// It is forgotten, to make room.
    Forgotten,
    /// It is looked at again.
    Kept,
}

/// Describes the service, of which the operations are in the order of their names. What `service` says already takes precedence over the pages.
pub(super) fn describe(
    tree: &mut Tree,
    subject: &Subject<'_>,
    service: Service,
    operations: &[OperationNode],
    afterwards: Afterwards,
) -> (Description, Noted) {
    let (service, mut noted) = describe_part(tree, subject, |to| to.service(service));
    let mut description = Description { service, ..Description::default() };
    let listed: Vec<_> =
        operations.iter().map(|operation| (&*operation.name, operation.id, operation)).collect();
    let needed = (afterwards == Afterwards::Forgotten).then(|| Needed::of(tree, subject));
    let mut to = Batches { tree, subject, needed, noted: &mut noted };
    description.operations =
        to.write(&listed, |to, name, id, operation| to.operation(id, name, &operation.errors));
    let types = types(to.tree);
    description.types = to.write(&types, |to, name, id, ()| to.shape(id, name));
    let errors = errors(to.tree);
    description.errors = to.write(&errors, |to, name, id, ()| to.error(id, name));
    (description, noted)
}

/// Returns the shapes of the service, in the order in which they are described.
pub(super) fn types(tree: &Tree) -> Vec<(Name, Id, ())> {
    named(tree, |step| if let Step::Type(name) = step { Some(name) } else { None })
}

/// Returns the errors of the service, in the order in which they are described.
pub(super) fn errors(tree: &Tree) -> Vec<(Name, Id, ())> {
    named(tree, |step| if let Step::Error(name) = step { Some(name) } else { None })
}

fn named(tree: &Tree, name_of: fn(&Step) -> Option<&Name>) -> Vec<(Name, Id, ())> {
    let named = tree.children(Tree::ROOT).filter_map(|(step, id)| Some((name_of(step)?.clone(), id, ())));
    let mut named: Vec<_> = named.collect();
    named.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    named
}

/// Describes one part of a service, and returns what was noted about it.
pub(super) fn describe_part<T>(
    tree: &Tree,
    subject: &Subject<'_>,
    write: impl FnOnce(&mut Describer<'_>) -> T,
) -> (T, Noted) {
    let mut describer = Describer::new(tree, subject);
    let one = write(&mut describer);
    let mut noted = Noted::default();
    noted.add(describer.notes);
    (one, noted)
}

/// How deep lists and maps nest at most.
const MAX_DEPTH: usize = 32;

/// Writes a part of a description.
pub(super) struct Describer<'t> {
    tree: &'t Tree,
    subject: &'t Subject<'t>,
    notes: Notes,
}

impl<'t> Describer<'t> {
    fn new(tree: &'t Tree, subject: &'t Subject<'_>) -> Self {
        /// About as many as have to be noted of an operation.
        const FACTS: usize = 32;
        let notes = Notes { evidence: Vec::with_capacity(FACTS), ..Notes::default() };
        Self { tree, subject, notes }
    }

    fn record(&mut self, path: &Trail<'_>, settled: &Settled<'_>) {
        self.note(path.text(), &settled.support);
    }

    /// Records where a part of the fact with the path `of` comes from; the part has a plain name.
    fn record_part(&mut self, of: &str, part: &str, settled: &Settled<'_>) {
        let mut path = String::with_capacity(of.len() + 1 + part.len());
        path.push_str(of);
        path.push('.');
        path.push_str(part);
        self.note(path, &settled.support);
    }

    fn add_source(&mut self, path: &Trail<'_>, said: &Said) {
        self.note(path.text(), &[said]);
    }

    /// Adds the places of claims to the sources of a fact, which rests on them.
    fn note(&mut self, path: String, support: &[&Said]) {
        let source = |said: &&Said| {
            let page = self.subject.page_names.get(said.page)?;
            Some(Source::of(said.basis, Arc::clone(page), said.lines))
        };
        let mut sources = match support {
            [one] => source(one).map(Sources::One).unwrap_or_default(),
            several => {
                let mut sources = Vec::with_capacity(several.len());
                sources.extend(several.iter().filter_map(source));
                sources.into()
            }
        };
        sources.put_in_order();
        self.notes.evidence.push((path, sources));
    }
}

fn set<T: Clone>(slot: &mut Option<T>, value: &T, part: &'static str) -> &'static str {
    *slot = Some(value.clone());
    part
}

fn on(flag: &mut bool, part: &'static str) -> &'static str {
    *flag = true;
    part
}
