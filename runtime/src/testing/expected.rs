//! What is expected of a request, as text: a request fits if the same text is made of it.

use std::fmt::Write;

use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use serde_json::Value;

use crate::OperationInfo;

/// The header in which AWS JSON names the operation.
const TARGET: &str = "x-amz-target";
/// The parameter in which AWS query names the operation.
const ACTION: &str = "Action";

/// What is expected of a request; of what is not there, anything is.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    /// The method, and the path or its end.
    pub(super) start: Option<(Method, String)>,
    /// The whole query.
    pub(super) query: Option<Vec<(String, String)>>,
    /// Some parameters.
    pub(super) some_query: Option<Vec<(String, String)>>,
    /// Names in small letters, with values.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Bytes>,
}

impl Expected {
    /// Returns what a request is made of.
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        Self {
            start: Some((request.method().clone(), request.uri().path().to_owned())),
            query: Some(pairs(request.uri().query().unwrap_or_default())),
            some_query: None,
            headers: all_headers(request.headers()),
            body: Some(request.body().clone()),
        }
    }

    /// Returns what is expected.
    pub(super) fn told(&self) -> String {
        let Self { start, query, some_query, headers, body } = self;
        let start = start.as_ref().map(|(method, path)| (method, path.as_str()));
        let query = query.iter().chain(some_query).flatten().cloned().collect();
        text(start, query, headers.clone(), body.as_ref())
    }

    /// Returns the same of a request.
    pub(super) fn seen(&self, request: &Request<Bytes>) -> String {
        let path = request.uri().path();
        let start = self.start.as_ref().map(|(_, end)| {
            // The service's base URL may have a path of its own.
            (request.method(), if path.ends_with(end.as_str()) { end } else { path })
        });
        let all = pairs(request.uri().query().unwrap_or_default());
        let query = match (&self.query, &self.some_query) {
            (Some(_), _) => all,
            (None, Some(some)) => {
                all.into_iter().filter(|(name, _)| some.iter().any(|(wanted, _)| wanted == name)).collect()
            }
            (None, None) => Vec::new(),
        };
        let is_expected =
            |(name, _): &(String, String)| self.headers.iter().any(|(wanted, _)| wanted == name);
        let headers = all_headers(request.headers()).into_iter().filter(is_expected).collect();
        text(start, query, headers, self.body.as_ref().map(|_| request.body()))
    }
}

/// Returns all of a request that may be shown.
pub(super) fn whole(request: &Request<Bytes>) -> String {
    let query = pairs(request.uri().query().unwrap_or_default());
    text(Some((request.method(), request.uri().path())), query, Vec::new(), Some(request.body()))
}

/// Returns whether a request calls an operation: by the name that it bears, or else by its method and path.
pub(super) fn matches_operation(operation: &OperationInfo, request: &Request<Bytes>) -> bool {
    if *request.method() != operation.method {
        return false;
    }
    if let Some(target) = request.headers().get(TARGET).and_then(|target| target.to_str().ok()) {
        return target.rsplit('.').next() == Some(operation.name);
    }
    let (path, query) = operation.path.split_once('?').unwrap_or((operation.path, ""));
    if path == "/" || path.is_empty() {
        let form = pairs(&String::from_utf8_lossy(request.body()));
        if let Some((_, action)) = form.iter().find(|(name, _)| name == ACTION) {
            return action == operation.name;
        }
    }
    let sent = pairs(request.uri().query().unwrap_or_default());
    let wanted: Vec<&str> = path.trim_matches('/').split('/').collect();
    let found: Vec<&str> = request.uri().path().trim_matches('/').split('/').collect();
    let begins = 0..=found.len().saturating_sub(1);
    pairs(query).iter().all(|pair| sent.contains(pair))
        && begins.into_iter().any(|begin| matches_path(&wanted, &found[begin..]))
}

/// Returns whether a path has the parts of a template; `{label}` stands for text, `{label+}` for one or more parts.
fn matches_path(wanted: &[&str], found: &[&str]) -> bool {
    match (wanted.split_first(), found.split_first()) {
        (None, None) => true,
        (Some((part, wanted)), Some((_, rest))) if part.ends_with("+}") => {
            matches_path(wanted, rest) || matches_path(&[&[*part], wanted].concat(), rest)
        }
        (Some((part, wanted)), Some((text, found))) => {
            matches_part(part, text) && matches_path(wanted, found)
        }
        _ => false,
    }
}

fn matches_part(part: &str, text: &str) -> bool {
    match (part.split_once('{'), part.rsplit_once('}')) {
        (Some((before, _)), Some((_, after))) => {
            text.len() > before.len() + after.len() && text.starts_with(before) && text.ends_with(after)
        }
        _ => part == text,
    }
}

fn text(
    start: Option<(&Method, &str)>,
    mut query: Vec<(String, String)>,
    mut headers: Vec<(String, String)>,
    body: Option<&Bytes>,
) -> String {
    query.sort();
    headers.sort();
    let mut text = String::new();
    // Writing to a String cannot fail.
    if let Some((method, path)) = start {
        let _ = writeln!(text, "{method} {path}");
    }
    for (index, (name, value)) in query.iter().enumerate() {
        let _ = writeln!(text, "{} {name}={value}", if index == 0 { '?' } else { '&' });
    }
    for (name, value) in headers {
        let _ = writeln!(text, "{name}: {value}");
    }
    if let Some(body) = body.filter(|body| !body.is_empty()) {
        let _ = writeln!(text, "\n{}", shown(body));
    }
    text
}

/// Returns a body as text by lines: JSON in one layout, forms by parameters, what is no text in hexadecimal digits.
fn shown(body: &Bytes) -> String {
    if let Ok(mut json) = serde_json::from_slice::<Value>(body) {
        json.sort_all_objects();
        return serde_json::to_string_pretty(&json).unwrap_or_default();
    }
    match std::str::from_utf8(body) {
        Ok(form) if form.starts_with(ACTION) => form.replace('&', "\n&"),
        Ok(text) => text.replace("><", ">\n<"),
        Err(_) => {
            let lines = body
                .chunks(16)
                .map(|chunk| chunk.iter().map(|byte| format!("{byte:02x} ")).collect::<String>());
            lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Returns the parameters of a query or form, as they are escaped.
fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn all_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    headers.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_templates() {
        for (template, path, fits) in [
            ("/lamps/{lamp}:switch", "/v1/lamps/desk%20lamp:switch", true),
            ("/lamps/{lamp}:switch", "/lamps/:switch", false),
            ("/lamps/{lamp}", "/lamps/a/b", false),
            ("/{bucket}/{key+}", "/b/k/l/m", true),
            ("/{bucket}/{key+}/acl", "/b/k/l/acl", true),
            ("/lamps", "/lamp", false),
        ] {
            let request = Request::get(format!("http://localhost{path}")).body(Bytes::new()).unwrap();
            let operation = OperationInfo::new("X", Method::GET, template);
            assert_eq!(matches_operation(&operation, &request), fits, "{template} {path}");
        }
    }
}
