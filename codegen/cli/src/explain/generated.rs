//! Which declaration a line of generated code belongs to.

use docwright_rust::Origin;

/// A declaration in generated code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Declaration {
    /// The struct, enum or impl.
    pub(super) item: String,
    /// The field, variant or method.
    pub(super) member: Option<String>,
}

/// Returns the declaration that a line, counted from 1, belongs to: documentation and attributes belong to what follows
/// them, bodies to what they are of.
pub(super) fn declaration(source: &str, number: usize) -> Option<Declaration> {
    let lines: Vec<&str> = source.lines().collect();
    let mut at = number.checked_sub(1).filter(|index| *index < lines.len())?;
    while lines.get(at).is_some_and(|line| is_before(line)) {
        at += 1;
    }
    let mut indent = usize::MAX;
    let mut member = None;
    for line in lines.get(..=at)?.iter().rev().filter(|line| !line.trim().is_empty()) {
        let here = line.len() - line.trim_start().len();
        let text = line.trim();
        // What stands further in, or beside, holds nothing; a closing bracket ends what the line is not in.
        if here >= indent || text.starts_with(['}', ')', ']']) && indent != usize::MAX {
            continue;
        }
        if let Some(item) = item(text) {
            return Some(Declaration { item, member });
        }
        if let Some(name) = member_name(text) {
            member = Some(name);
        }
        indent = here;
    }
    None
}

fn is_before(line: &str) -> bool {
    let text = line.trim();
    text.starts_with("///") || text.starts_with("#[") || text.is_empty()
}

/// Returns the name of the item that a line opens or is.
fn item(text: &str) -> Option<String> {
    let text = text.strip_prefix("pub ").unwrap_or(text);
    let named = text.strip_prefix("struct ").or_else(|| text.strip_prefix("enum "));
    let implemented = text.strip_prefix("impl").map(|rest| match rest.rsplit_once(" for ") {
        Some((_, name)) => name,
        None => rest.trim_start(),
    });
    name(named.or(implemented.filter(|_| text.ends_with('{')))?)
}

/// Returns the name of the field, variant or method that a line opens or is.
fn member_name(text: &str) -> Option<String> {
    let text = text.strip_prefix("pub ").unwrap_or(text);
    let text = text.strip_prefix("async ").unwrap_or(text);
    if let Some(function) = text.strip_prefix("fn ") {
        return name(function);
    }
    let found = name(text)?;
    let rest = text.trim_start_matches("r#").strip_prefix(found.as_str())?;
    (rest.starts_with(": ") || rest.starts_with('(') || rest == ",").then_some(found)
}

fn name(text: &str) -> Option<String> {
    let text = text.trim_start_matches("r#");
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// Returns what a declaration stands for; what holds it, if it stands for nothing itself.
pub(super) fn origins<'o>(origins: &'o [Origin], declaration: &Declaration) -> Vec<&'o Origin> {
    let of_item = || origins.iter().filter(|origin| origin.item == declaration.item);
    let exact: Vec<&Origin> = of_item().filter(|origin| origin.member == declaration.member).collect();
    if exact.is_empty() { of_item().filter(|origin| origin.member.is_none()).collect() } else { exact }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
/// A request.
#[derive(Clone)]
pub struct GetTime {
    client: Client,
}

impl GetTime {
    /// The zone.
    pub fn zone(mut self, zone: impl Into<String>) -> Self {
        self.input.zone = Some(zone.into());
        self
    }
}

pub struct GetTimeInput {
    /// The kind.
    #[serde(rename = \"Type\")]
    pub r#type: Option<String>,
}

pub enum GetTimeError {
    /// It is late.
    Late(ServiceError),
    Unknown,
}
";

    #[test]
    fn a_line_belongs_to_the_nearest_declaration() {
        let of = |line: usize| {
            let found = declaration(SOURCE, line).unwrap();
            format!("{}.{}", found.item, found.member.unwrap_or_default())
        };
        for (lines, expected) in [
            ([1, 3], "GetTime."),
            ([8, 10], "GetTime.zone"),
            ([16, 18], "GetTimeInput.type"),
            ([22, 23], "GetTimeError.Late"),
            ([24, 24], "GetTimeError.Unknown"),
        ] {
            assert_eq!([of(lines[0]), of(lines[1])], [expected, expected]);
        }
        assert_eq!(declaration(SOURCE, 99), None);
    }
}
