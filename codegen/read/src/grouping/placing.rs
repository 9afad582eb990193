//! Where each page belongs: the rules, in the order in which they are applied.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::{Identity, Mark, Subject};
use super::names::Names;

/// From which likeness on two pages of an operation are pages of the same service.
const ALIKE: f64 = 0.25;
/// How much more alike the pages of one service must be than those of any other.
const MARGIN: f64 = 0.1;

/// A service, as long as it has no name.
pub(super) type Core = usize;

/// Joins services that name themselves differently, one with the class of the client library and one without, if
/// operations of both are alike.
pub(super) fn join_alike(pages: &[Identity], names: &mut Names) {
    let has_client: BTreeSet<Core> = pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.marks.iter().any(|mark| matches!(mark, Mark::Client(_))))
        .filter_map(|(page, _)| names.service_of(page))
        .collect();
    let by_operation =
        by_operation(pages, |page| names.service_of(page).filter(|core| has_client.contains(core)));
    let mut votes: BTreeMap<Core, BTreeMap<Core, usize>> = BTreeMap::new();
    for (page, identity) in pages.iter().enumerate() {
        let Some(core) = names.service_of(page).filter(|core| !has_client.contains(core)) else { continue };
        if let Some(other) = most_alike(pages, identity, &by_operation) {
            *votes.entry(core).or_default().entry(other).or_default() += 1;
        }
    }
    for (core, votes) in votes {
        let all: usize = votes.values().sum();
        if let Some((other, _)) = votes.into_iter().find(|(_, count)| count * 2 > all) {
            names.join(core, other);
        }
    }
}

/// The pages of each operation, by key, whose service is known.
type ByOperation<'p> = BTreeMap<&'p str, Vec<(Core, usize)>>;

fn by_operation(pages: &[Identity], core: impl Fn(usize) -> Option<Core>) -> ByOperation<'_> {
    let mut found = ByOperation::new();
    for (page, identity) in pages.iter().enumerate() {
        let Some(core) = core(page) else { continue };
        for key in &identity.own {
            found.entry(key).or_default().push((core, page));
        }
    }
    found
}

/// Returns the service that has the page most alike of the operation, if no other has one nearly as much.
fn most_alike(pages: &[Identity], identity: &Identity, known: &ByOperation<'_>) -> Option<Core> {
    let mut best: BTreeMap<Core, f64> = BTreeMap::new();
    for (core, page) in identity.own.iter().filter_map(|key| known.get(key.as_str())).flatten() {
        let likeness = identity.sketch.likeness(&pages[*page].sketch);
        let so_far = best.entry(*core).or_default();
        *so_far = so_far.max(likeness);
    }
    let mut best: Vec<(f64, Core)> = best.into_iter().map(|(core, likeness)| (likeness, core)).collect();
    best.sort_by(|a, b| b.0.total_cmp(&a.0));
    match best.as_slice() {
        [(first, core)] if *first >= ALIKE => Some(*core),
        [(first, core), (second, _), ..] if *first >= ALIKE && first - second >= MARGIN => Some(*core),
        _ => None,
    }
}

/// Where pages belong, as far as it is known.
pub(super) struct Placing<'p> {
    pages: &'p [Identity],
    names: &'p Names,
    places: Vec<Option<(Core, &'static str)>>,
    /// For pages without a place, the services that are as likely.
    candidates: BTreeMap<usize, BTreeSet<Core>>,
    /// The services that have but a title or a base URL.
    of_mark: BTreeMap<&'p Mark, Core>,
}

impl<'p> Placing<'p> {
    pub(super) fn new(pages: &'p [Identity], names: &'p Names) -> Self {
        Self {
            pages,
            names,
            places: vec![None; pages.len()],
            candidates: BTreeMap::new(),
            of_mark: BTreeMap::new(),
        }
    }

    /// Places the pages that name their service.
    pub(super) fn by_name(&mut self) {
        for (page, identity) in self.pages.iter().enumerate() {
            let by_class = identity.marks.iter().any(|mark| matches!(mark, Mark::Client(_)));
            let rule = if by_class { "service-by-class" } else { "service-by-link" };
            self.places[page] = self.names.service_of(page).map(|core| (core, rule));
        }
    }

    /// Places the pages of operations that another page with the same words documents.
    pub(super) fn by_operation(&mut self) {
        let known = by_operation(self.pages, |page| self.places[page].map(|(core, _)| core));
        for (page, identity) in self.pages.iter().enumerate() {
            if self.places[page].is_none() {
                let core = most_alike(self.pages, identity, &known);
                self.places[page] = core.map(|core| (core, "service-by-operation"));
            }
        }
    }

    /// Places the pages that bear a title: with the services to which others of this title belong, as far as these have
    /// their operations; else with each other.
    pub(super) fn by_title(&mut self) {
        let mut titled: BTreeMap<&'p Mark, Vec<usize>> = BTreeMap::new();
        for (page, identity) in self.pages.iter().enumerate() {
            let title = identity.marks.iter().find(|mark| matches!(mark, Mark::Title(_) | Mark::Endpoint(_)));
            if let Some(title) = title {
                titled.entry(title).or_default().push(page);
            }
        }
        let known = by_operation(self.pages, |page| self.places[page].map(|(core, _)| core));
        let known: BTreeMap<&str, BTreeSet<Core>> = known
            .into_iter()
            .map(|(key, pages)| (key, pages.into_iter().map(|(core, _)| core).collect()))
            .collect();
        for (title, pages) in titled {
            let cores: BTreeSet<Core> =
                pages.iter().filter_map(|page| self.places[*page]).map(|(core, _)| core).collect();
            let open: Vec<usize> =
                pages.iter().copied().filter(|page| self.places[*page].is_none()).collect();
            let is_operation = |page: &&usize| !self.pages[**page].own.is_empty();
            // Operations that a service does not have are its own if they are few, else another's.
            let (placed, strange) = {
                let of_operations = pages.iter().filter(is_operation);
                let (placed, open): (Vec<_>, Vec<_>) =
                    of_operations.partition(|page| self.places[**page].is_some());
                let has = |page: &&&usize| {
                    let keys = self.pages[***page].own.iter();
                    keys.filter_map(|key| known.get(key.as_str())).flatten().any(|core| cores.contains(core))
                };
                (placed.len(), open.iter().filter(|page| !has(page)).count())
            };
            let alone = cores.first().copied().filter(|_| cores.len() == 1 && strange <= placed);
            for page in open {
                let identity = &self.pages[page];
                let having: BTreeSet<Core> = identity
                    .own
                    .iter()
                    .filter_map(|key| known.get(key.as_str()))
                    .flatten()
                    .filter(|core| cores.contains(core))
                    .copied()
                    .collect();
                let core = match (having.len(), alone) {
                    (1, _) => having.first().copied(),
                    (0, Some(core)) => Some(core),
                    // A shape may be that of any of them.
                    (0, None) if !cores.is_empty() && identity.own.is_empty() => {
                        self.candidates.insert(page, cores.clone());
                        None
                    }
                    _ => Some(self.of_mark(title)),
                };
                self.places[page] = core.map(|core| (core, "service-by-title"));
            }
        }
    }

    /// Places the pages of shapes that the pages of one service mention, and no other's.
    pub(super) fn by_mention(&mut self) {
        loop {
            let mut mentions: BTreeMap<&str, BTreeSet<Core>> = BTreeMap::new();
            for (identity, place) in self.pages.iter().zip(&self.places) {
                let Some((core, _)) = place else { continue };
                for name in identity.speaks_of() {
                    mentions.entry(name).or_default().insert(*core);
                }
            }
            let mut is_changed = false;
            for (page, identity) in self.pages.iter().enumerate() {
                if self.places[page].is_some() {
                    continue;
                }
                let names = identity.subjects.iter().filter_map(|subject| match subject {
                    Subject::Type(name) | Subject::Error(name) => Some(name.as_str()),
                    Subject::Operation(_) => None,
                });
                let possible = self.candidates.get(&page);
                let users: BTreeSet<Core> = names
                    .filter_map(|name| mentions.get(name))
                    .flatten()
                    .filter(|core| possible.is_none_or(|possible| possible.contains(core)))
                    .copied()
                    .collect();
                match users.len() {
                    0 => {}
                    1 => {
                        self.places[page] = users.first().map(|core| (*core, "service-by-mention"));
                        is_changed = true;
                    }
                    _ => drop(self.candidates.insert(page, users)),
                }
            }
            if !is_changed {
                return;
            }
        }
    }

    /// Returns the service that has this mark and no name.
    fn of_mark(&mut self, mark: &'p Mark) -> Core {
        let new = self.names.count() + self.of_mark.len();
        *self.of_mark.entry(mark).or_insert(new)
    }

    /// Returns the pages that have a place, with the rule that found it.
    pub(super) fn placed(&self) -> impl Iterator<Item = (usize, Core, &'static str)> {
        self.places
            .iter()
            .enumerate()
            .filter_map(|(page, place)| place.map(|(core, rule)| (page, core, rule)))
    }

    /// Returns the pages that have none, with the services that they may belong to.
    pub(super) fn unplaced(&self) -> impl Iterator<Item = (usize, &BTreeSet<Core>)> {
        static NONE: BTreeSet<Core> = BTreeSet::new();
        let open = self.places.iter().enumerate().filter(|(_, place)| place.is_none());
        open.map(|(page, _)| (page, self.candidates.get(&page).unwrap_or(&NONE)))
    }
}
