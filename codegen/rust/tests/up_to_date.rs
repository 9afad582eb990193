//! What is generated stays as it was reviewed: the sources that other tests compile, and a snapshot per protocol.

use std::fs;
use std::path::{Path, PathBuf};

use docwright_idl::{Description, file, read_valid};
use docwright_rust::{Generated, Options, build, generate, module_name};

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn description(service: &str) -> Description {
    let name = format!("{service}.yaml");
    let text = fs::read_to_string(tests_folder().join("descriptions").join(&name)).expect("it is committed");
    read_valid(&name, &text).unwrap_or_else(|findings| panic!("{}", findings[0]))
}

fn generated(service: &str) -> Generated {
    let mut options = Options::default();
    options.source = Some(format!("tests/descriptions/{service}.yaml"));
    generate(&description(service), &options).unwrap_or_else(|findings| panic!("{}", findings[0]))
}

/// Asserts that a committed file has the content, or with `UPDATE_GENERATED` set writes it.
fn assert_committed(path: &Path, content: &str) {
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        file::write_if_changed(path, content).expect("the tests may write");
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == content,
        "{} is stale; run `UPDATE_GENERATED=1 cargo test -p docwright-rust` and review the diff",
        path.display()
    );
}

#[test]
fn the_kitchen_sink_is_up_to_date() {
    let folder = tests_folder().join("generated").join("kitchen_sink");
    let Generated { files, .. } = generated("kitchen-sink");
    for (path, content) in &files {
        assert_committed(&folder.join(path), content);
    }
    let committed = fs::read_dir(&folder).unwrap().chain(fs::read_dir(folder.join("operations")).unwrap());
    let sources = committed.filter(|entry| entry.as_ref().unwrap().path().is_file()).count();
    assert_eq!(sources, files.len(), "a file in {} is no longer generated", folder.display());
}

#[test]
fn single_files_are_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
    for service in ["archive", "cobalt", "elevator", "lighthouse", "quarry"] {
        let written = build::compile(format!("tests/descriptions/{service}.yaml"), folder.path()).unwrap();
        let name = format!("{service}.rs");
        assert_eq!(written, folder.path().join(&name));
        let content = fs::read_to_string(written).unwrap();
        assert_committed(&tests_folder().join("generated").join(name), &content);
    }
}

#[test]
fn one_client_per_protocol() {
    for service in ["ferry", "harbour", "lighthouse"] {
        let files = generated(service).files;
        let text: String =
            files.iter().map(|(path, content)| format!("// ==== {path}\n{content}\n")).collect();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(service, text);
        });
    }
}

#[test]
fn names_that_were_told_apart_are_noted() {
    let notes: Vec<String> = generated("kitchen-sink")
        .notes
        .iter()
        .map(|note| format!("{} {}", note.code, note.notes[0]))
        .collect();
    assert_eq!(
        notes,
        [
            "DW0403 it is `Kb2` in Rust",
            "DW0403 it is `job_id_2` in Rust",
            "DW0403 it is `underscore_links` in Rust",
        ]
    );
}

#[test]
fn generating_twice_gives_the_same() {
    assert_eq!(generated("kitchen-sink"), generated("kitchen-sink"));
    assert_eq!(module_name("kitchen-sink"), "kitchen_sink");
}
