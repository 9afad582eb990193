//! Puts the pages of a mixed folder into services, by what they say and never by what their files are called.
//!
//! ```text
//! page ──identify──▶ Identity ──┐
//! page ──identify──▶ Identity ──┼─group──▶ services, each with its pages; pages that belong nowhere
//! page ──identify──▶ Identity ──┘
//! ```
//!
//! First comes who names itself: pages that bear the class of a client library, or that link to themselves under a
//! service's code (`names`). The title of an AWS page is no such name, for one book may document several services;
//! its pages go where an operation of that name and with the same words is (`placing`). What is left follows the
//! title, or whoever uses the shape; a page of errors that says nothing of all that follows those beside it. Each step is
//! a rule with a name; see [`rules`](crate::rules).

mod foreign;
mod identity;
mod index;
mod likeness;
mod names;
mod placing;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use self::foreign::foreign_pages;
pub(crate) use self::identity::code_of;
pub use self::identity::{Identity, Mark, NoPage, Subject, identify};
pub use self::index::Index;
use self::index::Section;
use self::names::Names;
use self::placing::Placing;
use crate::claims::operation_key;

/// The services of a folder.
#[derive(Clone, Debug, Default)]
pub struct Grouping {
    /// The services, by name.
    pub services: Vec<Group>,
    /// The pages of which nothing tells where they belong.
    pub unplaced: Vec<Unplaced>,
}

/// The pages of one service.
#[derive(Clone, Debug)]
pub struct Group {
    /// A name in kebab case, made of what the pages call the service; unlike those of the others.
    pub name: String,
    /// How its pages name it.
    pub marks: BTreeSet<Mark>,
    /// Its pages by their places in the input, in ascending order.
    pub pages: Vec<Placed>,
    /// The operations that an index or another page names, and that have no page of their own: by their keys, as they
    /// are spelt there.
    pub missing: BTreeMap<String, String>,
}

/// A page of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// Its place in the input.
    pub page: usize,
    /// The rule that found where it belongs.
    pub rule: &'static str,
}

/// A page that belongs nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Its place in the input.
    pub page: usize,
    /// The services that it may belong to.
    pub candidates: Vec<String>,
}

/// Groups pages by service; `indexes` are the pages that only list others. The same pages in the same order give the same
/// services.
pub fn group(pages: &[Identity], indexes: &[Index]) -> Grouping {
    let mut names = Names::of(pages);
    placing::join_alike(pages, &mut names);
    let mut placing = Placing::new(pages, &names);
    placing.by_name();
    placing.by_operation();
    placing.by_title();
    placing.by_mentioned_code();
    placing.by_mention();
    placing.by_folder();
    let services = named(pages, &placing);
    let unplaced = placing
        .unplaced()
        .map(|(page, candidates)| Unplaced {
            page,
            candidates: candidates.iter().filter_map(|core| services.get(core)).cloned().collect(),
        })
        .collect();
    let mut groups = BTreeMap::new();
    for (page, core, rule) in placing.placed() {
        let Some(name) = services.get(&core) else { continue };
        let group = groups.entry(name.clone()).or_insert_with(|| Group {
            name: name.clone(),
            marks: BTreeSet::new(),
            pages: Vec::new(),
            missing: BTreeMap::new(),
        });
        group.pages.push(Placed { page, rule });
        group.marks.extend(pages[page].marks.iter().cloned());
    }
    let mut services: Vec<Group> = groups.into_values().collect();
    find_missing(pages, indexes, &mut services);
    Grouping { services, unplaced }
}

/// Returns the name of each service that has pages.
fn named(pages: &[Identity], placing: &Placing<'_>) -> BTreeMap<placing::Core, String> {
    let mut marks: BTreeMap<placing::Core, BTreeSet<&Mark>> = BTreeMap::new();
    for (page, core, _) in placing.placed() {
        marks.entry(core).or_default().extend(&pages[page].marks);
    }
    let mut taken = BTreeSet::new();
    marks
        .into_iter()
        .map(|(core, marks)| {
            // Marks are sorted by how well they name a service.
            let name = marks.first().map_or_else(|| "service".to_owned(), |mark| names::kebab(mark));
            let free =
                (1..).map(|number| if number == 1 { name.clone() } else { format!("{name}-{number}") });
            let name = free.into_iter().find(|name| taken.insert(name.clone())).unwrap_or(name);
            (core, name)
        })
        .collect()
}

/// Finds the operations that pages name and that have none of their own.
fn find_missing(pages: &[Identity], indexes: &[Index], services: &mut [Group]) {
    let own: Vec<BTreeSet<&String>> = services
        .iter()
        .map(|group| group.pages.iter().flat_map(|placed| &pages[placed.page].own).collect())
        .collect();
    for (group, own) in services.iter_mut().zip(&own) {
        let spelt = group.pages.iter().flat_map(|placed| &pages[placed.page].spelt);
        let spelt: BTreeSet<_> = spelt.filter(|(key, ..)| !own.contains(key)).collect();
        // Of several spellings, the first is the best: it comes last, and stays.
        group.missing = spelt.into_iter().rev().map(|(key, _, name)| (key.clone(), name.clone())).collect();
    }
    // A table of contents lists data types as well.
    let others: BTreeSet<String> =
        pages.iter().flat_map(|page| &page.subjects).filter_map(key_of_shape).collect();
    // An index is that of the service that has most of what it lists.
    for Index { sections } in indexes {
        let shared = |section: &Section, own: &BTreeSet<&String>| {
            section.names.keys().filter(|key| own.contains(key)).count()
        };
        let all =
            |own: &BTreeSet<&String>| sections.iter().map(|section| shared(section, own)).sum::<usize>();
        let best = own.iter().enumerate().max_by_key(|(place, own)| (all(own), std::cmp::Reverse(*place)));
        let Some((place, own)) = best.filter(|(_, own)| all(own) > 0) else { continue };
        // What stands beneath a heading beside no operation is data types, or guides.
        let is_of_operations = |section: &&Section| {
            shared(section, own) > 0
                || section.is_reference && !section.names.keys().any(|key| others.contains(key))
        };
        let of_library: BTreeSet<&String> = services[place]
            .pages
            .iter()
            .filter_map(|placed| pages[placed.page].of_library.as_ref())
            .collect();
        for section in sections.iter().filter(is_of_operations) {
            let is_missing =
                |key: &String| !own.contains(key) && !others.contains(key) && !of_library.contains(key);
            let missing = section.names.iter().filter(|(key, _)| is_missing(key));
            services[place].missing.extend(missing.map(|(key, name)| (key.clone(), name.clone())));
        }
    }
}

/// Returns the key under which an index lists a shape or an error.
fn key_of_shape(subject: &Subject) -> Option<String> {
    match subject {
        Subject::Type(name) | Subject::Error(name) => Some(operation_key(name)),
        Subject::Operation(_) => None,
    }
}

#[cfg(test)]
mod tests;
