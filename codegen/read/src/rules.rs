//! The rules by which facts are inferred that no page states.
//!
//! A rule is named wherever it is applied: in a claim's [`Basis`](crate::claims::Basis), in `evidence.yaml` and in what
//! `docwright explain` prints.

/// All rules in alphabetical order, each with what it infers and from what.
pub const RULES: &[(&str, &str)] = &[
    (
        "body-entry-by-syntax-order",
        "an entry that lost its name has the name at its place in the syntax of the page, which lists the same members in the same order",
    ),
    ("cursor-paging", "the parameter `after` takes what a page of results has under `cursors.after`"),
    ("error-body-shared", "errors whose bodies have the same members share one shape"),
    (
        "error-name-by-corroboration",
        "an error that lost its name has that of another operation's error with the same status and text",
    ),
    (
        "error-name-by-order",
        "errors that lost their names have those that another page of the operation lists, in alphabetical order",
    ),
    ("error-name-from-example", "an error is called by the code that the example of its body shows"),
    ("error-name-from-status", "an error that nothing names is called by the reason phrase of its status"),
    ("example-boolean", "the values of all examples are true or false"),
    ("example-date", "the values of all examples are dates"),
    ("example-date-time", "the values of all examples are points in time"),
    ("example-empty", "the examples show only empty objects, empty lists or null"),
    ("example-integer", "the values of all examples are numbers without a fraction"),
    ("example-ipv4", "the values of all examples are IPv4 addresses"),
    ("example-list", "the values of all examples are lists; their elements are taken together"),
    ("example-map", "the values of all examples are objects whose keys are ids"),
    ("example-mixed", "the values of the examples are of different types"),
    ("example-number", "the values of all examples are numbers, some with a fraction"),
    ("example-string", "the values of all examples are texts"),
    (
        "example-struct",
        "the values of all examples are objects; all names that occur are members, none required",
    ),
    ("example-uri", "the values of all examples are absolute URLs"),
    ("example-uuid", "the values of all examples are whole UUIDs"),
    ("example-values", "the values of all examples are upper-case words; there may be others"),
    ("map-from-unnamed-child", "an entry whose child has a type but no name is a map, and the child its key"),
    ("member-name-from-place", "of two parameters with one name, the later is called after its place, too"),
    ("multiple-entries", "a parameter of which the page says that several entries are accepted is a list"),
    ("operation-name-from-action", "an operation is called by the action at the end of its path"),
    (
        "operation-name-from-method",
        "an operation is called like the method of the client library, in camel case",
    ),
    ("operation-name-from-path", "an operation is called by its HTTP method and the nouns of its path"),
    (
        "pagination-by-names",
        "a member of the input that is called like a token of a page, and one of the output called likewise, are those by which results are paged",
    ),
    (
        "pagination-by-what-is-left-out",
        "the members that the page of a paginator leaves out, and the operation's own page has, are those by which results are paged",
    ),
    ("path-label", "a label of the path that no table describes is a required text"),
    (
        "path-label-by-name",
        "a segment of the path with the name of a parameter of the URI is that parameter's label",
    ),
    ("payload-from-media", "a body of which only the media type is known is text or bytes"),
    ("payload-member", "a body that is no object with known properties is one member"),
    (
        "required-by-hole",
        "behind the name of a parameter one line was deleted, and `[REQUIRED]` is what stands there",
    ),
    (
        "retry-after-member",
        "the seconds under `retry_after` in an error are those to wait before the next try",
    ),
    (
        "syntax-line-by-bullet-order",
        "a line of a damaged syntax belongs to the member whose place among the bullets its order leaves",
    ),
    (
        "uri-entry-by-name-order",
        "an entry that lost its name has the name at its place among those that the URI shows, in alphabetical order",
    ),
    (
        "uri-parameter-without-type",
        "parameters of the URI have no type on such pages; they are text unless another page says more",
    ),
    ("uuid-pattern", "a text that matches the pattern of UUIDs is one"),
    ("values-from-prose", "the prose lists values; it need not list all"),
];

/// Returns what a rule infers, and from what.
pub fn explain(rule: &str) -> Option<&'static str> {
    RULES.iter().find(|(name, _)| *name == rule).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted_and_unique() {
        assert!(RULES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
