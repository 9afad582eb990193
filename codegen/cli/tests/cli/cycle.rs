//! From pages to a client, and what happens when the pages change.

use std::path::Path;

use crate::bench::{Bench, PAGE};

#[test]
fn build_writes_everything_check_then_finds_nothing_and_build_writes_nothing() {
    let bench = Bench::clock();
    bench.must(&["build"]);
    let files = bench.files();
    for file in [
        "docs/schema/api.schema.json",
        "generated/clock/mod.rs",
        "generated/descriptions.stamp",
        "generated/lib.rs",
        "specs/clock/api.yaml",
        "specs/clock/evidence.yaml",
    ] {
        assert!(files.contains_key(file), "{file} is not in {:?}", files.keys());
    }
    assert!(
        bench
            .read("specs/clock/api.yaml")
            .starts_with("# yaml-language-server: $schema=../../docs/schema/api.schema.json\n")
    );
    let check = bench.must(&["check"]);
    assert_eq!(check.out, "");
    let again = bench.must(&["build"]);
    assert!(again.err.contains("Unchanged"), "{}", again.err);
    assert_eq!(bench.files(), files);
}

#[test]
fn normalize_and_generate_together_are_build() {
    let (apart, together) = (Bench::clock(), Bench::clock());
    apart.must(&["normalize", "clock"]);
    apart.must(&["generate", "clock"]);
    together.must(&["build"]);
    assert_eq!(apart.files(), together.files());
}

#[test]
fn the_command_works_from_any_folder_of_the_workspace() {
    let bench = Bench::clock();
    let outcome = bench.run_in(Path::new("specs/clock/pages"), &["build"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.err);
    assert!(bench.path("generated/lib.rs").exists());
    let root = bench.path("");
    let elsewhere = Bench::empty();
    let check = elsewhere.run(&["check", "--root", root.to_str().unwrap()]);
    assert_eq!(check.code, Some(0), "{}", check.err);
}

#[test]
fn check_shows_what_is_stale_and_the_command_that_mends_it_and_writes_nothing() {
    let bench = Bench::clock();
    bench.must(&["build"]);
    bench.edit("specs/clock/pages/get-time.aws.txt", "Maximum length of 64.", "Maximum length of 32.");
    let before = bench.files();
    let stale = bench.run(&["check"]);
    assert_eq!(stale.code, Some(1));
    assert!(stale.out.contains("--- a/specs/clock/api.yaml\n+++ b/specs/clock/api.yaml\n"), "{}", stale.out);
    assert!(stale.out.contains("1..64") && stale.out.contains("1..32"), "{}", stale.out);
    assert!(
        stale.err.contains("error[DW0501]") && stale.err.contains("run `docwright build`"),
        "{}",
        stale.err
    );
    assert_eq!(bench.files(), before);
    bench.must(&["build"]);
    bench.must(&["check"]);
}

#[test]
fn check_finds_an_edited_client_and_an_edited_schema() {
    let bench = Bench::clock();
    bench.must(&["build"]);
    for file in [
        "generated/clock/mod.rs",
        "generated/descriptions.stamp",
        "docs/schema/api.schema.json",
        "specs/clock/evidence.yaml",
    ] {
        let good = bench.read(file);
        bench.write(file, format!("{good}\n"));
        let stale = bench.run(&["check", "clock"]);
        assert_eq!(stale.code, Some(1), "{file}");
        assert!(stale.err.contains(file) && stale.err.contains("docwright build clock"), "{}", stale.err);
        bench.write(file, good);
    }
    bench.must(&["check"]);
}

#[test]
fn a_service_that_goes_takes_its_client_along_and_leaves_what_is_not_docwrights() {
    let bench = Bench::clock();
    bench.write("specs/tower/docwright.yaml", crate::bench::MANIFEST.replace("name: clock", "name: tower"));
    bench.write("specs/tower/pages/get-time.aws.txt", PAGE);
    bench.must(&["build"]);
    assert!(bench.read("generated/lib.rs").contains("pub mod tower"));
    bench.write("generated/tower/notes.md", "by hand\n");
    std::fs::remove_dir_all(bench.path("specs/tower")).unwrap();
    let stale = bench.run(&["check"]);
    assert_eq!(stale.code, Some(1));
    assert!(stale.out.contains("--- a/generated/tower/mod.rs\n+++ /dev/null"), "{}", stale.out);
    bench.must(&["generate"]);
    let left: Vec<_> = bench.files().into_keys().filter(|name| name.contains("tower")).collect();
    assert_eq!(left, ["generated/tower/notes.md"]);
    assert!(
        !bench.read("generated/lib.rs").contains("tower")
            && !bench.read("generated/descriptions.stamp").contains("tower")
    );
}

#[test]
fn generating_one_service_keeps_the_stamp_of_another_that_is_stale() {
    let bench = Bench::clock();
    bench.write("specs/tower/docwright.yaml", crate::bench::MANIFEST.replace("name: clock", "name: tower"));
    bench.write("specs/tower/pages/get-time.aws.txt", PAGE);
    bench.must(&["build"]);
    let stamp = bench.read("generated/descriptions.stamp");
    bench.edit("specs/tower/api.yaml", "1..64", "1..63");
    bench.must(&["generate", "clock"]);
    assert_eq!(bench.read("generated/descriptions.stamp"), stamp);
    bench.must(&["generate", "tower"]);
    assert_ne!(bench.read("generated/descriptions.stamp"), stamp);
}

#[test]
fn init_sets_up_a_service_that_says_what_is_missing() {
    let bench = Bench::empty();
    bench.write("docs/get-time.aws.txt", PAGE);
    bench.write("docs/.drafts/get-time.aws.txt", PAGE);
    let outcome = bench.must(&["init", "clock", "--from", "docs"]);
    assert!(outcome.err.contains("aws-api-reference: pages/get-time.aws.txt"), "{}", outcome.err);
    assert!(outcome.err.contains("Missing") && outcome.err.contains("endpoint"), "{}", outcome.err);
    assert_eq!(bench.read("specs/clock/pages/get-time.aws.txt"), PAGE);
    assert!(
        bench.read("specs/clock/docwright.yaml").contains("# endpoint: https://clock.{region}.amazonaws.com")
    );
    assert_eq!(bench.files().len(), 5, "{:?}", bench.files().keys());
    // The pages alone do not make a client, and docwright says what to write where.
    let incomplete = bench.run(&["build"]);
    assert_eq!(incomplete.code, Some(1));
    assert!(
        incomplete.err.contains("DW0401") && incomplete.err.contains("docwright.yaml"),
        "{}",
        incomplete.err
    );
    bench.write("specs/clock/docwright.yaml", crate::bench::MANIFEST);
    bench.must(&["build"]);
}

#[test]
fn init_leaves_out_what_is_no_page_in_a_folder_of_pages() {
    let bench = Bench::empty();
    bench.write("docs/get-time.aws.txt", PAGE);
    bench.write("docs/welcome.txt", "Welcome to the clock.\n");
    bench.write("docs/empty.md", "");
    let outcome = bench.must(&["init", "clock", "--from", "docs"]);
    assert!(outcome.err.contains("Left out 2 files without documentation"), "{}", outcome.err);
    assert!(
        outcome.err.contains("docs/welcome.txt") && outcome.err.contains("docs/empty.md"),
        "{}",
        outcome.err
    );
    let pages = bench.files();
    assert_eq!(pages.keys().filter(|name| name.contains("/pages/")).count(), 1, "{:?}", pages.keys());
    // A file that is named is meant, and a folder without pages is none.
    for from in ["docs/welcome.txt", "docs/empty.md"] {
        let outcome = bench.run(&["init", "tower", "--from", from]);
        assert_eq!(outcome.code, Some(1), "{}", outcome.err);
        assert!(outcome.err.contains("error[DW01"), "{}", outcome.err);
    }
}

#[test]
fn init_says_what_pages_agree_on_that_contradict_each_other() {
    let bench = Bench::empty();
    bench.write("docs/get-time.aws.txt", PAGE);
    bench.write("docs/again.aws.txt", PAGE.replace("Maximum length of 64", "Maximum length of 65"));
    bench.must(&["init", "clock", "--from", "docs"]);
    let manifest = bench.read("specs/clock/docwright.yaml");
    assert!(manifest.contains("# The pages say: Clock Service"), "{manifest}");
    assert!(manifest.contains("# protocol: rest-json"), "{manifest}");
    assert!(bench.run(&["build"]).err.contains("DW0301"));
}

#[test]
fn init_overwrites_nothing() {
    let bench = Bench::clock();
    let before = bench.files();
    let outcome = bench.run(&["init", "clock", "--from", "specs/clock/pages"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("exists already"), "{}", outcome.err);
    assert_eq!(bench.files(), before);
}
