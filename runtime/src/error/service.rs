//! What a service says when it refuses.

use std::{error::Error, fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{ErrorView, Printable};

/// What a service said when it refused.
#[derive(Clone)]
pub(crate) struct ErrorMetadata {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    /// Whether the documentation says that trying again may help.
    pub(crate) is_retryable: bool,
    pub(crate) body: Bytes,
}

impl ErrorMetadata {
    /// Writes `ConflictException (409): the message [request id]`.
    pub(super) fn describe(&self, f: &mut fmt::Formatter<'_>, otherwise: &str) -> fmt::Result {
        write!(f, "{} ({})", Printable(self.code.as_deref().unwrap_or(otherwise)), self.status.as_u16())?;
        if let Some(message) = &self.message {
            write!(f, ": {}", Printable(message))?;
        }
        if let Some(request_id) = &self.request_id {
            write!(f, " [{}]", Printable(request_id))?;
        }
        Ok(())
    }
}

/// Leaves out headers and body, which may hold what does not belong in a log.
impl fmt::Debug for ErrorMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorMetadata")
            .field("status", &self.status.as_u16())
            .field("code", &self.code)
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .field("retry_after", &self.retry_after)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// Defines the accessors that everything made from an answer shares.
macro_rules! metadata_accessors {
    () => {
        /// Returns the HTTP status.
        pub fn status(&self) -> u16 {
            self.metadata().status.as_u16()
        }

        /// Returns the error code that the service sent.
        pub fn code(&self) -> Option<&str> {
            self.metadata().code.as_deref()
        }

        /// Returns the message that the service sent.
        pub fn message(&self) -> Option<&str> {
            self.metadata().message.as_deref()
        }

        /// Returns the identifier that the service gave the request.
        pub fn request_id(&self) -> Option<&str> {
            self.metadata().request_id.as_deref()
        }

        /// Returns how long the service asks to wait before the next attempt.
        pub fn retry_after(&self) -> Option<std::time::Duration> {
            self.metadata().retry_after
        }

        /// Returns the headers of the answer.
        pub fn headers(&self) -> &http::HeaderMap {
            &self.metadata().headers
        }

        /// Returns the body of the answer as it came.
        pub fn raw(&self) -> &bytes::Bytes {
            &self.metadata().body
        }
    };
}
pub(crate) use metadata_accessors;

/// A documented error, with its members `B` if the documentation gives it any.
#[derive(Clone)]
pub struct ServiceError<B = ()> {
    metadata: Box<ErrorMetadata>,
    body: Option<Box<B>>,
}

impl<B> ServiceError<B> {
    pub(crate) fn new(metadata: Box<ErrorMetadata>, body: Option<B>) -> Self {
        Self { metadata, body: body.map(Box::new) }
    }

    metadata_accessors!();

    /// Returns the documented members of the error, if the answer had them.
    pub fn body(&self) -> Option<&B> {
        self.body.as_deref()
    }

    /// Returns what the operation's error enum shows of this error.
    #[doc(hidden)]
    pub fn view(&self) -> ErrorView<'_> {
        ErrorView::service(&self.metadata)
    }

    fn metadata(&self) -> &ErrorMetadata {
        &self.metadata
    }
}

impl<B: fmt::Debug> fmt::Debug for ServiceError<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceError").field("metadata", &self.metadata).field("body", &self.body).finish()
    }
}

impl<B> fmt::Display for ServiceError<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}

impl<B: fmt::Debug> Error for ServiceError<B> {}

/// An error that the service sent and the documentation of the operation does not name.
#[derive(Clone, Debug)]
pub struct Unhandled(Box<ErrorMetadata>);

impl Unhandled {
    pub(crate) fn new(metadata: Box<ErrorMetadata>) -> Self {
        Self(metadata)
    }

    metadata_accessors!();

    /// Returns what the operation's error enum shows of this error.
    #[doc(hidden)]
    pub fn view(&self) -> ErrorView<'_> {
        ErrorView::unhandled(&self.0)
    }

    fn metadata(&self) -> &ErrorMetadata {
        &self.0
    }
}

impl fmt::Display for Unhandled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}

impl Error for Unhandled {}
