//! What was made in the run before, kept so that what would be the same is not made again.

use foldhash::HashMap;

/// How many names are looked for one by one. Most often but few come or go.
const MAX_MISSED: usize = 4;

/// What was made, by name: in the run before, and in this one. What is not kept in a run is forgotten after it.
///
/// Names are looked for in the order in which they were kept, which is the same from run to run most often.
#[derive(Debug)]
pub struct Known<T> {
    before: Vec<Option<(String, T)>>,
    /// Where the name that is asked for next should be.
    next: usize,
    /// How many names were not where they should be.
    missed: usize,
    /// Where the names are, once that is worth knowing.
    places: Option<HashMap<String, usize>>,
    now: Vec<(String, T)>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { before: Vec::new(), next: 0, missed: 0, places: None, now: Vec::new() }
    }
}

impl<T> Known<T> {
    /// Begins another run.
    pub fn turn(&mut self) {
        let before = std::mem::take(&mut self.now);
        let now = Vec::with_capacity(before.len());
        *self = Self { before: before.into_iter().map(Some).collect(), now, ..Self::default() };
    }

    /// Returns what was made of a name in the run before, with the name. It is returned once.
    pub fn take(&mut self, name: &str) -> Option<(String, T)> {
        let is_named = |known: &Option<(String, T)>| known.as_ref().is_some_and(|(known, _)| known == name);
        let place = match self.before.get(self.next).is_some_and(is_named) {
            true => self.next,
            false => {
                self.missed += 1;
                match self.missed <= MAX_MISSED {
                    true => self.before.iter().position(is_named)?,
                    false => *self.places.get_or_insert_with(|| places(&self.before)).get(name)?,
                }
            }
        };
        self.next = place + 1;
        self.before.get_mut(place)?.take()
    }

    /// Keeps what was made of a name in this run.
    pub fn keep(&mut self, name: String, made: T) {
        self.now.push((name, made));
    }

    /// Returns what was made of a name in the run before, if that is still so, else makes it. It is kept.
    ///
    /// # Errors
    ///
    /// What making it fails with; nothing is kept then.
    pub fn made<E>(
        &mut self,
        name: &str,
        is_same: impl FnOnce(&T) -> bool,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<&T, E> {
        let (name, made) = match self.take(name) {
            Some((name, made)) if is_same(&made) => (name, made),
            _ => (name.to_owned(), make()?),
        };
        self.keep(name, made);
        Ok(&self.now[self.now.len() - 1].1)
    }
}

fn places<T>(known: &[Option<(String, T)>]) -> HashMap<String, usize> {
    let known = known.iter().enumerate();
    known.filter_map(|(place, known)| Some((known.as_ref()?.0.clone(), place))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_made_again_if_it_is_not_the_same() {
        let mut known = Known::default();
        let mut run = |name: &str, number: u8| {
            let mut is_made = false;
            let make = || {
                is_made = true;
                Ok::<_, ()>((number, format!("{name} {number}")))
            };
            let (_, text) = known.made(name, |(known, _)| *known == number, make).unwrap();
            assert_eq!(*text, format!("{name} {number}"));
            known.turn();
            is_made
        };
        assert_eq!([run("a", 1), run("a", 1), run("a", 2), run("b", 2)], [true, false, true, true]);
        // `a` was not asked for in the run before.
        assert!(run("a", 2));
    }

    #[test]
    fn names_are_found_in_whatever_order_they_are_asked_for() {
        let mut known = Known::default();
        let mut run = |names: &[&str], number: usize| {
            known.turn();
            let mut found = Vec::new();
            for name in names {
                found.push(known.take(name).map(|(_, known)| known));
                known.keep((*name).to_owned(), number);
            }
            found
        };
        assert_eq!(run(&["a", "b", "c"], 1), [None; 3]);
        assert_eq!(run(&["a", "b", "c"], 2), [Some(1); 3]);
        assert_eq!(run(&["c", "a", "a", "d"], 3), [Some(2), Some(2), None, None]);
        // What was kept twice is found twice, and `b` was not kept.
        assert_eq!(run(&["d", "b", "c"], 4), [Some(3), None, Some(3)]);
        assert_eq!(run(&["b", "c", "d"], 5), [Some(4); 3]);
        let mut many: Vec<&str> = "the quick brown fox jumps over a lazy dog".split(' ').collect();
        assert_eq!(run(&many, 6), [None; 9]);
        many.reverse();
        assert_eq!(run(&many, 7), [Some(6); 9]);
    }
}
