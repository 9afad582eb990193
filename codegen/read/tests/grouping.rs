//! Pages find their services by what they say: shuffled pages of the corpus, where it lies beside the checkout, come
//! together as they lie in its folders.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use docwright_read::PageSource;
use docwright_read::grouping::{Grouping, Identity, group, identify};

/// Returns the pages of the corpus whose names end like this, each with the folder of its service.
fn corpus(endings: &[&str]) -> Option<Vec<(String, PageSource)>> {
    let root = support::corpus()?;
    let mut pages = Vec::new();
    for path in support::files_below(&root) {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        let Some((service, rest)) = name.split_once('/') else { continue };
        if endings.iter().any(|ending| rest.ends_with(ending)) {
            let service = if service == "acronis" { rest } else { service };
            // The name tells the format and nothing else.
            let ending = rest.rsplit('.').next().unwrap_or_default();
            let source = PageSource {
                name: format!("{}.{ending}", pages.len()),
                text: std::fs::read_to_string(&path).unwrap().into(),
            };
            pages.push((service.to_owned(), source));
        }
    }
    Some(pages)
}

/// Returns, for pages of these forms, the groups that hold pages of several services, and the services whose pages are in
/// several groups or in none.
fn misplaced(endings: &[&str]) -> Option<Vec<String>> {
    let (services, identities): (Vec<String>, Vec<Identity>) = corpus(endings)?
        .into_iter()
        .filter_map(|(service, source)| Some((service, identify(&source).ok()?)))
        .unzip();
    let Grouping { services: groups, unplaced } = group(&identities, &[]);
    let mut groups_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for group in &groups {
        let of: BTreeSet<&str> = group.pages.iter().map(|placed| services[placed.page].as_str()).collect();
        if of.len() > 1 {
            wrong.push(format!("{} holds pages of {of:?}", group.name));
        }
        for service in of {
            groups_of.entry(service).or_default().insert(&group.name);
        }
    }
    let parted = groups_of.iter().filter(|(_, groups)| groups.len() > 1);
    wrong.extend(parted.map(|(service, groups)| format!("{service} is parted: {groups:?}")));
    wrong.extend(unplaced.iter().map(|page| format!("a page of {} has no place", services[page.page])));
    Some(wrong)
}

#[test]
fn pages_of_all_forms_find_their_service() {
    let forms: [&[&str]; 8] = [
        &["boto3.txt", "aws.txt"],
        &["boto3.lossy.txt", "aws.lossy.txt"],
        &["boto3.html", "aws.txt"],
        &["boto3.txt", ".aws.md", "aws.md"],
        &["boto3.html", ".aws.md", "aws.md"],
        &["boto3.txt", "boto3.lossy.txt", "paginator.txt", "boto3.html"],
        // The text pages have a title, the Markdown pages links: only their words join them.
        &["aws.txt", "aws.lossy.txt", ".aws.md", "aws.md"],
        &[".txt", ".html", ".md"],
    ];
    for form in forms {
        let Some(misplaced) = misplaced(form) else { return };
        assert!(misplaced.is_empty(), "{form:?}: {misplaced:#?}");
    }
}
