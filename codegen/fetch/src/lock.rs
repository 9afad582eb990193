//! `docwright.lock`: which pages were brought from where, so that every checkout holds the same.

use docwright_idl::{Diagnostic, Map, Version, yaml};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The lock's file, relative to the service's folder.
pub const LOCK: &str = "docwright.lock";

const HEADING: &str =
    "# Written by `docwright sync`: where the pages come from, and what they held. Commit it with them.\n";

/// The content of `docwright.lock`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The version of the format; always 1.
    pub lock: Version,
    /// The version of docwright that took the pages.
    pub reader: String,
    /// The hash of what `docwright.yaml` named as sources.
    pub sources: String,
    /// The pages, by their paths relative to the service's folder, in the order of those.
    pub pages: Map<Pin>,
}

/// A page that was brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Where it comes from: a URL, or a path relative to the service's folder.
    pub from: String,
    /// The SHA-256 hash of its text, in hexadecimal digits.
    pub sha256: String,
    /// When this text was first seen, in UTC: `2026-11-26T08:00:00Z`.
    pub fetched: String,
    /// By what the server tells whether the page changed (`ETag`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// When the page changed, as the server says (`Last-Modified`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl Lock {
    /// Reads a lock; `name` is how findings call the file.
    ///
    /// # Errors
    ///
    /// `DW0201` if it is malformed.
    pub fn read(name: &str, text: &str) -> Result<Self, Diagnostic> {
        yaml::read_named(name, text).map_err(|finding| {
            finding.help("take the committed file back, or delete it and run `docwright sync`")
        })
    }

    /// Returns the lock's text.
    ///
    /// # Errors
    ///
    /// As [`yaml::write`].
    pub fn write(&self) -> Result<String, Diagnostic> {
        Ok(format!("{HEADING}{}", yaml::write(self)?))
    }

    /// Returns the page that was brought from a place, with its name.
    pub fn find(&self, from: &str) -> Option<(&str, &Pin)> {
        self.pages.iter().find(|(_, pin)| pin.from == from).map(|(name, pin)| (name.as_str(), pin))
    }
}

/// Returns the SHA-256 hash of bytes in hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_reads_what_it_writes() {
        let pin = Pin {
            from: "https://h/a?b=c#d".into(),
            sha256: hash(b"abc"),
            fetched: "2026-11-26T08:00:00Z".into(),
            etag: Some("W/\"1: no\"".into()),
            last_modified: None,
        };
        let pages = [("pages/a.html", pin)].into_iter().collect();
        let lock = Lock { reader: "0.1.0".into(), sources: hash(b""), pages, ..Lock::default() };
        let text = lock.write().unwrap();
        assert_eq!(Lock::read("docwright.lock", &text).unwrap(), lock, "{text}");
        assert_eq!(lock.find("https://h/a?b=c#d").unwrap().0, "pages/a.html");
        let error = Lock::read("docwright.lock", &text.replace("lock: 1", "lock: 2")).unwrap_err();
        assert!(error.help.iter().any(|help| help.contains("docwright sync")), "{error}");
    }

    #[test]
    fn the_hash_is_sha_256() {
        // FIPS 180-4, the example of one block.
        assert_eq!(hash(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
