//! Documented examples as exchanges: what is sent, and what comes back.

use std::sync::Arc;

use docwright_idl::{Example, ExamplePart};
use foldhash::{HashMap, HashMapExt};
use serde_json::Value;

use super::Lowering;
use super::example::Fitting;
use super::model::{Exchange, Operation};
use crate::Layout;
use crate::names::{Kind, Name, Scope};

/// The status of success, where none is documented.
const OK: u16 = 200;

impl Lowering<'_> {
    /// Returns an exchange for each documented response, and one for each documented request that no response belongs to. A
    /// request belongs to the response of the same name.
    ///
    /// They stand behind a cargo feature, which a module cannot have.
    pub(super) fn exchanges(
        &mut self,
        examples: &[Vec<Fitting<'_>>],
        operations: &[Arc<Operation>],
    ) -> Vec<Exchange> {
        if self.layout == Layout::Module {
            return Vec::new();
        }
        let mut names: Vec<String> = Vec::new();
        let mut exchanges: Vec<Exchange> = Vec::new();
        for (index, (examples, lowered)) in examples.iter().zip(operations).enumerate() {
            for (request, response) in pairs(examples) {
                let shown = request.or(response).and_then(|example| example.name.as_deref());
                let status = response.and_then(|example| example.status).or(lowered.status).unwrap_or(OK);
                names.push(format!(
                    "{} {}",
                    lowered.method.text(),
                    shown.map_or_else(|| status.to_string(), str::to_owned)
                ));
                exchanges.push(Exchange {
                    name: lowered.method.clone(),
                    operation: index,
                    documented: shown.map(str::to_owned),
                    request: request.map(|example| text(&example.body)),
                    status,
                    is_json: response.is_some_and(|example| !example.body.is_string()),
                    answer: response.map(|example| text(&example.body)),
                });
            }
        }
        let names = told_apart(&names, &exchanges);
        let names: Vec<Name> = Scope::new(&Kind::METHOD, "the documented exchanges", &mut self.findings)
            .settle(names.iter().map(String::as_str));
        for (exchange, name) in exchanges.iter_mut().zip(names) {
            exchange.name = name;
        }
        exchanges
    }
}

/// Returns the names with what tells apart those that are there more than once: the status, then a number.
fn told_apart(names: &[String], exchanges: &[Exchange]) -> Vec<String> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let repeats = |name: &String| names.iter().filter(|other| *other == name).count() > 1;
    let mut apart = Vec::new();
    for (name, exchange) in names.iter().zip(exchanges) {
        let name = match repeats(name) && exchange.documented.is_some() {
            true => format!("{name} {}", exchange.status),
            false => name.clone(),
        };
        let count = taken.entry(name.clone()).or_default();
        *count += 1;
        apart.push(if *count > 1 { format!("{name} number {count}") } else { name });
    }
    apart
}

/// Returns the examples of an operation, requests with responses.
fn pairs<'d>(examples: &[Fitting<'d>]) -> Vec<(Option<&'d Example>, Option<&'d Example>)> {
    let of = |part| examples.iter().map(|it| it.example).filter(move |example| example.of == part);
    let success = of(ExamplePart::Response)
        .find(|example| example.status.is_none_or(|status| (200..300).contains(&status)));
    let same_name = |a: &Example, b: &Example| a.name.is_some() && a.name == b.name;
    let answered = of(ExamplePart::Response).map(|response| {
        (of(ExamplePart::Request).find(|request| same_name(request, response)), Some(response))
    });
    let is_answered =
        |request: &&Example| of(ExamplePart::Response).any(|response| same_name(request, response));
    let others = of(ExamplePart::Request).filter(|request| !is_answered(request));
    answered.chain(others.map(|request| (Some(request), success))).collect()
}

/// Returns a body as it travels.
fn text(body: &Value) -> String {
    body.as_str().map_or_else(|| body.to_string(), str::to_owned)
}
