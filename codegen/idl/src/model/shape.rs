//! Named shapes: structures, enums, unions, lists and maps; and errors.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Deprecation, Map, Member, MemberRule, TypeRef, is_false};

/// A named shape.
///
/// In YAML its kind is told by the key that it has: `members`, `enum`, `union`, `list` or `map`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(into = "Form")]
pub struct Shape {
    /// What the documentation says of it, as Markdown.
    pub doc: Option<String>,
    /// Where the vendor documents it.
    pub doc_url: Option<String>,
    /// Whether, and how, the documentation calls it deprecated.
    pub deprecated: Option<Deprecation>,
    /// What it is.
    pub kind: ShapeKind,
}

impl Shape {
    /// Returns a shape of the given kind of which nothing else is known.
    pub fn of(kind: ShapeKind) -> Self {
        Self { doc: None, doc_url: None, deprecated: None, kind }
    }
}

/// What a [`Shape`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeKind {
    /// A structure.
    Struct {
        /// The members by name, in the documentation's order.
        members: Map<Member>,
        /// What must hold between them.
        rules: Vec<MemberRule>,
    },
    /// One of the documented texts.
    Enum {
        /// The documented values.
        values: Vec<EnumValue>,
        /// Whether the documentation shows that it does not list all values.
        open: bool,
    },
    /// Exactly one of the members.
    Union(Map<Member>),
    /// A list with elements of the given kind.
    List(Box<Member>),
    /// A map.
    Map(Box<MapType>),
}

/// The keys and values of a map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MapType {
    /// What a key is.
    pub key: Member,
    /// What a value is.
    pub value: Member,
}

/// One value of an enum; written as the value alone if nothing else is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(transform = or_value_alone))]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct EnumValue {
    /// The text on the wire.
    pub value: String,
    /// What the documentation says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Whether, and how, the documentation calls it deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Deprecation>,
}

impl From<&str> for EnumValue {
    fn from(value: &str) -> Self {
        Self { value: value.to_owned(), ..Self::default() }
    }
}

impl Serialize for EnumValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.doc.is_none() && self.deprecated.is_none() {
            serializer.serialize_str(&self.value)
        } else {
            Self::serialize(self, serializer)
        }
    }
}

impl<'de> Deserialize<'de> for EnumValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;

        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = EnumValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text (quote what YAML would read as something else) or a mapping with `value`")
            }

            fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<EnumValue, E> {
                Ok(EnumValue::from(value))
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<EnumValue, A::Error> {
                EnumValue::deserialize(MapAccessDeserializer::new(access))
            }
        }

        deserializer.deserialize_any(ValueVisitor)
    }
}

#[cfg(feature = "schema")]
fn or_value_alone(schema: &mut schemars::Schema) {
    let mapping = std::mem::take(schema);
    *schema = schemars::json_schema!({ "anyOf": [{ "type": "string" }, mapping] });
}

/// An error that a service answers with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorShape {
    /// The HTTP status code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The code in the response that tells this error; absent where only the status tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The media type of the body; absent where there is none or the documentation does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    /// The shape of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<TypeRef>,
    /// The members of the body, where they belong to this error alone.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub members: Map<Member>,
    /// Whether the documentation says that trying again may help.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retryable: bool,
    /// What the documentation says of it, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Where the vendor documents it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_url: Option<String>,
}

/// Returns the name of an error without the word that says that it is one, which the code that services send may lack.
///
/// ```
/// use docwright_idl::error_stem;
///
/// assert_eq!(error_stem("ThrottlingException"), "Throttling");
/// assert_eq!(error_stem("Conflict"), "Conflict");
/// assert_eq!(error_stem("Exception"), "Exception");
/// ```
pub fn error_stem(name: &str) -> &str {
    const ENDINGS: [&str; 3] = ["Exception", "Error", "Fault"];
    let stem = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// A shape as the YAML holds it.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Shape"))]
#[serde(deny_unknown_fields)]
struct Form {
    /// What the documentation says of it, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    doc: Option<String>,
    /// Where the vendor documents it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    doc_url: Option<String>,
    /// Whether, and how, the documentation calls it deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deprecated: Option<Deprecation>,
    /// A structure: the members by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    members: Option<Map<Member>>,
    /// What must hold between the members of a structure.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        with = "serde_yaml::with::singleton_map_recursive"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<MemberRule>"))]
    rules: Vec<MemberRule>,
    /// An enum: the documented values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r#enum: Option<Vec<EnumValue>>,
    /// Whether the documentation shows that it does not list all values of the enum.
    #[serde(default, skip_serializing_if = "is_false")]
    open: bool,
    /// A union: the members of which exactly one is present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    union: Option<Map<Member>>,
    /// A list: what an element is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list: Option<Box<Member>>,
    /// A map: what keys and values are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    map: Option<Box<MapType>>,
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ShapeVisitor;

        impl<'de> Visitor<'de> for ShapeVisitor {
            type Value = Shape;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a shape: a mapping with `members`, `enum`, `union`, `list` or `map`")
            }

            // Checked while the mapping is read, so that the error has its place.
            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Shape, A::Error> {
                let form = Form::deserialize(MapAccessDeserializer::new(access))?;
                Shape::try_from(form).map_err(serde::de::Error::custom)
            }
        }

        deserializer.deserialize_map(ShapeVisitor)
    }
}

impl TryFrom<Form> for Shape {
    type Error = &'static str;

    fn try_from(form: Form) -> Result<Self, Self::Error> {
        let Form { doc, doc_url, deprecated, members, rules, r#enum, open, union, list, map } = form;
        if !rules.is_empty() && members.is_none() {
            return Err("`rules` needs `members`");
        }
        if open && r#enum.is_none() {
            return Err("`open` needs `enum`");
        }
        let kinds = [
            members.map(|members| ShapeKind::Struct { members, rules }),
            r#enum.map(|values| ShapeKind::Enum { values, open }),
            union.map(ShapeKind::Union),
            list.map(ShapeKind::List),
            map.map(ShapeKind::Map),
        ];
        let mut kinds = kinds.into_iter().flatten();
        match (kinds.next(), kinds.next()) {
            (Some(kind), None) => Ok(Self { doc, doc_url, deprecated, kind }),
            _ => Err("a shape has exactly one of `members`, `enum`, `union`, `list` and `map`"),
        }
    }
}

impl From<Shape> for Form {
    fn from(shape: Shape) -> Self {
        let Shape { doc, doc_url, deprecated, kind } = shape;
        let mut form = Self { doc, doc_url, deprecated, ..Self::default() };
        match kind {
            ShapeKind::Struct { members, rules } => (form.members, form.rules) = (Some(members), rules),
            ShapeKind::Enum { values, open } => (form.r#enum, form.open) = (Some(values), open),
            ShapeKind::Union(members) => form.union = Some(members),
            ShapeKind::List(element) => form.list = Some(element),
            ShapeKind::Map(map) => form.map = Some(map),
        }
        form
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Shape {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Shape".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = Form::json_schema(generator);
        let kinds: Vec<_> = ["members", "enum", "union", "list", "map"]
            .map(|kind| serde_json::json!({ "required": [kind] }))
            .into();
        schema.insert("oneOf".to_owned(), kinds.into());
        schema
    }
}
