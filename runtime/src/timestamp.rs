//! Timestamps in the three formats that services document.
//!
//! Each module serves `#[serde(with = "docwright_runtime::timestamp::…")]` on a [`Timestamp`] or a container of them,
//! and has `format` and `parse` for headers, labels and query parameters. Writing is exact; reading accepts any of
//! the three, because they cannot be confused and documentation is often wrong about which one a service sends.

use std::fmt;

use jiff::{Timestamp, fmt::rfc2822};
use serde::{Deserializer, Serializer, de};

use crate::wire::{Wire, serde_with};

/// Seconds since 1970 as a JSON number, with a fraction if there is one: `1515531081.123`. In JSON the fraction ends
/// at the microsecond, since such numbers are doubles to most readers.
pub mod epoch_seconds {
    pub use super::parse;
    use super::{NANOS, Timestamp, serde_with};

    /// The format of this module.
    #[derive(Clone, Copy, Debug)]
    pub struct EpochSeconds;

    serde_with!(EpochSeconds);

    /// The name of the type as which seconds go into a format that marks them as a time.
    pub(crate) const TAGGED: &str = "docwright_runtime::timestamp::epoch_seconds";

    /// Returns the seconds as text.
    pub fn format(timestamp: &Timestamp) -> String {
        let nanos = timestamp.as_nanosecond();
        let sign = if nanos < 0 { "-" } else { "" };
        let (seconds, fraction) = (nanos.unsigned_abs() / NANOS, nanos.unsigned_abs() % NANOS);
        if fraction == 0 {
            return format!("{sign}{seconds}");
        }
        let text = format!("{sign}{seconds}.{fraction:09}");
        text.trim_end_matches('0').to_owned()
    }
}

/// RFC 3339 in UTC: `2018-01-09T20:51:21.123Z`.
pub mod date_time {
    pub use super::parse;
    use super::{Timestamp, serde_with};

    /// The format of this module.
    #[derive(Clone, Copy, Debug)]
    pub struct DateTime;

    serde_with!(DateTime);

    /// Returns the timestamp in UTC, with as many digits after the second as it needs.
    pub fn format(timestamp: &Timestamp) -> String {
        timestamp.to_string()
    }
}

/// The date of HTTP headers (RFC 9110, section 5.6.7): `Tue, 09 Jan 2018 20:51:21 GMT`.
pub mod http_date {
    pub use super::parse;
    use super::{Timestamp, rfc2822, serde_with};

    /// The format of this module.
    #[derive(Clone, Copy, Debug)]
    pub struct HttpDate;

    serde_with!(HttpDate);

    /// Returns the timestamp to the second. A year before 0, which the format cannot hold, is written as RFC 3339.
    pub fn format(timestamp: &Timestamp) -> String {
        let printer = rfc2822::DateTimePrinter::new();
        printer.timestamp_to_rfc9110_string(timestamp).unwrap_or_else(|_| timestamp.to_string())
    }
}

/// Nanoseconds in a second.
const NANOS: u128 = 1_000_000_000;

/// A text or number that is not a timestamp in any of the three formats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimestampError(String);

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a timestamp (RFC 3339, HTTP date or seconds since 1970): {:?}", self.0)
    }
}

impl std::error::Error for ParseTimestampError {}

/// Returns the timestamp that a text states in any of the three formats.
///
/// # Errors
/// If it states none, or one outside the years -9999 to 9999.
pub fn parse(text: &str) -> Result<Timestamp, ParseTimestampError> {
    let text = text.trim();
    parse_seconds(text)
        .or_else(|| text.parse().ok())
        .or_else(|| rfc2822::DateTimeParser::new().parse_timestamp(text).ok())
        .ok_or_else(|| ParseTimestampError(text.chars().take(64).collect()))
}

fn parse_seconds(text: &str) -> Option<Timestamp> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let decimal = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !decimal(whole) || !decimal(fraction) {
        return None;
    }
    let seconds = i128::from(whole.parse::<i64>().ok()?);
    let fraction: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    let nanos = seconds * NANOS as i128 + fraction.parse::<i128>().ok()?;
    Timestamp::from_nanosecond(if negative { -nanos } else { nanos }).ok()
}

/// Returns the timestamp so many seconds after 1970, to the microsecond: an `f64` holds no more for our century.
pub(crate) fn from_float(seconds: f64) -> Option<Timestamp> {
    if !seconds.is_finite() {
        return None;
    }
    let micros = (seconds * 1e6).round() as i128;
    Timestamp::from_nanosecond(micros.checked_mul(1_000)?).ok()
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a timestamp")
    }

    fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Timestamp, E> {
        Timestamp::from_second(seconds).map_err(|_| E::invalid_value(de::Unexpected::Signed(seconds), &self))
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Timestamp, E> {
        match i64::try_from(seconds) {
            Ok(seconds) => self.visit_i64(seconds),
            Err(_) => Err(E::invalid_value(de::Unexpected::Unsigned(seconds), &self)),
        }
    }

    fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Timestamp, E> {
        from_float(seconds).ok_or_else(|| E::invalid_value(de::Unexpected::Float(seconds), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        parse(text).map_err(E::custom)
    }
}

impl Wire<epoch_seconds::EpochSeconds> for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fraction = || self.as_microsecond() as f64 / 1e6;
        match (serializer.is_human_readable(), self.subsec_nanosecond()) {
            (true, 0) => serializer.serialize_i64(self.as_second()),
            (true, _) => serializer.serialize_f64(fraction()),
            (false, 0) => serializer.serialize_newtype_struct(epoch_seconds::TAGGED, &self.as_second()),
            (false, _) => serializer.serialize_newtype_struct(epoch_seconds::TAGGED, &fraction()),
        }
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

macro_rules! textual {
    ($($format:ty => $write:path),*) => { $(
        impl Wire<$format> for Timestamp {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&$write(self))
            }

            fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Visitor)
            }
        }
    )* };
}
textual!(date_time::DateTime => date_time::format, http_date::HttpDate => http_date::format);

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use serde::{Deserialize, Serialize};

    use super::*;

    fn at(nanos: i128) -> Timestamp {
        Timestamp::from_nanosecond(nanos).unwrap()
    }

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Sample {
        #[serde(with = "crate::timestamp::epoch_seconds")]
        epoch: Timestamp,
        #[serde(with = "crate::timestamp::date_time", default, skip_serializing_if = "Option::is_none")]
        maybe: Option<Timestamp>,
        #[serde(with = "crate::timestamp::http_date")]
        many: Vec<Timestamp>,
        #[serde(with = "crate::timestamp::epoch_seconds")]
        named: BTreeMap<String, Vec<Option<Box<Timestamp>>>>,
        #[serde(with = "crate::timestamp::date_time", default)]
        hashed: HashMap<String, Timestamp>,
    }

    #[test]
    fn in_every_container() {
        let json = concat!(
            r#"{"epoch":1515531081.123,"maybe":"2018-01-09T20:51:21.5Z","many":["Tue, 09 Jan 2018 20:51:21 GMT"],"#,
            r#""named":{"a":[0,null]},"hashed":{"k":"1970-01-01T00:00:00Z"}}"#
        );
        let sample: Sample = serde_json::from_str(json).unwrap();
        assert_eq!(sample.epoch, at(1_515_531_081_123_000_000));
        assert_eq!(serde_json::to_string(&sample).unwrap(), json);
        let none: Sample = serde_json::from_str(r#"{"epoch":0,"maybe":null,"many":[],"named":{}}"#).unwrap();
        assert_eq!(none.maybe, None);
        assert_eq!(serde_json::to_string(&none).unwrap(), r#"{"epoch":0,"many":[],"named":{},"hashed":{}}"#);
    }

    #[test]
    fn text_in_each_format() {
        let fine = at(1_515_531_081_120_000_000);
        assert_eq!(epoch_seconds::format(&fine), "1515531081.12");
        assert_eq!(epoch_seconds::format(&at(-1_500_000_000)), "-1.5");
        assert_eq!(epoch_seconds::format(&Timestamp::UNIX_EPOCH), "0");
        assert_eq!(date_time::format(&fine), "2018-01-09T20:51:21.12Z");
        assert_eq!(http_date::format(&fine), "Tue, 09 Jan 2018 20:51:21 GMT");
        for text in ["1515531081.12", "2018-01-09T21:51:21.120+01:00", "2018-01-09T20:51:21.12Z"] {
            assert_eq!(parse(text).unwrap(), fine, "{text}");
        }
        assert_eq!(http_date::parse("Tue, 09 Jan 2018 20:51:21 GMT").unwrap(), at(1_515_531_081_000_000_000));
        assert_eq!(parse("-1.5").unwrap(), at(-1_500_000_000));
    }

    #[test]
    fn nonsense_is_an_error() {
        for text in ["", "-", ".", "1.", "1e9", "tomorrow", "2018-13-40T00:00:00Z", "99999999999999999999"] {
            assert!(parse(text).is_err(), "{text}");
        }
        #[derive(Deserialize)]
        struct One(
            #[serde(with = "crate::timestamp::epoch_seconds")]
            #[allow(dead_code)]
            Timestamp,
        );
        for json in ["1e300", "-1e300", "18446744073709551615", "9223372036854775807", "true", "{}"] {
            assert!(serde_json::from_str::<One>(json).is_err(), "{json}");
        }
    }
}
