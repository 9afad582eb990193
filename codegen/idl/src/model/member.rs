//! A member of an operation's input or output, of a structure or of a union, and the element of a list or map.

use std::fmt;
use std::str::FromStr;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Number, Value};

use super::{Deprecation, TypeRef, is_false};

/// A value with its type, its place on the wire and what the documentation demands of it.
///
/// The elements of lists and the keys and values of maps are members too. One of which nothing but the type is
/// known is written as its type alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = or_type_alone))]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Member {
    /// What the value is.
    pub r#type: TypeRef,
    /// Whether the documentation demands (input) or promises (output) it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Whether `null` may stand in its place, as a page says or an example shows; that is not to be left out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// Where it travels; absent means in the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#in: Option<Location>,
    /// The name on the wire, where it differs from the member's. For the element of a list, or the key or value of a
    /// map, in a form or XML: where it differs from the protocol's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the elements of the list or map stand in a form or XML without one around them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub flattened: bool,
    /// The value that the service assumes when it is absent.
    #[serde(default, deserialize_with = "some_value", skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// How many characters (strings) or bytes (blobs) it may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<Box<Bounds>>,
    /// Between which numbers it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Box<Bounds>>,
    /// How many elements (lists) or entries (maps) it may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Bounds>>,
    /// The regular expression that it matches, in the documentation's dialect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Whether the elements of the list differ from each other.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// The values that it may have, where they make no enum of their own (numbers, single fixed values).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// The form of the text: `date-time`, `epoch-seconds` or `http-date` for timestamps, else as documented
    /// (`email`, `uri`, `HH:00`, …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The unit of the number: `bytes`, `seconds`, `minutes`, `percent`, ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The time zone of the time, such as `UTC`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Whether upper and lower case differ.
    #[serde(default, skip_serializing_if = "is_false")]
    pub case_sensitive: bool,
    /// Whether a client fills it with a fresh token when the caller does not, so that the call may be repeated.
    #[serde(default, skip_serializing_if = "is_false")]
    pub idempotency_token: bool,
    /// Whether it must not be shown in logs.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitive: bool,
    /// Whether the body is sent or received as a stream.
    #[serde(default, skip_serializing_if = "is_false")]
    pub streaming: bool,
    /// Whether it travels as a JSON text inside a string.
    #[serde(default, skip_serializing_if = "is_false")]
    pub json_string: bool,
    /// Whether, and how, the documentation calls it deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Box<Deprecation>>,
    /// What the documentation says of it, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Documented values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Value>,
}

impl Member {
    /// Returns a member of the given type about which nothing else is known.
    pub fn of(r#type: impl Into<TypeRef>) -> Self {
        Self { r#type: r#type.into(), ..Self::default() }
    }

    /// Whether nothing but the type is known, and the type by itself cannot be taken for a member.
    fn is_bare(&self) -> bool {
        !matches!(self.r#type, TypeRef::Map(_)) && *self == Self::of(self.r#type.clone())
    }
}

/// Where a member travels. Input members of an HTTP binding, output members of headers and the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Location {
    /// A `{label}` of the path.
    Path,
    /// The query string.
    Query,
    /// The whole query string, from a map.
    QueryMap,
    /// A header.
    Header,
    /// All headers that begin with the member's wire name.
    PrefixHeaders,
    /// A cookie.
    Cookie,
    /// A label of the host name.
    Host,
    /// One member of the JSON (or XML, or form) body.
    Body,
    /// The whole body.
    Payload,
    /// The status code of the response.
    Status,
    /// An attribute of the XML element that holds it.
    Attribute,
}

/// A range of numbers, both ends included: `1..200`, `1..`, `..50`.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String", extend("pattern" = r"^(\S+\.\.|\.\.\S+|\S+\.\.\S+)$")))]
pub struct Bounds {
    /// The least value, if there is one.
    pub min: Option<Number>,
    /// The greatest value, if there is one.
    pub max: Option<Number>,
}

impl Bounds {
    /// Returns the range from `min` to `max`; `None` if neither end is given.
    pub fn new(min: Option<Number>, max: Option<Number>) -> Option<Self> {
        (min.is_some() || max.is_some()).then_some(Self { min, max })
    }

    /// Whether no number lies in the range.
    pub fn is_impossible(&self) -> bool {
        matches!(self.ends_as_f64(), (Some(min), Some(max)) if min > max)
    }

    /// Returns both ends as floating-point numbers.
    pub fn ends_as_f64(&self) -> (Option<f64>, Option<f64>) {
        (self.min.as_ref().and_then(Number::as_f64), self.max.as_ref().and_then(Number::as_f64))
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(min) = &self.min {
            write!(f, "{min}")?;
        }
        f.write_str("..")?;
        if let Some(max) = &self.max {
            write!(f, "{max}")?;
        }
        Ok(())
    }
}

impl FromStr for Bounds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let malformed = || format!("`{text}` is no range; write `1..200`, `1..` or `..50`");
        let (min, max) = text.split_once("..").ok_or_else(malformed)?;
        let end = |text: &str| match text {
            "" => Ok(None),
            number => number.parse::<Number>().map(Some).map_err(|_| malformed()),
        };
        Self::new(end(min)?, end(max)?).ok_or_else(malformed)
    }
}

impl Serialize for Bounds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bounds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::parsed(deserializer)
    }
}

/// Reads a value where `null` is a value too.
fn some_value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Serialize for Member {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_bare() { self.r#type.serialize(serializer) } else { Self::serialize(self, serializer) }
    }
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MemberVisitor;

        impl<'de> Visitor<'de> for MemberVisitor {
            type Value = Member;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a type or a mapping with `type`")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Member, E> {
                TypeRef::deserialize(name.into_deserializer()).map(Member::of)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<Member, A::Error> {
                TypeRef::deserialize(SeqAccessDeserializer::new(access)).map(Member::of)
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Member, A::Error> {
                Member::deserialize(MapAccessDeserializer::new(access))
            }
        }

        deserializer.deserialize_any(MemberVisitor)
    }
}

/// Lets the schema of the mapping form accept a type alone, too.
#[cfg(feature = "schema")]
fn or_type_alone(schema: &mut schemars::Schema) {
    let mapping = std::mem::take(schema);
    *schema = schemars::json_schema!({ "anyOf": [{ "$ref": "#/$defs/Type" }, mapping] });
}
