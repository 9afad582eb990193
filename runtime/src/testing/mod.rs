//! A service in memory, for the tests of those who call a client.
//!
//! [`InMemory`] is a [`Transport`] that knows which requests to expect, and answers each as it was told. What comes
//! otherwise is refused, and [`InMemory::assert_finished`] shows how it differs from what was expected.
//!
//! ```
//! # use docwright_runtime::{AuthScheme, Client, ClientBuilder, ClientError, Failure, Method, Operation, OperationInfo, Protocol,
//! #     RequestEncoder, Response, ServiceInfo, Unhandled, serde_json::json};
//! use docwright_runtime::testing::{Exchange, InMemory};
//!
//! # const SERVICE: ServiceInfo = ServiceInfo { name: "lamps", version: "", endpoint: "https://lamps.example.com",
//! #     protocol: Protocol::HttpJson, auth: &[] };
//! # #[derive(Debug)] enum SwitchError { Unhandled(Unhandled), Client(ClientError) }
//! # docwright_runtime::operation_error!(SwitchError {});
//! # struct SwitchInput { lamp: String }
//! # impl Operation for SwitchInput {
//! #     const INFO: OperationInfo = OperationInfo::new("Switch", Method::PUT, "/lamps/{lamp}");
//! #     type Output = (); type Error = SwitchError;
//! #     fn encode(&self, request: &mut RequestEncoder) -> Result<(), ClientError> { request.label("lamp", &self.lamp) }
//! #     fn decode(_: &Response) -> Result<(), ClientError> { Ok(()) }
//! #     fn decode_error(failure: Failure) -> SwitchError { SwitchError::Unhandled(failure.into_unhandled()) }
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let lamp = SwitchInput { lamp: "desk".into() };
//! let service = InMemory::in_order([
//!     // By what is sent to the last letter, or by the operation alone.
//!     Exchange::with(&SERVICE, &lamp)?.answer(503, "").times(1),
//!     Exchange::of::<SwitchInput>().answer_json(200, &json!({ "watts": 7 })),
//! ]);
//! let client: Client = ClientBuilder::new(&SERVICE).transport(service.clone()).build()?;
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! client.call(&lamp).await?;
//! # Ok::<(), SwitchError>(()) })?;
//! service.assert_finished();
//! # Ok(())
//! # }
//! ```

mod exchange;
mod expected;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::Request;
use similar::TextDiff;

pub use self::exchange::Exchange;
use crate::{
    Transport, TransportError,
    transport::{TransportErrorKind, TransportFuture},
};

/// How many equal lines are shown around a difference.
const CONTEXT: usize = 20;

/// A service in memory. Clones are the same service.
#[derive(Clone)]
pub struct InMemory(Arc<Mutex<State>>);

struct State {
    exchanges: Vec<Exchange>,
    in_order: bool,
    requests: Vec<Request<Bytes>>,
    /// What came otherwise than expected.
    problems: Vec<String>,
}

impl InMemory {
    /// Returns a service that expects requests in this order.
    pub fn in_order(exchanges: impl IntoIterator<Item = Exchange>) -> Self {
        Self::new(exchanges, true)
    }

    /// Returns a service that expects requests in any order. Of several exchanges that fit, the first one that has not been
    /// used up answers.
    pub fn in_any_order(exchanges: impl IntoIterator<Item = Exchange>) -> Self {
        Self::new(exchanges, false)
    }

    fn new(exchanges: impl IntoIterator<Item = Exchange>, in_order: bool) -> Self {
        let exchanges = exchanges.into_iter().collect();
        Self(Arc::new(Mutex::new(State { exchanges, in_order, requests: Vec::new(), problems: Vec::new() })))
    }

    /// Returns the requests that came, signed as they were.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.state().requests.clone()
    }

    /// Returns what came otherwise than expected and what did not come, or nothing if all went as expected.
    pub fn problems(&self) -> Option<String> {
        let state = self.state();
        let missing = state.exchanges.iter().filter(|exchange| exchange.is_missing());
        let missing =
            missing.map(|exchange| format!("expected, and did not come:\n{}", indented(&exchange.told())));
        let problems: Vec<_> = state.problems.iter().cloned().chain(missing).collect();
        (!problems.is_empty()).then(|| problems.join("\n"))
    }

    /// Asserts that all came that was expected, and nothing else.
    ///
    /// # Panics
    /// If it did not, with the difference.
    #[track_caller]
    pub fn assert_finished(&self) {
        if let Some(problems) = self.problems() {
            panic!("{problems}");
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Returns the exchange that a request belongs to, or how it differs from what was expected.
    fn find(&mut self, request: &Request<Bytes>) -> Result<&mut Exchange, String> {
        let open = || self.exchanges.iter().enumerate().filter(|(_, exchange)| exchange.is_open());
        let mut candidates: Vec<usize> = open().map(|(index, _)| index).collect();
        if self.in_order {
            // What may still come, but need not, does not stand in the way of what is next.
            let next = candidates.iter().position(|index| self.exchanges[*index].is_missing());
            candidates.truncate(next.map_or(candidates.len(), |next| next + 1));
        }
        if let Some(index) = candidates.iter().find(|index| self.exchanges[**index].fits(request)) {
            return Ok(&mut self.exchanges[*index]);
        }
        let nearest = candidates.iter().map(|index| {
            let exchange = &self.exchanges[*index];
            (exchange.told(), exchange.seen(request))
        });
        let ratio = |(told, seen): &(String, String)| TextDiff::from_lines(told, seen).ratio();
        let nearest = nearest.max_by(|a, b| ratio(a).total_cmp(&ratio(b)));
        Err(match nearest {
            None => {
                format!("came, and nothing was expected any more:\n{}", indented(&expected::whole(request)))
            }
            Some((told, seen)) => {
                let diff = TextDiff::from_lines(&told, &seen);
                let diff = diff.unified_diff().context_radius(CONTEXT).header("expected", "came").to_string();
                format!("came otherwise than expected:\n{}", indented(&diff))
            }
        })
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

impl Transport for InMemory {
    fn send(&self, request: Request<Bytes>) -> TransportFuture {
        let mut state = self.state();
        let answer = match state.find(&request) {
            Ok(exchange) => exchange.take_answer(),
            Err(problem) => {
                state.problems.push(problem.clone());
                Err(TransportError::new(TransportErrorKind::Unusable, problem))
            }
        };
        state.requests.push(request);
        Box::pin(std::future::ready(answer))
    }
}

impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("InMemory")
            .field("exchanges", &state.exchanges.len())
            .field("requests", &state.requests.len())
            .finish_non_exhaustive()
    }
}
