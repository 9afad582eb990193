use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicUsize, Ordering},
};

use std::task::Poll;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{Request, Response};

use super::*;
use crate::client::Mode;
use crate::{TransportError, transport::TransportErrorKind, transport::TransportFuture};

const SECRET: &str = "s3cr3t:/&";

/// A token endpoint in memory: answers from a script, the last line again and again, and keeps what it was asked.
#[derive(Default)]
struct Server {
    script: Vec<(u16, &'static str)>,
    asked: Mutex<Vec<Request<Bytes>>>,
}

impl Server {
    fn new(script: impl Into<Vec<(u16, &'static str)>>) -> Arc<Self> {
        Arc::new(Self { script: script.into(), asked: Mutex::default() })
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl Transport for Server {
    fn send(&self, request: Request<Bytes>) -> TransportFuture {
        let mut asked = self.asked.lock().unwrap();
        let (status, body) = self.script[asked.len().min(self.script.len() - 1)];
        asked.push(request);
        Box::pin(async move {
            // Others get to run while the answer is on its way.
            tokio::time::sleep(Duration::from_millis(5)).await;
            Ok(Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap())
        })
    }
}

/// A clock that is set by hand, in seconds since 1970.
#[derive(Clone, Default)]
struct Watch(Arc<AtomicI64>);

impl Watch {
    fn set(&self, seconds: i64) {
        self.0.store(seconds, Ordering::SeqCst);
    }

    fn clock(&self) -> Clock {
        let seconds = Arc::clone(&self.0);
        Clock::new(move || Timestamp::from_second(seconds.load(Ordering::SeqCst)).unwrap())
    }
}

fn client() -> OAuth2 {
    OAuth2::client_credentials("the client", SECRET).scope("a").scope("b::c")
}

/// Returns the header of a token for an operation without scopes.
async fn token_of(
    source: &TokenSource,
    transport: impl Transport,
    clock: &Clock,
) -> Result<HeaderValue, ClientError> {
    let driver = Driver { mode: Mode::Async, transport: Arc::new(transport), sleeper: None };
    source.token(&[], &driver, clock).await.map(|issued| issued.header)
}

fn source(client: OAuth2) -> TokenSource {
    TokenSource::new(client, || Ok("https://example.com/token".to_owned())).unwrap()
}

fn form(request: &Request<Bytes>) -> &str {
    std::str::from_utf8(request.body()).unwrap()
}

#[tokio::test]
async fn the_secret_in_a_header() {
    let server = Server::new([(200, r#"{"access_token":"t1","token_type":"Bearer","expires_in":3600}"#)]);
    let source = source(client().parameter("audience", "x y"));
    let header = token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap();
    assert_eq!(header, "Bearer t1");
    assert!(header.is_sensitive());
    let asked = server.asked.lock().unwrap();
    assert_eq!(asked[0].method(), "POST");
    assert_eq!(asked[0].uri(), "https://example.com/token");
    assert_eq!(asked[0].headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(form(&asked[0]), "grant_type=client_credentials&scope=a%20b%3A%3Ac&audience=x%20y");
    let basic = BASE64_STANDARD.encode("the%20client:s3cr3t%3A%2F%26");
    assert_eq!(asked[0].headers()["authorization"], format!("Basic {basic}"));
    assert!(asked[0].headers()["authorization"].is_sensitive());
}

#[tokio::test]
async fn the_secret_in_the_form() {
    let server = Server::new([(200, r#"{"access_token":"t1"}"#)]);
    let client = OAuth2::client_credentials("id", SECRET).authentication(ClientAuthentication::Body);
    token_of(&source(client), Arc::clone(&server), &Clock::system()).await.unwrap();
    let asked = server.asked.lock().unwrap();
    assert_eq!(form(&asked[0]), "grant_type=client_credentials&client_id=id&client_secret=s3cr3t%3A%2F%26");
    assert!(!asked[0].headers().contains_key("authorization"));
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_its_end() {
    let server = Server::new([
        (200, r#"{"access_token":"t1","expires_in":3600}"#),
        (200, r#"{"access_token":"t2","expires_in":"100"}"#),
        (200, r#"{"access_token":"t3"}"#),
    ]);
    let (source, watch) = (source(client()), Watch::default());
    for (seconds, token) in [
        (0, "Bearer t1"),
        (3539, "Bearer t1"),
        (3540, "Bearer t2"),
        // A short-lived token gives up a tenth of its life, not a minute.
        (3540 + 89, "Bearer t2"),
        (3540 + 90, "Bearer t3"),
        // Without an end it is kept.
        (2_000_000_000, "Bearer t3"),
    ] {
        watch.set(seconds);
        assert_eq!(
            token_of(&source, Arc::clone(&server), &watch.clock()).await.unwrap(),
            token,
            "at {seconds}"
        );
    }
    assert_eq!(server.asked(), 3);
}

#[tokio::test]
async fn a_token_that_was_not_accepted_is_dropped() {
    let server = Server::new([(200, r#"{"access_token":"t1"}"#), (200, r#"{"access_token":"t2"}"#)]);
    let source = source(client());
    let first = token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap();
    source.forget(&HeaderValue::from_static("Bearer another"));
    assert_eq!(token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap(), first);
    source.forget(&first);
    assert_eq!(token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap(), "Bearer t2");
    // A late rejection of the old token does not cost the new one.
    source.forget(&first);
    assert_eq!(token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap(), "Bearer t2");
    assert_eq!(server.asked(), 2);
}

/// Runs calls at once and returns how each ended, the token or the error's text.
async fn at_once(
    source: &Arc<TokenSource>,
    server: &Arc<Server>,
    calls: usize,
) -> Vec<Result<HeaderValue, String>> {
    let calls: Vec<_> = (0..calls)
        .map(|_| {
            let (source, server) = (Arc::clone(source), Arc::clone(server));
            tokio::spawn(async move {
                token_of(&source, Arc::clone(&server), &Clock::system())
                    .await
                    .map_err(|error| error.to_string())
            })
        })
        .collect();
    let mut ended = Vec::new();
    for call in calls {
        ended.push(call.await.unwrap());
    }
    ended
}

#[tokio::test]
async fn concurrent_calls_fetch_once() {
    let server = Server::new([(200, r#"{"access_token":"t1"}"#)]);
    let ended = at_once(&Arc::new(source(client())), &server, 50).await;
    assert!(ended.iter().all(|ended| ended.as_ref().unwrap() == "Bearer t1"));
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn concurrent_calls_fail_once_and_the_next_tries_again() {
    let server = Server::new([(503, "busy"), (200, r#"{"access_token":"t1"}"#)]);
    let source = Arc::new(source(client()));
    let ended = at_once(&source, &server, 50).await;
    assert!(ended.iter().all(|ended| ended.as_ref().unwrap_err().contains("503")), "{ended:?}");
    assert_eq!(server.asked(), 1);
    assert_eq!(token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap(), "Bearer t1");
}

#[tokio::test]
async fn a_cancelled_fetch_holds_nobody_up() {
    let server = Server::new([(200, r#"{"access_token":"t1"}"#)]);
    let source = source(client());
    {
        let clock = Clock::system();
        let mut cancelled = Box::pin(token_of(&source, Arc::clone(&server), &clock));
        let polled =
            std::future::poll_fn(|context| Poll::Ready(cancelled.as_mut().poll(context).is_pending())).await;
        assert!(polled, "the fetch is under way");
    }
    assert_eq!(token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap(), "Bearer t1");
    assert_eq!(server.asked(), 1, "what was under way is not begun anew");
}

/// Returns the forms that a server was sent.
fn forms(server: &Server) -> Vec<String> {
    server.asked.lock().unwrap().iter().map(|request| form(request).to_owned()).collect()
}

#[tokio::test]
async fn a_password_and_then_refresh_tokens() {
    let server = Server::new([
        (200, r#"{"access_token":"t1","expires_in":0,"refresh_token":"r1"}"#),
        (200, r#"{"access_token":"t2","expires_in":0,"refresh_token":"r2"}"#),
        (400, r#"{"error":"invalid_grant"}"#),
        (200, r#"{"access_token":"t3","expires_in":3600}"#),
    ]);
    let kept = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&kept);
    let client = OAuth2::password("id", "me", "p&w")
        .scope("a")
        .on_refresh_token(move |token| log.lock().unwrap().push(token.to_owned()));
    let source = source(client);
    for token in ["Bearer t1", "Bearer t2", "Bearer t3", "Bearer t3"] {
        assert_eq!(token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap(), token);
    }
    let password = "grant_type=password&username=me&password=p%26w&scope=a&client_id=id";
    let refresh = |token| format!("grant_type=refresh_token&refresh_token={token}&scope=a&client_id=id");
    assert_eq!(forms(&server), [password, &refresh("r1"), &refresh("r2"), password]);
    assert_eq!(*kept.lock().unwrap(), ["r1", "r2"]);
}

#[tokio::test]
async fn a_code_is_shown_once() {
    let server = Server::new([
        (200, r#"{"access_token":"t1","expires_in":0,"refresh_token":"r1"}"#),
        (200, r#"{"access_token":"t2","expires_in":0}"#),
        (400, r#"{"error":"invalid_grant"}"#),
    ]);
    let client = OAuth2::authorization_code("id", "c/1", "https://me.example.com/back")
        .secret("hush")
        .code_verifier("v");
    let source = source(client);
    for token in ["Bearer t1", "Bearer t2"] {
        assert_eq!(token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap(), token);
    }
    let error = token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ClientErrorKind::Credentials, Some(400)));
    let code = "grant_type=authorization_code&code=c%2F1&redirect_uri=https%3A%2F%2Fme.example.com%2Fback&code_verifier=v";
    // A refresh token is good until another comes.
    let refresh = "grant_type=refresh_token&refresh_token=r1";
    assert_eq!(forms(&server), [code, refresh, refresh]);
}

#[tokio::test]
async fn a_refresh_token_from_before() {
    let server = Server::new([
        (200, r#"{"access_token":"t1","expires_in":0,"refresh_token":"r2"}"#),
        (200, r#"{"access_token":"t2"}"#),
    ]);
    let source = source(OAuth2::refresh_token("id", "r1"));
    for token in ["Bearer t1", "Bearer t2"] {
        assert_eq!(token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap(), token);
    }
    let refresh = |token| format!("grant_type=refresh_token&refresh_token={token}&client_id=id");
    let mut sent = forms(&server);
    assert_eq!(sent.pop(), Some(refresh("r2")));
    assert_eq!(sent.pop(), Some(refresh("r1")));
}

#[tokio::test]
async fn an_assertion_is_made_anew_each_time() {
    let server = Server::new([(200, r#"{"access_token":"t1","expires_in":0,"refresh_token":"unused"}"#)]);
    let made = AtomicUsize::new(0);
    let client = OAuth2::jwt_bearer("id", move || {
        let number = made.fetch_add(1, Ordering::SeqCst);
        if number < 2 { Ok(format!("j.{number}")) } else { Err("the key hush is broken") }
    });
    let source = source(client);
    for _ in 0..2 {
        token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap();
    }
    let error = token_of(&source, Arc::clone(&server), &Clock::system()).await.unwrap_err();
    assert_eq!(error.to_string(), "no assertion could be made");
    let form = |number| {
        format!(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=j.{number}&client_id=id"
        )
    };
    assert_eq!(forms(&server), [form(0), form(1)]);
}

#[tokio::test]
async fn scopes_may_be_those_of_the_operation() {
    let server = Server::new([(200, r#"{"access_token":"t1"}"#)]);
    let source = source(OAuth2::client_credentials("id", SECRET).scope("all").scopes_per_operation());
    let driver = Driver { mode: Mode::Async, transport: Arc::new(Arc::clone(&server)), sleeper: None };
    for scopes in [&["read", "admin"][..], &["write"], &["read"], &[], &["read", "other"]] {
        source.token(scopes, &driver, &Clock::system()).await.unwrap();
    }
    let scopes: Vec<_> =
        forms(&server).iter().map(|form| form.rsplit('=').next().unwrap().to_owned()).collect();
    assert_eq!(scopes, ["read", "write", "all"]);
}

#[tokio::test]
async fn a_refusal_says_why_and_keeps_the_secret() {
    for (status, body, expected) in [
        (
            401,
            r#"{"error":"invalid_client","error_description":"unknown client"}"#,
            ": invalid_client: unknown client",
        ),
        (400, r#"{"error":{"code":"BadRequest","message":"no"}}"#, ": BadRequest: no"),
        (400, r#"{"error":"invalid_client","error_description":"not s3cr3t:/& it is"}"#, ": invalid_client"),
        (500, "<html>s3cr3t:/&</html>", ""),
        (302, "", ""),
    ] {
        let server = Server::new([(status, body)]);
        let error = token_of(&source(client()), Arc::clone(&server), &Clock::system()).await.unwrap_err();
        assert_eq!(error.kind(), ClientErrorKind::Credentials);
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.to_string(), format!("the token endpoint refused the client ({status}){expected}"));
        assert!(!format!("{error:?}").contains(SECRET));
    }
}

#[tokio::test]
async fn answers_that_hold_no_token() {
    for body in [
        "",
        "[]",
        r#"{"access_token":7}"#,
        r#"{"access_token":""}"#,
        r#"{"access_token":"hush\nhush"}"#,
        r#"{"access_token":"hush","token_type":"mac"}"#,
    ] {
        let server = Server::new([(200, body)]);
        let error = token_of(&source(client()), Arc::clone(&server), &Clock::system()).await.unwrap_err();
        assert_eq!(error.kind(), ClientErrorKind::Credentials, "{body}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    }
}

#[tokio::test]
async fn an_unreachable_endpoint_is_a_transport_error() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let transport = move |_: Request<Bytes>| {
        counted.fetch_add(1, Ordering::SeqCst);
        async { Err(TransportError::new(TransportErrorKind::Connect, "nobody there")) }
    };
    let error = token_of(&source(client()), transport, &Clock::system()).await.unwrap_err();
    assert_eq!(error.kind(), ClientErrorKind::Transport);
    assert_eq!(error.to_string(), "no token could be fetched: nobody there");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[test]
fn secrets_are_not_shown() {
    let client = client().parameter("password", "hush");
    let shown = format!("{client:?} {:?}", source(client.clone()));
    assert!(!shown.contains(SECRET) && !shown.contains("hush"), "{shown}");
    assert!(shown.contains("the client"));
}

#[test]
fn odd_lifetimes() {
    let expires =
        |json: &str| serde_json::from_str::<TokenAnswer>(json).unwrap().expires(Timestamp::UNIX_EPOCH);
    assert_eq!(expires(r#"{"access_token":"t","expires_in":-5}"#), None);
    assert_eq!(expires(r#"{"access_token":"t","expires_in":1e300}"#), None);
    assert_eq!(expires(r#"{"access_token":"t","expires_in":null}"#), None);
    assert_eq!(expires(r#"{"access_token":"t","expires_in":0}"#), Some(Timestamp::UNIX_EPOCH));
}
