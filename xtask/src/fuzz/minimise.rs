//! Makes an input as small as it can be and still show the same.

use std::time::{Duration, Instant};

use docwright_read::PageSource;

use super::finding::Kind;

/// How long to go on.
const MAX_TIME: Duration = Duration::from_secs(20);

/// Returns the least page found that still shows a finding of this kind: lines, then characters are left out as long
/// as it does.
pub(super) fn minimise(
    page: &PageSource,
    kind: &Kind,
    shows: impl Fn(&PageSource) -> Option<Kind>,
) -> PageSource {
    let end = Instant::now() + MAX_TIME;
    let still =
        |text: &str| shows(&PageSource { name: page.name.clone(), text: text.into() }).as_ref() == Some(kind);
    let lines = page.text.split_inclusive('\n').map(str::to_owned).collect();
    let lines = without_needless(lines, end, &still).concat();
    let least = without_needless(lines.chars().map(String::from).collect(), end, &still).concat();
    PageSource { name: page.name.clone(), text: least.into() }
}

/// Leaves out runs of parts, long ones first, as long as the rest still shows it and there is time.
fn without_needless(mut parts: Vec<String>, end: Instant, still: &impl Fn(&str) -> bool) -> Vec<String> {
    let mut length = parts.len() / 2;
    while length > 0 {
        let mut at = 0;
        while at < parts.len() && Instant::now() < end {
            let next = (at + length).min(parts.len());
            let rest = [&parts[..at], &parts[next..]].concat();
            if still(&rest.concat()) {
                parts = rest;
            } else {
                at = next;
            }
        }
        length /= 2;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needless_goes() {
        let page = PageSource { name: "a.txt".into(), text: "one\ntwo bad three\nfour\nfive\n".into() };
        let shows = |page: &PageSource| page.text.contains("bad").then_some(Kind::Hang);
        assert_eq!(*minimise(&page, &Kind::Hang, shows).text, *"bad");
    }
}
