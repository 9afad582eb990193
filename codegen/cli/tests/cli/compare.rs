//! Comparing descriptions, in every form in which differences are said.

use std::process::Command;

use serde_json::Value;

use crate::bench::{Bench, Outcome};

/// A workspace whose description is written, and whose page then demands more.
fn changed() -> Bench {
    let bench = Bench::clock();
    bench.must(&["build"]);
    bench.edit("specs/clock/pages/get-time.aws.txt", "Maximum length of 64.", "Maximum length of 32.");
    bench
}

fn git(bench: &Bench, arguments: &[&str]) {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let output =
        Command::new("git").args(identity).args(arguments).current_dir(bench.path("")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn records(outcome: &Outcome) -> Vec<Value> {
    outcome.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The fingerprint of the only difference.
fn fingerprint(bench: &Bench) -> String {
    let outcome = bench.must(&["diff", "--format", "json"]);
    records(&outcome)[0]["fingerprint"].as_str().unwrap().to_owned()
}

#[test]
fn what_the_pages_give_is_compared_with_what_is_written() {
    let bench = changed();
    let outcome = bench.must(&["diff"]);
    assert!(
        outcome.out.starts_with("risky[request-length-tightened]: in requests, fewer"),
        "{}",
        outcome.out
    );
    assert!(outcome.out.contains("--> now specs/clock/api.yaml:"), "{}", outcome.out);
    assert!(outcome.out.contains("specs/clock/pages/get-time.aws.txt:"), "{}", outcome.out);
    assert!(
        outcome.err.contains("Compared clock: 1 risky") && outcome.err.contains("bump: minor"),
        "{}",
        outcome.err
    );
    bench.must(&["build"]);
    assert_eq!(bench.must(&["diff"]).out, "");
}

#[test]
fn the_exit_code_is_that_of_the_heaviest_difference() {
    let bench = changed();
    assert_eq!(bench.run(&["diff", "--fail-on", "breaking"]).code, Some(0));
    assert_eq!(bench.run(&["diff", "--fail-on", "risky"]).code, Some(1));
    assert_eq!(bench.run(&["diff", "--fail-on", "docs-only"]).code, Some(1));
    assert_eq!(bench.run(&["diff", "--fail-on", "much"]).code, Some(2));
    assert_eq!(bench.run(&["diff", "nowhere"]).code, Some(2));
    assert_eq!(bench.run(&["diff", "--service", "tower"]).code, Some(2));
    assert_eq!(bench.run(&["check", "--format", "markdown"]).code, Some(2));
    bench.write("broken/api.yaml", "idl: 7\n");
    assert_eq!(bench.run(&["diff", "broken"]).code, Some(1));
}

#[test]
fn files_can_be_compared_without_a_workspace() {
    let bench = Bench::empty();
    let api = "idl: 1\nservice: { name: a }\noperations: { Go: { output: { m: string } } }\n";
    bench.write("old/api.yaml", api);
    bench.write("new.yaml", api.replace("m: string", "n: integer"));
    let outcome = bench.run(&["diff", "old", "new.yaml", "--fail-on", "breaking"]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.out.contains("breaking[response-member-removed]"), "{}", outcome.out);
    assert!(
        outcome.out.contains("--> was old/api.yaml:3") && outcome.out.contains("--> now new.yaml:3"),
        "{}",
        outcome.out
    );
    assert_eq!(bench.run(&["diff", "old"]).code, Some(2));
}

#[test]
fn revisions_are_compared_with_the_pages_and_with_each_other() {
    let bench = changed();
    git(&bench, &["init", "--quiet"]);
    git(&bench, &["add", "."]);
    git(&bench, &["commit", "--quiet", "--message", "One"]);
    bench.must(&["build"]);
    assert_eq!(bench.must(&["diff"]).out, "", "it is written already");
    assert!(bench.must(&["diff", "HEAD"]).out.contains("request-length-tightened"));
    bench.write("specs/tower/docwright.yaml", crate::bench::MANIFEST.replace("name: clock", "name: tower"));
    bench.write("specs/tower/pages/get-time.aws.txt", crate::bench::PAGE);
    bench.must(&["build"]);
    git(&bench, &["add", "."]);
    git(&bench, &["commit", "--quiet", "--message", "Two"]);
    let forth = bench.must(&["diff", "HEAD~1", "HEAD"]).out;
    assert!(forth.contains("risky[request-length-tightened]"), "{forth}");
    assert!(forth.contains("compatible[service-added]"), "{forth}");
    let back = bench.run(&["diff", "HEAD", "HEAD~1", "--fail-on", "breaking"]);
    assert_eq!(back.code, Some(1));
    assert!(back.out.contains("compatible[request-length-widened]"), "{}", back.out);
    assert!(back.out.contains("breaking[service-removed]"), "{}", back.out);
    assert_eq!(bench.run(&["diff", "--", "--upload-pack=evil"]).code, Some(2));
}

#[test]
fn what_was_accepted_does_not_count_until_its_day_has_passed() {
    let bench = changed();
    let print = fingerprint(&bench);
    let ignore =
        |entry: &str| bench.write("specs/clock/ignore.yaml", format!("ignore: 1\nfindings:\n  - {entry}\n"));
    let fails = |expected: &str| {
        let outcome = bench.run(&["diff", "--fail-on", "risky"]);
        assert!(outcome.err.contains(expected), "{}", outcome.err);
        outcome.code == Some(1)
    };
    ignore(&format!("{{ fingerprint: {print}, reason: nobody is called so, until: 9999-12-31 }}"));
    assert!(!fails("1 ignored"));
    assert!(bench.must(&["diff"]).out.contains("= ignored: nobody is called so"));
    ignore("{ rule: request-length-tightened, path: operations.GetTime, reason: known, until: 9999-12-31 }");
    assert!(!fails("1 ignored"));
    ignore(&format!("{{ fingerprint: {print}, reason: known, until: 2020-01-31 }}"));
    assert!(fails("warning[DW0601]"));
    assert_eq!(bench.run(&["diff", "--deny", "DW0601"]).code, Some(1));
    ignore("{ rule: operation-removed, reason: known, until: 9999-12-31 }");
    assert!(fails("note[DW0602]"));
    for (entry, expected) in [
        (
            "{ rule: request-lenght-tightened, reason: r, until: 9999-12-31 }",
            "did you mean `request-length-tightened`?",
        ),
        ("{ reason: r, until: 9999-12-31 }", "a `fingerprint`, a `rule` or a `path`"),
        ("{ rule: operation-removed, reason: ' ', until: 9999-12-31 }", "needs a reason"),
        ("{ rule: operation-removed, reason: r, until: tomorrow }", "specs/clock/ignore.yaml:3"),
        ("{ rule: operation-removed, reason: r }", "until"),
    ] {
        ignore(entry);
        assert!(fails(expected), "{entry}");
    }
}

#[test]
fn machines_get_lines_that_fit_their_schema() {
    let bench = changed();
    let schema: Value = serde_json::from_str(&bench.must(&["schema", "diff"]).out).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let records = records(&bench.must(&["diff", "--format", "json"]));
    assert_eq!(records.len(), 3);
    for record in &records {
        assert_eq!(validator.validate(record).map_err(|error| error.to_string()), Ok(()), "{record}");
    }
    assert_eq!((&records[0]["impact"], &records[1]["bump"]), (&"risky".into(), &"minor".into()));
    assert!(!validator.is_valid(&serde_json::json!({ "type": "change" })));
}

#[test]
fn tools_of_code_hosts_get_theirs() {
    let bench = changed();
    let github = bench.must(&["diff", "--format", "github"]).out;
    assert!(github.starts_with("::warning file=specs/clock/pages/get-time.aws.txt,line="), "{github}");
    let sarif: Value = serde_json::from_str(&bench.must(&["diff", "--format", "sarif"]).out).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "request-length-tightened");
    assert_eq!(sarif["runs"][0]["results"][0]["level"], "warning");
    let strict = bench.run(&["diff", "--format", "junit", "--fail-on", "risky"]);
    assert!(strict.out.contains("failures=\"1\""), "{}", strict.out);
    let markdown = bench.must(&["diff", "--format", "markdown"]).out;
    assert!(markdown.starts_with("## API changes: minor\n"), "{markdown}");
    assert!(markdown.contains("| `request-length-tightened` |"), "{markdown}");
    let stale: Value = serde_json::from_str(&bench.run(&["check", "--format", "sarif"]).out).unwrap();
    assert_eq!(stale["runs"][0]["results"][0]["ruleId"], "DW0501");
    assert!(bench.run(&["check", "--format", "github"]).out.starts_with("::error title=DW0501::"));
}

#[test]
fn the_changelog_gets_an_entry() {
    let bench = changed();
    let entry = bench.must(&["changelog"]).out;
    assert!(entry.starts_with("## [Unreleased]\n\n### Changed\n\n- clock: In requests, fewer"), "{entry}");
    assert_eq!(bench.run(&["changelog", "--release"]).code, Some(2), "nothing tells the version");
    bench.write("Cargo.toml", "[package]\nname = \"x\"\nversion = \"1.4.0\"\n");
    assert!(bench.must(&["changelog", "--release"]).out.starts_with("## [1.5.0] - 20"));
    bench.must(&["changelog", "--version", "9.9.9", "--into", "CHANGELOG.md"]);
    let written = bench.read("CHANGELOG.md");
    assert!(written.starts_with("# Changelog\n") && written.contains("\n## [9.9.9] - 20"), "{written}");
    bench.must(&["changelog", "--version", "9.9.9", "--into", "CHANGELOG.md"]);
    assert_eq!(bench.read("CHANGELOG.md"), written);
}
