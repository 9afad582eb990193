//! What pages of the AWS API Reference tell of forms and XML: how lists and maps are written in them, what is an
//! attribute, and what bodies are called. All in small pages of our own.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use docwright_idl::{Description, Location, Member, Protocol, Scalar, ShapeKind, TypeRef, yaml};
use docwright_read::claims::listing;
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{PageSource, claims, normalize};

fn page(name: &str, text: &str) -> PageSource {
    PageSource { name: name.to_owned(), text: text.into() }
}

/// Returns what a page says, one fact a line, without the lines on which it stands but with its basis.
fn facts(name: &str, text: &str) -> Vec<String> {
    let (_, found) = claims(&page(name, text));
    assert_eq!(found.unread(), [], "{name}");
    let plain = |line: &str| {
        let (fact, basis) = line.rsplit_once(" [").unwrap_or((line, ""));
        let basis = basis.rsplit_once("] ").map_or("", |(_, basis)| basis);
        if basis == "stated" { fact.to_owned() } else { format!("{fact} by {basis}") }
    };
    listing(&found).lines().map(plain).collect()
}

/// Returns those facts of a page that tell of forms and XML.
fn wire_facts(name: &str, text: &str) -> Vec<String> {
    const KINDS: [&str; 5] = [": WireName(", ": Flattened", ": Root(", ": XmlNamespace(", ": In("];
    let mut facts = facts(name, text);
    facts.retain(|fact| KINDS.iter().any(|kind| fact.contains(kind)));
    facts
}

fn described(protocol: Protocol, pages: &[PageSource]) -> Description {
    let manifest = Manifest { name: "test".into(), protocol: Some(protocol), ..Manifest::default() };
    let normalized = normalize(&manifest, pages, &Overlay::default());
    let errors: Vec<_> = normalized.diagnostics.iter().filter(|finding| finding.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let description = std::sync::Arc::unwrap_or_clone(normalized.description.unwrap());
    // What is described can be written and read.
    assert_eq!(yaml::read::<Description>(&yaml::write(&description).unwrap()).unwrap(), description);
    description
}

fn element(member: &Member) -> &Member {
    match &member.r#type {
        TypeRef::List(element) => element,
        other => panic!("{other:?}"),
    }
}

const QUERY: &str = "TagWalls - Wall Service

TagWalls

Tags walls.

Request Parameters

For information about the parameters that are common to all actions, see Common Parameters.

Labels.member.N

The labels.

Type: Array of strings

Required: Yes

Mixes.Mix.N

What to mix.

Type: Array of Mix objects

Required: No

Wall.N

The walls.

Type: Array of strings

Required: Yes

Response Elements

The following element is returned by the service.

Count

How many there are.

Type: Integer

Errors

For information about the errors that are common to all actions, see Common Error Types.

WallGone

There is no such wall.

HTTP Status Code: 404
";

#[test]
fn labels_of_forms_tell_how_lists_are_numbered() {
    assert_eq!(
        wire_facts("a.txt", QUERY),
        ["tagwalls.in.Mixes[]: WireName(\"Mix\")", "tagwalls.in.Wall: Flattened"]
    );
    let description = described(Protocol::AwsQuery, &[page("a.txt", QUERY)]);
    let input = &description.operations["TagWalls"].input;
    assert!(input["Wall"].flattened && !input["Labels"].flattened && !input["Mixes"].flattened);
    assert_eq!(element(&input["Mixes"]).name.as_deref(), Some("Mix"));
    assert_eq!(element(&input["Labels"]).name, None);
}

#[test]
fn lists_of_ec2_are_numbered_alike_so_that_labels_tell_nothing() {
    let description = described(Protocol::Ec2Query, &[page("a.txt", QUERY)]);
    assert!(!description.operations["TagWalls"].input["Wall"].flattened);
}

#[test]
fn labels_of_forms_tell_how_maps_are_numbered() {
    const LINES: [&str; 4] = [
        // As Markdown has it.
        "**Trait** Trait.N.Name (key)Trait.N.Value (value)\nWhat it is like.  \nType: String to string map",
        " ** Trait **  Trait.N.Name (key)  Trait.N.Value (value)\nWhat it is like.\nType: String to string map",
        "**Trait**\nTrait.N.Name (key)\n\nTrait.N.Value (value)\n\nWhat it is like.\n\nType: String to string map",
        // As plain text has it.
        "Trait\n\nTrait.N.Name (key)\n\nTrait.N.Value (value)\n\nWhat it is like.\n\nType: String to string map",
    ];
    for entry in LINES {
        let text = format!(
            "# GetTraits\n\nGets traits.\n\n## Request Parameters\n\n{entry}\n\nRequired: No\n\n## Errors\n\n**Gone**\n\nIt is gone.\n\nHTTP Status Code: 400\n"
        );
        let found = facts("a.md", &text);
        for expected in [
            "gettraits.in.Trait{key}: WireName(\"Name\")",
            "gettraits.in.Trait{}: WireName(\"Value\")",
            "gettraits.in.Trait: Flattened",
            "gettraits.in.Trait: Kind(Map)",
            "gettraits.in.Trait: Doc(\"What it is like.\")",
        ] {
            assert!(found.iter().any(|fact| fact == expected), "{entry}: {expected} in {found:#?}");
        }
        let usual =
            text.replace("Trait.N.Name", "Trait.entry.N.key").replace("Trait.N.Value", "Trait.entry.N.value");
        assert_eq!(wire_facts("a.md", &usual), Vec::<String>::new(), "{entry}");
    }
}

#[test]
fn a_damaged_page_has_the_names_of_maps_where_their_keys_are() {
    let text = "GetTraits - Wall Service

Gets traits.

Request Parameters

For information about the parameters that are common to all actions, see Common Parameters.



Traits.entry.N.key (key)

Traits.entry.N.value (value)

What it is like.

Type: String to string map

Required: No

Errors

For information about the errors that are common to all actions, see Common Error Types.



It is gone.

HTTP Status Code: 400
";
    let found = facts("a.txt", text);
    assert!(found.iter().any(|fact| fact == "gettraits.in.Traits: Kind(Map)"), "{found:#?}");
}

/// A page whose request has the given body, and no entries.
fn with_body(body: &str) -> String {
    format!(
        "PaintWall - Wall Service\n\nPaints a wall.\n\nRequest Syntax\n\nPUT /wall HTTP/1.1 {body}\n\n\
         Response Syntax\n\nHTTP/1.1 200\n\nResponse Elements\n\nIf the action is successful, the service sends \
         back an HTTP 200 response with an empty HTTP body.\n\nErrors\n\nGone\n\nIt is gone.\n\nHTTP Status Code: 400\n"
    )
}

#[test]
fn bodies_in_xml_tell_their_root_and_how_lists_are_written() {
    let text = with_body(
        "<Paint xmlns=\"urn:walls\"> <Coat> <Colour>string</Colour> </Coat> ... <Spots> <Spot> <X>long</X> </Spot> \
         </Spots> <Names> <member>string</member> </Names> <Holder> <By>string</By> <xsi:type>string</xsi:type> \
         </Holder> </Paint>",
    );
    assert_eq!(
        wire_facts("a.txt", &text),
        [
            "paintwall.in: Root(\"Paint\")",
            "(service): XmlNamespace(\"urn:walls\")",
            "paintwall.in.Coat: Flattened",
            "paintwall.in.Spots[]: WireName(\"Spot\") by xml-list-by-plural",
            "paintwall.in.Holder.xsi:type: In(Attribute) by xml-attribute-by-prefix",
        ]
    );
    let description = described(Protocol::RestXml, &[page("a.txt", &text)]);
    assert_eq!(description.service.xml_namespace.as_deref(), Some("urn:walls"));
    let operation = &description.operations["PaintWall"];
    assert_eq!(operation.http.as_ref().unwrap().root.as_deref(), Some("Paint"));
    assert!(operation.input["Coat"].flattened);
    let usual = text.replace("Paint>", "PaintWallRequest>").replace("<Paint ", "<PaintWallRequest ");
    let description = described(Protocol::RestXml, &[page("a.txt", &usual)]);
    assert_eq!(description.operations["PaintWall"].http.as_ref().unwrap().root, None);
}

/// The page of the client library for the same operation.
const CLIENT: &str = "paint_wall

Wall.Client.paint_wall(**kwargs)

Paints a wall.

Request Syntax

response = client.paint_wall(
    Wall={
        'Coats': [
            {
                'Colour': 'string',
                'Type': 'string'
            },
        ],
        'Layers': [
            'string',
        ]
    }
)

Parameters:

  • Wall (dict) –

    The wall.

      • Coats (list) –

        The coats.

          • (dict) –

            A coat.

              • Colour (string) –

                The colour.

              • Type (string) –

                The type.

      • Layers (list) –

        The layers.

          • (string) –

Returns:

None
";

#[test]
fn a_client_library_knows_what_is_a_list_and_the_syntax_how_it_is_written() {
    let text = with_body(
        "<PaintedWall> <CoatingList> <Coat> <Colour>string</Colour> <xsi:type>string</xsi:type> </Coat> \
         </CoatingList> <Layer>string</Layer> ... </PaintedWall>",
    );
    let description = described(Protocol::RestXml, &[page("a.txt", &text), page("b.txt", CLIENT)]);
    let operation = &description.operations["PaintWall"];
    let wall = &operation.input["Wall"];
    assert_eq!((wall.r#in, wall.name.as_deref()), (Some(Location::Payload), Some("PaintedWall")));
    assert_eq!(operation.http.as_ref().unwrap().root, None);
    let text = yaml::write(&description).unwrap();
    let TypeRef::Shape(wall) = &wall.r#type else { panic!("{text}") };
    let ShapeKind::Struct { members, .. } = &description.types[wall].kind else { panic!("{text}") };
    let coats = &members["Coats"];
    assert_eq!((coats.name.as_deref(), coats.flattened), (Some("CoatingList"), false), "{text}");
    assert_eq!(element(coats).name.as_deref(), Some("Coat"), "{text}");
    let layers = &members["Layers"];
    assert_eq!((layers.name.as_deref(), layers.flattened), (Some("Layer"), true), "{text}");
    let TypeRef::Shape(coat) = &element(coats).r#type else { panic!("{text}") };
    let ShapeKind::Struct { members, .. } = &description.types[coat].kind else { panic!("{text}") };
    let kind = &members["Type"];
    assert_eq!((kind.name.as_deref(), kind.r#in), (Some("xsi:type"), Some(Location::Attribute)), "{text}");
}

#[test]
fn a_client_library_knows_one_value_beside_a_list_that_is_written_alike() {
    let body = "<Paint> <Wall> <Coats> <Coat> <Colour>string</Colour> </Coat> </Coats> <Layer>string</Layer> \
                <Layer>string</Layer> ... </Wall> </Paint>";
    let client = CLIENT
        .replace("        'Layers': [", "        'Layer': 'string',\n        'Layers': [")
        .replace("      • Layers", "      • Layer (string) –\n\n        One layer.\n\n      • Layers");
    let members = [("Coats", "Array of Coat objects"), ("Layer", "String"), ("Layers", "Array of strings")];
    let own = data_type("Wall", &members);
    let entry = "Request Body\n\nThe request accepts the following data in XML format.\n\nWall\n\nThe wall.\n\n\
                 Type: Wall data type\n\nRequired: No\n\nResponse Syntax";
    let operation = with_body(body).replace("Response Syntax", entry);
    let pages = [page("a.txt", &operation), page("b.txt", &client), page("c.txt", &own)];
    for pages in [&pages[..2], &pages] {
        let description = described(Protocol::RestXml, pages);
        let text = yaml::write(&description).unwrap();
        let TypeRef::Shape(wall) = &description.operations["PaintWall"].input["Wall"].r#type else {
            panic!("{text}")
        };
        let ShapeKind::Struct { members, .. } = &description.types[wall].kind else { panic!("{text}") };
        assert_eq!(members["Layer"].r#type, TypeRef::Scalar(Scalar::String), "{text}");
        let layers = &members["Layers"];
        assert_eq!((layers.name.as_deref(), layers.flattened), (Some("Layer"), true), "{text}");
    }
}

#[test]
fn entries_may_call_a_list_as_the_client_library_does_and_not_as_the_syntax() {
    let text = with_body(
        "<Wall> <CoatingList> <Coat> <Colour>string</Colour> </Coat> </CoatingList> <Layer>string</Layer> ... </Wall>",
    );
    let entries = "Request Body\n\nThe request accepts the following data in XML format.\n\n\
                   Coats\n\nThe coats.\n\nType: Array of Coat data types\n\nRequired: No\n\nResponse Syntax";
    let text = text.replace("Response Syntax", entries);
    let description = described(Protocol::RestXml, &[page("a.txt", &text), page("b.txt", CLIENT)]);
    let text = yaml::write(&description).unwrap();
    let TypeRef::Shape(wall) = &description.operations["PaintWall"].input["Wall"].r#type else {
        panic!("{text}")
    };
    let ShapeKind::Struct { members, .. } = &description.types[wall].kind else { panic!("{text}") };
    assert_eq!(members.keys().collect::<Vec<_>>(), ["Coats", "Layers"], "{text}");
    assert_eq!(members["Coats"].name.as_deref(), Some("CoatingList"), "{text}");
    assert_eq!(element(&members["Coats"]).name.as_deref(), Some("Coat"), "{text}");
}

/// The entries of members, by their names and types.
fn listed(members: &[(&str, &str)]) -> String {
    let entry =
        |(name, r#type): &(&str, &str)| format!("{name}\n\nWhat it is.\n\nType: {type}\n\nRequired: No\n\n");
    members.iter().map(entry).collect()
}

/// The page of a data type.
fn data_type(name: &str, members: &[(&str, &str)]) -> String {
    format!("{name} - Wall Service\n\nA plan.\n\nContents\n\n{}See Also\n", listed(members))
}

/// A page whose request has the given body and these entries for it, and a label of the path.
fn with_entries(body: &str, entries: &[(&str, &str)]) -> String {
    let entries = listed(entries);
    let sections = format!(
        "URI Request Parameters\n\nThe request uses the following URI parameters.\n\nWall\n\nThe wall.\n\n\
         Required: Yes\n\nRequest Body\n\nThe request accepts the following data in XML format.\n\n{entries}Response Syntax"
    );
    with_body(body).replace("PUT /wall ", "PUT /{Wall} ").replace("Response Syntax", &sections)
}

#[test]
fn entries_tell_which_elements_are_lists_and_maps() {
    let text = with_entries(
        "<Paint> <Rounds> <CoatSummary> <Colour>string</Colour> <By>string</By> </CoatSummary> </Rounds> <Words> \
         <member>string</member> </Words> <Traits> <entry> <key>string</key> <value>long</value> </entry> </Traits> <Sizes> \
         <item> <Name>string</Name> <Amount>long</Amount> </item> </Sizes> <Floors> <item> <Coat>string</Coat> </item> </Floors> <Mix> \
         <Part>string</Part> </Mix> </Paint>",
        &[
            ("Rounds", "Array of CoatSummary objects"),
            ("Words", "Array of strings"),
            ("Traits", "String to long map"),
            ("Sizes", "String to long map"),
            ("Floors", "Array of arrays of strings"),
            ("Mix", "Mix object"),
        ],
    );
    let description = described(Protocol::RestXml, &[page("a.txt", &text)]);
    let input = &description.operations["PaintWall"].input;
    let shape = |name: &str| TypeRef::Shape(name.to_owned());
    let round = element(&input["Rounds"]);
    assert_eq!((&round.r#type, round.name.as_deref()), (&shape("CoatSummary"), Some("CoatSummary")));
    let word = element(&input["Words"]);
    assert_eq!((&word.r#type, word.name.as_deref()), (&TypeRef::Scalar(Scalar::String), None));
    let TypeRef::Map(traits) = &input["Traits"].r#type else { panic!("{input:?}") };
    assert_eq!((&traits.key, &traits.value), (&Member::of(Scalar::String), &Member::of(Scalar::Long)));
    let TypeRef::Map(sizes) = &input["Sizes"].r#type else { panic!("{input:?}") };
    assert_eq!((sizes.key.name.as_deref(), sizes.value.name.as_deref()), (Some("Name"), Some("Amount")));
    assert_eq!(element(element(&input["Floors"])).r#type, TypeRef::Scalar(Scalar::String));
    assert_eq!(input["Mix"].r#type, shape("Mix"));
    assert_eq!(description.types.keys().collect::<Vec<_>>(), ["CoatSummary", "Mix"]);
}

#[test]
fn pages_of_data_types_tell_which_elements_are_lists() {
    let text = with_entries(
        "<Paint> <Plan> <Name>string</Name> <Rounds> <Coat> <Colour>string</Colour> <By>string</By> </Coat> </Rounds> </Plan> \
         </Paint>",
        &[("Plan", "Plan object")],
    );
    let plan = data_type("Plan", &[("Name", "String"), ("Rounds", "Array of Coating objects")]);
    for pages in [[page("a.txt", &text), page("b.txt", &plan)], [page("b.txt", &text), page("a.txt", &plan)]]
    {
        let description = described(Protocol::RestXml, &pages);
        let ShapeKind::Struct { members, .. } = &description.types["Plan"].kind else { panic!() };
        let round = element(&members["Rounds"]);
        assert_eq!(
            (&round.r#type, round.name.as_deref()),
            (&TypeRef::Shape("Coating".to_owned()), Some("Coat"))
        );
        let ShapeKind::Struct { members, .. } = &description.types["Coating"].kind else { panic!() };
        assert_eq!(members.keys().collect::<Vec<_>>(), ["Colour", "By"]);
    }
}

#[test]
fn pages_of_data_types_may_call_elements_otherwise() {
    let text = with_entries(
        "<Paint> <Plan> <Coat>string</Coat> ... <CloudBrush>string</CloudBrush> </Plan> \
         <Old> <Coat>string</Coat> <Coat>string</Coat> ... <Mixer>string</Mixer> </Old> </Paint>",
        &[("Plan", "Plan object"), ("Old", "OldPlan object")],
    );
    let plan = data_type("Plan", &[("Coats", "Array of strings"), ("BrushArn", "String")]);
    let old = [("Coat", "String"), ("Coats", "Array of strings"), ("Mixer", "String")];
    let old = data_type("OldPlan", &old);
    for names in [["a.txt", "b.txt", "c.txt"], ["c.txt", "b.txt", "a.txt"]] {
        let pages: Vec<_> =
            names.iter().zip([&text, &plan, &old]).map(|(name, text)| page(name, text)).collect();
        let description = described(Protocol::RestXml, &pages);
        let named = |shape: &str| {
            let ShapeKind::Struct { members, .. } = &description.types[shape].kind else { panic!() };
            let told = |(name, member): (&String, &Member)| {
                let is_list = matches!(member.r#type, TypeRef::List(_));
                assert_eq!(is_list, member.flattened, "{name}");
                format!("{name}: {}", member.name.as_deref().unwrap_or("-"))
            };
            members.iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(named("Plan"), ["Coats: Coat", "BrushArn: CloudBrush"]);
        assert_eq!(named("OldPlan"), ["Coat: -", "Coats: Coat", "Mixer: -"]);
    }
}

#[test]
fn entries_may_call_an_element_otherwise() {
    let text = with_entries(
        "<Paint> <UvProof>boolean</UvProof> <Dye-KMS>string</Dye-KMS> <CoatingList> <Coat> <Colour>string</Colour> \
         </Coat> </CoatingList> <Note>string</Note> </Paint>",
        &[
            ("UVProof", "Boolean"),
            ("DyeKMS", "String"),
            ("Coats", "Array of Coat data types"),
            ("Note", "String"),
        ],
    );
    let description = described(Protocol::RestXml, &[page("a.txt", &text)]);
    let input = &description.operations["PaintWall"].input;
    let names: Vec<_> = input.iter().map(|(name, member)| (name.as_str(), member.name.as_deref())).collect();
    assert_eq!(
        names,
        [
            ("Wall", None),
            ("UVProof", Some("UvProof")),
            ("DyeKMS", Some("Dye-KMS")),
            ("Coats", Some("CoatingList")),
            ("Note", None)
        ]
    );
    assert_eq!(element(&input["Coats"]).name.as_deref(), Some("Coat"));
}

/// What the root element stands for is a member of its own then, and what that holds may be called like another member.
#[test]
fn an_element_may_be_called_like_a_parameter_of_the_path() {
    let text = with_entries(
        "<Paint> <Wall> <Colour>string</Colour> <By>string</By> </Wall> <Note>string</Note> </Paint>",
        &[("Wall", "WallInfo data type"), ("Note", "String")],
    );
    let description = described(Protocol::RestXml, &[page("a.txt", &text)]);
    let input = &description.operations["PaintWall"].input;
    assert_eq!(input.keys().collect::<Vec<_>>(), ["Wall", "body_Wall", "Note"]);
    assert_eq!((input["Wall"].r#in, input["Wall"].required), (Some(Location::Path), true));
    let other = &input["body_Wall"];
    assert_eq!(
        (other.name.as_deref(), other.r#in, &other.r#type),
        (Some("Wall"), None, &TypeRef::Shape("WallInfo".to_owned()))
    );
}

/// Entries of headers that lost their names are none of what the body holds.
#[test]
fn the_body_is_found_beside_headers_without_names() {
    let text = "SeeWall - Wall Service

Sees a wall.

Request Syntax

GET /wall HTTP/1.1

Response Syntax

HTTP/1.1 200 x-wall-a: Damp x-wall-b: Crooked x-wall-c: Papered <SeenWall> <Colour>string</Colour> <By>string</By> </SeenWall>

Response Elements

If the action is successful, the service sends back an HTTP 200 response.

The response returns the following HTTP headers.


Whether it feels wet to the hand.


Whether it leans to a side.


Whether somebody has put paper on it.

The following data is returned in XML format by the service.


Root level tag for the SeenWall parameters.

Required: Yes


By whom the paint was put on.

Type: String


What the paint looks like.

Type: String


For information about the errors that are common to all actions, see Common Errors.

See Also
";
    let client = "see_wall

Wall.Client.see_wall(**kwargs)

Sees a wall.

Request Syntax

response = client.see_wall()

Return type:

dict

Returns:

Response Syntax

{
    'Wall': {
        'Colour': 'string',
        'By': 'string'
    },
    'Damp': True
}

Response Structure

  • (dict) –

      • Wall (dict) –

        The wall.

          • Colour (string) –

            What the paint looks like.

          • By (string) –

            By whom the paint was put on.

      • Damp (boolean) –

        Whether it feels wet to the hand.
";
    let description = described(Protocol::RestXml, &[page("a.txt", text), page("b.txt", client)]);
    let output = &description.operations["SeeWall"].output;
    assert_eq!(output["Wall"].r#in, Some(Location::Payload), "{output:#?}");
    assert!(!output.contains_key("Colour") && !output.contains_key("By"), "{output:#?}");
    assert_eq!(output["Damp"].r#in, Some(Location::Header));
}

#[test]
fn the_one_entry_of_a_body_in_words_is_the_body() {
    let entry = |name: &str| format!("{name}\n\nThe plan.\n\nType: String\n\nRequired: Yes\n\n");
    let with = |entries: &str| {
        with_body("{ Plan in some format }").replace(
            "Response Syntax",
            &format!(
                "Request Body\n\nThe request accepts the following data in JSON format.\n\n{entries}Response Syntax"
            ),
        )
    };
    assert_eq!(
        wire_facts("a.txt", &with(&entry("Plan"))),
        ["paintwall.in.Plan: In(Payload) by payload-by-lone-entry"]
    );
    let two = [entry("Draft"), entry("Plan")].concat();
    assert_eq!(wire_facts("a.txt", &with(&two)), Vec::<String>::new());
}

#[test]
fn a_label_of_the_path_is_found_that_its_entry_calls_otherwise() {
    let page_of = |path: &str, entry: &str| {
        format!(
            "# GetPot<a name=\"API_GetPot\"></a>\n\nGets a pot\\.\n\n## Request Syntax\n\n```\nGET {path} HTTP/1.1\n```\n\n\
             ## URI Request Parameters\n\nThe request requires the following URI parameters\\.\n\n ** {entry} **   \n\
             What the pot is called\\.  \nRequired: Yes\n\n## Request Body\n\nThe request does not have a request \
             body\\.\n\n## Response Syntax\n\n```\nHTTP/1.1 200\n\nPotPicture\n```\n\n## Response Elements\n\nIf the action is \
             successful, the service sends back an HTTP 200 response\\.\n\nThe response returns the following as the HTTP \
             body\\.\n\n ** PotPicture **   \nHow it looks\\.\n\n## Errors\n\nFor information about the errors that are \
             common to all actions, see [Common Errors](CommonErrors.md)\\.\n\n ** NoPot **   \nThere is none\\.  \n\
             HTTP Status Code: 404\n"
        )
    };
    for path in ["/v1/pots/PotName", "/v1/pots/{PotName}"] {
        let described = described(Protocol::RestJson, &[page("get-pot.md", &page_of(path, "Name"))]);
        let operation = &described.operations["GetPot"];
        assert_eq!(operation.http.as_ref().unwrap().path, "/v1/pots/{PotName}");
        let members: Vec<_> = operation.input.iter().map(|(name, member)| (name.as_str(), member)).collect();
        let [("Name", name)] = members.as_slice() else { panic!("{members:?}") };
        assert_eq!((name.r#in, name.name.as_deref()), (Some(Location::Path), Some("PotName")));
        assert_eq!(name.r#type, TypeRef::Scalar(docwright_idl::Scalar::String));
        // Of a body of which a page shows but the name, nothing else is known than that it is bytes.
        let picture = &operation.output["PotPicture"];
        assert_eq!(picture.r#in, Some(Location::Payload));
        assert_eq!(picture.r#type, TypeRef::Scalar(docwright_idl::Scalar::Blob));
    }
    // Two labels end so: neither is meant.
    let two = facts("get-pot.md", &page_of("/kilns/KilnName/pots/PotName", "Name"));
    assert!(!two.iter().any(|fact| fact.contains("path-label-by-ending")), "{two:?}");
}
