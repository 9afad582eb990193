//! Bodies in other formats than JSON: forms, XML and CBOR, each a serde format.
//!
//! The models are the same for all protocols: what a body looks like is told by the names that serde knows the members by.
//! Where a form or XML needs more than a name, the name says it in the [notation](self#notation) of this module, which
//! generated code writes.
//!
//! # Notation
//!
//! | name | a value | a list | a map |
//! |---|---|---|---|
//! | `Tags` | `<Tags>…</Tags>` | `<Tags><member/>…</Tags>` | `<Tags><entry><key/><value/></entry>…</Tags>` |
//! | `Tags>Tag` | | `<Tags><Tag/>…</Tags>` | `<Tags><Tag><key/><value/></Tag>…</Tags>` |
//! | `Tag[]` | | `<Tag/>…` | `<Tag><key/><value/></Tag>…` |
//! | `Tags(K,V)` | | | `<Tags><entry><K/><V/></entry>…</Tags>` |
//! | `@type` | the attribute `type` | | |
//!
//! What stands behind `>`, and behind the comma of `(K,V)`, is a name of this notation in turn: it says how the elements of the
//! list, or the values of the map, are written.
//!
//! In a form the parts are joined by dots, and elements are numbered from 1: `Tags.member.1`, `Tags.Tag.1`, `Tag.1`,
//! `Tags.entry.1.key`.

#[cfg(feature = "cbor")]
pub(crate) mod cbor;
#[cfg(feature = "xml")]
pub(crate) mod form;
#[cfg(feature = "xml")]
mod notation;
#[cfg(feature = "xml")]
pub(crate) mod xml;

use std::fmt;

/// How deep the values of a body may be nested: no API's are, and the stack ends somewhere.
const MAX_DEPTH: usize = 128;

/// Why a body could not be written or read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormatError {
    message: String,
    /// The way to the offending value, the innermost part first.
    way: Vec<String>,
}

impl FormatError {
    fn new(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), way: Vec::new() }
    }

    fn too_deep() -> Self {
        Self::new(format_args!("values are nested deeper than {MAX_DEPTH} levels"))
    }

    /// Returns the error as one within a member.
    fn within(mut self, member: &str) -> Self {
        self.way.push(format!(".{member}"));
        self
    }

    /// Returns the error as one within an element of a list.
    fn at(mut self, index: usize) -> Self {
        self.way.push(format!("[{index}]"));
        self
    }

    /// Returns where the offending value is, such as `$.items[3].name`.
    pub(crate) fn path(&self) -> String {
        std::iter::once("$").chain(self.way.iter().rev().map(String::as_str)).collect()
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FormatError {}

impl serde::ser::Error for FormatError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message)
    }
}

impl serde::de::Error for FormatError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message)
    }
}

/// Whatever comes is read or refused: nothing panics, and what was written is read.
#[cfg(all(test, feature = "cbor", feature = "xml"))]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};
    use serde_json::Value;

    use super::*;
    use crate::any_value::AnyValue;
    use crate::{Blob, Timestamp};

    #[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
    #[serde(default)]
    struct Sample {
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(rename = "n[]", skip_serializing_if = "Vec::is_empty")]
        numbers: Vec<i64>,
        #[serde(rename = "items>item", skip_serializing_if = "Vec::is_empty")]
        items: Vec<Sample>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        map: BTreeMap<String, bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<Blob>,
        #[serde(with = "crate::timestamp::date_time", skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    }

    fn sample() -> impl Strategy<Value = Sample> {
        // XML has no way to write other control characters.
        let text = || "[^\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u{2028}\\u{fffe}\\u{ffff}]{0,9}";
        let leaf = (
            proptest::option::of(text()),
            proptest::collection::vec(any::<i64>(), 0..3),
            proptest::collection::btree_map("[a-z]{1,3}", any::<bool>(), 0..3),
            proptest::option::of(proptest::collection::vec(any::<u8>(), 0..9)),
            proptest::option::of(-9_000_000_000i64..9_000_000_000),
        );
        let leaf = leaf.prop_map(|(text, numbers, map, data, at)| Sample {
            text,
            numbers,
            map,
            data: data.map(Blob::from),
            at: at.and_then(|at| Timestamp::from_second(at).ok()),
            items: Vec::new(),
        });
        leaf.prop_recursive(3, 12, 3, |inner| {
            (inner.clone(), proptest::collection::vec(inner, 0..3))
                .prop_map(|(sample, items)| Sample { items, ..sample })
        })
    }

    fn read_xml(text: &[u8]) -> Result<Sample, FormatError> {
        xml::read::from_element(&xml::tree::Element::parse(text)?)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read(sample in sample()) {
            prop_assert_eq!(&cbor::from_bytes::<Sample>(&cbor::to_bytes(&sample).unwrap()).unwrap(), &sample);
            let text = xml::write::to_text("Root", "urn:x", &sample).unwrap();
            prop_assert_eq!(&read_xml(text.as_bytes()).unwrap(), &sample, "{}", text);
        }

        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = cbor::from_bytes::<Sample>(&bytes);
            let _ = cbor::from_bytes::<AnyValue>(&bytes);
            let _ = read_xml(&bytes);
        }

        #[test]
        fn any_tags(text in "(<[a-z]{1,4}( [a-z]='[a-z&]')?/?>|</[a-z]{1,4}>|&[a-z#0-9]{0,4};|[a-z0-9 ]|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<\\?|<!DOCTYPE){0,20}") {
            let _ = read_xml(text.as_bytes());
        }

        #[test]
        fn what_was_written_and_then_damaged(sample in sample(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            for mut bytes in [cbor::to_bytes(&sample).unwrap(), xml::write::to_text("R", "", &sample).unwrap().into_bytes()] {
                let at = at.index(bytes.len());
                bytes[at] = byte;
                let _ = cbor::from_bytes::<Sample>(&bytes);
                let _: Result<Value, _> = cbor::from_bytes(&bytes);
                let _ = read_xml(&bytes);
                bytes.truncate(at);
                let _ = cbor::from_bytes::<Sample>(&bytes);
                let _ = read_xml(&bytes);
            }
        }
    }
}
