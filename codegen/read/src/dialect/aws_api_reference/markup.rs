//! Mark-up that says nothing about an API: anchors, links within the vendor's site, marks that did not become bold.

use std::borrow::Cow;

use crate::lines::trim;
use crate::search::find;

/// What anchors begin with.
const ANCHORS: &[&str] = &["<a name=", "<a id="];

/// Returns a text without `<a name="…"></a>` and without white space at its ends.
pub(super) fn without_anchors(text: &str) -> Cow<'_, str> {
    let text = trim(text);
    let mut kept = Cow::Borrowed("");
    let mut from = 0;
    for start in memchr::memchr_iter(b'<', text.as_bytes()) {
        if start < from || !ANCHORS.iter().any(|anchor| text[start..].starts_with(anchor)) {
            continue;
        }
        let Some(end) = find(&text[start..], "</a>") else { break };
        add(&mut kept, &text[from..start]);
        from = start + end + "</a>".len();
    }
    add(&mut kept, &text[from..]);
    match kept {
        Cow::Borrowed(kept) => trim(kept).into(),
        Cow::Owned(kept) => trim(&kept).to_owned().into(),
    }
}

/// Adds a part, without a copy if it is the first.
fn add<'t>(text: &mut Cow<'t, str>, part: &'t str) {
    if text.is_empty() {
        *text = Cow::Borrowed(part);
    } else if !part.is_empty() {
        text.to_mut().push_str(part);
    }
}

/// Returns Markdown in which links that lead nowhere outside the vendor's site are their text alone.
pub(super) fn without_relative_links(markdown: &str) -> Cow<'_, str> {
    let is_kept =
        |target: &str| ["http://", "https://", "mailto:"].iter().any(|start| target.starts_with(start));
    unlink(markdown, is_kept)
}

/// Returns Markdown in which links are their text alone.
pub(super) fn without_links(markdown: &str) -> Cow<'_, str> {
    unlink(markdown, |_| false)
}

fn unlink(markdown: &str, is_kept: impl Fn(&str) -> bool) -> Cow<'_, str> {
    if find(markdown, "](").is_none() {
        return Cow::Borrowed(markdown);
    }
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(middle) = find(rest, "](") {
        let Some(open) = rest[..middle].rfind('[') else {
            out.push_str(&rest[..middle + 2]);
            rest = &rest[middle + 2..];
            continue;
        };
        let Some(length) = rest[middle + 2..].find(')') else { break };
        let target = &rest[middle + 2..middle + 2 + length];
        let end = middle + 2 + length + 1;
        if is_kept(target) {
            out.push_str(&rest[..end]);
        } else {
            out.push_str(&rest[..open]);
            out.push_str(&rest[open + 1..middle]);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Returns a line without the marks of bold text that did not become any: `**Note: **So it is.`
pub(super) fn without_stray_marks(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with("**Note: **") { Cow::Owned(text.replace("**", "")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_keep_their_text() {
        assert_eq!(
            without_relative_links("a [b](../c.md) d [e](https://f.g) [h](#i)"),
            "a b d [e](https://f.g) h"
        );
        assert_eq!(without_relative_links("x](y [z](w"), "x](y [z](w");
    }

    #[test]
    fn anchors_and_stray_marks_vanish() {
        assert_eq!(without_anchors(" a <a name=\"x\"></a> b<a id=\"y\"></a> "), "a  b");
        assert_eq!(without_anchors("<a name=\"x\">"), "<a name=\"x\">");
        assert_eq!(without_anchors(" <a name=\"x\"></a> <a id=\"y\"></a>a<b <a name=\"z\"></a>"), "a<b");
        assert_eq!(without_anchors(&"<a name=\"x\"></a>a".repeat(200_000)).len(), 200_000, "in linear time");
        assert_eq!(without_stray_marks("**Note: **So it is.".into()), "Note: So it is.");
    }
}
