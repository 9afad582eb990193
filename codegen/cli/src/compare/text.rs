//! Comparisons as text: for people at a terminal, and as Markdown for a change request.

use docwright_idl::diff::Impact;

use super::report::{Change, Comparison, Report};
use crate::render::safe;

const PLAIN: &str = "\u{1b}[0m";

fn colour(impact: Impact) -> &'static str {
    match impact {
        Impact::Breaking => "\u{1b}[1;31m",
        Impact::Risky => "\u{1b}[1;33m",
        Impact::Compatible => "\u{1b}[1;32m",
        Impact::DocsOnly => "\u{1b}[1;36m",
    }
}

/// Returns the differences of a service for people, with their lines.
pub(super) fn human(comparison: &Comparison) -> String {
    let mut text = String::new();
    for change in &comparison.changes {
        let impact = change.finding.impact();
        let rule = change.finding.rule;
        text.push_str(&format!(
            "{}{impact}{PLAIN}[{rule}]: {}\n",
            colour(impact),
            safe(&change.finding.message())
        ));
        let arrows = [("was", &change.old_places), ("now", &change.new_places)];
        for (when, places) in arrows {
            let Some(places) = places else { continue };
            text.push_str(&format!("  --> {when} {}:{}", safe(&places.file), places.line));
            for page in &places.pages {
                text.push_str(&format!(", {}:{}", safe(&page.page), page.line));
            }
            text.push('\n');
        }
        match &change.ignored {
            Some(reason) => text.push_str(&format!("   = ignored: {}\n", safe(reason))),
            None => text.push_str(&format!("   = fingerprint: {}\n", change.fingerprint)),
        }
        text.push('\n');
    }
    text
}

/// Returns the report as Markdown for a change request: a table per service and impact, what is worded differently folded
/// away.
pub(super) fn markdown(report: &Report) -> String {
    let mut text = format!("## API changes: {}\n\n", escaped(&report.suggestion()));
    text.push_str(&format!("Compared: {} → {}.\n", escaped(&report.old), escaped(&report.new)));
    for comparison in &report.comparisons {
        text.push_str(&format!("\n### {}: {}\n", escaped(&comparison.service), comparison.counts().text()));
        for impact in Impact::ALL.into_iter().rev() {
            let of_impact = |change: &&Change| change.finding.impact() == impact && change.ignored.is_none();
            let changes: Vec<&Change> = comparison.changes.iter().filter(of_impact).collect();
            text.push_str(&table(&heading(impact, changes.len()), impact < Impact::Risky, &changes));
        }
        let ignored: Vec<&Change> =
            comparison.changes.iter().filter(|change| change.ignored.is_some()).collect();
        text.push_str(&table(&format!("Ignored ({})", ignored.len()), true, &ignored));
    }
    text
}

fn heading(impact: Impact, count: usize) -> String {
    let name = match impact {
        Impact::Breaking => "Breaking: what compiled does not compile any more",
        Impact::Risky => "Risky: what compiles may behave differently",
        Impact::Compatible => "Compatible",
        Impact::DocsOnly => "Documentation only",
    };
    format!("{name} ({count})")
}

fn table(heading: &str, is_folded: bool, changes: &[&Change]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let mut text = match is_folded {
        true => format!("\n<details><summary>{heading}</summary>\n\n"),
        false => format!("\n**{heading}**\n\n"),
    };
    text.push_str("| what | rule | where |\n|---|---|---|\n");
    for change in changes {
        let spots: Vec<String> =
            change.spots().iter().map(|spot| format!("{}:{}", escaped(&spot.file), spot.line)).collect();
        let reason = change.ignored.iter().map(|reason| format!(" Ignored: {}.", escaped(reason)));
        text.push_str(&format!(
            "| {}.{} | `{}` | {} |\n",
            escaped(&capitalised(&change.finding.message())),
            reason.collect::<String>(),
            change.finding.rule,
            spots.join(", ")
        ));
    }
    if is_folded {
        text.push_str("\n</details>\n");
    }
    text
}

/// Returns a text with a capital at its beginning.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// Escapes what Markdown gives meaning to, code spans aside; names from pages stay what they are.
pub(super) fn escaped(text: &str) -> String {
    let text = safe(text);
    let mut out = String::with_capacity(text.len());
    let mut is_code = false;
    for c in text.chars() {
        match c {
            '`' => is_code = !is_code,
            '\n' | '\r' => {
                out.push(' ');
                continue;
            }
            // A cell ends at a bar even in code.
            '|' => out.push('\\'),
            '<' if !is_code => {
                out.push_str("&lt;");
                continue;
            }
            '*' | '_' | '[' | ']' | '#' | '@' | '!' | '\\' if !is_code => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    if is_code {
        out.push('`');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_becomes_markup() {
        assert_eq!(
            escaped("a|b\n<img> [x](y) @who `c|d` _e_"),
            "a\\|b &lt;img> \\[x\\](y) \\@who `c\\|d` \\_e\\_"
        );
        assert_eq!(escaped("an `open"), "an `open`");
    }
}
