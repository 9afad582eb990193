//! Documented regular expressions that the runtime can evaluate as the documentation means them.
//!
//! Pages write patterns in the dialect of whatever the service is written in, mostly Java's or ECMAScript's; the runtime
//! has `regex-lite`. A pattern is checked if it is written with nothing but what all three read alike. It is searched for
//! in the text, which is the widest reading of one without anchors.

/// How much memory a compiled pattern may take; as in the runtime.
const MAX_SIZE: usize = 1 << 20;

/// Escapes, other than of punctuation, that the dialects read alike.
const ESCAPES: &str = "DSWdnrstw";

/// Whether a pattern can be evaluated faithfully, and is kept by the documentation's own values.
pub(crate) fn is_checkable<'a>(pattern: &str, mut values: impl Iterator<Item = &'a str>) -> bool {
    is_common(pattern)
        && regex_lite::RegexBuilder::new(pattern)
            .size_limit(MAX_SIZE)
            .build()
            .is_ok_and(|regex| values.all(|value| regex.is_match(value)))
}

/// Whether a pattern has only what the dialects read alike.
fn is_common(pattern: &str) -> bool {
    let mut chars = pattern.chars().peekable();
    // In a class, how many characters it has so far.
    let mut class: Option<usize> = None;
    let mut before = None;
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (c, class) {
            ('\\', _) => {
                let Some(escaped) = chars.next() else { return false };
                let digits = match escaped {
                    'x' => 2,
                    'u' => 4,
                    escaped if escaped.is_ascii_punctuation() || ESCAPES.contains(escaped) => 0,
                    _ => return false,
                };
                for _ in 0..digits {
                    if !chars.next().is_some_and(|digit| digit.is_ascii_hexdigit()) {
                        return false;
                    }
                }
            }
            (']', Some(0)) => return false,
            (']', Some(_)) => class = None,
            ('[', Some(_)) => return false,
            ('&' | '-' | '~', Some(length)) if next == Some(c) && length > 0 => return false,
            (_, Some(length)) => class = Some(length + 1),
            ('[', None) => {
                chars.next_if_eq(&'^');
                class = Some(0);
            }
            ('(', None) if next == Some('?') => {
                chars.next();
                if chars.next() != Some(':') {
                    return false;
                }
            }
            ('+' | '*', None) if matches!(before, Some('*' | '+' | '?' | '}')) => return false,
            _ => {}
        }
        // An escape is one character of a class.
        if let ('\\', Some(length)) = (c, class) {
            class = Some(length + 1);
        }
        before = Some(if c == '\\' { 'a' } else { c });
    }
    class.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dialects_read_alike() {
        for pattern in [
            r"^s-[0-9a-zA-Z]{17}$",
            r"^arn:(?:[0-9a-zA-Z_-]+:){3}([0-9]{12,}):source-server/(s-[0-9a-zA-Z]{17})$",
            r"[\s\S]*",
            r"^[a-z\-\]\\]+?$",
            r"\u0020|\x41",
            r"[ -~]{0,128}",
            "é|[^,]",
            "",
        ] {
            assert!(is_checkable(pattern, std::iter::empty()), "{pattern}");
        }
    }

    #[test]
    fn what_they_do_not() {
        for pattern in [
            r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$",
            r"^(?!aws:)",
            r"^(?=.{1,64}$)",
            r"(a)\1",
            r"a++",
            r"a{1,2}+",
            r"[a-z&&[^b]]",
            r"[[:alpha:]]",
            r"[]a]",
            r"\Qa\E",
            r"a\Z",
            r"\bword\b",
            r"(?i)a",
            r"[a",
            r"a\",
            r"\u{1F600}",
            r"\uD83D\uDE00",
            r"a{1,99999999}",
            r"{a}",
            r"\0",
        ] {
            assert!(!is_checkable(pattern, std::iter::empty()), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_a_documented_value_breaks_is_not_believed() {
        assert!(is_checkable("^a+$", ["a", "aa"].into_iter()));
        assert!(!is_checkable("^a+$", ["a", "b"].into_iter()));
    }
}
