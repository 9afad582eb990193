//! A client: where a service is, how to reach it, and who calls.

use std::{fmt, pin::Pin, sync::Arc};

use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, header::USER_AGENT};

use crate::{
    ByteStream, ClientError, Clock, Failure, Operation, RequestEncoder, Response, ServiceInfo, Transport,
    TransportError, auth::Authorizer, endpoint::Endpoint,
};

/// How large a body may be that is streamed although nothing asked for a stream: an error, or the answer to an upload.
/// Other bodies the transport limits.
const MAX_HELD: usize = 64 << 20;

/// A client of one service; cheap to clone, all clones share connections and tokens.
#[derive(Clone)]
pub struct Client(Arc<Inner>, Validation);

/// Whether inputs are checked before they are sent.
type Validation = bool;

pub(crate) struct Inner {
    pub(crate) service: &'static ServiceInfo,
    pub(crate) endpoint: Endpoint,
    pub(crate) authorizer: Authorizer,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) clock: Clock,
}

/// What came back from a service.
enum Answer {
    Success(Box<Response>),
    Failure(Failure),
}

/// An exchange under way. Boxed, so that it is compiled here and not with every operation.
type Exchange = Pin<Box<dyn Future<Output = Result<Answer, ClientError>> + Send>>;

impl Client {
    pub(crate) fn new(inner: Inner, validation: Validation) -> Self {
        Self(Arc::new(inner), validation)
    }

    /// Returns a client that shares everything with this one, and checks inputs against what the documentation demands
    /// of them before they are sent, or does not.
    pub fn validation(&self, validates: bool) -> Self {
        Self(Arc::clone(&self.0), validates)
    }

    /// Returns the service that the client calls.
    pub fn service(&self) -> &'static ServiceInfo {
        self.0.service
    }

    /// Returns the base URL that the client calls, without a slash at the end.
    pub fn endpoint(&self) -> &str {
        self.0.endpoint.base()
    }

    /// Calls an operation.
    ///
    /// The input is written before the future is first polled, so the future does not borrow it. Dropping the future
    /// cancels the call; whether the service has acted on it by then is not known.
    ///
    /// # Errors
    /// The operation's errors: those of the service, or a [`ClientError`] if nothing usable came back.
    pub fn call<I: Operation>(
        &self,
        input: &I,
    ) -> impl Future<Output = Result<I::Output, I::Error>> + Send + use<I> {
        let mut encoder = RequestEncoder::new(I::INFO, self.0.service.protocol);
        let checked = if self.1 { input.validate().map_err(ClientError::from) } else { Ok(()) };
        let exchange = match checked.and_then(|()| input.encode(&mut encoder)) {
            Ok(()) => self.exchange(encoder, I::INFO.status, I::STREAMS),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        };
        async move {
            match exchange.await? {
                Answer::Success(response) => Ok(I::decode(&response)?),
                Answer::Failure(failure) => Err(I::decode_error(failure)),
            }
        }
    }

    fn exchange(&self, mut encoder: RequestEncoder, expected_status: Option<u16>, streams: bool) -> Exchange {
        let client = Arc::clone(&self.0);
        Box::pin(async move {
            let body = encoder.take_stream();
            let mut request = encoder.finish(&client.endpoint)?;
            request.headers_mut().insert(USER_AGENT, client.user_agent.clone());
            client.send(request, body, expected_status, streams).await
        })
    }
}

impl Inner {
    async fn send(
        &self,
        mut request: Request<Bytes>,
        body: Option<ByteStream>,
        expected_status: Option<u16>,
        streams: bool,
    ) -> Result<Answer, ClientError> {
        let pass =
            self.authorizer.authorize(&mut request, body.is_some(), &*self.transport, &self.clock).await?;
        let authority = request.uri().authority().map_or_else(String::new, ToString::to_string);
        let failed = |error: TransportError| {
            ClientError::new(error.kind().into(), format!("the call to {authority} failed")).because(error)
        };
        let response = match body.is_some() || streams {
            true => self.stream(request, body).await,
            false => self.transport.send(request).await.map(|response| response.map(ByteStream::from)),
        };
        let (parts, body) = response.map_err(failed)?.into_parts();
        if parts.status == StatusCode::UNAUTHORIZED {
            self.authorizer.rejected(pass);
        }
        let is_success = parts.status.is_success() || expected_status == Some(parts.status.as_u16());
        if is_success && streams {
            return Ok(Answer::Success(Box::new(Response::streamed(parts, body, self.service.protocol))));
        }
        let body = body.collect_within(MAX_HELD).await.map_err(failed)?;
        if is_success {
            return Ok(Answer::Success(Box::new(Response::new(parts.status, parts.headers, body))));
        }
        let now = self.clock.now();
        Ok(Answer::Failure(Failure::parse(self.service.protocol, parts.status, parts.headers, body, now)))
    }
}

impl Inner {
    /// Sends a request of which a body is a stream; over a transport without streams, whole.
    async fn stream(
        &self,
        request: Request<Bytes>,
        body: Option<ByteStream>,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        let request = request.map(|bytes| body.unwrap_or_else(|| bytes.into()));
        match self.transport.stream(Box::new(request)) {
            Ok(exchange) => exchange.await,
            Err(request) => {
                let (parts, body) = request.into_parts();
                let body = body.collect_within(usize::MAX).await?;
                let response = self.transport.send(Request::from_parts(parts, body)).await?;
                Ok(response.map(ByteStream::from))
            }
        }
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
