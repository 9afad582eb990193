//! Documented examples: which type each of them is of.

use std::sync::Arc;

use docwright_idl::{Description, Example as Documented, ExamplePart};
use serde_json::{Map, Value, json};

use super::model::{Body, Example, ExampleOf, Item, Operation, Place, Struct, Type};

/// Returns the examples of all operations that show bodies in JSON.
pub(super) fn examples(
    description: &Description,
    operations: &[Arc<Operation>],
    types: &[Arc<Item>],
) -> Vec<Example> {
    let mut examples = Vec::new();
    for operation in operations.iter().filter(|operation| operation.body == Body::Json) {
        let Some(documented) = description.operations.get(&operation.documented) else { continue };
        for example in documented.examples.iter().filter(|example| !example.body.is_string()) {
            let Some(of) = of(example, operation, types) else { continue };
            examples.push(Example {
                operation: operation.method.clone(),
                feature: operation.feature.clone(),
                name: example.name.clone(),
                status: example.status,
                of,
                body: example.body.clone(),
            });
        }
    }
    examples
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
