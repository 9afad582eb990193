//! Pages of boto3 in HTML, and those of paginators and waiters.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use docwright_idl::{Code, Pagination, Severity, ShapeKind, TypeRef, yaml};
use docwright_read::claims::LineClass;
use docwright_read::evidence::Source;
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, normalize};
use support::{describe, fixture};

const METHOD: &str = "lamps-light-lamps.boto3.html";
const LIST: &str = "lamps-list-lamps.boto3.txt";
const PAGINATOR: &str = "lamps-list-lamps.paginator.txt";
const WAITER: &str = "lamps-list-lamps.waiter.txt";

fn of(pages: &[PageSource]) -> Normalized {
    let manifest = Manifest { name: "lamps".to_owned(), ..Manifest::default() };
    normalize(&manifest, pages, &Overlay::default())
}

fn pages(names: &[&str]) -> Vec<PageSource> {
    names.iter().map(|name| fixture(name)).collect()
}

/// Returns the pages of paginators, waiters and methods as the theme's HTML has them: what is indented or marked with
/// bullets becomes lists, what has no bullets paragraphs.
fn as_html(page: &PageSource) -> PageSource {
    let mut html = String::from("<article>\n");
    let mut open: Vec<usize> = Vec::new();
    let mut code = false;
    for line in page.text.lines() {
        let text = line.trim_start();
        let indent = line.chars().count() - text.chars().count();
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        if !code
            && (text.ends_with(".paginate(")
                || text == "waiter.wait("
                || text.starts_with("response =")
                || text == "{")
        {
            code = true;
            html += "<pre>";
        }
        if code {
            html += line;
            html += "\n";
            if matches!(line, ")" | "}") {
                code = false;
                html += "</pre>\n";
            }
            continue;
        }
        if text.is_empty() {
            continue;
        }
        while open.last().is_some_and(|last| *last >= indent + usize::from(!text.starts_with('•'))) {
            if open.pop().is_some_and(|last| last == indent && text.starts_with('•')) {
                html += "</li>\n";
                open.push(indent);
                break;
            }
            html += "</li></ul>\n";
        }
        match text.strip_prefix("• ") {
            Some(_) if open.last() == Some(&indent) => {}
            Some(_) => {
                open.push(indent);
                html += "<ul>";
            }
            None => {}
        }
        match escaped.strip_prefix("• ") {
            Some(item) => html += &format!("<li><p>{item}</p>\n"),
            None => html += &format!("<p>{escaped}</p>\n"),
        }
    }
    html += &"</li></ul>".repeat(open.len());
    PageSource { name: page.name.replace(".txt", ".html"), text: (html + "\n</article>\n").into() }
}

#[test]
fn an_html_page_says_what_its_tags_hold() {
    let normalized = of(&pages(&[METHOD]));
    assert!(normalized.diagnostics.iter().all(|finding| finding.severity == Severity::Note));
    let description = normalized.description.unwrap();
    // The link spells the name, and tells the version.
    let operation = &description.operations["LightLAMPs"];
    assert_eq!(description.service.version.as_deref(), Some("2021-03-04"));
    assert_eq!(
        operation.doc.as_deref(),
        Some("Lights the lamps of a room. How bright, says the [guide](https://lamps.test/guide).")
    );
    assert!(operation.deprecated.as_ref().unwrap().doc.as_ref().unwrap().ends_with("Light single lamps."));
    assert_eq!(operation.errors, ["RoomNotFound"]);
    let room = &operation.input["room"];
    assert!(room.required);
    assert_eq!(room.doc.as_deref(), Some("The room, by its `room id`."));
    let TypeRef::List(lamp) = &operation.input["lamps"].r#type else { panic!("no list") };
    let ShapeKind::Struct { members, .. } = &description.types[lamp.r#type.shape().unwrap()].kind else {
        panic!("no structure")
    };
    assert!(members["name"].required && !members["colour"].required);
    assert_eq!(
        members["colour"].doc.as_deref(),
        Some("One of:\n\n- `RED`: as a rose.\n- `GREEN`: as grass.")
    );
    assert_eq!(members["labels"].r#type.to_string(), "{string: string}");
    assert!(
        matches!(&description.types[members["colour"].r#type.shape().unwrap()].kind, ShapeKind::Enum { values, .. } if values.len() == 2)
    );
    let fault = operation.output["fault"].r#type.shape().unwrap();
    assert!(matches!(&description.types[fault].kind, ShapeKind::Union(members) if members.len() == 2));
}

#[test]
fn every_line_is_classified_and_what_is_around_the_page_is_boilerplate() {
    let normalized = of(&pages(&[METHOD, LIST, PAGINATOR, WAITER]));
    for coverage in &normalized.coverage {
        assert!(!coverage.lines.contains(&LineClass::Unread), "{}", coverage.page);
        assert_eq!(coverage.dialect, Some("boto3"));
    }
    let html = &normalized.coverage[0];
    assert_eq!(html.page, METHOD);
    assert_eq!(html.lines[4], LineClass::Boilerplate, "navigation");
    assert_eq!(html.lines[7], LineClass::Fact, "the first line of the article");
    assert_eq!(*html.lines.iter().rev().nth(2).unwrap(), LineClass::Boilerplate, "footer");
}

#[test]
fn a_page_says_the_same_as_text_and_as_html() {
    for name in [LIST, PAGINATOR, WAITER] {
        let text = fixture(name);
        let html = as_html(&text);
        let write = |page: &PageSource| yaml::write(&describe(std::slice::from_ref(page))).unwrap();
        assert_eq!(write(&text), write(&html), "{}", html.text);
    }
}

/// Returns HTML without links, which the text that Sphinx builds does not have.
fn without_links(page: &PageSource) -> PageSource {
    let mut parts = page.text.split("<a ");
    let first = parts.next().unwrap().to_owned();
    let text = parts.fold(first, |text, part| text + part.split_once('>').unwrap().1);
    PageSource { text: text.into(), ..page.clone() }
}

#[test]
fn a_page_says_the_same_as_the_text_that_sphinx_builds() {
    let write = |page: &PageSource| yaml::write(&describe(std::slice::from_ref(page))).unwrap();
    for name in [LIST, PAGINATOR, WAITER] {
        let built = fixture(&name.replace(".boto3", "").replace(".txt", ".sphinx.txt"));
        assert_eq!(write(&fixture(name)), write(&built), "{}", built.name);
        assert_eq!(
            of(&[built]).coverage[0].lines.iter().filter(|line| **line == LineClass::Unread).count(),
            0
        );
    }
    let html = without_links(&fixture(METHOD));
    let html = PageSource { text: html.text.replace("</span> <span class=\"pre\">id", "-id").into(), ..html };
    let built = fixture("lamps-light-lamps.sphinx.txt");
    assert_eq!(write(&html), write(&built));
    assert!(of(&[built]).diagnostics.iter().all(|finding| finding.severity == Severity::Note));
}

#[test]
fn what_may_be_given_as_a_string_or_taken_apart_is_a_string() {
    let page = fixture(LIST);
    let text = page.text.replace("room='string'", "room='string' or {'House': 'string', 'Floor': 'string'}");
    let text = text.replace("room (string) –", "room (str or dict) – [REQUIRED]");
    let room =
        describe(&[PageSource { text: text.into(), ..page }]).operations["ListLamps"].input["room"].clone();
    assert_eq!((room.r#type.to_string().as_str(), room.required), ("string", true));
    assert_eq!(room.doc.as_deref(), Some("The room whose lamps are wanted."));
}

#[test]
fn what_is_not_understood_does_not_count_as_read() {
    let page = fixture("lamps-light-lamps.sphinx.txt");
    // Without the underline of its title nothing tells how the page is laid out.
    let strange = PageSource { text: page.text.replace("***********\n", "\n").into(), ..page };
    let normalized = of(std::slice::from_ref(&strange));
    let unread = |beginning: &str| {
        let mut lines = strange.text.lines().zip(normalized.coverage[0].lines.iter());
        lines.any(|(line, class)| line.trim_start().starts_with(beginning) && *class == LineClass::Unread)
    };
    for beginning in ["* **room**", "'lit': 123", "* **lit**", "* \"Lamps.Client.exceptions"] {
        assert!(unread(beginning), "{beginning}");
    }
    assert!(normalized.diagnostics.iter().any(|finding| finding.code.as_str() == "DW0107"));
    // A page of which not even a section is found says nothing but what it is called.
    let text = "Lamps / Client / dim\n\nLamps.Client.dim(**kwargs)\n\nDims.\n\n~ Request ~\n\nroom: string\n";
    let normalized = of(&[PageSource { name: "dim.txt".to_owned(), text: text.into() }]);
    assert_eq!(normalized.coverage[0].lines.iter().filter(|line| **line == LineClass::Unread).count(), 4);
}

#[test]
fn the_members_that_a_paginator_leaves_out_are_the_tokens() {
    let normalized = of(&pages(&[LIST, PAGINATOR]));
    let description = normalized.description.unwrap();
    let operation = &description.operations["ListLAMPs"];
    assert_eq!(
        operation.pagination,
        Some(Pagination {
            input_token: "fromHere".to_owned(),
            output_token: "goOnHere".to_owned(),
            items: Some("lamps".to_owned()),
            page_size: Some("most".to_owned()),
            ..Pagination::default()
        })
    );
    // What the client library adds is no member of the service's.
    assert!(!operation.input.contains_key("PaginationConfig"));
    assert!(!operation.output.contains_key("NextToken"));
    let evidence = &normalized.evidence.facts["operations.ListLAMPs.pagination"];
    let rule = |source: &Source| source.rule() == Some("pagination-by-what-is-left-out");
    assert!(evidence.iter().all(rule));
    let pages: Vec<_> =
        evidence.iter().filter_map(|source| source.place()).map(|place| &*place.page).collect();
    assert!(pages.contains(&PAGINATOR) && pages.contains(&LIST));
}

#[test]
fn a_paginator_alone_shows_no_tokens_and_says_so() {
    let normalized = of(&pages(&[PAGINATOR]));
    let codes: Vec<_> = normalized.diagnostics.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["DW0309"]);
    assert_eq!(normalized.description.unwrap().operations["ListLAMPs"].pagination, None);
}

#[test]
fn names_of_members_tell_how_results_are_paged() {
    let page = |input: &str, output: &str| {
        let mut page = fixture(LIST);
        page.text = page
            .text
            .replace("fromHere", input)
            .replace("goOnHere", output)
            .replace("most", "maxLamps")
            .into();
        describe(&[page]).operations.values().next().unwrap().pagination.clone()
    };
    let found = page("pageToken", "nextPageToken").unwrap();
    assert_eq!((found.input_token.as_str(), found.output_token.as_str()), ("pageToken", "nextPageToken"));
    assert_eq!((found.items.as_deref(), found.page_size.as_deref()), (Some("lamps"), Some("maxLamps")));
    assert!(page("nextToken", "nextToken").is_some());
    for (input, output) in [("fromHere", "goOnHere"), ("clientToken", "clientToken"), ("nextToken", "token")]
    {
        assert_eq!(page(input, output), None, "{input} {output}");
    }
}

#[test]
fn of_several_lists_that_one_is_paged_through_that_the_pages_tell() {
    let paged = |limit: &str, other: &str| {
        let mut page = fixture(LIST);
        page.text = page
            .text
            .replace("fromHere", "nextToken")
            .replace("goOnHere", "nextToken")
            .replace("most", "maxItems")
            .replace("How many lamps a page.", limit)
            .replace("'lamps': [", &format!("'{other}': [\n        'string',\n    ],\n    'brightLamps': ["))
            .replace(
                "    • lamps (list) –",
                &format!("    • {other} (list) –\n\n      • (string) –\n\n    • brightLamps (list) –"),
            )
            .into();
        let normalized = of(&[page]);
        let found = normalized.diagnostics.iter().map(|finding| finding.code.as_str());
        let codes: Vec<_> = found.filter(|code| *code == "DW0309").collect();
        let description = normalized.description.unwrap();
        let operation = description.operations.values().next().unwrap();
        (operation.pagination.as_ref().unwrap().items.clone(), codes.len())
    };
    let items = |name: &str| (Some(name.to_owned()), 0);
    assert_eq!(paged("The maximum number of bright lamps to return.", "shades"), items("brightLamps"));
    assert_eq!(paged("The number of the room's shades that you want.", "shades"), items("shades"));
    // The operation is called after it.
    assert_eq!(paged("The maximum number of shades.", "lamps"), items("lamps"));
    // Nothing tells.
    for limit in ["The maximum number of results to return.", "How many.", "The number of lamps."] {
        assert_eq!(paged(limit, "shades"), (None, 1), "{limit}");
    }
}

/// Returns the method's page with other members in the place of those that say which page is wanted.
fn paged_by(inputs: &[(&str, &str)], outputs: &[(&str, &str)]) -> PageSource {
    fn all(members: &[(&str, &str)], line: impl Fn(&str, &str) -> String) -> String {
        members.iter().map(|(name, r#type)| line(name, r#type)).collect::<Vec<_>>().join("\n")
    }
    let value = |r#type: &str| match r#type {
        "integer" => "123",
        "boolean" => "True|False",
        "dict" => "{'string': 'string'}",
        _ => "'string'",
    };
    let bullet = |name: &str, r#type: &str| format!("• {name} ({type}) – Of a page.\n");
    let map = |indent: &str, r#type: &str| match r#type {
        "dict" => format!("\n{indent}  • (string) –\n\n{indent}    • (string) –\n"),
        _ => String::new(),
    };
    let mut page = fixture(LIST);
    let of = |indent: &'static str| {
        move |name: &str, r#type: &str| format!("{indent}{}{}", bullet(name, r#type), map(indent, r#type))
    };
    page.text = page
        .text
        .replace(
            "    fromHere='string'",
            &all(inputs, |name, r#type| format!("    {name}={},", value(r#type))),
        )
        .replace("  • fromHere (string) – What the page before said.\n", &all(inputs, of("  ")))
        .replace(
            "    'goOnHere': 'string'",
            &all(outputs, |name, r#type| format!("    '{name}': {},", value(r#type))),
        )
        .replace("    • goOnHere (string) –\n\n      Where the next page begins.", &all(outputs, of("    ")))
        .into();
    page
}

fn paging_of(pages: Vec<PageSource>) -> Option<Pagination> {
    describe(&pages).operations.values().next().unwrap().pagination.clone()
}

#[test]
fn several_members_may_say_together_which_page_is_wanted() {
    let inputs = [("startLamp", "string"), ("startAge", "integer"), ("shelfMarker", "string")];
    let outputs = [
        ("nextLamp", "string"),
        ("nextAge", "integer"),
        ("nextShelfMarker", "string"),
        ("isTruncated", "boolean"),
    ];
    let expected = Pagination {
        input_token: "startLamp".to_owned(),
        output_token: "nextLamp".to_owned(),
        further_tokens: [("startAge", "nextAge"), ("shelfMarker", "nextShelfMarker")]
            .map(|(input, output)| (input, output.to_owned()))
            .into_iter()
            .collect(),
        items: Some("lamps".to_owned()),
        page_size: Some("most".to_owned()),
        more_results: Some("isTruncated".to_owned()),
    };
    let paginator = || {
        let mut page = fixture(PAGINATOR);
        page.text =
            page.text.replace("    'NextToken'", "    'isTruncated': True|False,\n    'NextToken'").into();
        page
    };
    assert_eq!(paging_of(vec![paged_by(&inputs, &outputs), paginator()]), Some(expected.clone()));
    // The names alone tell it as well where something says that there are pages.
    let by_names = paging_of(vec![paged_by(&inputs, &outputs)]).unwrap();
    assert_eq!(by_names, Pagination { page_size: None, ..expected });
    assert_eq!(paging_of(vec![paged_by(&inputs[..2], &outputs[..2])]), None);
    // What has another type is not the next one.
    let others = [("nextLamp", "integer"), ("nextAge", "integer"), ("isTruncated", "boolean")];
    let found = paging_of(vec![paged_by(&inputs[..2], &others)]).unwrap();
    assert_eq!(found.tokens().collect::<Vec<_>>(), [("startAge", "nextAge")]);
}

#[test]
fn a_token_need_not_be_text() {
    for r#type in ["integer", "dict"] {
        let mut page = paged_by(&[("fromHere", r#type)], &[("goOnHere", r#type)]);
        page.text = page.text.replace("most", "maxLamps").into();
        let found = paging_of(vec![page, fixture(PAGINATOR)]).unwrap();
        assert_eq!(found.tokens().collect::<Vec<_>>(), [("fromHere", "goOnHere")], "{type}");
        assert_eq!(found.page_size.as_deref(), Some("maxLamps"));
    }
}

#[test]
fn a_waiter_says_how_long_to_wait() {
    let normalized = of(&pages(&[LIST, WAITER]));
    assert!(normalized.diagnostics.iter().all(|finding| !finding.is_error()));
    let description = normalized.description.unwrap();
    let operation = &description.operations["ListLamps"];
    let waiter = &operation.waiters["AllLampsLit"];
    assert_eq!((waiter.delay, waiter.max_attempts), (Some(7), Some(30)));
    assert_eq!(operation.input.keys().collect::<Vec<_>>(), ["room", "most", "fromHere"]);
    let lines: Vec<_> = normalized.evidence.facts["operations.ListLamps.waiters.AllLampsLit.delay"]
        .iter()
        .filter_map(|source| source.place())
        .map(|place| place.lines.first)
        .collect();
    assert_eq!(lines, [9, 31]);
}

#[test]
fn a_waiter_whose_operation_is_lost_is_reported() {
    let mut page = fixture(WAITER);
    page.text = page.text.replace("Polls Lamps.Client.list_lamps()", "Looks").into();
    let normalized = of(&[page]);
    assert!(normalized.diagnostics.iter().any(|finding| finding.code.as_str() == "DW0106"));
}

/// Returns what a method takes whose request syntax has the given lines.
fn input_of(syntax: &str) -> docwright_idl::Map<docwright_idl::Member> {
    let text = format!(
        "Lamps / Client / a\n\na#\n\nLamps.Client.a(**kwargs)#\n\nRequest Syntax\n\nresponse = client.a(\n{syntax}\n)\n\nReturns:\n\nNone\n"
    );
    let description = describe(&[PageSource { name: "a.txt".to_owned(), text: text.into() }]);
    description.operations["A"].input.clone()
}

#[test]
fn a_map_has_one_entry_and_a_structure_may_have_a_member_called_string() {
    let word = |syntax: &str| input_of(&format!("    a={{\n{syntax}\n    }}"))["a"].r#type.to_string();
    assert_eq!(word("        'string': 'string'"), "{string: string}");
    assert_eq!(word("        'string': [\n            'string',\n        ]"), "{string: [string]}");
    for structure in [
        "        'string': 'string',\n        'other': 'string'",
        "        'other': 'string',\n        'string': 'string'",
        "        'string': {\n            'b': 123\n        },\n        'other': 'string'",
    ] {
        assert_eq!(word(structure), "A", "{structure}");
    }
}

#[test]
fn what_follows_an_empty_structure_is_read() {
    let input = input_of("    a={\n        'b': {}\n\n    },\n    c={\n        'd': 123\n    }");
    assert_eq!(input.keys().collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(input["c"].r#type.to_string(), "C");
}

#[test]
fn a_warning_tells_that_an_operation_is_deprecated() {
    let mut page = fixture(LIST);
    let warning = "Danger\n\nThis operation is deprecated and may not function as expected.\n\nSee also";
    page.text = page.text.replace("See also", warning).into();
    let normalized = of(&[page]);
    assert!(!normalized.coverage[0].lines.contains(&LineClass::Unread));
    let operation = normalized.description.unwrap().operations["ListLamps"].clone();
    assert!(operation.deprecated.is_some());
    assert_eq!(operation.doc.as_deref(), Some("Names the lamps of a room."));
}

#[test]
fn methods_of_the_client_library_are_no_operations() {
    let page = |name: &str, text: &str| PageSource { name: format!("{name}.boto3.txt"), text: text.into() };
    let of_every_client = "Lamps / Client / get_paginator\n\nget_paginator#\n\n\
         Lamps.Client.get_paginator(operation_name)#\n\nMakes something that pages.\n\nParameters:\n\n\
         operation_name (string) – What is to be paged through.\n\nReturn type:\n\nA paginator.\n";
    let damaged = "Lamps / Client / get_paginator\n\n\n\n\nMakes something that pages.\n\n\n\n\
         operation_name (string) – What is to be paged through.\n\nReturn type:\n\nA paginator.\n";
    let of_this_client = "Lamps / Client / ship_lamp\n\nship_lamp#\n\n\
         Lamps.Client.ship_lamp(Crate, Config=None)#\n\nShips a lamp in parts.\n";
    for text in [of_every_client, damaged, of_this_client] {
        let library = page("library", text);
        let found = of(&[fixture(LIST), library]);
        let operations: Vec<_> = found.description.unwrap().operations.keys().cloned().collect();
        assert_eq!(operations, ["ListLamps"], "{text}");
        let coverage = found.coverage.iter().find(|coverage| coverage.page.starts_with("library")).unwrap();
        assert!(coverage.lines.iter().all(|line| *line != LineClass::Unread), "{text}");
        let codes: Vec<_> = found.diagnostics.iter().map(|finding| finding.code.as_str()).collect();
        assert!(codes.contains(&"DW0115"), "{codes:?}");
    }
    // An operation may be called like a method of the library: it shows a request.
    let operation = "Lamps / Client / close\n\nclose#\n\nLamps.Client.close(**kwargs)#\n\nCloses a lamp.\n\n\
         See also: AWS API Documentation\n\nRequest Syntax\n\nresponse = client.close()\nReturns:\n\nNone\n";
    let found = of(&[page("operation", operation)]);
    assert_eq!(found.description.unwrap().operations.keys().collect::<Vec<_>>(), ["Close"]);
}

/// Where a member's text breaks the mark-up around it, the generator leaves the fields of the method as they are written.
#[test]
fn fields_that_became_no_bullets_are_members_all_the_same() {
    const HEAD: &str = "Lamps / Client / dim_lamps\n\ndim_lamps\n\nLamps.Client.dim_lamps(**kwargs)\n\nDims lamps.\n\nRequest Syntax\n\nresponse = client.dim_lamps(\n    room='string',\n    lamps=[\n        {\n            'name': 'string'\n        },\n    ]\n)\n";
    const TAIL: &str = "Response Syntax\n\n{\n    'count': 123\n}\n\nResponse Structure\n\n  • (dict) –\n\n    • count (integer) –\n\n      How many.\n\nExceptions\n\n  • Lamps.Client.exceptions.DarkException\n";
    let bullets = format!(
        "{HEAD}Parameters:\n  • room (string) –\n\n    [REQUIRED]\n\n    The room.\n\n  • lamps (list) –\n\n    Which of\n\n    its lamps.\n\n    • (dict) –\n\n      A lamp.\n\n      • name (string) –\n\n        Its name.\n\nReturn type:\n\ndict\n\nReturns:\n\n{TAIL}"
    );
    let fields = format!(
        "{HEAD}type room:\n\nstring\n\nparam room:\n\n[REQUIRED]\n\nThe room.\n\ntype lamps:\n\nlist\n\nparam lamps:\n\nWhich of\n\nits lamps.\n\n  • (dict) –\n\n    A lamp.\n\n    • name (string) –\n\n      Its name.\n\nrtype:\n\ndict\n\nreturns:\n\n{TAIL}"
    );
    let html = "<html><body><article><p>Lamps / Client / dim_lamps</p><h1>dim_lamps</h1>\n<dl class=\"py method\"><dt>Lamps.Client.dim_lamps(<em>**kwargs</em>)</dt>\n<dd><blockquote><div><p>Dims lamps.</p>\n<p><strong>Request Syntax</strong></p>\n<pre>response = client.dim_lamps(\n    room='string',\n    lamps=[\n        {\n            'name': 'string'\n        },\n    ]\n)\n</pre>\n<dl class=\"field-list\"><dt>type room:</dt><dd><p>string</p></dd><dt>param room:</dt><dd><p><strong>[REQUIRED]</strong></p><p>The room.</p></dd>\n<dt>type lamps:</dt><dd><p>list</p></dd><dt>param lamps:</dt><dd><p>Which of</p></dd></dl></div></blockquote>\n<p>its lamps.</p><ul><li><p><em>(dict) –</em></p><p>A lamp.</p><ul><li><p><strong>name</strong> <em>(string) –</em></p><p>Its name.</p></li></ul></li></ul>\n<blockquote><div><dl class=\"field-list\"><dt>rtype:</dt><dd><p>dict</p></dd><dt>returns:</dt><dd><p><strong>Response Syntax</strong></p>\n<pre>{\n    'count': 123\n}\n</pre>\n<p><strong>Response Structure</strong></p>\n<ul><li><p><em>(dict) –</em></p><ul><li><p><strong>count</strong> <em>(integer) –</em></p><p>How many.</p></li></ul></li></ul>\n<p><strong>Exceptions</strong></p>\n<ul><li><p><code>Lamps.Client.exceptions.DarkException</code></p></li></ul></dd></dl></div></blockquote></dd></dl></article></body></html>";
    let write = |name: &str, text: &str| {
        let page = PageSource { name: name.to_owned(), text: text.into() };
        let normalized = of(&[page]);
        assert!(!normalized.diagnostics.iter().any(|finding| finding.code != Code::INFERRED_OPERATION_NAME));
        assert!(!normalized.coverage[0].lines.contains(&LineClass::Unread));
        yaml::write(&*normalized.description.unwrap()).unwrap()
    };
    let expected = write("lamps.txt", &bullets);
    assert_eq!(write("lamps.txt", &fields), expected);
    assert_eq!(write("lamps.html", html), expected);
    // A damaged page has lost what stands alone on a line.
    let lost = ["string\n\nparam", "list\n\nparam", "[REQUIRED]\n", "rtype:\n\ndict\n\nreturns:\n\n"];
    let damaged = lost
        .iter()
        .fold(fields, |text, lost| text.replace(lost, if lost.ends_with('m') { "\nparam" } else { "\n" }));
    let normalized = of(&[PageSource { name: "lamps.txt".to_owned(), text: damaged.as_str().into() }]);
    let description = normalized.description.unwrap();
    let (_, operation) = description.operations.first().unwrap();
    let kinds: Vec<_> =
        operation.input.iter().map(|(name, member)| (name.as_str(), &member.r#type)).collect();
    let [("room", _), ("lamps", TypeRef::List(lamp))] = kinds.as_slice() else { panic!("{kinds:?}") };
    let TypeRef::Shape(lamp) = &lamp.r#type else { panic!("{lamp:?}") };
    let ShapeKind::Struct { members, .. } = &description.types[lamp].kind else { panic!("{lamp}") };
    assert_eq!(members.keys().collect::<Vec<_>>(), ["name"]);
    assert_eq!(operation.output.keys().collect::<Vec<_>>(), ["count"]);
}

#[test]
fn a_page_that_goes_on_is_not_cut_off() {
    const HEAD: &str = "Lamps / Client / dim_lamps\n\ndim_lamps\n\nLamps.Client.dim_lamps()\n\nDims lamps.\n\nRequest Syntax\n\nresponse = client.dim_lamps()\n";
    const EXCEPTIONS: &str = "Exceptions\n\n  • Lamps.Client.exceptions.DarkException\n";
    let returning = |end: &str| {
        format!(
            "{HEAD}Return type:\n\ndict\n\nReturns:\n\nResponse Syntax\n\n{{\n    'count': 123,\n    'rooms': 123\n}}\n\nResponse Structure\n\n  • (dict) –\n\n    • count (integer) –\n\n      How many.\n\n{end}"
        )
    };
    // Extractions leave out bullets that are mostly links.
    for (text, is_cut) in [
        (format!("{HEAD}Returns:\n\nNone\n\n{EXCEPTIONS}"), false),
        (format!("{HEAD}\n{EXCEPTIONS}"), true),
        (returning(EXCEPTIONS), false),
        (returning(""), true),
    ] {
        let normalized = of(&[PageSource { name: "lamps.txt".to_owned(), text: text.as_str().into() }]);
        let found = normalized.diagnostics.iter().any(|finding| finding.code == Code::INCOMPLETE_PAGE);
        assert_eq!(found, is_cut, "{text}");
    }
}
