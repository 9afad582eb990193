//! Enums of strings that stay open: a value the documentation does not name is kept, not refused.

use std::fmt;

use serde::{Deserializer, de};

/// Writes everything about an enum of strings but the enum itself, from the table of its values.
///
/// The enum has the named variants and `Unknown(String)`. It gets `as_str`, `VALUES`, `From<&str>`, `From<String>`,
/// `FromStr`, `AsRef<str>`, `Display`, `Serialize`, `Deserialize` and [`ToParam`](crate::ToParam).
///
/// ```
/// /// What a lamp does.
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum LampState {
///     /// It shines.
///     On,
///     /// It does not.
///     Off,
///     /// A state that the documentation does not name.
///     Unknown(String),
/// }
/// docwright_runtime::string_enum!(LampState { On = "ON", Off = "OFF" });
///
/// assert_eq!(LampState::from("ON"), LampState::On);
/// assert_eq!(LampState::from("DIM").as_str(), "DIM");
/// assert_eq!(LampState::VALUES, ["ON", "OFF"]);
/// ```
#[macro_export]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The values that the documentation names, as they stand on the wire.
            pub const VALUES: &'static [&'static str] = &[$($value),*];

            /// Returns the value as it stands on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::Unknown(::std::string::String::from(value)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                match Self::from(value.as_str()) {
                    Self::Unknown(_) => Self::Unknown(value),
                    known => known,
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(value))
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::string_enum::deserialize(deserializer)
            }
        }

        impl $crate::validation::Check for $name {}

        impl $crate::ToParam for $name {
            #[inline]
            fn to_param(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }
    };
}

/// Reads a string into an enum; what [`string_enum!`](macro@crate::string_enum) calls.
///
/// # Errors
/// If the value is not a string.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str>,
    D: Deserializer<'de>,
{
    let mut value = None;
    deserializer.deserialize_str(Text(&mut |text| value = Some(T::from(text))))?;
    value.ok_or_else(|| de::Error::custom("there is no string"))
}

/// What hands over a string. It knows nothing of the enum, so that a format's reader of strings is compiled once.
struct Text<'a>(&'a mut dyn FnMut(&str));

impl de::Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        (self.0)(value);
        Ok(())
    }
}

#[cfg(test)]
#[allow(unreachable_pub)]
mod tests {
    use std::collections::BTreeMap;

    use crate::ToParam;

    /// A state.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub(crate) enum State {
        NotStarted,
        Failed,
        /// Called like `FromStr`'s associated type.
        Err,
        Unknown(String),
    }
    string_enum!(State { NotStarted = "NOT_STARTED", Failed = "FAILED", Err = "ERR" });

    #[test]
    fn known_and_unknown_values_survive() {
        let states: Vec<State> = serde_json::from_str(r#"["FAILED", "NOT_STARTED", "LOST"]"#).unwrap();
        assert_eq!(states, [State::Failed, State::NotStarted, State::Unknown("LOST".into())]);
        assert_eq!(serde_json::to_string(&states).unwrap(), r#"["FAILED","NOT_STARTED","LOST"]"#);
        assert!(serde_json::from_str::<State>("3").is_err());
    }

    #[test]
    fn conversions() {
        assert_eq!(State::from(String::from("FAILED")), State::Failed);
        assert_eq!("X".parse::<State>().unwrap(), State::Unknown("X".into()));
        assert_eq!(State::Failed.to_string(), "FAILED");
        assert_eq!(State::Failed.to_param(), "FAILED");
        assert_eq!(State::Failed.as_ref(), "FAILED");
        assert_eq!("ERR".parse(), Ok(State::Err));
        assert_eq!(State::VALUES, ["NOT_STARTED", "FAILED", "ERR"]);
    }

    #[test]
    fn as_map_keys() {
        let map: BTreeMap<State, u8> = serde_json::from_str(r#"{"FAILED": 1, "LOST": 2}"#).unwrap();
        assert_eq!(map[&State::Failed], 1);
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"FAILED":1,"LOST":2}"#);
    }
}
