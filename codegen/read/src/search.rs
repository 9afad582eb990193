//! Finding short texts in short texts, where preparing a searcher takes longer than the search.

/// Returns where `wanted`, which is not empty, first stands in a text.
pub(crate) fn find(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let first = *wanted.first()?;
    memchr::memchr_iter(first, text).find(|at| text[*at..].starts_with(wanted))
}

/// Returns what stands before and behind the first `mark`, which is not empty.
pub(crate) fn split_once<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    find(text, mark).map(|at| (&text[..at], &text[at + mark.len()..]))
}

/// Returns where `wanted`, which is in lower case and not empty, first stands in a text, in upper or lower case.
pub(crate) fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let first = *wanted.first()?;
    let is_there = |at: &usize| {
        text.get(*at..*at + wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(wanted))
    };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text).find(is_there)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_what_the_standard_library_finds() {
        for (text, wanted) in [("", "ab"), ("aab", "ab"), ("a", "ab"), ("xab ab", "ab"), ("…ab", "ab")] {
            assert_eq!(find(text, wanted), text.find(wanted), "{text}");
            assert_eq!(split_once(text, wanted), text.split_once(wanted), "{text}");
            assert_eq!(find_ignoring_case(&text.to_uppercase(), wanted), text.find(wanted), "{text}");
        }
    }
}
