//! What the parser does not see of a page.

use std::borrow::Cow;
use std::ops::Range;

use super::{code, table};

/// Stands for the `<` of a tag at the beginning of a line, while the page is parsed.
pub(super) const DISGUISE: char = '\u{1}';

/// Returns the text with blanks for the tables and for the lines of code, and with the tags at the beginning of lines
/// disguised.
pub(super) fn blank_out<'a>(text: &'a str, tables: &[table::Table]) -> Cow<'a, str> {
    let fences = code::fences(text, tables).unwrap_or_default();
    let mut code: Vec<_> =
        fences.into_iter().map(|fence| fence.content).filter(|code| !code.is_empty()).collect();
    let tags = || memchr::memchr_iter(b'<', text.as_bytes()).filter(|at| begins_line(text, *at));
    // What an opaque element holds is no code.
    let is_in_code = |at: usize| code.iter().any(|code| code.contains(&at));
    if !code.is_empty() && tags().any(|at| is_opaque(text, at) && !is_in_code(at)) {
        code.clear();
    }
    let tags: Vec<usize> = tags().filter(|at| is_tag(text, *at)).collect();
    if tables.is_empty() && tags.is_empty() && code.is_empty() {
        return Cow::Borrowed(text);
    }
    let tables = tables.iter().map(|table| (table.span.clone(), Hidden::Table));
    let code = code.into_iter().map(|span| (span, Hidden::Code));
    let tags = tags.into_iter().map(|at| (at..at + 1, Hidden::Tag));
    let mut hidden: Vec<(Range<usize>, Hidden)> = tables.chain(code).chain(tags).collect();
    hidden.sort_unstable_by_key(|(span, _)| span.start);
    let mut copy = String::with_capacity(text.len());
    for (span, what) in hidden {
        // A tag may stand within a table or code.
        let Some(before) = text.get(copy.len()..span.start) else { continue };
        copy.push_str(before);
        match what {
            Hidden::Table => {
                let lines = text[span].split('\n').map(str::len);
                for (index, length) in lines.enumerate() {
                    copy.extend((index > 0).then_some('\n'));
                    push_blanks(&mut copy, length);
                }
            }
            // One long line; its end stays.
            Hidden::Code => push_blanks(&mut copy, span.len() - 1),
            Hidden::Tag => copy.push(DISGUISE),
        }
    }
    copy.push_str(&text[copy.len()..]);
    Cow::Owned(copy)
}

fn push_blanks(text: &mut String, count: usize) {
    const BLANKS: &str = "                                                                ";
    for _ in 0..count / BLANKS.len() {
        text.push_str(BLANKS);
    }
    text.push_str(&BLANKS[..count % BLANKS.len()]);
}

/// What the parser does not see.
enum Hidden {
    Table,
    Code,
    Tag,
}

/// Whether nothing but blanks precedes a place in its line.
fn begins_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}

/// Whether the `<` at `at` begins a tag. Comments, declarations and elements whose content is no Markdown stay what they
/// are: they do not end at a blank line.
fn is_tag(text: &str, at: usize) -> bool {
    let (name, rest) = name_of(&text[at + 1..]);
    let is_tag = rest.chars().next().is_none_or(|c| matches!(c, ' ' | '\t' | '\r' | '\n' | '>' | '/' | '-'));
    !name.is_empty() && is_tag && !holds_no_markdown(name)
}

/// Whether the `<` at `at` begins what does not end at a blank line.
pub(super) fn is_opaque(text: &str, at: usize) -> bool {
    let tag = &text[at + 1..];
    tag.starts_with(['!', '?']) || holds_no_markdown(name_of(tag).0)
}

/// Returns the name of a tag that begins or ends an element, and what follows it.
fn name_of(tag: &str) -> (&str, &str) {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    tag.split_at(tag.bytes().take_while(u8::is_ascii_alphanumeric).count())
}

fn holds_no_markdown(name: &str) -> bool {
    ["pre", "script", "style", "textarea"].iter().any(|known| name.eq_ignore_ascii_case(known))
}
