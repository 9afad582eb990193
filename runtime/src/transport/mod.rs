//! The seam to any HTTP client.
//!
//! A transport sends one request and brings the whole answer. It follows no redirects, repeats nothing and knows
//! neither services nor credentials. [`HyperTransport`] is the default; any other HTTP client, or a closure in a
//! test, does as well.

#[cfg(any(feature = "blocking", feature = "transport"))]
mod config;
#[cfg(feature = "transport")]
mod hyper;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "blocking")]
mod ureq;

use std::{error::Error, fmt, pin::Pin, sync::Arc};

use bytes::Bytes;
use http::{Request, Response};

#[cfg(any(feature = "blocking", feature = "transport"))]
pub use self::config::{Proxy, TransportConfig};
#[cfg(feature = "transport")]
pub use self::hyper::HyperTransport;
#[cfg(feature = "tower")]
pub use self::tower::TowerTransport;
#[cfg(feature = "blocking")]
pub use self::ureq::UreqTransport;
use crate::{ByteStream, ClientErrorKind};

/// A request under way.
pub type TransportFuture = Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send>>;

/// A request under way whose body, or whose answer's, is a stream.
pub type StreamFuture = Pin<Box<dyn Future<Output = Result<Response<ByteStream>, TransportError>> + Send>>;

/// Sends HTTP requests.
///
/// The request's URI is absolute. A transport sets `Host` if it is not there, and `Content-Length`.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and returns the whole answer, whatever its status.
    fn send(&self, request: Request<Bytes>) -> TransportFuture;

    /// Sends a request, and returns the answer as soon as it begins.
    ///
    /// # Errors
    /// The request itself, if the transport has no streams: then [`Self::send`] is called, and bodies are held whole.
    fn stream(&self, request: Box<Request<ByteStream>>) -> Result<StreamFuture, Box<Request<ByteStream>>> {
        Err(request)
    }
}

impl<F, R> Transport for F
where
    F: Fn(Request<Bytes>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'static,
{
    fn send(&self, request: Request<Bytes>) -> TransportFuture {
        Box::pin(self(request))
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>) -> TransportFuture {
        (**self).send(request)
    }

    fn stream(&self, request: Box<Request<ByteStream>>) -> Result<StreamFuture, Box<Request<ByteStream>>> {
        (**self).stream(request)
    }
}

/// How long an attempt may take, from authorising it to the last byte of the answer; among the extensions of each request.
///
/// A client gives up by itself. It is for a transport that cannot be given up on: one that blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimit(pub std::time::Duration);

/// What a transport failed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made: nothing of the request was sent.
    Connect,
    /// No connection was made in time: nothing of the request was sent.
    ConnectTimeout,
    /// The connection broke, or what came was no HTTP.
    Exchange,
    /// The time was up.
    Timeout,
    /// The answer was larger than allowed.
    TooLarge,
    /// There is no transport that could carry it: nothing of the request was sent.
    Unusable,
}

impl From<TransportErrorKind> for ClientErrorKind {
    fn from(kind: TransportErrorKind) -> Self {
        match kind {
            TransportErrorKind::ConnectTimeout | TransportErrorKind::Timeout => Self::Timeout,
            TransportErrorKind::Connect
            | TransportErrorKind::Exchange
            | TransportErrorKind::TooLarge
            | TransportErrorKind::Unusable => Self::Transport,
        }
    }
}

/// A request that could not be sent, or whose answer could not be received.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    cause: Box<dyn Error + Send + Sync>,
}

impl TransportError {
    /// Returns an error with its cause, an error or a text.
    pub fn new(kind: TransportErrorKind, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, cause: cause.into() }
    }

    /// Returns what the transport failed at.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

/// Names every cause down to the first one: what matters, such as "connection refused", is the last.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.cause)?;
        let mut cause = self.cause.source();
        while let Some(deeper) = cause {
            write!(f, ": {deeper}")?;
            cause = deeper.source();
        }
        Ok(())
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.cause)
    }
}
