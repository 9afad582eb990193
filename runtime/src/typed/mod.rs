//! Values that travel as text of a documented form: dates, times of day, points in time, durations, UUIDs.
//!
//! Documentation is often wrong about what a service sends, or shows it by examples alone. So these types are open, as
//! enums are: a text of the form is an [`Open::Known`] value, any other is kept as [`Open::Unknown`] and never fails the
//! answer it stands in. What is known is written exactly as it was read, but for [`DateTime`], which is written in UTC.
//!
//! ```
//! use docwright_runtime::typed::{Date, Open};
//!
//! let day = Date::from("2026-11-26");
//! assert_eq!(day.known().map(|day| day.year()), Some(2026));
//! assert_eq!(Date::from("tomorrow"), Open::Unknown("tomorrow".to_owned()));
//! ```

mod uuid;

use std::{borrow::Cow, convert::Infallible, fmt, marker::PhantomData, str::FromStr};

use jiff::{SpanFieldwise, Timestamp, civil};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{ToParam, timestamp};

pub use uuid::UuidValue;

/// A calendar date, `YYYY-MM-DD` (RFC 3339 `full-date`).
pub type Date = Open<civil::Date>;
/// A time of day to the second, `HH:MM:SS`.
pub type Time = Open<civil::Time>;
/// A time of day to the minute, `HH:MM`.
pub type HourMinute = Open<HourMinuteValue>;
/// A point in time, RFC 3339 `date-time`.
pub type DateTime = Open<Timestamp>;
/// A length of time, ISO 8601 as `P1DT12H`.
pub type Duration = Open<SpanFieldwise>;
/// A universally unique identifier (RFC 9562).
pub type Uuid = Open<UuidValue>;

/// A value that travels as text of a documented form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Open<T> {
    /// A value of the form.
    Known(T),
    /// A text that is not of the form.
    Unknown(String),
}

impl<T> Open<T> {
    /// Returns the value, unless the text was not of the form.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

/// A value that has a form as text.
pub trait Textual: Sized {
    /// The form, as documentation writes it.
    const FORM: &'static str;

    /// What makes a value of a number, where some services send numbers in place of such texts.
    const OF_NUMBER: Option<fn(f64) -> Option<Self>> = None;

    /// Returns the value of a text; none if it is not of the form.
    fn read(text: &str) -> Option<Self>;

    /// Writes the value.
    ///
    /// # Errors
    /// What the formatter reports.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// Returns what a text reads as, if it is written so again.
fn exactly<T: FromStr + fmt::Display>(text: &str) -> Option<T> {
    text.parse().ok().filter(|value: &T| value.to_string() == text)
}

macro_rules! textual {
    ($($type:ty = $form:literal),*) => { $(
        impl Textual for $type {
            const FORM: &'static str = $form;

            fn read(text: &str) -> Option<Self> {
                exactly(text)
            }

            fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )* };
}
textual!(
    civil::Date = "YYYY-MM-DD",
    civil::Time = "HH:MM:SS",
    HourMinuteValue = "HH:MM",
    UuidValue = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
);

impl Textual for Timestamp {
    const FORM: &'static str = "YYYY-MM-DDTHH:MM:SSZ";

    const OF_NUMBER: Option<fn(f64) -> Option<Self>> = Some(timestamp::from_float);

    fn read(text: &str) -> Option<Self> {
        timestamp::parse(text).ok()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Textual for SpanFieldwise {
    const FORM: &'static str = "PnYnMnDTnHnMnS";

    fn read(text: &str) -> Option<Self> {
        exactly::<jiff::Span>(text).map(SpanFieldwise)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A time of day to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HourMinuteValue {
    hour: u8,
    minute: u8,
}

impl HourMinuteValue {
    /// Returns the time, if there is such an hour (0–23) and such a minute (0–59).
    pub fn new(hour: u8, minute: u8) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self { hour, minute })
    }

    /// Returns the hour, 0 to 23.
    pub fn hour(self) -> u8 {
        self.hour
    }

    /// Returns the minute, 0 to 59.
    pub fn minute(self) -> u8 {
        self.minute
    }
}

impl fmt::Display for HourMinuteValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// A text that is no time of day to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseHourMinuteError(());

impl fmt::Display for ParseHourMinuteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time of day as HH:MM")
    }
}

impl std::error::Error for ParseHourMinuteError {}

impl FromStr for HourMinuteValue {
    type Err = ParseHourMinuteError;

    fn from_str(text: &str) -> Result<Self, ParseHourMinuteError> {
        let two = |digits: &str| match digits.as_bytes() {
            [b'0'..=b'9', b'0'..=b'9'] => digits.parse().ok(),
            _ => None,
        };
        let parts = text.split_once(':').and_then(|(hour, minute)| Some((two(hour)?, two(minute)?)));
        parts.and_then(|(hour, minute)| Self::new(hour, minute)).ok_or(ParseHourMinuteError(()))
    }
}

impl<T> From<T> for Open<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

/// The time to the minute; what is left of it is dropped.
impl From<civil::Time> for HourMinute {
    fn from(time: civil::Time) -> Self {
        let part = |value: i8| value.unsigned_abs();
        Self::Known(HourMinuteValue { hour: part(time.hour()), minute: part(time.minute()) })
    }
}

impl From<jiff::Span> for Duration {
    fn from(span: jiff::Span) -> Self {
        Self::Known(SpanFieldwise(span))
    }
}

impl<T: Textual> From<&str> for Open<T> {
    fn from(text: &str) -> Self {
        T::read(text).map_or_else(|| Self::Unknown(text.to_owned()), Self::Known)
    }
}

impl<T: Textual> From<String> for Open<T> {
    fn from(text: String) -> Self {
        T::read(&text).map_or(Self::Unknown(text), Self::Known)
    }
}

impl<T: Textual + PartialEq> PartialEq<str> for Open<T> {
    fn eq(&self, text: &str) -> bool {
        match (self, T::read(text)) {
            (Self::Known(value), Some(read)) => *value == read,
            (Self::Unknown(own), None) => own == text,
            _ => false,
        }
    }
}

impl<T: Textual + PartialEq> PartialEq<&str> for Open<T> {
    fn eq(&self, text: &&str) -> bool {
        *self == **text
    }
}

impl<T: Textual> FromStr for Open<T> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl<T: Textual> fmt::Display for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => value.write(f),
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

impl<T: Textual> ToParam for Open<T> {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl<T: Textual> Serialize for Open<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T: Textual> Deserialize<'de> for Open<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<T: Textual> de::Visitor<'_> for Visitor<T> {
            type Value = Open<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a text such as {}", T::FORM)
            }

            fn visit_str<E>(self, text: &str) -> Result<Open<T>, E> {
                Ok(text.into())
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Open<T>, E> {
                self.visit_f64(number as f64)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Open<T>, E> {
                self.visit_f64(number as f64)
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Open<T>, E> {
                let unexpected = || E::invalid_type(de::Unexpected::Float(number), &self);
                T::OF_NUMBER.and_then(|read| read(number)).map(Open::Known).ok_or_else(unexpected)
            }
        }

        match T::OF_NUMBER {
            Some(_) => deserializer.deserialize_any(Visitor(PhantomData)),
            None => deserializer.deserialize_str(Visitor(PhantomData)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json<T: Textual + PartialEq + fmt::Debug>(text: &str) -> Open<T> {
        let json = serde_json::to_string(text).unwrap();
        let value: Open<T> = serde_json::from_str(&json).unwrap();
        assert_eq!(value, Open::from(text));
        assert_eq!(value.to_string(), value.to_param());
        assert_eq!(serde_json::to_value(&value).unwrap(), value.to_string());
        value
    }

    /// Asserts which texts are of the form; each is written as it was read.
    fn assert_known<T: Textual + PartialEq + fmt::Debug>(known: &[&str], unknown: &[&str]) {
        for text in known.iter().chain(unknown) {
            let value = json::<T>(text);
            assert_eq!(value.known().is_some(), known.contains(text), "{text}");
            assert_eq!(value.to_string(), *text);
        }
    }

    #[test]
    fn what_is_not_of_the_form_is_kept() {
        assert_known::<civil::Date>(
            &["2026-11-26", "0001-01-01"],
            &["", "20261126", "2026-11-26T00:00:00", "26.11.2026", "2026-02-30", " 2026-11-26"],
        );
        assert_known::<civil::Time>(&["14:00:00", "23:59:59.5"], &["14:00", "24:00:00", "140000"]);
        assert_known::<HourMinuteValue>(
            &["00:00", "23:59"],
            &["24:00", "9:00", "09:0", "09:60", "+9:00", "09:00:00"],
        );
        assert_known::<SpanFieldwise>(&["P1DT12H", "PT90M"], &["90", "1 day", "PT"]);
        assert_known::<UuidValue>(
            &["3ee1f451-cb6e-3e60-3fea-73cb9d0fba6c", "6EE88AD2-61f9-4685-97C0-7568D1076B5F"],
            &["3ee1f451cb6e3e603fea73cb9d0fba6c", "3ee1f451-cb6e-3e60-3fea-73cb9d0fba6", "g", "", "é"],
        );
    }

    #[test]
    fn points_in_time_are_written_in_utc() {
        for text in ["2018-11-11T20:20:39+00:00", "2018-11-11T21:20:39+01:00", "2018-11-11T20:20:39Z"] {
            let value = json::<Timestamp>(text);
            assert_eq!(value.to_string(), "2018-11-11T20:20:39Z");
        }
        assert_eq!(json::<Timestamp>("yesterday"), Open::Unknown("yesterday".to_owned()));
        assert_eq!(serde_json::from_str::<DateTime>("0").unwrap(), DateTime::from(Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn numbers_are_no_text() {
        for json in ["0", "-1", "1.5", "true", "null", "[]"] {
            assert!(serde_json::from_str::<Date>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn values_turn_into_what_travels() {
        assert_eq!(Date::from(civil::date(2026, 11, 26)).to_string(), "2026-11-26");
        assert_eq!(HourMinute::from(civil::time(14, 0, 59, 0)).to_string(), "14:00");
        assert_eq!(HourMinute::from("14:05").known().map(|time| (time.hour(), time.minute())), Some((14, 5)));
        let (odd, day) = (HourMinute::from("9 o'clock"), Date::from("2026-11-26"));
        assert_eq!(odd, "9 o'clock");
        assert_ne!(day, "2026-11-27");
        assert_eq!(Duration::from(jiff::Span::new().days(2)).to_string(), "P2D");
    }
}
