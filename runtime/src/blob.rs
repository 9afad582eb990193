//! Binary data, which text carries as base64.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Binary data; base64 (RFC 4648, section 4) in JSON, XML and forms, in headers and in query parameters.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Blob(Bytes);

impl Blob {
    /// Returns a blob that holds `bytes`.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self(bytes.into())
    }

    /// Returns the bytes; cheap, they are shared.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }

    /// Returns the bytes as base64.
    pub fn to_base64(&self) -> String {
        BASE64_STANDARD.encode(&self.0)
    }
}

impl AsRef<[u8]> for Blob {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Returns a text as base64, as it travels in a header that may hold any text.
pub fn encode_text(text: impl AsRef<str>) -> String {
    BASE64_STANDARD.encode(text.as_ref())
}

/// Returns the text that base64 stands for.
///
/// # Errors
/// If it is not base64, or not of a text.
pub fn decode_text(base64: &str) -> Result<String, std::io::Error> {
    let bytes = BASE64_STANDARD.decode(base64).map_err(std::io::Error::other)?;
    String::from_utf8(bytes).map_err(std::io::Error::other)
}

macro_rules! blob_from {
    ($($type:ty => |$value:ident| $bytes:expr),* $(,)?) => { $(
        impl From<$type> for Blob {
            fn from($value: $type) -> Self {
                Self($bytes)
            }
        }
    )* };
}
blob_from! {
    Bytes => |value| value,
    Vec<u8> => |value| value.into(),
    String => |value| value.into(),
    &[u8] => |value| Bytes::copy_from_slice(value),
    &str => |value| Bytes::copy_from_slice(value.as_bytes()),
}

impl From<Blob> for Bytes {
    fn from(blob: Blob) -> Self {
        blob.0
    }
}

/// Shows the length only: blobs are long, and may be keys.
impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.serialize_str(&self.to_base64()),
            false => serializer.serialize_bytes(&self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Base64;
        impl de::Visitor<'_> for Base64 {
            type Value = Blob;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("base64 text or bytes")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Blob, E> {
                match BASE64_STANDARD.decode(text) {
                    Ok(bytes) => Ok(bytes.into()),
                    Err(error) => Err(E::custom(format_args!("not base64: {error}"))),
                }
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Blob, E> {
                Ok(bytes.into())
            }

            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Blob, E> {
                Ok(bytes.into())
            }
        }
        match deserializer.is_human_readable() {
            true => deserializer.deserialize_str(Base64),
            false => deserializer.deserialize_bytes(Base64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_both_ways() {
        let blob = Blob::from("hello");
        assert_eq!(serde_json::to_string(&blob).unwrap(), r#""aGVsbG8=""#);
        assert_eq!(serde_json::from_str::<Blob>(r#""aGVsbG8=""#).unwrap(), blob);
        assert_eq!(
            serde_json::from_str::<Vec<Blob>>(r#"["", "AA=="]"#).unwrap(),
            [Blob::default(), Blob::new(vec![0])]
        );
        let error = serde_json::from_str::<Blob>(r#""a*""#).unwrap_err().to_string();
        assert!(error.starts_with("not base64"), "{error}");
    }

    #[test]
    fn text_in_headers() {
        assert_eq!(encode_text(r#"{"a":"é"}"#), "eyJhIjoiw6kifQ==");
        assert_eq!(decode_text("eyJhIjoiw6kifQ==").unwrap(), r#"{"a":"é"}"#);
        assert!(decode_text("*").is_err() && decode_text("/w==").is_err());
    }

    #[test]
    fn debug_hides_the_content() {
        assert_eq!(format!("{:?}", Blob::from("top secret")), "Blob(10 bytes)");
    }
}
