//! AWS Signature Version 4, in the `Authorization` header.
//!
//! A request is brought into a canonical form ([`canonical`]), whose hash is signed with a key that is derived from the
//! secret for a day, a region and a service.

mod canonical;
mod hash;
mod skew;

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use http::{
    HeaderName, HeaderValue, Request,
    header::{AUTHORIZATION, HOST},
};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use self::{
    canonical::{CanonicalRequest, PathRules},
    hash::{Key, sha256},
    skew::Skew,
};
use super::credentials::Credentials;
use crate::{BuildError, ClientError, ClientErrorKind, Failure};

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// What stands for the hash of a body that is not signed.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// How the names of the services begin that want the path as it is, and the hash of the body in a header.
const S3: &str = "s3";

/// Signs requests to one service in one region.
pub(crate) struct Signer {
    service: String,
    region: String,
    is_s3: bool,
    skew: Skew,
    /// The key that was derived last: it is good for a day.
    derived: Mutex<Option<DerivedKey>>,
}

/// The key with which requests of a day are signed, and what it was derived from.
struct DerivedKey {
    credentials: Credentials,
    date: String,
    key: Key,
}

impl Signer {
    pub(crate) fn new(service: &str, region: String) -> Result<Self, BuildError> {
        if region.is_empty() || HeaderValue::from_str(&region).is_err() {
            return Err(BuildError::InvalidCredentials { what: "region" });
        }
        let is_s3 =
            service.strip_prefix(S3).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', 'e']));
        Ok(Self {
            service: service.to_owned(),
            region,
            is_s3,
            skew: Skew::default(),
            derived: Mutex::default(),
        })
    }

    /// Adds the headers that sign a request. Of one that is streamed, the body is not known and not signed.
    pub(crate) fn sign(
        &self,
        credentials: &Credentials,
        request: &mut Request<Bytes>,
        is_streamed: bool,
        now: Timestamp,
    ) -> Result<(), ClientError> {
        let time = self.skew.correct(now).strftime("%Y%m%dT%H%M%SZ").to_string();
        let date = &time[..8];
        let payload = match is_streamed {
            true => UNSIGNED_PAYLOAD.to_owned(),
            false => hex(sha256(request.body()).as_ref()),
        };
        let stated = (is_streamed || self.is_s3).then_some(payload.as_str());
        self.add_headers(credentials, request, &time, stated)?;
        let rules = if self.is_s3 { PathRules::S3 } else { PathRules::DEFAULT };
        let canonical = CanonicalRequest::new(request, rules, &payload).map_err(failed)?;
        let scope = format!("{date}/{}/{}/aws4_request", self.region, self.service);
        let signature = self.signature(credentials, date, &string_to_sign(&time, &scope, &canonical));
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
            credentials.access_key_id, canonical.signed_headers
        );
        request.headers_mut().insert(AUTHORIZATION, sensitive(&authorization)?);
        Ok(())
    }

    /// Takes the service's time if it says that a signature's is wrong. Returns whether the time has changed.
    pub(crate) fn correct_clock(&self, failure: &Failure, now: Timestamp) -> bool {
        self.skew.learn(failure, now)
    }

    /// Adds the headers that are signed beside those that are there: what is signed has to be what is sent.
    fn add_headers(
        &self,
        credentials: &Credentials,
        request: &mut Request<Bytes>,
        time: &str,
        payload: Option<&str>,
    ) -> Result<(), ClientError> {
        if let Some(authority) = request.uri().authority() {
            let host = HeaderValue::from_str(authority.as_str()).map_err(failed)?;
            request.headers_mut().entry(HOST).or_insert(host);
        }
        let headers = request.headers_mut();
        headers.insert(DATE, HeaderValue::from_str(time).map_err(failed)?);
        if let Some(token) = &credentials.session_token {
            headers.insert(SECURITY_TOKEN, sensitive(token.expose_secret())?);
        }
        if let Some(payload) = payload {
            headers.insert(CONTENT_SHA256, HeaderValue::from_str(payload).map_err(failed)?);
        }
        Ok(())
    }

    fn signature(&self, credentials: &Credentials, date: &str, text: &str) -> String {
        // A key is replaced as a whole, so whatever panicked while it was held left one or none.
        let mut derived = self.derived.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current =
            |derived: &DerivedKey| derived.date == date && derived.credentials.has_keys_of(credentials);
        let current = derived.take().filter(is_current).unwrap_or_else(|| DerivedKey {
            credentials: credentials.clone(),
            date: date.to_owned(),
            key: self.derive(credentials, date),
        });
        let signature = derived.insert(current).key.sign(text.as_bytes());
        hex(signature.as_ref())
    }

    fn derive(&self, credentials: &Credentials, date: &str) -> Key {
        let secret = SecretString::from(format!("AWS4{}", credentials.secret_access_key.expose_secret()));
        [date, &self.region, &self.service, "aws4_request"]
            .iter()
            .fold(Key::new(secret.expose_secret().as_bytes()), |derived, part| {
                Key::new(derived.sign(part.as_bytes()).as_ref())
            })
    }
}

/// Returns what is signed: when, for what, and the hash of the canonical request.
fn string_to_sign(time: &str, scope: &str, canonical: &CanonicalRequest) -> String {
    format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hex(sha256(canonical.text.as_bytes()).as_ref()))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

fn sensitive(value: &str) -> Result<HeaderValue, ClientError> {
    let mut value = HeaderValue::from_str(value).map_err(failed)?;
    value.set_sensitive(true);
    Ok(value)
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> ClientError {
    ClientError::new(ClientErrorKind::Credentials, "the request could not be signed").because(error)
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("service", &self.service)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
