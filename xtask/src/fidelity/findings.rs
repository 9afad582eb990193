//! What the readers find wrong with the pages of the corpus: pages that contradict each other, and what is inferred
//! for want of anything better.
//!
//! The pages of an operation say the same, so each finding is a defect of the readers or a difference that is real.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use docwright_idl::Diagnostic;
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{PageSource, normalize};

/// The form's name.
pub(super) const NAME: &str = "findings";

/// Sets of pages that are read together.
const SETS: &[(&str, &[&str])] = &[
    ("AWS text", &["aws.txt"]),
    ("AWS Markdown", &["aws.md"]),
    ("boto3 and AWS text", &["boto3.txt", "aws.txt"]),
    ("boto3 HTML and AWS Markdown", &["boto3.html", "aws.md"]),
];

/// Reads each set of pages of each operation, and all of each service, and prints how many findings of each kind there
/// are.
pub(super) fn run(corpus: &Path, verbose: bool) -> io::Result<()> {
    for (set, files) in SETS {
        let mut operations = Findings::default();
        let mut whole = Findings::default();
        for service in super::folders(corpus)? {
            let mut all = Vec::new();
            for folder in super::folders(&service)? {
                let Some(pages) = super::together(&folder, files) else { continue };
                operations.of(&folder, &pages);
                all.extend(pages.into_iter().map(|page| super::in_folder(&folder, page)));
            }
            if !all.is_empty() {
                whole.of(&service, &all);
            }
        }
        operations.print(&format!("{set} of each operation"), verbose);
        whole.print(&format!("{set} of each service"), verbose);
    }
    Ok(())
}

/// What was found, and how often each kind.
#[derive(Default)]
struct Findings {
    counts: BTreeMap<String, usize>,
    found: Vec<String>,
}

impl Findings {
    fn of(&mut self, folder: &Path, pages: &[PageSource]) {
        let manifest = Manifest { name: "corpus".to_owned(), ..Manifest::default() };
        for finding in normalize(&manifest, pages, &Overlay::default()).diagnostics {
            *self.counts.entry(format!("{} {}", finding.code, finding.severity)).or_default() += 1;
            self.found.push(format!("{}: {}", folder.display(), line(&finding)));
        }
    }

    fn print(&self, title: &str, verbose: bool) {
        println!("\n{NAME}: {title}");
        self.counts.iter().for_each(|(kind, count)| println!("{count:>6} {kind}"));
        if verbose {
            self.found.iter().for_each(|finding| println!("{finding}"));
        }
    }
}

fn line(finding: &Diagnostic) -> String {
    let places = finding.snippets.iter().map(|place| {
        let first = place.text.lines().next().unwrap_or_default().trim();
        let first: String = first.chars().take(80).collect();
        format!(" | {}:{} {} `{first}`", place.file, place.line, place.label)
    });
    format!("{} {}{}", finding.code, finding.message, places.collect::<String>())
}
