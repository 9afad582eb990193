//! What is sent again, when, and what never is: over a transport in memory, and with time that passes at once.
#![allow(clippy::unwrap_used)]

mod lamps;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use docwright_runtime::{
    Client, ClientBuilder, ClientErrorKind, Clock, RetryPolicy, Sleeper, Timestamp, Transport,
    TransportError,
    transport::{TimeLimit, TransportErrorKind, TransportFuture},
};
use http::{HeaderName, HeaderValue, Request, Response};
use lamps::{AddLamp, AddOnce, LAMPS, Lamp, ListError, ListLamps, SwitchLamp};

/// What a transport does with a request.
#[derive(Clone)]
enum Act {
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    Fail(TransportErrorKind),
    Hang,
}

const OK: Act = Act::Answer(200, &[], "{}");
const BUSY: Act = Act::Answer(503, &[], "");

/// A transport in memory that acts from a script, the last line again and again, and keeps what was sent.
#[derive(Clone)]
struct Script(Arc<Mutex<Played>>);

/// What is still to be played, and what was sent.
type Played = (VecDeque<Act>, Vec<Request<Bytes>>);

impl Transport for Script {
    fn send(&self, request: Request<Bytes>) -> TransportFuture {
        let mut state = self.0.lock().unwrap();
        state.1.push(request);
        let act = if state.0.len() > 1 { state.0.pop_front().unwrap() } else { state.0[0].clone() };
        Box::pin(async move {
            match act {
                Act::Answer(status, headers, body) => {
                    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
                    *response.status_mut() = status.try_into().unwrap();
                    for (name, value) in headers {
                        let name = HeaderName::from_static(name);
                        response.headers_mut().append(name, HeaderValue::from_static(value));
                    }
                    Ok(response)
                }
                Act::Fail(kind) => Err(TransportError::new(kind, "as told")),
                Act::Hang => std::future::pending().await,
            }
        })
    }
}

/// A client over a script, and how long it has slept each time. Time passes at once: a timeout is over when nothing else is.
struct Scene {
    script: Script,
    slept: Arc<Mutex<Vec<Duration>>>,
    builder: ClientBuilder,
}

impl Scene {
    fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        let script = Script(Arc::new(Mutex::new((acts.into_iter().collect(), Vec::new()))));
        let slept = Arc::<Mutex<Vec<Duration>>>::default();
        let log = Arc::clone(&slept);
        let sleeper = Sleeper::new(move |duration| {
            log.lock().unwrap().push(duration);
            std::future::ready(())
        });
        let now: Timestamp = "2026-11-01T12:00:00Z".parse().unwrap();
        let builder = ClientBuilder::new(&LAMPS)
            .bearer_token("sesame")
            .transport(script.clone())
            .clock(Clock::fixed(now))
            .sleeper(sleeper);
        Self { script, slept, builder }
    }

    fn set(mut self, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        self.builder = set(self.builder);
        self
    }

    fn client(self) -> (Client, Script, Arc<Mutex<Vec<Duration>>>) {
        (self.builder.build().unwrap(), self.script, self.slept)
    }
}

impl Script {
    fn sent(&self) -> usize {
        self.0.lock().unwrap().1.len()
    }
}

fn switch() -> SwitchLamp {
    SwitchLamp { lamp: "desk".to_owned(), on: Some(true), reason: None }
}

#[tokio::test]
async fn what_passes_is_waited_out() {
    let broken = Act::Fail(TransportErrorKind::Exchange);
    for first in [BUSY, broken, Act::Fail(TransportErrorKind::Connect), Act::Answer(429, &[], "")] {
        let (client, script, slept) = Scene::new([first, OK]).client();
        client.call(&switch()).await.unwrap();
        assert_eq!(script.sent(), 2);
        let slept = slept.lock().unwrap();
        assert!(slept.len() == 1 && slept[0] <= Duration::from_millis(100), "{slept:?}");
    }
}

#[tokio::test]
async fn what_does_not_pass_fails_after_the_last_attempt() {
    let (client, script, slept) = Scene::new([BUSY]).client();
    let error = client.call(&switch()).await.unwrap_err();
    assert_eq!((error.status(), script.sent(), slept.lock().unwrap().len()), (Some(503), 3, 2));
    let (client, script, _) = Scene::new([BUSY]).set(|builder| builder.retry(RetryPolicy::never())).client();
    client.call(&switch()).await.unwrap_err();
    assert_eq!(script.sent(), 1);
    client.call(&switch()).max_attempts(7).await.unwrap_err();
    assert_eq!(script.sent(), 8);
}

#[tokio::test]
async fn what_will_not_help_is_not_repeated() {
    for act in [
        Act::Answer(400, &[], ""),
        Act::Answer(501, &[], ""),
        Act::Answer(404, &[], ""),
        Act::Answer(200, &[], "no JSON"),
        Act::Fail(TransportErrorKind::TooLarge),
    ] {
        let (client, script, _) = Scene::new([act]).client();
        client.call(&switch()).await.unwrap_err();
        assert_eq!(script.sent(), 1);
    }
    let (client, script, _) = Scene::new([OK]).client();
    client.call(&SwitchLamp { lamp: String::new(), ..switch() }).await.unwrap_err();
    assert_eq!(script.sent(), 0);
}

#[tokio::test]
async fn a_post_is_not_repeated_once_it_was_sent() {
    let sent = |act: Act, allow: bool| async move {
        let (client, script, _) = Scene::new([act, OK]).client();
        let call = client.call(&AddLamp);
        let _ = if allow { call.retry_unsafe().await } else { call.await };
        script.sent()
    };
    for act in
        [BUSY, Act::Fail(TransportErrorKind::Exchange), Act::Fail(TransportErrorKind::Timeout), Act::Hang]
    {
        assert_eq!(sent(act.clone(), false).await, 1);
        assert_eq!(sent(act, true).await, 2);
    }
    // The service has surely not acted on these.
    assert_eq!(sent(Act::Fail(TransportErrorKind::Connect), false).await, 2);
    assert_eq!(sent(Act::Answer(429, &[], ""), false).await, 2);
    let throttled = r#"{"error":{"code":"ThrottlingException"}}"#;
    assert_eq!(sent(Act::Answer(400, &[], throttled), false).await, 2);
}

#[tokio::test]
async fn a_post_with_a_token_is_repeated_with_the_same_token() {
    let (client, script, _) = Scene::new([BUSY, Act::Fail(TransportErrorKind::Exchange), OK]).client();
    client.call(&AddOnce::new()).await.unwrap();
    let bodies: Vec<_> = script.0.lock().unwrap().1.iter().map(|request| request.body().clone()).collect();
    assert!(
        bodies.len() == 3 && bodies[0].len() > 36 && bodies.iter().all(|body| *body == bodies[0]),
        "{bodies:?}"
    );
}

#[tokio::test]
async fn documented_statuses_and_delays() {
    let busy = Act::Answer(409, &[("x-wait", "7")], "");
    let (client, _, slept) = Scene::new([busy, OK]).client();
    client.call(&AddOnce::new()).await.unwrap();
    assert_eq!(*slept.lock().unwrap(), [Duration::from_secs(7)]);
    let (client, _, slept) = Scene::new([Act::Answer(409, &[], r#"{"state":{"wait":"8"}}"#), OK]).client();
    client.call(&AddOnce::new()).await.unwrap();
    assert_eq!(*slept.lock().unwrap(), [Duration::from_secs(8)]);
}

#[tokio::test]
async fn what_the_service_asks_for_is_waited_for() {
    let answers = [
        Act::Answer(429, &[("retry-after", "3")], ""),
        Act::Answer(503, &[("retry-after", "Sun, 01 Nov 2026 12:00:05 GMT")], ""),
        Act::Answer(429, &[], r#"{"error":{"context":{"retry_after":2}}}"#),
    ];
    for (answer, seconds) in answers.into_iter().zip([3, 5, 2]) {
        let (client, script, slept) = Scene::new([answer, OK]).client();
        client.call(&switch()).await.unwrap();
        assert_eq!(script.sent(), 2);
        assert_eq!(*slept.lock().unwrap(), [Duration::from_secs(seconds)]);
    }
    // Too long to wait: the caller is told, and told how long.
    let (client, script, slept) = Scene::new([Act::Answer(429, &[("retry-after", "300")], ""), OK]).client();
    let error = client.call(&switch()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(300)));
    assert_eq!((script.sent(), slept.lock().unwrap().len()), (1, 0));
}

#[tokio::test]
async fn clones_share_one_budget() {
    let policy = RetryPolicy::new().budget(12).max_attempts(10);
    let (client, script, _) = Scene::new([BUSY]).set(|builder| builder.retry(policy)).client();
    client.call(&switch()).await.unwrap_err();
    assert_eq!(script.sent(), 3, "two repetitions, 5 each, and 2 are left");
    client.clone().call(&switch()).await.unwrap_err();
    assert_eq!(script.sent(), 4, "nothing is left for a third");
}

#[tokio::test]
async fn an_attempt_is_given_up_in_time_and_repeated() {
    let (client, script, slept) =
        Scene::new([Act::Hang, OK]).set(|builder| builder.attempt_timeout(Duration::from_secs(9))).client();
    client.call(&switch()).await.unwrap();
    assert_eq!((script.sent(), slept.lock().unwrap()[0]), (2, Duration::from_secs(9)));
    let limit = script.0.lock().unwrap().1[0].extensions().get::<TimeLimit>().copied();
    assert_eq!(limit, Some(TimeLimit(Duration::from_secs(9))), "a transport that blocks is told");
    let (client, script, _) = Scene::new([Act::Hang]).client();
    let error = client.call(&ListLamps::default()).attempt_timeout(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!((error.to_string(), script.sent()), ("no complete answer within 1s".to_owned(), 3));
    let ListError::Client(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), ClientErrorKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn a_call_is_given_up_in_time_however_many_attempts_are_left() {
    let builder = |script: &Script| {
        let policy = RetryPolicy::new().max_attempts(1000);
        ClientBuilder::new(&LAMPS)
            .bearer_token("sesame")
            .transport(script.clone())
            .attempt_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(10))
            .retry(policy)
    };
    let script = Scene::new([Act::Hang]).script;
    let client: Client = builder(&script).build().unwrap();
    let started = tokio::time::Instant::now();
    let error = client.call(&switch()).await.unwrap_err();
    assert_eq!(error.to_string(), "no complete answer within 10s");
    assert_eq!(started.elapsed().as_secs(), 10);
    assert_eq!(script.sent(), 4);
    // A pause that would outlast the call is not begun.
    let script = Scene::new([Act::Answer(503, &[("retry-after", "11")], "")]).script;
    let client: Client = builder(&script).build().unwrap();
    let started = tokio::time::Instant::now();
    assert_eq!(client.call(&switch()).await.unwrap_err().status(), Some(503));
    assert!(started.elapsed().is_zero());
}

#[tokio::test]
async fn a_call_does_nothing_until_it_is_awaited() {
    let (client, script, _) = Scene::new([BUSY, OK]).client();
    drop(client.call(&switch()));
    assert_eq!(script.sent(), 0);
    client.call(&switch()).await.unwrap();
}

#[test]
fn outside_of_a_runtime_nothing_is_waited_for() {
    let script = Scene::new([BUSY]).script;
    let builder = ClientBuilder::new(&LAMPS).bearer_token("sesame").transport(script.clone());
    let client: Client = builder.build().unwrap();
    let mut call = std::pin::pin!(client.call(&switch()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = call.as_mut().poll(&mut context) else { panic!() };
    assert_eq!((error.status(), script.sent()), (Some(503), 1));
}

#[tokio::test]
async fn the_answer_itself_can_be_had() {
    let answer = Act::Answer(200, &[("x-request-id", "r-1"), ("x-lamp-version", "7")], r#"{"watts":3}"#);
    let (client, _, _) = Scene::new([answer]).client();
    let lamp = client.call(&switch()).with_response().await.unwrap();
    assert_eq!((lamp.output.watts, lamp.output.version), (Some(3), Some(7)));
    assert_eq!((lamp.response.status(), lamp.response.request_id()), (200, Some("r-1")));
    assert_eq!(lamp.response.bytes(), r#"{"watts":3}"#);
    assert_eq!(lamp.response.headers()["x-lamp-version"], "7");
}

#[tokio::test]
async fn a_stream_is_repeated_only_while_nothing_was_taken_from_it() {
    use docwright_runtime::ByteStream;
    use lamps::Upload;

    struct Once(Option<Bytes>);
    impl futures_core::Stream for Once {
        type Item = Result<Bytes, std::io::Error>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.take().map(Ok))
        }
    }

    let stream = || ByteStream::from_stream(Once(Some(Bytes::from_static(b"light"))));
    // A transport that holds bodies whole has taken the stream by the time it sends.
    let (client, script, _) = Scene::new([BUSY, OK]).client();
    client.call(&Upload { body: stream() }).await.unwrap_err();
    assert_eq!((script.sent(), script.0.lock().unwrap().1[0].body()), (1, &Bytes::from_static(b"light")));
    // A body in memory is as good as new.
    let (client, script, _) = Scene::new([BUSY, OK]).client();
    client.call(&Upload { body: ByteStream::from("light") }).await.unwrap();
    assert_eq!(script.sent(), 2);
}

#[cfg(feature = "sigv4")]
#[tokio::test]
async fn a_clock_that_is_wrong_is_corrected_once() {
    use docwright_runtime::Credentials;
    use lamps::LAMPS_AWS_JSON;

    let skewed = Act::Answer(
        400,
        &[("date", "Sun, 01 Nov 2026 15:00:00 GMT"), ("x-amzn-errortype", "RequestTimeTooSkewed")],
        "",
    );
    let client_of = |script: &Script| -> Client {
        ClientBuilder::new(&LAMPS_AWS_JSON)
            .region("north")
            .credentials(Credentials::new("AKIDEXAMPLE", "a secret"))
            .clock(Clock::fixed("2026-11-01T12:00:00Z".parse().unwrap()))
            .transport(script.clone())
            .build()
            .unwrap()
    };
    let script = Scene::new([skewed.clone(), OK]).script;
    let client = client_of(&script);
    client.call(&AddLamp).await.unwrap();
    client.call(&AddLamp).await.unwrap();
    let dates: Vec<_> =
        script.0.lock().unwrap().1.iter().map(|request| request.headers()["x-amz-date"].clone()).collect();
    assert_eq!(dates, ["20261101T120000Z", "20261101T150000Z", "20261101T150000Z"]);
    // A service that says so again and again is not called again and again.
    let script = Scene::new([skewed]).script;
    client_of(&script).call(&AddLamp).await.unwrap_err();
    assert_eq!(script.sent(), 2);
}

mod waiters {
    use docwright_runtime::{Acceptor, Condition, Meaning, WaitError, Waiter};

    use super::*;

    static LIT: Waiter<SwitchLamp> = Waiter::new(
        "lamp_lit",
        15,
        4,
        &[
            Acceptor { on: Condition::All(watts, "7"), then: Meaning::Success },
            Acceptor { on: Condition::Any(watts, "0"), then: Meaning::Failure },
            Acceptor { on: Condition::Error(is_not_yet), then: Meaning::Retry },
            Acceptor { on: Condition::Status(410), then: Meaning::Success },
        ],
    );

    fn is_not_yet(error: &lamps::SwitchError) -> bool {
        error.code() == Some("NotYet")
    }

    fn watts(lamp: &Lamp) -> Vec<String> {
        lamp.watts.iter().map(ToString::to_string).collect()
    }

    /// Lets a client's time be tokio's, which stands still but for those who wait.
    fn in_time(builder: ClientBuilder) -> ClientBuilder {
        let (begin, started) = (Timestamp::from_second(0).unwrap(), tokio::time::Instant::now());
        builder.sleeper(Sleeper::new(tokio::time::sleep)).clock(Clock::new(move || begin + started.elapsed()))
    }

    const DARK: Act = Act::Answer(200, &[], r#"{"watts":1}"#);

    #[tokio::test]
    async fn an_operation_is_called_until_the_state_is_reached() {
        let not_yet = Act::Answer(404, &[], r#"{"error":{"code":"NotYet"}}"#);
        let lit = Act::Answer(200, &[], r#"{"watts":7}"#);
        let (client, script, slept) = Scene::new([DARK, not_yet, lit]).client();
        let lamp = client.wait_until(&LIT, switch()).await.unwrap();
        assert_eq!((lamp.unwrap().watts, script.sent()), (Some(7), 3));
        assert_eq!(*slept.lock().unwrap(), [Duration::from_secs(15); 2], "the documented delay");
        let (client, ..) = Scene::new([Act::Answer(410, &[], "")]).client();
        assert_eq!(client.wait_until(&LIT, switch()).await.unwrap(), None, "an error is what was waited for");
    }

    #[tokio::test]
    async fn waiting_ends() {
        let (client, script, _) = Scene::new([DARK]).client();
        let error = client.wait_until(&LIT, switch()).await.unwrap_err();
        assert_eq!((error.to_string().as_str(), script.sent()), ("lamp_lit: not so after 4 calls", 4));
        let (client, ..) = Scene::new([Act::Answer(200, &[], r#"{"watts":0}"#)]).client();
        let error = client.wait_until(&LIT, switch()).await.unwrap_err();
        assert!(matches!(error, WaitError::Failed { output, .. } if output.watts == Some(0)));
        let (client, script, _) = Scene::new([Act::Answer(403, &[], "")]).client();
        let error = client.wait_until(&LIT, switch()).await.unwrap_err();
        assert!(matches!(error, WaitError::Call(_)), "{error:?}");
        assert_eq!(script.sent(), 1);
    }

    #[tokio::test]
    async fn delays_grow_within_their_limits() {
        let (client, script, slept) = Scene::new([DARK]).client();
        let (min, max) = (Duration::from_secs(2), Duration::from_secs(30));
        let error = client
            .wait_until(&LIT, switch())
            .delays(min, max)
            .max_wait(Duration::from_secs(300))
            .await
            .unwrap_err();
        assert!(matches!(error, WaitError::TimedOut { .. }));
        let slept = slept.lock().unwrap();
        assert_eq!(slept.len() + 1, script.sent());
        assert!(slept.iter().all(|pause| (min..=max).contains(pause)), "{slept:?}");
        let sum: Duration = slept.iter().sum();
        assert!(sum <= Duration::from_secs(300) && sum > Duration::from_secs(200), "{slept:?}");
    }
    #[tokio::test]
    async fn what_is_not_documented_the_caller_judges() {
        static SEEN: Waiter<SwitchLamp> = Waiter::new("lamp_seen", 1, 9, &[]);
        let gone = Act::Answer(404, &[], "");
        let (client, script, _) =
            Scene::new([gone.clone(), DARK, Act::Answer(200, &[], r#"{"watts":7}"#)]).client();
        let lamp = client.wait_until(&SEEN, switch()).judge(|answer| match answer {
            Err(error) if error.is_not_found() => Some(Meaning::Retry),
            answer => (answer.ok()?.watts? == 7).then_some(Meaning::Success),
        });
        assert_eq!((lamp.await.unwrap().unwrap().watts, script.sent()), (Some(7), 3));
        // What is not judged goes on, or fails.
        let (client, script, _) = Scene::new([DARK, gone]).client();
        let error = client.wait_until(&SEEN, switch()).judge(|_| None).await.unwrap_err();
        assert!(matches!(error, WaitError::Call(_)), "{error:?}");
        assert_eq!(script.sent(), 2);
        // What is judged goes before what is documented.
        let (client, script, _) = Scene::new([DARK]).client();
        let mut calls = 0;
        let wait = client.wait_until(&LIT, switch()).max_attempts(9).judge(move |_| {
            calls += 1;
            (calls == 6).then_some(Meaning::Failure)
        });
        assert!(
            matches!(wait.await.unwrap_err(), WaitError::Failed { output, .. } if output.watts == Some(1))
        );
        assert_eq!(script.sent(), 6);
    }

    /// Calls and pauses together take no longer than allowed, even if no answer comes.
    #[tokio::test(start_paused = true)]
    async fn a_call_that_hangs_is_cut_off() {
        let most = Duration::from_secs(20);
        for acts in [vec![Act::Hang], vec![DARK, Act::Hang]] {
            let started = tokio::time::Instant::now();
            let (client, ..) = Scene::new(acts).set(in_time).client();
            let error = client.wait_until(&LIT, switch()).max_wait(most).await.unwrap_err();
            assert!(matches!(error, WaitError::TimedOut { .. }), "{error:?}");
            assert_eq!(started.elapsed(), most);
        }
        // A client that waits less for an answer keeps to that.
        let less = |builder| in_time(builder).timeout(Duration::from_secs(3));
        let (client, ..) = Scene::new([Act::Hang]).set(less).client();
        let error = client.wait_until(&LIT, switch()).max_wait(most).await.unwrap_err();
        assert!(matches!(error, WaitError::Call(_)), "{error:?}");
    }

    /// Nothing is sent any more once nobody waits.
    #[tokio::test(start_paused = true)]
    async fn waiting_can_be_given_up() {
        let (client, script, _) = Scene::new([DARK]).set(in_time).client();
        let wait = client.wait_until(&LIT, switch()).into_future();
        assert!(tokio::time::timeout(Duration::from_secs(20), wait).await.is_err());
        tokio::time::sleep(Duration::from_secs(100)).await;
        assert_eq!(script.sent(), 2);
    }
}
