//! What was made in the run before, so that what would be the same is not made again.

use std::collections::HashMap;

/// What was made, by name: in the run before, and in this one. What is not kept in a run is forgotten after it.
#[derive(Debug)]
pub(crate) struct Known<T> {
    before: HashMap<String, T>,
    now: HashMap<String, T>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { before: HashMap::new(), now: HashMap::new() }
    }
}

impl<T> Known<T> {
    /// Begins another run.
    pub(crate) fn turn(&mut self) {
        self.before = std::mem::take(&mut self.now);
    }

    /// Returns what was made of a name in the run before, with the name.
    pub(crate) fn take(&mut self, name: &str) -> Option<(String, T)> {
        self.before.remove_entry(name)
    }

    /// Keeps what was made of a name in this run.
    pub(crate) fn keep(&mut self, name: String, made: T) -> &T {
        self.now.entry(name).insert_entry(made).into_mut()
    }

    /// Returns what was made of a name in the run before, if that holds, else makes it. It is kept unless making it fails.
    pub(crate) fn get<E>(
        &mut self,
        name: &str,
        holds: impl FnOnce(&T) -> bool,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<&T, E> {
        let (name, made) = match self.take(name).filter(|(_, made)| holds(made)) {
            Some(known) => known,
            None => (name.to_owned(), make()?),
        };
        Ok(self.keep(name, made))
    }
}
