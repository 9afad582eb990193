//! The content of a section, line by line.
//!
//! Pages that lost their blank lines and indentation have all properties of a body, their labels and their allowed
//! values in one flat list; clean pages nest them. Read line by line, both look alike.

use std::borrow::Cow;

use crate::document::{Block, BlockKind, Lines};
use crate::lines::lines;

/// A line of a section, or a code block or table in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'d> {
    /// What stands there.
    pub(super) form: Form<'d>,
    /// Where it stands.
    pub(super) lines: Lines,
    /// In how many list items.
    pub(super) depth: usize,
    /// Whether a block of the page begins here.
    pub(super) begins: bool,
}

/// What stands on a line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form<'d> {
    /// A line of text, as Markdown.
    Text(&'d str),
    /// The first line of a list item, as Markdown without the bullet.
    Bullet(&'d str),
    /// A code block.
    Code(&'d str),
    /// A table.
    Table(&'d Block<'d>),
}

/// Returns the lines of the blocks, in the page's order.
pub(super) fn of<'d>(blocks: &'d [Block<'d>]) -> Vec<Entry<'d>> {
    // A property is about as many lines.
    let mut entries = Vec::with_capacity(4 * blocks.len());
    add(blocks, 0, &mut entries);
    entries
}

fn add<'d>(blocks: &'d [Block<'d>], depth: usize, entries: &mut Vec<Entry<'d>>) {
    for block in blocks {
        let mut push = |form, lines, depth, begins| entries.push(Entry { form, lines, depth, begins });
        match block.kind {
            BlockKind::Code => push(Form::Code(&block.text), block.lines, depth, true),
            BlockKind::Table | BlockKind::Row | BlockKind::Cell => {
                push(Form::Table(block), block.lines, depth, true);
            }
            BlockKind::Item => {
                for (index, line) in (0..).zip(lines(block.as_markdown())) {
                    let form = if index == 0 { Form::Bullet(line) } else { Form::Text(line) };
                    push(form, Lines::at(block.lines.first + index), depth + 1, index == 0);
                }
                add(&block.children, depth + 1, entries);
            }
            BlockKind::Paragraph | BlockKind::Heading(_) => {
                for (index, line) in (0..).zip(lines(block.as_markdown())) {
                    push(Form::Text(line), Lines::at(block.lines.first + index), depth, index == 0);
                }
            }
        }
    }
}

/// A prose text and where it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Prose<'d> {
    /// The text; borrowed as long as it is one line, as most are.
    text: Cow<'d, str>,
    lines: Option<Lines>,
    /// In how many list items the last line was a bullet; 0 if it was none.
    bullet: usize,
}

impl<'d> Prose<'d> {
    /// Adds what stands on a line.
    pub(super) fn add(&mut self, entry: &Entry<'d>) {
        let bullet = match entry.form {
            Form::Bullet(_) => entry.depth,
            Form::Table(_) => return,
            Form::Text(_) | Form::Code(_) => 0,
        };
        let same_list = bullet > 0 && self.bullet > 0;
        self.begin(entry.lines, entry.begins && !same_list);
        match entry.form {
            Form::Bullet(text) => {
                let so_far = self.text.to_mut();
                so_far.extend(std::iter::repeat_n("  ", entry.depth.saturating_sub(1)));
                so_far.extend(["- ", text]);
            }
            Form::Code(text) => self.text.to_mut().extend(["```\n", text, "\n```"]),
            Form::Text(text) if self.text.is_empty() => self.text = Cow::Borrowed(text),
            Form::Text(text) => self.text.to_mut().push_str(text),
            Form::Table(_) => {}
        }
        self.bullet = bullet;
    }

    /// Adds a text, as a block of its own or as a line of the one before.
    pub(super) fn add_text(&mut self, text: &str, lines: Lines, begins: bool) {
        self.begin(lines, begins);
        self.text.to_mut().push_str(text);
        self.bullet = 0;
    }

    fn begin(&mut self, lines: Lines, begins: bool) {
        if !self.text.is_empty() {
            self.text.to_mut().push_str(if begins { "\n\n" } else { "\n" });
        }
        self.lines = Some(self.lines.map_or(lines, |before| before.to(lines)));
    }

    /// Returns the text and its lines, if there is any text.
    pub(super) fn get(&self) -> Option<(&str, Lines)> {
        self.lines().map(|lines| (self.text.trim(), lines))
    }

    /// Returns the lines of the text, if there is any.
    pub(super) fn lines(&self) -> Option<Lines> {
        self.lines.filter(|_| !self.text.trim_start().is_empty())
    }
}
