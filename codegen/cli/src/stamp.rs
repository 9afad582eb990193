//! The stamp: from which descriptions `generated/` was made.
//!
//! The workspace's `build.rs` computes the same text, and runs `docwright generate` if it differs from what stands
//! in [`PATH`]. It cannot call this module, because whoever depends on the clients must not compile the generator;
//! the test `build_script` holds the two together.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The stamp's file, relative to the workspace.
pub const PATH: &str = "generated/descriptions.stamp";

const HEADING: &str =
    "# Written by `docwright generate`: the descriptions that the clients were made from, for build.rs.\n";

/// Returns the hash of a description's text: 64-bit FNV-1a, without carriage returns, so that a checkout with
/// other line ends has the same.
pub fn hash(text: &str) -> u64 {
    docwright_idl::hash(text.bytes().filter(|byte| *byte != b'\r'))
}

/// The hash of each service's description, by the service's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp(pub BTreeMap<String, u64>);

impl Stamp {
    /// Returns the stamp that a text holds; lines that are none are dropped.
    pub fn read(text: &str) -> Self {
        let entries = text.lines().filter_map(|line| {
            let (name, hash) = line.split_once(' ')?;
            Some((name.to_owned(), u64::from_str_radix(hash, 16).ok()?))
        });
        Self(entries.collect())
    }

    /// Returns the text of the stamp.
    pub fn write(&self) -> String {
        let mut text = HEADING.to_owned();
        for (name, hash) in &self.0 {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name} {hash:016x}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_do_not_count() {
        assert_eq!(hash("a\r\nb"), hash("a\nb"));
    }

    #[test]
    fn reads_what_it_writes() {
        let stamp = Stamp(BTreeMap::from([("a-b".to_owned(), 7), ("c".to_owned(), u64::MAX)]));
        assert_eq!(Stamp::read(&stamp.write()), stamp);
    }
}
