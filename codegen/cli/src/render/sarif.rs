//! SARIF 2.1.0 (OASIS), which code hosts show beside the lines.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::alert::{Alert, Level, Spot};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Returns the log of one run with all its findings, as indented JSON that ends in a line end.
pub fn sarif(alerts: &[Alert]) -> String {
    let rules: BTreeMap<&str, &Alert> = alerts.iter().map(|alert| (alert.rule.as_str(), alert)).collect();
    let index = |rule: &str| rules.keys().position(|name| *name == rule);
    let described: Vec<Value> = rules
        .values()
        .map(|alert| json!({ "id": alert.rule, "shortDescription": { "text": alert.title } }))
        .collect();
    let results: Vec<Value> = alerts
        .iter()
        .map(|alert| {
            let mut result = json!({
                "ruleId": alert.rule,
                "ruleIndex": index(&alert.rule),
                "level": level(alert.level),
                "message": { "text": alert.message },
                "locations": alert.places.iter().take(1).map(location).collect::<Vec<_>>(),
                "partialFingerprints": { "docwright/v1": alert.fingerprint },
            });
            let rest: Vec<Value> = alert.places.iter().skip(1).map(location).collect();
            if !rest.is_empty() {
                result["relatedLocations"] = rest.into();
            }
            if let Some(reason) = &alert.ignored {
                result["suppressions"] = json!([{ "kind": "external", "justification": reason }]);
            }
            result
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "docwright",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": described,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn location(place: &Spot) -> Value {
    let mut region = json!({ "startLine": place.line, "endLine": place.end_line });
    if let Some(column) = place.column {
        region["startColumn"] = column.into();
    }
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&place.file) }, "region": region } })
}

/// Returns a path as a relative reference (RFC 3986, section 4.2).
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(byte.into())
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_names_each_rule_once_and_escapes_paths() {
        let alert = Alert {
            rule: "DW0107".into(),
            title: "Lines were not understood.".into(),
            level: Level::Warning,
            message: "not understood".into(),
            places: vec![Spot { file: "pages/a b.md".into(), line: 3, end_line: 4, column: None }],
            fingerprint: "00".into(),
            ignored: Some("known".into()),
        };
        let log: Value = serde_json::from_str(&sarif(&[alert.clone(), alert])).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 1);
        let result = &run["results"][1];
        assert_eq!((&result["ruleIndex"], &result["level"]), (&0.into(), &"warning".into()));
        assert_eq!(result["suppressions"][0]["justification"], "known");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "pages/a%20b.md");
        assert_eq!(place["region"], json!({ "startLine": 3, "endLine": 4 }));
    }
}
