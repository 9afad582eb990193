//! Links and included code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::{Chapter, Part, checkout};

/// The anchor of a heading, as mdBook makes it.
fn anchor(heading: &str) -> String {
    let keep = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c.to_ascii_lowercase()),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    };
    heading.chars().filter_map(keep).collect()
}

fn anchors(chapter: &Chapter) -> BTreeSet<String> {
    let headings = chapter.parts().into_iter().filter_map(|part| match part {
        Part::Heading(text) => Some(anchor(&text)),
        _ => None,
    });
    headings.collect()
}

/// A path relative to the folder of a chapter, relative to the guide's sources.
fn resolve(chapter: &str, target: &str) -> PathBuf {
    let mut path = Path::new(chapter).parent().unwrap().to_owned();
    for part in Path::new(target).components() {
        match part {
            Component::ParentDir => assert!(path.pop(), "{chapter}: `{target}` leads out of the guide"),
            part => path.push(part),
        }
    }
    path
}

#[test]
fn all_links_within_the_guide_lead_somewhere() {
    let chapters = Chapter::all();
    let mut count = 0;
    for chapter in &chapters {
        for part in chapter.parts() {
            let Part::Link(link) = part else { continue };
            if link.contains("://") {
                continue;
            }
            count += 1;
            let (target, fragment) =
                link.split_once('#').map_or((link.as_str(), None), |(a, b)| (a, Some(b)));
            let path =
                if target.is_empty() { PathBuf::from(&chapter.name) } else { resolve(&chapter.name, target) };
            let found = chapters.iter().find(|chapter| Path::new(&chapter.name) == path);
            let found = found.unwrap_or_else(|| panic!("{}: `{link}` leads nowhere", chapter.name));
            if let Some(fragment) = fragment {
                assert!(anchors(found).contains(fragment), "{}: `{link}` leads nowhere", chapter.name);
            }
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn each_chapter_is_in_the_table_of_contents() {
    let contents = Chapter::read("SUMMARY.md");
    let linked: BTreeSet<String> = contents
        .parts()
        .into_iter()
        .filter_map(|part| match part {
            Part::Link(link) => Some(link),
            _ => None,
        })
        .collect();
    let mut names: BTreeSet<String> = Chapter::all().into_iter().map(|chapter| chapter.name).collect();
    names.remove("SUMMARY.md");
    assert_eq!(linked, names);
}

#[test]
fn what_is_included_is_there() {
    let mut count = 0;
    for chapter in Chapter::all() {
        for include in chapter.text.split("{{#include ").skip(1) {
            count += 1;
            let include = include.split("}}").next().unwrap();
            let (path, name) =
                include.split_once(':').map_or((include, None), |(path, name)| (path, Some(name)));
            let path = checkout().join("docs/guide/src").join(&chapter.name).parent().unwrap().join(path);
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{include}: {error}"));
            if let Some(name) = name {
                let is = |line: &str, mark: &str| line.trim() == format!("// {mark}: {name}");
                let begin = text.lines().position(|line| is(line, "ANCHOR"));
                let end = text.lines().position(|line| is(line, "ANCHOR_END"));
                assert!(begin.is_some() && begin < end, "{include} has no such anchor");
            }
        }
    }
    assert!(count > 10, "{count}");
}
