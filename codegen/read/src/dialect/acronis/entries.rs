//! The content of a section, line by line.
//!
//! Pages that lost their blank lines and indentation have all properties of a body, their labels and their allowed
//! values in one flat list; clean pages nest them. Read line by line, both look alike.

use std::borrow::Cow;

use super::labels::{self, Labelled};
use crate::document::{Block, BlockKind, Lines};
use crate::lines::{is_blank, lines, trim};

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

/// Passes on the lines of the blocks, in the page's order.
pub(super) fn each<'d>(blocks: &'d [Block<'d>], mut take: impl FnMut(Entry<'d>)) {
    walk(blocks, 0, &mut take);
}

fn walk<'d>(blocks: &'d [Block<'d>], depth: usize, take: &mut impl FnMut(Entry<'d>)) {
    for block in blocks {
        let mut pass = |form, lines, depth, begins| take(Entry { form, lines, depth, begins });
        match block.kind {
            BlockKind::Code => pass(Form::Code(&block.text), block.lines, depth, true),
            BlockKind::Table | BlockKind::Row | BlockKind::Cell => {
                pass(Form::Table(block), block.lines, depth, true);
            }
            BlockKind::Item => {
                for (index, line) in (0..).zip(lines(block.as_markdown())) {
                    let form = if index == 0 { Form::Bullet(line) } else { Form::Text(line) };
                    pass(form, Lines::at(block.lines.first + index), depth + 1, index == 0);
                }
                walk(&block.children, depth + 1, take);
            }
            BlockKind::Paragraph | BlockKind::Heading(_) => {
                for (index, line) in (0..).zip(lines(block.as_markdown())) {
                    pass(Form::Text(line), Lines::at(block.lines.first + index), depth, index == 0);
                }
            }
        }
    }
}

impl<'d> Entry<'d> {
    /// Returns the label with which a line of text begins, and what follows it, as [`labels::read`] does.
    pub(super) fn label(&self) -> Option<Labelled<'d>> {
        match self.form {
            Form::Text(text) => labels::read(text),
            _ => None,
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

    fn begin(&mut self, lines: Lines, begins: bool) {
        if !self.text.is_empty() {
            self.text.to_mut().push_str(if begins { "\n\n" } else { "\n" });
        }
        self.lines = Some(self.lines.map_or(lines, |before| before.to(lines)));
    }

    /// Returns the text and its lines, if there is any text.
    pub(super) fn get(&self) -> Option<(&str, Lines)> {
        self.lines().map(|lines| (trim(&self.text), lines))
    }

    /// Returns the lines of the text, if there is any.
    pub(super) fn lines(&self) -> Option<Lines> {
        self.lines.filter(|_| !is_blank(&self.text))
    }
}
