//! JUnit's XML, which every CI server shows: a test case per finding.

use super::alert::{Alert, Level};

/// Returns the report of one run; what is no error passes, and what is ignored is skipped.
pub fn junit(alerts: &[Alert]) -> String {
    let is_failure = |alert: &&Alert| alert.level == Level::Error && alert.ignored.is_none();
    let (failures, skipped) = (
        alerts.iter().filter(is_failure).count(),
        alerts.iter().filter(|alert| alert.ignored.is_some()).count(),
    );
    // A report without any case is taken for one that went wrong.
    let tests = alerts.len().max(1);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"docwright\" tests=\"{tests}\" \
         failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n"
    );
    if alerts.is_empty() {
        text.push_str("    <testcase name=\"nothing was found\" classname=\"docwright\"/>\n");
    }
    for alert in alerts {
        let place = alert.places.first();
        let name =
            place.map_or_else(|| alert.fingerprint.clone(), |place| format!("{}:{}", place.file, place.line));
        let message = escaped(&alert.message);
        text.push_str(&format!(
            "    <testcase name=\"{}\" classname=\"docwright.{}\">",
            escaped(&name),
            escaped(&alert.rule)
        ));
        text.push_str(&match (&alert.ignored, alert.level) {
            (Some(reason), _) => format!("<skipped message=\"{}\"/>", escaped(reason)),
            (None, Level::Error) => {
                format!("<failure message=\"{message}\" type=\"{}\"/>", escaped(&alert.rule))
            }
            (None, _) => format!("<system-out>{message}</system-out>"),
        });
        text.push_str("</testcase>\n");
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

/// Escapes what XML gives meaning to, and replaces what it cannot hold (XML 1.0, section 2.2).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_fail_and_nothing_breaks_the_markup() {
        let alert = Alert {
            rule: "request-member-removed".into(),
            title: String::new(),
            level: Level::Error,
            message: "a < b & \"c\"\u{1b}\nd".into(),
            places: Vec::new(),
            fingerprint: "00ff".into(),
            ignored: None,
        };
        let ignored = Alert { ignored: Some("known".into()), ..alert.clone() };
        let text = junit(&[alert, ignored]);
        assert!(text.contains("tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\""), "{text}");
        assert!(text.contains("<failure message=\"a &lt; b &amp; &quot;c&quot;\u{fffd}&#10;d\""), "{text}");
        assert!(text.contains("<skipped message=\"known\"/>"), "{text}");
        assert!(junit(&[]).contains("tests=\"1\""));
    }
}
