//! The text of one block while it is read: plain, and as Markdown.

use crate::document::{Block, BlockKind, Lines};

/// How deep parts of a text may be marked; deeper marks are dropped.
const MAX_MARKS: usize = 16;
/// How long the name of a character is at most.
const MAX_ENTITY: usize = 32;

/// How a part of a block's text is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    Strong,
    Emphasis,
    Code,
    Link,
}

/// The text of a block that has not ended.
pub(super) struct Run {
    kind: BlockKind,
    text: String,
    markdown: String,
    lines: Option<Lines>,
    /// Whether white space stands between the text so far and what follows.
    space: bool,
    /// The marks that have not ended, the outermost first. They outlive the run: `<b><p>a</p><p>b</p></b>`.
    marks: Vec<Mark>,
    /// Where the last mark of a kind ended, so that what touches it joins it.
    ended: Option<(Inline, usize)>,
}

/// A mark that has not ended.
struct Mark {
    inline: Inline,
    /// The target of a link.
    target: String,
    /// Where its content begins in the Markdown; `None` until there is content.
    content: Option<usize>,
}

impl Run {
    pub(super) fn new() -> Self {
        Self {
            kind: BlockKind::Paragraph,
            text: String::new(),
            markdown: String::new(),
            lines: None,
            space: false,
            marks: Vec::new(),
            ended: None,
        }
    }

    /// Makes the text to come that of a block of the given kind.
    pub(super) fn begin(&mut self, kind: BlockKind) {
        self.kind = kind;
    }

    pub(super) fn kind(&self) -> BlockKind {
        self.kind
    }

    /// Adds text that begins on the given line. White space is one blank, except in preformatted text. Returns the
    /// lines of the page on which something of it stands.
    pub(super) fn text(&mut self, text: &str, first_line: u32) -> Option<Lines> {
        let mut lines: Option<Lines> = None;
        for (line, content) in (first_line..).zip(text.split('\n')) {
            if line > first_line {
                self.line_end();
            }
            if self.kind == BlockKind::Code {
                self.text.push_str(content.trim_end_matches('\r'));
            } else {
                self.words(content);
            }
            if !content.trim().is_empty() {
                lines = Some(lines.map_or(Lines::at(line), |lines| lines.to(Lines::at(line))));
            } else if self.kind == BlockKind::Code && self.lines.is_none() && lines.is_none() {
                // Empty lines before the first text are no part of the block.
                self.text.clear();
            }
        }
        self.lines = match (self.lines, lines) {
            (Some(so_far), Some(lines)) => Some(so_far.to(lines)),
            (so_far, lines) => so_far.or(lines),
        };
        lines
    }

    fn line_end(&mut self) {
        if self.kind != BlockKind::Code {
            self.space = true;
        } else if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Adds the line end that a tag asks for.
    pub(super) fn break_line(&mut self) {
        if self.kind == BlockKind::Code {
            self.text.push('\n');
        } else if !self.text.is_empty() && !self.in_code() {
            self.text.push('\n');
            self.markdown.push('\n');
            self.space = false;
        }
    }

    fn words(&mut self, text: &str) {
        const BLANKS: [char; 5] = [' ', '\t', '\n', '\r', '\u{c}'];
        self.space |= text.starts_with(BLANKS);
        for word in text.split(BLANKS).filter(|word| !word.is_empty()) {
            if std::mem::take(&mut self.space) && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
                self.markdown.push(' ');
            }
            self.open_marks();
            self.text.push_str(word);
            if self.in_code() {
                self.markdown.push_str(word);
            } else {
                escape(word, &mut self.markdown);
            }
            self.space = true;
        }
        self.space &= text.ends_with(BLANKS) || text.is_empty();
    }

    fn in_code(&self) -> bool {
        self.marks.iter().any(|mark| mark.inline == Inline::Code && mark.content.is_some())
    }

    /// Begins a mark.
    pub(super) fn mark(&mut self, inline: Inline, target: &str) {
        // A link within the page leads nowhere once the text stands elsewhere.
        let target = if target.starts_with('#') { "" } else { target };
        if self.marks.len() < MAX_MARKS {
            self.marks.push(Mark { inline, target: target.to_owned(), content: None });
        }
    }

    /// Ends the innermost mark of the given kind.
    pub(super) fn unmark(&mut self, inline: Inline) {
        if let Some(at) = self.marks.iter().rposition(|mark| mark.inline == inline) {
            self.close_marks(at);
            self.marks.remove(at);
        }
    }

    /// Writes the beginnings of the marks that have content now.
    fn open_marks(&mut self) {
        let mut in_code = false;
        for mark in &mut self.marks {
            // Nothing is marked within code, and nothing twice.
            if mark.content.is_none() && !in_code {
                let joins = self.ended == Some((mark.inline, self.markdown.len()));
                match mark.inline {
                    Inline::Strong | Inline::Emphasis if joins => {
                        let end = self.markdown.len() - delimiter(mark.inline).len();
                        self.markdown.truncate(end);
                    }
                    Inline::Link if mark.target.is_empty() => {}
                    _ => self.markdown.push_str(delimiter(mark.inline)),
                }
                mark.content = Some(self.markdown.len());
                self.ended = None;
            }
            in_code |= mark.inline == Inline::Code;
        }
    }

    /// Writes the ends of the marks from the given one on, the innermost first.
    fn close_marks(&mut self, from: usize) {
        for mark in self.marks.iter_mut().skip(from).rev() {
            let Some(content) = mark.content.take() else { continue };
            match mark.inline {
                Inline::Strong | Inline::Emphasis => self.markdown.push_str(delimiter(mark.inline)),
                Inline::Code => fence(&mut self.markdown, content),
                Inline::Link if mark.target.is_empty() => {}
                Inline::Link => {
                    self.markdown.push_str("](");
                    push_target(&mark.target, &mut self.markdown);
                    self.markdown.push(')');
                }
            }
            self.ended = Some((mark.inline, self.markdown.len()));
        }
    }

    /// Ends the block and returns it if it has text. The next one is a paragraph.
    pub(super) fn finish(&mut self) -> Option<Block<'static>> {
        self.close_marks(0);
        let kind = std::mem::replace(&mut self.kind, BlockKind::Paragraph);
        let text = std::mem::take(&mut self.text);
        let markdown = std::mem::take(&mut self.markdown);
        (self.space, self.ended) = (false, None);
        let lines = self.lines.take()?;
        if kind == BlockKind::Code {
            return Some(Block::new(kind, text.trim_end().to_owned(), lines));
        }
        let (text, markdown) = (text.trim_end(), markdown.trim_end());
        let escaped_start = begins_like_a_block(markdown);
        let mut block = Block::new(kind, text.to_owned(), lines);
        if escaped_start || text != markdown {
            block.markdown =
                Some(if escaped_start { format!("\\{markdown}") } else { markdown.to_owned() }.into());
        }
        Some(block)
    }
}

fn delimiter(inline: Inline) -> &'static str {
    match inline {
        Inline::Strong => "**",
        Inline::Emphasis => "*",
        Inline::Code => "`",
        Inline::Link => "[",
    }
}

/// Ends the code that begins at `content`, behind a single backtick; code that holds backticks needs longer fences.
fn fence(markdown: &mut String, content: usize) {
    let code = markdown.split_off(content);
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    let rest = "`".repeat(longest);
    for part in [&rest, pad, &code, pad, &rest, "`"] {
        markdown.push_str(part);
    }
}

fn push_target(target: &str, markdown: &mut String) {
    if target.contains(['(', ')', ' ', '<', '>']) {
        markdown.push('<');
        markdown.extend(target.chars().filter(|c| !matches!(c, '<' | '>' | '\n')));
        markdown.push('>');
    } else {
        markdown.extend(target.chars().filter(|c| !c.is_whitespace()));
    }
}

/// Writes a word so that Markdown takes its characters for themselves.
fn escape(word: &str, markdown: &mut String) {
    if !word.bytes().any(|byte| matches!(byte, b'*' | b'`' | b'_' | b'\\' | b'<' | b']' | b'&')) {
        return markdown.push_str(word);
    }
    let mut before = None;
    let mut rest = word.chars();
    while let Some(c) = rest.next() {
        let after = rest.clone().next();
        let within = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let special = match c {
            '*' | '`' => true,
            '_' => !(within(before) && within(after)),
            '\\' => after.is_some_and(|after| after.is_ascii_punctuation()),
            '<' => after.is_some_and(|after| after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?')),
            ']' => after == Some('('),
            '&' => {
                let name = rest.as_str().strip_prefix('#').unwrap_or(rest.as_str()).as_bytes();
                let end = name.iter().take(MAX_ENTITY).position(|byte| !byte.is_ascii_alphanumeric());
                end.is_some_and(|end| end > 0 && name[end] == b';')
            }
            _ => false,
        };
        if special {
            markdown.push('\\');
        }
        markdown.push(c);
        before = Some(c);
    }
}

/// Whether Markdown would take the beginning of a paragraph for that of a heading, a list or a quote.
fn begins_like_a_block(markdown: &str) -> bool {
    let word = markdown.split(' ').next().unwrap_or_default();
    matches!(word, "-" | "+")
        || word.starts_with('>')
        || !word.is_empty() && word.bytes().all(|byte| byte == b'#')
}
