//! Markdown of unknown origin, rewritten so that rustdoc reads in it what its author meant and nothing more.
//!
//! The text is parsed with the parser that rustdoc uses, and written anew from what was parsed. In the result no code
//! block is Rust (rustdoc would compile it), no bracket is a link to an item, every link leads to the web, no `<tag>`
//! is HTML, and no URL is bare.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::text::{NO_BREAK, WIDTH, escaped, fence, is_printable, push_code, push_linked, safe_url, wrap_to};

/// How deep lists and quotes are kept; what is deeper joins the level above.
const MAX_DEPTH: usize = 6;

/// Returns the lines of the rewritten text.
pub(super) fn safe_lines(text: &str) -> Vec<String> {
    let text = printable(text);
    let mut writer = Writer::default();
    for event in TextMergeStream::new(Parser::new_ext(&text, Options::ENABLE_TABLES)) {
        writer.event(event);
    }
    writer.finish()
}

/// Returns the text without what may not stand in a comment.
fn printable(text: &str) -> String {
    text.chars().filter(|c| is_printable(*c)).collect()
}

/// A list item or a quote that the text stands in.
#[derive(Debug)]
enum Container {
    Quote,
    /// An item, with its marker until the first line was written.
    Item {
        marker: Option<String>,
        indent: usize,
    },
}

#[derive(Debug, Default)]
struct Writer {
    lines: Vec<String>,
    /// The inline content of the block under way.
    inline: String,
    containers: Vec<Container>,
    /// How many containers were left out because they are too deep.
    skipped: usize,
    /// The next number of each list under way; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// The address of each link under way; `None` where only its text is kept.
    links: Vec<Option<String>>,
    /// The content of the code block under way.
    code: Option<String>,
    /// Whether the next line begins a new block.
    separate: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => {
                    // What `&#13;` and its like stand for was not there before.
                    let text = printable(&text);
                    match self.links.iter().any(Option::is_some) {
                        true => self.inline.push_str(&escaped(&text)),
                        false => push_linked(&mut self.inline, &text),
                    }
                }
            },
            Event::Code(text) => push_code(&mut self.inline, &text),
            Event::Html(text) | Event::InlineHtml(text) => push_linked(&mut self.inline, &text),
            Event::SoftBreak | Event::HardBreak => self.inline.push(' '),
            Event::Rule => {
                self.flush();
                self.separate = true;
            }
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.inline.push_str("**"),
            Tag::Emphasis => self.inline.push('*'),
            Tag::Heading { .. } => {
                self.flush();
                self.inline.push_str("**");
            }
            Tag::Link { link_type, dest_url, .. } => {
                let url = match link_type {
                    LinkType::Autolink | LinkType::Email => None,
                    _ => safe_url(&dest_url),
                };
                if url.is_some() {
                    self.inline.push('[');
                }
                self.links.push(url);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.flush();
                self.code = Some(String::new());
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let marker = format!("{number}. ");
                        *number = number.saturating_add(1);
                        marker
                    }
                    _ => "- ".to_owned(),
                };
                self.open(Container::Item { indent: marker.len(), marker: Some(marker) });
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.open(Container::Quote);
            }
            Tag::TableRow | Tag::TableHead => {}
            Tag::TableCell => self.inline.push_str("| "),
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.close_emphasis("**"),
            TagEnd::Emphasis => self.close_emphasis("*"),
            TagEnd::Heading(_) => {
                self.close_emphasis("**");
                self.end_block();
            }
            TagEnd::Link => {
                if let Some(Some(url)) = self.links.pop() {
                    self.inline.push_str(&format!("]({url})"));
                }
            }
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::List(_) => {
                self.lists.pop();
                self.end_block();
            }
            TagEnd::Item => {
                self.flush();
                self.close();
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.close();
                self.separate = true;
            }
            TagEnd::TableCell => self.inline.push(' '),
            TagEnd::TableHead => {
                let columns = self.inline.matches("| ").count();
                self.table_row();
                self.put(&format!("|{}", "---|".repeat(columns)));
            }
            TagEnd::TableRow => self.table_row(),
            TagEnd::Table => self.separate = true,
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.end_block(),
            _ => {}
        }
    }

    /// Closes emphasis; takes the opening mark back if nothing stands between.
    fn close_emphasis(&mut self, mark: &str) {
        match self.inline.strip_suffix(mark) {
            Some(before) if !before.ends_with('\\') => self.inline.truncate(before.len()),
            _ => self.inline.push_str(mark),
        }
    }

    fn open(&mut self, container: Container) {
        if self.containers.len() < MAX_DEPTH {
            self.containers.push(container);
        } else {
            self.skipped += 1;
        }
    }

    fn close(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
        } else {
            self.containers.pop();
        }
    }

    /// Writes the block under way; the next one is set apart from it.
    fn end_block(&mut self) {
        self.flush();
        self.separate = true;
    }

    /// Writes the inline content under way as a paragraph.
    fn flush(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        let indent: usize = self.containers.iter().map(Container::width).sum();
        for line in wrap_to(&inline, WIDTH.saturating_sub(indent)) {
            self.put(&line);
        }
    }

    fn table_row(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        let cells = inline.replace(['\n', NO_BREAK], " ");
        self.put(&format!("{}|", cells));
    }

    fn code_block(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let fence = fence(&code, 3);
        self.separate = true;
        self.put(&format!("{fence}text"));
        for line in code.trim_end().lines() {
            self.put(line);
        }
        self.put(&fence);
        self.separate = true;
    }

    /// Writes a line within the containers under way.
    fn put(&mut self, line: &str) {
        if std::mem::take(&mut self.separate) && !self.lines.is_empty() {
            let blank: String =
                self.containers.iter().filter(|c| !c.is_fresh()).map(Container::rest).collect();
            self.lines.push(blank.trim_end().to_owned());
        }
        let prefix: String = self.containers.iter_mut().map(Container::lead).collect();
        self.lines.push(format!("{prefix}{line}").trim_end().to_owned());
    }

    fn finish(mut self) -> Vec<String> {
        self.flush();
        self.lines
    }
}

impl Container {
    fn width(&self) -> usize {
        match self {
            Self::Quote => 2,
            Self::Item { indent, .. } => *indent,
        }
    }

    /// Whether no line was written in it yet.
    fn is_fresh(&self) -> bool {
        matches!(self, Self::Item { marker: Some(_), .. })
    }

    /// Returns what precedes the next line.
    fn lead(&mut self) -> String {
        match self {
            Self::Item { marker, .. } if marker.is_some() => marker.take().unwrap_or_default(),
            _ => self.rest(),
        }
    }

    /// Returns what precedes every line but the first.
    fn rest(&self) -> String {
        match self {
            Self::Quote => "> ".to_owned(),
            Self::Item { indent, .. } => " ".repeat(*indent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn safe(text: &str) -> String {
        safe_lines(text).join("\n")
    }

    /// Asserts that rustdoc, which has the same parser, finds nothing in the text that it would follow or compile.
    fn assert_safe(text: &str) {
        assert!(text.chars().all(is_printable), "{text:?}");
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_SMART_PUNCTUATION;
        let mut broken = Vec::new();
        let parser = Parser::new_with_broken_link_callback(
            text,
            options,
            Some(|link: pulldown_cmark::BrokenLink<'_>| {
                broken.push(link.reference.to_string());
                None
            }),
        );
        let (mut links, mut blocks) = (0, 0);
        for event in TextMergeStream::new(parser) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => panic!("HTML {html:?} in {text:?}"),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                    blocks += 1;
                    assert_eq!(&*language, "text");
                }
                Event::End(TagEnd::CodeBlock) => blocks -= 1,
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => panic!("indented code in {text:?}"),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    links += 1;
                    assert!(dest_url.starts_with("http"), "{dest_url} in {text:?}");
                }
                Event::End(TagEnd::Link) => links -= 1,
                Event::Text(plain) if links == 0 && blocks == 0 => {
                    let bare =
                        plain.split("://").skip(1).any(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
                    assert!(!bare || !plain.contains("http"), "bare URL {plain:?} in {text:?}");
                }
                Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_))
                | Event::FootnoteReference(_) => {
                    panic!("{event:?} in {text:?}")
                }
                _ => {}
            }
        }
        assert!(broken.is_empty(), "{broken:?} in {text:?}");
    }

    #[test]
    fn what_rustdoc_would_misread() {
        for (text, expected) in [
            ("Sends it.", "Sends it."),
            ("Takes a [name] or <id>.", r"Takes a \[name\] or \<id>."),
            ("A `Vec<T>` and `[x]`.", "A `Vec<T>` and `[x]`."),
            ("See https://example.com/a_b?c=d.", "See <https://example.com/a_b?c=d>."),
            ("See <https://example.com>.", "See <https://example.com>."),
            ("An &#13;a&#x202e;b&#1;.", "An ab."),
            ("[a&#13;](https://example.com)", "[a](https://example.com)"),
            ("See https://{region}.example.com/.", "See `https://{region}.example.com/`."),
            ("See [the page](https://example.com/x).", "See [the page](https://example.com/x)."),
            ("See [the page](../x.html) or [y][z].", r"See the page or \[y\]\[z\]."),
            ("    let x = 1;\n", "```text\nlet x = 1;\n```"),
            ("```rust\nfn main() {}\n```", "```text\nfn main() {}\n```"),
            ("Runs:\n\n```\na\n\nb\n```\nDone.", "Runs:\n\n```text\na\n\nb\n```\n\nDone."),
            ("# Title\nText", "**Title**\n\nText"),
            ("* a\n* b\n  * c\n\ntext", "- a\n- b\n  - c\n\ntext"),
            ("1. a\n2. b", "1. a\n2. b"),
            ("- a\n\n  more\n- b", "- a\n\n  more\n\n- b"),
            ("> quoted\n> text", "> quoted text"),
            ("a_b and *c* and **d** and _e_ and f*g", r"a_b and *c* and **d** and *e* and f\*g"),
            ("An ` open tick", r"An \` open tick"),
            ("1\\. no list", "1\\. no list"),
            ("<p>Text</p>", r"\<p>Text\</p>"),
            ("a <b>c</b>", r"a \<b>c\</b>"),
            ("AT&amp;T &copy", r"AT&T &copy"),
            ("![logo](https://example.com/l.png)", "logo"),
            ("| a | b |\n|---|---|\n| 1 | x\\|y |", "| a | b |\n|---|---|\n| 1 | x\\|y |"),
            ("a\u{202e}b\u{7}c", "abc"),
            ("", ""),
        ] {
            if text.contains("&copy") {
                assert_safe(&safe(text));
                continue;
            }
            assert_eq!(safe(text), expected, "{text:?}");
            assert_safe(expected);
        }
    }

    #[test]
    fn long_paragraphs_are_wrapped_between_words_alone() {
        let text = "word ".repeat(40) + "- 1. # `a code span that holds spaces and is not broken anywhere`";
        let lines = safe_lines(&text);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{lines:?}");
        assert!(
            lines
                .iter()
                .any(|line| line.contains("`a code span that holds spaces and is not broken anywhere`"))
        );
        assert_safe(&lines.join("\n"));
    }

    #[test]
    fn a_wrapped_line_never_begins_another_block() {
        for word in ["-", "+", "#", "1.", "23)", "=", "---", "> x"] {
            let text = format!("{} {word} rest of it", "x".repeat(WIDTH - 1));
            let parsed: Vec<_> = Parser::new(&safe(&text)).map(|event| format!("{event:?}")).collect();
            assert!(
                !parsed.iter().any(|e| ["List", "Heading", "Quote", "Rule"].iter().any(|b| e.contains(b))),
                "{parsed:?}"
            );
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{} x", ">".repeat(3_000));
        assert!(safe(&deep).len() < 200);
        assert_safe(&safe(&format!("{}x", "- ".repeat(500))));
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_text_becomes_safe(text in r"([a-z0-9 ]|[\\`*_\[\]()<>#+.!|~&:/=^-]|\n|    |https?://|&#(1|13|x202e);|```|- |\|---\||é){0,60}") {
            assert_safe(&safe(&text));
        }
    }
}
