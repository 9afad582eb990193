//! Structures whose members may all be absent, written and read through a table of their names.
//!
//! serde's derive writes a visitor per structure, of which most is the same in all. Here that is written once, and what a
//! structure adds are a name and an assignment per member: a third of the code to compile.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserializer, Serialize,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor},
    ser::SerializeStruct,
};

/// Writes `Serialize` and `Deserialize` for a structure from the table of its members: each with its place in the table, its
/// field, and its name on the wire. The structure is `Default`, and its fields are options, or lists and maps.
///
/// ```
/// /// A lamp.
/// #[derive(Debug, Default, PartialEq)]
/// pub struct Lamp {
///     /// Where it stands.
///     pub place: Option<String>,
///     /// How bright it is.
///     pub watts: Option<i64>,
/// }
/// docwright_runtime::model!(Lamp { 0: place = "Place", 1: watts = "Watts" });
///
/// let lamp: Lamp = docwright_runtime::serde_json::from_str(r#"{"Watts": 7, "Maker": null}"#)?;
/// assert_eq!(lamp, Lamp { place: None, watts: Some(7) });
/// assert_eq!(docwright_runtime::serde_json::to_string(&lamp)?, r#"{"Watts":7}"#);
/// # Ok::<(), docwright_runtime::serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! model {
    ($name:ident { $($index:literal: $field:ident = $wire:literal),* $(,)? }) => {
        impl $crate::model::Model for $name {
            const NAME: &'static str = ::core::stringify!($name);
            const MEMBERS: &'static [&'static str] = &[$($wire),*];

            #[inline]
            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                &mut self,
                member: usize,
                access: &mut A,
            ) -> ::core::result::Result<(), A::Error> {
                match member {
                    $($index => self.$field = access.next_value()?,)*
                    _ => {}
                }
                ::core::result::Result::Ok(())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::model::read(deserializer)
            }
        }

        impl $crate::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let count = 0 $(+ $crate::model::count(&self.$field))*;
                let mut state = serializer.serialize_struct(::core::stringify!($name), count)?;
                $($crate::model::write(&mut state, $wire, &self.$field)?;)*
                $crate::serde::ser::SerializeStruct::end(state)
            }
        }
    };
}

/// A structure that [`model!`](crate::model!) describes.
pub trait Model: Default {
    /// Its name.
    const NAME: &'static str;
    /// The names of its members on the wire.
    const MEMBERS: &'static [&'static str];

    /// Reads the member at a place in the table.
    ///
    /// # Errors
    /// If the value is not of the member's type.
    fn read<'de, A: MapAccess<'de>>(&mut self, member: usize, access: &mut A) -> Result<(), A::Error>;
}

/// A field of a [`Model`].
pub trait Field: Serialize {
    /// Whether it is not written.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: Serialize> Field for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Serialize> Field for Vec<T> {}

impl<K: Serialize, V: Serialize> Field for std::collections::BTreeMap<K, V> {}

/// Reads a structure: members that it does not know are passed over.
///
/// # Errors
/// If there is no structure, or a member is not of its type.
pub fn read<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::NAME, T::MEMBERS, Members(PhantomData))
}

/// Returns how many members of a structure a field is.
pub fn count<T: Field>(field: &T) -> usize {
    usize::from(!field.is_absent())
}

/// Writes a field, if it is there.
///
/// # Errors
/// As the serializer has them.
pub fn write<S: SerializeStruct, T: Field>(
    state: &mut S,
    wire: &'static str,
    field: &T,
) -> Result<(), S::Error> {
    if field.is_absent() { state.skip_field(wire) } else { state.serialize_field(wire, field) }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Model> Visitor<'de> for Members<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        expect(f, T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<T, A::Error> {
        let mut value = T::default();
        while let Some(member) = access.next_key_seed(Name(T::MEMBERS))? {
            match member {
                Some(member) => value.read(member, &mut access)?,
                None => {
                    access.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(value)
    }
}

fn expect(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    write!(f, "struct {name}")
}

/// The place of a member's name in the table, if it is there.
struct Name(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|member| *member == name))
    }

    fn visit_bytes<E>(self, name: &[u8]) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|member| member.as_bytes() == name))
    }
}
