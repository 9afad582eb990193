//! The types of a description, in the shape in which the YAML holds them.
//!
//! Everything that a page may leave unsaid is optional; what is absent is not written. Order is kept, so that
//! a description that was read and written again is byte-identical.

mod map;
mod member;
mod operation;
mod rule;
mod service;
mod shape;
mod types;

pub use map::Map;
pub use member::{Bounds, Location, Member};
pub use operation::{Example, ExamplePart, Http, Method, Operation, Pagination, Retry};
pub use rule::MemberRule;
pub use service::{
    ApiKey, ApiKeyLocation, Auth, OAuth2, Protocol, Service, SigV4, Variable, Waiter, WaiterOutcome,
    WaiterState,
};
pub use shape::{EnumValue, ErrorShape, MapType, Shape, ShapeKind, error_stem};
pub use types::{Scalar, TypeRef};

use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The version of the description format that this crate reads and writes.
pub const IDL_VERSION: u32 = 1;

/// A service, as its documentation describes it: the content of `api.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The version of the format; always 1.
    pub idl: Version,
    /// The service as a whole.
    pub service: Service,
    /// The operations by name, in alphabetical order.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub operations: Map<Operation>,
    /// The named shapes, in alphabetical order.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub types: Map<Shape>,
    /// The errors by name, in alphabetical order.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub errors: Map<ErrorShape>,
}

impl Description {
    /// Returns the names of all shapes that the given types lead to.
    pub fn reachable<'d>(&'d self, from: impl Iterator<Item = &'d TypeRef>) -> HashSet<&'d str> {
        let mut open: Vec<&str> = from.flat_map(TypeRef::shapes).collect();
        let mut reached = HashSet::new();
        while let Some(name) = open.pop() {
            if !reached.insert(name) {
                continue;
            }
            match self.types.get(name).map(|shape| &shape.kind) {
                Some(ShapeKind::Struct { members, .. } | ShapeKind::Union(members)) => {
                    open.extend(members.values().flat_map(|member| member.r#type.shapes()));
                }
                Some(ShapeKind::List(element)) => open.extend(element.r#type.shapes()),
                Some(ShapeKind::Map(map)) => {
                    open.extend([&map.key, &map.value].into_iter().flat_map(|part| part.r#type.shapes()));
                }
                Some(ShapeKind::Enum { .. }) | None => {}
            }
        }
        reached
    }

    /// Returns the members of the struct that a type is, or that the lists and maps hold that it is.
    pub fn members_within<'d>(&'d self, mut r#type: &'d TypeRef) -> Option<&'d Map<Member>> {
        let mut passed = HashSet::new();
        loop {
            r#type = match r#type {
                TypeRef::Scalar(_) => return None,
                TypeRef::List(element) => &element.r#type,
                TypeRef::Map(map) => &map.value.r#type,
                // A list may hold nothing but itself.
                TypeRef::Shape(name) if !passed.insert(name) => return None,
                TypeRef::Shape(name) => match &self.types.get(name)?.kind {
                    ShapeKind::Struct { members, .. } => return Some(members),
                    ShapeKind::List(element) => &element.r#type,
                    ShapeKind::Map(map) => &map.value.r#type,
                    ShapeKind::Union(_) | ShapeKind::Enum { .. } => return None,
                },
            };
        }
    }
}

/// The version marker of a description. Reading any other version than [`IDL_VERSION`] is an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(transparent, extend("const" = IDL_VERSION)))]
pub struct Version(#[cfg_attr(feature = "schema", schemars(with = "u32"))] ());

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(IDL_VERSION)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct VersionVisitor;

        impl de::Visitor<'_> for VersionVisitor {
            type Value = Version;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "the format's version, {IDL_VERSION}")
            }

            fn visit_u64<E: de::Error>(self, found: u64) -> Result<Version, E> {
                if found == u64::from(IDL_VERSION) {
                    return Ok(Version(()));
                }
                Err(E::custom(format_args!(
                    "description format {found} is not supported; this docwright reads `idl: {IDL_VERSION}`"
                )))
            }
        }

        deserializer.deserialize_u64(VersionVisitor)
    }
}

/// Whether something is deprecated, and what the documentation says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Deprecation {
    /// What the documentation says: since when, and what to use instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// The name of what replaces it, as the documentation names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
}

/// Whether a flag is off: flags that are off are not written.
pub(crate) fn is_false(flag: &bool) -> bool {
    !flag
}

/// Reads a text that has a form of its own. The text is parsed while it is read, so that the error has its place.
pub fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    struct TextVisitor<T>(PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> de::Visitor<'_> for TextVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(TextVisitor(PhantomData))
}
