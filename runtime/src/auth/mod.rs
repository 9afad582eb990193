//! Who calls: the credentials that a caller gave, matched with what the service documents.

#[cfg(feature = "oauth2")]
pub mod oauth2;
#[cfg(feature = "sigv4")]
pub mod sigv4;

use bytes::Bytes;
use http::{HeaderValue, Request, header::AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};

use crate::{AuthScheme, BuildError, ClientError, Clock, ServiceInfo, Transport};

/// What the caller gave to say who calls.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    #[cfg(feature = "sigv4")]
    pub(crate) credentials: Option<sigv4::Credentials>,
    #[cfg(feature = "oauth2")]
    pub(crate) oauth2: Option<oauth2::ClientCredentials>,
    pub(crate) bearer: Option<SecretString>,
    pub(crate) anonymous: bool,
}

/// How a client authorises its requests.
#[derive(Debug)]
pub(crate) enum Authorizer {
    Anonymous,
    /// The `Authorization` header, marked as sensitive.
    Bearer(HeaderValue),
    #[cfg(feature = "sigv4")]
    SigV4(sigv4::Signer),
    #[cfg(feature = "oauth2")]
    OAuth2(Box<oauth2::TokenSource>),
}

/// What a request was let through with; handed back if the service rejects it.
#[derive(Debug)]
pub(crate) struct Pass {
    #[cfg(feature = "oauth2")]
    token: Option<HeaderValue>,
}

impl Authorizer {
    /// Returns the first documented scheme that the caller gave an identity for.
    pub(crate) fn choose(
        service: &ServiceInfo,
        identities: &Identities,
        region: &dyn Fn() -> Option<String>,
        expand: &dyn Fn(&str) -> Result<String, BuildError>,
    ) -> Result<Self, BuildError> {
        if identities.anonymous {
            return Ok(Self::Anonymous);
        }
        for scheme in service.auth {
            if let Some(authorizer) = Self::of(scheme, identities, region, expand)? {
                return Ok(authorizer);
            }
        }
        match &identities.bearer {
            // A token in hand is used even where the documentation forgot to ask for one.
            Some(token) => Ok(Self::Bearer(bearer(token)?)),
            None if service.auth.is_empty() => Ok(Self::Anonymous),
            None => Err(BuildError::MissingCredentials { service: service.name, help: help(service.auth) }),
        }
    }

    fn of(
        scheme: &AuthScheme,
        identities: &Identities,
        region: &dyn Fn() -> Option<String>,
        expand: &dyn Fn(&str) -> Result<String, BuildError>,
    ) -> Result<Option<Self>, BuildError> {
        // Each is for one scheme, which may be switched off.
        let _ = (identities, region, expand);
        Ok(match scheme {
            #[cfg(feature = "sigv4")]
            AuthScheme::SigV4 { service } => match &identities.credentials {
                Some(credentials) => {
                    let region = region().ok_or(BuildError::MissingRegion)?;
                    Some(Self::SigV4(sigv4::Signer::new(credentials, service, region)?))
                }
                None => None,
            },
            #[cfg(feature = "oauth2")]
            AuthScheme::OAuth2 { token_url } => match &identities.oauth2 {
                Some(client) => {
                    let source = oauth2::TokenSource::new(client.clone(), || expand(token_url))?;
                    Some(Self::OAuth2(Box::new(source)))
                }
                None => None,
            },
            _ => None,
        })
    }

    /// Adds to a request what shows who sends it.
    pub(crate) async fn authorize(
        &self,
        request: &mut Request<Bytes>,
        transport: &dyn Transport,
        clock: &Clock,
    ) -> Result<Pass, ClientError> {
        // Each is for one scheme, which may be switched off.
        let _ = (transport, clock);
        match self {
            Self::Anonymous => {}
            Self::Bearer(token) => {
                request.headers_mut().insert(AUTHORIZATION, token.clone());
            }
            #[cfg(feature = "sigv4")]
            Self::SigV4(signer) => signer.sign(request, clock.now())?,
            #[cfg(feature = "oauth2")]
            Self::OAuth2(source) => {
                let token = source.token(transport, clock).await?;
                request.headers_mut().insert(AUTHORIZATION, token.clone());
                return Ok(Pass { token: Some(token) });
            }
        }
        Ok(Pass {
            #[cfg(feature = "oauth2")]
            token: None,
        })
    }

    /// Takes note that the service did not accept what a request was let through with.
    pub(crate) fn rejected(&self, pass: Pass) {
        #[cfg(feature = "oauth2")]
        if let (Self::OAuth2(source), Some(token)) = (self, pass.token) {
            source.forget(&token);
        }
        #[cfg(not(feature = "oauth2"))]
        let Pass {} = pass;
    }
}

/// Returns the `Authorization` header of a bearer token (RFC 6750, section 2.1).
fn bearer(token: &SecretString) -> Result<HeaderValue, BuildError> {
    bearer_header(token.expose_secret()).ok_or(BuildError::InvalidCredentials { what: "bearer token" })
}

fn bearer_header(token: &str) -> Option<HeaderValue> {
    if token.is_empty() {
        return None;
    }
    let mut header = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// Returns what a caller can do who gave no identity that fits.
fn help(schemes: &[AuthScheme]) -> String {
    let mut ways: Vec<&str> = schemes
        .iter()
        .flat_map(|scheme| match scheme {
            AuthScheme::SigV4 { .. } if cfg!(feature = "sigv4") => {
                &["call `.credentials(Credentials::from_env()?)`"][..]
            }
            AuthScheme::SigV4 { .. } => &["enable the feature `sigv4` of docwright-runtime"],
            AuthScheme::OAuth2 { .. } if cfg!(feature = "oauth2") => {
                &["call `.oauth2(ClientCredentials::new(…))`", "call `.bearer_token(…)`"]
            }
            AuthScheme::OAuth2 { .. } | AuthScheme::Bearer => &["call `.bearer_token(…)`"],
        })
        .copied()
        .collect();
    ways.dedup();
    ways.join(", or ")
}
