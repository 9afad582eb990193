//! What pages of data types say beside pages of operations that know the members by other names.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use docwright_idl::{Description, Map, Member, ShapeKind};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{PageCache, PageSource, normalize, normalize_with};
use support::describe;

fn page(name: &str, text: impl Into<std::sync::Arc<str>>) -> PageSource {
    PageSource { name: name.to_owned(), text: text.into() }
}

/// A page of a client library, which has names of its own.
const CLIENT: &str = "Walls / Client / show_wall

show_wall

Walls.Client.show_wall()

Shows a wall.

See also: AWS API Documentation

Request Syntax

response = client.show_wall()

Return type:

dict

Returns:

Response Syntax

{
    'Wall': {
        'WallId': 'string',
        'Coats': [
            {
                'HueName': 'string',
                'Layers': 123
            },
        ],
        'Owner': {
            'FullName': 'string'
        }
    }
}

Response Structure

  • (dict) –

    • Wall (dict) –

      The wall that is meant.

      • WallId (string) –

        Its number.

      • Coats (list) –

        What it was painted with.

        • (dict) –

          • HueName (string) –

            The colour.

          • Layers (integer) –

            How often the wall was painted with that colour.

      • Owner (dict) –

        Whose it is.

        • FullName (string) –

          What that person is called.
";

/// The operation's page of the API, which shows what is within the wall, or does not.
fn operation(wall: &str) -> String {
    format!(
        "ShowWall - Walls

Shows a wall.

Request Syntax

GET /wall HTTP/1.1

URI Request Parameters

The request does not use any URI parameters.

Request Body

The request does not have a request body.

Response Syntax

HTTP/1.1 200 Content-type: application/json {{ \"wall\": {wall} }}

Response Elements

If the action is successful, the service sends back an HTTP 200 response.

The following data is returned in JSON format by the service.

wall

The wall that is meant.

Type: Wall object

See Also
"
    )
}

fn data_type(name: &str, members: &[[&str; 3]]) -> PageSource {
    let entry =
        |[name, doc, of]: &[&str; 3]| format!("**{name}**\n\n{doc}\n\nType: {of}\n\nRequired: Yes\n\n");
    let entries: String = members.iter().map(entry).collect();
    let text = format!("# {name}\n\nA {name}.\n\n## Contents\n\n{entries}## See Also\n");
    page(&format!("{name}.aws.md"), text)
}

fn data_types() -> [PageSource; 3] {
    [
        data_type(
            "Wall",
            &[
                ["wallId", "Its number.", "String"],
                ["coats", "What it was painted with.", "Array of [Coat](API_Coat.md) objects"],
                ["owner", "Whose it is.", "[Person](API_Person.md) object"],
            ],
        ),
        data_type(
            "Coat",
            &[
                ["hue-name", "The colour.", "String"],
                ["count", "How often the wall was painted with that colour.", "Long"],
            ],
        ),
        data_type("Person", &[["fullName", "What that person is called.", "String"]]),
    ]
}

fn members<'d>(description: &'d Description, shape: &str) -> &'d Map<Member> {
    match &description.types[shape].kind {
        ShapeKind::Struct { members, .. } => members,
        kind => panic!("{kind:?}"),
    }
}

/// Returns each member of a shape: what it is called, on the wire too, and what it is.
fn called(description: &Description, shape: &str) -> Vec<String> {
    let member = |(name, member): (&str, &Member)| {
        format!("{name} {} {}", member.name.as_deref().unwrap_or("-"), member.r#type)
    };
    let mut called: Vec<_> = members(description, shape).iter().map(|(n, m)| member((n, m))).collect();
    called.sort();
    called
}

#[test]
fn members_of_shapes_that_pages_name_differently_are_one() {
    let shown = "{ \"coats\": [ { \"count\": number, \"hue-name\": \"string\" } ], \"owner\": { \"fullName\": \"string\" }, \"wallId\": \"string\" }";
    // What is within the wall is told by the pages of data types alone, or by the operation's page, too.
    for wall in ["{ }", shown] {
        let mut pages = vec![page("aws.txt", operation(wall)), page("boto3.txt", CLIENT)];
        pages.extend(data_types());
        let description = describe(&pages);
        assert_eq!(description.types.keys().collect::<Vec<_>>(), ["Coat", "Person", "Wall"], "{wall}");
        assert_eq!(
            called(&description, "Wall"),
            ["Coats coats [Coat]", "Owner owner Person", "WallId wallId string"],
            "{wall}"
        );
        // Some by their names, others by their texts.
        assert_eq!(called(&description, "Coat"), ["HueName hue-name string", "Layers count long"], "{wall}");
        assert_eq!(called(&description, "Person"), ["FullName fullName string"], "{wall}");
        assert!(members(&description, "Wall").values().all(|member| member.required));
    }
}

#[test]
fn what_is_left_on_both_pages_is_one_if_the_names_have_words_in_common() {
    let described = |count: &str| {
        let shown = format!("{{ \"coats\": [ {{ \"{count}\": number, \"hueName\": \"string\" }} ] }}");
        describe(&[page("aws.txt", operation(&shown)), page("boto3.txt", CLIENT)])
    };
    let one = ["HueName hueName string", "Layers totalLayers integer"];
    assert_eq!(called(&described("totalLayers"), "Coat"), one);
    let two = ["HueName hueName string", "Layers - integer", "count - number"];
    assert_eq!(called(&described("count"), "Coat"), two);
}

/// What is one may depend on each word then.
#[test]
fn a_change_of_what_tells_which_members_are_one_is_noticed() {
    let manifest = Manifest { name: "walls".to_owned(), ..Manifest::default() };
    let mut pages = vec![page("aws.txt", operation("{ }")), page("boto3.txt", CLIENT)];
    pages.extend(data_types());
    let mut cache = PageCache::default();
    let overlay = Overlay::default();
    let before = normalize_with(&manifest, &pages, &overlay, &mut cache).description.unwrap();
    let changes =
        [("How often the wall was painted with that colour.", "Counts."), ("**wallId**", "**wall-id**")];
    for (old, new) in changes {
        for page in pages.iter_mut().filter(|page| page.name.ends_with(".aws.md")) {
            page.text = page.text.replace(old, new).into();
        }
        let again = normalize_with(&manifest, &pages, &overlay, &mut cache).description.unwrap();
        assert_eq!(again, normalize(&manifest, &pages, &overlay).description.unwrap());
        assert_ne!(again, before);
    }
    let now = normalize(&manifest, &pages, &overlay).description.unwrap();
    assert_eq!(called(&now, "Coat"), ["HueName hue-name string", "Layers - integer", "count - long"]);
    assert!(called(&now, "Wall").contains(&"WallId wall-id string".to_owned()));
}
