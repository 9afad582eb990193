//! One namespace of generated code: every name in it gets its Rust form, and no two get the same.

use std::collections::{HashMap, HashSet};

use docwright_idl::{Code, Diagnostic};

use super::case::Case;
use super::{Name, is_device};

/// What is named, and the rules for its names.
#[derive(Debug)]
pub(crate) struct Kind {
    case: Case,
    /// What is added to a name that cannot stand alone: before one that begins with a digit, and before or after a
    /// reserved one.
    noun: &'static str,
    noun_first: bool,
    /// Names that mean something else where the generated one would stand.
    reserved: &'static [&'static str],
    /// Further names that each name brings along, by their suffix.
    derived: &'static [&'static str],
    /// Whether a file is called so too, which not every name allows.
    names_files: bool,
}

impl Kind {
    /// Structs, enums and unions; reserved is what `types.rs` uses by its bare name.
    pub(crate) const TYPE: Self = Self {
        case: Case::Camel,
        noun: "Type",
        noun_first: false,
        reserved: &[
            "BTreeMap",
            "Blob",
            "Box",
            "Default",
            "Deserialize",
            "Document",
            "Err",
            "From",
            "Into",
            "IntoIterator",
            "None",
            "Number",
            "Ok",
            "Option",
            "Result",
            "Self",
            "Serialize",
            "Some",
            "String",
            "Timestamp",
            "Vec",
        ],
        derived: &[],
        names_files: false,
    };

    /// Requests, with their inputs, outputs and errors; reserved is what an operation's file uses by its bare name.
    pub(crate) const REQUEST: Self = Self {
        case: Case::Camel,
        noun: "Call",
        noun_first: false,
        reserved: &[
            "BTreeMap",
            "Blob",
            "Box",
            "ByteStream",
            "Call",
            "Client",
            "ClientError",
            "Default",
            "Deserialize",
            "Document",
            "Err",
            "EventStream",
            "Failure",
            "From",
            "Into",
            "IntoIterator",
            "Items",
            "Method",
            "None",
            "Number",
            "Ok",
            "Operation",
            "OperationInfo",
            "Option",
            "Pages",
            "Paginated",
            "PaginatedItems",
            "RequestEncoder",
            "Response",
            "Result",
            "Self",
            "Serialize",
            "ServiceError",
            "Some",
            "String",
            "Timestamp",
            "ToString",
            "Unhandled",
            "Vec",
            "Violation",
        ],
        derived: &["Input", "Output", "Error"],
        names_files: false,
    };

    /// Methods of the client, which also name an operation's file; reserved is what the client has itself, and
    /// `mod.rs`.
    pub(crate) const METHOD: Self = Self {
        case: Case::Snake,
        noun: "call",
        noun_first: true,
        reserved: &["builder", "clone", "crate", "from", "into", "mod", "new", "self", "send", "super"],
        derived: &[],
        names_files: true,
    };

    /// Members of structs.
    pub(crate) const FIELD: Self = Self {
        case: Case::Snake,
        noun: "value",
        noun_first: false,
        reserved: &["crate", "self", "super"],
        derived: &[],
        names_files: false,
    };

    /// Setters of structs: what the struct has itself, and what Clippy takes for an operator's trait.
    pub(crate) const SETTER: Self = Self {
        case: Case::Snake,
        noun: "set",
        noun_first: true,
        reserved: &[
            "add", "bitand", "bitor", "bitxor", "clone", "default", "div", "into", "mul", "neg", "new",
            "not", "rem", "shl", "shr", "sub", "validate",
        ],
        derived: &[],
        names_files: false,
    };

    /// Setters of requests: as of structs, and what a request has itself.
    pub(crate) const REQUEST_SETTER: Self = Self {
        reserved: &[
            "add",
            "bitand",
            "bitor",
            "bitxor",
            "clone",
            "default",
            "div",
            "input",
            "into",
            "into_input",
            "items",
            "mul",
            "neg",
            "new",
            "not",
            "pages",
            "rem",
            "send",
            "shl",
            "shr",
            "sub",
            "validate",
        ],
        ..Self::SETTER
    };

    /// Variants of enums and unions.
    pub(crate) const VARIANT: Self = Self {
        case: Case::Camel,
        noun: "Value",
        noun_first: false,
        reserved: &["Self", "Unknown"],
        derived: &[],
        names_files: false,
    };

    /// Variants of an operation's error enum.
    pub(crate) const ERROR: Self = Self {
        case: Case::Camel,
        noun: "Error",
        noun_first: false,
        reserved: &["Client", "Self", "Unhandled"],
        derived: &[],
        names_files: false,
    };

    /// Returns the Rust form of a documented name, as far as it depends on that name alone.
    fn form(&self, name: String) -> String {
        let digit = name.starts_with(|c: char| c.is_ascii_digit());
        if !digit && !self.reserves(&name) {
            return name;
        }
        let joint = if self.case == Case::Snake { "_" } else { "" };
        if digit || self.noun_first {
            format!("{}{joint}{name}", self.noun)
        } else {
            format!("{name}{joint}{}", self.noun)
        }
    }

    fn reserves(&self, name: &str) -> bool {
        self.reserved.binary_search(&name).is_ok() || (self.names_files && is_device(name))
    }

    /// Returns the name with a number that tells it apart.
    fn numbered(&self, name: &str, number: usize) -> String {
        let joint =
            if self.case == Case::Snake || name.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
        format!("{name}{joint}{number}")
    }
}

/// A namespace that fills up.
#[derive(Debug)]
pub(crate) struct Scope<'n> {
    kind: &'static Kind,
    /// Where the names stand, for the notes.
    place: String,
    taken: HashSet<String>,
    /// The last number given to a name.
    numbers: HashMap<String, usize>,
    notes: &'n mut Vec<Diagnostic>,
}

impl<'n> Scope<'n> {
    /// Returns an empty namespace; `place` says in notes whose names these are.
    pub(crate) fn new(kind: &'static Kind, place: impl Into<String>, notes: &'n mut Vec<Diagnostic>) -> Self {
        Self { kind, place: place.into(), taken: HashSet::new(), numbers: HashMap::new(), notes }
    }

    /// Marks Rust names as taken.
    pub(crate) fn occupy(&mut self, names: impl IntoIterator<Item = String>) {
        self.taken.extend(names);
    }

    /// Returns the Rust names of documented names, in the same order.
    ///
    /// Where two would become one, a name that begins with a letter or a digit goes before one that does not, and
    /// else the earlier before the later. What comes too late has its punctuation spelled out, or gets a number,
    /// and a note (`DW0403`).
    pub(crate) fn settle<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> Vec<Name> {
        let names: Vec<&str> = names.into_iter().collect();
        let mut settled = vec![None; names.len()];
        let plain_first = |wanted: bool| {
            let names = names.iter().enumerate();
            names.filter(move |(_, name)| name.starts_with(|c: char| c.is_ascii_alphanumeric()) == wanted)
        };
        for (index, name) in plain_first(true).chain(plain_first(false)) {
            settled[index] = Some(self.add(name));
        }
        settled.into_iter().flatten().collect()
    }

    fn add(&mut self, documented: &str) -> Name {
        let kind = self.kind;
        let plain = Some(kind.case.plain(documented)).filter(|plain| !plain.is_empty());
        let spelled = || kind.form(kind.case.spelled(documented));
        let wanted = plain.map_or_else(spelled, |plain| kind.form(plain));
        let name = if self.take(&wanted) {
            wanted
        } else {
            let spelled = spelled();
            let name = if self.take(&spelled) { spelled } else { self.number(&wanted) };
            self.notes.push(
                Diagnostic::new(
                    Code::NAME_COLLISION,
                    format!(
                        "`{documented}` would become `{wanted}` in {}, which is another name",
                        self.place
                    ),
                )
                .note(format!("it is `{name}` in Rust")),
            );
            name
        };
        Name(name)
    }

    /// Takes a name and all that it brings along, if they are free.
    fn take(&mut self, name: &str) -> bool {
        let derived = self.kind.derived.iter().map(|suffix| format!("{name}{suffix}"));
        let names: Vec<String> = std::iter::once(name.to_owned()).chain(derived).collect();
        let free = !names.iter().any(|name| self.taken.contains(name) || self.kind.reserves(name));
        if free {
            self.taken.extend(names);
        }
        free
    }

    fn number(&mut self, name: &str) -> String {
        loop {
            let number = self.numbers.entry(name.to_owned()).or_insert(1);
            *number += 1;
            let numbered = self.kind.numbered(name, *number);
            if self.take(&numbered) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [&Kind; 8] = [
        &Kind::TYPE,
        &Kind::REQUEST,
        &Kind::METHOD,
        &Kind::FIELD,
        &Kind::SETTER,
        &Kind::REQUEST_SETTER,
        &Kind::VARIANT,
        &Kind::ERROR,
    ];

    fn settle(kind: &'static Kind, names: &[&str]) -> (Vec<String>, usize) {
        let mut notes = Vec::new();
        let settled = Scope::new(kind, "a test", &mut notes).settle(names.iter().copied());
        (settled.iter().map(Name::to_string).collect(), notes.len())
    }

    #[test]
    fn reserved_names_are_sorted() {
        assert!(KINDS.iter().all(|kind| kind.reserved.is_sorted()));
    }

    #[test]
    fn one_name_alone() {
        for (kind, name, expected) in [
            (&Kind::TYPE, "Option", "OptionType"),
            (&Kind::TYPE, "string", "StringType"),
            (&Kind::TYPE, "Client", "Client"),
            (&Kind::TYPE, "2xx", "Type2xx"),
            (&Kind::REQUEST, "operation", "OperationCall"),
            (&Kind::METHOD, "Clone", "call_clone"),
            (&Kind::METHOD, "Move", "r#move"),
            (&Kind::METHOD, "Mod", "call_mod"),
            (&Kind::METHOD, "Gen", "r#gen"),
            (&Kind::METHOD, "COM1", "call_com1"),
            (&Kind::FIELD, "con", "con"),
            (&Kind::FIELD, "type", "r#type"),
            (&Kind::FIELD, "self", "self_value"),
            (&Kind::FIELD, "5xxErrors", "value_5xx_errors"),
            (&Kind::FIELD, "_links", "links"),
            (&Kind::SETTER, "new", "set_new"),
            (&Kind::SETTER, "default", "set_default"),
            (&Kind::REQUEST_SETTER, "send", "set_send"),
            (&Kind::VARIANT, "unknown", "UnknownValue"),
            (&Kind::VARIANT, "2xx", "Value2xx"),
            (&Kind::VARIANT, "Self", "SelfValue"),
            (&Kind::VARIANT, "", "Empty"),
            (&Kind::VARIANT, "*", "Star"),
            (&Kind::ERROR, "Unhandled", "UnhandledError"),
            (&Kind::ERROR, "404", "Error404"),
        ] {
            assert_eq!(settle(kind, &[name]), (vec![expected.to_owned()], 0), "{name}");
        }
    }

    #[test]
    fn names_that_become_one_are_told_apart() {
        for (kind, names, expected) in [
            (&Kind::FIELD, ["jobID", "job_id", "JobId"], ["job_id", "job_underscore_id", "job_id_2"]),
            (
                &Kind::FIELD,
                ["_links", "links", "__links"],
                ["underscore_links", "links", "underscore_underscore_links"],
            ),
            (&Kind::VARIANT, ["kb", "KB", "Kb"], ["Kb", "Kb2", "Kb3"]),
            (&Kind::VARIANT, ["+1", "-1", "1"], ["Plus1", "Minus1", "Value1"]),
            (&Kind::VARIANT, ["v1", "V1", "V1_2"], ["V1", "V1_2", "V12"]),
            (&Kind::TYPE, ["Option", "OptionType", "option"], ["OptionType", "OptionType2", "OptionType3"]),
        ] {
            let (settled, _) = settle(kind, &names);
            assert_eq!(settled, expected, "{names:?}");
        }
        assert_eq!(settle(&Kind::FIELD, &["jobID", "jobId"]).1, 1);
    }

    #[test]
    fn a_request_needs_the_names_of_its_input_output_and_error() {
        let (settled, notes) = settle(&Kind::REQUEST, &["Get", "GetInput", "Client"]);
        assert_eq!((settled, notes), (vec!["Get".into(), "GetInput2".into(), "ClientCall".into()], 1));
    }

    #[test]
    fn many_equal_names_take_linear_time() {
        let names: Vec<String> = (0..20_000).map(|n| format!("x{}", "_".repeat(n % 2))).collect();
        let (settled, _) = settle(&Kind::FIELD, &names.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(settled.iter().collect::<HashSet<_>>().len(), names.len());
    }
}
