//! Where each page belongs: the rules, in the order in which they are applied.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::identity::{Identity, Mark, Subject};
use super::names::Names;

/// From which likeness on two pages of an operation are pages of the same service.
const ALIKE: f64 = 0.2;
/// How much more alike the pages of one service must be than those of any other.
const MARGIN: f64 = 0.05;

/// How alike operations that no other service has must be, taken together, for two services to be one.
const ENOUGH: f64 = 0.2;

/// A service, as long as it has no name.
pub(super) type Core = usize;

/// Joins services that name themselves differently, one with the class of the client library and one without, if
/// operations of both are alike. Services that only resemble each other stay apart: most operations of the smaller one must
/// be the other's as well, and none may have a page of the API already.
pub(super) fn join_alike(pages: &[Identity], names: &mut Names) {
    let is_of_client = |page: usize| pages[page].marks.iter().any(|mark| matches!(mark, Mark::Client(_)));
    let all = || (0..pages.len()).filter_map(|page| Some((page, names.service_of(page)?)));
    let has_client: BTreeSet<Core> =
        all().filter(|(page, _)| is_of_client(*page)).map(|(_, core)| core).collect();
    let known = Known::of(pages, |page| names.service_of(page).filter(|core| has_client.contains(core)));
    let mut open: BTreeMap<Core, Vec<usize>> = BTreeMap::new();
    let mut operations: BTreeMap<Core, BTreeSet<&str>> = BTreeMap::new();
    let mut of_api: BTreeMap<Core, BTreeSet<&str>> = BTreeMap::new();
    for (page, core) in all() {
        let own = || pages[page].own.iter().map(String::as_str);
        operations.entry(core).or_default().extend(own());
        if !is_of_client(page) {
            of_api.entry(core).or_default().extend(own());
        }
        if !has_client.contains(&core) {
            open.entry(core).or_default().push(page);
        }
    }
    let mut alike: Vec<(usize, Core, Core)> = Vec::new();
    for (core, pages) in open {
        let votes = known.votes(&pages);
        let best = votes.iter().max_by_key(|(other, pages)| (pages.len(), std::cmp::Reverse(**other)));
        let Some((other, voters)) = best else { continue };
        let (own, others) = (&operations[&core], &operations[other]);
        if 2 * own.intersection(others).count() > own.len().min(others.len()) {
            alike.push((voters.len(), core, *other));
        }
    }
    alike.sort_by_key(|(votes, core, _)| (std::cmp::Reverse(*votes), *core));
    for (_, core, other) in alike {
        let taken = of_api.entry(other).or_default();
        if operations[&core].is_disjoint(taken) {
            taken.extend(&operations[&core]);
            names.join(core, other);
        }
    }
}

/// The pages of each operation whose service is known.
struct Known<'p> {
    pages: &'p [Identity],
    by_operation: BTreeMap<&'p str, Vec<(Core, usize)>>,
    /// The titles under which pages of an operation stand whose service is not known yet.
    titles: BTreeMap<&'p str, BTreeSet<&'p Mark>>,
}

impl<'p> Known<'p> {
    fn of(pages: &'p [Identity], core: impl Fn(usize) -> Option<Core>) -> Self {
        let mut by_operation: BTreeMap<&str, Vec<(Core, usize)>> = BTreeMap::new();
        let mut titles: BTreeMap<&str, BTreeSet<&Mark>> = BTreeMap::new();
        for (page, identity) in pages.iter().enumerate() {
            for key in &identity.own {
                match core(page) {
                    Some(core) => by_operation.entry(key).or_default().push((core, page)),
                    None => titles.entry(key).or_default().extend(title_of(identity)),
                }
            }
        }
        Self { pages, by_operation, titles }
    }

    /// Returns the services that have one of a page's operations.
    fn having(&self, page: usize) -> BTreeSet<Core> {
        let keys = self.pages[page].own.iter().filter_map(|key| self.by_operation.get(key.as_str()));
        keys.flatten().map(|(core, _)| *core).collect()
    }

    /// Returns the service that has the page most alike of the operation, if no other has one nearly as much, and how
    /// alike they are. A page of many operations is like none of them.
    fn most_alike(&self, page: usize) -> Option<(Core, f64)> {
        let identity = &self.pages[page];
        if identity.own.len() != 1 {
            return None;
        }
        let mut best: BTreeMap<Core, f64> = BTreeMap::new();
        for (core, other) in
            identity.own.iter().filter_map(|key| self.by_operation.get(key.as_str())).flatten()
        {
            let likeness = identity.sketch.likeness(&self.pages[*other].sketch);
            let so_far = best.entry(*core).or_default();
            *so_far = so_far.max(likeness);
        }
        let mut best: Vec<(f64, Core)> = best.into_iter().map(|(core, likeness)| (likeness, core)).collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0));
        match best.as_slice() {
            [(first, core)] if *first >= ALIKE => Some((*core, *first)),
            [(first, core), (second, _), ..] if *first >= ALIKE && first - second >= MARGIN => {
                Some((*core, *first))
            }
            _ => None,
        }
    }

    /// Returns the services to which pages that have one name in common belong by their operations, each with those
    /// pages. Operations that many services have, such as those about tags, are alike everywhere: they count little.
    fn votes(&self, pages: &[usize]) -> BTreeMap<Core, Vec<usize>> {
        /// What speaks for a service.
        #[derive(Default)]
        struct Votes<'p> {
            pages: Vec<usize>,
            weights: BTreeMap<&'p BTreeSet<String>, f64>,
        }
        let mut votes: BTreeMap<Core, Votes<'_>> = BTreeMap::new();
        for page in pages {
            if let Some((core, likeness)) = self.most_alike(*page) {
                let votes = votes.entry(core).or_default();
                votes.pages.push(*page);
                let weight = votes.weights.entry(&self.pages[*page].own).or_default();
                *weight = weight.max(likeness / self.spread(*page).max(1) as f64);
            }
        }
        let of_operations = pages.iter().filter(|page| !self.pages[**page].own.is_empty()).count();
        let is_enough = |votes: &Votes<'_>| {
            let is_named = votes.pages.iter().any(|page| !self.pages[*page].marks.is_empty());
            votes.weights.values().sum::<f64>() >= ENOUGH || is_named && votes.pages.len() * 2 > of_operations
        };
        votes
            .into_iter()
            .filter(|(_, votes)| is_enough(votes))
            .map(|(core, votes)| (core, votes.pages))
            .collect()
    }

    /// Returns how many services and titles other than a page's own have its operation.
    fn spread(&self, page: usize) -> usize {
        let own = title_of(&self.pages[page]);
        let keys = self.pages[page].own.iter().filter_map(|key| self.titles.get(key.as_str()));
        self.having(page).len() + keys.flatten().filter(|title| Some(**title) != own).count()
    }
}

/// Returns the mark of a page that need not be of one service alone.
fn title_of(identity: &Identity) -> Option<&Mark> {
    identity.marks.iter().find(|mark| matches!(mark, Mark::Title(_) | Mark::Endpoint(_)))
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
        let known = self.known();
        let mut found = Vec::new();
        for (title, pages) in self.titled() {
            let open = pages.into_iter().filter(|page| self.places[*page].is_none());
            // Pages that say nothing of their service are judged each by itself.
            let open: Vec<Vec<usize>> = match title {
                Some(_) => vec![open.collect()],
                None => open.map(|page| vec![page]).collect(),
            };
            for pages in open {
                found.extend(known.votes(&pages));
            }
        }
        for (core, pages) in found {
            for page in pages {
                self.places[page] = Some((core, "service-by-operation"));
            }
        }
    }

    /// Places the pages that bear a title: with the services to which others of this title belong, as far as these have
    /// their operations; else with each other.
    pub(super) fn by_title(&mut self) {
        let known = self.known();
        for (title, pages) in self.titled() {
            let Some(title) = title else { continue };
            let cores: BTreeSet<Core> =
                pages.iter().filter_map(|page| self.places[*page]).map(|(core, _)| core).collect();
            let having = |page: usize| -> BTreeSet<Core> {
                known.having(page).intersection(&cores).copied().collect()
            };
            let (placed, open): (Vec<usize>, Vec<usize>) =
                pages.into_iter().partition(|page| self.places[*page].is_some());
            let is_operation = |page: &&usize| !self.pages[**page].own.is_empty();
            // Operations that a service does not have are its own if they are few, else another's.
            let strange = open.iter().filter(is_operation).filter(|page| having(**page).is_empty()).count();
            let is_alone = cores.len() == 1 && strange <= placed.iter().filter(is_operation).count();
            for page in open {
                let having = having(page);
                let core = match having.len() {
                    1 => having.first().copied(),
                    0 if is_alone => cores.first().copied(),
                    // A shape may be that of any of them.
                    0 if !cores.is_empty() && self.pages[page].own.is_empty() => {
                        self.candidates.insert(page, cores.clone());
                        None
                    }
                    _ => Some(self.of_mark(title)),
                };
                self.places[page] = core.map(|core| (core, "service-by-title"));
            }
        }
    }

    /// Returns the pages of each title or base URL, and those that have none.
    fn titled(&self) -> BTreeMap<Option<&'p Mark>, Vec<usize>> {
        let mut titled: BTreeMap<Option<&'p Mark>, Vec<usize>> = BTreeMap::new();
        for (page, identity) in self.pages.iter().enumerate() {
            titled.entry(title_of(identity)).or_default().push(page);
        }
        titled
    }

    fn known(&self) -> Known<'p> {
        Known::of(self.pages, |page| self.places[page].map(|(core, _)| core))
    }

    /// Returns for each shape the services whose pages mention it.
    fn mentions(&self) -> BTreeMap<&'p str, BTreeSet<Core>> {
        let mut mentions: BTreeMap<&str, BTreeSet<Core>> = BTreeMap::new();
        for (identity, place) in self.pages.iter().zip(&self.places) {
            let Some((core, _)) = place else { continue };
            for name in identity.speaks_of() {
                mentions.entry(name).or_default().insert(*core);
            }
        }
        mentions
    }

    /// Places pages of shapes under a code that no operation bears: with the one service without a code whose pages mention most of
    /// the shapes that none of these pages mentions.
    pub(super) fn by_mentioned_code(&mut self) {
        let mentions = self.mentions();
        let mut pages: BTreeMap<Core, Vec<usize>> = BTreeMap::new();
        let (mut with_operations, mut with_code) = (BTreeSet::new(), BTreeSet::new());
        for (page, (identity, place)) in self.pages.iter().zip(&self.places).enumerate() {
            let Some((core, _)) = *place else { continue };
            pages.entry(core).or_default().push(page);
            with_operations.extend((!identity.own.is_empty()).then_some(core));
            let has_code = identity.marks.iter().any(|mark| matches!(mark, Mark::Code(_)));
            with_code.extend(has_code.then_some(core));
        }
        let mut found: BTreeMap<Core, Vec<Core>> = BTreeMap::new();
        for core in pages.keys().filter(|core| !with_operations.contains(core)) {
            let names = pages[core].iter().flat_map(|page| self.pages[*page].shapes());
            let outermost: Vec<_> =
                names.filter_map(|name| mentions.get(name)).filter(|users| !users.contains(core)).collect();
            let mut votes: BTreeMap<Core, usize> = BTreeMap::new();
            let is_open = |user: &&Core| with_operations.contains(user) && !with_code.contains(user);
            for user in outermost.iter().copied().flatten().filter(is_open) {
                *votes.entry(*user).or_default() += 1;
            }
            let most = votes.values().copied().max().unwrap_or_default();
            let mut best = votes.iter().filter(|(_, count)| **count == most);
            if let (Some((user, _)), None) = (best.next(), best.next())
                && 2 * most > outermost.len()
            {
                found.entry(*user).or_default().push(*core);
            }
        }
        for (user, codes) in found {
            // What has two codes is two services.
            let [code] = codes.as_slice() else { continue };
            for page in &pages[code] {
                self.places[*page] = Some((user, "service-by-mention"));
            }
        }
    }

    /// Places the pages of shapes that the pages of one service mention, and no other's.
    pub(super) fn by_mention(&mut self) {
        loop {
            let mentions = self.mentions();
            let mut is_changed = false;
            for (page, identity) in self.pages.iter().enumerate() {
                // A page of many errors says what all services may answer.
                if self.places[page].is_some() || identity.subjects.len() > 1 {
                    continue;
                }
                let possible = self.candidates.get(&page);
                let users: BTreeSet<Core> = identity
                    .shapes()
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

    /// Places the pages of errors that say nothing of their service where all others in their folder, or in the next one around it that
    /// holds others, are of one service.
    pub(super) fn by_folder(&mut self) {
        let mut holds: BTreeMap<&Path, BTreeSet<Core>> = BTreeMap::new();
        for (identity, place) in self.pages.iter().zip(&self.places) {
            let Some((core, _)) = place else { continue };
            for folder in identity.folder.ancestors() {
                holds.entry(folder).or_default().insert(*core);
            }
        }
        for (page, identity) in self.pages.iter().enumerate() {
            let around = identity.folder.ancestors().find_map(|folder| holds.get(folder));
            let Some(cores) = around.filter(|cores| cores.len() == 1) else { continue };
            let is_of_errors = identity.subjects.iter().all(|subject| matches!(subject, Subject::Error(_)));
            let is_open = self.places[page].is_none() && identity.marks.is_empty() && is_of_errors;
            let core = cores
                .iter()
                .copied()
                .find(|core| self.candidates.get(&page).is_none_or(|possible| possible.contains(core)));
            if let Some(core) = core.filter(|_| is_open) {
                self.places[page] = Some((core, "service-by-folder"));
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
