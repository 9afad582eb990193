//! What generated code states about a service and its operations.

use http::{Method, StatusCode};

use crate::{ClientError, Failure, Protocol, RequestEncoder, Response, Violation, error::OperationError};

/// A service: one constant per generated client.
#[derive(Clone, Debug)]
pub struct ServiceInfo {
    /// The service's name, as it appears in the user agent and in build errors.
    pub name: &'static str,
    /// The version of the API.
    pub version: &'static str,
    /// The base URL, with variables: `https://drs.{region}.amazonaws.com`, see [`crate::endpoint`].
    pub endpoint: &'static str,
    /// How requests and errors look on the wire.
    pub protocol: Protocol,
    /// The documented ways to authenticate, the preferred one first; empty for an anonymous service.
    pub auth: &'static [AuthScheme],
}

/// A documented way to authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// AWS Signature Version 4.
    SigV4 {
        /// The name in the credential scope, such as `drs`.
        service: &'static str,
    },
    /// OAuth 2.0, with the client credentials grant (RFC 6749, section 4.4) or a ready-made bearer token.
    OAuth2 {
        /// The token endpoint; may hold the same variables as the service's endpoint.
        token_url: &'static str,
    },
    /// A bearer token (RFC 6750) that the caller already has.
    Bearer,
    /// A user name and a password (RFC 7617).
    Basic,
    /// A key that travels with each request.
    ApiKey {
        /// Where it travels.
        place: KeyPlace,
        /// The name of the header, query parameter or cookie.
        name: &'static str,
    },
}

/// Where an API key travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In a header.
    Header,
    /// In the query string.
    Query,
    /// In a cookie.
    Cookie,
}

/// An operation: one constant per generated operation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The operation's name, as the documentation writes it.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the endpoint: literal text, `{label}`, `{greedy+}`, and optionally a fixed query after `?`.
    pub path: &'static str,
    /// The documented status of a successful answer. Any 2xx counts as success beside it.
    pub status: Option<u16>,
    /// The other documented statuses of successful answers.
    pub further_statuses: &'static [u16],
    /// Whether calling it twice has the effect of calling it once, whatever the method: the documentation says so, or a
    /// token marks repetitions.
    pub repeatable: bool,
    /// Whether it needs no signing in.
    pub anonymous: bool,
    /// The OAuth 2.0 scopes of which a caller needs one.
    pub scopes: &'static [&'static str],
    /// The statuses after which the documentation says to try again.
    pub retry_statuses: &'static [u16],
    /// The codes of the errors after which it says so.
    pub retry_codes: &'static [&'static str],
    /// The header in which the documentation says how long to wait before that, beside `Retry-After`.
    pub retry_after_header: Option<&'static str>,
    /// The path in an error's body, with dots between names, under which it says so.
    pub retry_after_member: Option<&'static str>,
}

impl OperationInfo {
    /// Returns an operation of which nothing else is documented.
    pub const fn new(name: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            name,
            method,
            path,
            status: None,
            further_statuses: &[],
            repeatable: false,
            anonymous: false,
            scopes: &[],
            retry_statuses: &[],
            retry_codes: &[],
            retry_after_header: None,
            retry_after_member: None,
        }
    }

    /// Sets the documented status of a successful answer.
    pub const fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the other documented statuses of successful answers.
    pub const fn further_statuses(mut self, statuses: &'static [u16]) -> Self {
        self.further_statuses = statuses;
        self
    }

    /// Whether an answer with the status is a successful one.
    pub(crate) fn is_success(&self, status: StatusCode) -> bool {
        let code = status.as_u16();
        status.is_success() || self.status == Some(code) || self.further_statuses.contains(&code)
    }

    /// Says that calling it twice has the effect of calling it once.
    pub const fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// Says that it needs no signing in.
    pub const fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Sets the OAuth 2.0 scopes of which a caller needs one.
    pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.scopes = scopes;
        self
    }

    /// Sets the statuses after which the documentation says to try again.
    pub const fn retry_statuses(mut self, statuses: &'static [u16]) -> Self {
        self.retry_statuses = statuses;
        self
    }

    /// Sets the codes of the errors after which the documentation says to try again.
    pub const fn retry_codes(mut self, codes: &'static [&'static str]) -> Self {
        self.retry_codes = codes;
        self
    }

    /// Sets the header that says how long to wait before that.
    pub const fn retry_after_header(mut self, name: &'static str) -> Self {
        self.retry_after_header = Some(name);
        self
    }

    /// Sets the path in an error's body that says how long to wait before that.
    pub const fn retry_after_member(mut self, path: &'static str) -> Self {
        self.retry_after_member = Some(path);
        self
    }
}

/// An operation's input: how it is written into a request, and what may come back.
pub trait Operation {
    /// The operation itself.
    const INFO: OperationInfo;
    /// Whether a successful answer is handed over as soon as it begins, its body as a stream.
    const STREAMS: bool = false;
    /// What a successful answer holds.
    type Output;
    /// What else may happen.
    type Error: OperationError;

    /// Fills in what a client makes up when its caller does not: a token that marks repetitions of the call.
    fn complete(&mut self) {}

    /// Checks the input against what the documentation demands of it.
    ///
    /// # Errors
    /// The first rule that is broken.
    fn validate(&self) -> Result<(), Violation> {
        Ok(())
    }

    /// Writes the input into a request.
    ///
    /// # Errors
    /// A [`ClientErrorKind::Build`](crate::ClientErrorKind::Build) error if a member cannot be sent, such as an
    /// empty path label or a control character in a header.
    fn encode(&self, request: &mut RequestEncoder) -> Result<(), ClientError>;

    /// Reads a successful answer.
    ///
    /// # Errors
    /// A [`ClientErrorKind::Decode`](crate::ClientErrorKind::Decode) error with the path of the offending value.
    fn decode(response: &Response) -> Result<Self::Output, ClientError>;

    /// Sorts an answer that is not a success into the operation's errors.
    fn decode_error(failure: Failure) -> Self::Error;
}
