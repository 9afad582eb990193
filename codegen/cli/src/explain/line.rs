//! What came of a line of a page.

use docwright_idl::FactPath;
use docwright_read::claims::LineClass;
use docwright_read::evidence::Source;
use serde::Serialize;

use super::{Known, KnownSource, known};
use crate::Failure;
use crate::describe::Described;

/// What came of a line of a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineOrigin {
    /// The page, as the user may type it.
    pub page: String,
    /// The line's number, counted from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
    /// What the line was taken for: `fact`, `doc`, `boilerplate`, `unread` or `blank`.
    pub class: &'static str,
    /// The facts that come from it.
    pub facts: Vec<LineFact>,
}

/// A fact that comes from a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineFact {
    /// The fact.
    #[serde(flatten)]
    pub fact: Known,
    /// How: `stated`, or `inferred by` a rule.
    pub how: String,
}

/// Returns what came of a line of a service's page.
///
/// # Errors
///
/// [`Failure::Usage`] if there is no such page or line.
pub(super) fn line(described: &Described, page: &str, number: usize) -> Result<LineOrigin, Failure> {
    let shown = described.service.file(page).display().to_string();
    let Some(source) = described.pages.iter().find(|source| source.name == page) else {
        return Err(Failure::Usage(format!("`{shown}` is no page of `{}`", described.service.name)));
    };
    let lines: Vec<&str> = source.text.lines().collect();
    let Some(text) = number.checked_sub(1).and_then(|index| lines.get(index)) else {
        return Err(Failure::Usage(format!("`{shown}` has {} lines", lines.len())));
    };
    let coverage = described.coverage.iter().find(|coverage| coverage.page == page);
    let class = coverage.and_then(|coverage| coverage.lines.get(number - 1)).copied();
    let root = serde_json::to_value(described.description.as_deref()).unwrap_or_default();
    let mut facts = Vec::new();
    for (path, sources) in &described.evidence.facts {
        let from_here = sources.iter().filter(|source| {
            source.place().is_some_and(|place| {
                *place.page == *page
                    && (place.lines.first as usize..=place.lines.last as usize).contains(&number)
            })
        });
        for source in from_here {
            let how = match source {
                Source::Inferred(inference) => format!("inferred by `{}`", inference.rule),
                _ => "stated".to_owned(),
            };
            if let Ok(fact) = path.parse::<FactPath>() {
                facts.push(LineFact { fact: known(described, &root, &fact, sources), how });
            }
        }
    }
    Ok(LineOrigin { page: shown, line: number, text: (*text).to_owned(), class: class_name(class), facts })
}

fn class_name(class: Option<LineClass>) -> &'static str {
    match class {
        Some(LineClass::Fact) => "fact",
        Some(LineClass::Doc) => "doc",
        Some(LineClass::Boilerplate) => "boilerplate",
        Some(LineClass::Blank) => "blank",
        Some(LineClass::Unread) | None => "unread",
    }
}

/// Returns where a fact comes from, one short line for each source.
pub(crate) fn sources_in_short(fact: &Known) -> Vec<String> {
    let quoted = |how: &str, quote: &super::Quote| {
        let first = quote.text.first().map(String::as_str).unwrap_or_default().trim();
        format!("{how} in {}:{}: {first}", quote.page, quote.line)
    };
    let sources = fact.sources.iter().map(|source| match source {
        KnownSource::Stated(quote) => quoted("stated", quote),
        KnownSource::Inferred { rule, quote } => quoted(&format!("inferred by `{rule}`"), quote),
        KnownSource::Overlay { number, .. } => format!("set by change {number} of this overlay"),
        KnownSource::Manifest => "set by docwright.yaml".to_owned(),
    });
    sources.collect()
}
