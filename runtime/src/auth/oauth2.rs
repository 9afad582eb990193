//! OAuth 2.0 (RFC 6749), over the client's own transport.
//!
//! A token is fetched at the first call, kept until shortly before it expires, and fetched once however many calls
//! wait for it, whichever of them are cancelled. If fetching fails, all that waited fail with it; the next call tries again.

mod grant;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::{HeaderValue, Uri};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

pub use self::grant::{ClientAuthentication, OAuth2};
use super::{bearer_header, flight::Flights};
use crate::{
    BuildError, ClientError, ClientErrorKind, Clock, Transport, client::Driver, endpoint::Endpoint, failure,
};

/// How long before its end a token is no longer used, unless it lives for less than ten times as long.
const MARGIN: Duration = Duration::from_secs(60);

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

/// What is kept for one set of scopes.
#[derive(Default)]
struct Kept {
    token: Option<Token>,
    fetches: Flights<Result<HeaderValue, ClientError>>,
}

/// Fetches and keeps tokens for one client.
#[derive(Clone)]
pub(crate) struct TokenSource(Arc<Shared>);

struct Shared {
    client: OAuth2,
    url: Uri,
    /// By the scopes that were asked for.
    kept: Mutex<BTreeMap<String, Kept>>,
    refresh_token: Mutex<Option<SecretString>>,
}

/// A token for one attempt.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) header: HeaderValue,
    /// Whether it was there already.
    pub(crate) was_kept: bool,
}

impl TokenSource {
    pub(crate) fn new(
        client: OAuth2,
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
        Ok(Self(Arc::new(Shared { client, url, kept: Mutex::default(), refresh_token: Mutex::default() })))
    }

    /// Returns the `Authorization` header of a token that is good for a while, and for an operation that documents scopes.
    pub(crate) async fn token(
        &self,
        documented_scopes: &[&str],
        driver: &Driver,
        clock: &Clock,
    ) -> Result<Issued, ClientError> {
        let scopes = self.0.client.scopes_for(documented_scopes);
        let fetching = {
            let mut all = lock(&self.0.kept);
            let kept = all.entry(scopes.clone()).or_default();
            if let Some(token) = kept.token.as_ref().filter(|token| token.is_fresh(clock.now())) {
                return Ok(Issued { header: token.header.clone(), was_kept: true });
            }
            kept.fetches.join(driver.mode, || {
                let shared = Arc::clone(&self.0);
                let (transport, clock) = (Arc::clone(&driver.transport), clock.clone());
                Box::pin(async move {
                    let token = shared.fetch(&scopes, &*transport, &clock).await?;
                    let header = token.header.clone();
                    lock(&shared.kept).entry(scopes).or_default().token = Some(token);
                    Ok(header)
                })
            })
        };
        Ok(Issued { header: fetching.await?, was_kept: false })
    }

    /// Drops a token that the service did not accept, unless another has taken its place.
    pub(crate) fn forget(&self, header: &HeaderValue) {
        for kept in lock(&self.0.kept).values_mut() {
            if kept.token.as_ref().is_some_and(|token| token.header == *header) {
                kept.token = None;
            }
        }
    }
}

/// Nothing panics while these are held; if it did, a token or none is still a valid state.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Fetches a token: with the refresh token, if there is one that is still accepted, or else by the grant.
    async fn fetch(
        &self,
        scopes: &str,
        transport: &dyn Transport,
        clock: &Clock,
    ) -> Result<Token, ClientError> {
        let refresh_token = lock(&self.refresh_token).clone();
        let Some(refresh_token) = refresh_token else {
            return self.exchange(scopes, None, transport, clock).await;
        };
        let refreshed = self.exchange(scopes, Some(&refresh_token), transport, clock).await;
        match &refreshed {
            // The password is still there.
            Err(error) if matches!(error.status(), Some(400 | 401)) && !self.client.refreshes() => {
                *lock(&self.refresh_token) = None;
                self.exchange(scopes, None, transport, clock).await
            }
            _ => refreshed,
        }
    }

    async fn exchange(
        &self,
        scopes: &str,
        refresh_token: Option<&SecretString>,
        transport: &dyn Transport,
        clock: &Clock,
    ) -> Result<Token, ClientError> {
        let request = self.client.request(&self.url, scopes, refresh_token)?;
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
        if let Some(token) = answer.refresh_token.as_ref().filter(|_| self.client.keeps_refresh_tokens()) {
            *lock(&self.refresh_token) = Some(token.clone());
            self.client.keep_refresh_token(token.expose_secret());
        }
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
            .field("client", &self.0.client)
            .field("url", &self.0.url)
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
    refresh_token: Option<SecretString>,
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
