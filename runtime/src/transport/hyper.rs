//! The default transport: HTTP/1.1 over hyper-util, with rustls if the feature is on.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use tower_service::Service;

use super::{Transport, TransportError, TransportErrorKind, TransportFuture};
use crate::BuildError;

#[cfg(feature = "rustls")]
type TlsConnector = hyper_rustls::HttpsConnector<HttpConnector>;
#[cfg(not(feature = "rustls"))]
type TlsConnector = HttpConnector;

/// How patient the default transport is, and how much it takes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TransportConfig {
    /// How long a request may take, from connecting to the last byte of the answer.
    pub timeout: Duration,
    /// How long connecting may take: name resolution, TCP and TLS.
    pub connect_timeout: Duration,
    /// How large the body of an answer may be.
    pub max_response_bytes: usize,
}

impl Default for TransportConfig {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            max_response_bytes: 64 << 20,
        }
    }
}

/// The default transport: HTTP/1.1 with pooled connections. It runs within a tokio runtime.
#[derive(Clone)]
pub struct HyperTransport {
    client: legacy::Client<TimedConnector<TlsConnector>, Full<Bytes>>,
    config: TransportConfig,
}

impl HyperTransport {
    /// Returns a transport with its own pool of connections; clones share it.
    ///
    /// # Errors
    /// If TLS could not be set up.
    pub fn new(config: TransportConfig) -> Result<Self, BuildError> {
        let connector = TimedConnector { inner: tls_connector()?, timeout: config.connect_timeout };
        let client =
            legacy::Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
        Ok(Self { client, config })
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: Request<Bytes>) -> TransportFuture {
        let Self { client, config } = self.clone();
        Box::pin(async move {
            let exchange = exchange(client, request, config.max_response_bytes);
            tokio::time::timeout(config.timeout, exchange).await.unwrap_or_else(|_| {
                let waited = format!("no complete answer within {:?}", config.timeout);
                Err(TransportError::new(TransportErrorKind::Timeout, waited))
            })
        })
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").field("config", &self.config).finish_non_exhaustive()
    }
}

async fn exchange(
    client: legacy::Client<TimedConnector<TlsConnector>, Full<Bytes>>,
    request: Request<Bytes>,
    limit: usize,
) -> Result<Response<Bytes>, TransportError> {
    let response = client.request(request.map(Full::new)).await.map_err(|error| {
        let kind = if is_timeout(&error) {
            TransportErrorKind::Timeout
        } else if error.is_connect() {
            TransportErrorKind::Connect
        } else {
            TransportErrorKind::Exchange
        };
        TransportError::new(kind, error)
    })?;
    let (parts, body) = response.into_parts();
    let body = Limited::new(body, limit).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() {
            let reason = format!("the answer is larger than {limit} bytes");
            TransportError::new(TransportErrorKind::TooLarge, reason)
        } else {
            TransportError::new(TransportErrorKind::Exchange, error)
        }
    })?;
    Ok(Response::from_parts(parts, body.to_bytes()))
}

/// Returns whether connecting took too long: that comes wrapped, as a cause.
fn is_timeout(error: &legacy::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<ConnectTimeout>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(feature = "rustls")]
fn tls_connector() -> Result<TlsConnector, BuildError> {
    let failed = |reason: &dyn fmt::Display| BuildError::Transport { reason: reason.to_string() };
    let builder = hyper_rustls::HttpsConnectorBuilder::new();
    // The provider is named: a process that links to a second one has no default.
    let provider = rustls::crypto::ring::default_provider();
    #[cfg(feature = "native-roots")]
    let builder = builder.with_provider_and_native_roots(provider).map_err(|error| failed(&error))?;
    #[cfg(not(feature = "native-roots"))]
    let builder = builder.with_provider_and_webpki_roots(provider).map_err(|error| failed(&error))?;
    Ok(builder.https_or_http().enable_http1().build())
}

#[cfg(not(feature = "rustls"))]
fn tls_connector() -> Result<TlsConnector, BuildError> {
    Ok(HttpConnector::new())
}

/// A connector that gives up in time. `HttpConnector` has a timeout of its own, which leaves out names and TLS.
#[derive(Clone)]
struct TimedConnector<C> {
    inner: C,
    timeout: Duration,
}

/// Connecting took too long.
#[derive(Debug)]
struct ConnectTimeout(Duration);

impl fmt::Display for ConnectTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no connection within {:?}", self.0)
    }
}

impl std::error::Error for ConnectTimeout {}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl<C> Service<Uri> for TimedConnector<C>
where
    C: Service<Uri, Future: Send + 'static, Error: Into<BoxError>>,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.inner.call(uri);
        let timeout = self.timeout;
        Box::pin(async move {
            match tokio::time::timeout(timeout, connecting).await {
                Ok(connected) => connected.map_err(Into::into),
                Err(_) => Err(ConnectTimeout(timeout).into()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A connector that never gets through.
    #[derive(Clone)]
    struct Silence;

    impl Service<Uri> for Silence {
        type Response = ();
        type Error = std::io::Error;
        type Future = std::future::Pending<Result<(), std::io::Error>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), std::io::Error>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Uri) -> Self::Future {
            std::future::pending()
        }
    }

    #[tokio::test]
    async fn connecting_is_given_up_in_time() {
        let mut connector = TimedConnector { inner: Silence, timeout: Duration::from_millis(1) };
        let error = connector.call(Uri::from_static("http://example.com")).await.unwrap_err();
        assert!(error.is::<ConnectTimeout>());
        assert_eq!(error.to_string(), "no connection within 1ms");
    }
}
