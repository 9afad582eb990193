//! The sentences that stand in every page, and what they tell.

use super::constraints::leading_status;
use crate::lines::{may_begin, trim};

/// What the entries that follow a sentence describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Members of the URI or of the request's headers: their entries need no type.
    Uri,
    /// Members of the response's headers: their entries need no type.
    Headers,
    /// Members of a body; each has a type.
    Body,
    /// The one member that is the body; it needs no type.
    WholeBody,
    /// Errors; each has a status.
    Errors,
}

/// What a sentence tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Nothing,
    Status(u16),
    Scope(Scope),
    /// That the one member that is the body is bytes.
    Binary,
    /// That the entries do not stand in the order of the syntax.
    RequiredFirst,
    /// That the data type is a union.
    Union,
}

/// Sentences by their beginning.
const SENTENCES: &[(&str, Told)] = &[
    ("The request uses the following URI parameters", Told::Scope(Scope::Uri)),
    ("The request requires the following URI parameters", Told::Scope(Scope::Uri)),
    ("The request does not use any URI parameters", Told::Nothing),
    ("The request accepts the following data in", Told::Scope(Scope::Body)),
    ("The request accepts the following binary data", Told::Binary),
    ("The request does not have a request body", Told::Nothing),
    ("The following data is returned in binary format", Told::Binary),
    ("The following data is returned in", Told::Scope(Scope::Body)),
    ("The following elements are returned by the service", Told::Scope(Scope::Body)),
    ("The following element is returned by the service", Told::Scope(Scope::Body)),
    ("The following element is returned in a structure named", Told::Scope(Scope::Body)),
    ("The following elements are returned in a structure named", Told::Scope(Scope::Body)),
    (
        "If the action is successful, the service sends back the following HTTP response",
        Told::Scope(Scope::Headers),
    ),
    ("The response returns the following HTTP headers", Told::Scope(Scope::Headers)),
    ("The response returns the following as the HTTP body", Told::Scope(Scope::WholeBody)),
    ("In the following list, the required parameters are described first", Told::RequiredFirst),
    ("This data type is a UNION", Told::Union),
    ("The members of this exception structure are context-dependent", Told::Nothing),
    ("The following parameters are for this specific action", Told::Nothing),
    ("For more information about required and optional parameters that are common", Told::Nothing),
    ("For information about the parameters that are common to all actions", Told::Nothing),
    ("For information about the errors that are common to all actions", Told::Nothing),
];

/// The sentence that tells the status of a success.
const SUCCESS: &str = "If the action is successful, the service sends back an HTTP ";

/// The beginning of the text of an XML body's root element, which is printed like a member and is none.
pub(super) const ROOT_ELEMENT: &str = "Root level tag for the ";

/// The sentences that tell that a thing should no longer be used.
const DEPRECATED: &[&str] = &[
    "This parameter has been deprecated.",
    "This member has been deprecated.",
    "This action has been deprecated.",
    "This operation has been deprecated.",
    "This data type has been deprecated.",
];

/// Whether a sentence of the layout says that a thing should no longer be used.
pub(super) fn says_deprecated(text: &str) -> bool {
    may_begin(text, |first| first == b'T') && DEPRECATED.contains(&trim(text))
}

/// Reads a sentence of the layout.
pub(super) fn read(text: &str) -> Option<Told> {
    if !may_begin(text, |first| matches!(first, b'F' | b'I' | b'T')) {
        return None;
    }
    let text = trim(text);
    if let Some(rest) = text.strip_prefix(SUCCESS) {
        return Some(leading_status(rest).map_or(Told::Nothing, Told::Status));
    }
    /// Which byte tells most sentences from others, and from prose.
    const TELLING: usize = 4;
    let telling = text.as_bytes().get(TELLING)?;
    let is_it = |sentence: &str| sentence.as_bytes()[TELLING] == *telling && text.starts_with(sentence);
    SENTENCES.iter().find(|(sentence, _)| is_it(sentence)).map(|(_, told)| *told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_tell_the_status_and_what_follows() {
        let cases = [
            (
                "If the action is successful, the service sends back an HTTP 202 response.",
                Some(Told::Status(202)),
            ),
            ("The response returns the following HTTP headers.", Some(Told::Scope(Scope::Headers))),
            ("The following data is returned in XML format by the service.", Some(Told::Scope(Scope::Body))),
            ("The following data is returned in binary format by the service.", Some(Told::Binary)),
            ("The request requires the following URI parameters.", Some(Told::Scope(Scope::Uri))),
            ("The request requires paint.", None),
            ("The request is painted.", None),
        ];
        for (text, told) in cases {
            assert_eq!(read(text), told, "{text}");
        }
    }
}
