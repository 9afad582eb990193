//! Waiting until what a service reports has reached a state: an operation is called again and again, and what it answers is
//! compared with what the documentation names, or judged by the caller where it names nothing.
//!
//! A [`Waiter`] is data that generated code states. Its acceptors are tried in their order, and the first that fits the
//! answer says what it means: success, failure, or to go on. What the caller says by [`Wait::judge`] goes before them. An answer
//! that none fits means to go on; an error that none fits ends the waiting.

use std::{error::Error, fmt, future::IntoFuture, pin::Pin, time::Duration};

use crate::{
    Client, ClientError, ClientErrorKind, Operation, WithResponse, client::Mode, error::OperationError,
};

/// How one waits for a state that the answers to the operation `I` tell.
#[non_exhaustive]
pub struct Waiter<I: Operation + 'static> {
    /// The waiter's name, as the documentation writes it.
    pub name: &'static str,
    /// How long to wait between two calls.
    pub delay: Duration,
    /// How often to call at most.
    pub max_attempts: u32,
    /// What answers mean.
    pub acceptors: &'static [Acceptor<I>],
}

impl<I: Operation> Waiter<I> {
    /// Returns a waiter that calls at most `max_attempts` times, with `delay` seconds between.
    pub const fn new(
        name: &'static str,
        delay: u64,
        max_attempts: u32,
        acceptors: &'static [Acceptor<I>],
    ) -> Self {
        Self { name, delay: Duration::from_secs(delay), max_attempts, acceptors }
    }
}

impl<I: Operation> fmt::Debug for Waiter<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, delay, max_attempts, acceptors } = self;
        f.debug_struct("Waiter")
            .field("name", name)
            .field("delay", delay)
            .field("max_attempts", max_attempts)
            .field("acceptors", &acceptors.len())
            .finish()
    }
}

/// What an answer means.
pub struct Acceptor<I: Operation> {
    /// What the answer is like.
    pub on: Condition<I>,
    /// What it means.
    pub then: Meaning,
}

/// What an answer is like.
#[non_exhaustive]
pub enum Condition<I: Operation> {
    /// All values that stand somewhere in the output are this text, and there is some.
    All(fn(&I::Output) -> Vec<String>, &'static str),
    /// Some value that stands somewhere in the output is this text.
    Any(fn(&I::Output) -> Vec<String>, &'static str),
    /// The service answers with an error of which this is so.
    Error(fn(&I::Error) -> bool),
    /// The service answers with this status, be it a success or an error.
    Status(u16),
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

/// What a call came to.
type Answer<I> = Result<WithResponse<<I as Operation>::Output>, <I as Operation>::Error>;

/// What the caller says that an answer means.
type Judge<I> = Box<dyn FnMut(&Answer<I>) -> Option<Meaning> + Send>;

/// Waiting that begins when it is awaited.
///
/// Dropping it ends the waiting, and cancels the call that is under way.
#[must_use = "nothing is waited for until it is awaited"]
pub struct Wait<I: Operation + 'static> {
    client: Client,
    input: I,
    waiter: &'static Waiter<I>,
    judge: Option<Judge<I>>,
    min_delay: Duration,
    max_delay: Duration,
    max_attempts: u32,
    max_wait: Option<Duration>,
    mode: Mode,
}

impl Client {
    /// Waits, by calling an operation again and again, until its answer is what a waiter waits for.
    pub fn wait_until<I: Operation>(&self, waiter: &'static Waiter<I>, mut input: I) -> Wait<I> {
        input.complete();
        Wait {
            client: self.clone(),
            input,
            judge: None,
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
    /// Sets what says what an answer means; it goes before what is documented. Where it says `None`, that decides; and where
    /// nothing is documented of such an answer, an answer means to go on, and an error ends the waiting.
    ///
    /// ```
    /// # use docwright_runtime::{Meaning, Operation, Wait, error::OperationError};
    /// # struct Lamp { state: Option<String> }
    /// # fn lit<I: Operation<Output = Lamp>>(wait: Wait<I>) -> Wait<I> {
    /// // A lamp that is not there yet is waited for; one that broke will never be lit.
    /// wait.judge(|answer| match answer {
    ///     Err(error) if error.view().is_not_found() => Some(Meaning::Retry),
    ///     answer => match answer.ok()?.state.as_deref()? {
    ///         "lit" => Some(Meaning::Success),
    ///         "broken" => Some(Meaning::Failure),
    ///         _ => None,
    ///     },
    /// })
    /// # }
    /// ```
    pub fn judge(
        mut self,
        mut judge: impl FnMut(Result<&I::Output, &I::Error>) -> Option<Meaning> + Send + 'static,
    ) -> Self {
        self.judge = Some(Box::new(move |answer| judge(answer.as_ref().map(|answer| &answer.output))));
        self
    }

    /// Sets how long to wait between two calls: a random time, at least `min`, below a limit that doubles with each call up to
    /// `max`. Documented is one delay for all.
    pub fn delays(mut self, min: Duration, max: Duration) -> Self {
        (self.min_delay, self.max_delay) = (min, max.max(min));
        self
    }

    /// Sets how often to call at most, instead of the documented number.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets how long to wait at most, calls and pauses together, instead of the documented number of calls.
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

    fn meaning(&mut self, answer: &Answer<I>) -> Option<Meaning> {
        let said = self.judge.as_mut().and_then(|judge| judge(answer));
        let documented = || self.waiter.acceptors.iter().find(|acceptor| acceptor.on.fits(answer));
        said.or_else(|| documented().map(|acceptor| acceptor.then))
    }

    pub(crate) async fn run(mut self) -> Result<Option<I::Output>, WaitError<I>> {
        let (started, name) = (self.client.now(), self.waiter.name);
        let mut waited = Duration::ZERO;
        let mut attempt = 1;
        loop {
            let mut call = self.client.call(&self.input).mode(self.mode);
            if let Some(most) = self.max_wait {
                call = call.timeout_within(most.saturating_sub(waited));
            }
            let answer = call.with_response().await;
            // A clock that stands still, or is set back, does not prolong the waiting.
            let passed = Duration::try_from(self.client.now().duration_since(started)).unwrap_or_default();
            let passed = passed.max(waited);
            let pause = self.pause(attempt - 1);
            let is_over = self.max_wait.is_some_and(|most| passed.saturating_add(pause) >= most);
            let timed_out = WaitError::TimedOut { waiter: name, attempts: attempt };
            match (self.meaning(&answer), answer) {
                (Some(Meaning::Success), answer) => return Ok(answer.ok().map(|answer| answer.output)),
                (Some(Meaning::Failure), Ok(answer)) => {
                    return Err(WaitError::Failed { waiter: name, output: Box::new(answer.output) });
                }
                (None, Err(error)) if is_over && error.view().is_timeout() => return Err(timed_out),
                (Some(Meaning::Failure) | None, Err(error)) => return Err(WaitError::Call(error)),
                (Some(Meaning::Retry) | None, _) => {}
            }
            if attempt >= self.max_attempts || is_over {
                return Err(timed_out);
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
    I::Output: Send + 'static,
{
    /// The last answer; none if what was waited for is an error, such as "not found".
    type Output = Result<Option<I::Output>, WaitError<I>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<I: Operation> Condition<I> {
    fn fits(&self, answer: &Answer<I>) -> bool {
        match (self, answer) {
            (Self::Status(status), Ok(answer)) => answer.response.status() == *status,
            (Self::Status(status), Err(error)) => error.view().status() == Some(*status),
            (Self::Error(is_it), Err(error)) => is_it(error),
            (Self::All(values, expected), Ok(answer)) => {
                let found = values(&answer.output);
                !found.is_empty() && found.iter().all(|value| value == expected)
            }
            (Self::Any(values, expected), Ok(answer)) => {
                values(&answer.output).iter().any(|value| value == expected)
            }
            (Self::Error(_), Ok(_)) | (Self::All(..) | Self::Any(..), Err(_)) => false,
        }
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
