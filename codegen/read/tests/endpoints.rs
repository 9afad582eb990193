//! What references of endpoints show of several operations together, each construct once, in small pages of our own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use docwright_idl::{Description, Protocol};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, normalize};

/// Reads a reference of these endpoints.
fn read(endpoints: &str) -> Normalized {
    let text = format!("# Depot\n**Base URL**: https://depot.example.com/v1\n## Endpoints\n{endpoints}");
    let protocol = Some(Protocol::HttpJson);
    let manifest = Manifest { name: "depot".to_owned(), protocol, ..Manifest::default() };
    let page = PageSource { name: "depot.md".to_owned(), text };
    normalize(&manifest, &[page], &Overlay::default())
}

fn describe(endpoints: &str) -> Description {
    let normalized = read(endpoints);
    normalized.description.unwrap_or_else(|| panic!("no description: {:#?}", normalized.diagnostics))
}

#[test]
fn an_error_may_be_documented_otherwise_at_another_operation() {
    let not_found = |path: &str, doc: &str, media: &str| {
        format!(
            "### Show (GET {path})\n#### Responses\n##### `200`\n##### `404` — {doc}\n\
             **Media type**: `{media}`\n- `message` — What is amiss.\n**Type**: String\n"
        )
    };
    let description = describe(
        &[
            not_found("/crates/{id}", "There is no such crate.", "application/x-tar"),
            not_found("/racks/{id}", "There is nothing.", "application/json"),
            not_found("/lifts/{id}", "There is nothing.", "application/json"),
        ]
        .concat(),
    );
    let error = &description.errors["NotFound"];
    assert_eq!(
        (error.doc.as_deref(), error.media.as_deref()),
        (Some("There is nothing."), Some("application/json"))
    );
    let docs = |operation: &str| description.operations[operation].error_docs.get("NotFound");
    assert_eq!(docs("GetCrate").map(String::as_str), Some("There is no such crate."));
    assert_eq!((docs("GetRack"), docs("GetLift")), (None, None));
}

#[test]
fn an_object_of_which_nothing_is_known_is_a_map() {
    let description = describe(
        "### Label (PUT /crates/{id})\n#### Request parameters\n##### Request body\n\
         **Media type**: `application/json`\n- `labels` — **Type**: Object\n- `marks` — **Type**: Array of Object\n\
         - `note` — **Type**: any\n#### Responses\n##### `204`\n",
    );
    let input = &description.operations["ReplaceCrate"].input;
    let types = ["labels", "marks", "note"].map(|name| input[name].r#type.to_string());
    assert_eq!(types, ["{string: document}", "[{string: document}]", "document"]);
}
