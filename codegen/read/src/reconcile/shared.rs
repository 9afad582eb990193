//! Texts and lists of values that several pages say: held once, equal at a glance, and searched once for what the sentences of
//! the texts tell.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;
use serde_json::Value;

use super::sentences::{Tellings, tellings};

/// How many parts what is known is held in, so that threads seldom wait for one another.
const PARTS: usize = 64;

/// What pages said that were read before.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    texts: Known<str, ()>,
    /// Texts, each with what its sentences tell.
    told: Known<str, Option<Tellings>>,
    values: Known<[Value], ()>,
}

impl Shared {
    /// Lets a page hold the text that another page has said already, if it says the same.
    pub(super) fn text(&self, text: &mut Arc<str>) {
        self.texts.share(text, |_| ());
    }

    /// As [`text`](Self::text). Returns what the sentences of the text tell, if they tell anything.
    pub(super) fn told(&self, text: &mut Arc<str>) -> Option<Tellings> {
        self.told.share(text, tellings)
    }

    /// Lets a page hold the values that another page has listed already, if it lists the same.
    pub(super) fn values(&self, values: &mut Arc<[Value]>) {
        self.values.share(values, |_| ());
    }
}

#[derive(Debug)]
struct Known<T: ?Sized, V> {
    /// By the sizes of what they hold.
    parts: [Mutex<HashMap<Arc<T>, V, RandomState>>; PARTS],
}

impl<T: ?Sized + Eq + Hash, V: Clone> Known<T, V> {
    /// Puts what is known in the place of what is equal to it, and returns what is known about it, or else found out.
    fn share(&self, new: &mut Arc<T>, find_out: impl FnOnce(&T) -> V) -> V {
        let part = || {
            let part = &self.parts[size_of_val(&**new) % PARTS];
            part.lock().unwrap_or_else(PoisonError::into_inner)
        };
        if let Some((known, value)) = part().get_key_value(&**new) {
            let value = value.clone();
            *new = Arc::clone(known);
            return value;
        }
        // Others need not wait for that.
        let value = find_out(new);
        match part().entry(Arc::clone(new)) {
            Entry::Occupied(known) => {
                *new = Arc::clone(known.key());
                known.get().clone()
            }
            Entry::Vacant(part) => part.insert(value).clone(),
        }
    }
}

impl<T: ?Sized, V> Default for Known<T, V> {
    fn default() -> Self {
        Self { parts: std::array::from_fn(|_| Mutex::default()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_pages_say_is_held_once() {
        let shared = Shared::default();
        let text = |text: &str| {
            let mut text = Arc::from(text);
            shared.text(&mut text);
            text
        };
        let values = |values: &[&str]| {
            let mut values = values.iter().map(|value| Value::from(*value)).collect();
            shared.values(&mut values);
            values
        };
        assert!(Arc::ptr_eq(&text("a"), &text("a")) && !Arc::ptr_eq(&text("a"), &text("b")));
        assert!(Arc::ptr_eq(&values(&["A"]), &values(&["A"])));
        assert_eq!(values(&["A", "B"]).len(), 2);
    }

    #[test]
    fn what_a_text_tells_is_asked_once() {
        let shared = Shared::default();
        let told = |text: &str| shared.told(&mut text.into());
        let blue = told("It must be blue.").unwrap();
        assert!(Arc::ptr_eq(&blue, &told("It must be blue.").unwrap()));
        assert!(told("It is blue.").is_none());
    }
}
