//! Comparing: each rule has a witness, which it and nothing else finds, and which its mirror finds the other way.

#![cfg(feature = "diff")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod witnesses;

use std::collections::BTreeSet;

use docwright_idl::diff::{Rule, compare};
use docwright_idl::{Description, validate, yaml};

#[test]
fn each_rule_finds_its_witness_and_nothing_else_does() {
    let witnesses = witnesses::all();
    let mut wrong = Vec::new();
    for witness in &witnesses {
        for description in [&witness.old, &witness.new].into_iter().flatten() {
            for problem in validate(description) {
                wrong.push(format!("{}: {}", witness.rule, problem.diagnostic.message));
            }
        }
        let findings = compare(witness.old.as_ref(), witness.new.as_ref());
        let found: BTreeSet<String> = findings.iter().map(|finding| finding.rule.name()).collect();
        let expected: BTreeSet<String> =
            [witness.rule].iter().chain(&witness.also).map(|rule| rule.name()).collect();
        if found != expected {
            wrong.push(format!("{}: found {found:?}, expected {expected:?}", witness.rule));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let witnessed: BTreeSet<String> = witnesses.iter().map(|witness| witness.rule.name()).collect();
    let missing: Vec<_> = Rule::all().map(Rule::name).filter(|name| !witnessed.contains(name)).collect();
    assert!(missing.is_empty(), "no witness for {missing:?}");
}

#[test]
fn a_description_does_not_differ_from_itself() {
    let text = include_str!("everything.yaml");
    let description: Description = yaml::read(text).unwrap();
    assert_eq!(compare(Some(&description), Some(&description)), []);
}
