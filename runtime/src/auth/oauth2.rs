//! OAuth 2.0 client credentials (RFC 6749, section 4.4), over the client's own transport.
//!
//! A token is fetched at the first call, kept until shortly before it expires, and fetched once however many calls
//! wait for it. If fetching fails, all that waited fail with it; the next call tries again.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Uri,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::bearer_header;
use crate::{BuildError, ClientError, ClientErrorKind, Clock, Transport, endpoint::Endpoint, failure, param};

/// How long before its end a token is no longer used, unless it lives for less than ten times as long.
const MARGIN: Duration = Duration::from_secs(60);

/// An OAuth 2.0 client that authenticates with a secret.
#[derive(Clone)]
pub struct ClientCredentials {
    client_id: String,
    client_secret: SecretString,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
    token_url: Option<String>,
    style: ClientAuthentication,
}

/// Where a client's secret stands in the request for a token (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// In the `Authorization` header, which every server has to understand.
    #[default]
    Basic,
    /// In the form, beside the grant.
    Body,
}

impl ClientCredentials {
    /// Returns a client that asks for no particular scope.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into().into(),
            scopes: Vec::new(),
            parameters: Vec::new(),
            token_url: None,
            style: ClientAuthentication::default(),
        }
    }

    /// Adds a scope to ask for.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Adds a parameter to the form, such as an `audience`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets the token endpoint, instead of the documented one.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sets where the secret stands.
    #[must_use]
    pub fn authentication(mut self, style: ClientAuthentication) -> Self {
        self.style = style;
        self
    }

    /// Returns the request for a token.
    fn request(&self, url: &Uri) -> Result<Request<Bytes>, ClientError> {
        let secret = self.client_secret.expose_secret();
        let scopes = self.scopes.join(" ");
        let mut form = vec![("grant_type", "client_credentials")];
        if !scopes.is_empty() {
            form.push(("scope", &scopes));
        }
        form.extend(self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        if self.style == ClientAuthentication::Body {
            form.extend([("client_id", self.client_id.as_str()), ("client_secret", secret)]);
        }
        let form: Vec<String> = form
            .iter()
            .map(|(name, value)| format!("{}={}", param::escape(name), param::escape(value)))
            .collect();

        let mut request = Request::new(Bytes::from(form.join("&")));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if self.style == ClientAuthentication::Basic {
            let pair = format!("{}:{}", param::escape(&self.client_id), param::escape(secret));
            let mut basic = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(pair)))
                .map_err(|_| refused("the client's secret cannot stand in a header"))?;
            basic.set_sensitive(true);
            headers.insert(AUTHORIZATION, basic);
        }
        Ok(request)
    }

    /// Returns what a token endpoint says, unless it repeats the secret or says it in control characters.
    fn presentable<'a>(&self, text: &'a str) -> Option<&'a str> {
        let secret = self.client_secret.expose_secret();
        let repeats = !secret.is_empty() && text.contains(secret);
        (!repeats && !text.is_empty() && text.len() <= 500 && !text.contains(char::is_control))
            .then_some(text)
    }
}

/// Shows neither secret nor parameters.
impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("client_id", &self.client_id)
            .field("scopes", &self.scopes)
            .field("token_url", &self.token_url)
            .field("style", &self.style)
            .finish_non_exhaustive()
    }
}

/// A token, as the header that carries it.
struct Token {
    header: HeaderValue,
    /// When it is no longer used; never, if the server did not say.
    expires: Option<Timestamp>,
}

impl Token {
    fn is_fresh(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }
}

/// What is known of the fetches so far.
#[derive(Default)]
struct History {
    token: Option<Token>,
    /// How many fetches have come to an end.
    finished: u64,
    /// Why the last one failed, if it did.
    failure: Option<ClientError>,
}

/// Fetches and keeps tokens for one client.
pub(crate) struct TokenSource {
    client: ClientCredentials,
    url: Uri,
    history: Mutex<History>,
    /// Held by whoever fetches.
    turn: tokio::sync::Mutex<()>,
}

impl TokenSource {
    pub(crate) fn new(
        client: ClientCredentials,
        documented_url: impl FnOnce() -> Result<String, BuildError>,
    ) -> Result<Self, BuildError> {
        let url = match &client.token_url {
            Some(url) => url.clone(),
            None => documented_url()?,
        };
        Endpoint::parse(&url)?;
        let url = url
            .parse()
            .map_err(|error| BuildError::InvalidEndpoint { url: url.clone(), reason: format!("{error}") })?;
        Ok(Self { client, url, history: Mutex::default(), turn: tokio::sync::Mutex::default() })
    }

    /// Returns the `Authorization` header of a token that is good for a while.
    pub(crate) async fn token(
        &self,
        transport: &dyn Transport,
        clock: &Clock,
    ) -> Result<HeaderValue, ClientError> {
        let seen = {
            let history = self.history();
            if let Some(token) = history.token.as_ref().filter(|token| token.is_fresh(clock.now())) {
                return Ok(token.header.clone());
            }
            history.finished
        };
        let _turn = self.turn.lock().await;
        {
            // Somebody may have fetched while this call waited for its turn.
            let history = self.history();
            if let Some(token) = history.token.as_ref().filter(|token| token.is_fresh(clock.now())) {
                return Ok(token.header.clone());
            }
            if let Some(failure) = history.failure.as_ref().filter(|_| history.finished > seen) {
                return Err(failure.clone());
            }
        }
        let fetched = self.fetch(transport, clock).await;
        let mut history = self.history();
        history.finished += 1;
        match fetched {
            Ok(token) => {
                let header = token.header.clone();
                history.token = Some(token);
                history.failure = None;
                Ok(header)
            }
            Err(error) => {
                history.token = None;
                history.failure = Some(error.clone());
                Err(error)
            }
        }
    }

    /// Drops a token that the service did not accept, unless another has taken its place.
    pub(crate) fn forget(&self, header: &HeaderValue) -> bool {
        let mut history = self.history();
        if history.token.as_ref().is_some_and(|token| token.header == *header) {
            history.token = None;
        }
        true
    }

    fn history(&self) -> MutexGuard<'_, History> {
        // Nothing panics while it is held; if it did, a token or none is still a valid state.
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self, transport: &dyn Transport, clock: &Clock) -> Result<Token, ClientError> {
        let request = self.client.request(&self.url)?;
        let asked = clock.now();
        let response = transport.send(request).await.map_err(|error| {
            ClientError::new(error.kind().into(), "no token could be fetched").because(error)
        })?;
        if !response.status().is_success() {
            return Err(self.refusal(response.status().as_u16(), response.body()));
        }
        // Neither the answer nor serde's opinion of it goes into the error: it may hold the token.
        let answer: TokenAnswer = serde_json::from_slice(response.body())
            .map_err(|_| refused("the token endpoint sent no token"))?;
        if !answer.token_type.as_deref().unwrap_or("bearer").eq_ignore_ascii_case("bearer") {
            return Err(refused("the token endpoint sent a token of another type than bearer"));
        }
        let header = bearer_header(&answer.access_token)
            .ok_or_else(|| refused("the token endpoint sent a token that cannot stand in a header"))?;
        Ok(Token { header, expires: answer.expires(asked) })
    }

    /// Returns the error for an answer that is no token (RFC 6749, section 5.2).
    fn refusal(&self, status: u16, body: &[u8]) -> ClientError {
        let json = failure::searchable(body);
        let said = ["/error", "/error/code", "/error_description", "/error/message"]
            .iter()
            .filter_map(|pointer| self.client.presentable(json.pointer(pointer)?.as_str()?))
            .collect::<Vec<_>>()
            .join(": ");
        let message = match said.as_str() {
            "" => format!("the token endpoint refused the client ({status})"),
            said => format!("the token endpoint refused the client ({status}): {said}"),
        };
        refused(&message).in_answer(status, None)
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSource")
            .field("client", &self.client)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// The answer of a token endpoint (RFC 6749, section 5.1).
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    token_type: Option<String>,
    /// Seconds; some servers send them as a string.
    expires_in: Option<Value>,
}

impl TokenAnswer {
    /// Returns when the token is no longer to be used, if it was asked for at `asked`.
    fn expires(&self, asked: Timestamp) -> Option<Timestamp> {
        let value = self.expires_in.as_ref()?;
        let seconds = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
        let lifetime = Duration::try_from_secs_f64(seconds).ok()?;
        let usable = lifetime.saturating_sub(MARGIN.min(lifetime / 10));
        asked.checked_add(usable).ok()
    }
}

fn refused(message: &str) -> ClientError {
    ClientError::new(ClientErrorKind::Credentials, message)
}

#[cfg(test)]
mod tests;
