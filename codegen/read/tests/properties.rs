//! What must hold for any page: readers never panic, the same pages give the same bytes in any order, and damage
//! loses facts but makes none up.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use docwright_idl::{Description, Member, ShapeKind, TypeRef, yaml};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{PageSource, normalize};
use proptest::prelude::*;
use support::{bundled_pages, describe, fixture, fixtures};

/// Returns all that comes of pages as text, findings included.
fn outcome(pages: &[PageSource]) -> String {
    let manifest = Manifest { name: "test".to_owned(), ..Manifest::default() };
    let normalized = normalize(&manifest, pages, &Overlay::default());
    let description = normalized.description.map(|description| yaml::write(&*description).unwrap());
    format!("{description:?}\n{}\n{:#?}", yaml::write(&*normalized.evidence).unwrap(), normalized.diagnostics)
}

fn any_page() -> impl Strategy<Value = PageSource> {
    let mut pages = fixtures();
    pages.extend(["aws-drs", "lightsail", "acronis-dr"].iter().flat_map(|service| bundled_pages(service)));
    prop::sample::select(pages)
}

/// How a page is mangled, line by line.
#[derive(Clone, Debug)]
enum Mangling {
    Drop(usize),
    Swap(usize, usize),
    Cut(usize),
    Indent(usize, usize),
    Insert(usize, String),
    Repeat(usize),
}

fn any_mangling() -> impl Strategy<Value = Mangling> {
    let at = 0..2_000_usize;
    prop_oneof![
        at.clone().prop_map(Mangling::Drop),
        (at.clone(), at.clone()).prop_map(|(a, b)| Mangling::Swap(a, b)),
        at.clone().prop_map(Mangling::Cut),
        (at.clone(), 0..200_usize).prop_map(|(line, by)| Mangling::Indent(line, by)),
        (at.clone(), "\\PC{0,40}|[-•#|`*_(){}\\[\\]'\":=<> a-z]{0,40}")
            .prop_map(|(line, text)| Mangling::Insert(line, text)),
        at.prop_map(Mangling::Repeat),
    ]
}

fn mangle(text: &str, manglings: &[Mangling]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for mangling in manglings {
        let count = lines.len().max(1);
        match mangling {
            _ if lines.is_empty() => {}
            Mangling::Drop(at) => drop(lines.remove(at % count)),
            Mangling::Swap(a, b) => lines.swap(a % count, b % count),
            Mangling::Cut(at) => lines.truncate(at % count),
            Mangling::Indent(at, by) => lines[at % count].insert_str(0, &" ".repeat(*by)),
            Mangling::Insert(at, text) => lines.insert(at % count, text.clone()),
            Mangling::Repeat(at) => lines.insert(at % count, lines[at % count].clone()),
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn mangled_pages_never_panic_and_give_the_same_twice(
        page in any_page(),
        manglings in prop::collection::vec(any_mangling(), 1..12),
    ) {
        let text = mangle(&page.text, &manglings);
        let pages = [PageSource { text: text.into(), ..page }];
        prop_assert_eq!(outcome(&pages), outcome(&pages));
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(\\PC|\n| {1,9}|• |# |\\| |```){0,300}", markdown in any::<bool>()) {
        let name = if markdown { "page.md" } else { "page.txt" };
        outcome(&[PageSource { name: name.to_owned(), text: text.into() }]);
    }

    #[test]
    fn arbitrary_text_of_sphinx_never_panics(text in "(\\PC|\n| {1,9}|\\* |\\*\\*|\"|1\\. |-- |:\n){0,300}") {
        outcome(&[PageSource { name: "page.txt".to_owned(), text: format!("Dim\n***\n\n{text}").into() }]);
    }

    #[test]
    fn arbitrary_tags_never_panic(
        html in "(</?(p|ul|li|dl|dt|dd|pre|h3|table|tr|td|th|tbody|b|code|a|main|article|nav|div)( href='x\\(')?/?>|\\PC|\n| |&amp;|<!--|<){0,200}",
    ) {
        outcome(&[PageSource { name: "page.html".to_owned(), text: html.into() }]);
    }

    #[test]
    fn the_order_of_pages_does_not_matter(mut pages in Just(bundled_pages("aws-drs")).prop_shuffle()) {
        let shuffled = outcome(&pages);
        pages.sort_by(|a, b| b.name.cmp(&a.name));
        prop_assert_eq!(shuffled, outcome(&pages));
    }
}

/// Returns the path and type of each value that a description has.
fn facts(description: &Description) -> Vec<String> {
    fn add(description: &Description, path: String, member: &Member, depth: usize, out: &mut Vec<String>) {
        if depth > 12 {
            return;
        }
        let members = |members: &docwright_idl::Map<Member>, out: &mut Vec<String>| {
            for (name, member) in members {
                add(description, format!("{path}.{name}"), member, depth + 1, out);
            }
        };
        let word = match &member.r#type {
            TypeRef::Scalar(scalar) => scalar.name(),
            TypeRef::List(element) => {
                add(description, format!("{path}[]"), element, depth + 1, out);
                "list"
            }
            TypeRef::Map(map) => {
                add(description, format!("{path}{{}}"), &map.value, depth + 1, out);
                "map"
            }
            TypeRef::Shape(name) => match &description.types[name].kind {
                ShapeKind::Struct { members: found, .. } | ShapeKind::Union(found) => {
                    members(found, out);
                    "struct"
                }
                _ => "string",
            },
        };
        out.push(format!("{path}: {word}"));
    }
    let mut out = Vec::new();
    for (name, operation) in &description.operations {
        for (side, members) in [("in", &operation.input), ("out", &operation.output)] {
            for (member_name, member) in members {
                add(description, format!("{name}.{side}.{member_name}"), member, 0, &mut out);
            }
        }
    }
    out
}

#[test]
fn damage_loses_facts_but_makes_none_up() {
    let pages = [
        "drs-create-extended-source-server.boto3",
        "drs-create-extended-source-server.aws",
        "drs-start-recovery.boto3",
        "drs-start-recovery.aws",
    ];
    for name in pages {
        let whole = facts(&describe(&[fixture(&format!("{name}.txt"))]));
        let damaged = facts(&describe(&[fixture(&format!("{name}.lossy.txt"))]));
        assert!(
            damaged.len() > whole.len() / 2,
            "{name}: {} of {} facts are left",
            damaged.len(),
            whole.len()
        );
        let made_up: Vec<_> = damaged.iter().filter(|fact| !whole.contains(fact)).collect();
        assert!(made_up.is_empty(), "{name}: {made_up:#?}");
    }
}

#[test]
fn what_one_damaged_page_lost_another_still_has() {
    for name in ["drs-create-extended-source-server", "drs-start-recovery"] {
        let of = |ending: &str| {
            let mut found = facts(&describe(&[
                fixture(&format!("{name}.aws{ending}")),
                fixture(&format!("{name}.boto3{ending}")),
            ]));
            found.sort();
            found
        };
        assert_eq!(of(".lossy.txt"), of(".txt"), "{name}");
    }
}

/// A service of many operations is described piece by piece, and what was described is forgotten.
#[test]
fn of_many_operations_each_is_described_as_if_it_were_alone() {
    const MANY: usize = 300;
    let page = fixture("kiln-fire-pots.boto3.txt");
    let named = |name: String| {
        let text = page.text.replace("fire_pots", &name);
        PageSource { name: format!("{name}.txt"), text: text.into() }
    };
    let manifest = Manifest { name: "kiln".to_owned(), ..Manifest::default() };
    let pages: Vec<_> = (0..MANY).map(|number| named(format!("fire_pots_{number}_times"))).collect();
    let all = normalize(&manifest, &pages, &Overlay::default());
    let (description, facts) = (all.description.unwrap(), &all.evidence.facts);
    assert_eq!(description.operations.len(), MANY);
    let sources_of = |part: &str| -> Vec<usize> {
        let facts = facts.iter().filter(|(path, _)| path.starts_with(&format!("{part}.")));
        facts.map(|(_, sources)| sources.len()).collect()
    };
    let (first_name, first) = description.operations.first().unwrap();
    let first_sources = sources_of(&format!("operations.{first_name}"));
    assert!(!first.input.is_empty() && !first_sources.is_empty());
    for (name, operation) in &description.operations {
        assert_eq!((&operation.input, &operation.output), (&first.input, &first.output), "{name}");
        assert_eq!(sources_of(&format!("operations.{name}")), first_sources, "{name}");
    }
    for shape in description.types.keys() {
        assert!(sources_of(&format!("types.{shape}")).iter().any(|sources| *sources >= MANY), "{shape}");
    }
}

/// What the fuzzer found to take time that grows with the square of the page.
#[test]
fn large_pages_take_time_in_proportion() {
    let aws = fixture("drs-start-recovery.aws.txt").text;
    let boto3 = fixture("drs-start-recovery.boto3.txt").text;
    let (head, _) = aws.split_once("Request Syntax").unwrap();
    let value = |number: usize| format!("`value{} | ", number % 2_000);
    // Structures of one name, each described in other words.
    let edge = |number: usize| {
        format!(
            "  • m{number} (dict) –\n\n    • edge (dict) –\n\n      • width (integer) – Width {number}.\n\n"
        )
    };
    let edges: String = (0..6_000).map(edge).collect();
    let pages = [
        ("structures.txt", boto3.replacen("Parameters:\n", &format!("Parameters:\n{edges}"), 1)),
        (
            "items.md",
            format!("# StartRecovery\n\nStarts.\n{}\n{}", "\n - item |\n".repeat(15_000), &aws[head.len()..]),
        ),
        (
            "values.txt",
            aws.replace(
                "Type: Boolean",
                &format!("Valid Values: {}", (0..20_000).map(value).collect::<String>()),
            ),
        ),
        ("brackets.txt", boto3.replace("The ", &format!("The {} ", "[".repeat(100_000)))),
        ("exceptions.txt", format!("{boto3}\n{}", "• a (dict) –\n".repeat(15_000))),
    ];
    for (name, text) in pages {
        let start = std::time::Instant::now();
        outcome(&[PageSource { name: name.to_owned(), text: text.into() }]);
        // Far more than it takes, and far less than it took.
        assert!(start.elapsed() < std::time::Duration::from_secs(8), "{name}: {:?}", start.elapsed());
    }
}
