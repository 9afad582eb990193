//! Ten thousand calls at once to a service in trouble: each ends as it should, and nothing is carried out twice that may not
//! be. Takes some seconds: `cargo test -p docwright-runtime --test load -- --ignored`.
#![cfg(feature = "transport")]
#![allow(clippy::unwrap_used)]

mod lamps;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use docwright_runtime::{
    Client, ClientBuilder, ClientError, ClientErrorKind, Failure, Method, Operation, OperationInfo,
    RequestEncoder, Response, RetryPolicy,
};
use lamps::{LAMPS, Lamp, ListError};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::sleep,
};

const CALLS: usize = 10_000;
const CONCURRENCY: usize = 64;
const ATTEMPTS: u32 = 3;

/// Orders a lamp: with `ONCE`, twice is as good as once.
struct Order<const ONCE: bool>(String);

impl<const ONCE: bool> Operation for Order<ONCE> {
    const INFO: OperationInfo = match ONCE {
        true => OperationInfo::new("OrderOnce", Method::PUT, "/orders/{id}"),
        false => OperationInfo::new("Order", Method::POST, "/orders/{id}"),
    };
    type Output = Lamp;
    type Error = ListError;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), ClientError> {
        request.label("id", &self.0)?;
        request.empty_object();
        Ok(())
    }

    fn decode(response: &Response) -> Result<Lamp, ClientError> {
        response.json()
    }

    fn decode_error(failure: Failure) -> ListError {
        ListError::Unhandled(failure.into_unhandled())
    }
}

/// What the service does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    Slow,
    /// Refused before anything was done.
    Throttled,
    /// Something may have been done.
    Failed,
    Cut,
}

impl Outcome {
    /// Of a hundred: five are throttled, two fail, one is cut, three are slow.
    fn of(number: usize) -> Self {
        // Spread by a multiplication, so that they do not come in rows.
        match number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32 & 0xffff {
            n if n < 0x10000 * 5 / 100 => Self::Throttled,
            n if n < 0x10000 * 7 / 100 => Self::Failed,
            n if n < 0x10000 * 8 / 100 => Self::Cut,
            n if n < 0x10000 * 11 / 100 => Self::Slow,
            _ => Self::Done,
        }
    }
}

#[derive(Default)]
struct Service {
    received: AtomicUsize,
    connections: AtomicUsize,
    /// What became of each order, in the order in which requests came.
    orders: Mutex<HashMap<String, Vec<Outcome>>>,
}

impl Service {
    async fn start(self: &Arc<Self>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let service = Arc::clone(self);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = Arc::clone(&service);
                tokio::spawn(async move {
                    service.connections.fetch_add(1, Ordering::SeqCst);
                    service.serve(stream).await;
                    service.connections.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        url
    }

    /// Answers requests until the connection ends.
    async fn serve(&self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        while let Some(id) = read_request(&mut stream).await {
            let outcome = Outcome::of(self.received.fetch_add(1, Ordering::SeqCst));
            self.orders.lock().unwrap().entry(id.clone()).or_default().push(outcome);
            let body = format!(r#"{{"id":"{id}"}}"#);
            let (status, body) = match outcome {
                Outcome::Done | Outcome::Slow => ("200 OK", body.as_str()),
                Outcome::Throttled => ("429 Too Many Requests", ""),
                Outcome::Failed => ("500 Internal Server Error", ""),
                Outcome::Cut => return,
            };
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", body.len());
            if outcome == Outcome::Slow {
                let (first, second) = body.split_at(3);
                stream.write_all(format!("{head}{first}").as_bytes()).await.unwrap();
                sleep(Duration::from_millis(20)).await;
                stream.write_all(second.as_bytes()).await.unwrap();
            } else {
                stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
            }
        }
    }
}

/// Reads a request and returns the order's identifier; none at the end of the connection.
async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|count| *count > 0)?;
    let id = line.split(' ').nth(1)?.rsplit('/').next()?.to_owned();
    let mut length = 0;
    loop {
        line.clear();
        stream.read_line(&mut line).await.ok()?;
        let header = line.trim_end().to_lowercase();
        if let Some(text) = header.strip_prefix("content-length: ") {
            length = text.parse().ok()?;
        }
        if header.is_empty() {
            break;
        }
    }
    stream.read_exact(&mut vec![0; length]).await.ok()?;
    Some(id)
}

/// Calls an operation and returns how it ended: the identifier of the lamp, a status, or the stage at which it failed.
async fn end<const ONCE: bool>(client: &Client, id: String) -> Result<String, Result<u16, ClientErrorKind>> {
    match client.call(&Order::<ONCE>(id)).await {
        Ok(lamp) => Ok(lamp.id.unwrap()),
        Err(ListError::Unhandled(error)) => Err(Ok(error.status())),
        Err(ListError::Client(error)) => Err(Err(error.kind())),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes some seconds"]
async fn each_call_ends_as_it_should() {
    let service = Arc::new(Service::default());
    let url = service.start().await;
    let policy = RetryPolicy::new().max_attempts(ATTEMPTS).base_delay(Duration::from_millis(5));
    let client: Client =
        ClientBuilder::new(&LAMPS).endpoint(url).bearer_token("sesame").retry(policy).build().unwrap();
    let tasks_before = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let permits = Arc::new(Semaphore::new(CONCURRENCY));
    let mut calls = Vec::new();
    for number in 0..CALLS {
        let permit = Arc::clone(&permits).acquire_owned().await.unwrap();
        let client = client.clone();
        calls.push(tokio::spawn(async move {
            let id = format!("o{number}");
            let ended = match number % 2 {
                0 => end::<true>(&client, id.clone()).await,
                _ => end::<false>(&client, id.clone()).await,
            };
            drop(permit);
            (number, id, ended)
        }));
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for call in calls {
        let (number, id, ended) = call.await.unwrap();
        let outcomes = service.orders.lock().unwrap()[&id].clone();
        let (last, repeated) = outcomes.split_last().unwrap();
        match (&ended, last) {
            (Ok(lamp), Outcome::Done | Outcome::Slow) => {
                assert_eq!(*lamp, id, "it is somebody else's answer")
            }
            (Err(Ok(429)), Outcome::Throttled)
            | (Err(Ok(500)), Outcome::Failed)
            | (Err(Err(ClientErrorKind::Transport)), Outcome::Cut) => {}
            other => panic!("{id}: {other:?}"),
        }
        let may_repeat = number % 2 == 0;
        for outcome in repeated {
            assert!(may_repeat || *outcome == Outcome::Throttled, "{id} was sent again after {outcome:?}");
        }
        assert!(outcomes.len() <= ATTEMPTS as usize, "{id}: {outcomes:?}");
        // What may be repeated is given up after the last attempt alone.
        if ended.is_err() && (may_repeat || *last == Outcome::Throttled) {
            assert_eq!(outcomes.len(), ATTEMPTS as usize, "{id}: {outcomes:?}");
        }
        *counts.entry(format!("{:?}", ended.map(|_| ()))).or_default() += 1;
    }
    eprintln!("{} requests for {CALLS} calls: {counts:?}", service.received.load(Ordering::SeqCst));
    assert!(counts["Ok(())"] > CALLS * 97 / 100, "{counts:?}");
    // Nothing is left: neither connections nor tasks.
    let open = service.connections.load(Ordering::SeqCst);
    // A connection that was begun is kept although another became free in the meantime.
    assert!(open <= 2 * CONCURRENCY, "{open} connections are open");
    drop(client);
    for _ in 0..100 {
        sleep(Duration::from_millis(20)).await;
        if service.connections.load(Ordering::SeqCst) == 0 {
            break;
        }
    }
    assert_eq!(service.connections.load(Ordering::SeqCst), 0);
    let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    assert!(tasks <= tasks_before + 1, "{tasks} tasks are alive, there were {tasks_before}");
}
