//! Which part of a description each line of a client was made of.
//!
//! Lowering knows for every Rust name what it stands for; the formatter decides on which lines it ends up. So names are
//! written down first, and then found again in the finished text, whose layout is our own: items begin in the first column,
//! what they consist of at the first indentation, each after its documentation and attributes.

use std::collections::HashMap;

use docwright_idl::{Description, Diagnostic, FactPath, ShapeKind};

use crate::lower::model::{Client, Field, Item, Operation};
use crate::{Layout, Options, lowered};

/// What the names in a client's files stand for.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// By file, item, and field, variant or method; the latter is empty for the item itself.
    paths: HashMap<(String, String, String), FactPath>,
}

/// Returns what the names in the files of a description's client stand for.
///
/// # Errors
///
/// As [`generate`](crate::generate).
pub fn trace(description: &Description, options: &Options) -> Result<Trace, Vec<Diagnostic>> {
    let (client, _) = lowered(description, options)?;
    let mut trace = Trace::default();
    let root = if options.layout == Layout::Crate { "lib.rs" } else { "mod.rs" };
    trace.add(root, "SERVICE", "", FactPath::new(["service"]));
    trace.types(&client, description);
    for operation in &client.operations {
        trace.operation(operation, description);
    }
    Ok(trace)
}

impl Trace {
    /// Returns for each line of a client's file, named as in [`Generated::files`](crate::Generated::files), what it was made
    /// of; `None` for what every client has.
    pub fn lines<'a>(&'a self, file: &str, text: &str) -> Vec<Option<&'a FactPath>> {
        let mut places = Places::default();
        text.lines().for_each(|line| places.read(line));
        let look_up =
            |item: &str, member: &str| self.paths.get(&(file.to_owned(), item.to_owned(), member.to_owned()));
        let places = places.finish();
        places.iter().map(|(item, member)| look_up(item, member).or_else(|| look_up(item, ""))).collect()
    }

    fn add(&mut self, file: &str, item: &str, member: &str, path: FactPath) {
        self.paths.insert((file.to_owned(), item.to_owned(), member.to_owned()), path);
    }

    fn types(&mut self, client: &Client, description: &Description) {
        for (item, origin) in client.types.iter().zip(&client.origins) {
            let name = item.name().text();
            self.add("types.rs", name, "", origin.clone());
            match &**item {
                Item::Struct(item) => {
                    let keys = members_of(description, origin);
                    self.fields("types.rs", &[name], &origin.join("members"), &keys, &item.fields);
                }
                Item::Enum(item) => {
                    for variant in &item.variants {
                        self.add(
                            "types.rs",
                            name,
                            variant.name.text(),
                            origin.join("enum").join(&variant.value),
                        );
                    }
                }
                Item::Union(item) => {
                    for (variant, key) in item.variants.iter().zip(members_of(description, origin)) {
                        self.add("types.rs", name, variant.name.text(), origin.join("union").join(key));
                    }
                }
                Item::Newtype(_) => {}
            }
        }
    }

    fn operation(&mut self, operation: &Operation, description: &Description) {
        let Some(documented) = description.operations.get(&operation.documented) else { return };
        let path = FactPath::new(["operations", &operation.documented]);
        let file = format!("operations/{}.rs", operation.method.text());
        let (input, output) = (path.join("input"), path.join("output"));
        self.add("client.rs", "Client", operation.method.text(), path.clone());
        self.add(&file, operation.request.text(), "", path.clone());
        self.add(&file, operation.input.name.text(), "", path.clone());
        self.add(&file, operation.output.name.text(), "", path.clone());
        self.add(&file, operation.error.text(), "", path.join("errors"));
        let keys: Vec<&String> = documented.input.keys().collect();
        let items = [operation.request.text(), operation.input.name.text()];
        self.fields(&file, &items, &input, &keys, &operation.input.fields);
        let keys: Vec<&String> = documented.output.keys().collect();
        self.fields(&file, &[operation.output.name.text()], &output, &keys, &operation.output.fields);
        for (variant, error) in operation.errors.iter().zip(&documented.errors) {
            self.add(&file, operation.error.text(), variant.name.text(), FactPath::new(["errors", error]));
        }
    }

    fn fields(&mut self, file: &str, items: &[&str], path: &FactPath, keys: &[&String], fields: &[Field]) {
        for (field, key) in fields.iter().zip(keys.iter().copied()) {
            for item in items {
                self.add(file, item, field.name.text(), path.join(key));
                self.add(file, item, field.setter.text(), path.join(key));
            }
        }
    }
}

/// Returns the names of what a shape or error consists of.
fn members_of<'a>(description: &'a Description, path: &FactPath) -> Vec<&'a String> {
    let members = match path.parts() {
        [kind, name] if kind == "types" => match &description.types.get(name).map(|shape| &shape.kind) {
            Some(ShapeKind::Struct { members, .. } | ShapeKind::Union(members)) => Some(members),
            _ => None,
        },
        [_, name] => description.errors.get(name).map(|error| &error.members),
        _ => None,
    };
    members.into_iter().flat_map(|members| members.keys()).collect()
}

/// The item and member on each line of a file.
#[derive(Debug, Default)]
struct Places {
    places: Vec<(String, String)>,
    item: String,
    member: String,
    /// The first line that belongs to the next item or member: its documentation and attributes.
    pending: Option<usize>,
}

impl Places {
    fn read(&mut self, line: &str) {
        let number = self.places.len();
        let indent = line.len() - line.trim_start().len();
        let text = line.trim_start();
        let leads = text.starts_with("///") || text.starts_with("#[");
        match indent {
            0 if text.is_empty() => {}
            0 if leads => self.begin(number, true),
            0 => {
                if let Some(name) = item_name(text) {
                    (self.item, self.member) = (name, String::new());
                    self.fill(number);
                }
            }
            4 if leads => self.begin(number, false),
            4 => {
                if let Some(name) = member_name(text) {
                    self.member = name;
                    self.fill(number);
                }
            }
            _ => {}
        }
        self.places.push((self.item.clone(), self.member.clone()));
        // What ends in the first column has no member any more.
        if indent == 0 && text.starts_with('}') {
            (self.item, self.member) = (String::new(), String::new());
        }
    }

    fn begin(&mut self, number: usize, is_item: bool) {
        if self.pending.is_none() {
            self.pending = Some(number);
            if is_item {
                self.item.clear();
            }
            self.member.clear();
        }
    }

    /// Gives the lines that led to a name the place of that.
    fn fill(&mut self, number: usize) {
        let from = self.pending.take().unwrap_or(number);
        for place in self.places.iter_mut().skip(from) {
            *place = (self.item.clone(), self.member.clone());
        }
    }

    fn finish(self) -> Vec<(String, String)> {
        self.places
    }
}

/// Returns what a line in the first column declares or implements.
fn item_name(text: &str) -> Option<String> {
    if let Some(call) = text.strip_prefix("docwright_runtime::") {
        let arguments = call.split_once('!')?.1;
        return identifier(arguments.trim_start_matches(['(', '{', ' ']));
    }
    let text = text.strip_prefix("pub ").unwrap_or(text);
    if let Some(rest) = text.strip_prefix("impl") {
        let subject = rest.split_once(" for ").map_or(rest, |(_, subject)| subject);
        return identifier(subject.trim_start());
    }
    ["struct ", "enum ", "type ", "const ", "static ", "fn "]
        .iter()
        .find_map(|kind| identifier(text.strip_prefix(kind)?))
}

/// Returns the field, variant or method that a line at the first indentation begins.
fn member_name(text: &str) -> Option<String> {
    let text = text.strip_prefix("pub(super) ").or_else(|| text.strip_prefix("pub ")).unwrap_or(text);
    let text = text.strip_prefix("async ").unwrap_or(text);
    let text = text.strip_prefix("const ").unwrap_or(text);
    let name = identifier(text.strip_prefix("fn ").unwrap_or(text))?;
    let is_name = text.starts_with("fn ") || {
        let raw = if text.starts_with("r#") { 2 } else { 0 };
        let rest = &text[raw + name.len()..];
        rest.starts_with([':', ',', '(']) || rest.starts_with(" {")
    };
    is_name.then_some(name)
}

fn identifier(text: &str) -> Option<String> {
    let text = text.strip_prefix("r#").unwrap_or(text);
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCK: &str = "
idl: 1
service: { name: clock, protocol: http-json, endpoint: 'https://clock.example.com' }
operations:
  SetAlarm:
    http: { method: POST, path: /alarms }
    input:
      at: { type: timestamp, required: true }
      type: { type: Tone, doc: How it sounds. }
    output:
      alarm: { type: Alarm }
    errors: [NoZone]
types:
  Alarm: { members: { tone: { type: Tone } } }
  Tone: { enum: [bell, horn] }
errors:
  NoZone: { status: 404 }
";

    fn traced(file: &str) -> Vec<(String, Option<String>)> {
        let description: Description = docwright_idl::yaml::read(CLOCK).unwrap();
        let options = Options::default();
        let generated = crate::generate(&description, &options).unwrap();
        let trace = trace(&description, &options).unwrap();
        let text = &generated.files[file];
        let lines = trace.lines(file, text);
        assert_eq!(lines.len(), text.lines().count());
        text.lines()
            .map(str::to_owned)
            .zip(lines.into_iter().map(|path| path.map(ToString::to_string)))
            .collect()
    }

    /// What the first line that contains `part` was made of.
    fn of(lines: &[(String, Option<String>)], part: &str) -> String {
        let (_, path) =
            lines.iter().find(|(line, _)| line.contains(part)).unwrap_or_else(|| panic!("no {part}"));
        path.clone().unwrap_or_default()
    }

    #[test]
    fn each_line_knows_what_it_was_made_of() {
        let types = traced("types.rs");
        assert_eq!(of(&types, "pub struct Alarm"), "types.Alarm");
        assert_eq!(of(&types, "pub tone:"), "types.Alarm.members.tone");
        assert_eq!(of(&types, "The member `tone`"), "types.Alarm.members.tone");
        assert_eq!(of(&types, "Bell,"), "types.Tone.enum.bell");
        assert_eq!(of(&types, "//! The types"), "");
        let operation = traced("operations/set_alarm.rs");
        for (part, expected) in [
            ("pub struct SetAlarm {", "operations.SetAlarm"),
            ("pub fn r#type(", "operations.SetAlarm.input.type"),
            ("How it sounds.", "operations.SetAlarm.input.type"),
            ("self.input.r#type =", "operations.SetAlarm.input.type"),
            ("pub at:", "operations.SetAlarm.input.at"),
            ("pub alarm:", "operations.SetAlarm.output.alarm"),
            ("NoZone(", "errors.NoZone"),
            ("pub fn send(", "operations.SetAlarm"),
        ] {
            assert_eq!(of(&operation, part), expected, "{part}");
        }
        assert_eq!(of(&traced("client.rs"), "pub fn set_alarm"), "operations.SetAlarm");
        assert_eq!(of(&traced("mod.rs"), "SERVICE"), "service");
    }
}
