//! Events whose payload is a member, and whose other members are headers.

use std::cell::Cell;

use aws_smithy_types::event_stream::{HeaderValue, Message};
use serde::de::value::{BorrowedStrDeserializer, Error};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::{ClientError, Protocol};

/// Returns the event of the name.
pub(super) fn read<E: DeserializeOwned>(
    name: &str,
    message: &Message,
    protocol: Protocol,
) -> Result<E, ClientError> {
    let payload = Payload::of(message, protocol);
    E::deserialize(Part::Union { name, event: &Part::Event(message, &payload) })
        .map_err(|error| ClientError::decode(format!("the event {name} cannot be read")).because(error))
}

/// Returns the names by which the members of an event are known; none of an event that is not.
pub(super) fn members_of<E: DeserializeOwned>(name: &str) -> &'static [&'static str] {
    let members = Cell::new(&[][..]);
    // It tells what it wants, and gets nothing.
    let _ = E::deserialize(Part::Union { name, event: &Part::Probe(&members) });
    members.get()
}

/// A payload that is one member.
struct Payload<'m> {
    bytes: &'m [u8],
    #[cfg(feature = "xml")]
    element: Option<crate::body::xml::tree::Element>,
}

impl<'m> Payload<'m> {
    fn of(message: &'m Message, protocol: Protocol) -> Self {
        let bytes = message.payload().as_ref();
        // It says of XML alone that a structure is to be read from it.
        let _ = protocol;
        Self {
            bytes,
            #[cfg(feature = "xml")]
            element: match protocol {
                Protocol::RestXml { .. } => crate::body::xml::tree::Element::parse(bytes).ok(),
                _ => None,
            },
        }
    }

    /// Reads a structure, in the protocol's format.
    fn structure<'p, V: Visitor<'p>>(
        &'p self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        #[cfg(feature = "xml")]
        if let Some(element) = &self.element {
            let value = crate::body::xml::read::value_of(element);
            return value.deserialize_struct("", fields, visitor).map_err(Error::custom);
        }
        let mut json = serde_json::Deserializer::from_slice(self.bytes);
        json.deserialize_struct("", fields, visitor).map_err(Error::custom)
    }
}

/// A part of an event.
#[derive(Clone, Copy)]
enum Part<'m> {
    /// The union, of which the event is the one member.
    Union {
        name: &'m str,
        event: &'m Part<'m>,
    },
    /// The event.
    Event(&'m Message, &'m Payload<'m>),
    Header(&'m HeaderValue),
    Payload(&'m Payload<'m>),
    /// An event that keeps the names of its members.
    Probe(&'m Cell<&'static [&'static str]>),
}

impl<'m> Deserializer<'m> for Part<'m> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'m>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Union { .. } | Self::Event(..) | Self::Probe(_) => {
                self.deserialize_struct("", &[], visitor)
            }
            Self::Payload(payload) => match std::str::from_utf8(payload.bytes) {
                Ok(text) => visitor.visit_borrowed_str(text),
                Err(_) => visitor.visit_borrowed_bytes(payload.bytes),
            },
            Self::Header(value) => match value {
                HeaderValue::Bool(value) => visitor.visit_bool(*value),
                HeaderValue::Byte(value) => visitor.visit_i8(*value),
                HeaderValue::Int16(value) => visitor.visit_i16(*value),
                HeaderValue::Int32(value) => visitor.visit_i32(*value),
                HeaderValue::Int64(value) => visitor.visit_i64(*value),
                HeaderValue::ByteArray(bytes) => visitor.visit_borrowed_bytes(bytes),
                HeaderValue::String(text) => visitor.visit_borrowed_str(text.as_str()),
                HeaderValue::Timestamp(at) => visitor.visit_f64(at.as_secs_f64()),
                _ => Err(Error::custom("a header is of a type that no member has")),
            },
        }
    }

    fn deserialize_bytes<V: Visitor<'m>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Payload(payload) => visitor.visit_borrowed_bytes(payload.bytes),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'m>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'m>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'m>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let members = match self {
            Self::Union { name, event } => vec![(name, *event)],
            Self::Event(message, payload) => members(message, payload, fields),
            Self::Payload(payload) => return payload.structure(fields, visitor),
            Self::Probe(members) => {
                members.set(fields);
                return Err(Error::custom("there is no event"));
            }
            Self::Header(_) => return Err(Error::custom("a value stands where a structure should")),
        };
        visitor.visit_map(Members { members: members.into_iter(), value: None })
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        <V: Visitor<'m>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

/// Returns an event's members: those that are headers, and the payload as the first that is none.
fn members<'m>(
    message: &'m Message,
    payload: &'m Payload<'m>,
    fields: &'static [&'static str],
) -> Vec<(&'m str, Part<'m>)> {
    let mut members: Vec<_> = message
        .headers()
        .iter()
        .map(|header| (header.name().as_str(), Part::Header(header.value())))
        .filter(|(name, _)| !name.starts_with(':'))
        .collect();
    let field = fields.iter().find(|field| !members.iter().any(|(name, _)| name == *field));
    if let Some(field) = field.filter(|_| !payload.bytes.is_empty()) {
        members.push((field, Part::Payload(payload)));
    }
    members
}

/// The members of a structure.
struct Members<'m> {
    members: std::vec::IntoIter<(&'m str, Part<'m>)>,
    value: Option<Part<'m>>,
}

impl<'m> MapAccess<'m> for Members<'m> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'m>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.members.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'m>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => seed.deserialize(().into_deserializer()),
        }
    }
}
