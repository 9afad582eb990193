//! Values from CBOR.
//!
//! Whatever stands there is handed over as it is: whole numbers where fractions are asked for, tags without a word,
//! texts and bytes in pieces. Nulls in lists and maps that have no place for them are left out, as in
//! [JSON](crate::json_nulls).

use minicbor::data::Type;
use minicbor::decode::Decoder;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::body::{FormatError, MAX_DEPTH};

/// Reads a value from bytes; if they are not of the type, then without what is null in them.
pub(crate) fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FormatError> {
    read(bytes, false).or_else(|error| read(bytes, true).map_err(|_| error))
}

fn read<T: DeserializeOwned>(bytes: &[u8], skips_nulls: bool) -> Result<T, FormatError> {
    let mut decoder = Decoder::new(bytes);
    let value = T::deserialize(Value { decoder: &mut decoder, depth: 0, skips_nulls })?;
    if decoder.position() < bytes.len() {
        return Err(FormatError::new("there is more after the value"));
    }
    Ok(value)
}

fn malformed(error: minicbor::decode::Error) -> FormatError {
    FormatError::new(error)
}

/// The value at which a decoder stands.
struct Value<'a, 'de> {
    decoder: &'a mut Decoder<'de>,
    depth: usize,
    /// Whether nulls within are left out.
    skips_nulls: bool,
}

impl<'a, 'de> Value<'a, 'de> {
    fn half(&mut self) -> Result<f32, FormatError> {
        let at = self.decoder.position();
        let bytes =
            self.decoder.input().get(at + 1..at + 3).and_then(|bytes| <[u8; 2]>::try_from(bytes).ok());
        let bits =
            bytes.map(u16::from_be_bytes).ok_or_else(|| FormatError::new("the bytes end within a number"))?;
        self.decoder.set_position(at + 3);
        let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
        let magnitude = match exponent {
            0 => fraction * 2f32.powi(-24),
            31 if fraction == 0.0 => f32::INFINITY,
            31 => f32::NAN,
            _ => (1024.0 + fraction) * 2f32.powi(exponent - 25),
        };
        Ok(if bits >> 15 == 1 { -magnitude } else { magnitude })
    }

    fn deeper(&self) -> Result<usize, FormatError> {
        if self.depth == MAX_DEPTH { Err(FormatError::too_deep()) } else { Ok(self.depth + 1) }
    }

    fn parts(self, depth: usize, left: Option<u64>) -> Parts<'a, 'de> {
        let Self { decoder, skips_nulls, .. } = self;
        Parts { decoder, depth, skips_nulls, left, index: 0, key: String::new() }
    }

    fn skip_tags(&mut self) -> Result<Type, FormatError> {
        loop {
            match self.decoder.datatype().map_err(malformed)? {
                Type::Tag => self.decoder.tag().map_err(malformed)?,
                other => return Ok(other),
            };
        }
    }
}

impl<'de> Deserializer<'de> for Value<'_, 'de> {
    type Error = FormatError;

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, FormatError> {
        match self.skip_tags()? {
            Type::Bool => visitor.visit_bool(self.decoder.bool().map_err(malformed)?),
            Type::U8 | Type::U16 | Type::U32 | Type::U64 => {
                visitor.visit_u64(self.decoder.u64().map_err(malformed)?)
            }
            Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
                visitor.visit_i64(self.decoder.i64().map_err(malformed)?)
            }
            Type::Int => visitor.visit_i128(self.decoder.i128().map_err(malformed)?),
            Type::F16 => visitor.visit_f32(self.half()?),
            Type::F32 => visitor.visit_f32(self.decoder.f32().map_err(malformed)?),
            Type::F64 => visitor.visit_f64(self.decoder.f64().map_err(malformed)?),
            Type::Null | Type::Undefined => {
                self.decoder.skip().map_err(malformed)?;
                visitor.visit_unit()
            }
            Type::Bytes => visitor.visit_borrowed_bytes(self.decoder.bytes().map_err(malformed)?),
            Type::BytesIndef => {
                let pieces = self.decoder.bytes_iter().map_err(malformed)?;
                let pieces: Result<Vec<&[u8]>, _> = pieces.collect();
                visitor.visit_byte_buf(pieces.map_err(malformed)?.concat())
            }
            Type::String => visitor.visit_borrowed_str(self.decoder.str().map_err(malformed)?),
            Type::StringIndef => {
                let pieces: Result<String, _> = self.decoder.str_iter().map_err(malformed)?.collect();
                visitor.visit_string(pieces.map_err(malformed)?)
            }
            Type::Array | Type::ArrayIndef => {
                let depth = self.deeper()?;
                let left = self.decoder.array().map_err(malformed)?;
                visitor.visit_seq(self.parts(depth, left))
            }
            Type::Map | Type::MapIndef => {
                let depth = self.deeper()?;
                let left = self.decoder.map().map_err(malformed)?;
                visitor.visit_map(self.parts(depth, left))
            }
            other => Err(FormatError::new(format_args!("there is no value, but {other}"))),
        }
    }

    /// Reads a whole number of any size, which a tag marks that is longer than 64 bits.
    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormatError> {
        visitor.visit_i128(self.decoder.i128().map_err(malformed)?)
    }

    fn deserialize_option<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, FormatError> {
        let at = self.decoder.position();
        match self.skip_tags()? {
            Type::Null | Type::Undefined => {
                self.decoder.skip().map_err(malformed)?;
                visitor.visit_none()
            }
            _ => {
                self.decoder.set_position(at);
                visitor.visit_some(self)
            }
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, FormatError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormatError> {
        self.decoder.skip().map_err(malformed)?;
        visitor.visit_unit()
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier
    }
}

/// The elements of an array or the entries of a map.
struct Parts<'a, 'de> {
    decoder: &'a mut Decoder<'de>,
    depth: usize,
    skips_nulls: bool,
    /// How many are left; of those without a number, an end says so.
    left: Option<u64>,
    index: usize,
    /// The key of the entry whose value is read, for errors.
    key: String,
}

impl<'de> Parts<'_, 'de> {
    /// Whether there is a further one.
    fn has_next(&mut self) -> Result<bool, FormatError> {
        match &mut self.left {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None if self.decoder.datatype().map_err(malformed)? == Type::Break => {
                self.decoder.set_position(self.decoder.position() + 1);
                self.left = Some(0);
                Ok(false)
            }
            None => Ok(true),
        }
    }

    fn value(&mut self) -> Value<'_, 'de> {
        Value { decoder: self.decoder, depth: self.depth, skips_nulls: self.skips_nulls }
    }

    /// Passes over a null that is left out. Returns whether there was one.
    fn skip_null(&mut self) -> Result<bool, FormatError> {
        let is_null = self.skips_nulls && self.decoder.datatype().map_err(malformed)? == Type::Null;
        if is_null {
            self.decoder.null().map_err(malformed)?;
        }
        Ok(is_null)
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = FormatError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, FormatError> {
        loop {
            if !self.has_next()? {
                return Ok(None);
            }
            self.index += 1;
            if !self.skip_null()? {
                break;
            }
        }
        let index = self.index - 1;
        seed.deserialize(self.value()).map(Some).map_err(|error| error.at(index))
    }
}

impl<'de> MapAccess<'de> for Parts<'_, 'de> {
    type Error = FormatError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, FormatError> {
        loop {
            if !self.has_next()? {
                return Ok(None);
            }
            let at = self.decoder.position();
            self.decoder.skip().map_err(malformed)?;
            if !self.skip_null()? {
                self.decoder.set_position(at);
                break;
            }
        }
        self.key = self.decoder.probe().str().unwrap_or_default().to_owned();
        seed.deserialize(self.value()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, FormatError> {
        let read = seed.deserialize(self.value());
        read.map_err(|error| error.within(&self.key))
    }
}
