//! What pages may show: each construct once, in small pages of our own, and in the copies that circulate.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use docwright_idl::{Code, Description, Location, Member, Scalar, ShapeKind, TypeRef};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{PageSource, normalize};
use support::{describe, fixture};

const KILN: &str = "kiln-fire-pots.boto3.txt";

fn page(name: &str, text: impl Into<std::sync::Arc<str>>) -> PageSource {
    PageSource { name: name.to_owned(), text: text.into() }
}

/// Returns the page of a method that takes these arguments and gives nothing back.
fn method_page(name: &str, arguments: &str, parameters: &str) -> String {
    format!(
        "Kiln / Client / {name}\n\n{name}\n\nKiln.Client.{name}(**kwargs)\n\nIt does.\n\nRequest Syntax\n\n\
         response = client.{name}({arguments})\nParameters:\n{parameters}Returns:\n\nNone\n"
    )
}

fn kiln() -> Description {
    describe(&[fixture(KILN)])
}

/// Returns the members of a structure or union.
fn members<'d>(description: &'d Description, r#type: &TypeRef) -> &'d docwright_idl::Map<Member> {
    match &description.types[r#type.shape().unwrap()].kind {
        ShapeKind::Struct { members, .. } | ShapeKind::Union(members) => members,
        _ => panic!("no structure"),
    }
}

#[test]
fn a_method_page_shows_all_kinds_of_values() {
    let description = kiln();
    let operation = &description.operations["FirePots"];
    let (input, output) = (&operation.input, &operation.output);
    let kinds = [
        ("pots", "[Pot]", true),
        ("heat", "integer", true),
        ("schedule", "document", false),
        ("profile", "document", false),
        ("clay", "blob", false),
        ("glazeByPot", "{string: GlazeByPot}", false),
        ("startAt", "timestamp", false),
        ("requestToken", "string", false),
    ];
    for (name, r#type, required) in kinds {
        let member = &input[name];
        assert_eq!((member.r#type.to_string().as_str(), member.required), (r#type, required), "{name}");
    }
    assert!(
        input["profile"].json_string && input["clay"].streaming && input["requestToken"].idempotency_token
    );
    assert!(!input["requestToken"].doc.as_deref().unwrap().contains("autopopulated"));
    assert!(matches!(&description.types["GlazeByPot"].kind, ShapeKind::Union(members) if members.len() == 3));
    // A list's elements have documentation of their own: their shape has it.
    assert_eq!(description.types["Pot"].doc.as_deref(), Some("A pot of clay."));
    let parts = members(&description, &TypeRef::Shape("Pot".to_owned()));
    assert!(parts["weight"].deprecated.is_some() && !parts["shape"].required);
    assert_eq!(parts["weight"].r#type.to_string(), "double");
    assert!(output["events"].streaming);
    assert_eq!(
        members(&description, &output["events"].r#type).keys().collect::<Vec<_>>(),
        ["heatEvent", "doneEvent", "KilnBrokenException"]
    );
    // What is shown without members is a structure all the same.
    let glaze = members(&description, &TypeRef::Shape("GlazeByPot".to_owned()));
    let events = members(&description, &output["events"].r#type);
    for member in [&glaze["raw"], &events["doneEvent"]] {
        assert!(members(&description, &member.r#type).is_empty());
    }
    assert!(output["log"].streaming && output["log"].r#type.to_string() == "blob");
    assert_eq!(operation.errors, ["KilnBrokenException", "PotNotFound"]);
}

#[test]
fn what_no_page_shows_is_reported() {
    const LEFT_OUT: &str =
        "# This section is too large to render.\n# Please see the AWS API Documentation linked below.";
    let text = fixture(KILN).text;
    let between = |text: &str, start: &str, end: &str| {
        let (start, end) = (text.find(start).unwrap() + start.len(), text.find(end).unwrap());
        format!("{}\n\n{LEFT_OUT}\n\n{}", &text[..start], &text[end..])
    };
    let no_syntax = between(&text, "Response Syntax", "Response Structure");
    let nothing = between(&no_syntax, "Response Structure", "Exceptions");
    let manifest = Manifest { name: "kiln".to_owned(), ..Manifest::default() };
    // Bullets show what the syntax leaves out.
    for (text, expected) in [(no_syntax, None), (nothing, Some("no page shows what `FirePots` gives back"))] {
        let normalized = normalize(&manifest, &[page(KILN, text)], &Overlay::default());
        let mut found = normalized.diagnostics.iter().filter(|finding| finding.code == Code::NOT_SHOWN);
        assert_eq!(found.next().map(|finding| finding.message.as_str()), expected);
        let output = &normalized.description.unwrap().operations["FirePots"].output;
        assert_eq!(output.is_empty(), expected.is_some());
    }
}

/// Of contents of one name that differ, the second is called after its holder, too; a member may be called just so.
#[test]
fn a_name_that_was_given_to_tell_shapes_apart_is_taken() {
    let member = |name: &str, within: &str| format!("  • {name} (dict) –\n\n    What.\n\n{within}");
    let edge = |name: &str| {
        format!("    • edge (dict) –\n\n      Its edge.\n\n      • {name} (integer) – How much.\n\n")
    };
    let bullets = [
        member("inner", &edge("width")),
        member("outer", &edge("height")),
        member(
            "both",
            "    • outerEdge (dict) –\n\n      An edge.\n\n      • depth (integer) – How deep.\n\n",
        ),
    ];
    let description = describe(&[page("kiln.txt", method_page("paint_pot", "", &bullets.concat()))]);
    let held = |shape: &str, member: &str| {
        members(&description, &members(&description, &TypeRef::Shape(shape.into()))[member].r#type)
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(held("Inner", "edge"), ["width"]);
    assert_eq!(held("Outer", "edge"), ["height"]);
    assert_eq!(held("Both", "outerEdge"), ["depth"]);
}

#[test]
fn a_recursion_points_to_what_is_called_like_it() {
    let description = kiln();
    let pot = members(&description, &TypeRef::Shape("Pot".to_owned()));
    // The nearest structure.
    assert_eq!(pot["lid"].r#type.to_string(), "Pot");
    // A list that is called like one around it, and a structure whose name the member's contains.
    let batch = members(&description, &description.operations["FirePots"].output["batch"].r#type);
    let step = members(
        &description,
        match &batch["steps"].r#type {
            TypeRef::List(step) => &step.r#type,
            _ => panic!("no list"),
        },
    );
    let fork = members(&description, &step["fork"].r#type);
    assert_eq!(fork["steps"].r#type, batch["steps"].r#type);
    assert_eq!(fork["previousBatch"].r#type, description.operations["FirePots"].output["batch"].r#type);
    assert_eq!(fork["back"].r#type, step["fork"].r#type);
    // A list is none of the structures.
    assert_eq!(fork["others"].r#type, batch["steps"].r#type);
}

/// What a page says of a union beneath the bullet at which it breaks off, it says of the union that is meant.
#[test]
fn a_recursion_of_which_a_page_says_that_it_is_a_union_is_one() {
    const NOTE: &str =
        "This is a Tagged Union structure. Only one of the following top level keys can be set: all, glaze.";
    const SYNTAX: &str = "\n    rule={\n        'where': {\n            'all': [\n                {'... recursive ...'},\n            ],\n            'glaze': 'string'\n        }\n    }\n";
    let bullets = format!(
        "  • rule (dict) –\n\n    How.\n\n    • where (dict) –\n\n      Which.\n\n      Note\n\n      {NOTE}\n\n      \
         • all (list) –\n\n        All of these.\n\n        • (dict) –\n\n          Which.\n\n          Note\n\n          {NOTE}\n\n      \
         • glaze (string) – Its glaze.\n\n"
    );
    let description = describe(&[page("kiln.txt", method_page("sort_pots", SYNTAX, &bullets))]);
    let rule = members(&description, &description.operations["SortPots"].input["rule"].r#type);
    let all = &members(&description, &rule["where"].r#type)["all"].r#type;
    assert_eq!((all.to_string().as_str(), rule["where"].r#type.to_string().as_str()), ("[Where]", "Where"));
    assert!(!description.types.contains_key("All"));
}

/// The client library makes a dict of what travels as text.
#[test]
fn a_dict_without_members_that_is_said_to_be_json_is_a_text() {
    let text = |doc: &str| {
        let parameter = format!("\nrules (dict) –\n\n[REQUIRED]\n\n{doc}\n\n");
        method_page("set_rules", "\n    rules={}\n", &parameter)
    };
    let type_of = |pages: &[PageSource]| {
        let description = describe(pages);
        let rules = &description.operations["SetRules"].input["rules"];
        assert!(rules.required);
        rules.r#type.to_string()
    };
    let json = page("a.txt", text("The JSON of the rules."));
    assert_eq!(type_of(std::slice::from_ref(&json)), "string");
    assert_eq!(type_of(&[page("a.txt", text("The rules."))]), "Rules");
    let reference = "SetRules - Kiln Service\n\nSets.\n\nRequest Parameters\n\nrules\n\nThe JSON of the rules.\n\nType: String\n\nRequired: Yes\n\nErrors\n\nFor information about the errors that are common to all actions, see Common Errors.\n\nSee Also\n\nThe guide.\n";
    assert_eq!(type_of(&[json, page("b.txt", reference)]), "string");
}

#[test]
fn what_has_a_type_that_no_page_tells_is_reported() {
    let text = |syntax: &str, bullets: &str| {
        format!(
            "Kiln / Client / list_pots\n\nlist_pots\n\nKiln.Client.list_pots()\n\nLists.\n\nRequest Syntax\n\nresponse = client.list_pots()\nReturn type:\n\ndict\n\nReturns:\n\n\
             Response Syntax\n\n{{\n{syntax}}}\n\nResponse Structure\n\n  • (dict) –\n\n{bullets}"
        )
    };
    let syntax =
        "    'names': [\n        'string',\n    ],\n    'form': {...}|[...]|123|123.4|'string'|True|None\n";
    let bullets =
        "    • names (list) –\n\n      Their names.\n\n    • form (document) –\n\n      Anything.\n";
    let manifest = Manifest { name: "kiln".to_owned(), ..Manifest::default() };
    let found = |text: String| {
        let normalized = normalize(&manifest, &[page("kiln.txt", text)], &Overlay::default());
        let found = normalized.diagnostics.into_iter().filter(|finding| finding.code == Code::UNKNOWN_TYPE);
        found.map(|finding| finding.message).collect::<Vec<_>>()
    };
    assert!(found(text(syntax, bullets)).is_empty());
    let damaged = text(&syntax.replace("        'string',\n", ""), bullets);
    assert_eq!(found(damaged), ["no page tells the type of `operations.ListPots.output.names.type.0`"]);
}

/// Extractions leave out bullets that are mostly links.
#[test]
fn the_note_about_a_union_names_members_whose_bullets_are_lost() {
    const BULLETS: &str = "  • glaze (dict) –\n\n    What covers it.\n\n    Note\n\n    \
         This is a Tagged Union structure. Only one of the following top level keys can be set: coats, recipe.\n\n    \
         • coats (integer) – How many.\n\n";
    let syntax = "\n    glaze={\n        'coats': 123,\n        'recipe': 'string'\n    }\n";
    let whole = method_page("glaze_pot", syntax, BULLETS);
    let names = |text: &str| {
        let description = describe(&[page("kiln.txt", text)]);
        let glaze = &description.operations["GlazePot"].input["glaze"].r#type;
        let all = members(&description, glaze).iter();
        all.map(|(name, member)| format!("{name}: {}", member.r#type)).collect::<Vec<_>>()
    };
    assert_eq!(names(&whole), ["coats: integer", "recipe: string"]);
    let line = "        'recipe': 'string'\n";
    assert_eq!(names(&whole.replace(line, "")), ["coats: integer", "recipe: document"]);
}

/// Returns a page with each line changed.
fn by_line(text: &str, change: impl Fn(&str) -> String) -> String {
    text.split_inclusive('\n').map(change).collect()
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[test]
fn copies_of_a_page_say_the_same() {
    let original = fixture(KILN).text;
    let copies = [
        ("line ends", original.replace('\n', "\r\n")),
        ("an indentation of the whole page", by_line(&original, |line| format!("   {line}"))),
        ("half the indentation", by_line(&original, |line| line[indentation(line) / 2..].to_owned())),
        (
            "tabs",
            by_line(&original, |line| {
                let indent = indentation(line);
                format!("{}{}{}", "\t".repeat(indent / 4), " ".repeat(indent % 4), &line[indent..])
            }),
        ),
        ("blanks at line ends", original.replace('\n', "  \n")),
        ("blanks that do not break", original.replace(" of ", "\u{a0}of\u{a0}")),
        ("marks without width", format!("\u{feff}{}", original.replace("• ", "•\u{200b} "))),
        ("other bullets", original.replace('•', "◦")),
        ("stars as bullets", original.replace('•', "*")),
        ("other dashes", original.replace('–', "—")),
        ("more blank lines", original.replace("\n\n", "\n\n\n")),
        (
            "signs that link to headings",
            original.replace("Syntax\n", "Syntax#\n").replace("Structure\n", "Structure¶\n"),
        ),
        ("navigation", format!("Skip to content\n\nHome | Guide\n\n{original}\nPrevious\n\nNext\n")),
    ];
    let expected = kiln();
    for (copy, text) in copies {
        assert_eq!(describe(&[page("kiln.txt", text)]), expected, "{copy}");
    }
}

/// Returns a page without the lines that a filter for running text takes away.
fn damaged(text: &str) -> String {
    let keep = |line: &&str| {
        let upper = line.chars().filter(|c| c.is_uppercase()).count();
        line.trim().is_empty() || (upper * 2 <= line.chars().count() && line.split_whitespace().count() >= 2)
    };
    text.split_inclusive('\n').filter(keep).collect()
}

#[test]
fn a_request_has_the_values_that_the_response_reports() {
    let syntax = "Kiln / Client / glaze_pot\n\nRequest Syntax\n\nresponse = client.glaze_pot(\n    finish='matt'|'glossy',\n    name='string'\n)\n\nParameters:\n  • finish (string) – How it shines.\n\n  • name (string) – Whose it is.\n\nReturn type:\n\ndict\n\nReturns:\n\nResponse Syntax\n\n{\n    'finish': 'matt'|'glossy',\n    'name': 'string',\n    'status': 'glazed'|'raw'\n}\n\nResponse Structure\n\n  • (dict) –\n\n    • finish (string) – How it shines.\n\n    • name (string) – Whose it is.\n\n    • status (string) – How it is.\n";
    for text in [syntax.to_owned(), damaged(syntax)] {
        let input = &describe(&[page("glaze.txt", text)]).operations["GlazePot"].input;
        assert_eq!(input["finish"].r#type.shape(), Some("Finish"));
        assert_eq!(input["name"].r#type.to_string(), "string");
    }
}

#[test]
fn the_holes_of_a_damaged_page_tell_what_is_required() {
    // What the lines say that follow the label, and whether the member is required.
    let cases = [
        ("[REQUIRED]\n\n    The name of the pot.", true),
        ("[REQUIRED]\n\n    The pot. Pots that are deprecated have no name.", true),
        ("[REQUIRED]\n\n    Note\n\n    Pots have names.\n\n    The name of the pot.", true),
        ("(deprecated)\n\n    The name of the pot.\n\n    This field has been deprecated.", false),
        ("Note\n\n    Only supported for pots with a lid.\n\n    The name of the pot.", false),
        ("Note\n\n    Don’t use this parameter. Use `kiln`.\n\n    The name of the pot.", false),
        ("Note\n\n    Without a kiln, omit this parameter.\n\n    The name of the pot.", false),
        ("The name of the pot.", false),
    ];
    for (lines, is_required) in cases {
        let bullets =
            format!("  • name (string) –\n\n    {lines}\n\n  • kiln (string) – The kiln of the pot.\n\n");
        let text = method_page("glaze_pot", "\n    name='string',\n    kiln='string'\n", &bullets);
        for text in [damaged(&text), text] {
            let input = &describe(&[page("glaze.txt", text)]).operations["GlazePot"].input;
            assert_eq!(input["name"].required, is_required, "{lines}");
            assert!(!input["kiln"].required);
        }
    }
}

const QUERY: &str = "GlazePot - Kiln Service\n\nGlazes a pot.\n\nRequest Parameters\n\nPot\n\nThe pot.\n\nType: String\n\nRequired: Yes\n\nErrors\n\nFor information about the errors that are common to all actions, see Common\nErrors.\n\nKilnCold\n\nThe kiln is cold. HTTP Status Code: 409\n\nHTTP Status Code: 409\n\nHTTP Status Code: 409\n\nPotBroken\n\nThe pot is broken.\n\nHTTP Status Code: 400\n\nSee Also\n\nThe guide.\n";

#[test]
fn errors_called_by_their_shape_and_by_their_code_are_one() {
    let client = "Kiln / Client / glaze_pot\n\nGlazes a pot.\n\nRequest Syntax\n\nresponse = client.glaze_pot(\n    Pot='string'\n)\n\nParameters:\n\nPot (string) –\n\n[REQUIRED]\n\nThe pot.\n\nReturns:\n\nNone\n\nExceptions\n\n  • Kiln.Client.exceptions.KilnColdException\n\n  • Kiln.Client.exceptions.PotBroken\n";
    let description = describe(&[page("a.txt", QUERY), page("b.txt", client)]);
    assert_eq!(description.operations["GlazePot"].errors, ["KilnColdException", "PotBroken"]);
    let cold = &description.errors["KilnColdException"];
    assert_eq!((cold.code.as_deref(), cold.status), (Some("KilnCold"), Some(409)));
    assert_eq!(description.errors.len(), 2);
}

const POTS: &str = "PutPot - Kiln Service\n\nPuts a pot somewhere.\n\nRequest Syntax\n\nPUT /{Key+}?shelf HTTP/1.1 Host: Kiln.kilns.test x-pot-Weight: Weight <?xml version=\"1.0\" encoding=\"UTF-8\"?> <Pot xmlns=\"urn:pots\"> <Colour>string</Colour> </Pot>\n\nURI Request Parameters\n\nThe request uses the following URI parameters.\n\nKiln\n\nThe name of the kiln.\n\nRequired: Yes\n\nKey\n\nThe key of the pot on its shelf.\n\nRequired: Yes\n\nx-pot-Weight\n\nThe weight of the pot.\n\nRequest Body\n\nThe request accepts the following data in XML format.\n\nPot\n\nRoot level tag for the Pot parameters.\n\nRequired: Yes\n\nColour\n\nThe colour.\n\nType: String\n\nRequired: No\n\nResponse Syntax\n\nHTTP/1.1 204\n\nResponse Elements\n\nIf the action is successful, the service sends back an HTTP 204 response with an empty HTTP body.\n\nErrors\n\nFor information about the errors that are common to all actions, see Common Error Types.\n\nSee Also\n\nThe guide.\n";

#[test]
fn hosts_paths_headers_and_roots_bind_members() {
    for text in [POTS.to_owned(), damaged(POTS)] {
        let operation = &describe(&[page("pots.txt", text)]).operations["PutPot"];
        let http = operation.http.as_ref().unwrap();
        assert_eq!((http.path.as_str(), http.host_prefix.as_deref()), ("/{Key+}?shelf", Some("{Kiln}.")));
        let input = &operation.input;
        assert_eq!(input["Kiln"].r#in, Some(Location::Host));
        assert_eq!(input["Key"].r#in, Some(Location::Path));
        for outside in ["Kiln", "Key", "Weight"] {
            assert_eq!(input[outside].r#type, TypeRef::Scalar(Scalar::String), "{outside}");
        }
        assert_eq!(
            (input["Weight"].r#in, input["Weight"].name.as_deref()),
            (Some(Location::Header), Some("x-pot-Weight"))
        );
        assert_eq!(input["Colour"].r#in, None);
        assert!(!input.contains_key("Pot"), "the root element is no member");
    }
}

#[test]
fn maps_have_constraints_of_their_keys_values_and_entries() {
    let entry = "Tags\n\nWhat is written on it.\n\nType: String to string map\n\nMap Entries: Minimum number of 1 item. Maximum number of 50 items.\n\nKey Length Constraints: Fixed length of 3.\n\nKey Pattern: [a-z]+\n\nValue Length Constraints: Maximum length of 256.\n\nValue Pattern: \\S+\n\nRequired: No\n\nErrors";
    let text = QUERY.replacen("Errors", entry, 1);
    let input = &describe(&[page("a.txt", text)]).operations["GlazePot"].input;
    let tags = &input["Tags"];
    let TypeRef::Map(map) = &tags.r#type else { panic!("no map") };
    let bounds = |bounds: &Option<Box<docwright_idl::Bounds>>| bounds.as_ref().unwrap().to_string();
    assert_eq!(
        (bounds(&tags.items), bounds(&map.key.length), bounds(&map.value.length)),
        ("1..50".into(), "3..3".into(), "..256".into())
    );
    assert_eq!((map.key.pattern.as_deref(), map.value.pattern.as_deref()), (Some("[a-z]+"), Some("\\S+")));
}

/// Returns the corpus's method pages of a service, in the order of their operations.
fn corpus(service: &str) -> Option<Vec<PageSource>> {
    let corpus = std::env::var_os("DOCWRIGHT_CORPUS")
        .map_or_else(|| support::root().join("../shared/corpus"), std::path::PathBuf::from);
    let Ok(folder) = std::fs::read_dir(corpus.join(service)) else {
        eprintln!("skipped: no corpus beside the checkout");
        return None;
    };
    let mut folders: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path.join("boto3.txt")).ok()?;
        Some(page(&format!("{}.txt", path.file_name()?.to_str()?), text))
    };
    Some(folders.iter().filter_map(read).collect())
}

#[test]
fn names_of_shapes_stay_when_pages_are_added() {
    for service in ["drs", "lightsail"] {
        let Some(pages) = corpus(service) else { return };
        let (some, all) = (describe(&pages[..pages.len() / 2]), describe(&pages));
        let (mut kept, mut changed) = (0, Vec::new());
        for (name, operation) in &some.operations {
            let now = &all.operations[name];
            for (before, after) in [(&operation.input, &now.input), (&operation.output, &now.output)] {
                for (member, before) in before {
                    match before.r#type == after[member].r#type {
                        true => kept += 1,
                        false => changed
                            .push(format!("{name}.{member}: {} is {}", before.r#type, after[member].r#type)),
                    }
                }
            }
        }
        assert!(changed.len() * 100 <= kept, "{service}: {kept} kept, {changed:#?}");
    }
}

#[test]
fn what_is_equal_and_called_alike_is_one_shape_wherever_it_stands() {
    let answer = [
        "{",
        "    'pots': [",
        "        {",
        "            'labels': [",
        "                {",
        "                    'key': 'string'",
        "                },",
        "            ],",
        "            'state': 'WET'|'DRY'",
        "        },",
        "    ],",
        "    'ovens': [",
        "        {",
        "            'labels': [",
        "                {",
        "                    'key': 'string'",
        "                },",
        "            ],",
        "            'state': 'WET'|'DRY',",
        "            'shelf': {",
        "                'depth': 123",
        "            }",
        "        },",
        "    ],",
        "    'rack': {",
        "        'shelf': {",
        "            'depth': 'string'",
        "        }",
        "    }",
        "}",
    ]
    .join("\n");
    let method = |call: &str, parameters: &str| {
        format!(
            "Kiln / Client / list_pots\n\nlist_pots\n\nKiln.Client.list_pots(**kwargs)\n\nLists pots.\n\nRequest Syntax\n\n\
             response = client.list_pots({call})\n\n{parameters}Return type:\n\ndict\n\nReturns:\n\nResponse Syntax\n\n{answer}\n"
        )
    };
    let lone = method("", "");
    let call = "\n    labels=[\n        {\n            'key': 'string'\n        },\n    ]\n";
    let labelled = method(
        call,
        "Parameters:\n  • labels (list) –\n\n    Labels.\n\n    • (dict) –\n\n      • key (string) –\n\n",
    );
    for text in [lone, labelled] {
        let description = describe(&[page("list_pots.txt", text)]);
        // A word that says nothing by itself is told by what holds it; of contents that differ, one has the name.
        assert_eq!(
            description.types.keys().collect::<Vec<_>>(),
            ["Label", "Oven", "OvenState", "Pot", "PotState", "Rack", "RackShelf", "Shelf"]
        );
    }
}
