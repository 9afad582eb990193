//! What references of endpoints show of several operations together, each construct once, in small pages of our own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use docwright_idl::{ApiKeyLocation, Code, Description, Location, Map, Member, Protocol, ShapeKind};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, normalize};

/// Reads a reference of these endpoints.
fn read(endpoints: &str) -> Normalized {
    read_with(endpoints, &Overlay::default())
}

fn read_with(endpoints: &str, overlay: &Overlay) -> Normalized {
    read_page(
        format!("# Depot\n**Base URL**: https://depot.example.com/v1\n## Endpoints\n{endpoints}"),
        overlay,
    )
}

fn read_page(text: String, overlay: &Overlay) -> Normalized {
    let protocol = Some(Protocol::HttpJson);
    let manifest = Manifest { name: "depot".to_owned(), protocol, ..Manifest::default() };
    normalize(&manifest, &[PageSource { name: "depot.md".to_owned(), text: text.into() }], overlay)
}

fn describe(endpoints: &str) -> Description {
    let normalized = read(endpoints);
    let description =
        normalized.description.unwrap_or_else(|| panic!("no description: {:#?}", normalized.diagnostics));
    std::sync::Arc::unwrap_or_clone(description)
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
    let media = |operation: &str| &description.operations[operation].error_media;
    assert_eq!(media("GetCrate")["NotFound"].as_deref(), Some("application/x-tar"));
    assert!(media("GetRack").is_empty() && media("GetLift").is_empty());
}

#[test]
fn an_error_may_have_a_body_at_one_operation_and_none_at_another() {
    let upgrade = |path: &str, body: &str| {
        format!("### Watch (GET {path})\n#### Responses\n##### `200`\n##### `101`\n{body}")
    };
    let normalized = read(
        &[
            upgrade("/crates", "**Media type**: `application/json`\n**Type**: String\n"),
            upgrade("/racks", ""),
            // What is described without a media type is a body of which the media type is not known.
            upgrade("/lifts", "**Type**: String\n"),
        ]
        .concat(),
    );
    let description = normalized.description.unwrap();
    assert_eq!(description.errors["Status101"].media.as_deref(), Some("application/json"));
    let media = |operation: &str| description.operations[operation].error_media.get("Status101");
    assert_eq!((media("ListCrates"), media("ListLifts")), (None, None));
    assert_eq!(media("ListRacks"), Some(&None));
    let [source] = normalized.evidence.facts["operations.ListRacks.error_media.Status101"].as_slice() else {
        panic!("not one source")
    };
    assert_eq!(source.to_string(), "inferred(error-without-body) depot.md:13");
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

/// Returns a list at the path, of which the examples are given.
fn list(title: &str, path: &str, examples: &[&str]) -> String {
    let example = |example: &&str| format!("```json\n{{\"items\": {example}}}\n```\n");
    let examples: String = examples.iter().map(example).collect();
    format!(
        "### {title} (GET {path})\n#### Responses\n##### `200`\n**Media type**: `application/json`\n\
         - `items` — **Type**: Array of Object\n**Array type description:**\n**Type**: Object\n\
         **Examples**:\n{examples}"
    )
}

/// Returns the members of a structure as text.
fn members(description: &Description, shape: &str) -> Vec<String> {
    let shape = description.types.get(shape).unwrap_or_else(|| panic!("no {shape}"));
    match &shape.kind {
        ShapeKind::Struct { members, .. } => {
            members.iter().map(|(name, member)| format!("{name}: {}", member.r#type)).collect()
        }
        other => panic!("no structure: {other:?}"),
    }
}

#[test]
fn what_examples_show_at_several_places_is_one_shape() {
    let crates = list(
        "Show wooden crates",
        "/crates",
        &[
            r#"[{"id": 1, "_notes": [{"code": "WET", "text": "Dry it."}], "size": {"w": 1, "h": 2}}]"#,
            r#"[{"id": 2, "_notes": [], "size": {"w": 1.5, "h": 2}}]"#,
        ],
    );
    let racks = list(
        "Show racks",
        "/racks",
        &[
            r#"[{"id": 7, "_notes": [{"code": "FULL", "text": "Clear it.", "since": "2024-05-06"}], "size": {"w": "S"}}]"#,
        ],
    );
    let description = describe(&[crates, racks].concat());
    let names: Vec<_> = description.types.keys().map(String::as_str).collect();
    assert_eq!(names, ["Note", "NoteCode", "Rack", "RackSize", "Size", "WoodenCrate"]);
    assert_eq!(members(&description, "Note"), ["code: NoteCode", "text: string", "since: date"]);
    assert_eq!(members(&description, "WoodenCrate"), ["id: integer", "_notes: [Note]", "size: Size"]);
    // Of one word and two JSON types: two shapes. A fraction in any example makes all numbers doubles.
    assert_eq!(members(&description, "Size"), ["w: double", "h: integer"]);
    assert_eq!(members(&description, "RackSize"), ["w: string"]);
    let ShapeKind::Enum { values, open } = &description.types["NoteCode"].kind else { panic!("no enum") };
    let values: Vec<_> = values.iter().map(|value| value.value.as_str()).collect();
    assert_eq!((values, *open), (vec!["FULL", "WET"], true));
}

#[test]
fn what_is_in_how_many_examples_is_observed_and_no_promise() {
    let normalized =
        read(&list("Show crates", "/crates", &[r#"[{"a": 1, "b": null}, {"a": 2, "b": "x"}, {"b": null}]"#]));
    let description = normalized.description.unwrap();
    let ShapeKind::Struct { members, .. } = &description.types["Crate"].kind else { panic!("no structure") };
    assert!(!members["a"].required && !members["a"].nullable && members["b"].nullable);
    let observed = |path: &str| normalized.evidence.observations[path].to_string();
    assert_eq!(
        (observed("types.Crate.members.a"), observed("types.Crate.members.b")),
        ("2 of 3".into(), "3 of 3".into())
    );
}

#[test]
fn what_is_observed_is_about_a_fact() {
    let normalized =
        read(&list("Show crates", "/crates", &[r#"[{"a": 1, "c": null}, {"a": 2, "c": null}]"#]));
    let docwright_read::evidence::Evidence { facts, observations, .. } = &*normalized.evidence;
    assert!(observations.contains_key("types.Crate.members.a"), "{observations:?}");
    let is_about_a_fact = |path: &String| facts.contains_key(&format!("{path}.type"));
    assert!(observations.keys().all(is_about_a_fact), "{observations:?}");
}

#[test]
fn a_uuid_that_is_a_digit_short_is_reported_and_the_type_stands() {
    let whole = ["A1B2C3D4-0000-4000-8000-00000000000A", "A1B2C3D4-0000-4000-8000-00000000000B"];
    let short = &whole[0][..35];
    let item = |id: &str| format!(r#"[{{"vault": {{"id": "{id}"}}}}]"#);
    let examples = [whole[0], whole[1], short].map(item);
    let examples: Vec<&str> = examples.iter().map(String::as_str).collect();
    let normalized = read(&list("Show crates", "/crates", &examples));
    let [finding] = normalized.diagnostics.as_slice() else { panic!("{:#?}", normalized.diagnostics) };
    assert_eq!(finding.code.as_str(), "DW0313");
    assert!(finding.message.contains(short) && finding.message.contains("31 digits"), "{}", finding.message);
    let description = normalized.description.unwrap();
    let ShapeKind::Struct { members, .. } = &description.types["Vault"].kind else { panic!("no structure") };
    assert_eq!((members["id"].r#type.to_string().as_str(), members["id"].format.as_deref()), ("uuid", None));
    // If it is no slip, and that is said, it is reported no more.
    let overlay = "overlay: 1\nchanges:\n  - { target: types.Vault.members.id.type, expect: uuid, set: string, \
                   reason: ids of old vaults are shorter }\n";
    let overlay = Overlay::read("overlay.yaml", overlay).unwrap();
    assert_eq!(read_with(&list("Show crates", "/crates", &examples), &overlay).diagnostics, []);
}

#[test]
fn how_long_to_wait_stands_in_the_body_or_in_a_header_that_is_described_or_spoken_of() {
    let busy = |path: &str, header: &str, text: &str| {
        format!(
            "### Show (GET {path})\n#### Responses\n##### `200`\n##### `429` — Too much.\n{header}\
             **Media type**: `application/json`\n- `why` — **Type**: any\n**Example**:\n```json\n\
             {{\"why\": {{\"retry_after\": 9, \"text\": \"{text}\"}}}}\n```\n"
        )
    };
    let table = "###### Headers\n| Name | Description |\n|---|---|\n| `retry-after` | Seconds.\n**Type**: Integer |\n";
    let description = describe(
        &[
            busy("/crates/{id}", "", "Heed Retry-After."),
            busy("/racks/{id}", "", "Wait."),
            busy("/lifts/{id}", table, "Wait."),
        ]
        .concat(),
    );
    let retry = |operation: &str| description.operations[operation].retry.clone().unwrap();
    let header = |operation: &str| retry(operation).after_header;
    assert_eq!(header("GetCrate").as_deref(), Some("Retry-After"));
    assert_eq!((header("GetRack"), header("GetLift").as_deref()), (None, Some("Retry-After")));
    assert_eq!(retry("GetRack").after_member.as_deref(), Some("why.retry_after"));
}

#[test]
fn a_form_keeps_its_media_type_and_a_file_in_it_is_bytes() {
    let form = |path: &str, media: &str| {
        format!(
            "### Add (POST {path})\n#### Request parameters\n##### Request body\n**Media type**: `{media}`\n\
             - `label` — What is written on it.\n**Type**: String\n- `photo` — **Type**: String\n**Format**: binary\n\
             - `scan` — **Type**: File\n- `weights` — **Type**: Array of Integer\n#### Responses\n##### `204`\n"
        )
    };
    let (plain, parts) = ("application/x-www-form-urlencoded", "multipart/form-data");
    let description = describe(&[form("/crates", plain), form("/racks", parts)].concat());
    for (operation, media) in [("CreateCrate", plain), ("CreateRack", parts)] {
        let operation = &description.operations[operation];
        let http = operation.http.as_ref().unwrap();
        assert_eq!((http.consumes.as_deref(), http.produces.as_deref()), (Some(media), None));
        let members: Vec<_> =
            operation.input.iter().map(|(name, member)| format!("{name}: {}", member.r#type)).collect();
        assert_eq!(members, ["label: string", "photo: blob", "scan: blob", "weights: [integer]"]);
        assert!(operation.input.values().all(|member| member.r#in.is_none() && !member.required));
    }
}

#[test]
fn parameters_of_a_form_travel_in_the_body() {
    let description = describe(
        "### Add a crate (POST /crates)\n#### Request parameters\n##### Form parameters\n\
         | Name | Description |\n|---|---|\n| `label` | (Required) What is written on it.\n**Type**: String |\n\
         | `count` | (Optional) **Type**: Integer |\n#### Responses\n##### `204`\n",
    );
    let input = &description.operations["CreateCrate"].input;
    let shown = ["label", "count"].map(|name| (input[name].r#type.to_string(), input[name].required));
    assert_eq!(shown, [("string".to_owned(), true), ("integer".to_owned(), false)]);
    assert!(input.values().all(|member| member.r#in.unwrap_or(Location::Body) == Location::Body));
}

#[test]
fn a_body_in_another_media_type_is_text_or_bytes_and_its_example_text() {
    let normalized = read(
        "### Print (POST /crates/{id}/print)\n#### Request parameters\n##### Request body\n\
         **Media type**: `application/x-tar`\n#### Responses\n##### `200`\n**Media type**: `text/plain`\n\
         **Example**:\n```\nprinted: 2\n```\n##### `409` — It is being printed.\n**Media type**: `text/plain`\n",
    );
    assert_eq!(normalized.diagnostics, []);
    let description = normalized.description.unwrap();
    let operation = &description.operations["CreateCratePrint"];
    let http = operation.http.as_ref().unwrap();
    assert_eq!(
        (http.consumes.as_deref(), http.produces.as_deref()),
        (Some("application/x-tar"), Some("text/plain"))
    );
    let body = |members: &Map<Member>| (members["body"].r#type.to_string(), members["body"].r#in);
    assert_eq!(body(&operation.input), ("blob".to_owned(), Some(Location::Payload)));
    assert_eq!(body(&operation.output), ("string".to_owned(), Some(Location::Payload)));
    assert_eq!(operation.examples[0].body, "printed: 2");
    assert_eq!(description.errors["Conflict"].media.as_deref(), Some("text/plain"));
}

#[test]
fn each_way_to_sign_in_is_kept() {
    let text = "# Depot\n**Base URL**: https://depot.example.com/v1\n## Security\n\
        ### Door\n#### Headers\n| Name | Description |\n|---|---|\n| `X-Door` | What the doorman gave you.\n**Type**: String |\n\
        ### Slip\n#### Query parameters\n| Name | Description |\n|---|---|\n| `slip` | **Type**: String |\n\
        ### Badge\n#### Headers\n| Name | Description |\n|---|---|\n| `Authorization` | A bearer token.\n**Type**: String |\n\
        ### Porter\nSupported grant types:\n- `client_credentials`\n- `authorization_code`\n\n\
        Authorization URI: `https://depot.example.com/ask`\n\nAccess token URI: `https://depot.example.com/token`\n\
        #### Scopes\n- `look` — See crates.\n- `lift` — Move crates.\n\
        ## Endpoints\n### Show (GET /crates)\n#### Security\n- `look`\n#### Responses\n##### `204`\n";
    let normalized = read_page(text.to_owned(), &Overlay::default());
    assert_eq!(normalized.diagnostics, []);
    let description = normalized.description.unwrap();
    let auth = &description.service.auth;
    let keys: Vec<_> =
        auth.api_keys.iter().map(|(name, key)| (name.as_str(), key.r#in, key.name.as_str())).collect();
    assert_eq!(keys, [("Door", ApiKeyLocation::Header, "X-Door"), ("Slip", ApiKeyLocation::Query, "slip")]);
    assert!(auth.bearer && !auth.basic);
    let oauth2 = auth.oauth2.as_ref().unwrap();
    assert_eq!(oauth2.grants, ["client_credentials", "authorization_code"]);
    assert_eq!(oauth2.authorize_url.as_deref(), Some("https://depot.example.com/ask"));
    assert_eq!(oauth2.token_url.as_deref(), Some("https://depot.example.com/token"));
    let scopes: Vec<_> = oauth2.scopes.iter().map(|(name, doc)| (name.as_str(), doc.as_deref())).collect();
    assert_eq!(scopes, [("look", Some("See crates.")), ("lift", Some("Move crates."))]);
    assert_eq!(description.operations["ListCrates"].scopes, ["look"]);
}

#[test]
fn what_is_deprecated_is_said_of_the_endpoint_or_of_one_parameter() {
    let normalized = read(
        "### Show crates (GET /crates)\n**Deprecated**: Use GET /racks.\n#### Request parameters\n\
         ##### Query parameters\n| Name | Description |\n|---|---|\n| `size` | (Optional) (Deprecated) How big.\n\
         **Type**: Integer |\n#### Responses\n##### `204`\n\
         ### Show racks (GET /racks)\nThis endpoint is deprecated.\n#### Responses\n##### `204`\n\
         ### Show lifts (GET /lifts)\nLists no deprecated lifts.\n#### Responses\n##### `204`\n",
    );
    let description = normalized.description.unwrap();
    let is_deprecated = |operation: &str| description.operations[operation].deprecated.is_some();
    assert_eq!(["ListCrates", "ListRacks", "ListLifts"].map(is_deprecated), [true, true, false]);
    assert!(description.operations["ListCrates"].input["size"].deprecated.is_some());
    let sources =
        |operation: &str| normalized.evidence.facts[&format!("operations.{operation}.deprecated")].clone();
    assert_eq!(sources("ListRacks")[0].to_string(), "inferred(deprecated-by-sentence) depot.md:15");
}

#[test]
fn of_many_operations_on_one_page_each_is_described() {
    const MANY: usize = 200;
    let show = |number: usize| {
        format!(
            "### Show (GET /crates{number}/{{id}})\n#### Path Parameters\n- `id` — Which crate.\n**Type**: String\n\
             #### Responses\n##### `200`\n**Media type**: `application/json`\n- `weight` — How heavy it is.\n**Type**: Integer\n"
        )
    };
    let description = describe(&(0..MANY).map(show).collect::<String>());
    assert_eq!(description.operations.len(), MANY);
    let first = description.operations.values().next().unwrap();
    assert!(first.input.contains_key("id") && first.output.contains_key("weight"), "{first:#?}");
    for operation in description.operations.values() {
        assert_eq!((&operation.input, &operation.output), (&first.input, &first.output));
    }
}

#[test]
fn a_reference_of_another_vendor_is_none_of_a_service_of_aws() {
    let client =
        "Kiln / Client / fire_pots\n\nfire_pots\n\nKiln.Client.fire_pots(**kwargs)\n\n    Fires pots.\n";
    let read = |url: &str| {
        let endpoint = format!(
            "# Depot\n**Base URL**: {url}\n## Endpoints\n### Show (GET /racks)\n#### Responses\n##### `200`\n"
        );
        let pages = [("fire.txt", client.to_owned()), ("depot.md", endpoint)];
        let pages = pages.map(|(name, text)| PageSource { name: name.to_owned(), text: text.into() });
        let manifest = Manifest { name: "kiln".to_owned(), ..Manifest::default() };
        let findings = normalize(&manifest, &pages, &Overlay::default()).diagnostics;
        findings.into_iter().filter(|finding| finding.code == Code::FOREIGN_PAGE).collect::<Vec<_>>()
    };
    let found = read("https://depot.example.com/v1");
    let [found] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(
        found.message,
        "`depot.md` documents `https://depot.example.com/v1`, not `Kiln`, which is of AWS"
    );
    for url in ["https://kiln.eu-central-1.amazonaws.com", "https://kiln.us-east-1.api.aws/v1"] {
        assert_eq!(read(url), [], "{url}");
    }
}
