//! Spans of calls and their attempts, with the feature `tracing`; without it, nothing.
//!
//! They hold names, numbers and identifiers: never headers, bodies or what was asked for.

#[cfg(not(feature = "tracing"))]
pub(crate) use off::{attempt, call};
#[cfg(feature = "tracing")]
pub(crate) use on::{attempt, call};

#[cfg(feature = "tracing")]
mod on {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tracing::{Instrument, Span, field::Empty};

    use crate::{ClientError, OperationInfo, call::Answer, client::Inner, exchange::Attempt};

    /// Runs a call in a span of its own.
    pub(crate) async fn call(
        client: &Inner,
        operation: &OperationInfo,
        number: &AtomicU32,
        call: impl Future<Output = Result<Answer, ClientError>>,
    ) -> Result<Answer, ClientError> {
        let span = tracing::info_span!(
            "call",
            service = client.service.name,
            operation = operation.name,
            attempts = Empty,
            status = Empty,
            request_id = Empty,
            error = Empty,
            duration_ms = Empty,
        );
        let started = client.clock.now();
        let result = call.instrument(span.clone()).await;
        let duration = client.clock.now().duration_since(started);
        span.record("duration_ms", duration.as_secs_f64() * 1000.0);
        span.record("attempts", number.load(Ordering::Relaxed));
        record(&span, &result);
        result
    }

    /// Runs an attempt in a span of its own, within that of its call.
    pub(crate) async fn attempt(number: u32, attempt: impl Future<Output = Attempt>) -> Attempt {
        let span = tracing::debug_span!("attempt", number, status = Empty, request_id = Empty, error = Empty);
        let attempt = attempt.instrument(span.clone()).await;
        record(&span, &attempt.result);
        attempt
    }

    fn record(span: &Span, result: &Result<Answer, ClientError>) {
        let (status, request_id) = match result {
            Ok(Answer::Success(response)) => (Some(response.status()), response.request_id()),
            Ok(Answer::Failure(failure)) => {
                span.record("error", failure.code().unwrap_or("error"));
                (Some(failure.status()), failure.request_id())
            }
            Err(error) => {
                span.record("error", tracing::field::debug(error.kind()));
                (error.status(), error.request_id())
            }
        };
        span.record("status", status);
        span.record("request_id", request_id);
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::sync::atomic::AtomicU32;

    use crate::{ClientError, OperationInfo, call::Answer, client::Inner, exchange::Attempt};

    pub(crate) async fn call(
        _: &Inner,
        _: &OperationInfo,
        _: &AtomicU32,
        call: impl Future<Output = Result<Answer, ClientError>>,
    ) -> Result<Answer, ClientError> {
        call.await
    }

    pub(crate) async fn attempt(_: u32, attempt: impl Future<Output = Attempt>) -> Attempt {
        attempt.await
    }
}
