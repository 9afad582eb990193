//! Texts and lists of values that several pages say: held once, and equal at a glance.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;
use serde_json::Value;

use super::{Claims, Fact};

/// How many parts what is known is held in, so that threads seldom wait for one another.
const PARTS: usize = 64;

/// What pages said that were read before.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    texts: Known<str>,
    values: Known<[Value]>,
}

impl Shared {
    /// Lets a page's claims hold what another page has said already, where they say the same.
    pub(crate) fn with(&self, claims: &mut Claims) {
        for claim in &mut claims.claims {
            match &mut claim.fact {
                Fact::Doc(text) => self.texts.share(text),
                Fact::Values { values, .. } => self.values.share(values),
                _ => {}
            }
        }
    }
}

#[derive(Debug)]
struct Known<T: ?Sized> {
    /// By the sizes of what they hold.
    parts: [Mutex<HashMap<Arc<T>, (), RandomState>>; PARTS],
}

impl<T: ?Sized + Eq + Hash> Known<T> {
    fn share(&self, new: &mut Arc<T>) {
        let part = &self.parts[size_of_val(&**new) % PARTS];
        match part.lock().unwrap_or_else(PoisonError::into_inner).entry(Arc::clone(new)) {
            Entry::Occupied(known) => *new = Arc::clone(known.key()),
            Entry::Vacant(part) => drop(part.insert(())),
        }
    }
}

impl<T: ?Sized> Default for Known<T> {
    fn default() -> Self {
        Self { parts: std::array::from_fn(|_| Mutex::default()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Lines;

    #[test]
    fn what_two_pages_say_is_held_once() {
        let page = |doc: &str, values: &[&str]| {
            let mut claims = Claims::new("a\n");
            claims.state(Claims::ROOT, Fact::Doc(doc.into()), Lines::at(1));
            let values = values.iter().map(|value| Value::from(*value)).collect();
            claims.state(Claims::ROOT, Fact::Values { values, open: false }, Lines::at(1));
            claims
        };
        let mut pages = [page("a", &["A"]), page("a", &["A"]), page("b", &["A", "B"])];
        let shared = Shared::default();
        pages.iter_mut().for_each(|claims| shared.with(claims));
        let parts = pages.map(|claims| match claims.into_parts().1.as_slice() {
            [a, b] => match (&a.fact, &b.fact) {
                (Fact::Doc(doc), Fact::Values { values, .. }) => (Arc::clone(doc), Arc::clone(values)),
                _ => panic!("a text, then values"),
            },
            _ => panic!("two claims"),
        });
        assert!(Arc::ptr_eq(&parts[0].0, &parts[1].0) && Arc::ptr_eq(&parts[0].1, &parts[1].1));
        assert_eq!((&*parts[2].0, parts[2].1.len()), ("b", 2));
    }
}
