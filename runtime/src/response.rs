//! A successful answer, as generated code reads it.

use std::{error::Error, str::FromStr};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, response::Parts};
use serde::de::DeserializeOwned;

#[cfg(feature = "event-stream")]
use crate::EventStream;
#[cfg(feature = "xml")]
use crate::body::xml::{read::from_element, tree::Element};
use crate::{ByteStream, ClientError, Protocol, Timestamp, json_path};

/// Headers in which services name a request, the most telling one first.
const REQUEST_ID_HEADERS: &[&str] =
    &["x-amzn-requestid", "x-amz-request-id", "x-request-id", "request-id", "x-correlation-id"];

/// A successful answer.
#[derive(Clone, Debug)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The body, where it has not been waited for.
    stream: Option<ByteStream>,
    #[cfg_attr(not(feature = "event-stream"), expect(dead_code, reason = "events alone are read by it"))]
    protocol: Protocol,
}

impl Response {
    /// Returns an answer made from its parts.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, headers, body, stream: None, protocol: Protocol::HttpJson }
    }

    /// Returns an answer of which the body is still to come.
    pub(crate) fn streamed(parts: Parts, stream: ByteStream, protocol: Protocol) -> Self {
        let Parts { status, headers, .. } = parts;
        Self { status, headers, body: Bytes::new(), stream: Some(stream), protocol }
    }

    /// Returns the body as a stream.
    pub fn stream(&self) -> ByteStream {
        self.stream.clone().unwrap_or_else(|| self.body.clone().into())
    }

    /// Returns the body as a stream of events.
    #[cfg(feature = "event-stream")]
    pub fn events<E: DeserializeOwned>(&self) -> EventStream<E> {
        EventStream::new(self.stream(), self.protocol)
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns all headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body as it came; cheap, the bytes are shared.
    pub fn bytes(&self) -> Bytes {
        self.body.clone()
    }

    /// Returns the body as text.
    ///
    /// # Errors
    /// If it is not UTF-8.
    pub fn text(&self) -> Result<String, ClientError> {
        match std::str::from_utf8(&self.body) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(self.unreadable("the body is not text").because(error)),
        }
    }

    /// Returns the body read from JSON; an empty body reads as `{}`. Nulls in lists and maps that have no place for them are
    /// left out.
    ///
    /// # Errors
    /// If it is not JSON or not of the type; the error names the path of the offending value.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        let json = if self.body.trim_ascii().is_empty() { b"{}" } else { self.body.as_ref() };
        crate::json_nulls::read(json).map_err(|error| self.not_json(json, error))
    }

    /// Returns the members within the root element of an XML body; an empty body reads as one without any.
    ///
    /// # Errors
    /// If it is not XML or its members are not of the type; the error names the path of the offending value.
    #[cfg(feature = "xml")]
    pub fn xml<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        let root = self.root()?;
        from_element(&root).map_err(|error| self.not_readable(error))
    }

    /// Returns the members of the element `name` within the root element of an XML body; where there is none, those of
    /// the root element.
    ///
    /// # Errors
    /// If it is not XML or its members are not of the type; the error names the path of the offending value.
    #[cfg(feature = "xml")]
    pub fn xml_within<T: DeserializeOwned>(&self, name: &str) -> Result<T, ClientError> {
        let root = self.root()?;
        from_element(root.child(name).unwrap_or(&root)).map_err(|error| self.not_readable(error))
    }

    /// Returns the members of an error in XML: those of the `Error` element where there is one, or of the root element.
    ///
    /// # Errors
    /// If it is not XML or its members are not of the type; the error names the path of the offending value.
    #[cfg(feature = "xml")]
    pub fn xml_error<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        let root = self.root()?;
        let within = root.child("Errors").unwrap_or(&root);
        from_element(within.child("Error").unwrap_or(&root)).map_err(|error| self.not_readable(error))
    }

    #[cfg(feature = "xml")]
    fn root(&self) -> Result<Element, ClientError> {
        match self.body.trim_ascii() {
            [] => Ok(Element::default()),
            text => Element::parse(text).map_err(|error| self.not_readable(error)),
        }
    }

    /// Returns the body read from CBOR; an empty body reads as an empty map.
    ///
    /// # Errors
    /// If it is not CBOR or not of the type; the error names the path of the offending value.
    #[cfg(feature = "cbor")]
    pub fn cbor<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        let body: &[u8] = if self.body.is_empty() { &[0xa0] } else { &self.body };
        crate::body::cbor::from_bytes(body).map_err(|error| self.not_readable(error))
    }

    /// Kept out of the generic functions: it is compiled once, not once per output.
    #[cfg(any(feature = "cbor", feature = "xml"))]
    fn not_readable(&self, error: crate::body::FormatError) -> ClientError {
        self.unreadable("the answer cannot be read").at_path(error.path()).because(error)
    }

    /// Returns a header that reads as `T`, or none if it is missing or empty.
    ///
    /// # Errors
    /// If it is there and does not read as `T`.
    pub fn header<T>(&self, name: &str) -> Result<Option<T>, ClientError>
    where
        T: FromStr<Err: Error + Send + Sync + 'static>,
    {
        self.header_with(name, str::parse)
    }

    /// Returns a header as `parse` reads it, or none if it is missing or empty.
    ///
    /// # Errors
    /// If it is there and `parse` refuses it.
    pub fn header_with<T, E>(
        &self,
        name: &str,
        parse: fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, ClientError>
    where
        E: Error + Send + Sync + 'static,
    {
        match self.header_text(name)?.as_deref() {
            None | Some("") => Ok(None),
            Some(text) => parse(text).map(Some).map_err(|error| self.bad_header(name).because(error)),
        }
    }

    /// Returns the elements of a header that holds a comma-separated list, over all its lines; a quoted element may
    /// hold commas.
    ///
    /// # Errors
    /// If an element does not read as `T`.
    pub fn header_each<T>(&self, name: &str) -> Result<Vec<T>, ClientError>
    where
        T: FromStr<Err: Error + Send + Sync + 'static>,
    {
        let text = self.header_text(name)?.unwrap_or_default();
        list_elements(&text)
            .iter()
            .map(|element| element.parse().map_err(|error| self.bad_header(name).because(error)))
            .collect()
    }

    /// Returns the points in time of a header that holds a comma-separated list of them, over all its lines, as `parse` reads
    /// each; the date of HTTP has a comma within.
    ///
    /// # Errors
    /// If `parse` refuses one.
    pub fn header_times<E>(
        &self,
        name: &str,
        parse: fn(&str) -> Result<Timestamp, E>,
    ) -> Result<Vec<Timestamp>, ClientError> {
        let text = self.header_text(name)?.unwrap_or_default();
        let mut times = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let ends = rest.match_indices(',').map(|(end, _)| end).chain([rest.len()]).take(2);
            let mut read = ends.filter_map(|end| Some((parse(rest[..end].trim()).ok()?, end)));
            let (time, end) = read.next().ok_or_else(|| self.bad_header(name))?;
            times.push(time);
            rest = rest[end..].trim_start_matches([',', ' ']);
        }
        Ok(times)
    }

    /// Returns the headers whose names begin with a prefix, by the rest of their names in lower case. What is not
    /// text is left out.
    pub fn prefix_headers<M: FromIterator<(String, String)>>(&self, prefix: &str) -> M {
        let prefix = prefix.to_ascii_lowercase();
        let named = |name| Some((name, self.header_text(name).ok()??));
        self.headers
            .keys()
            .filter_map(|name| named(name.as_str()))
            .filter_map(|(name, value)| Some((name.strip_prefix(&prefix)?.to_owned(), value)))
            .collect()
    }

    /// Returns the identifier that the service gave the request.
    pub fn request_id(&self) -> Option<&str> {
        REQUEST_ID_HEADERS.iter().find_map(|name| self.headers.get(*name)?.to_str().ok())
    }

    /// Returns a header's text, its lines joined with commas.
    fn header_text(&self, name: &str) -> Result<Option<String>, ClientError> {
        let mut joined: Option<String> = None;
        for value in self.headers.get_all(name) {
            let text = std::str::from_utf8(value.as_bytes())
                .map_err(|error| self.bad_header(name).because(error))?;
            match &mut joined {
                Some(joined) => joined.extend([", ", text.trim()]),
                None => joined = Some(text.trim().to_owned()),
            }
        }
        Ok(joined)
    }

    fn bad_header(&self, name: &str) -> ClientError {
        self.unreadable(format!("the header {name} cannot be read"))
    }

    fn unreadable(&self, message: impl Into<String>) -> ClientError {
        ClientError::decode(message).in_answer(self.status(), self.request_id().map(str::to_owned))
    }

    /// Kept out of the generic function: it is compiled once, not once per output.
    fn not_json(&self, json: &[u8], error: serde_json::Error) -> ClientError {
        let path = json_path::path_at(json, error.line(), error.column());
        self.unreadable("the answer cannot be read").at_path(path).because(error)
    }
}

/// Returns the elements of a comma-separated list, unquoted; empty ones are left out.
fn list_elements(text: &str) -> Vec<String> {
    let mut elements = Vec::new();
    let mut element = String::new();
    let mut quoted = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' if quoted => element.extend(chars.next()),
            ',' if !quoted => elements.push(std::mem::take(&mut element)),
            c if c.is_whitespace() && !quoted && element.is_empty() => {}
            c => element.push(c),
        }
    }
    elements.push(element);
    elements
        .into_iter()
        .map(|element| element.trim_end().to_owned())
        .filter(|element| !element.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::HeaderValue;
    use serde::Deserialize;

    use super::*;
    use crate::{ClientErrorKind, timestamp};

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Lamps {
        items: Vec<u8>,
    }

    fn response(headers: &[(&'static str, &'static str)], body: &'static str) -> Response {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
        let mut map = HeaderMap::new();
        map.extend(headers.map(|(name, value): (http::HeaderName, _)| (name, value)));
        Response::new(StatusCode::CREATED, map, Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn json_bodies() {
        assert_eq!(response(&[], r#"{"items":[1]}"#).json::<Lamps>().unwrap(), Lamps { items: vec![1] });
        for empty in ["", " \r\n"] {
            assert_eq!(response(&[], empty).json::<Lamps>().unwrap(), Lamps::default());
        }
        let response = response(&[("x-amzn-RequestId", "r-1")], r#"{"items":[1,300]}"#);
        let error = response.json::<Lamps>().unwrap_err();
        assert_eq!(error.kind(), ClientErrorKind::Decode);
        assert_eq!((error.path(), error.status()), (Some("$.items[1]"), Some(201)));
        assert_eq!(
            error.to_string(),
            "the answer cannot be read at $.items[1]: invalid value: integer `300`, expected u8 \
             at line 1 column 15 [r-1]"
        );
    }

    #[test]
    fn points_in_time_in_a_header() {
        let dates = response(
            &[
                ("x-d", "Thu, 01 Jan 1970 00:00:01 GMT, Thu, 01 Jan 1970 00:00:02 GMT"),
                ("x-n", "1,2 ,3"),
                ("x-b", "1,x"),
            ],
            "",
        );
        let seconds = |name, parse| {
            let times: Result<Vec<Timestamp>, _> = dates.header_times(name, parse);
            times.map(|times| Vec::from_iter(times.iter().map(|time| time.as_second())))
        };
        assert_eq!(seconds("x-d", timestamp::http_date::parse).unwrap(), [1, 2]);
        assert_eq!(seconds("x-n", timestamp::epoch_seconds::parse).unwrap(), [1, 2, 3]);
        assert!(seconds("x-b", timestamp::epoch_seconds::parse).is_err());
        assert!(seconds("x-missing", timestamp::http_date::parse).unwrap().is_empty());
    }

    #[test]
    fn other_bodies() {
        let response = response(&[], "text");
        assert_eq!(response.text().unwrap(), "text");
        assert_eq!(response.bytes(), "text");
        assert_eq!(response.status(), 201);
        let binary = Response::new(StatusCode::OK, HeaderMap::new(), Bytes::from_static(&[0xff]));
        assert_eq!(binary.text().unwrap_err().kind(), ClientErrorKind::Decode);
    }

    #[test]
    fn headers() {
        let response = response(
            &[
                ("ETag", "abc"),
                ("X-Count", "7"),
                ("X-Empty", ""),
                ("Last-Modified", "Tue, 09 Jan 2018 20:51:21 GMT"),
                ("X-List", r#"a, "b,c" , "#),
                ("X-List", r#""d\"e""#),
                ("X-Meta-One", "1"),
                ("x-meta-two", "2"),
            ],
            "",
        );
        assert_eq!(response.header::<String>("etag").unwrap().as_deref(), Some("abc"));
        assert_eq!(response.header::<u8>("X-Count").unwrap(), Some(7));
        assert_eq!(response.header::<u8>("X-Empty").unwrap(), None);
        assert_eq!(response.header::<u8>("X-Missing").unwrap(), None);
        let error = response.header::<u8>("ETag").unwrap_err();
        assert_eq!(error.to_string(), "the header ETag cannot be read: invalid digit found in string");
        let modified = response.header_with("Last-Modified", timestamp::http_date::parse).unwrap();
        assert_eq!(modified, Some("2018-01-09T20:51:21Z".parse().unwrap()));
        assert_eq!(response.header_each::<String>("X-List").unwrap(), ["a", "b,c", "d\"e"]);
        assert!(response.header_each::<u8>("X-Missing").unwrap().is_empty());
        let meta: BTreeMap<String, String> = response.prefix_headers("X-Meta-");
        assert_eq!(meta, BTreeMap::from([("one".into(), "1".into()), ("two".into(), "2".into())]));
    }
}
