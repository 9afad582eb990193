//! What the error enums of all operations have in common, and the macro that gives it to them.

use std::{error::Error, fmt, time::Duration};

use http::StatusCode;

use super::{ClientError, ClientErrorKind, service::ErrorMetadata};
use crate::{Failure, transport::TransportErrorKind};

/// Error codes that mean "too fast"; the list that AWS gives its SDKs, and what others say.
const THROTTLING_CODES: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Error codes that mean "not now", whatever the status.
const TRANSIENT_CODES: &[&str] = &["InternalServerError", "RequestTimeout", "RequestTimeoutException"];

/// Statuses that mean "not now".
const TRANSIENT_STATUSES: &[u16] = &[408, 500, 502, 503, 504];

/// What the error enums of all operations have in common; borrowed from one of their variants.
#[derive(Clone, Copy, Debug)]
pub struct ErrorView<'a>(View<'a>);

#[derive(Clone, Copy, Debug)]
enum View<'a> {
    Service(&'a ErrorMetadata),
    Unhandled(&'a ErrorMetadata),
    Client(&'a ClientError),
}

impl<'a> ErrorView<'a> {
    pub(super) fn service(metadata: &'a ErrorMetadata) -> Self {
        Self(View::Service(metadata))
    }

    pub(super) fn unhandled(metadata: &'a ErrorMetadata) -> Self {
        Self(View::Unhandled(metadata))
    }

    pub(super) fn client(error: &'a ClientError) -> Self {
        Self(View::Client(error))
    }

    pub(crate) fn of_failure(failure: &'a Failure) -> Self {
        Self(View::Unhandled(failure.metadata()))
    }

    fn metadata(self) -> Option<&'a ErrorMetadata> {
        match self.0 {
            View::Service(metadata) | View::Unhandled(metadata) => Some(metadata),
            View::Client(_) => None,
        }
    }

    /// Returns the HTTP status, if an answer came.
    pub fn status(self) -> Option<u16> {
        match self.0 {
            View::Service(metadata) | View::Unhandled(metadata) => Some(metadata.status.as_u16()),
            View::Client(error) => error.status(),
        }
    }

    /// Returns the error code that the service sent.
    pub fn code(self) -> Option<&'a str> {
        self.metadata()?.code.as_deref()
    }

    /// Returns the message that the service sent.
    pub fn message(self) -> Option<&'a str> {
        self.metadata()?.message.as_deref()
    }

    /// Returns the identifier that the service gave the request.
    pub fn request_id(self) -> Option<&'a str> {
        match self.0 {
            View::Service(metadata) | View::Unhandled(metadata) => metadata.request_id.as_deref(),
            View::Client(error) => error.request_id(),
        }
    }

    /// Returns how long the service asks to wait before the next attempt.
    pub fn retry_after(self) -> Option<Duration> {
        self.metadata()?.retry_after
    }

    /// Whether the service asks to be called less often.
    pub fn is_throttling(self) -> bool {
        self.status() == Some(429) || self.code().is_some_and(|code| THROTTLING_CODES.contains(&code))
    }

    /// Whether the service says that something does not exist.
    pub fn is_not_found(self) -> bool {
        self.metadata().is_some_and(|metadata| metadata.status == StatusCode::NOT_FOUND)
            || self
                .code()
                .is_some_and(|code| matches!(code, "ResourceNotFoundException" | "NotFoundException"))
    }

    /// Whether no answer came in time.
    pub(crate) fn is_timeout(self) -> bool {
        matches!(self.0, View::Client(error) if error.kind() == ClientErrorKind::Timeout)
    }

    /// Whether the same call may succeed later. Whether it may be repeated at all is the caller's to know: after a
    /// transport error the service may have acted on it.
    pub fn is_retryable(self) -> bool {
        match self.0 {
            View::Client(error) => {
                matches!(error.kind(), ClientErrorKind::Transport | ClientErrorKind::Timeout)
                    && !matches!(
                        error.transport_kind(),
                        Some(TransportErrorKind::TooLarge | TransportErrorKind::Unusable)
                    )
            }
            View::Service(metadata) | View::Unhandled(metadata) => {
                metadata.is_retryable
                    || self.is_throttling()
                    || TRANSIENT_STATUSES.contains(&metadata.status.as_u16())
                    || self.code().is_some_and(|code| TRANSIENT_CODES.contains(&code))
            }
        }
    }

    /// Returns what caused the error.
    pub fn source(self) -> Option<&'a (dyn Error + 'static)> {
        match self.0 {
            View::Client(error) => error.source(),
            View::Service(_) | View::Unhandled(_) => None,
        }
    }
}

impl fmt::Display for ErrorView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            View::Service(metadata) => metadata.describe(f, "error"),
            View::Unhandled(metadata) => metadata.describe(f, "unhandled error"),
            View::Client(error) => error.fmt(f),
        }
    }
}

/// The error enum of an operation; implemented by [`operation_error!`](crate::operation_error).
///
/// The enums have these accessors as methods of their own; the trait is for code over any operation.
pub trait OperationError: Error + From<ClientError> + Send + Sync + 'static {
    /// Returns what the error enums of all operations have in common.
    fn view(&self) -> ErrorView<'_>;
}

/// Writes everything about an operation's error enum but the enum itself, from its documented variants.
///
/// The enum has the named variants, each holding a [`ServiceError`](crate::ServiceError), and beside them `Unhandled(Unhandled)` and
/// `Client(ClientError)`. It gets `Display`, `Error`, `From<ClientError>`, [`OperationError`] and accessors. The
/// crate's example shows its use.
#[macro_export]
macro_rules! operation_error {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        impl $name {
            /// Returns the HTTP status, if an answer came.
            #[inline]
            pub fn status(&self) -> ::core::option::Option<u16> {
                $crate::OperationError::view(self).status()
            }

            /// Returns the error code that the service sent.
            #[inline]
            pub fn code(&self) -> ::core::option::Option<&str> {
                $crate::OperationError::view(self).code()
            }

            /// Returns the message that the service sent.
            #[inline]
            pub fn message(&self) -> ::core::option::Option<&str> {
                $crate::OperationError::view(self).message()
            }

            /// Returns the identifier that the service gave the request.
            #[inline]
            pub fn request_id(&self) -> ::core::option::Option<&str> {
                $crate::OperationError::view(self).request_id()
            }

            /// Returns how long the service asks to wait before the next attempt.
            #[inline]
            pub fn retry_after(&self) -> ::core::option::Option<::core::time::Duration> {
                $crate::OperationError::view(self).retry_after()
            }

            /// Whether the same call may succeed later.
            #[inline]
            pub fn is_retryable(&self) -> bool {
                $crate::OperationError::view(self).is_retryable()
            }

            /// Whether the service asks to be called less often.
            #[inline]
            pub fn is_throttling(&self) -> bool {
                $crate::OperationError::view(self).is_throttling()
            }

            /// Whether the service says that something does not exist.
            #[inline]
            pub fn is_not_found(&self) -> bool {
                $crate::OperationError::view(self).is_not_found()
            }
        }

        impl $crate::OperationError for $name {
            #[inline]
            fn view(&self) -> $crate::error::ErrorView<'_> {
                match self {
                    $(Self::$variant(error) => error.view(),)*
                    Self::Unhandled(error) => error.view(),
                    Self::Client(error) => error.view(),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&$crate::OperationError::view(self), f)
            }
        }

        impl ::core::error::Error for $name {
            #[inline]
            fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                $crate::OperationError::view(self).source()
            }
        }

        impl ::core::convert::From<$crate::ClientError> for $name {
            #[inline]
            fn from(error: $crate::ClientError) -> Self {
                Self::Client(error)
            }
        }
    };
}
