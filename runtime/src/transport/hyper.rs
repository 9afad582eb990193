//! The default transport: HTTP/1.1 over hyper-util, with rustls if the feature is on.

mod proxy;

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper_util::{
    client::legacy,
    rt::{TokioExecutor, TokioTimer},
};
use tower_service::Service;

use self::proxy::ProxyConnector;
use super::{StreamFuture, Transport, TransportConfig, TransportError, TransportErrorKind, TransportFuture};
use crate::{BuildError, ByteStream};

#[cfg(feature = "rustls")]
type TlsConnector = hyper_rustls::HttpsConnector<ProxyConnector>;
#[cfg(not(feature = "rustls"))]
type TlsConnector = ProxyConnector;

/// The default transport: HTTP/1.1 with pooled connections. It runs within a tokio runtime.
#[derive(Clone)]
pub struct HyperTransport {
    client: HyperClient,
    config: TransportConfig,
    proxy: ProxyConnector,
}

type HyperClient = legacy::Client<TimedConnector<TlsConnector>, RequestBody>;

impl HyperTransport {
    /// Returns a transport with its own pool of connections; clones share it.
    ///
    /// # Errors
    /// If TLS could not be set up, or the proxy's URL is none.
    pub fn new(config: TransportConfig) -> Result<Self, BuildError> {
        let proxy = ProxyConnector::new(&config.proxy)?;
        let connector =
            TimedConnector { inner: tls_connector(proxy.clone())?, timeout: config.connect_timeout };
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(config.idle_timeout)
            .build(connector);
        Ok(Self { client, config, proxy })
    }
}

impl Transport for HyperTransport {
    fn send(&self, mut request: Request<Bytes>) -> TransportFuture {
        self.proxy.authorize(&mut request);
        let Self { client, config, .. } = self.clone();
        Box::pin(async move {
            let exchange = exchange(client, request, config.max_response_bytes);
            tokio::time::timeout(config.timeout, exchange).await.unwrap_or_else(|_| {
                let waited = format!("no complete answer within {:?}", config.timeout);
                Err(TransportError::new(TransportErrorKind::Timeout, waited))
            })
        })
    }

    fn stream(
        &self,
        mut request: Box<Request<ByteStream>>,
    ) -> Result<StreamFuture, Box<Request<ByteStream>>> {
        self.proxy.authorize(&mut request);
        let Self { client, config, .. } = self.clone();
        Ok(Box::pin(async move {
            let begun = client.request(request.map(RequestBody));
            let response = match tokio::time::timeout(config.timeout, begun).await {
                Ok(response) => response.map_err(failed)?,
                Err(_) => {
                    let waited = format!("no answer within {:?}", config.timeout);
                    return Err(TransportError::new(TransportErrorKind::Timeout, waited));
                }
            };
            let patience =
                Patience { timeout: config.timeout, end: Box::pin(tokio::time::sleep(config.timeout)) };
            Ok(response.map(|body| ByteStream::from_stream(ResponseBody { body, patience })))
        }))
    }
}

/// The body of a request.
struct RequestBody(ByteStream);

impl Body for RequestBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.0.poll_chunk(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.in_memory().is_some_and(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.in_memory().map_or_else(SizeHint::default, |bytes| SizeHint::with_exact(bytes.len() as u64))
    }
}

/// The body of an answer. Between its chunks no more time may pass than a whole exchange may take.
struct ResponseBody {
    body: Incoming,
    patience: Patience,
}

struct Patience {
    timeout: Duration,
    end: Pin<Box<tokio::time::Sleep>>,
}

impl Stream for ResponseBody {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Ready(frame) => {
                    let Patience { timeout, end } = &mut self.patience;
                    end.as_mut().reset(tokio::time::Instant::now() + *timeout);
                    match frame {
                        None => return Poll::Ready(None),
                        Some(Err(error)) => {
                            return Poll::Ready(Some(Err(TransportError::new(
                                TransportErrorKind::Exchange,
                                error,
                            ))));
                        }
                        // Trailers say nothing of the body.
                        Some(Ok(frame)) => {
                            if let Ok(data) = frame.into_data() {
                                return Poll::Ready(Some(Ok(data)));
                            }
                        }
                    }
                }
                Poll::Pending => {
                    return self.patience.end.as_mut().poll(context).map(|()| {
                        let waited = format!("nothing came for {:?}", self.patience.timeout);
                        Some(Err(TransportError::new(TransportErrorKind::Timeout, waited)))
                    });
                }
            }
        }
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").field("config", &self.config).finish_non_exhaustive()
    }
}

async fn exchange(
    client: HyperClient,
    request: Request<Bytes>,
    limit: usize,
) -> Result<Response<Bytes>, TransportError> {
    let request = request.map(|body| RequestBody(body.into()));
    let response = client.request(request).await.map_err(failed)?;
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

fn failed(error: legacy::Error) -> TransportError {
    let kind = if is_timeout(&error) {
        TransportErrorKind::ConnectTimeout
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else {
        TransportErrorKind::Exchange
    };
    TransportError::new(kind, error)
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
fn tls_connector(proxy: ProxyConnector) -> Result<TlsConnector, BuildError> {
    let failed = |reason: &dyn fmt::Display| BuildError::Transport { reason: reason.to_string() };
    let builder = hyper_rustls::HttpsConnectorBuilder::new();
    // The provider is named: a process that links to a second one has no default.
    let provider = rustls::crypto::ring::default_provider();
    #[cfg(feature = "native-roots")]
    let builder = builder.with_provider_and_native_roots(provider).map_err(|error| failed(&error))?;
    #[cfg(not(feature = "native-roots"))]
    let builder = builder.with_provider_and_webpki_roots(provider).map_err(|error| failed(&error))?;
    Ok(builder.https_or_http().enable_http1().wrap_connector(proxy))
}

#[cfg(not(feature = "rustls"))]
fn tls_connector(proxy: ProxyConnector) -> Result<TlsConnector, BuildError> {
    Ok(proxy)
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
