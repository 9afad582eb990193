//! What may come out of a call beside its output.
//!
//! Every operation has one error enum, one level deep: its documented errors ([`ServiceError`]), [`Unhandled`] for
//! the others that the service may send, and [`ClientError`] for when nothing usable came back.

mod client;
mod operation;
mod service;

use std::fmt;

pub use client::{ClientError, ClientErrorKind};
pub use operation::{ErrorView, OperationError};
pub(crate) use service::{ErrorMetadata, metadata_accessors};
pub use service::{ServiceError, Unhandled};

/// Text that a server chose, with control characters escaped.
struct Printable<'a>(&'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((at, control)) = rest.char_indices().find(|(_, c)| c.is_control()) {
            let (before, after) = rest.split_at(at);
            write!(f, "{before}{}", control.escape_default())?;
            rest = after.strip_prefix(control).unwrap_or_default();
        }
        f.write_str(rest)
    }
}

#[cfg(test)]
#[allow(unreachable_pub)]
mod tests {
    use std::{error::Error, time::Duration};

    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::*;
    use crate::{TransportError, transport::TransportErrorKind};

    #[derive(Debug)]
    enum SwitchError {
        Gone(ServiceError),
        Unhandled(Unhandled),
        Client(ClientError),
    }
    crate::operation_error!(SwitchError { Gone });

    fn metadata(status: u16, code: Option<&str>) -> Box<ErrorMetadata> {
        Box::new(ErrorMetadata {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::from_iter([(http::header::SET_COOKIE, HeaderValue::from_static("hush"))]),
            code: code.map(str::to_owned),
            message: Some("no such\nlamp".to_owned()),
            request_id: Some("r-1".to_owned()),
            retry_after: Some(Duration::from_secs(3)),
            is_retryable: false,
            body: Bytes::from_static(b"hush"),
        })
    }

    #[test]
    fn display_says_what_happened() {
        let gone = SwitchError::Gone(ServiceError::new(metadata(404, Some("Gone")), None));
        assert_eq!(gone.to_string(), "Gone (404): no such\\nlamp [r-1]");
        let unhandled = SwitchError::Unhandled(Unhandled::new(metadata(418, None)));
        assert_eq!(unhandled.to_string(), "unhandled error (418): no such\\nlamp [r-1]");
        let refused = std::io::Error::other("refused");
        let refused = TransportError::new(TransportErrorKind::Connect, refused);
        let client: SwitchError =
            ClientError::new(ClientErrorKind::Transport, "the call to example.com failed")
                .because(refused)
                .into();
        assert_eq!(client.to_string(), "the call to example.com failed: refused");
        assert!(client.source().is_some_and(|source| source.is::<TransportError>()));
    }

    #[test]
    fn accessors_reach_through() {
        let gone = SwitchError::Gone(ServiceError::new(metadata(404, Some("Gone")), None));
        assert_eq!((gone.status(), gone.code(), gone.request_id()), (Some(404), Some("Gone"), Some("r-1")));
        assert_eq!(gone.retry_after(), Some(Duration::from_secs(3)));
        assert!(gone.is_not_found() && !gone.is_retryable() && !gone.is_throttling());
        let client = SwitchError::from(ClientError::decode("x").in_answer(200, Some("r-2".to_owned())));
        assert_eq!((client.status(), client.code(), client.request_id()), (Some(200), None, Some("r-2")));
        assert_eq!((client.message(), client.retry_after()), (None, None));
    }

    #[test]
    fn what_may_be_repeated() {
        let answered = |status, code| SwitchError::Unhandled(Unhandled::new(metadata(status, code)));
        let too_large = TransportError::new(TransportErrorKind::TooLarge, "too large");
        let too_large = ClientError::new(ClientErrorKind::Transport, "").because(too_large);
        for (error, retryable, throttling) in [
            (answered(400, None), false, false),
            (answered(429, None), true, true),
            (answered(400, Some("ThrottlingException")), true, true),
            (answered(503, None), true, false),
            (answered(501, None), false, false),
            (answered(400, Some("InternalServerError")), true, false),
            (ClientError::new(ClientErrorKind::Timeout, "").into(), true, false),
            (ClientError::new(ClientErrorKind::Transport, "").into(), true, false),
            (too_large.into(), false, false),
            (ClientError::decode("").into(), false, false),
            (ClientError::build("").into(), false, false),
        ] {
            assert_eq!((error.is_retryable(), error.is_throttling()), (retryable, throttling), "{error:?}");
        }
    }

    #[test]
    fn bodies_and_headers_are_not_shown() {
        let error = ServiceError::<()>::new(metadata(404, Some("Gone")), None);
        let shown = format!("{error:?} {error}");
        assert!(!shown.contains("hush") && shown.contains("Gone"), "{shown}");
    }

    #[test]
    fn errors_are_small() {
        assert!(size_of::<SwitchError>() <= 3 * size_of::<usize>());
        assert_eq!(size_of::<ClientError>(), size_of::<usize>());
    }
}
