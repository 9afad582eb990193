//! Where a service's pages come from, and how they are fetched: what `docwright sync` does.

use serde::{Deserialize, Serialize};

/// Where pages come from. Exactly one of `url`, `sitemap`, `index` and `folder` is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The URL of one page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The URL of a sitemap (XML, perhaps packed with gzip), which lists pages or further sitemaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sitemap: Option<String>,
    /// The URL of an index such as `llms.txt`: a Markdown page whose links are the pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// A folder or file of this machine, relative to `docwright.yaml`, whose files are copied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Which of many pages are meant: patterns over the path (of the URL, or below the folder), such as `/clock/**`; all if
    /// there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Which of those are not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
}

/// How pages are fetched. What is not there is as the field's description says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fetch {
    /// The pause between two requests to one host, in seconds; 0.5. robots.txt may ask for a longer one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<f64>,
    /// How many requests run at once; 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_once: Option<usize>,
    /// How many seconds one request may take; 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<f64>,
    /// How many bytes a page may have; 16 MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// How often a request is made at most; 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// The longest wait before a further attempt that a server may ask for, in seconds; 60.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_wait: Option<f64>,
    /// The hosts that pages may redirect to, and that sitemaps and indexes may name, beside their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// By which name servers know the reader; `docwright/<version>`. robots.txt goes by what stands before its first `/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Whether robots.txt is obeyed; it is. `false` is for sites of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub robots: Option<bool>,
}

impl Fetch {
    /// Whether nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
