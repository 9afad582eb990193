//! Calls that are waited for, without an async runtime on their side, against real servers on the loopback interface.
#![cfg(feature = "blocking")]
#![allow(clippy::unwrap_used)]

mod lamps;

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use docwright_runtime::{
    ByteStream, Client, ClientBuilder, ClientErrorKind, RetryPolicy, transport::TransportErrorKind,
};
use lamps::{AddLamp, LAMPS, Lamp, ListError, ListLamps, SwitchError, SwitchLamp, Upload};

/// Serves one request per connection: `answer` gets its number, its head and its body, and returns what is written.
fn serve(answer: impl Fn(usize, &str, &[u8]) -> String + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (answer, number) = (Arc::new(answer), AtomicUsize::new(0));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, answer) = (stream.unwrap(), Arc::clone(&answer));
            let number = number.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || {
                let mut received = Vec::new();
                let mut buffer = [0; 4096];
                let end = loop {
                    let count = stream.read(&mut buffer).unwrap();
                    received.extend_from_slice(&buffer[..count]);
                    let end = received.windows(4).position(|window| window == b"\r\n\r\n");
                    if let Some(end) = end {
                        break end + 4;
                    }
                    if count == 0 {
                        return;
                    }
                };
                let head = String::from_utf8(received[..end].to_vec()).unwrap().to_lowercase();
                let mut body = received.split_off(end);
                let header = |name: &str| {
                    head.lines()
                        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
                };
                let length = header("content-length").map_or(0, |length| length.parse().unwrap());
                let is_chunked = header("transfer-encoding").is_some();
                while body.len() < length || is_chunked && !body.ends_with(b"0\r\n\r\n") {
                    let count = stream.read(&mut buffer).unwrap();
                    body.extend_from_slice(&buffer[..count]);
                }
                let _ = stream.write_all(answer(number, &head, &body).as_bytes());
            });
        }
    });
    url
}

fn response(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn builder(url: &str) -> ClientBuilder {
    ClientBuilder::new(&LAMPS).endpoint(url).bearer_token("sesame")
}

fn client(url: &str) -> Client {
    builder(url).build().unwrap()
}

fn switch() -> SwitchLamp {
    SwitchLamp { lamp: "desk/lamp".to_owned(), on: Some(true), reason: None }
}

#[test]
fn a_call_and_its_answer() {
    let url = serve(|_, head, body| {
        assert!(head.starts_with("put /lamps/desk%2flamp:switch http/1.1\r\n"), "{head}");
        assert!(head.contains("\r\nauthorization: bearer sesame\r\n"), "{head}");
        assert!(head.contains("\r\nuser-agent: docwright-runtime/"), "{head}");
        assert_eq!(head.matches("content-length").count(), 1, "{head}");
        assert_eq!(body, br#"{"on":true}"#);
        response("202 Accepted", r#"{"watts":7}"#)
    });
    let client = client(&url);
    assert_eq!(client.call(&switch()).wait().unwrap().watts, Some(7));
    let lamp = client.call(&switch()).with_response().wait().unwrap();
    assert_eq!((lamp.output.watts, lamp.response.status()), (Some(7), 202));
}

#[test]
fn a_get_has_no_body() {
    let url = serve(|_, head, _| {
        assert!(head.starts_with("get /lamps?room=a http/1.1\r\n"), "{head}");
        assert!(!head.contains("content-length") && !head.contains("accept-encoding"), "{head}");
        response("200 OK", "{}")
    });
    client(&url).call(&ListLamps { rooms: vec!["a".to_owned()] }).wait().unwrap();
}

#[test]
fn errors_are_the_same() {
    let url = serve(|_, _, _| response("409 Conflict", r#"{"error":{"code":"LampBusy"},"lamp":"desk"}"#));
    let error = client(&url).call(&switch()).wait().unwrap_err();
    assert!(
        matches!(&error, SwitchError::LampBusy(busy) if busy.body().unwrap().lamp == "desk"),
        "{error:?}"
    );
    let kinds = |client: &Client| match client.call(&ListLamps::default()).wait() {
        Err(ListError::Client(error)) => (error.kind(), error.transport_kind()),
        other => panic!("{other:?}"),
    };
    let never = |url: &str| builder(url).retry(RetryPolicy::never());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let refused = (ClientErrorKind::Transport, Some(TransportErrorKind::Connect));
    assert_eq!(kinds(&never(&url).build().unwrap()), refused);
    let cut = serve(|_, _, _| "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{".to_owned());
    let broken = (ClientErrorKind::Transport, Some(TransportErrorKind::Exchange));
    assert_eq!(kinds(&never(&cut).build().unwrap()), broken);
    let large = serve(|_, _, _| response("200 OK", &"x".repeat(100)));
    let too_large = (ClientErrorKind::Transport, Some(TransportErrorKind::TooLarge));
    assert_eq!(kinds(&never(&large).max_response_bytes(99).build().unwrap()), too_large);
}

#[test]
fn silence_ends_in_a_timeout() {
    let url = serve(|_, _, _| {
        thread::sleep(Duration::from_secs(20));
        String::new()
    });
    let started = Instant::now();
    let builder = || builder(&url).retry(RetryPolicy::never());
    for client in [
        builder().attempt_timeout(Duration::from_millis(100)).build().unwrap(),
        builder().timeout(Duration::from_millis(100)).build().unwrap(),
    ] {
        let Err(SwitchError::Client(error)) = client.call(&switch()).wait() else { panic!() };
        assert_eq!(error.kind(), ClientErrorKind::Timeout);
    }
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn what_passes_is_waited_out_and_a_post_is_not_repeated() {
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    let url = serve(move |_, head, _| {
        counter.fetch_add(1, Ordering::SeqCst);
        match head.starts_with("post") || counter.load(Ordering::SeqCst) < 3 {
            true => response("503 Service Unavailable", ""),
            false => response("200 OK", "{}"),
        }
    });
    let client =
        builder(&url).retry(RetryPolicy::new().base_delay(Duration::from_millis(2))).build().unwrap();
    client.call(&switch()).wait().unwrap();
    assert_eq!(sent.load(Ordering::SeqCst), 3);
    client.call(&AddLamp).wait().unwrap_err();
    assert_eq!(sent.load(Ordering::SeqCst), 4);
}

#[test]
fn bodies_may_be_streams() {
    let url = serve(|_, _, body| {
        let text = String::from_utf8_lossy(body);
        assert!(text.contains("lig") && text.contains("ht") && text.ends_with("0\r\n\r\n"), "{text}");
        response("200 OK", r#"{"watts":7}"#)
    });
    struct Pieces(Vec<&'static str>);
    impl futures_core::Stream for Pieces {
        type Item = Result<bytes::Bytes, std::io::Error>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.pop().map(|piece| Ok(bytes::Bytes::from(piece))))
        }
    }
    let body = ByteStream::from_stream(Pieces(vec!["ht", "lig"]));
    assert_eq!(client(&url).call(&Upload { body }).wait().unwrap().watts, Some(7));
}

#[cfg(feature = "oauth2")]
#[test]
fn threads_share_one_token() {
    use docwright_runtime::OAuth2;

    let issued = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&issued);
    let url = serve(move |_, head, _| match head.starts_with("post /token") {
        true => {
            counter.fetch_add(1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(50));
            response("200 OK", r#"{"access_token":"t1"}"#)
        }
        false => response("200 OK", "{}"),
    });
    let oauth2 = OAuth2::client_credentials("id", "secret").token_url(format!("{url}/token"));
    let client: Client = ClientBuilder::new(&LAMPS).endpoint(&url).oauth2(oauth2).build().unwrap();
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| client.call(&ListLamps::default()).wait().unwrap());
        }
    });
    assert_eq!(issued.load(Ordering::SeqCst), 1);
}

#[test]
fn waiters() {
    use docwright_runtime::{Acceptor, Condition, Meaning, Waiter};

    static LIT: Waiter<SwitchLamp> = Waiter::new(
        "lamp_lit",
        0,
        9,
        &[Acceptor {
            on: Condition::All(|lamp: &Lamp| Vec::from_iter(lamp.watts.map(|watts| watts.to_string())), "3"),
            then: Meaning::Success,
        }],
    );
    let url = serve(|number, _, _| response("200 OK", &format!(r#"{{"watts":{number}}}"#)));
    let client = client(&url);
    assert_eq!(client.wait_until(&LIT, switch()).wait().unwrap().unwrap().watts, Some(3));
}

#[cfg(not(feature = "transport"))]
#[test]
fn without_another_transport_a_call_cannot_be_awaited() {
    let call = client("http://127.0.0.1:1").call(&switch());
    let mut call = std::pin::pin!(call);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match call.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Err(error)) => assert!(error.to_string().contains(".wait()"), "{error}"),
        other => panic!("{other:?}"),
    }
}
