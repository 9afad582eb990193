//! What is known about a fact: its value, and the lines of the pages that say so; and from the other side, what came of a
//! line of a page, and which facts made a line of generated code.

mod command;
mod line;
mod text;

pub use command::run;
pub use line::LineOrigin;
pub(crate) use line::sources_in_short;

use docwright_idl::FactPath;
use docwright_read::evidence::{Place, Source};
use serde::Serialize;
use serde_json::Value;

use crate::describe::Described;
use crate::{Failure, closest};

/// What is known about something in a description.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The facts that were asked for: at the path and within it.
    pub facts: Vec<Known>,
    /// Whether nothing is recorded for the path itself, and the facts are those of what holds it.
    pub of_holder: bool,
}

/// A fact, and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Known {
    /// The fact's path.
    pub path: String,
    /// Its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Where it comes from; several pages may say the same.
    pub sources: Vec<KnownSource>,
}

/// A source of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum KnownSource {
    /// A page says it.
    Stated(Quote),
    /// A rule inferred it from a page.
    Inferred {
        /// The rule's name.
        rule: String,
        /// What the rule was applied to.
        #[serde(flatten)]
        quote: Quote,
    },
    /// A person corrected it.
    Overlay {
        /// The number of the change in `overlay.yaml`, counted from 1.
        number: usize,
        /// Why.
        reason: String,
    },
    /// `docwright.yaml` says it.
    Manifest,
}

/// Lines of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The page, as the user may type it.
    pub page: String,
    /// The number of the first line, counted from 1.
    pub line: usize,
    /// The lines.
    pub text: Vec<String>,
}

/// Returns what is known about `path` in a description.
///
/// # Errors
///
/// [`Failure::Usage`] if nothing is there, with what is meant perhaps; what was found if there is no description.
pub fn explain(described: &Described, path: &FactPath) -> Result<Explanation, Failure> {
    let Some(description) = &described.description else { return Err(described.findings.clone().into()) };
    let root = serde_json::to_value(&**description).unwrap_or_default();
    let facts = |path: &FactPath| -> Vec<Known> {
        let within = described.evidence.within(path);
        within.map(|(fact, sources)| known(described, &root, &fact, sources)).collect()
    };
    let found = facts(path);
    if !found.is_empty() {
        return Ok(Explanation { facts: found, of_holder: false });
    }
    if value_at(&root, path).is_none() {
        return Err(Failure::Usage(nothing_at(&described.service.name, &root, path)));
    }
    // What is a part of a value has no evidence of its own.
    for length in (1..path.parts().len()).rev() {
        let holder = FactPath::new(path.parts().iter().take(length).cloned());
        if let Some(fact) = facts(&holder).into_iter().find(|fact| fact.path == holder.to_string()) {
            return Ok(Explanation { facts: vec![fact], of_holder: true });
        }
    }
    let value = value_at(&root, path).cloned();
    Ok(Explanation {
        facts: vec![Known { path: path.to_string(), value, sources: Vec::new() }],
        of_holder: false,
    })
}

fn known(described: &Described, root: &Value, fact: &FactPath, sources: &[Source]) -> Known {
    Known {
        path: fact.to_string(),
        value: value_at(root, fact).cloned(),
        sources: sources.iter().map(|source| known_source(described, source)).collect(),
    }
}

fn known_source(described: &Described, source: &Source) -> KnownSource {
    match source {
        Source::Stated(place) => KnownSource::Stated(quote(described, place)),
        Source::Inferred(inference) => KnownSource::Inferred {
            rule: inference.rule.to_string(),
            quote: quote(described, &inference.place),
        },
        Source::Overlay(number) => {
            let reason = number.checked_sub(1).and_then(|index| described.reasons.get(index));
            KnownSource::Overlay { number: *number, reason: reason.cloned().unwrap_or_default() }
        }
        Source::Manifest => KnownSource::Manifest,
    }
}

fn quote(described: &Described, place: &Place) -> Quote {
    let page = described.pages.iter().find(|page| *page.name == *place.page);
    let (first, last) = (place.lines.first as usize, place.lines.last as usize);
    let lines = page.into_iter().flat_map(|page| page.text.lines()).skip(first.saturating_sub(1));
    Quote {
        page: described.service.file(&*place.page).display().to_string(),
        line: first,
        text: lines.take((last + 1).saturating_sub(first)).map(str::to_owned).collect(),
    }
}

pub(crate) fn step<'a>(value: &'a Value, part: &str) -> Option<&'a Value> {
    match value {
        Value::Object(entries) => entries.get(part),
        Value::Array(elements) => elements.get(part.parse::<usize>().ok()?),
        _ => None,
    }
}

pub(crate) fn value_at<'a>(root: &'a Value, path: &FactPath) -> Option<&'a Value> {
    path.parts().iter().try_fold(root, |value, part| step(value, part))
}

/// Says how far a path leads, and where it may have been meant to lead.
fn nothing_at(service: &str, root: &Value, path: &FactPath) -> String {
    let (mut value, mut reached, mut missing) = (root, FactPath::default(), "");
    for part in path.parts() {
        match step(value, part) {
            Some(next) => (value, reached) = (next, reached.join(part)),
            None => {
                missing = part;
                break;
            }
        }
    }
    let holder = if reached.parts().is_empty() {
        format!("the description of `{service}`")
    } else {
        format!("`{reached}`")
    };
    let Value::Object(entries) = value else {
        return format!("{holder} holds nothing by a name such as `{missing}`");
    };
    let names = || entries.keys().map(String::as_str);
    let suggest = |names: Vec<&str>| {
        names.into_iter().map(|name| format!("`{}`", reached.join(name))).collect::<Vec<_>>().join(", ")
    };
    match closest(missing, names()) {
        close if !close.is_empty() => {
            format!("{holder} has no `{missing}`; did you mean {}?", suggest(close))
        }
        _ => format!("{holder} has no `{missing}`; it has {}", suggest(names().take(12).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;
    use docwright_idl::{Description, Map, yaml};
    use docwright_read::PageSource;
    use docwright_read::document::Lines;
    use docwright_read::evidence::Evidence;
    use std::sync::Arc;

    fn described() -> Described {
        let description: Description = yaml::read(
            "idl: 1\nservice: { name: clock }\noperations:\n  SetAlarm:\n    input:\n      at: { type: timestamp, required: true }\n      tone: { type: { map: { key: string, value: integer } }, doc: How it sounds. }\n",
        )
        .unwrap();
        let place = |first, last| Place { page: "pages/alarm.md".into(), lines: Lines::new(first, last) };
        let facts = [
            ("operations.SetAlarm.input.at.type", vec![Source::Stated(place(2, 3))]),
            (
                "operations.SetAlarm.input.at.required",
                vec![Source::inferred("by-bullet", place(1, 1)), Source::Overlay(1)],
            ),
            ("operations.SetAlarm.input.tone.type", vec![Source::Manifest]),
        ];
        Described {
            service: Workspace::at("").service("clock"),
            pages: vec![PageSource { name: "pages/alarm.md".into(), text: "one\ntwo\nthree\nfour\n".into() }],
            reasons: vec!["the page forgets it".into()],
            description: Some(Arc::new(description)),
            evidence: Arc::new(Evidence {
                facts: facts.into_iter().map(|(path, sources)| (path, sources.into())).collect::<Map<_>>(),
                ..Evidence::default()
            }),
            changed: None,
            coverage: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn explained(path: &str) -> Result<Explanation, Failure> {
        explain(&described(), &path.parse().unwrap())
    }

    #[test]
    fn a_fact_is_quoted_and_a_holder_gives_all_its_facts() {
        let explanation = explained("operations.SetAlarm.input.at").unwrap();
        assert_eq!(explanation.facts.len(), 2);
        let [stated] = explanation.facts[0].sources.as_slice() else { panic!("one source") };
        let text = vec!["two".to_owned(), "three".to_owned()];
        assert_eq!(
            *stated,
            KnownSource::Stated(Quote { page: "specs/clock/pages/alarm.md".into(), line: 2, text })
        );
        assert_eq!(explanation.facts[0].value, Some("timestamp".into()));
        let overlay = KnownSource::Overlay { number: 1, reason: "the page forgets it".into() };
        assert_eq!(explanation.facts[1].sources[1], overlay);
    }

    #[test]
    fn a_part_of_a_value_is_explained_by_what_holds_it() {
        let explanation = explained("operations.SetAlarm.input.tone.type.map").unwrap();
        assert!(explanation.of_holder);
        assert_eq!(explanation.facts[0].path, "operations.SetAlarm.input.tone.type");
        assert_eq!(explanation.facts[0].sources, [KnownSource::Manifest]);
    }

    #[test]
    fn a_path_that_leads_nowhere_is_mended() {
        let usage = |path: &str| match explained(path) {
            Err(Failure::Usage(text)) => text,
            other => panic!("expected wrong usage, not {other:?}"),
        };
        assert_eq!(
            usage("operations.SetAlrm.input"),
            "`operations` has no `SetAlrm`; did you mean `operations.SetAlarm`?"
        );
        assert!(usage("operations.SetAlarm.input.zzz").contains("it has `operations.SetAlarm.input.at`"));
    }
}
