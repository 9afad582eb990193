//! What examples tell of responses in XML and of requests in queries, where pages have no syntax: names of entries that a page
//! lost, and how members are called on the wire. All in small pages of our own.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use docwright_idl::{Code, Description, Map, Member, Protocol, ShapeKind, TypeRef};
use docwright_read::evidence::Source;
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, normalize};

/// A page of the client library that knows the members by other names than the wire.
const METHOD: &str = "Walls / Client / find_walls

find_walls#

Walls.Client.find_walls()#

Finds walls.

See also: AWS API Documentation

Request Syntax

response = client.find_walls()

Return type:

dict

Returns:

Response Syntax

{
    'Walls': [
        {
            'WallId': 'string',
            'PaintedBy': [
                {
                    'PainterId': 'string',
                    'Hours': 123
                },
            ],
            'Doors': [
                {
                    'DoorId': 'string'
                },
            ],
            'Colours': [
                'string',
            ]
        },
    ],
    'LastPainted': datetime(2015, 1, 1),
    'IsDry': True|False
}

Response Structure

  • (dict) –

    • Walls (list) –

      The walls that were found.

      • (dict) –

        • WallId (string) – The wall.

        • PaintedBy (list) –

          Who painted it.

          • (dict) –

            • PainterId (string) – The painter.

            • Hours (integer) – How long it took.

        • Doors (list) –

          The doors in it.

          • (dict) –

            • DoorId (string) – The door.

        • Colours (list) –

          What it looks like.

          • (string) –

    • LastPainted (datetime) –

      When one was painted last.

    • IsDry (boolean) –

      Whether all of them are dry by now.
";

/// A page of the API that lost the names of its entries, with room for an example.
fn damaged(example: &str) -> String {
    format!(
        "FindWalls - Wall Service


Finds walls.

Response Elements

The following elements are returned by the service.


Whether all of them are dry by now.

Type: Boolean


When one was painted last.

Type: Timestamp


When this was painted last.

Type: String


The walls that were found.

Type: Array of Wall objects


For information about the errors that are common to all actions, see Common client error codes.



Sample Response

{example}

See Also

For more information about using this API in one of the language-specific AWS SDKs, see the following:
"
    )
}

const EXAMPLE: &str = "<FindWallsResponse xmlns=\"urn:walls\"> <isDry>true</isDry> <requestId>r-1</requestId> <lastPainted>2020-01-01</lastPainted> <wallSet> <item> <wallId>w-1</wallId> <state>dry</state> <painters> <item> <painterId>p-1</painterId> <hours>3</hours> </item> </painters> <colours> <item>red</item> </colours> </item> </wallSet> </FindWallsResponse>";

fn read(protocol: Option<Protocol>, pages: &[(&str, &str)]) -> Normalized {
    let manifest = Manifest { name: "test".into(), protocol, ..Manifest::default() };
    let page = |(name, text): &(&str, &str)| PageSource { name: (*name).into(), text: (*text).into() };
    let pages: Vec<PageSource> = pages.iter().map(page).collect();
    let normalized = normalize(&manifest, &pages, &Overlay::default());
    // There are no pages of the data types.
    let mut findings = normalized.diagnostics.iter().filter(|finding| finding.code != Code::UNKNOWN_TYPE);
    assert_eq!(findings.next(), None);
    normalized
}

/// Returns the members of an output and of what lists in it hold, each as `name=wire name`.
fn names(description: &Description, members: &Map<Member>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, member) in members {
        let wire = member.name.as_ref().map(|wire| format!("={wire}")).unwrap_or_default();
        let mut line = format!("{name}{wire}{}", if member.flattened { " flattened" } else { "" });
        let mut within = Vec::new();
        if let TypeRef::List(element) = &member.r#type {
            line += &element.name.as_ref().map(|wire| format!(" of {wire}")).unwrap_or_default();
            if let Some(ShapeKind::Struct { members, .. }) =
                element.r#type.shape().map(|shape| &description.types[shape].kind)
            {
                within = names(description, members);
            }
        }
        found.push(line);
        found.extend(within.iter().map(|inner| format!("{name}.{inner}")));
    }
    found
}

fn output(normalized: &Normalized) -> Vec<String> {
    let description = normalized.description.as_ref().unwrap();
    names(description, &description.operations["FindWalls"].output)
}

#[test]
fn lost_names_are_those_of_the_elements_that_nothing_else_knows() {
    let page = damaged(EXAMPLE);
    let found = read(Some(Protocol::Ec2Query), &[("a.txt", &page), ("b.txt", METHOD)]);
    let output = output(&found);
    // Its text is nearly that of another member, which has an entry of its own.
    assert!(output.contains(&"requestId".to_owned()), "{output:#?}");
    let rules: Vec<_> = found.evidence.facts["operations.FindWalls.output.requestId.type"]
        .iter()
        .filter_map(Source::rule)
        .collect();
    assert_eq!(rules, ["entry-by-example"]);
}

#[test]
fn a_page_on_its_own_has_the_names_of_its_example() {
    let page = damaged(EXAMPLE);
    let found = read(None, &[("a.txt", &page)]);
    assert_eq!(output(&found), ["isDry", "lastPainted", "requestId", "wallSet of item"]);
    // Names that do not fit the entries' types are none.
    let other = damaged(&EXAMPLE.replace("true", "perhaps"));
    let manifest = Manifest { name: "test".into(), ..Manifest::default() };
    let pages = [PageSource { name: "a.txt".into(), text: other.into() }];
    let nameless = normalize(&manifest, &pages, &Overlay::default());
    assert!(nameless.description.unwrap().operations["FindWalls"].output.is_empty());
    assert_eq!(nameless.diagnostics.len(), 4);
}

#[test]
fn members_are_called_on_the_wire_as_the_example_shows() {
    let page = damaged(EXAMPLE);
    let found = read(Some(Protocol::Ec2Query), &[("a.txt", &page), ("b.txt", METHOD)]);
    let told = [
        "Walls=wallSet",
        "Walls.WallId=wallId",
        // By what it holds.
        "Walls.PaintedBy=painters",
        "Walls.PaintedBy.PainterId=painterId",
        "Walls.PaintedBy.Hours=hours",
        // The example lacks it, and the names of lists have no rule.
        "Walls.Doors",
        "Walls.Doors.DoorId=doorId",
        "Walls.Colours=colours",
        "LastPainted=lastPainted",
        "IsDry=isDry",
        "requestId",
    ];
    assert_eq!(output(&found), told);
    let source = |fact: &str| {
        let of = &found.evidence.facts[fact];
        of.iter().filter_map(|source| Some((source.rule()?, source.place()?.lines.first))).next().unwrap()
    };
    let example = u32::try_from(page.lines().position(|line| line == EXAMPLE).unwrap()).unwrap() + 1;
    assert_eq!(source("types.Wall.members.WallId.name"), ("element-by-name", example));
    assert_eq!(source("types.Wall.members.PaintedBy.name"), ("element-by-content", example));
    assert_eq!(source("types.Door.members.DoorId.name").0, "ec2-element-by-case");
}

#[test]
fn responses_of_ec2_call_what_requests_number_by_a_small_letter() {
    let page =
        damaged("").replace("\n\nThe walls that were found.", "\nwallSet\n\nThe walls that were found.");
    let r#type = "# Wall\n\nA wall.\n\n## Contents\n\n**Doors.N**\n\nThe doors in it.\n\nType: Array of Door objects\n\n\
        Required: No\n\n**Colour** (request), **colour** (response)\n\nIts colour.\n\nType: String\n\nRequired: No\n\n\
        ## See Also\n\n- [Walls](wall.html)\n";
    let output = |protocol| {
        let manifest = Manifest { name: "test".into(), protocol, ..Manifest::default() };
        let pages = [("a.txt", page.as_str()), ("b.md", r#type)];
        let pages = pages.map(|(name, text)| PageSource { name: name.into(), text: text.into() });
        let description = normalize(&manifest, &pages, &Overlay::default()).description.unwrap();
        names(&description, &description.operations["FindWalls"].output)
    };
    let told = ["wallSet", "wallSet.Doors=doors", "wallSet.Colour=colour"];
    assert_eq!(output(Some(Protocol::Ec2Query)), told);
    assert_eq!(output(Some(Protocol::AwsQuery))[1], "wallSet.Doors flattened");
}

#[test]
fn other_protocols_show_how_lists_are_written() {
    let example = "<FindWallsResponse> <FindWallsResult> <Walls> <member> <WallId>w-1</WallId> <PaintedBy> <Painter> <PainterId>p-1</PainterId> <Hours>3</Hours> </Painter> </PaintedBy> <Doors> <DoorId>d-1</DoorId> </Doors> <Colours>red</Colours> <Colours>blue</Colours> </member> </Walls> <IsDry>true</IsDry> </FindWallsResult> <ResponseMetadata> <RequestId>r-1</RequestId> </ResponseMetadata> </FindWallsResponse>";
    let page = damaged(example).replace("When this was painted last.\n\nType: String\n\n\n", "");
    for protocol in [Some(Protocol::AwsQuery), None] {
        let found = read(protocol, &[("a.txt", &page), ("b.txt", METHOD)]);
        let told = [
            "Walls",
            "Walls.WallId",
            "Walls.PaintedBy of Painter",
            "Walls.PaintedBy.PainterId",
            "Walls.PaintedBy.Hours",
            "Walls.Doors flattened",
            "Walls.Doors.DoorId",
            "Walls.Colours flattened",
            "LastPainted",
            "IsDry",
        ];
        assert_eq!(output(&found), told, "{protocol:?}");
    }
    // What is written in JSON is not called like elements.
    let found = read(Some(Protocol::AwsJson11), &[("a.txt", &page), ("b.txt", METHOD)]);
    assert!(output(&found).iter().all(|name| !name.contains(' ')));
}

#[test]
fn what_the_client_library_and_the_page_of_a_shape_call_differently_is_one_member_of_ec2() {
    let page = damaged(EXAMPLE);
    let r#type = "# Wall\n\nA wall.\n\n## Contents\n\n**doors**\n\nThe doors in it.\n\nType: Array of Door objects\n\n\
        Required: No\n\n**wallId**\n\nWhich wall it is.\n\nType: String\n\nRequired: No\n\n\
        ## See Also\n\n- [Walls](wall.html)\n";
    let found = read(Some(Protocol::Ec2Query), &[("a.txt", &page), ("b.txt", METHOD), ("c.md", r#type)]);
    let wall = names(
        found.description.as_ref().unwrap(),
        &found.description.as_ref().unwrap().operations["FindWalls"].output,
    );
    for (name, other) in [("Walls.WallId=wallId", "Walls.wallId"), ("Walls.Doors=doors", "Walls.doors")] {
        assert!(wall.iter().any(|found| found == name), "{wall:#?}");
        assert!(!wall.iter().any(|found| found == other), "{wall:#?}");
    }
}

#[test]
fn members_are_called_in_queries_as_the_example_shows() {
    let method = "Walls / Client / paint_wall\n\npaint_wall#\n\nWalls.Client.paint_wall(**kwargs)#\n\nPaints.\n\n\
        See also: AWS API Documentation\n\nRequest Syntax\n\nresponse = client.paint_wall(\n    WallId='string',\n    Coats=[\n        {\n\
        \x20           'Layers': [\n                {\n                    'Depth': 123,\n                    'Paint': 'string'\n                },\n            ],\n\
        \x20           'Owners': [\n                {\n                    'Id': 'string',\n                    'Name': 'string'\n                },\n            ],\n\
        \x20           'Marks': [\n                'string',\n            ]\n        },\n    ]\n)\nParameters:\n\
        \x20 • WallId (string) – The wall.\n\n  • Coats (list) – What is painted.\n\n    • (dict) –\n\n      • Layers (list) – The layers.\n\n        • (dict) –\n\n\
        \x20         • Depth (integer) – How deep.\n\n          • Paint (string) – Of what.\n\n      • Owners (list) – Whose it is.\n\n        • (dict) –\n\n\
        \x20         • Id (string) – Who.\n\n          • Name (string) – What they are called.\n\n      • Marks (list) – Other marks.\n\n        • (string) –\n\nReturn type:\n\nNone\n\nReturns:\n\nNone\n";
    let page = "PaintWall - Wall Service\n\nPaintWall\n\nPaints.\n\nRequest Parameters\n\nThe following parameters are for this specific action.\n\n\
        WallId\n\nThe wall.\n\nType: String\n\nRequired: No\n\nCoat.N\n\nWhat is painted.\n\nType: Array of Coat objects\n\nRequired: No\n\n\
        Response Elements\n\nThe following elements are returned by the service.\n\nrequestId\n\nThe request.\n\nType: String\n\nExamples\n\nSample Request\n\n\
        https://walls.test/?Action=PaintWall &WallId=w-1 &Coat.1.Layer.1.Depth=2 &Coat.1.Guild.1.Id=g &Coat.1.Guild.1.Name=n &Coat.2.Mark.1=x &Version=1 &AUTHPARAMS\n\n\
        https://walls.test/?Action=WashWall &Coat.1.Owner.1.Id=o\n\nSee Also\n\nFor more information about using this API in one of the language-specific AWS SDKs, see the following:\n";
    let input = |page: &str| {
        let found = read(Some(Protocol::Ec2Query), &[("a.txt", page), ("b.txt", method)]);
        let description = found.description.unwrap();
        let facts = &found.evidence.facts;
        let rule = facts
            .get("types.Coat.members.Layers.name")
            .and_then(|sources| sources[0].rule().map(str::to_owned));
        (names(&description, &description.operations["PaintWall"].input), rule)
    };
    let (told, rule) = input(page);
    let expected = [
        "WallId",
        "Coats=Coat",
        // They differ in number alone.
        "Coats.Layers=Layer",
        "Coats.Layers.Depth",
        "Coats.Layers.Paint",
        // By what it holds.
        "Coats.Owners=Guild",
        "Coats.Owners.Id",
        "Coats.Owners.Name",
        "Coats.Marks=Mark",
    ];
    assert_eq!((told, rule), (expected.map(str::to_owned).to_vec(), Some("element-by-name".to_owned())));
    // What is no query for this operation tells nothing.
    let (told, _) = input(&page.replace("Action=PaintWall", "Action=PaintWalls"));
    assert!(told.contains(&"Coats.Layers".to_owned()), "{told:#?}");
}
