//! How one waits for what an operation reports, in Rust's names.

use docwright_idl::{
    Code, Diagnostic, ErrorShape, Operation as Documented, Waiter as DocumentedWaiter, WaiterOutcome,
    WaiterState,
};

use super::Lowering;
use super::error::{error_code, guessed_code};
use super::model::{Acceptor, Condition, ErrorMatch, Item, Operation, Protocol, Type, Waiter};
use super::view::View;
use crate::docs::{Docs, code};
use crate::names::{Kind, Scope};

/// The seconds between two calls where none are documented.
const DELAY: u32 = 5;
/// The calls after which a waiter gives up where none are documented.
const MAX_ATTEMPTS: u32 = 60;

impl Lowering<'_> {
    /// Returns the waiters of an operation; reports states that there is no Rust for.
    pub(super) fn waiters(&mut self, documented: &Documented, operation: &Operation) -> Vec<Waiter> {
        if documented.waiters.is_empty() {
            return Vec::new();
        }
        let place = format!("the request of {}", operation.documented);
        let mut scope = Scope::new(&Kind::REQUEST_SETTER, place, &mut self.findings);
        scope.occupy(operation.input.fields.iter().map(|field| field.setter.to_string()));
        let wanted = Vec::from_iter(documented.waiters.keys().map(|name| format!("until {name}")));
        let methods = scope.settle(wanted.iter().map(String::as_str));
        let mut waiters = Vec::new();
        for ((name, waiter), method) in documented.waiters.iter().zip(methods) {
            let mut acceptors = Vec::new();
            for (index, state) in waiter.states.iter().enumerate() {
                let states =
                    States { view: &self.view, protocol: self.protocol.as_ref(), documented, operation };
                match states.condition(state) {
                    Ok(on) => acceptors.push(Acceptor { on, then: state.then }),
                    Err(reason) => {
                        let place =
                            format!("operations.{}.waiters.{name}.states.{index}", operation.documented);
                        let help = "correct it in overlay.yaml, or remove all states: then callers say what an answer means";
                        let finding = Diagnostic::new(Code::UNSUPPORTED, format!("`{place}`: {reason}"));
                        self.findings.push(finding.help(help));
                    }
                }
            }
            waiters.push(Waiter {
                documented: name.clone(),
                docs: docs(name, waiter),
                method,
                delay: waiter.delay.unwrap_or(DELAY),
                max_attempts: waiter.max_attempts.unwrap_or(MAX_ATTEMPTS),
                acceptors,
                is_told: waiter.is_told(),
            });
        }
        waiters
    }
}

/// Understands the states of an operation's waiters.
#[derive(Clone, Copy, Debug)]
struct States<'a> {
    view: &'a View<'a>,
    protocol: Option<&'a Protocol>,
    documented: &'a Documented,
    operation: &'a Operation,
}

impl States<'_> {
    fn condition(self, state: &WaiterState) -> Result<Condition, &'static str> {
        match state {
            WaiterState { member: Some(member), equals: Some(expected), any, .. } => {
                let (documented, fields) = (&self.documented.output, &self.operation.output.fields);
                let found = self.view.values(member, documented, fields);
                let (path, found) = found.ok_or("its member stands in a union, or in a list of itself")?;
                if !self.is_text(found) {
                    return Err("its member is neither a text, a whole number, a boolean nor an enum");
                }
                Ok(Condition::Values { path, expected: expected.clone(), any: *any })
            }
            WaiterState { status: Some(status), .. } => Ok(Condition::Status(*status)),
            WaiterState { error: Some(name), .. } => self.error(name),
            _ => Err("nothing tells it"),
        }
    }

    /// Returns what tells an error: the operation's variant if it is one of its errors, by name or by code, and else the codes
    /// that it may have.
    fn error(self, name: &str) -> Result<Condition, &'static str> {
        let Operation { errors, matches, .. } = self.operation;
        let of_code = |tell: &&ErrorMatch| tell.code.as_deref() == Some(name) && tell.status.is_none();
        let by_name = errors.iter().find(|error| error.documented == name);
        let by_code = || errors.get(matches.iter().find(of_code)?.variant);
        if let Some(error) = by_name.or_else(by_code) {
            return Ok(Condition::Error(error.name.clone()));
        }
        let described = self.view.error(name).map(|(error, _)| error);
        let unknown = ErrorShape::default();
        let error = described.unwrap_or(&unknown);
        // A name that nothing describes is what the service sends.
        let as_named = || described.is_none().then(|| name.to_owned());
        let is_free = |code: &String| !matches.iter().any(|tell| tell.code.as_ref() == Some(code));
        let code = error_code(name, error, self.protocol).or_else(as_named);
        let guessed = guessed_code(name, error, self.protocol).filter(is_free);
        let mut codes = Vec::from_iter(code.into_iter().chain(guessed));
        codes.dedup();
        match error.status {
            _ if !codes.is_empty() => Ok(Condition::Codes(codes)),
            Some(status) => Ok(Condition::Status(status)),
            None => Err("nothing tells its error from others"),
        }
    }

    /// Whether a value is one text, whoever writes it.
    fn is_text(self, r#type: &Type) -> bool {
        match r#type {
            Type::String | Type::Bool | Type::I64 | Type::I128 => true,
            Type::Named(name) => matches!(self.view.item(name), Some(Item::Enum(_))),
            _ => false,
        }
    }
}

fn docs(name: &str, waiter: &DocumentedWaiter) -> Docs {
    let mut docs = Docs::default();
    docs.paragraph(&format!("Calls the operation again and again until {} is reached.", code(name)));
    let documented = |what: Option<u32>| if what.is_some() { "" } else { ", which is not documented" };
    let mut facts = vec![format!(
        "Every {} seconds{}; {} calls at most{}.",
        waiter.delay.unwrap_or(DELAY),
        documented(waiter.delay),
        waiter.max_attempts.unwrap_or(MAX_ATTEMPTS),
        documented(waiter.max_attempts),
    )];
    facts.extend(waiter.states.iter().map(sentence));
    docs.sentences(&facts);
    if !waiter.is_told() {
        docs.paragraph(
            "By what one tells that is not documented, so `judge` says [what an answer means](docwright_runtime::Wait::judge).",
        );
    }
    docs.paragraph("# Errors");
    docs.paragraph(
        "[`WaitError`](docwright_runtime::WaitError): the state cannot be reached any more, was not reached in time, or a call \
         failed.",
    );
    docs
}

/// Returns what a state means, as a sentence.
fn sentence(state: &WaiterState) -> String {
    let then = match state.then {
        WaiterOutcome::Success => "It is reached",
        WaiterOutcome::Failure => "It cannot be reached any more",
        WaiterOutcome::Retry => "It is not reached yet",
    };
    let when = match state {
        WaiterState { member: Some(member), equals, any, .. } => {
            let (member, value) = (code(member), code(equals.as_deref().unwrap_or_default()));
            if *any { format!("one {member} is {value}") } else { format!("each {member} is {value}") }
        }
        WaiterState { error: Some(error), .. } => format!("the call fails with {}", code(error)),
        WaiterState { status, .. } => format!("HTTP {} comes", status.unwrap_or_default()),
    };
    format!("{then} when {when}.")
}
