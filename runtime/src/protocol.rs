//! What sets the protocols apart: media types, headers, and where an error says what happened.

use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE},
};

use crate::{ClientError, OperationInfo, failure::ErrorLayout};

/// How requests, answers and errors look on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// AWS REST-JSON: HTTP bindings and JSON bodies.
    RestJson,
    /// AWS JSON: every operation is a POST to `/` that names itself in `X-Amz-Target`.
    AwsJson {
        /// `1.0` or `1.1`.
        version: &'static str,
        /// What precedes the operation's name in `X-Amz-Target`, without the dot, such as `Lightsail_20161128`.
        target_prefix: &'static str,
    },
    /// HTTP + JSON as everybody else does it.
    HttpJson,
}

impl Protocol {
    /// Returns the media type of a JSON body.
    pub(crate) fn json_media_type(self) -> &'static str {
        match self {
            Self::AwsJson { version: "1.0", .. } => "application/x-amz-json-1.0",
            Self::AwsJson { .. } => "application/x-amz-json-1.1",
            Self::RestJson | Self::HttpJson => "application/json",
        }
    }

    /// Returns the body of an operation that wrote none.
    pub(crate) fn empty_body(self) -> &'static [u8] {
        match self {
            Self::AwsJson { .. } => b"{}",
            Self::RestJson | Self::HttpJson => b"",
        }
    }

    /// Adds the headers that the protocol asks of a request whose body, if any, is JSON.
    pub(crate) fn add_headers(
        self,
        operation: &OperationInfo,
        has_body: bool,
        headers: &mut HeaderMap,
    ) -> Result<(), ClientError> {
        if has_body {
            headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(self.json_media_type()));
        }
        match self {
            Self::AwsJson { target_prefix, .. } => {
                let target = HeaderValue::try_from(format!("{target_prefix}.{}", operation.name)).map_err(
                    |error| {
                        ClientError::build("the operation's name cannot stand in a header").because(error)
                    },
                )?;
                headers.insert("x-amz-target", target);
            }
            Self::HttpJson => {
                headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
            }
            Self::RestJson => {}
        }
        Ok(())
    }

    /// Returns where an error answer of this protocol says what happened.
    pub(crate) fn error_layout(self) -> &'static ErrorLayout {
        match self {
            Self::RestJson | Self::AwsJson { .. } => &ErrorLayout::AWS,
            Self::HttpJson => &ErrorLayout::HTTP,
        }
    }
}
