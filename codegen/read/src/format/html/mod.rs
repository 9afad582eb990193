//! HTML: structure from the tags of blocks, as browsers read them, mis-nested ones included.
//!
//! A tokenizer that follows the HTML standard finds tags and text; this module builds blocks of them. It keeps only
//! what a document needs (lists, terms, tables, headings, preformatted text), so that it reads any page in linear
//! time and bounded depth. Of a whole page only the main content is read; the rest is mark-up.

mod source;
mod tags;

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use self::source::Source;
use self::tags::{Role, role};
use super::run::Run;
use crate::document::{Block, BlockKind, Document, Lines};
use crate::search::strip_prefix_ignoring_case;

/// How deep lists, items and tables may be nested; what is deeper is attached to the deepest.
const MAX_DEPTH: usize = 160;

/// Whether a page without a telling name is HTML.
pub(super) fn is_html(text: &str) -> bool {
    const BEGINNINGS: &[&str] = &["<!doctype html", "<html", "<head", "<body", "<main", "<article"];
    let start = text.trim_start_matches('\u{feff}').trim_start();
    BEGINNINGS.iter().any(|beginning| {
        strip_prefix_ignoring_case(start, beginning)
            .is_some_and(|rest| rest.starts_with(|c: char| c == '>' || c.is_whitespace()))
    })
}

/// Reads HTML.
pub(super) fn read(text: &str) -> Document<'static> {
    let mut reader = Reader::new(text);
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        reader.event(event, span);
        None::<Infallible>
    });
    emitter.naively_switch_states(true);
    // The events do all there is to do.
    Tokenizer::new_with_emitter(Source::new(text), emitter).for_each(drop);
    reader.finish()
}

/// The start tag that is being read, with the attributes that matter.
#[derive(Default)]
struct StartTag {
    name: Vec<u8>,
    href: String,
    is_main: bool,
    attribute: Attribute,
}

#[derive(Clone, Copy, Default)]
enum Attribute {
    Href,
    Role,
    #[default]
    Other,
}

/// What is being nested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    List,
    Definitions,
    Item,
    Table,
    Row,
    Cell,
}

impl Holder {
    fn is_list(self) -> bool {
        matches!(self, Self::List | Self::Definitions)
    }
}

/// Something that has not ended and holds blocks.
struct Open {
    holder: Holder,
    /// The block; that of a list never becomes one, its items stand beside what is around the list.
    block: Block<'static>,
}

/// Where the main content is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Main {
    /// Not seen yet: all counts.
    Unknown,
    /// Within it; how many elements of its name have not ended.
    Within(usize),
    Past,
}

struct Reader {
    /// Where each line begins.
    starts: Vec<usize>,
    /// The text of the first `<title>`, and where it stands.
    title: Option<(String, Lines)>,
    top: Vec<Block<'static>>,
    open: Vec<Open>,
    run: Run,
    /// The name of the element whose content is dropped, and how many of that name have not ended.
    hidden: Option<(Vec<u8>, usize)>,
    main: Main,
    /// The name of the element that holds the main content, and how surely it is that.
    main_name: (Vec<u8>, u8),
    /// Whether each line holds text of a block.
    has_text: Vec<bool>,
    /// How many tables within cells have not ended.
    nested_tables: usize,
    /// The line on which the reader is.
    line: u32,
    tag: StartTag,
}

impl Reader {
    fn new(text: &str) -> Self {
        let starts = crate::lines::starts(text);
        let has_text = vec![false; starts.len()];
        Self {
            starts,
            title: None,
            top: Vec::new(),
            open: Vec::new(),
            run: Run::new(),
            hidden: None,
            main: Main::Unknown,
            main_name: (Vec::new(), 0),
            has_text,
            nested_tables: 0,
            line: 1,
            tag: StartTag::default(),
        }
    }

    /// Moves on to the line of the given offset. Events come in the order of the page.
    fn move_to(&mut self, offset: usize) {
        while self.starts.get(self.line as usize).is_some_and(|start| *start <= offset) {
            self.line += 1;
        }
    }

    fn event(&mut self, event: CallbackEvent<'_>, span: Span<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.name.clear();
                self.tag.name.extend_from_slice(name);
                self.tag.href.clear();
                self.tag.is_main = name == b"main";
                self.tag.attribute = Attribute::Other;
            }
            CallbackEvent::AttributeName { name } => {
                self.tag.attribute = match name {
                    b"href" if self.tag.href.is_empty() => Attribute::Href,
                    b"role" => Attribute::Role,
                    _ => Attribute::Other,
                };
            }
            CallbackEvent::AttributeValue { value } => match self.tag.attribute {
                Attribute::Href => self.tag.href.push_str(&String::from_utf8_lossy(value)),
                Attribute::Role => self.tag.is_main |= value == b"main",
                Attribute::Other => {}
            },
            CallbackEvent::CloseStartTag { self_closing } => {
                self.move_to(span.start);
                let tag = std::mem::take(&mut self.tag);
                self.start(&tag, self_closing);
                self.tag = tag;
            }
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { value } if self.is_in_title() => {
                self.move_to(span.start);
                let text = String::from_utf8_lossy(value);
                let words: Vec<&str> = text.split_whitespace().collect();
                self.title = Some((words.join(" "), Lines::at(self.line)));
            }
            CallbackEvent::String { value } if self.hidden.is_none() && self.main != Main::Past => {
                self.move_to(span.start);
                if let Some(lines) = self.run.text(&String::from_utf8_lossy(value), self.line) {
                    let range = lines.first as usize - 1..(lines.last as usize).min(self.has_text.len());
                    self.has_text.get_mut(range).into_iter().flatten().for_each(|has_text| *has_text = true);
                }
            }
            _ => {}
        }
    }

    /// Whether the text of the file's title follows.
    fn is_in_title(&self) -> bool {
        let is_title = self.hidden.as_ref().is_some_and(|(name, _)| name == b"title");
        is_title && self.main == Main::Unknown && self.title.is_none()
    }

    fn start(&mut self, tag: &StartTag, self_closing: bool) {
        let name: &[u8] = &tag.name;
        let role = role(name);
        let certainty = if tag.is_main { 2 } else { u8::from(role == Role::Main) };
        if certainty > self.main_name.1 {
            return self.begin_main(name, certainty);
        }
        match &mut self.main {
            Main::Past => return,
            Main::Within(depth) if *self.main_name.0 == *name => *depth += 1,
            _ => {}
        }
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth += usize::from(**hidden == *name);
            return;
        }
        match role {
            Role::Hidden if self_closing => {}
            Role::Hidden => self.hidden = Some((name.to_vec(), 1)),
            Role::Main | Role::Block if self.run.kind() == BlockKind::Code => {}
            Role::Main | Role::Block => self.flush(),
            Role::Heading(level) => self.begin(BlockKind::Heading(level)),
            Role::Code => self.begin(BlockKind::Code),
            Role::List => self.push(Holder::List),
            Role::Definitions => self.push(Holder::Definitions),
            Role::Item | Role::Term => {
                self.close_item(false);
                self.push(Holder::Item);
                if let Some(Open { holder: Holder::Item, block }) = self.open.last_mut() {
                    block.is_term = role == Role::Term;
                }
            }
            Role::Definition => {
                self.close_item(true);
                if !self.open.last().is_some_and(|open| open.holder == Holder::Item) {
                    self.push(Holder::Item);
                }
            }
            // A table within a table is text.
            Role::Table if self.is_open(Holder::Table) => {
                self.nested_tables += 1;
                self.flush();
            }
            Role::Table => self.push(Holder::Table),
            Role::Rows | Role::Row | Role::Cell if !self.in_table() => self.flush(),
            Role::Rows => self.close_within(Holder::Table),
            Role::Row => {
                self.close_within(Holder::Table);
                self.push(Holder::Row);
            }
            Role::Cell => {
                self.close_within(Holder::Row);
                if !self.open.last().is_some_and(|open| open.holder == Holder::Row) {
                    self.push(Holder::Row);
                }
                self.push(Holder::Cell);
            }
            Role::Break => self.run.break_line(),
            Role::Inline(inline) => self.run.mark(inline, &tag.href),
            Role::Other => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        if let Main::Within(depth) = &mut self.main
            && *self.main_name.0 == *name
        {
            *depth -= 1;
            if *depth == 0 {
                self.close_to(0);
                self.main = Main::Past;
            }
        }
        if self.main == Main::Past {
            return;
        }
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth -= usize::from(**hidden == *name);
            if *depth == 0 {
                self.hidden = None;
            }
            return;
        }
        match role(name) {
            Role::Main | Role::Block if self.run.kind() == BlockKind::Code => {}
            Role::Main | Role::Block | Role::Heading(_) | Role::Code | Role::Term | Role::Definition => {
                self.flush()
            }
            Role::List => self.close(Holder::List),
            Role::Definitions => self.close(Holder::Definitions),
            Role::Item => self.close_item(false),
            Role::Table if self.nested_tables > 0 => {
                self.nested_tables -= 1;
                self.flush();
            }
            Role::Rows | Role::Row | Role::Cell if !self.in_table() => self.flush(),
            Role::Table => self.close(Holder::Table),
            Role::Rows => self.close_within(Holder::Table),
            Role::Row => self.close(Holder::Row),
            Role::Cell => self.close(Holder::Cell),
            Role::Inline(inline) => self.run.unmark(inline),
            Role::Hidden | Role::Break | Role::Other => {}
        }
    }

    /// Drops what was read: the main content begins here.
    fn begin_main(&mut self, name: &[u8], certainty: u8) {
        self.top.clear();
        self.open.clear();
        self.run = Run::new();
        self.hidden = None;
        self.has_text.fill(false);
        self.nested_tables = 0;
        self.main = Main::Within(1);
        self.main_name = (name.to_vec(), certainty);
    }

    fn begin(&mut self, kind: BlockKind) {
        self.flush();
        self.run.begin(kind);
    }

    /// Ends the block whose text is being read.
    fn flush(&mut self) {
        let Some(block) = self.run.finish() else { return };
        match self.open.last_mut() {
            Some(Open { holder: Holder::Item, block: item })
                if item.text.is_empty() && item.children.is_empty() && block.kind == BlockKind::Paragraph =>
            {
                *item = Block { kind: BlockKind::Item, is_term: item.is_term, ..block };
            }
            _ => self.add(block),
        }
    }

    /// Adds a block to what holds it. What stands in a table but in none of its cells stands before the table.
    fn add(&mut self, block: Block<'static>) {
        let fits = |holder: Holder| match block.kind {
            BlockKind::Row => holder == Holder::Table,
            BlockKind::Cell => holder == Holder::Row,
            _ => !matches!(holder, Holder::Table | Holder::Row),
        };
        match self.open.iter_mut().rev().find(|open| fits(open.holder)) {
            Some(open) => open.block.children.push(block),
            None => self.top.push(block),
        }
    }

    fn push(&mut self, holder: Holder) {
        self.flush();
        if self.open.len() >= MAX_DEPTH {
            return;
        }
        let kind = match holder {
            Holder::List | Holder::Definitions | Holder::Item => BlockKind::Item,
            Holder::Table => BlockKind::Table,
            Holder::Row => BlockKind::Row,
            Holder::Cell => BlockKind::Cell,
        };
        // The lines are known when the content is.
        let block = Block::new(kind, "", Lines::at(u32::MAX));
        self.open.push(Open { holder, block });
    }

    /// Where a search for something open ends: behind the innermost cell, whose content is closed in itself.
    fn scope(&self) -> usize {
        self.open.iter().rposition(|open| open.holder == Holder::Cell).map_or(0, |cell| cell + 1)
    }

    /// Closes the innermost item of the innermost list, or (for what is said of a term) only what is open within it.
    fn close_item(&mut self, keep_item: bool) {
        self.flush();
        let scope = self.scope();
        let list = self.open.iter().skip(scope).rposition(|open| open.holder.is_list());
        let first = scope + list.map_or(0, |list| list + 1);
        self.close_to(first + usize::from(keep_item));
    }

    /// Closes the innermost of what `holder` names, if it is open.
    fn close(&mut self, holder: Holder) {
        self.flush();
        let scope =
            if matches!(holder, Holder::Cell | Holder::Row | Holder::Table) { 0 } else { self.scope() };
        if let Some(at) = self.open.iter().skip(scope).rposition(|open| open.holder == holder) {
            self.close_to(scope + at);
        }
    }

    /// Closes all that is open within the innermost of what `holder` names.
    fn close_within(&mut self, holder: Holder) {
        self.flush();
        if let Some(at) = self.open.iter().rposition(|open| open.holder == holder) {
            self.close_to(at + 1);
        }
    }

    fn is_open(&self, holder: Holder) -> bool {
        self.open.iter().any(|open| open.holder == holder)
    }

    /// Whether rows and cells belong to the table that is open.
    fn in_table(&self) -> bool {
        self.nested_tables == 0 && self.is_open(Holder::Table)
    }

    /// Closes what is open until `depth` are.
    fn close_to(&mut self, depth: usize) {
        self.flush();
        while self.open.len() > depth {
            let Some(Open { holder, block }) = self.open.pop() else { return };
            match holder {
                Holder::List | Holder::Definitions => {
                    block.children.into_iter().for_each(|item| self.add(item))
                }
                _ => self.add_closed(block),
            }
        }
    }

    /// Adds a block whose content is complete, unless it has none.
    fn add_closed(&mut self, mut block: Block<'static>) {
        if block.kind == BlockKind::Cell {
            block.text = joined(&block.children, |child| &child.text).into();
            let markdown = joined(&block.children, Block::as_markdown);
            block.markdown = (markdown != block.text).then(|| markdown.into());
        }
        let is_empty = block.text.is_empty() && block.children.is_empty();
        if is_empty && block.kind != BlockKind::Cell {
            return;
        }
        if block.lines.first == u32::MAX {
            let children = block.children.iter().map(Block::extent).reduce(Lines::to);
            block.lines = match (children, block.kind) {
                (Some(lines), BlockKind::Item) => Lines::at(lines.first),
                (Some(lines), _) => lines,
                (None, _) => Lines::at(self.line),
            };
        }
        self.add(block);
    }

    fn finish(mut self) -> Document<'static> {
        self.close_to(0);
        let mut markup: Vec<Lines> = Vec::new();
        for (line, has_text) in (1..).zip(&self.has_text) {
            match markup.last_mut() {
                _ if *has_text => {}
                Some(run) if run.last + 1 == line => run.last = line,
                _ => markup.push(Lines::at(line)),
            }
        }
        Document { blocks: self.top, title: self.title, line_starts: self.starts, markup }
    }
}

fn joined<'b>(blocks: &'b [Block<'static>], own: impl Fn(&'b Block<'static>) -> &'b str + Copy) -> String {
    let mut parts = Vec::new();
    let mut open: Vec<_> = blocks.iter().rev().collect();
    while let Some(block) = open.pop() {
        parts.push(own(block));
        open.extend(block.children.iter().rev());
    }
    parts.join("\n")
}

#[cfg(test)]
mod tests;
