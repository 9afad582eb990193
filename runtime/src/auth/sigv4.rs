//! AWS Signature Version 4, in the `Authorization` header.
//!
//! The signature itself is aws-sigv4's. It signs the path as it goes over the wire, escaped once more and with its
//! dot segments resolved, as every service but S3 wants it. S3 wants the path as it is, and the hash of the body in a
//! header.

use std::{fmt, time::SystemTime};

use aws_credential_types::Credentials as SigningCredentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use aws_smithy_runtime_api::client::identity::Identity;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, header::HOST};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::{BuildError, ClientError, ClientErrorKind};

/// AWS credentials. Secrets are wiped from memory when dropped and never shown.
#[derive(Clone)]
pub struct Credentials {
    access_key_id: String,
    secret_access_key: SecretString,
    session_token: Option<SecretString>,
}

impl Credentials {
    /// Returns long-term credentials.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into().into(),
            session_token: None,
        }
    }

    /// Sets the session token of temporary credentials.
    #[must_use]
    pub fn session_token(mut self, token: impl Into<String>) -> Self {
        self.session_token = Some(token.into().into());
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
}

/// Shows the access key's identifier alone.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

/// How the names of the services begin that want the path as it is.
const S3: &str = "s3";

/// Signs requests to one service in one region.
pub(crate) struct Signer {
    identity: Identity,
    service: String,
    region: String,
}

impl Signer {
    pub(crate) fn new(credentials: &Credentials, service: &str, region: String) -> Result<Self, BuildError> {
        let sendable = |what, value: &str| match HeaderValue::from_str(value) {
            Ok(_) if !value.is_empty() => Ok(()),
            _ => Err(BuildError::InvalidCredentials { what }),
        };
        let secret = credentials.secret_access_key.expose_secret();
        sendable("access key ID", &credentials.access_key_id)?;
        sendable("secret access key", secret)?;
        sendable("region", &region)?;
        let mut identity = SigningCredentials::builder()
            .access_key_id(&credentials.access_key_id)
            .secret_access_key(secret)
            .provider_name("docwright");
        if let Some(token) = &credentials.session_token {
            sendable("session token", token.expose_secret())?;
            identity = identity.session_token(token.expose_secret());
        }
        Ok(Self { identity: identity.build().into(), service: service.to_owned(), region })
    }

    /// Adds the headers that sign a request.
    pub(crate) fn sign(
        &self,
        request: &mut Request<Bytes>,
        is_streamed: bool,
        now: Timestamp,
    ) -> Result<(), ClientError> {
        // The host that is signed has to be the host that is sent.
        if let Some(authority) = request.uri().authority() {
            let host = HeaderValue::from_str(authority.as_str()).map_err(failed)?;
            request.headers_mut().entry(HOST).or_insert(host);
        }
        let parameters = v4::SigningParams::builder()
            .identity(&self.identity)
            .region(&self.region)
            .name(&self.service)
            .time(SystemTime::from(now))
            .settings(self.settings(is_streamed))
            .build()
            .map_err(failed)?;
        let mut headers = Vec::with_capacity(request.headers().len());
        for (name, value) in request.headers() {
            headers.push((name.as_str(), std::str::from_utf8(value.as_bytes()).map_err(failed)?));
        }
        let signable = SignableRequest::new(
            request.method().as_str(),
            request.uri().to_string(),
            headers.into_iter(),
            if is_streamed { SignableBody::UnsignedPayload } else { SignableBody::Bytes(request.body()) },
        )
        .map_err(failed)?;
        let (instructions, _) = sign(signable, &parameters.into()).map_err(failed)?.into_parts();
        for header in instructions.into_parts().0 {
            let mut value = HeaderValue::from_str(header.value()).map_err(failed)?;
            value.set_sensitive(header.sensitive() || header.name() == "authorization");
            request.headers_mut().insert(HeaderName::from_static(header.name()), value);
        }
        Ok(())
    }
}

impl Signer {
    fn settings(&self, is_streamed: bool) -> SigningSettings {
        let is_s3 =
            self.service.strip_prefix(S3).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', 'e']));
        let mut settings = SigningSettings::default();
        if is_s3 {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        if is_s3 || is_streamed {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        settings
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> ClientError {
    ClientError::new(ClientErrorKind::Credentials, "the request could not be signed").because(error)
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("service", &self.service)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
