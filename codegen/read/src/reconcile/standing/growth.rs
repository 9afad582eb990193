//! Members that come, go or become other things, where nothing but the description of what holds them depends on that, and with
//! them [shapes](super::shapes); and [errors](super::errors).
//!
//! It is so where they are members of what an operation takes or gives back, or of a shape that stands in one place there; and
//! where all members are known by the names that they have.

use std::collections::{HashMap, HashSet};

use super::Told;
use super::errors::OtherErrors;
use super::shapes::{Come, Gone};
use crate::claims::{Fact, Kind, Step};
use crate::reconcile::members::{client_pages, is_guess};
use crate::reconcile::tree::{Change, Id, Layer, Node, Said, Tree};

/// Where the nodes of a layer are in the tree that has grown with it.
struct Grown {
    /// The nodes of the tree, in the order of those of the layer.
    ids: Vec<Id>,
    /// The nodes of the layer, by those of the tree.
    ranks: HashMap<Id, Id>,
    /// How many nodes the part of the tree has.
    count: usize,
}

/// Where the nodes of layers are in the tree: at the same places, but for layers with which it has grown.
#[derive(Default)]
pub(super) struct Places(HashMap<usize, Grown>);

impl Places {
    /// Returns the node of the tree that one of a layer is.
    pub(super) fn id(&self, id: Id) -> Id {
        let grown = self.0.get(&id.part());
        grown.and_then(|grown| grown.ids.get(id.place()).copied()).unwrap_or(id)
    }

    /// Returns the node of a layer that one of the tree is.
    pub(super) fn rank(&self, id: Id) -> Id {
        self.0.values().find_map(|grown| grown.ranks.get(&id).copied()).unwrap_or(id)
    }

    /// Whether the part of the tree that a layer is has no other nodes.
    fn are_all(&self, layer: &Layer, tree: &Tree) -> bool {
        let part = layer.part() as usize;
        tree.count_of(part) == self.0.get(&part).map_or(layer.count(), |grown| grown.count)
    }
}

/// What pages say of a thing of which they spoke before, too.
pub(super) struct Kept<'c> {
    /// Its node in the layer now, and in the tree.
    pub(super) now: Id,
    pub(super) id: Id,
    pub(super) was_said: Vec<&'c Said>,
    pub(super) is_said: Vec<&'c Said>,
}

impl Kept<'_> {
    /// Whether pages describe it in other words now.
    pub(super) fn is_described_otherwise(&self) -> bool {
        fn docs<'s>(said: &'s [&Said]) -> impl Iterator<Item = &'s Fact> {
            said.iter().filter(|said| matches!(said.fact, Fact::Doc(_))).map(|said| &said.fact)
        }
        !docs(&self.was_said).eq(docs(&self.is_said))
    }
}

/// What pages of a group speak of now.
pub(super) struct Growth<'c> {
    change: &'c Change,
    /// For each node of the layer now the node before that is the same.
    before: Vec<Option<Id>>,
    /// What holds other members or errors now: nodes of the layer, and of the tree.
    homes: Vec<(Id, Id)>,
    /// What goes with members.
    gone: Gone,
    /// What operation has other errors now.
    errors: Option<OtherErrors>,
}

impl<'c> Growth<'c> {
    /// Compares what pages speak of now with what they spoke of before; `None` if too little is known of that.
    pub(super) fn of(told: &Told, change: &'c Change) -> Option<Self> {
        let Change { before, now, .. } = change;
        let is_known = now.has_tops_of(before) && told.grown.are_all(before, &told.whole.tree);
        let (homes, gone, errors) = Default::default();
        is_known.then(|| Self { change, before: now.same_in(before), homes, gone, errors })
    }

    /// Returns what pages spoke of before, too, the service first.
    pub(super) fn kept(&self, told: &Told) -> Vec<Kept<'c>> {
        let Change { before, now, .. } = self.change;
        let (was_said, is_said) = (before.of_service(), now.of_service());
        let service = Kept { now: Tree::ROOT, id: Tree::ROOT, was_said, is_said };
        let kept = now.nodes().zip(&self.before).filter_map(|((now, node), same)| {
            let same = (*same)?;
            let (was_said, is_said) = (before[same].said.iter().collect(), node.said.iter().collect());
            Some(Kept { now, id: told.grown.id(same), was_said, is_said })
        });
        std::iter::once(service).chain(kept).collect()
    }

    /// Takes the members or errors that these nodes of the layer are or are within for others than those before; `None` if they are
    /// in none.
    pub(super) fn replace(&mut self, ids: &[Id]) -> Option<()> {
        let now = &self.change.now;
        let mut replaced: HashSet<Id> = HashSet::new();
        for id in ids {
            let is_it = |id: &Id| matches!(now[*id].step, Step::Member(_) | Step::Error(_));
            let found = now.around(*id).find(is_it)?;
            // What stands below the service itself is no operation's.
            replaced.insert(Some(found).filter(|found| now[*found].parent != Some(Tree::ROOT))?);
        }
        for ((id, node), before) in now.nodes().zip(&mut self.before) {
            if replaced.contains(&id) || node.parent.is_some_and(|parent| replaced.contains(&parent)) {
                replaced.insert(id);
                *before = None;
            }
        }
        Some(())
    }

    /// Finds what holds other members now; `None` if more than how that is described depends on them.
    pub(super) fn settle(&mut self, told: &Told) -> Option<()> {
        let Change { before, now, .. } = self.change;
        for ((id, node), same) in now.nodes().zip(&self.before) {
            let Some(same) = *same else { continue };
            let was = &before[same];
            let (come, kept): (Vec<Id>, Vec<Id>) =
                node.children.ids().partition(|child| self.before[child.place()].is_none());
            let kept: Vec<Id> = kept.into_iter().filter_map(|child| self.before[child.place()]).collect();
            if come.is_empty() && was.children.ids().eq(kept.iter().copied()) {
                continue;
            }
            let mut gone = was.children.ids().filter(|child| !kept.contains(child));
            // Names and shapes of what they hold may depend on which one comes first.
            let are_in_order =
                was.children.ids().filter(|child| kept.contains(child)).eq(kept.iter().copied());
            if !are_in_order || has_examples(before) || has_examples(now) {
                return None;
            }
            if matches!(node.step, Step::Operation(_)) {
                let operation = told.grown.id(same);
                let (gone, come) = ((before, gone.collect()), (now, come));
                let is_fit = told.is_as_in(before, same, operation);
                let errors = OtherErrors::of(told, operation, &self.change.pages, gone, come);
                self.errors = Some(errors.filter(|_| is_fit)?);
                self.homes.push((id, operation));
                continue;
            }
            let content = told.home(told.grown.id(same))?;
            let is_fit = told.is_as_in(before, same, content)
                && [was, node].into_iter().all(has_members_alone)
                && is_without_pairs(now, id)
                && come.into_iter().all(|child| may_come(now, child))
                && gone.all(|child| self.gone.add(told, before, child).is_some());
            self.homes.push(is_fit.then_some((id, content))?);
        }
        Some(())
    }

    /// Whether errors come or go.
    pub(super) fn has_errors(&self) -> bool {
        self.errors.is_some()
    }

    /// Returns the errors that are others.
    pub(super) fn take_errors(&mut self) -> Option<OtherErrors> {
        self.errors.take()
    }

    /// Whether members or errors come or go.
    pub(super) fn is_any(&self) -> bool {
        !self.homes.is_empty()
    }

    /// Returns the shapes that are no more.
    pub(super) fn gone_shapes(&self) -> impl Iterator<Item = Id> {
        self.gone.shapes()
    }

    /// Returns the nodes of the tree that hold other members now, or of which less is said.
    pub(super) fn families(&self, tree: &Tree) -> impl Iterator<Item = Id> {
        let is_family = |(id, _): &&(Id, Id)| !matches!(self.change.now[*id].step, Step::Operation(_));
        let homes = self.homes.iter().filter(is_family).map(|(_, content)| *content);
        homes.chain(self.gone.referred(tree))
    }

    /// Lets members come and go. Errors that come are yet the operation's own. Returns what came with members, and the shapes of which
    /// something else is said now; `None` if more than that depends on it.
    pub(super) fn apply(self, told: &mut Told) -> Option<Come> {
        let Self { change: Change { now, .. }, before, homes, gone, .. } = self;
        let part = now.part() as usize;
        let mut come = Come::default();
        if homes.is_empty() && !told.grown.0.contains_key(&part) {
            return Some(come);
        }
        gone.forget(told)?;
        let Told { whole, grown, .. } = told;
        let mut ids: Vec<Id> = Vec::with_capacity(before.len());
        for ((_, node), before) in now.nodes().zip(&before) {
            let new = || {
                let holder = whole.tree.content(ids[node.parent?.place()]);
                let id = whole.tree.take_in(holder, node);
                whole.sentences.take_in(id, holder);
                Some(id)
            };
            ids.extend(before.map(|before| grown.id(before)).or_else(new));
        }
        let new = now.nodes().zip(&before).filter(|(_, before)| before.is_none()).map(|((id, _), _)| id);
        for id in homes.iter().map(|(id, _)| *id).chain(new) {
            let content = whole.tree.content(ids[id.place()]);
            let children = now[id].children.iter().map(|(step, child)| (step.clone(), ids[child.place()]));
            whole.tree[content].children = children.collect();
        }
        let ranks = ids.iter().copied().zip(now.nodes().map(|(id, _)| id)).collect();
        let count = whole.tree.count_of(part);
        for (id, content) in homes.into_iter().filter(|(id, _)| !matches!(now[*id].step, Step::Operation(_)))
        {
            let members = now[id].children.ids().filter(|child| before[child.place()].is_none());
            come.add(told.name_new(content, members.map(|child| ids[child.place()]).collect())?);
        }
        told.grown.0.insert(part, Grown { ids, ranks, count });
        Some(come)
    }
}

impl Told {
    /// Returns what holds the members of a node, if others may come there.
    fn home(&self, id: Id) -> Option<Id> {
        let tree = &self.whole.tree;
        let node = &tree[id];
        let is_side = || {
            let holder = node.parent.map(|parent| &tree[parent].step);
            matches!(node.step, Step::Input | Step::Output)
                && matches!(holder, Some(Step::Operation(_)))
                && !node.may_have_shape_name()
        };
        let is_home = tree.now(id) == id
            && match node.shape {
                None => is_side(),
                Some(shape) => self.lone_shapes().contains(&shape),
            };
        is_home.then(|| tree.content(id))
    }

    /// Whether a node of the tree holds just what one of a layer does.
    pub(super) fn is_as_in(&self, layer: &Layer, id: Id, content: Id) -> bool {
        let children = layer[id].children.iter().map(|(step, child)| (step, self.grown.id(child)));
        children.eq(self.whole.tree.children(content))
    }
}

/// Whether examples in XML may tell what members are called, or which are one.
fn has_examples(layer: &Layer) -> bool {
    let tells = |said: &Said| matches!(said.fact, Fact::Elements(_)) || is_guess(said);
    layer.nodes().any(|(_, node)| node.said.iter().any(tells))
}

fn has_members_alone(node: &Node) -> bool {
    !node.children.is_empty() && node.children.iter().all(|(step, _)| matches!(step, Step::Member(_)))
}

/// Whether nothing but its description follows from a member or from what is within it, and the shapes there.
fn may_come(layer: &Layer, id: Id) -> bool {
    layer.walk(id).into_iter().all(|id| {
        let node = &layer[id];
        let is_list = node.said.iter().any(|said| said.fact == Fact::Kind(Kind::List));
        let is_plain = |said: &Said| match &said.fact {
            Fact::Kind(kind) => *kind != Kind::Recursive,
            Fact::Length(_) | Fact::Range(_) | Fact::Pattern(_) => !is_list,
            Fact::Shown(_)
            | Fact::Flattened
            | Fact::Root(_)
            | Fact::Rule(_)
            | Fact::Elements(_)
            | Fact::Streaming => false,
            _ => true,
        };
        let is_within = |step: &Step| matches!(step, Step::Element | Step::Key | Step::Value);
        node.said.iter().all(is_plain)
            && (node.children.iter().all(|(step, _)| is_within(step))
                || has_members_alone(node) && is_without_pairs(layer, id))
    })
}

/// Whether nothing around a node or within it may be what another page calls otherwise.
fn is_without_pairs(layer: &Layer, id: Id) -> bool {
    let Some(operation) = layer.around(id).find(|id| matches!(layer[*id].step, Step::Operation(_))) else {
        return false;
    };
    let clients = client_pages(layer[operation].said.iter());
    layer.around(id).take_while(|id| *id != operation).all(|id| {
        let mut of_one = [false; 2];
        layer[id].children.iter().all(|(step, child)| {
            let (mut is_client, mut is_wire) = (false, false);
            for said in layer.walk(child).into_iter().flat_map(|id| layer[id].said.iter()) {
                let is_of_client = clients.contains(&said.page);
                (is_client, is_wire) = (is_client | is_of_client, is_wire | !is_of_client);
            }
            of_one[0] |= is_client & !is_wire;
            of_one[1] |= is_wire & !is_client;
            of_one != [true; 2] && !matches!(step, Step::UnnamedMember(_))
        })
    })
}
