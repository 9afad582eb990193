//! A client: where a service is, how to reach it, and who calls.

use std::{fmt, sync::Arc, time::Duration};

use http::HeaderValue;
use jiff::Timestamp;

use crate::{
    Call, Clock, Operation, RequestEncoder, ServiceInfo, Sleeper, Transport,
    auth::Authorizer,
    call::Prepared,
    endpoint::Endpoint,
    retry::{Budget, RetryPolicy},
};

/// A client of one service; cheap to clone, all clones share connections, tokens and the budget for repetitions.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) service: &'static ServiceInfo,
    pub(crate) endpoint: Endpoint,
    pub(crate) authorizer: Authorizer,
    pub(crate) driver: Driver,
    /// What calls run on that are waited for.
    #[cfg(feature = "blocking")]
    pub(crate) blocking: Driver,
    pub(crate) user_agent: HeaderValue,
    pub(crate) clock: Clock,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    /// Whether inputs are checked before they are sent.
    pub(crate) validates: bool,
    /// How long a call may take, all attempts together.
    pub(crate) timeout: Option<Duration>,
    /// How long one attempt may take.
    pub(crate) attempt_timeout: Option<Duration>,
}

/// What calls run on: who carries their requests, and how they wait.
#[derive(Clone)]
pub(crate) struct Driver {
    #[cfg_attr(
        not(any(feature = "oauth2", feature = "sigv4")),
        expect(dead_code, reason = "flights alone go by it")
    )]
    pub(crate) mode: Mode,
    pub(crate) transport: Arc<dyn Transport>,
    /// Without one, nothing is waited for: neither timeouts nor pauses.
    pub(crate) sleeper: Option<Sleeper>,
}

impl Driver {
    /// Returns how to wait, where that can be done.
    pub(crate) fn sleeper(&self) -> Option<&Sleeper> {
        self.sleeper.as_ref().filter(|sleeper| sleeper.works_here())
    }
}

/// Whether a call is awaited, or waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Async,
    #[cfg(feature = "blocking")]
    Blocking,
}

impl Inner {
    pub(crate) fn driver(&self, mode: Mode) -> &Driver {
        match mode {
            Mode::Async => &self.driver,
            #[cfg(feature = "blocking")]
            Mode::Blocking => &self.blocking,
        }
    }
}

impl Client {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// Returns the service that the client calls.
    pub fn service(&self) -> &'static ServiceInfo {
        self.0.service
    }

    /// Returns the base URL that the client calls, without a slash at the end.
    pub fn endpoint(&self) -> &str {
        self.0.endpoint.base()
    }

    /// Returns the time.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Returns how the client waits, if it can.
    pub(crate) fn sleeper(&self, mode: Mode) -> Option<&Sleeper> {
        self.0.driver(mode).sleeper()
    }

    /// Calls an operation, with the input's idempotency token filled in.
    pub fn send<I: Operation>(&self, mut input: I) -> Call<I> {
        input.complete();
        self.call(&input)
    }

    /// Calls an operation with an input as it is.
    ///
    /// The input is written at once, so that what is returned does not borrow it; nothing is sent before it is awaited.
    pub fn call<I: Operation>(&self, input: &I) -> Call<I> {
        let mut encoder = RequestEncoder::new(I::INFO, self.0.service.protocol);
        let violation = if self.0.validates { input.validate().err() } else { None };
        let written = input.encode(&mut encoder);
        let prepared = || Prepared::new(Arc::clone(&self.0), encoder, I::INFO, I::STREAMS, violation);
        Call::new(written.map(|()| prepared()))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.0.service.name)
            .field("endpoint", &self.0.endpoint.base())
            .field("auth", &self.0.authorizer)
            .finish_non_exhaustive()
    }
}
