//! What goes wrong on the client's side.

use std::{error::Error, fmt, sync::Arc};

use super::{ErrorView, Printable};
use crate::{TransportError, Violation, transport::TransportErrorKind};

/// An error without its type, shared so that errors can be cloned.
type Cause = Arc<dyn Error + Send + Sync + 'static>;

/// The stage at which a call failed on the client's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientErrorKind {
    /// The input breaks a rule of the documentation, and nothing was sent; see [`ClientError::violation`].
    Validation,
    /// The request could not be written: an empty path label, a header that no header can be.
    Build,
    /// No credentials or token could be had.
    Credentials,
    /// The request could not be sent, or its answer not be received.
    Transport,
    /// The answer did not come in time.
    Timeout,
    /// A successful answer could not be read.
    Decode,
    /// The cursor of a page was there before.
    Cursor,
}

/// A call that brought no usable answer.
#[derive(Clone)]
pub struct ClientError(Box<ClientErrorParts>);

#[derive(Clone)]
struct ClientErrorParts {
    kind: ClientErrorKind,
    message: String,
    path: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    cause: Option<Cause>,
}

impl ClientError {
    pub(crate) fn new(kind: ClientErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(ClientErrorParts {
            kind,
            message,
            path: None,
            status: None,
            request_id: None,
            cause: None,
        }))
    }

    /// Returns an error about a request that cannot be written.
    pub(crate) fn build(message: impl Into<String>) -> Self {
        Self::new(ClientErrorKind::Build, message)
    }

    /// Returns an error about an answer that cannot be read.
    pub(crate) fn decode(message: impl Into<String>) -> Self {
        Self::new(ClientErrorKind::Decode, message)
    }

    pub(crate) fn because(mut self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.0.cause = Some(Arc::new(cause));
        self
    }

    /// As [`Self::because`], of a cause whose type is not known.
    #[cfg(any(feature = "event-stream", feature = "sigv4"))]
    pub(crate) fn because_of(mut self, cause: Box<dyn Error + Send + Sync>) -> Self {
        self.0.cause = Some(Arc::from(cause));
        self
    }

    pub(crate) fn at_path(mut self, path: String) -> Self {
        self.0.path = Some(path);
        self
    }

    pub(crate) fn in_answer(mut self, status: u16, request_id: Option<String>) -> Self {
        self.0.status = Some(status);
        self.0.request_id = request_id;
        self
    }

    /// Returns the stage at which the call failed.
    pub fn kind(&self) -> ClientErrorKind {
        self.0.kind
    }

    /// Returns what the transport failed at, if it was the transport; after
    /// [`TransportErrorKind::Connect`] nothing was sent.
    pub fn transport_kind(&self) -> Option<TransportErrorKind> {
        self.source()?.downcast_ref().map(TransportError::kind)
    }

    /// Returns the rule that the input breaks, if it was the input.
    pub fn violation(&self) -> Option<&Violation> {
        self.source()?.downcast_ref()
    }

    /// Returns the path in the JSON of what could not be read, such as `$.items[3].name`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Returns the HTTP status, if an answer came.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns the identifier that the service gave the request, if an answer came and named one.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns what the operation's error enum shows of this error.
    #[doc(hidden)]
    pub fn view(&self) -> ErrorView<'_> {
        ErrorView::client(self)
    }
}

impl From<Violation> for ClientError {
    fn from(violation: Violation) -> Self {
        Self::new(ClientErrorKind::Validation, "the request was not sent").because(violation)
    }
}

impl fmt::Debug for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("path", &self.0.path)
            .field("status", &self.0.status)
            .field("request_id", &self.0.request_id)
            .field("cause", &self.0.cause)
            .finish()
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(path) = &self.0.path {
            write!(f, " at {}", Printable(path))?;
        }
        if let Some(cause) = &self.0.cause {
            write!(f, ": {cause}")?;
        }
        if let Some(request_id) = &self.0.request_id {
            write!(f, " [{}]", Printable(request_id))?;
        }
        Ok(())
    }
}

impl Error for ClientError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}
