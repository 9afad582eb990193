//! Finding short texts in short texts, where preparing a searcher takes longer than the search, or many at once.

use std::sync::OnceLock;

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;

/// Returns where `wanted`, which is not empty, first stands in a text.
pub(crate) fn find(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let first = *wanted.first()?;
    memchr::memchr_iter(first, text).find(|at| text[*at..].starts_with(wanted))
}

/// Returns what stands before and behind the first `mark`, which is not empty.
pub(crate) fn split_once<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    find(text, mark).map(|at| (&text[..at], &text[at + mark.len()..]))
}

/// Returns where `wanted`, which is in lower case and not empty, first stands in a text, in upper or lower case.
pub(crate) fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let first = *wanted.first()?;
    let is_there = |at: &usize| {
        text.get(*at..*at + wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(wanted))
    };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text).find(is_there)
}

/// As [`str::strip_prefix`], in upper or lower case of ASCII.
pub(crate) fn strip_prefix_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Words of which a text must have one to be worth a closer look, in upper or lower case.
pub(crate) struct Hints {
    words: &'static [&'static str],
    automaton: OnceLock<Option<DFA>>,
}

impl Hints {
    pub(crate) const fn new(words: &'static [&'static str]) -> Self {
        Self { words, automaton: OnceLock::new() }
    }

    /// Whether a text has one of the words.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        let automaton = self.automaton.get_or_init(|| automaton(self.words));
        automaton.as_ref().is_none_or(|automaton| matches(automaton, text).next().is_some())
    }
}

/// Returns an automaton that finds all of these words in one pass, in upper or lower case.
pub(crate) fn automaton<W: AsRef<[u8]>>(words: impl IntoIterator<Item = W>) -> Option<DFA> {
    DFA::builder().ascii_case_insensitive(true).build(words).ok()
}

/// Returns the states of an automaton in which words end, in a text. Most texts have few: to look for just that takes less than to
/// look for where the words begin.
pub(crate) fn matches(automaton: &DFA, text: &str) -> impl Iterator<Item = StateID> {
    let mut state = automaton.start_state(Anchored::No).unwrap_or_default();
    let states = text.bytes().map(move |byte| {
        state = automaton.next_state(Anchored::No, state, byte);
        state
    });
    states.filter(|state| automaton.is_match(*state))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_found_wherever_they_stand_and_however_they_are_written() {
        static HINTS: Hints = Hints::new(&["must ", "up to"]);
        for text in ["You must go", "MUST not", "Go up to 3", "Go Up To"] {
            assert!(HINTS.are_in(text), "{text}");
        }
        for text in ["", "must", "Go upto 3", "mus t"] {
            assert!(!HINTS.are_in(text), "{text}");
        }
    }

    #[test]
    fn what_is_found_is_what_the_standard_library_finds() {
        for (text, wanted) in [("", "ab"), ("aab", "ab"), ("a", "ab"), ("xab ab", "ab"), ("…ab", "ab")] {
            assert_eq!(find(text, wanted), text.find(wanted), "{text}");
            assert_eq!(split_once(text, wanted), text.split_once(wanted), "{text}");
            assert_eq!(find_ignoring_case(&text.to_uppercase(), wanted), text.find(wanted), "{text}");
        }
    }
}
