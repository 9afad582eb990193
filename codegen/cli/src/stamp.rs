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

/// Returns the hash of a description's text: of its words of eight bytes, the last filled up with zeros, without carriage
/// returns, so that a checkout with other line ends has the same.
pub fn hash(text: &str) -> u64 {
    if text.contains('\r') {
        return hash(&text.replace('\r', ""));
    }
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    words.fold(text.len() as u64, |hash, word| {
        (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
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
    fn every_byte_counts() {
        let text = "operations:\n  GetTime: {}\n";
        let mut hashes: Vec<u64> = (0..=text.len()).map(|end| hash(&text[..end])).collect();
        hashes.extend((0..text.len()).map(|at| hash(&format!("{}\0{}", &text[..at], &text[at + 1..]))));
        hashes.push(hash(&format!("{text}\0")));
        let count = hashes.len();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), count);
    }

    #[test]
    fn reads_what_it_writes() {
        let stamp = Stamp(BTreeMap::from([("a-b".to_owned(), 7), ("c".to_owned(), u64::MAX)]));
        assert_eq!(Stamp::read(&stamp.write()), stamp);
    }
}
