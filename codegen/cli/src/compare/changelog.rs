//! The entry of a changelog, in the form of Keep a Changelog 1.1.0.

use docwright_idl::diff::{Change as Kind, Impact};
use jiff::civil::Date;

use super::report::{Change, Report};
use super::text::{capitalised, escaped};

/// The headings, in the order of Keep a Changelog.
const SECTIONS: [&str; 5] = ["Added", "Changed", "Deprecated", "Removed", "Security"];

/// Returns the entry for what differs and counts: under `version` and the day, or as unreleased.
pub(super) fn entry(report: &Report, version: Option<&str>, today: Date) -> String {
    let mut text = match version {
        Some(version) => format!("## [{version}] - {today}\n"),
        None => "## [Unreleased]\n".to_owned(),
    };
    for section in SECTIONS {
        let entries: Vec<String> = report
            .counted()
            .filter(|(_, change)| self::section(change) == Some(section))
            .map(|(service, change)| item(service, change))
            .collect();
        if !entries.is_empty() {
            text.push_str(&format!("\n### {section}\n\n{}", entries.concat()));
        }
    }
    let reworded = report.counted().filter(|(_, change)| change.finding.impact() == Impact::DocsOnly).count();
    if reworded > 0 {
        let verb = if reworded == 1 { "text is" } else { "texts are" };
        text.push_str(&format!("\n### Documentation\n\n- {reworded} {verb} worded differently.\n"));
    }
    text
}

fn item(service: &str, change: &Change) -> String {
    let mark = match change.finding.impact() {
        Impact::Breaking => "**Breaking:** ",
        Impact::Risky | Impact::Compatible | Impact::DocsOnly => "",
    };
    format!("- {mark}{}: {}.\n", escaped(service), escaped(&capitalised(&change.finding.message())))
}

/// Returns the section that a difference belongs to; none for what is worded differently.
fn section(change: &Change) -> Option<&'static str> {
    if change.finding.impact() == Impact::DocsOnly {
        return None;
    }
    Some(match change.finding.rule.change {
        Kind::SensitiveAdded | Kind::SensitiveRemoved | Kind::SigningInDemanded | Kind::SigningInDropped => {
            "Security"
        }
        Kind::OperationDeprecated
        | Kind::ShapeDeprecated
        | Kind::MemberDeprecated
        | Kind::EnumValueDeprecated => "Deprecated",
        Kind::ServiceAdded
        | Kind::OperationAdded
        | Kind::OperationErrorAdded
        | Kind::PaginationAdded
        | Kind::WaiterAdded
        | Kind::MemberAdded
        | Kind::RequiredMemberAdded
        | Kind::ShapeAdded
        | Kind::EnumValueAdded
        | Kind::VariantAdded
        | Kind::ErrorAdded
        | Kind::SigV4Added
        | Kind::OAuth2Added
        | Kind::BearerAdded
        | Kind::BasicAdded
        | Kind::ApiKeyAdded => "Added",
        Kind::ServiceRemoved
        | Kind::OperationRemoved
        | Kind::OperationErrorRemoved
        | Kind::PaginationRemoved
        | Kind::WaiterRemoved
        | Kind::MemberRemoved
        | Kind::RequiredMemberRemoved
        | Kind::ShapeRemoved
        | Kind::EnumValueRemoved
        | Kind::VariantRemoved
        | Kind::ErrorRemoved
        | Kind::SigV4Removed
        | Kind::OAuth2Removed
        | Kind::BearerRemoved
        | Kind::BasicRemoved
        | Kind::ApiKeyRemoved => "Removed",
        _ => "Changed",
    })
}

/// Returns a changelog with the entry before its first one, or a new changelog. An entry of the same heading that stands
/// there is replaced.
pub(super) fn inserted(present: Option<&str>, entry: &str) -> String {
    const PREAMBLE: &str = "# Changelog\n\nThe form is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/), \
                            the versions are those of [Semantic Versioning](https://semver.org).\n";
    let present = present.unwrap_or(PREAMBLE);
    let starts: Vec<usize> = std::iter::once(0)
        .filter(|_| present.starts_with("## "))
        .chain(present.match_indices("\n## ").map(|(at, _)| at + 1))
        .collect();
    let heading = |text: &str| {
        text.split(" - ").next().unwrap_or_default().lines().next().unwrap_or_default().to_owned()
    };
    let first = starts.first().copied().unwrap_or(present.len());
    let is_same = starts.first().is_some_and(|at| heading(&present[*at..]) == heading(entry));
    let rest = if is_same { starts.get(1).copied().unwrap_or(present.len()) } else { first };
    let (before, after) = (present[..first].trim_end(), present[rest..].trim_start());
    let gap = |text: &str| if text.is_empty() { "" } else { "\n\n" };
    format!(
        "{before}{}{}{}{after}",
        gap(before),
        entry.trim_end(),
        if after.is_empty() { "\n" } else { "\n\n" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_goes_before_the_others_and_replaces_its_like() {
        let first = inserted(None, "## [Unreleased]\n\n### Added\n\n- One.\n");
        assert!(first.starts_with("# Changelog\n\n") && first.ends_with("- One.\n"), "{first}");
        let second = inserted(Some(&first), "## [Unreleased]\n\n### Added\n\n- Two.\n");
        assert!(!second.contains("One") && second.ends_with("- Two.\n"), "{second}");
        let third = inserted(Some(&second), "## [0.2.0] - 2026-01-31\n\n- Three.\n");
        assert!(third.contains("- Three.\n\n## [Unreleased]\n"), "{third}");
        assert_eq!(inserted(Some("## [1]\n\nx\n"), "## [1]\n\ny\n"), "## [1]\n\ny\n");
    }
}
