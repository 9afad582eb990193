//! Finds where in a YAML text the thing stands that a path names.
//!
//! Serde keeps no places, so a semantic error looks its place up with a parser that does, on the error path only.

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

use crate::FactPath;

/// Returns the bytes of the deepest thing on `path` that stands in the YAML text; `None` if not even its first
/// part is there. Parts are keys, or indices of sequences.
pub fn locate(text: &str, path: &FactPath) -> Option<Range<usize>> {
    let mut events = Parser::new_from_str(text).filter_map(Result::ok).peekable();
    while events.next_if(|(event, _)| matches!(event, Event::StreamStart | Event::DocumentStart(_))).is_some()
    {
    }
    let mut found = None;
    let mut parts = path.parts().iter();
    let mut wanted = parts.next()?;
    // Each round enters one collection and stops at the entry that the path names.
    loop {
        let (opening, _) = events.next()?;
        let entry = match opening {
            Event::MappingStart(..) => enter_mapping(&mut events, wanted),
            Event::SequenceStart(..) => enter_sequence(&mut events, wanted.parse().ok()),
            _ => None,
        };
        let Some(span) = entry else { return found };
        found = Some(bytes_of(text, &span));
        match parts.next() {
            Some(next) => wanted = next,
            None => return found,
        }
    }
}

/// The lines on which everything in a YAML text stands, found in one pass.
#[derive(Clone, Debug, Default)]
pub struct LineIndex(HashMap<FactPath, usize>);

impl LineIndex {
    /// Returns the lines of all keys and elements of a YAML text; of a text that is malformed, those before its fault.
    pub fn of(text: &str) -> Self {
        let mut lines = HashMap::new();
        // The collections that are open, each with its path, its elements so far, and the key whose value comes next.
        let mut open: Vec<(FactPath, usize, Option<FactPath>)> = Vec::new();
        for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
            if matches!(event, Event::MappingEnd | Event::SequenceEnd) {
                open.pop();
                continue;
            }
            let is_mapping = matches!(event, Event::MappingStart(..));
            let is_sequence = matches!(event, Event::SequenceStart(..));
            if !(is_mapping || is_sequence || matches!(event, Event::Scalar(..) | Event::Alias(_))) {
                continue;
            }
            let path = match open.last_mut() {
                None => FactPath::default(),
                Some((path, count, None)) if *count == usize::MAX => {
                    let Event::Scalar(key, ..) = &event else { return Self(lines) };
                    let entry = path.join(key.as_ref());
                    lines.insert(entry.clone(), span.start.line());
                    open.last_mut().into_iter().for_each(|(.., key)| *key = Some(entry.clone()));
                    continue;
                }
                Some((path, count, key)) => key.take().unwrap_or_else(|| {
                    let entry = path.join(count.to_string());
                    lines.insert(entry.clone(), span.start.line());
                    *count += 1;
                    entry
                }),
            };
            if is_mapping || is_sequence {
                open.push((path, if is_mapping { usize::MAX } else { 0 }, None));
            }
        }
        Self(lines)
    }

    /// Returns the line, counted from 1, of the deepest thing on `path` that is there.
    pub fn line(&self, path: &FactPath) -> Option<usize> {
        let parts = path.parts();
        (1..=parts.len())
            .rev()
            .find_map(|length| self.0.get(&FactPath::new(parts.iter().take(length).cloned())).copied())
    }
}

type Events<'a, I> = std::iter::Peekable<I>;

fn enter_mapping<'a, I>(events: &mut Events<'a, I>, wanted: &str) -> Option<Span>
where
    I: Iterator<Item = (Event<'a>, Span)>,
{
    loop {
        let (event, span) = events.next()?;
        match event {
            Event::MappingEnd => return None,
            Event::Scalar(key, ..) if key == wanted => return Some(span),
            other => skip_rest(events, &other),
        }
        skip_value(events);
    }
}

fn enter_sequence<'a, I>(events: &mut Events<'a, I>, wanted: Option<usize>) -> Option<Span>
where
    I: Iterator<Item = (Event<'a>, Span)>,
{
    for index in 0.. {
        let (event, span) = events.peek()?;
        if matches!(event, Event::SequenceEnd) {
            return None;
        }
        if Some(index) == wanted {
            return Some(*span);
        }
        skip_value(events);
    }
    None
}

fn skip_value<'a, I>(events: &mut Events<'a, I>)
where
    I: Iterator<Item = (Event<'a>, Span)>,
{
    if let Some((event, _)) = events.next() {
        skip_rest(events, &event);
    }
}

/// Skips to the end of the collection that `opening` opened, if it opened one.
fn skip_rest<'a, I>(events: &mut Events<'a, I>, opening: &Event<'_>)
where
    I: Iterator<Item = (Event<'a>, Span)>,
{
    let mut depth = usize::from(matches!(opening, Event::MappingStart(..) | Event::SequenceStart(..)));
    while depth > 0 {
        match events.next() {
            Some((Event::MappingStart(..) | Event::SequenceStart(..), _)) => depth += 1,
            Some((Event::MappingEnd | Event::SequenceEnd, _)) => depth -= 1,
            Some(_) => {}
            None => return,
        }
    }
}

/// Turns the parser's character indices into bytes.
fn bytes_of(text: &str, span: &Span) -> Range<usize> {
    let byte = |index: usize| text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
    let start = byte(span.start.index());
    start..byte(span.end.index()).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, path: &[&str]) -> Option<String> {
        locate(text, &FactPath::new(path.iter().copied())).map(|range| text[range].to_owned())
    }

    #[test]
    fn finds_keys_and_elements_at_any_depth() {
        let text = "a: { x: 1 }\nbä: [p, { q: [r] }]\nc:\n  - k: v\n";
        assert_eq!(found(text, &["a", "x"]).as_deref(), Some("x"));
        assert_eq!(found(text, &["bä", "1", "q"]).as_deref(), Some("q"));
        assert_eq!(found(text, &["c", "0", "k"]).as_deref(), Some("k"));
        assert!(found(text, &["c", "0", "missing"]).is_some(), "the deepest part that is there");
        assert_eq!(found(text, &["d"]), None);
        assert_eq!(found("", &["d"]), None);
        assert_eq!(found("just text", &["d"]), None);
    }

    #[test]
    fn the_index_knows_what_locate_finds() {
        let text = "a: { x: 1 }\nbä: [p, { q: [r] }]\nc:\n  - k: v\n    l:\n      - one\n      - [two, 2]\nd: last\n";
        let index = LineIndex::of(text);
        let line = |path: &str| index.line(&path.parse().unwrap());
        assert_eq!(line("a.x"), Some(1));
        assert_eq!(line("c.0.k"), Some(4));
        assert_eq!(line("c.0.l.1.0"), Some(7));
        assert_eq!(line("d"), Some(8));
        assert_eq!(line("d.missing"), Some(8), "the deepest part that is there");
        assert_eq!(line("e"), None);
        assert_eq!(index.line(&FactPath::new(["bä", "1", "q", "0"])), Some(2));
        assert_eq!(LineIndex::of("a: 1\nb: [").line(&"a".parse().unwrap()), Some(1));
    }
}
