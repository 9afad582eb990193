//! Endpoint templates: a base URL with variables.
//!
//! `https://drs.{region}.amazonaws.com` asks for a variable, `https://{host=eu.example.com}/api` has a default for
//! it. A variable's value may not lead elsewhere: what stands for a part of the host cannot end the host.

use http::Uri;

use crate::BuildError;

/// A part of a template.
enum Part<'a> {
    Text(&'a str),
    Variable { name: &'a str, default: Option<&'a str> },
}

/// Returns the template's parts. A brace without its partner is text, and no URL: it fails there.
fn parts(template: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((inside, after)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            rest = after;
            let (name, default) = match inside.split_once('=') {
                Some((name, default)) => (name, Some(default)),
                None => (inside, None),
            };
            return Some(Part::Variable { name, default });
        }
        let end = rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(at, _)| at);
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Part::Text(text))
    })
}

/// Returns a template with its variables filled in.
pub(crate) fn expand(
    template: &str,
    value_of: impl Fn(&str) -> Option<String>,
) -> Result<String, BuildError> {
    let mut url = String::with_capacity(template.len());
    for part in parts(template) {
        match part {
            Part::Text(text) => url.push_str(text),
            Part::Variable { name, default } => {
                let value = value_of(name)
                    .or_else(|| default.map(str::to_owned))
                    .ok_or_else(|| BuildError::missing_variable(name))?;
                if !fits(&value, &url) {
                    return Err(BuildError::InvalidVariable { name: name.to_owned(), value });
                }
                url.push_str(&value);
            }
        }
    }
    Ok(url)
}

/// Returns whether a value may stand after what of the URL is there already.
fn fits(value: &str, url: &str) -> bool {
    let in_host = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    match url.split_once("://") {
        // The variable is the whole base URL, or its scheme: the caller says where to.
        None => !value.is_empty(),
        Some((_, rest)) if rest.contains('/') => value.chars().all(|c| in_host(c) || "/~%".contains(c)),
        Some(_) => !value.is_empty() && value.chars().all(in_host),
    }
}

/// A base URL.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    /// Scheme, authority and path, without a slash at the end.
    base: String,
}

impl Endpoint {
    pub(crate) fn parse(url: &str) -> Result<Self, BuildError> {
        let invalid =
            |reason: &str| BuildError::InvalidEndpoint { url: url.to_owned(), reason: reason.to_owned() };
        let uri: Uri = url.parse().map_err(|error| invalid(&format!("{error}")))?;
        let (Some("https" | "http"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(invalid("it has to begin with https:// or http:// and a host"));
        };
        if uri.query().is_some() || url.contains('#') {
            return Err(invalid("a base URL has no query and no fragment"));
        }
        if authority.as_str().contains('@') {
            let url = url.rsplit_once('@').map_or("", |(_, host)| host).to_owned();
            return Err(BuildError::InvalidEndpoint {
                url,
                reason: "a base URL has no user information".to_owned(),
            });
        }
        Ok(Self { base: url.trim_end_matches('/').to_owned() })
    }

    /// Returns the URL without a slash at the end; a path begins with one.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Returns the URL with a prefix of the host name.
    ///
    /// No name stands before an address, and few do before `localhost`: there what would tell hosts apart, the
    /// `labels` of the prefix, begins the path.
    pub(crate) fn prefixed(&self, prefix: &str, labels: &[&str]) -> String {
        let Some((scheme, rest)) = self.base.split_once("://") else { return self.base.clone() };
        if is_local(rest) {
            return labels.iter().fold(self.base.clone(), |base, label| format!("{base}/{label}"));
        }
        format!("{scheme}://{prefix}{rest}")
    }
}

/// Whether a URL without its scheme leads to an address, or to this machine.
fn is_local(rest: &str) -> bool {
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    authority.starts_with('[') || host == "localhost" || host.parse::<std::net::Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(template: &str, variables: &[(&str, &str)]) -> Result<String, BuildError> {
        expand(template, |name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_string())
        })
    }

    #[test]
    fn variables_and_defaults() {
        for (template, variables, url) in [
            ("https://example.com/v1", &[][..], "https://example.com/v1"),
            ("https://{a}.{b}/", &[("a", "x"), ("b", "y:80")], "https://x.y:80/"),
            ("https://{host=eu.example.com}/api", &[], "https://eu.example.com/api"),
            (
                "https://{host=eu.example.com}/api",
                &[("host", "us.example.com")],
                "https://us.example.com/api",
            ),
            ("https://example.com/{base}/x", &[("base", "api/v2")], "https://example.com/api/v2/x"),
            ("https://example.com{base=}", &[("base", "")], ""),
            ("{url}/v1", &[("url", "http://localhost:1")], "http://localhost:1/v1"),
        ] {
            match expanded(template, variables) {
                Ok(expanded) => assert_eq!(expanded, url, "{template}"),
                Err(error) => assert!(url.is_empty(), "{template}: {error}"),
            }
        }
    }

    #[test]
    fn missing_variables() {
        assert_eq!(expanded("https://{region}.example.com", &[]), Err(BuildError::MissingRegion));
        let error = expanded("https://{tenant}.example.com", &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the endpoint needs `tenant`: call `.variable(\"tenant\", …)` or `.endpoint(…)`"
        );
    }

    #[test]
    fn a_variable_does_not_lead_elsewhere() {
        for value in ["evil.com/", "evil.com#", "evil.com?", "user@evil.com", "a b", "", "ä", "a\r\nb"] {
            let error = expanded("https://{region}.example.com", &[("region", value)]).unwrap_err();
            assert!(matches!(error, BuildError::InvalidVariable { .. }), "{value:?}: {error}");
        }
        assert!(expanded("https://example.com/{base}", &[("base", "a?b")]).is_err());
    }

    #[test]
    fn base_urls() {
        assert_eq!(Endpoint::parse("https://example.com/").unwrap().base(), "https://example.com");
        assert_eq!(Endpoint::parse("http://[::1]:80/api/v2").unwrap().base(), "http://[::1]:80/api/v2");
        for url in [
            "",
            "example.com",
            "/v1",
            "ftp://example.com",
            "https://",
            "https://a/?b",
            "https://a/#b",
            "https://{a",
        ] {
            assert!(Endpoint::parse(url).is_err(), "{url}");
        }
        let error = Endpoint::parse("https://me:hush@example.com").unwrap_err().to_string();
        assert!(!error.contains("hush") && error.contains("example.com"), "{error}");
    }

    #[test]
    fn prefixes_of_the_host() {
        for (url, expected) in [
            ("https://example.com", "https://a.b-example.com"),
            ("https://example.com:80/api", "https://a.b-example.com:80/api"),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5000/a"),
            ("http://localhost:5000/api/", "http://localhost:5000/api/a"),
            ("http://[::1]:5000", "http://[::1]:5000/a"),
        ] {
            assert_eq!(Endpoint::parse(url).unwrap().prefixed("a.b-", &["a"]), expected);
        }
    }
}
