//! URLs: read, resolved, and told apart.

use std::fmt;

use docwright_idl::{Code, Diagnostic};
use fluent_uri::{Uri, UriRef};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// The absolute `http` or `https` URL of a page, without its fragment, in normal form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    text: String,
}

/// The length in bytes beyond which no URL is taken.
const MAX_LENGTH: usize = 2_000;

impl Address {
    /// Reads an absolute URL.
    ///
    /// # Errors
    ///
    /// What is no URL, has another scheme, names no host, or holds a password (`DW0707`).
    pub fn read(text: &str) -> Result<Self, Diagnostic> {
        let text = text.trim();
        let refuse = |why: &str| Err(bad_address(text, why));
        if text.len() > MAX_LENGTH {
            return refuse("it is longer than 2000 bytes");
        }
        match UriRef::parse(text) {
            Ok(reference) if reference.has_scheme() => Self::of(text, &reference.normalize()),
            Ok(_) => refuse("it names no scheme"),
            Err(_) => refuse("it holds characters that a URL does not; spaces are written `%20`"),
        }
    }

    /// Returns the address that `reference` means on this page.
    ///
    /// # Errors
    ///
    /// As [`Address::read`].
    pub fn join(&self, reference: &str) -> Result<Self, Diagnostic> {
        let reference = reference.trim();
        let refuse = |why: &str| Err(bad_address(reference, why));
        if reference.len() > MAX_LENGTH {
            return refuse("it is longer than 2000 bytes");
        }
        let (Ok(base), Ok(relative)) = (Uri::parse(self.text.as_str()), UriRef::parse(reference)) else {
            return refuse("it holds characters that a URL does not; spaces are written `%20`");
        };
        match relative.resolve_against(&base) {
            Ok(resolved) => Self::of(reference, &UriRef::from(resolved.normalize())),
            Err(_) => refuse("it cannot be resolved"),
        }
    }

    fn of(written: &str, uri: &UriRef<String>) -> Result<Self, Diagnostic> {
        let refuse = |why: &str| Err(bad_address(written, why));
        let scheme = uri.scheme().map(|scheme| scheme.as_str().to_owned()).unwrap_or_default();
        if !matches!(scheme.as_str(), "http" | "https") {
            return refuse("only `http` and `https` are fetched");
        }
        let Some(authority) = uri.authority().filter(|authority| !authority.host().is_empty()) else {
            return refuse("it names no host");
        };
        if authority.userinfo().is_some() {
            return refuse("it holds a user name; pages that need one to be read are not fetched");
        }
        let path = if uri.path().is_empty() { "/" } else { uri.path().as_str() };
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let port = match (scheme.as_str(), authority.port().map(|port| port.as_str())) {
            (_, None | Some("")) | ("http", Some("80")) | ("https", Some("443")) => String::new(),
            (_, Some(port)) => format!(":{port}"),
        };
        let host = authority.host().to_ascii_lowercase();
        Ok(Self { text: format!("{scheme}://{host}{port}{path}{query}") })
    }

    /// Returns the URL.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it travels encrypted.
    pub fn is_secure(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// Returns scheme, host and port: `https://docs.example.com:8443`.
    pub fn origin(&self) -> &str {
        &self.text[..self.after_origin()]
    }

    /// Returns the host, with its port if that is not the scheme's: `docs.example.com:8443`.
    pub fn host(&self) -> &str {
        self.origin().split_once("://").map_or("", |(_, host)| host)
    }

    /// Returns path and query, beginning with `/`.
    pub fn path_and_query(&self) -> &str {
        &self.text[self.after_origin()..]
    }

    /// Returns the path, beginning with `/`.
    pub fn path(&self) -> &str {
        self.path_and_query().split('?').next().unwrap_or("/")
    }

    /// Returns what stands behind the `?`.
    pub fn query(&self) -> Option<&str> {
        self.path_and_query().split_once('?').map(|(_, query)| query)
    }

    fn after_origin(&self) -> usize {
        let host = self.text.find("://").map_or(0, |at| at + 3);
        self.text[host..].find('/').map_or(self.text.len(), |at| host + at)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn bad_address(text: &str, why: &str) -> Diagnostic {
    let shown: String = text.chars().take(200).collect();
    Diagnostic::new(Code::BAD_SOURCE, format!("`{shown}` cannot be fetched: {why}"))
        .help("write an absolute URL such as `https://docs.example.com/clock/get-time.html`")
}

/// Which pages of a site are meant: patterns over the paths of URLs, such as `/clock/*` or `/**/api_*.html`.
#[derive(Clone, Debug)]
pub struct Filter {
    include: GlobSet,
    exclude: GlobSet,
}

impl Filter {
    /// Returns the filter that passes what one of `include` matches (everything if there is none) and none of `exclude`.
    ///
    /// # Errors
    ///
    /// Patterns that are none (`DW0707`).
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, Diagnostic> {
        let everything = ["**".to_owned()];
        let include = if include.is_empty() { everything.as_slice() } else { include };
        Ok(Self { include: globs(include)?, exclude: globs(exclude)? })
    }

    /// Whether a path is meant.
    pub fn passes(&self, path: &str) -> bool {
        self.include.is_match(path) && !self.exclude.is_match(path)
    }
}

fn globs(patterns: &[String]) -> Result<GlobSet, Diagnostic> {
    let mut set = GlobSetBuilder::new();
    let bad = |pattern: &str, error: &globset::Error| {
        Diagnostic::new(Code::BAD_SOURCE, format!("`{pattern}` is no pattern: {}", error.kind()))
            .help("`*` stands for a part of a path, `**` for any parts, such as `/clock/**`")
    };
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        set.add(glob.map_err(|error| bad(pattern, &error))?);
    }
    set.build().map_err(|error| bad(&patterns.join(", "), &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        Address::read(text).map_or_else(|error| error.message, |address| address.to_string())
    }

    #[test]
    fn an_address_has_one_spelling() {
        assert_eq!(
            read("HTTPS://Docs.Example.COM:443/a/../b/./c?x=1#part"),
            "https://docs.example.com/b/c?x=1"
        );
        assert_eq!(read("http://h:8080"), "http://h:8080/");
        assert_eq!(read("http://h/%7euser"), "http://h/~user");
    }

    #[test]
    fn what_is_no_page_of_the_web_is_refused() {
        for text in [
            "",
            "file:///etc/passwd",
            "ftp://h/x",
            "docs/a.html",
            "https://",
            "https://u:p@h/",
            "https://h/a b",
            "javascript:1",
        ] {
            assert_eq!(Address::read(text).unwrap_err().code, Code::BAD_SOURCE, "{text}");
        }
    }

    #[test]
    fn parts_are_told_apart_and_references_resolved() {
        let address = Address::read("https://h:8443/a/b?c=d/e").unwrap();
        assert_eq!((address.origin(), address.host()), ("https://h:8443", "h:8443"));
        assert_eq!((address.path(), address.query()), ("/a/b", Some("c=d/e")));
        assert_eq!(address.join("../x.html#y").unwrap().as_str(), "https://h:8443/x.html");
        assert_eq!(address.join("//other/z").unwrap().as_str(), "https://other/z");
        assert!(address.join("mailto:x@y").is_err());
    }

    #[test]
    fn a_filter_passes_what_is_included_and_not_excluded() {
        let filter = Filter::new(&["/clock/**".into()], &["/clock/old/*".into()]).unwrap();
        for (path, passes) in
            [("/clock/a", true), ("/clock/a/b", true), ("/tower/a", false), ("/clock/old/a", false)]
        {
            assert_eq!(filter.passes(path), passes, "{path}");
        }
        assert!(Filter::new(&[], &[]).unwrap().passes("/any/thing"));
        assert!(Filter::new(&["[".into()], &[]).is_err());
    }
}
