//! AWS credentials, and where they come from.
//!
//! | source | what it is |
//! |---|---|
//! | [`Credentials::new`] | given by the caller |
//! | [`Credentials::from_env`] | environment variables |
//! | [`Profile`] | the files that the AWS command line shares, or a command that they name |
//! | [`CredentialChain`] | all that AWS's SDKs ask, in their order; feature `credential-chain` |
//! | [`ProvideCredentials`] | anything else |
//!
//! What expires is provided again shortly before, once for all calls that wait for it.

#[cfg(feature = "credential-chain")]
mod chain;
mod profile;
mod source;

use std::{error::Error, fmt, pin::Pin, sync::Arc};

use http::HeaderValue;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

#[cfg(feature = "credential-chain")]
pub use self::chain::CredentialChain;
pub use self::profile::Profile;
pub(crate) use self::profile::configured_region;
pub(super) use self::source::{CredentialSource, Provided};
use crate::{BuildError, Clock, Transport};

/// Credentials on their way. The error says why there are none; it must not hold secrets.
pub type ProvideFuture =
    Pin<Box<dyn Future<Output = Result<Credentials, Box<dyn Error + Send + Sync>>> + Send>>;

/// Provides AWS credentials.
pub trait ProvideCredentials: fmt::Debug + Send + Sync + 'static {
    /// Provides credentials: the first time, shortly before they expire, and after the service said that they have.
    fn provide(&self, context: ProvideContext) -> ProvideFuture;

    /// Checks what can be checked when a client is built.
    ///
    /// # Errors
    /// If it is known that no credentials will come of it.
    fn check(&self) -> Result<(), BuildError> {
        Ok(())
    }
}

/// What a provider may use.
#[derive(Clone)]
#[non_exhaustive]
pub struct ProvideContext {
    /// The client's transport.
    pub transport: Arc<dyn Transport>,
    /// The client's clock.
    pub clock: Clock,
}

impl fmt::Debug for ProvideContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProvideContext").field("clock", &self.clock).finish_non_exhaustive()
    }
}

impl ProvideCredentials for Credentials {
    fn provide(&self, _: ProvideContext) -> ProvideFuture {
        Box::pin(std::future::ready(Ok(self.clone())))
    }

    fn check(&self) -> Result<(), BuildError> {
        self.check_text()
    }
}

/// AWS credentials. Secrets are wiped from memory when dropped and never shown.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: SecretString,
    pub(crate) session_token: Option<SecretString>,
    pub(crate) expires: Option<Timestamp>,
}

impl Credentials {
    /// Returns long-term credentials.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into().into(),
            session_token: None,
            expires: None,
        }
    }

    /// Sets the session token of temporary credentials.
    #[must_use]
    pub fn session_token(mut self, token: impl Into<String>) -> Self {
        self.session_token = Some(token.into().into());
        self
    }

    /// Sets when temporary credentials expire.
    #[must_use]
    pub fn expires(mut self, at: Timestamp) -> Self {
        self.expires = Some(at);
        self
    }

    /// Returns the credentials in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if set, `AWS_SESSION_TOKEN`.
    ///
    /// # Errors
    /// [`BuildError::MissingEnvironment`] if one of the first two is not set.
    pub fn from_env() -> Result<Self, BuildError> {
        Self::from_lookup(|variable| std::env::var(variable).ok())
    }

    fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BuildError> {
        let optional = |variable| lookup(variable).filter(|value| !value.is_empty());
        let required = |variable| optional(variable).ok_or(BuildError::MissingEnvironment { variable });
        let credentials = Self::new(required("AWS_ACCESS_KEY_ID")?, required("AWS_SECRET_ACCESS_KEY")?);
        Ok(match optional("AWS_SESSION_TOKEN") {
            Some(token) => credentials.session_token(token),
            None => credentials,
        })
    }

    /// Whether a signature made with these keys is one made with those of the others.
    pub(crate) fn has_keys_of(&self, others: &Self) -> bool {
        self.access_key_id == others.access_key_id
            && self.secret_access_key.expose_secret() == others.secret_access_key.expose_secret()
    }

    /// Checks that the credentials can stand in headers.
    pub(crate) fn check_text(&self) -> Result<(), BuildError> {
        let sendable = |what, value: &str| match HeaderValue::from_str(value) {
            Ok(_) if !value.is_empty() => Ok(()),
            _ => Err(BuildError::InvalidCredentials { what }),
        };
        sendable("access key ID", &self.access_key_id)?;
        sendable("secret access key", self.secret_access_key.expose_secret())?;
        match &self.session_token {
            Some(token) => sendable("session token", token.expose_secret()),
            None => Ok(()),
        }
    }
}

/// Shows the access key's identifier alone.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_the_environment() {
        let complete = |name: &str| match name {
            "AWS_ACCESS_KEY_ID" => Some("AKID".to_owned()),
            "AWS_SECRET_ACCESS_KEY" => Some("secret".to_owned()),
            "AWS_SESSION_TOKEN" => Some("token".to_owned()),
            _ => None,
        };
        let credentials = Credentials::from_lookup(complete).unwrap();
        assert_eq!(credentials.access_key_id, "AKID");
        assert_eq!(credentials.secret_access_key.expose_secret(), "secret");
        assert_eq!(credentials.session_token.unwrap().expose_secret(), "token");

        let without_token = |name: &str| complete(name).filter(|_| name != "AWS_SESSION_TOKEN");
        assert!(Credentials::from_lookup(without_token).unwrap().session_token.is_none());
        let without_secret = |name: &str| complete(name).filter(|_| name != "AWS_SECRET_ACCESS_KEY");
        assert_eq!(
            Credentials::from_lookup(without_secret).unwrap_err(),
            BuildError::MissingEnvironment { variable: "AWS_SECRET_ACCESS_KEY" }
        );
        let empty = |_: &str| Some(String::new());
        assert!(Credentials::from_lookup(empty).is_err());
    }

    #[test]
    fn credentials_that_no_header_can_hold() {
        for (credentials, what) in [
            (Credentials::new("", "secret"), "access key ID"),
            (Credentials::new("AKID\n", "secret"), "access key ID"),
            (Credentials::new("AKID", ""), "secret access key"),
            (Credentials::new("AKID", "secret").session_token("to\0ken"), "session token"),
        ] {
            assert_eq!(credentials.check_text().unwrap_err(), BuildError::InvalidCredentials { what });
        }
    }
}
