//! Finds the named shapes: which structures, unions and enums are one, and what they are called.
//!
//! Level by level from the operations inwards: the outermost contents without a name get one and become shapes of
//! the service; what they hold is the next level. Contents that share a name and are alike become one shape.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::FixedState;
use rayon::prelude::*;
use serde_json::Value;

use super::MIN_SHARE;
use super::contents::{MAX_DEPTH, alike, is_copy};
use super::members::{Pages, client_pages, pair_elements, pair_shape, unwrap_within};
use super::names::{Through, own_word, shape_name};
use super::recursion::is_end;
use super::roots::{Root, roots};
use super::tree::{Id, Said, Tree};
use super::unify;
use super::words::{Words, are_other_words};
use crate::claims::{Basis, Fact, Kind, Step};

/// Nodes, in no order.
pub(super) type Ids = HashSet<Id, FixedState>;

/// What was looked at to find the shapes.
#[derive(Default)]
pub(super) struct Origins {
    /// The contents that shapes are made of, each with its shape.
    pub(super) moved: Vec<(Id, Id)>,
    /// The contents that were compared with others.
    compared: Vec<Id>,
    /// What members within shapes are qualified with whose names no page tells.
    words: HashMap<Id, String>,
    /// The names that contents of several shapes would have, and those that they then were to get instead.
    contested: HashSet<String>,
    /// The contents of names of which a page shows several, which its words may tell apart.
    worded: Vec<Id>,
    /// Whether members of shapes are called otherwise on some pages.
    have_pairs: bool,
}

impl Origins {
    /// Returns the shapes of which nothing but their own description depends on what they hold, as long as they hold
    /// something: each is what stands in one place of what an operation takes or gives back.
    pub(super) fn lone(&self, tree: &Tree) -> Ids {
        let mut places: HashMap<Id, Vec<Id>> = HashMap::new();
        self.moved.iter().for_each(|(from, shape)| places.entry(*shape).or_default().push(*from));
        let compared = all_within(tree, &self.compared);
        let is_lone = |shape: Id| {
            let mut shape = shape;
            for _ in 0..MAX_DEPTH {
                // Those that pages of their own document are in other parts.
                let place = match places.get(&shape).map(Vec::as_slice) {
                    Some([place]) if shape.part() == Tree::ROOT.part() && !compared.contains(&shape) => {
                        *place
                    }
                    _ => return false,
                };
                let mut around = std::iter::successors(Some(place), |id| tree[*id].parent);
                match around
                    .find(|id| matches!(tree[*id].step, Step::Operation(_) | Step::Type(_) | Step::Error(_)))
                {
                    Some(top) if matches!(tree[top].step, Step::Operation(_)) => return true,
                    Some(top) if matches!(tree[top].step, Step::Type(_)) && top != shape => shape = top,
                    _ => return false,
                }
            }
            false
        };
        places.keys().copied().filter(|shape| is_lone(*shape)).collect()
    }

    /// Returns the members of which the words may tell shapes apart.
    pub(super) fn worded(&self, tree: &Tree) -> Ids {
        all_within(tree, &self.worded)
    }

    /// Takes note that a content was moved to a shape that there was, beside which a page may show others of its name.
    pub(super) fn refer(&mut self, from: Id, shape: Id) {
        self.moved.push((from, shape));
        self.worded.push(shape);
    }

    /// Returns what members within a shape are qualified with, if no page tells its name.
    pub(super) fn word(&self, shape: Id) -> Option<&str> {
        self.words.get(&shape).map(String::as_str)
    }

    /// Whether pages tell the name of a shape.
    pub(super) fn is_told(&self, shape: Id) -> bool {
        !self.words.contains_key(&shape)
    }

    /// Whether no shape but this one would have its name, or was to have it.
    pub(super) fn is_uncontested(&self, tree: &Tree, shape: Id) -> bool {
        matches!(&tree[shape].step, Step::Type(name) if !self.contested.contains(name.as_str()))
    }

    /// Whether members of shapes are called otherwise on some pages: what is said of them may tell which are one.
    pub(super) fn have_pairs(&self) -> bool {
        self.have_pairs
    }

    /// Moves a content to the shape of this name, which is made if there is none. `word` is what members within it are qualified
    /// with, if no page tells the name.
    pub(super) fn add(&mut self, tree: &mut Tree, from: Id, name: &str, word: Option<&str>) -> Id {
        let shape = tree.child(Tree::ROOT, Step::Type(name.into()));
        tree.move_content(from, shape);
        self.moved.push((from, shape));
        self.words.extend(word.map(|word| (shape, word.to_owned())));
        shape
    }

    /// Forgets contents, and the shapes among them.
    pub(super) fn forget(&mut self, contents: &HashSet<Id>) {
        self.moved.retain(|(from, _)| !contents.contains(from));
        self.words.retain(|shape, _| !contents.contains(shape));
    }
}

/// Returns contents and all that is within them.
fn all_within(tree: &Tree, contents: &[Id]) -> Ids {
    let mut open: Vec<Id> = contents.iter().map(|id| tree.content(*id)).collect();
    let mut found = Ids::default();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(tree.children(id).flat_map(|(_, child)| [child, tree.content(child)]));
        }
    }
    found
}

/// Moves the content of every structure, union and enum to a named shape below the service.
pub(super) fn name(tree: &mut Tree, operations: &[(Id, String)]) -> Origins {
    let mut origins = Origins::default();
    let has_names = share_error_bodies(tree) || tree.topics().shape_names;
    let clients = match has_names || tree.topics().examples {
        true => client_pages(operations.iter().flat_map(|(id, _)| tree[*id].said.iter())),
        false => Pages::default(),
    };
    if has_names {
        move_named(tree, &clients, &mut origins);
    }
    unify::examples(tree, operations, |tree| move_named(tree, &clients, &mut origins));
    let mut roots = roots(tree, operations);
    let mut depth = 0;
    while !roots.is_empty() && depth < MAX_DEPTH * 2 {
        let found: Vec<_> = {
            let tree = &*tree;
            let found = roots.par_iter().with_min_len(MIN_SHARE).map(|root| unnamed_within(tree, root));
            found.flatten_iter().collect()
        };
        roots = resolve(tree, found, &mut origins);
        depth += 1;
    }
    origins
}

/// A content without a name, and the names it may get.
pub(super) struct Unnamed {
    pub(super) id: Id,
    pub(super) name: String,
    /// What members within it are qualified with.
    pub(super) word: String,
    /// The name if others that differ have the first one.
    full_name: String,
    /// A content of the same name before it that says the same.
    copy_of: Option<Id>,
}

/// Error bodies with the same members are one shape of the service: what one example lacks, another shows. Returns whether there
/// are any.
fn share_error_bodies(tree: &mut Tree) -> bool {
    let mut alike: BTreeMap<Vec<String>, Vec<Id>> = BTreeMap::new();
    for (step, error) in tree.children(Tree::ROOT) {
        if let (Step::Error(_), Some(body)) = (step, tree.get(error, &Step::Output)) {
            let mut members: Vec<_> = tree.members(body).map(|(name, _)| name.to_owned()).collect();
            members.sort();
            if !members.is_empty() {
                alike.entry(members).or_default().push(body);
            }
        }
    }
    let largest = alike.into_values().filter(|bodies| bodies.len() > 1).max_by_key(Vec::len);
    let largest = largest.unwrap_or_default();
    for body in largest.iter().copied() {
        if let Some(said) = tree.walk(body).into_iter().find_map(|id| tree[id].said.first().cloned()) {
            let fact = Fact::ShapeName("ErrorBody".to_owned());
            tree[body].say(Said { fact, basis: Basis::Inferred("error-body-shared"), ..said });
        }
    }
    !largest.is_empty()
}

/// Moves contents whose names the pages tell, the outermost first: what they hold may become one by that. `clients` are the pages that
/// speak of a client library, which may call the members otherwise.
fn move_named(tree: &mut Tree, clients: &Pages, origins: &mut Origins) {
    loop {
        let tops: Vec<Id> = tree.children(Tree::ROOT).map(|(_, id)| id).collect();
        let named: Vec<(Id, String)> = {
            let tree = &*tree;
            tops.par_iter().with_min_len(MIN_SHARE).flat_map_iter(|top| named_within(tree, *top)).collect()
        };
        if named.is_empty() {
            return;
        }
        let mut filled: Vec<Id> =
            named.into_iter().map(|(id, name)| origins.add(tree, id, &name, None)).collect();
        filled.sort_unstable();
        filled.dedup();
        let more = unwrap_within(tree, &filled);
        filled.extend(more);
        let may_have_pairs = !clients.is_empty() || tree.topics().xml;
        while !filled.is_empty() && may_have_pairs {
            filled.sort_unstable();
            filled.dedup();
            for shape in std::mem::take(&mut filled) {
                let elements = pair_elements(tree, shape);
                let members = pair_shape(tree, shape, clients);
                origins.have_pairs |= elements.is_some() || members.is_some();
                filled.extend(elements.into_iter().chain(members).flatten());
            }
        }
    }
}

/// Returns the outermost contents whose names the pages tell, and that were not moved yet.
pub(super) fn named_within(tree: &Tree, top: Id) -> Vec<(Id, String)> {
    /// More than most things hold.
    const ROOM: usize = 16;
    let mut named = Vec::new();
    let mut open = Vec::with_capacity(ROOM);
    open.push(top);
    while let Some(id) = open.pop() {
        match told_name(tree, id) {
            Some(name) if tree[id].shape.is_none() => named.push((id, name)),
            _ => open.extend(tree[id].children.ids().rev()),
        }
    }
    named
}

/// Returns the name that pages tell of a content. Names that rules give count only if they agree.
fn told_name(tree: &Tree, id: Id) -> Option<String> {
    if !tree[id].may_have_shape_name() {
        return None;
    }
    let names = |stated: bool| {
        let names = tree[id].shape_names();
        names.filter_map(move |(name, basis)| ((basis == Basis::Stated) == stated).then_some(name))
    };
    let name = names(true).next().or_else(|| {
        let mut inferred = names(false);
        let first = inferred.next()?;
        inferred.all(|other| other == first).then_some(first)
    })?;
    // A name without content says nothing yet.
    let known = has_content(tree, id) || tree.get(Tree::ROOT, &Step::Type(name.into())).is_some();
    (known && !matches!(tree[id].step, Step::Type(_))).then(|| name.to_owned())
}

/// Whether something is known of a content that makes it worth a name.
fn has_content(tree: &Tree, id: Id) -> bool {
    tree.members(id).next().is_some()
        || is_enum(tree, id)
        || matches!(tree.kind(id), Kind::Struct | Kind::Union) && !is_end(tree, id)
}

fn is_enum(tree: &Tree, id: Id) -> bool {
    let texts = tree.values_or_shown(id).is_some_and(|fact| match fact.as_ref() {
        Fact::Values { values, .. } => values.iter().all(Value::is_string),
        _ => false,
    });
    texts && matches!(tree.kind(id), Kind::Any | Kind::Scalar(docwright_idl::Scalar::String))
}

/// Returns the outermost contents without a name within a root.
pub(super) fn unnamed_within(tree: &Tree, root: &Root) -> Vec<Unnamed> {
    let mut found = Vec::new();
    if tree[root.id].shape.is_some() {
        return found;
    }
    for (member, id) in tree.members(root.id) {
        collect(tree, root, id, member, Through::Own, &mut found);
    }
    // A shape that is a list or map of its own.
    for (step, id) in tree.children(root.id) {
        if matches!(step, Step::Element | Step::Value) {
            collect(tree, root, id, &root.word, Through::Elements, &mut found);
        }
    }
    found
}

/// Looks for contents behind a member, through lists and maps.
fn collect(tree: &Tree, root: &Root, id: Id, member: &str, through: Through, found: &mut Vec<Unnamed>) {
    if tree[id].children.is_empty() && !has_content(tree, id) {
        return;
    }
    let mut open = vec![(id, Cow::Borrowed(member), through)];
    while let Some((id, member, through)) = open.pop() {
        if tree[id].shape.is_some() {
            continue;
        }
        if has_content(tree, id) {
            let word = own_word(&member, through, root.holder());
            let full_name = format!("{}{word}", root.name);
            found.push(Unnamed {
                id,
                name: shape_name(&member, &word, root.holder()),
                word,
                full_name,
                copy_of: None,
            });
            continue;
        }
        for (step, child) in tree.children(id) {
            match step {
                Step::Element | Step::Value => open.push((child, member.clone(), Through::Elements)),
                Step::Key => open.push((child, format!("{member}_key").into(), Through::Own)),
                _ => {}
            }
        }
    }
}

/// Finds which contents of one name are copies of one before them, and whether words tell others apart; `taken` is the shape that
/// has the name already.
fn find_copies(tree: &Tree, taken: Option<Id>, contents: &mut [Unnamed]) -> Words {
    /// With how many that differ others are compared.
    const MAX_COMPARED: usize = 8;
    let mut originals: Vec<Id> = taken.into_iter().collect();
    let mut kinds = Vec::with_capacity(contents.len());
    for content in &mut *contents {
        let known = originals.iter().position(|other| is_copy(tree, *other, content.id, 0));
        content.copy_of = known.map(|place| originals[place]);
        let is_new = known.is_none() && originals.len() < MAX_COMPARED;
        kinds.push(known.or(is_new.then_some(originals.len())));
        originals.extend(is_new.then_some(content.id));
    }
    let contents = contents.iter().map(|content| content.id).zip(kinds);
    let all = taken.map(|taken| (taken, Some(0))).into_iter().chain(contents);
    Words::of(tree, all, &originals)
}

/// With how many shapes of one name others are compared; what is like none of them is one of its own.
const MAX_GROUPS: usize = 64;

/// Gives contents their names, and returns the shapes that they became.
fn resolve(tree: &mut Tree, found: Vec<Unnamed>, origins: &mut Origins) -> Vec<Root> {
    let mut by_name: BTreeMap<String, Vec<Unnamed>> = BTreeMap::new();
    for unnamed in found {
        by_name.entry(unnamed.name.clone()).or_default().push(unnamed);
    }
    let by_name: Vec<_> = {
        let tree = &*tree;
        let compare = |(name, mut contents): (String, Vec<Unnamed>)| {
            let taken = tree.get(Tree::ROOT, &Step::Type(name.as_str().into()));
            let words = match contents.as_slice() {
                [_] if taken.is_none() => Words::default(),
                _ => find_copies(tree, taken, &mut contents),
            };
            (name, contents, words)
        };
        by_name.into_par_iter().map(compare).collect()
    };
    let mut shapes = Vec::new();
    for (name, contents, words) in by_name {
        // Others that differ may have been given the name just now.
        let taken = tree.get(Tree::ROOT, &Step::Type(name.as_str().into()));
        let mut groups: Vec<Group> = Vec::new();
        let all = || contents.iter().map(|content| content.id).chain(taken);
        if taken.is_some() || contents.len() > 1 {
            origins.compared.extend(all());
        }
        if words.count {
            origins.worded.extend(all());
        }
        for content in contents {
            let id = content.id;
            // A copy is alike to what the other one is.
            let known = content.copy_of.map(|other| tree.content(other));
            let is_it = |tree: &Tree, shape: Id| match known {
                Some(known) => known == shape,
                None => {
                    alike(tree, shape, content.id, 0)
                        && !(words.tell && are_other_words(tree, shape, content.id))
                }
            };
            if let Some(taken) = taken.filter(|taken| is_it(tree, *taken)) {
                tree.move_content(content.id, taken);
            } else if let Some(group) =
                groups.iter_mut().take(MAX_GROUPS).find(|group| is_it(tree, group.shape))
            {
                group.count += 1;
                tree.move_content(content.id, group.shape);
            } else {
                // It gets its name when it is known how many others would have it.
                let shape = tree.child(Tree::ROOT, Step::Type(format!("{name}\0{}", groups.len()).into()));
                tree.move_content(content.id, shape);
                groups.push(Group { shape, word: content.word, full_name: content.full_name, count: 1 });
            }
            origins.moved.extend(tree[id].shape.map(|shape| (id, shape)));
        }
        if groups.len() + usize::from(taken.is_some()) > 1 {
            origins.contested.insert(name.clone());
        }
        // What is met most often keeps the name when pages add others that look like it.
        groups.sort_by_key(|group| std::cmp::Reverse(group.count));
        for (index, Group { shape, word, full_name, .. }) in groups.into_iter().enumerate() {
            let is_first = taken.is_none() && index == 0;
            let name =
                if is_first { name.clone() } else { free_name(tree, &full_name, &mut origins.contested) };
            tree.rename(shape, Step::Type(name.clone().into()));
            shapes.push(Root::shape(shape, &name, &word));
            origins.words.insert(shape, word);
        }
    }
    shapes
}

/// Contents of one name that are alike, and the shape that they became.
struct Group {
    shape: Id,
    /// What members within it are qualified with.
    word: String,
    /// The name if others that differ have the first one.
    full_name: String,
    /// How many contents it is.
    count: usize,
}

/// Returns a name that no shape has: the given one, numbered if need be. Those that it might have been are `contested`, and so is it.
fn free_name(tree: &Tree, name: &str, contested: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .inspect(|name| {
            contested.insert(name.clone());
        })
        .find(|name| tree.get(Tree::ROOT, &Step::Type(name.clone().into())).is_none())
        .unwrap_or_default()
}
