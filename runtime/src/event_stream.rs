//! Answers that are streams of events, in the framing `application/vnd.amazon.eventstream`.
//!
//! The framing is aws-smithy-eventstream's. An event's headers name it, and say what its payload is: the event's
//! members in the protocol's format, or the bytes of the one member that is no header. No page tells which events with one
//! member are that member's content: those in which it is not.

use std::{
    collections::BTreeMap,
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use aws_smithy_eventstream::frame::{DecodedFrame, MessageFrameDecoder};
use aws_smithy_types::event_stream::{HeaderValue, Message};
use bytes::{Buf, BytesMut};
use futures_core::Stream;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{ByteStream, ClientError, ClientErrorKind, Protocol};

mod raw;

/// How large an event may be: what AWS documents, 16 MiB, and its headers.
const MAX_FRAME: usize = (16 << 20) + (128 << 10);

/// The event that holds the answer's other members, in protocols without bindings.
const INITIAL: &str = "initial-response";

/// A stream of events; `E` is the enum of all that may come.
///
/// Clones share the stream: what one has taken, the others do not see.
pub struct EventStream<E> {
    state: Arc<Mutex<State>>,
    event: PhantomData<fn() -> E>,
}

struct State {
    bytes: ByteStream,
    protocol: Protocol,
    decoder: MessageFrameDecoder,
    /// What has come and is no event yet.
    waiting: BytesMut,
    /// Whether some of an event has come, and not all of it.
    is_within: bool,
    /// Whether nothing more will be made of what comes.
    ended: bool,
}

impl<E: DeserializeOwned> EventStream<E> {
    pub(crate) fn new(bytes: ByteStream, protocol: Protocol) -> Self {
        let state = State {
            bytes,
            protocol,
            decoder: MessageFrameDecoder::new(),
            waiting: BytesMut::new(),
            is_within: false,
            ended: false,
        };
        Self { state: Arc::new(Mutex::new(state)), event: PhantomData }
    }

    /// Returns the next event, or none at the end. After an error nothing comes any more.
    pub async fn next(&mut self) -> Option<Result<E, ClientError>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<E, ClientError>>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.ended {
            return Poll::Ready(None);
        }
        let event = loop {
            match state.poll_message(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => break None,
                Poll::Ready(Some(Err(error))) => break Some(Err(error)),
                Poll::Ready(Some(Ok(message))) => match read(&message, state.protocol) {
                    Ok(Some(event)) => break Some(Ok(event)),
                    Ok(None) => {}
                    Err(error) => break Some(Err(error)),
                },
            }
        };
        state.ended = !matches!(event, Some(Ok(_)));
        Poll::Ready(event)
    }
}

impl State {
    fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Message, ClientError>>> {
        loop {
            match self.decoder.decode_frame(&mut self.waiting) {
                Ok(DecodedFrame::Complete(message)) => {
                    self.is_within = !self.waiting.is_empty();
                    return Poll::Ready(Some(Ok(message)));
                }
                Ok(DecodedFrame::Incomplete) if self.waiting.remaining() > MAX_FRAME => {
                    return Poll::Ready(Some(Err(ClientError::decode("an event is too large"))));
                }
                Ok(DecodedFrame::Incomplete) => {}
                Err(error) => {
                    let error = ClientError::decode("an event cannot be read").because(error);
                    return Poll::Ready(Some(Err(error)));
                }
            }
            match Pin::new(&mut self.bytes).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(chunk))) => {
                    self.is_within |= !chunk.is_empty();
                    self.waiting.extend_from_slice(&chunk);
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) if !self.is_within => return Poll::Ready(None),
                Poll::Ready(None) => {
                    let error = ClientError::decode("the stream ends within an event");
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

/// Returns a header that is text.
fn header<'m>(message: &'m Message, name: &str) -> Option<&'m str> {
    let header = message.headers().iter().find(|header| header.name().as_str() == name)?;
    match header.value() {
        HeaderValue::String(text) => Some(text.as_str()),
        _ => None,
    }
}

/// Returns the event that a message is; none if it is of the protocol's own.
fn read<E: DeserializeOwned>(message: &Message, protocol: Protocol) -> Result<Option<E>, ClientError> {
    let name = match header(message, ":message-type") {
        Some("exception") => header(message, ":exception-type"),
        Some("error") => {
            let code = header(message, ":error-code").unwrap_or("an error");
            let said = header(message, ":error-message").unwrap_or("no reason was given");
            let message = format!("the service ended the stream: {code}: {said}");
            return Err(ClientError::new(ClientErrorKind::Transport, message));
        }
        _ => header(message, ":event-type"),
    };
    let name = name.ok_or_else(|| ClientError::decode("an event has no name"))?;
    if name == INITIAL {
        return Ok(None);
    }
    let media = header(message, ":content-type").unwrap_or_default();
    let is_raw = media.starts_with("application/octet-stream") || media.starts_with("text/plain");
    let has_headers = message.headers().iter().any(|header| !header.name().as_str().starts_with(':'));
    let event = if is_raw || has_headers {
        raw::read(name, message, protocol)
    } else {
        structured(name, raw::members_of::<E>(name), message.payload(), protocol)
    };
    event.map(Some)
}

/// Returns the event whose members the payload holds.
fn structured<E: DeserializeOwned>(
    name: &str,
    members: &[&str],
    payload: &[u8],
    protocol: Protocol,
) -> Result<E, ClientError> {
    let only = match members {
        [only] => Some(*only),
        _ => None,
    };
    let failed = |path: Option<String>, cause: Box<dyn std::error::Error + Send + Sync>| {
        let error = ClientError::decode(format!("the event {name} cannot be read"));
        let error = match path {
            Some(path) => error.at_path(path),
            None => error,
        };
        error.because_of(cause)
    };
    match protocol {
        #[cfg(feature = "xml")]
        Protocol::RestXml { .. } | Protocol::AwsQuery { .. } | Protocol::Ec2Query { .. } => {
            use crate::body::xml::{read::from_element, tree::Element};

            let event = match payload.trim_ascii() {
                [] => Ok(Element::default()),
                payload => Element::parse(payload),
            };
            event
                .and_then(|event| {
                    let event = match only {
                        Some(only) if !event.children.is_empty() && event.child(only).is_none() => {
                            let content = Element { name: only.to_owned(), ..event };
                            Element { children: vec![content], ..Element::default() }
                        }
                        _ => event,
                    };
                    let event = Element { name: name.to_owned(), ..event };
                    from_element(&Element { children: vec![event], ..Element::default() })
                })
                .map_err(|error| failed(Some(error.path()), error.into()))
        }
        #[cfg(feature = "cbor")]
        Protocol::RpcV2Cbor => {
            let payload = if payload.is_empty() { &[0xa0] } else { payload };
            let key = crate::body::cbor::to_bytes(name).map_err(|error| failed(None, error.into()))?;
            let event = [&[0xa1], key.as_slice(), payload].concat();
            crate::body::cbor::from_bytes(&event).map_err(|error| failed(Some(error.path()), error.into()))
        }
        _ => {
            let payload = if payload.trim_ascii().is_empty() { b"{}" } else { payload };
            let within = |name: &str, json: &[u8]| {
                let key = serde_json::to_vec(name).map_err(|error| failed(None, error.into()))?;
                Ok::<_, ClientError>([b"{", key.as_slice(), b":", json, b"}"].concat())
            };
            let holds: Option<BTreeMap<&str, IgnoredAny>> =
                only.and_then(|_| serde_json::from_slice(payload).ok());
            let is_content =
                |only: &&str| holds.is_some_and(|all| !all.is_empty() && !all.contains_key(only));
            let event = match only.filter(is_content) {
                Some(only) => within(name, &within(only, payload)?)?,
                None => within(name, payload)?,
            };
            crate::json_nulls::read(&event).map_err(|error| {
                let path = crate::json_path::path_at(&event, error.line(), error.column());
                failed(Some(path), error.into())
            })
        }
    }
}

impl<E: DeserializeOwned> Stream for EventStream<E> {
    type Item = Result<E, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(context)
    }
}

impl<E> Clone for EventStream<E> {
    fn clone(&self) -> Self {
        Self { state: Arc::clone(&self.state), event: PhantomData }
    }
}

/// A stream is equal to its clones alone.
impl<E> PartialEq for EventStream<E> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.state, &other.state)
    }
}

impl<E: DeserializeOwned> Default for EventStream<E> {
    fn default() -> Self {
        Self::new(ByteStream::default(), Protocol::RestJson)
    }
}

impl<E> fmt::Debug for EventStream<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventStream(..)")
    }
}

#[cfg(test)]
#[allow(unreachable_pub)]
mod tests {
    use aws_smithy_eventstream::frame::write_message_to;
    use aws_smithy_types::event_stream::Header;
    use bytes::Bytes;
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::{Blob, Document};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(remote = "Self")]
    enum Sample {
        Records(Records),
        Stats(Stats),
        Chunk(Chunk),
        Progress(Progress),
        Counted(Counted),
        End(End),
        Unknown(Document),
    }
    crate::union!(Sample);

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "PascalCase", default)]
    struct Records {
        number: Option<i64>,
        payload: Option<Blob>,
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Stats {
        bytes: Option<i64>,
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Progress {
        details: Option<Stats>,
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Counted {
        number: Option<i64>,
        details: Option<Stats>,
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Chunk {
        bytes: Blob,
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct End {}

    fn text(name: &'static str, value: &str) -> Header {
        Header::new(name, HeaderValue::String(value.to_owned().into()))
    }

    fn frame(headers: Vec<Header>, payload: &'static [u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_message_to(&Message::new_from_parts(headers, payload), &mut bytes).unwrap();
        bytes
    }

    fn event(name: &str, media: &str, payload: &'static [u8]) -> Vec<u8> {
        let headers =
            [text(":message-type", "event"), text(":event-type", name), text(":content-type", media)];
        frame(headers.into(), payload)
    }

    /// Returns all that comes of bytes that arrive one by one.
    async fn events(bytes: Vec<u8>, protocol: Protocol) -> Vec<Result<Sample, String>> {
        struct Drops(std::vec::IntoIter<u8>);
        impl Stream for Drops {
            type Item = Result<Bytes, std::io::Error>;

            fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
                Poll::Ready(self.0.next().map(|byte| Ok(Bytes::copy_from_slice(&[byte]))))
            }
        }
        let mut stream = EventStream::new(ByteStream::from_stream(Drops(bytes.into_iter())), protocol);
        let mut events = Vec::new();
        while let Some(event) = stream.next().await {
            events.push(event.map_err(|error| error.to_string()));
        }
        assert!(stream.next().await.is_none());
        events
    }

    #[tokio::test]
    async fn events_in_each_format() {
        let cases: &[(Protocol, &str, &[u8])] = &[
            (Protocol::RestJson, "application/json", br#"{"bytes":7}"#),
            #[cfg(feature = "xml")]
            (Protocol::RestXml { namespace: "" }, "text/xml", b"<Stats><bytes>7</bytes></Stats>"),
            #[cfg(feature = "cbor")]
            (Protocol::RpcV2Cbor, "application/cbor", b"\xa1\x65bytes\x07"),
        ];
        for (protocol, media, payload) in cases {
            let initial = event(INITIAL, media, payload);
            let bytes =
                [initial, event("Stats", media, payload), event("End", "", b""), event("New", "", b"")]
                    .concat();
            let read = events(bytes, *protocol).await;
            assert_eq!(read.len(), 3, "{read:?}");
            assert_eq!(read[0], Ok(Sample::Stats(Stats { bytes: Some(7) })));
            assert_eq!(read[1], Ok(Sample::End(End {})));
            assert!(matches!(read[2], Ok(Sample::Unknown(_))), "{read:?}");
        }
    }

    #[tokio::test]
    async fn the_payload_may_be_the_only_member() {
        let cases: &[(Protocol, &[u8])] = &[
            (Protocol::RestJson, br#"{"bytes":7}"#),
            (Protocol::RestJson, br#"{"details":{"bytes":7}}"#),
            #[cfg(feature = "xml")]
            (Protocol::RestXml { namespace: "" }, b"<Progress><bytes>7</bytes></Progress>"),
            #[cfg(feature = "xml")]
            (Protocol::RestXml { namespace: "" }, b"<a><details><bytes>7</bytes></details></a>"),
        ];
        for (protocol, payload) in cases {
            let progress = Progress { details: Some(Stats { bytes: Some(7) }) };
            let read = events(event("Progress", "", payload), *protocol).await;
            assert_eq!(read, [Ok(Sample::Progress(progress))]);
        }
    }

    #[tokio::test]
    async fn a_structure_beside_headers() {
        let headers = || vec![text(":event-type", "Counted"), Header::new("number", HeaderValue::Int32(3))];
        let expected = Counted { number: Some(3), details: Some(Stats { bytes: Some(7) }) };
        let read = events(frame(headers(), br#"{"bytes":7}"#), Protocol::RestJson).await;
        assert_eq!(read, [Ok(Sample::Counted(expected))]);
        #[cfg(feature = "xml")]
        {
            let xml =
                events(frame(headers(), b"<a><bytes>7</bytes></a>"), Protocol::RestXml { namespace: "" });
            assert_eq!(xml.await, read);
        }
    }

    #[tokio::test]
    async fn bytes_and_headers_are_members() {
        let plain = event("Chunk", "application/octet-stream", b"\xff\x00");
        let headers = [
            text(":event-type", "Records"),
            Header::new("Number", HeaderValue::Int32(3)),
            text(":content-type", "text/plain"),
        ];
        let read = events([plain, frame(headers.into(), b"x")].concat(), Protocol::RestJson).await;
        assert_eq!(read[0], Ok(Sample::Chunk(Chunk { bytes: Blob::from(&b"\xff\x00"[..]) })));
        let records = Records { number: Some(3), payload: Some(Blob::from("x")) };
        assert_eq!(read[1], Ok(Sample::Records(records)));
    }

    #[tokio::test]
    async fn errors_end_the_stream() {
        let failed = frame(
            vec![
                text(":message-type", "error"),
                text(":error-code", "Busy"),
                text(":error-message", "later"),
            ],
            b"",
        );
        let read = events([failed, event("End", "", b"")].concat(), Protocol::RestJson).await;
        assert_eq!(read, [Err("the service ended the stream: Busy: later".to_owned())]);
        let exception =
            frame(vec![text(":message-type", "exception"), text(":exception-type", "Stats")], b"{}");
        assert_eq!(events(exception, Protocol::RestJson).await, [Ok(Sample::Stats(Stats::default()))]);
        let wrong = event("Stats", "application/json", br#"{"bytes":"x"}"#);
        let read = events(wrong, Protocol::RestJson).await;
        assert!(read[0].as_ref().unwrap_err().contains("at $.Stats.bytes"), "{read:?}");
    }

    #[tokio::test]
    async fn broken_frames_are_errors() {
        let whole = event("End", "", b"");
        for at in 1..whole.len() {
            assert!(events(whole[..at].to_vec(), Protocol::RestJson).await[0].is_err(), "{at}");
            let mut flipped = whole.clone();
            flipped[at] ^= 0x40;
            assert!(events(flipped, Protocol::RestJson).await[0].is_err(), "{at}");
        }
        assert!(events(vec![0xff; 64], Protocol::RestJson).await[0].is_err());
    }
}
