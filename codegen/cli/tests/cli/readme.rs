//! What the README says is true.

use std::fs;
use std::path::Path;

use crate::bench::Bench;

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn its_example_is_the_one_that_is_compiled() {
    let example = file("examples/recovery_drill.rs");
    let code = example.split_once("\n\n").map_or("", |(_, code)| code);
    assert!(file("README.md").contains(&format!("```rust\n{code}```\n")), "{code}");
    assert!(code.lines().count() <= 15, "it fits on the first screen");
}

#[test]
fn it_names_every_command_and_no_other() {
    let help = Bench::empty().must(&["--help"]).out;
    let commands =
        help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
    let commands: Vec<_> = commands
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    let readme = file("README.md");
    let section =
        readme.split("## The command").nth(1).and_then(|rest| rest.split("## ").next()).unwrap_or_default();
    let named: Vec<_> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split([' ', '`']).next())
        .collect();
    assert_eq!(named, commands);
}
