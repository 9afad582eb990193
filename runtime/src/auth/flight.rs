//! Work that is done once for all who wait for it.
//!
//! Who comes first begins it, and all who wait drive it: whoever is cancelled, the others go on. If nobody is left, it rests
//! until somebody waits for it again, so that its outcome is not lost: a token that may be fetched only once, say.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, OnceLock, PoisonError, TryLockError},
    task::{Context, Poll, Wake, Waker},
};

use crate::client::Mode;

/// Work under way.
pub(super) type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The flights of calls that are awaited, and of those that are waited for: what one kind began, the other could not drive.
pub(super) struct Flights<T>([Option<Arc<Flight<T>>>; 2]);

impl<T> Default for Flights<T> {
    fn default() -> Self {
        Self([None, None])
    }
}

impl<T> Flights<T> {
    /// Returns the flight under way, or begins one.
    pub(super) fn join(&mut self, mode: Mode, begin: impl FnOnce() -> Work<T>) -> Joined<T> {
        let slot = match mode {
            Mode::Async => &mut self.0[0],
            #[cfg(feature = "blocking")]
            Mode::Blocking => &mut self.0[1],
        };
        if let Some(flight) = slot.as_ref().filter(|flight| flight.landed.get().is_none()) {
            return Joined(Arc::clone(flight));
        }
        let flight = Arc::new(Flight {
            work: Mutex::new(Some(begin())),
            waiting: Arc::default(),
            landed: OnceLock::new(),
        });
        *slot = Some(Arc::clone(&flight));
        Joined(flight)
    }
}

struct Flight<T> {
    /// None once it has ended.
    work: Mutex<Option<Work<T>>>,
    waiting: Arc<Waiting>,
    landed: OnceLock<T>,
}

/// Who waits. Woken all at once: any of them can drive the work on.
#[derive(Default)]
struct Waiting(Mutex<Vec<Waker>>);

impl Waiting {
    fn add(&self, waker: &Waker) {
        let mut wakers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        let wakers = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// Waits for the end of a flight.
pub(super) struct Joined<T>(Arc<Flight<T>>);

impl<T: Clone> Future for Joined<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let flight = &self.0;
        if let Some(landed) = flight.landed.get() {
            return Poll::Ready(landed.clone());
        }
        // Before the work is looked at, so that no waking is missed.
        flight.waiting.add(context.waker());
        let mut work = match flight.work.try_lock() {
            Ok(work) => work,
            // Somebody drives it right now, and wakes everybody if that was the end of it.
            Err(TryLockError::WouldBlock) => return Poll::Pending,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        };
        let Some(running) = work.as_mut() else {
            drop(work);
            return flight.landed.get().cloned().map_or(Poll::Pending, Poll::Ready);
        };
        let waker = Waker::from(Arc::clone(&flight.waiting));
        match running.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(value) => {
                *work = None;
                let landed = flight.landed.get_or_init(|| value).clone();
                drop(work);
                Arc::clone(&flight.waiting).wake();
                Poll::Ready(landed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::oneshot;

    use super::*;

    /// Flights whose work counts how often it was begun, and ends when it is told a number.
    fn flights() -> (Mutex<Flights<usize>>, Arc<AtomicUsize>) {
        (Mutex::default(), Arc::default())
    }

    fn join(
        flights: &Mutex<Flights<usize>>,
        begun: &Arc<AtomicUsize>,
        end: oneshot::Receiver<usize>,
    ) -> Joined<usize> {
        let begun = Arc::clone(begun);
        flights.lock().unwrap().join(Mode::Async, || {
            Box::pin(async move {
                begun.fetch_add(1, Ordering::SeqCst);
                end.await.unwrap_or_default()
            })
        })
    }

    async fn poll_once<T: Clone>(joined: &mut Joined<T>) -> bool {
        std::future::poll_fn(|context| Poll::Ready(Pin::new(&mut *joined).poll(context).is_ready())).await
    }

    #[tokio::test]
    async fn work_survives_who_began_it() {
        let (flights, begun) = flights();
        let (end, ended) = oneshot::channel();
        let mut first = join(&flights, &begun, ended);
        let mut second = join(&flights, &begun, oneshot::channel().1);
        assert!(!poll_once(&mut first).await && !poll_once(&mut second).await);
        drop(first);
        let waiting = tokio::spawn(second);
        tokio::task::yield_now().await;
        end.send(7).unwrap();
        assert_eq!((waiting.await.unwrap(), begun.load(Ordering::SeqCst)), (7, 1));
    }

    #[tokio::test]
    async fn work_that_all_have_left_rests_until_somebody_comes() {
        let (flights, begun) = flights();
        let (end, ended) = oneshot::channel();
        let mut first = join(&flights, &begun, ended);
        assert!(!poll_once(&mut first).await);
        drop(first);
        end.send(7).unwrap();
        assert_eq!(join(&flights, &begun, oneshot::channel().1).await, 7);
        assert_eq!(begun.load(Ordering::SeqCst), 1);
        // What has ended is begun anew.
        let (end, ended) = oneshot::channel();
        end.send(8).unwrap();
        assert_eq!((join(&flights, &begun, ended).await, begun.load(Ordering::SeqCst)), (8, 2));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn many_threads_drive_one_work() {
        for _ in 0..50 {
            let (flights, begun) = flights();
            let (end, ended) = oneshot::channel();
            let mut waiting = vec![tokio::spawn(join(&flights, &begun, ended))];
            waiting.extend((0..20).map(|_| tokio::spawn(join(&flights, &begun, oneshot::channel().1))));
            end.send(7).unwrap();
            for joined in waiting {
                assert_eq!(joined.await.unwrap(), 7);
            }
            assert_eq!(begun.load(Ordering::SeqCst), 1);
        }
    }
}
