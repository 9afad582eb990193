//! Adding to overlays, their schema, and explaining from the other side.

use serde_json::{Value, json};

use crate::bench::{Bench, MANIFEST};

#[test]
fn a_change_is_added_with_what_it_expects_and_the_lines_that_say_so() {
    let bench = Bench::clock();
    bench.write("specs/clock/overlay.yaml", "# By hand.\noverlay: 1\n");
    bench.must(&[
        "overlay",
        "add",
        "clock",
        "operations.GetTime.input.zone",
        "--require",
        "false",
        "--reason",
        "it works without",
    ]);
    let overlay = bench.read("specs/clock/overlay.yaml");
    assert!(overlay.starts_with("# By hand.\noverlay: 1\nchanges:\n  # "), "{overlay}");
    assert!(
        overlay.contains("specs/clock/pages/get-time.aws.txt:") && overlay.contains("require: false"),
        "{overlay}"
    );
    bench.must(&[
        "overlay",
        "add",
        "clock",
        "operations.GetTime.doc",
        "--remove",
        "--reason",
        "it says nothing",
    ]);
    bench.must(&["build"]);
    let api = bench.read("specs/clock/api.yaml");
    assert!(!api.contains("required: true"), "{api}");
    // What the pages come to say is no correction any more.
    let page = bench.read("specs/clock/pages/get-time.aws.txt");
    bench.write("specs/clock/pages/get-time.aws.txt", page.replace("Required: Yes", "Required: No"));
    let outcome = bench.run(&["normalize"]);
    assert!(outcome.err.contains("DW0304") || outcome.err.contains("warning[DW0312]"), "{}", outcome.err);
    assert!(outcome.err.contains("--> specs/clock/overlay.yaml:"), "{}", outcome.err);
}

#[test]
fn what_cannot_be_changed_is_not_added() {
    let bench = Bench::clock();
    bench.write("specs/clock/overlay.yaml", "overlay: 1\n");
    let before = bench.files();
    for (arguments, code, expected) in [
        (["operations.GetTiem.input.zone", "--require", "false"].as_slice(), 1, "there is no `GetTiem`"),
        (&["operations.GetTime.input.zone", "--require", "true"], 1, "DW0312"),
        (&["operations.GetTime.input.zone", "--set", "{"], 2, "is no YAML"),
        (&["operations.GetTime.input.zone", "--rename", "a", "--remove"], 2, "cannot be used with"),
        (&["operations.GetTime.input.zone"], 2, "required"),
        (&["operations.*.input.nothing.required", "--set", "true"], 1, "leads nowhere"),
    ] {
        let outcome = bench.run(&[&["overlay", "add", "clock", "--reason", "r"], arguments].concat());
        assert_eq!(outcome.code, Some(code), "{arguments:?}: {}", outcome.err);
        assert!(outcome.err.contains(expected), "{arguments:?}: {}", outcome.err);
    }
    assert_eq!(bench.files(), before);
}

#[test]
fn files_that_are_read_fit_their_schemas_and_others_do_not() {
    let bench = Bench::clock();
    let validator = |of: &str| {
        let schema: Value = serde_json::from_str(&bench.must(&["schema", of]).out).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    };
    let read = |text: &str| docwright_idl::yaml::read::<Value>(text).unwrap();
    let overlay = validator("overlay");
    let change = |rest: &str| format!("overlay: 1\nchanges: [{{ target: types.A, {rest} }}]\n");
    for good in [
        "expect: {}, rename: B, reason: r",
        "split: { into: B, uses: ['**'] }, reason: r",
        "retype: [string], reason: r",
    ] {
        let problem = overlay.validate(&read(&change(good))).map_err(|error| error.to_string());
        assert_eq!(problem, Ok(()), "{good}");
    }
    for bad in ["set: 1", "colour: red, reason: r", "require: maybe, reason: r"] {
        assert!(!overlay.is_valid(&read(&change(bad))), "{bad}");
    }
    let manifest = validator("docwright");
    assert!(manifest.is_valid(&read(MANIFEST)));
    assert!(!manifest.is_valid(&read(&MANIFEST.replace("rest-json", "smoke-signals"))));
    let ignore = validator("ignore");
    let entry = json!({ "ignore": 1, "findings": [{ "rule": "operation-removed", "reason": "r", "until": "2030-01-31" }] });
    assert!(ignore.is_valid(&entry));
    assert!(!ignore.is_valid(&json!({ "ignore": 1, "findings": [{ "rule": "operation-removed" }] })));
    // Those of the bundled services do.
    let specs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    for service in ["acronis-dr", "aws-drs", "lightsail"] {
        for (file, validator) in [("overlay.yaml", &overlay), ("docwright.yaml", &manifest)] {
            let text = std::fs::read_to_string(specs.join(service).join(file)).unwrap();
            let problem = validator.validate(&read(&text)).map_err(|error| error.to_string());
            assert_eq!(problem, Ok(()), "{service}/{file}");
        }
    }
}

#[test]
fn a_line_of_a_page_is_explained_by_what_came_of_it() {
    let bench = Bench::clock();
    let page = bench.read("specs/clock/pages/get-time.aws.txt");
    let number = page.lines().position(|line| line.contains("Maximum length of 64")).unwrap() + 1;
    let outcome = bench.must(&["explain", "--line", &format!("specs/clock/pages/get-time.aws.txt:{number}")]);
    assert!(
        outcome.out.contains(" is fact\n") && outcome.out.contains(".length = \"1..64\""),
        "{}",
        outcome.out
    );
    let same = bench.must(&[
        "explain",
        "clock",
        "--line",
        &format!("pages/get-time.aws.txt:{number}"),
        "--format",
        "json",
    ]);
    let record: Value = serde_json::from_str(&same.out).unwrap();
    assert_eq!((&record["type"], &record["class"]), (&"line".into(), &"fact".into()));
    for (line, expected) in [
        ("specs/clock/pages/get-time.aws.txt:9999", "lines"),
        ("specs/clock/pages/gone.md:1", "no page"),
        ("specs/clock/pages/get-time.aws.txt", "no line of a file"),
    ] {
        let outcome = bench.run(&["explain", "--line", line]);
        assert_eq!(outcome.code, Some(2), "{line}");
        assert!(outcome.err.contains(expected), "{line}: {}", outcome.err);
    }
}

#[test]
fn a_line_of_generated_code_is_explained_by_the_facts_that_made_it() {
    let bench = Bench::clock();
    bench.must(&["build"]);
    let file = "generated/clock/operations/get_time.rs";
    let source = bench.read(file);
    let number = source.lines().position(|line| line.contains("pub zone:")).unwrap() + 1;
    let outcome = bench.must(&["explain", &format!("{file}:{number}")]);
    assert!(outcome.err.contains("from `operations.GetTime.input.zone`"), "{}", outcome.err);
    assert!(outcome.out.contains("operations.GetTime.input.zone.type"), "{}", outcome.out);
    let shared = bench.must(&["explain", "generated/clock/client.rs:8"]);
    assert!(shared.err.contains("Written") || shared.err.contains("Made"), "{}", shared.err);
    assert_eq!(bench.run(&["explain", "generated/clock/gone.rs:1"]).code, Some(2));
    assert_eq!(bench.run(&["explain", "specs/clock/docwright.yaml:1"]).code, Some(2));
}
