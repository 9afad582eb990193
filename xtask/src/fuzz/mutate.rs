//! Mangles pages: what extraction, crawlers, editors and malice do to them, and what hits the structure of a layout.

use docwright_read::PageSource;
use fastrand::Rng;

/// Inputs do not grow beyond this.
const MAX_BYTES: usize = 400_000;
/// How many times a page is mangled at most.
const MAX_TIMES: usize = 8;
/// Of how many inputs one is read in another format than its page is written in.
const RENAMED: usize = 8;

/// Mangles a text; the other one is another page.
type Mutation = fn(&mut Rng, &str, &str) -> String;

const MUTATIONS: &[Mutation] = &[
    flip_bits,
    delete_lines,
    delete_lines,
    repeat_lines,
    swap_lines,
    move_lines,
    indent_lines,
    blank_lines,
    splice,
    splice,
    truncate,
    nest,
    lengthen_line,
    insert_strange,
    repeat_token,
    replace_token,
    mangle_bracket,
    mangle_bracket,
    mangle_row,
    mangle_tag,
    multiply,
];

/// Characters that drive terminals, turn writing around, cannot be seen, or are easily taken for others.
const STRANGE: &[char] = &[
    '\0',
    '\u{1b}',
    '\u{7}',
    '\r',
    '\u{b}',
    '\u{c}',
    '\u{85}',
    '\u{a0}',
    '\u{2028}',
    '\u{202e}',
    '\u{2066}',
    '\u{200b}',
    '\u{feff}',
    '\u{fffd}',
    '\u{301}',
    '\u{1f600}',
    '\u{10ffff}',
    'İ',
    'ß',
    'ﬁ',
    '•',
    '–',
    '\t',
    '&',
];

/// What opens something, in one layout or format or the other.
const OPENERS: &[&str] = &[
    "{",
    "[",
    "(",
    "<div>",
    "<ul><li>",
    "<dl><dd>",
    "<table><tr><td>",
    "> ",
    "- ",
    "• a (dict) –\n",
    "* ",
    "1. ",
    "# ",
    "**",
    "`",
    "'a': {",
    "\"a\": [",
    "<a>",
    "| ",
    "EventStream({",
    "Array of ",
    "map of ",
];

/// Words that mean something to a layout.
const WORDS: &[&str] = &[
    "Type: ",
    "Required: Yes",
    "Valid Values: ",
    "Contents",
    "Errors",
    "HTTP Status Code: 99999999999",
    "Length Constraints: Minimum length of 99999999999999999999.",
    "[REQUIRED]",
    "(dict) –",
    "(list) –",
    "Response Structure",
    "{'... recursive ...'}",
    "**Type**: Object",
    "**Type**: Array of String",
    "#### Responses",
    "##### `200`",
    "### Title (GET /a/{b}/{b})",
    "POST /{A}/{A}?a=A HTTP/1.1",
    "See Also",
    "...",
    "123",
    "# This section is too large to render.",
];

/// Returns a mangled page of one of the forms.
pub(super) fn input(rng: &mut Rng, forms: &[Vec<PageSource>]) -> PageSource {
    let choose = |rng: &mut Rng| {
        let pages = &forms[rng.usize(..forms.len())];
        &pages[rng.usize(..pages.len())]
    };
    let page = choose(rng);
    let mangled = mangled(rng, page, choose);
    let name = match rng.usize(..RENAMED) {
        0 => ["page.txt", "page.md", "page.html"][rng.usize(..3)].to_owned(),
        _ => mangled.name,
    };
    PageSource { name, ..mangled }
}

/// Returns a page mangled, into which parts of others may have come.
pub(super) fn mangled<'p>(
    rng: &mut Rng,
    page: &PageSource,
    choose: impl Fn(&mut Rng) -> &'p PageSource,
) -> PageSource {
    let mut text = page.text.to_string();
    for _ in 0..rng.usize(1..=MAX_TIMES) {
        let mutation = MUTATIONS[rng.usize(..MUTATIONS.len())];
        let other = choose(rng);
        text = mutation(rng, &text, &other.text);
        if text.len() > MAX_BYTES {
            text.truncate(text.floor_char_boundary(MAX_BYTES));
        }
    }
    PageSource { name: page.name.clone(), text: text.into() }
}

/// Returns where a character begins.
fn place(rng: &mut Rng, text: &str) -> usize {
    text.floor_char_boundary(rng.usize(..=text.len()))
}

/// Returns a run of lines, which may be empty: short ones are likelier.
fn run(rng: &mut Rng, lines: &[&str]) -> std::ops::Range<usize> {
    let start = rng.usize(..=lines.len());
    let longest = [1, 3, 30, lines.len()][rng.usize(..4)];
    start..(start + rng.usize(..=longest)).min(lines.len())
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn insert(text: &str, at: usize, what: &str) -> String {
    [&text[..at], what, &text[at..]].concat()
}

fn flip_bits(rng: &mut Rng, text: &str, _: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..rng.usize(1..20) {
        let at = rng.usize(..bytes.len().max(1));
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << rng.u8(..8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn delete_lines(rng: &mut Rng, text: &str, _: &str) -> String {
    let mut lines = lines(text);
    let run = run(rng, &lines);
    lines.drain(run);
    lines.concat()
}

fn repeat_lines(rng: &mut Rng, text: &str, _: &str) -> String {
    let mut lines = lines(text);
    let run = run(rng, &lines);
    let repeated = lines[run.clone()].repeat(rng.usize(1..20));
    lines.splice(run, repeated);
    lines.concat()
}

fn swap_lines(rng: &mut Rng, text: &str, _: &str) -> String {
    let mut lines = lines(text);
    for _ in 0..rng.usize(1..6) {
        if !lines.is_empty() {
            let (a, b) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
            lines.swap(a, b);
        }
    }
    lines.concat()
}

fn move_lines(rng: &mut Rng, text: &str, _: &str) -> String {
    let mut lines = lines(text);
    let run = run(rng, &lines);
    let moved: Vec<_> = lines.drain(run).collect();
    let at = rng.usize(..=lines.len());
    lines.splice(at..at, moved);
    lines.concat()
}

fn indent_lines(rng: &mut Rng, text: &str, _: &str) -> String {
    let lines = lines(text);
    let run = run(rng, &lines);
    let indent = " ".repeat(rng.usize(..40));
    let indented = lines.iter().enumerate().map(|(number, line)| match run.contains(&number) {
        true if indent.is_empty() => line.trim_start_matches([' ', '\t']).to_owned(),
        true => format!("{indent}{line}"),
        false => (*line).to_owned(),
    });
    indented.collect()
}

fn blank_lines(rng: &mut Rng, text: &str, _: &str) -> String {
    match rng.u8(..3) {
        0 => text.split('\n').filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n"),
        1 => text.replace('\n', "\n\n"),
        _ => text.replace('\n', "\r\n"),
    }
}

fn splice(rng: &mut Rng, text: &str, other: &str) -> String {
    let (own, others) = (lines(text), lines(other));
    let (here, there) = (rng.usize(..=own.len()), run(rng, &others));
    [&own[..here], &others[there], &own[here..]].concat().concat()
}

fn truncate(rng: &mut Rng, text: &str, _: &str) -> String {
    let at = place(rng, text);
    if rng.u8(..4) == 0 { text[at..].to_owned() } else { text[..at].to_owned() }
}

fn nest(rng: &mut Rng, text: &str, _: &str) -> String {
    let opener = OPENERS[rng.usize(..OPENERS.len())];
    let depth = [5, 40, 300, 5_000][rng.usize(..4)];
    let nested: String = if rng.bool() {
        opener.repeat(depth)
    } else {
        // What counts in text is how far lines are indented.
        (0..depth.min(400)).map(|level| format!("{}{}\n", " ".repeat(level * 2), opener.trim_end())).collect()
    };
    let at = place(rng, text);
    insert(text, at, &nested)
}

fn lengthen_line(rng: &mut Rng, text: &str, _: &str) -> String {
    let what = ["a", " ", "a ", "ä", "* ", "_a", "`", "[", "](", "<", "&amp;", "| "][rng.usize(..12)];
    let at = place(rng, text);
    insert(text, at, &what.repeat([300, 10_000, 100_000][rng.usize(..3)] / what.len()))
}

fn insert_strange(rng: &mut Rng, text: &str, _: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..rng.usize(1..12) {
        let at = place(rng, &text);
        text.insert(at, STRANGE[rng.usize(..STRANGE.len())]);
    }
    text
}

/// Returns where a word stands that is not white space, if there is one behind some place.
fn token(rng: &mut Rng, text: &str) -> Option<std::ops::Range<usize>> {
    let from = place(rng, text);
    let start = from + text[from..].find(|c: char| !c.is_whitespace())?;
    let length = text[start..].find(char::is_whitespace).unwrap_or(text.len() - start);
    Some(start..start + length)
}

fn repeat_token(rng: &mut Rng, text: &str, _: &str) -> String {
    let Some(token) = token(rng, text) else { return text.to_owned() };
    let between = ["", " ", "\n"][rng.usize(..3)];
    let repeated = format!("{between}{}", &text[token.clone()]).repeat([2, 20, 1_000][rng.usize(..3)]);
    insert(text, token.end, &repeated)
}

fn replace_token(rng: &mut Rng, text: &str, other: &str) -> String {
    let Some(here) = token(rng, text) else { return text.to_owned() };
    let word = match token(rng, other) {
        Some(there) if rng.bool() => &other[there],
        _ => WORDS[rng.usize(..WORDS.len())],
    };
    [&text[..here.start], word, &text[here.end..]].concat()
}

/// Deletes, doubles or changes one of the characters that something is nested or enclosed by.
fn mangle_bracket(rng: &mut Rng, text: &str, _: &str) -> String {
    const BRACKETS: &[char] =
        &['{', '}', '[', ']', '(', ')', '<', '>', '\'', '"', ':', ',', '`', '*', '|', '•', '-'];
    let from = place(rng, text);
    let Some(at) = text[from..].find(BRACKETS).map(|at| from + at) else { return text.to_owned() };
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    match rng.u8(..3) {
        0 => [&text[..at], &text[end..]].concat(),
        1 => insert(text, at, &text[at..end]),
        _ => insert(
            &[&text[..at], &text[end..]].concat(),
            at,
            &BRACKETS[rng.usize(..BRACKETS.len())].to_string(),
        ),
    }
}

/// Breaks, merges or shortens a row of a table.
fn mangle_row(rng: &mut Rng, text: &str, _: &str) -> String {
    let lines = lines(text);
    let rows: Vec<usize> = (0..lines.len()).filter(|line| lines[*line].contains('|')).collect();
    let Some(row) = rows.get(rng.usize(..rows.len().max(1))).copied() else { return text.to_owned() };
    let line = lines[row];
    let mangled = match rng.u8(..4) {
        0 => line.replacen('|', "", 1),
        1 => line.replace('|', "|\n"),
        2 => line.replace(" |", "\n\n - item |"),
        _ => line.trim_end().to_owned(),
    };
    [&lines[..row], &[mangled.as_str()], &lines[row + 1..]].concat().concat()
}

/// Deletes, doubles or cuts a tag.
fn mangle_tag(rng: &mut Rng, text: &str, _: &str) -> String {
    let from = place(rng, text);
    let Some(start) = text[from..].find('<').map(|at| from + at) else { return text.to_owned() };
    let end = text[start..].find('>').map_or(text.len(), |at| start + at + 1);
    match rng.u8(..3) {
        0 => [&text[..start], &text[end..]].concat(),
        1 => insert(text, start, &text[start..end].repeat(rng.usize(1..200))),
        _ => [&text[..=start], &text[end..]].concat(),
    }
}

/// Repeats the page, so that what grows faster than the page shows.
fn multiply(rng: &mut Rng, text: &str, _: &str) -> String {
    text.repeat(rng.usize(2..12).min(1 + MAX_BYTES / text.len().max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_can_be_mangled_and_a_seed_gives_the_same_again() {
        let texts = ["", "a", "ä\n| • { <b>\n\n'x': [", "\n\n\n", "one | two |\n <a>b</a>\n", "ä<ä"];
        for seed in 0..200 {
            for mutation in MUTATIONS {
                for text in texts {
                    let mangled = |_| mutation(&mut Rng::with_seed(seed), text, texts[2]);
                    assert_eq!(mangled(1), mangled(2));
                }
            }
        }
    }
}
