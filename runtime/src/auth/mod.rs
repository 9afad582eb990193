//! Who calls: the credentials that a caller gave, matched with what the service documents.

#[cfg(feature = "sigv4")]
pub mod credentials;
#[cfg(any(feature = "oauth2", feature = "sigv4"))]
mod flight;
#[cfg(feature = "oauth2")]
pub mod oauth2;
#[cfg(feature = "sigv4")]
mod sigv4;

#[cfg(feature = "sigv4")]
use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{
    HeaderName, HeaderValue, Request, Uri,
    header::{AUTHORIZATION, COOKIE},
};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    AuthScheme, BuildError, ClientError, ClientErrorKind, Clock, Failure, OperationInfo, ServiceInfo,
    client::Driver, operation::KeyPlace, param::escape,
};

/// What the caller gave to say who calls.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    #[cfg(feature = "sigv4")]
    pub(crate) credentials: Option<Arc<dyn credentials::ProvideCredentials>>,
    #[cfg(feature = "oauth2")]
    pub(crate) oauth2: Option<oauth2::OAuth2>,
    pub(crate) bearer: Option<SecretString>,
    /// A user name and a password.
    pub(crate) basic: Option<(String, SecretString)>,
    pub(crate) api_key: Option<SecretString>,
    pub(crate) anonymous: bool,
}

/// How a client authorises its requests.
#[derive(Debug)]
pub(crate) enum Authorizer {
    Anonymous,
    /// A header, marked as sensitive.
    Header(HeaderName, HeaderValue),
    /// A query parameter, escaped.
    Query(SecretString),
    /// A cookie, escaped.
    Cookie(SecretString),
    #[cfg(feature = "sigv4")]
    SigV4(Box<sigv4::Signer>, credentials::CredentialSource),
    #[cfg(feature = "oauth2")]
    OAuth2(oauth2::TokenSource),
}

/// What a request was let through with; handed back if the service rejects it.
#[derive(Debug)]
pub(crate) enum Pass {
    /// What stays as it is.
    Fixed,
    #[cfg(feature = "sigv4")]
    Credentials(credentials::Provided),
    #[cfg(feature = "oauth2")]
    Token(oauth2::Issued),
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
            Some(token) => Ok(Self::Header(AUTHORIZATION, bearer(token)?)),
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
        let _ = (region, expand);
        Ok(match scheme {
            AuthScheme::Basic => match &identities.basic {
                Some((user, password)) => Some(Self::Header(AUTHORIZATION, basic(user, password)?)),
                None => None,
            },
            AuthScheme::ApiKey { place, name } => match &identities.api_key {
                Some(key) => Some(api_key(*place, name, key)?),
                None => None,
            },
            #[cfg(feature = "sigv4")]
            AuthScheme::SigV4 { service } => match &identities.credentials {
                Some(credentials) => {
                    let region = region().ok_or(BuildError::MissingRegion)?;
                    credentials.check()?;
                    let source = credentials::CredentialSource::new(Arc::clone(credentials));
                    Some(Self::SigV4(Box::new(sigv4::Signer::new(service, region)?), source))
                }
                None => None,
            },
            #[cfg(feature = "oauth2")]
            AuthScheme::OAuth2 { token_url } => match &identities.oauth2 {
                Some(client) => {
                    let source = oauth2::TokenSource::new(client.clone(), || expand(token_url))?;
                    Some(Self::OAuth2(source))
                }
                None => None,
            },
            _ => None,
        })
    }

    /// Adds to a request what shows who sends it. Of one that is streamed, the body is not known.
    pub(crate) async fn authorize(
        &self,
        request: &mut Request<Bytes>,
        info: &OperationInfo,
        is_streamed: bool,
        driver: &Driver,
        clock: &Clock,
    ) -> Result<Pass, ClientError> {
        // Each is for one scheme, which may be switched off.
        let _ = (info, driver, clock, is_streamed);
        match self {
            Self::Anonymous => {}
            Self::Header(name, value) => {
                request.headers_mut().insert(name, value.clone());
            }
            Self::Query(parameter) => {
                let separator = if request.uri().query().is_some() { '&' } else { '?' };
                let uri = format!("{}{separator}{}", request.uri(), parameter.expose_secret());
                *request.uri_mut() = uri.parse::<Uri>().map_err(|_| unsendable())?;
            }
            Self::Cookie(cookie) => {
                let others = request.headers().get(COOKIE).and_then(|others| others.to_str().ok());
                let cookies =
                    others.into_iter().chain([cookie.expose_secret()]).collect::<Vec<_>>().join("; ");
                let mut cookies = HeaderValue::try_from(cookies).map_err(|_| unsendable())?;
                cookies.set_sensitive(true);
                request.headers_mut().insert(COOKIE, cookies);
            }
            #[cfg(feature = "sigv4")]
            Self::SigV4(signer, source) => {
                let provided = source.credentials(driver, clock).await?;
                signer.sign(&provided.credentials, request, is_streamed, clock.now())?;
                return Ok(Pass::Credentials(provided));
            }
            #[cfg(feature = "oauth2")]
            Self::OAuth2(source) => {
                let token = source.token(info.scopes, driver, clock).await?;
                request.headers_mut().insert(AUTHORIZATION, token.header.clone());
                return Ok(Pass::Token(token));
            }
        }
        Ok(Pass::Fixed)
    }

    /// Takes note of what the service did not accept. Returns whether another attempt has better chances.
    pub(crate) fn mend(&self, pass: Pass, failure: &Failure, now: Timestamp) -> bool {
        // Each is for one scheme, which may be switched off.
        let _ = (failure, now);
        match (self, pass) {
            #[cfg(feature = "sigv4")]
            (Self::SigV4(_, source), Pass::Credentials(provided)) if is_expired(failure) => {
                source.forget(&provided.credentials);
                provided.was_kept
            }
            #[cfg(feature = "sigv4")]
            (Self::SigV4(signer, _), _) => signer.correct_clock(failure, now),
            #[cfg(feature = "oauth2")]
            (Self::OAuth2(source), Pass::Token(token)) if failure.status() == 401 => {
                source.forget(&token.header);
                token.was_kept
            }
            _ => false,
        }
    }
}

/// Whether a service says that credentials were good once.
#[cfg(feature = "sigv4")]
fn is_expired(failure: &Failure) -> bool {
    const CODES: &[&str] = &["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"];
    failure.code().is_some_and(|code| CODES.contains(&code))
}

/// Nothing of the request goes into the error: the key may be in it.
fn unsendable() -> ClientError {
    ClientError::new(ClientErrorKind::Credentials, "the API key cannot be sent with this request")
}

/// Returns the `Authorization` header of a user name and a password (RFC 7617, section 2).
fn basic(user: &str, password: &SecretString) -> Result<HeaderValue, BuildError> {
    let invalid = |what| BuildError::InvalidCredentials { what };
    if user.contains(':') || user.contains(char::is_control) {
        return Err(invalid("user name"));
    }
    if password.expose_secret().contains(char::is_control) {
        return Err(invalid("password"));
    }
    let pair = SecretString::from(format!("{user}:{}", password.expose_secret()));
    let encoded = BASE64_STANDARD.encode(pair.expose_secret());
    let mut header = HeaderValue::try_from(format!("Basic {encoded}")).map_err(|_| invalid("password"))?;
    header.set_sensitive(true);
    Ok(header)
}

/// Returns how a key travels.
fn api_key(place: KeyPlace, name: &str, key: &SecretString) -> Result<Authorizer, BuildError> {
    const INVALID: BuildError = BuildError::InvalidCredentials { what: "API key" };
    let text = key.expose_secret();
    if text.is_empty() {
        return Err(INVALID);
    }
    let pair = || SecretString::from(format!("{}={}", escape(name), escape(text)));
    Ok(match place {
        KeyPlace::Header => {
            let mut value = HeaderValue::from_str(text).map_err(|_| INVALID)?;
            value.set_sensitive(true);
            Authorizer::Header(HeaderName::try_from(name).map_err(|_| INVALID)?, value)
        }
        KeyPlace::Query => Authorizer::Query(pair()),
        KeyPlace::Cookie => Authorizer::Cookie(pair()),
    })
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
                &["call `.credentials(Credentials::from_env()?)` or `.credentials(Profile::new())`"][..]
            }
            AuthScheme::SigV4 { .. } => &["enable the feature `sigv4` of docwright-runtime"],
            AuthScheme::OAuth2 { .. } if cfg!(feature = "oauth2") => {
                &["call `.oauth2(OAuth2::client_credentials(…))`", "call `.bearer_token(…)`"]
            }
            AuthScheme::OAuth2 { .. } | AuthScheme::Bearer => &["call `.bearer_token(…)`"],
            AuthScheme::Basic => &["call `.basic(…, …)`"],
            AuthScheme::ApiKey { .. } => &["call `.api_key(…)`"],
        })
        .copied()
        .collect();
    ways.dedup();
    ways.join(", or ")
}

#[cfg(test)]
mod tests {
    use http::header::COOKIE;

    use super::*;
    use crate::{Protocol, client::Mode};

    fn authorized(
        scheme: AuthScheme,
        identities: &Identities,
        uri: &str,
    ) -> Result<Request<Bytes>, BuildError> {
        let service = ServiceInfo {
            name: "lamps",
            version: "1",
            endpoint: "https://example.com",
            protocol: Protocol::HttpJson,
            auth: Box::leak(Box::new([scheme])),
        };
        let authorizer = Authorizer::choose(&service, identities, &|| None, &|text| Ok(text.to_owned()))?;
        assert!(!format!("{authorizer:?} {identities:?}").contains("hush"), "{authorizer:?}");
        let mut request = Request::builder().uri(uri).header(COOKIE, "a=b").body(Bytes::new()).unwrap();
        let transport = |_: Request<Bytes>| async { Ok(http::Response::new(Bytes::new())) };
        let driver = Driver { mode: Mode::Async, transport: std::sync::Arc::new(transport), sleeper: None };
        let info = OperationInfo::new("Act", http::Method::GET, "/");
        let clock = Clock::system();
        let mut authorizing = Box::pin(authorizer.authorize(&mut request, &info, false, &driver, &clock));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(authorizing.as_mut().poll(&mut context).is_ready());
        drop(authorizing);
        Ok(request)
    }

    #[test]
    fn passwords() {
        let identities = |user: &str, password: &str| Identities {
            basic: Some((user.to_owned(), password.to_owned().into())),
            ..Identities::default()
        };
        let request =
            authorized(AuthScheme::Basic, &identities("me", "hush:é"), "https://example.com/").unwrap();
        assert_eq!(
            request.headers()[AUTHORIZATION],
            format!("Basic {}", BASE64_STANDARD.encode("me:hush:é"))
        );
        assert!(request.headers()[AUTHORIZATION].is_sensitive());
        for (user, password, what) in [("a:b", "c", "user name"), ("a", "b\n", "password")] {
            let error = authorized(AuthScheme::Basic, &identities(user, password), "https://example.com/")
                .unwrap_err();
            assert_eq!(error, BuildError::InvalidCredentials { what });
        }
        let error =
            authorized(AuthScheme::Basic, &Identities::default(), "https://example.com/").unwrap_err();
        assert!(error.to_string().contains(".basic("), "{error}");
    }

    #[test]
    fn keys_travel_where_the_documentation_says() {
        let identities =
            |key: &str| Identities { api_key: Some(key.to_owned().into()), ..Identities::default() };
        let scheme = |place| AuthScheme::ApiKey { place, name: "x-key" };
        let request =
            authorized(scheme(KeyPlace::Header), &identities("hush&"), "https://example.com/").unwrap();
        assert_eq!(request.headers()["x-key"], "hush&");
        assert!(request.headers()["x-key"].is_sensitive());
        for (uri, expected) in [
            ("https://example.com/", "https://example.com/?x-key=hush%26"),
            ("https://example.com/a?b=c", "https://example.com/a?b=c&x-key=hush%26"),
        ] {
            let request = authorized(scheme(KeyPlace::Query), &identities("hush&"), uri).unwrap();
            assert_eq!(request.uri(), expected);
        }
        let request =
            authorized(scheme(KeyPlace::Cookie), &identities("hush&"), "https://example.com/").unwrap();
        assert_eq!(request.headers()[COOKIE], "a=b; x-key=hush%26");
        let error =
            authorized(scheme(KeyPlace::Header), &identities("a\nb"), "https://example.com/").unwrap_err();
        assert_eq!(error, BuildError::InvalidCredentials { what: "API key" });
        let error = authorized(scheme(KeyPlace::Query), &identities(""), "https://example.com/").unwrap_err();
        assert_eq!(error, BuildError::InvalidCredentials { what: "API key" });
    }
}
