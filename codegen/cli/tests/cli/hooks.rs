//! The action and the pre-commit hooks of the repository.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser;
use docwright::args::Cli;
use docwright_idl::yaml;
use serde_json::Value;

use crate::bench::{Bench, Outcome};

fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn read(name: &str) -> Value {
    yaml::read(&fs::read_to_string(checkout().join(name)).unwrap()).unwrap()
}

/// Does what GitHub's runner does with a composite action of steps for bash, in a workspace. Returns how it went, and its
/// outputs.
fn run(bench: &Bench, with: &[(&str, &str)]) -> (Outcome, HashMap<String, String>) {
    let action = read("action.yml");
    let mut known: HashMap<String, String> = HashMap::new();
    known.insert("github.action_path".to_owned(), checkout().display().to_string());
    for (name, input) in action["inputs"].as_object().unwrap() {
        let given = with.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        let value = given.unwrap_or(input["default"].as_str().unwrap());
        known.insert(format!("inputs.{name}"), value.to_owned());
    }
    assert!(with.iter().all(|(name, _)| known.contains_key(&format!("inputs.{name}"))), "{with:?}");
    let filled = |text: &str, known: &HashMap<String, String>| match text.strip_prefix("${{ ") {
        Some(rest) => known[rest.strip_suffix(" }}").unwrap()].clone(),
        None => text.to_owned(),
    };
    let mut outcome = Outcome { code: Some(0), out: String::new(), err: String::new() };
    for step in action["runs"]["steps"].as_array().unwrap() {
        assert_eq!(step["shell"], "bash");
        let script = step["run"].as_str().unwrap();
        assert!(!script.contains("${{"), "what is put into a script may be run");
        bench.write("target/step.sh", script);
        bench.write("target/output", "");
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "target/step.sh"]);
        bash.current_dir(bench.path("")).env_remove("CARGO_PKG_NAME");
        bash.env("GITHUB_OUTPUT", bench.path("target/output"));
        for (name, value) in step["env"].as_object().unwrap() {
            bash.env(name, filled(value.as_str().unwrap(), &known));
        }
        let output = bash.output().unwrap();
        outcome.code = output.status.code();
        outcome.out.push_str(&String::from_utf8(output.stdout).unwrap());
        outcome.err.push_str(&String::from_utf8(output.stderr).unwrap());
        for line in bench.read("target/output").lines() {
            let (name, value) = line.split_once('=').unwrap();
            known.insert(format!("steps.{}.outputs.{name}", step["id"].as_str().unwrap()), value.to_owned());
        }
        if outcome.code != Some(0) {
            break;
        }
    }
    let outputs = action["outputs"].as_object().unwrap().iter();
    let outputs =
        outputs.map(|(name, output)| (name.clone(), filled(output["value"].as_str().unwrap(), &known)));
    (outcome, outputs.collect())
}

#[test]
fn the_action_annotates_what_is_wrong_and_ends_as_the_command_does() {
    let bench = Bench::clock();
    bench.must(&["build"]);
    let binary = ("binary", env!("CARGO_BIN_EXE_docwright"));
    let (outcome, outputs) = run(&bench, &[binary]);
    assert_eq!((outcome.code, outputs["exit-code"].as_str()), (Some(0), "0"), "{}", outcome.err);
    bench.edit(
        "specs/clock/pages/get-time.aws.txt",
        "Type: String\n\nErrors",
        "Type: String or so\n\nErrors",
    );
    let (outcome, outputs) = run(&bench, &[binary, ("deny", "warnings DW0107")]);
    assert_eq!((outcome.code, outputs["exit-code"].as_str()), (Some(1), "1"), "{}", outcome.err);
    let annotation = "::error file=specs/clock/pages/get-time.aws.txt,line=51,";
    assert!(outcome.out.starts_with(annotation), "{}", outcome.out);
    let (outcome, outputs) = run(&bench, &[binary, ("command", "check zebra")]);
    assert_eq!((outcome.code, outputs["exit-code"].as_str()), (Some(2), "2"));
    assert!(outcome.out.contains("zebra") || outcome.err.contains("zebra"), "{outcome:?}");
}

#[test]
fn the_action_writes_sarif_and_runs_nothing_of_its_inputs() {
    let bench = Bench::empty();
    bench.write("sub/specs/clock/docwright.yaml", crate::bench::MANIFEST);
    bench.write("sub/specs/clock/pages/empty.txt", "");
    let binary = ("binary", env!("CARGO_BIN_EXE_docwright"));
    let sarif = [binary, ("root", "sub"), ("format", "sarif"), ("file", "found.sarif")];
    let (outcome, _) = run(&bench, &sarif);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), ""));
    let found: Value = serde_json::from_str(&bench.read("found.sarif")).unwrap();
    assert_eq!(found["version"], "2.1.0");
    let (outcome, _) = run(&bench, &[binary, ("command", "check; touch evil $(touch evil) `touch evil`")]);
    assert_ne!(outcome.code, Some(0));
    assert!(!bench.path("evil").exists());
}

#[test]
fn pre_commit_finds_what_it_is_to_run() {
    for hook in read(".pre-commit-hooks.yaml").as_array().unwrap() {
        let entry = hook["entry"].as_str().unwrap();
        let (program, arguments) = entry.split_once(' ').unwrap();
        match hook["language"].as_str() {
            Some("script") => assert!(checkout().join(program).is_file(), "{program}"),
            language => assert_eq!((language, program), (Some("system"), "docwright")),
        }
        let words = ["docwright"].into_iter().chain(arguments.split(' '));
        assert!(Cli::try_parse_from(words).is_ok(), "{entry}");
    }
}

#[test]
fn the_guide_names_what_the_action_takes() {
    let chapter = fs::read_to_string(checkout().join("docs/guide/src/ci.md")).unwrap();
    let action = read("action.yml");
    for (name, input) in action["inputs"].as_object().unwrap() {
        let default = input["default"].as_str().unwrap();
        let default = if default.is_empty() { String::new() } else { format!("`{default}` ") };
        assert!(chapter.contains(&format!("| `{name}` | {default}| ")), "{name}");
    }
    for hook in read(".pre-commit-hooks.yaml").as_array().unwrap() {
        assert!(chapter.contains(hook["id"].as_str().unwrap()));
    }
}
