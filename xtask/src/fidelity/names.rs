//! What shapes are called that pages do not name: those of the client library's method pages.
//!
//! The truth has the vendor's name of the structure or union at each place of what an operation takes and gives back. Of each
//! pair of places it is counted whether both have one shape there, and whether what the vendor keeps apart and docwright joins
//! holds the same. In a description of half of the pages the places should have the names that they have in that of all.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

use docwright_idl::{Description, Map, Member, ShapeKind, TypeRef};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{PageSource, normalize};
use serde_json::Value;

/// The form's name.
pub(super) const NAME: &str = "names";

/// Reads the method pages of each service, and prints how the names compare.
pub(super) fn run(corpus: &Path, verbose: bool) -> io::Result<()> {
    let mut sums = Sums::default();
    for service in super::folders(corpus)? {
        let (mut pages, mut places) = (Vec::new(), Vec::new());
        for folder in super::folders(&service)? {
            for page in super::together(&folder, &["boto3.txt"]).into_iter().flatten() {
                pages.push(super::in_folder(&folder, page));
                let truth = std::fs::read_to_string(folder.join("truth.json"))?;
                places.extend(places_of(&serde_json::from_str(&truth)?));
            }
        }
        let Some(whole) = described(&pages) else { continue };
        sums.duplicates(&whole);
        let joined = sums.names(&places, &whole);
        if verbose {
            joined.iter().for_each(|(ours, vendor)| println!("{}: {ours} is {vendor:?}", service.display()));
        }
        let half: Vec<PageSource> = pages.into_iter().step_by(2).collect();
        if let Some(half) = described(&half) {
            sums.stability(&places, &half, &whole);
        }
    }
    sums.print();
    Ok(())
}

fn described(pages: &[PageSource]) -> Option<Arc<Description>> {
    let manifest = Manifest { name: "corpus".to_owned(), ..Manifest::default() };
    normalize(&manifest, pages, &Overlay::default()).description
}

/// Where the vendor has a structure or union.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    operation: String,
    is_output: bool,
    /// Members by names, elements of lists by `[]`, values of maps by `{}`: `a.b[].c{}`.
    path: String,
    /// What the vendor calls the shape.
    vendor: String,
    /// Its members, each with its type.
    members: BTreeSet<(String, String)>,
}

/// Returns the places of an operation, by its truth.
fn places_of(truth: &Value) -> Vec<Place> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut places = Vec::new();
    for (side, is_output) in [("request", false), ("response", true)] {
        let rows = truth["model_only"][side].as_array().map_or(&[][..], Vec::as_slice);
        for row in rows.iter().filter(|row| row["fine_type"] == "structure") {
            let path = text(&row["path"]);
            let member = |other: &Value| {
                let name = other["path"].as_str()?.strip_prefix(&path)?.strip_prefix('.')?;
                (!name.contains(['.', '[', '{'])).then(|| (name.to_owned(), text(&other["fine_type"])))
            };
            let members = rows.iter().filter_map(member).collect();
            let (operation, vendor) = (text(&truth["operation"]), text(&row["shape"]));
            places.push(Place { operation, is_output, path, vendor, members });
        }
    }
    places
}

impl Place {
    /// Returns the name of the shape that a description has there.
    fn shape_in<'d>(&self, description: &'d Description) -> Option<&'d str> {
        let mut operations = description.operations.iter();
        let (_, operation) = operations.find(|(name, _)| name.eq_ignore_ascii_case(&self.operation))?;
        let mut members = if self.is_output { &operation.output } else { &operation.input };
        let mut found = None;
        for step in self.path.split('.') {
            let name = &step[..step.find(['[', '{']).unwrap_or(step.len())];
            let mut content = &members.get(name)?.r#type;
            for within in step[name.len()..].split_inclusive([']', '}']) {
                content = match (within, content) {
                    ("[]", TypeRef::List(list)) => &list.r#type,
                    ("{}", TypeRef::Map(map)) => &map.value.r#type,
                    _ => return None,
                };
            }
            let shape = content.shape()?;
            members = held(&description.types.get(shape)?.kind)?;
            found = Some(shape);
        }
        found
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
    /// Places of the truth, those at which docwright has a shape, and those that have the vendor's name.
    places: usize,
    found: usize,
    same: usize,
    /// Pairs of places with one shape: of the vendor, of docwright, of both.
    pairs: [usize; 3],
    /// Pairs that docwright alone joins and that hold the same members.
    equal_pairs: usize,
    /// Places in half of the pages, and those that are called otherwise in all of them.
    halves: usize,
    renamed: usize,
    /// Shapes, and those that are equal to another one.
    shapes: usize,
    equal: usize,
}

impl Sums {
    /// Counts the places of a service. Returns what the vendor keeps apart and docwright joins: its name for that, and the vendor's.
    fn names<'a>(
        &mut self,
        places: &'a [Place],
        description: &'a Description,
    ) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let mut joined: BTreeMap<&str, BTreeMap<&str, Vec<&Place>>> = BTreeMap::new();
        let mut by_vendor: BTreeMap<&str, usize> = BTreeMap::new();
        self.places += places.len();
        for place in places {
            if let Some(ours) = place.shape_in(description) {
                self.found += 1;
                self.same += usize::from(ours == place.vendor);
                *by_vendor.entry(&place.vendor).or_default() += 1;
                joined.entry(ours).or_default().entry(&place.vendor).or_default().push(place);
            }
        }
        let [vendor, ours, both] = &mut self.pairs;
        *vendor += by_vendor.into_values().map(pairs).sum::<usize>();
        for shape in joined.values() {
            let sizes = || shape.values().map(Vec::len);
            *ours += pairs(sizes().sum());
            *both += sizes().map(pairs).sum::<usize>();
            let mut alike: BTreeMap<&BTreeSet<_>, usize> = BTreeMap::new();
            for places in shape.values() {
                // Where a page breaks off a recursion, the truth shows no members.
                let members = places.iter().map(|place| &place.members).max_by_key(|members| members.len());
                *alike.entry(members.unwrap_or(&places[0].members)).or_default() += places.len();
            }
            self.equal_pairs += alike.into_values().map(pairs).sum::<usize>();
            self.equal_pairs -= sizes().map(pairs).sum::<usize>();
        }
        joined.retain(|_, vendor| vendor.len() > 1);
        joined.into_iter().map(|(ours, vendor)| (ours, vendor.into_keys().collect())).collect()
    }

    fn stability(&mut self, places: &[Place], half: &Description, whole: &Description) {
        let names = places.iter().filter_map(|place| Some((place.shape_in(half)?, place.shape_in(whole)?)));
        for (half, whole) in names {
            self.halves += 1;
            self.renamed += usize::from(half != whole);
        }
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
        println!("{:>8} places, {:.4} of them found", self.places, share(self.found, self.places));
        println!(
            "{:>8} found, {:.4} of them with the vendor's name",
            self.found,
            share(self.same, self.found)
        );
        println!(
            "{vendor:>8} pairs of places with one shape of the vendor: precision {:.4}, recall {:.4}",
            share(both, ours),
            share(both, vendor)
        );
        println!(
            "{:>8} pairs that are joined and that the vendor keeps apart, {:.4} of them with the same members",
            ours - both,
            share(self.equal_pairs, ours - both)
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

/// Returns how many pairs there are of so many.
fn pairs(count: usize) -> usize {
    count * count.saturating_sub(1) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_their_paths_and_counted_by_their_names() {
        let structure = |path: &str, shape: &str| serde_json::json!({ "path": path, "shape": shape, "fine_type": "structure" });
        let text = |path: &str| serde_json::json!({ "path": path, "shape": "Text", "fine_type": "string" });
        let truth = serde_json::json!({ "operation": "PAINT", "model_only": {
            "request": [
                structure("wall", "Wall"), structure("wall.coats[]", "Coat"), text("wall.coats[].hue"), text("name"),
                structure("door", "Door"), structure("door.coat", "Glaze"), text("door.coat.hue"),
            ],
            "response": [structure("walls{}", "Wall"), structure("walls{}.lost", "Lost")],
        } });
        let places = places_of(&truth);
        let whole: Description = docwright_idl::yaml::read(
            "idl: 1\nservice: { name: a }\noperations:\n  Paint:\n    input: { wall: { type: Wall }, door: { type: Wall2 } }\n    \
             output: { walls: { type: { map: { key: string, value: Wall } } } }\n\
             types:\n  Wall: { members: { coats: { type: [Coat] } } }\n  Wall2: { members: { coat: { type: Coat } } }\n  \
             Coat: { members: { hue: { type: string } } }\n",
        )
        .expect("a description");
        let found: Vec<_> =
            places.iter().map(|place| (place.path.as_str(), place.shape_in(&whole))).collect();
        assert_eq!(
            found,
            [
                ("wall", Some("Wall")),
                ("wall.coats[]", Some("Coat")),
                ("door", Some("Wall2")),
                ("door.coat", Some("Coat")),
                ("walls{}", Some("Wall")),
                ("walls{}.lost", None),
            ]
        );
        let mut sums = Sums::default();
        let joined = sums.names(&places, &whole);
        assert_eq!(joined, BTreeMap::from([("Coat", BTreeSet::from(["Coat", "Glaze"]))]));
        sums.stability(&places, &whole, &whole);
        sums.duplicates(&whole);
        assert_eq!(
            sums,
            Sums {
                places: 6,
                found: 5,
                same: 3,
                pairs: [1, 2, 1],
                equal_pairs: 1,
                halves: 5,
                renamed: 0,
                shapes: 3,
                equal: 0
            }
        );
    }
}
