//! Bodies that are too large to be held, or that never end: streams of bytes.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use crate::{Blob, ClientError, TransportError, transport::TransportErrorKind};

/// Chunks of a body as they come.
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// A body as a stream of bytes.
///
/// Clones share the stream: what one has taken, the others do not see. Of a body in memory each has its own.
#[derive(Clone)]
pub struct ByteStream(Content);

#[derive(Clone)]
enum Content {
    Memory(Bytes),
    Chunks(Arc<Mutex<Source>>),
}

struct Source {
    chunks: Chunks,
    /// Whether a chunk was asked for.
    has_begun: bool,
}

impl ByteStream {
    /// Returns the stream of what another stream brings.
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let chunks = Box::pin(Chunked(Box::pin(stream)));
        Self(Content::Chunks(Arc::new(Mutex::new(Source { chunks, has_begun: false }))))
    }

    /// Returns the next bytes, or none at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, ClientError>> {
        poll_fn(|context| self.poll_chunk(context)).await.map(|chunk| chunk.map_err(interrupted))
    }

    /// Returns all bytes that are left.
    ///
    /// # Errors
    /// If the stream breaks off.
    pub async fn collect(self) -> Result<Bytes, ClientError> {
        self.collect_within(usize::MAX).await.map_err(interrupted)
    }

    /// Returns all bytes that are left, if they are not more than `limit`.
    pub(crate) async fn collect_within(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let mut all = BytesMut::new();
        while let Some(chunk) = poll_fn(|context| self.poll_chunk(context)).await {
            let chunk = chunk?;
            if all.len().saturating_add(chunk.len()) > limit {
                let reason = format!("the body is larger than {limit} bytes");
                return Err(TransportError::new(TransportErrorKind::TooLarge, reason));
            }
            if all.is_empty() && matches!(self.0, Content::Memory(_)) {
                return Ok(chunk);
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// Returns the bytes of a body in memory.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Memory(bytes) => Some(bytes),
            Content::Chunks(_) => None,
        }
    }

    /// Whether something of a body that is not in memory was asked for: the rest is not the whole.
    pub(crate) fn has_begun(&self) -> bool {
        match &self.0 {
            Content::Memory(_) => false,
            Content::Chunks(chunks) => chunks.lock().unwrap_or_else(PoisonError::into_inner).has_begun,
        }
    }

    pub(crate) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        match &mut self.0 {
            Content::Memory(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Memory(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Content::Chunks(chunks) => {
                // Whatever panicked while it was held: a stream is asked for no more than its next chunk.
                let mut source = chunks.lock().unwrap_or_else(PoisonError::into_inner);
                source.has_begun = true;
                source.chunks.as_mut().poll_next(context)
            }
        }
    }
}

fn interrupted(error: TransportError) -> ClientError {
    ClientError::new(error.kind().into(), "the body broke off").because(error)
}

impl Stream for ByteStream {
    type Item = Result<Bytes, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context).map(|chunk| chunk.map(|chunk| chunk.map_err(interrupted)))
    }
}

/// A stream of chunks whose errors are those of a transport.
struct Chunked<S>(Pin<Box<S>>);

impl<S, E> Stream for Chunked<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let wrapped = |error: E| {
            let error = error.into();
            match error.downcast::<TransportError>() {
                Ok(error) => *error,
                Err(error) => TransportError::new(TransportErrorKind::Exchange, error),
            }
        };
        self.0.as_mut().poll_next(context).map(|chunk| chunk.map(|chunk| chunk.map_err(wrapped)))
    }
}

impl Default for ByteStream {
    fn default() -> Self {
        Self(Content::Memory(Bytes::new()))
    }
}

macro_rules! from_bytes {
    ($($type:ty),*) => { $(
        impl From<$type> for ByteStream {
            fn from(bytes: $type) -> Self {
                Self(Content::Memory(Blob::from(bytes).into_bytes()))
            }
        }
    )* };
}
from_bytes!(Bytes, Vec<u8>, String, &[u8], &str);

impl From<Blob> for ByteStream {
    fn from(blob: Blob) -> Self {
        Self(Content::Memory(blob.into_bytes()))
    }
}

/// Bodies in memory are equal if their bytes are; others only to their clones.
impl PartialEq for ByteStream {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Content::Memory(a), Content::Memory(b)) => a == b,
            (Content::Chunks(a), Content::Chunks(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Memory(bytes) => write!(f, "ByteStream({} bytes)", bytes.len()),
            Content::Chunks(_) => f.write_str("ByteStream(..)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Brings the chunks one by one, with a pause before each.
    struct Slow(Vec<Result<&'static str, std::io::Error>>, bool);

    impl Stream for Slow {
        type Item = Result<Bytes, std::io::Error>;

        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.1 = !self.1;
            if self.1 {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let chunk = if self.0.is_empty() { None } else { Some(self.0.remove(0)) };
            Poll::Ready(chunk.map(|chunk| chunk.map(Bytes::from)))
        }
    }

    #[tokio::test]
    async fn chunks_come_one_by_one() {
        let mut stream = ByteStream::from_stream(Slow(vec![Ok("a"), Ok("b"), Ok("c")], false));
        assert_eq!(stream.next().await.unwrap().unwrap(), "a");
        let shared = stream.clone();
        assert_eq!((format!("{shared:?}"), shared == stream), ("ByteStream(..)".to_owned(), true));
        assert_eq!(shared.collect().await.unwrap(), "bc");
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn bodies_in_memory() {
        let stream = ByteStream::from("hello");
        assert_eq!(
            (stream.clone(), format!("{stream:?}")),
            (Blob::from("hello").into(), "ByteStream(5 bytes)".to_owned())
        );
        assert_eq!(stream.clone().collect().await.unwrap(), "hello");
        assert_eq!(stream.collect_within(4).await.unwrap_err().kind(), TransportErrorKind::TooLarge);
        assert_eq!(ByteStream::default().collect().await.unwrap(), "");
    }

    #[tokio::test]
    async fn a_stream_that_breaks_off() {
        let broken = vec![Ok("a"), Err(std::io::Error::other("gone"))];
        let error = ByteStream::from_stream(Slow(broken, false)).collect().await.unwrap_err();
        assert_eq!(error.to_string(), "the body broke off: gone");
    }
}
