//! Annotations for GitHub: workflow commands, one a line.

use super::alert::{Alert, Level};

/// Returns the line that annotates a finding's first place, with its end; nothing for what is ignored.
pub fn annotation(alert: &Alert) -> String {
    if alert.ignored.is_some() {
        return String::new();
    }
    let command = match alert.level {
        Level::Note => "notice",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    let mut properties = Vec::new();
    if let Some(place) = alert.places.first() {
        properties.push(format!("file={}", property(&place.file)));
        properties.push(format!("line={},endLine={}", place.line, place.end_line));
        properties.extend(place.column.map(|column| format!("col={column}")));
    }
    properties.push(format!("title={}", property(&alert.rule)));
    format!("::{command} {}::{}\n", properties.join(","), data(&alert.message))
}

/// Escapes what a workflow command gives meaning to.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::alert::Spot;
    use super::*;

    #[test]
    fn nothing_of_a_finding_is_taken_for_a_command() {
        let alert = Alert {
            rule: "DW0107".into(),
            title: String::new(),
            level: Level::Warning,
            message: "100%\n::error::evil".into(),
            places: vec![Spot { file: "a,b:c.md".into(), line: 3, end_line: 4, column: Some(2) }],
            fingerprint: String::new(),
            ignored: None,
        };
        assert_eq!(
            annotation(&alert),
            "::warning file=a%2Cb%3Ac.md,line=3,endLine=4,col=2,title=DW0107::100%25%0A::error::evil\n"
        );
        assert_eq!(annotation(&Alert { ignored: Some("known".into()), ..alert }), "");
    }
}
