//! Checks that a description makes sense as a whole: what serde cannot see one value at a time.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

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

    fn operations(&mut self) {
        let count = self.description.operations.len();
        let mut names = HashMap::with_capacity_and_hasher(count, FixedState::default());
        for (name, operation) in &self.description.operations {
            let outer = Trail::new("operations");
            let path = outer.join(name);
            self.name(&path, name);
            let mut folded = name.to_ascii_lowercase();
            folded.retain(|c| c.is_ascii_alphanumeric());
            if let Some(other) = names.insert(folded, name) {
                let message =
                    format!("operations `{other}` and `{name}` differ in case or punctuation alone");
                self.report(
                    &path,
                    Diagnostic::new(Code::DUPLICATE_OPERATION, message).help("rename one in overlay.yaml"),
                );
            }
            self.operation(&path, operation);
        }
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

    fn rules(&mut self, path: &Trail<'_>, rules: &[MemberRule], members: &Map<Member>) {
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
mod tests {
    use super::*;

    fn findings(body: &str) -> Vec<String> {
        let text = format!("idl: 1\nservice: {{ name: a }}\n{body}");
        match read_valid("api.yaml", &text) {
            Ok(_) => Vec::new(),
            Err(findings) => {
                findings.iter().map(|finding| format!("{} {}", finding.code, finding.snippets[0])).collect()
            }
        }
    }

    #[test]
    fn services_have_names_in_kebab_case() {
        for name in ["a", "aws-drs", "s3", "a-2-b", &"a".repeat(64)] {
            assert!(is_service_name(name), "{name}");
        }
        for name in ["", "-a", "a-", "a--b", "A", "a_b", "2a", "../a", "a/b", "ä", &"a".repeat(65)] {
            assert!(!is_service_name(name), "{name}");
        }
    }

    #[test]
    fn each_rule_finds_its_fault_at_its_place() {
        let cases = [
            ("operations: { A: { input: { x: { type: Missing } } } }", "DW0202 api.yaml:3:34"),
            ("operations: { A: { input: { x: { type: [Missing] } } } }", "DW0202 api.yaml:3:41"),
            ("operations: { A: { input: { x: { type: string, length: 9..2 } } } }", "DW0203 api.yaml:3:48"),
            (
                "operations: { A: { input: { x: { type: [string], items: '-1..2' } } } }",
                "DW0203 api.yaml:3:50",
            ),
            ("operations: { A: { http: { method: GET, path: '/x/{id}' } } }", "DW0204 api.yaml:3:41"),
            (
                "operations: { A: { http: { method: GET, path: /x }, input: { id: { type: string, in: path } } } }",
                "DW0204 api.yaml:3:62",
            ),
            ("operations: { getX: {}, GetX: {} }", "DW0205 api.yaml:3:25"),
            (
                "operations: { A: { pagination: { input_token: t, output_token: u } } }",
                "DW0206 api.yaml:3:34",
            ),
            (
                "operations: { A: { input: { t: string }, output: { u: string }, pagination: { input_token: t, output_token: u, further_tokens: { x: u } } } }",
                "DW0206 api.yaml:3:130",
            ),
            (
                "operations: { A: { input: { t: string }, output: { u: string }, pagination: { input_token: t, output_token: u, further_tokens: { t: x } } } }",
                "DW0206 api.yaml:3:130",
            ),
            (
                "operations: { A: { rules: [{ exclusive: [x, y] }], input: { x: { type: string } } } }",
                "DW0206 api.yaml:3:28",
            ),
            (
                "operations: { A: { output: { x: string }, waiters: { W: { states: [{ then: success, member: y, equals: z }] } } } }",
                "DW0206 api.yaml:3:85",
            ),
            (
                "operations: { A: { output: { x: string }, waiters: { W: { states: [{ then: success, member: x }] } } } }",
                "DW0209 api.yaml:3:68",
            ),
            (
                "operations: { A: { waiters: { W: { states: [{ then: retry, error: E, status: 404 }] } } } }",
                "DW0209 api.yaml:3:45",
            ),
            ("operations: { A: { errors: [Gone] } }", "DW0207 api.yaml:3:29"),
            ("operations: { A: { error_docs: { Gone: It is. } } }", "DW0207 api.yaml:3:34"),
            ("operations: { A: { error_media: { Gone: ~ } } }", "DW0207 api.yaml:3:35"),
            ("types: { A: { members: { a: { type: A, required: true } } } }", "DW0210 api.yaml:3:10"),
            ("types: { A: { enum: [x, x] } }", "DW0208 api.yaml:3:25"),
            ("errors: { A: { type: string, members: { a: { type: string } } } }", "DW0209 api.yaml:3:11"),
            ("types: { A: { map: { key: [string], value: string } } }", "DW0209 api.yaml:3:22"),
        ];
        let missed: Vec<_> = cases
            .into_iter()
            .map(|(body, expected)| (expected, findings(body)))
            .filter(|(expected, found)| !found.iter().any(|finding| finding == expected))
            .collect();
        assert!(missed.is_empty(), "expected, found: {missed:#?}");
    }

    #[test]
    fn what_makes_sense_has_no_findings() {
        let body = "operations:
  A:
    http: { method: GET, path: '/x/{id}/{rest+}:go' }
    input: { id: { type: string, in: path }, other: { type: string, in: path, name: rest }, after: { type: string, in: query } }
    output: { paging: { type: P }, items: { type: [T] } }
    pagination: { input_token: after, output_token: paging.after, further_tokens: { id: paging.after }, items: items }
    waiters: { W: { states: [{ then: success, member: 'items[].children.name', equals: x, any: true }] } }
types:
  P: { members: { after: { type: string } } }
  T: { members: { children: { type: [T], required: true }, parent: { type: T }, name: string } }
";
        assert_eq!(findings(body), Vec::<String>::new());
    }
}
