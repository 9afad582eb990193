//! What a member's value is: a scalar, a named shape, a list or a map.

use std::fmt;
use std::str::FromStr;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{MapType, Member};

/// The type of a value.
///
/// In YAML a scalar or a shape is its name (`string`, `Job`), a list is a sequence of one element
/// (`[string]`, `[{ type: string, length: 1..64 }]`), a map is `{ map: { key: string, value: Job } }`.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeRef {
    /// A value without parts.
    Scalar(Scalar),
    /// A shape of the description's `types`, by name.
    Shape(String),
    /// A list whose elements are alike.
    List(Box<Member>),
    /// A map from names to values.
    Map(Box<MapType>),
}

impl TypeRef {
    /// Returns the list type with elements of the given type and no constraints.
    pub fn list_of(element: TypeRef) -> Self {
        Self::List(Box::new(Member::of(element)))
    }

    /// Returns the name of the shape that this type refers to, if it is one.
    pub fn shape(&self) -> Option<&str> {
        match self {
            Self::Shape(name) => Some(name),
            _ => None,
        }
    }

    /// Returns the names of all shapes that this type mentions, at any depth.
    pub fn shapes(&self) -> Vec<&str> {
        match self {
            Self::Scalar(_) => Vec::new(),
            Self::Shape(name) => vec![name],
            Self::List(element) => element.r#type.shapes(),
            Self::Map(map) => {
                [&map.key, &map.value].into_iter().flat_map(|part| part.r#type.shapes()).collect()
            }
        }
    }
}

impl Default for TypeRef {
    fn default() -> Self {
        Self::Scalar(Scalar::Document)
    }
}

impl From<Scalar> for TypeRef {
    fn from(scalar: Scalar) -> Self {
        Self::Scalar(scalar)
    }
}

impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(scalar) => scalar.fmt(f),
            Self::Shape(name) => f.write_str(name),
            Self::List(element) => write!(f, "[{}]", element.r#type),
            Self::Map(map) => write!(f, "{{{}: {}}}", map.key.r#type, map.value.r#type),
        }
    }
}

macro_rules! scalars {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A value without parts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Scalar {
            $($(#[$doc])* $variant,)+
        }

        impl Scalar {
            /// All scalars, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the name that stands in a description.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

scalars! {
    /// Text.
    String = "string",
    /// True or false.
    Boolean = "boolean",
    /// A whole number of unstated width; it fits 64 bits.
    Integer = "integer",
    /// A whole number that the documentation calls 64 bits wide.
    Long = "long",
    /// A whole number of any size.
    BigInteger = "big-integer",
    /// A number with a fraction, of single precision.
    Float = "float",
    /// A number with a fraction, of double precision.
    Double = "double",
    /// A number of which the documentation does not say whether it is whole.
    Number = "number",
    /// A point in time; the wire format is the member's `format` or the protocol's default.
    Timestamp = "timestamp",
    /// A calendar date without a time (RFC 3339 `full-date`).
    Date = "date",
    /// A time of day.
    Time = "time",
    /// A length of time.
    Duration = "duration",
    /// Bytes; base64 in JSON.
    Blob = "blob",
    /// A universally unique identifier (RFC 9562).
    Uuid = "uuid",
    /// Any JSON value.
    Document = "document",
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scalar {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|scalar| scalar.name() == name).ok_or(())
    }
}

impl Serialize for TypeRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct MapForm<'a> {
            map: &'a MapType,
        }

        match self {
            Self::Scalar(scalar) => serializer.serialize_str(scalar.name()),
            Self::Shape(name) => serializer.serialize_str(name),
            Self::List(element) => [element].serialize(serializer),
            Self::Map(map) => MapForm { map }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for TypeRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TypeVisitor;

        impl<'de> Visitor<'de> for TypeVisitor {
            type Value = TypeRef;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a type: a name, `[element]` or `{ map: { key: …, value: … } }`")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<TypeRef, E> {
                if name.is_empty() {
                    return Err(E::custom("a type needs a name"));
                }
                Ok(name.parse().map_or_else(|()| TypeRef::Shape(name.to_owned()), TypeRef::Scalar))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<TypeRef, A::Error> {
                let elements = Vec::<Member>::deserialize(SeqAccessDeserializer::new(access))?;
                let [element] = <[Member; 1]>::try_from(elements).map_err(|elements| {
                    A::Error::custom(format_args!(
                        "a list type has one element type, found {}",
                        elements.len()
                    ))
                })?;
                Ok(TypeRef::List(Box::new(element)))
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<TypeRef, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct MapForm {
                    map: MapType,
                }

                let form = MapForm::deserialize(MapAccessDeserializer::new(access))?;
                Ok(TypeRef::Map(Box::new(form.map)))
            }
        }

        deserializer.deserialize_any(TypeVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TypeRef {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Type".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let member = generator.subschema_for::<Member>();
        let map = generator.subschema_for::<MapType>();
        let scalars: Vec<_> = Scalar::ALL.iter().map(|scalar| scalar.name()).collect();
        schemars::json_schema!({
            "description": "A scalar, the name of a shape, a list `[element]` or `{ map: { key: …, value: … } }`.",
            "anyOf": [
                { "enum": scalars },
                { "type": "string", "minLength": 1 },
                { "type": "array", "items": member, "minItems": 1, "maxItems": 1 },
                {
                    "type": "object",
                    "properties": { "map": map },
                    "required": ["map"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
