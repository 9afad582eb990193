//! What the command answers: facts, coverage, findings, for people and for machines.

use crate::bench::{Bench, PAGE};

/// A page of which one line means nothing to any reader.
fn with_a_riddle() -> Bench {
    let bench = Bench::clock();
    let page = PAGE.replace("Type: String\n\nErrors", "Type: String or \u{1b}[31mso\n\nErrors");
    bench.write("specs/clock/pages/get-time.aws.txt", page);
    bench
}

#[test]
fn explain_quotes_the_lines_that_say_so() {
    let bench = Bench::clock();
    insta::assert_snapshot!(bench.must(&["explain", "clock", "operations.GetTime.input"]).out);
    insta::assert_snapshot!(
        bench.must(&["explain", "clock", "operations.GetTime.input", "--format", "json"]).out
    );
    insta::assert_snapshot!(bench.must(&["explain", "clock", "service.endpoint"]).out, @r#"
    service.endpoint = "https://clock.{region}.example.com"
      set by docwright.yaml
    "#);
}

#[test]
fn explain_gives_the_reason_of_a_correction() {
    let bench = Bench::clock();
    bench.write(
        "specs/clock/overlay.yaml",
        "overlay: 1\nchanges:\n  - target: operations.GetTime.input.zone.length\n    expect: 1..64\n    set: 1..80\n    reason: longer names are accepted\n",
    );
    let explained = bench.must(&["explain", "clock", "operations.GetTime.input.zone.length"]).out;
    assert!(explained.contains("set by change 1 of overlay.yaml: longer names are accepted"), "{explained}");
}

#[test]
fn coverage_lists_what_was_not_understood() {
    let bench = with_a_riddle();
    insta::assert_snapshot!(bench.must(&["coverage"]).out);
    insta::assert_snapshot!(bench.must(&["coverage", "clock", "--format", "json"]).out);
}

#[test]
fn findings_have_the_line_in_every_format() {
    let bench = with_a_riddle();
    insta::assert_snapshot!(bench.run(&["check", "--deny", "warnings"]).err);
    let json = bench.run(&["normalize", "--deny", "DW0107", "--format", "json"]);
    assert_eq!(json.code, Some(1));
    insta::assert_snapshot!(json.out);
}

#[test]
fn text_of_pages_cannot_drive_the_terminal() {
    let bench = with_a_riddle();
    for arguments in
        [["coverage", "--color=never"], ["normalize", "--color=never"], ["build", "--format=json"]]
    {
        let outcome = bench.run(&arguments);
        assert!(!outcome.out.contains('\u{1b}') && !outcome.err.contains('\u{1b}'), "{outcome:?}");
    }
}
