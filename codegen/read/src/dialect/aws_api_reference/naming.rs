//! Names for entries of which a damaged page lost the label.
//!
//! The syntax names the members, and pages list them in an order: that of the syntax in a body, that of the alphabet
//! elsewhere. Where names and entries are as many, they pair up, unless a type contradicts it. Where the path does
//! not show which of its segments are labels, or the required members stand first, several pairings are possible:
//! that counts of which the entries' words and types leave no doubt.

use std::collections::BTreeMap;

use super::entries::Entry;
use super::layout::Scope;
use super::syntax::{Place, Syntax};
use crate::claims::Kind;
use crate::mention::{parts, told, words};

/// How many pairings are tried at most.
const MAX_PAIRINGS: usize = 4_000;

/// How much more evident than any other a pairing must be.
const MARGIN: f64 = 0.2;

/// The last words of names that tell a thing from others of its kind.
const OF_THINGS: &[&str] =
    &["id", "ids", "name", "arn", "identifier", "key", "version", "index", "token", "alias"];

/// A name for an entry, and the rule that found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The label as the page would print it.
    pub(super) label: String,
    pub(super) rule: &'static str,
}

/// What came of the search for the names of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A name for each entry.
    All(Vec<Name>),
    /// Several pairings are as likely.
    Doubtful,
    /// The entries are not those of the syntax, or not cut where they begin.
    Unfit,
}

/// Returns the labels that the syntax promises for a scope, in the order in which pages list them.
pub(super) fn expected(syntax: &Syntax, scope: Scope, has_wire_labels: bool) -> Vec<String> {
    let label =
        |(wire, member): (&str, &str)| if has_wire_labels { wire.to_owned() } else { member.to_owned() };
    let mut labels: Vec<String> = match scope {
        Scope::Uri => syntax
            .marked_labels()
            .map(str::to_owned)
            .chain(syntax.query().map(label))
            .chain(syntax.headers().map(label))
            .collect(),
        Scope::Headers => syntax.headers().map(label).collect(),
        Scope::Body | Scope::WholeBody => syntax.body_names().into_iter().map(str::to_owned).collect(),
        Scope::Errors => Vec::new(),
    };
    // The elements of XML stand in the order in which they travel, and are listed in that of the alphabet.
    if !matches!(scope, Scope::Body | Scope::WholeBody) || syntax.is_xml() {
        sort(&mut labels);
        labels.dedup();
    }
    labels
}

fn sort(labels: &mut [String]) {
    labels.sort_by_key(|label| label.to_lowercase());
}

/// Names all entries of a group, or none.
pub(super) fn assign(
    entries: &[Entry<'_, '_>],
    expected: &[String],
    syntax: &Syntax,
    required_first: bool,
) -> Named {
    let Some(scope) = entries.first().map(|entry| entry.scope) else { return Named::Unfit };
    if scope == Scope::Uri && expected.len() < entries.len() {
        return with_path_labels(entries, expected, syntax);
    }
    if expected.len() != entries.len() {
        return Named::Unfit;
    }
    if required_first {
        return with_required_first(entries, expected, syntax);
    }
    let rule = match scope {
        Scope::Uri | Scope::Headers => "entry-by-name-order",
        _ => "body-entry-by-syntax-order",
    };
    let is_typed = matches!(scope, Scope::Body | Scope::WholeBody);
    if fits(entries, expected, syntax) && (is_typed || speak_of(entries, expected)) {
        return named(expected, rule);
    }
    // Some pages describe the required members first without saying so.
    if scope == Scope::Body { with_required_first(entries, expected, syntax) } else { Named::Unfit }
}

fn named(labels: &[String], rule: &'static str) -> Named {
    Named::All(labels.iter().map(|label| Name { label: label.clone(), rule }).collect())
}

/// Whether no entry that still has its label, and no type, contradicts a pairing.
fn fits(entries: &[Entry<'_, '_>], labels: &[String], syntax: &Syntax) -> bool {
    entries.iter().zip(labels).all(|(entry, label)| {
        entry.label.as_ref().is_none_or(|(known, _)| known.member == label)
            && syntax.body_kind(label).unwrap_or(Kind::Any).meet(entry.kind()).is_some()
    })
}

/// Whether entries without types speak of their names at all: an entry may have lost all its lines.
fn speak_of(entries: &[Entry<'_, '_>], labels: &[String]) -> bool {
    let told: f64 =
        entries.iter().zip(labels).map(|(entry, label)| told(label, &words(&entry.prose_text()))).sum();
    told * 2.0 >= labels.len() as f64
}

/// Chooses the segments of the path that are labels.
fn with_path_labels(entries: &[Entry<'_, '_>], expected: &[String], syntax: &Syntax) -> Named {
    // What the query or a header carries does not travel in the path as well.
    let is_new = |segment: &&str| syntax.place(segment).1 == Some(Place::Path);
    let segments: Vec<&str> = syntax.unmarked_segments().filter(is_new).collect();
    let wanted = entries.len() - expected.len();
    let certain: Vec<&str> = certain_labels(&segments, wanted);
    let pairings = choices(segments.len(), wanted).into_iter().filter_map(|choice| {
        let chosen: Vec<&str> = choice.iter().filter_map(|index| segments.get(*index).copied()).collect();
        if !certain.iter().all(|segment| chosen.contains(segment)) {
            return None;
        }
        let mut labels = expected.to_vec();
        labels.extend(chosen.iter().map(|label| (*label).to_owned()));
        sort(&mut labels);
        // Without its labels a path leads elsewhere: they are required.
        let fine = entries
            .iter()
            .zip(&labels)
            .all(|(entry, label)| entry.is_required() || !chosen.contains(&label.as_str()));
        fine.then_some(labels)
    });
    let mut pairings: Vec<_> = pairings.filter(|labels| fits(entries, labels, syntax)).collect();
    pairings.sort();
    pairings.dedup();
    most_evident(entries, pairings.into_iter(), "path-label-by-evidence")
}

/// Chooses the members that are required, which stand before the others, each sort in the order of the syntax.
fn with_required_first(entries: &[Entry<'_, '_>], expected: &[String], syntax: &Syntax) -> Named {
    let required = entries.iter().take_while(|entry| entry.is_required()).count();
    let pairings = choices(expected.len(), required).into_iter().map(|choice| {
        let (first, rest): (Vec<_>, Vec<_>) =
            expected.iter().enumerate().partition(|(index, _)| choice.contains(index));
        first.into_iter().chain(rest).map(|(_, label)| label.clone()).collect::<Vec<_>>()
    });
    let pairings = pairings.filter(|labels| fits(entries, labels, syntax));
    most_evident(entries, pairings, "required-first-by-evidence")
}

/// Returns the pairing in which the entries speak most of their names, unless two do equally.
fn most_evident(
    entries: &[Entry<'_, '_>],
    pairings: impl Iterator<Item = Vec<String>>,
    rule: &'static str,
) -> Named {
    let texts: Vec<Vec<String>> = entries.iter().map(|entry| words(&entry.prose_text())).collect();
    // Many pairings have a name at the same place.
    let mut known: BTreeMap<(usize, String), f64> = BTreeMap::new();
    let mut evidence = |labels: &[String]| -> f64 {
        let at = |(entry, label): (usize, &String)| {
            *known.entry((entry, label.clone())).or_insert_with(|| mention(label, &texts[entry]))
        };
        labels.iter().take(texts.len()).enumerate().map(at).sum()
    };
    let mut scored: Vec<(f64, Vec<String>)> = pairings.map(|labels| (evidence(&labels), labels)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    match scored.as_slice() {
        [] => Named::Unfit,
        [(best, _), (next, _), ..] if best - next <= MARGIN => Named::Doubtful,
        [(_, labels), ..] => named(labels, rule),
    }
}

/// Returns the segments that are labels by their looks: what says of which thing it is, such as `wallId`, and what begins with a
/// capital where others do not. None if they are more than there can be.
fn certain_labels<'s>(segments: &[&'s str], most: usize) -> Vec<&'s str> {
    let begins =
        |segment: &str, is: fn(&char) -> bool| segment.chars().next().is_some_and(|first| is(&first));
    let has_words = segments.iter().any(|segment| begins(segment, char::is_ascii_lowercase));
    let is_of_thing = |segment: &str| {
        let parts = parts(segment);
        !segment.contains('-')
            && parts.len() > 1
            && parts.last().is_some_and(|last| OF_THINGS.contains(&last.as_str()))
    };
    let is_certain =
        |segment: &&&str| is_of_thing(segment) || has_words && begins(segment, char::is_ascii_uppercase);
    let certain: Vec<&str> = segments.iter().filter(is_certain).copied().collect();
    if certain.len() <= most { certain } else { Vec::new() }
}

/// Returns how likely a name is that of a label of which a text speaks.
fn mention(name: &str, text: &[String]) -> f64 {
    let parts = parts(name);
    // Names of labels are put together, and say what of a thing they are; the other segments of a path are plain
    // words, which texts mention as well.
    let says_what = parts.last().is_some_and(|last| OF_THINGS.contains(&last.as_str()));
    let bonus = match parts.len() {
        0 | 1 if says_what => 0.25,
        0 | 1 => 0.0,
        _ if says_what => 1.0,
        _ => 0.5,
    };
    told(name, text) + bonus
}

/// Returns all ways to choose `wanted` of `count` things; none if there are too many.
fn choices(count: usize, wanted: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for index in 0..count {
        let longer: Vec<Vec<usize>> = all
            .iter()
            .filter(|choice| choice.len() < wanted)
            .map(|choice| choice.iter().copied().chain([index]).collect())
            .collect();
        all.extend(longer);
        // A choice that can no longer be filled is none.
        all.retain(|choice| choice.len() + (count - index - 1) >= wanted);
        if all.len() > MAX_PAIRINGS {
            return Vec::new();
        }
    }
    all.retain(|choice| choice.len() == wanted);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_what_texts_say() {
        let text = words("The identifier of the wall to paint.");
        assert!(mention("wallId", &text) > mention("roomId", &text));
        assert!(mention("wallId", &text) > mention("walls", &text));
    }

    #[test]
    fn some_segments_are_labels_by_their_looks() {
        let labels = certain_labels;
        assert_eq!(labels(&["walls", "wallId", "coat-id", "coat"], 2), ["wallId"]);
        assert_eq!(labels(&["wall", "Id", "Kind"], 2), ["Id", "Kind"]);
        assert_eq!(labels(&["PaintWall", "Kind"], 2), Vec::<&str>::new());
        assert_eq!(labels(&["wall", "Wallid", "WallId"], 1), Vec::<&str>::new());
    }

    #[test]
    fn all_choices_are_made_and_not_too_many() {
        assert_eq!(choices(3, 2), [vec![0, 1], vec![0, 2], vec![1, 2]]);
        assert_eq!(choices(2, 0), [vec![0; 0]]);
        assert_eq!(choices(1, 2), Vec::<Vec<usize>>::new());
        assert_eq!(choices(60, 30), Vec::<Vec<usize>>::new());
    }
}
