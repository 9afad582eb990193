//! The dialect of cards, from a page to a client.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Once;

use docwright_idl::{Code, yaml};
use docwright_read::claims::LineClass;
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, bids, claims, dialect, normalize};

const PAGE: &str = include_str!("pages/harbour.md");

fn source(text: &str) -> PageSource {
    static ADD: Once = Once::new();
    ADD.call_once(|| dialect::add(&[&own_dialect::Cards]).unwrap());
    PageSource { name: "harbour.md".to_owned(), text: text.into() }
}

fn read(text: &str) -> Normalized {
    let manifest = Manifest { name: "harbour".to_owned(), ..Manifest::default() };
    normalize(&manifest, &[source(text)], &Overlay::default())
}

// ANCHOR: description
#[test]
fn a_page_says_what_it_says() {
    assert_eq!(bids(&source(PAGE)), [("cards", 100)]);
    let read = read(PAGE);
    assert_eq!(read.diagnostics, []);
    assert!(read.coverage[0].lines.iter().all(|line| *line != LineClass::Unread));
    assert_eq!(yaml::write(&*read.description.unwrap()).unwrap(), include_str!("harbour.api.yaml"));
}
// ANCHOR_END: description

// ANCHOR: unread
#[test]
fn what_is_not_understood_is_reported_with_its_line() {
    let read = read(&PAGE.replace("(yes or no)", "(yes, no or never)"));
    let [finding] = read.diagnostics.as_slice() else { panic!("{:#?}", read.diagnostics) };
    assert_eq!((finding.code, finding.snippets[0].line), (Code::UNREAD_LINE, 54));
    // The member is missing; the rest stands.
    assert_eq!(read.description.unwrap().operations.len(), 2);
}
// ANCHOR_END: unread

// ANCHOR: damage
#[test]
fn no_line_is_lost_whatever_happened_to_the_page() {
    let lines: Vec<&str> = PAGE.lines().collect();
    for gone in 0..lines.len() {
        let without = [&lines[..gone], &lines[gone + 1..]].concat().join("\n");
        let cut_off = lines[..gone].join("\n");
        for text in [without, cut_off] {
            let read = claims(&source(&text)).1;
            assert_eq!(read.lines().len(), text.lines().count());
            let normalized = self::read(&text);
            let has_unread = normalized.coverage[0].lines.contains(&LineClass::Unread);
            assert!(!has_unread || !normalized.diagnostics.is_empty(), "line {gone} is gone:\n{text}");
        }
    }
}
// ANCHOR_END: damage

#[test]
fn names_that_are_taken_are_refused() {
    source("");
    assert_eq!(dialect::add(&[]), Err("dialects are added once".to_owned()));
    assert_eq!(
        dialect::add(&[&own_dialect::Cards, &own_dialect::Cards]),
        Err("two dialects are called `cards`".to_owned())
    );
    let meaning = docwright_read::rules::explain("cards-name-from-title");
    assert_eq!(meaning, Some("an operation is called like its card, in camel case"));
}

// ANCHOR: command
#[test]
fn the_command_knows_the_dialect() {
    let folder = tempfile::tempdir().unwrap();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages/harbour.md");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_own-dialect"));
        let output = command.args(arguments).current_dir(&folder).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}");
        said + &String::from_utf8_lossy(&output.stdout)
    };
    let said = run(&["init", "harbour", "--from", page.to_str().unwrap()]);
    assert!(said.contains("cards: pages/harbour.md"), "{said}");
    let manifest = folder.path().join("specs/harbour/docwright.yaml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, format!("{text}protocol: http-json\n")).unwrap();
    run(&["build", "--deny", "warnings"]);
    assert!(folder.path().join("generated/harbour/operations/list_berths.rs").exists());
    let said = run(&["explain", "harbour", "operations.ListBerths"]);
    assert!(said.contains("an operation is called like its card, in camel case"), "{said}");
}
// ANCHOR_END: command
