//! Wrong command lines, and the parts of the command that need no workspace.

use crate::bench::Bench;

#[test]
fn a_wrong_command_line_ends_with_2_and_says_what_is_right() {
    let bench = Bench::clock();
    for (arguments, expected) in [
        (["build", "clok"].as_slice(), "did you mean `clock`?"),
        (&["build", "zebra"], "there are: clock"),
        (&["biuld"], "tip: a similar subcommand exists: 'build'"),
        (&["check", "--deny", "DW9999"], "invalid value 'DW9999'"),
        (&["check", "--root", "specs/clock"], "holds no folder `specs/`"),
        (&["init", "Clock", "--from", "specs"], "cannot name a service"),
        (&["init", "tower", "--from", "nowhere"], "`nowhere` does not exist"),
        (&["explain", "clock", "operations..GetTime"], "expected a name"),
        (&["explain", "clock", "operations.GetTiem"], "did you mean `operations.GetTime`?"),
    ] {
        let outcome = bench.run(arguments);
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {}", outcome.err);
        assert!(outcome.err.contains(expected), "{arguments:?}: {}", outcome.err);
    }
}

#[test]
fn outside_of_a_workspace_the_way_into_one_is_shown() {
    let outcome = Bench::empty().run(&["build"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("docwright init") && outcome.err.contains("--root"), "{}", outcome.err);
}

#[test]
fn wrong_usage_is_machine_readable_too() {
    let outcome = Bench::clock().run(&["build", "clok", "--format", "json"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(2), ""));
    assert_eq!(
        outcome.out,
        "{\"type\":\"usage\",\"message\":\"there is no service `clok`; did you mean `clock`?\"}\n"
    );
    // Even if the command line cannot be understood.
    for arguments in [["biuld", "--format", "json"].as_slice(), &["check", "--format=json", "--deny", "x"]] {
        let outcome = Bench::clock().run(arguments);
        assert_eq!((outcome.code, outcome.err.as_str()), (Some(2), ""));
        assert!(outcome.out.starts_with("{\"type\":\"usage\",\"message\":\""), "{}", outcome.out);
        assert_eq!(outcome.out.lines().count(), 1);
    }
    assert_eq!(Bench::clock().run(&["--help", "--format", "json"]).code, Some(0));
}

#[test]
fn completions_exist_for_each_shell() {
    let bench = Bench::empty();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let outcome = bench.must(&["completions", shell]);
        assert!(outcome.out.contains("docwright") && outcome.out.contains("normalize"), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let bench = Bench::empty();
    let outcome = bench.must(&["man", "share/man1"]);
    assert!(outcome.err.contains("Wrote share/man1/docwright-overlay-add.1"), "{}", outcome.err);
    assert!(bench.read("share/man1/docwright-check.1").contains("Compare what is written"));
    assert!(!bench.must(&["man", "share/man1"]).err.contains("Wrote"));
}

#[test]
fn the_schemas_that_are_printed_are_those_that_are_written() {
    let bench = Bench::clock();
    bench.must(&["normalize"]);
    for of in ["api", "docwright", "overlay", "ignore", "diff"] {
        let written = bench.read(&format!("docs/schema/{of}.schema.json"));
        assert_eq!(bench.must(&["schema", of]).out, written, "{of}");
    }
    assert_eq!(bench.must(&["schema"]).out, bench.read("docs/schema/api.schema.json"));
}

#[test]
fn colour_is_for_terminals_or_on_demand() {
    let bench = Bench::clock();
    bench.write("specs/clock/pages/empty.txt", "");
    let findings = |arguments: &[&str]| bench.run(arguments).err;
    assert!(!findings(&["normalize"]).contains('\u{1b}'));
    assert!(findings(&["normalize", "--color", "always"]).contains("\u{1b}["));
    assert!(!findings(&["normalize", "--color", "never"]).contains('\u{1b}'));
}

#[test]
fn quiet_says_nothing_but_errors() {
    let bench = Bench::clock();
    let outcome = bench.must(&["build", "--quiet"]);
    assert_eq!((outcome.out.as_str(), outcome.err.as_str()), ("", ""));
    bench.write("specs/clock/pages/empty.txt", "");
    assert!(bench.run(&["build", "--quiet"]).err.starts_with("error[DW0101]"));
}
