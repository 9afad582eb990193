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
use crate::document::{Block, BlockKind, Document, Lines};
use crate::lines::lines;

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
    /// The block, of which the text is trimmed and without anchors.
    pub(super) block: Block<'a>,
}

impl Piece<'_> {
    /// Returns the text.
    pub(super) fn text(&self) -> &str {
        &self.block.text
    }

    /// Returns the lines on which it stands.
    pub(super) fn lines(&self) -> Lines {
        self.block.extent()
    }

    /// Returns the label, if it may be one: marked as such, or a single word that looks like a name.
    pub(super) fn label(&self) -> Option<Label<'_>> {
        match self.kind {
            PieceKind::Label => labels::read(self.text()),
            PieceKind::Text => labels::read(self.text()).filter(|_| !is_admonition(self.text())),
            _ => None,
        }
    }

    /// Whether the page itself says that this begins an entry: by a link to the syntax, or by its place in a list.
    pub(super) fn is_certain_label(&self) -> bool {
        self.kind == PieceKind::Label
            && (self.block.as_markdown().contains("](#") || self.block.as_markdown().contains("<a name="))
    }
}

/// Whether a line only announces a note.
pub(super) fn is_admonition(text: &str) -> bool {
    const WORDS: [&str; 6] = ["Note", "Important", "Warning", "Tip", "Caution", "Topics"];
    WORDS.contains(&text)
}

/// Cuts a page into pieces.
pub(super) fn pieces<'a>(document: &Document<'a>) -> Vec<Piece<'a>> {
    let in_list = is_list_form(document);
    let mut flow = Flow { pieces: Vec::new(), in_list };
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
        .any(|pair| matches!(pair, [name, entry] if is_name(name) && entry.text.is_empty()));
    has_pair
        || document.blocks.iter().any(|block| {
            block.kind == BlockKind::Paragraph && lines(&block.text).any(|line| line.trim() == "-")
        })
}

struct Flow<'a> {
    pieces: Vec<Piece<'a>>,
    in_list: bool,
}

impl<'a> Flow<'a> {
    fn push(&mut self, kind: PieceKind, block: Block<'a>) {
        self.pieces.push(Piece { kind, block });
    }

    fn block(&mut self, block: &Block<'a>) {
        match block.kind {
            BlockKind::Heading(level) if !block.text.contains('\n') => {
                let plain = without_anchors(&block.text);
                let kind = if plain.is_empty() { PieceKind::Markup } else { PieceKind::Heading(level) };
                self.push(kind, Block { text: own(plain), markdown: None, ..block.clone() });
            }
            BlockKind::Code if !self.in_list || block.text.trim_start().starts_with(['{', '<']) => {
                self.push(PieceKind::Code, block.clone());
            }
            BlockKind::Item if self.in_list => self.list_entry(block),
            BlockKind::Item => self.item(block),
            BlockKind::Table => self.push(PieceKind::Block, block.clone()),
            _ => {
                self.paragraph(block);
                block.children.iter().for_each(|child| self.block(child));
            }
        }
    }

    /// An item of the list form: a name alone, or all that stands about one.
    fn list_entry(&mut self, item: &Block<'a>) {
        let is_bullet = item.children.is_empty() && labels::read(item.text.trim()).is_none();
        if is_bullet && !item.text.is_empty() && !has_facts(&item.text) {
            return self.item(item);
        }
        if item.children.is_empty() && !item.text.is_empty() && !has_facts(&item.text) {
            return self.push(PieceKind::Label, trimmed(item));
        }
        let named = matches!(self.pieces.last(), Some(piece) if piece.kind == PieceKind::Label);
        let kind = if named { PieceKind::Markup } else { PieceKind::LostLabel };
        self.push(kind, line_block("", "", Lines::at(item.lines.first)));
        self.paragraph(item);
        item.children.iter().for_each(|child| self.block(child));
    }

    /// An item of a list in prose. The lines of facts that follow the list may have ended up in its last paragraph.
    fn item(&mut self, item: &Block<'a>) {
        let mut item = item.clone();
        let trailing = last_leaf(&mut item, 0).and_then(cut_facts);
        clean(&mut item, 0);
        self.push(PieceKind::Block, item);
        if let Some(block) = trailing {
            self.paragraph(&block);
        }
    }

    /// Cuts a paragraph at labels, headings and lines of facts.
    fn paragraph(&mut self, block: &Block<'a>) {
        if self.is_plain(block) {
            let markdown =
                block.markdown.as_deref().map(|markdown| without_relative_links(markdown).into_owned());
            let markdown = markdown.map(Cow::Owned);
            let children = Vec::new();
            let kind = BlockKind::Paragraph;
            let block = Block { kind, text: block.text.clone(), markdown, lines: block.lines, children };
            return self.push(PieceKind::Text, block);
        }
        let (lines, marked) = lines_of(block);
        let mut prose = Run::default();
        let mut at = 0;
        while let (Some(line), Some(mark)) = (lines.get(at), marked.get(at)) {
            let number = block.lines.first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            let place = Lines::at(number);
            let text = without_stray_marks(without_anchors(line));
            at += 1;
            // An extraction may put a heading right behind the syntax.
            if let Some(heading) = text.strip_prefix('}').filter(|heading| sections::is_heading(heading)) {
                prose.add("}", "}", number);
                prose.flush(self);
                self.push(PieceKind::Heading(2), line_block(heading, heading, place));
                continue;
            }
            let kind = self.kind_of(&text, mark, lines.len() == 1);
            match kind {
                PieceKind::Text if lines.len() > 1 && self.stands_alone(&text) => {
                    prose.flush(self);
                    let mut sentence = Run::default();
                    sentence.add(&text, mark, number);
                    // A sentence of the layout may go on in the next lines.
                    while layout::read(&sentence.text).is_some() && !sentence.text.ends_with(['.', ':']) {
                        let (Some(line), Some(mark)) = (lines.get(at), marked.get(at)) else { break };
                        if self.kind_of(line, mark, false) != PieceKind::Text || self.stands_alone(line) {
                            break;
                        }
                        sentence.add(
                            line.trim(),
                            mark,
                            number + u32::try_from(sentence.count()).unwrap_or(0),
                        );
                        at += 1;
                    }
                    sentence.flush(self);
                }
                PieceKind::Text => {
                    let mark = without_relative_links(&without_anchors(mark)).into_owned();
                    let facts = if self.in_list { inline_facts(&text) } else { Vec::new() };
                    match facts.first() {
                        Some((first, _)) => {
                            prose.add(&text[..*first], &text[..*first], number);
                            prose.flush(self);
                            for (_, fact) in facts {
                                self.push(PieceKind::Fact, line_block(fact, fact, place));
                            }
                        }
                        None => prose.add(line.trim_end(), &mark, number),
                    }
                }
                // What the layout puts on the next line belongs to this one.
                PieceKind::Fact if text.ends_with(':') && at < lines.len() => {
                    prose.flush(self);
                    let next = without_anchors(lines.get(at).map_or("", Cow::as_ref));
                    at += 1;
                    let whole = format!("{text} {next}");
                    self.push(kind, line_block(&whole, &whole, Lines::new(number, number + 1)));
                }
                PieceKind::LostLabel => {
                    prose.flush(self);
                    let named = matches!(self.pieces.last(), Some(piece) if piece.kind == PieceKind::Label);
                    let kind = if named { PieceKind::Markup } else { kind };
                    self.push(kind, line_block("", "", place));
                }
                kind => {
                    prose.flush(self);
                    let (text, behind) = match marked_label(&text, mark) {
                        Some(label) => label,
                        None if self.in_list => (text.trim_start_matches("- "), ""),
                        None => (&*text, ""),
                    };
                    self.push(kind, line_block(text, mark, place));
                    if !behind.is_empty() {
                        self.push(PieceKind::Text, line_block(behind, behind, place));
                    }
                }
            }
        }
        prose.flush(self);
    }

    /// Whether a paragraph is but prose, so that it need not be cut or cleaned.
    fn is_plain(&self, block: &Block<'_>) -> bool {
        let text: &str = &block.text;
        let is_alone = !text.contains('\n');
        if self.in_list || text != text.trim() || text.is_empty() || text.contains('<') || text.contains("**")
        {
            return false;
        }
        // Bold text makes labels; those of plain text are left to the entries.
        let mark = block.markdown.as_deref().unwrap_or_default();
        if mark.starts_with("**") || mark.contains("\n**") {
            return false;
        }
        lines(text).all(|line| {
            self.kind_of(line, "", is_alone) == PieceKind::Text
                && (is_alone || !self.stands_alone(line))
                && !line.starts_with(['}', ' '])
        })
    }

    /// Whether a line of prose is none that goes on: the page's title, or a sentence of the layout.
    fn stands_alone(&self, text: &str) -> bool {
        layout::read(text).is_some() || (self.pieces.is_empty() && Title::read(text).is_some())
    }

    /// Tells what a line is. Where a paragraph is one line, headings are left to the sections.
    fn kind_of(&self, text: &str, mark: &str, is_alone: bool) -> PieceKind {
        if text.is_empty() {
            return PieceKind::Markup;
        }
        if constraints::is_fact(text) || TypeText::line(text).is_some() {
            return PieceKind::Fact;
        }
        if marked_label(text, mark).is_some() {
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

/// Returns the lines of a paragraph, without mark-up and with it. Mark-up that goes on over the end of a line makes one
/// line of two; then it is removed here line by line.
fn lines_of<'b>(block: &'b Block<'_>) -> (Vec<Cow<'b, str>>, Vec<&'b str>) {
    let lines: Vec<&str> = crate::lines::lines(&block.text).collect();
    let marked: Vec<&str> = crate::lines::lines(block.as_markdown()).collect();
    if marked.len() == lines.len() {
        return (lines.into_iter().map(Cow::Borrowed).collect(), marked);
    }
    let plain = |line: &&'b str| -> Cow<'b, str> {
        let text = without_links(line).replace(['`', '\\'], "");
        Cow::Owned(text.replace("**", ""))
    };
    (marked.iter().map(plain).collect(), marked)
}

/// Lines of prose that stand together.
#[derive(Default)]
struct Run {
    text: String,
    markdown: String,
    lines: Option<Lines>,
}

impl Run {
    fn add(&mut self, text: &str, markdown: &str, line: u32) {
        if self.lines.is_some() {
            self.text.push('\n');
            self.markdown.push('\n');
        }
        self.text.push_str(text);
        self.markdown.push_str(markdown);
        self.lines = Some(self.lines.map_or(Lines::at(line), |lines| lines.to(Lines::at(line))));
    }

    /// Returns how many lines there are.
    fn count(&self) -> usize {
        self.lines.map_or(0, |lines| (lines.last - lines.first + 1) as usize)
    }

    fn flush(&mut self, flow: &mut Flow<'_>) {
        let run = std::mem::take(self);
        if let Some(lines) = run.lines.filter(|_| !run.text.trim().is_empty()) {
            flow.push(PieceKind::Text, line_block(run.text.trim(), run.markdown.trim(), lines));
        }
    }
}

fn line_block(text: &str, markdown: &str, lines: Lines) -> Block<'static> {
    let block = Block::new(BlockKind::Paragraph, text.to_owned(), lines);
    Block { markdown: (markdown != text).then(|| markdown.to_owned().into()), ..block }
}

fn trimmed<'a>(block: &Block<'a>) -> Block<'a> {
    Block { text: own(without_anchors(&block.text)), kind: BlockKind::Paragraph, ..block.clone() }
}

fn own(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// Returns the name in bold that a line is, perhaps with what it is for: `**A** (request), **a** (response)`. Behind the
/// name of a map may stand how its entries are written: `**A**A.entry.N.key (key)`; that comes second.
fn marked_label<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    if !mark.contains("**") {
        return None;
    }
    let mark = without_anchors(mark);
    let (bold, behind) = mark.strip_prefix("**")?.split_once("**")?;
    let name = text.trim_matches(['*', ' ']);
    let bold = bold.trim();
    if behind.trim_start().strip_prefix(bold).is_some_and(|rest| rest.starts_with('.')) {
        let rest = name.strip_prefix(bold).filter(|_| labels::read(bold).is_some())?;
        return Some((&name[..bold.len()], rest.trim_start_matches(['*', ' '])));
    }
    let is_whole = mark.ends_with("**") || mark.ends_with("(response)");
    (is_whole && labels::read(name).is_some() && !is_admonition(name)).then_some((name, ""))
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

/// Returns the last paragraph within an item.
fn last_leaf<'b, 'a>(block: &'b mut Block<'a>, depth: usize) -> Option<&'b mut Block<'a>> {
    const MAX_DEPTH: usize = 64;
    if depth > MAX_DEPTH {
        return None;
    }
    if block.children.is_empty() {
        return matches!(block.kind, BlockKind::Item | BlockKind::Paragraph).then_some(block);
    }
    block.children.last_mut().and_then(|child| last_leaf(child, depth + 1))
}

/// Cuts off the lines from the first fact on, if the paragraph does not begin with it.
fn cut_facts<'a>(block: &mut Block<'a>) -> Option<Block<'a>> {
    let (lines, marked) = lines_of(block);
    let (lines, marked): (Vec<String>, Vec<String>) = (
        lines.iter().map(|line| line.clone().into_owned()).collect(),
        marked.iter().map(|line| (*line).to_owned()).collect(),
    );
    let first = lines.iter().skip(1).position(|line| {
        let line = without_anchors(line);
        constraints::is_fact(&line) || TypeText::line(&line).is_some()
    })? + 1;
    let start = block.lines.first.saturating_add(u32::try_from(first).unwrap_or(u32::MAX));
    let cut = Lines::new(start, block.lines.last);
    let rest = line_block(&lines[first..].join("\n"), &marked[first..].join("\n"), cut);
    let kept = line_block(
        &lines[..first].join("\n"),
        &marked[..first].join("\n"),
        Lines::new(block.lines.first, start - 1),
    );
    *block = Block { kind: block.kind, ..kept };
    Some(rest)
}

/// Removes anchors and relative links within an item.
fn clean(block: &mut Block<'_>, depth: usize) {
    const MAX_DEPTH: usize = 64;
    if let Some(markdown) = &block.markdown {
        block.markdown = Some(without_relative_links(&without_anchors(markdown)).into_owned().into());
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
