//! Markdown without its mark-up: the scorer compares documentation as a page shows it.

use pulldown_cmark::{Event, Parser, TagEnd};

/// Returns the text of some Markdown.
pub(super) fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                text.push_str(&part);
            }
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::CodeBlock) => {
                text.push_str("\n\n");
            }
            _ => {}
        }
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_code_and_emphasis_leave_their_text() {
        assert_eq!(
            plain("See [the *guide*](https://x.test/a) for `b_c`.\n\n- one\n- two \\* three"),
            "See the guide for b_c.\n\none\n\ntwo * three"
        );
        assert_eq!(plain("Give <name> here."), "Give <name> here.");
    }
}
