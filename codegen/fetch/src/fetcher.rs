//! Asks servers for pages.

use std::collections::HashMap;
use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use docwright_idl::{Code, Diagnostic, Severity};
use ureq::http::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
    RETRY_AFTER,
};
use ureq::http::{HeaderName, Response};
use ureq::{Agent, Body};

use crate::address::Address;
use crate::pace::Pace;
use crate::policy::Policy;
use crate::robots::{self, Robots};

/// How many redirects are followed one after the other.
const MAX_REDIRECTS: usize = 5;
/// The longest pause between two requests that robots.txt may ask for.
const MAX_DELAY: Duration = Duration::from_secs(30);
/// The pause before the second attempt; it doubles from then on.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// What is asked for, in the order of preference.
const WANTED: &str = "text/markdown, text/html;q=0.9, text/plain;q=0.8, */*;q=0.5";

/// Fetches pages, from several threads at once.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    policy: Policy,
    pace: Pace,
    /// What each origin allows, once it was asked.
    robots: Mutex<HashMap<String, Arc<Asked>>>,
}

/// What a site answered that was asked what it allows; why it did not.
type Asked = OnceLock<Result<Robots, String>>;

/// What is known of a page from before, by which a server tells whether it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub last_modified: Option<String>,
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The page is as it was seen before.
    Unchanged,
    /// The page.
    Page(Page),
    /// There is no page any more (404, 410); the finding says so.
    Gone(Diagnostic),
}

/// A page as a server gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Where it was at last.
    pub address: Address,
    /// Its bytes, unpacked.
    pub bytes: Vec<u8>,
    /// Its media type in small letters, without parameters; empty if the server names none.
    pub media: String,
    /// By what to tell whether it changed.
    pub seen: Seen,
    /// What is worth knowing, although the page is there.
    pub findings: Vec<Diagnostic>,
}

/// Why an attempt failed.
enum Failed {
    /// A further attempt may help, after a wait that the server may have named.
    Perhaps(String, Option<Duration>),
    /// None will.
    Surely(Box<Diagnostic>),
}

impl From<Diagnostic> for Failed {
    fn from(finding: Diagnostic) -> Self {
        Self::Surely(Box::new(finding))
    }
}

impl Fetcher {
    /// Returns a fetcher. A proxy is taken from `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY`, except for the hosts in `NO_PROXY`.
    pub fn new(policy: Policy) -> Self {
        let config = Agent::config_builder()
            .user_agent(&policy.user_agent)
            .timeout_global(Some(policy.timeout))
            // Redirects are followed here, where it is known which are allowed.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .build();
        Self { agent: config.into(), policy, pace: Pace::default(), robots: Mutex::default() }
    }

    /// Fetches a page; `seen` is what is known of it from before.
    ///
    /// # Errors
    ///
    /// Why there is no page: no answer or an error (`DW0701`), a redirect to where none may lead (`DW0702`), robots.txt
    /// (`DW0703`), too many bytes (`DW0103`).
    pub fn fetch(&self, address: &Address, seen: &Seen) -> Result<Answer, Diagnostic> {
        let mut wait = FIRST_WAIT;
        let mut attempt = 1;
        loop {
            let (why, asked) = match self.follow(address, seen) {
                Ok(answer) => return Ok(answer),
                Err(Failed::Surely(finding)) => return Err(*finding),
                Err(Failed::Perhaps(why, asked)) => (why, asked),
            };
            let pause = asked.unwrap_or(wait);
            let finding =
                Diagnostic::new(Code::FETCH_FAILED, format!("`{address}` cannot be fetched: {why}"));
            if attempt >= self.policy.attempts {
                let attempts = format!("tried {attempt} times");
                return Err(finding.note(attempts).help("try again later; the files are as they were"));
            }
            if pause > self.policy.max_wait {
                let help = format!("try again in {} seconds; the files are as they were", pause.as_secs());
                return Err(finding
                    .note("the server asks for a longer wait than `fetch.max_wait` allows")
                    .help(help));
            }
            self.pace.hold(address.host(), pause);
            wait = wait.saturating_mul(2);
            attempt += 1;
        }
    }

    /// Makes one attempt, along redirects.
    fn follow(&self, address: &Address, seen: &Seen) -> Result<Answer, Failed> {
        let mut at = address.clone();
        let mut findings = Vec::new();
        for _ in 0..=MAX_REDIRECTS {
            let delay = self.permitted(&at)?;
            self.pace.wait(at.host(), delay);
            let mut response = self.ask(&at, seen)?;
            let status = response.status().as_u16();
            match status {
                200 => return Ok(Answer::Page(self.page(at, response, findings)?)),
                304 => return Ok(Answer::Unchanged),
                301 | 302 | 303 | 307 | 308 => {
                    let next = self.redirected(&at, &response)?;
                    if matches!(status, 301 | 308) {
                        let moved =
                            Diagnostic::new(Code::REDIRECTED, format!("`{at}` moved to `{next}` for good"));
                        let moved = moved.help("name the new URL in docwright.yaml");
                        findings.push(Diagnostic { severity: Severity::Note, ..moved });
                    }
                    at = next;
                }
                408 | 425 | 429 | 500 | 502 | 503 | 504 => {
                    return Err(Failed::Perhaps(
                        format!("the server answers {}", response.status()),
                        retry_after(&response),
                    ));
                }
                _ => {
                    let begins = beginning(&mut response);
                    let message =
                        format!("`{at}` cannot be fetched: the server answers {}", response.status());
                    let finding = Diagnostic::new(Code::FETCH_FAILED, message);
                    let finding =
                        if begins.is_empty() { finding } else { finding.note(format!("it says: {begins}")) };
                    let help = match status {
                        401 | 403 | 407 => {
                            "the page is not public, or the server turns readers away; save it by hand, and name its folder"
                        }
                        404 | 410 => {
                            "the page is gone: correct its URL in docwright.yaml, or take it out there"
                        }
                        _ => "look at the page with a browser; correct its URL in docwright.yaml",
                    };
                    let finding = finding.help(help);
                    return if matches!(status, 404 | 410) {
                        Ok(Answer::Gone(finding))
                    } else {
                        Err(finding.into())
                    };
                }
            }
        }
        let message = format!("`{address}` redirects more than {MAX_REDIRECTS} times");
        Err(Diagnostic::new(Code::REDIRECTED, message)
            .help("name the page's own URL in docwright.yaml")
            .into())
    }

    fn ask(&self, address: &Address, seen: &Seen) -> Result<Response<Body>, Failed> {
        let mut request = self.agent.get(address.as_str()).header(ACCEPT, WANTED);
        if let Some(etag) = &seen.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = &seen.last_modified {
            request = request.header(IF_MODIFIED_SINCE, date);
        }
        request.call().map_err(|error| match error {
            ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::Tls(_) => {
                let message = format!("`{address}` cannot be fetched: {error}");
                Failed::from(
                    Diagnostic::new(Code::FETCH_FAILED, message).help("look at the URL with a browser"),
                )
            }
            error => Failed::Perhaps(error.to_string(), None),
        })
    }

    /// Returns where an answer redirects to, if that is allowed.
    fn redirected(&self, from: &Address, response: &Response<Body>) -> Result<Address, Failed> {
        let refuse =
            |message: String, help: &str| Failed::from(Diagnostic::new(Code::REDIRECTED, message).help(help));
        let Some(target) = header(response, &LOCATION) else {
            return Err(refuse(
                format!("`{from}` redirects to nowhere"),
                "name the page's own URL in docwright.yaml",
            ));
        };
        let next = from.join(&target).map_err(|finding| {
            refuse(
                format!("`{from}` redirects to where no page is: {}", finding.message),
                "name the page's own URL in docwright.yaml",
            )
        })?;
        if from.is_secure() && !next.is_secure() {
            let message = format!("`{from}` redirects to `{next}`, which is not encrypted");
            return Err(refuse(message, "name the page's own URL in docwright.yaml, if it is what you want"));
        }
        if !self.allows_host(from, &next) {
            let message = format!("`{from}` redirects to another host, `{next}`");
            let help = format!(
                "if that is the vendor's, too, add `{}` to `fetch.hosts` in docwright.yaml",
                next.host()
            );
            return Err(refuse(message, &help));
        }
        Ok(next)
    }

    /// Whether what `from` names may be fetched from where `to` is: its own host, or one of those allowed.
    pub fn allows_host(&self, from: &Address, to: &Address) -> bool {
        to.host() == from.host() || self.policy.hosts.iter().any(|host| host.eq_ignore_ascii_case(to.host()))
    }

    fn page(
        &self,
        address: Address,
        mut response: Response<Body>,
        findings: Vec<Diagnostic>,
    ) -> Result<Page, Failed> {
        let max = self.policy.max_bytes;
        let announced = header(&response, &CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
        let bytes = if announced.is_some_and(|length| length > max) {
            None
        } else {
            let mut bytes = Vec::new();
            // Without the body's own limit: this one counts unpacked bytes.
            let body = response.body_mut().with_config().limit(u64::MAX).reader();
            let read = body.take(max + 1).read_to_end(&mut bytes);
            read.map_err(|error| Failed::Perhaps(format!("the answer breaks off: {error}"), None))?;
            Some(bytes).filter(|bytes| bytes.len() as u64 <= max)
        };
        let Some(bytes) = bytes else {
            let message = format!("`{address}` has more than {max} bytes");
            return Err(Diagnostic::new(Code::TOO_LARGE, message)
                .help("a page of documentation is smaller; raise `fetch.max_bytes` if this is one")
                .into());
        };
        let media = header(&response, &CONTENT_TYPE).unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let seen = Seen { etag: header(&response, &ETAG), last_modified: header(&response, &LAST_MODIFIED) };
        Ok(Page { address, bytes, media, seen, findings })
    }

    /// Returns the pause that is due before the page at `address` is asked for.
    fn permitted(&self, address: &Address) -> Result<Duration, Failed> {
        if !self.policy.robots {
            return Ok(self.policy.pause);
        }
        let entry = {
            let mut robots = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(robots.entry(address.origin().to_owned()).or_default())
        };
        match entry.get_or_init(|| self.robots_of(address)) {
            Ok(robots) => match robots.forbids(address.path_and_query()) {
                Some(rule) => {
                    let message = format!("robots.txt of `{}` forbids `{address}`", address.origin());
                    Err(Diagnostic::new(Code::ROBOTS, message)
                        .note(format!("by the rule `Disallow: {rule}`"))
                        .help("save the page by hand and name its folder, or set `fetch.robots: false` if the site is yours")
                        .into())
                }
                None => Ok(self.policy.pause.max(robots.delay.unwrap_or_default().min(MAX_DELAY))),
            },
            Err(why) => {
                let message = format!("`{address}` is not fetched, because robots.txt cannot be: {why}");
                Err(Diagnostic::new(Code::ROBOTS, message)
                    .help("try again later, or set `fetch.robots: false` if the site is yours")
                    .into())
            }
        }
    }

    /// Returns what the site of `address` allows. A site without robots.txt allows everything; one that cannot be asked,
    /// nothing (RFC 9309, section 2.3.1).
    fn robots_of(&self, address: &Address) -> Result<Robots, String> {
        let agent = self.policy.user_agent.split(['/', ' ']).next().unwrap_or_default().to_owned();
        let mut at = address.join("/robots.txt").map_err(|finding| finding.message)?;
        let mut wait = FIRST_WAIT;
        let (mut attempt, mut redirects) = (1, 0);
        loop {
            self.pace.wait(at.host(), self.policy.pause);
            let (why, pause) = match self.ask(&at, &Seen::default()) {
                Ok(mut response) => match response.status().as_u16() {
                    200 => {
                        let mut bytes = Vec::new();
                        let body = response.body_mut().with_config().limit(u64::MAX).reader();
                        body.take(robots::MAX_BYTES)
                            .read_to_end(&mut bytes)
                            .map_err(|error| error.to_string())?;
                        return Ok(Robots::read(&String::from_utf8_lossy(&bytes), &agent));
                    }
                    301 | 302 | 303 | 307 | 308 if redirects < MAX_REDIRECTS => {
                        match self.redirected(&at, &response) {
                            Ok(next) => {
                                at = next;
                                redirects += 1;
                                continue;
                            }
                            // What leads elsewhere is not this site's.
                            Err(_) => return Ok(Robots::default()),
                        }
                    }
                    429 | 500..=599 => {
                        (format!("the server answers {}", response.status()), retry_after(&response))
                    }
                    _ => return Ok(Robots::default()),
                },
                Err(Failed::Perhaps(why, pause)) => (why, pause),
                Err(Failed::Surely(finding)) => return Err(finding.message),
            };
            let pause = pause.unwrap_or(wait);
            if attempt >= self.policy.attempts || pause > self.policy.max_wait {
                return Err(why);
            }
            self.pace.hold(at.host(), pause);
            wait = wait.saturating_mul(2);
            attempt += 1;
        }
    }

    /// Does `work` for each of `jobs`, some at a time, and returns the results in the order of the jobs.
    pub fn each<J: Sync, R: Send>(&self, jobs: &[J], work: impl Fn(&J) -> R + Sync) -> Vec<R> {
        let next = AtomicUsize::new(0);
        let results: Vec<Mutex<Option<R>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
        let worker = || {
            while let index = next.fetch_add(1, Ordering::Relaxed)
                && let (Some(job), Some(result)) = (jobs.get(index), results.get(index))
            {
                *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(work(job));
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.policy.at_once.clamp(1, jobs.len().max(1)) {
                scope.spawn(worker);
            }
        });
        results
            .into_iter()
            .filter_map(|result| result.into_inner().unwrap_or_else(PoisonError::into_inner))
            .collect()
    }
}

fn header(response: &Response<Body>, name: &HeaderName) -> Option<String> {
    let value = response.headers().get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= 1_000).then(|| value.to_owned())
}

/// Returns how long a server asks to wait: a number of seconds, or a date.
fn retry_after(response: &Response<Body>) -> Option<Duration> {
    let value = header(response, &RETRY_AFTER)?;
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(&value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Returns the first words of an error's body.
fn beginning(response: &mut Response<Body>) -> String {
    let mut bytes = Vec::new();
    let body = response.body_mut().with_config().limit(u64::MAX).reader();
    // What is said of an error is worth nothing if it cannot be read.
    let _ = body.take(400).read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().take(120).collect()
}
