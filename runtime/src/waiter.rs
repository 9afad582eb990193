//! Waiting until what a service reports has reached a state: an operation is called again and again, and what it answers is
//! compared with what the documentation names.
//!
//! A [`Waiter`] is data that generated code states. Its acceptors are tried in their order, and the first that fits the
//! answer says what it means: success, failure, or to go on. An answer that none fits means to go on; an error that none fits
//! ends the waiting.

use std::{error::Error, fmt, future::IntoFuture, pin::Pin, time::Duration};

use serde::Serialize;
use serde_json::Value;

use crate::{
    Client, ClientError, ClientErrorKind, Operation, WithResponse, client::Mode, error::OperationError,
};

/// How one waits for a state.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Waiter {
    /// The waiter's name, as the documentation writes it.
    pub name: &'static str,
    /// How long to wait between two calls.
    pub delay: Duration,
    /// How often to call at most.
    pub max_attempts: u32,
    /// What answers mean.
    pub acceptors: &'static [Acceptor],
}

impl Waiter {
    /// Returns a waiter that calls at most `max_attempts` times, with `delay` seconds between.
    pub const fn new(
        name: &'static str,
        delay: u64,
        max_attempts: u32,
        acceptors: &'static [Acceptor],
    ) -> Self {
        Self { name, delay: Duration::from_secs(delay), max_attempts, acceptors }
    }
}

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acceptor {
    /// What the answer is like.
    pub on: Condition,
    /// What it means.
    pub then: Meaning,
}

/// What an answer is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition {
    /// A member of the output has a value. If there are lists on the way to it, all of what they hold has, and there is some.
    All {
        /// The member's path on the wire, with dots between names; lists are passed through, with or without `[]`.
        path: &'static str,
        /// The value as text.
        expected: &'static str,
    },
    /// A member of the output has a value. If there are lists on the way to it, some of what they hold has.
    Any {
        /// The member's path on the wire, with dots between names; lists are passed through, with or without `[]`.
        path: &'static str,
        /// The value as text.
        expected: &'static str,
    },
    /// The service answers with an error of this code.
    Error(&'static str),
    /// The service answers with this status, be it a success or an error.
    Status(u16),
    /// The service answers with a success (`true`) or an error (`false`).
    Succeeds(bool),
}

/// What an answer means to who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The state is reached.
    Success,
    /// The state cannot be reached any more.
    Failure,
    /// The state is not reached yet.
    Retry,
}

/// Waiting that begins when it is awaited.
#[must_use = "nothing is waited for until it is awaited"]
pub struct Wait<I: Operation> {
    client: Client,
    input: I,
    waiter: &'static Waiter,
    min_delay: Duration,
    max_delay: Duration,
    max_attempts: u32,
    max_wait: Option<Duration>,
    mode: Mode,
}

impl Client {
    /// Waits, by calling an operation again and again, until its answer is what a waiter waits for.
    pub fn wait_until<I: Operation>(&self, waiter: &'static Waiter, input: I) -> Wait<I> {
        Wait {
            client: self.clone(),
            input,
            min_delay: waiter.delay,
            max_delay: waiter.delay,
            max_attempts: waiter.max_attempts,
            max_wait: None,
            mode: Mode::Async,
            waiter,
        }
    }
}

impl<I: Operation> Wait<I> {
    /// Sets how long to wait between two calls: a random time, at least `min`, below a limit that doubles with each call up to
    /// `max`. Documented is one delay for all.
    pub fn delays(mut self, min: Duration, max: Duration) -> Self {
        (self.min_delay, self.max_delay) = (min, max.max(min));
        self
    }

    /// Sets how long to wait at most, instead of the documented number of calls.
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = Some(wait);
        self.max_attempts = u32::MAX;
        self
    }

    /// Lets the waiting be one on the calling thread.
    #[cfg(feature = "blocking")]
    pub(crate) fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    fn pause(&self, attempt: u32) -> Duration {
        let limit = self.min_delay.saturating_mul(1 << attempt.min(31)).min(self.max_delay);
        self.min_delay + limit.saturating_sub(self.min_delay).mul_f64(fastrand::f64())
    }
}

impl<I> Wait<I>
where
    I: Operation,
    I::Output: Serialize,
{
    pub(crate) async fn run(self) -> Result<Option<I::Output>, WaitError<I>> {
        let (started, name) = (self.client.now(), self.waiter.name);
        let mut waited = Duration::ZERO;
        let mut attempt = 1;
        loop {
            let answer = self.client.call(&self.input).mode(self.mode).with_response().await;
            let meaning = self.waiter.acceptors.iter().find(|acceptor| acceptor.on.fits::<I>(&answer));
            match (meaning.map(|acceptor| acceptor.then), answer) {
                (Some(Meaning::Success), answer) => return Ok(answer.ok().map(|answer| answer.output)),
                (Some(Meaning::Failure), Ok(answer)) => {
                    return Err(WaitError::Failed { waiter: name, output: Box::new(answer.output) });
                }
                (Some(Meaning::Failure) | None, Err(error)) => return Err(WaitError::Call(error)),
                (Some(Meaning::Retry) | None, _) => {}
            }
            let pause = self.pause(attempt - 1);
            // A clock that stands still, or is set back, does not prolong the waiting.
            let passed = Duration::try_from(self.client.now().duration_since(started)).unwrap_or_default();
            let passed = passed.max(waited);
            let is_over = self.max_wait.is_some_and(|most| passed.saturating_add(pause) > most);
            if attempt >= self.max_attempts || is_over {
                return Err(WaitError::TimedOut { waiter: name, attempts: attempt });
            }
            let Some(sleeper) = self.client.sleeper(self.mode) else {
                let message = "there is no way to wait: call `.sleeper(…)` on the client's builder";
                return Err(WaitError::Call(ClientError::new(ClientErrorKind::Build, message).into()));
            };
            sleeper.sleep(pause).await;
            waited = passed.saturating_add(pause);
            attempt += 1;
        }
    }
}

impl<I> IntoFuture for Wait<I>
where
    I: Operation + Send + Sync + 'static,
    I::Output: Serialize + Send,
{
    /// The last answer; none if what was waited for is an error, such as "not found".
    type Output = Result<Option<I::Output>, WaitError<I>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl Condition {
    fn fits<I>(self, answer: &Result<WithResponse<I::Output>, I::Error>) -> bool
    where
        I: Operation,
        I::Output: Serialize,
    {
        match (self, answer) {
            (Self::Succeeds(expected), answer) => {
                answer.is_ok() == expected && !matches!(answer, Err(error) if error.view().status().is_none())
            }
            (Self::Status(status), Ok(answer)) => answer.response.status() == status,
            (Self::Status(status), Err(error)) => error.view().status() == Some(status),
            (Self::Error(code), Err(error)) => error.view().code() == Some(code),
            (Self::All { path, expected }, Ok(answer)) => {
                let found = values(&answer.output, path);
                !found.is_empty() && found.iter().all(|value| value == expected)
            }
            (Self::Any { path, expected }, Ok(answer)) => {
                values(&answer.output, path).iter().any(|value| value == expected)
            }
            (Self::Error(_), Ok(_)) | (Self::All { .. } | Self::Any { .. }, Err(_)) => false,
        }
    }
}

/// Returns the values at a path, as text.
fn values(output: &impl Serialize, path: &str) -> Vec<String> {
    at_path(serde_json::to_value(output).unwrap_or_default(), path)
}

/// Kept out of the generic function: it is compiled once, not once per output.
fn at_path(root: Value, path: &str) -> Vec<String> {
    let mut found = elements(root);
    for name in path.split('.').map(|name| name.trim_end_matches("[]")) {
        let members = found.into_iter().filter_map(|value| match value {
            Value::Object(mut members) => members.remove(name),
            _ => None,
        });
        found = members.flat_map(elements).collect();
    }
    let text = |value| match value {
        Value::String(text) => Some(text),
        Value::Null => None,
        other => Some(other.to_string()),
    };
    found.into_iter().filter_map(text).collect()
}

/// Returns the elements of a list, however deep they are within lists, or the value itself.
fn elements(value: Value) -> Vec<Value> {
    match value {
        Value::Array(values) => values.into_iter().flat_map(elements).collect(),
        value => vec![value],
    }
}

/// Why what was waited for did not come.
#[non_exhaustive]
pub enum WaitError<I: Operation> {
    /// The service answered with what means that it will not come any more.
    Failed {
        /// The waiter's name.
        waiter: &'static str,
        /// The answer.
        output: Box<I::Output>,
    },
    /// It did not come in time.
    TimedOut {
        /// The waiter's name.
        waiter: &'static str,
        /// How often the operation was called.
        attempts: u32,
    },
    /// A call failed.
    Call(I::Error),
}

impl<I: Operation> fmt::Display for WaitError<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { waiter, .. } => write!(f, "{waiter}: it cannot come to that any more"),
            Self::TimedOut { waiter, attempts } => write!(f, "{waiter}: not so after {attempts} calls"),
            Self::Call(error) => error.fmt(f),
        }
    }
}

/// Shows nothing of answers.
impl<I: Operation> fmt::Debug for WaitError<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { waiter, .. } => {
                f.debug_struct("Failed").field("waiter", waiter).finish_non_exhaustive()
            }
            Self::TimedOut { waiter, attempts } => {
                f.debug_struct("TimedOut").field("waiter", waiter).field("attempts", attempts).finish()
            }
            Self::Call(error) => f.debug_tuple("Call").field(error).finish(),
        }
    }
}

impl<I: Operation> Error for WaitError<I> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            _ => None,
        }
    }
}

impl<I: Operation> fmt::Debug for Wait<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").field("waiter", &self.waiter.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_pass_through_lists() {
        let output = json!({ "job": { "state": "DONE", "parts": [{ "ok": true }, { "ok": false }, {}] }, "n": [[1], [2]] });
        for (path, expected) in [
            ("job.state", &["DONE"][..]),
            ("job.parts[].ok", &["true", "false"]),
            ("job.parts.ok", &["true", "false"]),
            ("n", &["1", "2"]),
            ("job.nothing.here", &[]),
        ] {
            assert_eq!(at_path(output.clone(), path), expected, "{path}");
        }
    }
}
