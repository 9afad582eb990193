//! Regular expressions, compiled once each.

#[cfg(feature = "patterns")]
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

#[cfg(feature = "patterns")]
use regex_lite::Regex;

/// How much memory a compiled pattern may take; a larger one is not checked.
#[cfg(feature = "patterns")]
const MAX_SIZE: usize = 1 << 20;

/// Patterns with their compiled forms; none for one that does not compile.
#[cfg(feature = "patterns")]
type Compiled = HashMap<&'static str, Option<Arc<Regex>>>;

/// The patterns that were needed so far.
#[cfg(feature = "patterns")]
static COMPILED: RwLock<Option<Compiled>> = RwLock::new(None);

/// Whether a text matches a pattern somewhere. One that does not compile matches all.
#[cfg(feature = "patterns")]
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_none_or(|regex| regex.is_match(text))
}

/// Without the feature nothing is checked.
#[cfg(not(feature = "patterns"))]
pub(super) fn matches(_pattern: &'static str, _text: &str) -> bool {
    true
}

#[cfg(feature = "patterns")]
fn compiled(pattern: &'static str) -> Option<Arc<Regex>> {
    // A map that a panic left behind is as good as any.
    let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = known.as_ref().and_then(|known| known.get(pattern)) {
        return regex.clone();
    }
    drop(known);
    let regex = regex_lite::RegexBuilder::new(pattern).size_limit(MAX_SIZE).build().ok().map(Arc::new);
    let mut known = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
    known.get_or_insert_default().insert(pattern, regex.clone());
    regex
}
