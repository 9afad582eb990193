//! `overlay.yaml`: what a person knows better than the pages. Each change has a target, the value expected there
//! and a reason; one whose target is gone or has changed fails loudly.

use docwright_idl::{
    Code, Description, Diagnostic, FactPath, Map, Member, ShapeKind, Snippet, TypeRef, Version, yaml,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::evidence::{Evidence, Source};

/// The content of `overlay.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// The version of the format; always 1.
    pub overlay: Version,
    /// The changes, in the order in which they are made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    #[serde(skip)]
    file: String,
    #[serde(skip)]
    text: String,
}

/// A correction of the description. Exactly one of `set`, `rename` and `remove` says what to do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What is corrected: the path of a fact.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub target: FactPath,
    /// What must stand there before the change; absent means that nothing stands there. A mapping needs to hold
    /// only what is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Value>,
    /// The value to set; entries of a mapping that stands there already are kept unless they are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<Value>,
    /// The new name of a shape, an error or an operation; what refers to it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rename: Option<String>,
    /// Whether what stands there is taken away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub remove: bool,
    /// Why.
    pub reason: String,
}

impl Overlay {
    /// Reads an overlay from the YAML text of the file `name`, which its findings will point into.
    ///
    /// # Errors
    ///
    /// As [`yaml::read_named`].
    pub fn read(name: &str, text: &str) -> Result<Self, Diagnostic> {
        let overlay: Self = yaml::read_named(name, text)?;
        Ok(Self { file: name.to_owned(), text: text.to_owned(), ..overlay })
    }

    /// Whether a change is about the fact at `path` or something around it.
    pub(crate) fn settles(&self, path: &FactPath) -> bool {
        self.changes.iter().any(|change| path.is_within(&change.target))
    }

    /// Makes the changes, and returns what went wrong. A change that fails leaves the description as it was.
    pub(crate) fn apply(&self, description: &mut Description, evidence: &mut Evidence) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for (index, change) in self.changes.iter().enumerate() {
            match change.apply(description) {
                Ok(()) => change.record(index + 1, evidence),
                Err(Failure { part, finding }) => findings.push(self.located(index, part, *finding)),
            }
        }
        findings
    }

    fn located(&self, index: usize, part: &str, finding: Diagnostic) -> Diagnostic {
        let path = FactPath::new(["changes".to_owned(), index.to_string(), part.to_owned()]);
        match yaml::locate(&self.text, &path) {
            Some(span) => finding.at(Snippet::of_bytes(self.file.as_str(), &self.text, span, "this change")),
            None => finding.note(format!("change {} of the overlay", index + 1)),
        }
    }
}

/// Why a change cannot be made, and which part of it is to blame.
struct Failure {
    part: &'static str,
    finding: Box<Diagnostic>,
}

fn failure(part: &'static str, code: Code, message: String) -> Failure {
    Failure { part, finding: Box::new(Diagnostic::new(code, message)) }
}

impl Change {
    fn apply(&self, description: &mut Description) -> Result<(), Failure> {
        let actions = [self.set.is_some(), self.rename.is_some(), self.remove];
        if actions.into_iter().filter(|action| *action).count() != 1 {
            let message = "a change has exactly one of `set`, `rename` and `remove`".to_owned();
            return Err(failure("target", Code::INVALID_YAML, message));
        }
        if self.reason.trim().is_empty() {
            return Err(failure("reason", Code::INVALID_YAML, "a change needs a reason".to_owned()));
        }
        let mut tree = serde_json::to_value(&*description)
            .map_err(|error| failure("target", Code::INVALID_YAML, error.to_string()))?;
        self.check_holders(&tree)?;
        self.check_expected(&tree)?;
        if let Some(name) = &self.rename {
            return self.rename(description, name);
        }
        let (parent, last) = self.place(&mut tree)?;
        match &self.set {
            Some(value) => set(parent, last, value),
            None => remove(parent, last),
        }
        .map_err(|message| failure("target", Code::OVERLAY_TARGET, message))?;
        *description = serde_json::from_value(tree).map_err(|error| {
            failure("set", Code::OVERLAY_TARGET, format!("the change makes no description: {error}"))
        })?;
        Ok(())
    }

    /// Checks that all that the target stands in exists. Parts of an operation, a shape or a member may be missing, for
    /// they are optional; operations, shapes, errors and members themselves are not made by naming them.
    fn check_holders(&self, tree: &Value) -> Result<(), Failure> {
        const TOP: [&str; 4] = ["service", "operations", "types", "errors"];
        const NAMED: [&str; 7] = ["operations", "types", "errors", "input", "output", "members", "union"];
        let parts = self.target.parts();
        let gone = |part: &str| {
            let message = format!("`{}` does not exist: there is no `{part}`", self.target);
            let mut failure = failure("target", Code::OVERLAY_TARGET, message);
            failure
                .finding
                .help
                .push("correct the path, or remove the change if the documentation has caught up".to_owned());
            failure
        };
        let mut at = Some(tree);
        let mut holder = "";
        for (index, part) in parts.iter().enumerate() {
            let is_last = index + 1 == parts.len();
            at = at.and_then(|value| match value {
                Value::Object(entries) => entries.get(part),
                Value::Array(elements) => part.parse::<usize>().ok().and_then(|index| elements.get(index)),
                _ => None,
            });
            let must_exist =
                if index == 0 { !TOP.contains(&part.as_str()) } else { NAMED.contains(&holder) && !is_last };
            if at.is_none() && must_exist {
                return Err(gone(part));
            }
            // Below a member that is written as its type alone nothing else is named.
            holder = part;
        }
        Ok(())
    }

    fn check_expected(&self, tree: &Value) -> Result<(), Failure> {
        let mut found = Some(tree);
        for part in self.target.parts() {
            found = match found {
                // A member that is written as its type alone.
                Some(Value::String(_) | Value::Array(_)) if part == "type" => found,
                Some(Value::Object(entries)) => entries.get(part),
                Some(Value::Array(elements)) => {
                    part.parse::<usize>().ok().and_then(|index| elements.get(index))
                }
                _ => None,
            };
        }
        let (part, finding) = match (found, &self.expect) {
            (None, None) => return Ok(()),
            (Some(found), Some(expected)) if matches(found, expected) => return Ok(()),
            (Some(found), Some(expected)) => (
                "expect",
                Diagnostic::new(
                    Code::OVERLAY_EXPECTED,
                    format!("`{}` is not what the overlay expects", self.target),
                )
                .note(format!("expected {expected}"))
                .note(format!("found {found}"))
                .help("read the page again: if the documentation has caught up, remove the change")
                .help("if the page says something new, correct `expect`"),
            ),
            (Some(found), None) => (
                "target",
                Diagnostic::new(
                    Code::OVERLAY_EXPECTED,
                    format!("`{}` exists, and the change does not expect it", self.target),
                )
                .help(format!("add `expect: {found}`")),
            ),
            (None, Some(_)) => (
                "target",
                Diagnostic::new(Code::OVERLAY_TARGET, format!("`{}` does not exist", self.target))
                    .help("correct the path, or remove the change if the documentation has caught up"),
            ),
        };
        Err(Failure { part, finding: Box::new(finding) })
    }

    /// Returns what holds the target, and the target's place in it. What is missing on the way is made.
    fn place<'t>(&'t self, tree: &'t mut Value) -> Result<(&'t mut Value, &'t str), Failure> {
        let (last, parents) = self.target.parts().split_last().ok_or_else(|| {
            failure(
                "target",
                Code::OVERLAY_TARGET,
                "the target is the whole description; name a part of it".to_owned(),
            )
        })?;
        let mut at = tree;
        for part in parents {
            at = enter(at, part).ok_or_else(|| {
                failure(
                    "target",
                    Code::OVERLAY_TARGET,
                    format!("`{}` leads nowhere at `{part}`", self.target),
                )
            })?;
        }
        Ok((at, last))
    }

    fn rename(&self, description: &mut Description, name: &str) -> Result<(), Failure> {
        let parts: Vec<&str> = self.target.parts().iter().map(String::as_str).collect();
        let renamed = match parts.as_slice() {
            ["types", old] => {
                rename_key(&mut description.types, old, name) && {
                    each_type(description, &mut |r#type| rename_type(r#type, old, name));
                    true
                }
            }
            ["errors", old] => {
                rename_key(&mut description.errors, old, name) && {
                    for operation in description.operations.values_mut() {
                        operation
                            .errors
                            .iter_mut()
                            .filter(|error| *error == old)
                            .for_each(|error| *error = name.to_owned());
                        operation.errors.sort();
                        rename_key(&mut operation.error_docs, old, name);
                    }
                    true
                }
            }
            ["operations", old] => rename_key(&mut description.operations, old, name),
            _ => {
                let message =
                    format!("`{}` cannot be renamed; only types, errors and operations can", self.target);
                return Err(failure("target", Code::OVERLAY_TARGET, message));
            }
        };
        if renamed {
            return Ok(());
        }
        Err(failure("rename", Code::OVERLAY_TARGET, format!("there is a `{name}` already")))
    }

    fn record(&self, number: usize, evidence: &mut Evidence) {
        let mut target = self.target.clone();
        if let (Some(name), Some((_, parents))) = (&self.rename, self.target.parts().split_last()) {
            target = FactPath::new(parents.iter().cloned()).join(name.as_str());
            move_within(&mut evidence.facts, &self.target, &target);
            move_within(&mut evidence.observations, &self.target, &target);
        } else {
            let is_within =
                |path: &str| path.parse::<FactPath>().is_ok_and(|fact| fact.is_within(&self.target));
            evidence.facts.retain(|path, _| !is_within(path));
            if self.remove {
                evidence.observations.retain(|path, _| !is_within(path));
            }
        }
        evidence.facts.entry(target.to_string()).or_default().push(Source::Overlay(number));
    }
}

/// Moves what is known of the facts at and within a path to another path.
fn move_within<T>(known: &mut Map<T>, from: &FactPath, to: &FactPath) {
    for (path, value) in std::mem::take(known) {
        let path = match path.parse::<FactPath>() {
            Ok(fact) if fact.is_within(from) => {
                let rest = fact.parts().iter().skip(from.parts().len());
                rest.fold(to.clone(), |path, part| path.join(part.as_str())).to_string()
            }
            _ => path,
        };
        known.insert(path, value);
    }
}

/// Whether the value found has all that is expected.
fn matches(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .all(|(name, expected)| found.get(name).is_some_and(|found| matches(found, expected))),
        // A member that is written as its type alone.
        (Value::String(_) | Value::Array(_), Value::Object(expected)) if expected.len() == 1 => {
            expected.get("type").is_some_and(|expected| matches(found, expected))
        }
        _ => found == expected,
    }
}

fn enter<'t>(value: &'t mut Value, part: &str) -> Option<&'t mut Value> {
    if part != "type" && matches!(value, Value::String(_)) {
        *value = serde_json::json!({ "type": value.take() });
    }
    match value {
        Value::Object(entries) => {
            Some(entries.entry(part).or_insert_with(|| Value::Object(serde_json::Map::new())))
        }
        Value::Array(elements) => elements.get_mut(part.parse::<usize>().ok()?),
        _ => None,
    }
}

fn set(parent: &mut Value, last: &str, value: &Value) -> Result<(), String> {
    if matches!(parent, Value::String(_)) {
        *parent = serde_json::json!({ "type": parent.take() });
    }
    match parent {
        Value::Object(entries) => match (entries.get_mut(last), value) {
            (Some(Value::Object(old)), Value::Object(new)) => old.extend(new.clone()),
            _ => {
                entries.insert(last.to_owned(), value.clone());
            }
        },
        Value::Array(elements) => match last.parse::<usize>() {
            Ok(index) if index < elements.len() => elements[index] = value.clone(),
            Ok(index) if index == elements.len() => elements.push(value.clone()),
            _ => return Err(format!("the list has {} elements; `{last}` is none of them", elements.len())),
        },
        _ => return Err(format!("nothing can be set at `{last}`")),
    }
    Ok(())
}

fn remove(parent: &mut Value, last: &str) -> Result<(), String> {
    let gone = match parent {
        Value::Object(entries) => entries.shift_remove(last).is_some(),
        Value::Array(elements) => match last.parse::<usize>() {
            Ok(index) if index < elements.len() => {
                elements.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    };
    if gone { Ok(()) } else { Err(format!("there is no `{last}` to remove")) }
}

/// Renames an entry and puts the map in order again; false if the new name is taken.
fn rename_key<T>(map: &mut Map<T>, old: &str, new: &str) -> bool {
    if map.contains_key(new) {
        return false;
    }
    if let Some(value) = map.shift_remove(old) {
        map.insert(new.to_owned(), value);
        map.sort_keys();
    }
    true
}

fn rename_type(r#type: &mut TypeRef, old: &str, new: &str) {
    match r#type {
        TypeRef::Scalar(_) => {}
        TypeRef::Shape(name) if name == old => *name = new.to_owned(),
        TypeRef::Shape(_) => {}
        TypeRef::List(element) => rename_type(&mut element.r#type, old, new),
        TypeRef::Map(map) => {
            rename_type(&mut map.key.r#type, old, new);
            rename_type(&mut map.value.r#type, old, new);
        }
    }
}

/// Visits the type of every member, element, key, value and error of a description.
fn each_type(description: &mut Description, visit: &mut impl FnMut(&mut TypeRef)) {
    fn members(members: &mut Map<Member>, visit: &mut impl FnMut(&mut TypeRef)) {
        members.values_mut().for_each(|member| visit(&mut member.r#type));
    }
    for operation in description.operations.values_mut() {
        members(&mut operation.input, visit);
        members(&mut operation.output, visit);
    }
    for shape in description.types.values_mut() {
        match &mut shape.kind {
            ShapeKind::Struct { members: found, .. } | ShapeKind::Union(found) => members(found, visit),
            ShapeKind::Enum { .. } => {}
            ShapeKind::List(element) => visit(&mut element.r#type),
            ShapeKind::Map(map) => {
                visit(&mut map.key.r#type);
                visit(&mut map.value.r#type);
            }
        }
    }
    for error in description.errors.values_mut() {
        members(&mut error.members, visit);
        error.r#type.iter_mut().for_each(&mut *visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: &str = "idl: 1
service: { name: a }
operations: { Go: { input: { id: string, size: { type: Size, required: true } }, errors: [Conflict], error_docs: { Conflict: Not now. } } }
types: { Size: { enum: [S, L] } }
errors: { Conflict: { status: 409 } }
";

    fn apply(changes: &str) -> (Description, Map<Vec<Source>>, Vec<Diagnostic>) {
        let mut description: Description = yaml::read(API).unwrap();
        let overlay = Overlay::read("overlay.yaml", &format!("overlay: 1\nchanges:\n{changes}")).unwrap();
        let mut evidence = Evidence::default();
        evidence.facts.insert("errors.Conflict.status".to_owned(), vec![Source::Manifest]);
        let findings = overlay.apply(&mut description, &mut evidence);
        (description, evidence.facts, findings)
    }

    #[test]
    fn a_rename_is_followed_by_what_refers_to_it() {
        let (description, evidence, findings) = apply(
            "  - { target: types.Size, expect: { enum: [S, L] }, rename: GoSize, reason: clearer }
  - { target: errors.Conflict, expect: { status: 409 }, rename: ConflictException, reason: the page lost it }
  - { target: errors.ConflictException.code, set: ConflictException, reason: as the service sends it }\n",
        );
        assert_eq!(findings, []);
        assert_eq!(description.operations["Go"].errors, ["ConflictException"]);
        assert_eq!(description.operations["Go"].error_docs["ConflictException"], "Not now.");
        assert_eq!(description.operations["Go"].input["size"].r#type, TypeRef::Shape("GoSize".into()));
        assert_eq!(description.errors["ConflictException"].code.as_deref(), Some("ConflictException"));
        assert_eq!(evidence["errors.ConflictException.status"], [Source::Manifest]);
        assert_eq!(evidence["errors.ConflictException"], [Source::Overlay(2)]);
        assert_eq!(evidence["errors.ConflictException.code"], [Source::Overlay(3)]);
    }

    #[test]
    fn values_are_set_added_and_removed() {
        let (description, _, findings) = apply(
            "  - { target: operations.Go.input.id.required, set: true, reason: seen }
  - { target: operations.Go.input.size, expect: { type: Size }, set: { required: false }, reason: seen }
  - { target: types.Size.enum.2, set: XL, reason: new }
  - { target: operations.Go.input.extra, set: { type: [string] }, reason: undocumented }
  - { target: operations.Go.errors.0, expect: Conflict, remove: true, reason: never sent }\n",
        );
        assert_eq!(findings, []);
        let go = &description.operations["Go"];
        assert!(go.input["id"].required && !go.input["size"].required);
        assert_eq!(go.input["extra"].r#type.to_string(), "[string]");
        assert!(go.errors.is_empty());
        assert_eq!(serde_json::to_value(&description.types["Size"]).unwrap()["enum"][2], "XL");
    }

    #[test]
    fn what_is_gone_or_changed_fails_loudly_and_changes_nothing() {
        let cases = [
            (
                "{ target: errors.Gone, expect: { status: 1 }, rename: X, reason: r }",
                Code::OVERLAY_TARGET,
                "target",
            ),
            (
                "{ target: errors.Conflict.status, expect: 400, set: 401, reason: r }",
                Code::OVERLAY_EXPECTED,
                "expect",
            ),
            ("{ target: errors.Conflict.status, set: 401, reason: r }", Code::OVERLAY_EXPECTED, "target"),
            (
                "{ target: errors.Conflict, expect: {}, rename: Conflict, reason: r }",
                Code::OVERLAY_TARGET,
                "rename",
            ),
            ("{ target: errors.Conflict, expect: {}, reason: r }", Code::INVALID_YAML, "target"),
            ("{ target: errors.Conflict.colour, set: red, reason: r }", Code::OVERLAY_TARGET, "set"),
            (
                "{ target: errors.Conflict, expect: {}, remove: true, reason: '' }",
                Code::INVALID_YAML,
                "reason",
            ),
        ];
        for (change, code, part) in cases {
            let (description, _, findings) = apply(&format!("  - {change}\n"));
            assert_eq!(findings.len(), 1, "{change}");
            let snippet = &findings[0].snippets[0];
            assert_eq!(
                (findings[0].code, snippet.line, &snippet.text[snippet.span.clone()]),
                (code, 3, part),
                "{change}"
            );
            assert_eq!(description, yaml::read(API).unwrap());
        }
    }
}
