//! CBOR (RFC 8949), as Smithy RPC v2 speaks it.

mod read;
mod write;

pub(crate) use read::from_bytes;
pub(crate) use write::to_bytes;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};
    use serde_json::Value;

    use super::*;
    use crate::{Blob, Timestamp};

    #[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
    #[serde(default)]
    struct Sample {
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        on: Option<bool>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        numbers: Vec<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        fraction: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        single: Option<f32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<Blob>,
        #[serde(with = "crate::timestamp::epoch_seconds", skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        map: BTreeMap<String, Sample>,
        #[serde(skip_serializing_if = "Option::is_none")]
        huge: Option<i128>,
        #[serde(skip_serializing_if = "Option::is_none")]
        any: Option<Value>,
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let sample = Sample {
            text: Some("é".to_owned()),
            on: Some(false),
            numbers: vec![0, -1, i64::MAX, i64::MIN],
            fraction: Some(1.5),
            single: Some(f32::NEG_INFINITY),
            data: Some(Blob::from("hi")),
            at: Some("2026-11-22T01:02:03.5Z".parse().unwrap()),
            map: BTreeMap::from([("k".to_owned(), Sample::default())]),
            huge: Some(1 << 100),
            any: Some(serde_json::json!({ "a": [null, 1, "x"] })),
        };
        let bytes = to_bytes(&sample).unwrap();
        assert_eq!(from_bytes::<Sample>(&bytes).unwrap(), sample);
        let blob = to_bytes(&Sample { data: Some(Blob::from("hi")), ..Sample::default() }).unwrap();
        assert_eq!(blob, b"\xa1\x64data\x42hi");
        let at = Sample { at: Some(Timestamp::from_second(1).unwrap()), ..Sample::default() };
        assert_eq!(to_bytes(&at).unwrap(), b"\xa1\x62at\xc1\x01");
    }

    #[test]
    fn nulls_are_left_out_where_they_have_no_place() {
        let numbers = b"\xa1\x67numbers\x83\x01\xf6\x02";
        assert_eq!(from_bytes::<Sample>(numbers).unwrap().numbers, [1, 2]);
        let map = b"\xa1\x63map\xbf\x61a\xf6\x61b\xa0\xff";
        assert_eq!(
            from_bytes::<Sample>(map).unwrap().map,
            BTreeMap::from([("b".to_owned(), Sample::default())])
        );
        let kept = b"\xa1\x63any\x82\xf6\x01";
        assert_eq!(from_bytes::<Sample>(kept).unwrap().any, Some(serde_json::json!([null, 1])));
    }

    #[test]
    fn whatever_form_a_value_has() {
        let read = |bytes: &[u8]| from_bytes::<Sample>(bytes);
        for (bytes, expected) in [
            // Without lengths, and in pieces.
            (
                &b"\xbf\x64text\x7f\x61a\x61b\xff\xff"[..],
                Sample { text: Some("ab".to_owned()), ..Sample::default() },
            ),
            (b"\xa1\x67numbers\x9f\x01\x20\xff", Sample { numbers: vec![1, -1], ..Sample::default() }),
            (b"\xa1\x64data\x5f\x41h\x41i\xff", Sample { data: Some(Blob::from("hi")), ..Sample::default() }),
            // A whole number, a half and a single for a double; a double for a single.
            (b"\xa1\x68fraction\x07", Sample { fraction: Some(7.0), ..Sample::default() }),
            (b"\xa1\x68fraction\xf9\x3e\x00", Sample { fraction: Some(1.5), ..Sample::default() }),
            (
                b"\xa1\x68fraction\xf9\xfc\x00",
                Sample { fraction: Some(f64::NEG_INFINITY), ..Sample::default() },
            ),
            (b"\xa1\x68fraction\xf9\x00\x01", Sample { fraction: Some(2f64.powi(-24)), ..Sample::default() }),
            (b"\xa1\x68fraction\xfa\x3f\xc0\x00\x00", Sample { fraction: Some(1.5), ..Sample::default() }),
            (
                b"\xa1\x66single\xfb\x3f\xf8\x00\x00\x00\x00\x00\x00",
                Sample { single: Some(1.5), ..Sample::default() },
            ),
            // Null, undefined, and what is not known.
            (b"\xa3\x62on\xf6\x64text\xf7\x63new\xa1\x01\x9f\xf6\xff", Sample::default()),
            // Tags.
            (
                b"\xa1\x62at\xc1\xfb\x3f\xf8\x00\x00\x00\x00\x00\x00",
                Sample { at: Some("1970-01-01T00:00:01.5Z".parse().unwrap()), ..Sample::default() },
            ),
            (b"\xa1\x64text\xd9\xd9\xf7\x61a", Sample { text: Some("a".to_owned()), ..Sample::default() }),
        ] {
            assert_eq!(read(bytes).unwrap(), expected, "{bytes:x?}");
        }
        assert!(read(b"\xa1\x68fraction\xf9\x7e\x00").unwrap().fraction.unwrap().is_nan());
    }

    #[test]
    fn what_does_not_fit_is_an_error_with_its_place() {
        for (bytes, path) in [
            (&b"\xa1\x62on\x01"[..], "$.on"),
            (b"\xa1\x67numbers\x82\x01\x61a", "$.numbers[1]"),
            (b"\xa1\x63map\xa1\x61k\xa1\x62on\x01", "$.map.k.on"),
            (b"\x80\x00", "$"),
        ] {
            assert_eq!(from_bytes::<Sample>(bytes).unwrap_err().path(), path, "{bytes:x?}");
        }
    }

    #[test]
    fn hostile_bytes_are_errors() {
        for bytes in [
            &b""[..],
            b"\xff",
            b"\xa1",
            b"\xa1\x64text",
            b"\xa1\x64text\x7b\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\xa1\x62on\xf9\x00",
            b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x01",
            b"\xa1\x64text\x62\xff\xff",
            b"\x1c",
            b"\xa1\x64text\xc1",
        ] {
            assert!(from_bytes::<Sample>(bytes).is_err(), "{bytes:x?}");
            let _ = from_bytes::<Value>(bytes);
        }
        let deep = [vec![0x81; 1 << 20], vec![0x00]].concat();
        assert!(from_bytes::<Value>(&deep).unwrap_err().to_string().contains("deeper"));
        let tags = [vec![0xc1; 1 << 20], vec![0x00]].concat();
        assert_eq!(from_bytes::<i64>(&tags).unwrap(), 0);
        let skipped = [b"\xa1\x63new".to_vec(), vec![0x81; 1 << 20], vec![0x00]].concat();
        assert_eq!(from_bytes::<Sample>(&skipped).unwrap(), Sample::default());
    }
}
