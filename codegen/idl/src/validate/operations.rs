//! What must hold of operations: their names, labels, errors, paging, waiters and rules.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::Check;
use crate::model::*;
use crate::{Code, Diagnostic, Trail};

/// How many operations are worth a task of their own.
const MIN_SHARE: usize = 64;

impl<'a> Check<'a> {
    pub(super) fn operations(&mut self) {
        let operations = &self.description.operations;
        let mut names = HashMap::with_capacity_and_hasher(operations.len(), FixedState::default());
        let named = operations.iter().map(|(name, operation)| {
            let mut folded = name.to_ascii_lowercase();
            folded.retain(|c| c.is_ascii_alphanumeric());
            (name, names.insert(folded, name), operation)
        });
        let named: Vec<_> = named.collect();
        let found = named.into_par_iter().with_min_len(MIN_SHARE).flat_map_iter(|(name, like, operation)| {
            let mut check = Check { description: self.description, problems: Vec::new() };
            check.named(name, like, operation);
            check.problems
        });
        self.problems.par_extend(found);
    }

    /// Checks an operation, and that it is not called like another one.
    fn named(&mut self, name: &str, like: Option<&String>, operation: &'a Operation) {
        let outer = Trail::new("operations");
        let path = outer.join(name);
        self.name(&path, name);
        if let Some(other) = like {
            let message = format!("operations `{other}` and `{name}` differ in case or punctuation alone");
            let finding = Diagnostic::new(Code::DUPLICATE_OPERATION, message);
            self.report(&path, finding.help("rename one in overlay.yaml"));
        }
        self.operation(&path, operation);
    }

    fn operation(&mut self, path: &Trail<'_>, operation: &'a Operation) {
        self.members(&path.join("input"), &operation.input);
        self.members(&path.join("output"), &operation.output);
        if let Some(http) = &operation.http {
            self.labels(path, http, &operation.input);
        }
        self.rules(&path.join("rules"), &operation.rules, &operation.input);
        for (index, error) in operation.errors.iter().enumerate() {
            if !self.description.errors.contains_key(error) {
                let finding = Diagnostic::new(
                    Code::DANGLING_ERROR,
                    format!("error `{error}` is not described"),
                )
                .help(format!(
                    "describe it under `errors`, or remove it: `errors: {{ {error}: {{ status: … }} }}`"
                ));
                self.report(&path.join("errors").join(&index.to_string()), finding);
            }
        }
        let docs = operation.error_docs.keys().map(|error| ("error_docs", error));
        let media = operation.error_media.keys().map(|error| ("error_media", error));
        for (part, error) in docs.chain(media).filter(|(_, error)| !operation.errors.contains(error)) {
            let message = format!("`{error}` is none of the operation's errors");
            let finding =
                Diagnostic::new(Code::DANGLING_ERROR, message).help("add it to `errors`, or remove it");
            self.report(&path.join(part).join(error), finding);
        }
        if let Some(pagination) = &operation.pagination {
            let path = path.join("pagination");
            let input = [
                ("input_token", Some(&pagination.input_token)),
                ("page_size", pagination.page_size.as_ref()),
            ];
            let output = [
                ("output_token", Some(&pagination.output_token)),
                ("items", pagination.items.as_ref()),
                ("more_results", pagination.more_results.as_ref()),
            ];
            for (part, member) in input {
                self.resolves(&path.join(part), member, &operation.input, "input");
            }
            for (part, member) in output {
                self.resolves(&path.join(part), member, &operation.output, "output");
            }
            let further = path.join("further_tokens");
            for (input, output) in &pagination.further_tokens {
                let path = further.join(input);
                self.resolves(&path, Some(input), &operation.input, "input");
                self.resolves(&path, Some(output), &operation.output, "output");
            }
        }
        let waiters = path.join("waiters");
        for (name, waiter) in &operation.waiters {
            let (waiter_path, states) = (waiters.join(name), &waiter.states);
            self.name(&waiter_path, name);
            for (index, state) in states.iter().enumerate() {
                let (index, path) = (index.to_string(), waiter_path.join("states"));
                self.waiter_state(&path.join(&index), state, &operation.output);
            }
        }
    }

    /// Checks that a state is told by one thing, which there is.
    fn waiter_state(&mut self, path: &Trail<'_>, state: &WaiterState, output: &'a Map<Member>) {
        let WaiterState { then: _, member, equals, any, error, status } = state;
        let tells = [member.is_some(), error.is_some(), status.is_some()];
        let is_whole = member.is_some() == equals.is_some() && (member.is_some() || !any);
        if tells.into_iter().filter(|tell| *tell).count() != 1 || !is_whole {
            let message = "a state is told by one of: a member and what it equals, an error, a status";
            return self.report(path, Diagnostic::new(Code::MISPLACED, message));
        }
        let Some(wanted) = member else { return };
        let mut members = Some(output);
        for part in wanted.split('.').map(|part| part.trim_end_matches("[]")) {
            let Some(member) = members.and_then(|members| members.get(part)) else {
                let finding =
                    Diagnostic::new(Code::DANGLING_MEMBER, format!("`{wanted}` is no output member"))
                        .note(format!("`{part}` is not described"));
                return self.report(&path.join("member"), finding);
            };
            members = self.description.members_within(&member.r#type);
        }
    }

    /// Checks that each label of a path has a member that travels there, and each such member a label.
    fn labels(&mut self, path: &Trail<'_>, http: &Http, input: &Map<Member>) {
        let within_host: Vec<_> = http.host_prefix.iter().flat_map(|prefix| labels_of(prefix)).collect();
        let labels: Vec<_> = labels_of(&http.path).chain(within_host.iter().copied()).collect();
        for label in &labels {
            let bound = input.iter().any(|(name, member)| {
                let wire = member.name.as_ref().unwrap_or(name);
                match member.r#in {
                    Some(Location::Path | Location::Host) => wire == label,
                    // What stands in the host name may travel elsewhere, too.
                    _ => within_host.contains(label) && (name == label || wire == label),
                }
            });
            if !bound {
                let finding = Diagnostic::new(
                    Code::PATH_LABEL,
                    format!("no input member fills the label `{{{label}}}`"),
                )
                .help(format!("add `{label}: {{ type: string, required: true, in: path }}` to the input"));
                self.report(&path.join("http").join("path"), finding);
            }
        }
        for (name, member) in input {
            let wire = member.name.as_ref().unwrap_or(name);
            if member.r#in == Some(Location::Path) && !labels.contains(&wire.as_str()) {
                let message = format!("`{name}` travels in the path, which has no label `{{{wire}}}`");
                self.report(&path.join("input").join(name), Diagnostic::new(Code::PATH_LABEL, message));
            }
        }
    }

    fn resolves(&mut self, path: &Trail<'_>, wanted: Option<&String>, members: &'a Map<Member>, side: &str) {
        let Some(wanted) = wanted else { return };
        let mut members = Some(members);
        for (index, part) in parts_of(wanted, members).enumerate() {
            match members.and_then(|members| members.get(part)) {
                Some(member) => {
                    members =
                        member.r#type.shape().and_then(|name| self.description.types.get(name)).and_then(
                            |shape| match &shape.kind {
                                ShapeKind::Struct { members, .. } => Some(members),
                                _ => None,
                            },
                        );
                }
                None => {
                    let finding =
                        Diagnostic::new(Code::DANGLING_MEMBER, format!("`{wanted}` is no {side} member"))
                            .note(format!("part {} of it, `{part}`, is not described", index + 1));
                    return self.report(path, finding);
                }
            }
        }
    }

    pub(super) fn rules(&mut self, path: &Trail<'_>, rules: &[MemberRule], members: &Map<Member>) {
        for (index, rule) in rules.iter().enumerate() {
            for member in rule.members() {
                if !members.contains_key(member) {
                    let finding = Diagnostic::new(
                        Code::DANGLING_MEMBER,
                        format!("the rule names `{member}`, which is no member"),
                    );
                    self.report(&path.join(&index.to_string()), finding);
                }
            }
        }
    }
}

/// Returns the names of the labels of a path template, without the mark of a greedy one.
pub fn labels_of(template: &str) -> impl Iterator<Item = &str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(label, _)| label.trim_end_matches('+'))
}

/// Splits a member path at its dots, unless a member has the whole path as its name.
fn parts_of<'a>(path: &'a str, members: Option<&Map<Member>>) -> impl Iterator<Item = &'a str> {
    let whole = members.is_some_and(|members| members.contains_key(path));
    path.split(move |c| c == '.' && !whole)
}
