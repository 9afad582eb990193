//! A request that is expected, and its answer.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header::CONTENT_TYPE};
use serde::Serialize;
use serde_json::Value;

use super::expected::{Expected, matches_operation};
use crate::{
    ClientError, Operation, OperationInfo, RequestEncoder, ServiceInfo, TransportError, endpoint::Endpoint,
    transport::TransportErrorKind,
};

/// A request that is expected, how often, and how it is answered: with `200 OK` and no body, if nothing else is said.
#[derive(Clone, Debug)]
pub struct Exchange {
    expected: Expected,
    operation: Option<OperationInfo>,
    answer: Result<Response<Bytes>, (TransportErrorKind, String)>,
    /// How often it came, must come and may come.
    seen: usize,
    least: usize,
    most: usize,
}

impl Exchange {
    fn new(expected: Expected, operation: Option<OperationInfo>) -> Self {
        Self { expected, operation, answer: Ok(Response::default()), seen: 0, least: 1, most: 1 }
    }

    /// Returns an exchange that expects a call of an operation, whatever its input.
    pub fn of<I: Operation>() -> Self {
        Self::new(Expected::default(), Some(I::INFO))
    }

    /// Returns an exchange that expects just the request that an input becomes: its method, path, query, headers and body,
    /// but not its host and signature. Bodies in JSON may be written in any way.
    ///
    /// # Errors
    /// If the input cannot be sent.
    pub fn with<I: Operation>(service: &ServiceInfo, input: &I) -> Result<Self, ClientError> {
        let mut encoder = RequestEncoder::new(I::INFO, service.protocol);
        input.encode(&mut encoder)?;
        let endpoint =
            Endpoint::parse("http://localhost").map_err(|error| ClientError::build(error.to_string()))?;
        Ok(Self::new(Expected::of(&encoder.finish(&endpoint)?), None))
    }

    /// Returns an exchange that expects a request with this method and path; what is not said of its query, headers and body
    /// may be anything. The path is that below the service's base URL, as it is sent.
    pub fn request(method: Method, path: &str) -> Self {
        Self::new(Expected { start: Some((method, path.to_owned())), ..Expected::default() }, None)
    }

    /// Expects a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let parameters = self.expected.some_query.get_or_insert_default();
        parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Expects a header; its name in small letters.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.expected.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Expects a body in JSON.
    #[must_use]
    pub fn json(mut self, body: &Value) -> Self {
        self.expected.body = Some(Bytes::from(body.to_string()));
        self
    }

    /// Expects a body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.expected.body = Some(body.into());
        self
    }

    /// Expects the request this often; without, once.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        (self.least, self.most) = (times, times);
        self
    }

    /// Expects the request any number of times, or not at all.
    #[must_use]
    pub fn any_times(mut self) -> Self {
        (self.least, self.most) = (0, usize::MAX);
        self
    }

    /// Answers with a status and a body.
    ///
    /// # Panics
    /// If there is no such status.
    #[must_use]
    pub fn answer(mut self, status: u16, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(body.into());
        match StatusCode::from_u16(status) {
            Ok(status) => *response.status_mut() = status,
            Err(_) => panic!("{status} is no HTTP status"),
        }
        self.answer = Ok(response);
        self
    }

    /// Answers with a status and a body in JSON, such as an operation's output.
    ///
    /// # Panics
    /// If there is no such status, or the body cannot be written.
    #[must_use]
    pub fn answer_json(self, status: u16, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.answer(status, body).answer_header(CONTENT_TYPE.as_str(), "application/json"),
            Err(error) => panic!("the answer cannot be written as JSON: {error}"),
        }
    }

    /// Adds a header to the answer.
    ///
    /// # Panics
    /// If it cannot stand in an answer.
    #[must_use]
    pub fn answer_header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::from_str(value), &mut self.answer) {
            (Ok(name), Ok(value), Ok(response)) => {
                response.headers_mut().append(name, value);
            }
            _ => panic!("`{name}: {value}` is no header of an answer"),
        }
        self
    }

    /// Fails instead of answering, as a transport does.
    #[must_use]
    pub fn fail(mut self, kind: TransportErrorKind) -> Self {
        self.answer = Err((kind, format!("the test says that this fails: {kind:?}")));
        self
    }

    pub(super) fn take_answer(&mut self) -> Result<Response<Bytes>, TransportError> {
        self.seen += 1;
        self.answer.clone().map_err(|(kind, reason)| TransportError::new(kind, reason))
    }

    /// Whether it may come once more.
    pub(super) fn is_open(&self) -> bool {
        self.seen < self.most
    }

    /// Whether it has not come as often as it must.
    pub(super) fn is_missing(&self) -> bool {
        self.seen < self.least
    }

    pub(super) fn fits(&self, request: &Request<Bytes>) -> bool {
        self.told() == self.seen(request)
    }

    /// Returns what is expected, as text.
    pub(super) fn told(&self) -> String {
        let operation = self.operation.as_ref().map(|operation| format!("{}\n", operation.name));
        format!("{}{}", operation.unwrap_or_default(), self.expected.told())
    }

    /// Returns the same of a request.
    pub(super) fn seen(&self, request: &Request<Bytes>) -> String {
        let operation =
            self.operation.as_ref().map(|operation| match matches_operation(operation, request) {
                true => format!("{}\n", operation.name),
                false => format!("{} {}\n", request.method(), request.uri().path()),
            });
        format!("{}{}", operation.unwrap_or_default(), self.expected.seen(request))
    }
}
