//! Whether names and texts of different pages mean the same.

use std::borrow::Cow;
use std::collections::HashMap;

use super::tree::{Id, Tree};

/// How much of a text must be found in another one, for both to be about the same.
pub(super) const SAME: f64 = 0.7;

/// How much of both of two texts must be the same, for one to be no part of the other.
pub(super) const WHOLE: f64 = 0.9;

/// Returns what two names share that differ in case, marks, number or an XML prefix only.
pub(super) fn name_key(name: &str) -> String {
    let name = name.rsplit(':').next().unwrap_or(name);
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    singular(&plain).into_owned()
}

/// Returns a name without the ending that tells more than one.
fn singular(name: &str) -> Cow<'_, str> {
    let is_collection = |ending: &&str| name.len() > ending.len() + 2 && name.ends_with(*ending);
    let name = match ["set", "list"].iter().find(|ending| is_collection(ending)) {
        Some(ending) => &name[..name.len() - ending.len()],
        None => name,
    };
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y").into();
    }
    let is_sibilant = ["sses", "xes", "ches", "shes"].iter().any(|ending| name.ends_with(ending));
    let ending = if is_sibilant { "es" } else { "s" };
    name.strip_suffix(ending).unwrap_or(name).into()
}

/// A text as the pairs of words that follow each other.
pub(super) struct Text {
    pairs: HashMap<(String, String), usize>,
    count: usize,
}

impl Text {
    /// Returns the longest text about a node.
    pub(super) fn of(tree: &Tree, id: Id) -> Option<Self> {
        tree[id].docs().map(|(_, doc)| doc).max_by_key(|doc| doc.len()).map(|doc| Self::read(doc))
    }

    fn read(text: &str) -> Self {
        let text = text.to_lowercase().replace("amazon web services", "aws");
        let words: Vec<&str> =
            text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let ends = std::iter::once("").chain(words.iter().copied());
        let mut pairs = HashMap::new();
        for (a, b) in ends.zip(words.iter().copied()) {
            *pairs.entry((a.to_owned(), b.to_owned())).or_default() += 1;
        }
        Self { pairs, count: words.len() }
    }

    /// Returns how much of this text the other one holds, from 0 to 1.
    pub(super) fn share_in(&self, other: &Self) -> f64 {
        self.shared(other) / self.count.max(1) as f64
    }

    /// Returns how much of either text is the same, from 0 to 1.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        self.shared(other) / self.count.max(other.count).max(1) as f64
    }

    fn shared(&self, other: &Self) -> f64 {
        let shared: usize = self
            .pairs
            .iter()
            .map(|(pair, count)| (*count).min(other.pairs.get(pair).copied().unwrap_or(0)))
            .sum();
        shared as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_differ_in_case_and_number() {
        let same = [
            ("Filter", "Filters"),
            ("volumeSet", "Volumes"),
            ("max-keys", "MaxKeys"),
            ("Policy", "policies"),
            ("xsi:type", "Type"),
            ("boxes", "Box"),
        ];
        for (a, b) in same {
            assert_eq!(name_key(a), name_key(b), "{a} {b}");
        }
        for (a, b) in [("Filter", "FilterId"), ("set", "s"), ("Name", "Names2")] {
            assert_ne!(name_key(a), name_key(b), "{a} {b}");
        }
    }

    #[test]
    fn a_text_is_like_the_one_that_holds_it() {
        let part = Text::read("How the wall is painted.");
        let whole = Text::read("How the wall is painted. A note: twice.");
        let other = Text::read("How the door is opened.");
        assert!(part.share_in(&whole) > WHOLE && part.likeness(&whole) < WHOLE);
        assert!(part.likeness(&Text::read("How the wall is painted")) > WHOLE);
        assert!(part.share_in(&other) < SAME);
        let (aws, amazon) = (Text::read("The AWS Region."), Text::read("The Amazon Web Services Region."));
        assert!(aws.likeness(&amazon) > WHOLE);
    }
}
