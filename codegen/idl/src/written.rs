//! A description's text, put together from parts that are kept.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Code, Description, Diagnostic, Kept, Map, yaml};

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

/// Texts of entries, made from what serde makes of their values, and their revisions. (Comparing the values would not do: maps
/// are equal in any order, and texts are not.)
type Entries = Kept<(Vec<u8>, u64)>;

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
        let is_same = |part: Part| changed.is_some_and(|changed| !changed.contains(&part));
        let is_same_operation = |name: &str| is_same(Part::Operation(name.to_owned()));
        let is_same_type = |name: &str| is_same(Part::Type(name.to_owned()));
        let is_same_error = |name: &str| is_same(Part::Error(name.to_owned()));
        self.revisions.operations =
            entries(&mut self.operations, ("operations", operations), is_same_operation, to)?;
        self.revisions.types = entries(&mut self.types, ("types", types), is_same_type, to)?;
        self.revisions.errors = entries(&mut self.errors, ("errors", errors), is_same_error, to)?;
        self.length = to.len() - start;
        Ok(())
    }

    /// Returns the revisions of what was written last.
    pub fn revisions(&self) -> &Revisions {
        &self.revisions
    }
}

fn entries<V: Serialize + DeserializeOwned>(
    kept: &mut Entries,
    (key, map): (&str, &Map<V>),
    is_same: impl Fn(&str) -> bool,
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
        let is_same = is_same(name);
        let made_from = if is_same { Vec::new() } else { bytes(value)? };
        let make = || {
            let made_from = if is_same { bytes(value)? } else { made_from.clone() };
            let entry = Map::from_iter([(name.as_str(), value)]);
            let text = yaml::write_entries(&entry)?;
            reads_as::<Map<V>>(&text, &bytes(&entry)?)?;
            Ok::<_, Diagnostic>(((made_from, revision()), text))
        };
        let ((_, revision), text) = kept.text(name, |(known, _)| is_same || *known == made_from, make)?;
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
