//! A description's text, put together from parts that are kept.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use foldhash::{HashMap, HashMapExt};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Code, Description, Diagnostic, Known, Map, yaml};

/// The texts of a description's operations, shapes and errors, from when it was written last.
#[derive(Debug, Default)]
pub struct Written {
    operations: Entries,
    types: Entries,
    errors: Entries,
    /// What `service` was written from.
    head: Vec<u8>,
    /// How long the text was.
    length: usize,
    revisions: Revisions,
}

/// A part of a description that is written by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// All that is not one of the others.
    Service,
    /// The operation of this name.
    Operation(String),
    /// The shape of this name.
    Type(String),
    /// The error of this name.
    Error(String),
}

/// What tells the parts of a description from those that had their names before: parts of one name and one number are the
/// same, to the order of what they hold, as long as the process lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revisions {
    /// The number of the part that is not an operation, a shape or an error: the service.
    pub service: u64,
    /// Those of the operations, by their names.
    pub operations: HashMap<String, u64>,
    /// Those of the shapes.
    pub types: HashMap<String, u64>,
    /// Those of the errors.
    pub errors: HashMap<String, u64>,
}

/// Returns a number that no part has in this process.
fn revision() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// The texts of entries.
type Entries = Known<Entry>;

#[derive(Debug)]
struct Entry {
    /// What serde makes of the value. (Comparing the values would not do: maps are equal in any order, and texts are not.)
    made_from: Vec<u8>,
    revision: u64,
    text: String,
}

impl Written {
    /// Adds to a text what [`yaml::write`] returns of the description. Each part that is new was read again, and says what it
    /// should. If `changed` is given, the other parts are those that were written last, in the same order.
    ///
    /// # Errors
    ///
    /// As [`yaml::write`], and that something would be read as something else (`DW0201`).
    pub fn write(
        &mut self,
        description: &Description,
        changed: Option<&BTreeSet<Part>>,
        to: &mut String,
    ) -> Result<(), Diagnostic> {
        let Description { idl, service, operations, types, errors } = description;
        let head = Description { idl: *idl, service: service.clone(), ..Description::default() };
        let text = yaml::write(&head)?;
        let made_from = bytes(&head)?;
        reads_as::<Description>(&text, &made_from)?;
        if self.head != made_from {
            (self.head, self.revisions.service) = (made_from, revision());
        }
        let start = to.len();
        to.reserve(self.length);
        to.push_str(&text);
        let may_differ = |part: Part| changed.is_none_or(|changed| changed.contains(&part));
        let operations = ("operations", operations, |name| may_differ(Part::Operation(name)));
        self.revisions.operations = entries(&mut self.operations, operations, to)?;
        let types = ("types", types, |name| may_differ(Part::Type(name)));
        self.revisions.types = entries(&mut self.types, types, to)?;
        let errors = ("errors", errors, |name| may_differ(Part::Error(name)));
        self.revisions.errors = entries(&mut self.errors, errors, to)?;
        self.length = to.len() - start;
        Ok(())
    }

    /// Returns the revisions of what was written last.
    pub fn revisions(&self) -> &Revisions {
        &self.revisions
    }
}

/// Writes the entries of a map, of which those are as before that may not differ.
fn entries<V: Serialize + DeserializeOwned>(
    kept: &mut Entries,
    (key, map, may_differ): (&str, &Map<V>, impl Fn(String) -> bool),
    to: &mut String,
) -> Result<HashMap<String, u64>, Diagnostic> {
    kept.turn();
    let mut revisions = HashMap::with_capacity(map.len());
    if map.is_empty() {
        return Ok(revisions);
    }
    to.push_str(key);
    to.push_str(":\n");
    for (name, value) in map {
        let made_from = may_differ(name.clone()).then(|| bytes(value)).transpose()?;
        let is_same =
            |known: &Entry| made_from.as_ref().is_none_or(|made_from| known.made_from == *made_from);
        let make = || {
            let entry = Map::from_iter([(name.as_str(), value)]);
            let text = yaml::write_entries(&entry)?;
            reads_as::<Map<V>>(&text, &bytes(&entry)?)?;
            Ok::<_, Diagnostic>(Entry { made_from: bytes(value)?, revision: revision(), text })
        };
        let Entry { revision, text, .. } = kept.made(name, is_same, make)?;
        revisions.insert(name.clone(), *revision);
        to.push_str(text);
    }
    Ok(revisions)
}

/// Refuses a text that is read as something else than it was made from.
fn reads_as<R: Serialize + DeserializeOwned>(text: &str, made_from: &[u8]) -> Result<(), Diagnostic> {
    match bytes(&yaml::read::<R>(text)?)? == made_from {
        true => Ok(()),
        false => Err(Diagnostic::new(
            Code::INVALID_YAML,
            format!("this is written, and read as something else:\n{text}"),
        )
        .help("this is a defect of docwright; please report it with the description")),
    }
}

fn bytes<V: Serialize>(value: &V) -> Result<Vec<u8>, Diagnostic> {
    serde_json::to_vec(value).map_err(|error| Diagnostic::new(Code::INVALID_YAML, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_that_of_the_whole_whatever_was_written_before() {
        let text = include_str!("../tests/everything.yaml");
        let everything: Description = yaml::read(text).unwrap();
        let mut without = everything.clone();
        without.operations.shift_remove_index(0).unwrap();
        let mut reordered = everything.clone();
        let last = reordered.operations.len() - 1;
        reordered.operations.swap_indices(0, last);
        // Equal as maps, and yet other texts.
        let mut members = everything.clone();
        for operation in members.operations.values_mut() {
            operation.input.reverse();
        }
        assert!(members == everything);
        let nothing = Description { operations: Map::new(), ..everything.clone() };
        let mut written = Written::default();
        let mut revisions = Vec::new();
        for description in [&everything, &without, &reordered, &everything, &members, &nothing, &members] {
            let mut text = "# head\n".to_owned();
            written.write(description, None, &mut text).unwrap();
            assert_eq!(text, format!("# head\n{}", yaml::write(description).unwrap()));
            revisions.push(written.revisions().clone());
        }
        let name = everything.operations.keys().next().unwrap();
        let of_one: Vec<_> = revisions.iter().map(|revisions| revisions.operations.get(name)).collect();
        assert!(of_one[0] != of_one[2] && of_one[2] == of_one[3] && of_one[3] != of_one[4], "{of_one:?}");
        assert_eq!([of_one[1], of_one[5]], [None; 2]);
        assert!(revisions.iter().all(|revision| revision.types == revisions[0].types));
        assert_ne!(yaml::write(&members).unwrap(), yaml::write(&everything).unwrap());
    }
}
