//! How far the service's clock is ahead of ours.
//!
//! A signature bears a time, and is refused if that is some minutes off. The refusal bears the service's own.

use std::sync::atomic::{AtomicI64, Ordering};

use http::header::DATE;
use jiff::{SignedDuration, Timestamp};

use crate::{Failure, timestamp};

/// Error codes that mean "your time is wrong".
const SKEWED: &[&str] = &["RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"];

/// Error codes that mean that, or something else.
const PERHAPS_SKEWED: &[&str] = &["AuthFailure", "InvalidSignatureException", "SignatureDoesNotMatch"];

/// How many seconds a signature's time may be off, by what AWS documents of the strictest services; some of them are for
/// the way.
const TOLERATED: i64 = 4 * 60;

/// The seconds by which the service's clock is ahead of ours, as far as it has said.
#[derive(Debug, Default)]
pub(super) struct Skew(AtomicI64);

impl Skew {
    /// Returns the service's time.
    pub(super) fn correct(&self, now: Timestamp) -> Timestamp {
        let skew = SignedDuration::from_secs(self.0.load(Ordering::Relaxed));
        now.checked_add(skew).unwrap_or(now)
    }

    /// Takes the service's time from a refusal that is about it. Returns whether that changes ours.
    pub(super) fn learn(&self, failure: &Failure, now: Timestamp) -> bool {
        let code = failure.code().unwrap_or_default();
        let tolerated = match code {
            code if SKEWED.contains(&code) => 0,
            code if PERHAPS_SKEWED.contains(&code) => TOLERATED,
            _ => return false,
        };
        let date = failure.headers().get(DATE).and_then(|date| date.to_str().ok());
        let Some(date) = date.and_then(|date| timestamp::http_date::parse(date).ok()) else { return false };
        let skew = date.duration_since(now).as_secs();
        let before = self.0.swap(skew, Ordering::Relaxed);
        let has_changed = skew.abs_diff(before) > tolerated.unsigned_abs();
        if !has_changed {
            self.0.store(before, Ordering::Relaxed);
        }
        has_changed
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::*;
    use crate::Protocol;

    fn refusal(code: &'static str, date: Option<&'static str>) -> Failure {
        let mut headers = HeaderMap::new();
        headers.insert("x-amzn-errortype", HeaderValue::from_static(code));
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        let now = Timestamp::UNIX_EPOCH;
        Failure::parse(Protocol::RestJson, StatusCode::FORBIDDEN, headers, Bytes::new(), now)
    }

    #[test]
    fn the_time_is_taken_from_refusals_that_are_about_it() {
        let now: Timestamp = "2026-11-01T12:00:00Z".parse().unwrap();
        let (soon, late) = (Some("Sun, 01 Nov 2026 12:03:00 GMT"), Some("Sun, 01 Nov 2026 13:00:00 GMT"));
        for (code, date, learnt) in [
            ("RequestTimeTooSkewed", late, true),
            ("RequestTimeTooSkewed", soon, true),
            ("RequestTimeTooSkewed", None, false),
            ("RequestTimeTooSkewed", Some("soon"), false),
            ("SignatureDoesNotMatch", late, true),
            ("SignatureDoesNotMatch", soon, false),
            ("AccessDenied", late, false),
        ] {
            let skew = Skew::default();
            assert_eq!(skew.learn(&refusal(code, date), now), learnt, "{code} {date:?}");
            let corrected = timestamp::http_date::format(&skew.correct(now));
            assert_eq!(corrected, if learnt { date.unwrap() } else { "Sun, 01 Nov 2026 12:00:00 GMT" });
        }
    }

    #[test]
    fn what_is_known_already_changes_nothing() {
        let now: Timestamp = "2026-11-01T12:00:00Z".parse().unwrap();
        let refusal = refusal("RequestTimeTooSkewed", Some("Sun, 01 Nov 2026 11:00:00 GMT"));
        let skew = Skew::default();
        assert!(skew.learn(&refusal, now));
        assert!(!skew.learn(&refusal, now));
        assert_eq!(skew.correct(now), "2026-11-01T11:00:00Z".parse().unwrap());
    }
}
