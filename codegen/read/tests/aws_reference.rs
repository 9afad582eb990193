//! The layout of the AWS API Reference in all its forms, in small pages of our own.

mod support;

use docwright_idl::{Code, Location, Scalar, ShapeKind, TypeRef};
use docwright_read::claims::{LineClass, listing};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, bids, claims, normalize};
use support::{describe, fixture};

fn page(name: &str, text: &str) -> PageSource {
    PageSource { name: name.to_owned(), text: text.into() }
}

fn normalized(pages: &[PageSource]) -> Normalized {
    let manifest = Manifest { name: "test".to_owned(), ..Manifest::default() };
    normalize(&manifest, pages, &Overlay::default())
}

/// Returns what a page says, one fact a line, without the lines on which it stands.
fn facts(name: &str, text: &str) -> Vec<String> {
    let source = page(name, text);
    assert_eq!(bids(&source).first().map(|(dialect, _)| *dialect), Some("aws-api-reference"), "{name}");
    let (_, found) = claims(&source);
    assert_eq!(found.unread(), [], "{name}");
    listing(&found)
        .lines()
        .map(|line| line.rsplit_once(" [").map_or(line, |(fact, _)| fact).to_owned())
        .collect()
}

fn assert_says(facts: &[String], expected: &[&str]) {
    for fact in expected {
        assert!(facts.iter().any(|found| found == fact), "`{fact}` is not among {facts:#?}");
    }
}

fn assert_silent(facts: &[String], about: &str) {
    let found: Vec<_> = facts.iter().filter(|fact| fact.contains(about)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

const TEXT: &str = "PaintWall - Wall Service

PaintWall

Paints a wall.

Request Syntax

PUT /rooms/roomId/walls/wallId?dryRun=DryRun HTTP/1.1 x-paint-token: Token Content-type: application/json { \"coats\": [ { \"colour\": \"string\", \"layers\": number } ], \"labels\": { \"string\" : \"string\" }, \"mix\": { ... } }

URI Request Parameters

The request uses the following URI parameters.

DryRun

Whether only to try.

roomId

The room of the wall.

Length Constraints: Fixed length of 12.

Required: Yes

Token

The token of the caller.

wallId

The wall to paint.

Pattern: [a-z]{1,8}|none

Required: Yes

Request Body

The request accepts the following data in JSON format.

coats

The coats to put on.

  • One is thin.

  • Two are thick.

Type: Array of Coat objects

Array Members: Minimum number of 1 item. Maximum number of 9 items.

Required: Yes

labels

The labels of the wall.

Type: String to string map

Map Entries: Maximum number of 50 items.

Key Length Constraints: Minimum length of 1. Maximum length of 128.

Value Pattern: [a-z]*

Required: No

mix

How the paint is mixed.

Type: Mix object

Note: This object is a Union. Only one member of this object can be specified or returned.

Required: No

Response Syntax

HTTP/1.1 202 Content-type: application/json { \"state\": \"string\" }

Response Elements

If the action is successful, the service sends back an HTTP 202 response.

The following data is returned in JSON format by the service.

state

How far the painting is.

Type: String

Valid Values: WET | DRY

Errors

For information about the errors that are common to all actions, see Common Errors.

WallBusyException

The wall is being painted.

HTTP Status Code: 409

WallGoneException

There is no such wall.

HTTP Status Code: 404

See Also

For more information about using this API in one of the language-specific AWS SDKs, see the following:
";

/// Returns the page as crawlers write it in Markdown; `form` words labels and placeholders.
fn markdown(label: impl Fn(&str) -> String, placeholder: impl Fn(&str) -> String, gap: &str) -> String {
    let names = ["DryRun", "roomId", "Token", "wallId", "coats", "labels", "mix", "state"];
    let headings = [
        "Request Syntax",
        "URI Request Parameters",
        "Request Body",
        "Response Syntax",
        "Response Elements",
        "Errors",
        "See Also",
    ];
    let mut out = String::new();
    let mut in_entry = false;
    for paragraph in TEXT.split("\n\n").skip(1) {
        let paragraph = paragraph.trim_end();
        let line = match paragraph {
            "PaintWall" => "# PaintWall".to_owned(),
            heading if headings.contains(&heading) => format!("## {heading}"),
            name if names.contains(&name) => label(&format!("[{name}](#PaintWall_Syntax)")),
            name if name.ends_with("Exception") => label(name),
            syntax if syntax.contains("HTTP/1.1") => {
                let mut syntax = syntax.replace(" x-paint", "\nx-paint").replace(" Content", "\nContent");
                if syntax.starts_with("PUT") {
                    syntax = syntax.replace("\"string\"", &format!("\"{}\"", placeholder("string")));
                    syntax = syntax.replace(": number", &format!(": {}", placeholder("number")));
                    syntax = syntax.replace("/walls/wallId", &format!("/walls/{}", placeholder("wallId")));
                    syntax = syntax.replace("=DryRun", &format!("={}", placeholder("DryRun")));
                }
                format!("```\n{syntax}\n```")
            }
            item if item.starts_with("  • ") => item.replace("  • ", "+  "),
            constraint if constraint.contains("attern: ") || constraint.starts_with("Valid Values") => {
                constraint.replacen(": ", ": `", 1) + "`"
            }
            r#type => r#type
                .replace("of Coat", "of [Coat](API_Coat.md)")
                .replace("Type: Mix", "Type: [Mix](API_Mix.md)"),
        };
        let begins = line.starts_with(['#', '`', ' ', '*']) || line.starts_with("The request");
        out.push_str(if begins || !in_entry { "\n\n" } else { gap });
        in_entry = line.starts_with([' ', '*']) || (in_entry && !begins);
        out.push_str(&line);
    }
    out
}

/// Returns the page as the vendor publishes it in HTML, from its Markdown: entries are lists of definitions.
fn html(markdown: &str) -> String {
    let mut out = String::from(
        "<!DOCTYPE html>\n<html><head><title>PaintWall - Wall</title></head><body>\n<nav><ul><li>Welcome</li></ul></nav>\n<div id=\"main\">",
    );
    let mut in_entries = false;
    let link = |text: &str| {
        let whole = text.split_once('[').and_then(|(before, rest)| {
            let (name, rest) = rest.split_once("](")?;
            let (target, behind) = rest.split_once(')')?;
            Some(format!("{before}<a href=\"{target}\">{name}</a>{behind}"))
        });
        whole.unwrap_or_else(|| text.to_owned())
    };
    for paragraph in markdown.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        let ends_entries = ["#", "```", "The re", "The following", "If the", "For "];
        if in_entries && ends_entries.iter().any(|beginning| paragraph.starts_with(beginning)) {
            out.push_str("</dd>\n</dl></div>");
            in_entries = false;
        }
        let line = if let Some(heading) = paragraph.strip_prefix("## ") {
            format!("<h2 id=\"PaintWall_{}\">{heading}</h2>", heading.replace(' ', ""))
        } else if let Some(title) = paragraph.strip_prefix("# ") {
            format!("<h1>{title}</h1>")
        } else if let Some(code) = paragraph.strip_prefix("```\n") {
            let code = code
                .trim_end_matches('`')
                .replace("{{", "<code class=\"replaceable\">")
                .replace("}}", "</code>");
            format!("<pre><div><button>Copy</button></div><code>{code}</code></pre>")
        } else if let Some(name) = paragraph.strip_prefix("**") {
            let begin = if std::mem::replace(&mut in_entries, true) { "</dd>" } else { "<div><dl>" };
            let name = link(name.trim_end_matches('*'));
            format!("{begin}\n<dt><a id=\"x\"></a><span><b>{name}</b></span></dt>\n<dd>")
        } else if paragraph.starts_with("+  ") {
            let items =
                paragraph.lines().map(|item| format!("<li><p>{}</p></li>", item.trim_start_matches("+  ")));
            format!("<div><ul>{}</ul></div>", items.collect::<String>())
        } else {
            let parts = paragraph.split('`').enumerate();
            let text: String = parts
                .map(
                    |(index, part)| {
                        if index % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }
                    },
                )
                .collect();
            format!("\n<p>{}</p>", link(&text))
        };
        out.push_str(&line);
    }
    out + "</div><footer>Copyright</footer></body></html>\n"
}

#[test]
fn all_forms_of_a_page_say_the_same() {
    let expected: Vec<String> =
        facts("a.txt", TEXT).into_iter().filter(|fact| !fact.contains("Title(")).collect();
    assert_says(
        &expected,
        &[
            "paintwall: Name(\"PaintWall\")",
            "paintwall: Route(Put, \"/rooms/{roomId}/walls/wallId\")",
            "paintwall: Route(Put, \"/rooms/roomId/walls/{wallId}\")",
            "paintwall: Status(202)",
            "paintwall: Doc(\"Paints a wall.\")",
            "paintwall.in.roomId: In(Path)",
            "paintwall.in.roomId: Length(12..12)",
            "paintwall.in.roomId: Required(true)",
            "paintwall.in.DryRun: In(Query)",
            "paintwall.in.DryRun: WireName(\"dryRun\")",
            "paintwall.in.Token: In(Header)",
            "paintwall.in.Token: WireName(\"x-paint-token\")",
            "paintwall.in.wallId: Pattern(\"[a-z]{1,8}|none\")",
            "paintwall.in.coats: Kind(List)",
            "paintwall.in.coats: Items(1..9)",
            "paintwall.in.coats[]: ShapeName(\"Coat\")",
            "paintwall.in.coats[].layers: Kind(number)",
            "paintwall.in.coats: Doc(\"The coats to put on.\\n\\n- One is thin.\\n- Two are thick.\")",
            "paintwall.in.labels: Items(..50)",
            "paintwall.in.labels{key}: Length(1..128)",
            "paintwall.in.labels{}: Pattern(\"[a-z]*\")",
            "paintwall.in.mix: Kind(Union)",
            "paintwall.in.mix: Required(false)",
            "paintwall.out.state: Values(\"WET\" \"DRY\")",
            "paintwall!WallBusyException: Status(409)",
            "paintwall!WallGoneException: Code(\"WallGoneException\")",
            "paintwall!WallGoneException: Doc(\"There is no such wall.\")",
        ],
    );
    let bold = |name: &str| format!("**{name}**");
    let vendor = |name: &str| format!(" ** {name} **   <a name=\"x-{}\"></a>", name.len());
    let forms = [
        ("crawled.md", markdown(bold, str::to_owned, "\n\n")),
        ("backticks.md", markdown(bold, |word| format!("`{word}`"), "\n\n")),
        ("vendor.md", markdown(vendor, |word| format!("{{{{{word}}}}}"), "\n")),
        ("hard-breaks.md", markdown(vendor, |word| format!("{{{{{word}}}}}"), "  \n")),
        ("page.html", html(&markdown(bold, |word| format!("{{{{{word}}}}}"), "\n\n"))),
    ];
    for (name, text) in forms {
        let found = facts(name, &text);
        // A copy that marks the labels of the path says so at once; the title of an HTML file has the service.
        let is_of_form = |fact: &String| {
            fact.contains("Route(") || name == "page.html" && fact == "(service): Title(\"Wall\")"
        };
        assert_eq!(found.iter().any(|fact| fact.contains(": Title(")), name == "page.html", "{name}");
        let missing: Vec<_> =
            expected.iter().filter(|fact| !found.contains(fact) && !is_of_form(fact)).collect();
        let made_up: Vec<_> =
            found.iter().filter(|fact| !expected.contains(fact) && !is_of_form(fact)).collect();
        assert!(missing.is_empty() && made_up.is_empty(), "{name}: {missing:#?} {made_up:#?}\n{text}");
    }
}

#[test]
fn entries_may_be_items_of_a_list_with_all_they_say_on_one_line() {
    let text = "PaintWall
Paints a wall.
Request Syntax
{
   \"coats\": [ \"string
\" ],
   \"mix\": boolean
}Request Parameters
The request accepts the following data in JSON format.
- coats
-
               The coats to put on. Type: Array of strings Array Members: Fixed number of 2 items. Required: Yes
-
How it is mixed.
Type: Boolean
Required: No
Response Elements
If the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.
Errors
- WallBusyException
-
               The wall is being painted. HTTP Status Code: 409
";
    for name in ["a.txt", "a.md"] {
        let text = if name == "a.md" { format!("# {text}") } else { text.to_owned() };
        let found = facts(name, &text);
        assert_says(
            &found,
            &[
                "paintwall: Doc(\"Paints a wall.\")",
                "paintwall.in.coats: Items(2..2)",
                "paintwall.in.coats: Required(true)",
                "paintwall.in.coats: Doc(\"The coats to put on.\")",
                "paintwall.in.mix: Doc(\"How it is mixed.\")",
                "paintwall.in.mix: Required(false)",
                "paintwall!WallBusyException: Status(409)",
            ],
        );
    }
}

#[test]
fn headings_that_follow_code_and_what_a_crawler_left_at_the_end_take_nothing_from_other_headings() {
    let text = "PaintWall\n\nPaints a wall.\n\nRequest Syntax\n{\n   \"coat\": \"string\"\n}Request Parameters\n\nThe request accepts the following data in JSON format.\n\ncoat\n\nThe coat.\n\n\
                Type: String\n\nRequired: No\n\nResponse Elements\n\nIf the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.\n\nErrors\n\nWallGone\n\nNo wall.\n\nHTTP Status Code: 404\n\nExamples\n\nA crimson \
                wall.\n\nSee Also\n\nOther walls.\n\nRequest Syntax\n\nErrors\n\nExamples\n";
    let found = facts("a.txt", text);
    assert_says(
        &found,
        &[
            "paintwall.in.coat: Kind(string)",
            "paintwall!WallGone: Status(404)",
            "paintwall!WallGone: Doc(\"No wall.\")",
        ],
    );
    assert_silent(&found, "crimson");
}

/// Deletes what a filter for web text deletes: lines of one word.
fn damaged(text: &str) -> String {
    text.split_inclusive('\n')
        .filter(|line| line.trim().is_empty() || line.split_whitespace().count() > 1)
        .collect()
}

#[test]
fn a_damaged_page_gets_its_names_from_the_syntax_and_what_texts_speak_of() {
    let found = facts("a.txt", &damaged(TEXT));
    assert_says(
        &found,
        &[
            "paintwall.in.wallId: In(Path)",
            "paintwall.in.wallId: Doc(\"The wall to paint.\")",
            "paintwall.in.roomId: Length(12..12)",
            "paintwall.in.Token: Doc(\"The token of the caller.\")",
            "paintwall.in.coats: Items(1..9)",
            "paintwall.in.mix: ShapeName(\"Mix\")",
            "paintwall.out.state: Kind(string)",
            "paintwall!#0: Status(409)",
            "paintwall!#1: Doc(\"There is no such wall.\")",
        ],
    );
}

#[test]
fn types_that_contradict_the_order_leave_entries_without_names() {
    let text = "Mix - Wall Service

Mixes paint.

Request Syntax

{ \"a\": \"string\", \"b\": { \"c\": boolean } }

Request Parameters

The request accepts the following data in JSON format.


Something of parts.

Type: Parts object

Required: No


Something in words.

Type: String

Required: No

Response Elements

If the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.

See Also
";
    let found = facts("a.txt", text);
    assert_says(&found, &["mix.in.#0: ShapeName(\"Parts\")", "mix.in.#1: Kind(string)"]);
    let outcome = normalized(&[page("a.txt", text)]);
    let reports = outcome.diagnostics.iter().filter(|finding| finding.code == Code::NAME_COUNT).count();
    assert_eq!(reports, 2, "{:#?}", outcome.diagnostics);
}

#[test]
fn members_that_are_required_may_stand_first() {
    let text = "Mix - Wall Service

Mixes paint.

Request Syntax

{ \"amount\": number, \"colour\": \"string\", \"vessel\": \"string\" }

Request Parameters

The request accepts the following data in JSON format.

Note

In the following list, the required parameters are described first.


The vessel to mix in.

Type: String

Required: Yes


The amount of paint.

Type: Integer

Required: No


The colour to mix.

Type: String

Required: No

Response Elements

If the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.

See Also
";
    assert_says(
        &facts("a.txt", text),
        &[
            "mix.in.vessel: Required(true)",
            "mix.in.amount: Kind(integer)",
            "mix.in.colour: Doc(\"The colour to mix.\")",
        ],
    );
}

#[test]
fn pages_of_the_query_protocol_have_no_syntax() {
    let text = "# ListWalls

Lists walls.

## Request Parameters

For information about the parameters that are common to all actions, see [Common Parameters](CommonParameters.md).

**Filter.N**

What to look for.

Type: Array of [Filter](api-filter.md) objects

Required: No

**Labels.member.N**

The labels.

Type: Array of strings

Length Constraints: Maximum length of 9.

Required: Yes

## Response Elements

The following elements are returned by the service.

**requestId**

The ID of the request.

Type: String

**wallSet**

The walls.

Type: Array of [Wall](api-wall.md) objects

## Examples

### Example

This example lists walls.

#### Sample Request

```
https://walls.example.com/?Action=ListWalls
```

## See Also

- [SDK](sdk.md)

Data Types
";
    let found = facts("a.md", text);
    assert_says(
        &found,
        &[
            "listwalls.in.Filter: Name(\"Filter.N\")",
            "listwalls.in.Filter[]: ShapeName(\"Filter\")",
            "listwalls.in.Labels: Name(\"Labels.member.N\")",
            "listwalls.in.Labels[]: Length(..9)",
            "listwalls.in.Labels: Required(true)",
            "listwalls.out.requestId: Kind(string)",
            "listwalls.out.wallSet: Kind(List)",
        ],
    );
    assert_silent(&found, "example");
}

#[test]
fn bodies_in_xml_have_a_root_element_and_names_of_the_wire() {
    let text = "PaintWall - Wall Service

Paints a wall.

Request Syntax

POST /{Wall+}?paint&start=StartAt HTTP/1.1 Host: House.walls.example.com x-wall-tries: Tries <?xml version=\"1.0\"?> <Paint xmlns=\"urn:walls\"> <Coat> <Colour>string</Colour> <Layers>integer</Layers> </Coat> ... <Spots> <Spot> <X>long</X> <Y>long</Y> </Spot> </Spots> </Paint>

URI Request Parameters

The request uses the following URI parameters.

House

The house.

Required: Yes

start

Where to start.

Wall

The wall.

Required: Yes

x-wall-tries

How often to try.

Note

Not too often.

Valid Values: once | twice

Request Body

The request accepts the following data in XML format.

Paint

Root level tag for the Paint parameters.

Required: Yes

Coat

The coats.

Type: Array of Coat data types

Required: No

Spots

The spots.

Type: Array of Spot data types

Required: No

Response Syntax

HTTP/1.1 200 x-wall-state: State Bytes

Response Elements

If the action is successful, the service sends back an HTTP 200 response.

The response returns the following HTTP headers.

x-wall-state

How it went.

Length Constraints: Maximum length of 3.

The response returns the following as the HTTP body.

Bytes

A picture.

Errors

WallGone

There is no such wall.

HTTP Status Code: 404
";
    let found = facts("a.txt", text);
    assert_says(
        &found,
        &[
            "paintwall: Route(Post, \"/{Wall+}?paint\")",
            "paintwall: HostPrefix(\"{House}.\")",
            "paintwall.in.House: In(Host)",
            "paintwall.in.Wall: In(Path)",
            "paintwall.in.StartAt: Name(\"start\")",
            "paintwall.in.StartAt: In(Query)",
            "paintwall.in.Tries: Name(\"x-wall-tries\")",
            "paintwall.in.Tries: WireName(\"x-wall-tries\")",
            "paintwall.in.Tries: Values(\"once\" \"twice\")",
            "paintwall.in.Tries: Doc(\"How often to try.\\n\\nNote\\n\\nNot too often.\")",
            "paintwall.in.Coat: Kind(List)",
            "paintwall.in.Coat[].Layers: Kind(integer)",
            "paintwall.in.Spots[].X: Kind(long)",
            "paintwall.out.State: Length(..3)",
            "paintwall.out.Bytes: In(Payload)",
        ],
    );
    assert_silent(&found, "in.Paint");
}

#[test]
fn a_data_type_is_described_by_its_members() {
    let text = "# Spot

Where something is.

## Contents

###### Note

In the following list, the required parameters are described first.

**X** (request), **x** (response)

How far right.

Type: Integer

Required: Yes

**Marks**

What is there:

**dot**

Required: No

A small mark. [More](../marks.md) are at [example](https://example.com/marks).

Type: String to array of [Mark](api-mark.md) objects map

Array Members: Maximum number of 3 items.

Required: No

**Old**

_This parameter has been deprecated._

What it was.

Type: Timestamp

Required: No

## See Also

- [SDK](../sdk.md)

[Document Conventions](../conventions.md)

Speck

Stain
";
    let found = facts("Spot.md", text);
    assert_says(
        &found,
        &[
            "type Spot: Kind(Struct)",
            "type Spot: Doc(\"Where something is.\")",
            "type Spot.X: Name(\"X (request), x (response)\")",
            "type Spot.X: WireName(\"x\")",
            "type Spot.X: Required(true)",
            "type Spot.Marks: Kind(Map)",
            "type Spot.Marks{}: Items(..3)",
            "type Spot.Marks{}[]: ShapeName(\"Mark\")",
            "type Spot.Marks: Required(false)",
            "type Spot.Old: Deprecated(Deprecation { doc: None, replaced_by: None })",
            "type Spot.Old: Doc(\"What it was.\")",
        ],
    );
    assert_silent(&found, "Spot.dot");
    assert_silent(&found, "marks.md");
}

#[test]
fn an_error_among_the_members_need_not_have_a_status() {
    let lines = ["The wall is gone.", "Type: Exception", "HTTP Status Code:", "Required: Yes"];
    for gap in ["\n", "\n\n"] {
        let entry = lines.join(gap);
        let text = format!(
            "# Events\n\nWhat happens.\n\n## Contents\n\n ** WallGone **{gap}{entry}\n\n## See Also\n"
        );
        let found = facts("Events.md", &text);
        assert_says(
            &found,
            &["type Events.WallGone: Doc(\"The wall is gone.\")", "type Events.WallGone: Required(true)"],
        );
    }
}

#[test]
fn a_member_is_deprecated_wherever_its_text_says_so() {
    let text = "# Spot\n<a name=\"Spot\"></a>\n\nWhere.\n\n## Contents\n<a name=\"Spot_Contents\"></a>\n\n ** Old **   <a name=\"Spot-Old\"></a>\n *This parameter has been deprecated.*\nWhat it was.\nType: Timestamp\nRequired: No\n\n## See Also\n";
    assert_says(
        &facts("Spot.md", text),
        &[
            "type Spot.Old: Deprecated(Deprecation { doc: None, replaced_by: None })",
            "type Spot.Old: Doc(\"What it was.\")",
        ],
    );
}

#[test]
fn unions_and_exceptions_are_data_types_too() {
    let text = "# Mix\n\nHow to mix.\n\n## Contents\n\n###### Important\n\nThis data type is a UNION, so only one of its members is there.\n\n**byHand**\n\nBy hand.\n\nType: [Hand](hand.md) object\n\nRequired: No\n\n## See Also\n";
    let found = facts("Mix.md", text);
    assert_says(&found, &["type Mix: Kind(Union)", "type Mix.byHand: ShapeName(\"Hand\")"]);
    let text = "# WallGone\n\nNo such wall.\n\nHTTP Status Code returned: 404\n\n## Contents\n\n**wall**\n\nWhich.\n\nType: String\n\nRequired: Yes\n\n## See Also\n";
    let found = facts("WallGone.md", text);
    assert_says(&found, &["!WallGone: Status(404)", "!WallGone.out.wall: Required(true)"]);
}

#[test]
fn newer_pages_list_the_members_of_errors() {
    let text = "# PaintWall\n\nPaints.\n\n## Request Parameters\n\n## Response Elements\n\nIf the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.\n\n## Errors\n\nFor information about the errors that are common to all actions, see [Common Error Types](x.md).\n\n ** WallGone **   \nThere is no such wall.  \n ** message **   \nWhich wall.\nHTTP Status Code: 404\n\n## See Also\n";
    let found = facts("a.md", text);
    assert_says(
        &found,
        &[
            "paintwall!WallGone: Status(404)",
            "paintwall!WallGone: Doc(\"There is no such wall.\")",
            "paintwall!WallGone.out.message: Doc(\"Which wall.\")",
            "paintwall!WallGone.out.message: Kind(string)",
        ],
    );
}

#[test]
fn errors_may_be_named_by_links_to_pages_of_their_own() {
    let page = |wet: &str, gone: &str, gap: &str| {
        let common = "# PaintWall\n\nPaints.\n\n[WallWet](API_WallWet.md)\n\n## Request Parameters\n\n## Response Elements\n\nIf the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.\n\n## Errors\n\nFor information about the errors that are common to all actions, see [Common Error Types](x.md).\n\n";
        let entries = [
            [
                wet,
                "It is wet. See",
                "[Drying](API_Drying.md)",
                "before you paint.",
                "** message **",
                "How wet.",
                "HTTP Status Code: 409",
            ]
            .join(gap),
            [gone, "There is no wall.", "** message **", "Which.", "HTTP Status Code: 404"].join(gap),
        ];
        format!("{common}{}\n\n## See Also\n", entries.join("\n\n"))
    };
    let forms = [
        page(" [WallWet](API_WallWet.md)", " [WallGone](API_WallGone.md)", "\n"),
        page("[WallWet](api-wallwet.md \"api-wallwet.md\")", "[WallGone](../a/api-wallgone.md)", "\n\n"),
    ];
    for text in forms {
        let found = facts("a.md", &text);
        assert_says(
            &found,
            &[
                "paintwall!WallWet: Status(409)",
                "paintwall!WallWet.out.message: Doc(\"How wet.\")",
                "paintwall!WallGone: Status(404)",
                "paintwall!WallGone: Doc(\"There is no wall.\")",
            ],
        );
        assert_silent(&found, ".out.Drying");
    }
}

#[test]
fn the_title_of_the_document_precedes_that_of_the_page() {
    let text = "PaintWall - Wall Service\n[Errors](#PaintWall_Errors)\n# PaintWall\n\nPaints.\n\n## Errors\n\nFor information about the errors that are common to all actions, see [Common Errors](x.md).\n\n## See Also\n\nFor more information about using this API in one of the language-specific AWS SDKs, see the following:\n";
    assert_says(&facts("a.md", text), &["(service): Title(\"Wall Service\")"]);
    assert_silent(&facts("a.md", &text.replacen("PaintWall", "DrawWall", 1)), "Title(");
}

#[test]
fn what_a_site_says_on_all_pages_is_no_documentation() {
    let banner = "PaintWall - Wall Service\nWalls differ by region. See Getting Started.\n\nPaintWall";
    let text = TEXT.replacen("PaintWall - Wall Service\n\nPaintWall", banner, 1);
    assert_eq!(facts("a.txt", &text), facts("a.txt", TEXT));
}

#[test]
fn the_links_to_other_documentation_name_the_version() {
    let page = |links: &str| {
        let text = "# PaintWall\n\nPaints.\n\n## Response Elements\n\nIf the action is successful, the service sends back \
                    an HTTP 200 response with an empty HTTP body.\n\n## Errors\n\n**BusyException**\n\nLater.\n\n\
                    HTTP Status Code: 409\n\n## See Also\n\n";
        format!("{text}{links}\n")
    };
    let version = "(service): Version(\"2026-02-26\")";
    let links = "- [One](../goto/one/walls-2025-01-01/paintroom.md)\n- [Two](https://a.test/goto/Two/walls-2026-02-26/PaintWall)";
    assert_says(&facts("p.md", &page(links)), &[version]);
    assert_silent(&facts("p.md", &page("- [One](../goto/one/walls/paintwall.md)")), "Version");
}

#[test]
fn an_error_that_asks_to_try_again_is_retryable() {
    let text = "# PaintWall\n\nPaints.\n\n## Request Parameters\n\n## Response Elements\n\nIf the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.\n\n## Errors\n\nFor information about the errors that are common to all actions, see [Common Error Types](x.md).\n\n ** WallGone **   \nCheck the number of the wall and try again.  \nHTTP Status Code: 404\n\n ** WallWet **   \nThe wall is wet. Wait a few hours and try again.  \nHTTP Status Code: 409\n\n## See Also\n";
    let description = describe(&[page("a.md", text)]);
    let retryable = description.errors.iter().map(|(name, error)| (name.as_str(), error.retryable));
    assert_eq!(Vec::from_iter(retryable), [("WallGone", false), ("WallWet", true)]);
}

#[test]
fn recursion_names_the_structure() {
    let text = "Grow - Tree Service\n\nGrows.\n\nRequest Syntax\n\n{ \"root\": { \"leaves\": [ \"Node\" ], \"none\": { }, \"raw\": JSON value } }\n\nRequest Parameters\n\nThe request accepts the following data in JSON format.\n\nroot\n\nThe root.\n\nType: Node object\n\nRequired: Yes\n\nResponse Elements\n\nIf the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.\n\nSee Also\n";
    let found = facts("a.txt", text);
    assert_says(
        &found,
        &[
            "grow.in.root.leaves[]: Kind(Recursive)",
            "grow.in.root.leaves[]: ShapeName(\"Node\")",
            "grow.in.root.raw: Kind(document)",
        ],
    );
    let description = describe(&[page("a.txt", text)]);
    let ShapeKind::Struct { members, .. } = &description.types["Node"].kind else { panic!("a structure") };
    assert_eq!(members["leaves"].r#type, TypeRef::list_of(TypeRef::Shape("Node".into())));
}

const CLIENT: &str = "Walls.Client.paint_wall

Walls.Client.paint_wall(**kwargs)

Paints a wall.

See also: AWS API Documentation

Request Syntax

response = client.paint_wall(
    RoomId='string',
    Filters=[
        'string',
    ]
)

Parameters:

  • RoomId (string) –

    The room in which the wall is, by its number.

  • Filters (list) –

    Which of the walls of the room are painted.

    • (string) –

Return type:

dict

Returns:

Response Syntax

{
    'wall': {
        'state': 'string',
        'size': 123
    }
}

Response Structure

  • (dict) –

    • wall (dict) –

      The painted wall.

      • state (string) –

        How far the painting of the wall is.

      • size (integer) –

        How large the painted wall is.
";

/// A word of the prose may be that of a heading.
#[test]
fn examples_of_a_member_are_not_those_of_the_page() {
    let text = "MixPaint - Walls

MixPaint

Mixes paint.

Request Syntax

{ \"Colour\": \"string\", \"Litres\": number }

Request Parameters

The request accepts the following data in JSON format.

Colour

What the paint looks like.

Examples:

sky blue

Type: String

Length Constraints: Maximum length of 9.

Required: Yes

Litres

How much there is to be.

Type: Long

Required: Yes

Response Elements

If the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.

Errors

For information about the errors that are common to all actions, see Common Errors.

Examples

To mix it

{ \"Colour\": \"blue\" }

See Also

More of it.
";
    let marked = |text: &str| {
        let mut marked = String::new();
        for line in text.lines() {
            let is_heading = matches!(
                line,
                "Request Syntax"
                    | "Request Parameters"
                    | "Response Elements"
                    | "Errors"
                    | "Examples"
                    | "See Also"
            );
            let mark = match line {
                "Colour" | "Litres" => format!("**{line}**"),
                _ if is_heading => format!("## {line}"),
                _ => line.to_owned(),
            };
            marked += &(mark + "\n");
        }
        marked.replace("MixPaint - Walls\n\nMixPaint", "# MixPaint")
    };
    for (name, text) in [("a.txt", text.to_owned()), ("a.md", marked(text))] {
        let input = &describe(&[page(name, &text)]).operations["MixPaint"].input;
        let colour = &input["Colour"];
        assert_eq!(colour.length.as_ref().map(ToString::to_string).as_deref(), Some("..9"), "{text}");
        assert!(colour.required && input["Litres"].required, "{text}");
        assert_eq!(input["Litres"].r#type, TypeRef::Scalar(Scalar::Long), "{text}");
    }
}

/// In plain text nothing but its place tells the heading.
#[test]
fn a_member_may_be_called_like_the_section_of_errors() {
    let text = "PaintWalls - Walls

PaintWalls

Paints walls.

Response Syntax

{ \"Errors\": [ \"string\" ], \"Wet\": boolean }

Response Elements

If the action is successful, the service sends back an HTTP 200 response.

The following data is returned in JSON format by the service.

Errors

The walls that could not be painted.

Type: Array of strings

Array Members: Maximum number of 9 items.

Wet

Whether the paint is wet.

Type: Boolean

Errors

For information about the errors that are common to all actions, see Common Errors.

WallGone

There is no such wall.

HTTP Status Code: 400
";
    let operation = &describe(&[page("a.txt", text)]).operations["PaintWalls"];
    assert_eq!(operation.errors, ["WallGone"]);
    assert_eq!(operation.output["Errors"].items.as_ref().map(ToString::to_string).as_deref(), Some("..9"));
    assert_eq!(operation.output["Wet"].doc.as_deref(), Some("Whether the paint is wet."));
}

/// Entries of the URI state no type.
#[test]
fn elements_without_type_are_what_their_constraints_limit() {
    let page = |constraints: &str| {
        let text = format!(
            "PeelWall - Walls

PeelWall

Peels walls.

Request Syntax

DELETE /walls?coats=Coats HTTP/1.1

URI Request Parameters

The request uses the following URI parameters.

Coats

The coats that come off.

Array Members: Maximum number of 5 items.

{constraints}

Required: Yes

Request Body

The request does not have a request body.

See Also
"
        );
        let coats = describe(&[self::page("aws.txt", &text)]).operations["PeelWall"].input["Coats"].clone();
        let TypeRef::List(element) = coats.r#type else { panic!("{coats:?}") };
        element.r#type
    };
    let scalar = |scalar: Scalar| TypeRef::Scalar(scalar);
    assert_eq!(page("Length Constraints: Maximum length of 7."), scalar(Scalar::String));
    assert_eq!(page("Pattern: [a-z]+"), scalar(Scalar::String));
    assert_eq!(page("Valid Range: Minimum value of 1."), scalar(Scalar::Number));
}

#[test]
fn members_that_pages_name_differently_are_one() {
    let reference = "PaintWall - Walls

Paints a wall.

Request Syntax

PUT /rooms/roomId/walls?filter=filter HTTP/1.1

URI Request Parameters

The request uses the following URI parameters.


Which of the walls of the room are painted.

Array Members: Maximum number of 5 items.


The room in which the wall is, by its number.

Length Constraints: Fixed length of 4.

Required: Yes

Request Body

The request does not have a request body.

Response Syntax

HTTP/1.1 201 Content-type: application/json { \"size\": number, \"state\": \"string\" }

Response Elements

If the action is successful, the service sends back an HTTP 201 response.

The following data is returned in JSON format by the service.


How large the painted wall is.

Type: Long


How far the painting of the wall is.

Type: String

Length Constraints: Maximum length of 7.

See Also
";
    let description = describe(&[page("aws.txt", reference), page("boto3.txt", CLIENT)]);
    let operation = &description.operations["PaintWall"];
    let http = operation.http.as_ref().unwrap();
    assert_eq!((http.path.as_str(), http.status), ("/rooms/{roomId}/walls", Some(201)));
    assert_eq!(operation.input.keys().collect::<Vec<_>>(), ["RoomId", "Filters"]);
    let room = &operation.input["RoomId"];
    assert_eq!((room.r#in, room.name.as_deref()), (Some(Location::Path), Some("roomId")));
    assert_eq!(room.length.as_ref().map(ToString::to_string).as_deref(), Some("4..4"));
    let filters = &operation.input["Filters"];
    assert_eq!((filters.r#in, filters.name.as_deref()), (Some(Location::Query), Some("filter")));
    assert_eq!(filters.items.as_ref().map(ToString::to_string).as_deref(), Some("..5"));
    // The body is the content of one member.
    assert_eq!(operation.output.keys().collect::<Vec<_>>(), ["wall"]);
    assert_eq!(operation.output["wall"].r#in, Some(Location::Payload));
    let shape = operation.output["wall"].r#type.shape().unwrap();
    let ShapeKind::Struct { members, .. } = &description.types[shape].kind else { panic!("a structure") };
    assert_eq!(members["state"].length.as_ref().map(ToString::to_string).as_deref(), Some("..7"));
    assert_eq!(members["size"].r#type.to_string(), "long");
}

#[test]
fn errors_without_names_are_aligned_with_the_names_that_their_texts_speak_of() {
    let reference = "PaintWall - Walls\n\nPaints.\n\nRequest Parameters\n\nResponse Elements\n\nIf the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.\n\n\nFor information about the errors that are common to all actions, see Common Errors.\n\n\nThe caller is denied access.\n\nHTTP Status Code: 400\n\n\nThe wall was not found.\n\nHTTP Status Code: 400\n\nSee Also\n";
    let client = format!(
        "{CLIENT}\nExceptions\n\n  • Walls.Client.exceptions.WallNotFoundException\n\n  • Walls.Client.exceptions.BrushBrokenException\n\n  • Walls.Client.exceptions.AccessDeniedException\n"
    );
    let description = describe(&[page("aws.txt", reference), page("boto3.txt", &client)]);
    let doc = |name: &str| description.errors[name].doc.clone();
    assert_eq!(doc("WallNotFoundException").as_deref(), Some("The wall was not found."));
    assert_eq!(doc("AccessDeniedException").as_deref(), Some("The caller is denied access."));
    assert_eq!(doc("BrushBrokenException"), None);
}

#[test]
fn every_line_is_accounted_for() {
    for text in [TEXT.to_owned(), damaged(TEXT)] {
        let (_, found) = claims(&page("a.txt", &text));
        assert!(!found.lines().contains(&LineClass::Unread), "{:?}", found.unread());
    }
    let (_, found) = claims(&page("a.txt", &TEXT.replace("Type: Mix object", "Type: what you like")));
    assert_eq!(found.unread().len(), 1);
}

#[test]
fn a_query_that_no_entry_describes_is_fixed_and_a_status_may_be_a_member() {
    let text = "# ListWalls<a name=\"API_ListWalls\"></a>\n\nLists walls\\.\n\n\
        ## Request Syntax<a name=\"API_ListWalls_RequestSyntax\"></a>\n\n\
        ```\nGET /walls/wallId?view=Short&traits&from=From&List=ALL HTTP/1.1\n```\n\n\
        ## URI Request Parameters\n\nThe request uses the following URI parameters\\.\n\n \
        ** [From](#API_ListWalls_RequestSyntax) **   <a name=\"w-From\"></a>\nThe first\\.\n\n \
        ** [traits](#API_ListWalls_RequestSyntax) **   <a name=\"w-traits\"></a>\nWhat they are like\\.\n\n \
        ** [wallId](#API_ListWalls_RequestSyntax) **   <a name=\"w-wallId\"></a>\nWhich\\.  \nRequired: Yes\n\n\
        ## Request Body\n\nThe request does not have a request body\\.\n\n\
        ## Response Syntax\n\n```\nHTTP/1.1 Outcome\nX-Wall: Wall\n\nPlan\n```\n\n\
        ## Response Elements\n\n\
        If the action is successful, the service sends back the following HTTP response\\.\n\n \
        ** [Outcome](#API_ListWalls_ResponseSyntax) **   <a name=\"w-Outcome\"></a>\nHow it went\\.\n\n\
        The response returns the following HTTP headers\\.\n\n \
        ** [Wall](#API_ListWalls_ResponseSyntax) **   <a name=\"w-Wall\"></a>\nWhich wall\\.\n\n\
        The response returns the following as the HTTP body\\.\n\n \
        ** [Plan](#API_ListWalls_ResponseSyntax) **   <a name=\"w-Plan\"></a>\nHow it looks\\.\n\n\
        ## Errors\n\n ** WallException **   \nNo wall\\.  \nHTTP Status Code: 400\n";
    let description = describe(&[page("list-walls.aws.md", text)]);
    let operation = &description.operations["ListWalls"];
    let http = operation.http.as_ref().unwrap();
    assert_eq!(http.path, "/walls/{wallId}?view=Short&List=ALL");
    assert_eq!(http.status, None);
    assert_eq!(operation.input.keys().collect::<Vec<_>>(), ["From", "traits", "wallId"]);
    assert_eq!(operation.input["traits"].r#in, Some(Location::QueryMap));
    assert!(matches!(operation.input["traits"].r#type, TypeRef::Map(_)));
    let output = &operation.output;
    assert_eq!(output.keys().collect::<Vec<_>>(), ["Outcome", "Wall", "Plan"]);
    assert_eq!(output["Outcome"].r#in, Some(Location::Status));
    assert_eq!(output["Outcome"].r#type, TypeRef::Scalar(docwright_idl::Scalar::Integer));
    assert_eq!(output["Wall"].r#in, Some(Location::Header));
    assert_eq!(output["Plan"].r#in, Some(Location::Payload));
}

#[test]
fn a_member_may_be_called_like_what_announces_a_note() {
    let text = "# AddBook<a name=\"API_AddBook\"></a>\n\nAdds a book\\.\n\n\
        ## Request Syntax\n\n```\n{\n   \"Name\": \"string\",\n   \"Topics\": [ \"string\" ]\n}\n```\n\n\
        ## Request Parameters\n\nThe request accepts the following data in JSON format\\.\n\n \
        ** [Name](#API_AddBook_RequestSyntax) **   <a name=\"b-Name\"></a>\nIts name\\.  \nType: String  \nRequired: Yes\n\n \
        ** [Topics](#API_AddBook_RequestSyntax) **   <a name=\"b-Topics\"></a>\nWhat it is about\\.  \n\
        Type: Array of [ Topic ](API_Topic.md) objects  \nRequired: No\n\n\
        ## Response Elements\n\n\
        If the action is successful, the service sends back an HTTP 200 response with an empty HTTP body\\.\n\n\
        ## Errors\n\n ** BookException **   \nNo book\\.  \nHTTP Status Code: 400\n";
    let facts = facts("add-book.aws.md", text);
    assert_says(
        &facts,
        &["addbook.in.Name: Required(true)", "addbook.in.Topics: Doc(\"What it is about.\")"],
    );
    let plain = TEXT.replace("coats", "Topics");
    let facts = self::facts("paint-wall.aws.txt", &plain);
    assert_says(&facts, &["paintwall.in.Topics: Name(\"Topics\")"]);
}

#[test]
fn each_map_in_a_map_has_its_own_keys() {
    let text = "# ReadShelf\n\nReads a shelf.\n\n## Response Elements\n\n\
        The following data is returned in JSON format by the service.\n\n**[Books](#API_ReadShelf_ResponseSyntax)**\n\n\
        By row and title.\n\nType: String to array of string to [Book](API_Book.md) object maps map\n\n\
        Key Length Constraints: Minimum length of 1. Maximum length of 8.\n\nKey Pattern: `[a-z]+`\n\n\
        Key Length Constraints: Maximum length of 99.\n\n## Errors\n\n**ShelfException**\n\nNo shelf.\n\n\
        HTTP Status Code: 400\n\n## See Also\n\n- [SDK](../../goto/x/shelf-2026-01-01/ReadShelf)\n";
    let facts = facts("read-shelf.aws.md", text);
    assert_says(
        &facts,
        &[
            "readshelf.out.Books{key}: Length(1..8)",
            "readshelf.out.Books{key}: Pattern(\"[a-z]+\")",
            "readshelf.out.Books{}[]{key}: Length(..99)",
        ],
    );
}

#[test]
fn an_operation_without_members_is_no_page_that_was_cut_off() {
    let text = "# DimLights\n\nDims all lights.\n\n## Errors\n\n\
        For information about the errors that are common to all actions, see [Common Errors](CommonErrors.md).\n\n**DarkException**\n\nToo dark.\n\n\
        HTTP Status Code: 400\n\n## See Also\n\n\
        For more information about using this API in one of the language-specific AWS SDKs, see the following:\n\n- [SDK](../../goto/x/lights-2026-01-01/DimLights)\n";
    let found = normalized(&[page("dim-lights.aws.md", text)]);
    assert_eq!(found.diagnostics, []);
    assert!(found.description.unwrap().operations.contains_key("DimLights"));
    let cut = &text[..text.find("## See").unwrap()];
    let found = normalized(&[page("dim-lights.aws.md", cut)]);
    assert_eq!(found.diagnostics.first().map(|finding| finding.code), Some(Code::INCOMPLETE_PAGE));
    let error = "**DarkException**\n\nToo dark.\n\nHTTP Status Code: 400\n\n";
    let found = normalized(&[page("dim-lights.aws.md", &text.replace(error, ""))]);
    assert_eq!(found.diagnostics, []);
    assert!(found.description.unwrap().operations.contains_key("DimLights"));
}

#[test]
fn what_stands_below_headings_that_are_not_known_does_not_count_as_read() {
    let text = TEXT
        .replace("\nURI Request Parameters\n", "\nWhat The URI Holds\n")
        .replace("\nRequest Syntax\n", "\nRequest\n");
    let (dialect, found) = claims(&page("PaintWall.txt", &text));
    assert_eq!(dialect, Some("aws-api-reference"));
    let fact = text.lines().position(|line| line.starts_with("Length Constraints: ")).unwrap() + 1;
    assert_eq!(found.unread().iter().map(|lines| lines.first as usize).collect::<Vec<_>>(), [fact]);
}

/// Returns a page of what is common to all operations, by its title in each form: as Markdown, as HTML and as text. The entries are
/// written with what begins one, ends its name, stands between its paragraphs, and ends it.
fn common_pages(
    file: &str,
    [markdown, html, text]: [&str; 3],
    intro: &str,
    written: impl Fn([&str; 4]) -> String,
) -> [(String, String); 3] {
    let paragraphs = written(["", "\n\n", "\n\n", "\n\n"]);
    let bold = written(["**", "**\n\n", "\n\n", "\n\n"]);
    let terms = written(["<dt><span><b>", "</b></span></dt><dd><p>", "</p><p>", "</p></dd>\n"]);
    [
        (format!("{file}.md"), format!("# {markdown}\n\n{intro}\n\n{bold}")),
        (
            format!("{file}.html"),
            format!("<main><h1>{html}</h1><p>{intro}</p><div><dl>{terms}</dl></div></main>"),
        ),
        (format!("{file}.txt"), format!("{text} - Wall Service\n\n{text}\n\n{intro}\n\n{paragraphs}")),
    ]
}

#[test]
fn errors_that_are_common_to_all_operations_are_those_of_each() {
    const INTRO: &str = "What any action may answer with.";
    let entries = [
        ("WallNotFoundException", "Said of all walls.", 400),
        ("AccessDeniedException", "The caller may not.", 403),
        ("ThrottlingException", "Too many calls.", 429),
    ];
    let written = |[begin, middle, next, end]: [&str; 4]| {
        let entry =
            |(name, doc, code)| format!("{begin}{name}{middle}{doc}{next}HTTP Status Code: {code}{end}");
        entries.map(entry).concat()
    };
    let reference = "PaintWall - Wall Service\n\nPaintWall\n\nPaints a wall.\n\nResponse Elements\n\n\
        If the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.\n\nErrors\n\n\
        WallNotFoundException\n\nThe wall was not found.\n\nHTTP Status Code: 404\n\n\
        AccessDeniedException\n\nHTTP Status Code: 403\n\nSee Also\n\nMore.\n";
    let titles = ["Common Error Types", "Common Errors", "Common Errors"];
    for (name, text) in common_pages("CommonErrors", titles, INTRO, written) {
        let name = name.as_str();
        let common = page(name, &text);
        assert_eq!(bids(&common).first().map(|(dialect, _)| *dialect), Some("aws-api-reference"), "{name}");
        assert_eq!(claims(&common).1.unread(), [], "{name}");
        let found = normalized(&[page("PaintWall.txt", reference), common]);
        assert!(
            !found.diagnostics.iter().any(|finding| finding.code == Code::CONFLICT),
            "{:#?}",
            found.diagnostics
        );
        let errors = &found.description.unwrap().errors;
        let said = |name: &str| (errors[name].status, errors[name].doc.as_deref());
        // An operation knows its errors better.
        assert_eq!(said("WallNotFoundException"), (Some(404), Some("The wall was not found.")), "{name}");
        assert_eq!(said("AccessDeniedException"), (Some(403), Some("The caller may not.")), "{name}");
        assert_eq!(said("ThrottlingException"), (Some(429), Some("Too many calls.")), "{name}");
    }
}

#[test]
fn parameters_that_are_common_to_all_operations_frame_requests_and_others_are_reported() {
    const INTRO: &str = "What any action takes to be signed by its query.";
    let entries = [
        ("Action", "What is to be done.", "Type: string", "Required: Yes"),
        ("Version", "The version that the request is for, as YYYY-MM-DD.", "Type: string", "Required: Yes"),
        (
            "X-Amz-Algorithm",
            "How the signature was made.",
            "Valid Values: `AWS4-HMAC-SHA256`",
            "Required: Conditional",
        ),
        ("Colour", "Of any wall.", "Type: string", "Required: No"),
    ];
    let written = |[begin, middle, next, end]: [&str; 4]| {
        entries
            .map(|(name, doc, kind, required)| {
                format!("{begin}{name}{middle}{doc}{next}{kind}{next}{required}{end}")
            })
            .concat()
    };
    let reference = "PaintWall - Wall Service\n\nPaintWall\n\nPaints a wall.\n\nResponse Elements\n\n\
        If the action is successful, the service sends back an HTTP 200 response with an empty HTTP body.\n\nErrors\n\n\
        WallNotFoundException\n\nThe wall was not found.\n\nHTTP Status Code: 404\n\nSee Also\n\nMore.\n";
    let alone = normalized(&[page("PaintWall.txt", reference)]).description;
    let titles = [
        "Common Parameters<a name=\"CommonParameters\"></a>",
        "Common Parameters",
        "Common query parameters",
    ];
    for (name, text) in common_pages("CommonParameters", titles, INTRO, written) {
        let name = name.as_str();
        let common = page(name, &text);
        assert_eq!(bids(&common).first().map(|(dialect, _)| *dialect), Some("aws-api-reference"), "{name}");
        let from = text.find("Colour").map(|at| text[..at].lines().count() as u32).unwrap();
        let unread = claims(&common).1.unread();
        assert!(!unread.is_empty() && unread.iter().all(|lines| lines.first >= from), "{name}: {unread:?}");
        let found = normalized(&[page("PaintWall.txt", reference), common]);
        assert_eq!(found.description, alone, "{name}");
    }
}

#[test]
fn a_page_in_html_says_what_its_text_says_and_names_the_version_by_its_links() {
    let described =
        |name: &str| normalized(&[fixture(name)]).description.map(std::sync::Arc::unwrap_or_clone);
    let mut html = described("drs-start-recovery.aws.html").expect("a description");
    assert_eq!(html.service.version.take().as_deref(), Some("2020-02-26"));
    assert_eq!(Some(html), described("drs-start-recovery.aws.txt"));
}
