//! A request while an operation writes itself into it.

mod body;

use std::fmt::Write;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request,
    header::{ACCEPT, CONTENT_TYPE, COOKIE},
};

use crate::{ByteStream, ClientError, OperationInfo, Protocol, ToParam, endpoint::Endpoint, param};

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
mod tests;
