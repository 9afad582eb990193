//! How a client waits, replaceable in tests and where there is no tokio.
//!
//! Timeouts and pauses between attempts depend on it; nothing else in the crate asks for time to pass.

use std::{fmt, future::poll_fn, pin::Pin, pin::pin, sync::Arc, time::Duration};

/// A pause under way.
type Pause = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Lets time pass.
#[derive(Clone)]
pub struct Sleeper {
    sleep: Arc<dyn Fn(Duration) -> Pause + Send + Sync>,
    /// Whether it works where it is asked: tokio's does within a runtime alone.
    works_here: fn() -> bool,
}

impl Sleeper {
    /// Returns a sleeper that does as `sleep` does: its future is ready once the duration is over.
    pub fn new<F>(sleep: impl Fn(Duration) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self { sleep: Arc::new(move |duration| Box::pin(sleep(duration))), works_here: || true }
    }

    /// Returns tokio's sleeper, for a runtime with its timers enabled. Outside of a runtime, nothing is waited for.
    #[cfg(feature = "transport")]
    pub fn tokio() -> Self {
        let works_here = || tokio::runtime::Handle::try_current().is_ok();
        Self { works_here, ..Self::new(tokio::time::sleep) }
    }

    pub(crate) fn works_here(&self) -> bool {
        (self.works_here)()
    }

    /// Waits.
    pub async fn sleep(&self, duration: Duration) {
        (self.sleep)(duration).await;
    }

    /// Returns what a future brings, or none if it takes longer than `limit`.
    pub(crate) async fn within<T>(&self, limit: Duration, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        // What is ready at once needs no timer.
        let mut pause: Option<Pause> = None;
        poll_fn(|context| {
            if let std::task::Poll::Ready(value) = future.as_mut().poll(context) {
                return std::task::Poll::Ready(Some(value));
            }
            pause.get_or_insert_with(|| (self.sleep)(limit)).as_mut().poll(context).map(|()| None)
        })
        .await
    }
}

impl fmt::Debug for Sleeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sleeper(..)")
    }
}
