//! A page as a flow of pieces: headings, labels, lines of facts, and the prose between them.
//!
//! Formats put paragraphs together differently. Plain text has a paragraph for each line; Markdown may hold a label,
//! its prose and its facts in one paragraph, or let facts trail the last item of a list; some extractions turn entries
//! into list items. All become the same pieces here, so that what follows need not know the format.

use std::borrow::Cow;

use super::constraints;
use super::labels::{self, Label};
use super::layout;
use super::markup::{without_anchors, without_links, without_relative_links, without_stray_marks};
use super::sections;
use super::title::Title;
use super::types::TypeText;
use crate::dialect::prose::Prose;
use crate::document::{Block, BlockKind, Document, Lines};
use crate::lines::{holds, is_blank, lines, trim};
use crate::search::{find, split_once};

/// What a [`Piece`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A heading that the page marks as one.
    Heading(u8),
    /// A name that the page marks as the beginning of an entry.
    Label,
    /// The mark of an entry of which the name is lost.
    LostLabel,
    /// A line that states a fact, such as `Type: String`.
    Fact,
    /// Prose.
    Text,
    /// Preformatted text.
    Code,
    /// A list item or a table.
    Block,
    /// Nothing but mark-up.
    Markup,
}

/// A part of a page, in the order of the page.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) kind: PieceKind,
    /// The block, of which the text is trimmed and without anchors. Items are as the page has them, as long as no facts are cut
    /// off: most are boilerplate.
    block: Cow<'a, Block<'a>>,
}

impl Piece<'_> {
    /// Returns the text.
    pub(super) fn text(&self) -> &str {
        &self.block.text
    }

    /// Returns the text as Markdown, without anchors and relative links.
    pub(super) fn markdown(&self) -> Cow<'_, str> {
        match (&self.block, &self.block.markdown) {
            (Cow::Borrowed(item), Some(markdown)) if item.kind == BlockKind::Item => prose_markdown(markdown),
            _ => Cow::Borrowed(self.block.as_markdown()),
        }
    }

    /// Adds it to prose.
    pub(super) fn add_to<'p>(&'p self, prose: &mut Prose<'p>) {
        match &self.block {
            Cow::Borrowed(item) if item.kind == BlockKind::Item => prose.item(&cleaned(item)),
            block => prose.block(block),
        }
    }

    /// Returns the lines on which it stands.
    pub(super) fn lines(&self) -> Lines {
        self.block.extent()
    }

    /// Returns the label, if it may be one: marked as such, or a single word that looks like a name.
    pub(super) fn label(&self) -> Option<Label<'_>> {
        match self.kind {
            PieceKind::Label => labels::read(self.text()),
            PieceKind::Text => labels::read(self.text()),
            _ => None,
        }
    }

    /// Returns the type that it states.
    pub(super) fn r#type(&self) -> Option<TypeText<'_>> {
        TypeText::read(TypeText::line(self.text())?, self.block.as_markdown())
    }

    /// Whether the page itself says that this begins an entry: by a link to the syntax, or by its place in a list.
    pub(super) fn is_certain_label(&self) -> bool {
        self.kind == PieceKind::Label && leads_to_syntax(self.block.as_markdown())
    }
}

/// Whether a label has what those of members have: a link to the syntax, or an anchor.
fn leads_to_syntax(label: &str) -> bool {
    find(label, "](#").is_some() || find(label, "<a name=").is_some()
}

/// Whether a line only announces a note.
pub(super) fn is_admonition(text: &str) -> bool {
    const WORDS: [&str; 6] = ["Note", "Important", "Warning", "Tip", "Caution", "Topics"];
    WORDS.contains(&text)
}

/// Cuts a page into pieces.
pub(super) fn pieces<'a>(document: &'a Document<'_>) -> Vec<Piece<'a>> {
    let in_list = is_list_form(document);
    let pieces = Vec::with_capacity(2 * document.blocks.len());
    let mut flow = Flow { pieces, in_list };
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
    if let [false] = holds(text, [b'-']) {
        return false;
    }
    let is_free = |c: Option<char>| c.is_none_or(char::is_whitespace);
    memchr::memchr_iter(b'-', text.as_bytes()).any(|at| {
        let (before, behind) = (&text[..at], &text[at + 1..]);
        is_free(before.chars().next_back())
            && is_free(behind.chars().next())
            && before.rsplit('\n').next().is_none_or(is_blank)
            && behind.split('\n').next().is_none_or(is_blank)
    })
}

struct Flow<'a> {
    pieces: Vec<Piece<'a>>,
    in_list: bool,
}

impl<'a> Flow<'a> {
    fn push(&mut self, kind: PieceKind, block: Block<'a>) {
        self.pieces.push(Piece { kind, block: Cow::Owned(block) });
    }

    fn borrow(&mut self, kind: PieceKind, block: &'a Block<'a>) {
        self.pieces.push(Piece { kind, block: Cow::Borrowed(block) });
    }

    fn block(&mut self, block: &'a Block<'a>) {
        match block.kind {
            BlockKind::Heading(level) if !block.text.contains('\n') => {
                let plain = without_anchors(&block.text);
                let kind = if plain.is_empty() { PieceKind::Markup } else { PieceKind::Heading(level) };
                self.push(kind, Block { text: plain, markdown: None, ..borrowed(block) });
            }
            BlockKind::Code if !self.in_list || block.text.trim_start().starts_with(['{', '<']) => {
                self.borrow(PieceKind::Code, block);
            }
            BlockKind::Item if self.in_list => self.list_entry(block),
            BlockKind::Item => self.item(block),
            BlockKind::Table => self.borrow(PieceKind::Block, block),
            _ => {
                self.paragraph(block);
                block.children.iter().for_each(|child| self.block(child));
            }
        }
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
        let named = matches!(self.pieces.last(), Some(piece) if piece.kind == PieceKind::Label);
        let kind = if named { PieceKind::Markup } else { PieceKind::LostLabel };
        self.push(kind, line_block("".into(), "".into(), Lines::at(item.lines.first)));
        self.paragraph(item);
        item.children.iter().for_each(|child| self.block(child));
    }

    /// An item of a list in prose. The lines of facts that follow the list may have ended up in its last paragraph.
    fn item(&mut self, item: &'a Block<'a>) {
        match last_leaf(item, 0).and_then(cut_facts) {
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

    /// Cuts a paragraph at labels, headings and lines of facts.
    fn paragraph(&mut self, block: &'a Block<'a>) {
        let text: &str = &block.text;
        let [has_lines, has_tag, has_mark] = match memchr::memchr3(b'\n', b'<', b'*', text.as_bytes()) {
            Some(at) => holds(&text[at..], [b'\n', b'<', b'*']),
            None => [false; 3],
        };
        let is_bold = has_mark && find(text, "**").is_some();
        // Bold text makes labels; those of plain text are left to the entries.
        let is_bare =
            !self.in_list && !has_tag && !is_bold && !text.is_empty() && text.len() == trim(text).len();
        let marked = block.as_markdown();
        let is_line = !has_lines && !marked.is_empty() && memchr::memchr(b'\n', marked.as_bytes()).is_none();
        let kind = match (is_bare && !marked.starts_with(['*', '<']), has_lines) {
            (false, _) => None,
            (true, false) if text.starts_with('}') => None,
            (true, false) => Some(self.kind_of(text, false, true)),
            (true, true) => self.is_prose(text, marked).then_some(PieceKind::Text),
        };
        match kind {
            Some(PieceKind::Text) => {
                let markdown = block.markdown.as_deref().map(without_relative_links);
                let block = Block { markdown, ..Block::new(BlockKind::Paragraph, text, block.lines) };
                return self.push(PieceKind::Text, block);
            }
            Some(PieceKind::Fact) if is_line => {
                let place = Lines::at(block.lines.first);
                return self.push(PieceKind::Fact, line_block(text.into(), marked.into(), place));
            }
            _ => {}
        }
        if is_line && !text.is_empty() {
            self.cut(&[Line { text: text.into(), marked, number: block.lines.first }]);
        } else {
            self.cut(&lines_of(block));
        }
    }

    fn cut(&mut self, all: &[Line<'a>]) {
        let is_alone = all.len() == 1;
        let mut prose = Run::default();
        let mut rest = all.iter();
        while let Some(line) = rest.next() {
            let (mark, number) = (line.marked, line.number);
            let place = Lines::at(number);
            let text = line.cleaned();
            // An extraction may put a heading right behind the syntax.
            if let Some(heading) = text.strip_prefix('}').filter(|heading| sections::is_heading(heading)) {
                prose.add("}".into(), "}".into(), number);
                prose.flush(self);
                let heading = heading.to_owned();
                let heading = line_block(heading.clone().into(), heading.into(), place);
                self.push(PieceKind::Heading(2), heading);
                continue;
            }
            let label = marked_label(&text, mark);
            let kind = self.kind_of(&text, label.is_some(), is_alone);
            match kind {
                PieceKind::Text if !is_alone && self.stands_alone(&text) => {
                    prose.flush(self);
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
                    sentence.flush(self);
                }
                PieceKind::Text => {
                    let facts = if self.in_list { inline_facts(&text) } else { Vec::new() };
                    match facts.first() {
                        Some((first, _)) => {
                            let before = text[..*first].to_owned();
                            prose.add(before.clone().into(), before.into(), number);
                            prose.flush(self);
                            for (_, fact) in facts {
                                let fact = fact.to_owned();
                                let fact = line_block(fact.clone().into(), fact.into(), place);
                                self.push(PieceKind::Fact, fact);
                            }
                        }
                        None => prose.add(line.trimmed_end(), prose_markdown(mark), number),
                    }
                }
                // What the layout puts on the next line belongs to this one.
                PieceKind::Fact if text.ends_with(':') && !rest.as_slice().is_empty() => {
                    prose.flush(self);
                    let next = rest.next().map_or("", |line| &line.text);
                    let whole = format!("{text} {}", without_anchors(next));
                    let place = Lines::new(number, number + 1);
                    self.push(kind, line_block(whole.clone().into(), whole.into(), place));
                }
                PieceKind::LostLabel => {
                    prose.flush(self);
                    let named = matches!(self.pieces.last(), Some(piece) if piece.kind == PieceKind::Label);
                    let kind = if named { PieceKind::Markup } else { kind };
                    self.push(kind, line_block("".into(), "".into(), place));
                }
                kind => {
                    prose.flush(self);
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
        prose.flush(self);
    }

    /// Whether the lines of a paragraph without tags and marks of bold type are but prose, so that they need not be cut
    /// or cleaned.
    fn is_prose(&self, text: &str, marked: &str) -> bool {
        let is_prose = |line: &str| {
            self.kind_of(line, false, false) == PieceKind::Text
                && !self.stands_alone(line)
                && !line.starts_with(['}', ' '])
        };
        find(marked, "\n**").is_none() && lines(text).all(is_prose)
    }

    /// Whether a line of prose is none that goes on: the page's title, or a sentence of the layout.
    fn stands_alone(&self, text: &str) -> bool {
        layout::read(text).is_some() || (self.pieces.is_empty() && Title::read(text).is_some())
    }

    /// Tells what a line is. Where a paragraph is one line, headings are left to the sections.
    fn kind_of(&self, text: &str, is_label: bool, is_alone: bool) -> PieceKind {
        if text.is_empty() {
            return PieceKind::Markup;
        }
        if constraints::is_fact(text) || TypeText::line(text).is_some() {
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

/// A line of a paragraph.
struct Line<'a> {
    /// The line without mark-up.
    text: Cow<'a, str>,
    /// The line as Markdown.
    marked: &'a str,
    number: u32,
}

impl<'a> Line<'a> {
    /// Returns the text without anchors and stray marks.
    fn cleaned(&self) -> Cow<'a, str> {
        without_stray_marks(match &self.text {
            Cow::Borrowed(text) => without_anchors(text),
            Cow::Owned(text) => own(without_anchors(text)),
        })
    }

    fn trimmed_end(&self) -> Cow<'a, str> {
        part(self.text.clone(), str::trim_end)
    }
}

/// Returns the lines of a paragraph. Mark-up that goes on over the end of a line makes one line of two; then it is
/// removed here line by line.
fn lines_of<'a>(block: &'a Block<'_>) -> Vec<Line<'a>> {
    let numbers = block.lines.first..=u32::MAX;
    let marked = lines(block.as_markdown());
    if block.markdown.is_none() {
        let line = |(number, text)| Line { text: Cow::Borrowed(text), marked: text, number };
        return numbers.zip(marked).map(line).collect();
    }
    let mut texts = lines(&block.text);
    let line = |(number, marked)| Some(Line { text: texts.next()?.into(), marked, number });
    let found: Option<Vec<_>> = numbers.clone().zip(marked.clone()).map(line).collect();
    if let Some(found) = found.filter(|_| texts.next().is_none()) {
        return found;
    }
    let line = |(number, marked)| {
        let text = without_links(marked).replace(['`', '\\'], "").replace("**", "");
        Line { text: Cow::Owned(text), marked, number }
    };
    numbers.zip(marked).map(line).collect()
}

/// Returns the Markdown of a line of prose, without anchors and relative links.
fn prose_markdown(mark: &str) -> Cow<'_, str> {
    match without_anchors(mark) {
        Cow::Borrowed(mark) => without_relative_links(mark),
        Cow::Owned(mark) => own(without_relative_links(&mark)),
    }
}

/// Lines of prose that stand together.
#[derive(Default)]
struct Run<'a> {
    text: Cow<'a, str>,
    markdown: Cow<'a, str>,
    lines: Option<Lines>,
}

impl<'a> Run<'a> {
    fn add(&mut self, text: Cow<'a, str>, markdown: Cow<'a, str>, line: u32) {
        match &mut self.lines {
            None => {
                self.text = text;
                self.markdown = markdown;
                self.lines = Some(Lines::at(line));
            }
            Some(lines) => {
                for (so_far, line) in [(&mut self.text, text), (&mut self.markdown, markdown)] {
                    let so_far = so_far.to_mut();
                    so_far.push('\n');
                    so_far.push_str(&line);
                }
                *lines = lines.to(Lines::at(line));
            }
        }
    }

    fn flush(&mut self, flow: &mut Flow<'a>) {
        let run = std::mem::take(self);
        if let Some(lines) = run.lines.filter(|_| !is_blank(&run.text)) {
            flow.push(PieceKind::Text, line_block(trimmed(run.text), trimmed(run.markdown), lines));
        }
    }
}

fn line_block<'a>(text: Cow<'a, str>, markdown: Cow<'a, str>, lines: Lines) -> Block<'a> {
    let markdown = (markdown != text).then_some(markdown);
    Block { markdown, ..Block::new(BlockKind::Paragraph, text, lines) }
}

/// Returns the block with texts that are borrowed from it.
fn borrowed<'a>(block: &'a Block<'_>) -> Block<'a> {
    Block {
        markdown: block.markdown.as_deref().map(Cow::Borrowed),
        children: block.children.iter().map(borrowed).collect(),
        ..Block::new(block.kind, &*block.text, block.lines)
    }
}

/// Returns the part of a text that `take` takes.
fn part<'a>(text: Cow<'a, str>, take: impl Fn(&str) -> &str) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(take(text)),
        Cow::Owned(text) => Cow::Owned(take(&text).to_owned()),
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    part(text, trim)
}

fn own(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// Returns the name in bold that a line is, perhaps with what it is for: `**A** (request), **a** (response)`. Behind the
/// name of a map may stand how its entries are written: `**A**A.entry.N.key (key)`; that comes second.
fn marked_label<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let mark = mark.trim_start();
    if !mark.starts_with(['*', '<']) {
        return None;
    }
    let original = mark;
    let mark = without_anchors(mark);
    let (bold, behind) = split_once(mark.strip_prefix("**")?, "**")?;
    let name = bare(text);
    let bold = bold.trim();
    if behind.trim_start().strip_prefix(bold).is_some_and(|rest| rest.starts_with('.')) {
        let rest = name.strip_prefix(bold).filter(|_| labels::read(bold).is_some())?;
        return Some((&name[..bold.len()], rest.trim_start_matches(['*', ' '])));
    }
    let is_whole = mark.ends_with("**") || mark.ends_with("(response)");
    let is_member = leads_to_syntax(original) || !is_admonition(name);
    (is_whole && labels::read(name).is_some() && is_member).then_some((name, ""))
}

/// Returns a name without the marks of bold type.
fn bare(text: &str) -> &str {
    text.trim_matches(['*', ' '])
}

/// Whether a text has lines that state facts.
fn has_facts(text: &str) -> bool {
    lines(text).any(|line| constraints::is_fact(line) || TypeText::line(line).is_some())
        || !inline_facts(text).is_empty()
}

/// Finds the facts that an extraction has put behind the prose on one line, and where each begins.
fn inline_facts(text: &str) -> Vec<(usize, &str)> {
    let mut starts: Vec<usize> = constraints::PREFIXES
        .iter()
        .flat_map(|prefix| text.match_indices(prefix))
        .map(|(at, _)| at)
        .collect();
    starts.sort_unstable();
    // `Key Length Constraints:` holds `Length Constraints:`.
    starts.retain(|at| !["Key ", "Value "].iter().any(|word| text[..*at].ends_with(word)));
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let facts: Vec<_> = starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| Some((*start, text.get(*start..end)?.trim())))
        .collect();
    let fine = facts.iter().all(|(_, fact)| constraints::is_fact(fact) || TypeText::line(fact).is_some());
    if fine { facts } else { Vec::new() }
}

/// How deep within an item is looked for what is to be mended.
const MAX_DEPTH: usize = 64;

/// Returns the last paragraph within an item.
fn last_leaf<'b, 'a>(block: &'b Block<'a>, depth: usize) -> Option<&'b Block<'a>> {
    match block.children.last() {
        _ if depth > MAX_DEPTH => None,
        Some(child) => last_leaf(child, depth + 1),
        None => matches!(block.kind, BlockKind::Item | BlockKind::Paragraph).then_some(block),
    }
}

fn last_leaf_mut<'b, 'a>(block: &'b mut Block<'a>, depth: usize) -> Option<&'b mut Block<'a>> {
    if depth > MAX_DEPTH || block.children.is_empty() {
        return (depth <= MAX_DEPTH).then_some(block);
    }
    block.children.last_mut().and_then(|child| last_leaf_mut(child, depth + 1))
}

/// Cuts off the lines from the first fact on, if the paragraph does not begin with it. Returns what is left, and them.
fn cut_facts<'a>(block: &'a Block<'_>) -> Option<(Block<'a>, Vec<Line<'a>>)> {
    if !block.text.contains('\n') && !block.as_markdown().contains('\n') {
        return None;
    }
    let mut lines = lines_of(block);
    let first = lines.iter().skip(1).position(|line| {
        let line = without_anchors(&line.text);
        constraints::is_fact(&line) || TypeText::line(&line).is_some()
    })? + 1;
    let rest = lines.split_off(first);
    let last = rest.first()?.number - 1;
    let text = lines.iter().map(|line| &*line.text).collect::<Vec<_>>().join("\n");
    let marked = lines.iter().map(|line| line.marked).collect::<Vec<_>>().join("\n");
    let place = Lines::new(block.lines.first, last);
    Some((Block { kind: block.kind, ..line_block(text.into(), marked.into(), place) }, rest))
}

/// Returns an item without anchors and relative links.
fn cleaned<'a>(item: &'a Block<'_>) -> Block<'a> {
    let mut cleaned = borrowed(item);
    clean(&mut cleaned, 0);
    cleaned
}

/// Removes anchors and relative links within an item.
fn clean(block: &mut Block<'_>, depth: usize) {
    if let Some(markdown) = block.markdown.take() {
        block.markdown = Some(match markdown {
            Cow::Borrowed(markdown) => prose_markdown(markdown),
            Cow::Owned(markdown) => own(prose_markdown(&markdown)),
        });
    }
    if depth < MAX_DEPTH {
        block.children.iter_mut().for_each(|child| clean(child, depth + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;

    fn outline(name: &str, text: &str) -> Vec<String> {
        let document = Format::of(name, text).read(text);
        pieces(&document)
            .iter()
            .map(|piece| format!("{:?} {} {:?}", piece.kind, piece.lines().first, piece.text()))
            .collect()
    }

    #[test]
    fn a_paragraph_of_markdown_is_cut_at_its_label_and_facts() {
        let text = "# Paint\n\n ** [colour](#Paint_Syntax) **   <a name=\"x-colour\"></a>\nWhat it looks like. See [more](other.md).  \nType: String  \nPattern: `[a-z]+`   \nRequired: Yes\n";
        assert_eq!(
            outline("p.md", text),
            [
                "Heading(1) 1 \"Paint\"",
                "Label 3 \"colour\"",
                "Text 4 \"What it looks like. See more.\"",
                "Fact 5 \"Type: String\"",
                "Fact 6 \"Pattern: [a-z]+\"",
                "Fact 7 \"Required: Yes\"",
            ]
        );
    }

    #[test]
    fn a_dash_stands_alone_on_its_line() {
        for text in ["-", "a\n-", " - \r\nb", "a-b\n\t-\u{a0}\nc", "a -\n-"] {
            assert!(has_lone_dash(text), "{text:?}");
        }
        for text in ["", "a - b", "- a", "a -", "--", "a\n--\nb", "-\u{b}a"] {
            assert!(!has_lone_dash(text), "{text:?}");
        }
    }

    #[test]
    fn facts_that_trail_a_list_leave_it() {
        let text = "# Paint\n\n**colour**\n\nOne of:\n+  red\n+  blue\nType: String\nRequired: No\n";
        let found = outline("p.md", text);
        assert_eq!(found[4..], ["Block 7 \"blue\"", "Fact 8 \"Type: String\"", "Fact 9 \"Required: No\""]);
    }

    #[test]
    fn entries_in_list_items_are_labels_and_facts() {
        let text = "Paint\nPaints it.\nRequest Body\n- colour\n-\nWhat it looks like.\nType: String\nRequired: Yes\n-\nHow much. Type: Integer Required: No\n";
        let kinds = outline("p.txt", text);
        assert_eq!(
            kinds,
            [
                "Text 1 \"Paint\"",
                "Text 2 \"Paints it.\"",
                "Heading(2) 3 \"Request Body\"",
                "Label 4 \"colour\"",
                "Markup 5 \"\"",
                "Text 6 \"What it looks like.\"",
                "Fact 7 \"Type: String\"",
                "Fact 8 \"Required: Yes\"",
                "LostLabel 9 \"\"",
                "Text 10 \"How much.\"",
                "Fact 10 \"Type: Integer\"",
                "Fact 10 \"Required: No\"",
            ]
        );
    }
}
