//! Why a client could not be built.

use std::fmt;

/// Why a client could not be built.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// The endpoint or the signature needs a region.
    MissingRegion,
    /// The endpoint needs a variable.
    MissingVariable {
        /// The variable's name.
        name: String,
    },
    /// A variable's value cannot stand where the endpoint has it.
    InvalidVariable {
        /// The variable's name.
        name: String,
        /// The value.
        value: String,
    },
    /// The base URL is not one.
    InvalidEndpoint {
        /// The URL.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The service wants to know who calls.
    MissingCredentials {
        /// The service's name.
        service: &'static str,
        /// What would help, such as ``call `.bearer_token(…)` ``.
        help: String,
    },
    /// A credential is empty, or holds characters that cannot be sent.
    InvalidCredentials {
        /// Which one.
        what: &'static str,
    },
    /// An environment variable that should hold a credential is not set.
    MissingEnvironment {
        /// The variable's name.
        variable: &'static str,
    },
    /// The proxy's URL is none, or none of a proxy that is spoken to over http.
    InvalidProxy,
    /// There is no transport.
    MissingTransport,
    /// The default transport could not be set up.
    Transport {
        /// What went wrong.
        reason: String,
    },
    /// The user agent's suffix cannot stand in a header.
    InvalidUserAgent,
}

impl BuildError {
    pub(crate) fn missing_variable(name: &str) -> Self {
        match name {
            "region" => Self::MissingRegion,
            _ => Self::MissingVariable { name: name.to_owned() },
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingRegion => f.write_str("no region: call `.region(…)` or set AWS_REGION"),
            Self::MissingVariable { name } => {
                write!(f, "the endpoint needs `{name}`: call `.variable(\"{name}\", …)` or `.endpoint(…)`")
            }
            Self::InvalidVariable { name, value } => {
                write!(
                    f,
                    "{value:?} cannot be `{name}` in the endpoint: to call another host, use `.endpoint(…)`"
                )
            }
            Self::InvalidEndpoint { url, reason } => write!(f, "{url:?} is no base URL: {reason}"),
            Self::MissingCredentials { service, help } => write!(f, "no credentials for {service}: {help}"),
            Self::InvalidCredentials { what } => {
                write!(f, "the {what} is empty or holds characters that cannot be sent")
            }
            Self::MissingEnvironment { variable } => {
                write!(f, "the environment variable {variable} is not set")
            }
            Self::InvalidProxy => f.write_str(
                "what was given to `.proxy(…)` is not the URL of a proxy, such as http://proxy.example.com:3128",
            ),
            Self::MissingTransport => f.write_str(
                "no transport: call `.transport(…)` or enable the feature `transport` of docwright-runtime",
            ),
            Self::Transport { reason } => write!(f, "the default transport could not be set up: {reason}"),
            Self::InvalidUserAgent => {
                f.write_str("what was given to `.user_agent(…)` cannot stand in a header")
            }
        }
    }
}

impl std::error::Error for BuildError {}
