//! The client of `descriptions/kitchen-sink.yaml`, compiled with warnings denied: what its models are as JSON, and what
//! its operations send and understand.

#![deny(warnings)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::{Arc, Mutex};

use docwright_runtime::bytes::Bytes;
use docwright_runtime::http::{HeaderMap, Request, Response};
use docwright_runtime::serde_json::{self, Value, json};
use docwright_runtime::{Blob, Timestamp};
use kitchen_sink::Client;
use kitchen_sink::operations::{AnnotateError, FillError, FillInput};
use kitchen_sink::types::{self, Colour, Dish, Everything, SinkKind, Step};

#[rustfmt::skip]
#[path = "generated/kitchen_sink/mod.rs"]
mod kitchen_sink;

/// Asserts that a value and its JSON become each other.
fn assert_json<T>(value: &T, json: Value)
where
    T: docwright_runtime::serde::Serialize
        + docwright_runtime::serde::de::DeserializeOwned
        + PartialEq
        + std::fmt::Debug,
{
    assert_eq!(serde_json::to_value(value).unwrap(), json);
    assert_eq!(&serde_json::from_value::<T>(json).unwrap(), value);
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn every_scalar_as_json() {
    let everything = Everything::new()
        .string("s")
        .boolean(true)
        .integer(-1)
        .long(i64::MAX)
        .float(f32::INFINITY)
        .double(1.5)
        .number(7)
        .timestamp(at(1_515_531_081))
        .date_time(at(0))
        .http_date(at(0))
        .times([at(1), at(2)])
        .times_by_name([("a", vec![at(0)])])
        .date("2026-11-21")
        .blob(&b"hello"[..])
        .blobs([Blob::from(&b""[..])])
        .document(json!({ "any": ["thing"] }))
        .json("{}")
        .by_kind([(SinkKind::StoneWare, 2)])
        .by_number([(7, true)])
        .kinds([SinkKind::Steel, "LOST".into()])
        .matrix([vec![1.0], vec![]]);
    assert_json(
        &everything,
        json!({
            "string": "s", "boolean": true, "integer": -1, "long": i64::MAX, "float": "Infinity", "double": 1.5,
            "number": 7, "timestamp": 1_515_531_081, "dateTime": "1970-01-01T00:00:00Z",
            "httpDate": "Thu, 01 Jan 1970 00:00:00 GMT", "times": [1, 2],
            "timesByName": { "a": ["1970-01-01T00:00:00Z"] }, "date": "2026-11-21", "blob": "aGVsbG8=", "blobs": [""],
            "document": { "any": ["thing"] }, "json": "{}", "byKind": { "stone-ware": 2 }, "byNumber": { "7": true },
            "kinds": ["STEEL", "LOST"], "matrix": [[1.0], []],
        }),
    );
    assert_json(&Everything::new(), json!({}));
    let big = i128::from(u64::MAX) * 1000;
    let text = serde_json::to_string(&Everything::new().big_integer(big)).unwrap();
    assert_eq!(serde_json::from_str::<Everything>(&text).unwrap().big_integer, Some(big));
}

#[test]
fn recursion_unions_and_renamed_members_as_json() {
    let dish = Dish::new("plate-1")
        .inner(Dish::new("plate-2"))
        .others([Dish::new("plate-3").colour(Colour::Rgb(vec![1, 2, 3]))])
        .by_name([("left", Dish::new("plate-4"))])
        .set_new(true)
        .job_id("upper")
        .job_id_2("lower")
        .links("plain")
        .underscore_links([json!(1)]);
    assert_json(
        &dish,
        json!({
            "dishID": "plate-1", "inner": { "dishID": "plate-2" },
            "others": [{ "dishID": "plate-3", "colour": { "rgb": [1, 2, 3] } }],
            "byName": { "left": { "dishID": "plate-4" } }, "new": true, "jobID": "upper", "jobId": "lower",
            "_links": [1], "links": "plain",
        }),
    );
    assert_json(&Colour::MixedAt(at(5)), json!({ "mixedAt": 5 }));
    assert_json(&Colour::Dish(Box::new(Dish::new("x"))), json!({ "dish": { "dishID": "x" } }));
    assert_json(&Colour::Unknown(json!({ "cmyk": [1] })), json!({ "cmyk": [1] }));
    let tree: types::Tree =
        serde_json::from_value(json!({ "branches": { "a": { "branches": {} } } })).unwrap();
    assert_eq!(tree.branches.unwrap().len(), 1);
    let endless: types::Endless = serde_json::from_value(json!([{ "a": [] }])).unwrap();
    assert_json(&endless, json!([{ "a": [] }]));
    let answered: Dish = serde_json::from_value(json!({})).unwrap();
    assert_eq!(answered.dish_id, None, "what callers must give is not promised in answers");
}

#[test]
fn secrets_are_not_shown() {
    let dish = Dish::new("d").secret("hush").colour(Colour::Code("hush".into()));
    let input = FillInput { password: Some("hush".into()), ..fill_input() };
    let shown = format!("{dish:?} {input:?}");
    assert!(shown.contains("[sensitive]") && shown.contains("plate") && !shown.contains("hush"), "{shown}");
}

fn fill_input() -> FillInput {
    FillInput::new("s", "t", SinkKind::Steel, [Dish::new("plate")], ["1"], [("k", "v")])
}

/// What a client sent.
#[derive(Clone, Debug, Default)]
struct Sent {
    line: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Sent {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Returns a client that gets the given answer, and what it sent.
fn client(answer: fn() -> Response<Bytes>) -> (Client, Arc<Mutex<Sent>>) {
    let sent = Arc::new(Mutex::new(Sent::default()));
    let seen = Arc::clone(&sent);
    let client = Client::builder()
        .region("north")
        .bearer_token("token")
        // These tests are about what travels; some of it breaks the rules.
        .skip_validation()
        .transport(move |request: Request<Bytes>| {
            let (parts, body) = request.into_parts();
            let line = format!("{} {}", parts.method, parts.uri);
            *seen.lock().unwrap() = Sent { line, headers: parts.headers, body };
            async move { Ok(answer()) }
        })
        .build()
        .unwrap();
    (client, sent)
}

fn answer(status: u16, headers: &[(&str, &str)], body: &'static str) -> Response<Bytes> {
    let builder =
        headers.iter().fold(Response::builder().status(status), |b, (name, value)| b.header(*name, *value));
    builder.body(Bytes::from_static(body.as_bytes())).unwrap()
}

#[tokio::test]
async fn members_travel_where_they_belong() {
    let (client, sent) = client(|| {
        let headers = [
            ("ETag", "\"1\""),
            ("Last-Modified", "Thu, 01 Jan 1970 00:00:10 GMT"),
            ("X-Kinds", "STEEL, NEW"),
            ("x-meta-colour", "red"),
        ];
        answer(
            201,
            &headers,
            r#"{"dish": {"dishID": "d", "colour": {"name": "red"}}, "filledAt": 1.5, "more": 1}"#,
        )
    });
    let output = client
        .fill("my sink", "a/b c", SinkKind::Steel, [Dish::new("plate")], ["1", "2"], [("k", "v")])
        .level(7)
        .self_value(true)
        .set_send("s")
        .set_input("i")
        .value_2xx([2, 3])
        .labels([("l", vec![Step::new().text("t")])])
        .dry_run(true)
        .since(at(0))
        .days([at(1)])
        .weight(12)
        .filters([("f", "g"), ("id", "shadowed")])
        .if_modified_since(at(0))
        .tags([SinkKind::Steel, SinkKind::StoneWare])
        .send()
        .await
        .unwrap();

    let sent = sent.lock().unwrap().clone();
    assert_eq!(
        sent.line,
        "PUT https://acme.sink.north.example.com/v1/sinks/my%20sink/taps/a/b%20c:fill\
         ?mode=fast&dry.run=true&since=1970-01-01T00%3A00%3A00Z&id=1&id=2&days=1970-01-01T00%3A00%3A01Z&weight=12&f=g"
    );
    assert_eq!(sent.header("if-modified-since"), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_eq!(sent.header("x-tags"), "STEEL, stone-ware");
    assert_eq!(sent.header("x-meta-k"), "v");
    assert_eq!(sent.header("authorization"), "Bearer token");
    let mut body = sent.json();
    let token = body.as_object_mut().unwrap().remove("clientToken").unwrap();
    assert_eq!(token.as_str().map(str::len), Some(36), "the client fills it in");
    assert_eq!(
        body,
        json!({
            "level": 7, "type": "STEEL", "self": true, "send": "s", "input": "i", "2xx": [2, 3],
            "dishes": [{ "dishID": "plate" }], "labels": { "l": [{ "text": "t" }] },
        })
    );

    assert_eq!(output.dish.colour, Some(Box::new(Colour::Name("red".into()))));
    assert_eq!(output.dishes, []);
    assert_eq!(output.filled_at, Some(Timestamp::from_millisecond(1_500).unwrap()));
    assert_eq!(output.etag.as_deref(), Some("\"1\""));
    assert_eq!(output.last_modified, Some(at(10)));
    assert_eq!(output.kinds, [SinkKind::Steel, SinkKind::Unknown("NEW".into())]);
    assert_eq!(output.meta["colour"], "red");
    assert_eq!(output.code, 201);
}

#[tokio::test]
async fn payloads_are_the_whole_body() {
    let (client, sent) = client(|| answer(200, &[], "jpeg"));
    let output = client.upload(&b"png"[..]).name("n").send().await.unwrap();
    assert_eq!(output.thumbnail.as_ref(), b"jpeg");
    let upload = std::mem::take(&mut *sent.lock().unwrap());
    assert_eq!((upload.header("content-type"), upload.header("accept")), ("image/png", "image/jpeg"));
    assert_eq!((upload.body.as_ref(), upload.header("x-name")), (&b"png"[..], "n"));

    let output = client.explain().text("why").send().await.unwrap();
    assert_eq!((output.text.as_deref(), output.length), (Some("jpeg"), None));
    assert_eq!(sent.lock().unwrap().body.as_ref(), b"why");
}

#[tokio::test]
async fn an_optional_payload_may_be_absent() {
    let (client, sent) = client(|| answer(200, &[], ""));
    assert_eq!(client.annotate().send().await.unwrap().note, None);
    assert_eq!(sent.lock().unwrap().body.as_ref(), b"{}");
    client.annotate().note(types::Annotation::new("n")).send().await.unwrap();
    assert_eq!(sent.lock().unwrap().json(), json!({ "text": "n" }));
}

#[tokio::test]
async fn errors_find_their_variants() {
    let (client, _) = client(|| {
        let headers = [("x-amzn-errortype", "Overflow:http://x/"), ("x-amzn-requestid", "r-1")];
        answer(409, &headers, r#"{"message": "too much", "litres": "NaN"}"#)
    });
    let error = kitchen_sink::operations::Fill::new(&client, fill_input()).send().await.unwrap_err();
    assert_eq!(
        (error.status(), error.code(), error.request_id()),
        (Some(409), Some("Overflow"), Some("r-1"))
    );
    let FillError::Overflow(overflow) = error else { panic!("{error:?}") };
    assert!(overflow.body().unwrap().litres.is_nan());

    let error = client.annotate().send().await.unwrap_err();
    assert!(matches!(error, AnnotateError::Unhandled(_)), "{error:?}");
}

#[tokio::test]
async fn an_error_may_be_called_like_a_fixed_variant() {
    for (code, expected) in
        [("Unhandled", "UnhandledError"), ("Client", "ClientError"), ("Other", "Unhandled")]
    {
        let body: &'static str =
            Box::leak(format!(r#"{{"__type": "{code}", "message": "m"}}"#).into_boxed_str());
        let client: Client = Client::builder()
            .region("north")
            .skip_validation()
            .bearer_token("token")
            .transport(move |_: Request<Bytes>| async move { Ok(answer(500, &[], body)) })
            .build()
            .unwrap();
        let error = kitchen_sink::operations::Fill::new(&client, fill_input()).send().await.unwrap_err();
        assert!(format!("{error:?}").starts_with(&format!("{expected}(")), "{error:?}");
    }
}

#[test]
#[expect(deprecated)]
fn deprecated_things_still_work() {
    let (client, _) = client(|| answer(200, &[], ""));
    let _request = client.drain();
    let dish = Dish::new("d").old_name("before");
    assert_eq!(dish.old_name.as_deref(), Some("before"));
    assert_eq!(SinkKind::from("2xx"), SinkKind::Value2xx);
}

#[test]
fn enums_keep_what_they_do_not_know() {
    for (value, kind) in [
        ("STEEL", SinkKind::Steel),
        ("Self", SinkKind::SelfValue),
        ("unknown", SinkKind::UnknownValue),
        ("*", SinkKind::Star),
        ("", SinkKind::Empty),
        ("kb", SinkKind::Kb),
        ("KB", SinkKind::Kb2),
        ("ERR", SinkKind::Err),
        ("Kb", SinkKind::Unknown("Kb".into())),
    ] {
        assert_eq!(SinkKind::from(value), kind);
        assert_eq!(kind.as_str(), value);
    }
    assert_eq!(types::Empty::from("x").to_string(), "x");
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_sent() {
    let client = Client::builder().region("north").bearer_token("token");
    let client = client.transport(|_: Request<Bytes>| async { panic!("it was sent") }).build().unwrap();
    let request = kitchen_sink::operations::Fill::new(&client, fill_input());
    let violation = request.input().validate().unwrap_err();
    assert_eq!(
        violation.to_string(),
        "`dishes[0].dish_id` must have 20 to 2048 characters, not \"plate\" (5)"
    );
    let error = request.send().await.unwrap_err();
    let FillError::Client(error) = error else { panic!("{error:?}") };
    assert_eq!(error.violation(), Some(&violation));
}

/// Returns a client that gets answers in turn, each as soon as it asks.
fn waiting(answers: &[(u16, &'static str)]) -> Client {
    let answers = Mutex::new(std::collections::VecDeque::from(answers.to_vec()));
    Client::builder()
        .region("north")
        .bearer_token("token")
        .skip_validation()
        .retry(docwright_runtime::RetryPolicy::never())
        .sleeper(docwright_runtime::Sleeper::new(|_| std::future::ready(())))
        .transport(move |_: Request<Bytes>| {
            let (status, body) = answers.lock().unwrap().pop_front().expect("nothing more is asked for");
            async move { Ok(answer(status, &[], body)) }
        })
        .build()
        .unwrap()
}

#[tokio::test]
async fn waiters_wait_for_what_is_documented() {
    use docwright_runtime::WaitError;

    let answers = [
        (200, "{}"),
        (200, r#"{"everything":{"byKind":{"STEEL":1}}}"#),
        (200, r#"{"everything":{"byKind":{"STEEL":1,"Self":2}}}"#),
    ];
    let operation = || types::Operation::new(SinkKind::Steel, []);
    let moved = waiting(&answers).r#move(operation()).until_moved().await.unwrap().unwrap();
    assert_eq!(moved.everything.unwrap().by_kind.unwrap().len(), 2);

    let broken =
        [(200, r#"{"everything":{"kinds":["STEEL","*"]}}"#), (200, r#"{"everything":{"kinds":["*"]}}"#)];
    let error = waiting(&broken).r#move(operation()).until_moved().await.unwrap_err();
    assert!(matches!(error, WaitError::Failed { waiter: "Moved", .. }), "{error:?}");

    let fill = |client: &Client| {
        let dishes = Vec::<Dish>::new();
        client.fill("kitchen", "hot", SinkKind::Steel, dishes, ["a"], [("a", "b")])
    };
    let full = r#"{"dish":{"dishID":"d"},"dishes":[{"dishID":"plate-1"}]}"#;
    let client = waiting(&[(404, ""), (201, full)]);
    assert_eq!(fill(&client).until_full().await.unwrap().unwrap().dishes.len(), 1);
    let overflow = r#"{"__type":"Overflow","litres":2}"#;
    let error = fill(&waiting(&[(409, overflow)])).until_full().await.unwrap_err();
    assert!(matches!(error, WaitError::Call(FillError::Overflow(_))), "{error:?}");
}

#[tokio::test]
async fn what_is_not_documented_the_caller_of_a_waiter_says() {
    use docwright_runtime::Meaning;

    let client = waiting(&[(404, ""), (201, r#"{"dish":{"dishID":"d"},"dishes":[]}"#)]);
    let dishes = Vec::<Dish>::new();
    let fill = client.fill("kitchen", "hot", SinkKind::Steel, dishes, ["a"], [("a", "b")]);
    let clean = fill.until_clean(|answer| match answer {
        Err(error) if error.is_not_found() => Some(Meaning::Retry),
        answer => answer.ok()?.dishes.is_empty().then_some(Meaning::Success),
    });
    assert!(clean.await.unwrap().is_some());
}

/// What becomes no test is what would fail as one.
#[test]
fn a_test_is_made_of_an_example_if_it_passes() {
    use docwright_idl::{Example, ExamplePart};

    let everything = |name: &str, value: Value| json!({ "everything": { name: value } });
    let values = [
        json!("text"),
        json!(""),
        json!("NaN"),
        json!("2026-11-26"),
        json!("2026-11-26T14:00:00Z"),
        json!("Thu, 26 Nov 2026 14:00:00 GMT"),
        json!("1700000000"),
        json!("aGVsbG8="),
        json!("aGVsbG8"),
        json!("STEEL"),
        json!(true),
        json!(7),
        json!(-7),
        json!(7.0),
        json!(0.1),
        json!(0.5),
        json!(u64::MAX),
        json!(1e30),
        json!(null),
        json!([]),
        json!([null]),
        json!(["STEEL", null]),
        json!([1, 2.5]),
        json!([1_700_000_000]),
        json!(["2026-11-26T14:00:00Z"]),
        json!([[0.1], [], null]),
        json!(["aGVsbG8="]),
        json!({}),
        json!({ "text": "a" }),
        json!({ "STEEL": 1, "other": 2 }),
        json!({ "7": true, "-1": null }),
        json!({ "07": true }),
        json!({ "a": ["2026-11-26T14:00:00Z"] }),
        json!({ "a": [1] }),
        json!({ "a": null }),
    ];
    let description = include_str!("descriptions/kitchen-sink.yaml");
    let mut description = docwright_idl::read_valid("kitchen-sink.yaml", description).unwrap();
    let docwright_idl::ShapeKind::Struct { members, .. } = &description.types["Everything"].kind else {
        panic!()
    };
    let mut bodies: Vec<Value> = Vec::new();
    for (name, member) in members {
        let name = member.name.as_ref().unwrap_or(name);
        bodies.extend(values.iter().map(|value| everything(name, value.clone())));
    }
    bodies.extend(values.iter().map(|value| json!({ "everything": value })));
    bodies.extend([
        json!({ "everything": null }),
        json!({}),
        json!({ "else": 1 }),
        json!({ "else": null }),
        json!([]),
        json!(""),
    ]);
    let dishes = [
        json!({ "dishID": "d" }),
        json!({}),
        json!({ "dishID": null }),
        json!({ "dishID": "d", "colour": {} }),
        json!({ "dishID": "d", "colour": { "name": "red" } }),
        json!({ "dishID": "d", "colour": { "name": "red", "__type": "x" } }),
        json!({ "dishID": "d", "colour": { "__type": "x" } }),
        json!({ "dishID": "d", "colour": { "name": "red", "rgb": [1] } }),
        json!({ "dishID": "d", "colour": { "name": null, "rgb": [1] } }),
        json!({ "dishID": "d", "colour": { "shade": 1 } }),
        json!({ "dishID": "d", "colour": { "mixedAt": "now" } }),
        json!({ "dishID": "d", "inner": { "others": [{}] } }),
        json!({ "dishID": "d", "byName": { "a": { "dishID": "e" } }, "_links": [1, null] }),
    ];
    let filled: Vec<Value> = dishes.iter().map(|dish| json!({ "dish": dish, "dishes": [dish] })).collect();

    let mut tests_of = |operation: &str, bodies: &[Value]| {
        let examples = bodies.iter().enumerate().map(|(index, body)| {
            let (of, status) = (ExamplePart::Response, Some(200));
            Example { name: Some(format!("number {index}.")), of, status, body: body.clone() }
        });
        description.operations[operation].examples = examples.collect();
        let generated = docwright_rust::generate(&description, &docwright_rust::Options::default()).unwrap();
        description.operations[operation].examples.clear();
        let tests = generated.files.iter().find(|(path, _)| path.ends_with("examples.rs"));
        let tests = tests.map(|(_, text)| text.clone()).unwrap_or_default();
        let noted = |index: usize| {
            let place = format!("`operations.{operation}.examples.{index}` ");
            generated.notes.iter().any(|note| note.message.starts_with(&place))
        };
        bodies
            .iter()
            .enumerate()
            .map(|(index, body)| {
                let is_tested = tests.contains(&format!("`number {index}.`"));
                assert!(is_tested != noted(index) || body.is_string(), "{body}");
                is_tested
            })
            .collect::<Vec<bool>>()
    };
    let (of_everything, of_dishes) = (tests_of("Move", &bodies), tests_of("Fill", &filled));
    assert!(of_everything.iter().filter(|is_tested| **is_tested).count() > 200);
    for (body, is_tested) in bodies.iter().zip(of_everything).filter(|(body, _)| !body.is_string()) {
        let result = docwright_runtime::examples::round_trip::<kitchen_sink::operations::MoveOutput>(
            &body.to_string(),
        );
        assert_eq!(result.is_ok(), is_tested, "{body}: {result:?}");
    }
    for (body, is_tested) in filled.iter().zip(of_dishes) {
        let result = docwright_runtime::examples::round_trip::<kitchen_sink::operations::FillOutput>(
            &body.to_string(),
        );
        assert_eq!(result.is_ok(), is_tested, "{body}: {result:?}");
    }
}
