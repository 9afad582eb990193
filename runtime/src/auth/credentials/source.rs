//! Credentials that are kept until shortly before they expire, and provided once for all who wait for them.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

use super::{Credentials, ProvideContext, ProvideCredentials};
use crate::{ClientError, ClientErrorKind, Clock, auth::flight::Flights, client::Driver};

/// How long before their end credentials are no longer used, if others can be had.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// Keeps what a provider provides.
pub(crate) struct CredentialSource(Arc<Shared>);

struct Shared {
    provider: Arc<dyn ProvideCredentials>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    credentials: Option<Credentials>,
    fetches: Flights<Result<Credentials, ClientError>>,
}

/// Credentials for one attempt.
pub(crate) struct Provided {
    pub(crate) credentials: Credentials,
    /// Whether they were there already.
    pub(crate) was_kept: bool,
}

impl CredentialSource {
    pub(crate) fn new(provider: Arc<dyn ProvideCredentials>) -> Self {
        Self(Arc::new(Shared { provider, kept: Mutex::default() }))
    }

    /// Returns credentials that are good for a while.
    pub(crate) async fn credentials(&self, driver: &Driver, clock: &Clock) -> Result<Provided, ClientError> {
        let (fetching, kept) = {
            let mut kept = self.0.kept();
            let is_fresh = |credentials: &&Credentials| is_good(credentials, clock.now(), MARGIN);
            if let Some(credentials) = kept.credentials.as_ref().filter(is_fresh) {
                return Ok(Provided { credentials: credentials.clone(), was_kept: true });
            }
            let fetching = kept.fetches.join(driver.mode, || {
                let shared = Arc::clone(&self.0);
                let context =
                    ProvideContext { transport: Arc::clone(&driver.transport), clock: clock.clone() };
                Box::pin(async move {
                    let provided = shared.provider.provide(context).await;
                    let credentials = provided.map_err(|cause| failed().because_of(cause))?;
                    credentials.check_text().map_err(|error| failed().because(error))?;
                    shared.kept().credentials = Some(credentials.clone());
                    Ok(credentials)
                })
            });
            (fetching, kept.credentials.clone())
        };
        match (fetching.await, kept) {
            (Ok(credentials), _) => Ok(Provided { credentials, was_kept: false }),
            // They are near their end, and not there yet.
            (Err(_), Some(credentials)) if is_good(&credentials, clock.now(), Duration::ZERO) => {
                Ok(Provided { credentials, was_kept: true })
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Drops credentials that the service did not accept, unless others have taken their place.
    pub(crate) fn forget(&self, credentials: &Credentials) {
        let mut kept = self.0.kept();
        if kept.credentials.as_ref().is_some_and(|known| known.has_keys_of(credentials)) {
            kept.credentials = None;
        }
    }
}

impl Shared {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing panics while it is held; if it did, credentials or none are still a valid state.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether credentials do not expire within a margin.
fn is_good(credentials: &Credentials, now: Timestamp, margin: Duration) -> bool {
    let end = now.checked_add(margin).unwrap_or(now);
    credentials.expires.is_none_or(|expires| expires > end)
}

fn failed() -> ClientError {
    ClientError::new(ClientErrorKind::Credentials, "no AWS credentials could be had")
}

impl fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.provider.fmt(f)
    }
}

impl fmt::Debug for Provided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.credentials.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

    use bytes::Bytes;
    use http::{Request, Response};

    use super::*;
    use crate::{auth::credentials::ProvideFuture, client::Mode};

    /// Provides credentials that live for an hour, but the ones of the given number.
    #[derive(Debug, Default)]
    struct Hourly {
        provided: AtomicUsize,
        failing: Option<usize>,
    }

    impl ProvideCredentials for Hourly {
        fn provide(&self, context: ProvideContext) -> ProvideFuture {
            let number = self.provided.fetch_add(1, Ordering::SeqCst);
            let fails = self.failing == Some(number);
            Box::pin(async move {
                tokio::task::yield_now().await;
                let end = context.clock.now() + jiff::SignedDuration::from_hours(1);
                match fails {
                    true => Err("there are none".into()),
                    false => Ok(Credentials::new(format!("id{number}"), "hush").expires(end)),
                }
            })
        }
    }

    fn driver() -> Driver {
        let transport = |_: Request<Bytes>| async { Ok(Response::new(Bytes::new())) };
        Driver { mode: Mode::Async, transport: Arc::new(transport), sleeper: None }
    }

    #[tokio::test]
    async fn credentials_are_provided_again_before_they_expire() {
        let source = CredentialSource::new(Arc::new(Hourly { failing: Some(1), ..Hourly::default() }));
        let now = Arc::new(AtomicI64::new(0));
        let watch = Arc::clone(&now);
        let clock = Clock::new(move || Timestamp::from_second(watch.load(Ordering::SeqCst)).unwrap());
        let driver = driver();
        let mut seen = Vec::new();
        for second in [0, 55 * 60 - 1, 55 * 60, 56 * 60] {
            now.store(second, Ordering::SeqCst);
            let provided = source.credentials(&driver, &clock).await.unwrap();
            seen.push((provided.credentials.access_key_id, provided.was_kept));
        }
        // What is near its end is still used if there is nothing else.
        let expected = [("id0", false), ("id0", true), ("id0", true), ("id2", false)];
        assert_eq!(seen, expected.map(|(id, was_kept)| (id.to_owned(), was_kept)));
    }

    #[tokio::test]
    async fn what_was_not_accepted_is_provided_again() {
        let source = CredentialSource::new(Arc::new(Hourly::default()));
        let (driver, clock) = (driver(), Clock::system());
        let first = source.credentials(&driver, &clock).await.unwrap().credentials;
        source.forget(&Credentials::new("another", "hush"));
        assert!(source.credentials(&driver, &clock).await.unwrap().was_kept);
        source.forget(&first);
        assert_eq!(source.credentials(&driver, &clock).await.unwrap().credentials.access_key_id, "id1");
    }

    #[tokio::test]
    async fn failure_says_why() {
        let source = CredentialSource::new(Arc::new(Hourly { failing: Some(0), ..Hourly::default() }));
        let error = source.credentials(&driver(), &Clock::system()).await.unwrap_err();
        assert_eq!(error.to_string(), "no AWS credentials could be had: there are none");
        assert_eq!(error.kind(), ClientErrorKind::Credentials);
    }
}
