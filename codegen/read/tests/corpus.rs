//! Every page of the corpus, where it lies beside the checkout, in every form: nothing panics, nothing is lost unsaid,
//! and next to nothing is unread. Then pages as they should not be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};

use docwright_idl::{Code, Diagnostic};
use docwright_read::claims::LineClass;
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, normalize};
use rayon::prelude::*;

/// Which share of the lines of a form must be read.
const MIN_COVERAGE: f64 = 0.995;

/// The forms, by how the names of their pages end; the first that fits counts.
const FORMS: &[&str] = &[
    "boto3.lossy.txt",
    "boto3.txt",
    "boto3.html",
    "aws.lossy.txt",
    "aws.txt",
    "aws.md",
    "paginator.txt",
    ".txt",
    ".md",
];

fn read(name: &str, text: &str) -> Normalized {
    let manifest = Manifest { name: "test".to_owned(), ..Manifest::default() };
    normalize(&manifest, &[PageSource { name: name.to_owned(), text: text.into() }], &Overlay::default())
}

fn has(normalized: &Normalized, code: Code) -> bool {
    normalized.diagnostics.iter().any(|finding| finding.code == code)
}

/// Whether the text extraction lost a page: next to nothing is left of it.
fn is_emptied(text: &str) -> bool {
    text.lines().filter(|line| !line.trim().is_empty()).count() < 4
}

#[test]
fn every_page_is_recognised_and_its_lines_are_accounted_for() {
    let Some(root) = support::corpus() else { return };
    let account = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        let form = FORMS.iter().position(|ending| name.ends_with(ending));
        let form = form.filter(|_| name.contains('/'))?;
        let text = std::fs::read_to_string(&path).unwrap();
        let normalized = read(&name, &text);
        let coverage = &normalized.coverage[0];
        if is_emptied(&text) {
            assert!(!normalized.diagnostics.is_empty(), "{name}: nothing is left, and nobody is told");
            return None;
        }
        assert!(coverage.dialect.is_some(), "{name}: {:#?}", normalized.diagnostics);
        assert_eq!(coverage.lines.len(), text.lines().count(), "{name}: each line has a class");
        let unread = coverage.lines.iter().filter(|line| **line == LineClass::Unread).count();
        let told = has(&normalized, Code::UNREAD_LINE) || has(&normalized, Code::INCOMPLETE_PAGE);
        assert!(unread == 0 || told, "{name}: {unread} lines are unread, and nobody is told");
        Some((form, unread, coverage.lines.iter().filter(|line| **line != LineClass::Blank).count()))
    };
    let mut forms = vec![(0_usize, 0_usize); FORMS.len()];
    let found: Vec<_> = support::files_below(&root).into_par_iter().filter_map(account).collect();
    for (form, unread, all) in found {
        forms[form].0 += unread;
        forms[form].1 += all;
    }
    for (form, (unread, all)) in FORMS.iter().zip(forms) {
        let share = 1.0 - unread as f64 / all.max(1) as f64;
        eprintln!("{form:16} {all:7} lines, {:.3} % read", share * 100.0);
        assert!(share >= MIN_COVERAGE, "{form}: {unread} of {all} lines are unread");
    }
}

/// A page of each layout, in our own words.
fn pages() -> Vec<PageSource> {
    ["drs-start-recovery.boto3.txt", "drs-start-recovery.aws.txt"].map(support::fixture).to_vec()
}

#[test]
fn a_last_line_that_cannot_be_seen_is_a_line() {
    for page in pages() {
        let text = format!("{}\n\u{200b}", page.text);
        assert_eq!(read(&page.name, &text).coverage[0].lines.len(), text.lines().count());
    }
}

#[test]
fn half_a_page_is_noticed() {
    for page in pages() {
        let lines: Vec<&str> = page.text.lines().collect();
        let half = lines[..lines.len() / 2].join("\n");
        assert!(has(&read(&page.name, &half), Code::INCOMPLETE_PAGE), "{}", page.name);
        // What is left without its beginning does not even say what it documents.
        let rest = lines[lines.len() / 2..].join("\n");
        assert!(!read(&page.name, &rest).diagnostics.is_empty(), "{}", page.name);
    }
}

#[test]
fn a_page_of_another_service_is_noticed() {
    let manifest = Manifest { name: "test".to_owned(), ..Manifest::default() };
    for (page, own, other) in [
        (support::fixture("drs-start-recovery.boto3.txt"), "drs", "lamps"),
        (support::fixture("drs-start-recovery.aws.txt"), "Elastic Disaster Recovery", "Lamp Shop"),
    ] {
        let strange = PageSource {
            name: format!("strange-{}", page.name),
            text: page
                .text
                .replace(own, other)
                .replace("start_recovery", "start_lamp")
                .replace("StartRecovery", "StartLamp")
                .into(),
        };
        assert_ne!(strange.text, page.text);
        let normalized = normalize(&manifest, &[page.clone(), strange], &Overlay::default());
        assert!(has(&normalized, Code::FOREIGN_PAGE), "{}: {:#?}", page.name, normalized.diagnostics);
    }
}

/// Pages without a title name their service in their links alone.
#[test]
fn a_page_that_links_to_itself_as_another_services_is_noticed() {
    let page = |name: &str, operation: &str, code: &str| {
        let text = support::fixture("drs-start-recovery.aws.txt").text;
        let (_, rest) = text.split_once("\n\n").unwrap();
        let link = format!("See Also\n\n[SDK](https://x.test/goto/sdk/{code}-2020-02-26/{operation})");
        let text = format!("# {operation}\n\n{}\n\n{link}\n", rest.replace("StartRecovery", operation));
        PageSource { name: name.to_owned(), text: text.into() }
    };
    let manifest = Manifest { name: "test".to_owned(), ..Manifest::default() };
    let pages = [
        page("a.md", "LightLamp", "lamps"),
        page("b.md", "DimLamp", "lamps"),
        page("c.md", "Paint", "walls"),
    ];
    let found = |pages: &[PageSource]| {
        let findings = normalize(&manifest, pages, &Overlay::default()).diagnostics;
        let foreign = findings.into_iter().filter(|finding| finding.code == Code::FOREIGN_PAGE);
        foreign.map(|finding| finding.message).collect::<Vec<_>>()
    };
    assert_eq!(found(&pages[..2]), [""; 0]);
    let found = found(&pages);
    assert!(found.len() == 1 && found[0].contains("`c.md` documents `walls`"), "{found:?}");
}

#[test]
fn the_source_of_a_page_is_no_page() {
    let source = ":doc:`Kiln <../../kiln>` / Client / fire_pots\n\n*********\nfire_pots\n*********\n\n\
                  .. py:method:: Kiln.Client.fire_pots(**kwargs)\n\n  Fires all pots.\n\n  **Request Syntax**\n  ::\n\n    \
                  response = client.fire_pots(\n        heat=123\n    )\n\n  :type heat: integer\n  :param heat: \
                  **[REQUIRED]**\n\n  :returns: None\n";
    let found = read("fire_pots.rst.txt", source).diagnostics;
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.code, Code::UNKNOWN_LAYOUT);
    assert!(finding.help.iter().any(|help| help.contains("reStructuredText")), "{finding:?}");
}

#[test]
fn what_is_no_page_is_said_to_be_none() {
    let form = "<!doctype html><html><head><title>Sign in</title></head><body><form action=\"/login\">\
                <label>User <input name=\"user\"></label><label>Password <input type=\"password\"></label>\
                <button>Sign in</button></form></body></html>";
    let cases = [
        ("a.txt", String::new(), Code::EMPTY_PAGE),
        ("a.txt", " \n\t\n\u{feff}".to_owned(), Code::EMPTY_PAGE),
        ("a.html", form.to_owned(), Code::UNKNOWN_LAYOUT),
        ("a.txt", "<html>404 not found</html>".to_owned(), Code::UNKNOWN_LAYOUT),
        ("a.md", "# Lamps\n\nA lamp is a thing that shines.\n".to_owned(), Code::UNKNOWN_LAYOUT),
        ("a.txt", "word ".repeat(400_000), Code::UNKNOWN_LAYOUT),
        ("a.txt", "line\n".repeat(200_000), Code::UNKNOWN_LAYOUT),
        ("a.md", "- a\n".repeat(100_000), Code::UNKNOWN_LAYOUT),
        ("a.html", "<div>".repeat(100_000), Code::UNKNOWN_LAYOUT),
    ];
    for (name, text, code) in cases {
        let normalized = read(name, &text);
        assert!(normalized.description.is_none());
        let codes: Vec<_> = normalized.diagnostics.iter().map(|finding| finding.code).collect();
        assert!(codes.contains(&code), "{name} of {} bytes: {codes:?}", text.len());
        assert!(normalized.diagnostics.iter().all(|finding| !finding.help.is_empty() || !finding.is_error()));
    }
}

#[test]
fn bytes_that_are_no_text_are_no_page() {
    let folder = std::env::temp_dir().join(format!("docwright-corpus-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let refused = |name: &str, bytes: &[u8]| -> Diagnostic {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        docwright_idl::file::read(Path::new(&path)).unwrap_err()
    };
    assert_eq!(refused("a.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n").code, Code::NOT_TEXT);
    assert_eq!(refused("b.txt", b"drs / Client\0/ start").code, Code::NOT_TEXT);
    let huge = vec![b'a'; usize::try_from(docwright_idl::file::MAX_BYTES).unwrap() + 1];
    assert_eq!(refused("c.txt", &huge).code, Code::TOO_LARGE);
    std::fs::remove_dir_all(&folder).unwrap();
}
