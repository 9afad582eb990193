//! How results are paged and how one waits, as the pages of an operation together say it.
//!
//! The corpus's scorer does not count this; the truth is what the service's model says. An operation that the model
//! does not page may still be paged through, so only those that it pages count.

use std::io;
use std::path::Path;

use docwright_idl::{Operation, Pagination, Waiter};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{PageSource, normalize};
use serde_json::Value;

use super::count::Score;

/// The form's name.
pub(super) const NAME: &str = "boto3-behaviour";

/// A part of what is said about paging; what consists of several members has all of their names.
type Part = fn(&Pagination) -> Option<Value>;

/// What the truth has.
fn known(truth: Option<&Value>) -> Option<Value> {
    truth.filter(|truth| !truth.is_null()).cloned()
}

/// What the truth has as the items of a page, unless it is several lists at once, which are more than a description can say.
fn known_items(truth: Option<&Value>) -> Option<Value> {
    known(truth).filter(|truth| !truth.is_array())
}

/// Returns the names of several members, or that of one.
fn names<'n>(names: impl Iterator<Item = &'n str>) -> Option<Value> {
    let names: Vec<Value> = names.map(Value::from).collect();
    if let [name] = names.as_slice() { Some(name.clone()) } else { Some(names.into()) }
}

impl Score {
    fn pagination(&mut self, of: &str, truth: &Value, found: Option<&Pagination>) {
        const PARTS: &[(&str, &str, Part)] = &[
            ("paging.input_token", "input_token", |found| names(found.tokens().map(|(input, _)| input))),
            ("paging.output_token", "output_token", |found| names(found.tokens().map(|(_, output)| output))),
            ("paging.page_size", "limit_key", |found| found.page_size.clone().map(Value::from)),
        ];
        for (kind, key, part) in PARTS {
            self.one(kind, of, known(truth.get(key)), found.and_then(part));
        }
        let items = found.and_then(|found| found.items.clone()).map(Value::from);
        self.one("paging.items", of, known_items(truth.get("result_key")), items);
    }

    fn waiters(&mut self, of: &str, truth: &Value, operation: &Operation) {
        let Some(waiters) = truth.as_object() else { return };
        for (name, waiter) in waiters {
            let of = format!("{of} {name}");
            let found = |part: fn(&Waiter) -> Option<u32>| operation.waiters.get(name).and_then(part);
            let delay = found(|waiter| waiter.delay).map(Value::from);
            self.one("waiter.delay", &of, known(waiter.get("delay")), delay);
            let attempts = found(|waiter| waiter.max_attempts).map(Value::from);
            self.one("waiter.max_attempts", &of, known(waiter.get("maxAttempts")), attempts);
        }
    }
}

/// Reads the pages of each operation together, and prints how much of its behaviour was understood.
pub(super) fn run(corpus: &Path, verbose: bool) -> io::Result<()> {
    let mut score = Score::default();
    let mut operations = 0;
    let services = super::folders(corpus)?;
    let folders = services.iter().map(|service| super::folders(service)).collect::<io::Result<Vec<_>>>()?;
    for folder in folders.concat() {
        let pages = pages_of(&folder)?;
        let Ok(truth) = std::fs::read_to_string(folder.join("truth.json")) else { continue };
        let truth: Value = serde_json::from_str(&truth)?;
        let Some(of) = truth["operation"].as_str() else { continue };
        let manifest = Manifest { name: "corpus".to_owned(), ..Manifest::default() };
        let normalized = normalize(&manifest, &pages, &Overlay::default());
        let description = normalized.description.unwrap_or_default();
        let operation = description.operations.values().next().cloned().unwrap_or_default();
        let model = &truth["model_only"];
        if model["paginator"].is_object() {
            score.pagination(of, &model["paginator"], operation.pagination.as_ref());
        }
        score.waiters(of, &model["waiters"], &operation);
        operations += 1;
    }
    println!("\n{NAME}: {operations} operations");
    score.print(verbose);
    Ok(())
}

/// Returns the pages of an operation's method, paginator and waiters.
fn pages_of(folder: &Path) -> io::Result<Vec<PageSource>> {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if matches!(&*name, "boto3.txt" | "paginator.txt") || name.starts_with("waiter.") {
            pages.push(PageSource { text: std::fs::read_to_string(entry.path())?.into(), name });
        }
    }
    Ok(pages)
}
