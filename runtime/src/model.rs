//! Structures that are written and read through a table of their members' names.
//!
//! serde's derive writes a visitor per structure, of which most is the same in all. Here that is written once, and what a
//! structure adds are a name and an assignment per member: a third of the code to compile.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserializer, Serialize,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
    ser::SerializeStruct,
};

/// Writes `Serialize` and `Deserialize` for a structure from the table of its members: each with its place in the table, its
/// field, and its name on the wire; then the places of those without which it cannot be read. Its fields are options, lists and
/// maps, texts, truth values and whole numbers: each a [`Field`].
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
/// /// Who turns it on.
/// #[derive(Debug, PartialEq)]
/// pub struct Owner {
///     /// What they are called.
///     pub name: String,
/// }
/// docwright_runtime::model!(Owner { 0: name = "Name", required: [0] });
///
/// let lamp: Lamp = docwright_runtime::serde_json::from_str(r#"{"Watts": 7, "Maker": null}"#)?;
/// assert_eq!(lamp, Lamp { place: None, watts: Some(7) });
/// assert_eq!(docwright_runtime::serde_json::to_string(&lamp)?, r#"{"Watts":7}"#);
/// let error = docwright_runtime::serde_json::from_str::<Owner>("{}").unwrap_err();
/// assert_eq!(error.to_string(), "missing field `Name` at line 1 column 2");
/// # Ok::<(), docwright_runtime::serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! model {
    ($name:ident {
        $($index:literal: $field:ident = $wire:literal),* $(, required: [$($required:literal),*])? $(,)?
    }) => {
        impl $crate::model::Model for $name {
            const NAME: &'static str = ::core::stringify!($name);
            const MEMBERS: &'static [&'static str] = &[$($wire),*];
            const REQUIRED: u128 = 0 $($(| 1 << $required)*)?;

            #[inline]
            fn blank() -> Self {
                Self { $($field: $crate::model::Field::blank()),* }
            }

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
pub trait Model: Sized {
    /// Its name.
    const NAME: &'static str;
    /// The names of its members on the wire.
    const MEMBERS: &'static [&'static str];
    /// The members that it cannot be read without, a bit for each place in the table: there are 128 places for them.
    const REQUIRED: u128;

    /// Returns what it is before any member was read.
    fn blank() -> Self;

    /// Reads the member at a place in the table.
    ///
    /// # Errors
    /// If the value is not of the member's type.
    fn read<'de, A: MapAccess<'de>>(&mut self, member: usize, access: &mut A) -> Result<(), A::Error>;
}

/// A field of a [`Model`].
pub trait Field: Serialize {
    /// Returns what it is before it was read.
    fn blank() -> Self;

    /// Whether it is not written.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: Serialize> Field for Option<T> {
    fn blank() -> Self {
        None
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

macro_rules! always_there {
    ($([$($parameters:tt)*] $type:ty),*) => {
        $(impl<$($parameters)*> Field for $type {
            fn blank() -> Self {
                Self::default()
            }
        })*
    };
}
always_there!([T: Serialize] Vec<T>, [K: Serialize, V: Serialize] BTreeMap<K, V>, [] String, [] bool, [] i64);

/// Reads a structure: members that it does not know are passed over.
///
/// # Errors
/// If there is no structure, a member is not of its type, or a required one is missing.
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
        let mut value = T::blank();
        let mut missing = T::REQUIRED;
        while let Some(member) = access.next_key_seed(Name(T::MEMBERS))? {
            match member {
                Some(member) => {
                    value.read(member, &mut access)?;
                    missing &= !(1 << member);
                }
                None => {
                    access.next_value::<IgnoredAny>()?;
                }
            }
        }
        match first(T::MEMBERS, missing) {
            Some(name) => Err(A::Error::missing_field(name)),
            None => Ok(value),
        }
    }
}

/// Returns the name of the first member in a set of places.
fn first(members: &[&'static str], places: u128) -> Option<&'static str> {
    members.get(usize::try_from(places.trailing_zeros()).ok()?).copied().filter(|_| places != 0)
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

#[cfg(test)]
mod tests {
    /// A switch.
    #[derive(Debug, PartialEq)]
    struct Switch {
        rooms: Vec<String>,
        is_on: bool,
        volts: Option<i64>,
        name: String,
    }
    crate::model!(Switch {
        0: rooms = "rooms",
        1: is_on = "isOn",
        2: volts = "volts",
        3: name = "name",
        required: [0, 1, 3],
    });

    #[test]
    fn what_is_required_is_read_or_missed() {
        let text = r#"{"rooms":[],"isOn":false,"name":"hall"}"#;
        let switch: Switch = serde_json::from_str(text).unwrap();
        assert_eq!(switch, Switch { rooms: vec![], is_on: false, volts: None, name: "hall".into() });
        assert_eq!(serde_json::to_string(&switch).unwrap(), text);
        let error = |text| serde_json::from_str::<Switch>(text).unwrap_err().to_string();
        assert!(error(r#"{"volts": 12, "name": "hall"}"#).starts_with("missing field `rooms`"));
        assert!(error(r#"{"rooms": [], "isOn": true}"#).starts_with("missing field `name`"));
        assert!(error(r#"{"rooms": null, "isOn": true, "name": "hall"}"#).starts_with("invalid type: null"));
    }
}
