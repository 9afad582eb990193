//! Names on the wire that only examples tell, of responses in XML and of requests in queries.
//!
//! Where the protocol fixes how a request or response is written, pages have no syntax of it: how the members within
//! those of the input and output are called there, only the examples show. A part of a name in a query is an element
//! here. An element is a member if their names differ in case or number only (`element-by-name`), or if it holds
//! elements that are called like the members of one structure and of no other (`element-by-content`). Entries that lost
//! their names have those of the elements that are left (`entry-by-example`).
//! In responses EC2 calls members as in requests, but for a small letter at the beginning (`ec2-element-by-case`).

use std::collections::HashSet;

use docwright_idl::{Protocol, Scalar};

use super::alike::name_key;
use super::tree::{Id, Said, Tree};
use crate::claims::{Basis, Element, Fact, Kind, Step};

/// What stands around the elements of a list unless the pages show something else.
pub(super) const ELEMENT: &str = "member";

/// What stands around the entries of a map.
const ENTRY: &str = "entry";

/// What holds an entry's key, and its value.
pub(super) const KEY: &str = "key";
pub(super) const VALUE: &str = "value";

/// Returns what the examples of an operation show of its input or output, all of the first page together, and the page.
fn shown(tree: &Tree, side: Id) -> Option<(Element, usize)> {
    let mut examples = tree[side].said.iter().filter_map(|said| match &said.fact {
        Fact::Elements(element) => Some((element, said.page)),
        _ => None,
    });
    let (first, page) = examples.next()?;
    let mut all = (**first).clone();
    examples.filter(|(_, other)| *other == page).for_each(|(element, _)| all.join((**element).clone()));
    Some((all, page))
}

/// Names the entries of a response that lost their names. Returns those that still have none.
pub(super) fn name_entries(tree: &mut Tree, output: Id, nameless: Vec<Id>) -> Vec<Id> {
    let Some((example, _)) = shown(tree, output).filter(|_| !nameless.is_empty()) else { return nameless };
    let known: HashSet<String> = tree
        .members(output)
        .flat_map(|(name, id)| wire_names(tree, id).chain([name]).map(name_key).collect::<Vec<_>>())
        .collect();
    let is_left = |part: &&Element| !known.contains(&name_key(&part.name));
    let mut left: Vec<&Element> = example.parts.iter().filter(is_left).collect();
    // Pages list members in the order of the alphabet.
    left.sort_by_key(|part| part.name.to_lowercase());
    let mut pairs = nameless.iter().zip(&left);
    if left.len() != nameless.len() || !pairs.all(|(id, part)| may_be(tree.kind(*id), part)) {
        return nameless;
    }
    for (unnamed, part) in nameless.into_iter().zip(left) {
        let named = tree.child(output, Step::Member(part.name.as_str().into()));
        tree.adopt(unnamed, named, "entry-by-example");
    }
    Vec::new()
}

/// Says how members are called on the wire, by what the examples show.
pub(super) fn spell(tree: &mut Tree, operations: &[(Id, String)], protocol: Option<Protocol>) {
    use Protocol::{AwsQuery, Ec2Query, RestXml};
    if !matches!(protocol, None | Some(AwsQuery | Ec2Query | RestXml)) {
        return;
    }
    let is_ec2 = protocol == Some(Ec2Query);
    let [outputs, inputs] = [Step::Output, Step::Input].map(|side| {
        operations.iter().filter_map(|(operation, _)| tree.get(*operation, &side)).collect::<Vec<Id>>()
    });
    for side in outputs.iter().chain(&inputs) {
        if let Some((example, page)) = shown(tree, *side) {
            Spelling { tree, page, has_one_form_of_lists: is_ec2 }.structure(*side, &example.parts);
        }
    }
    let mut seen = HashSet::new();
    for output in outputs.into_iter().filter(|_| is_ec2) {
        spell_by_case(tree, output, &mut seen);
    }
}

/// Says how EC2 calls those members of responses of which no page shows how they are called there.
fn spell_by_case(tree: &mut Tree, output: Id, seen: &mut HashSet<Id>) {
    let mut open = vec![output];
    while let Some(id) = open.pop() {
        let content = tree.content(id);
        if !seen.insert(content) {
            continue;
        }
        let parts: Vec<(Step, Id)> = tree.children(content).map(|(step, id)| (step.clone(), id)).collect();
        for (step, id) in parts {
            open.push(id);
            let Step::Member(name) = step else { continue };
            // What a request calls a list, a response does, too; what else calls it does not tell.
            let has_label = || tree[id].said.iter().any(|said| matches!(said.fact, Fact::Name(_)));
            let told: Vec<&str> = wire_names(tree, id).collect();
            let small = match told.first() {
                None if tree.kind(id) == Kind::List && !has_label() => None,
                None => in_small(&name),
                Some(first) if told.iter().all(|name| in_small(name).is_some()) => in_small(first),
                Some(_) => None,
            };
            if let (Some(name), Some(said)) = (small, tree[id].said.first().cloned())
                && is_free(tree, content, id, &name)
            {
                let basis = Basis::Inferred("ec2-element-by-case");
                tree[id].retract(|said| matches!(said.fact, Fact::WireName(_)));
                tree[id].say(Said { fact: Fact::WireName(name), basis, ..said });
            }
        }
    }
}

/// Whether no other member of a structure is called that, on the wire either.
fn is_free(tree: &Tree, structure: Id, member: Id, name: &str) -> bool {
    let known = tree.get(structure, &Step::Member(name.into()));
    let mut others = tree.children(structure).filter(|(_, id)| *id != member);
    known.is_none_or(|known| known == member)
        && !others.any(|(_, id)| wire_names(tree, id).any(|other| other == name))
}

/// Returns a name with a small letter at its beginning, if it is not one that begins with an abbreviation.
fn in_small(name: &str) -> Option<String> {
    let (first, rest) = name.split_at_checked(1)?;
    let is_word = first.starts_with(|c: char| c.is_ascii_uppercase())
        && rest.starts_with(|c: char| c.is_ascii_lowercase());
    is_word.then(|| format!("{}{rest}", first.to_ascii_lowercase()))
}

struct Spelling<'t> {
    tree: &'t mut Tree,
    page: usize,
    has_one_form_of_lists: bool,
}

impl Spelling<'_> {
    fn structure(&mut self, id: Id, parts: &[Element]) {
        let mut free: Vec<(String, Id)> =
            self.tree.members(id).map(|(name, id)| (name.to_owned(), id)).collect();
        let mut left = Vec::new();
        let mut pairs = Vec::new();
        for part in parts {
            let is_it = |(name, id): &(String, Id)| {
                let mut names = wire_names(self.tree, *id).peekable();
                if names.peek().is_none() { *name == part.name } else { names.any(|name| name == part.name) }
            };
            match free.iter().position(is_it) {
                Some(place) => pairs.push((free.remove(place).1, part)),
                None => left.push(part),
            }
        }
        for (rule, is_like) in [("element-by-name", is_called as IsLike), ("element-by-content", holds)] {
            let (mut found, mut rest) = (Vec::new(), Vec::new());
            for part in &left {
                let tree = &*self.tree;
                let mut alike = free.iter().filter(|member| is_like(tree, member, part));
                let only = alike.next().filter(|_| alike.next().is_none());
                let is_only = |(_, id): &&(String, Id)| {
                    let mut others = left.iter().filter(|other| other.name != part.name);
                    !others.any(|other| is_like(tree, &(String::new(), *id), other))
                };
                match only.filter(is_only) {
                    Some((name, id)) => found.push((name.clone(), *id, *part)),
                    None => rest.push(*part),
                }
            }
            for (name, id, part) in found {
                if name != part.name && wire_names(self.tree, id).next().is_none() {
                    self.say(id, Fact::WireName(part.name.clone()), part, rule);
                }
                free.retain(|(_, other)| *other != id);
                pairs.push((id, part));
            }
            left = rest;
        }
        for (id, part) in pairs {
            self.value(id, part);
        }
    }

    fn value(&mut self, id: Id, part: &Element) {
        match self.tree.kind(id) {
            Kind::List => self.list(id, part),
            Kind::Map => {
                let [entry, value] = [ENTRY, VALUE].map(|name| move |part: &&Element| part.name == name);
                let value = part.parts.iter().find(entry).and_then(|entry| entry.parts.iter().find(value));
                if let (Some(value), Some(id)) = (value, self.part(id, Step::Value)) {
                    self.value(id, value);
                }
            }
            _ => self.structure(id, &part.parts),
        }
    }

    fn list(&mut self, id: Id, part: &Element) {
        let Some(element) = self.part(id, Step::Element) else { return };
        match around_elements(self.tree, element, part) {
            Some(wrapped) => {
                if wrapped.name != ELEMENT {
                    self.say_form(id, element, Fact::WireName(wrapped.name.clone()), wrapped);
                }
                self.value(element, wrapped);
            }
            None if part.parts.is_empty() && part.text.is_empty() => {}
            None => {
                self.say_form(id, id, Fact::Flattened, part);
                self.value(element, part);
            }
        }
    }

    fn part(&self, id: Id, step: Step) -> Option<Id> {
        self.tree.get(self.tree.content(id), &step)
    }

    /// Says how a list is written, unless pages tell.
    fn say_form(&mut self, list: Id, of: Id, fact: Fact, part: &Element) {
        let tells = |said: &Said| matches!(said.fact, Fact::WireName(_) | Fact::Flattened);
        let is_told = self.tree[list].said.iter().any(|said| said.fact == Fact::Flattened)
            || self
                .part(list, Step::Element)
                .is_some_and(|element| self.tree[element].said.iter().any(tells));
        if !is_told && !self.has_one_form_of_lists {
            self.say(of, fact, part, "xml-list-by-example");
        }
    }

    fn say(&mut self, id: Id, fact: Fact, part: &Element, rule: &'static str) {
        if let Some(lines) = part.lines {
            self.tree[id].say(Said { page: self.page, fact, lines, basis: Basis::Inferred(rule) });
        }
    }
}

/// Whether an element may be a member.
type IsLike = fn(&Tree, &(String, Id), &Element) -> bool;

fn is_called(tree: &Tree, (name, id): &(String, Id), part: &Element) -> bool {
    let key = name_key(&part.name);
    let is_it = |name: &str| name_key(name) == key;
    (is_it(name) || wire_names(tree, *id).any(is_it)) && may_be(tree.kind(*id), part)
}

/// Whether all that an element holds is called like members of what a member holds.
fn holds(tree: &Tree, (_, id): &(String, Id), part: &Element) -> bool {
    let (id, part) = match (tree.kind(*id), tree.get(tree.content(*id), &Step::Element)) {
        (Kind::List, Some(element)) => (element, around_elements(tree, element, part).unwrap_or(part)),
        (Kind::List, None) => return false,
        _ => (*id, part),
    };
    let is_of =
        |part: &Element| tree.members(id).any(|(name, id)| is_called(tree, &(name.to_owned(), id), part));
    // One name alone tells nothing, unless it is all that there is.
    let is_telling = match part.parts.len() {
        0 => false,
        1 => tree.members(id).count() == 1,
        _ => true,
    };
    is_telling && part.parts.iter().all(is_of)
}

/// Returns what stands around the elements of a list, if an element shows them so: not the elements themselves.
fn around_elements<'e>(tree: &Tree, element: Id, list: &'e Element) -> Option<&'e Element> {
    let [only] = list.parts.as_slice() else { return None };
    let is_member = |(name, id): (&str, Id)| is_called(tree, &(name.to_owned(), id), only);
    let is_struct = tree.members(element).next().is_some();
    (list.count == 1 && !(is_struct && tree.members(element).any(is_member))).then_some(only)
}

/// Returns the names that a member has on the wire, as far as pages tell.
fn wire_names(tree: &Tree, id: Id) -> impl Iterator<Item = &str> {
    tree[id].said.iter().filter_map(|said| match &said.fact {
        Fact::WireName(name) => Some(name.as_str()),
        _ => None,
    })
}

/// Whether an element may stand for a value of a kind.
fn may_be(kind: Kind, part: &Element) -> bool {
    let is_empty = part.text.is_empty() && part.parts.is_empty();
    match kind {
        _ if is_empty => true,
        Kind::Any | Kind::List => true,
        Kind::Object | Kind::Struct | Kind::Union | Kind::Map | Kind::Recursive => part.text.is_empty(),
        Kind::Scalar(_) if !part.parts.is_empty() => false,
        Kind::Scalar(Scalar::Boolean) => matches!(part.text.as_str(), "true" | "false"),
        Kind::Scalar(Scalar::Integer | Scalar::Long | Scalar::Float | Scalar::Double) => {
            part.text.parse::<f64>().is_ok()
        }
        Kind::Scalar(_) => true,
    }
}
