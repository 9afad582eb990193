//! How a client is configured.

mod error;

use std::{collections::BTreeMap, fmt, marker::PhantomData, sync::Arc, time::Duration};

use http::HeaderValue;

pub use self::error::BuildError;

#[cfg(feature = "oauth2")]
use crate::OAuth2;
#[cfg(any(feature = "blocking", feature = "transport"))]
use crate::transport::{Proxy, TransportConfig};
#[cfg(feature = "sigv4")]
use crate::{AuthScheme, ProvideCredentials, auth::credentials};
use crate::{
    Client, Clock, RetryPolicy, ServiceInfo, Sleeper, Transport,
    auth::{Authorizer, Identities},
    client::{self, Driver, Mode},
    endpoint::{self, Endpoint},
    retry::Budget,
};

/// The environment variables that name a region, in order of preference.
const REGION_VARIABLES: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// Looks a name of the environment up; `std::env::var` but in tests.
type Lookup = fn(&str) -> Option<String>;

/// Configures a client, generated (`C`) or bare.
#[must_use = "nothing is built before `build()`"]
pub struct ClientBuilder<C = Client> {
    service: &'static ServiceInfo,
    region: Option<String>,
    variables: BTreeMap<String, String>,
    endpoint: Option<String>,
    identities: Identities,
    transport: Option<Arc<dyn Transport>>,
    #[cfg(feature = "blocking")]
    blocking_transport: Option<Arc<dyn Transport>>,
    #[cfg(any(feature = "blocking", feature = "transport"))]
    transport_config: TransportConfig,
    user_agent: Option<String>,
    validates: bool,
    clock: Clock,
    sleeper: Option<Sleeper>,
    retry: RetryPolicy,
    timeout: Option<Duration>,
    attempt_timeout: Duration,
    environment: Lookup,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Returns a builder for a service.
    pub fn new(service: &'static ServiceInfo) -> Self {
        Self {
            service,
            region: None,
            variables: BTreeMap::new(),
            endpoint: None,
            identities: Identities::default(),
            transport: None,
            #[cfg(feature = "blocking")]
            blocking_transport: None,
            #[cfg(any(feature = "blocking", feature = "transport"))]
            transport_config: TransportConfig::default(),
            user_agent: None,
            validates: true,
            clock: Clock::system(),
            sleeper: None,
            retry: RetryPolicy::new(),
            timeout: None,
            attempt_timeout: Duration::from_secs(60),
            environment: |name| std::env::var(name).ok().filter(|value| !value.is_empty()),
            client: PhantomData,
        }
    }

    /// Sets the region, such as `eu-central-1`. Without it, `AWS_REGION` and `AWS_DEFAULT_REGION` are asked, and for AWS's
    /// services the profile that `AWS_PROFILE` names.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets a variable of the service's endpoint.
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Sets the base URL, instead of the documented one. Without it, `AWS_ENDPOINT_URL_<SERVICE>` and `AWS_ENDPOINT_URL` are
    /// asked for AWS's services.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Sets the AWS credentials that requests are signed with, or what provides them.
    #[cfg(feature = "sigv4")]
    pub fn credentials(mut self, credentials: impl ProvideCredentials) -> Self {
        self.identities.credentials = Some(Arc::new(credentials));
        self
    }

    /// Sets a ready-made bearer token.
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.identities.bearer = Some(token.into().into());
        self
    }

    /// Sets a user name and a password.
    pub fn basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.identities.basic = Some((user.into(), password.into().into()));
        self
    }

    /// Sets an API key.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.identities.api_key = Some(key.into().into());
        self
    }

    /// Sets the OAuth 2.0 client that tokens are fetched for.
    #[cfg(feature = "oauth2")]
    pub fn oauth2(mut self, client: OAuth2) -> Self {
        self.identities.oauth2 = Some(client);
        self
    }

    /// Sends requests without credentials, even if the service documents some.
    pub fn anonymous(mut self) -> Self {
        self.identities = Identities { anonymous: true, ..Identities::default() };
        self
    }

    /// Sets the transport, instead of the default one.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets the transport of calls that are waited for, instead of the default one. Without it that is what
    /// [`Self::transport`] sets, if anything: it has to do without a runtime then.
    #[cfg(feature = "blocking")]
    pub fn blocking_transport(mut self, transport: impl Transport) -> Self {
        self.blocking_transport = Some(Arc::new(transport));
        self
    }

    /// Sets the proxy that the default transports go through; by default the environment names it.
    #[cfg(any(feature = "blocking", feature = "transport"))]
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.transport_config.proxy = proxy;
        self
    }

    /// Sets how often and how fast calls are repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets how long a call may take, all attempts and the pauses between them together; there is no limit by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets how long one attempt may take, from authorising it to the last byte of the answer; 60 seconds by default. Of an
    /// answer that is a stream, it is the time to its beginning, and between its chunks.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        #[cfg(any(feature = "blocking", feature = "transport"))]
        {
            self.transport_config.timeout = timeout;
        }
        self
    }

    /// Sets how long connecting may take, TLS included; 10 seconds by default.
    #[cfg(any(feature = "blocking", feature = "transport"))]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.transport_config.connect_timeout = timeout;
        self
    }

    /// Sets how long a connection is kept that nothing uses; 60 seconds by default.
    #[cfg(any(feature = "blocking", feature = "transport"))]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.transport_config.idle_timeout = timeout;
        self
    }

    /// Sets how large the body of an answer may be; 64 MiB by default.
    #[cfg(any(feature = "blocking", feature = "transport"))]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.transport_config.max_response_bytes = bytes;
        self
    }

    /// Appends to the user agent, such as `my-app/1.2`.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// Sends inputs without checking them against what the documentation demands of them; see
    /// [`validation`](crate::validation).
    pub fn skip_validation(mut self) -> Self {
        self.validates = false;
        self
    }

    /// Sets the clock that signatures and tokens go by; for tests.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets how the client waits; for tests, and where there is no tokio. Without tokio and without a sleeper there are no
    /// timeouts, and no pauses after which a call could be repeated.
    pub fn sleeper(mut self, sleeper: Sleeper) -> Self {
        self.sleeper = Some(sleeper);
        self
    }

    #[cfg(test)]
    fn environment(mut self, environment: Lookup) -> Self {
        self.environment = environment;
        self
    }

    /// Returns the client.
    ///
    /// # Errors
    /// If something is missing or wrong; the error says what to call.
    pub fn build(self) -> Result<C, BuildError> {
        let region = || {
            let named = || REGION_VARIABLES.into_iter().find_map(self.environment);
            self.region.clone().or_else(named).or_else(|| self.configured_region())
        };
        let variable = |name: &str| match self.variables.get(name) {
            Some(value) => Some(value.clone()),
            None if name == "region" => region(),
            None => None,
        };
        let expand = |template: &str| endpoint::expand(template, variable);
        let endpoint = match &self.endpoint.clone().or_else(|| self.configured_endpoint()) {
            Some(url) => Endpoint::parse(url)?,
            None => Endpoint::parse(&expand(self.service.endpoint)?)?,
        };
        let authorizer = Authorizer::choose(self.service, &self.identities, &|| variable("region"), &expand)?;
        let client = Client::new(client::Inner {
            service: self.service,
            endpoint,
            authorizer,
            driver: Driver {
                mode: Mode::Async,
                transport: self.transport_or_default()?,
                sleeper: self.sleeper_or_default(),
            },
            #[cfg(feature = "blocking")]
            blocking: self.blocking_driver()?,
            user_agent: self.agent()?,
            clock: self.clock,
            validates: self.validates,
            budget: Budget::new(self.retry.budget),
            retry: self.retry,
            timeout: self.timeout,
            attempt_timeout: Some(self.attempt_timeout),
        });
        Ok(C::from(client))
    }

    /// Returns what the service is called where AWS's services are configured.
    #[cfg(feature = "sigv4")]
    fn aws_name(&self) -> Option<&'static str> {
        self.service.auth.iter().find_map(|scheme| match scheme {
            AuthScheme::SigV4 { service } => Some(*service),
            _ => None,
        })
    }

    #[cfg(feature = "sigv4")]
    fn configured_region(&self) -> Option<String> {
        self.aws_name().and_then(|_| credentials::configured_region(self.environment))
    }

    #[cfg(not(feature = "sigv4"))]
    fn configured_region(&self) -> Option<String> {
        None
    }

    #[cfg(feature = "sigv4")]
    fn configured_endpoint(&self) -> Option<String> {
        let name = self.aws_name()?.to_ascii_uppercase().replace('-', "_");
        if (self.environment)("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_some_and(|value| value == "true") {
            return None;
        }
        let own = (self.environment)(&format!("AWS_ENDPOINT_URL_{name}"));
        own.or_else(|| (self.environment)("AWS_ENDPOINT_URL"))
    }

    #[cfg(not(feature = "sigv4"))]
    fn configured_endpoint(&self) -> Option<String> {
        None
    }

    fn transport_or_default(&self) -> Result<Arc<dyn Transport>, BuildError> {
        match &self.transport {
            Some(transport) => Ok(Arc::clone(transport)),
            #[cfg(feature = "transport")]
            None => Ok(Arc::new(crate::transport::HyperTransport::new(self.transport_config.clone())?)),
            #[cfg(all(feature = "blocking", not(feature = "transport")))]
            None => Ok(Arc::new(NoTransport)),
            #[cfg(not(any(feature = "blocking", feature = "transport")))]
            None => Err(BuildError::MissingTransport),
        }
    }

    #[cfg(feature = "blocking")]
    fn blocking_driver(&self) -> Result<Driver, BuildError> {
        let transport = match self.blocking_transport.as_ref().or(self.transport.as_ref()) {
            Some(transport) => Arc::clone(transport),
            None => Arc::new(crate::transport::UreqTransport::new(self.transport_config.clone())?),
        };
        let sleeper = self.sleeper.clone().unwrap_or_else(crate::blocking::sleeper);
        Ok(Driver { mode: Mode::Blocking, transport, sleeper: Some(sleeper) })
    }

    fn sleeper_or_default(&self) -> Option<Sleeper> {
        #[cfg(feature = "transport")]
        let default = Some(Sleeper::tokio());
        #[cfg(not(feature = "transport"))]
        let default = None;
        self.sleeper.clone().or(default)
    }

    fn agent(&self) -> Result<HeaderValue, BuildError> {
        let ServiceInfo { name, version, .. } = self.service;
        let mut agent = format!("docwright-runtime/{} {name}/{version}", env!("CARGO_PKG_VERSION"));
        if let Some(suffix) = &self.user_agent {
            agent.extend([" ", suffix]);
        }
        HeaderValue::from_str(&agent).map_err(|_| BuildError::InvalidUserAgent)
    }
}

/// Stands for the transport of calls that are awaited, where there is none.
#[cfg(all(feature = "blocking", not(feature = "transport")))]
struct NoTransport;

#[cfg(all(feature = "blocking", not(feature = "transport")))]
impl Transport for NoTransport {
    fn send(&self, _: http::Request<bytes::Bytes>) -> crate::transport::TransportFuture {
        use crate::{TransportError, transport::TransportErrorKind};

        let reason =
            "this client can be waited for, not awaited: call `.wait()`, or give its builder a transport";
        Box::pin(std::future::ready(Err(TransportError::new(TransportErrorKind::Unusable, reason))))
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("service", &self.service.name)
            .field("region", &self.region)
            .field("variables", &self.variables)
            .field("endpoint", &self.endpoint)
            .field("identities", &self.identities)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{Request, Response};

    use super::*;
    #[cfg(feature = "sigv4")]
    use crate::Credentials;
    use crate::{AuthScheme, Protocol};

    const LAMPS: ServiceInfo = ServiceInfo {
        name: "lamps",
        version: "1",
        endpoint: "https://lamps.{region}.example.com",
        protocol: Protocol::RestJson,
        auth: &[
            AuthScheme::SigV4 { service: "lamps" },
            AuthScheme::OAuth2 { token_url: "https://{tenant}/token" },
        ],
    };
    const OPEN: ServiceInfo = ServiceInfo { auth: &[], endpoint: "https://example.com", ..LAMPS };

    fn builder(service: &'static ServiceInfo) -> ClientBuilder {
        ClientBuilder::new(service)
            .environment(|_| None)
            .transport(|_: Request<Bytes>| async { Ok(Response::new(Bytes::new())) })
    }

    #[test]
    fn the_region_comes_from_the_call_or_the_environment() {
        let endpoint =
            |builder: ClientBuilder| builder.anonymous().build().map(|client| client.endpoint().to_owned());
        assert_eq!(endpoint(builder(&LAMPS)), Err(BuildError::MissingRegion));
        assert_eq!(endpoint(builder(&LAMPS).region("north")).unwrap(), "https://lamps.north.example.com");
        let both: Lookup =
            |name| name.ends_with("REGION").then(|| name.to_ascii_lowercase().replace('_', "-"));
        assert_eq!(
            endpoint(builder(&LAMPS).environment(both)).unwrap(),
            "https://lamps.aws-region.example.com"
        );
        let fallback: Lookup = |name| (name == "AWS_DEFAULT_REGION").then(|| "south".to_owned());
        assert_eq!(
            endpoint(builder(&LAMPS).environment(fallback)).unwrap(),
            "https://lamps.south.example.com"
        );
        let called = builder(&LAMPS).environment(fallback).region("north");
        assert_eq!(endpoint(called).unwrap(), "https://lamps.north.example.com");
        assert_eq!(
            endpoint(builder(&LAMPS).endpoint("http://localhost:1/x/")).unwrap(),
            "http://localhost:1/x"
        );
    }

    #[test]
    fn what_is_missing_is_said_with_what_to_call() {
        let error = builder(&LAMPS).build().unwrap_err().to_string();
        assert_eq!(error, "no region: call `.region(…)` or set AWS_REGION");
        let error = builder(&LAMPS).region("north").build().unwrap_err().to_string();
        assert!(error.starts_with("no credentials for lamps: "), "{error}");
        #[cfg(all(feature = "sigv4", feature = "oauth2"))]
        assert_eq!(
            error,
            "no credentials for lamps: call `.credentials(Credentials::from_env()?)` or \
             `.credentials(Profile::new())`, or call \
             `.oauth2(OAuth2::client_credentials(…))`, or call `.bearer_token(…)`"
        );
        let error = builder(&OPEN).user_agent("line\nbreak").build().unwrap_err();
        assert_eq!(error, BuildError::InvalidUserAgent);
    }

    #[cfg(feature = "sigv4")]
    #[test]
    fn the_endpoint_of_aws_may_come_from_the_environment() {
        let endpoint = |service, environment| {
            let builder = builder(service).environment(environment).region("north").anonymous();
            builder.build().unwrap().endpoint().to_owned()
        };
        let own: Lookup =
            |name| name.starts_with("AWS_ENDPOINT_URL").then(|| format!("http://{}", name.to_lowercase()));
        assert_eq!(endpoint(&LAMPS, own), "http://aws_endpoint_url_lamps");
        let all: Lookup = |name| (name == "AWS_ENDPOINT_URL").then(|| "http://localhost:1".to_owned());
        assert_eq!(endpoint(&LAMPS, all), "http://localhost:1");
        assert_eq!(endpoint(&OPEN, all), "https://example.com", "it is none of AWS's");
        let ignored: Lookup = |name| match name {
            "AWS_ENDPOINT_URL" => Some("http://localhost:1".to_owned()),
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS" => Some("true".to_owned()),
            _ => None,
        };
        assert_eq!(endpoint(&LAMPS, ignored), "https://lamps.north.example.com");
    }

    #[cfg(feature = "sigv4")]
    #[test]
    fn a_signature_needs_a_region_even_where_the_endpoint_does_not() {
        let builder =
            || builder(&LAMPS).endpoint("http://localhost").credentials(Credentials::new("id", "secret"));
        assert_eq!(builder().build().unwrap_err(), BuildError::MissingRegion);
        assert!(builder().region("north").build().is_ok());
        assert!(builder().variable("region", "north").build().is_ok());
    }

    #[cfg(feature = "oauth2")]
    #[test]
    fn the_token_endpoint_has_the_same_variables() {
        let builder = || builder(&LAMPS).region("north").oauth2(OAuth2::client_credentials("id", "secret"));
        let missing = BuildError::MissingVariable { name: "tenant".to_owned() };
        assert_eq!(builder().build().unwrap_err(), missing);
        assert!(builder().variable("tenant", "example.com").build().is_ok());
    }

    #[test]
    fn a_bearer_token_is_used_wherever_it_is_given() {
        for token in ["", "line\nbreak"] {
            let error = builder(&OPEN).bearer_token(token).build().unwrap_err();
            assert_eq!(error, BuildError::InvalidCredentials { what: "bearer token" });
        }
        let client = builder(&OPEN).bearer_token("hush").build().unwrap();
        assert!(!format!("{client:?}").contains("hush"), "{client:?}");
    }

    #[test]
    fn secrets_are_not_shown() {
        let builder = builder(&LAMPS).bearer_token("hush");
        #[cfg(feature = "sigv4")]
        let builder = builder.credentials(Credentials::new("id", "hush").session_token("hush"));
        #[cfg(feature = "oauth2")]
        let builder = builder.oauth2(OAuth2::client_credentials("id", "hush"));
        assert!(!format!("{builder:?}").contains("hush"), "{builder:?}");
    }

    #[cfg(not(any(feature = "blocking", feature = "transport")))]
    #[test]
    fn without_a_transport() {
        assert_eq!(ClientBuilder::<Client>::new(&OPEN).build().unwrap_err(), BuildError::MissingTransport);
    }
}
