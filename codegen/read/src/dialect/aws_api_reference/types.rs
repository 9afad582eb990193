//! What stands behind `Type:`.

use docwright_idl::Scalar;

use crate::claims::Kind;
use crate::lines::{may_begin, trim, trim_start};
use crate::search::strip_prefix_ignoring_case;

/// A type as a page words it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TypeText<'a> {
    Scalar(Scalar),
    /// The element of an `Array` of which no more is said.
    Any,
    /// `Job object`, or a link to the page of a shape.
    Shape(&'a str),
    /// `Exception`: an error as an event of a stream.
    Exception,
    /// `Array of Job objects`
    List(Box<TypeText<'a>>),
    /// `String to string map`
    Map(Box<TypeText<'a>>, Box<TypeText<'a>>),
}

/// The names of scalars, in the singular and in lower case.
const SCALARS: &[(&str, Scalar)] = &[
    ("string", Scalar::String),
    ("boolean", Scalar::Boolean),
    ("integer", Scalar::Integer),
    ("short", Scalar::Integer),
    ("byte", Scalar::Integer),
    ("long", Scalar::Long),
    ("biginteger", Scalar::BigInteger),
    ("float", Scalar::Float),
    ("double", Scalar::Double),
    ("bigdecimal", Scalar::Double),
    ("timestamp", Scalar::Timestamp),
    ("datetime", Scalar::Timestamp),
    ("base64-encoded binary data object", Scalar::Blob),
    ("base64-encoded binary data", Scalar::Blob),
    ("json value", Scalar::Document),
    ("number", Scalar::Number),
];

impl<'a> TypeText<'a> {
    /// Returns what stands behind `Type:` on a line of its own.
    pub(super) fn line(text: &'a str) -> Option<&'a str> {
        if !may_begin(text, |first| first == b'T') {
            return None;
        }
        let text = trim(trim_start(text).strip_prefix("Type:")?);
        memchr::memchr(b'\n', text.as_bytes()).is_none().then_some(text)
    }

    /// Reads a type. `markdown` is the same line with its links.
    pub(super) fn read(text: &'a str, markdown: &'a str) -> Option<Self> {
        Self::read_nested(text, 0).or_else(|| {
            let is_link = Self::line(markdown).is_some_and(|markdown| {
                let target =
                    markdown.strip_prefix('[').and_then(|rest| rest.strip_prefix(text)?.strip_prefix("]("));
                target.and_then(|target| target.strip_suffix(')')).is_some_and(|target| !target.contains('('))
            });
            is_link.then(|| Self::shape(text)).flatten()
        })
    }

    /// Returns the kind that the words tell.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Scalar(scalar) => Kind::Scalar(*scalar),
            Self::Any => Kind::Any,
            Self::Shape(_) | Self::Exception => Kind::Object,
            Self::List(_) => Kind::List,
            Self::Map(..) => Kind::Map,
        }
    }

    fn read_nested(text: &'a str, depth: usize) -> Option<Self> {
        const MAX_DEPTH: usize = 16;
        if depth > MAX_DEPTH {
            return None;
        }
        let text = trim(text);
        if let Some(element) = strip_prefix_ignoring_case(text, "array of ")
            .or_else(|| strip_prefix_ignoring_case(text, "arrays of "))
        {
            return Some(Self::List(Box::new(Self::read_nested(element, depth + 1)?)));
        }
        if let Some(element) = text.strip_suffix(" list") {
            return Some(Self::List(Box::new(Self::read_nested(element, depth + 1)?)));
        }
        if text.eq_ignore_ascii_case("array") {
            return Some(Self::List(Box::new(Self::Any)));
        }
        if let Some(map) = text.strip_suffix(" map").or_else(|| text.strip_suffix(" maps"))
            && let Some((key, value)) = map.split_once(" to ")
        {
            let key = Self::read_nested(key, depth + 1)?;
            return Some(Self::Map(Box::new(key), Box::new(Self::read_nested(value, depth + 1)?)));
        }
        let singular = text.strip_suffix('s').unwrap_or(text);
        let scalar = SCALARS
            .iter()
            .find(|(name, _)| text.eq_ignore_ascii_case(name) || singular.eq_ignore_ascii_case(name));
        if let Some((_, scalar)) = scalar {
            return Some(Self::Scalar(*scalar));
        }
        if text == "Exception" {
            return Some(Self::Exception);
        }
        let name = [" objects", " object", " data types", " data type"]
            .iter()
            .find_map(|suffix| text.strip_suffix(suffix));
        // The keys and values of maps are named without `object`.
        Self::shape(name.or((depth > 0).then_some(text))?.trim())
    }

    fn shape(name: &'a str) -> Option<Self> {
        let fine = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.');
        fine.then_some(Self::Shape(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_pages_word_them() {
        use TypeText::{Exception, List, Map, Scalar as S, Shape};
        let string = || Box::new(S(Scalar::String));
        let cases = [
            ("String", S(Scalar::String)),
            ("Job object", Shape("Job")),
            ("Array of strings", List(string())),
            ("Array of Job objects", List(Box::new(Shape("Job")))),
            ("Array of arrays of integers", List(Box::new(List(Box::new(S(Scalar::Integer)))))),
            ("String to string map", Map(string(), string())),
            ("Array of string to Job object maps", List(Box::new(Map(string(), Box::new(Shape("Job")))))),
            ("Array of Job data types", List(Box::new(Shape("Job")))),
            // A link may have spaces within: `Array of [ Job ](…) objects`.
            (" Job  object", Shape("Job")),
            ("Array of  Job  objects", List(Box::new(Shape("Job")))),
            ("String to Job object map", Map(string(), Box::new(Shape("Job")))),
            ("String to array of Job objects map", Map(string(), Box::new(List(Box::new(Shape("Job")))))),
            ("Exception", Exception),
            ("String list", List(string())),
            ("Job list", List(Box::new(Shape("Job")))),
            ("Base64-encoded binary data object", S(Scalar::Blob)),
        ];
        for (text, expected) in cases {
            assert_eq!(TypeText::read(text, text), Some(expected), "{text}");
        }
        for text in
            ["", "Thing", "a thing of its own", "Pots, a list", "a long list", &"Array of ".repeat(100)]
        {
            assert_eq!(TypeText::read(text, text), None, "{text}");
        }
        assert_eq!(TypeText::read("Job", "Type: [Job](API_Job.md)"), Some(Shape("Job")));
        assert_eq!(TypeText::read("Job", "Type: [Job](a) (b)"), None);
    }
}
