//! Claims as text, for tests and for people who write dialects.

use std::fmt::Write as _;

use super::{Basis, Claims, Fact, Kind, NodeId, Step};

/// How many characters of a fact are shown.
const MAX_FACT: usize = 120;

/// Returns the claims, one a line, in the order in which they were made: `path: fact [lines] basis`.
///
/// A path names the operation by its key: `startjob.in.limit`, `startjob.out.items[].id`, `startjob!Busy.out.code`,
/// `type Job.name`; `{key}` and `{}` stand for the keys and values of a map.
pub fn listing(claims: &Claims) -> String {
    let mut paths: Vec<String> = Vec::new();
    for (_, node) in claims.nodes() {
        let parent = node.parent.and_then(|NodeId(parent)| paths.get(parent as usize));
        paths.push(path(parent.map_or("", String::as_str), &node.step));
    }
    let mut out = String::new();
    for claim in claims.all() {
        let path = paths.get(claim.node.0 as usize).map_or("", String::as_str);
        let path = if path.is_empty() { "(service)" } else { path };
        let basis = match claim.basis {
            Basis::Stated => "stated",
            Basis::Inferred(rule) => rule,
        };
        let mut line = |told: &Fact| {
            let _ = write!(out, "{path}: {} [{}", short(&fact(told)), claim.lines.first);
            if claim.lines.last > claim.lines.first {
                let _ = write!(out, "-{}", claim.lines.last);
            }
            let _ = writeln!(out, "] {basis}");
        };
        match &claim.fact {
            Fact::Shown(shown) => shown.facts(shown.conclude()).for_each(|fact| line(&fact)),
            told => line(told),
        }
    }
    out
}

fn path(parent: &str, step: &Step) -> String {
    let dot = if parent.is_empty() { "" } else { "." };
    match step {
        Step::Service => String::new(),
        Step::Operation(key) => key.to_string(),
        Step::Type(name) => format!("type {name}"),
        Step::Error(name) => format!("{parent}!{name}"),
        Step::UnnamedError(place) => format!("{parent}!#{place}"),
        Step::Waiter(name) => format!("{parent}~{name}"),
        Step::Input => format!("{parent}{dot}in"),
        Step::Output => format!("{parent}{dot}out"),
        Step::Member(name) => format!("{parent}{dot}{name}"),
        Step::UnnamedMember(place) => format!("{parent}{dot}#{place}"),
        Step::Element => format!("{parent}[]"),
        Step::Key => format!("{parent}{{key}}"),
        Step::Value => format!("{parent}{{}}"),
    }
}

fn fact(fact: &Fact) -> String {
    match fact {
        Fact::Kind(Kind::Scalar(scalar)) => format!("Kind({scalar})"),
        Fact::Length(bounds) => format!("Length({bounds})"),
        Fact::Range(bounds) => format!("Range({bounds})"),
        Fact::Items(bounds) => format!("Items({bounds})"),
        Fact::Default(value) => format!("Default({value})"),
        Fact::Sample(value) => format!("Sample({value})"),
        Fact::Values { values, open } => {
            let values: Vec<_> = values.iter().map(ToString::to_string).collect();
            format!("Values({}{})", values.join(" "), if *open { " …" } else { "" })
        }
        Fact::Example(example) => {
            let name = example.name.as_deref().unwrap_or("-");
            let status = example.status.map(|status| format!(" {status}")).unwrap_or_default();
            format!("Example({name} {:?}{status} {})", example.of, example.body)
        }
        other => format!("{other:?}"),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_FACT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
