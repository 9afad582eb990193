//! The labels of the layout: `**Min length**: 24`.

use crate::lines::{may_begin, trim};
use crate::search::split_once;

/// What a label says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Type,
    Format,
    Pattern,
    MinLength,
    MaxLength,
    Minimum,
    Maximum,
    MinItems,
    MaxItems,
    MinEntries,
    MaxEntries,
    UniqueItems,
    Default,
    /// The values follow as a list.
    Values,
    /// What the elements are follows.
    Element,
    /// A value; with nothing after it, examples of the whole body follow.
    Example,
    /// The media type of a body.
    Media,
}

/// The labels in lower case.
const LABELS: &[(&str, Label)] = &[
    ("type", Label::Type),
    ("format", Label::Format),
    ("pattern", Label::Pattern),
    ("min length", Label::MinLength),
    ("max length", Label::MaxLength),
    ("minimum", Label::Minimum),
    ("maximum", Label::Maximum),
    ("min items", Label::MinItems),
    ("max items", Label::MaxItems),
    ("min properties", Label::MinEntries),
    ("max properties", Label::MaxEntries),
    ("unique items", Label::UniqueItems),
    ("default", Label::Default),
    ("allowed values", Label::Values),
    ("array type description", Label::Element),
    ("example", Label::Example),
    ("examples", Label::Example),
    ("media type", Label::Media),
];

/// What a line in bold with a colon begins with, if it is one of the layout's labels, and what follows it.
pub(super) type Labelled<'d> = (Option<Label>, &'d str);

/// Reads a line that begins with something in bold and a colon.
pub(super) fn read(line: &str) -> Option<Labelled<'_>> {
    if !may_begin(line, |first| first == b'*') {
        return None;
    }
    let (bold, rest) = split_once(trim(line).strip_prefix("**")?, "**")?;
    let (title, value) = match (bold.strip_suffix(':'), rest.strip_prefix(':')) {
        (Some(title), _) => (title, rest),
        (None, Some(value)) => (bold, value),
        (None, None) => return None,
    };
    let title = trim(title);
    let label = LABELS.iter().find(|(known, _)| title.eq_ignore_ascii_case(known)).map(|(_, label)| *label);
    Some((label, trim(value)))
}

/// Returns the text without the backticks around it.
pub(super) fn bare(text: &str) -> &str {
    let text = trim(text);
    text.strip_prefix('`').and_then(|text| text.strip_suffix('`')).unwrap_or(text)
}

/// Returns the texts in backticks.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let next = move || {
        let (_, behind) = split_once(rest, "`")?;
        let quoted;
        (quoted, rest) = split_once(behind, "`").unwrap_or((behind, ""));
        Some(quoted)
    };
    std::iter::from_fn(next).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_bold_and_have_a_colon() {
        assert_eq!(read("**Min length**: 24"), Some((Some(Label::MinLength), "24")));
        assert_eq!(read("**Array type description:**"), Some((Some(Label::Element), "")));
        assert_eq!(read("**Note**: mind this"), Some((None, "mind this")));
        for text in ["**Type** String", "Type: String", "**Type", ""] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!((bare(" `a` "), bare("a`")), ("a", "a`"));
        assert_eq!(quoted("either `a` or `b c`, not ``").collect::<Vec<_>>(), ["a", "b c"]);
    }
}
