//! Whether trying again may help against an error, as its text says.
//!
//! A sentence counts if it asks for nothing else: who shall mend the request first is not helped by trying again. A wording is a
//! part of [`WORDING`], and its test names sentences that match and sentences that do not.

use std::sync::LazyLock;

use regex::Regex;

use crate::claims::{Claims, Fact, Step};
use crate::reconcile::each_sentence;
use crate::search::Hints;

/// Sentences that ask to try again, and for nothing but to wait.
const WORDING: &str = r"(?ix)^(?:
    (?:please\ )?
    (?:wait(?:\ (?:a|for\ a|some)\ [a-z]+(?:\ [a-z]+)?)?,?\ (?:and\ )?(?:then\ )?)?
    (?:(?:you|callers?|the\ caller|clients?|the\ client)\ (?:can|may|should|must)\ (?:safely\ )?)?
    (?:retry(?:\ IT)?(?:\ again)? | try\ (?:IT\ )?again(?:\ IT)?)
    WHEN?
  | (?:it|(?:the|this|your)\ (?:request|call|operation))\ (?:can|may|should)\ (?:safely\ )?be\ (?:retried|tried\ again|repeated) WHEN?
  | (?:a\ )?retry(?:\ \([^()]*\))?\ is\ (?:the\ )?recommended(?:\ response(?:\ to\ this\ (?:exception|error))?)?
)$";

/// What is to be tried again, and when.
const PARTS: &[(&str, &str)] = &[
    ("IT", r"(?:the|this|your|that)\ (?:same\ )?(?:request|call|operation|action|command)"),
    (
        "WHEN",
        r"(?:,?\ (?:later|shortly|in\ (?:a|some)\ [a-z]+(?:\ [a-z]+)?|after\ (?:(?:a|the|some|this)\ )?(?:[a-z]+\ ){0,2}(?:seconds|delay|time|while|moment|period|interval)\b.*))",
    ),
];

static REGEX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let text = PARTS.iter().fold(WORDING.to_owned(), |text, (part, meaning)| text.replace(part, meaning));
    Regex::new(&text).ok()
});

/// What a text has that may say so.
static HINTS: Hints = Hints::new(&["try", "tried", "repeated"]);

/// Whether a text says that trying again may help.
pub(crate) fn is_said(text: &str) -> bool {
    let mut found = false;
    if HINTS.are_in(text) {
        each_sentence(text, |sentence| {
            found |= REGEX.as_ref().is_some_and(|regex| regex.is_match(sentence));
        });
    }
    found
}

/// Claims that trying again may help against the errors of which a page says so.
pub(crate) fn infer(claims: &mut Claims) {
    let told = claims.all().iter().filter_map(|claim| match &claim.fact {
        Fact::Doc(text) => {
            let is_error = matches!(claims.get(claim.node).step, Step::Error(_) | Step::UnnamedError(_));
            (is_error && is_said(text)).then_some((claim.node, claim.lines))
        }
        _ => None,
    });
    for (error, lines) in told.collect::<Vec<_>>() {
        claims.infer(error, Fact::Retryable, lines, "retryable-by-sentence");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_ask_to_try_again() {
        for text in [
            "Try again later.",
            "The kiln is hot. Please try again later.",
            "The kiln cools down. Wait a bit and try again later!",
            "Wait a few minutes and try again.",
            "Wait, then try your request again.",
            "An error came from inside. Retry your request.",
            "Two wrote at once. You can retry the\nrequest.",
            "The caller may retry the operation after a short delay.",
            "Please try again after the number of seconds that `wait` holds.",
            "A retry (with growing delays) is the recommended response to this exception.",
            "The request can be repeated.",
            "Try again in a few seconds.",
        ] {
            assert!(is_said(text), "{text}");
        }
        for text in [
            "Check the syntax of your request and try again.",
            "Try again without a token.",
            "Try the request again with a new token.",
            "Make sure that it exists, then retry the request.",
            "Try again after you have opened the kiln.",
            "Do not try again.",
            "You cannot retry the request.",
            "Retry policies are not valid here.",
            "How often to try again.",
            "Try.",
            "The request is repeated.",
        ] {
            assert!(!is_said(text), "{text}");
        }
    }
}
