//! Bad input: a finding with place and help, the documented exit code, and no file touched.

use std::fs;

use crate::bench::{Bench, MANIFEST, Outcome, PAGE};

/// Runs the command on a workspace and asserts that it refuses without touching a file.
fn refused(bench: &Bench, arguments: &[&str], exit: i32, code: &str) -> Outcome {
    let before = bench.files();
    let outcome = bench.run(arguments);
    assert_eq!(outcome.code, Some(exit), "{code}: {}", outcome.err);
    assert!(outcome.err.contains(&format!("error[{code}]")), "{code}: {}", outcome.err);
    assert!(outcome.err.contains("= help") || outcome.err.contains("help:"), "{code}: {}", outcome.err);
    assert!(bench.files() == before, "{code}: a file was touched");
    outcome
}

fn with_page(content: impl AsRef<[u8]>) -> Bench {
    let bench = Bench::clock();
    bench.must(&["build"]);
    bench.write("specs/clock/pages/second.txt", content);
    bench
}

#[test]
fn a_page_that_is_no_page() {
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(PAGE.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cases: [(&[u8], &str, &str); 6] = [
        (b"", "DW0101", "specs/clock/pages/second.txt"),
        (b" \n\t\n", "DW0101", "specs/clock/pages/second.txt"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "DW0102", "pdftotext"),
        (&utf16, "DW0102", "iconv"),
        (b"plain \xff bytes", "DW0102", "iconv"),
        (b"Dear diary,\n\ntoday it rained.\n", "DW0104", "specs/clock/pages/second.txt"),
    ];
    for (content, code, text) in cases {
        let outcome = refused(&with_page(content), &["build"], 1, code);
        assert!(outcome.err.contains(text), "{code}: {}", outcome.err);
    }
}

#[test]
fn fifty_megabytes_of_text() {
    let bench = with_page("all work and no play\n".repeat(2_500_000));
    let outcome = refused(&bench, &["build"], 1, "DW0103");
    assert!(outcome.err.contains("second.txt") && outcome.err.contains("32 MiB"), "{}", outcome.err);
}

#[test]
fn half_a_page() {
    for half in [PAGE.split("Response Syntax").next().unwrap_or_default(), &PAGE[..PAGE.len() / 4]] {
        let bench = Bench::clock();
        bench.write("specs/clock/pages/get-time.aws.txt", half);
        let outcome = refused(&bench, &["build", "--deny", "warnings"], 1, "DW0106");
        assert!(outcome.err.contains("specs/clock/pages/get-time.aws.txt:"), "{}", outcome.err);
    }
}

#[test]
fn pages_that_contradict_each_other_are_both_shown() {
    let bench = with_page(PAGE.replace(
        "Type: String\n\nLength Constraints: Minimum length of 1. Maximum length of 64.",
        "Type: Boolean",
    ));
    bench.edit("specs/clock/pages/second.txt", "\"zone\": \"string\"", "\"zone\": boolean");
    let outcome = refused(&bench, &["build"], 1, "DW0301");
    for page in ["get-time.aws.txt:", "second.txt:"] {
        assert!(outcome.err.contains(page), "{page}: {}", outcome.err);
    }
}

#[test]
fn yaml_that_explodes_or_is_none() {
    let mut bomb = "x0: &x0 [a]\n".to_owned();
    for level in 1..40 {
        let below = level - 1;
        bomb += &format!("x{level}: &x{level} [{}]\n", vec![format!("*x{below}"); 20].join(", "));
    }
    let bad = [
        format!("docwright: 1\nname: clock\n{bomb}"),
        format!("docwright: 1\nname: {}{}\n", "[".repeat(9_000), "]".repeat(9_000)),
        "docwright: 1\nname: clock\nname: clock\n".to_owned(),
        "docwright: 1\nname: clock\ncolour: red\n".to_owned(),
        "\u{1b}]0;title\u{7}".to_owned(),
    ];
    for text in bad {
        let bench = Bench::clock();
        bench.write("specs/clock/docwright.yaml", &text);
        let outcome = bench.run(&["build"]);
        assert_eq!(outcome.code, Some(1), "{}", outcome.err);
        assert!(
            outcome.err.contains("error[DW0201]") && outcome.err.contains("specs/clock/docwright.yaml:"),
            "{}",
            outcome.err
        );
        assert!(!outcome.err.contains('\u{1b}'));
    }
    let bench = Bench::clock();
    bench.write("specs/clock/overlay.yaml", format!("overlay: 1\nchanges: []\n{bomb}"));
    refused(&bench, &["normalize"], 1, "DW0201");
    let bench = Bench::clock();
    bench.write("specs/clock/api.yaml", format!("idl: 1\nservice: {{ name: clock }}\n{bomb}"));
    refused(&bench, &["generate"], 1, "DW0201");
}

#[test]
fn a_description_with_errors_in_it() {
    let bench = Bench::clock();
    bench.must(&["build"]);
    bench.edit("specs/clock/api.yaml", "length: 1..64", "length: 64..1");
    let outcome = refused(&bench, &["generate"], 1, "DW0203");
    assert!(outcome.err.contains("specs/clock/api.yaml:"), "{}", outcome.err);
    bench.must(&["build"]);
    bench.edit("specs/clock/api.yaml", "type: string, required: true", "type: Lost, required: true");
    let outcome = refused(&bench, &["generate"], 1, "DW0202");
    assert!(outcome.err.contains("specs/clock/api.yaml:"), "{}", outcome.err);
}

#[test]
fn files_that_are_missing() {
    let bench = Bench::clock();
    let outcome = refused(&bench, &["generate"], 3, "DW0110");
    assert!(outcome.err.contains("docwright normalize clock"), "{}", outcome.err);
    fs::remove_file(bench.path("specs/clock/pages/get-time.aws.txt")).unwrap();
    refused(&bench, &["build"], 1, "DW0112");
    fs::remove_file(bench.path("specs/clock/docwright.yaml")).unwrap();
    refused(&bench, &["build"], 3, "DW0110");
    bench.write("specs/clock/docwright.yaml", MANIFEST.replace("name: clock", "name: tower"));
    bench.write("specs/clock/pages/get-time.aws.txt", PAGE);
    let outcome = refused(&bench, &["build"], 1, "DW0208");
    assert!(outcome.err.contains("specs/clock/docwright.yaml:2"), "{}", outcome.err);
}

#[test]
fn a_target_that_is_read_only() {
    for file in ["specs/clock/api.yaml", "generated/clock/mod.rs", "generated/lib.rs"] {
        let bench = Bench::clock();
        bench.must(&["build"]);
        bench.edit("specs/clock/pages/get-time.aws.txt", "GetTime", "AskTime");
        let path = bench.path(file);
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        bench.write(file, "// @generated by docwright but stale\n");
        fs::set_permissions(&path, permissions).unwrap();
        let outcome = refused(&bench, &["build"], 3, "DW0111");
        assert!(outcome.err.contains("is read-only") && outcome.err.contains(file), "{}", outcome.err);
    }
}

#[test]
fn a_target_folder_that_is_read_only_or_no_folder() {
    let bench = Bench::clock();
    bench.write("generated", "not a folder");
    refused(&bench, &["build"], 3, "DW0111");
    let bench = Bench::clock();
    fs::create_dir(bench.path("generated")).unwrap();
    let writable = fs::metadata(bench.path("generated")).unwrap().permissions();
    let mut permissions = writable.clone();
    permissions.set_readonly(true);
    fs::set_permissions(bench.path("generated"), permissions).unwrap();
    refused(&bench, &["build"], 3, "DW0111");
    fs::set_permissions(bench.path("generated"), writable).unwrap();
    bench.must(&["build"]);
}

#[test]
fn one_bad_service_keeps_all_from_being_written() {
    let bench = Bench::clock();
    bench.write("specs/tower/docwright.yaml", MANIFEST.replace("name: clock", "name: tower"));
    bench.write("specs/tower/pages/empty.txt", "");
    let outcome = refused(&bench, &["build"], 1, "DW0101");
    assert!(outcome.err.contains("because of errors in tower; nothing was written"), "{}", outcome.err);
    bench.must(&["build", "clock"]);
}
