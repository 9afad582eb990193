//! Tags with more attributes than pages have are cut: the tokenizer goes deeper with each, and no page may exhaust the stack.

use std::borrow::Cow;

/// How many quotes a tag may have, two for each attribute.
const MAX_QUOTES: usize = 128;

/// Returns a page with blanks for what its tags have in excess. All else stays where it is.
pub(super) fn bounded(text: &str) -> Cow<'_, str> {
    let mut bounded = Cow::Borrowed(text);
    let mut start = 0;
    for end in memchr::memchr_iter(b'>', text.as_bytes()).chain([text.len()]) {
        if let Some(at) = excess(&text[start..end]) {
            let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
            let blanks: String = text[start + at..end].bytes().map(blank).collect();
            bounded.to_mut().replace_range(start + at..end, &blanks);
        }
        start = text.len().min(end + 1);
    }
    bounded
}

/// Returns where the excess of a tag begins, if the text before a `>` holds a tag that has some.
fn excess(text: &str) -> Option<usize> {
    if text.len() <= MAX_QUOTES {
        return None;
    }
    let bytes = text.as_bytes();
    let is_tag = |at: &usize| bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
    let tag = memchr::memchr_iter(b'<', bytes).find(is_tag)?;
    memchr::memchr2_iter(b'"', b'\'', &bytes[tag..]).nth(MAX_QUOTES).map(|at| tag + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_cut_and_lines_stay() {
        for text in ["", "<p>a</p>", "<a b=\"c\" d='e'>f</a>", &format!("a < b {}", "\"".repeat(500))] {
            assert!(matches!(bounded(text), Cow::Borrowed(_)), "{text}");
        }
        let many = format!("<p>x</p>\n<a{}>y</a>\n<p>z", " b=\"é\"\n".repeat(500));
        let cut = bounded(&many);
        assert_eq!((cut.len(), cut.lines().count()), (many.len(), many.lines().count()));
        assert!(cut.matches('"').count() <= MAX_QUOTES && cut.ends_with(">y</a>\n<p>z"));
    }
}
