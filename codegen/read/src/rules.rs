//! The rules by which facts are inferred that no page states.
//!
//! A rule is named wherever it is applied: in a claim's [`Basis`](crate::claims::Basis), in `evidence.yaml` and in what
//! `docwright explain` prints.

use crate::dialect;

/// All rules in alphabetical order, each with what it infers and from what.
pub const RULES: &[(&str, &str)] = &[
    ("at-least-one-by-sentence", "a sentence says that at least one of several members must be given"),
    ("binary-body", "a body that the page shows as binary, or of which it shows but the name, is bytes"),
    (
        "body-entry-by-syntax-order",
        "an entry that lost its name has the name at its place in the syntax of the page, which lists the same members in the same order",
    ),
    ("case-by-sentence", "a sentence says that upper and lower case differ"),
    ("cursor-paging", "the parameter `after` takes what a page of results has under `cursors.after`"),
    ("default-by-sentence", "a sentence names the value that is assumed when a member is absent"),
    (
        "deprecated-by-sentence",
        "a sentence says that a member or an operation is deprecated, or what to use in a member's place",
    ),
    (
        "ec2-element-by-case",
        "in a response EC2 calls a member as in a request, with a small letter at its beginning; how a client library calls it tells that too, unless it is a list",
    ),
    (
        "element-by-content",
        "an XML element of an example, or a part of a name in the query of one, is the member whose structure has members that are called like what it holds",
    ),
    (
        "element-by-name",
        "an XML element of an example, or a part of a name in the query of one, is the member whose name differs in case or number alone",
    ),
    ("empty-braces", "braces with nothing between them are a structure without members"),
    (
        "entry-by-example",
        "entries that lost their names have those of the elements that only an example shows, in alphabetical order",
    ),
    (
        "entry-by-name-order",
        "an entry that lost its name has the name at its place among those that are known, in alphabetical order",
    ),
    ("error-body-shared", "errors whose bodies have the same members share one shape"),
    (
        "error-by-name",
        "errors that two pages call differently are one if their names differ in a last word such as `Exception` alone",
    ),
    (
        "error-common-to-all",
        "what a page says of an error that is common to all operations holds for the error of that name of each",
    ),
    ("error-message", "the member of an error that is called `message` is a text, in all protocols of AWS"),
    (
        "error-name-by-corroboration",
        "an error that lost its name has that of another operation's error with the same status and text",
    ),
    (
        "error-name-by-order",
        "errors that lost their names have those that another page of the operation lists, in alphabetical order",
    ),
    (
        "error-name-by-order-and-text",
        "errors that lost their names have those that another page lists, aligned by order and by what their texts speak of",
    ),
    ("error-name-from-example", "an error is called by the code that the example of its body shows"),
    ("error-name-from-status", "an error that nothing names is called by the reason phrase of its status"),
    (
        "error-without-body",
        "an error that elsewhere has a body has none at an operation whose page shows none",
    ),
    ("exactly-one-by-sentence", "a sentence says that exactly one of several members must be given"),
    ("example-boolean", "the values of all examples are true or false"),
    ("example-date", "the values of all examples are dates"),
    ("example-date-time", "the values of all examples are points in time"),
    ("example-email", "the values of all examples are addresses of mailboxes"),
    ("example-empty", "the examples show only empty objects, empty lists or null"),
    ("example-integer", "the values of all examples are numbers without a fraction"),
    ("example-ip", "the values of all examples are IP addresses, of both versions"),
    ("example-ipv4", "the values of all examples are IPv4 addresses"),
    ("example-ipv6", "the values of all examples are IPv6 addresses"),
    ("example-list", "the values of all examples are lists; their elements are taken together"),
    ("example-map", "the values of all examples are objects whose keys are ids, or one word with a number"),
    ("example-mixed", "the values of the examples are of different types"),
    ("example-null", "an example has null there"),
    ("example-number", "the values of all examples are numbers, some with a fraction"),
    (
        "example-shape-shared",
        "structures that examples show behind members of one word are one shape if they have enough in common",
    ),
    ("example-string", "the values of all examples are texts"),
    (
        "example-struct",
        "the values of all examples are objects; all names that occur are members, none required",
    ),
    ("example-uri", "the values of all examples are absolute URLs"),
    ("example-uuid", "the values of all examples are UUIDs, but for slips of a digit"),
    ("example-values", "the values of all examples are upper-case words; there may be others"),
    ("exclusive-by-sentence", "a sentence says that two members exclude each other"),
    ("fixed-query-by-entries", "a part of the query that no entry for the URI describes is always the same"),
    ("format-by-sentence", "a sentence shows the form of a date or time"),
    ("host-label-by-name", "a label of the host name is the member of that name"),
    ("ignored-by-sentence", "a sentence says that a member is ignored when another is given"),
    ("items-by-sentence", "a sentence says how many elements a list may have"),
    (
        "kind-by-bullets",
        "a member of which the page lost the type is what the bullets beneath it are of: a structure, a list, or else anything",
    ),
    ("length-by-sentence", "a sentence says how many characters a text may have"),
    ("map-from-unnamed-child", "an entry whose child has a type but no name is a map, and the child its key"),
    ("member-by-doc", "members that two pages call differently are one if their texts are alike"),
    (
        "member-by-name",
        "members that two pages call differently are one if their names differ in case or number alone",
    ),
    (
        "member-by-rest",
        "the only members of a structure that two pages call differently are one if one name holds the words of the other, or shares some with it where one page lists all members",
    ),
    ("member-name-from-place", "of two parameters with one name, the later is called after its place, too"),
    (
        "member-without-name",
        "an entry that lost its name is a member of which only the entry's text is known",
    ),
    (
        "member-without-type",
        "an entry without a type is what its constraints tell: a list (of texts, if they have a length or a pattern), a number, or else anything",
    ),
    ("multiple-entries", "a parameter of which the page says that several entries are accepted is a list"),
    ("operation-name-from-action", "an operation is called by the action at the end of its path"),
    (
        "operation-name-from-method",
        "an operation is called like the method of the client library, in camel case",
    ),
    ("operation-name-from-path", "an operation is called by its HTTP method and the nouns of its path"),
    ("pagination-by-names", "members are called as those by which results are paged usually are"),
    (
        "pagination-by-what-is-left-out",
        "the members that the method's page has and the paginator's page lacks are those by which results are paged",
    ),
    (
        "pagination-items-by-limit",
        "of several lists that one is paged through that the text of the limit says the number of",
    ),
    ("path-label", "a label of the path that no table describes is a required text"),
    (
        "path-label-by-ending",
        "a member of the URI that is no part of it is carried by the one label of the path that ends as the member is called and that no other member is called",
    ),
    (
        "path-label-by-evidence",
        "those segments of the path are labels whose names the texts of the entries speak of",
    ),
    (
        "path-label-by-name",
        "a segment of the path with the name of a parameter of the URI is that parameter's label",
    ),
    ("payload-by-lone-entry", "the one entry of a body of which the syntax shows but words is the body"),
    (
        "payload-by-members",
        "the member whose structure has the members that the other page shows as the body is the body",
    ),
    ("payload-from-media", "a body of which only the media type is known is text or bytes"),
    ("payload-member", "a body that is no object with known properties is one member"),
    (
        "query-map-by-entry",
        "a name in the query that has no value, and that an entry for the URI describes, stands for names and values of its own",
    ),
    ("range-by-sentence", "a sentence says between which numbers a value lies"),
    (
        "recursion-by-name",
        "where a page breaks off a recursion, the content around it is meant that has the name of the member",
    ),
    (
        "recursion-to-nearest",
        "where a page breaks off a recursion and no name tells more, the nearest structure is meant, or union, list or map if it is one",
    ),
    (
        "required-by-hole",
        "behind the name of a parameter one line was deleted, and `[REQUIRED]` is what stands there",
    ),
    (
        "required-first-by-evidence",
        "required entries stand first; which members they are is told by what their texts speak of",
    ),
    ("requires-by-sentence", "a sentence says that a member needs another to be given"),
    ("retry-after-header", "the example of an error speaks of the header with the seconds to wait"),
    (
        "retry-after-member",
        "the seconds under `retry_after` in an error are those to wait before the next try",
    ),
    (
        "retryable-by-example",
        "the example of an error asks to try again, or has the seconds to wait before that",
    ),
    ("retryable-by-sentence", "a sentence of an error's text asks to try again, without a condition"),
    ("service-by-class", "a page belongs to the service whose client library's class it names"),
    (
        "service-by-folder",
        "a page of errors that says nothing of its service is of the one whose pages lie beside it in its folder",
    ),
    ("service-by-link", "a page belongs to the service under whose code it links to its own subject"),
    (
        "service-by-mention",
        "the page of a shape belongs to the one service whose pages mention the shape, or most shapes under its code",
    ),
    (
        "service-by-operation",
        "a page belongs to the service that has a page of the same operation with the same words",
    ),
    ("service-by-title", "a page belongs to the service to which the other pages of its title belong"),
    (
        "shape-name-from-title",
        "the elements of a list are called as the title of the operation calls what it lists",
    ),
    ("status-is-integer", "the member that stands in the place of the status is a whole number"),
    (
        "syntax-line-by-bullet-order",
        "a line of a damaged syntax belongs to the member whose place among the bullets its order leaves",
    ),
    (
        "text-of-json",
        "a dict of which no member is shown, and which is said to be JSON, is a text that holds it",
    ),
    ("time-zone-by-sentence", "a sentence names the time zone of a time"),
    ("together-by-sentence", "a sentence says that members are given together or not at all"),
    ("unit-by-sentence", "a sentence names the unit of a number"),
    ("uri-entry", "an entry of the URI that lost its name travels in the path"),
    ("uuid-pattern", "a text that matches the pattern of UUIDs is one"),
    ("values-by-sentence", "a sentence lists the values that a text may have; there may be others"),
    ("values-from-prose", "the prose lists values; it need not list all"),
    (
        "values-of-namesake",
        "a request's text whose line in the syntax was lost has the values of the response's members of its name",
    ),
    (
        "xml-attribute-by-prefix",
        "an XML element whose name has the prefix of XML Schema's instances stands for an attribute",
    ),
    (
        "xml-list-by-entry",
        "an XML element that holds one other, and that an entry or another page knows as a list, is a list of those",
    ),
    (
        "xml-list-by-example",
        "an example shows whether the elements of a list have an XML element around them",
    ),
    (
        "xml-list-by-plural",
        "an XML element whose name is a plural, with one kind of element in it, is a list",
    ),
    (
        "xml-structure-of-one",
        "an XML element with one element in it is a structure, unless another page says that it is a list",
    ),
];

/// Returns what a rule infers, and from what; of docwright's rules and those of dialects that were added.
pub fn explain(rule: &str) -> Option<&'static str> {
    let of_dialects = dialect::all().flat_map(|dialect| dialect.rules());
    RULES.iter().chain(of_dialects).find(|(name, _)| *name == rule).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted_and_unique() {
        assert!(RULES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
