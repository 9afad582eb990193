//! Calls without an async runtime: a call is driven on the thread that waits for it.
//!
//! ```no_run
//! # use docwright_runtime::{Client, Operation};
//! # fn example<I: Operation>(client: &Client, input: &I) -> Result<(), I::Error> {
//! let output = client.call(input).wait()?;
//! # Ok(())
//! # }
//! ```
//!
//! Everything else is the same code: attempts, pauses, timeouts, tokens, waiters. What differs is who carries requests: a
//! transport that blocks ([`UreqTransport`](crate::transport::UreqTransport) by default), and how one waits: the thread is
//! parked. The same client can be awaited as well.

use std::{
    cell::Cell,
    future::poll_fn,
    io::{self, Read},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::Instant,
};

use bytes::{Buf, Bytes};
use futures_core::Stream;

use crate::{
    ByteStream, Call, Items, Operation, Pages, Paginated, PaginatedItems, Sleeper, Wait, WaitError,
    WithResponse, call::CallWithResponse, client::Mode,
};

thread_local! {
    /// When the thread has to look again, if nothing wakes it before.
    static DUE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Wakes a thread that is parked.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Returns what a future brings; the thread is parked while it has nothing to do.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    // A body that is read while it is sent is driven within what sends it.
    let outer = DUE.take();
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            DUE.set(outer);
            return value;
        }
        match DUE.take() {
            Some(due) => thread::park_timeout(due.saturating_duration_since(Instant::now())),
            None => thread::park(),
        }
    }
}

/// Returns how a call waits that is driven by [`block_on`].
pub(crate) fn sleeper() -> Sleeper {
    Sleeper::new(|duration| {
        let end = Instant::now() + duration;
        poll_fn(move |_| {
            if Instant::now() >= end {
                return Poll::Ready(());
            }
            DUE.set(Some(DUE.get().map_or(end, |due| due.min(end))));
            Poll::Pending
        })
    })
}

impl<I: Operation> Call<I> {
    /// Makes the call and waits for its end on this thread. Within an async runtime, await the call instead.
    ///
    /// # Errors
    /// The operation's errors: those of the service, or a client error if nothing usable came back.
    pub fn wait(self) -> Result<I::Output, I::Error> {
        block_on(self.mode(Mode::Blocking))
    }
}

impl<I: Operation> CallWithResponse<I> {
    /// Makes the call and waits for its end on this thread.
    ///
    /// # Errors
    /// As [`Call::wait`].
    pub fn wait(self) -> Result<WithResponse<I::Output>, I::Error> {
        block_on(self.0.mode(Mode::Blocking).with_response())
    }
}

/// What a stream of pages or items brings, waited for on the thread that asks.
#[must_use = "nothing is sent before something is asked for"]
#[derive(Debug)]
pub struct Waited<S>(S);

impl<S: Stream + Unpin> Iterator for Waited<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        block_on(poll_fn(|context| Pin::new(&mut self.0).poll_next(context)))
    }
}

impl<I: Paginated> Pages<I> {
    /// Returns the pages as an iterator, which waits for each on the thread that asks for it.
    pub fn wait(self) -> Waited<Self> {
        Waited(self.mode(Mode::Blocking))
    }
}

impl<I: PaginatedItems> Items<I> {
    /// Returns what the pages hold as an iterator, which waits for a page on the thread that asks for what it holds.
    pub fn wait(self) -> Waited<Self> {
        Waited(self.mode(Mode::Blocking))
    }
}

impl<I: Operation> Wait<I> {
    /// Waits for the state on this thread.
    ///
    /// # Errors
    /// If it does not come, or a call fails.
    pub fn wait(self) -> Result<Option<I::Output>, WaitError<I>> {
        block_on(self.mode(Mode::Blocking).run())
    }
}

impl ByteStream {
    /// Returns a reader of what the stream brings, which blocks until something has come.
    pub fn into_reader(self) -> ByteReader {
        ByteReader { stream: self, chunk: Bytes::new() }
    }
}

/// Reads a [`ByteStream`] on the thread that wants its bytes.
#[derive(Debug)]
pub struct ByteReader {
    stream: ByteStream,
    chunk: Bytes,
}

impl Read for ByteReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() {
            match block_on(self.stream.next()) {
                Some(chunk) => self.chunk = chunk.map_err(io::Error::other)?,
                None => return Ok(0),
            }
        }
        let count = self.chunk.len().min(buffer.len());
        self.chunk.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn time_passes_while_the_thread_is_parked() {
        let started = Instant::now();
        let sleeper = sleeper();
        block_on(async {
            assert!(sleeper.within(Duration::from_millis(20), std::future::pending::<()>()).await.is_none());
            assert_eq!(sleeper.within(Duration::from_secs(60), async { 7 }).await, Some(7));
            sleeper.sleep(Duration::from_millis(20)).await;
        });
        assert!((40..2000).contains(&started.elapsed().as_millis()), "{:?}", started.elapsed());
    }

    #[test]
    fn another_thread_wakes() {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let other = thread::spawn(move || {
            thread::sleep(Duration::from_millis(10));
            sender.send(7)
        });
        assert_eq!(block_on(receiver), Ok(7));
        other.join().unwrap().unwrap();
    }

    #[test]
    fn streams_are_read_in_pieces() {
        let mut text = String::new();
        ByteStream::from("light").into_reader().read_to_string(&mut text).unwrap();
        assert_eq!(text, "light");
        let mut reader = ByteStream::from("light").into_reader();
        let mut two = [0; 2];
        reader.read_exact(&mut two).unwrap();
        assert_eq!(
            (&two, reader.read(&mut [0; 9]).unwrap(), reader.read(&mut [0; 9]).unwrap()),
            (b"li", 3, 0)
        );
    }
}
