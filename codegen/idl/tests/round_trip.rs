//! A description that says everything the format can say reads, validates, and is written back byte for byte.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use docwright_idl::{Description, read_valid, yaml};

const EVERYTHING: &str = include_str!("everything.yaml");

#[test]
fn everything_is_valid() {
    let description = read_valid("everything.yaml", EVERYTHING).unwrap_or_else(|findings| {
        let findings: Vec<_> = findings.iter().map(ToString::to_string).collect();
        panic!("{}", findings.join("\n"))
    });
    assert_eq!(description.operations.len(), 3);
}

#[test]
fn what_is_written_reads_the_same_and_is_written_the_same() {
    let description: Description = yaml::read(EVERYTHING).unwrap();
    let written = yaml::write(&description).unwrap();
    let read: Description = yaml::read(&written).unwrap();
    assert_eq!(read, description);
    assert_eq!(yaml::write(&read).unwrap(), written);
    insta::assert_snapshot!(written);
}

#[test]
fn json_holds_the_same() {
    let description: Description = yaml::read(EVERYTHING).unwrap();
    let json = serde_json::to_value(&description).unwrap();
    assert_eq!(serde_json::from_value::<Description>(json).unwrap(), description);
}

#[cfg(feature = "schema")]
#[test]
fn the_schema_accepts_it() {
    let schema = serde_json::from_str(&docwright_idl::schema::description_schema()).unwrap();
    let description: Description = yaml::read(EVERYTHING).unwrap();
    let written: serde_json::Value = yaml::read(&yaml::write(&description).unwrap()).unwrap();
    for value in [written, yaml::read(EVERYTHING).unwrap()] {
        let findings: Vec<_> = jsonschema::validator_for(&schema)
            .unwrap()
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(findings, Vec::<String>::new());
    }
}
