//! How pages are fetched.

use std::time::Duration;

/// How pages are fetched: how fast, for how long, how much, from where.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// By which name servers know the reader; robots.txt goes by what stands before its first `/`.
    pub user_agent: String,
    /// The pause between two requests to one host.
    pub pause: Duration,
    /// How many requests run at once.
    pub at_once: usize,
    /// How long one request may take, from name to last byte.
    pub timeout: Duration,
    /// How many bytes a page may have, unpacked.
    pub max_bytes: u64,
    /// How often a request is made at most, where a further attempt may help.
    pub attempts: u32,
    /// The longest wait before a further attempt; a server that asks for more is not asked again.
    pub max_wait: Duration,
    /// The hosts beside its own that a page may redirect to, and a list of pages may name.
    pub hosts: Vec<String>,
    /// Whether robots.txt is obeyed. Only for sites of one's own.
    pub robots: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            user_agent: concat!("docwright/", env!("CARGO_PKG_VERSION")).to_owned(),
            pause: Duration::from_millis(500),
            at_once: 4,
            timeout: Duration::from_secs(30),
            max_bytes: 16 << 20,
            attempts: 4,
            max_wait: Duration::from_secs(60),
            hosts: Vec::new(),
            robots: true,
        }
    }
}
