//! Findings in rustc's manner.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet as Source};
use docwright_idl::{Diagnostic, Severity, Snippet};

use super::safe::{harmless, safe};

/// How many characters of a line are shown before and behind the place that is meant.
const CONTEXT: usize = 60;
/// How many lines a place may have before its middle is left out.
const MAX_LINES: usize = 8;

/// Returns the text of a finding, with the lines it is about, ending in a line end. It has colours; whoever prints
/// it strips them where nobody can see them.
pub fn human(finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(safe(&finding.message)).id(finding.code.as_str());
    let places =
        finding.snippets.iter().enumerate().map(|(index, snippet)| source(snippet, index == 0).into());
    let notes = finding.notes.iter().map(|note| Level::NOTE.message(safe(note)).into());
    let help = finding.help.iter().map(|help| Level::HELP.message(safe(help)).into());
    let elements: Vec<Element<'_>> = places.chain(notes).chain(help).collect();
    let group = if elements.is_empty() { Group::with_title(title) } else { title.elements(elements) };
    format!("{}\n\n", Renderer::styled().render(&[group]))
}

fn source(snippet: &Snippet, is_first: bool) -> Source<'_, annotate_snippets::Annotation<'_>> {
    let (text, span) = window(&snippet.text, snippet.span.clone());
    let kind = if is_first { AnnotationKind::Primary } else { AnnotationKind::Context };
    let annotation = kind.span(span);
    let annotation =
        if snippet.label.is_empty() { annotation } else { annotation.label(safe(&snippet.label)) };
    let source = Source::source(text).line_start(snippet.line).annotation(annotation);
    if snippet.file.is_empty() { source } else { source.path(safe(&snippet.file)) }
}

/// Returns the lines of a place as they are printed, and where in them the place is: made safe, long lines cut
/// around the place, and of many lines the first ones only.
fn window(text: &str, span: Range<usize>) -> (String, Range<usize>) {
    let mut out = String::new();
    let mut shown: Option<Range<usize>> = None;
    let mut offset = 0;
    let is_long = text.lines().count() > MAX_LINES;
    for (number, line) in text.split('\n').enumerate() {
        if is_long && number >= MAX_LINES {
            break;
        }
        if number > 0 {
            out.push('\n');
        }
        let here = span.start.saturating_sub(offset)..span.end.saturating_sub(offset);
        let keep = kept(line, &here);
        for (at, c) in line.char_indices().filter(|(at, _)| keep.contains(at)) {
            let start = out.len();
            out.push(if keep.start > 0 && at == keep.start { '…' } else { harmless(c) });
            if here.contains(&at) {
                let begin = shown.map_or(start, |shown| shown.start);
                shown = Some(begin..out.len());
            }
        }
        if keep.end < line.len() {
            out.push('…');
        }
        // A place without characters is a point: where it would begin.
        if here.is_empty() && shown.is_none() && here.start <= line.len() && span.start >= offset {
            let before: usize = line
                .char_indices()
                .take_while(|(at, _)| *at < here.start)
                .filter(|(at, _)| keep.contains(at))
                .count();
            let line_start = out.rfind('\n').map_or(0, |at| at + 1);
            let point =
                out[line_start..].char_indices().nth(before).map_or(out.len(), |(at, _)| line_start + at);
            shown = Some(point..point);
        }
        offset += line.len() + 1;
    }
    let shown = shown.unwrap_or(out.len()..out.len());
    (out, shown)
}

/// Returns which bytes of a line are printed: all, or those around the place `here` if the line is long.
fn kept(line: &str, here: &Range<usize>) -> Range<usize> {
    let starts: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
    if starts.len() <= 3 * CONTEXT {
        return 0..line.len();
    }
    let index = |at: usize| starts.partition_point(|start| *start < at);
    let first = index(here.start.min(line.len())).saturating_sub(CONTEXT);
    let last = index(here.end.min(line.len())).min(first + 2 * CONTEXT) + CONTEXT;
    let byte = |index: usize| starts.get(index).copied().unwrap_or(line.len());
    byte(first)..byte(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(text: &str, span: Range<usize>) -> (String, String) {
        let (shown, span) = window(text, span);
        let meant = shown[span].to_owned();
        (shown, meant)
    }

    #[test]
    fn a_short_place_is_shown_whole_and_made_safe() {
        let (shown, place) = meant("a\u{1b}[1mb ä", 2..5);
        assert_eq!((shown.as_str(), place.as_str()), ("a␛[1mb ä", "[1m"));
        assert_eq!(meant("one\ntwo\nthree", 4..7).1, "two");
        assert_eq!(window("abc", 1..1).1, 1..1);
        assert_eq!(window("abc", 3..3).1, 3..3);
        assert_eq!(window("", 0..0).1, 0..0);
    }

    #[test]
    fn a_long_line_is_cut_around_its_place() {
        let line = format!("{}HERE{}", "ä".repeat(500), "ö".repeat(500));
        let start = "ä".len() * 500;
        let (shown, place) = meant(&line, start..start + 4);
        assert_eq!(place, "HERE");
        assert!(shown.chars().count() < 3 * CONTEXT, "{shown}");
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
    }

    #[test]
    fn of_many_lines_only_the_first_are_shown() {
        let text = "line\n".repeat(50);
        let (shown, place) = meant(&text, 0..text.len());
        assert_eq!(shown.lines().count(), MAX_LINES);
        assert!(place.starts_with("line\nline"));
    }

    #[test]
    fn any_span_can_be_shown() {
        let text = "ä\n\u{1b}bc\n\n".to_owned() + &"€".repeat(200);
        for start in 0..=text.len() {
            for end in (start..=text.len()).step_by(7) {
                let (shown, span) = window(&text, start..end);
                assert!(shown.get(span).is_some(), "{start}..{end}");
            }
        }
    }
}
