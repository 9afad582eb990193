//! Text in Markdown: escaped, linked, wrapped.

/// The width to which paragraphs are wrapped, in characters.
pub(super) const WIDTH: usize = 96;

/// Stands for a space at which no line is broken.
pub(super) const NO_BREAK: char = '\u{1}';

/// Whether a character may stand in a comment: rustc refuses those that change the direction of text.
pub(super) fn is_printable(c: char) -> bool {
    c == '\n' || !(c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

/// Returns a paragraph's lines, none of which begins a block of another kind.
pub(super) fn wrap(paragraph: &str) -> Vec<String> {
    wrap_to(paragraph, WIDTH)
}

pub(super) fn wrap_to(paragraph: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    for word in paragraph.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let word = word.replace(NO_BREAK, " ");
        let characters = word.chars().count();
        match lines.last_mut() {
            Some(line) if length + 1 + characters <= width => {
                line.push(' ');
                line.push_str(&word);
                length += 1 + characters;
            }
            _ => {
                lines.push(literal_start(word));
                length = characters;
            }
        }
    }
    lines
}

/// Returns a line's first word, escaped if it would begin a list, a heading, a quote or a rule.
fn literal_start(word: String) -> String {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    match word.as_bytes().get(digits) {
        Some(b'-' | b'+' | b'#' | b'=' | b'>') if digits == 0 => format!("\\{word}"),
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &word[..digits], &word[digits..]),
        _ => word,
    }
}

/// Returns backticks, at least `least`, that enclose a text as code whatever backticks are in it.
pub(super) fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(least.max(longest + 1))
}

/// Returns a code span that holds the text, whatever backticks are in it.
pub(crate) fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if is_printable(c) && c != '\n' { c } else { ' ' }).collect();
    if text.trim().is_empty() {
        return "an empty text".to_owned();
    }
    let fence = fence(&text, 1);
    let padding = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{padding}{text}{padding}{fence}").replace(' ', &NO_BREAK.to_string())
}

/// Returns text, such as a title, as Markdown that reads as that text and nothing more.
pub(crate) fn plain(text: &str) -> String {
    let printable: String = text.chars().map(|c| if is_printable(c) { c } else { ' ' }).collect();
    let mut plain = String::new();
    push_linked(&mut plain, &printable);
    plain
}

/// Returns a web address in the form in which a link can hold it; `None` if it leads elsewhere.
pub(super) fn safe_url(url: &str) -> Option<String> {
    let url = url.trim();
    if !["http://", "https://"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme)) {
        return None;
    }
    let mut safe = String::new();
    for c in url.chars() {
        if c.is_ascii_graphic() && !"()<>\\`[]{}|^\"*_".contains(c) || "*_".contains(c) && url.is_ascii() {
            safe.push(c);
        } else {
            let mut bytes = [0; 4];
            safe.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    Some(safe)
}

/// Returns text with everything escaped that Markdown would take for more than text.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after.is_ascii_alphabetic() || after == '#',
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(c);
        before = c;
    }
    escaped
}

/// Adds a code span; a space keeps it apart from a backtick before it.
pub(super) fn push_code(to: &mut String, text: &str) {
    if to.ends_with('`') {
        to.push(' ');
    }
    to.push_str(&code(text));
}

/// Adds text, escaped, with its web addresses as links.
pub(super) fn push_linked(to: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = ["http://", "https://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| c.is_whitespace() || "<>\"`\\|".contains(c)).unwrap_or(from.len());
        let url = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '_', '~']);
        to.push_str(&escaped(before));
        if url.bytes().all(|byte| byte.is_ascii_graphic() && !b"{}[]()^".contains(&byte))
            && !url.ends_with("//")
        {
            to.push_str(&format!("<{url}>"));
        } else {
            push_code(to, url);
        }
        rest = &from[url.len()..];
    }
    to.push_str(&escaped(rest));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_hold_any_text() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("`"), "`` ` ``".replace(' ', "\u{1}"));
        assert_eq!(code("a``b`c").len(), "```a``b`c```".len());
        assert_eq!(code(&"`".repeat(100_000)).len(), 300_004, "in linear time");
        assert_eq!(code(""), "an empty text");
        assert_eq!(wrap(&code("a b\nc")), ["`a b c`"]);
    }

    #[test]
    fn urls_that_a_link_can_hold() {
        assert_eq!(safe_url("https://a.example/x(1)").as_deref(), Some("https://a.example/x%281%29"));
        assert_eq!(safe_url("javascript:alert(1)"), None);
        assert_eq!(safe_url("https://"), None);
    }
}
