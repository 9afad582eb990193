//! Unions: one of several members, or what the documentation does not name.
//!
//! A union travels as an object with one member. Services send others beside it, with `null` in them, or a `__type`;
//! neither says anything. A member that the documentation does not name is kept as a document.

use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny, MapAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use crate::any_value::AnyValue;

/// The variant that holds what the documentation does not name.
const UNKNOWN: &str = "Unknown";

/// Writes `Serialize` and `Deserialize` for a union from those that serde derives for `remote = "Self"`.
///
/// The union has a variant `Unknown(Document)`.
///
/// ```
/// use docwright_runtime::Document;
/// use docwright_runtime::serde::{Deserialize, Serialize};
///
/// /// How bright a lamp is.
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// #[serde(crate = "docwright_runtime::serde", remote = "Self")]
/// pub enum Brightness {
///     /// In watts.
///     #[serde(rename = "watts")]
///     Watts(u32),
///     /// What the documentation does not name.
///     Unknown(Document),
/// }
/// docwright_runtime::union!(Brightness);
///
/// let read = |json| docwright_runtime::serde_json::from_str::<Brightness>(json);
/// assert_eq!(read(r#"{"lumens": null, "watts": 7}"#)?, Brightness::Watts(7));
/// assert!(matches!(read(r#"{"lumens": 806}"#)?, Brightness::Unknown(_)));
/// # Ok::<(), docwright_runtime::serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! union {
    ($name:ident) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    Self::Unknown(document) => $crate::serde::Serialize::serialize(document, serializer),
                    known => Self::serialize(known, serializer),
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                Self::deserialize($crate::union::Members(deserializer))
            }
        }
    };
}

/// Reads the one member of an object that is known and not null as a variant of an enum; what
/// [`union!`](macro@crate::union) calls.
#[derive(Debug)]
pub struct Members<D>(pub D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Members<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, D::Error> {
        Err(D::Error::custom("a union is read as an enum"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, variants, Object { variants, visitor })
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// Reads an object's entries until one says what the union is; hands that to the enum's visitor.
struct Object<V> {
    variants: &'static [&'static str],
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Object<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with one member")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<V::Value, A::Error> {
        let mut visitor = Some(self.visitor);
        let mut known = None;
        let mut unknown = serde_json::Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let variant = self.variants.iter().find(|variant| **variant == key && key != UNKNOWN);
            match (variant, visitor.take()) {
                (Some(variant), Some(waiting)) => {
                    match entries.next_value_seed(Member { variant, visitor: waiting })? {
                        Ok(value) => known = Some(value),
                        Err(waiting) => visitor = Some(waiting),
                    }
                }
                // The union is known by now.
                (Some(_), None) => match entries.next_value::<Option<IgnoredAny>>()? {
                    None => {}
                    Some(_) => return Err(A::Error::custom("a union has more than one member")),
                },
                (None, waiting) => {
                    visitor = waiting;
                    let AnyValue(value) = entries.next_value()?;
                    if !value.is_null() && key != "__type" {
                        unknown.insert(key, value);
                    }
                }
            }
        }
        match (known, visitor) {
            (Some(value), _) => Ok(value),
            (None, Some(visitor)) => {
                visitor.visit_enum(Unknown(Value::Object(unknown))).map_err(A::Error::custom)
            }
            (None, None) => Err(A::Error::custom("a union has no member")),
        }
    }
}

/// Reads a variant's content, or gives the visitor back if it is null.
struct Member<V> {
    variant: &'static str,
    visitor: V,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Member<V> {
    type Value = Result<V::Value, V>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Member<V> {
    type Value = Result<V::Value, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the member `{}`", self.variant)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Err(self.visitor))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Err(self.visitor))
    }

    fn visit_some<D: Deserializer<'de>>(self, content: D) -> Result<Self::Value, D::Error> {
        self.visitor.visit_enum(Known { variant: self.variant, content }).map(Ok)
    }
}

/// A variant that the documentation names, with its content.
struct Known<D> {
    variant: &'static str,
    content: D,
}

impl<'de, D: Deserializer<'de>> EnumAccess<'de> for Known<D> {
    type Error = D::Error;
    type Variant = Content<D>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Content<D>), D::Error> {
        Ok((seed.deserialize(BorrowedStrDeserializer::new(self.variant))?, Content(self.content)))
    }
}

/// What the documentation does not name.
struct Unknown(Value);

impl<'de> EnumAccess<'de> for Unknown {
    type Error = serde_json::Error;
    type Variant = Content<Value>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Content<Value>), serde_json::Error> {
        Ok((seed.deserialize(StrDeserializer::new(UNKNOWN))?, Content(self.0)))
    }
}

/// The content of a variant.
struct Content<D>(D);

impl<'de, D: Deserializer<'de>> VariantAccess<'de> for Content<D> {
    type Error = D::Error;

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, D::Error> {
        seed.deserialize(self.0)
    }

    fn unit_variant(self) -> Result<(), D::Error> {
        Err(D::Error::custom("a member of a union has content"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, D::Error> {
        Err(D::Error::custom("a member of a union is one value"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, D::Error> {
        Err(D::Error::custom("a member of a union is one value"))
    }
}

#[cfg(test)]
#[allow(unreachable_pub)]
mod tests {
    use serde::{Deserialize, Serialize};

    use crate::{Document, Timestamp};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(remote = "Self")]
    enum Sample {
        #[serde(rename = "text")]
        Text(String),
        #[serde(rename = "at")]
        At(#[serde(with = "crate::timestamp::epoch_seconds")] Timestamp),
        #[serde(rename = "many")]
        Many(Vec<Sample>),
        Unknown(Document),
    }
    crate::union!(Sample);

    fn read(json: &str) -> Result<Sample, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn one_member_is_the_union() {
        let text = || Sample::Text("a".to_owned());
        for (json, expected) in [
            (r#"{"text":"a"}"#, text()),
            (r#"{"__type":"x","at":null,"text":"a","many":null}"#, text()),
            (r#"{"text":"a","later":1}"#, text()),
            (r#"{"at":1}"#, Sample::At(Timestamp::from_second(1).unwrap())),
            (
                r#"{"many":[{"text":"a"},{"new":1}]}"#,
                Sample::Many(vec![text(), Sample::Unknown(serde_json::json!({"new": 1}))]),
            ),
            (r#"{"new":[1],"other":null}"#, Sample::Unknown(serde_json::json!({"new": [1]}))),
            (r#"{"Unknown":1}"#, Sample::Unknown(serde_json::json!({"Unknown": 1}))),
            ("{}", Sample::Unknown(serde_json::json!({}))),
        ] {
            assert_eq!(read(json).unwrap(), expected, "{json}");
        }
    }

    #[test]
    fn what_is_no_union_is_an_error() {
        for json in ["1", "null", "[]", r#"{"text":1}"#, r#"{"text":"a","at":1}"#, r#"{"text""#] {
            assert!(read(json).is_err(), "{json}");
        }
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        for json in [r#"{"text":"a"}"#, r#"{"at":1.5}"#, r#"{"many":[{"new":{"a":[null]}}]}"#] {
            assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        }
    }
}
