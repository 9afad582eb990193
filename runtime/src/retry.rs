//! When a call is sent again, and after how long.
//!
//! A call is repeated if that may help and cannot harm. It may help after a failure that passes: nothing was sent, the
//! service is busy or in trouble, the answer did not come. It cannot harm if the service has surely not acted on it, or if
//! acting twice is acting once: by its method, by its documentation, or by a token that marks repetitions.
//!
//! Between attempts lies a random time below a limit that doubles (full jitter), or what the service asks for. All clones of
//! a client share a budget, so that a service in trouble is not buried under repetitions.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use http::Method;

use crate::{
    ClientError, ClientErrorKind, Failure, OperationInfo, error::ErrorView, transport::TransportErrorKind,
};

/// What a repetition costs of the budget.
const COST: u32 = 5;
/// What a repetition after silence costs.
const TIMEOUT_COST: u32 = 10;

/// How often and how fast a client repeats its calls.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    pub(crate) base_delay: Duration,
    pub(crate) max_delay: Duration,
    pub(crate) budget: u32,
    pub(crate) retry_unsafe: bool,
}

impl RetryPolicy {
    /// Returns the default policy: three attempts, at most 100 milliseconds before the second and twice as much before each
    /// further one, never more than 20 seconds, and a budget of 500.
    pub fn new() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_millis(100),
            max_delay: Duration::from_secs(20),
            budget: 500,
            retry_unsafe: false,
        }
    }

    /// Returns a policy that repeats nothing.
    pub fn never() -> Self {
        Self::new().max_attempts(1)
    }

    /// Sets how often a call is sent at most, the first time included.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the most that is waited before the second attempt; before each further one it is twice as much.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Sets the most that is ever waited. If the service asks for more, the call fails at once and says so:
    /// `retry_after()` of its error.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Sets the budget that all clones of a client share. A repetition takes 5 of it, after silence 10; success gives back
    /// what its last repetition took, or 1.
    #[must_use]
    pub fn budget(mut self, budget: u32) -> Self {
        self.budget = budget;
        self
    }

    /// Sets whether calls are repeated that the service may carry out twice.
    #[must_use]
    pub fn retry_unsafe(mut self, allowed: bool) -> Self {
        self.retry_unsafe = allowed;
        self
    }

    /// Returns how long to wait before the attempt after the given one, or none if that is too long.
    pub(crate) fn delay(&self, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
        let doublings = attempt.saturating_sub(1).min(31);
        let limit = self.base_delay.saturating_mul(1 << doublings).min(self.max_delay);
        let jittered = limit.mul_f64(fastrand::f64());
        match asked {
            Some(asked) if asked > self.max_delay => None,
            Some(asked) => Some(asked.max(jittered)),
            None => Some(jittered),
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a call may succeed when it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// No connection was made: nothing was sent.
    NotSent,
    /// The service asks to be called less often, and has not acted.
    Throttled,
    /// The service is in trouble; it may have acted.
    Unavailable,
    /// The connection broke before the answer was there; the service may have acted.
    Broken,
    /// No answer came in time; the service may have acted.
    Silence,
}

impl Cause {
    /// Returns why a call that brought no usable answer may succeed when it is sent again.
    pub(crate) fn of_error(error: &ClientError) -> Option<Self> {
        match (error.kind(), error.transport_kind()) {
            (_, Some(TransportErrorKind::TooLarge | TransportErrorKind::Unusable)) => None,
            (_, Some(TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout)) => {
                Some(Self::NotSent)
            }
            (ClientErrorKind::Transport, _) => Some(Self::Broken),
            (ClientErrorKind::Timeout, _) => Some(Self::Silence),
            // Who issues tokens or credentials is in trouble.
            (ClientErrorKind::Credentials, _) => match error.status() {
                Some(429 | 500 | 502..=504) => Some(Self::NotSent),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns why a call that the service refused may succeed when it is sent again.
    pub(crate) fn of_failure(failure: &Failure) -> Option<Self> {
        let view = ErrorView::of_failure(failure);
        if view.is_throttling() {
            Some(Self::Throttled)
        } else if view.is_retryable() {
            Some(Self::Unavailable)
        } else {
            None
        }
    }

    /// Whether a repetition cannot harm, if the call itself is (not) repeatable.
    pub(crate) fn is_harmless(self, repeatable: bool) -> bool {
        match self {
            Self::NotSent | Self::Throttled => true,
            Self::Unavailable | Self::Broken | Self::Silence => repeatable,
        }
    }

    fn cost(self) -> u32 {
        match self {
            Self::NotSent | Self::Broken | Self::Silence => TIMEOUT_COST,
            Self::Throttled | Self::Unavailable => COST,
        }
    }
}

/// Whether sending a request twice has the effect of sending it once (RFC 9110, section 9.2.2), or its documentation says so.
pub(crate) fn is_repeatable(info: &OperationInfo) -> bool {
    const IDEMPOTENT: [Method; 6] =
        [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::OPTIONS, Method::TRACE];
    info.repeatable || IDEMPOTENT.contains(&info.method)
}

/// What is left for repetitions; shared by the clones of a client.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicU32,
    full: u32,
}

impl Budget {
    pub(crate) fn new(full: u32) -> Self {
        Self { left: AtomicU32::new(full), full }
    }

    /// Takes what a repetition costs, and returns it; none if that is not left.
    pub(crate) fn take(&self, cause: Cause) -> Option<u32> {
        let cost = cause.cost();
        let taken =
            self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost));
        taken.is_ok().then_some(cost)
    }

    /// Gives back after a success: what its last repetition took, if there was one.
    pub(crate) fn give_back(&self, taken: Option<u32>) {
        let more = |left: u32| Some(left.saturating_add(taken.unwrap_or(1)).min(self.full));
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }

    #[cfg(test)]
    fn left(&self) -> u32 {
        self.left.load(Ordering::Relaxed)
    }
}

/// Returns a fresh token that marks repetitions of a call: a random UUID.
///
/// It tells calls apart; it is no secret and cannot be one.
pub fn idempotency_token() -> String {
    let (high, low) = (fastrand::u64(..), fastrand::u64(..));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn limits_double_up_to_the_most() {
        let policy = RetryPolicy::new().base_delay(Duration::from_secs(1)).max_delay(Duration::from_secs(5));
        for (attempt, limit) in [(1, 1), (2, 2), (3, 4), (4, 5), (5, 5), (200, 5)] {
            let delays: Vec<_> = (0..200).map(|_| policy.delay(attempt, None).unwrap()).collect();
            let limit = Duration::from_secs(limit);
            assert!(delays.iter().all(|delay| *delay <= limit), "{attempt}");
            // Full jitter: from nothing to the limit.
            assert!(delays.iter().any(|delay| *delay > limit / 2), "{attempt}");
            assert!(delays.iter().any(|delay| *delay < limit / 2), "{attempt}");
        }
    }

    #[test]
    fn what_the_service_asks_for_is_waited_for_unless_it_is_too_long() {
        let policy = RetryPolicy::new();
        assert_eq!(policy.delay(1, Some(Duration::from_secs(3))), Some(Duration::from_secs(3)));
        assert_eq!(policy.delay(1, Some(Duration::from_secs(300))), None);
    }

    #[test]
    fn a_budget_is_spent_and_earned() {
        let budget = Budget::new(16);
        let taken = budget.take(Cause::Throttled);
        assert_eq!((taken, budget.left()), (Some(5), 11));
        assert_eq!((budget.take(Cause::Silence), budget.left()), (Some(10), 1));
        assert_eq!((budget.take(Cause::Unavailable), budget.left()), (None, 1));
        budget.give_back(None);
        budget.give_back(taken);
        assert_eq!(budget.left(), 7);
        budget.give_back(Some(10));
        assert_eq!(budget.left(), 16, "it is never more than full");
    }

    #[test]
    fn what_cannot_harm() {
        for cause in [Cause::NotSent, Cause::Throttled] {
            assert!(cause.is_harmless(false) && cause.is_harmless(true));
        }
        for cause in [Cause::Unavailable, Cause::Broken, Cause::Silence] {
            assert!(!cause.is_harmless(false) && cause.is_harmless(true));
        }
        let of = |method| OperationInfo::new("Act", method, "/");
        assert!(is_repeatable(&of(Method::PUT)) && is_repeatable(&of(Method::GET)));
        assert!(!is_repeatable(&of(Method::POST)) && !is_repeatable(&of(Method::PATCH)));
        assert!(is_repeatable(&of(Method::POST).repeatable()));
    }

    #[test]
    fn tokens_are_random_uuids() {
        let tokens: HashSet<_> = (0..10_000).map(|_| idempotency_token()).collect();
        assert_eq!(tokens.len(), 10_000);
        for token in tokens {
            let parts: Vec<_> = token.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{token}");
            assert!(token.as_bytes()[14] == b'4' && b"89ab".contains(&token.as_bytes()[19]), "{token}");
            assert!(token.chars().all(|c| c == '-' || c.is_ascii_hexdigit()), "{token}");
        }
    }
}
