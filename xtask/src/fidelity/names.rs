//! What shapes are called that pages do not name: those of the client library's method pages.
//!
//! The pages of the AWS API Reference tell what the vendor calls the structures at the same places. Of each pair of places it is
//! counted whether both readings have one shape there; a pair that the vendor keeps apart and docwright joins is wrong. What only
//! the method pages show is compared with the same in half of them: a name should not depend on what else is read.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

use docwright_idl::{Description, Map, Member, ShapeKind, TypeRef};
use docwright_read::claims::{Basis, Claim, Fact};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{PageSource, claims, normalize};

/// The form's name.
pub(super) const NAME: &str = "names";

/// How deep places are nested at most that count.
const DEEP: usize = 12;

/// Reads the pages of each service, and prints how the names compare.
pub(super) fn run(corpus: &Path, verbose: bool) -> io::Result<()> {
    let mut sums = Sums::default();
    for service in super::folders(corpus)? {
        let methods = pages(&service, &["boto3.txt"])?;
        let reference = pages(&service, &["aws.txt", "aws.md", ".aws.md"])?;
        let Some(whole) = described(&methods) else { continue };
        sums.duplicates(&whole);
        if let Some(vendor) = described(&reference) {
            let told = told(&reference);
            let mut places = places(&vendor, &whole);
            places.retain(|_, (vendor, _)| told.contains(*vendor));
            sums.names(&places);
            if verbose {
                print_joined(&service, &places);
            }
        }
        let half: Vec<PageSource> = methods.into_iter().step_by(2).collect();
        if let Some(half) = described(&half) {
            sums.stability(&places(&half, &whole));
        }
    }
    sums.print();
    Ok(())
}

/// Prints the names under which docwright joined what the vendor keeps apart.
fn print_joined(service: &Path, places: &BTreeMap<String, Names<'_>>) {
    let mut joined: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (vendor, ours) in places.values() {
        joined.entry(*ours).or_default().insert(*vendor);
    }
    for (ours, vendor) in joined.iter().filter(|(_, vendor)| vendor.len() > 1) {
        println!("{}: {ours} is {vendor:?}", service.display());
    }
}

/// Returns the pages of a service whose names end so.
fn pages(service: &Path, endings: &[&str]) -> io::Result<Vec<PageSource>> {
    let mut pages = Vec::new();
    for folder in super::folders(service)? {
        let mut files: Vec<_> =
            std::fs::read_dir(&folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
        files.sort();
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_wanted =
                |ending: &&str| name == **ending || ending.starts_with('.') && name.ends_with(*ending);
            if endings.iter().any(is_wanted) {
                let folder = folder.file_name().unwrap_or_default().display();
                let text = std::fs::read_to_string(&file)?.into();
                pages.push(PageSource { name: format!("{folder}/{name}"), text });
            }
        }
    }
    Ok(pages)
}

/// Returns the names of shapes that pages tell.
fn told(pages: &[PageSource]) -> BTreeSet<String> {
    let name = |claim: &Claim| match &claim.fact {
        Fact::ShapeName(name) if claim.basis == Basis::Stated => Some(name.clone()),
        _ => None,
    };
    pages.iter().flat_map(|page| claims(page).1.all().iter().filter_map(name).collect::<Vec<_>>()).collect()
}

fn described(pages: &[PageSource]) -> Option<Arc<Description>> {
    let manifest = Manifest { name: "corpus".to_owned(), ..Manifest::default() };
    normalize(&manifest, pages, &Overlay::default()).description
}

/// What two descriptions call the structure or union at a place.
type Names<'d> = (&'d str, &'d str);

/// Returns the places at which two descriptions have a structure or union, with both names.
fn places<'d>(one: &'d Description, other: &'d Description) -> BTreeMap<String, Names<'d>> {
    let mut found = BTreeMap::new();
    for (name, operation) in &one.operations {
        let Some(same) = other.operations.get(name) else { continue };
        let sides =
            [("request", &operation.input, &same.input), ("response", &operation.output, &same.output)];
        for (side, members, others) in sides {
            let mut walk = Walk { one, other, found: &mut found, within: Vec::new() };
            walk.members(&format!("{name} {side}"), members, others);
        }
    }
    found
}

struct Walk<'d, 'f> {
    one: &'d Description,
    other: &'d Description,
    found: &'f mut BTreeMap<String, Names<'d>>,
    /// The structures around the place.
    within: Vec<Names<'d>>,
}

impl<'d> Walk<'d, '_> {
    fn members(&mut self, place: &str, one: &'d Map<Member>, other: &'d Map<Member>) {
        for (name, member) in one {
            if let Some(same) = other.get(name) {
                self.both(&format!("{place}.{name}"), &member.r#type, &same.r#type);
            }
        }
    }

    fn both(&mut self, place: &str, one: &'d TypeRef, other: &'d TypeRef) {
        match (one, other) {
            (TypeRef::List(one), TypeRef::List(other)) => {
                self.both(&format!("{place}[]"), &one.r#type, &other.r#type)
            }
            (TypeRef::Map(one), TypeRef::Map(other)) => {
                self.both(&format!("{place}{{}}"), &one.value.r#type, &other.value.r#type);
            }
            (TypeRef::Shape(name), TypeRef::Shape(same)) => {
                let names: Names<'d> = (name, same);
                let of = |description: &'d Description, name: &str| {
                    description.types.get(name).map(|shape| &shape.kind)
                };
                let (Some(one), Some(other)) =
                    (of(self.one, name).and_then(held), of(self.other, same).and_then(held))
                else {
                    return;
                };
                self.found.insert(place.to_owned(), names);
                if self.within.len() < DEEP && !self.within.contains(&names) {
                    self.within.push(names);
                    self.members(place, one, other);
                    self.within.pop();
                }
            }
            _ => {}
        }
    }
}

/// Returns the members of a structure or union.
fn held(kind: &ShapeKind) -> Option<&Map<Member>> {
    match kind {
        ShapeKind::Struct { members, .. } | ShapeKind::Union(members) => Some(members),
        _ => None,
    }
}

/// What was counted, of all services.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    /// Places whose name the vendor tells, and those that have it.
    told: usize,
    same: usize,
    /// Pairs of places with one shape: of the vendor, of docwright, of both.
    pairs: [usize; 3],
    /// Places in half of the pages, and those that are called otherwise in all of them.
    halves: usize,
    renamed: usize,
    /// Shapes, and those that are equal to another one.
    shapes: usize,
    equal: usize,
}

impl Sums {
    fn names(&mut self, places: &BTreeMap<String, Names<'_>>) {
        self.told += places.len();
        self.same += places.values().filter(|(vendor, ours)| vendor == ours).count();
        let mut groups: [BTreeMap<Names<'_>, usize>; 3] = Default::default();
        for (vendor, ours) in places.values() {
            for (group, key) in groups.iter_mut().zip([(*vendor, ""), ("", *ours), (*vendor, *ours)]) {
                *group.entry(key).or_default() += 1;
            }
        }
        for (pairs, group) in self.pairs.iter_mut().zip(&groups) {
            *pairs += group.values().map(|count| count * (count - 1) / 2).sum::<usize>();
        }
    }

    fn stability(&mut self, places: &BTreeMap<String, Names<'_>>) {
        self.halves += places.len();
        self.renamed += places.values().filter(|(half, whole)| half != whole).count();
    }

    fn duplicates(&mut self, description: &Description) {
        self.shapes += description.types.len();
        let mut seen = BTreeSet::new();
        self.equal +=
            description.types.values().filter(|shape| !seen.insert(format!("{:?}", shape.kind))).count();
    }

    fn print(&self) {
        let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
        let [vendor, ours, both] = self.pairs;
        println!("\n{NAME}: structures and unions of method pages");
        println!(
            "{:>8} places whose name the vendor tells, {:.4} of them have it",
            self.told,
            share(self.same, self.told)
        );
        println!(
            "{vendor:>8} pairs of places with one shape of the vendor: precision {:.4}, recall {:.4}",
            share(both, ours),
            share(both, vendor)
        );
        println!(
            "{:>8} places in half of the pages, {:.4} of them renamed by the others",
            self.halves,
            share(self.renamed, self.halves)
        );
        println!(
            "{:>8} shapes, {:.4} of them equal to another one",
            self.shapes,
            share(self.equal, self.shapes)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description(body: &str) -> Description {
        docwright_idl::yaml::read(&format!("idl: 1\nservice: {{ name: a }}\n{body}")).expect("a description")
    }

    #[test]
    fn places_are_paired_by_their_members_and_counted_by_their_names() {
        let operations = |a: &str, b: &str| {
            format!(
                "operations:\n  Paint: {{ input: {{ wall: {{ type: {a} }}, coats: {{ type: [{b}] }} }}, output: {{ wall: {{ type: {a} }} }} }}\n"
            )
        };
        let vendor = description(&format!(
            "{}types:\n  Wall: {{ members: {{ coat: {{ type: Coat }} }} }}\n  Coat: {{ members: {{ again: {{ type: Coat }} }} }}\n",
            operations("Wall", "Coat")
        ));
        let ours = description(&format!(
            "{}types:\n  Wall: {{ members: {{ coat: {{ type: Coat }} }} }}\n  Coat: {{ members: {{ again: {{ type: Coat }} }} }}\n  Coats: {{ members: {{ again: {{ type: Coat }} }} }}\n",
            operations("Wall", "Coats")
        ));
        let places = places(&vendor, &ours);
        let found: Vec<_> = places.iter().map(|(place, names)| (place.as_str(), *names)).collect();
        assert_eq!(
            found,
            [
                ("Paint request.coats[]", ("Coat", "Coats")),
                ("Paint request.coats[].again", ("Coat", "Coat")),
                ("Paint request.coats[].again.again", ("Coat", "Coat")),
                ("Paint request.wall", ("Wall", "Wall")),
                ("Paint request.wall.coat", ("Coat", "Coat")),
                ("Paint request.wall.coat.again", ("Coat", "Coat")),
                ("Paint response.wall", ("Wall", "Wall")),
                ("Paint response.wall.coat", ("Coat", "Coat")),
                ("Paint response.wall.coat.again", ("Coat", "Coat")),
            ]
        );
        let mut sums = Sums::default();
        sums.names(&places);
        sums.stability(&places);
        sums.duplicates(&ours);
        // Of the vendor: one pair of walls, and 21 of seven coats; 15 of six coats are called so.
        assert_eq!(
            sums,
            Sums { told: 9, same: 8, pairs: [22, 16, 16], halves: 9, renamed: 1, shapes: 3, equal: 1 }
        );
    }
}
