//! What is known about facts and lines, as text for people.

use super::line::{LineFact, LineOrigin};
use super::{Known, KnownSource, Quote};
use crate::render::safe;

/// Returns what is known about a fact, with the lines that say so.
pub(super) fn fact_text(fact: &Known) -> String {
    let mut text = safe(&fact.path).into_owned();
    if let Some(value) = &fact.value {
        text.push_str(&format!(" = {}", safe(&value.to_string())));
    }
    text.push('\n');
    for source in &fact.sources {
        match source {
            KnownSource::Stated(quote) => text.push_str(&quoted("stated", quote)),
            KnownSource::Inferred { rule, quote } => {
                text.push_str(&quoted(&format!("inferred by the rule `{rule}`"), quote));
                if let Some(meaning) = docwright_read::rules::explain(rule) {
                    text.push_str(&format!("           = {meaning}\n"));
                }
            }
            KnownSource::Overlay { number, reason } => {
                text.push_str(&format!("  set by change {number} of overlay.yaml: {}\n", safe(reason)));
            }
            KnownSource::Manifest => text.push_str("  set by docwright.yaml\n"),
        }
    }
    if fact.sources.is_empty() {
        text.push_str("  nothing is recorded about where this comes from\n");
    }
    text
}

fn quoted(how: &str, quote: &Quote) -> String {
    let mut text = format!("  {how} in {}:{}\n", safe(&quote.page), quote.line);
    for (index, line) in quote.text.iter().enumerate() {
        text.push_str(&format!("{:>8} | {}\n", quote.line + index, safe(line)));
    }
    text
}

/// Returns what came of a line of a page.
pub(super) fn line_text(line: &LineOrigin) -> String {
    let mut text = format!(
        "{}:{} is {}\n{:>8} | {}\n",
        safe(&line.page),
        line.line,
        line.class,
        line.line,
        safe(&line.text)
    );
    for LineFact { fact, how } in &line.facts {
        text.push_str(&format!("  {how}: {}", safe(&fact.path)));
        if let Some(value) = &fact.value {
            text.push_str(&format!(" = {}", safe(&value.to_string())));
        }
        text.push('\n');
    }
    text
}
