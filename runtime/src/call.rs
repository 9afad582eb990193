//! A call that is about to be made, and while it is made.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use crate::{
    ClientError, Failure, Operation, OperationInfo, RequestEncoder, Response, Violation,
    client::{Inner, Mode},
};

/// A call that is made when it is awaited.
///
/// What is set here holds for this call alone; what holds for all is set on the client's builder. Dropping a call that has
/// begun cancels it; whether the service has acted on it by then is not known.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<I: Operation> {
    state: State,
    operation: PhantomData<fn() -> I>,
}

/// What came back from a service.
pub(crate) enum Answer {
    Success(Box<Response>),
    Failure(Failure),
}

/// An exchange under way. Boxed, so that it is compiled once and not with every operation.
type Exchange = Pin<Box<dyn Future<Output = Result<Answer, ClientError>> + Send>>;

enum State {
    /// The error is why the input cannot be sent.
    Prepared(Result<Box<Prepared>, ClientError>),
    Running(Exchange),
    Ended,
}

/// A call with its input written, and what was set for it.
pub(crate) struct Prepared {
    pub(crate) client: Arc<Inner>,
    pub(crate) encoder: RequestEncoder,
    pub(crate) info: OperationInfo,
    /// Whether a successful answer is handed over as soon as it begins.
    pub(crate) streams: bool,
    pub(crate) mode: Mode,
    /// The rule that the input breaks.
    violation: Option<Violation>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_attempts: u32,
    pub(crate) retry_unsafe: bool,
}

impl Prepared {
    pub(crate) fn new(
        client: Arc<Inner>,
        encoder: RequestEncoder,
        info: OperationInfo,
        streams: bool,
        violation: Option<Violation>,
    ) -> Box<Self> {
        Box::new(Self {
            timeout: client.timeout,
            attempt_timeout: client.attempt_timeout,
            max_attempts: client.retry.max_attempts,
            retry_unsafe: client.retry.retry_unsafe,
            client,
            encoder,
            info,
            streams,
            mode: Mode::Async,
            violation,
        })
    }
}

impl<I: Operation> Call<I> {
    pub(crate) fn new(prepared: Result<Box<Prepared>, ClientError>) -> Self {
        Self { state: State::Prepared(prepared), operation: PhantomData }
    }

    /// Sets how long the call may take, all attempts and the pauses between them together.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.state.set(|call| call.timeout = Some(timeout));
        self
    }

    /// Lets the call take no longer than this, whatever was set for all calls.
    pub(crate) fn timeout_within(mut self, limit: Duration) -> Self {
        self.state.set(|call| call.timeout = Some(call.timeout.map_or(limit, |timeout| timeout.min(limit))));
        self
    }

    /// Sets how long one attempt may take.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.state.set(|call| call.attempt_timeout = Some(timeout));
        self
    }

    /// Sets how often the call is sent at most, the first time included.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.state.set(|call| call.max_attempts = attempts.max(1));
        self
    }

    /// Lets the call be repeated although the service may then carry it out twice.
    pub fn retry_unsafe(mut self) -> Self {
        self.state.set(|call| call.retry_unsafe = true);
        self
    }

    /// Lets the call be made although the input breaks a rule of the documentation.
    pub fn skip_validation(mut self) -> Self {
        self.state.set(|call| call.violation = None);
        self
    }

    /// Lets the call bring the answer itself beside what was read from it: status, headers, body.
    pub fn with_response(self) -> CallWithResponse<I> {
        CallWithResponse(self)
    }

    /// Lets the call be one that is waited for.
    pub(crate) fn mode(mut self, mode: Mode) -> Self {
        self.state.set(|call| call.mode = mode);
        self
    }

    fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<Result<Box<Response>, I::Error>> {
        Poll::Ready(match ready!(self.state.poll(context))? {
            Answer::Success(response) => Ok(response),
            Answer::Failure(failure) => Err(I::decode_error(failure)),
        })
    }
}

impl State {
    fn set(&mut self, set: impl FnOnce(&mut Prepared)) {
        if let Self::Prepared(Ok(call)) = self {
            set(call);
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Answer, ClientError>> {
        if let Self::Prepared(_) = self {
            *self = match std::mem::replace(self, Self::Ended) {
                Self::Prepared(Ok(mut call)) => match call.violation.take() {
                    Some(violation) => return Poll::Ready(Err(violation.into())),
                    None => Self::Running(Box::pin(crate::exchange::run(call))),
                },
                Self::Prepared(Err(error)) => return Poll::Ready(Err(error)),
                other => other,
            };
        }
        let Self::Running(exchange) = self else {
            return Poll::Ready(Err(ClientError::build("a call was polled after its end")));
        };
        let answer = ready!(exchange.as_mut().poll(context));
        *self = Self::Ended;
        Poll::Ready(answer)
    }
}

impl<I: Operation> Future for Call<I> {
    type Output = Result<I::Output, I::Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.poll_answer(context))?;
        Poll::Ready(Ok(I::decode(&response)?))
    }
}

/// A [`Call`] that brings the answer itself beside what was read from it.
#[must_use = "a call does nothing until it is awaited"]
pub struct CallWithResponse<I: Operation>(pub(crate) Call<I>);

/// What was read from an answer, and the answer itself.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WithResponse<O> {
    /// What was read.
    pub output: O,
    /// Status, headers and body as they came.
    pub response: Response,
}

impl<I: Operation> Future for CallWithResponse<I> {
    type Output = Result<WithResponse<I::Output>, I::Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.0.poll_answer(context))?;
        let output = I::decode(&response)?;
        Poll::Ready(Ok(WithResponse { output, response: *response }))
    }
}

impl<I: Operation> fmt::Debug for Call<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &I::INFO.name).finish_non_exhaustive()
    }
}

impl<I: Operation> fmt::Debug for CallWithResponse<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CallWithResponse").field(&self.0).finish()
    }
}
