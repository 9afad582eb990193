//! The body of a request, in each of the formats.

use bytes::Bytes;
use http::{HeaderValue, header::CONTENT_TYPE};
use serde::Serialize;

use super::RequestEncoder;
use crate::{ByteStream, ClientError};
#[cfg(feature = "xml")]
use crate::{Protocol, body::form, protocol};

impl RequestEncoder {
    /// Sets the body to JSON, of the protocol's media type.
    ///
    /// # Errors
    /// If the value cannot be written as JSON, such as a map whose keys are no strings.
    pub fn json<T: Serialize + ?Sized>(&mut self, body: &T) -> Result<(), ClientError> {
        let written = serde_json::to_vec(body);
        self.set_json(written)
    }

    /// Kept out of the generic function: it is compiled once, not once per input.
    fn set_json(&mut self, written: Result<Vec<u8>, serde_json::Error>) -> Result<(), ClientError> {
        let operation = self.operation.name;
        let body = written.map_err(|error| {
            ClientError::build(format!("{operation}: the body cannot be JSON")).because(error)
        })?;
        self.body = Some(body.into());
        Ok(())
    }

    /// Sets the body to a form that names the operation and holds the members of a value.
    ///
    /// # Errors
    /// If the value cannot be written as a form, such as one that is nested too deep.
    #[cfg(feature = "xml")]
    pub fn form<T: Serialize + ?Sized>(&mut self, body: &T) -> Result<(), ClientError> {
        let style = match self.protocol {
            Protocol::Ec2Query { .. } => form::Style::Ec2,
            _ => form::Style::Query,
        };
        let mut text = match self.protocol {
            Protocol::AwsQuery { version } | Protocol::Ec2Query { version } => {
                protocol::action(&self.operation, version)
            }
            _ => String::new(),
        };
        let written = form::append(&mut text, body, style);
        self.set_body(written.map(|()| text.into()), "a form")
    }

    /// Sets the body to XML: a root element, in the protocol's namespace, that holds the members of a value.
    ///
    /// # Errors
    /// If the value cannot be written as XML, such as one that is nested too deep.
    #[cfg(feature = "xml")]
    pub fn xml<T: Serialize + ?Sized>(&mut self, root: &str, body: &T) -> Result<(), ClientError> {
        let namespace = match self.protocol {
            Protocol::RestXml { namespace } => namespace,
            _ => "",
        };
        let written = crate::body::xml::write::to_text(root, namespace, body);
        self.set_body(written.map(Bytes::from), "XML")
    }

    /// Sets the body to CBOR.
    ///
    /// # Errors
    /// If the value cannot be written as CBOR, such as one that is nested too deep.
    #[cfg(feature = "cbor")]
    pub fn cbor<T: Serialize + ?Sized>(&mut self, body: &T) -> Result<(), ClientError> {
        let written = crate::body::cbor::to_bytes(body);
        self.set_body(written.map(Bytes::from), "CBOR")
    }

    /// Kept out of the generic functions: it is compiled once, not once per input.
    #[cfg(any(feature = "cbor", feature = "xml"))]
    fn set_body(
        &mut self,
        written: Result<Bytes, crate::body::FormatError>,
        what: &str,
    ) -> Result<(), ClientError> {
        let operation = self.operation.name;
        let body = written.map_err(|error| {
            ClientError::build(format!("{operation}: the body cannot be {what}"))
                .at_path(error.path())
                .because(error)
        })?;
        self.body = Some(body);
        Ok(())
    }

    /// Sets the body to `{}`, of the protocol's media type for JSON.
    pub fn empty_object(&mut self) {
        self.body = Some(Bytes::from_static(b"{}"));
    }

    /// Sets the body to bytes, of the media type `application/octet-stream`.
    pub fn bytes(&mut self, body: impl Into<Bytes>) {
        self.body = Some(body.into());
        self.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/octet-stream"));
    }

    /// Sets the body to text, of the media type `text/plain`.
    pub fn text(&mut self, body: impl Into<String>) {
        self.body = Some(body.into().into());
        self.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("text/plain; charset=utf-8"));
    }

    /// Sets the body to a stream, of the media type `application/octet-stream`.
    pub fn stream(&mut self, body: ByteStream) {
        match body.in_memory() {
            Some(bytes) => self.body = Some(bytes.clone()),
            None => self.stream = Some(body),
        }
        self.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/octet-stream"));
    }

    /// Takes the body out, if it is a stream; the request has none then.
    pub(crate) fn take_stream(&mut self) -> Option<ByteStream> {
        let stream = self.stream.take()?;
        self.body = Some(Bytes::new());
        Some(stream)
    }
}
