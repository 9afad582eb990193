use super::*;
use crate::PageSource;

/// A method's page of a client library.
fn method(class: &str, method: &str, doc: &str, member: &str) -> String {
    format!(
        "{class} / Client / {method}\n\n{method}\n\n{class}.Client.{method}(**kwargs)\n\n{doc}\n\nRequest Syntax\n\n\
         response = client.{method}(\n    {member}='string'\n)\n\nParameters:\n\n{member} (string) –\n\n[REQUIRED]\n\n\
         The {member} that is meant.\n\nReturn type:\n\ndict\n\nReturns:\n\nResponse Syntax\n\n{{}}\n\nResponse Structure\n\n• (dict) –\n"
    )
}

/// An operation's page of the API reference; without a service's title if `title` is empty.
fn operation(title: &str, name: &str, doc: &str, member: &str, end: &str) -> String {
    let title = if title.is_empty() { format!("# {name}") } else { format!("{name} - {title}\n\n{name}") };
    format!(
        "{title}\n\n{doc}\n\nRequest Syntax\n\n{{ \"{member}\": \"string\" }}\n\nRequest Parameters\n\nThe request accepts \
         the following data in JSON format.\n\n{member}\n\nThe {member} that is meant.\n\nType: {end}\n\nRequired: Yes\n\n\
         Response Elements\n\nIf the action is successful, the service sends back an HTTP 200 response with an empty HTTP \
         body.\n\nErrors\n\nFor information about the errors that are common to all actions, see Common Errors.\n"
    )
}

fn data_type(title: &str, name: &str) -> String {
    format!(
        "{name} - {title}\n\n{name}\n\nA {name} as it hangs there.\n\nContents\n\ncolour\n\nIts colour.\n\nType: String\n\n\
         Required: No\n"
    )
}

const LIGHT: &str = "Lights the given lamp until somebody puts it out again or morning comes.";
const PAINT: &str = "Paints one wall with whatever colour was mixed before, twice where needed.";
const DIM: &str = "Dims every chandelier slowly while guests leave the ballroom.";

/// Returns, for each service, the places of its pages and the rules that put them there.
fn grouped(pages: &[String]) -> (BTreeMap<String, Vec<Placed>>, Vec<Unplaced>) {
    let identities: Vec<Identity> = pages
        .iter()
        .map(|text| {
            identify(&PageSource { name: "page.txt".into(), text: text.as_str().into() }).expect("a page")
        })
        .collect();
    let Grouping { services, unplaced } = group(&identities, &[]);
    (services.into_iter().map(|group| (group.name, group.pages)).collect(), unplaced)
}

fn at(page: usize, rule: &'static str) -> Placed {
    Placed { page, rule }
}

#[test]
fn pages_of_a_class_are_of_one_service_and_alike_operations_join_them_with_a_title() {
    let (services, unplaced) = grouped(&[
        method("LampShop", "light_lamp", LIGHT, "lampId"),
        operation("House Works", "LightLamp", LIGHT, "lampId", "String"),
        method("Painter", "paint_wall", PAINT, "wallId"),
        operation("House Works", "PaintWall", PAINT, "wallId", "String"),
        operation("Ballroom", "LightLamp", DIM, "hall", "String"),
    ]);
    assert!(unplaced.is_empty());
    assert_eq!(services["lampshop"], [at(0, "service-by-class"), at(1, "service-by-operation")]);
    assert_eq!(services["painter"], [at(2, "service-by-class"), at(3, "service-by-operation")]);
    assert_eq!(services["ballroom"], [at(4, "service-by-title")]);
    assert_eq!(services.len(), 3);
}

#[test]
fn a_link_to_the_page_itself_names_the_service() {
    let link = |code: &str, name: &str| {
        format!("\nSee Also\n\n[SDK](https://x.test/goto/sdk/{code}-2020-02-26/{name})\n")
    };
    let (services, _) = grouped(&[
        operation("", "LightLamp", LIGHT, "lampId", "String") + &link("lamps", "lightlamp"),
        operation("", "PaintWall", PAINT, "wallId", "String") + &link("lamps", "PaintWall"),
        // A link to something else says nothing of this page.
        operation("Painting", "PaintDoor", PAINT, "doorId", "String") + &link("lamps", "LightLamp"),
    ]);
    assert_eq!(services["lamps"], [at(0, "service-by-link"), at(1, "service-by-link")]);
    assert_eq!(services["painting"], [at(2, "service-by-title")]);
}

#[test]
fn services_that_resemble_each_other_stay_apart() {
    let coded = |code: &str, name: &str, doc: &str| {
        let link = format!("\nSee Also\n\n[SDK](https://x.test/goto/sdk/{code}-2020-02-26/{name})\n");
        format!("{}{link}", operation("", name, doc, "lampId", "String"))
    };
    let of_code = |code: &str| [coded(code, "LightLamp", LIGHT), coded(code, "PaintWall", PAINT)];
    let [of_class, other] = [
        method("LampShop", "light_lamp", LIGHT, "lampId"),
        method("LampShop", "paint_wall", PAINT, "lampId"),
    ];
    let codes = |pages: &[String]| {
        let (services, unplaced) = grouped(pages);
        assert!(unplaced.is_empty());
        services.into_iter().map(|(name, pages)| (name, pages.len())).collect::<Vec<_>>()
    };
    let named = |name: &str, pages: usize| (name.to_owned(), pages);
    // A code of another name is that of the class, where nothing speaks against it.
    let pages = [of_class.clone(), other.clone()].into_iter().chain(of_code("lights"));
    assert_eq!(codes(&pages.clone().collect::<Vec<_>>()), [named("lampshop", 4)]);
    // The class has its pages of the API.
    let pages = pages.chain(of_code("lampshop"));
    assert_eq!(codes(&pages.collect::<Vec<_>>()), [named("lampshop", 4), named("lights", 2)]);
    // Of two that may be, it is the one that has more of it.
    let pages = [of_class.clone(), other.clone(), coded("lights", "LightLamp", LIGHT)].into_iter();
    assert_eq!(
        codes(&pages.chain(of_code("shop")).collect::<Vec<_>>()),
        [named("lampshop", 4), named("lights", 1)]
    );
    // What has but one operation of several in common is another service.
    let strange = ["DimHall", "LockDoor", "OpenDoor"].map(|name| coded("lights", name, DIM));
    let pages = [of_class, other, method("LampShop", "mix_paint", DIM, "wallId")].into_iter();
    let pages = pages.chain([coded("lights", "LightLamp", LIGHT)]).chain(strange);
    assert_eq!(codes(&pages.collect::<Vec<_>>()), [named("lampshop", 3), named("lights", 4)]);
}

#[test]
fn a_shape_follows_its_title_or_who_mentions_it() {
    let pages = [
        method("LampShop", "light_lamp", LIGHT, "lampId"),
        operation("House Works", "LightLamp", LIGHT, "lampId", "Lamp object"),
        method("Painter", "paint_wall", PAINT, "wallId"),
        operation("House Works", "PaintWall", PAINT, "wallId", "Wall object"),
        data_type("House Works", "Lamp"),
        data_type("House Works", "Wall"),
        data_type("House Works", "Roof"),
    ];
    let (services, unplaced) = grouped(&pages);
    assert!(services["lampshop"].contains(&at(4, "service-by-mention")));
    assert!(services["painter"].contains(&at(5, "service-by-mention")));
    let candidates = vec!["lampshop".to_owned(), "painter".to_owned()];
    assert_eq!(unplaced, [Unplaced { page: 6, candidates }]);
    // With one service of that title there is no doubt.
    let (services, unplaced) = grouped(&[pages[0].clone(), pages[1].clone(), pages[6].clone()]);
    assert!(services["lampshop"].contains(&at(2, "service-by-title")) && unplaced.is_empty());
}

#[test]
fn shapes_under_a_code_follow_the_operations_that_mention_them() {
    let coded = |code: &str, name: &str| {
        format!(
            "{}\nSee Also\n\n[SDK](https://x.test/goto/sdk/{code}-2020-02-26/{name})\n",
            data_type("House Works", name)
        )
    };
    let pages = [
        method("LampShop", "light_lamp", LIGHT, "lampId"),
        operation("House Works", "LightLamp", LIGHT, "lampId", "Lamp object"),
        coded("lights", "Lamp"),
        // Nothing mentions it but the others may.
        coded("lights", "Bulb"),
    ];
    let (services, _) = grouped(&pages);
    assert_eq!(services.keys().collect::<Vec<_>>(), ["lampshop"]);
    assert!(services["lampshop"].contains(&at(3, "service-by-mention")));
    // Two codes are two services, and so is an operation under a code of its own.
    let more = [
        method("LampShop", "paint_wall", PAINT, "wallId"),
        operation("House Works", "PaintWall", PAINT, "wallId", "Wall object"),
        coded("walls", "Wall"),
    ];
    let (services, _) = grouped(&[&pages[..3], &more].concat());
    assert_eq!(services.keys().collect::<Vec<_>>(), ["lampshop", "lights", "walls"]);
    let own =
        format!("{}\nSee Also\n\n[SDK](https://x.test/goto/sdk/lamps-2020-02-26/LightLamp)\n", pages[1]);
    let (services, _) = grouped(&[own, pages[2].clone()]);
    assert_eq!(services.keys().collect::<Vec<_>>(), ["lamps", "lights"]);
}

#[test]
fn what_is_alike_in_all_services_joins_none() {
    let tag = "Adds the given tags to whatever carries tags.";
    let names = ["Bell", "Clock", "Door", "Gate"];
    let mut pages: Vec<String> = names.iter().map(|name| method(name, "tag_resource", tag, "tags")).collect();
    pages.push(operation("House Works", "TagResource", tag, "tags", "String"));
    pages.push(operation("House Works", "PaintWall", PAINT, "wallId", "String"));
    let (services, _) = grouped(&pages);
    assert_eq!(services["house-works"], [at(4, "service-by-title"), at(5, "service-by-title")]);
    assert_eq!(services.len(), 5);
}

#[test]
fn a_missing_operation_is_spelt_as_a_page_says_before_a_rule_does() {
    let waiter = include_str!("../../tests/pages/lamps-list-lamps.waiter.txt");
    let paginator = include_str!("../../tests/pages/lamps-list-lamps.paginator.txt");
    for (texts, spelt) in [(vec![waiter], "ListLamps"), (vec![waiter, paginator], "ListLAMPs")] {
        let page = |text: &&str| identify(&PageSource { name: "page.txt".into(), text: (*text).into() });
        let pages: Vec<Identity> = texts.iter().map(|text| page(text).expect("a page")).collect();
        let missing = group(&pages, &[]).services[0].missing.clone();
        assert_eq!(missing, BTreeMap::from([("listlamps".to_owned(), spelt.to_owned())]));
    }
}

#[test]
fn an_operation_that_is_only_named_is_missing() {
    let lamp = identify(&PageSource {
        name: "a.txt".into(),
        text: method("Lamps", "light_lamp", LIGHT, "lampId").into(),
    });
    let bulb = identify(&PageSource { name: "b.txt".into(), text: data_type("House Works", "Bulb").into() });
    let section = |names: &[&str], is_reference| Section {
        names: names.iter().map(|name| (operation_key(name), (*name).to_owned())).collect(),
        is_reference,
    };
    let index = |names: &[&str]| Index { sections: vec![section(names, false)] };
    // A table of contents lists data types as well.
    let listed = index(&["light_lamp", "put_out_lamp", "wire_up", "Bulb"]);
    let strange = index(&["paint_wall"]);
    // Beside no operation stand guides and data types, if links do not tell.
    let guides = Index {
        sections: vec![
            section(&["light_lamp"], false),
            section(&["Troubleshooting"], false),
            section(&["dim_lamp"], true),
            section(&["Bulb", "Socket"], true),
        ],
    };
    // A method of the client library has a page, and is no operation.
    let wire = identify(&PageSource {
        name: "c.txt".into(),
        text: "Lamps / Client / wire_up\n\nwire_up\n\nLamps.Client.wire_up(Room, Lamp)\n\nWires a lamp up.\n"
            .into(),
    });
    let pages = [lamp.expect("a page"), bulb.expect("a page"), wire.expect("a page")];
    let Grouping { services, .. } = group(&pages, &[listed, strange, guides]);
    let missing = |service: &Group| service.missing.values().cloned().collect::<Vec<_>>();
    assert_eq!(
        services.iter().find(|service| service.name == "lamps").map(missing),
        Some(vec!["dim_lamp".to_owned(), "put_out_lamp".to_owned()])
    );
}

#[test]
fn other_files_are_no_pages() {
    let identify = |name: &str, text: &str| identify(&PageSource { name: name.into(), text: text.into() });
    assert!(
        matches!(identify("README.md", "# Pages\n\nFetched by hand.\n"), Err(NoPage::Unread(findings)) if findings.len() == 1)
    );
    assert!(matches!(identify("a.txt", ""), Err(NoPage::Unread(findings)) if findings.len() == 1));
    let index = "# Actions\n\n- [A](API_A.html)\n- [B](API_B.html)\n- [C](API_C.html)\n";
    assert!(
        matches!(identify("a.md", index), Err(NoPage::Index(index)) if index.sections[0].names.len() == 3)
    );
}

#[test]
fn what_says_nothing_of_its_service_follows_the_pages_beside_it() {
    let common = "# Common Errors\n\n**LampBroken**\n\nIt broke.\n\nHTTP Status Code: 500\n\n**RoomDark**\n\nIt is.\n\nHTTP Status Code: 404\n";
    let pages = [
        ("docs/lamps/a.txt", method("Lamps", "light_lamp", LIGHT, "lampId")),
        ("docs/walls/api/a.txt", method("Walls", "paint_wall", PAINT, "wallId")),
        ("docs/lamps/CommonErrors.md", common.to_owned()),
        ("docs/walls/errors/CommonErrors.md", common.to_owned()),
        ("docs/CommonErrors.md", common.to_owned()),
    ];
    let identities = pages
        .map(|(name, text)| identify(&PageSource { name: name.into(), text: text.into() }).expect("a page"));
    let Grouping { services, unplaced } = group(&identities, &[]);
    let pages = |name: &str| &services.iter().find(|group| group.name == name).expect("a service").pages;
    assert_eq!(pages("lamps"), &[at(0, "service-by-class"), at(2, "service-by-folder")]);
    assert_eq!(pages("walls"), &[at(1, "service-by-class"), at(3, "service-by-folder")]);
    assert_eq!(unplaced, [Unplaced { page: 4, candidates: Vec::new() }]);
}
