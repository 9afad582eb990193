//! Values as CBOR.

use std::convert::Infallible;

use minicbor::data::Tag;
use minicbor::encode::{Encoder, Error};
use serde::{
    Serialize,
    ser::{self, Impossible},
};

use crate::body::{FormatError, MAX_DEPTH};
use crate::timestamp::epoch_seconds;

/// The tag of seconds since 1970 (RFC 8949, section 3.4.2).
const EPOCH_SECONDS: u64 = 1;

/// Returns a value as bytes.
pub(crate) fn to_bytes<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, FormatError> {
    let mut encoder = Encoder::new(Vec::new());
    value.serialize(Writer { encoder: &mut encoder, depth: 0 })?;
    Ok(encoder.into_writer())
}

type Bytes = Encoder<Vec<u8>>;

fn done<T>(written: Result<T, Error<Infallible>>) -> Result<(), FormatError> {
    written.map(|_| ()).map_err(FormatError::new)
}

/// Writes one value.
struct Writer<'w> {
    encoder: &'w mut Bytes,
    depth: usize,
}

impl<'w> Writer<'w> {
    fn parts(self, is_endless: bool) -> Result<Parts<'w>, FormatError> {
        if self.depth == MAX_DEPTH {
            return Err(FormatError::too_deep());
        }
        Ok(Parts { encoder: self.encoder, depth: self.depth + 1, is_endless })
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty => $write:ident),*) => { $(
        fn $method(self, value: $type) -> Result<(), FormatError> {
            done(self.encoder.$write(value.into()))
        }
    )* };
}

impl<'w> ser::Serializer for Writer<'w> {
    type Ok = ();
    type Error = FormatError;
    type SerializeSeq = Parts<'w>;
    type SerializeTuple = Parts<'w>;
    type SerializeTupleStruct = Impossible<(), FormatError>;
    type SerializeTupleVariant = Impossible<(), FormatError>;
    type SerializeMap = Parts<'w>;
    type SerializeStruct = Parts<'w>;
    type SerializeStructVariant = Impossible<(), FormatError>;

    numbers!(
        serialize_bool: bool => bool, serialize_i8: i8 => i64, serialize_i16: i16 => i64, serialize_i32: i32 => i64,
        serialize_i64: i64 => i64, serialize_i128: i128 => i128, serialize_u8: u8 => u64, serialize_u16: u16 => u64,
        serialize_u32: u32 => u64, serialize_u64: u64 => u64, serialize_u128: u128 => u128,
        serialize_f32: f32 => f32, serialize_f64: f64 => f64
    );

    fn serialize_char(self, value: char) -> Result<(), FormatError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), FormatError> {
        done(self.encoder.str(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), FormatError> {
        done(self.encoder.bytes(value))
    }

    fn serialize_none(self) -> Result<(), FormatError> {
        done(self.encoder.null())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), FormatError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), FormatError> {
        done(self.encoder.null())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), FormatError> {
        done(self.encoder.map(0))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), FormatError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), FormatError> {
        if name == epoch_seconds::TAGGED {
            done(self.encoder.tag(Tag::new(EPOCH_SECONDS)))?;
        }
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), FormatError> {
        done(self.encoder.map(1))?;
        ser::SerializeMap::serialize_entry(&mut self.parts(false)?, variant, value)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Parts<'w>, FormatError> {
        match length {
            Some(length) => done(self.encoder.array(length as u64))?,
            None => done(self.encoder.begin_array())?,
        }
        self.parts(length.is_none())
    }

    fn serialize_tuple(self, length: usize) -> Result<Parts<'w>, FormatError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, FormatError> {
        Err(FormatError::new("the protocol has no tuples"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, FormatError> {
        Err(FormatError::new("the protocol has no tuples"))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Parts<'w>, FormatError> {
        match length {
            Some(length) => done(self.encoder.map(length as u64))?,
            None => done(self.encoder.begin_map())?,
        }
        self.parts(length.is_none())
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Parts<'w>, FormatError> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, FormatError> {
        Err(FormatError::new("the protocol has no variants of several members"))
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

/// What stands in an array or a map.
struct Parts<'w> {
    encoder: &'w mut Bytes,
    depth: usize,
    /// Whether their number was not told, so that an end has to be.
    is_endless: bool,
}

impl Parts<'_> {
    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormatError> {
        value.serialize(Writer { encoder: self.encoder, depth: self.depth })
    }

    fn finish(self) -> Result<(), FormatError> {
        if self.is_endless { done(self.encoder.end()) } else { Ok(()) }
    }
}

impl ser::SerializeSeq for Parts<'_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormatError> {
        self.part(value)
    }

    fn end(self) -> Result<(), FormatError> {
        self.finish()
    }
}

impl ser::SerializeTuple for Parts<'_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormatError> {
        self.part(value)
    }

    fn end(self) -> Result<(), FormatError> {
        self.finish()
    }
}

impl ser::SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), FormatError> {
        self.part(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormatError> {
        self.part(value)
    }

    fn end(self) -> Result<(), FormatError> {
        self.finish()
    }
}

impl ser::SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), FormatError> {
        self.part(name)?;
        self.part(value).map_err(|error| error.within(name))
    }

    fn end(self) -> Result<(), FormatError> {
        self.finish()
    }
}
