//! A page as a flow of pieces: headings, labels, lines of facts, and the prose between them.
//!
//! Formats put paragraphs together differently. Plain text has a paragraph for each line; Markdown may hold a label,
//! its prose and its facts in one paragraph, or let facts trail the last item of a list; some extractions turn entries
//! into list items. All become the same pieces here, so that what follows need not know the format.

mod item;
mod line;
mod piece;

use std::borrow::Cow;

use self::item::{borrowed, clean, cut_facts, has_facts, inline_facts, is_fact, last_leaf, last_leaf_mut};
use self::line::{
    Line, Run, bare, line_block, lines_of, linked_name, marked_label, part, prose_markdown, trimmed,
};
pub(super) use self::piece::{Piece, PieceKind, is_admonition};
use super::markup::{without_anchors, without_relative_links};
use super::sections::SectionKind;
use super::title::Title;
use super::{labels, layout, sections};
use crate::document::{Block, BlockKind, Document, Lines};
use crate::lines::{lines, trim};
use crate::search::find;

/// Cuts a page into pieces.
pub(super) fn pieces<'a>(document: &'a Document<'_>) -> Vec<Piece<'a>> {
    let in_list = is_list_form(document);
    let pieces = Vec::with_capacity(2 * document.blocks.len());
    let mut flow = Flow { pieces, in_list, by_line: false, seen: (0, None) };
    for block in &document.blocks {
        flow.block(block);
    }
    flow.pieces
}

/// Whether the page's entries are list items: a name, and an item that begins with nothing.
fn is_list_form(document: &Document<'_>) -> bool {
    let is_name = |block: &Block<'_>| block.children.is_empty() && labels::read(&block.text).is_some();
    let pairs = document.blocks.windows(2);
    let has_pair = pairs
        .filter(|pair| pair.iter().all(|block| block.kind == BlockKind::Item))
        .any(|pair| matches!(pair, [name, entry] if entry.text.is_empty() && is_name(name)));
    has_pair
        || document
            .blocks
            .iter()
            .any(|block| block.kind == BlockKind::Paragraph && has_lone_dash(&block.text))
}

/// Whether a line is nothing but a dash.
fn has_lone_dash(text: &str) -> bool {
    lines(text).any(|line| trim(line) == "-")
}

struct Flow<'a> {
    pieces: Vec<Piece<'a>>,
    in_list: bool,
    /// Whether each line is a paragraph: so it is where a label and what is said of it are one paragraph of Markdown.
    by_line: bool,
    /// Of how many pieces it is known in which section they end.
    seen: (usize, Option<SectionKind>),
}

impl<'a> Flow<'a> {
    fn push(&mut self, kind: PieceKind, block: Block<'a>) {
        self.pieces.push(Piece::of(kind, block));
    }

    fn borrow(&mut self, kind: PieceKind, block: &'a Block<'a>) {
        self.pieces.push(Piece { kind, block: Cow::Borrowed(block) });
    }

    fn flush(&mut self, prose: &mut Run<'a>) {
        if let Some(block) = prose.take() {
            self.push(PieceKind::Text, block);
        }
    }

    fn block(&mut self, block: &'a Block<'a>) {
        match block.kind {
            BlockKind::Heading(level) if !block.text.contains('\n') => {
                let plain = without_anchors(&block.text);
                let kind = if plain.is_empty() { PieceKind::Markup } else { PieceKind::Heading(level) };
                self.by_line = false;
                self.push(kind, Block { text: plain, markdown: None, ..borrowed(block) });
            }
            BlockKind::Code if !self.in_list || block.text.trim_start().starts_with(['{', '<']) => {
                self.borrow(PieceKind::Code, block);
            }
            BlockKind::Item if Self::is_entry(block) => self.entry(block),
            BlockKind::Item if self.in_list => self.list_entry(block),
            BlockKind::Item => self.item(block),
            BlockKind::Table => self.borrow(PieceKind::Block, block),
            _ => {
                self.paragraph(block);
                block.children.iter().for_each(|child| self.block(child));
            }
        }
    }

    /// Whether an item is an entry: a term in bold type, or a name of which facts are told.
    fn is_entry(item: &Block<'_>) -> bool {
        let is_fact = |block: &Block<'_>| block.kind == BlockKind::Paragraph && is_fact(&block.text);
        let has_facts = || item.children.iter().any(is_fact);
        item.is_term
            && (marked_label(&item.text, item.as_markdown()).is_some()
                || (labels::read(&item.text).is_some() && has_facts()))
    }

    /// A name, and all that is said of it.
    fn entry(&mut self, item: &'a Block<'a>) {
        let marked = item.as_markdown();
        let (name, behind) = marked_label(&item.text, marked).unwrap_or((&item.text, ""));
        let place = Lines::at(item.lines.first);
        self.push(PieceKind::Label, line_block(name.into(), marked.into(), place));
        if !behind.is_empty() {
            self.push(PieceKind::Text, line_block(behind.into(), behind.into(), place));
        }
        item.children.iter().for_each(|child| self.block(child));
    }

    /// An item of the list form: a name alone, or all that stands about one.
    fn list_entry(&mut self, item: &'a Block<'a>) {
        let is_bullet = item.children.is_empty() && labels::read(item.text.trim()).is_none();
        if is_bullet && !item.text.is_empty() && !has_facts(&item.text) {
            return self.item(item);
        }
        if item.children.is_empty() && !item.text.is_empty() && !has_facts(&item.text) {
            let text = without_anchors(&item.text);
            let label = Block { text, kind: BlockKind::Paragraph, ..borrowed(item) };
            return self.push(PieceKind::Label, label);
        }
        self.lone_dash(item.lines.first);
        self.paragraph(item);
        item.children.iter().for_each(|child| self.block(child));
    }

    /// A dash on a line of its own: what is said of the name or of the bullet right before it, or of a name that was
    /// lost.
    fn lone_dash(&mut self, number: u32) {
        let is_bullet = |block: &Block<'_>| {
            let last = lines(&block.text).last().unwrap_or_default();
            block.lines.last + 1 == number && (block.kind == BlockKind::Item || last.starts_with("- "))
        };
        let follows = match self.pieces.last() {
            Some(piece) => piece.kind == PieceKind::Label || is_bullet(&piece.block),
            None => false,
        };
        let kind = if follows { PieceKind::Markup } else { PieceKind::LostLabel };
        self.push(kind, line_block("".into(), "".into(), Lines::at(number)));
    }

    /// An item of a list in prose. The lines of facts that follow the list may have ended up in its last paragraph.
    fn item(&mut self, item: &'a Block<'a>) {
        match last_leaf(item, 0).and_then(|leaf| cut_facts(leaf, self.by_line)) {
            None => self.borrow(PieceKind::Block, item),
            Some((rest, lines)) => {
                let mut kept = borrowed(item);
                if let Some(leaf) = last_leaf_mut(&mut kept, 0) {
                    *leaf = rest;
                }
                clean(&mut kept, 0);
                self.push(PieceKind::Block, kept);
                self.cut(&lines);
            }
        }
    }

    /// Cuts a paragraph at labels, headings and lines of facts. Most are one piece.
    fn paragraph(&mut self, block: &'a Block<'a>) {
        match self.one_piece(block) {
            Some(piece) => self.pieces.push(piece),
            None => self.cut(&lines_of(block)),
        }
    }

    /// Returns the piece that a paragraph without tags is, if that need be neither cut nor cleaned.
    fn one_piece(&mut self, block: &'a Block<'a>) -> Option<Piece<'a>> {
        let (text, marked): (&str, _) = (&block.text, block.as_markdown());
        if self.in_list || text.is_empty() || text.len() != trim(text).len() || text.starts_with('}') {
            return None;
        }
        if let Some(at) = memchr::memchr2(b'<', b'*', text.as_bytes())
            && (text[at..].contains('<') || find(&text[at..], "**").is_some())
        {
            return None;
        }
        let is_line = |text: &str| memchr::memchr(b'\n', text.as_bytes()).is_none();
        let is_one_line = is_line(text);
        let is_whole_line = || is_one_line && (block.markdown.is_none() || is_line(marked));
        if marked.starts_with('[') && self.linked_error(text, marked).is_some() {
            return None;
        }
        if marked.starts_with(['*', '<']) {
            let (name, _) =
                marked_label(text, marked).filter(|(_, behind)| behind.is_empty() && is_whole_line())?;
            let is_label = self.kind_of(text, true, true) == PieceKind::Label;
            self.by_line &= !is_label;
            let label = || line_block(name.into(), marked.into(), Lines::at(block.lines.first));
            return is_label.then(|| Piece::of(PieceKind::Label, label()));
        }
        let kind = match is_one_line {
            true => self.kind_of(text, false, true),
            false if !self.by_line && self.is_prose(text, marked) => PieceKind::Text,
            false => return None,
        };
        let markdown = match kind {
            PieceKind::Text => block.markdown.as_deref().map(without_relative_links),
            PieceKind::Fact if block.lines.first == block.lines.last && is_whole_line() => {
                block.markdown.as_deref().map(Cow::Borrowed)
            }
            _ => return None,
        };
        let is_unchanged = matches!(markdown, None | Some(Cow::Borrowed(_)));
        if block.kind == BlockKind::Paragraph && block.children.is_empty() && is_unchanged {
            return Some(Piece { kind, block: Cow::Borrowed(block) });
        }
        let block = Block { markdown, ..Block::new(BlockKind::Paragraph, text, block.lines) };
        Some(Piece::of(kind, block))
    }

    fn cut(&mut self, all: &[Line<'a>]) {
        const MARK: &str = "**";
        let is_alone = all.len() == 1;
        let mut prose = Run::default();
        let mut rest = all.iter();
        let goes_on = |next: &Line<'_>| !is_fact(&next.text) && !next.text.starts_with("- ");
        while let Some(line) = rest.next() {
            let (mark, number) = (line.marked, line.number);
            let place = Lines::at(number);
            let text = line.cleaned();
            // Some copies leave the marks of a label on lines of their own.
            if let (MARK, [name, end, ..]) = (&*text, rest.as_slice())
                && end.cleaned() == MARK
                && labels::read(&name.text).is_some()
            {
                self.flush(&mut prose);
                let mark = format!("{MARK}{}{MARK}", name.marked);
                let place = Lines::new(number, end.number);
                self.push(PieceKind::Label, line_block(name.cleaned(), mark.into(), place));
                rest.nth(1);
                continue;
            }
            // An extraction may put a heading right behind the syntax.
            if let Some(heading) = text.strip_prefix('}').filter(|heading| sections::is_heading(heading)) {
                prose.add("}".into(), "}".into(), number);
                self.flush(&mut prose);
                let heading = heading.to_owned();
                let heading = line_block(heading.clone().into(), heading.into(), place);
                self.push(PieceKind::Heading(2), heading);
                continue;
            }
            let label = marked_label(&text, mark).or_else(|| Some((self.linked_error(&text, mark)?, "")));
            let kind = self.kind_of(&text, label.is_some(), is_alone);
            match kind {
                PieceKind::Text if !is_alone && self.stands_alone(&text) => {
                    self.flush(&mut prose);
                    let mut sentence = Run::default();
                    sentence.add(text, mark.into(), number);
                    // A sentence of the layout may go on in the next lines.
                    while layout::read(&sentence.text).is_some() && !sentence.text.ends_with(['.', ':']) {
                        let Some(next) = rest.as_slice().first() else { break };
                        let is_label = marked_label(&next.text, next.marked).is_some();
                        if self.kind_of(&next.text, is_label, false) != PieceKind::Text
                            || self.stands_alone(&next.text)
                        {
                            break;
                        }
                        sentence.add(trimmed(next.text.clone()), next.marked.into(), next.number);
                        rest.next();
                    }
                    self.flush(&mut sentence);
                }
                PieceKind::Text => {
                    let facts = if self.in_list { inline_facts(&text) } else { Vec::new() };
                    match facts.first() {
                        Some((first, _)) => {
                            let before = text[..*first].to_owned();
                            prose.add(before.clone().into(), before.into(), number);
                            self.flush(&mut prose);
                            for (_, fact) in facts {
                                let fact = fact.to_owned();
                                let fact = line_block(fact.clone().into(), fact.into(), place);
                                self.push(PieceKind::Fact, fact);
                            }
                        }
                        None => prose.add(line.trimmed_end(), prose_markdown(mark), number),
                    }
                    if self.by_line {
                        self.flush(&mut prose);
                    }
                }
                // What the layout puts on the next line belongs to this one.
                PieceKind::Fact if text.ends_with(':') && rest.as_slice().first().is_some_and(goes_on) => {
                    self.flush(&mut prose);
                    let next = rest.next().map_or("", |line| &line.text);
                    let whole = format!("{text} {}", without_anchors(next));
                    let place = Lines::new(number, number + 1);
                    self.push(kind, line_block(whole.clone().into(), whole.into(), place));
                }
                PieceKind::LostLabel => {
                    self.flush(&mut prose);
                    self.lone_dash(number);
                }
                kind => {
                    self.flush(&mut prose);
                    if kind == PieceKind::Label {
                        self.by_line = !is_alone;
                    }
                    let behind = label.map_or("", |(_, behind)| behind).to_owned();
                    let kept = match label.map(|(label, _)| label.len()) {
                        Some(length) => part(text, |text| &bare(text)[..length]),
                        None if self.in_list => part(text, |text| text.trim_start_matches("- ")),
                        None => text,
                    };
                    self.push(kind, line_block(kept, mark.into(), place));
                    if !behind.is_empty() {
                        self.push(PieceKind::Text, line_block(behind.clone().into(), behind.into(), place));
                    }
                }
            }
        }
        self.flush(&mut prose);
    }

    /// Returns the name of an error that a line is, if that leads to a page of its own.
    fn linked_error<'t>(&mut self, text: &'t str, mark: &str) -> Option<&'t str> {
        let target = linked_name(bare(text), mark)?;
        let page = target.rsplit('/').next().and_then(|page| page.split('.').next())?;
        let ends = page.len().checked_sub(bare(text).len()).and_then(|at| page.get(at..));
        let is_own_page = ends.is_some_and(|end| end.eq_ignore_ascii_case(bare(text)));
        (is_own_page && self.section() == Some(SectionKind::Errors)).then_some(bare(text))
    }

    /// Returns the section in which the page is.
    fn section(&mut self) -> Option<SectionKind> {
        let (seen, section) = self.seen;
        let new = self.pieces.get(seen..).unwrap_or_default().iter().rev().find_map(sections::begun_at);
        self.seen = (self.pieces.len(), new.or(section));
        self.seen.1
    }

    /// Whether the lines of a paragraph without tags and marks of bold type are but prose, so that they need not be cut
    /// or cleaned.
    fn is_prose(&self, text: &str, marked: &str) -> bool {
        let is_prose = |line: &str| {
            self.kind_of(line, false, false) == PieceKind::Text
                && !self.stands_alone(line)
                && !line.starts_with(['}', ' '])
        };
        find(marked, "\n**").is_none() && find(marked, "\n[").is_none() && lines(text).all(is_prose)
    }

    /// Whether a line of prose is none that goes on: the page's title, or a sentence of the layout.
    fn stands_alone(&self, text: &str) -> bool {
        layout::read(text).is_some()
            || layout::says_deprecated(text)
            || (self.pieces.is_empty() && Title::read(text).is_some())
    }

    /// Tells what a line is. Where a paragraph is one line, headings are left to the sections.
    fn kind_of(&self, text: &str, is_label: bool, is_alone: bool) -> PieceKind {
        if text.is_empty() {
            return PieceKind::Markup;
        }
        if is_fact(text) {
            return PieceKind::Fact;
        }
        if is_label {
            return PieceKind::Label;
        }
        if self.in_list {
            if text == "-" {
                return PieceKind::LostLabel;
            }
            if text.strip_prefix("- ").is_some_and(|name| labels::read(name).is_some()) {
                return PieceKind::Label;
            }
        }
        if !is_alone && sections::is_heading(text) {
            return PieceKind::Heading(2);
        }
        PieceKind::Text
    }
}

#[cfg(test)]
mod tests;
