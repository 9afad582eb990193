//! Whether what was brought may take the place of what is there.
//!
//! A page that became a login form or an error page still arrives with status 200. What counts is what docwright reads in it:
//! a page that no dialect recognises is none, and one that lost half of what it said is damaged until a person says
//! otherwise.

use std::collections::BTreeSet;

use docwright_idl::{Code, Diagnostic, Snippet};
use docwright_read::claims::Step;
use docwright_read::manifest::Manifest;
use docwright_read::{PageSource, claims_of};

/// What a page says, as far as it is judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Content {
    is_recognised: bool,
    /// The operations and shapes that it documents, by key.
    subjects: BTreeSet<String>,
    facts: usize,
}

impl Content {
    /// Reads a page.
    pub(super) fn of(manifest: &Manifest, page: &PageSource) -> Self {
        let (dialect, claims) = claims_of(manifest, page);
        let subjects = claims.nodes().filter_map(|(_, node)| match &node.step {
            Step::Operation(name) | Step::Type(name) => Some(name.to_string()),
            _ => None,
        });
        Self { is_recognised: dialect.is_some(), subjects: subjects.collect(), facts: claims.all().len() }
    }
}

/// What a page that is no documentation looks like: words in its beginning, in small letters, and what they tell.
const GUISES: &[(&[&str], &str)] = &[
    (
        &["type=\"password\"", "type='password'", "type=password", "sign in", "log in", "signin", "login"],
        "a login form",
    ),
    (
        &["captcha", "are you a robot", "checking your browser", "verify you are human", "just a moment"],
        "a check for robots",
    ),
    (
        &["enable javascript", "requires javascript", "javascript is disabled"],
        "a page that is made by scripts in a browser",
    ),
    (
        &[
            "not found",
            "404",
            "403",
            "access denied",
            "forbidden",
            "internal server error",
            "unavailable",
            "maintenance",
            "error",
        ],
        "an error page",
    ),
];
/// How many bytes of a page are searched for its guise.
const MAX_GUISE: usize = 64 << 10;

/// Returns why a page may not take the place of `old`, its former content, or come as a new one.
pub(super) fn refuse(
    from: &str,
    page: &PageSource,
    new: &Content,
    old: Option<&Content>,
) -> Option<Diagnostic> {
    if !new.is_recognised && old.is_none_or(|old| old.is_recognised) {
        let guise = guise(&page.text);
        let what = guise.as_ref().map_or("something that no dialect recognises", |(guise, _)| guise);
        let finding = Diagnostic::new(
            Code::NOT_DOCUMENTATION,
            format!("`{from}` gives {what} instead of documentation"),
        );
        let finding = match guise {
            Some((_, span)) => finding.at(Snippet::of_bytes(from, &page.text, span, "this tells")),
            None => finding.at(Snippet::of_lines(from, &page.text, 1, 1, "it begins with this")),
        };
        let expected = match old {
            Some(old) => format!("expected the page with {} facts that is there", old.facts),
            None => "expected a page of API reference".to_owned(),
        };
        return Some(
            accept(finding.note(expected))
                .help("exclude it in docwright.yaml, if it never was documentation"),
        );
    }
    let old = old?;
    let finding = shrank(from, &old.subjects, &new.subjects).or_else(|| {
        (old.facts > 0 && new.facts * 2 <= old.facts).then(|| {
            let message = format!("`{from}` says {} things, and said {}", new.facts, old.facts);
            Diagnostic::new(Code::PAGE_SHRANK, message)
                .note("a page that is cut off in the middle looks like this")
        })
    })?;
    Some(accept(finding))
}

/// Returns why the pages of a service may not take the place of those that are there: together they lost half of the
/// operations.
pub(super) fn refuse_all(service: &str, old: &[Content], new: &[Content]) -> Option<Diagnostic> {
    let all = |pages: &[Content]| pages.iter().flat_map(|page| page.subjects.clone()).collect();
    shrank(service, &all(old), &all(new)).map(accept)
}

fn shrank(of: &str, old: &BTreeSet<String>, new: &BTreeSet<String>) -> Option<Diagnostic> {
    const SHOWN: usize = 10;
    let lost: Vec<&str> = old.difference(new).map(String::as_str).collect();
    if old.is_empty() || lost.len() * 2 < old.len() {
        return None;
    }
    let message =
        format!("`{of}` lost {} of the {} operations and shapes that it documented", lost.len(), old.len());
    let shown: Vec<String> = lost.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let rest = lost.len().saturating_sub(SHOWN);
    let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
    Some(Diagnostic::new(Code::PAGE_SHRANK, message).note(format!("gone are {}{more}", shown.join(", "))))
}

fn accept(finding: Diagnostic) -> Diagnostic {
    finding.help("look at it with a browser; if it is right, take it with `--accept`")
}

fn guise(text: &str) -> Option<(&'static str, std::ops::Range<usize>)> {
    let beginning = text[..text.floor_char_boundary(MAX_GUISE)].to_ascii_lowercase();
    GUISES.iter().find_map(|(words, what)| {
        let found = words.iter().find_map(|word| beginning.find(word).map(|at| at..at + word.len()));
        found.map(|span| (*what, span))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(subjects: &[&str], facts: usize) -> Content {
        Content {
            is_recognised: true,
            subjects: subjects.iter().map(|&name| name.to_owned()).collect(),
            facts,
        }
    }

    fn page(text: &str) -> PageSource {
        PageSource { name: "pages/a.html".into(), text: text.into() }
    }

    #[test]
    fn what_is_no_documentation_is_told_by_its_guise() {
        for (text, expected) in [
            ("<html><form><input type=\"password\">", "a login form"),
            ("<title>404 Not Found</title>", "an error page"),
            ("<noscript>Please enable JavaScript", "scripts"),
            ("Complete the CAPTCHA", "robots"),
            ("Hello", "no dialect recognises"),
        ] {
            let finding = refuse("u", &page(text), &Content::default(), None).unwrap();
            assert!(finding.message.contains(expected), "{finding}");
            assert_eq!(finding.code, Code::NOT_DOCUMENTATION);
        }
        // What never was recognised may stay so.
        assert_eq!(refuse("u", &page("Hello"), &Content::default(), Some(&Content::default())), None);
    }

    #[test]
    fn a_page_may_lose_less_than_half() {
        let old = content(&["a", "b", "c", "d"], 40);
        let verdict = |new: &Content| refuse("u", &page("x"), new, Some(&old)).map(|finding| finding.message);
        assert_eq!(verdict(&content(&["a", "b", "c"], 21)), None);
        assert!(verdict(&content(&["a", "b", "x"], 40)).unwrap().contains("lost 2 of the 4"));
        assert!(
            verdict(&content(&["a", "b", "c", "d"], 20)).unwrap().contains("says 20 things, and said 40")
        );
        let pages = [content(&["a"], 1), content(&["b"], 1), content(&["c"], 1)];
        assert_eq!(refuse_all("s", &pages, &pages[1..]), None);
        assert!(refuse_all("s", &pages, &pages[2..]).is_some());
        assert_eq!(refuse_all("s", &[], &pages), None);
    }
}
