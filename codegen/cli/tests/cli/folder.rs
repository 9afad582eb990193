//! Folders that hold pages of any services, and other files.

use serde_json::Value;

use crate::bench::{Bench, Outcome, PAGE};

const METHOD: &str = "Lamps / Client / light_lamp

light_lamp

Lamps.Client.light_lamp(**kwargs)

Lights the given lamp until somebody puts it out.

Request Syntax

response = client.light_lamp(
    lampId='string'
)

Parameters:

lampId (string) –

[REQUIRED]

The lamp that is meant.

Return type:

dict

Returns:

Response Syntax

{
    'isLit': True|False
}

Response Structure

• (dict) –

  • isLit (boolean) –

  Whether it shines.
";

/// A folder with pages of two services under names that tell nothing.
fn mixed() -> Bench {
    let bench = Bench::empty();
    bench.write("all/1.txt", PAGE);
    bench.write("all/deep/2.txt", METHOD);
    bench
}

fn records(outcome: &Outcome) -> Vec<Value> {
    outcome.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn init_takes_the_pages_of_the_service_that_is_named() {
    let bench = mixed();
    let outcome = bench.run(&["init", "--from", "all"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("of several services: "), "{}", outcome.err);
    let outcome = bench.must(&["init", "lamps", "--from", "all"]);
    assert!(outcome.err.contains("Left out 1 page of "), "{}", outcome.err);
    let pages: Vec<_> = bench.files().into_keys().filter(|name| name.contains("/pages/")).collect();
    assert_eq!(pages, ["specs/lamps/pages/deep/2.txt"]);
    // Another name does not tell which pages are meant.
    let outcome = bench.must(&["init", "house", "--from", "all"]);
    assert!(outcome.err.contains("specs/house with 2 pages"), "{}", outcome.err);
}

#[test]
fn pages_go_to_their_services_by_what_they_say() {
    let bench = mixed();
    let outcome = bench.must(&["normalize", "--from", "all", "--into", "out"]);
    assert!(outcome.err.contains("Described lamps (class Lamps): 1 operation"), "{}", outcome.err);
    assert!(outcome.err.contains("Found 2 services, 2 operations"), "{}", outcome.err);
    assert!(
        bench.read("out/lamps/api.yaml").starts_with("# yaml-language-server: $schema=../api.schema.json\n")
    );
    assert!(bench.read("out/lamps/evidence.yaml").contains("all/deep/2.txt:"));
    let services: Vec<_> = bench.files().into_keys().filter(|name| name.ends_with("api.yaml")).collect();
    assert_eq!(services.len(), 2, "{services:?}");
    // Whoever writes into what is read reads nothing twice.
    let before = bench.files();
    bench.must(&["normalize", "--from", ".", "--into", "out"]);
    let names =
        |files: &std::collections::BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&bench.files()), names(&before));
}

#[test]
fn what_lies_between_pages_is_worth_a_warning() {
    let bench = mixed();
    bench.write("all/README.md", "# How these were fetched\n\nBy hand.\n");
    bench.write("all/empty.txt", "");
    bench.write("all/logo.png", b"\x89PNG \xff");
    bench.write("all/deep/style.css", "p { color: red; }\n");
    bench.write("all/half.txt", &METHOD[METHOD.len() / 2..]);
    let from = ["normalize", "--from", "all", "--into", "out"];
    let outcome = bench.must(&from);
    for (code, file) in [
        ("warning[DW0104]", "all/README.md"),
        ("warning[DW0101]", "all/empty.txt"),
        ("warning[DW0102]", "all/logo.png"),
        ("warning[DW0104]", "all/deep/style.css"),
        ("warning[DW0104]", "all/half.txt"),
    ] {
        assert!(outcome.err.contains(code) && outcome.err.contains(file), "{code} {file}: {}", outcome.err);
    }
    assert!(outcome.err.contains("5 files without documentation"), "{}", outcome.err);
    assert!(bench.read("out/lamps/api.yaml").contains("LightLamp"));
    // Who wants none of them says so, and a file that is named is meant to be a page.
    for rest in [["--deny", "warnings"], ["--deny", "DW0102"], ["--from", "all/README.md"]] {
        let outcome = bench.run(&[&from[..], &rest].concat());
        assert_eq!(outcome.code, Some(1), "{rest:?}: {}", outcome.err);
        assert!(outcome.err.contains("error[DW01"), "{rest:?}: {}", outcome.err);
    }
    // Where nothing is a page, something is wrong.
    bench.write("none/README.md", "# How these were fetched\n");
    assert_eq!(bench.run(&["normalize", "--from", "none", "--into", "out"]).code, Some(1));
}

#[test]
fn a_contradiction_is_shown_and_the_rest_stands() {
    let bench = mixed();
    bench.write("all/3.txt", PAGE.replace("Type: String\n\nErrors", "Type: Integer\n\nErrors"));
    let outcome = bench.run(&["normalize", "--from", "all", "--into", "out"]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.err.contains("error[DW0301]") && outcome.err.contains("1 conflict"), "{}", outcome.err);
    assert!(bench.read("out/lamps/api.yaml").contains("LightLamp"));
    assert_eq!(bench.files().keys().filter(|name| name.ends_with("api.yaml")).count(), 2);
}

#[test]
fn gaps_are_named() {
    let bench = mixed();
    bench.write(
        "all/index.md",
        "# Lamps\n\n- [light_lamp](client/light_lamp.html)\n- [dim_lamp](client/dim_lamp.html)\n- \
         [list_lamps](client/list_lamps.html)\n",
    );
    let outcome = bench.must(&["normalize", "--from", "all", "--into", "out"]);
    assert!(outcome.err.contains("warning[DW0310]") && outcome.err.contains("`dim_lamp`"), "{}", outcome.err);
    assert!(outcome.err.contains("2 gaps") && outcome.err.contains("1 index page"), "{}", outcome.err);
}

#[test]
fn machines_get_a_record_for_each_service_and_one_for_all() {
    let bench = mixed();
    let outcome = bench.must(&["normalize", "--from", "all", "--into", "out", "--format", "json"]);
    let records = records(&outcome);
    let of = |kind: &str| records.iter().filter(|record| record["type"] == kind).collect::<Vec<_>>();
    assert_eq!(of("service").len(), 2);
    let lamps = of("service").into_iter().find(|record| record["name"] == "lamps").unwrap();
    assert_eq!((&lamps["operations"], &lamps["is_written"]), (&1.into(), &true.into()));
    let found = of("found")[0];
    assert_eq!(
        (&found["services"], &found["pages"], &found["lines"]["unread"]),
        (&2.into(), &2.into(), &0.into())
    );
}

#[test]
fn a_folder_is_no_service_of_the_workspace() {
    let bench = mixed();
    for (arguments, expected) in [
        (["normalize", "clock", "--from", "all"].as_slice(), "cannot be used with"),
        (&["normalize", "--from", "nowhere"], "`nowhere` does not exist"),
        (&["normalize", "--into", "out"], "--from"),
    ] {
        let outcome = bench.run(arguments);
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {}", outcome.err);
        assert!(outcome.err.contains(expected), "{arguments:?}: {}", outcome.err);
    }
}
