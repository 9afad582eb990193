//! Which entries of two maps belong together: those of one name, and those that were renamed, told by their content.

use std::collections::{BTreeSet, HashSet};

use crate::{ErrorShape, Map, Member, Operation, Shape, ShapeKind};

/// How alike an entry that is gone and one that is new have to be for a renaming.
const ALIKE: f64 = 0.6;
/// By how much the best has to be better than the next, so that a renaming is no guess.
const AHEAD: f64 = 0.05;
/// How many pairs are looked at; where more is gone and new, everything changed.
const MAX_PAIRS: usize = 40_000;

/// Entries of two maps that belong together.
#[derive(Debug)]
pub(super) enum Pair<'d, T> {
    /// The entry that both have under one name, or under two.
    Both {
        old: (&'d str, &'d T),
        new: (&'d str, &'d T),
    },
    Removed(&'d str, &'d T),
    Added(&'d str, &'d T),
}

/// Pairs the entries of two maps up: what both have in the new order, what is gone, what is new.
pub(super) fn pair_up<'d, T>(
    old: &'d Map<T>,
    new: &'d Map<T>,
    likeness: impl Fn((&str, &T), (&str, &T)) -> f64,
) -> Vec<Pair<'d, T>> {
    let gone: Vec<_> = old
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .filter(|(name, _)| !new.contains_key(*name))
        .collect();
    let fresh: Vec<_> = new
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .filter(|(name, _)| !old.contains_key(*name))
        .collect();
    let renamed = renamed(&gone, &fresh, likeness);
    let mut pairs = Vec::new();
    for (name, value) in new {
        let origin = old.get_key_value(name).map(|(name, value)| (name.as_str(), value));
        let origin = origin.or_else(|| {
            renamed.iter().find(|(_, index)| fresh[*index].0 == name).map(|(index, _)| gone[*index])
        });
        pairs.push(match origin {
            Some(origin) => Pair::Both { old: origin, new: (name, value) },
            None => Pair::Added(name, value),
        });
    }
    let is_renamed = |index: usize| renamed.iter().any(|(origin, _)| *origin == index);
    let removed = gone.iter().enumerate().filter(|(index, _)| !is_renamed(*index));
    pairs.extend(removed.map(|(_, entry)| Pair::Removed(entry.0, entry.1)));
    pairs
}

/// Returns the pairs of indices of which one is the other under a new name.
fn renamed<T>(
    gone: &[(&str, &T)],
    fresh: &[(&str, &T)],
    likeness: impl Fn((&str, &T), (&str, &T)) -> f64,
) -> Vec<(usize, usize)> {
    if gone.len() * fresh.len() > MAX_PAIRS {
        return Vec::new();
    }
    let mut scores = Vec::new();
    for (origin, old) in gone.iter().enumerate() {
        for (target, new) in fresh.iter().enumerate() {
            let score = likeness(*old, *new);
            if score >= ALIKE {
                scores.push((score, origin, target));
            }
        }
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut from, mut to, mut pairs) = (HashSet::new(), HashSet::new(), Vec::new());
    for (score, origin, target) in &scores {
        if from.contains(origin) || to.contains(target) {
            continue;
        }
        let rivals = scores.iter().filter(|(other, from_there, to_there)| {
            (from_there == origin) != (to_there == target)
                && !(from.contains(from_there) || to.contains(to_there))
                && score - other < AHEAD
        });
        if rivals.count() == 0 {
            from.insert(*origin);
            to.insert(*target);
            pairs.push((*origin, *target));
        }
    }
    pairs
}

/// How alike two members of different names are; `is_same` says whether their types are.
pub(super) fn members_alike(old: (&str, &Member), new: (&str, &Member), is_same: bool) -> f64 {
    if !is_same {
        return 0.0;
    }
    if old.1.name.is_some() && old.1.name == new.1.name {
        return 1.0;
    }
    texts_alike((old.0, old.1.doc.as_deref()), (new.0, new.1.doc.as_deref()))
}

pub(super) fn operations_alike(old: (&str, &Operation), new: (&str, &Operation)) -> f64 {
    if let (Some(old), Some(new)) = (&old.1.http, &new.1.http)
        && (old.method, &old.path) == (new.method, &new.path)
    {
        return 1.0;
    }
    let (gone, fresh) = (old.1, new.1);
    let members = |operation: &Operation| -> BTreeSet<String> {
        signature(&operation.input).chain(signature(&operation.output)).collect()
    };
    let (before, after) = (members(gone), members(fresh));
    let texts = texts_alike((old.0, gone.doc.as_deref()), (new.0, fresh.doc.as_deref()));
    if before.is_empty() && after.is_empty() {
        0.9 * texts
    } else {
        0.6 * share(&before, &after) + 0.4 * texts
    }
}

pub(super) fn shapes_alike(old: (&str, &Shape), new: (&str, &Shape)) -> f64 {
    let (before, after): (BTreeSet<String>, BTreeSet<String>) = match (&old.1.kind, &new.1.kind) {
        (ShapeKind::Struct { members: old, .. }, ShapeKind::Struct { members: new, .. })
        | (ShapeKind::Union(old), ShapeKind::Union(new)) => {
            (signature(old).collect(), signature(new).collect())
        }
        (ShapeKind::Enum { values: old, .. }, ShapeKind::Enum { values: new, .. }) => (
            old.iter().map(|value| value.value.clone()).collect(),
            new.iter().map(|value| value.value.clone()).collect(),
        ),
        _ => return 0.0,
    };
    let texts = texts_alike((old.0, old.1.doc.as_deref()), (new.0, new.1.doc.as_deref()));
    match before.len().min(after.len()) {
        0 => 0.0,
        // One member alone is what many have.
        1 => 0.5 * share(&before, &after) + 0.5 * texts,
        _ => 0.8 * share(&before, &after) + 0.2 * texts,
    }
}

pub(super) fn errors_alike(old: (&str, &ErrorShape), new: (&str, &ErrorShape)) -> f64 {
    if old.1.code.is_some() && old.1.code == new.1.code {
        return 1.0;
    }
    if old.1.status != new.1.status {
        return 0.0;
    }
    texts_alike((old.0, old.1.doc.as_deref()), (new.0, new.1.doc.as_deref()))
}

fn signature(members: &Map<Member>) -> impl Iterator<Item = String> {
    members.iter().map(|(name, member)| format!("{name}: {}", member.r#type))
}

/// How alike two things are by what is said of them and by their names.
fn texts_alike(old: (&str, Option<&str>), new: (&str, Option<&str>)) -> f64 {
    let names = share(&syllables(old.0), &syllables(new.0));
    match (old.1, new.1) {
        (Some(old), Some(new)) => 0.8 * share(&words(old), &words(new)) + 0.2 * names,
        (None, None) => names,
        _ => 0.5 * names,
    }
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Returns the pairs of letters of a name.
fn syllables(name: &str) -> BTreeSet<String> {
    let letters: Vec<char> =
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// Returns how much of two sets they have in common: 0 is nothing, 1 is all.
fn share(old: &BTreeSet<String>, new: &BTreeSet<String>) -> f64 {
    let all = old.union(new).count();
    if all == 0 { 0.0 } else { old.intersection(new).count() as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    fn pairs(old: &str, new: &str) -> Vec<String> {
        let (old, new): (Map<Member>, Map<Member>) = (yaml::read(old).unwrap(), yaml::read(new).unwrap());
        let alike = |old: (&str, &Member), new: (&str, &Member)| {
            members_alike(old, new, old.1.r#type == new.1.r#type)
        };
        let name = |pair: &Pair<'_, Member>| match pair {
            Pair::Both { old, new } => format!("{}={}", old.0, new.0),
            Pair::Removed(name, _) => format!("-{name}"),
            Pair::Added(name, _) => format!("+{name}"),
        };
        pair_up(&old, &new, alike).iter().map(name).collect()
    }

    #[test]
    fn a_renaming_is_told_by_the_content() {
        let old = "{ isDrill: { type: boolean, doc: Whether this is a drill. }, size: integer }";
        assert_eq!(
            pairs(old, "{ size: integer, rehearse: { type: boolean, doc: Whether this is only a drill. } }"),
            ["size=size", "isDrill=rehearse"]
        );
        assert_eq!(
            pairs(old, "{ size: integer, isDrill2: { type: string, doc: Whether this is a drill. } }"),
            ["size=size", "+isDrill2", "-isDrill"]
        );
    }

    #[test]
    fn what_may_be_one_of_two_is_no_renaming() {
        let doc = "doc: The name of it all";
        assert_eq!(
            pairs(
                &format!("{{ a: {{ type: string, {doc} }} }}"),
                &format!("{{ b: {{ type: string, {doc} }}, c: {{ type: string, {doc} }} }}")
            ),
            ["+b", "+c", "-a"]
        );
        assert_eq!(pairs("{ a: string }", "{ b: string }"), ["+b", "-a"]);
    }
}
