//! What is revised, and what is not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::Standing;
use crate::manifest::Manifest;
use crate::normalize::{LaidPage, PageSource, read_page};
use crate::reconcile::tree::{Groups, Layer};
use crate::reconcile::{Reconciled, Shared};

fn layers(pages: &[PageSource]) -> Vec<Layer> {
    let read =
        |(place, page)| LaidPage::of(&Shared::default(), place, page, read_page(&Manifest::default(), page));
    pages.iter().enumerate().map(read).map(|page| page.layer).collect()
}

/// Returns all that is known of a service, findings included.
fn told(standing: &Standing, pages: &[&PageSource]) -> String {
    let Reconciled { description, evidence, findings, mut unmatched, .. } = standing.told(pages, None);
    unmatched.sort_by_key(|unmatched| (unmatched.page, unmatched.lines.first, unmatched.lines.last));
    format!("{description:#?}\n{evidence:#?}\n{findings:#?}\n{unmatched:#?}")
}

/// A page's place, and what stands there instead of what.
type Edit<'e> = (usize, &'e str, &'e str);

/// Changes pages one after another, and returns whether it was enough to revise what was known before. Where it was, that is what
/// all gives.
fn revise_all<'e>(pages: &[String], steps: impl IntoIterator<Item = &'e [Edit<'e>]>) -> Vec<bool> {
    let pages = pages.iter().enumerate();
    let mut pages: Vec<PageSource> = pages
        .map(|(place, text)| {
            let ending = if text.starts_with('#') { "md" } else { "txt" };
            PageSource { name: format!("{place}.{ending}"), text: text.as_str().into() }
        })
        .collect();
    let manifest = Manifest::default();
    let mut groups = Groups::default();
    let mut standing: Option<Standing> = None;
    let mut revised = Vec::new();
    for step in std::iter::once::<&[Edit<'_>]>(&[]).chain(steps) {
        for (page, from, to) in step {
            assert!(pages[*page].text.contains(from), "{from}");
            pages[*page].text = pages[*page].text.replacen(from, to, 1).into();
        }
        let layers = layers(&pages);
        let pages: Vec<&PageSource> = pages.iter().collect();
        let changes = groups.take(&layers.iter().collect::<Vec<_>>(), &vec![true; pages.len()]);
        let (anew, _) = Standing::of(&manifest, &pages, groups.laid(), None);
        if let Some(known) = &mut standing {
            let is_revised =
                changes.is_some_and(|changes| known.revise(&manifest, &pages, &changes).is_some());
            if is_revised {
                assert!(told(known, &pages) == told(&anew, &pages), "{step:?}");
            } else {
                *known = anew;
            }
            revised.push(is_revised);
        } else {
            standing = Some(anew);
        }
    }
    revised
}

/// As [`revise_all`], of pages of two operations that share errors, one edit after another.
fn revise(edits: &[Edit<'_>]) -> Vec<bool> {
    let pages = [
        include_str!("../../../tests/pages/drs-start-recovery.aws.txt"),
        include_str!("../../../tests/pages/drs-start-recovery.boto3.txt"),
        include_str!("../../../tests/pages/drs-create-extended-source-server.aws.txt"),
        include_str!("../../../tests/pages/drs-create-extended-source-server.boto3.txt"),
    ];
    revise_all(&pages.map(str::to_owned), edits.chunks(1))
}

/// A page of a method, which takes and gives back what is said.
fn method(name: &str, syntax: &str, parameters: &str, response: &str, structure: &str) -> String {
    format!(
        "Lamps / Client / {name}\n\n{name}#\n\nLamps.Client.{name}(**kwargs)#\n\nDoes it.\n\n\
         See also: AWS API Documentation\n\nRequest Syntax\n\nresponse = client.{name}(\n{syntax}\n)\n\
         Parameters:\n{parameters}\n\nReturn type:\n\ndict\n\nReturns:\n\nResponse Syntax\n\n{{\n{response}\n}}\n\n\
         Response Structure\n\n  • (dict) –\n\n{structure}\n"
    )
}

/// A page of an operation that takes tags, and has what is said.
fn operation(name: &str, output: &str, errors: &str) -> String {
    format!(
        "{name} - Wall Service\n\n{name}\n\nDoes it.\n\nRequest Syntax\n\n\
         POST /{name} HTTP/1.1 Content-type: application/json {{ \"tags\": \"string\" }}\n\n\
         URI Request Parameters\n\nThe request does not use any URI parameters.\n\nRequest Body\n\n\
         The request accepts the following data in JSON format.\n\ntags\n\nThe tags.\n\nType: String\n\nRequired: No\n\n\
         Response Elements\n\nIf the action is successful, the service sends back an HTTP 200 response.\n\n\
         The following elements are returned by the service.\n\n{output}\n\nErrors\n\n\
         For information about the errors that are common to all actions, see Common Errors.\n\n{errors}See Also\n\n\
         For more information about using this API in one of the language-specific AWS SDKs, see the following:\n"
    )
}

const ENTRY: &str =
    "limit\n\nHow many of them. It is ignored if `isDrill` is given.\n\nType: Integer\n\nRequired: No\n\n";

#[test]
fn members_come_and_go_and_become_others() {
    let with_entry = format!("{ENTRY}tags\n");
    let edits = [
        (0, "tags\n", with_entry.as_str()),
        (0, "Starts the recovery", "Begins the recovery"),
        (0, "Type: Integer", "Type: Long"),
        (0, "Type: Long", "Type: Array of strings"),
        (0, "limit\n", "pageLimit\n"),
        (0, "isDrill\n\nSays", "\nisDrill\n\nSays"),
        (0, "pageLimit\n\n", "limit\n\n"),
        (0, "Type: Array of strings", "Type: Integer"),
        (0, with_entry.as_str(), "tags\n"),
    ];
    assert_eq!(revise(&edits), [true; 9]);
}

#[test]
fn members_of_a_shape_that_stands_in_one_place_come_and_go() {
    let entry = "      • pageLimit (integer) –\n\n        How many of them.\n\n";
    let before = "      • recoverySnapshotID (string) –\n";
    let shown = "            'recoverySnapshotID': 'string'\n";
    let edits = [
        (1, before, &*format!("{entry}{before}")),
        (1, shown, &*format!("            'pageLimit': 123,\n{shown}")),
        (1, entry, ""),
    ];
    assert_eq!(revise(&edits), [true; 3]);
}

#[test]
fn values_of_an_enum_that_stands_in_one_place_come_and_go() {
    let edits = [
        (1, "'LAUNCH'|'TERMINATE'|", "'LAUNCH'|'TERMINATE'|'PAUSE'|"),
        (1, "'LAUNCH'|'TERMINATE'|'PAUSE'|", "'LAUNCH'|'PAUSE'|"),
        // A text is no enum.
        (
            1,
            "'START_RECOVERY'|'START_DRILL'|'FAILBACK'|'DIAGNOSTIC'|'TERMINATE_RECOVERY_INSTANCES'|'TARGET_ACCOUNT'|'CREATE_NETWORK_RECOVERY'|'UPDATE_NETWORK_RECOVERY'|'ASSOCIATE_NETWORK_RECOVERY'",
            "'string'",
        ),
        (1, "'initiatedBy': 'string'", "'initiatedBy': 'LAMP'|'SHADE'"),
    ];
    assert_eq!(revise(&edits), [true; 4]);
}

#[test]
fn shapes_that_stand_in_one_place_come_and_go() {
    let entry = ENTRY.replace("Type: Integer", "Type: Array of Lamp objects");
    let shade = entry.replace("Array of Lamp objects", "Shade object");
    let (with_entry, with_shade) =
        (format!("{entry}tags\n"), format!("{entry}{}tags\n", shade.replace("limit", "shade")));
    let nested = "            'shades': {\n                'name': 'string',\n                'color': 'RED'|'GREEN'\n            },\n";
    let of_nested = "      • shades (dict) –\n\n        Which shades it has.\n\n        • name (string) –\n\n          What it is called.\n\n        • color (string) –\n\n          How it looks. It is ignored if `name` is given.\n\n";
    let (shown, described) =
        ("            'recoverySnapshotID': 'string'\n", "      • recoverySnapshotID (string) –\n");
    let (with_nested, with_described) = (format!("{nested}{shown}"), format!("{of_nested}{described}"));
    let hued = nested.replace("'RED'|'GREEN'\n", "{\n                    'hue': 123\n                }\n");
    let edits = [
        (0, "tags\n", with_entry.as_str()),
        (0, "tags\n", &with_entry[..]),
        (0, with_entry.as_str(), "tags\n"),
        (0, with_entry.as_str(), with_shade.as_str()),
        (0, "Type: Array of Lamp objects", "Type: Lamp object"),
        // One shape of two members.
        (0, "Type: Shade object", "Type: Lamp object"),
        (0, "Type: Lamp object", "Type: String"),
        (0, "Type: Lamp object", "Type: String"),
        (1, shown, with_nested.as_str()),
        (1, described, with_described.as_str()),
        (1, "'RED'|'GREEN'", "'RED'|'GREEN'|'BLUE'"),
        (1, "'RED'|'GREEN'|'BLUE'\n", "{\n                    'hue': 123\n                }\n"),
        (1, &hued, ""),
        (1, of_nested, ""),
    ];
    assert_eq!(revise(&edits), [true; 14]);
}

#[test]
fn references_to_shapes_come_and_go() {
    // Who says first that the default is LAMP tells where that comes from.
    let of_lamps = "  • lamps (list) –\n\n    Some.\n\n    • (dict) –\n\n      • name (string) –\n\n        What it is called.\n\n\n        The default is LAMP. It must not be blue.\n\n      • color (string) –\n\n        How it looks.\n\n";
    let lamps = "    lamps=[\n        {\n            'name': 'string',\n            'color': 'RED'|'GREEN'\n        },\n    ],\n";
    let (of_id, id) = ("  • id (string) –\n\n    Its id.\n", "    id='string'");
    let (with_lamps, with_entry) = (format!("{lamps}{id}"), format!("{of_lamps}{of_id}"));
    let page = |name: &str, has: bool| {
        let (syntax, parameters) = if has { (with_lamps.as_str(), with_entry.as_str()) } else { (id, of_id) };
        method(name, syntax, parameters, "    'id': 'string'", "    • id (string) –")
    };
    let come = |page| [(page, id, with_lamps.as_str()), (page, of_id, with_entry.as_str())];
    let go = |page| [(page, lamps, ""), (page, of_lamps, "")];
    for place in 0..3 {
        let names = ["aim_lamps", "buy_lamps", "cut_lamps"];
        let pages: Vec<String> = (0..3).map(|page_of| page(names[page_of], page_of != place)).collect();
        let (come, go) = (come(place), go(place));
        assert_eq!(revise_all(&pages, [&come[..], &go, &come, &go]), [true; 4], "{place}");
        // What it shows is something else then.
        let blue = [(place, "'RED'|'GREEN'", "'BLUE'"), (place, "LAMP", "LIGHT")];
        let red = [(place, "'BLUE'", "'RED'|'GREEN'"), (place, "LIGHT", "LAMP")];
        let other = [((place + 1) % 3, "'RED'", "'BLUE'")];
        revise_all(&pages, [&come[..], &blue, &red, &go, &other]);
        revise_all(&pages, [&[come[0], come[1], blue[0], blue[1]][..], &red, &other, &go]);
        // It was there first.
        let first: Vec<String> = (0..3).map(|page_of| page(names[page_of], true)).collect();
        revise_all(&first, [&go[..], &come]);
    }
}

#[test]
fn references_to_shapes_of_which_pages_tell_the_name_come_and_go() {
    let entry = "shade\n\nHow it is.\n\nType: Array of Shade objects\n\nRequired: No\n\n";
    let (shown, tags) =
        ("{ \"shade\": [ { \"color\": \"string\", \"size\": number } ], \"tags\"", "{ \"tags\"");
    let page = |name: &str| operation(name, "id\n\nThe id.\n\nType: String", "");
    let with = |name: &str| page(name).replace(tags, shown).replace("tags\n", &format!("{entry}tags\n"));
    let with_entry = format!("{entry}tags\n");
    let come = [(1, tags, shown), (1, "tags\n", with_entry.as_str())];
    let go = [(1, shown, tags), (1, with_entry.as_str(), "tags\n")];
    let pages = [with("Aim"), page("Buy"), with("Cut")];
    assert_eq!(revise_all(&pages, [&come[..], &go, &come[1..], &go[1..]]), [true; 4]);
    let alone = [page("Aim"), page("Buy"), with("Cut")];
    assert_eq!(revise_all(&alone, [&come[..], &go]), [true; 2]);
    let renamed =
        [(1, "Array of Shade objects", "Array of Lamp objects"), (1, "Array of Lamp", "Array of Shade")];
    revise_all(
        &alone,
        [&come[..], &renamed[..1], &renamed[1..], &[(2, "Shade objects", "Lamp objects")], &go],
    );
}

#[test]
fn shapes_that_others_would_share_the_name_of_are_called_by_who_has_them_first() {
    let page = |name: &str, hues: &str| {
        let (syntax, id) = (format!("    hue={hues}"), "    'id': 'string'");
        method(name, &syntax, "  • hue (string) –\n\n    How it looks.", id, "    • id (string) –")
    };
    let (lit, dark) = ("'RED'|'BLUE'", "'GREY'");
    let pages = [page("aim", lit), page("buy", lit), page("cut", dark), page("dim", dark)];
    let go = [(2, "'GREY'", "'string'")];
    let come = [(2, "hue='string'", "hue='GREY'")];
    assert_eq!(revise_all(&pages, [&go[..], &come]), [false; 2]);
    // What others take the name of then is called otherwise without it.
    let other = "    'aimHue': 'A'|'B'";
    let pages = [page("aim", dark), page("buy", lit), page("cut", lit)];
    let id = "    'id': 'string'";
    let with_other = format!("{id},\n{other}");
    let of_id = "    • id (string) –";
    let of_other = format!("{of_id}\n\n      Which.\n\n    • aimHue (string) –\n\n      How.");
    let come = [(1, id, with_other.as_str()), (1, of_id, of_other.as_str())];
    let go = [(1, with_other.as_str(), id), (1, of_other.as_str(), of_id)];
    assert_eq!(revise_all(&pages, [&come[..], &go]), [false; 2]);
}

#[test]
fn a_name_that_no_page_told_may_come_to_be_told() {
    let (tags, mode) = ("{ \"tags\"", "{ \"mode\": { \"hue\": number }, \"size\": number }, \"tags\"");
    let page = |name: &str| operation(name, "id\n\nThe id.\n\nType: String", "");
    let with = |member: &str| format!("{{ \"{member}\": {mode}");
    let untold = page("Aim").replace(tags, &with("settings"));
    let (told, plan) = (page("Buy"), with("plan"));
    let come = [
        (1, tags, plan.as_str()),
        (1, "tags\n", "plan\n\nHow it is.\n\nType: AimSettings object\n\nRequired: No\n\ntags\n"),
    ];
    let go = [(1, come[0].2, come[0].1), (1, come[1].2, come[1].1)];
    let revised = revise_all(&[untold, told], [&come[..], &go, &come[1..], &go[1..]]);
    assert!(!revised[0]);
}

#[test]
fn shapes_of_which_nothing_but_the_name_was_told_may_come() {
    let tags = "{ \"tags\"";
    let shown = "{ \"lamp\": { \"hue\": number }, \"tags\"";
    let with_entry = "lamp\n\nHow it is.\n\nType: Lamp object\n\nRequired: No\n\ntags\n";
    let page = |name: &str| operation(name, "id\n\nThe id.\n\nType: String", "");
    let mention = [(0, "tags\n", with_entry)];
    let come = [(1, tags, shown), (1, "tags\n", with_entry)];
    let go = [(1, shown, tags), (1, with_entry, "tags\n")];
    let forget = [(0, with_entry, "tags\n")];
    let pages = [page("Aim"), page("Buy")];
    let steps = [&mention[..], &come, &go, &forget, &come, &mention, &forget, &go];
    assert_eq!(revise_all(&pages, steps)[..2], [true, false]);
}

#[test]
fn pages_may_begin_to_refer_to_what_others_change() {
    let hue = |name: &str, values: &str| {
        let syntax = format!("    hue={values}");
        let parameters = "  • hue (string) –\n\n    How it looks.";
        method(name, &syntax, parameters, "    'id': 'string'", "    • id (string) –")
    };
    let pages = [hue("aim", "'string'"), hue("buy", "'RED'|'BLUE'")];
    let come = (0, "hue='string'", "hue='RED'|'BLUE'");
    let (go, other) = ((1, come.2, come.1), (1, "'RED'|'BLUE'", "'RED'|'GREY'"));
    assert_eq!(revise_all(&pages, [&[come][..]]), [true]);
    assert_eq!(revise_all(&pages, [&[come, go][..]]), [false]);
    assert_eq!(revise_all(&pages, [&[come, other][..]]), [false]);
}

#[test]
fn what_shapes_hold_may_be_said_by_others_too_late() {
    let syntax = "    shade={\n        'state': 'LIT'|'DARK',\n        'name': 'string'\n    },\n";
    let parameters = "  • shade (dict) –\n\n    How.\n\n    • state (string) –\n\n      Which.\n\n    • name (string) –\n\n      What.\n\n";
    let client = |name: &str| {
        let (syntax, parameters) = (
            format!("{syntax}    tags='string'"),
            format!("{parameters}  • tags (string) –\n\n    The tags.\n"),
        );
        method(name, &syntax, &parameters, "    'id': 'string'", "    • id (string) –\n\n      The id.")
    };
    let tags = "{ \"tags\"";
    let shown = "{ \"shade\": { \"state\": \"string\", \"name\": \"string\" }, \"tags\"";
    let entry = "shade\n\nHow.\n\nType: Shade object\n\nRequired: No\n\n";
    let told = |name: &str| {
        let page = operation(name, "id\n\nThe id.\n\nType: String", "");
        page.replace(tags, shown).replace("tags\n", &format!("{entry}tags\n"))
    };
    let pages = [client("aim"), told("Buy"), told("Cut"), client("cut")];
    let go = [(2, shown, tags), (2, entry, ""), (3, syntax, ""), (3, parameters, "")];
    assert_eq!(revise_all(&pages, [&go[..]]), [false]);
}

#[test]
fn errors_that_others_have_come_and_go() {
    let throttling = "ThrottlingException\n\nToo many requests came in, so this one was turned away.\n\nHTTP Status Code: 429\n\n";
    let own = throttling.replace("this one", "yours");
    let with_entry = format!("{ENTRY}tags\n");
    let edits = [
        // What its text says of the members around it stays.
        (0, "tags\n", with_entry.as_str()),
        (0, throttling, ""),
        (0, "UninitializedAccountException\n", &*format!("{throttling}UninitializedAccountException\n")),
        (0, throttling, ""),
        (1, "  • drs.Client.exceptions.ThrottlingException\n\n", ""),
        (
            1,
            "  • drs.Client.exceptions.Unin",
            "  • drs.Client.exceptions.ThrottlingException\n\n  • drs.Client.exceptions.Unin",
        ),
        (0, "UninitializedAccountException\n", &*format!("{throttling}UninitializedAccountException\n")),
        // As such, the error is described otherwise at other operations.
        (0, throttling, &*own),
        (0, "Starts the recovery", "Begins the recovery"),
        // No other operation has it.
        (
            0,
            "UninitializedAccountException\n",
            "LampException\n\nThe lamp is out.\n\nHTTP Status Code: 418\n\nUninitializedAccountException\n",
        ),
        (0, "The lamp is out.", "The lamp is on."),
        (0, "LampException\n\nThe lamp is on.\n\nHTTP Status Code: 418\n\n", ""),
        (0, "ConflictException\n", "LampException\n"),
        // A client library may call that one otherwise.
        (0, "LampException\n", "Conflict\n"),
        (0, "Conflict\n", "ConflictException\n"),
    ];
    assert_eq!(revise(&edits), [&[true; 13][..], &[false; 2]].concat());
}

#[test]
fn what_names_or_likeness_of_others_may_depend_on_is_reconciled_anew() {
    // Two members that each page knows by another name may be one: texts tell that from then on.
    let edits =
        [(0, "isDrill", "isExercise"), (0, "isDrill\n", "isExercise\n"), (0, "only a drill", "but a drill")];
    assert_eq!(revise(&edits), [true, false, false]);
}

#[test]
fn errors_that_stand_alone_are_no_operations() {
    let page = "# Lamps API\n\n**Base URL**: https://lamps.example.com/v1\n\n## Security\n\n### OAuth 2.0\n\nHow.\n\n\
        ### Responses\n\n| Code | Description |\n|------|-------------|\n| `401` | No token came along. |\n\n## Endpoints\n\n\
        ### GET /tasks\n\nLists them.\n\n#### Request parameters\n\n##### Query parameters\n\n\
        | Name | Description |\n|------|-------------|\n| `limit` | How many.\n\n**Type**: Integer |\n| `after` | After which.\n\n**Type**: String |\n";
    let (text, name) = ((0, "came along", "was there"), (0, "`limit`", "`most`"));
    revise_all(&[page.to_owned()], [&[text][..], &[name], &[(0, "was there", "is there")]]);
    revise_all(&[page.to_owned()], [&[name, text][..]]);
    revise_all(&[page.to_owned()], [&[name][..], &[text]]);
}

#[test]
fn members_that_change_places_may_change_names_and_shapes() {
    let lamp = "    lamp={\n        'name': 'string',\n        'watts': 123\n    }";
    let lamps =
        "    lamps=[\n        {\n            'watts': 123,\n            'name': 'string'\n        },\n    ]";
    let of_lamp = "  • lamp (dict) –\n\n    One.\n\n    • name (string) –\n\n      Its name.\n\n    • watts (integer) –\n\n      Its power.\n";
    let of_lamps = "  • lamps (list) –\n\n    Some.\n\n    • (dict) –\n\n      • watts (integer) –\n\n        The power.\n\n      • name (string) –\n\n        The name.\n";
    let (syntax, parameters) = (format!("{lamp},\n{lamps}"), format!("{of_lamp}\n{of_lamps}"));
    let page = method("light_lamp", &syntax, &parameters, "    'id': 'string'", "    • id (string) –");
    let (other_syntax, other) = (format!("{lamps},\n{lamp}"), format!("{of_lamps}\n{of_lamp}"));
    let swap = [(0, syntax.as_str(), other_syntax.as_str()), (0, parameters.as_str(), other.as_str())];
    assert_eq!(revise_all(&[page], [&swap[..]]), [false]);
}

#[test]
fn errors_that_hold_something_are_one_by_what_they_hold() {
    let error = |name: &str, members: [&str; 2]| {
        let members = members.map(|name| format!("{name}\n\nWhat {name} is.\n\n"));
        format!("{name}\n\nIt went wrong.\n\n{}HTTP Status Code: 400\n\n", members.concat())
    };
    let (ear, foo) =
        (error("EarException", ["reason", "message"]), error("FooException", ["message", "reason"]));
    let output = "id\n\nThe id.\n\nType: String";
    let bare = "EarException\n\nIt went wrong.\n\nHTTP Status Code: 400\n\n";
    let lamp = "LampException\n\nThe lamp is out.\n\nHTTP Status Code: 400\n\n";
    let swap = [(0, ear.as_str(), "-----"), (0, foo.as_str(), ear.as_str()), (0, "-----", foo.as_str())];
    revise_all(&[operation("LightLamp", output, &format!("{ear}{foo}"))], [&swap[..]]);
    let pages = [("Aim", lamp), ("Build", foo.as_str()), ("Carry", ear.as_str())];
    let pages = pages.map(|(name, errors)| operation(name, output, errors));
    let with_bare = format!("{bare}{lamp}");
    revise_all(&pages, [&[(0, lamp, with_bare.as_str())][..], &[(0, bare, "")]]);
}

#[test]
fn examples_in_xml_tell_what_members_are_called() {
    let output = "LampCount\n\nHow many.\n\nType: Integer";
    let example = "Examples\n\nSample Response\n\n<LightLampResponse><LightLampResult><lampCount>3</lampCount></LightLampResult></LightLampResponse>\n\nSee Also\n";
    let page = operation("LightLamp", output, "").replace("See Also\n", example);
    revise_all(&[page], [&[(0, "Type: Integer", "Type: Long")][..]]);
}

#[test]
fn what_another_page_says_of_a_shape_may_tell_how_an_operation_is_paged_through() {
    let response = "    'LampList': {\n        'NextMarker': 'string',\n        'Items': [\n            'string',\n        ]\n    }";
    let structure = "    • LampList (dict) –\n\n      All.\n\n      • NextMarker (string) –\n\n        The next.\n\n      • Items (list) –\n\n        The items.\n\n        • (string) –\n";
    let page = |name| {
        method(name, "    Marker='string'", "  • Marker (string) –\n\n    Where.", response, structure)
    };
    let pages = [page("list_lamps"), page("list_shades")];
    let lower = |page| (page, "Does it.", "\nDoes it.");
    assert_eq!(revise_all(&pages, [&[lower(0)][..], &[lower(1)]]), [true; 2]);
}

#[test]
fn sentences_may_move_within_a_text() {
    let text = "  • lamp (string) –\n\n    The name.\n\n\n    The default is LAMP. It must not be blue.\n\n    There is more.";
    let page = method("light_lamp", "    lamp='string'", text, "    'id': 'string'", "    • id (string) –");
    let edit = [(0, "name.\n\n\n", "name.\n\n"), (0, "blue.\n\n", "blue.\n\n\n")];
    assert_eq!(revise_all(&[page], [&edit[..]]), [true]);
}

#[test]
fn a_route_may_have_labels_that_texts_tell() {
    let text = "Which one is to be meant, of all that stand there.";
    let page = operation("LightLamp", "id\n\nThe id.\n\nType: String", "")
        .replace("POST /LightLamp", "PUT /alpha/beta")
        .replace(
            "The request does not use any URI parameters.",
            &format!("The request uses the following URI parameters.\n\n{text}\n\nRequired: Yes"),
        );
    let client = method(
        "light_lamp",
        "    beta='string',\n    tags='string'",
        &format!(
            "  • beta (string) –\n\n    [REQUIRED]\n\n    {text}\n\n  • tags (string) –\n\n    The tags."
        ),
        "    'id': 'string'",
        "    • id (string) –",
    );
    for route in ["/gamma/beta", "/gamma/delta"] {
        revise_all(&[page.clone(), client.clone()], [&[(0, "/alpha/beta", route)][..]]);
    }
}
