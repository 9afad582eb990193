//! Names for shapes that no page names, from the members that hold them.
//!
//! A structure or enum is named after its member, in the singular within a list (`steps` → `Step`), wherever it stands:
//! vendors call by one name what is the same, and equal contents become one shape by it. A word that says nothing by itself
//! comes behind that of the structure or operation that holds it (`status` in `volume` → `VolumeStatus`), unless both begin
//! with the same word. A name depends on the way that leads to the shape and on nothing else, so that it stays when pages are
//! added; of shapes that differ and would share a name, the one met most often has it, and the others are told apart by the
//! operation or shape that holds them.

use crate::words::singular;

/// Members whose name says only that there are things: their elements are what the operation is about.
const CONTAINERS: &[&str] =
    &["items", "data", "results", "result", "records", "list", "objects", "entries", "values", "value"];

/// Words that name something only together with what they belong to.
const VAGUE: &[&str] = &[
    "type",
    "status",
    "state",
    "kind",
    "mode",
    "name",
    "value",
    "level",
    "order",
    "sort",
    "format",
    "action",
    "reason",
    "code",
    "result",
    "category",
    "direction",
    "filter",
    "filters",
    "options",
    "settings",
    "config",
    "configuration",
    "details",
    "content",
    "body",
    "source",
    "target",
    "error",
    "errors",
    "message",
];

/// Whether a member's name says only that there are things.
pub(crate) fn is_container(name: &str) -> bool {
    CONTAINERS.contains(&name)
}

/// Words of structures that hold what else there is to say, which is another thing wherever they stand.
const OUTER: &[&str] =
    &["attributes", "context", "info", "meta", "metadata", "parameters", "params", "properties"];

/// Whether a name tells something only together with what it belongs to.
pub(crate) fn is_vague(name: &str) -> bool {
    let name = name.trim_matches('_');
    [VAGUE, CONTAINERS, OUTER].into_iter().flatten().any(|vague| name.eq_ignore_ascii_case(vague))
}

/// Returns a name's words in upper camel case: `test_failover` → `TestFailover`.
pub(super) fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    for word in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

/// How the content of a member is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Through {
    /// It is the member's own.
    Own,
    /// It is that of a list's elements or a map's values.
    Elements,
}

/// What a shape is held by.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holder<'a> {
    /// The input or output of the operation of this name.
    Operation(&'a str),
    /// A structure, by its own word.
    Shape(&'a str),
}

/// Returns a shape's own word: what members within it are qualified with.
pub(super) fn own_word(member: &str, through: Through, holder: Holder<'_>) -> String {
    if let Holder::Operation(operation) = holder
        && is_container(member)
        && let Some(subject) = subject_of(operation)
    {
        return subject;
    }
    let word = camel(member);
    match through {
        Through::Own => word,
        Through::Elements => singular(&word).into_owned(),
    }
}

/// Returns a shape's name; `word` is its own.
pub(super) fn shape_name(member: &str, word: &str, holder: Holder<'_>) -> String {
    match holder {
        Holder::Operation(operation) if VAGUE.iter().any(|vague| member.eq_ignore_ascii_case(vague)) => {
            format!("{operation}{word}")
        }
        Holder::Operation(_) => word.to_owned(),
        Holder::Shape(own) if is_vague(member) && first_word(own) != first_word(word) => {
            format!("{own}{word}")
        }
        Holder::Shape(_) => word.to_owned(),
    }
}

/// Returns what an operation is about: `ListServers` → `Server`.
fn subject_of(operation: &str) -> Option<String> {
    let rest = &operation[first_word(operation).len()..];
    (!rest.is_empty()).then(|| singular(rest).into_owned())
}

/// Returns the first word of a name in camel case.
fn first_word(name: &str) -> &str {
    let end =
        name.char_indices().skip(1).find(|(_, c)| c.is_ascii_uppercase()).map_or(name.len(), |(at, _)| at);
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_nothing_by_themselves_join_nothing() {
        for name in ["status", "_error", "items", "Context", "metadata"] {
            assert!(is_vague(name), "{name}");
        }
        for name in ["_issues", "recovery_point", "server", "link"] {
            assert!(!is_vague(name), "{name}");
        }
    }

    #[test]
    fn shapes_are_named_after_their_members() {
        use Holder::{Operation, Shape};
        use Through::{Elements, Own};
        let cases = [
            ("sourceServer", Own, Operation("CreateExtendedSourceServer"), "SourceServer"),
            ("addOns", Elements, Operation("CreateDisk"), "AddOn"),
            ("items", Elements, Operation("ListServers"), "Server"),
            ("type", Own, Operation("ListServers"), "ListServersType"),
            ("lastLaunch", Own, Shape("LifeCycle"), "LastLaunch"),
            ("status", Own, Shape("Volume"), "VolumeStatus"),
            ("items", Elements, Shape("Order"), "OrderItem"),
            ("dataReplicationError", Own, Shape("DataReplicationInfo"), "DataReplicationError"),
            ("steps", Elements, Shape("DataReplicationInitiation"), "Step"),
            ("_issues", Elements, Shape("Server"), "Issue"),
            ("test_failover", Own, Shape("Recovery"), "TestFailover"),
        ];
        for (member, through, holder, expected) in cases {
            let word = own_word(member, through, holder);
            assert_eq!(shape_name(member, &word, holder), expected);
        }
    }
}
