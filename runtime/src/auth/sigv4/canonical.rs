//! The canonical form of a request: what both sides of a signature agree on.
//!
//! Method, path, query, headers and the hash of the body, each on lines of its own. A header's value is trimmed and its runs
//! of spaces are one; parameters are escaped alike and sorted.

use std::{borrow::Cow, str::Utf8Error};

use bytes::Bytes;
use http::{
    HeaderName, Request,
    header::{AUTHORIZATION, TRANSFER_ENCODING, USER_AGENT},
};
use percent_encoding::percent_decode_str;

use crate::param::{escape_bytes, escape_greedy};

/// Headers that are not signed: the signature itself, and what is changed on the way.
const UNSIGNED: [HeaderName; 4] =
    [AUTHORIZATION, USER_AGENT, TRANSFER_ENCODING, HeaderName::from_static("x-amzn-trace-id")];

/// How a path is signed.
#[derive(Clone, Copy, Debug)]
pub(super) struct PathRules {
    /// Whether `.`, `..` and empty segments are resolved.
    pub(super) normalize: bool,
    /// Whether the path is escaped once more than on the wire.
    pub(super) escape: bool,
}

impl PathRules {
    /// As every service but S3 wants it.
    pub(super) const DEFAULT: Self = Self { normalize: true, escape: true };
    /// As it goes over the wire.
    pub(super) const S3: Self = Self { normalize: false, escape: false };
}

/// A request in its canonical form.
#[derive(Debug)]
pub(super) struct CanonicalRequest {
    pub(super) text: String,
    /// The names of the headers that are signed, with `;` between them.
    pub(super) signed_headers: String,
}

impl CanonicalRequest {
    /// Returns the canonical form of a request, whose body has the given hash.
    ///
    /// # Errors
    /// If a header is not text.
    pub(super) fn new(request: &Request<Bytes>, rules: PathRules, payload: &str) -> Result<Self, Utf8Error> {
        let mut names: Vec<_> = request.headers().keys().filter(|name| !UNSIGNED.contains(name)).collect();
        names.sort_unstable_by_key(|name| name.as_str());
        let signed_headers = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(";");
        let path = path(request.uri().path(), rules);
        let query = query(request.uri().query().unwrap_or_default());
        let mut text = format!("{}\n{path}\n{query}\n", request.method());
        for name in names {
            let values = request.headers().get_all(name).iter();
            let values = values.map(|value| std::str::from_utf8(value.as_bytes()).map(trimmed));
            let values = values.collect::<Result<Vec<_>, _>>()?.join(",");
            text.extend([name.as_str(), ":", &values, "\n"]);
        }
        text.extend(["\n", &signed_headers, "\n", payload]);
        Ok(Self { text, signed_headers })
    }
}

fn path(path: &str, rules: PathRules) -> String {
    let path = if rules.normalize { normalized(path) } else { Cow::Borrowed(path) };
    if rules.escape { escape_greedy(&path).to_string() } else { path.into_owned() }
}

/// Returns a path without dot segments (RFC 3986, section 5.2.4) and without empty ones.
fn normalized(path: &str) -> Cow<'_, str> {
    if !path.contains('.') && !path.contains("//") {
        return Cow::Borrowed(if path.is_empty() { "/" } else { path });
    }
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let is_folder = matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    let slash = if is_folder && !segments.is_empty() { "/" } else { "" };
    Cow::Owned(format!("/{}{slash}", segments.join("/")))
}

/// Returns the parameters, escaped alike and sorted.
fn query(query: &str) -> String {
    let escaped = |text: &str| {
        let text = text.replace('+', " ");
        escape_bytes(&Cow::from(percent_decode_str(&text))).to_string()
    };
    let mut pairs: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (escaped(name), escaped(value))
        })
        .collect();
    pairs.sort_unstable();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Returns a header's value without spaces around it, and with one where there are several.
fn trimmed(value: &str) -> Cow<'_, str> {
    let value = value.trim_matches(' ');
    if !value.contains("  ") {
        return Cow::Borrowed(value);
    }
    Cow::Owned(value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}
