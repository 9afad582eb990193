//! The names under which pages list entries, and the members that they mean.

/// A label of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label<'a> {
    /// The label as the page prints it, without mark-up.
    pub(super) text: &'a str,
    /// The name of the member: `Tags` for `Tags.member.N`, `Size` for `Size (request), size (response)`.
    pub(super) member: &'a str,
    /// The name that the member has in responses, where the page tells two.
    pub(super) in_response: Option<&'a str>,
}

/// Reads a label. Names are single words of letters, digits and a few marks.
pub(super) fn read(text: &str) -> Option<Label<'_>> {
    let text = text.trim().trim_matches('*').trim();
    if let Some(both) = text.strip_suffix(" (response)")
        && let Some((request, response)) = both.split_once(" (request), ")
    {
        let (member, in_response) = (request.trim_matches('*'), response.trim_matches('*'));
        let fine = is_name(member) && is_name(in_response);
        return fine.then_some(Label {
            text,
            member: path_head(member),
            in_response: Some(path_head(in_response)),
        });
    }
    is_name(text).then(|| Label { text, member: path_head(text), in_response: None })
}

/// Returns the first part of `Tags.member.N`, if the last is a placeholder for a number.
fn path_head(name: &str) -> &str {
    let is_indexed = name.split('.').skip(1).any(|part| part == "N");
    name.split('.').next().filter(|_| is_indexed).unwrap_or(name)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:$".contains(&byte))
        && !text.ends_with(['.', ':'])
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
        ];
        for (text, member) in members {
            assert_eq!(read(text).map(|label| label.member), Some(member), "{text}");
        }
        for text in ["", "two words", "Ends here.", "So:", "Size (request)", "9lives"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
