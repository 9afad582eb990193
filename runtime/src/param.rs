//! Values as text: in path labels, query parameters and headers.
//!
//! Text is percent-encoded as RFC 3986 demands of data (section 2.4): everything but unreserved characters. That is
//! also what AWS documents for REST-JSON, and what its signatures are computed over.

use std::{borrow::Cow, fmt};

use jiff::Timestamp;
#[cfg(feature = "sigv4")]
use percent_encoding::percent_encode;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Blob, float, timestamp};

/// A value that can stand in a path label, a query parameter or a header.
pub trait ToParam {
    /// Returns the value as plain text, before any escaping.
    fn to_param(&self) -> Cow<'_, str>;
}

impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> Cow<'_, str> {
        (**self).to_param()
    }
}

macro_rules! borrowed_param {
    ($($type:ty),*) => { $(
        impl ToParam for $type {
            fn to_param(&self) -> Cow<'_, str> {
                Cow::Borrowed(self)
            }
        }
    )* };
}
borrowed_param!(str, String, Cow<'_, str>);

macro_rules! displayed_param {
    ($($type:ty),*) => { $(
        impl ToParam for $type {
            fn to_param(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )* };
}
displayed_param!(i8, i16, i32, i64, i128, u8, u16, u32, u64, u128, usize, isize);

impl ToParam for bool {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

macro_rules! float_param {
    ($($type:ty),*) => { $(
        impl ToParam for $type {
            fn to_param(&self) -> Cow<'_, str> {
                match float::special_name(f64::from(*self)) {
                    Some(name) => Cow::Borrowed(name),
                    None => Cow::Owned(self.to_string()),
                }
            }
        }
    )* };
}
float_param!(f32, f64);

/// A timestamp as RFC 3339; format it beforehand where the documentation says otherwise.
impl ToParam for Timestamp {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Owned(timestamp::date_time::format(self))
    }
}

/// A blob as base64.
impl ToParam for Blob {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_base64())
    }
}

/// What may not stand in a path label or a query as it is: everything but the unreserved characters.
const DATA: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same for a greedy label, which spans several path segments.
const GREEDY: AsciiSet = DATA.remove(b'/');
/// What may not stand in the literal text of a path template (which may be escaped already).
const LITERAL: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\');

/// Returns `text` escaped for a path label or a query.
pub(crate) fn escape(text: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(text, &DATA)
}

/// Returns bytes escaped for a query.
#[cfg(feature = "sigv4")]
pub(crate) fn escape_bytes(bytes: &[u8]) -> impl fmt::Display + '_ {
    percent_encode(bytes, &DATA)
}

/// Returns `text` escaped for a greedy path label.
pub(crate) fn escape_greedy(text: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(text, &GREEDY)
}

/// Returns the literal text of a path template with what a URI cannot hold escaped.
pub(crate) fn escape_literal(text: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(text, &LITERAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_as_text() {
        assert_eq!("a b".to_param(), "a b");
        assert_eq!(String::from("x").to_param(), "x");
        assert_eq!((-7i32).to_param(), "-7");
        assert_eq!(true.to_param(), "true");
        assert_eq!(1.5f32.to_param(), "1.5");
        assert_eq!(f64::NAN.to_param(), "NaN");
        assert_eq!(f64::NEG_INFINITY.to_param(), "-Infinity");
        assert_eq!(Blob::from(&b"hello"[..]).to_param(), "aGVsbG8=");
        assert_eq!(Timestamp::UNIX_EPOCH.to_param(), "1970-01-01T00:00:00Z");
        assert_eq!((&&5u8).to_param(), "5");
    }

    #[test]
    fn only_unreserved_characters_survive() {
        let unreserved = "AZaz09-._~";
        assert_eq!(escape(unreserved).to_string(), unreserved);
        assert_eq!(
            escape("%:/?#[]@!$&'()*+,; =\n\"é€").to_string(),
            "%25%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%20%3D%0A%22%C3%A9%E2%82%AC"
        );
        assert_eq!(escape_greedy("a b/c:d").to_string(), "a%20b/c%3Ad");
        assert_eq!(escape_literal("/a b/c:run%20").to_string(), "/a%20b/c:run%20");
    }
}
