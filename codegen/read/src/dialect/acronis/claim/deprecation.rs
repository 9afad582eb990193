//! Whether the words about an endpoint say that it should no longer be used. The layout has no mark for it.

use std::sync::LazyLock;

use regex::Regex;

use crate::search::find_ignoring_case;

/// A mark beside a title, a line of its own or with a colon after it, or a sentence about the endpoint.
const WORDS: &str = r"(?im)[(\[]deprecated[)\]]|^[^\w\n]*deprecated(?:[^\w\n]*$|[^\w\n]*[:.!])|(?:^[^\w\n]*|[.!?]\s+)(?:this|the) (?:api|call|endpoint|method|operation|request) (?:is|has been)(?: now)? deprecated(?: (?:and|in|since|as)\b|[^\w\n]*$|[^\w\n]*[.,:;!—–-])";

/// Returns the byte at which a text says that the endpoint is deprecated.
pub(super) fn find(text: &str) -> Option<usize> {
    static MATCHER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(WORDS).ok());
    find_ignoring_case(text, "deprecated")?;
    Some(MATCHER.as_ref()?.find(text)?.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_of_the_endpoint_counts() {
        for text in [
            "Show crates (deprecated)",
            "Lists crates.\n\n**Deprecated**: Use racks.",
            "Lists crates.\nDeprecated.",
            "> **This endpoint is deprecated.**",
            "Lists crates. This method has been deprecated, use racks",
            "The operation is now deprecated and does nothing.",
        ] {
            assert!(find(text).is_some(), "{text}");
        }
        assert_eq!(find("Lists crates.\n\n**Deprecated**\n\n- Use racks."), Some(29));
        for text in [
            "Deprecated crates are listed, too.",
            "This endpoint is not deprecated.",
            "This method is deprecated for crates of wood.",
            "The field is deprecated.",
            "Lists what is deprecated.",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
