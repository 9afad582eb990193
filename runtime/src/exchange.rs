//! What happens between a call and its answer: attempts, each authorised, sent and limited in time, and pauses between them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, header::USER_AGENT};
use jiff::Timestamp;

use crate::{
    ByteStream, ClientError, ClientErrorKind, Failure, OperationInfo, Response, TransportError,
    auth::Pass,
    call::{Answer, Prepared},
    client::{Driver, Inner, Mode},
    retry::{Cause, is_repeatable},
    trace,
    transport::TimeLimit,
};

/// How large a body may be that is streamed although nothing asked for a stream: an error, or the answer to an upload.
/// Other bodies the transport limits.
const MAX_HELD: usize = 64 << 20;

/// Makes a call.
pub(crate) async fn run(call: Box<Prepared>) -> Result<Answer, ClientError> {
    let Prepared { client, mut encoder, info, .. } = *call;
    let body = encoder.take_stream();
    let mut request = encoder.finish(&client.endpoint)?;
    request.headers_mut().insert(USER_AGENT, client.user_agent.clone());
    let exchange = Exchange {
        request,
        body,
        mode: call.mode,
        streams: call.streams,
        timeout: call.timeout,
        attempt_timeout: call.attempt_timeout,
        max_attempts: call.max_attempts,
        repeatable: call.retry_unsafe || is_repeatable(&info),
        number: AtomicU32::new(1),
        started: client.clock.now(),
        info,
        client,
    };
    trace::call(&exchange.client, &exchange.info, &exchange.number, exchange.within_timeout()).await
}

/// A call while it is made.
struct Exchange {
    client: Arc<Inner>,
    info: OperationInfo,
    /// Without the body, if that is a stream.
    request: Request<Bytes>,
    body: Option<ByteStream>,
    mode: Mode,
    streams: bool,
    /// The number of the attempt under way.
    number: AtomicU32,
    started: Timestamp,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    max_attempts: u32,
    /// Whether repetitions cannot harm.
    repeatable: bool,
}

/// What an attempt came to.
pub(crate) struct Attempt {
    pub(crate) result: Result<Answer, ClientError>,
    /// What it was let through with; none if it was not sent, or for too long.
    pass: Option<Pass>,
    /// Whether nothing was sent.
    not_sent: bool,
}

impl Exchange {
    fn driver(&self) -> &Driver {
        self.client.driver(self.mode)
    }

    async fn within_timeout(&self) -> Result<Answer, ClientError> {
        match (self.timeout, self.driver().sleeper()) {
            (Some(limit), Some(sleeper)) => match sleeper.within(limit, self.attempts()).await {
                Some(result) => result,
                None => Err(timed_out(limit)),
            },
            _ => self.attempts().await,
        }
    }

    async fn attempts(&self) -> Result<Answer, ClientError> {
        let mut taken = None;
        let mut may_mend = true;
        loop {
            let number = self.number.load(Ordering::Relaxed);
            let Attempt { result, pass, not_sent } = trace::attempt(number, self.attempt()).await;
            let cause = match &result {
                Ok(Answer::Success(_)) => {
                    self.client.budget.give_back(taken);
                    return result;
                }
                Ok(Answer::Failure(failure)) => {
                    // What the service did not accept it did not act on either.
                    if let Some(pass) = pass {
                        let mended = self.client.authorizer.mend(pass, failure, self.client.clock.now());
                        if mended && may_mend && self.can_send_again() {
                            may_mend = false;
                            continue;
                        }
                    }
                    Cause::of_failure(failure)
                }
                Err(error) if not_sent => Cause::of_error(error).map(|_| Cause::NotSent),
                Err(error) => Cause::of_error(error),
            };
            let asked = match &result {
                Ok(Answer::Failure(failure)) => failure.retry_after(),
                _ => None,
            };
            let pause = cause.and_then(|cause| self.pause(cause, asked, number));
            let (Some((pause, cost)), Some(sleeper)) = (pause, self.driver().sleeper()) else {
                return result;
            };
            taken = Some(cost);
            self.number.store(number + 1, Ordering::Relaxed);
            sleeper.sleep(pause).await;
        }
    }

    /// Returns how long to wait before the next attempt and what that costs; none if there is to be no other.
    fn pause(&self, cause: Cause, asked: Option<Duration>, number: u32) -> Option<(Duration, u32)> {
        let Inner { retry, budget, .. } = &*self.client;
        if number >= self.max_attempts
            || self.driver().sleeper().is_none()
            || !cause.is_harmless(self.repeatable)
            || !self.can_send_again()
        {
            return None;
        }
        let pause = retry.delay(number, asked)?;
        if self.left().is_some_and(|left| pause >= left) {
            return None;
        }
        Some((pause, budget.take(cause)?))
    }

    /// Returns how much of the call's time is left.
    fn left(&self) -> Option<Duration> {
        let elapsed = self.client.clock.now().duration_since(self.started);
        Some(self.timeout?.saturating_sub(Duration::try_from(elapsed).unwrap_or_default()))
    }

    /// Whether the body is still there: of a stream, nothing must have been taken.
    fn can_send_again(&self) -> bool {
        self.body.as_ref().is_none_or(|body| !body.has_begun())
    }

    async fn attempt(&self) -> Attempt {
        match (self.attempt_timeout, self.driver().sleeper()) {
            (Some(limit), Some(sleeper)) => match sleeper.within(limit, self.send()).await {
                Some(attempt) => attempt,
                None => Attempt { result: Err(timed_out(limit)), pass: None, not_sent: false },
            },
            _ => self.send().await,
        }
    }

    async fn send(&self) -> Attempt {
        let mut request = self.request.clone();
        if let Some(limit) = self.attempt_timeout.into_iter().chain(self.left()).min() {
            request.extensions_mut().insert(TimeLimit(limit));
        }
        let mut pass = None;
        if !self.info.anonymous {
            let Inner { authorizer, clock, .. } = &*self.client;
            match authorizer
                .authorize(&mut request, &self.info, self.body.is_some(), self.driver(), clock)
                .await
            {
                Ok(authorized) => pass = Some(authorized),
                Err(error) => return Attempt { result: Err(error), pass, not_sent: true },
            }
        }
        Attempt { result: self.receive(request).await, pass, not_sent: false }
    }

    /// Sends a request that is complete, and sorts its answer.
    async fn receive(&self, request: Request<Bytes>) -> Result<Answer, ClientError> {
        let Inner { service, clock, .. } = &*self.client;
        let authority = request.uri().authority().map_or_else(String::new, ToString::to_string);
        let failed = |error: TransportError| {
            ClientError::new(error.kind().into(), format!("the call to {authority} failed")).because(error)
        };
        let response = match self.body.is_some() || self.streams {
            true => self.stream(request).await,
            false => {
                self.driver().transport.send(request).await.map(|response| response.map(ByteStream::from))
            }
        };
        let (parts, body) = response.map_err(failed)?.into_parts();
        let is_success = self.info.is_success(parts.status);
        if is_success && self.streams {
            return Ok(Answer::Success(Box::new(Response::streamed(parts, body, service.protocol))));
        }
        let body = body.collect_within(MAX_HELD).await.map_err(failed)?;
        if is_success {
            return Ok(Answer::Success(Box::new(Response::new(parts.status, parts.headers, body))));
        }
        let now = clock.now();
        let failure = Failure::parse(service.protocol, parts.status, parts.headers, body, now);
        Ok(Answer::Failure(failure.documented(&self.info, now)))
    }

    /// Sends a request of which a body is a stream; over a transport without streams, whole.
    async fn stream(&self, request: Request<Bytes>) -> Result<http::Response<ByteStream>, TransportError> {
        let transport = &self.driver().transport;
        let request = request.map(|bytes| self.body.clone().unwrap_or_else(|| bytes.into()));
        match transport.stream(Box::new(request)) {
            Ok(exchange) => exchange.await,
            Err(request) => {
                let (parts, body) = request.into_parts();
                let body = body.collect_within(usize::MAX).await?;
                let response = transport.send(Request::from_parts(parts, body)).await?;
                Ok(response.map(ByteStream::from))
            }
        }
    }
}

fn timed_out(limit: Duration) -> ClientError {
    ClientError::new(ClientErrorKind::Timeout, format!("no complete answer within {limit:?}"))
}
