//! What is remembered from run to run is never stale.

use fastrand::Rng;

use crate::bench::{Bench, MANIFEST};
use crate::sync::page;

const SERVICES: [&str; 2] = ["clock", "tower"];
const PAGES: usize = 3;

/// A package of which the clients are the library.
const PACKAGE: &str = "[package]
name = \"clients\"
[lib]
path = \"generated/lib.rs\"
[features]
# From here on `docwright generate` writes: a feature per service, and one per operation.
# Up to here `docwright generate` writes.
";

pub(crate) fn bench() -> Bench {
    let bench = Bench::empty();
    bench.write("Cargo.toml", PACKAGE);
    for service in SERVICES {
        bench.write(
            &format!("specs/{service}/docwright.yaml"),
            MANIFEST.replace("name: clock", &format!("name: {service}")),
        );
        for number in 0..PAGES {
            bench.write(&page_path(service, number), page(&format!("Set{number}")));
        }
    }
    bench
}

fn page_path(service: &str, number: usize) -> String {
    format!("specs/{service}/pages/{number}.txt")
}

/// A page with two members, the same in either order: what is equal as a map is another text.
fn two_members(operation: &str, is_first: bool) -> String {
    let (name, entry) =
        ("   \"zone\": \"string\"\n", "zone\n\nThe zone whose time is wanted.\n\nType: String\n\n");
    let (note, note_entry) =
        (name.replace("zone", "note"), "note\n\nA note.\n\nType: String\n\nRequired: No\n\n");
    let page = page(operation);
    assert!(page.contains(name) && page.contains(entry), "{page}");
    match is_first {
        true => page.replacen(name, &format!("{},\n{name}", note.trim_end()), 1).replacen(
            entry,
            &format!("{note_entry}{entry}"),
            1,
        ),
        false => {
            let names = format!("{},\n{note}", name.trim_end());
            page.replacen(name, &names, 1).replacen(
                "Response Syntax",
                &format!("{note_entry}Response Syntax"),
                1,
            )
        }
    }
}

/// A page with a structure, as pages of other operations have it, or have it otherwise.
fn structured(operation: &str, members: &[&str]) -> String {
    let syntax: Vec<_> = members.iter().map(|member| format!("      \"{member}\": number")).collect();
    let entries = members.iter().map(|member| format!("{member}\n\nA part of it.\n\nType: Integer\n\n"));
    let page = page(operation);
    let whole = "What the clocks show there.\n\nType: String\n\n";
    assert!(page.contains("\"time\": \"string\"") && page.contains(whole), "{page}");
    page.replace("\"time\": \"string\"", &format!("\"time\": {{\n{}\n   }}", syntax.join(",\n"))).replace(
        whole,
        &format!("What the clocks show there.\n\nType: Time object\n\n{}", entries.collect::<String>()),
    )
}

/// A page of a shape that pages of operations name.
const SHAPE: &str = "Time - Clock Service

A time.

Contents

hour

The hour.

Type: Integer

Valid Range: Minimum value of 0. Maximum value of 23.

Required: No

See Also

For more information about using this API in one of the language-specific AWS SDKs, see the following.
";

/// Changes something that a maintainer may change, or does what looks like a change and is none.
pub(crate) fn change_something(bench: &Bench, random: &mut Rng) -> String {
    let service = SERVICES[random.usize(..SERVICES.len())];
    let number = random.usize(..PAGES + 2);
    let path = page_path(service, number);
    let operation = format!("Set{number}");
    match random.u8(..20) {
        0 | 1 => {
            let length = random.usize(30..40);
            bench.write(&path, page(&operation).replace("length of 64", &format!("length of {length}")));
        }
        2 => bench.write(&path, page(&operation)),
        3 if number > 0 => drop(std::fs::remove_file(bench.path(&path))),
        4 => bench.write(&path, page(&operation).replace("Type: String", "Type: String or so")),
        5 => {
            let title = random.u8(..3);
            let settings = random.choice(["", "layout: crate\n", "layout: module\n", "operations: [Set0]\n"]);
            let manifest = MANIFEST.replace("name: clock", &format!("name: {service}\ntitle: Title {title}"));
            bench.write(&format!("specs/{service}/docwright.yaml"), manifest + settings.unwrap_or_default());
        }
        6 => {
            let length = random.usize(30..34);
            bench.write(
                &format!("specs/{service}/overlay.yaml"),
                format!(
                    "overlay: 1\nchanges:\n  - {{ target: operations.Set0.input.zone.length, expect: 1..64, set: 1..{length}, reason: so }}\n"
                ),
            );
        }
        9 | 10 => bench.write(&path, two_members(&operation, random.bool())),
        11 => {
            let words = format!("Tells it in {} ways.", random.u8(..3));
            bench.write(&path, page(&operation).replace("Tells what time it is in a zone.", &words));
        }
        12 | 13 => {
            let members = [&["hour"][..], &["hour", "minute"], &["minute", "hour"]];
            bench.write(&path, structured(&operation, members[random.usize(..members.len())]));
        }
        14 => {
            let path = format!("specs/{service}/pages/shape.txt");
            match random.u8(..3) {
                0 if bench.path(&path).exists() => std::fs::remove_file(bench.path(&path)).unwrap(),
                1 => bench.write(&path, SHAPE.replace("The hour.", "The hour of a day.")),
                _ => bench.write(&path, SHAPE),
            }
        }
        15 => {
            let page = page(&operation);
            bench.write(
                &path,
                match random.u8(..4) {
                    0 => page.replace("HTTP Status Code: 404", "HTTP Status Code: 410"),
                    1 => page.replace("No zone has that name.", "There is no such zone."),
                    2 => page.replace("UnknownZoneException", "NoSuchZoneException"),
                    // A damaged page: the name of its error is lost.
                    _ => page.replace("UnknownZoneException\n", ""),
                },
            );
        }
        16 => bench.write(&path, page(&format!("{operation}Now"))),
        17 => {
            // The page goes elsewhere, and so do the places of those behind it.
            let other = format!("specs/{service}/pages/0-{number}.txt");
            match bench.path(&path).exists() {
                true if number > 0 => std::fs::rename(bench.path(&path), bench.path(&other)).unwrap(),
                _ => drop(std::fs::remove_file(bench.path(&other))),
            }
        }
        7 => drop(std::fs::remove_file(bench.path(&format!("generated/{service}/types.rs")))),
        18 => {
            // What nobody needs, and what somebody else wrote.
            let mark = random.choice(["// @generated by docwright from somewhere.\n", "// Mine.\n"]);
            bench.write(&format!("generated/{service}/operations/old.rs"), mark.unwrap_or_default());
        }
        19 => {
            let package = format!("{PACKAGE}by-hand = [\"{service}\"]\n");
            bench.write("Cargo.toml", if random.bool() { PACKAGE } else { &package });
        }
        _ => {
            let path = format!("specs/{service}/api.yaml");
            if bench.path(&path).exists() {
                let text = bench.read(&path);
                bench.write(&path, if random.bool() { text } else { format!("{text}\n") });
            }
        }
    }
    format!("{service} {number}")
}

#[test]
fn a_run_says_and_does_the_same_whether_anything_is_remembered() {
    let bench = bench();
    let mut random = Rng::with_seed(7);
    for round in 0..40 {
        let what = change_something(&bench, &mut random);
        let command = if random.bool() { "build" } else { "check" };
        // More than once: the second time it is remembered.
        for time in 0..3 {
            let clean = bench.fresh_copy();
            let expected = clean.run(&[command]);
            assert_eq!(bench.run(&[command]), expected, "round {round}, {what}, time {time}");
            assert_eq!(bench.files(), clean.files(), "round {round}, {what}, time {time}");
        }
    }
}

#[test]
fn what_is_remembered_may_be_damaged_or_gone() {
    let bench = Bench::clock();
    bench.must(&["build"]);
    let first = bench.must(&["check"]);
    let folder = bench.path("target/docwright/memo");
    let entries =
        || std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    assert!(!entries().is_empty());
    assert_eq!(bench.must(&["check"]), first);
    for entry in entries() {
        std::fs::write(entry, "{\"out\":").unwrap();
    }
    assert_eq!(bench.must(&["check"]), first);
    std::fs::remove_dir_all(bench.path("target")).unwrap();
    std::fs::write(bench.path("target"), "in the way").unwrap();
    assert_eq!(bench.must(&["check"]), first);
}

#[test]
fn pages_from_elsewhere_are_looked_at_each_time() {
    let bench = Bench::clock();
    bench.write("elsewhere/set.txt", page("SetTime"));
    bench.edit("specs/clock/docwright.yaml", "name: clock", "name: clock\npages: [pages, ../../elsewhere]");
    bench.must(&["build"]);
    bench.must(&["check"]);
    bench.must(&["check"]);
    bench.edit("elsewhere/set.txt", "length of 64", "length of 32");
    assert_eq!(bench.run(&["check"]).code, Some(1));
}
