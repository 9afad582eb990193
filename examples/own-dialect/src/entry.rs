//! Reads the entries of lists: `limit (whole number, optional, 1 to 50): How many berths`.

use docwright_idl::{Bounds, Scalar};

// ANCHOR: entry
/// A member as a card lists it.
#[derive(Debug, PartialEq)]
pub(crate) struct Entry<'t> {
    pub(crate) name: &'t str,
    pub(crate) of: Type<'t>,
    pub(crate) is_optional: bool,
    pub(crate) range: Option<Bounds>,
    pub(crate) doc: &'t str,
}

/// A type in the words of the layout.
#[derive(Debug, PartialEq)]
pub(crate) enum Type<'t> {
    Scalar(Scalar),
    List(Box<Type<'t>>),
    /// What a card of this title describes.
    Card(&'t str),
}

/// How the layout calls scalars. A type that a page words in another way is a row here.
const SCALARS: &[(&str, Scalar)] = &[
    ("text", Scalar::String),
    ("whole number", Scalar::Integer),
    ("number", Scalar::Double),
    ("yes or no", Scalar::Boolean),
    ("time", Scalar::Timestamp),
    ("date", Scalar::Date),
];

impl<'t> Entry<'t> {
    /// Reads an entry; `None` if any part of it is not understood, so that nothing of it is lost in silence.
    pub(crate) fn read(text: &'t str) -> Option<Self> {
        let (head, doc) = text.split_once("):")?;
        let (name, labels) = head.split_once(" (")?;
        let mut labels = labels.split(", ");
        let of = Type::read(labels.next()?)?;
        let (mut is_optional, mut range) = (false, None);
        for label in labels {
            match label.split_once(" to ") {
                Some((min, max)) => range = Bounds::new(Some(min.parse().ok()?), Some(max.parse().ok()?)),
                None if label == "optional" => is_optional = true,
                None => return None,
            }
        }
        is_name(name).then_some(Self { name, of, is_optional, range, doc: doc.trim() })
    }
}

impl<'t> Type<'t> {
    fn read(words: &'t str) -> Option<Self> {
        if let Some(element) = words.strip_prefix("list of ") {
            return Self::read(element).map(|element| Self::List(Box::new(element)));
        }
        let scalar = SCALARS.iter().find(|(name, _)| *name == words);
        match scalar {
            Some((_, scalar)) => Some(Self::Scalar(*scalar)),
            None => is_name(words).then_some(Self::Card(words)),
        }
    }
}
// ANCHOR_END: entry

/// Whether a text can be the name of a member, an operation or a shape.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    // ANCHOR: entry-test
    #[test]
    fn an_entry_is_understood_whole_or_not_at_all() {
        let entry = Entry::read("limit (whole number, optional, 1 to 50): How many.");
        let expected = Entry {
            name: "limit",
            of: Type::Scalar(Scalar::Integer),
            is_optional: true,
            range: Bounds::new(Some(1.into()), Some(50.into())),
            doc: "How many.",
        };
        assert_eq!(entry, Some(expected));
        let of = |text| Entry::read(text).map(|entry| entry.of);
        let list = Type::List(Box::new(Type::Card("Berth")));
        assert_eq!(of("berths (list of Berth): All."), Some(list));
        for text in
            ["limit: How many.", "limit (): How many.", "limit (number, rarely): How many.", "a b (text): x"]
        {
            assert_eq!(Entry::read(text), None, "{text}");
        }
    }
    // ANCHOR_END: entry-test
}
