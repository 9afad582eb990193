//! A client as docwright generates it, against real servers on the loopback interface.
#![cfg(feature = "transport")]
#![allow(clippy::unwrap_used)]

mod lamps;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::any,
};
use docwright_runtime::{
    Client, ClientBuilder, ClientErrorKind, error::OperationError, transport::TransportErrorKind,
};
use lamps::{LAMPS, LAMPS_AWS_JSON, Lamp, ListLamps, SwitchError, SwitchLamp};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Serves a router on a free port and returns its base URL.
async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

/// Answers everything alike.
async fn serve_answer(answer: impl Fn() -> Response + Clone + Send + Sync + 'static) -> String {
    serve(Router::new().fallback(any(move || std::future::ready(answer())))).await
}

/// Accepts connections, reads a little from each, writes some bytes and then either hangs up or stays silent.
async fn serve_bytes(bytes: &'static [u8], hang_up: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(bytes).await;
            if !hang_up {
                silent.push(stream);
            }
        }
    });
    format!("http://{address}")
}

fn builder(endpoint: &str) -> ClientBuilder {
    ClientBuilder::new(&LAMPS).endpoint(endpoint).bearer_token("sesame")
}

fn client(endpoint: &str) -> Client {
    builder(endpoint).build().unwrap()
}

fn switch() -> SwitchLamp {
    SwitchLamp { lamp: "desk/lamp".to_owned(), on: Some(true), reason: Some("reading".to_owned()) }
}

/// Calls an operation that has to fail on the client's side, and returns kind and transport kind.
async fn failing_call(client: &Client) -> (ClientErrorKind, Option<TransportErrorKind>) {
    match client.call(&switch()).await {
        Err(SwitchError::Client(error)) => (error.kind(), error.transport_kind()),
        other => panic!("{other:?}"),
    }
}

/// What a server saw.
type Seen = Arc<Mutex<Vec<(axum::http::request::Parts, String)>>>;

async fn record(State(seen): State<Seen>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    seen.lock().unwrap().push((parts, String::from_utf8(body.to_vec()).unwrap()));
    (StatusCode::ACCEPTED, [("x-lamp-version", "7")], r#"{"id":"desk","watts":7,"new member":{}}"#)
        .into_response()
}

async fn recording_server() -> (String, Seen) {
    let seen = Seen::default();
    let url = serve(Router::new().fallback(any(record)).with_state(Arc::clone(&seen))).await;
    (url, seen)
}

#[tokio::test]
async fn a_call_and_its_answer() {
    let (url, seen) = recording_server().await;
    let client = builder(&format!("{url}/api/v2/")).user_agent("tests/1").build().unwrap();
    let lamp = client.call(&switch()).await.unwrap();
    assert_eq!(lamp, Lamp { id: Some("desk".to_owned()), watts: Some(7), version: Some(7) });

    let seen = seen.lock().unwrap();
    let (parts, body) = &seen[0];
    assert_eq!(parts.method, "PUT");
    assert_eq!(parts.uri, "/api/v2/lamps/desk%2Flamp:switch?reason=reading");
    assert_eq!(body, r#"{"on":true}"#);
    assert_eq!(parts.headers["content-type"], "application/json");
    assert_eq!(parts.headers["content-length"], "11");
    assert_eq!(parts.headers["authorization"], "Bearer sesame");
    assert_eq!(parts.headers["host"], url.trim_start_matches("http://"));
    let agent = parts.headers["user-agent"].to_str().unwrap();
    assert!(
        agent.starts_with("docwright-runtime/") && agent.ends_with(" lamps/2026-11-01 tests/1"),
        "{agent}"
    );
}

#[tokio::test]
async fn a_get_has_no_body_and_repeats_its_parameters() {
    let (url, seen) = recording_server().await;
    client(&url).call(&ListLamps { rooms: vec!["a b".to_owned(), "c".to_owned()] }).await.unwrap();
    let seen = seen.lock().unwrap();
    let (parts, body) = &seen[0];
    assert_eq!((parts.method.as_str(), body.as_str()), ("GET", ""));
    assert_eq!(parts.uri, "/lamps?room=a%20b&room=c");
    assert!(!parts.headers.contains_key("content-type"));
}

#[tokio::test]
async fn aws_json_names_its_operation_in_a_header() {
    let (url, seen) = recording_server().await;
    let client: Client = ClientBuilder::new(&LAMPS_AWS_JSON).endpoint(url).anonymous().build().unwrap();
    client.call(&ListLamps::default()).await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(seen[0].0.headers["x-amz-target"], "Lamps_20261101.ListLamps");
    assert_eq!(seen[0].0.headers["content-type"], "application/x-amz-json-1.0");
    assert_eq!(seen[0].1, "{}");
}

#[cfg(feature = "sigv4")]
#[tokio::test]
async fn a_signed_call() {
    use docwright_runtime::{Clock, Credentials};
    let (url, seen) = recording_server().await;
    let client: Client = ClientBuilder::new(&LAMPS_AWS_JSON)
        .endpoint(&url)
        .region("north")
        .credentials(Credentials::new("AKIDEXAMPLE", "a secret").session_token("a token"))
        .clock(Clock::fixed("2015-08-30T12:36:00Z".parse().unwrap()))
        .build()
        .unwrap();
    client.call(&ListLamps::default()).await.unwrap();
    let seen = seen.lock().unwrap();
    let headers = &seen[0].0.headers;
    let authorization = headers["authorization"].to_str().unwrap();
    let expected = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/north/lamps/aws4_request, \
                    SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=";
    assert!(authorization.starts_with(expected), "{authorization}");
    assert_eq!(headers["x-amz-date"], "20150830T123600Z");
    assert_eq!(headers["x-amz-security-token"], "a token");
    assert_eq!(headers["host"], url.trim_start_matches("http://"));
}

#[tokio::test]
async fn a_documented_error() {
    let url = serve_answer(|| {
        let body =
            r#"{"error":{"code":"LampBusy","message":"wait","context":{"retry_after":3}},"lamp":"desk"}"#;
        (StatusCode::CONFLICT, [("x-request-id", "r-1")], body).into_response()
    })
    .await;
    match client(&url).call(&switch()).await.unwrap_err() {
        SwitchError::LampBusy(error) => {
            assert_eq!(
                (error.status(), error.code(), error.request_id()),
                (409, Some("LampBusy"), Some("r-1"))
            );
            assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
            assert_eq!(error.body().unwrap().lamp, "desk");
            assert_eq!(error.to_string(), "LampBusy (409): wait [r-1]");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn undocumented_errors() {
    for (status, body, text) in [
        (StatusCode::IM_A_TEAPOT, r#"{"code":"Teapot","message":"short"}"#, "Teapot (418): short"),
        (StatusCode::BAD_GATEWAY, "<html>gateway</html>", "unhandled error (502)"),
        (StatusCode::GATEWAY_TIMEOUT, "", "unhandled error (504)"),
    ] {
        let url = serve_answer(move || (status, body).into_response()).await;
        let error = client(&url).call(&switch()).await.unwrap_err();
        assert_eq!(error.to_string(), text);
        assert_eq!(error.status(), Some(status.as_u16()));
        assert_eq!(error.is_retryable(), status.is_server_error());
        match error {
            SwitchError::Unhandled(error) => assert_eq!(error.raw(), body),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let url =
        serve_answer(|| (StatusCode::FOUND, [("location", "http://127.0.0.1:1/")]).into_response()).await;
    match client(&url).call(&switch()).await.unwrap_err() {
        SwitchError::Unhandled(error) => {
            assert_eq!(
                (error.status(), &error.headers()["location"]),
                (302, &"http://127.0.0.1:1/".parse().unwrap())
            );
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read() {
    let url = serve_answer(|| r#"{"items":[{"watts":1},{"watts":"many"}]}"#.into_response()).await;
    let error = client(&url).call(&ListLamps::default()).await.unwrap_err();
    let view = OperationError::view(&error);
    assert_eq!(view.status(), Some(200));
    assert!(error.to_string().starts_with("the answer cannot be read at $.items[1].watts: "), "{error}");
}

#[tokio::test]
async fn silence_ends_in_a_timeout() {
    for begun in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"] {
        let url = serve_bytes(begun, false).await;
        let client = builder(&url).attempt_timeout(Duration::from_millis(50)).build().unwrap();
        let timeout = (ClientErrorKind::Timeout, Some(TransportErrorKind::Timeout));
        assert_eq!(failing_call(&client).await, timeout);
    }
}

#[tokio::test]
async fn a_cut_connection() {
    for begun in
        [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{", b"HTTP/1.1 2", b"nonsense\r\n\r\n"]
    {
        let url = serve_bytes(begun, true).await;
        let cut = (ClientErrorKind::Transport, Some(TransportErrorKind::Exchange));
        assert_eq!(failing_call(&client(&url)).await, cut, "{begun:?}");
    }
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let refused = (ClientErrorKind::Transport, Some(TransportErrorKind::Connect));
    assert_eq!(failing_call(&client(&url)).await, refused);
}

#[tokio::test]
async fn tls_where_there_is_none() {
    let url = serve_bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n", true).await.replace("http:", "https:");
    let (kind, transport) = failing_call(&client(&url)).await;
    assert_eq!((kind, transport), (ClientErrorKind::Transport, Some(TransportErrorKind::Connect)));
}

#[tokio::test]
async fn big_bodies() {
    let items = 100_000;
    let body = format!(r#"{{"items":[{}]}}"#, vec![r#"{"id":"a lamp","watts":7}"#; items].join(","));
    let size = body.len();
    let url = serve_answer(move || body.clone().into_response()).await;
    let allowing = |bytes| builder(&url).max_response_bytes(bytes).build().unwrap();
    assert_eq!(allowing(size).call(&ListLamps::default()).await.unwrap().items.len(), items);
    let too_large = (ClientErrorKind::Transport, Some(TransportErrorKind::TooLarge));
    assert_eq!(failing_call(&allowing(size - 1)).await, too_large);
}

#[tokio::test]
async fn connections_are_reused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let accepted = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&accepted);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                while matches!(stream.read(&mut buffer).await, Ok(1..)) {
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
                }
            });
        }
    });
    let client = client(&url);
    // A connection goes back to the pool from a task of its own, perhaps too late for the very next call.
    let calls = 50;
    for _ in 0..calls {
        client.call(&ListLamps::default()).await.unwrap();
    }
    assert!(accepted.load(Ordering::SeqCst) < calls);
}

#[tokio::test]
async fn a_call_outlives_its_input_and_moves_between_threads() {
    let (url, _) = recording_server().await;
    let call = {
        let (client, input) = (client(&url), switch());
        client.call(&input)
    };
    assert!(tokio::spawn(call).await.unwrap().is_ok());
}

#[tokio::test]
async fn an_input_that_cannot_be_sent() {
    let input = SwitchLamp { lamp: String::new(), ..switch() };
    let error = client("http://127.0.0.1:1").call(&input).await.unwrap_err();
    match error {
        SwitchError::Client(error) => assert_eq!(error.kind(), ClientErrorKind::Build),
        other => panic!("{other:?}"),
    }
}

#[cfg(feature = "oauth2")]
mod oauth2 {
    use axum::routing::post;
    use docwright_runtime::OAuth2;

    use super::*;

    /// Issues tokens `t1`, `t2`, …, and accepts all but the first ones up to `revoked`.
    #[derive(Default)]
    struct Issuer {
        issued: AtomicUsize,
        revoked: AtomicUsize,
    }

    async fn issue(State(issuer): State<Arc<Issuer>>) -> String {
        let number = issuer.issued.fetch_add(1, Ordering::SeqCst) + 1;
        format!(r#"{{"access_token":"t{number}","token_type":"bearer","expires_in":3600}}"#)
    }

    async fn check(State(issuer): State<Arc<Issuer>>, request: Request) -> Response {
        let header = request.headers().get("authorization").and_then(|header| header.to_str().ok());
        let number = header.and_then(|header| header.strip_prefix("Bearer t")?.parse::<usize>().ok());
        match number {
            Some(number) if number > issuer.revoked.load(Ordering::SeqCst) => "{}".into_response(),
            _ => StatusCode::UNAUTHORIZED.into_response(),
        }
    }

    async fn client_of(issuer: &Arc<Issuer>) -> Client {
        let router =
            Router::new().route("/token", post(issue)).fallback(any(check)).with_state(Arc::clone(issuer));
        let url = serve(router).await;
        let credentials = OAuth2::client_credentials("id", "secret").token_url(format!("{url}/token"));
        ClientBuilder::new(&LAMPS).endpoint(url).oauth2(credentials).build().unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn concurrent_calls_share_one_token() {
        let issuer = Arc::new(Issuer::default());
        let client = client_of(&issuer).await;
        let calls: Vec<_> = (0..64)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.call(&ListLamps::default()).await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(issuer.issued.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_revoked_token_is_replaced() {
        let issuer = Arc::new(Issuer::default());
        let client = client_of(&issuer).await;
        client.call(&ListLamps::default()).await.unwrap();
        issuer.revoked.store(1, Ordering::SeqCst);
        assert_eq!(client.call(&ListLamps::default()).await.unwrap(), super::lamps::LampList::default());
        assert_eq!(issuer.issued.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_refused_client_is_a_credentials_error() {
        let body = r#"{"error":"invalid_client","error_description":"secret is not it"}"#;
        let url = serve_answer(move || (StatusCode::UNAUTHORIZED, body).into_response()).await;
        let credentials = OAuth2::client_credentials("id", "secret").token_url(format!("{url}/token"));
        let client: Client = ClientBuilder::new(&LAMPS).endpoint(url).oauth2(credentials).build().unwrap();
        let error = client.call(&ListLamps::default()).await.unwrap_err();
        assert_eq!(error.to_string(), "the token endpoint refused the client (401): invalid_client");
    }
}
