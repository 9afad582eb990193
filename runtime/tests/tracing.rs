//! What spans of calls tell, and what they never do.
#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used)]

mod lamps;

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use docwright_runtime::{Client, ClientBuilder, Sleeper};
use http::{Request, Response};
use lamps::{LAMPS, SwitchLamp};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// Keeps the fields of all spans by their names.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Span>>>, Arc<AtomicU64>);

/// A span's name and fields.
type Span = (&'static str, BTreeMap<&'static str, String>);

struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("docwright_runtime")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = BTreeMap::new();
        span.record(&mut Fields(&mut fields));
        self.0.lock().unwrap().push((span.metadata().name(), fields));
        Id::from_u64(self.1.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let at = usize::try_from(span.into_u64() - 1).unwrap();
        values.record(&mut Fields(&mut self.0.lock().unwrap()[at].1));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn spans_tell_of_calls_and_attempts_and_keep_secrets() {
    let spans = Spans::default();
    let guard = tracing::subscriber::set_default(spans.clone());
    let number = AtomicU64::new(0);
    let transport = move |_: Request<Bytes>| {
        let status = if number.fetch_add(1, Ordering::SeqCst) == 0 { 503 } else { 200 };
        let response = Response::builder().status(status).header("x-request-id", "r-1");
        std::future::ready(Ok(response.body(Bytes::from_static(br#"{"id":"hush"}"#)).unwrap()))
    };
    let client: Client = ClientBuilder::new(&LAMPS)
        .bearer_token("hush")
        .transport(transport)
        .sleeper(Sleeper::new(|_| std::future::ready(())))
        .build()
        .unwrap();
    let input = SwitchLamp { lamp: "hush".to_owned(), on: Some(true), reason: Some("hush".to_owned()) };
    client.call(&input).await.unwrap();
    drop(guard);

    let spans = spans.0.lock().unwrap();
    let names: Vec<_> = spans.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["call", "attempt", "attempt"]);
    let field = |span: usize, name: &str| spans[span].1.get(name).map(String::as_str);
    assert_eq!((field(0, "service"), field(0, "operation")), (Some("\"lamps\""), Some("\"SwitchLamp\"")));
    assert_eq!((field(0, "attempts"), field(0, "status")), (Some("2"), Some("200")));
    assert_eq!(field(0, "request_id"), Some("\"r-1\""));
    assert!(field(0, "duration_ms").is_some());
    assert_eq!((field(1, "number"), field(1, "status")), (Some("1"), Some("503")));
    assert_eq!((field(2, "number"), field(2, "status")), (Some("2"), Some("200")));
    assert!(!format!("{spans:?}").contains("hush"), "{spans:?}");
}
