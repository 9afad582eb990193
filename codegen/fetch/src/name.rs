//! How the file of a page is called.
//!
//! A URL is hostile input: it may try to lead out of the folder, to name a device, a hidden file, or another page's file.
//! So a name is made of few characters, follows the URL's path, and two pages never share one, not even where upper and
//! lower case are the same.

use std::collections::BTreeSet;

use crate::address::Address;
use crate::lock::hash;

/// The endings that tell the format of a page, by the media types that they belong to; the first is the usual one.
const FORMATS: &[(&[&str], &[&str])] = &[
    (&["text/html", "application/xhtml+xml"], &["html", "htm", "xhtml"]),
    (&["text/markdown", "text/x-markdown"], &["md", "markdown", "mdx"]),
    (&["text/plain", ""], &["txt"]),
];

/// What Windows takes for a device, whatever ending it has.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$", "com", "lpt"];

/// How many bytes one part of a name has at most.
const MAX_PART: usize = 80;
/// How many parts a name has at most.
const MAX_PARTS: usize = 8;

/// Returns the name that the page at `address` would like to have, with `/` between its parts: the URL's path made
/// safe, with the ending of its media type (`text/html`).
pub fn wanted(address: &Address, media: &str) -> String {
    let mut parts: Vec<String> =
        address.path().split('/').map(safe).filter(|part| !part.is_empty()).collect();
    let is_folder = address.path().ends_with('/') || parts.is_empty();
    let is_deep = parts.len() > MAX_PARTS;
    parts.drain(..parts.len().saturating_sub(MAX_PARTS));
    let mut last = if is_folder { "index".to_owned() } else { parts.pop().unwrap_or_default() };
    let endings =
        FORMATS.iter().find(|(media_types, _)| media_types.contains(&media)).map(|(_, endings)| *endings);
    let known: Vec<&str> = FORMATS.iter().flat_map(|(_, endings)| endings.iter().copied()).collect();
    let (stem, ending) = match last.rsplit_once('.') {
        // What the server says of a page counts more than its name; plain text may be anything.
        Some((stem, ending))
            if endings.is_none_or(|fit| fit == ["txt"]) && known.contains(&lower(ending).as_str()) =>
        {
            (stem.to_owned(), lower(ending))
        }
        Some((stem, ending)) if endings.is_some_and(|fit| fit.contains(&lower(ending).as_str())) => {
            (stem.to_owned(), lower(ending))
        }
        _ => (last.clone(), endings.map_or("txt", |fit| fit[0]).to_owned()),
    };
    last = stem;
    if let Some(query) = address.query() {
        last = format!("{last}-{}", safe(query));
    }
    if is_deep || last.len() > MAX_PART {
        last.truncate(MAX_PART);
        last = format!("{last}-{}", short_hash(address.as_str()));
    }
    parts.push(format!("{}.{ending}", harmless(last)));
    parts.join("/")
}

/// Returns `wanted`, or if a name of `taken` is in its way, that with a part that tells where the page comes `from`. What is taken is
/// compared without regard to case; a file is in the way of a folder, too.
pub fn free(wanted: &str, from: &str, taken: &Taken) -> String {
    if !taken.is_in_the_way_of(wanted) {
        return wanted.to_owned();
    }
    let hash = short_hash(from);
    let (folder, file) = wanted.rsplit_once('/').unwrap_or(("", wanted));
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, "txt"));
    let beside = if folder.is_empty() {
        format!("{stem}-{hash}.{ending}")
    } else {
        format!("{folder}/{stem}-{hash}.{ending}")
    };
    if !taken.is_in_the_way_of(&beside) {
        return beside;
    }
    // A folder of the name is a file.
    format!("{}-{hash}.{ending}", wanted.replace(['/', '.'], "-"))
}

/// The names that are taken.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl Taken {
    /// Takes a name.
    pub fn take(&mut self, name: &str) {
        let name = lower(name);
        for (at, _) in name.match_indices('/') {
            self.folders.insert(name[..at].to_owned());
        }
        self.files.insert(name);
    }

    /// Whether a file of this name cannot be, beside those that are taken.
    pub fn is_in_the_way_of(&self, name: &str) -> bool {
        let name = lower(name);
        self.files.contains(&name)
            || self.folders.contains(&name)
            || name.match_indices('/').any(|(at, _)| self.files.contains(&name[..at]))
    }
}

/// Returns a part of a URL's path as a part of a name; perhaps nothing is left.
fn safe(part: &str) -> String {
    let mut name = String::new();
    for c in decoded(part).chars() {
        let c = if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
        // Runs say nothing, and dots may lead upwards.
        if !(matches!(c, '-' | '.') && name.ends_with(c)) {
            name.push(c);
        }
    }
    let name = name.trim_matches(['.', '-']);
    harmless(name.get(..MAX_PART).unwrap_or(name).trim_end_matches('.').to_owned())
}

/// Makes a device's name one that is none.
fn harmless(name: String) -> String {
    let stem = lower(name.split('.').next().unwrap_or_default());
    let is_device = DEVICES.iter().any(|device| {
        stem == *device
            || matches!(*device, "com" | "lpt")
                && stem.strip_prefix(device).is_some_and(|number| number.len() == 1)
    });
    if is_device { format!("_{name}") } else { name }
}

fn decoded(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped =
            tail.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, escaped) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

fn short_hash(from: &str) -> String {
    hash(from.as_bytes())[..8].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(url: &str, media: &str) -> String {
        wanted(&Address::read(url).unwrap(), media)
    }

    #[test]
    fn a_name_follows_the_path_and_the_media_type() {
        for (url, media, expected) in [
            ("https://h/drs/API_Get.html", "text/html", "drs/API_Get.html"),
            ("https://h/drs/API_Get.html", "text/plain", "drs/API_Get.html"),
            ("https://h/drs/API_Get.md", "text/plain", "drs/API_Get.md"),
            ("https://h/drs/API_Get.MD", "text/markdown", "drs/API_Get.md"),
            ("https://h/drs/", "text/html", "drs/index.html"),
            ("https://h", "text/markdown", "index.md"),
            ("https://h/v1.2", "text/html", "v1.2.html"),
            ("https://h/get?page=2&x=/..", "text/html", "get-page-2-x.html"),
            ("https://h/a%2f..%2f..%2fetc%2fpasswd", "", "a-.-.-etc-passwd.txt"),
            ("https://h/.git/config", "text/plain", "git/config.txt"),
            ("https://h/con/NUL.html", "text/html", "_con/_NUL.html"),
            ("https://h/COM1", "text/html", "_COM1.html"),
            ("https://h/%E6%99%82%E8%A8%88", "text/html", "index.html"),
        ] {
            assert_eq!(named(url, media), expected, "{url}");
        }
    }

    #[test]
    fn a_name_that_is_taken_is_given_once() {
        let (upper, below) =
            (Address::read("https://h/A.html").unwrap(), Address::read("https://h/a.html/b").unwrap());
        let mut taken = Taken::default();
        taken.take("a.html");
        let first = free(&wanted(&upper, "text/html"), upper.as_str(), &taken);
        assert!(first.starts_with("A-") && first.ends_with(".html"), "{first}");
        let second = free(&wanted(&below, "text/html"), below.as_str(), &taken);
        assert!(second.starts_with("a-html-b-html-"), "{second}");
        taken.take("x/y.html");
        assert!(taken.is_in_the_way_of("X"));
    }

    proptest! {
        #[test]
        fn no_url_leads_out_of_the_folder(path in "[ -~]{0,300}", media in "(text/html|text/plain|text/markdown|x)") {
            let Ok(address) = Address::read(&format!("https://h/{path}")) else { return Ok(()) };
            let name = wanted(&address, &media);
            prop_assert!(name.len() <= (MAX_PARTS + 1) * (MAX_PART + 16), "{name}");
            for part in name.split('/') {
                prop_assert!(!part.is_empty() && !part.starts_with('.') && !part.ends_with('.'), "{name}");
                prop_assert!(part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)), "{name}");
                prop_assert_eq!(harmless(part.to_owned()), part);
            }
        }
    }
}
