//! The default transport of calls that are waited for: ureq, which blocks the thread.
//!
//! Its futures are ready when they are first polled.

use std::{
    fmt,
    io::{self, Read},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use ureq::{Agent, AsSendBody, Body, SendBody, Timeout, config::AutoHeaderValue};

use super::{
    StreamFuture, TimeLimit, Transport, TransportConfig, TransportError, TransportErrorKind, TransportFuture,
};
use crate::ByteStream;

/// How much of a body that is streamed is read at once.
const CHUNK: usize = 64 << 10;

/// A transport that blocks: HTTP/1.1 with pooled connections over ureq.
#[derive(Clone)]
pub struct UreqTransport {
    agent: Agent,
    config: TransportConfig,
}

impl UreqTransport {
    /// Returns a transport with its own pool of connections; clones share it.
    ///
    /// # Errors
    /// If the proxy's URL is none.
    pub fn new(config: TransportConfig) -> Result<Self, crate::BuildError> {
        let mut settings = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None)
            .timeout_connect(Some(config.connect_timeout))
            .max_idle_age(config.idle_timeout);
        // Unless told otherwise, ureq asks the environment.
        if let Some(proxy) = config.proxy.ureq()? {
            settings = settings.proxy(proxy);
        }
        Ok(Self { agent: settings.build().into(), config })
    }

    fn run<B: AsSendBody>(&self, request: Request<B>) -> Result<Response<Body>, TransportError> {
        let asked = request.extensions().get::<TimeLimit>().map(|TimeLimit(limit)| *limit);
        let limit = asked.unwrap_or(self.config.timeout);
        let request = self.agent.configure_request(request).timeout_global(Some(limit)).build();
        self.agent.run(request).map_err(|error| failed(error, limit))
    }

    fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let response = match request.body().is_empty() {
            true => self.run(request.map(|_| ())),
            false => self.run(request.map(|body| body.to_vec())),
        }?;
        let (parts, body) = response.into_parts();
        let limit = self.config.max_response_bytes;
        let body = body.into_with_config().limit(limit as u64).read_to_vec();
        let body = body.map_err(|error| failed(error, self.config.timeout))?;
        Ok(Response::from_parts(parts, body.into()))
    }

    fn begin(&self, request: Request<ByteStream>) -> Result<Response<ByteStream>, TransportError> {
        let response = match request.body().in_memory().cloned() {
            Some(body) if body.is_empty() => self.run(request.map(|_| ())),
            Some(body) => self.run(request.map(|_| body.to_vec())),
            None => self.run(request.map(|body| SendBody::from_owned_reader(body.into_reader()))),
        };
        Ok(response?.map(|body| ByteStream::from_stream(Chunks(body.into_reader()))))
    }
}

impl Transport for UreqTransport {
    fn send(&self, request: Request<Bytes>) -> TransportFuture {
        let transport = self.clone();
        Box::pin(async move { transport.exchange(request) })
    }

    fn stream(&self, request: Box<Request<ByteStream>>) -> Result<StreamFuture, Box<Request<ByteStream>>> {
        let transport = self.clone();
        Ok(Box::pin(async move { transport.begin(*request) }))
    }
}

/// What a reader brings, chunk by chunk.
struct Chunks<R>(R);

impl<R: Read + Unpin> Stream for Chunks<R> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut chunk = vec![0; CHUNK];
        Poll::Ready(match self.0.read(&mut chunk) {
            Ok(0) => None,
            Ok(count) => {
                chunk.truncate(count);
                Some(Ok(chunk.into()))
            }
            Err(error) => Some(Err(TransportError::new(TransportErrorKind::Exchange, error))),
        })
    }
}

fn failed(error: ureq::Error, limit: Duration) -> TransportError {
    use ureq::Error;

    let kind = match &error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => TransportErrorKind::ConnectTimeout,
        Error::Timeout(_) => {
            let waited = format!("no complete answer within {limit:?}");
            return TransportError::new(TransportErrorKind::Timeout, waited);
        }
        Error::HostNotFound | Error::ConnectionFailed | Error::Tls(_) | Error::ConnectProxyFailed(_) => {
            TransportErrorKind::Connect
        }
        Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => TransportErrorKind::Connect,
        Error::BodyExceedsLimit(limit) => {
            let reason = format!("the answer is larger than {limit} bytes");
            return TransportError::new(TransportErrorKind::TooLarge, reason);
        }
        _ => TransportErrorKind::Exchange,
    };
    TransportError::new(kind, error)
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport").field("config", &self.config).finish_non_exhaustive()
    }
}
