//! `overlay.yaml`: what a person knows better than the pages. Each change has a target, the value expected there
//! and a reason; one whose target is gone or has changed fails loudly.
//!
//! A change is made in one go: where it stands is found (`target`), what stands there is compared with what is
//! expected, and then values are edited (`edit`) or shapes rearranged (`rearrange`). A change that fails leaves the
//! description as it was; one that the pages made unnecessary is reported and left out.

mod edit;
mod rearrange;
mod target;
#[cfg(test)]
mod tests;

use docwright_idl::{Code, Description, Diagnostic, FactPath, Map, Snippet, TypeRef, Version, yaml};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::evidence::{Evidence, Sources};
use target::{at, matches};

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

/// A correction of the description. Exactly one of `set`, `add`, `remove`, `rename`, `retype`, `require`, `split` and
/// `merge` says what to do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What is corrected: the path of a fact. `*` stands for any one part of it and `**` for any number of parts; then
    /// the change is made wherever the path leads, at least once. Elements of lists are named by their index or text.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub target: FactPath,
    /// What must stand there before the change; absent means that nothing stands there. A mapping needs to hold
    /// only what is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Value>,
    /// The value to set; entries of a mapping that stands there already are kept unless they are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<Value>,
    /// The element to add to the list that stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add: Option<Value>,
    /// Whether what stands there is taken away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub remove: bool,
    /// The new name of a shape, an error, an operation or a member; what refers to it follows. A member keeps its name
    /// on the wire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rename: Option<String>,
    /// The new type of a member; what was said of values of another kind (bounds, forms, defaults, examples) goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retype: Option<TypeRef>,
    /// Whether a member is required, in the input, output or structure that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require: Option<bool>,
    /// Gives a shape a second one of the same content, for some of the places that use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// Other shapes that are the same as the target: what uses them uses the target, and gets what they have beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merge: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A second shape, and who uses it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The name of the second shape.
    pub into: String,
    /// The members that use it from now on: paths, with `*` and `**` as in a target; each must lead to a use.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub uses: Vec<FactPath>,
}

/// What a change does.
#[derive(Clone, Copy, Debug)]
enum Action<'c> {
    Set(&'c Value),
    Add(&'c Value),
    Remove,
    Rename(&'c str),
    Retype(&'c TypeRef),
    Require(bool),
    Split(&'c Split),
    Merge(&'c [String]),
}

impl Action<'_> {
    /// Returns the key that says so.
    fn key(self) -> &'static str {
        match self {
            Self::Set(_) => "set",
            Self::Add(_) => "add",
            Self::Remove => "remove",
            Self::Rename(_) => "rename",
            Self::Retype(_) => "retype",
            Self::Require(_) => "require",
            Self::Split(_) => "split",
            Self::Merge(_) => "merge",
        }
    }

    /// Whether what stands there is already as the change would make it.
    fn is_done(self, tree: &Value, path: &FactPath) -> bool {
        let found = at(tree, path);
        match self {
            Self::Set(value) => found.is_some_and(|found| matches(found, value)),
            Self::Add(element) => found.and_then(Value::as_array).is_some_and(|list| list.contains(element)),
            Self::Remove => found.is_none(),
            Self::Retype(r#type) => {
                let wanted = serde_json::to_value(r#type).unwrap_or_default();
                at(tree, &path.join("type")).is_some_and(|found| *found == wanted)
            }
            Self::Require(required) => {
                let is_required = at(tree, &path.join("required")).and_then(Value::as_bool).unwrap_or(false);
                found.is_some() && is_required == required
            }
            Self::Rename(name) => {
                let beside =
                    path.parts().split_last().map(|(_, holder)| FactPath::new(holder.iter().cloned()));
                found.is_none() && beside.is_some_and(|holder| at(tree, &holder.join(name)).is_some())
            }
            Self::Merge(others) => {
                found.is_some()
                    && others.iter().all(|name| at(tree, &FactPath::new(["types", name])).is_none())
            }
            Self::Split(_) => false,
        }
    }
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
        self.changes.iter().any(|change| target::leads_to(&change.target, path))
    }

    /// Moves what was observed of facts to where they are after the changes, and forgets what was of those that are gone.
    pub(crate) fn follow(&self, evidence: &mut Evidence) {
        for change in &self.changes {
            if let Some(name) = &change.rename {
                rearrange::follow_rename(&mut evidence.observations, &change.target, name);
            }
        }
        let facts = &evidence.facts;
        let mut r#type = String::new();
        evidence.observations.retain(|path, _| {
            r#type.clear();
            r#type.extend([path, ".type"]);
            facts.contains_key(&r#type)
        });
    }

    /// Makes the changes, and returns what went wrong. A change that fails leaves the description as it was.
    pub(crate) fn apply(
        &self,
        description: &mut Description,
        evidence: &mut Map<Sources>,
    ) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for (index, change) in self.changes.iter().enumerate() {
            if let Err(Failure { part, finding }) = change.apply(index + 1, description, evidence) {
                findings.push(self.located(index, part, *finding));
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

/// Why a change is not made, and which part of it is to blame.
struct Failure {
    part: &'static str,
    finding: Box<Diagnostic>,
}

fn failure(part: &'static str, code: Code, message: String) -> Failure {
    Failure { part, finding: Box::new(Diagnostic::new(code, message)) }
}

impl Change {
    fn action(&self) -> Result<Action<'_>, Failure> {
        let actions = [
            self.set.as_ref().map(Action::Set),
            self.add.as_ref().map(Action::Add),
            self.remove.then_some(Action::Remove),
            self.rename.as_deref().map(Action::Rename),
            self.retype.as_ref().map(Action::Retype),
            self.require.map(Action::Require),
            self.split.as_ref().map(Action::Split),
            (!self.merge.is_empty()).then_some(Action::Merge(&self.merge)),
        ];
        let mut actions = actions.into_iter().flatten();
        match (actions.next(), actions.next()) {
            (Some(action), None) => Ok(action),
            _ => Err(failure(
                "target",
                Code::INVALID_YAML,
                "a change has exactly one of `set`, `add`, `remove`, `rename`, `retype`, `require`, `split` and \
                 `merge`"
                    .to_owned(),
            )),
        }
    }

    fn apply(
        &self,
        number: usize,
        description: &mut Description,
        evidence: &mut Map<Sources>,
    ) -> Result<(), Failure> {
        let action = self.action()?;
        if self.reason.trim().is_empty() {
            return Err(failure("reason", Code::INVALID_YAML, "a change needs a reason".to_owned()));
        }
        let mut tree = serde_json::to_value(&*description)
            .map_err(|error| failure("target", Code::INVALID_YAML, error.to_string()))?;
        let paths = target::paths(&tree, &self.target)?;
        let mut open = Vec::new();
        for path in &paths {
            // Whoever sets what nobody expected is told so first; whatever else is there already needs no change.
            let is_unexpected = matches!(action, Action::Set(_)) && self.expect.is_none();
            if !is_unexpected && action.is_done(&tree, path) {
                continue;
            }
            target::check_holders(&tree, path)?;
            self.check_expected(&tree, path, action)?;
            open.push(path);
        }
        if open.is_empty() {
            let message = format!("`{}` is what the change makes of it, without the change", self.target);
            let mut failure = failure("target", Code::OVERLAY_CAUGHT_UP, message);
            failure.finding.help.push("the documentation has caught up: remove the change".to_owned());
            return Err(failure);
        }
        let is_rearranged = matches!(action, Action::Rename(_) | Action::Split(_) | Action::Merge(_));
        if is_rearranged && target::is_pattern(&self.target) {
            let message = format!("`{}` must lead to one thing, so that it can be named", self.target);
            return Err(failure("target", Code::OVERLAY_TARGET, message));
        }
        match action {
            Action::Rename(name) => {
                rearrange::rename(description, evidence, &self.target, name, number)?;
            }
            Action::Split(split) => rearrange::split(description, evidence, &self.target, split, number)?,
            Action::Merge(others) => rearrange::merge(description, evidence, &self.target, others, number)?,
            Action::Set(_) | Action::Add(_) | Action::Remove | Action::Retype(_) | Action::Require(_) => {
                // From behind, so that what is taken out of a list moves nothing that is still to be found.
                for path in open.iter().rev() {
                    edit::edit(&mut tree, path, action)
                        .map_err(|message| failure("target", Code::OVERLAY_TARGET, message))?;
                }
                *description = serde_json::from_value(tree).map_err(|error| {
                    let message = format!("the change makes no description: {error}");
                    failure(action.key(), Code::OVERLAY_TARGET, message)
                })?;
                for path in open {
                    edit::record(evidence, path, action, number);
                }
            }
        }
        Ok(())
    }

    fn check_expected(&self, tree: &Value, path: &FactPath, action: Action<'_>) -> Result<(), Failure> {
        let (part, finding) = match (at(tree, path), &self.expect) {
            (None, None) => return Ok(()),
            // What is added to a list is expected not to be in it, which was looked at.
            (Some(Value::Array(_)), None) if matches!(action, Action::Add(_)) => return Ok(()),
            (Some(found), Some(expected)) if matches(found, expected) => return Ok(()),
            (Some(found), Some(expected)) => (
                "expect",
                Diagnostic::new(Code::OVERLAY_EXPECTED, format!("`{path}` is not what the overlay expects"))
                    .note(format!("expected {expected}"))
                    .note(format!("found {found}"))
                    .help("read the page again: if the documentation has caught up, remove the change")
                    .help("if the page says something new, correct `expect`"),
            ),
            (Some(found), None) => (
                "target",
                Diagnostic::new(
                    Code::OVERLAY_EXPECTED,
                    format!("`{path}` exists, and the change does not expect it"),
                )
                .help(format!("add `expect: {found}`")),
            ),
            (None, Some(_)) => (
                "target",
                Diagnostic::new(Code::OVERLAY_TARGET, format!("`{path}` does not exist"))
                    .help("correct the path, or remove the change if the documentation has caught up"),
            ),
        };
        Err(Failure { part, finding: Box::new(finding) })
    }
}
