//! Checks that a description makes sense as a whole: what serde cannot see one value at a time. What holds of operations stands in
//! [`operations`].

mod operations;

use std::collections::HashSet;

use foldhash::fast::FixedState;

pub use self::operations::labels_of;
use crate::model::*;
use crate::{Code, Diagnostic, FactPath, Snippet, Trail, yaml};

/// How many bytes a name may have: files are called after it.
const MAX_NAME: usize = 128;

/// Something that is wrong in a description, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub path: FactPath,
    /// The finding, which has no snippet yet.
    pub diagnostic: Diagnostic,
}

impl Problem {
    /// Returns the finding with the place where it stands in `text`, the YAML of the file `name`.
    pub fn located(self, name: &str, text: &str) -> Diagnostic {
        let label = self.path.to_string();
        match yaml::locate(text, &self.path) {
            Some(span) => self.diagnostic.at(Snippet::of_bytes(name, text, span, label)),
            None => self.diagnostic.note(format!("found at {label} in `{name}`")),
        }
    }
}

/// Returns what is wrong in a description, in the order in which it stands there.
pub fn validate(description: &Description) -> Vec<Problem> {
    let mut check = Check { description, problems: Vec::new() };
    check.service();
    check.operations();
    check.types();
    check.errors();
    check.problems
}

/// Reads a description from the YAML text of the file `name`, and validates it.
///
/// # Errors
///
/// All that is wrong, each with file, line and column.
pub fn read_valid(name: &str, text: &str) -> Result<Description, Vec<Diagnostic>> {
    let description: Description = yaml::read_named(name, text).map_err(|error| vec![error])?;
    let problems = validate(&description);
    if problems.is_empty() {
        return Ok(description);
    }
    Err(problems.into_iter().map(|problem| problem.located(name, text)).collect())
}

/// Whether a text can name a service: at most 64 small letters, digits and single hyphens, beginning with a letter.
pub fn is_service_name(name: &str) -> bool {
    const MAX: usize = 64;
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= MAX
        && name.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

/// A check under way, and what it has found.
struct Check<'a> {
    description: &'a Description,
    problems: Vec<Problem>,
}

impl<'a> Check<'a> {
    fn report(&mut self, path: &Trail<'_>, diagnostic: Diagnostic) {
        self.problems.push(Problem { path: path.path(), diagnostic });
    }

    fn service(&mut self) {
        let name = &self.description.service.name;
        if !is_service_name(name) {
            let finding = Diagnostic::new(Code::INVALID_NAME, format!("`{name}` is no service name"))
                .help("use small letters, digits and single hyphens, beginning with a letter");
            self.report(&Trail::new("service").join("name"), finding);
        }
    }

    fn types(&mut self) {
        for (name, shape) in &self.description.types {
            let outer = Trail::new("types");
            let path = outer.join(name);
            self.name(&path, name);
            match &shape.kind {
                ShapeKind::Struct { members, rules } => {
                    self.members(&path.join("members"), members);
                    self.rules(&path.join("rules"), rules, members);
                    if self.is_endless(name) {
                        let message =
                            format!("a `{name}` cannot exist: its required members lead back to it");
                        let finding = Diagnostic::new(Code::ENDLESS_TYPE, message)
                            .help("make one of them optional in overlay.yaml");
                        self.report(&path, finding);
                    }
                }
                ShapeKind::Union(members) => self.members(&path.join("union"), members),
                ShapeKind::Enum { values, .. } => {
                    let mut seen = HashSet::with_capacity_and_hasher(values.len(), FixedState::default());
                    for (index, value) in values.iter().enumerate() {
                        if !seen.insert(&value.value) {
                            let message = format!("`{}` is listed twice", value.value);
                            let finding = Diagnostic::new(Code::INVALID_NAME, message);
                            self.report(&path.join("enum").join(&index.to_string()), finding);
                        }
                    }
                }
                ShapeKind::List(element) => self.member(&path.join("list"), element),
                ShapeKind::Map(map) => self.map(&path.join("map"), map),
            }
        }
    }

    /// Whether required members of structures lead from the shape back to itself.
    fn is_endless(&self, start: &str) -> bool {
        let required = |name: &str| -> Vec<&'a str> {
            match self.description.types.get(name).map(|shape| &shape.kind) {
                Some(ShapeKind::Struct { members, .. }) => members
                    .values()
                    .filter(|member| member.required)
                    .filter_map(|member| member.r#type.shape())
                    .collect(),
                _ => Vec::new(),
            }
        };
        let mut seen: HashSet<&str, FixedState> = HashSet::default();
        let mut open = required(start);
        while let Some(name) = open.pop() {
            if name == start {
                return true;
            }
            if seen.insert(name) {
                open.extend(required(name));
            }
        }
        false
    }

    fn errors(&mut self) {
        for (name, error) in &self.description.errors {
            let outer = Trail::new("errors");
            let path = outer.join(name);
            self.name(&path, name);
            self.members(&path.join("members"), &error.members);
            if let Some(r#type) = &error.r#type {
                self.type_ref(&path.join("type"), r#type);
                if !error.members.is_empty() {
                    let finding = Diagnostic::new(
                        Code::MISPLACED,
                        format!("`{name}` has a type and members of its own"),
                    );
                    self.report(&path, finding.help("keep one of them"));
                }
            }
        }
    }

    /// Checks a name that becomes one in generated code.
    fn name(&mut self, path: &Trail<'_>, name: &str) {
        let is_plain = || name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if (1..=MAX_NAME).contains(&name.len()) && is_plain() {
            return;
        }
        if !name.chars().any(|c| c.is_ascii_alphanumeric())
            || name.chars().any(char::is_control)
            || name.len() > MAX_NAME
        {
            let finding =
                Diagnostic::new(Code::INVALID_NAME, format!("`{}` cannot be a name", name.escape_debug()))
                    .help(format!(
                        "a name has a letter or a digit, no control characters and at most {MAX_NAME} bytes"
                    ));
            self.report(path, finding);
        }
    }

    fn members(&mut self, path: &Trail<'_>, members: &Map<Member>) {
        for (name, member) in members {
            let path = path.join(name);
            self.name(&path, name);
            self.member(&path, member);
        }
    }

    fn member(&mut self, path: &Trail<'_>, member: &Member) {
        self.type_ref(&path.join("type"), &member.r#type);
        let never_negative = [("length", &member.length), ("items", &member.items)];
        for (facet, bounds) in never_negative.into_iter().chain([("range", &member.range)]) {
            let Some(bounds) = bounds else { continue };
            let negative = facet != "range" && bounds.ends_as_f64().0.is_some_and(|min| min < 0.0);
            if bounds.is_impossible() || negative {
                let finding =
                    Diagnostic::new(Code::IMPOSSIBLE_RANGE, format!("the {facet} {bounds} has no values"))
                        .help("write the lower end first: `1..200`");
                self.report(&path.join(facet), finding);
            }
        }
    }

    fn type_ref(&mut self, path: &Trail<'_>, r#type: &TypeRef) {
        match r#type {
            TypeRef::Scalar(_) => {}
            TypeRef::Shape(name) if self.description.types.contains_key(name) => {}
            TypeRef::Shape(name) => {
                let finding = Diagnostic::new(Code::DANGLING_TYPE, format!("type `{name}` is not described"));
                let finding = match closest(
                    name,
                    self.description
                        .types
                        .keys()
                        .map(String::as_str)
                        .chain(Scalar::ALL.iter().map(|s| s.name())),
                ) {
                    Some(known) => finding.help(format!("did you mean `{known}`?")),
                    None => finding.help(format!("describe `{name}` under `types`")),
                };
                self.report(path, finding);
            }
            TypeRef::List(element) => self.member(&path.join("0"), element),
            TypeRef::Map(map) => self.map(&path.join("map"), map),
        }
    }

    fn map(&mut self, path: &Trail<'_>, map: &MapType) {
        self.member(&path.join("key"), &map.key);
        self.member(&path.join("value"), &map.value);
        if matches!(map.key.r#type, TypeRef::List(_) | TypeRef::Map(_)) {
            let finding = Diagnostic::new(Code::MISPLACED, "the keys of a map are scalars or enums");
            self.report(&path.join("key"), finding);
        }
    }
}

/// Returns the known name that differs least from the given one, if it differs little.
fn closest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let folded = |text: &str| text.to_lowercase().replace(['-', '_'], "");
    let wanted = folded(name);
    known
        .filter(|other| {
            folded(other) == wanted || folded(other).trim_end_matches('s') == wanted.trim_end_matches('s')
        })
        .min()
}

#[cfg(test)]
mod tests;
