//! The `acronis` dialect on whole pages: clean ones, those that lost blank lines and indentation, and broken ones.

use std::path::{Path, PathBuf};

use docwright_read::claims::{Claims, listing};
use docwright_read::dialect::{self, Dialect, Page};
use docwright_read::format::Format;
use proptest::prelude::*;

fn dialect() -> &'static dyn Dialect {
    *dialect::ALL.iter().find(|dialect| dialect.name() == "acronis").expect("the dialect is registered")
}

fn read(text: &str) -> (u8, Claims) {
    let document = Format::Markdown.read(text);
    let page = Page { name: "page.md", text, document: &document };
    (dialect().bid(&page), dialect().read(&page))
}

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn clean_page() -> String {
    file("tests/pages/acronis-clean.md")
}

fn bundled_page() -> String {
    file("../../specs/acronis-dr/pages/disaster-recovery-v2.md")
}

/// Asserts that each of the lines is in the listing.
fn assert_says(claims: &Claims, expected: &[&str]) {
    let said = listing(claims);
    for line in expected {
        assert!(said.lines().any(|known| known == *line), "missing: {line}");
    }
}

/// Returns the listing without the numbers of the lines, sorted.
fn facts(claims: &Claims) -> Vec<String> {
    let mut facts: Vec<String> = listing(claims)
        .lines()
        .map(|line| {
            let (fact, basis) = line.rsplit_once(" [").unwrap_or((line, ""));
            format!("{fact} {}", basis.rsplit("] ").next().unwrap_or_default())
        })
        .collect();
    facts.sort();
    facts
}

#[test]
fn the_clean_page_gives_these_claims() {
    let (bid, claims) = read(&clean_page());
    assert_eq!((bid, claims.unread().len(), claims.diagnostics.len()), (100, 0, 0));
    insta::assert_snapshot!(listing(&claims));
}

#[test]
fn a_page_without_blank_lines_and_indentation_says_the_same() {
    let clean = clean_page();
    let damaged: String = clean
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.trim_start().to_owned() + "\n")
        .collect();
    let ((_, clean), (bid, damaged)) = (read(&clean), read(&damaged));
    assert_eq!((bid, damaged.unread().len()), (100, 0));
    let without_endpoint_doc = |claims: &Claims| {
        let mut facts = facts(claims);
        // Whose paragraphs have run together.
        facts.retain(|fact| !fact.starts_with("listtasks: Doc"));
        facts
    };
    assert_eq!(without_endpoint_doc(&damaged), without_endpoint_doc(&clean));
}

#[test]
fn the_bundled_page_gives_every_kind_of_fact() {
    let (bid, claims) = read(&bundled_page());
    assert_eq!((bid, claims.unread().len(), claims.diagnostics.len()), (100, 0, 0));
    assert_says(
        &claims,
        &[
            "(service): Endpoint(\"https://dev-cloud.acronis.com/api/dr/v2\") [2] stated",
            "(service): Auth(Grant(\"urn:ietf:params:oauth:grant-type:jwt-bearer\")) [10] stated",
            "(service): Auth(AuthorizeUrl(\"https://dev-cloud.acronis.com/api/2/idp/authorize\")) [11] stated",
            "(service): Auth(TokenUrl(\"https://dev-cloud.acronis.com/api/2/idp/token\")) [12] stated",
            "listservers: Route(Get, \"/servers\") [37] stated",
            "listservers: Scopes([\"dr_service::admin\", \"dr::support_operator\", \"protection::readonly\"]) [42-44] stated",
            "listservers.in.type: Values(\"PRIMARY\" \"RECOVERY\") [51-53] stated",
            "listservers.in.recovery.resource_id: Kind(List) [54] multiple-entries",
            "listservers.in.recovery.resource_id[]: Pattern(\"^[a-zA-Z0-9-]+$\") [56] stated",
            "listservers.in.limit: Range(1..50) [59-60] stated",
            "listservers.in.limit: Default(10) [61] stated",
            "listservers.in.after: Length(1..) [64] stated",
            "listservers.out.items: Items(0..) [75] stated",
            "listservers.out.items[].vm.storage[].size_gb: Kind(integer) [371] example-integer",
            "listservers.out.items[].created_at: Kind(timestamp) [172] example-date-time",
            "listservers.out.items[].primary.vault_id: Kind(uuid) [386] example-uuid",
            // One of the values is a digit short.
            "listservers.out.items[].recovery.automated_test_failover.recovery_point.archive_id: \
             Kind(uuid) [157] example-uuid",
            "startfailoverprod: Route(Post, \"/servers/{uuid}:start_failover_prod\") [537] stated",
            "startfailoverprod: Status(202) [564] stated",
            "startfailoverprod.in.uuid: In(Path) [537] path-label",
            "startfailoverprod.in.recovery_point.vault_id: Kind(uuid) [555] example-uuid",
            "startfailoverprod.out.task_uuid: Kind(uuid) [568] uuid-pattern",
            "startfailoverprod!ResourceBusy.out.error.context.task_uuids[]: Kind(uuid) [658] example-uuid",
            "stopfailover!MethodNotAllowed: Status(403) [943] stated",
            "stopfailover!GatewayTimeout: Name(\"GatewayTimeout\") [1038] error-name-from-status",
            "getsite.out.failover_readiness: Values(\"ERROR\" \"OK\" \"WARNING\") [1318-1321] stated",
            "getsite.out.deleted_at: Format(\"date-time\") [1314-1315] stated",
            "getsite.out._issues[]: Kind(Any) [1346] stated",
            "getsite.out._issues[].target: Kind(uuid) [1358] example-uuid",
            "getsite.in.allow_deleted: Default(false) [1307] stated",
        ],
    );
    let said = listing(&claims);
    let count = |what: &str| said.lines().filter(|line| line.contains(what)).count();
    assert_eq!((count(": Route("), count(": Scopes("), count("!GatewayTimeout: Status(504)")), (6, 6, 6));
    assert!(!said.contains("GatewayTimeout: Media"), "it has no body");
    assert!(!said.contains(".Authorization"), "signing in is no parameter");
}

#[test]
fn an_example_that_contradicts_the_page_is_reported_and_believed_less() {
    let page = bundled_page().replacen(
        "\"828e40b8-c907-46ab-491a-9a54579e78ce\"",
        "\"828e40b8-c907-46ab-491a-9a54579e78c\"",
        1,
    );
    let (_, claims) = read(&page);
    let [finding] = claims.diagnostics.as_slice() else { panic!("{:?}", claims.diagnostics) };
    assert_eq!((finding.code.as_str(), finding.snippets[0].start_line()), ("DW0307", 572));
    let said = listing(&claims);
    assert!(said.contains("startfailoverprod.out.task_uuid: Kind(string) [567] stated"));
    assert!(!said.contains("startfailoverprod.out.task_uuid: Kind(uuid)"));
}

#[test]
fn a_page_of_another_layout_is_not_claimed() {
    for text in [
        "",
        "# Title\n\nProse.\n",
        "# Tasks\n\n## Request Syntax\n\n```\nGET /x\n```\n\n## Errors\n\n**Busy**\n",
    ] {
        let (bid, claims) = read(text);
        assert!(bid < 50, "{text:?} {bid}");
        assert!(claims.all().len() < 3);
    }
}

/// The page of the vendor lies outside of the repository, where there is one.
#[test]
fn the_vendors_page_reads_like_the_bundled_one() {
    let shared = std::env::var_os("DOCWRIGHT_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let seeds = std::fs::read_dir(shared.join("seeds")).into_iter().flatten().flatten();
    let Some(seed) = seeds.map(|entry| entry.path()).find(|path| path.to_string_lossy().contains("003_"))
    else {
        println!("skipped: no page under {}", shared.display());
        return;
    };
    let text = std::fs::read_to_string(&seed).expect("the page can be read");
    let (bid, claims) = read(&text);
    assert_eq!((bid, claims.unread().len(), claims.diagnostics.len()), (100, 0, 0));
    let without_words = |claims: &Claims| {
        let mut facts = facts(claims);
        facts.retain(|fact| !fact.contains(": Doc(") && !fact.contains(": Example("));
        facts
    };
    assert_eq!(without_words(&claims), without_words(&read(&bundled_page()).1));
}

/// What may happen to a page on its way.
#[derive(Clone, Debug)]
enum Damage {
    Drop(usize),
    Swap(usize, usize),
    CutLine(usize, usize),
    CutPage(usize),
    Join(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let line = || 0..400_usize;
    prop_oneof![
        line().prop_map(Damage::Drop),
        (line(), line()).prop_map(|(a, b)| Damage::Swap(a, b)),
        (line(), 0..40_usize).prop_map(|(at, length)| Damage::CutLine(at, length)),
        line().prop_map(Damage::CutPage),
        line().prop_map(Damage::Join),
    ]
}

fn mangle(page: &str, damages: &[Damage]) -> String {
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    for damage in damages {
        if lines.is_empty() {
            break;
        }
        let count = lines.len();
        match *damage {
            Damage::Drop(at) => drop(lines.remove(at % count)),
            Damage::Swap(a, b) => lines.swap(a % count, b % count),
            Damage::CutLine(at, length) => {
                let line = &mut lines[at % count];
                let length = line.char_indices().nth(length).map_or(line.len(), |(at, _)| at);
                line.truncate(length);
            }
            Damage::CutPage(at) => lines.truncate(at % count + 1),
            Damage::Join(at) => {
                let line = lines.remove(at % count);
                if let Some(next) = lines.get_mut(at % count) {
                    next.insert_str(0, &line);
                }
            }
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mangled_page_never_panics_and_reads_the_same_twice(
        damages in prop::collection::vec(damage(), 1..30),
    ) {
        let page = mangle(&clean_page(), &damages);
        let (first, second) = (read(&page).1, read(&page).1);
        prop_assert_eq!(listing(&first), listing(&second));
        prop_assert_eq!(first.lines().len(), page.lines().count());
    }

    #[test]
    fn any_text_is_a_document(text in "([-*#|>`~_\\[\\]()<!&:. \\t\\r\\n\\\\a1é]|\\| a \\|\n|\\|--\\|\n|```|\n- |\n    ){0,80}") {
        let (_, claims) = read(&text);
        prop_assert_eq!(claims.lines().len(), text.lines().count());
    }
}
