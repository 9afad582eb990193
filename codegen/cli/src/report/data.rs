//! What a report shows, with everything that belongs together linked.

use std::collections::BTreeMap;

use docwright_idl::{Code, Diagnostic, FactPath, Severity, yaml};
use docwright_read::claims::LineClass;
use docwright_read::evidence::Source;
use docwright_read::rules;
use docwright_rust::{Generated, Trace};
use serde::Serialize;

use crate::clients::Api;
use crate::describe::Described;

/// What a report shows. The names of fields are those that the page's script reads.
#[derive(Debug, Serialize)]
pub(super) struct Data<'a> {
    pages: Vec<Page<'a>>,
    api: Text<'a>,
    rust: Vec<Text<'a>>,
    facts: Vec<Fact<'a>>,
    findings: Vec<Finding<'a>>,
    rules: BTreeMap<&'a str, &'static str>,
    /// The code of findings that are conflicts.
    conflict: &'static str,
}

#[derive(Debug, Serialize)]
struct Text<'a> {
    name: &'a str,
    lines: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    text: Text<'a>,
    /// What became of each line: `f`act, `d`oc, `b`oilerplate, `u`nread, or a space.
    classes: String,
}

#[derive(Debug, Serialize)]
struct Fact<'a> {
    path: &'a str,
    from: Vec<From<'a>>,
    /// The first and the last line of the description.
    api: Option<(usize, usize)>,
    /// Files of the client, each with first and last line.
    rust: Vec<(usize, usize, usize)>,
}

#[derive(Debug, Default, Serialize)]
struct From<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Finding<'a> {
    code: &'static str,
    severity: Severity,
    message: &'a str,
    places: Vec<Place>,
}

#[derive(Debug, Serialize)]
struct Place {
    page: usize,
    first: usize,
    last: usize,
}

impl<'a> Data<'a> {
    /// Links the pages of a service with its description and its client.
    pub(super) fn of(
        described: &'a Described,
        api: &'a Api,
        generated: &'a Generated,
        trace: &Trace,
    ) -> Self {
        let pages = described.pages.iter().map(|page| {
            let coverage = described.coverage.iter().find(|coverage| coverage.page == page.name);
            let classes =
                coverage.map(|coverage| coverage.lines.iter().map(|class| letter(*class)).collect());
            Page {
                text: Text { name: &page.name, lines: page.text.lines().collect() },
                classes: classes.unwrap_or_default(),
            }
        });
        let pages: Vec<_> = pages.collect();
        let rust: Vec<_> =
            generated.files.iter().map(|(name, text)| Text { name, lines: text.lines().collect() }).collect();
        let described_lines = description_lines(&api.text);
        let made = client_lines(generated, trace);
        let traced: Vec<FactPath> = made.keys().cloned().collect();
        let mut rules = BTreeMap::new();
        let facts = described.evidence.facts.iter().map(|(name, sources)| {
            let path: FactPath = name.parse().unwrap_or_default();
            let from = sources.iter().map(|source| from(source, described, &pages));
            let from: Vec<_> = from.collect();
            rules.extend(from.iter().filter_map(|from| Some((from.rule?, rules::explain(from.rule?)?))));
            let api = prefixes(&path).find_map(|path| described_lines.get(&path).copied());
            let rust = lines_of(&path, &traced, &made);
            Fact { path: name, from, api, rust }
        });
        let facts = facts.collect();
        let findings = described.findings.iter().map(|finding| finding_of(finding, described)).collect();
        let api = Text { name: "api.yaml", lines: api.text.lines().collect() };
        Self { pages, api, rust, facts, findings, rules, conflict: Code::CONFLICT.as_str() }
    }
}

fn letter(class: LineClass) -> char {
    match class {
        LineClass::Blank => ' ',
        LineClass::Unread => 'u',
        LineClass::Boilerplate => 'b',
        LineClass::Doc => 'd',
        LineClass::Fact => 'f',
    }
}

/// Returns a path and those above it, the longest first.
fn prefixes(path: &FactPath) -> impl Iterator<Item = FactPath> {
    let parts = path.parts().to_vec();
    (1..=parts.len()).rev().map(move |length| FactPath::new(parts[..length].iter().cloned()))
}

/// Returns the first and the last line of everything in a description.
fn description_lines(text: &str) -> BTreeMap<FactPath, (usize, usize)> {
    let places = yaml::places(text);
    let end = text.lines().count();
    let mut lines = BTreeMap::new();
    for (index, (path, line)) in places.iter().enumerate() {
        // A long text goes on until the next key; what holds others is its own line.
        let next = places.get(index + 1);
        let is_holder = next.is_some_and(|(next, _)| next.is_within(path));
        let following = places[index + 1..].iter().map(|(_, line)| *line).find(|next| next > line);
        let last = if is_holder { *line } else { following.map_or(end, |next| next - 1) };
        lines.insert(path.clone(), (*line, last.max(*line)));
    }
    lines
}

/// The places in a client of what is in a description: file, first and last line.
type Made = BTreeMap<FactPath, Vec<(usize, usize, usize)>>;

fn client_lines(generated: &Generated, trace: &Trace) -> Made {
    let mut made = Made::new();
    for (file, (name, text)) in generated.files.iter().enumerate() {
        for (line, path) in (1..).zip(trace.lines(name, text)) {
            let Some(path) = path else { continue };
            let ranges = made.entry(path.clone()).or_default();
            match ranges.last_mut() {
                Some((last_file, _, last)) if *last_file == file && *last + 1 == line => *last = line,
                _ => ranges.push((file, line, line)),
            }
        }
    }
    made
}

/// Returns what was made of a fact: of the nearest thing that holds it, and of the parts that it lists.
fn lines_of(path: &FactPath, traced: &[FactPath], made: &Made) -> Vec<(usize, usize, usize)> {
    let holder = prefixes(path).find(|path| made.contains_key(path));
    let parts =
        traced.iter().filter(|traced| traced.is_within(path) && traced.parts().len() > path.parts().len());
    let all = holder.iter().chain(parts).filter_map(|path| made.get(path));
    all.flatten().copied().collect()
}

fn from<'a>(source: &'a Source, described: &'a Described, pages: &[Page<'_>]) -> From<'a> {
    let at = |kind| {
        let place = source.place();
        let page = place.and_then(|place| pages.iter().position(|page| *page.text.name == *place.page));
        let (first, last) = (place.map(|place| place.lines.first), place.map(|place| place.lines.last));
        From { kind, page, first, last, ..From::default() }
    };
    match source {
        Source::Stated(_) => at("stated"),
        Source::Inferred(inference) => From { rule: Some(&inference.rule), ..at("inferred") },
        Source::Overlay(number) => {
            let reason = number.checked_sub(1).and_then(|index| described.reasons.get(index));
            From { reason: reason.map(String::as_str), ..at("overlay") }
        }
        Source::Manifest => at("manifest"),
    }
}

fn finding_of<'a>(finding: &'a Diagnostic, described: &Described) -> Finding<'a> {
    let places = finding.snippets.iter().filter_map(|snippet| {
        let is_of = |page: &&str| described.service.file(page).display().to_string() == snippet.file;
        let page = described.pages.iter().position(|page| is_of(&page.name.as_str()))?;
        let text = snippet.text.get(snippet.span.clone()).unwrap_or_default();
        let first = snippet.start_line();
        Some(Place { page, first, last: first + text.matches('\n').count() })
    });
    Finding {
        code: finding.code.as_str(),
        severity: finding.severity,
        message: &finding.message,
        places: places.collect(),
    }
}
