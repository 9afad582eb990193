//! The names under which pages list entries, the members that they mean, and what they tell of forms: lists are numbered
//! in them as `Tags.member.N` or, without an element around, as `Tag.N`, and maps as `Traits.entry.N.key (key)`.

use crate::claims::{Basis, Claims, Fact, NodeId, Step};
use crate::document::Lines;
use crate::lines::trim;
use crate::search::split_once;

/// A label of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label<'a> {
    /// The label as the page prints it, without mark-up.
    pub(super) text: &'a str,
    /// The name of the member: `Tags` for `Tags.member.N`, `Size` for `Size (request), size (response)`.
    pub(super) member: &'a str,
    /// The name that the member has in responses, where the page tells two.
    pub(super) in_response: Option<&'a str>,
    /// How a form numbers what the member holds, where the label shows it.
    pub(super) numbered: Option<Numbered<'a>>,
}

/// How a form numbers the elements of a list or the entries of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Numbered<'a> {
    /// The name of the list or map.
    name: &'a str,
    /// The element around each, if there is one.
    element: Option<&'a str>,
    /// What stands behind the number for a map's keys.
    key: Option<&'a str>,
    /// What stands behind the number for a map's values.
    value: Option<&'a str>,
}

/// What a form has between a list, map or entry and its parts unless the label shows something else.
pub(super) const ELEMENT: &str = "member";
const ENTRY: &str = "entry";
const KEY: &str = "key";
const VALUE: &str = "value";

impl<'a> Numbered<'a> {
    /// Reads a name with a placeholder for a number: `Tags.member.N`, `Tag.N`.
    fn read(name: &'a str) -> Option<Self> {
        let is_part = |behind: &str| behind.is_empty() || behind.starts_with('.');
        let is_mark = |at: &usize| name[*at..].strip_prefix(".N").is_some_and(is_part);
        let at = memchr::memchr_iter(b'.', name.as_bytes()).find(is_mark)?;
        let (name, element) = match name[..at].split_once('.') {
            Some((name, element)) => (name, Some(element)),
            None => (&name[..at], None),
        };
        Some(Self { name, element, key: None, value: None })
    }

    /// Reads how the entries of a map are numbered: `Traits.entry.N.key (key)`, one or several of those.
    pub(super) fn entries(text: &'a str) -> Option<Self> {
        let mut found: Option<Self> = None;
        let mut rest = trim(text);
        let name = rest.bytes().take_while(is_of_name).count();
        if !rest[name..].starts_with(" (") {
            return None;
        }
        while !rest.is_empty() {
            let (name, behind) = split_once(rest, " (")?;
            let (role, behind) = behind.split_once(')')?;
            let part = Self::read(name).filter(|_| is_name(name))?;
            let entry = found.get_or_insert_with(|| part.clone());
            // The name stands before it all, which a page without marks writes as if it were one with the first part.
            if entry.name.strip_prefix(part.name) == Some(part.name) {
                entry.name = part.name;
            }
            let last = name.rsplit('.').next().filter(|last| *last != "N")?;
            match role {
                "key" => entry.key = Some(last),
                "value" => entry.value = Some(last),
                _ => return None,
            }
            rest = behind.trim_start_matches(',').trim_start();
        }
        found
    }

    /// Claims what differs from how the protocol writes lists and maps by itself.
    pub(super) fn claim(&self, claims: &mut Claims, node: NodeId, lines: Lines, basis: Basis) {
        let is_map = self.element == Some(ENTRY) || self.key.is_some() || self.value.is_some();
        let mut part = |step: Step, name: Option<&str>, usual: &str| {
            if let Some(name) = name.filter(|name| *name != usual) {
                let part = claims.node(node, step);
                claims.claim(part, Fact::WireName(name.to_owned()), lines, basis);
            }
        };
        part(Step::Key, self.key, KEY);
        part(Step::Value, self.value, VALUE);
        if !is_map {
            part(Step::Element, self.element, ELEMENT);
        }
        if self.element.is_none() {
            claims.claim(node, Fact::Flattened, lines, basis);
        }
    }
}

/// Reads a label. Names are single words of letters, digits and a few marks.
pub(super) fn read(text: &str) -> Option<Label<'_>> {
    let text = bare(text);
    // Behind the first name stands nothing or a role; in prose, which most texts are, stands something else.
    let name = text.bytes().take_while(is_of_name).count();
    let behind = text.as_bytes().get(name..).unwrap_or_default();
    if name == 0 || !(behind.is_empty() || behind.starts_with(b" (") || behind.starts_with(b"*")) {
        return None;
    }
    if behind.is_empty() {
        return is_name(text).then(|| {
            let numbered = Numbered::read(text);
            let member = numbered.as_ref().map_or(text, |numbered| numbered.name);
            Label { text, member, in_response: None, numbered }
        });
    }
    if let Some(both) = text.strip_suffix(" (response)")
        && let Some((request, response)) = both.split_once(" (request), ")
    {
        let (member, in_response) = (request.trim_matches('*'), response.trim_matches('*'));
        let fine = is_name(member) && is_name(in_response);
        return fine.then_some(Label {
            text,
            member: path_head(member),
            in_response: Some(path_head(in_response)),
            numbered: None,
        });
    }
    let numbered = Numbered::entries(text)?;
    let name = numbered.name;
    Some(Label { text: name, member: name, in_response: None, numbered: Some(numbered) })
}

/// Returns the first part of `Tags.member.N`, if one of the others is a placeholder for a number.
fn path_head(name: &str) -> &str {
    Numbered::read(name).map_or(name, |numbered| numbered.name)
}

/// Returns a text without the marks of bold type.
fn bare(text: &str) -> &str {
    let text = trim(text);
    match text.as_bytes() {
        [b'*', ..] | [.., b'*'] => text.trim_matches('*').trim(),
        _ => text,
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && text.bytes().all(|byte| is_of_name(&byte))
        && !text.ends_with(['.', ':'])
}

fn is_of_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_name_members() {
        let members = [
            ("colour", "colour"),
            ("** colour **", "colour"),
            ("Paint.member.N", "Paint"),
            ("Paint.N", "Paint"),
            ("Paint.entry.N.key", "Paint"),
            ("x-paint-colour", "x-paint-colour"),
            ("v1.2", "v1.2"),
            ("Size (request), size (response)", "Size"),
            ("Traits.entry.N.key (key)", "Traits"),
            ("Trait.N.Name (key)Trait.N.Value (value)", "Trait"),
            ("TraitsTraits.entry.N.key (key)Traits.entry.N.value (value)", "Traits"),
        ];
        for (text, member) in members {
            assert_eq!(read(text).map(|label| label.member), Some(member), "{text}");
        }
        for text in ["", "two words", "Ends here.", "So:", "Size (request)", "9lives", "Made in N.Y. (key)"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn numbered_names_tell_how_forms_write_lists_and_maps() {
        fn numbered(text: &str) -> Option<Numbered<'_>> {
            read(text)?.numbered
        }
        let of = |name, element, key, value| Some(Numbered { name, element, key, value });
        let cases = [
            ("Paint.N", of("Paint", None, None, None)),
            ("Paints.member.N", of("Paints", Some("member"), None, None)),
            ("Paints.Paint.N", of("Paints", Some("Paint"), None, None)),
            ("Traits.entry.N.key", of("Traits", Some("entry"), None, None)),
            ("Traits.entry.N.key (key)", of("Traits", Some("entry"), Some("key"), None)),
            ("Trait.N.Name (key), Trait.N.Value (value)", of("Trait", None, Some("Name"), Some("Value"))),
            ("Trait.N.Name (key)\nTrait.N.Value (value)", of("Trait", None, Some("Name"), Some("Value"))),
            ("v1.2", None),
            ("Paint.Note", None),
        ];
        for (text, expected) in cases {
            assert_eq!(numbered(text), expected, "{text}");
        }
    }
}
