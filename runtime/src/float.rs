//! Floating point numbers that may be `"NaN"`, `"Infinity"` or `"-Infinity"`, which AWS JSON writes as strings.
//!
//! Use it as `#[serde(with = "docwright_runtime::float")]` on an `f32`, an `f64`, or a container of them.

use std::fmt;

use serde::{Deserializer, Serializer, de};

use crate::wire::{Wire, serde_with};

/// The format: a JSON number, or one of the three strings.
#[derive(Clone, Copy, Debug)]
pub struct Float;

serde_with!(Float);

/// The three values that JSON has no number for.
const SPECIAL: [(&str, f64); 3] =
    [("NaN", f64::NAN), ("Infinity", f64::INFINITY), ("-Infinity", f64::NEG_INFINITY)];

/// Returns the name of a value that JSON has no number for.
pub(crate) fn special_name(value: f64) -> Option<&'static str> {
    SPECIAL
        .iter()
        .find(|(_, special)| *special == value || (special.is_nan() && value.is_nan()))
        .map(|(name, _)| *name)
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, \"NaN\", \"Infinity\" or \"-Infinity\"")
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<f64, E> {
        match SPECIAL.iter().find(|(name, _)| *name == text) {
            Some((_, value)) => Ok(*value),
            None => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
    }
}

impl Wire<Float> for f64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match special_name(*self) {
            Some(name) => serializer.serialize_str(name),
            None => serializer.serialize_f64(*self),
        }
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

impl Wire<Float> for f32 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match special_name(f64::from(*self)) {
            Some(name) => serializer.serialize_str(name),
            None => serializer.serialize_f32(*self),
        }
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor).map(|value| value as f32)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Sample {
        #[serde(with = "crate::float")]
        one: f64,
        #[serde(with = "crate::float", default, skip_serializing_if = "Option::is_none")]
        maybe: Option<f32>,
        #[serde(with = "crate::float")]
        many: Vec<f64>,
        #[serde(with = "crate::float")]
        named: BTreeMap<String, Option<f32>>,
    }

    #[test]
    fn in_every_container() {
        let json =
            r#"{"one":"-Infinity","maybe":"Infinity","many":[1.5,"Infinity"],"named":{"a":0.1,"b":null}}"#;
        let sample: Sample = serde_json::from_str(json).unwrap();
        assert_eq!(sample.one, f64::NEG_INFINITY);
        assert_eq!(sample.named["a"], Some(0.1));
        assert_eq!(serde_json::to_string(&sample).unwrap(), json);
        let integers: Sample = serde_json::from_str(r#"{"one":1,"many":[-2],"named":{}}"#).unwrap();
        assert_eq!((integers.one, integers.many, integers.maybe), (1.0, vec![-2.0], None));
    }

    #[test]
    fn not_a_number() {
        #[derive(Deserialize, Serialize)]
        struct One(#[serde(with = "crate::float")] f64);
        assert!(serde_json::from_str::<One>(r#""NaN""#).unwrap().0.is_nan());
        assert_eq!(serde_json::to_string(&One(f64::NAN)).unwrap(), r#""NaN""#);
        assert!(serde_json::from_str::<One>(r#""nan""#).is_err());
    }
}
