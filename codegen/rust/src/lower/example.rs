//! Documented examples: which type each of them is of.

use std::cell::LazyCell;
use std::sync::Arc;

use docwright_idl::{Code, Description, Diagnostic, Example as Documented, ExamplePart};
use serde_json::{Map, Value, json};

use super::fit::{Misfit, Types};
use super::model::{Body, Example, ExampleOf, Item, Operation, Place, Struct, Type};

/// A documented example that is what the description says of its body, if it says anything.
#[derive(Debug)]
pub(super) struct Fitting<'d> {
    pub(super) example: &'d Documented,
    /// What it is of; none for what is not JSON, or not described.
    of: Option<ExampleOf>,
}

/// Returns for each operation the examples that are what the description says; reports the others.
pub(super) fn fitting<'d>(
    description: &'d Description,
    operations: &[Arc<Operation>],
    types: &[Arc<Item>],
    findings: &mut Vec<Diagnostic>,
) -> Vec<Vec<Fitting<'d>>> {
    let known = LazyCell::new(|| Types::of(types));
    let mut all = Vec::new();
    for (documented, operation) in description.operations.values().zip(operations) {
        let mut fitting = Vec::new();
        for (index, example) in documented.examples.iter().enumerate() {
            let is_json = operation.body == Body::Json && !example.body.is_string();
            let of = is_json.then(|| of(example, operation, types)).flatten();
            match of.as_ref().map_or(Ok(()), |of| check(&example.body, of, operation, &known)) {
                Ok(()) => fitting.push(Fitting { example, of }),
                Err(misfit) => findings.push(untested(&operation.documented, index, example, &misfit)),
            }
        }
        all.push(fitting);
    }
    all
}

fn check(body: &Value, of: &ExampleOf, operation: &Operation, types: &Types<'_>) -> Result<(), Misfit> {
    match of {
        ExampleOf::Input { .. } => types.check_body(body, &operation.input),
        ExampleOf::Output(_) => types.check_body(body, &operation.output),
        ExampleOf::Shape(r#type) => types.check(body, r#type, None),
    }
}

fn untested(operation: &str, index: usize, example: &Documented, misfit: &Misfit) -> Diagnostic {
    let name = example.name.as_ref().map(|name| format!(" (`{name}`)")).unwrap_or_default();
    let message =
        format!("`operations.{operation}.examples.{index}`{name} is not what is described: `{misfit}`");
    Diagnostic::new(Code::UNTESTED_EXAMPLE, message)
        .note("no test is made of it, and nothing of it is among what the client is tested with")
        .help("if the example is right, correct the description in overlay.yaml; else tell whoever wrote the page")
}

/// Returns the examples that are tested: those that show bodies in JSON.
pub(super) fn tested(examples: &[Vec<Fitting<'_>>], operations: &[Arc<Operation>]) -> Vec<Example> {
    let all = operations.iter().zip(examples);
    let all = all.flat_map(|(operation, examples)| examples.iter().map(move |it| (operation, it)));
    let tested = all.filter_map(|(operation, Fitting { example, of })| {
        Some(Example {
            operation: operation.method.clone(),
            feature: operation.feature.clone(),
            name: example.name.clone(),
            status: example.status,
            of: of.clone()?,
            body: example.body.clone(),
        })
    });
    tested.collect()
}

/// Returns what an example is of; none if nothing describes its body.
fn of(example: &Documented, operation: &Operation, types: &[Arc<Item>]) -> Option<ExampleOf> {
    let whole = |item: &Struct| {
        let payload = item.fields.iter().find(|field| field.place == Place::Payload);
        payload.map(|field| field.r#type.clone()).filter(|r#type| !r#type.is_stream())
    };
    if example.of == ExamplePart::Request {
        let input = &operation.input;
        return match whole(input) {
            Some(r#type) => Some(ExampleOf::Shape(r#type)),
            None => input
                .body()
                .next()
                .is_some()
                .then(|| ExampleOf::Input { input: input.name.clone(), elsewhere: elsewhere(input, types) }),
        };
    }
    let output = &operation.output;
    let is_success = match example.status {
        Some(status) => status < 400,
        None => example
            .body
            .as_object()
            .is_some_and(|body| body.keys().all(|name| output.body().any(|field| field.wire == *name))),
    };
    if is_success {
        return match whole(output) {
            Some(r#type) => Some(ExampleOf::Shape(r#type)),
            None => output.body().next().is_some().then(|| ExampleOf::Output(output.name.clone())),
        };
    }
    // The errors of the status, or if none has it, all of them; what they say has to be of one type.
    let of_status = operation.matches.iter().filter(|tell| tell.status == example.status);
    let of_status: Vec<usize> = of_status.map(|tell| tell.variant).collect();
    let errors = operation.errors.iter().enumerate();
    let errors = errors.filter(|(index, _)| of_status.is_empty() || of_status.contains(index));
    let mut bodies = errors.map(|(_, error)| error.body.as_ref());
    let first = bodies.next()??;
    bodies.all(|body| body == Some(first)).then(|| ExampleOf::Shape(first.clone()))
}

/// Returns some value for each member that is required and travels outside the body.
fn elsewhere(input: &Struct, types: &[Arc<Item>]) -> Value {
    let outside = input.fields.iter().filter(|field| field.place != Place::Body && !field.optional);
    let values =
        outside.filter_map(|field| Some((input.read_outside(field), some_value(&field.r#type, types)?)));
    Value::Object(values.collect::<Map<String, Value>>())
}

fn some_value(r#type: &Type, types: &[Arc<Item>]) -> Option<Value> {
    Some(match r#type {
        Type::String | Type::Text(_) | Type::Blob | Type::Document => json!(""),
        Type::Bool => json!(false),
        Type::I64 | Type::I128 | Type::F32 | Type::F64 | Type::Number => json!(1),
        Type::Timestamp => json!("1970-01-01T00:00:00Z"),
        Type::Vec(_) => json!([]),
        Type::Map(..) => json!({}),
        Type::Box(inner) => some_value(inner, types)?,
        Type::Named(name) => match &**types.iter().find(|item| item.name() == name)? {
            Item::Enum(_) => json!(""),
            _ => return None,
        },
        Type::ByteStream | Type::EventStream(_) => return None,
    })
}
