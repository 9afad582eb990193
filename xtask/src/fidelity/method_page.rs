//! What was understood of a boto3 method page, in the form that the scorer asks for.

use std::collections::HashMap;

use docwright_idl::Scalar;
use docwright_read::claims::{Basis, Claims, Fact, Kind, NodeId, Step};
use docwright_read::format::Format;
use docwright_read::{PageSource, claims};
use serde_json::{Map, Value, json};

use super::plain::plain;

/// What is known of a value.
#[derive(Default)]
struct Row {
    path: String,
    kind: Option<Kind>,
    streaming: bool,
    json_string: bool,
    required: bool,
    union: bool,
    recursive: bool,
    token: bool,
    values: Vec<Value>,
    doc: Option<String>,
}

/// Returns the prediction for a page.
pub(super) fn predict(file: &str, text: &str) -> Value {
    let source = PageSource { name: file.to_owned(), text: text.into() };
    let (_, claims) = claims(&source);
    let mut prediction = Map::new();
    let mut errors = Vec::new();
    let mut sides: [(Step, Vec<Row>); 2] = [(Step::Input, Vec::new()), (Step::Output, Vec::new())];
    let mut places: HashMap<NodeId, (usize, String)> = HashMap::new();
    let mut operation = None;
    for (id, node) in claims.nodes() {
        match &node.step {
            Step::Operation(_) => operation = Some(id),
            Step::Error(name) => errors.push(name.clone()),
            Step::Input => drop(places.insert(id, (0, String::new()))),
            Step::Output => drop(places.insert(id, (1, String::new()))),
            step => {
                let Some((side, parent)) = node.parent.and_then(|parent| places.get(&parent)).cloned() else {
                    continue;
                };
                let path = match step {
                    Step::Member(name) if parent.is_empty() => name.to_string(),
                    Step::Member(name) => format!("{parent}.{name}"),
                    Step::Element => format!("{parent}[]"),
                    Step::Key => format!("{parent}{{key}}"),
                    _ => format!("{parent}{{}}"),
                };
                if !sides[side].1.iter().any(|row| row.path == path) {
                    sides[side].1.push(Row { path: path.clone(), ..Row::default() });
                }
                places.insert(id, (side, path));
            }
        }
    }
    for claim in claims.all() {
        let row = places
            .get(&claim.node)
            .and_then(|(side, path)| sides[*side].1.iter_mut().find(|row| row.path == *path));
        if let Some(row) = row {
            note(row, &claim.fact, claim.basis);
        }
    }
    for ((step, rows), name) in sides.iter().zip(["request", "response"]) {
        let is_request = *step == Step::Input;
        prediction.insert(name.to_owned(), rows.iter().map(|row| row_json(row, is_request)).collect());
    }
    prediction.insert("errors".to_owned(), serde_json::json!(errors));
    service_facts(&claims, operation, &mut prediction);
    let mut prediction = Value::Object(prediction);
    // What plain text holds is no mark-up, whatever it looks like.
    if Format::of(file, text) != Format::Text {
        without_markup(&mut prediction);
    }
    prediction
}

/// Takes the mark-up out of all documentation.
fn without_markup(prediction: &mut Value) {
    match prediction {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(doc) if name == "doc" => *doc = plain(doc),
                    value => without_markup(value),
                }
            }
        }
        Value::Array(rows) => rows.iter_mut().for_each(without_markup),
        _ => {}
    }
}

fn note(row: &mut Row, fact: &Fact, basis: Basis) {
    match fact {
        Fact::Kind(Kind::Union) => {
            row.union = true;
            row.kind = Some(Kind::Union);
        }
        Fact::Kind(kind) => {
            row.recursive |= *kind == Kind::Recursive;
            row.kind = Some(row.kind.map_or(*kind, |known| known.meet(*kind).unwrap_or(known)));
        }
        Fact::Required(true) => row.required = true,
        Fact::IdempotencyToken => row.token = true,
        Fact::Streaming => row.streaming = true,
        Fact::JsonString => row.json_string = true,
        // Values that prose names are more than the page's own notion of an enum.
        Fact::Values { values, .. } if basis != Basis::Inferred("values-from-prose") => {
            row.values = values.to_vec()
        }
        Fact::Doc(doc) => row.doc = Some(doc.to_string()),
        _ => {}
    }
}

fn row_json(row: &Row, is_request: bool) -> Value {
    let r#type = match row.kind {
        _ if row.json_string => "jsonvalue",
        Some(Kind::Scalar(Scalar::Blob)) if row.streaming => "stream",
        Some(Kind::Scalar(scalar)) => match scalar {
            Scalar::Integer | Scalar::Long | Scalar::BigInteger => "integer",
            Scalar::Float | Scalar::Double | Scalar::Number => "float",
            Scalar::Boolean => "boolean",
            Scalar::Timestamp => "datetime",
            Scalar::Blob => "bytes",
            Scalar::Document => "document",
            _ => "string",
        },
        Some(Kind::List) => "list",
        Some(Kind::Map) => "map",
        _ if row.streaming => "eventstream",
        _ => "struct",
    };
    let mut json = json!({ "path": row.path, "type": r#type });
    let flags = [
        ("required", row.required && is_request),
        ("union", row.union),
        ("recursive", row.recursive),
        ("idempotency_token", row.token),
    ];
    for (name, on) in flags {
        if on {
            json[name] = true.into();
        }
    }
    if !row.values.is_empty() {
        json["enum"] = row.values.clone().into();
    }
    if let Some(doc) = &row.doc {
        json["doc"] = doc.clone().into();
    }
    json
}

fn service_facts(claims: &Claims, operation: Option<NodeId>, prediction: &mut Map<String, Value>) {
    for claim in claims.all() {
        match &claim.fact {
            Fact::ClientId(class) => drop(prediction.insert("class".to_owned(), class.clone().into())),
            Fact::MethodName(method) => drop(prediction.insert("method".to_owned(), method.clone().into())),
            Fact::Name(name) if claim.basis == Basis::Stated => {
                prediction.insert("operation".to_owned(), name.clone().into());
            }
            Fact::Doc(doc) if Some(claim.node) == operation => {
                drop(prediction.insert("doc".to_owned(), doc.as_ref().into()))
            }
            Fact::Deprecated(_) if Some(claim.node) == operation => {
                drop(prediction.insert("deprecated".to_owned(), true.into()))
            }
            _ => {}
        }
    }
}
