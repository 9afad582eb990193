use std::collections::BTreeMap;

use http::Method;

use super::*;
use crate::ClientErrorKind;

const AWS_JSON: Protocol = Protocol::AwsJson { version: "1.1", target_prefix: "Lamps_20261101" };

fn encoder(path: &'static str, protocol: Protocol) -> RequestEncoder {
    RequestEncoder::new(OperationInfo::new("Switch", Method::POST, path), protocol)
}

fn finish(encoder: RequestEncoder) -> Request<Bytes> {
    encoder.finish(&Endpoint::parse("https://example.com/base/").unwrap()).unwrap()
}

fn uri(encoder: RequestEncoder) -> String {
    finish(encoder).uri().to_string().replace("https://example.com/base", "")
}

#[test]
fn labels_are_escaped() {
    let mut request = encoder("/lamps/{lamp}/of/{room+}:switch_on", Protocol::HttpJson);
    request.label("lamp", "a/b c%20?é").unwrap();
    request.greedy_label("room", "floor 1/room:2").unwrap();
    assert_eq!(uri(request), "/lamps/a%2Fb%20c%2520%3F%C3%A9/of/floor%201/room%3A2:switch_on");
    let mut request = encoder("/x y/{id}{format}", Protocol::HttpJson);
    request.label("id", &7u32).unwrap();
    request.label("format", ".json").unwrap();
    assert_eq!(uri(request), "/x%20y/7.json");
}

#[test]
fn labels_that_would_name_something_else() {
    for value in ["", ".", ".."] {
        let error = encoder("/lamps/{lamp}", Protocol::RestJson).label("lamp", value).unwrap_err();
        assert_eq!(error.kind(), ClientErrorKind::Build);
        assert_eq!(error.to_string(), format!("Switch: \"lamp\" stands in the path and cannot be {value:?}"));
    }
    assert!(encoder("/{key+}", Protocol::RestJson).greedy_label("key", "").is_err());
    let endpoint = Endpoint::parse("https://example.com").unwrap();
    let error = encoder("/lamps/{lamp}", Protocol::RestJson).finish(&endpoint).unwrap_err();
    assert_eq!(error.to_string(), "Switch: the path label \"lamp\" was not set");
}

#[test]
fn query_parameters() {
    let mut request = encoder("/lamps?list-type=2", Protocol::RestJson);
    request.query("recovery.id", Some("a&b=c"));
    request.query("none", None::<&str>);
    request.query("on", Some(&true));
    request.query_each("id", &["x".to_owned(), "y z".to_owned()]);
    request.query_each("absent", None::<Vec<u8>>.iter().flatten());
    request.query_map(&BTreeMap::from([
        ("on".to_owned(), "no".to_owned()),
        ("tag:k".to_owned(), "v".to_owned()),
    ]));
    request.query_map_each(&BTreeMap::from([("m".to_owned(), vec![1u8, 2]), ("id".to_owned(), vec![3])]));
    assert_eq!(
        uri(request),
        "/lamps?list-type=2&recovery.id=a%26b%3Dc&on=true&id=x&id=y%20z&tag%3Ak=v&m=1&m=2"
    );
}

#[test]
fn headers() {
    let mut request = encoder("/", Protocol::RestJson);
    request.header("X-Lamp", Some("a")).unwrap();
    request.header("X-None", None::<&str>).unwrap();
    request.header("X-Empty", Some("")).unwrap();
    request.header_each("X-List", &["a", "b,c", "d\"e"]).unwrap();
    request.header_each("X-Empty-List", &[] as &[&str]).unwrap();
    request.prefix_headers("X-Meta-", &BTreeMap::from([("A", "1"), ("b", "2")])).unwrap();
    for (name, value) in [("bad name", "v"), ("X-Bad", "line\r\nbreak"), ("", "v")] {
        assert_eq!(request.header(name, Some(value)).unwrap_err().kind(), ClientErrorKind::Build);
    }
    let request = finish(request);
    let headers = request.headers();
    assert_eq!(headers["x-lamp"], "a");
    assert_eq!(headers["x-list"], r#"a, "b,c", "d\"e""#);
    assert_eq!((&headers["x-meta-a"], &headers["x-meta-b"]), (&HeaderValue::from(1), &HeaderValue::from(2)));
    assert_eq!(headers.len(), 4);
}

#[test]
fn bodies_and_media_types() {
    let bare = finish(encoder("/", Protocol::RestJson));
    assert_eq!((bare.body().len(), bare.headers().len()), (0, 0));

    let bare = finish(encoder("/", AWS_JSON));
    assert_eq!(bare.body(), "{}");
    assert_eq!(bare.headers()["content-type"], "application/x-amz-json-1.1");
    assert_eq!(bare.headers()["x-amz-target"], "Lamps_20261101.Switch");

    let mut request = encoder("/", Protocol::HttpJson);
    request.json(&BTreeMap::from([("on", true)])).unwrap();
    let request = finish(request);
    assert_eq!(request.body(), r#"{"on":true}"#);
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["accept"], "application/json");

    let mut request = encoder("/", Protocol::HttpJson);
    request.empty_object();
    let request = finish(request);
    assert_eq!(
        (request.body().as_ref(), &request.headers()["content-type"]),
        (&b"{}"[..], &HeaderValue::from_static("application/json"))
    );

    let mut request = encoder("/", Protocol::HttpJson);
    request.bytes("raw");
    request.media_type("text/plain").unwrap();
    request.accept("text/html").unwrap();
    let request = finish(request);
    assert_eq!(request.headers()["content-type"], "text/plain");
    assert_eq!(request.headers()["accept"], "text/html");

    let mut request = encoder("/", Protocol::RestJson);
    request.bytes("raw");
    assert_eq!(finish(request).headers()["content-type"], "application/octet-stream");
}

#[test]
fn a_body_that_is_no_json() {
    let error = encoder("/", Protocol::RestJson).json(&BTreeMap::from([(vec![1u8], 1)])).unwrap_err();
    assert_eq!(error.kind(), ClientErrorKind::Build);
    assert_eq!(error.to_string(), "Switch: the body cannot be JSON: key must be a string");
}

#[test]
fn prefixes_and_labels_of_the_host() {
    let host = |template: &'static str, label: &str, endpoint: &str| {
        let mut request = encoder("/{key+}", Protocol::RestJson);
        request.label("bucket", label).unwrap();
        request.greedy_label("key", "a/b").unwrap();
        request.host_prefix(template);
        request.finish(&Endpoint::parse(endpoint).unwrap()).map(|request| request.uri().to_string())
    };
    for (template, label, endpoint, expected) in [
        ("data-", "x", "https://example.com", "https://data-example.com/a/b"),
        ("{bucket}.", "x.y-1", "https://example.com", "https://x.y-1.example.com/a/b"),
        ("{bucket}.data.", "x", "http://127.0.0.1:1", "http://127.0.0.1:1/x/a/b"),
    ] {
        assert_eq!(host(template, label, endpoint).unwrap(), expected);
    }
    for label in ["a/b", "a@b", "é", "a_b", "a%20b"] {
        let error = host("{bucket}.", label, "https://example.com").unwrap_err();
        assert_eq!(error.kind(), ClientErrorKind::Build, "{label}");
    }
}

#[test]
fn cookies() {
    let mut request = encoder("/", Protocol::HttpJson);
    request.cookie("a", Some("b c;")).unwrap();
    request.cookie("none", None::<&str>).unwrap();
    request.cookie("d", Some(&7)).unwrap();
    assert_eq!(finish(request).headers()["cookie"], "a=b%20c%3B; d=7");
}

#[cfg(feature = "xml")]
#[test]
fn forms_and_xml() {
    let body = BTreeMap::from([("k", "v")]);
    let query = Protocol::AwsQuery { version: "2026-11-01" };
    let bare = finish(encoder("/", query));
    assert_eq!(bare.body(), "Action=Switch&Version=2026-11-01");
    assert_eq!(bare.headers()["content-type"], "application/x-www-form-urlencoded");
    let mut request = encoder("/", query);
    request.form(&body).unwrap();
    let body_of = |request| String::from_utf8(finish(request).body().to_vec()).unwrap();
    assert_eq!(body_of(request), "Action=Switch&Version=2026-11-01&entry.1.key=k&entry.1.value=v");

    let mut request = encoder("/", Protocol::RestXml { namespace: "urn:l" });
    request.xml("Lamp", "on").unwrap();
    let request = finish(request);
    assert_eq!(request.body(), "<Lamp xmlns=\"urn:l\">on</Lamp>");
    assert_eq!(request.headers()["content-type"], "application/xml");
    assert!(finish(encoder("/", Protocol::RestXml { namespace: "" })).body().is_empty());
}

#[cfg(feature = "cbor")]
#[test]
fn cbor() {
    let mut request = encoder("/", Protocol::RpcV2Cbor);
    request.cbor(&BTreeMap::from([("on", true)])).unwrap();
    let request = finish(request);
    assert_eq!(request.body().as_ref(), b"\xa1\x62on\xf5");
    let header = |name| request.headers()[name].to_str().unwrap();
    assert_eq!(header("content-type"), "application/cbor");
    assert_eq!(header("accept"), "application/cbor");
    assert_eq!(header("smithy-protocol"), "rpc-v2-cbor");
    let bare = finish(encoder("/", Protocol::RpcV2Cbor));
    assert!(bare.body().is_empty() && !bare.headers().contains_key("content-type"));
}
