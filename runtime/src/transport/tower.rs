//! Any HTTP client that is a tower service.

use std::{error::Error, fmt, future::poll_fn};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::BodyExt;
use tower_service::Service;

use super::{Transport, TransportError, TransportErrorKind, TransportFuture};

/// What a call of a service may fail with.
type BoxError = Box<dyn Error + Send + Sync>;

/// A transport that hands its requests to a service: an HTTP client, with whatever layers there are around it.
///
/// The service is cloned for each request. Whether a request that it failed at was sent is not known, unless its error is a
/// [`TransportError`].
#[derive(Clone)]
pub struct TowerTransport<S>(S);

impl<S> TowerTransport<S> {
    /// Returns a transport over a service.
    pub fn new(service: S) -> Self {
        Self(service)
    }
}

impl<S, B> Transport for TowerTransport<S>
where
    S: Service<Request<Bytes>, Response = Response<B>, Error: Into<BoxError>, Future: Send>,
    S: Clone + Send + Sync + 'static,
    B: Body<Data: Send, Error: Into<BoxError>> + Send,
{
    fn send(&self, request: Request<Bytes>) -> TransportFuture {
        let mut service = self.0.clone();
        Box::pin(async move {
            poll_fn(|context| service.poll_ready(context)).await.map_err(failed)?;
            let (parts, body) = service.call(request).await.map_err(failed)?.into_parts();
            let body = body.collect().await.map_err(failed)?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        })
    }
}

fn failed(error: impl Into<BoxError>) -> TransportError {
    match error.into().downcast::<TransportError>() {
        Ok(error) => *error,
        Err(error) => TransportError::new(TransportErrorKind::Exchange, error),
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TowerTransport(..)")
    }
}
