//! How patient a transport is, how much it takes, and through which proxy it goes.

use std::{fmt, time::Duration};

use crate::BuildError;

/// How patient the default transports are, how much they take, and through which proxy they go.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TransportConfig {
    /// How long a request may take, from connecting to the last byte of the answer.
    pub timeout: Duration,
    /// How long a connection is kept that nothing uses.
    pub idle_timeout: Duration,
    /// How long connecting may take: name resolution, TCP and TLS.
    pub connect_timeout: Duration,
    /// How large the body of an answer may be.
    pub max_response_bytes: usize,
    /// Through which proxy requests go.
    pub proxy: Proxy,
}

impl Default for TransportConfig {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            max_response_bytes: 64 << 20,
            proxy: Proxy::default(),
        }
    }
}

/// Through which proxy requests go.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Proxy {
    /// That which `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` names, but for hosts in `NO_PROXY`.
    #[default]
    Environment,
    /// None.
    Never,
    /// The one with this URL, such as `http://user:password@proxy.example.com:3128`, for all hosts.
    Url(String),
}

impl Proxy {
    /// Checks that the URL is one of a proxy that can be spoken to.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        let Self::Url(url) = self else { return Ok(()) };
        match url.parse::<http::Uri>() {
            Ok(uri) if uri.scheme_str() == Some("http") && uri.host().is_some() => Ok(()),
            _ => Err(BuildError::InvalidProxy),
        }
    }

    /// Returns the proxy for ureq, or none if it shall ask the environment.
    #[cfg(feature = "blocking")]
    pub(super) fn ureq(&self) -> Result<Option<Option<ureq::Proxy>>, BuildError> {
        self.check()?;
        Ok(match self {
            Self::Environment => None,
            Self::Never => Some(None),
            Self::Url(url) => Some(Some(ureq::Proxy::new(url).map_err(|_| BuildError::InvalidProxy)?)),
        })
    }
}

/// Does not show the URL, in which a password may stand.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Environment => "Environment",
            Self::Never => "Never",
            Self::Url(_) => "Url(..)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_proxies() {
        for (url, is_one) in [
            ("http://proxy.example.com:3128", true),
            ("http://me:hush@proxy.example.com", true),
            ("https://proxy.example.com", false),
            ("proxy.example.com", false),
            ("", false),
        ] {
            let proxy = Proxy::Url(url.to_owned());
            assert_eq!(proxy.check().is_ok(), is_one, "{url}");
            assert!(!format!("{proxy:?}").contains("hush"));
        }
    }
}
