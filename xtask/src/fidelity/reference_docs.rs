//! Whether the pages of the AWS API Reference keep their texts.
//!
//! The corpus's scorer does not compare them: the truth has the words of the method pages, which say the same with other names
//! of the vendor, and of another year here and there. Texts that share most of their words, in their order, are the same here.
//! Only members whose names both kinds of pages spell alike count.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde_json::Value;
use similar::TextDiff;

use super::count::Score;
use super::reference_page;

/// The form's name.
pub(super) const NAME: &str = "aws-docs";

/// The forms of the pages, each with what is counted.
const FORMS: &[(&str, &str)] = &[("aws.txt", "docs, text"), ("aws.md", "docs, Markdown")];

/// How many of their words texts share that say the same.
const ALIKE: f32 = 0.9;

/// A text, which is the same as another one that has most of its words.
#[derive(Debug)]
struct Text(String);

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        TextDiff::from_words(&*words(&self.0), &*words(&other.0)).ratio() >= ALIKE
    }
}

/// Returns the words of a text in lower case, without marks and what links point to, and with one name of the vendor.
fn words(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, target)) = rest.split_once("](") {
        shown.push_str(before);
        shown.push(' ');
        rest = target.split_once(')').map_or("", |(_, after)| after);
    }
    shown.push_str(rest);
    let shown = shown.replace("Amazon Web Services", "AWS").to_lowercase();
    let words = shown.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Reads the pages of each operation, and prints how many texts are there.
pub(super) fn run(corpus: &Path, verbose: bool) -> io::Result<()> {
    let mut score = Score::default();
    let mut pages = 0;
    for service in super::folders(corpus)? {
        for folder in super::folders(&service)? {
            let Ok(truth) = std::fs::read_to_string(folder.join("truth.json")) else { continue };
            let truth: Value = serde_json::from_str(&truth)?;
            for (file, kind) in FORMS {
                let Ok(page) = std::fs::read_to_string(folder.join(file)) else { continue };
                pages += 1;
                count(
                    &mut score,
                    kind,
                    &truth["recoverable"],
                    &reference_page::predict_operation(file, &page),
                );
            }
        }
    }
    println!("\n{NAME}: {pages} pages");
    score.print(verbose);
    Ok(())
}

/// Counts the texts of an operation and of its members.
fn count(score: &mut Score, kind: &'static str, truth: &Value, found: &Value) {
    let of = truth["operation"].as_str().unwrap_or_default();
    let text = |holder: &Value| {
        holder["doc"].as_str().filter(|text| !text.is_empty()).map(|text| Text(text.to_owned()))
    };
    score.one(kind, of, text(truth), text(found));
    for side in ["request", "response"] {
        let rows = |all: &'_ Value| all[side].as_array().cloned().unwrap_or_default();
        let known: BTreeMap<String, Value> = rows(truth)
            .into_iter()
            .filter_map(|row| Some((row["path"].as_str()?.to_lowercase(), row)))
            .collect();
        for row in rows(found) {
            let name = row["name"].as_str().unwrap_or_default();
            let name = name.trim_end_matches(".N").trim_end_matches(".member").to_lowercase();
            if let Some(known) = known.get(&name) {
                score.one(kind, &format!("{of} {name}"), text(known), text(&row));
            }
        }
    }
}
