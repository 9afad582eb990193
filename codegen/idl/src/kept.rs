//! Texts that are kept from run to run, so that what did not change is not written again.

use std::collections::HashMap;

/// Texts by name, each with what it was made from.
///
/// What was not asked for between two [turns](Self::turn) is forgotten.
#[derive(Debug)]
pub struct Kept<M> {
    before: HashMap<String, (M, String)>,
    now: HashMap<String, (M, String)>,
}

impl<M> Default for Kept<M> {
    fn default() -> Self {
        Self { before: HashMap::new(), now: HashMap::new() }
    }
}

impl<M> Kept<M> {
    /// Begins another run.
    pub fn turn(&mut self) {
        self.before = std::mem::take(&mut self.now);
    }

    /// Returns the text of the name, with what it was made from, if that is the same, else makes it. A name is asked for once a
    /// run.
    ///
    /// # Errors
    ///
    /// What making it fails with; nothing is kept then.
    pub fn text<E>(
        &mut self,
        name: &str,
        is_same: impl FnOnce(&M) -> bool,
        make: impl FnOnce() -> Result<(M, String), E>,
    ) -> Result<&(M, String), E> {
        let known = self.before.remove_entry(name).filter(|(_, (from, _))| is_same(from));
        let (name, made) = match known {
            Some(known) => known,
            None => (name.to_owned(), make()?),
        };
        Ok(self.now.entry(name).insert_entry(made).into_mut())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_again_if_what_it_is_made_from_differs() {
        let mut kept = Kept::default();
        let mut run = |name: &str, number: u8| {
            let mut is_made = false;
            let make = || {
                is_made = true;
                Ok::<_, ()>((number, format!("{name} {number}")))
            };
            let (_, text) = kept.text(name, |known| *known == number, make).unwrap();
            assert_eq!(*text, format!("{name} {number}"));
            kept.turn();
            is_made
        };
        assert_eq!([run("a", 1), run("a", 1), run("a", 2), run("b", 2)], [true, false, true, true]);
        // `a` was not asked for in the run before.
        assert!(run("a", 2));
    }
}
