//! What is said of nodes now instead of what was said before, put in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;
use std::sync::Arc;

use serde_json::Value;

use crate::claims::{Fact, Kind, Step};
use crate::document::Lines;
use crate::reconcile::sentences::Inferred;
use crate::reconcile::shapes::Ids;
use crate::reconcile::tree::{Id, Said, Tree};
use crate::reconcile::{Whole, pagination};

/// What is said of nodes now instead of what was said before.
pub(super) struct Edits<'c> {
    /// Whether texts tell which members are one.
    is_by_text: bool,
    /// The shapes of which nothing but their own description depends on what they hold.
    lone_shapes: Arc<Ids>,
    /// The members whose words may tell shapes apart.
    worded: Arc<Ids>,
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
}

impl Edit<'_> {
    /// Whether nothing changed.
    fn is_none(&self) -> bool {
        matches!(self.now.as_slice(), [now] if *now == self.before)
    }

    /// Whether the same is said elsewhere.
    fn is_moved(&self) -> bool {
        matches!(self.now.as_slice(), [now] if now.fact == self.before.fact)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.now == other.now
    }
}

impl<'c> Edits<'c> {
    pub(super) fn new(is_by_text: bool, lone_shapes: Arc<Ids>, worded: Arc<Ids>) -> Self {
        Self { is_by_text, lone_shapes, worded, all: Vec::new(), at: BTreeMap::new() }
    }

    /// Adds what is said of a node now and what was said before; `None` if more than itself may depend on what changed.
    pub(super) fn add(&mut self, tree: &Tree, id: Id, before: &[&'c Said], now: &[&'c Said]) -> Option<()> {
        let node = tree.now(id);
        let is_same = |a: &Said, b: &Said| {
            discriminant(&a.fact) == discriminant(&b.fact) && a.page == b.page && a.basis == b.basis
        };
        let first_edit = self.all.len();
        let mut rest = before.iter();
        let edit = |before| Edit { node, before, now: Vec::new() };
        let mut begins_otherwise = false;
        for new in now {
            match rest.clone().position(|known| is_same(known, new)) {
                Some(place) => {
                    self.all.extend(rest.by_ref().take(place).copied().map(edit));
                    self.all.extend(rest.next().map(|before| Edit { now: vec![new], ..edit(before) }));
                }
                // The claim that comes first stands for the node in what rules made of it.
                None if self.all.len() == first_edit => begins_otherwise = true,
                None => self.all.last_mut()?.now.push(new),
            }
        }
        self.all.extend(rest.copied().map(edit));
        let edits = first_edit..self.all.len();
        let is_fine = |edit: &Edit<'_>| {
            edit.is_moved()
                || is_plain_edit(tree, id, edit, self.is_by_text || self.worded.contains(&edit.node))
                // What pages say of the service stands in their order.
                    && (id != Tree::ROOT || edit.now.len() == 1)
                || self.is_of_values(tree, id, edit)
        };
        if begins_otherwise || !self.all[edits.clone()].iter().all(is_fine) {
            self.all.truncate(first_edit);
            return None;
        }
        for place in std::iter::once(node).chain(tree[node].shape.map(|shape| tree.now(shape))) {
            self.at.entry(place).or_default().extend(edits.clone());
        }
        Some(())
    }

    /// Whether an edit tells other values of an enum that stands in one place.
    fn is_of_values(&self, tree: &Tree, id: Id, edit: &Edit<'_>) -> bool {
        let is_enum = |said: &Said| match &said.fact {
            Fact::Values { values, .. } => !values.is_empty() && values.iter().all(Value::is_string),
            _ => false,
        };
        let is_lone = tree[id].shape.is_some_and(|shape| self.lone_shapes.contains(&shape));
        is_lone && matches!(edit.now.as_slice(), [now] if is_enum(edit.before) && is_enum(now))
    }

    /// Returns what holds the members of which something else is said now, or that have texts of several lines, within which
    /// sentences may stand elsewhere now.
    pub(super) fn families(&self, tree: &Tree, sentences: &Inferred) -> BTreeSet<Id> {
        let may_hold_moved = |id: Id, edit: &Edit<'_>| {
            let Said { fact, lines, .. } = edit.before;
            matches!(fact, Fact::Doc(_)) && lines.first != lines.last && sentences.is_told_by(tree, id)
        };
        let is_changed = |id: Id, edit: usize| {
            let edit = &self.all[edit];
            !edit.is_none() || may_hold_moved(id, edit)
        };
        let changed = self.at.iter().filter(|(id, edits)| edits.iter().any(|edit| is_changed(**id, *edit)));
        let holder =
            |(id, _): (&Id, _)| tree[*id].parent.filter(|_| matches!(tree[*id].step, Step::Member(_)));
        changed.filter_map(holder).collect()
    }

    /// Whether anything else is said now, or elsewhere.
    pub(super) fn are_any(&self) -> bool {
        !self.all.iter().all(Edit::is_none)
    }

    /// Says what is said now. Returns the nodes of which something else is said; `None` if something there rests on what changed.
    pub(super) fn apply(&self, whole: &mut Whole, pages: &[usize]) -> Option<BTreeSet<Id>> {
        if !self.are_any() {
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
                    let Edit { node, now, .. } = &self.all[*edit];
                    is_placed[*edit] |= id == node || now.len() == 1;
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
                    let Edit { node, before, now } = &self.all[edit];
                    // A rule may have come to stand for it.
                    let basis = |new: &Said| if said.basis == before.basis { new.basis } else { said.basis };
                    let new: Vec<&Said> = match *node == id {
                        true => now.clone(),
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
fn is_plain_edit(tree: &Tree, id: Id, edit: &Edit<'_>, do_texts_tell: bool) -> bool {
    let is_list = tree.kind(edit.node) == Kind::List;
    // What is said of an element may be moved to its shape; errors are told apart by their texts.
    let is_element = matches!(tree[id].step, Step::Element | Step::Value | Step::Key);
    let mut around = std::iter::successors(Some(id), |id| tree[*id].parent);
    let is_of_error = around.any(|id| matches!(tree[id].step, Step::Error(_) | Step::UnnamedError(_)));
    let is_plain = |said: &&Said| match &said.fact {
        Fact::Length(_) | Fact::Range(_) | Fact::Pattern(_) => !is_list,
        Fact::Doc(_) if do_texts_tell => false,
        Fact::Doc(_) => !is_element || tree[edit.node].shape.is_none() || edit.now.len() == 1,
        Fact::Route(..) => !do_texts_tell && edit.now.len() == 1,
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
        | Fact::FurtherStatus(_)
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
    !is_of_error && before.iter().chain(now).all(is_plain)
}
