//! Plain text as Sphinx's text builder lays it out: titles are underlined, what belongs to something is indented
//! beneath it, paragraphs are folded, and marks of reStructuredText stand where text is emphasised.
//!
//! What is indented means, by what it stands under:
//!
//! | beneath | it is |
//! |---|---|
//! | a bullet or a number | the rest of the item |
//! | a line, with no blank line between | what is said of a term or a field |
//! | the signature of an object | what is said of the object |
//! | `Note:` and the like | the admonition's paragraphs |
//! | anything else | preformatted text, or a quote if its own layout says so |

mod fold;
mod inline;

use self::fold::Folded;
use crate::document::{Block, BlockKind, Document, Lines};
use crate::lines::{indent, is_blank, lines, starts};

/// The characters that underline titles, by the level of the title.
const UNDERLINES: &[u8] = b"*=-~\"+`";

/// The titles of admonitions.
const ADMONITIONS: &[&str] =
    &["Attention", "Caution", "Danger", "Error", "Hint", "Important", "Note", "See also", "Tip", "Warning"];

/// Among how many lines at the beginning of a page its title is.
const HEAD: usize = 12;

/// How deep blocks are nested at most; what is deeper is preformatted text.
const MAX_DEPTH: usize = 96;

/// Whether a text is laid out so: the first title is underlined by asterisks, which no other layout does.
pub(super) fn is_sphinx(text: &str) -> bool {
    let head = lines(text).filter(|line| !is_blank(line)).take(HEAD);
    head.clone().zip(head.skip(1)).any(|(title, underline)| level(title, underline) == Some(1))
}

/// Returns the level of a title with this line beneath it.
fn level(title: &str, underline: &str) -> Option<u8> {
    let (title, underline) = (title.trim_end(), underline.trim_end().as_bytes());
    let first = underline.first()?;
    let at = UNDERLINES.iter().position(|known| known == first)?;
    let is_underline = underline.len() > 1 && underline.iter().all(|byte| byte == first);
    let is_title = !title.starts_with(char::is_whitespace) && title.chars().count() == underline.len();
    u8::try_from(at + 1).ok().filter(|_| is_underline && is_title)
}

/// Reads such a text.
pub(super) fn read(text: &str) -> Document<'_> {
    let written: Vec<Line<'_>> =
        (1..).zip(lines(text)).filter(|(_, line)| !is_blank(line)).map(Line::of).collect();
    let mut reader = Reader { markup: Vec::new(), depth: 0 };
    let blocks = reader.blocks(&written);
    Document { blocks, title: None, line_starts: starts(text), markup: reader.markup }
}

/// A line that is not blank.
#[derive(Clone, Copy)]
struct Line<'a> {
    number: u32,
    indent: usize,
    /// The text, without white space around it.
    text: &'a str,
}

impl<'a> Line<'a> {
    fn of((number, line): (u32, &'a str)) -> Self {
        Self { number, indent: indent(line), text: line.trim() }
    }

    /// Whether a line follows this one with no blank line between.
    fn touches(&self, next: &Line<'_>) -> bool {
        self.number + 1 == next.number
    }

    /// Returns how many columns the mark takes with which an item begins.
    fn marker(&self) -> Option<usize> {
        let mark = match self.text.as_bytes() {
            [b'*', ..] => 1,
            _ => {
                let digits = self.text.bytes().take_while(u8::is_ascii_digit).count();
                let is_number = digits > 0 && self.text[digits..].starts_with('.');
                is_number.then_some(digits + 1)?
            }
        };
        self.text[mark..].starts_with(' ').then_some(mark + 1)
    }
}

struct Reader {
    /// The lines of underlines.
    markup: Vec<Lines>,
    depth: usize,
}

impl Reader {
    /// Reads lines, as far as they are indented not less than all others.
    fn blocks<'a>(&mut self, written: &[Line<'a>]) -> Vec<Block<'a>> {
        let mut blocks = Vec::new();
        let Some(base) = written.iter().map(|line| line.indent).min() else { return blocks };
        if self.depth >= MAX_DEPTH {
            blocks.push(preformatted(written));
            return blocks;
        }
        self.depth += 1;
        let mut rest = written;
        while let Some((line, after)) = rest.split_first() {
            if line.indent > base {
                let (within, behind) = split(rest, |line| line.indent > base);
                match is_preformatted(within) {
                    true => blocks.push(preformatted(within)),
                    false => blocks.extend(self.blocks(within)),
                }
                rest = behind;
            } else if let Some(level) = self.title(line, after) {
                blocks.push(inline::block(BlockKind::Heading(level), &Folded::of(&rest[..1])));
                rest = &after[1..];
            } else if let Some(marker) = line.marker() {
                let (within, behind) = split(after, |line| line.indent > base);
                blocks.push(self.item(line, marker, within));
                rest = behind;
            } else {
                rest = self.paragraph(rest, base, &mut blocks);
            }
        }
        self.depth -= 1;
        blocks
    }

    /// Returns the level of a title if the line is one.
    fn title(&mut self, line: &Line<'_>, after: &[Line<'_>]) -> Option<u8> {
        let underline = after.first().filter(|next| line.touches(next) && next.indent == line.indent)?;
        let level = level(line.text, underline.text)?;
        self.markup.push(Lines::at(underline.number));
        Some(level)
    }

    /// Reads an item: a first line with a mark of so many columns, and the lines `within` it.
    fn item<'a>(&mut self, line: &Line<'a>, marker: usize, within: &[Line<'a>]) -> Block<'a> {
        let first = Line { indent: line.indent + marker, text: line.text[marker..].trim_start(), ..*line };
        let all: Vec<Line<'a>> = std::iter::once(first).chain(within.iter().copied()).collect();
        let mut children = self.blocks(&all);
        let is_text = |block: &Block<'_>| block.kind == BlockKind::Paragraph;
        if children.first().is_some_and(is_text) {
            let text = children.remove(0);
            return Block { kind: BlockKind::Item, children, ..text };
        }
        Block { children, ..Block::new(BlockKind::Item, "", Lines::at(line.number)) }
    }

    /// Reads a paragraph and what it is about, and returns the lines behind.
    fn paragraph<'l, 'a>(
        &mut self,
        written: &'l [Line<'a>],
        base: usize,
        blocks: &mut Vec<Block<'a>>,
    ) -> &'l [Line<'a>] {
        let folded = |pair: &[Line<'_>]| pair[0].touches(&pair[1]) && pair[1].indent == base;
        let end = 1 + written.windows(2).take_while(|pair| folded(pair)).count();
        let (own, after) = written.split_at(end);
        let text = Folded::of(own);
        let (within, behind) = split(after, |line| line.indent > base);
        if let Some(title) = admonition(&text.text, within) {
            blocks.push(Block::new(BlockKind::Paragraph, title.to_owned(), text.lines));
            blocks.extend(self.blocks(within));
            return behind;
        }
        let is_term = within.first().is_some_and(|first| own[end - 1].touches(first));
        if !within.is_empty() && (is_term || is_signature(&text.text)) {
            let term = inline::block(BlockKind::Item, &text);
            blocks.push(Block { children: self.blocks(within), ..term });
            return behind;
        }
        blocks.push(inline::block(BlockKind::Paragraph, &text));
        after
    }
}

/// Splits lines where the first stands of which something is not true.
fn split<'l, 'a>(
    written: &'l [Line<'a>],
    is: impl Fn(&Line<'a>) -> bool,
) -> (&'l [Line<'a>], &'l [Line<'a>]) {
    written.split_at(written.iter().take_while(|line| is(line)).count())
}

/// Returns the title of an admonition whose paragraphs stand beneath.
fn admonition<'f>(text: &'f str, within: &[Line<'_>]) -> Option<&'f str> {
    text.strip_suffix(':').filter(|title| !within.is_empty() && ADMONITIONS.contains(title))
}

/// Whether a line is the signature of a Python object: `class lamps.Lamp`, `lamps.Lamp.light(**kwargs)`.
fn is_signature(line: &str) -> bool {
    let is_path = |path: &str| {
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        path.split('.').all(is_name)
    };
    let (path, arguments) = line.split_once('(').map_or((line, None), |(path, rest)| (path, Some(rest)));
    match (path.strip_prefix("class "), arguments) {
        (Some(class), arguments) => is_path(class) && arguments.is_none_or(|rest| rest.ends_with(')')),
        (None, Some(rest)) => is_path(path) && rest.ends_with(')'),
        (None, None) => false,
    }
}

/// Whether indented lines are preformatted, and not a quote: a line that stands by itself is written as code is, or one ends
/// where the next word had found room.
fn is_preformatted(written: &[Line<'_>]) -> bool {
    if written.first().is_some_and(|first| first.marker().is_some()) {
        return false;
    }
    let base = written.iter().map(|line| line.indent).min().unwrap_or_default();
    written.chunk_by(|line, next| line.touches(next) && line.indent == next.indent).any(|lines| match lines {
        [line, ..] if line.indent > base => false,
        [line] => is_code(line.text),
        _ => lines.windows(2).any(|pair| !fold::is_full(&pair[0], pair[1].text)),
    })
}

/// Whether a line is written as code is and prose is not: it assigns, calls, or ends or begins what brackets hold.
fn is_code(line: &str) -> bool {
    const BRACKETS: [char; 6] = ['(', '[', '{', '}', ']', '<'];
    let calls = |(at, _): (usize, char)| line[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    line.contains('=') || line.starts_with(BRACKETS) || line.ends_with(&BRACKETS[..5]) || {
        line.char_indices().filter(|(_, c)| *c == '(').any(calls)
    }
}

/// Returns lines as preformatted text: without the indentation that all of them have.
fn preformatted<'a>(written: &[Line<'a>]) -> Block<'a> {
    let base = written.iter().map(|line| line.indent).min().unwrap_or_default();
    let mut text = String::new();
    let mut number = written.first().map_or(1, |line| line.number);
    let first = number;
    for line in written {
        (number..line.number).for_each(|_| text.push('\n'));
        (base..line.indent).for_each(|_| text.push(' '));
        text.push_str(line.text);
        number = line.number;
    }
    Block::new(BlockKind::Code, text, Lines::new(first, number))
}

#[cfg(test)]
mod tests;
