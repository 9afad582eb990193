//! Finds where in a YAML text the thing stands that a path names.
//!
//! Serde keeps no places, so a semantic error looks its place up with a parser that does, on the error path only.

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
}
