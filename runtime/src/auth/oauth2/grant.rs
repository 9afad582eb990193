//! How a client gets its tokens: the grants of OAuth 2.0.

use std::{error::Error, fmt, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Uri,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use secrecy::{ExposeSecret, SecretString};

use super::refused;
use crate::{ClientError, param};

/// Makes the assertion of a JWT bearer grant.
type MakeAssertion = dyn Fn() -> Result<String, Box<dyn Error + Send + Sync>> + Send + Sync;

/// Keeps a refresh token for later.
type KeepToken = dyn Fn(&str) + Send + Sync;

/// A client of OAuth 2.0, and what it shows to get a token.
#[derive(Clone)]
pub struct OAuth2 {
    client_id: String,
    client_secret: Option<SecretString>,
    grant: Grant,
    scopes: Vec<String>,
    per_operation: bool,
    parameters: Vec<(String, SecretString)>,
    pub(super) token_url: Option<String>,
    style: ClientAuthentication,
    on_refresh_token: Option<Arc<KeepToken>>,
}

/// What a client shows to get a token.
#[derive(Clone)]
enum Grant {
    /// Nothing but itself (RFC 6749, section 4.4).
    ClientCredentials,
    /// A user's name and password (RFC 6749, section 4.3).
    Password { user: String, password: SecretString },
    /// A signed assertion (RFC 7523, section 2.1).
    JwtBearer(Arc<MakeAssertion>),
    /// What a user was sent back with (RFC 6749, section 4.1), once.
    AuthorizationCode { code: SecretString, redirect_uri: String, verifier: Option<SecretString> },
    /// A refresh token (RFC 6749, section 6).
    RefreshToken,
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

impl OAuth2 {
    fn new(client_id: impl Into<String>, grant: Grant) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: None,
            grant,
            scopes: Vec::new(),
            per_operation: false,
            parameters: Vec::new(),
            token_url: None,
            style: ClientAuthentication::default(),
            on_refresh_token: None,
        }
    }

    /// Returns a client that acts for itself.
    pub fn client_credentials(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self::new(client_id, Grant::ClientCredentials).secret(client_secret)
    }

    /// Returns a client that acts for a user whose password it knows.
    pub fn password(
        client_id: impl Into<String>,
        user: impl Into<String>,
        password: impl Into<String>,
    ) -> Self {
        Self::new(client_id, Grant::Password { user: user.into(), password: password.into().into() })
    }

    /// Returns a client that shows an assertion, which `assertion` makes and signs anew each time.
    pub fn jwt_bearer<E>(
        client_id: impl Into<String>,
        assertion: impl Fn() -> Result<String, E> + Send + Sync + 'static,
    ) -> Self
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self::new(client_id, Grant::JwtBearer(Arc::new(move || assertion().map_err(Into::into))))
    }

    /// Returns a client that shows the code with which a user was sent back to `redirect_uri`. From then on it refreshes its
    /// tokens.
    pub fn authorization_code(
        client_id: impl Into<String>,
        code: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        let (code, redirect_uri) = (code.into().into(), redirect_uri.into());
        Self::new(client_id, Grant::AuthorizationCode { code, redirect_uri, verifier: None })
    }

    /// Returns a client that refreshes tokens, beginning with the refresh token that it was once given.
    pub fn refresh_token(client_id: impl Into<String>, token: impl Into<String>) -> Self {
        let client = Self::new(client_id, Grant::RefreshToken);
        client.parameter_secret("refresh_token", token.into().into())
    }

    /// Sets the client's secret; without one it is a public client.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.client_secret = Some(secret.into().into());
        self
    }

    /// Sets the verifier whose challenge the user was sent away with (RFC 7636).
    #[must_use]
    pub fn code_verifier(mut self, text: impl Into<String>) -> Self {
        if let Grant::AuthorizationCode { verifier, .. } = &mut self.grant {
            *verifier = Some(text.into().into());
        }
        self
    }

    /// Adds a scope to ask for.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Asks for a token per scope that operations document, instead of one for all: for each call, the one that its
    /// documentation names first. Operations that document none get the scopes that were added.
    ///
    /// A user's consent is for certain scopes; with a code or a refresh token this changes nothing.
    #[must_use]
    pub fn scopes_per_operation(mut self) -> Self {
        self.per_operation = true;
        self
    }

    /// Adds a parameter to the form, such as an `audience`.
    #[must_use]
    pub fn parameter(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameter_secret(name, value.into().into())
    }

    fn parameter_secret(mut self, name: impl Into<String>, value: SecretString) -> Self {
        self.parameters.push((name.into(), value));
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

    /// Sets what is called with each new refresh token, to keep it: the one before is perhaps not good any more.
    #[must_use]
    pub fn on_refresh_token(mut self, keep: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.on_refresh_token = Some(Arc::new(keep));
        self
    }

    /// Returns the scopes that a token for an operation is asked for.
    pub(super) fn scopes_for(&self, documented: &[&str]) -> String {
        match documented.first() {
            Some(scope) if self.per_operation && !self.refreshes() => (*scope).to_owned(),
            _ => self.scopes.join(" "),
        }
    }

    /// Whether the grant stands at the beginning alone, and tokens are refreshed from then on.
    pub(super) fn refreshes(&self) -> bool {
        matches!(self.grant, Grant::AuthorizationCode { .. } | Grant::RefreshToken)
    }

    /// Whether refresh tokens are used that a token comes with. Where the grant itself can be shown again without
    /// anything of a user's, it is.
    pub(super) fn keeps_refresh_tokens(&self) -> bool {
        !matches!(self.grant, Grant::ClientCredentials | Grant::JwtBearer(_))
    }

    pub(super) fn keep_refresh_token(&self, token: &str) {
        if let Some(keep) = &self.on_refresh_token {
            keep(token);
        }
    }

    /// Returns the request for a token: with a refresh token if there is one, or else by the grant.
    pub(super) fn request(
        &self,
        url: &Uri,
        scopes: &str,
        refresh_token: Option<&SecretString>,
    ) -> Result<Request<Bytes>, ClientError> {
        let mut form = Form::default();
        match (refresh_token, &self.grant) {
            (Some(token), _) => {
                form.add("grant_type", "refresh_token");
                form.add("refresh_token", token.expose_secret());
            }
            (None, Grant::ClientCredentials) => form.add("grant_type", "client_credentials"),
            (None, Grant::Password { user, password }) => {
                form.add("grant_type", "password");
                form.add("username", user);
                form.add("password", password.expose_secret());
            }
            (None, Grant::JwtBearer(make)) => {
                // The cause may repeat the key that it could not use.
                let assertion = make().map_err(|_| refused("no assertion could be made"))?;
                form.add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                form.add("assertion", &assertion);
            }
            (None, Grant::AuthorizationCode { code, redirect_uri, verifier }) => {
                form.add("grant_type", "authorization_code");
                form.add("code", code.expose_secret());
                form.add("redirect_uri", redirect_uri);
                if let Some(verifier) = verifier {
                    form.add("code_verifier", verifier.expose_secret());
                }
            }
            (None, Grant::RefreshToken) => form.add("grant_type", "refresh_token"),
        }
        // A code has its scopes already.
        if !scopes.is_empty() && !matches!(self.grant, Grant::AuthorizationCode { .. }) {
            form.add("scope", scopes);
        }
        for (name, value) in &self.parameters {
            if !(name == "refresh_token" && refresh_token.is_some()) {
                form.add(name, value.expose_secret());
            }
        }
        let basic = self.client_secret.as_ref().filter(|_| self.style == ClientAuthentication::Basic);
        if basic.is_none() {
            form.add("client_id", &self.client_id);
            if let Some(secret) = &self.client_secret {
                form.add("client_secret", secret.expose_secret());
            }
        }
        let mut request = Request::new(Bytes::from(form.0));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(secret) = basic {
            let pair =
                format!("{}:{}", param::escape(&self.client_id), param::escape(secret.expose_secret()));
            let mut basic = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(pair)))
                .map_err(|_| refused("the client's secret cannot stand in a header"))?;
            basic.set_sensitive(true);
            headers.insert(AUTHORIZATION, basic);
        }
        Ok(request)
    }

    /// Returns what a token endpoint says, unless it repeats a secret or says it in control characters.
    pub(super) fn presentable<'a>(&self, text: &'a str) -> Option<&'a str> {
        let mut secrets: Vec<&SecretString> =
            self.client_secret.iter().chain(self.parameters.iter().map(|(_, value)| value)).collect();
        match &self.grant {
            Grant::Password { password, .. } => secrets.push(password),
            Grant::AuthorizationCode { code, verifier, .. } => {
                secrets.extend([code].into_iter().chain(verifier))
            }
            Grant::ClientCredentials | Grant::JwtBearer(_) | Grant::RefreshToken => {}
        }
        let mut secrets = secrets.into_iter().map(ExposeSecret::expose_secret);
        let repeats = secrets.any(|secret| !secret.is_empty() && text.contains(secret));
        (!repeats && !text.is_empty() && text.len() <= 500 && !text.contains(char::is_control))
            .then_some(text)
    }
}

/// A form that is being written.
#[derive(Default)]
struct Form(String);

impl Form {
    fn add(&mut self, name: &str, value: &str) {
        let separator = if self.0.is_empty() { "" } else { "&" };
        self.0 += &format!("{separator}{}={}", param::escape(name), param::escape(value));
    }
}

/// Shows neither secrets nor parameters.
impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grant = match self.grant {
            Grant::ClientCredentials => "client credentials",
            Grant::Password { .. } => "password",
            Grant::JwtBearer(_) => "JWT bearer",
            Grant::AuthorizationCode { .. } => "authorization code",
            Grant::RefreshToken => "refresh token",
        };
        f.debug_struct("OAuth2")
            .field("client_id", &self.client_id)
            .field("grant", &grant)
            .field("scopes", &self.scopes)
            .field("token_url", &self.token_url)
            .field("style", &self.style)
            .finish_non_exhaustive()
    }
}
