//! What sets the protocols apart: media types, headers, and where an error says what happened.

use http::{
    HeaderMap, HeaderName, HeaderValue,
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
    /// AWS query: every operation is a form that names it, answered in XML.
    AwsQuery {
        /// The version of the API, which each form names too.
        version: &'static str,
    },
    /// EC2 query: as AWS query, with lists and answers of its own form.
    Ec2Query {
        /// The version of the API, which each form names too.
        version: &'static str,
    },
    /// AWS REST-XML: HTTP bindings and XML bodies.
    RestXml {
        /// The namespace of requests; empty if they have none.
        namespace: &'static str,
    },
    /// Smithy RPC v2: every operation is a POST to a path that names it, with CBOR bodies.
    RpcV2Cbor,
    /// HTTP + JSON as everybody else does it.
    HttpJson,
}

impl Protocol {
    /// Returns the media type of a body.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::AwsJson { version: "1.0", .. } => "application/x-amz-json-1.0",
            Self::AwsJson { .. } => "application/x-amz-json-1.1",
            Self::RestJson | Self::HttpJson => "application/json",
            Self::AwsQuery { .. } | Self::Ec2Query { .. } => "application/x-www-form-urlencoded",
            Self::RestXml { .. } => "application/xml",
            Self::RpcV2Cbor => "application/cbor",
        }
    }

    /// Returns the body of an operation that wrote none.
    pub(crate) fn empty_body(self, operation: &OperationInfo) -> Vec<u8> {
        match self {
            Self::AwsJson { .. } => b"{}".to_vec(),
            Self::AwsQuery { version } | Self::Ec2Query { version } => {
                action(operation, version).into_bytes()
            }
            Self::RestJson | Self::HttpJson | Self::RestXml { .. } | Self::RpcV2Cbor => Vec::new(),
        }
    }

    /// Adds the headers that the protocol asks of a request whose body, if any, is of the protocol's media type.
    pub(crate) fn add_headers(
        self,
        operation: &OperationInfo,
        has_body: bool,
        headers: &mut HeaderMap,
    ) -> Result<(), ClientError> {
        if has_body {
            headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(self.media_type()));
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
            Self::RpcV2Cbor => {
                let name = HeaderName::from_static("smithy-protocol");
                headers.insert(name, HeaderValue::from_static("rpc-v2-cbor"));
                headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/cbor"));
            }
            Self::RestJson | Self::RestXml { .. } | Self::AwsQuery { .. } | Self::Ec2Query { .. } => {}
        }
        Ok(())
    }

    /// Returns where an error answer of this protocol says what happened.
    pub(crate) fn error_layout(self) -> &'static ErrorLayout {
        match self {
            Self::RestJson | Self::AwsJson { .. } | Self::RpcV2Cbor => &ErrorLayout::AWS,
            Self::AwsQuery { .. } | Self::Ec2Query { .. } | Self::RestXml { .. } => &ErrorLayout::XML,
            Self::HttpJson => &ErrorLayout::HTTP,
        }
    }
}

/// Returns the beginning of the form that calls an operation.
pub(crate) fn action(operation: &OperationInfo, version: &str) -> String {
    use crate::param::escape;

    format!("Action={}&Version={}", escape(operation.name), escape(version))
}
