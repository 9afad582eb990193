//! Keeps a pause between two requests to one host, whichever thread makes them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// When each host may be asked again.
    next: Mutex<HashMap<String, Instant>>,
}

impl Pace {
    /// Waits until it is the caller's turn to ask `host`.
    pub(crate) fn wait(&self, host: &str, pause: Duration) {
        let now = Instant::now();
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = next.get(host).map_or(now, |at| (*at).max(now));
            next.insert(host.to_owned(), turn + pause);
            turn
        };
        std::thread::sleep(turn.saturating_duration_since(now));
    }

    /// Lets nobody ask `host` for a while.
    pub(crate) fn hold(&self, host: &str, pause: Duration) {
        let until = Instant::now() + pause;
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let at = next.entry(host.to_owned()).or_insert(until);
        *at = (*at).max(until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_host_is_asked_one_at_a_time_and_others_at_once() {
        let pace = Pace::default();
        let start = Instant::now();
        let pause = Duration::from_millis(30);
        std::thread::scope(|scope| {
            for host in ["a", "a", "a", "b"] {
                let pace = &pace;
                scope.spawn(move || pace.wait(host, pause));
            }
        });
        assert!(start.elapsed() >= 2 * pause);
        pace.hold("c", pause);
        let start = Instant::now();
        pace.wait("c", Duration::ZERO);
        assert!(start.elapsed() >= pause / 2);
    }
}
