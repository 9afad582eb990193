//! The marks that some copies of a page put around the placeholders of a syntax: `{{string}}`, `` `string` `` or
//! `***string***`. Without them all copies are the same, except that a marked label of a path is certain to be one.

use std::borrow::Cow;

use super::super::markup::without_links;
use crate::search::find;

/// How long a placeholder may be, in bytes.
const MAX_PLACEHOLDER: usize = 100;

/// Returns a syntax without links, and without marks around its placeholders. Those in the path become `{label}`.
pub(super) fn unmark(text: &str) -> Cow<'_, str> {
    // Some copies keep the marks of code around all of it.
    let code = text.trim().strip_prefix('`').and_then(|code| code.strip_suffix('`'));
    let text = code.filter(|code| !code.starts_with('`')).unwrap_or(text);
    match without_links(text) {
        Cow::Borrowed(text) => without_marks(text),
        Cow::Owned(text) => Cow::Owned(without_marks(&text).into_owned()),
    }
}

fn without_marks(text: &str) -> Cow<'_, str> {
    if find(text, "{{").is_none() && memchr::memchr2(b'`', b'*', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let start = text.trim_start();
    let target = start
        .find(char::is_whitespace)
        .map(|end| &start[end..])
        .filter(|_| !start.starts_with(['{', '<', '"']));
    let Some(target) = target else { return Cow::Owned(replace(text, "", "")) };
    let method = &start[..start.len() - target.len()];
    let target = target.trim_start();
    let end = target.find(char::is_whitespace).unwrap_or(target.len());
    let (target, rest) = target.split_at(end);
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    Cow::Owned(format!(
        "{method} {}{}{}",
        replace(path, "{", "}"),
        replace(query, "", ""),
        replace(rest, "", "")
    ))
}

/// Puts other marks around the placeholders.
fn replace(text: &str, before: &str, after: &str) -> String {
    const MARKS: [(&str, &str); 3] = [("{{", "}}"), ("***", "***"), ("`", "`")];
    let mut text = text.to_owned();
    for (open, close) in MARKS {
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find(open) {
            let inner = &rest[start + open.len()..];
            let nearby = &inner[..inner.floor_char_boundary(MAX_PLACEHOLDER + close.len())];
            match nearby.find(close).filter(|end| is_placeholder(&inner[..*end])) {
                Some(end) => {
                    let bare = inner[..end].trim_matches(['*', '`']);
                    out.push_str(&rest[..start]);
                    out.extend([before, bare, after]);
                    rest = &inner[end + close.len()..];
                }
                None => {
                    out.push_str(&rest[..start + open.len()]);
                    rest = inner;
                }
            }
        }
        out.push_str(rest);
        text = out;
    }
    text
}

fn is_placeholder(text: &str) -> bool {
    !text.is_empty()
        && text.len() < MAX_PLACEHOLDER
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " _-.+*`".contains(c))
}

#[cfg(test)]
mod tests {
    use super::unmark;

    #[test]
    fn names_that_are_links_are_names() {
        let linked = "{\n   \"[pots](#Kiln-Fire-request-pots)\": [\n      { \"[glaze](API_Pot.md#Kiln-Pot-glaze)\": [ \"string\" ] }\n   ]\n}";
        let plain = "{\n   \"pots\": [\n      { \"glaze\": [ \"string\" ] }\n   ]\n}";
        assert_eq!(unmark(linked), plain);
        assert_eq!(
            unmark(
                "GET /kilns/[kilnId](#Kiln-Fire-kilnId)?[max](#Kiln-Fire-max)=[max](#Kiln-Fire-max) HTTP/1.1"
            ),
            "GET /kilns/kilnId?max=max HTTP/1.1"
        );
    }

    #[test]
    fn all_marks_give_the_same() {
        let plain =
            "PUT /a/{Id}/b?max=Max HTTP/1.1 X-T: Token { \"k\": \"string\", \"n\": number, \"o\": { ... } }";
        let marked = [
            "PUT /a/{{Id}}/b?max={{Max}} HTTP/1.1 X-T: {{Token}} { \"k\": \"{{string}}\", \"n\": {{number}}, \"o\": { ... } }",
            "PUT /a/`Id`/b?max=`Max` HTTP/1.1 X-T: `Token` { \"k\": \"`string`\", \"n\": `number`, \"o\": { ... } }",
        ];
        for text in marked {
            assert_eq!(unmark(text), plain);
        }
        assert_eq!(unmark("`HTTP/1.1 200\n{ \"k\": ***number*** }`"), "HTTP/1.1 200\n{ \"k\": number }");
        assert_eq!(unmark("\"k\": \"{{string}}\", \"n\": {{number}}"), "\"k\": \"string\", \"n\": number");
        // Marks that are never closed are not looked for to the end of the page each time.
        let open = format!("{{ {} }}", "{".repeat(200_000));
        assert_eq!(unmark(&open), open);
        assert_eq!(unmark("{ \"k\": \"***string***\" }"), "{ \"k\": \"string\" }");
        assert_eq!(unmark("{ \"a\": { \"b\": {{} } } }"), "{ \"a\": { \"b\": {{} } } }");
    }
}
