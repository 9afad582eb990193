//! Revises what was reconciled, where pages say something else of the same things: no pass but describing need be run again
//! then, and that for the parts of the description alone that hold what changed.
//!
//! Whatever the passes decide by must be as it was: which things there are and what they are called, of which kind they are and
//! which values they have. Where it is not, where claims rest on other claims, and where texts decided what is one, nothing
//! is revised, and all is reconciled anew.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem::discriminant;
use std::sync::Arc;

use docwright_idl::{Description, Diagnostic, FactPath, Part};

use super::describe::{self, Afterwards, Extent, Noted, describe, describe_part};
use super::recursion::{self, Targets};
use super::sentences::Heard;
use super::tree::{Change, Id, Laid, Said, Tree};
use super::{Reconciled, Whole, link_docs, link_operation, link_shape, page_names, pagination};
use crate::claims::{Fact, Kind, Step};
use crate::document::Lines;
use crate::evidence::Evidence;
use crate::manifest::Manifest;
use crate::normalize::PageSource;

/// What was reconciled, to be revised.
pub(crate) struct Standing {
    manifest: Manifest,
    whole: Whole,
    recursions: Targets,
    page_names: Vec<Arc<str>>,
    /// The parts of the description in the order of what was noted of them, each with its node.
    parts: Vec<(Part, Id)>,
    /// The places of the parts, by their nodes.
    places: HashMap<Id, usize>,
    /// The operations that are described by the content of a shape.
    sides: HashMap<Id, Vec<Id>>,
    description: Arc<Description>,
    evidence: Arc<Evidence>,
    conflicts: Vec<(FactPath, Diagnostic)>,
    /// How much of evidence and conflicts is about each part.
    extents: Vec<Extent>,
}

impl Standing {
    /// Reconciles what the pages say, which are sorted by name. What was heard before is not searched for again.
    pub(crate) fn of(manifest: &Manifest, pages: &[&PageSource], laid: Laid, heard: &mut Heard) -> Self {
        let mut whole = Whole::of(manifest, pages, laid, Some(heard));
        let (page_names, recursions) = (page_names(pages), recursion::targets(&whole.tree));
        let subject = Whole::subject(manifest, pages, &page_names, &recursions);
        let Whole { tree, operations, .. } = &mut whole;
        let (mut description, Noted { evidence, conflicts, extents }) =
            describe(tree, &subject, manifest.service(), operations, Afterwards::Kept);
        link_docs(&mut description, manifest, &whole.stated_shapes);

        let mut parts = vec![(Part::Service, Tree::ROOT)];
        let mut operations: Vec<_> =
            whole.operations.iter().map(|of| (Part::Operation(of.name.clone()), of.id)).collect();
        operations.sort_by(|(a, _), (b, _)| a.cmp(b));
        parts.extend(operations);
        let types = describe::types(&whole.tree);
        parts.extend(types.into_iter().map(|(name, id, ())| (Part::Type(name.into()), id)));
        let errors = describe::errors(&whole.tree);
        parts.extend(errors.into_iter().map(|(name, id, ())| (Part::Error(name.into()), id)));
        let places = parts.iter().enumerate().map(|(place, (_, id))| (*id, place)).collect();
        let mut sides: HashMap<Id, Vec<Id>> = HashMap::new();
        for operation in &whole.operations {
            for side in [Step::Input, Step::Output] {
                let shape = whole.tree.get(operation.id, &side).and_then(|side| whole.tree[side].shape);
                shape.into_iter().for_each(|shape| sides.entry(shape).or_default().push(operation.id));
            }
        }
        Self {
            manifest: manifest.clone(),
            whole,
            recursions,
            page_names,
            parts,
            places,
            sides,
            description: Arc::new(description),
            evidence: Arc::new(evidence),
            conflicts,
            extents,
        }
    }

    /// Returns what is known now. `changed` are the parts of the description that may differ from what was told last.
    pub(crate) fn told(&self, pages: &[&PageSource], changed: Option<Vec<Part>>) -> Reconciled {
        let mut findings = self.whole.findings(&self.manifest, pages);
        findings.extend(self.conflicts.iter().cloned());
        let unmatched =
            self.whole.sentences.unmatched.iter().map(|(_, unmatched)| unmatched.clone()).collect();
        let (description, evidence) = (Arc::clone(&self.description), Arc::clone(&self.evidence));
        Reconciled { description, evidence, findings, unmatched, changed }
    }

    /// Takes in what pages say now, of which there are as many as before under the same names, and returns the parts of the
    /// description that may differ; `None` if all must be reconciled anew. It is of no use then.
    pub(crate) fn revise(
        &mut self,
        manifest: &Manifest,
        pages: &[&PageSource],
        changes: &[Change],
        heard: &mut Heard,
    ) -> Option<Vec<Part>> {
        let are_same =
            pages.iter().map(|page| page.name.as_str()).eq(self.page_names.iter().map(|name| &**name));
        if !are_same || self.manifest != *manifest || !self.is_fit() {
            return None;
        }
        let mut touched: BTreeSet<Id> = self.mentioned(changes);
        let mut families: BTreeSet<Id> = BTreeSet::new();
        for change in changes {
            let edits = self.edits(change)?;
            let of_change = edits.families(&self.whole.tree);
            self.whole.sentences.take_back(&mut self.whole.tree, &of_change);
            families.extend(of_change);
            touched.extend(edits.apply(&mut self.whole, &change.pages)?);
            touched.extend(change.now.tops().filter(|id| self.places.contains_key(id)));
        }
        let Whole { tree, operations, unpaged, sentences, .. } = &mut self.whole;
        for (operation, unpaged) in operations.iter().zip(unpaged) {
            if touched.contains(&operation.id) || unpaged.is_some() {
                *unpaged = pagination::find_again(tree, (operation.id, &operation.name), pages);
            }
        }
        sentences.read_again(tree, pages, &families, Some(heard));
        touched.append(&mut families);
        let of_sides = touched.iter().filter_map(|id| self.sides.get(id)).flatten();
        let parts: BTreeSet<usize> =
            touched.iter().chain(of_sides).map(|id| self.part_of(*id)).collect::<Option<_>>()?;
        parts.iter().for_each(|part| self.describe_again(*part, pages));
        Some(parts.into_iter().map(|part| self.parts[part].0.clone()).collect())
    }

    /// Whether what the pages say of one thing is described by itself.
    fn is_fit(&self) -> bool {
        let Whole { tree, named_errors, has_shown, .. } = &self.whole;
        let noted: usize = self.extents.iter().map(|extent| extent.facts).sum();
        let is_reference = |(target, _): &(Id, &str)| matches!(tree[*target].step, Step::Type(_));
        !named_errors.had_unnamed
            && !has_shown
            && !tree.has_split()
            && self.recursions.values().all(is_reference)
            && self.extents.len() == self.parts.len()
            && noted == self.evidence.facts.len()
    }

    /// Returns the nodes of the parts whose contradictions show lines of the pages.
    fn mentioned(&self, changes: &[Change]) -> BTreeSet<Id> {
        let pages: Vec<&str> =
            changes.iter().flat_map(|change| &change.pages).map(|page| &*self.page_names[*page]).collect();
        let mut start = 0;
        let mut mentioned = BTreeSet::new();
        for ((_, id), extent) in self.parts.iter().zip(&self.extents) {
            let conflicts = &self.conflicts[start..start + extent.conflicts];
            let mut snippets = conflicts.iter().flat_map(|(_, finding)| &finding.snippets);
            if snippets.any(|snippet| pages.contains(&snippet.file.as_str())) {
                mentioned.insert(*id);
            }
            start += extent.conflicts;
        }
        mentioned
    }

    /// Returns what is said now instead of what was said before.
    fn edits<'c>(&self, change: &'c Change) -> Option<Edits<'c>> {
        let Change { before, now, .. } = change;
        let by_text = &self.whole.paired.by_text;
        let tree = &self.whole.tree;
        // Of what rules added to the page's own things, nothing is known here.
        if !before.is_of_the_same(now) || before.said().count() != tree.count_of(before.part()) + 1 {
            return None;
        }
        let is_by_text = now.tops().any(|id| by_text.contains(&id));
        let mut edits = Edits { is_by_text, ..Edits::default() };
        for ((id, before), (_, now)) in before.said().zip(now.said()) {
            edits.add(tree, id, &before, &now)?;
        }
        Some(edits)
    }

    /// Returns the place of the part that a node is described in.
    fn part_of(&self, id: Id) -> Option<usize> {
        let tree = &self.whole.tree;
        let mut id = tree.now(id);
        while let Some(parent) = tree[id].parent.filter(|parent| *parent != Tree::ROOT) {
            id = tree.now(parent);
        }
        self.places.get(&id).copied()
    }

    fn describe_again(&mut self, place: usize, pages: &[&PageSource]) {
        let Self { manifest, whole, recursions, page_names, .. } = self;
        let subject = Whole::subject(manifest, pages, page_names, recursions);
        let (part, id) = &self.parts[place];
        let (tree, id) = (&whole.tree, *id);
        let description = Arc::make_mut(&mut self.description);
        let noted = match part {
            Part::Service => {
                let (service, noted) = describe_part(tree, &subject, |to| to.service(manifest.service()));
                description.service = service;
                noted
            }
            Part::Operation(name) => {
                let errors = whole.operations.iter().find(|of| of.id == id).map(|of| &*of.errors);
                let (mut operation, noted) =
                    describe_part(tree, &subject, |to| to.operation(id, name, errors.unwrap_or_default()));
                link_operation(manifest, name, &mut operation);
                description.operations.insert(name.clone(), operation);
                noted
            }
            Part::Type(name) => {
                let (mut shape, noted) = describe_part(tree, &subject, |to| to.shape(id, name));
                link_shape(manifest, &whole.stated_shapes, name, &mut shape);
                description.types.insert(name.clone(), shape);
                noted
            }
            Part::Error(name) => {
                let (error, noted) = describe_part(tree, &subject, |to| to.error(id, name));
                description.errors.insert(name.clone(), error);
                noted
            }
        };
        self.note_again(place, noted);
    }

    /// Puts what was noted about a part in the place of what was noted before.
    fn note_again(&mut self, place: usize, noted: Noted) {
        let before = self.extents[..place].iter();
        let (facts, conflicts) = before
            .fold((0, 0), |(facts, conflicts), extent| (facts + extent.facts, conflicts + extent.conflicts));
        let extent = self.extents[place];
        let known = &mut Arc::make_mut(&mut self.evidence).facts;
        let is_same = extent.facts == noted.evidence.facts.len()
            && known[facts..facts + extent.facts].keys().eq(noted.evidence.facts.keys());
        if is_same {
            let known = known[facts..facts + extent.facts].values_mut();
            known.zip(noted.evidence.facts).for_each(|(known, (_, new))| *known = new);
        } else {
            drop(known.splice(facts..facts + extent.facts, noted.evidence.facts));
        }
        drop(self.conflicts.splice(conflicts..conflicts + extent.conflicts, noted.conflicts));
        self.extents[place] = noted.extents[0];
    }
}

/// What is said of nodes now instead of what was said before.
#[derive(Default)]
struct Edits<'c> {
    /// Whether texts tell which members are one.
    is_by_text: bool,
    all: Vec<Edit<'c>>,
    /// Which of them concern a node, by where what was said before may stand.
    at: BTreeMap<Id, Vec<usize>>,
}

/// What is said now instead of one claim.
struct Edit<'c> {
    /// The node that holds what is new.
    node: Id,
    before: &'c Said,
    /// What stands there now, and what was added after it; nothing if it was taken away.
    now: Vec<&'c Said>,
    /// What was added before it.
    first: Vec<&'c Said>,
}

impl Edit<'_> {
    /// Whether nothing changed.
    fn is_none(&self) -> bool {
        self.first.is_empty() && matches!(self.now.as_slice(), [now] if *now == self.before)
    }

    /// Whether the same is said elsewhere.
    fn is_moved(&self) -> bool {
        self.first.is_empty() && matches!(self.now.as_slice(), [now] if now.fact == self.before.fact)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.now == other.now && self.first == other.first
    }
}

impl<'c> Edits<'c> {
    /// Adds what is said of a node now and what was said before; `None` if more than itself may depend on what changed.
    fn add(&mut self, tree: &Tree, id: Id, before: &[&'c Said], now: &[&'c Said]) -> Option<()> {
        let node = tree.now(id);
        let is_same = |a: &Said, b: &Said| {
            discriminant(&a.fact) == discriminant(&b.fact) && a.page == b.page && a.basis == b.basis
        };
        let first_edit = self.all.len();
        let mut first = Vec::new();
        let mut rest = before.iter();
        let edit = |before| Edit { node, before, now: Vec::new(), first: Vec::new() };
        for new in now {
            match rest.clone().position(|known| is_same(known, new)) {
                Some(place) => {
                    self.all.extend(rest.by_ref().take(place).copied().map(edit));
                    let before = rest.next()?;
                    let first = std::mem::take(&mut first);
                    self.all.push(Edit { now: vec![new], first, ..edit(before) });
                }
                None if self.all.len() == first_edit => first.push(*new),
                None => self.all.last_mut()?.now.push(new),
            }
        }
        self.all.extend(rest.copied().map(edit));
        let edits = first_edit..self.all.len();
        let is_fine = |edit: &Edit<'_>| edit.is_moved() || is_plain_edit(tree, id, edit, self.is_by_text);
        if !first.is_empty() || !self.all[edits.clone()].iter().all(is_fine) {
            return None;
        }
        for place in std::iter::once(node).chain(tree[node].shape.map(|shape| tree.now(shape))) {
            self.at.entry(place).or_default().extend(edits.clone());
        }
        Some(())
    }

    /// Returns what holds the members of which something else is said now.
    fn families(&self, tree: &Tree) -> BTreeSet<Id> {
        let changed = self.at.iter().filter(|(_, edits)| edits.iter().any(|edit| !self.all[*edit].is_none()));
        let holder =
            |(id, _): (&Id, _)| tree[*id].parent.filter(|_| matches!(tree[*id].step, Step::Member(_)));
        changed.filter_map(holder).collect()
    }

    /// Says what is said now. Returns the nodes of which something else is said; `None` if something there rests on what changed.
    fn apply(&self, whole: &mut Whole, pages: &[usize]) -> Option<BTreeSet<Id>> {
        if self.all.iter().all(Edit::is_none) {
            return Some(BTreeSet::new());
        }
        let lines = self.lines_now();
        let fates: Vec<(Id, Vec<Fate>)> = self
            .at
            .keys()
            .map(|id| Some((*id, self.fates_at(whole, *id, pages, &lines)?)))
            .collect::<Option<_>>()?;
        // What is new must find its place, and what is no more must have had one.
        let mut is_placed = vec![false; self.all.len()];
        for (id, fates) in &fates {
            for fate in fates {
                if let Fate::Edited(edit) = fate {
                    let Edit { node, now, first, .. } = &self.all[*edit];
                    is_placed[*edit] |= id == node || now.len() == 1 && first.is_empty();
                }
            }
        }
        if self.all.iter().zip(is_placed).any(|(edit, is_placed)| !is_placed && !edit.is_moved()) {
            return None;
        }
        for operation in &mut whole.operations {
            let errors = operation.errors.iter_mut();
            let of_errors = errors.flat_map(|error| {
                let media = error.media.as_deref_mut().map(|(_, said)| said);
                error.doc.as_deref_mut().map(|(_, said)| said).into_iter().chain(media)
            });
            for said in of_errors.chain(&mut operation.inferred_name) {
                if pages.contains(&said.page) {
                    let edit = self.all.iter().find(|edit| is_claim(edit.before, said))?;
                    said.lines = edit.now.first().filter(|_| edit.is_moved())?.lines;
                }
            }
        }
        let mut touched = BTreeSet::new();
        for (id, fates) in fates {
            let is_same = |fate: &Fate| match fate {
                Fate::Edited(edit) => self.all[*edit].is_none(),
                Fate::Stays => true,
                Fate::Moves(_) => false,
            };
            if fates.iter().all(is_same) {
                continue;
            }
            touched.insert(id);
            let mut fates = fates.into_iter();
            whole.tree[id].rewrite(|said, to| match fates.next().unwrap_or(Fate::Stays) {
                Fate::Stays => to.push(said),
                Fate::Moves(lines) => to.push(Said { lines, ..said }),
                Fate::Edited(edit) => {
                    let Edit { node, before, now, first } = &self.all[edit];
                    // A rule may have come to stand for it.
                    let basis = |new: &Said| if said.basis == before.basis { new.basis } else { said.basis };
                    let new: Vec<&Said> = match *node == id {
                        true => first.iter().chain(now).copied().collect(),
                        false => now.first().copied().into_iter().collect(),
                    };
                    to.extend(new.into_iter().map(|new| Said { basis: basis(new), ..new.clone() }));
                }
            });
        }
        Some(touched)
    }

    /// Returns where claims stand now by where they stood, if all that stood there stand at one place.
    fn lines_now(&self) -> BTreeMap<(usize, Lines), Option<Lines>> {
        let mut lines: BTreeMap<(usize, Lines), Option<Lines>> = BTreeMap::new();
        for Edit { before, now, .. } in &self.all {
            let now = now.first().map(|now| now.lines);
            let known = lines.entry((before.page, before.lines)).or_insert(now);
            *known = known.filter(|known| Some(*known) == now);
        }
        lines
    }

    /// Returns what becomes of the claims about a node; `None` if that is not known of one.
    fn fates_at(
        &self,
        whole: &Whole,
        id: Id,
        pages: &[usize],
        lines: &BTreeMap<(usize, Lines), Option<Lines>>,
    ) -> Option<Vec<Fate>> {
        let node = &whole.tree[id];
        let own = node.said.iter().count() - whole.sentences.told_of(id);
        let mut open: Vec<usize> = self.at.get(&id)?.clone();
        let mut fates = Vec::with_capacity(own);
        for said in node.said.iter().take(own) {
            if !pages.contains(&said.page) || pagination::is_found(said) {
                fates.push(Fate::Stays);
                continue;
            }
            let is_it = |edit: usize| is_claim(self.all[edit].before, said);
            let Some(place) = open.iter().position(|edit| is_it(*edit)) else {
                // A rule made it of what stands there.
                let now = (*lines.get(&(said.page, said.lines))?)?;
                fates.push(if now == said.lines { Fate::Stays } else { Fate::Moves(now) });
                continue;
            };
            let edit = open.swap_remove(place);
            if open.iter().any(|other| is_it(*other) && !self.all[*other].is_same(&self.all[edit])) {
                return None;
            }
            fates.push(Fate::Edited(edit));
        }
        Some(fates)
    }
}

/// What becomes of a claim.
enum Fate {
    Stays,
    /// It rests on what stands on these lines now.
    Moves(Lines),
    /// The edit of this number concerns it.
    Edited(usize),
}

/// Whether that is what a page says, whatever rule came to stand for it.
fn is_claim(claim: &Said, said: &Said) -> bool {
    claim.page == said.page && claim.lines == said.lines && claim.fact == said.fact
}

/// Whether nothing but the description of a node depends on what else is said of it.
fn is_plain_edit(tree: &Tree, id: Id, edit: &Edit<'_>, is_by_text: bool) -> bool {
    let is_list = tree.kind(edit.node) == Kind::List;
    // What is said of an element may be moved to its shape; errors are told apart by their texts.
    let is_element = matches!(tree[id].step, Step::Element | Step::Value | Step::Key);
    let mut around = std::iter::successors(Some(id), |id| tree[*id].parent);
    let is_of_error = around.any(|id| matches!(tree[id].step, Step::Error(_) | Step::UnnamedError(_)));
    let is_plain = |said: &&Said| match &said.fact {
        Fact::Length(_) | Fact::Range(_) | Fact::Pattern(_) => !is_list,
        Fact::Doc(_) if is_by_text => false,
        Fact::Doc(_) => !is_element || tree[edit.node].shape.is_none() || edit.now.len() == 1,
        Fact::Route(..) => edit.now.len() == 1,
        Fact::DocUrl(_)
        | Fact::Required(_)
        | Fact::Default(_)
        | Fact::Items(_)
        | Fact::Format(_)
        | Fact::Unit(_)
        | Fact::TimeZone(_)
        | Fact::CaseSensitive
        | Fact::Unique
        | Fact::Sensitive
        | Fact::IdempotencyToken
        | Fact::JsonString
        | Fact::Nullable
        | Fact::Deprecated(_)
        | Fact::Sample(_)
        | Fact::Status(_)
        | Fact::HostPrefix(_)
        | Fact::Scopes(_)
        | Fact::WaiterDelay(_)
        | Fact::WaiterAttempts(_)
        | Fact::RetryAfterHeader(_)
        | Fact::RetryAfterMember(_) => true,
        _ => false,
    };
    // What stays the same may be anything.
    let (before, now) = match edit.now.split_first() {
        Some((now, added)) if now.fact == edit.before.fact => (None, added),
        _ => (Some(edit.before), edit.now.as_slice()),
    };
    !is_of_error && before.iter().chain(now).chain(&edit.first).all(is_plain)
}
