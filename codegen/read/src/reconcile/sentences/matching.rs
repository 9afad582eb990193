//! Matches sentences with the [patterns](super::patterns). Most sentences match none of them, so all words that a pattern
//! needs are looked for first, in one pass for all patterns.

use std::cmp::Reverse;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;
use indexmap::IndexMap;
use regex::bytes::Regex;
use regex_syntax::hir::literal::{Extractor, Literal};
use regex_syntax::hir::{Hir, HirKind};

use super::patterns::{DEMAND, FLAGS, HINTS, PATTERNS, Told, expanded};
use crate::search::{automaton, matches};

/// A sentence, and which expressions may match it.
pub(super) struct Sentence<'s> {
    text: &'s str,
    may_match: Places,
}

impl<'s> Sentence<'s> {
    /// Returns a sentence, which has neither marks nor its full stop, if a pattern may match it or it may demand
    /// something.
    pub(super) fn new(text: &'s str) -> Option<Self> {
        if !HINTS.are_in(text) {
            return None;
        }
        let mut met = MATCHERS.without_need;
        if let Some(words) = &MATCHERS.words {
            for state in matches(words, text) {
                for word in (0..words.match_len(state)).map(|index| words.match_pattern(state, index)) {
                    for (met, needed_by) in met.iter_mut().zip(MATCHERS.needed_by[word]) {
                        *met |= needed_by;
                    }
                }
            }
        }
        let may_match = met.into_iter().fold(Places::MAX, |all, met| all & met);
        (may_match != 0).then_some(Self { text, may_match })
    }

    /// Returns what it tells, each with the rule that found it.
    pub(super) fn told(&self) -> impl Iterator<Item = (&'static str, Told)> {
        let mut left = self.may_match;
        let places = std::iter::from_fn(move || {
            let place = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (place < Places::BITS).then_some(place as usize)
        });
        places.filter_map(|place| {
            let pattern = PATTERNS.get(place)?;
            // Most do not match, and need no room for what they capture.
            let regex = self.regex(place)?;
            let text = self.text.as_bytes();
            let found = regex.is_match(text).then(|| regex.captures(text)).flatten()?;
            Some((pattern.rule, (pattern.told)(&found)?))
        })
    }

    /// Whether it demands something of a value.
    pub(super) fn demands(&self) -> bool {
        self.regex(PATTERNS.len()).is_some_and(|words| words.is_match(self.text.as_bytes()))
    }

    /// Returns the expression of a place, if the sentence may match it.
    fn regex(&self, place: usize) -> Option<&'static Regex> {
        let expression = MATCHERS.expressions.get(place).filter(|_| self.may_match >> place & 1 == 1)?;
        expression.regex.get_or_init(|| Regex::new(&expression.text).ok()).as_ref()
    }
}

/// Expressions, by their places among those that are looked for; the last is what demands.
type Places = u128;

const _: () = assert!(PATTERNS.len() < Places::BITS as usize);

/// Of how many groups of words a sentence must have one each. Most sentences have none of some group of an
/// expression's.
const GROUPS: usize = 2;

/// All that is looked for in a sentence.
struct Matchers {
    expressions: Vec<Expression>,
    /// Finds all words that expressions need in one pass.
    words: Option<DFA>,
    /// For each word, which expressions need it or another, group by group.
    needed_by: Vec<[Places; GROUPS]>,
    /// Which expressions need no word of a group.
    without_need: [Places; GROUPS],
}

/// An expression that is made when it is first needed.
struct Expression {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

static MATCHERS: LazyLock<Matchers> = LazyLock::new(|| {
    let patterns = PATTERNS.iter().map(|pattern| format!("{FLAGS}{}", expanded(pattern.text)));
    let texts: Vec<String> = patterns.chain([format!("{FLAGS}^.*?{DEMAND}")]).collect();
    let mut words: IndexMap<Vec<u8>, [Places; GROUPS]> = IndexMap::new();
    let mut without_need = [0; GROUPS];
    for (index, text) in texts.iter().enumerate() {
        let mut groups = telling(needed(text)).into_iter();
        for (place, without_need) in without_need.iter_mut().enumerate() {
            match groups.next() {
                Some(group) => group.into_iter().for_each(|word| {
                    words.entry(word).or_default()[place] |= 1 << index;
                }),
                None => *without_need |= 1 << index,
            }
        }
    }
    Matchers {
        expressions: texts.into_iter().map(|text| Expression { text, regex: OnceLock::new() }).collect(),
        words: automaton(words.keys()),
        needed_by: words.into_values().collect(),
        without_need,
    }
});

/// From how many bytes on words tell the same.
const LONG: usize = 5;

/// Returns the groups of words that tell most, as far as a beginning of each word tells: long words are in few sentences.
fn telling(mut groups: Vec<Vec<Vec<u8>>>) -> Vec<Vec<Vec<u8>>> {
    /// Shorter words are in most sentences.
    const SHORTEST: usize = 2;
    /// Short beginnings keep the automaton small.
    const LONGEST: usize = 8;
    let shortest = |group: &Vec<Vec<u8>>| group.iter().map(Vec::len).min().unwrap_or_default();
    for group in &mut groups {
        group.iter_mut().for_each(|word| word.truncate(LONGEST));
        group.sort_unstable();
        group.dedup();
    }
    groups.retain(|group| shortest(group) >= SHORTEST);
    groups.sort_by_key(|group| (Reverse(shortest(group).min(LONG)), group.len()));
    groups.truncate(GROUPS);
    groups
}

/// Returns groups of words in lower case; all that an expression matches has one of each, in upper or lower case.
fn needed(text: &str) -> Vec<Vec<Vec<u8>>> {
    // Without regard to case is said by the flags at the beginning alone.
    let lower = text.trim_start_matches(FLAGS).to_ascii_lowercase();
    let Ok(parsed) = regex_syntax::parse(&lower) else { return Vec::new() };
    let mut parts = Vec::new();
    collect_parts(&parsed, &mut parts);
    let words = |part: &Hir| {
        let found = Extractor::new().extract(part);
        // The blanks around a word tell it from what longer words hold; behind a long one, that tells little.
        let trimmed = |word: &Literal| match word.as_bytes().trim_ascii_end() {
            long if long.len() >= LONG => long.to_vec(),
            _ => word.as_bytes().to_vec(),
        };
        Some(found.literals()?.iter().map(trimmed).collect::<Vec<_>>()).filter(|words| !words.is_empty())
    };
    parts.into_iter().filter_map(words).collect()
}

/// Adds the expressions that all that matches has one after another.
fn collect_parts<'h>(expression: &'h Hir, parts: &mut Vec<&'h Hir>) {
    match expression.kind() {
        HirKind::Concat(all) => all.iter().for_each(|part| collect_parts(part, parts)),
        HirKind::Capture(group) => collect_parts(&group.sub, parts),
        HirKind::Repetition(repeated) if repeated.min > 0 => collect_parts(&repeated.sub, parts),
        HirKind::Repetition(_) | HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(_) | HirKind::Class(_) | HirKind::Alternation(_) => parts.push(expression),
    }
}

#[cfg(test)]
mod tests;
