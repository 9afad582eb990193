//! Whether two pages speak of the same: the words of their documentation, as a sketch of fixed size.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many words a sketch keeps.
const SIZE: usize = 128;
/// Shorter words are in every text.
const MIN_LETTERS: usize = 4;

/// The words of a text, of which a sketch can be made.
#[derive(Default)]
pub(super) struct Words(BTreeSet<u32>);

impl Words {
    /// Adds the words of a text.
    pub(super) fn text(&mut self, text: &str) {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            if word.len() >= MIN_LETTERS {
                self.name(word);
            }
        }
    }

    /// Adds a name.
    pub(super) fn name(&mut self, name: &str) {
        let mut hasher = DefaultHasher::new();
        name.to_ascii_lowercase().hash(&mut hasher);
        self.0.insert(hasher.finish() as u32);
        if self.0.len() > SIZE {
            self.0.pop_last();
        }
    }

    pub(super) fn sketch(self) -> Sketch {
        Sketch(self.0.into_iter().collect())
    }
}

/// The words of a text whose hashes are the least: of two texts, the same words are kept or left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Sketch(Vec<u32>);

impl Sketch {
    /// Returns how much of the words of both is the same, from 0 to 1.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let (mut same, mut all) = (0_u32, 0_u32);
        // What is beyond the end of a full sketch may be in its text or not.
        let size = SIZE as u32;
        while all < size {
            match (a.peek(), b.peek()) {
                (None, None) => break,
                (None, Some(_)) if self.0.len() == SIZE => break,
                (Some(_), None) if other.0.len() == SIZE => break,
                (Some(x), Some(y)) if x == y => {
                    same += 1;
                    a.next();
                    b.next();
                }
                (Some(x), Some(y)) if x < y => drop(a.next()),
                (Some(_), None) => drop(a.next()),
                _ => drop(b.next()),
            }
            all += 1;
        }
        f64::from(same) / f64::from(all.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(text: &str) -> Sketch {
        let mut words = Words::default();
        words.text(text);
        words.sketch()
    }

    #[test]
    fn texts_are_as_like_as_their_words_are() {
        let lamp = sketch("Lights the given lamp until somebody puts it out again.");
        let same = sketch("until somebody puts OUT again the given Lamp, it lights");
        assert!((lamp.likeness(&same) - 1.0).abs() < f64::EPSILON);
        assert!(lamp.likeness(&sketch("Paints walls with whatever colour there still is.")) < 0.1);
        assert!(sketch("").likeness(&sketch("")).abs() < f64::EPSILON);
        let long = |from: usize| (from..from + 2_000).map(|word| format!("word{word} ")).collect::<String>();
        let half = sketch(&long(0)).likeness(&sketch(&long(1_000)));
        assert!((0.2..0.5).contains(&half), "a third of all words is the same: {half}");
    }
}
