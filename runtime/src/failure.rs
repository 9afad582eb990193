//! An answer that is not a success, with what its protocol says about it already parsed.
//!
//! Where an error states its code, its message or a time to wait is a table per family of protocols: the first place
//! that holds something usable wins.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::RETRY_AFTER};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    ClientError, OperationInfo, Protocol, Response, ServiceError, Unhandled,
    error::{ErrorMetadata, metadata_accessors},
    timestamp,
};

/// How large a body may be to be searched for a code and a message: as values, JSON takes many times its size.
const MAX_SEARCHED: usize = 1 << 20;

/// The places in which a family of protocols states what went wrong; JSON pointers (RFC 6901) point into the body.
#[derive(Debug)]
pub(crate) struct ErrorLayout {
    /// Makes JSON of a body, to point into; null of one that is not what it should be.
    read: fn(&[u8]) -> Value,
    code_headers: &'static [&'static str],
    code: &'static [&'static str],
    /// Takes from a code what does not belong to its name.
    bare_code: fn(&str) -> &str,
    message_headers: &'static [&'static str],
    message: &'static [&'static str],
    request_id_headers: &'static [&'static str],
    request_id: &'static [&'static str],
    retry_after: &'static [&'static str],
}

impl ErrorLayout {
    /// AWS JSON and REST-JSON. Services differ in the case of their members, and so do their proxies.
    pub(crate) const AWS: Self = Self {
        read: json_or_cbor,
        code_headers: &["x-amzn-errortype"],
        bare_code: without_namespace,
        code: &["/__type", "/code", "/Code", "/error/code", "/Error/Code"],
        message_headers: &["x-amzn-error-message"],
        message: &["/message", "/Message", "/errorMessage", "/error/message", "/Error/Message"],
        request_id_headers: &["x-amzn-requestid", "x-amz-request-id", "x-amz-requestid", "x-request-id"],
        request_id: &["/requestId", "/RequestId"],
        retry_after: &["/retryAfterSeconds", "/RetryAfterSeconds"],
    };

    /// AWS query (`ErrorResponse` with an `Error`), EC2 query (`Response` with `Errors`), and REST-XML in both forms
    /// (`ErrorResponse`, or the `Error` itself). Pointers begin within the root element.
    pub(crate) const XML: Self = Self {
        read: xml,
        code: &["/Error/Code", "/Errors/Error/Code", "/Errors/Error/0/Code", "/Code"],
        bare_code: str::trim,
        message: &[
            "/Error/Message",
            "/Errors/Error/Message",
            "/Errors/Error/0/Message",
            "/Message",
            "/Error/message",
            "/message",
        ],
        request_id: &["/RequestId", "/RequestID", "/Error/RequestId", "/ResponseMetadata/RequestId"],
        retry_after: &[],
        ..Self::AWS
    };

    /// Everybody else: an `error` object, a flat object, OAuth (RFC 6749), or problem details (RFC 9457).
    pub(crate) const HTTP: Self = Self {
        read: json,
        code_headers: &[],
        bare_code: str::trim,
        code: &["/error/code", "/code", "/errorCode", "/error_code", "/error", "/error/type", "/type"],
        message_headers: &[],
        message: &[
            "/error/message",
            "/error/debug/msg",
            "/debug/msg",
            "/message",
            "/error_description",
            "/detail",
            "/title",
            "/errorMessage",
            "/error/description",
            "/description",
        ],
        request_id_headers: &["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid"],
        request_id: &["/error/request_id", "/request_id", "/requestId", "/traceId"],
        retry_after: &[
            "/error/context/retry_after",
            "/context/retry_after",
            "/error/retry_after",
            "/retry_after",
        ],
    };
}

/// An answer that is not a success, before it is sorted into an operation's errors.
#[derive(Clone, Debug)]
pub struct Failure(Box<ErrorMetadata>);

impl Failure {
    /// Returns what an answer says about itself, by the rules of a protocol. `now` turns a date to retry at into a
    /// duration.
    pub fn parse(
        protocol: Protocol,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        now: Timestamp,
    ) -> Self {
        let layout = protocol.error_layout();
        let json = if body.len() <= MAX_SEARCHED { (layout.read)(&body) } else { Value::Null };
        let code = in_headers(&headers, layout.code_headers).or_else(|| in_body(&json, layout.code));
        Self(Box::new(ErrorMetadata {
            status,
            code: code.map(|code| (layout.bare_code)(&code).to_owned()).filter(|code| !code.is_empty()),
            message: in_body(&json, layout.message).or_else(|| in_headers(&headers, layout.message_headers)),
            request_id: in_headers(&headers, layout.request_id_headers)
                .or_else(|| in_body(&json, layout.request_id)),
            retry_after: header_delay(&headers, RETRY_AFTER.as_str(), now)
                .or_else(|| body_delay(&json, layout.retry_after)),
            is_retryable: false,
            headers,
            body,
        }))
    }

    /// Takes the time to wait from where the documentation of an operation says it stands, and whether trying again may help,
    /// if it says so.
    pub(crate) fn documented(mut self, info: &OperationInfo, now: Timestamp) -> Self {
        if let Some(delay) = info.retry_after_header.and_then(|name| header_delay(&self.0.headers, name, now))
        {
            self.0.retry_after = Some(delay);
        } else if let (None, Some(member)) = (self.0.retry_after, info.retry_after_member) {
            let pointer = format!("/{}", member.replace('.', "/"));
            self.0.retry_after = body_delay(&searchable(&self.0.body), &[&pointer]);
        }
        let has_code = self.0.code.as_deref().is_some_and(|code| info.retry_codes.contains(&code));
        self.0.is_retryable = has_code || info.retry_statuses.contains(&self.0.status.as_u16());
        self
    }

    metadata_accessors!();

    /// Returns the failure as a documented error without members of its own.
    pub fn into_error(self) -> ServiceError {
        ServiceError::new(self.0, None)
    }

    /// Returns the failure as a documented error with members. A body that does not read as `B` leaves
    /// [`ServiceError::body`] empty: the error itself is not lost over it.
    pub fn decode<B: DeserializeOwned>(self) -> ServiceError<B> {
        let body = serde_json::from_slice(&self.0.body).ok();
        ServiceError::new(self.0, body)
    }

    /// As [`Self::decode`], with the members in XML: those of the `Error` element where there is one, or of the root.
    #[cfg(feature = "xml")]
    pub fn decode_xml<B: DeserializeOwned>(self) -> ServiceError<B> {
        self.decode_with(Response::xml_error)
    }

    /// As [`Self::decode`], with the members in CBOR.
    #[cfg(feature = "cbor")]
    pub fn decode_cbor<B: DeserializeOwned>(self) -> ServiceError<B> {
        let body = crate::body::cbor::from_bytes(&self.0.body).ok();
        ServiceError::new(self.0, body)
    }

    /// As [`Self::decode`], with members that travel in headers beside the body, or as the status.
    pub fn decode_with<B>(self, read: fn(&Response) -> Result<B, ClientError>) -> ServiceError<B> {
        let ErrorMetadata { status, headers, body, .. } = &*self.0;
        let body = read(&Response::new(*status, headers.clone(), body.clone())).ok();
        ServiceError::new(self.0, body)
    }

    /// Returns the failure as one that the documentation does not name.
    pub fn into_unhandled(self) -> Unhandled {
        Unhandled::new(self.0)
    }

    pub(crate) fn metadata(&self) -> &ErrorMetadata {
        &self.0
    }
}

/// Returns an error code without the namespace before `#` and the address after `:` that some AWS services add.
fn without_namespace(code: &str) -> &str {
    let code = code.rsplit_once('#').map_or(code, |(_, name)| name);
    code.split(':').next().unwrap_or(code).trim()
}

/// Returns a body as JSON; null if it is none, or too large to be an error.
pub(crate) fn searchable(body: &[u8]) -> Value {
    if body.len() <= MAX_SEARCHED { json(body) } else { Value::Null }
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or(Value::Null)
}

/// What stands between may answer in JSON where the service speaks CBOR.
fn json_or_cbor(body: &[u8]) -> Value {
    #[cfg(feature = "cbor")]
    if let Ok(crate::any_value::AnyValue(value)) = crate::body::cbor::from_bytes(body) {
        return value;
    }
    json(body)
}

#[cfg(feature = "xml")]
fn xml(body: &[u8]) -> Value {
    crate::body::xml::tree::Element::parse(body).map_or(Value::Null, |root| root.to_json())
}

#[cfg(not(feature = "xml"))]
fn xml(_: &[u8]) -> Value {
    Value::Null
}

fn in_headers(headers: &HeaderMap, names: &[&str]) -> Option<String> {
    let value = names.iter().find_map(|name| headers.get(*name))?;
    Some(value.to_str().ok()?.to_owned()).filter(|text| !text.is_empty())
}

fn in_body(json: &Value, pointers: &[&str]) -> Option<String> {
    pointers.iter().find_map(|pointer| match json.pointer(pointer)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Returns the delay of a header such as `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn header_delay(headers: &HeaderMap, name: &str, now: Timestamp) -> Option<Duration> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = timestamp::http_date::parse(text).ok()?;
    Some(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
}

fn body_delay(json: &Value, pointers: &[&str]) -> Option<Duration> {
    pointers.iter().find_map(|pointer| {
        let value = json.pointer(pointer)?;
        let seconds = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
        Duration::try_from_secs_f64(seconds).ok()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn members_beside_the_body() {
        let headers =
            HeaderMap::from_iter([(http::HeaderName::from_static("x-since"), "noon".parse().unwrap())]);
        let body = Bytes::from_static(br#"{"__type":"Busy"}"#);
        let failure =
            Failure::parse(Protocol::RestJson, StatusCode::CONFLICT, headers, body, Timestamp::UNIX_EPOCH);
        let error =
            failure.decode_with(|response| Ok((response.status(), response.header::<String>("X-Since")?)));
        assert_eq!((error.code(), error.body()), (Some("Busy"), Some(&(409, Some("noon".to_owned())))));
    }

    #[test]
    fn an_error_is_tried_again_if_its_documentation_says_so() {
        let is_retryable = |codes: &'static [&'static str], statuses: &'static [u16]| {
            let body = Bytes::from_static(br#"{"__type":"Busy"}"#);
            let now = Timestamp::UNIX_EPOCH;
            let failure =
                Failure::parse(Protocol::RestJson, StatusCode::CONFLICT, HeaderMap::new(), body, now);
            let info = OperationInfo::new("Act", http::Method::POST, "/")
                .retry_codes(codes)
                .retry_statuses(statuses);
            let failure = failure.documented(&info, now);
            crate::error::ErrorView::of_failure(&failure).is_retryable()
        };
        assert_eq!(
            (
                is_retryable(&["Gone"], &[429]),
                is_retryable(&["Gone", "Busy"], &[]),
                is_retryable(&[], &[409])
            ),
            (false, true, true)
        );
    }

    use serde::Deserialize;

    use super::*;

    const AWS: Protocol = Protocol::RestJson;

    fn failure(
        protocol: Protocol,
        status: u16,
        headers: &[(&'static str, &str)],
        body: &'static str,
    ) -> Failure {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let now = "2026-11-01T12:00:00Z".parse().unwrap();
        Failure::parse(protocol, StatusCode::from_u16(status).unwrap(), map, body.into(), now)
    }

    #[test]
    fn codes_and_messages() {
        for (protocol, headers, body, code, message) in [
            (AWS, &[][..], r#"{"__type":"a.b#Gone","message":"m"}"#, Some("Gone"), Some("m")),
            (AWS, &[], r#"{"code":"Gone:http://x/","Message":"m"}"#, Some("Gone"), Some("m")),
            (AWS, &[], r#"{"Code":"Gone","errorMessage":"m"}"#, Some("Gone"), Some("m")),
            (AWS, &[("x-amzn-errortype", "Gone:http://x/")], r#"{"code":"Other"}"#, Some("Gone"), None),
            (AWS, &[("x-amzn-errortype", "a#Gone")], "", Some("Gone"), None),
            (
                Protocol::HttpJson,
                &[],
                r#"{"error":{"code":"Busy","debug":{"msg":"m"}}}"#,
                Some("Busy"),
                Some("m"),
            ),
            (Protocol::HttpJson, &[], r#"{"error":{"code":7,"message":"m"}}"#, Some("7"), Some("m")),
            (
                Protocol::HttpJson,
                &[],
                r#"{"error":"denied","error_description":"m"}"#,
                Some("denied"),
                Some("m"),
            ),
            (
                Protocol::HttpJson,
                &[],
                r#"{"type":"urn:gone","title":"t","detail":"m"}"#,
                Some("urn:gone"),
                Some("m"),
            ),
            (Protocol::HttpJson, &[], r#"{"error":{"code":"","message":null}}"#, None, None),
            (AWS, &[], "<html>", None, None),
            (AWS, &[], "", None, None),
            (AWS, &[], "[1]", None, None),
            (AWS, &[], r##"{"__type":"a#"}"##, None, None),
        ] {
            let failure = failure(protocol, 400, headers, body);
            assert_eq!((failure.code(), failure.message()), (code, message), "{body}");
            assert_eq!(failure.raw(), body);
        }
    }

    #[test]
    fn a_huge_body_is_not_searched() {
        let padded =
            |size| format!(r#"{{"code":"Gone","x":"{}"}}"#, "x".repeat(size - 22)).leak() as &'static str;
        assert_eq!(failure(AWS, 400, &[], padded(MAX_SEARCHED)).code(), Some("Gone"));
        let failure = failure(AWS, 400, &[], padded(MAX_SEARCHED + 1));
        assert_eq!((failure.code(), failure.raw().len()), (None, MAX_SEARCHED + 1));
    }

    #[test]
    fn request_ids() {
        assert_eq!(
            failure(AWS, 400, &[("x-amzn-requestid", "r"), ("x-request-id", "s")], "").request_id(),
            Some("r")
        );
        assert_eq!(failure(Protocol::HttpJson, 400, &[("x-request-id", "s")], "").request_id(), Some("s"));
        assert_eq!(failure(AWS, 400, &[], r#"{"requestId":"b"}"#).request_id(), Some("b"));
        assert_eq!(failure(AWS, 400, &[], "").request_id(), None);
    }

    #[test]
    fn times_to_wait() {
        let header = |value| failure(AWS, 429, &[("retry-after", value)], "").retry_after();
        assert_eq!(header("120"), Some(Duration::from_secs(120)));
        assert_eq!(header("Sun, 01 Nov 2026 12:01:00 GMT"), Some(Duration::from_secs(60)));
        assert_eq!(header("Sun, 01 Nov 2026 11:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(header("soon"), None);
        let body = |body| failure(Protocol::HttpJson, 429, &[], body).retry_after();
        assert_eq!(body(r#"{"error":{"context":{"retry_after":300}}}"#), Some(Duration::from_secs(300)));
        assert_eq!(body(r#"{"retry_after":"1.5"}"#), Some(Duration::from_millis(1500)));
        assert_eq!(body(r#"{"retry_after":-1}"#), None);
        let both = failure(AWS, 429, &[("retry-after", "1")], r#"{"retryAfterSeconds":2}"#);
        assert_eq!(both.retry_after(), Some(Duration::from_secs(1)));
    }

    #[test]
    fn members_of_an_error() {
        #[derive(Debug, Deserialize, PartialEq)]
        struct Conflict {
            resource: String,
        }
        let body = r#"{"__type":"Conflict","resource":"lamp"}"#;
        let error = failure(AWS, 409, &[], body).decode::<Conflict>();
        assert_eq!(error.body(), Some(&Conflict { resource: "lamp".into() }));
        let error = failure(AWS, 409, &[], r#"{"__type":"Conflict"}"#).decode::<Conflict>();
        assert_eq!((error.body(), error.code(), error.status()), (None, Some("Conflict"), 409));
    }
}
