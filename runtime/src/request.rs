//! A request while an operation writes itself into it.

use std::fmt::Write;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request,
    header::{ACCEPT, CONTENT_TYPE, COOKIE},
};
use serde::Serialize;

use crate::{ByteStream, ClientError, OperationInfo, Protocol, ToParam, endpoint::Endpoint, param};
#[cfg(feature = "xml")]
use crate::{body::form, protocol};

/// A request while an operation writes itself into it: path labels, query, headers and body.
#[derive(Debug)]
pub struct RequestEncoder {
    operation: OperationInfo,
    protocol: Protocol,
    /// Escaped values by the label's name.
    labels: Vec<(&'static str, String)>,
    /// Escaped `name=value` pairs, joined with `&`.
    query: String,
    headers: HeaderMap,
    body: Option<Bytes>,
    stream: Option<ByteStream>,
    host_prefix: &'static str,
}

impl RequestEncoder {
    /// Returns an empty request of an operation.
    pub fn new(operation: OperationInfo, protocol: Protocol) -> Self {
        let fixed = operation.path.split_once('?').map_or("", |(_, query)| query);
        Self {
            query: fixed.to_owned(),
            operation,
            protocol,
            labels: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            stream: None,
            host_prefix: "",
        }
    }

    /// Sets the label `{name}` of the path; a slash in the value is escaped like everything else.
    ///
    /// # Errors
    /// If the value is empty, `.` or `..`: the path would name something else.
    pub fn label<T: ToParam + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), ClientError> {
        let value = value.to_param();
        if matches!(value.as_ref(), "" | "." | "..") {
            return Err(self.bad_label(name, &value));
        }
        self.labels.push((name, param::escape(&value).to_string()));
        Ok(())
    }

    /// Sets what is put before the host name. Its labels `{name}` are set as those of the path.
    pub fn host_prefix(&mut self, template: &'static str) {
        self.host_prefix = template;
    }

    /// Sets the label `{name+}` of the path, which spans segments: a slash stays a slash.
    ///
    /// # Errors
    /// If the value is empty.
    pub fn greedy_label<T: ToParam + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), ClientError> {
        let value = value.to_param();
        if value.is_empty() {
            return Err(self.bad_label(name, &value));
        }
        self.labels.push((name, param::escape_greedy(&value).to_string()));
        Ok(())
    }

    fn bad_label(&self, name: &str, value: &str) -> ClientError {
        let operation = self.operation.name;
        ClientError::build(format!("{operation}: {name:?} stands in the path and cannot be {value:?}"))
    }

    /// Adds a query parameter, if there is a value.
    pub fn query<T: ToParam + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.add_query(name, &value.to_param());
        }
    }

    /// Adds a query parameter once per value.
    pub fn query_each<'a, T: ToParam + ?Sized + 'a>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = &'a T>,
    ) {
        for value in values {
            self.add_query(name, &value.to_param());
        }
    }

    /// Adds a query parameter per entry, but those that are there already: what has a member of its own wins.
    pub fn query_map<'a, K, V>(&mut self, entries: impl IntoIterator<Item = (&'a K, &'a V)>)
    where
        K: ToParam + ?Sized + 'a,
        V: ToParam + ?Sized + 'a,
    {
        self.query_map_each(entries.into_iter().map(|(name, value)| (name, [value])));
    }

    /// Adds a query parameter per entry and value, but those that are there already.
    pub fn query_map_each<'a, K, V, L>(&mut self, entries: impl IntoIterator<Item = (&'a K, L)>)
    where
        K: ToParam + ?Sized + 'a,
        V: ToParam + ?Sized + 'a,
        L: IntoIterator<Item = &'a V>,
    {
        let named = self.query.clone();
        for (name, values) in entries {
            let name = name.to_param();
            let escaped = param::escape(&name).to_string();
            let taken = named.split('&').any(|pair| pair.split('=').next() == Some(&escaped));
            if !taken {
                values.into_iter().for_each(|value| self.add_query(&name, &value.to_param()));
            }
        }
    }

    fn add_query(&mut self, name: &str, value: &str) {
        let separator = if self.query.is_empty() { "" } else { "&" };
        // Writing to a String cannot fail.
        let _ = write!(self.query, "{separator}{}={}", param::escape(name), param::escape(value));
    }

    /// Sets a header, if there is a value and it is not empty.
    ///
    /// # Errors
    /// If the name or the value cannot stand in a header, such as a line break.
    pub fn header<T: ToParam + ?Sized>(&mut self, name: &str, value: Option<&T>) -> Result<(), ClientError> {
        match value {
            Some(value) => self.set_header(name, &value.to_param()),
            None => Ok(()),
        }
    }

    /// Sets a header to a comma-separated list, if there is an element; an element with a comma or a quote in it is
    /// quoted.
    ///
    /// # Errors
    /// If the name or a value cannot stand in a header.
    pub fn header_each<'a, T: ToParam + ?Sized + 'a>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = &'a T>,
    ) -> Result<(), ClientError> {
        let elements: Vec<String> = values.into_iter().map(|value| list_element(&value.to_param())).collect();
        self.set_header(name, &elements.join(", "))
    }

    /// Sets a header to a comma-separated list of points in time, as they are written: the comma within a date of HTTP needs
    /// no quotes.
    ///
    /// # Errors
    /// If the name cannot be a header's.
    pub fn header_times(
        &mut self,
        name: &str,
        times: impl IntoIterator<Item = String>,
    ) -> Result<(), ClientError> {
        self.set_header(name, &Vec::from_iter(times).join(", "))
    }

    /// Sets a header per entry, named by the prefix and the key.
    ///
    /// # Errors
    /// If a key or a value cannot stand in a header.
    pub fn prefix_headers<'a, K, V>(
        &mut self,
        prefix: &str,
        entries: impl IntoIterator<Item = (&'a K, &'a V)>,
    ) -> Result<(), ClientError>
    where
        K: ToParam + ?Sized + 'a,
        V: ToParam + ?Sized + 'a,
    {
        entries.into_iter().try_for_each(|(key, value)| {
            self.set_header(&format!("{prefix}{}", key.to_param()), &value.to_param())
        })
    }

    /// Adds a cookie, if there is a value; it is escaped like a query parameter.
    ///
    /// # Errors
    /// If the name cannot be a cookie's.
    pub fn cookie<T: ToParam + ?Sized>(&mut self, name: &str, value: Option<&T>) -> Result<(), ClientError> {
        let Some(value) = value else { return Ok(()) };
        let cookie = format!("{}={}", param::escape(name), param::escape(&value.to_param()));
        let cookies = match self.headers.get(COOKIE).and_then(|others| others.to_str().ok()) {
            Some(others) => format!("{others}; {cookie}"),
            None => cookie,
        };
        self.set_header(COOKIE.as_str(), &cookies)
    }

    fn set_header(&mut self, name: &str, value: &str) -> Result<(), ClientError> {
        if value.is_empty() {
            return Ok(());
        }
        let operation = self.operation.name;
        let header = HeaderName::try_from(name).map_err(|error| {
            ClientError::build(format!("{operation}: {name:?} cannot name a header")).because(error)
        })?;
        let value = HeaderValue::from_str(value).map_err(|error| {
            ClientError::build(format!("{operation}: the value of {name} cannot stand in a header"))
                .because(error)
        })?;
        self.headers.insert(header, value);
        Ok(())
    }

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

    /// Sets the media type of the body.
    ///
    /// # Errors
    /// If it cannot stand in a header.
    pub fn media_type(&mut self, media_type: &str) -> Result<(), ClientError> {
        self.set_header(CONTENT_TYPE.as_str(), media_type)
    }

    /// Sets the media types that the answer may have.
    ///
    /// # Errors
    /// If they cannot stand in a header.
    pub fn accept(&mut self, media_types: &str) -> Result<(), ClientError> {
        self.set_header(ACCEPT.as_str(), media_types)
    }

    /// Returns the finished request, before it is authorised.
    pub(crate) fn finish(mut self, endpoint: &Endpoint) -> Result<Request<Bytes>, ClientError> {
        let mut uri = self.base(endpoint)?;
        self.write_path(&mut uri)?;
        if !self.query.is_empty() {
            uri.extend(["?", &self.query]);
        }
        let body = self.body.unwrap_or_else(|| self.protocol.empty_body(&self.operation).into());
        self.protocol.add_headers(&self.operation, !body.is_empty(), &mut self.headers)?;
        let mut request = Request::new(body);
        *request.uri_mut() = uri.parse().map_err(|error: http::uri::InvalidUri| {
            ClientError::build(format!("{}: the address is no URI", self.operation.name)).because(error)
        })?;
        *request.method_mut() = self.operation.method;
        *request.headers_mut() = self.headers;
        Ok(request)
    }

    /// Returns the base URL, with the prefix of the host.
    fn base(&self, endpoint: &Endpoint) -> Result<String, ClientError> {
        if self.host_prefix.is_empty() {
            return Ok(endpoint.base().to_owned());
        }
        let mut prefix = String::new();
        let labels = self.fill(self.host_prefix, &mut prefix)?;
        let is_host = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        match labels.iter().find(|label| !label.chars().all(is_host)) {
            Some(label) => Err(ClientError::build(format!(
                "{}: {label:?} stands in the host name, where it cannot stand",
                self.operation.name
            ))),
            None => Ok(endpoint.prefixed(&prefix, &labels)),
        }
    }

    /// Appends the path template with its labels filled in.
    fn write_path(&self, uri: &mut String) -> Result<(), ClientError> {
        let path = self.operation.path.split('?').next().unwrap_or_default();
        if !path.starts_with('/') {
            uri.push('/');
        }
        self.fill(path, uri).map(|_| ())
    }

    /// Appends a template with its labels filled in, and returns what they were filled with.
    fn fill(&self, template: &str, to: &mut String) -> Result<Vec<&str>, ClientError> {
        let mut filled = Vec::new();
        let mut rest = template;
        while let Some((literal, label)) = rest.split_once('{') {
            let Some((name, after)) = label.split_once('}') else { break };
            let name = name.trim_end_matches('+');
            let (_, value) = self.labels.iter().find(|(known, _)| *known == name).ok_or_else(|| {
                ClientError::build(format!("{}: the path label {name:?} was not set", self.operation.name))
            })?;
            // Writing to a String cannot fail.
            let _ = write!(to, "{}{value}", param::escape_literal(literal));
            filled.push(value.as_str());
            rest = after;
        }
        let _ = write!(to, "{}", param::escape_literal(rest));
        Ok(filled)
    }
}

/// Returns an element of a comma-separated list, quoted if it has to be.
fn list_element(text: &str) -> String {
    if text.contains([',', '"']) {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::Method;

    use super::*;
    use crate::ClientErrorKind;

    const AWS_JSON: Protocol = Protocol::AwsJson { version: "1.1", target_prefix: "Lamps_20261101" };

    fn encoder(path: &'static str, protocol: Protocol) -> RequestEncoder {
        RequestEncoder::new(OperationInfo::new("Switch", Method::POST, path), protocol)
    }

    fn finish(encoder: RequestEncoder) -> Request<Bytes> {
        encoder.finish(&Endpoint::parse("https://example.com/base/").unwrap()).unwrap()
    }

    fn uri(encoder: RequestEncoder) -> String {
        finish(encoder).uri().to_string().replace("https://example.com/base", "")
    }

    #[test]
    fn labels_are_escaped() {
        let mut request = encoder("/lamps/{lamp}/of/{room+}:switch_on", Protocol::HttpJson);
        request.label("lamp", "a/b c%20?é").unwrap();
        request.greedy_label("room", "floor 1/room:2").unwrap();
        assert_eq!(uri(request), "/lamps/a%2Fb%20c%2520%3F%C3%A9/of/floor%201/room%3A2:switch_on");
        let mut request = encoder("/x y/{id}{format}", Protocol::HttpJson);
        request.label("id", &7u32).unwrap();
        request.label("format", ".json").unwrap();
        assert_eq!(uri(request), "/x%20y/7.json");
    }

    #[test]
    fn labels_that_would_name_something_else() {
        for value in ["", ".", ".."] {
            let error = encoder("/lamps/{lamp}", Protocol::RestJson).label("lamp", value).unwrap_err();
            assert_eq!(error.kind(), ClientErrorKind::Build);
            assert_eq!(
                error.to_string(),
                format!("Switch: \"lamp\" stands in the path and cannot be {value:?}")
            );
        }
        assert!(encoder("/{key+}", Protocol::RestJson).greedy_label("key", "").is_err());
        let endpoint = Endpoint::parse("https://example.com").unwrap();
        let error = encoder("/lamps/{lamp}", Protocol::RestJson).finish(&endpoint).unwrap_err();
        assert_eq!(error.to_string(), "Switch: the path label \"lamp\" was not set");
    }

    #[test]
    fn query_parameters() {
        let mut request = encoder("/lamps?list-type=2", Protocol::RestJson);
        request.query("recovery.id", Some("a&b=c"));
        request.query("none", None::<&str>);
        request.query("on", Some(&true));
        request.query_each("id", &["x".to_owned(), "y z".to_owned()]);
        request.query_each("absent", None::<Vec<u8>>.iter().flatten());
        request.query_map(&BTreeMap::from([
            ("on".to_owned(), "no".to_owned()),
            ("tag:k".to_owned(), "v".to_owned()),
        ]));
        request.query_map_each(&BTreeMap::from([("m".to_owned(), vec![1u8, 2]), ("id".to_owned(), vec![3])]));
        assert_eq!(
            uri(request),
            "/lamps?list-type=2&recovery.id=a%26b%3Dc&on=true&id=x&id=y%20z&tag%3Ak=v&m=1&m=2"
        );
    }

    #[test]
    fn headers() {
        let mut request = encoder("/", Protocol::RestJson);
        request.header("X-Lamp", Some("a")).unwrap();
        request.header("X-None", None::<&str>).unwrap();
        request.header("X-Empty", Some("")).unwrap();
        request.header_each("X-List", &["a", "b,c", "d\"e"]).unwrap();
        request.header_each("X-Empty-List", &[] as &[&str]).unwrap();
        request.prefix_headers("X-Meta-", &BTreeMap::from([("A", "1"), ("b", "2")])).unwrap();
        for (name, value) in [("bad name", "v"), ("X-Bad", "line\r\nbreak"), ("", "v")] {
            assert_eq!(request.header(name, Some(value)).unwrap_err().kind(), ClientErrorKind::Build);
        }
        let request = finish(request);
        let headers = request.headers();
        assert_eq!(headers["x-lamp"], "a");
        assert_eq!(headers["x-list"], r#"a, "b,c", "d\"e""#);
        assert_eq!(
            (&headers["x-meta-a"], &headers["x-meta-b"]),
            (&HeaderValue::from(1), &HeaderValue::from(2))
        );
        assert_eq!(headers.len(), 4);
    }

    #[test]
    fn bodies_and_media_types() {
        let bare = finish(encoder("/", Protocol::RestJson));
        assert_eq!((bare.body().len(), bare.headers().len()), (0, 0));

        let bare = finish(encoder("/", AWS_JSON));
        assert_eq!(bare.body(), "{}");
        assert_eq!(bare.headers()["content-type"], "application/x-amz-json-1.1");
        assert_eq!(bare.headers()["x-amz-target"], "Lamps_20261101.Switch");

        let mut request = encoder("/", Protocol::HttpJson);
        request.json(&BTreeMap::from([("on", true)])).unwrap();
        let request = finish(request);
        assert_eq!(request.body(), r#"{"on":true}"#);
        assert_eq!(request.headers()["content-type"], "application/json");
        assert_eq!(request.headers()["accept"], "application/json");

        let mut request = encoder("/", Protocol::HttpJson);
        request.empty_object();
        let request = finish(request);
        assert_eq!(
            (request.body().as_ref(), &request.headers()["content-type"]),
            (&b"{}"[..], &HeaderValue::from_static("application/json"))
        );

        let mut request = encoder("/", Protocol::HttpJson);
        request.bytes("raw");
        request.media_type("text/plain").unwrap();
        request.accept("text/html").unwrap();
        let request = finish(request);
        assert_eq!(request.headers()["content-type"], "text/plain");
        assert_eq!(request.headers()["accept"], "text/html");

        let mut request = encoder("/", Protocol::RestJson);
        request.bytes("raw");
        assert_eq!(finish(request).headers()["content-type"], "application/octet-stream");
    }

    #[test]
    fn a_body_that_is_no_json() {
        let error = encoder("/", Protocol::RestJson).json(&BTreeMap::from([(vec![1u8], 1)])).unwrap_err();
        assert_eq!(error.kind(), ClientErrorKind::Build);
        assert_eq!(error.to_string(), "Switch: the body cannot be JSON: key must be a string");
    }

    #[test]
    fn prefixes_and_labels_of_the_host() {
        let host = |template: &'static str, label: &str, endpoint: &str| {
            let mut request = encoder("/{key+}", Protocol::RestJson);
            request.label("bucket", label).unwrap();
            request.greedy_label("key", "a/b").unwrap();
            request.host_prefix(template);
            request.finish(&Endpoint::parse(endpoint).unwrap()).map(|request| request.uri().to_string())
        };
        for (template, label, endpoint, expected) in [
            ("data-", "x", "https://example.com", "https://data-example.com/a/b"),
            ("{bucket}.", "x.y-1", "https://example.com", "https://x.y-1.example.com/a/b"),
            ("{bucket}.data.", "x", "http://127.0.0.1:1", "http://127.0.0.1:1/x/a/b"),
        ] {
            assert_eq!(host(template, label, endpoint).unwrap(), expected);
        }
        for label in ["a/b", "a@b", "é", "a_b", "a%20b"] {
            let error = host("{bucket}.", label, "https://example.com").unwrap_err();
            assert_eq!(error.kind(), ClientErrorKind::Build, "{label}");
        }
    }

    #[test]
    fn cookies() {
        let mut request = encoder("/", Protocol::HttpJson);
        request.cookie("a", Some("b c;")).unwrap();
        request.cookie("none", None::<&str>).unwrap();
        request.cookie("d", Some(&7)).unwrap();
        assert_eq!(finish(request).headers()["cookie"], "a=b%20c%3B; d=7");
    }

    #[cfg(feature = "xml")]
    #[test]
    fn forms_and_xml() {
        let body = BTreeMap::from([("k", "v")]);
        let query = Protocol::AwsQuery { version: "2026-11-01" };
        let bare = finish(encoder("/", query));
        assert_eq!(bare.body(), "Action=Switch&Version=2026-11-01");
        assert_eq!(bare.headers()["content-type"], "application/x-www-form-urlencoded");
        let mut request = encoder("/", query);
        request.form(&body).unwrap();
        let body_of = |request| String::from_utf8(finish(request).body().to_vec()).unwrap();
        assert_eq!(body_of(request), "Action=Switch&Version=2026-11-01&entry.1.key=k&entry.1.value=v");

        let mut request = encoder("/", Protocol::RestXml { namespace: "urn:l" });
        request.xml("Lamp", "on").unwrap();
        let request = finish(request);
        assert_eq!(request.body(), "<Lamp xmlns=\"urn:l\">on</Lamp>");
        assert_eq!(request.headers()["content-type"], "application/xml");
        assert!(finish(encoder("/", Protocol::RestXml { namespace: "" })).body().is_empty());
    }

    #[cfg(feature = "cbor")]
    #[test]
    fn cbor() {
        let mut request = encoder("/", Protocol::RpcV2Cbor);
        request.cbor(&BTreeMap::from([("on", true)])).unwrap();
        let request = finish(request);
        assert_eq!(request.body().as_ref(), b"\xa1\x62on\xf5");
        let header = |name| request.headers()[name].to_str().unwrap();
        assert_eq!(header("content-type"), "application/cbor");
        assert_eq!(header("accept"), "application/cbor");
        assert_eq!(header("smithy-protocol"), "rpc-v2-cbor");
        let bare = finish(encoder("/", Protocol::RpcV2Cbor));
        assert!(bare.body().is_empty() && !bare.headers().contains_key("content-type"));
    }
}
