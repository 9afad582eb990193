//! robots.txt, by RFC 9309, with `Crawl-delay`.

use std::time::Duration;

/// How many bytes of robots.txt are read; RFC 9309 asks for at least this much.
pub(crate) const MAX_BYTES: u64 = 500 << 10;

/// What a site allows one reader to fetch.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
    /// The pause that the site asks for.
    pub(crate) delay: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    allows: bool,
    pattern: String,
}

impl Robots {
    /// Reads what robots.txt says to the reader whose product token is `agent`: its own groups, else those of `*`.
    pub(crate) fn read(text: &str, agent: &str) -> Self {
        let (mut own, mut others) = (None::<Self>, None::<Self>);
        let (mut is_own, mut is_others, mut in_rules) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if std::mem::take(&mut in_rules) {
                    (is_own, is_others) = (false, false);
                }
                is_own |= value.eq_ignore_ascii_case(agent);
                is_others |= value == "*";
                continue;
            }
            in_rules |= matches!(key.as_str(), "allow" | "disallow" | "crawl-delay");
            for group in [is_own.then_some(&mut own), is_others.then_some(&mut others)].into_iter().flatten()
            {
                group.get_or_insert_default().take(&key, value);
            }
        }
        own.or(others).unwrap_or_default()
    }

    fn take(&mut self, key: &str, value: &str) {
        match key {
            "allow" | "disallow" if !value.is_empty() => {
                self.rules.push(Rule { allows: key == "allow", pattern: value.to_owned() });
            }
            "crawl-delay" => {
                let seconds =
                    value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                self.delay = seconds.or(self.delay);
            }
            _ => {}
        }
    }

    /// Returns the rule that forbids a path with its query; `None` if it may be fetched. The longest rule counts, and of
    /// two as long the one that allows.
    pub(crate) fn forbids(&self, path_and_query: &str) -> Option<&str> {
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, path_and_query));
        let first = matching.max_by_key(|rule| (rule.pattern.len(), rule.allows))?;
        (!first.allows).then_some(first.pattern.as_str())
    }
}

/// Whether a pattern matches the beginning of a path: `*` stands for anything, a `$` at the end for the path's end.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, is_whole) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (index, part) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let found = if is_last && is_whole {
            return rest.ends_with(part);
        } else {
            rest.find(part)
        };
        let Some(at) = found else { return false };
        rest = &rest[at + part.len()..];
    }
    !is_whole || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
User-agent: other
Disallow: /

User-agent: *
Disallow: /private # not this
Allow: /private/docs
Disallow: /*.pdf$
Crawl-delay: 1.5

User-agent: Docwright
user-agent: second
Disallow: /only-here
";

    #[test]
    fn the_group_of_the_reader_counts_else_that_of_all() {
        let all = Robots::read(TEXT, "someone");
        assert_eq!(all.delay, Some(Duration::from_millis(1500)));
        for (path, forbidden) in [
            ("/", None),
            ("/private/x", Some("/private")),
            ("/private/docs/x", None),
            ("/a/b.pdf", Some("/*.pdf$")),
            ("/a/b.pdf?x", None),
            ("/only-here", None),
        ] {
            assert_eq!(all.forbids(path), forbidden, "{path}");
        }
        for agent in ["docwright", "second"] {
            let own = Robots::read(TEXT, agent);
            assert_eq!((own.forbids("/private/x"), own.forbids("/only-here/x")), (None, Some("/only-here")));
        }
        assert_eq!(Robots::read(TEXT, "other").forbids("/"), Some("/"));
    }

    #[test]
    fn what_is_no_robots_text_forbids_nothing() {
        for text in ["", "<html>Not found</html>", "Disallow: /", "user-agent: *\ndisallow:\n"] {
            assert_eq!(Robots::read(text, "docwright").forbids("/x"), None, "{text}");
        }
    }

    #[test]
    fn stars_and_ends_match() {
        for (pattern, path, expected) in [
            ("/a*c", "/abbbc/d", true),
            ("/a*c$", "/abbbc/d", false),
            ("/a*c$", "/accc", true),
            ("/*/x/*.md", "/1/x/2/3.md?y", true),
            ("*", "/", true),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
        let (pattern, path) = ("*a".repeat(2_000), "a".repeat(10_000));
        assert!(matches(&pattern, &path));
    }
}
