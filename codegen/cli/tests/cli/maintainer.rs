//! A maintainer's day: the vendor changes the documentation of bundled services, twelve times.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::bench::{Bench, Outcome};
use crate::sync::{Reply, Server};

const ACRONIS: &str = "specs/acronis-dr/pages/disaster-recovery-v2.md";
const DRS: &str = "specs/aws-drs/pages/start-recovery.aws.txt";

/// What a vendor does to a page, and what is to come of it.
struct Edit {
    name: &'static str,
    page: &'static str,
    edit: fn(&str) -> String,
    /// The impact, the rule and the subject of each difference.
    found: &'static [(&'static str, &'static str, &'static str)],
    bump: &'static str,
    /// The files that `normalize` touches, beside `api.yaml`.
    described: &'static [&'static str],
    /// The files below `generated/` that `generate` touches, beside the stamp.
    generated: &'static [&'static str],
    /// The section of the changelog and an item of it.
    changelog: (&'static str, &'static str),
}

/// Replaces what stands in one section of a page: from a heading to the next of its level.
fn within(page: &str, heading: &str, old: &str, new: &str) -> String {
    let start = page.find(heading).unwrap();
    let end = page[start + 1..].find("\n### ").map_or(page.len(), |end| start + 1 + end);
    let section = &page[start..end];
    assert!(section.contains(old), "{heading}: {old}");
    format!("{}{}{}", &page[..start], section.replacen(old, new, 1), &page[end..])
}

/// Returns a section of a page.
fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let start = page.find(heading).unwrap();
    let end = page[start + 1..].find("\n### ").map_or(page.len(), |end| start + 2 + end);
    &page[start..end]
}

const SITES: &str = "### Fetch disaster recovery sites (GET /sites)";
const SITE: &str = "### Fetch disaster recovery site by UUID";
const SERVERS: &str = "### Fetch cloud servers (GET /servers)";
const STOP: &str = "### Stop failover on cloud server";

const EDITS: &[Edit] = &[
    Edit {
        name: "a member is added",
        page: ACRONIS,
        edit: |page| {
            let row =
                "| `order` | (Optional) Which way round the sites are listed.\n**Type**: String |\n| `limit`";
            within(page, SITES, "| `limit`", row)
        },
        found: &[("compatible", "request-member-added", "`ListSites` › `order`")],
        bump: "minor",
        described: &["evidence.yaml"],
        generated: &["acronis_dr/operations/list_sites.rs"],
        changelog: ("Added", "there is one more member: `ListSites` › `order` (string)."),
    },
    Edit {
        name: "a member is removed",
        page: ACRONIS,
        edit: |page| {
            let site = section(page, SITE);
            let (start, end) =
                (site.find("#### Request parameters").unwrap(), site.find("#### Responses").unwrap());
            within(page, SITE, &site[start..end], "")
        },
        found: &[("breaking", "request-member-removed", "`GetSite` › `allow_deleted`")],
        bump: "major",
        described: &["evidence.yaml"],
        generated: &["acronis_dr/operations/get_site.rs"],
        changelog: (
            "Removed",
            "**Breaking:** acronis-dr: In requests, a member is gone: `GetSite` › `allow_deleted`",
        ),
    },
    Edit {
        name: "a member is renamed",
        page: ACRONIS,
        edit: |page| within(page, SITES, "`allow_deleted`", "`include_deleted`"),
        found: &[(
            "breaking",
            "request-member-renamed",
            "`ListSites` › `include_deleted`, once `ListSites` › `allow_deleted`",
        )],
        bump: "major",
        described: &["evidence.yaml"],
        generated: &["acronis_dr/operations/list_sites.rs"],
        changelog: ("Changed", "a member has another name: `ListSites` › `include_deleted`, once"),
    },
    Edit {
        name: "a member is made required",
        page: ACRONIS,
        edit: |page| within(page, SERVERS, "| `type` | (Optional)", "| `type` | (Required)"),
        found: &[("breaking", "request-made-required", "`ListServers` › `type`")],
        bump: "major",
        described: &[],
        generated: &["acronis_dr/client.rs", "acronis_dr/operations/list_servers.rs"],
        changelog: (
            "Changed",
            "an optional member is required, so signatures change: `ListServers` › `type`.",
        ),
    },
    Edit {
        name: "a value of an enum is added",
        page: ACRONIS,
        edit: |page| within(page, SERVERS, "- `RECOVERY` |", "- `RECOVERY`\n- `STANDBY` |"),
        found: &[("compatible", "enum-value-added", "`ListServersType`")],
        bump: "minor",
        described: &["evidence.yaml"],
        generated: &["acronis_dr/types.rs"],
        changelog: ("Added", "an enum has one more value: `ListServersType` (STANDBY)."),
    },
    Edit {
        name: "a value of an enum is removed",
        page: ACRONIS,
        edit: |page| within(page, SERVERS, "- `PRIMARY`\n", ""),
        found: &[("breaking", "enum-value-removed", "`ListServersType`")],
        bump: "major",
        described: &["evidence.yaml"],
        generated: &["acronis_dr/types.rs"],
        changelog: (
            "Removed",
            "a value of an enum is gone, and so is its variant: `ListServersType` (was PRIMARY).",
        ),
    },
    Edit {
        name: "a range is tightened",
        page: ACRONIS,
        edit: |page| within(page, SERVERS, "**Maximum**: 50", "**Maximum**: 25"),
        found: &[("risky", "request-range-tightened", "`ListServers` › `limit`")],
        bump: "minor",
        described: &[],
        generated: &["acronis_dr/operations/list_servers.rs"],
        changelog: ("Changed", "fewer numbers are allowed: `ListServers` › `limit` (1..50 → 1..25)."),
    },
    Edit {
        name: "an error is added",
        page: ACRONIS,
        edit: |page| {
            within(page, STOP, "##### `500`", "##### `423` — The server is locked by its owner.\n##### `500`")
        },
        found: &[
            ("compatible", "error-added", "`Locked`"),
            ("compatible", "operation-error-added", "`StopFailover`"),
        ],
        bump: "minor",
        described: &["evidence.yaml"],
        generated: &["acronis_dr/operations/stop_failover.rs"],
        changelog: ("Added", "an operation may fail with one more error: `StopFailover` (Locked)."),
    },
    Edit {
        name: "a path is changed",
        page: DRS,
        edit: |page| page.replace("POST /StartRecovery HTTP", "POST /v2/StartRecovery HTTP"),
        found: &[("risky", "path-changed", "`StartRecovery`")],
        bump: "minor",
        described: &[],
        generated: &["aws_drs/client.rs", "aws_drs/operations/start_recovery.rs"],
        changelog: (
            "Changed",
            "an operation has another path: `StartRecovery` (/StartRecovery → /v2/StartRecovery).",
        ),
    },
    Edit {
        name: "a description is reworded",
        page: ACRONIS,
        edit: |page| {
            within(page, SERVERS, "Lists the cloud servers.", "Lists all cloud servers that there are.")
        },
        found: &[("docs-only", "operation-doc-changed", "`ListServers`")],
        bump: "patch",
        described: &[],
        generated: &["acronis_dr/client.rs"],
        changelog: ("Documentation", "1 text is worded differently."),
    },
    Edit {
        name: "an operation is added",
        page: ACRONIS,
        edit: |page| {
            let vault = section(page, SITE).replace(
                "Fetch disaster recovery site by UUID (GET /sites/{uuid})",
                "Fetch cloud vault by UUID (GET /vaults/{uuid})",
            );
            format!("{}\n{vault}", page.trim_end())
        },
        found: &[
            ("compatible", "operation-added", "`GetVault`"),
            ("compatible", "shape-added", "`GetVaultStatus`"),
        ],
        bump: "minor",
        described: &["evidence.yaml"],
        generated: &[
            "acronis_dr/client.rs",
            "acronis_dr/examples.rs",
            "acronis_dr/operations/get_vault.rs",
            "acronis_dr/operations/mod.rs",
            "acronis_dr/testing.rs",
            "acronis_dr/types.rs",
        ],
        changelog: ("Added", "there is one more operation: `GetVault`."),
    },
    Edit {
        name: "an operation is withdrawn",
        page: ACRONIS,
        edit: |page| page.replace(section(page, STOP), ""),
        found: &[("breaking", "operation-removed", "`StopFailover`")],
        bump: "major",
        described: &["evidence.yaml"],
        generated: &[
            "acronis_dr/client.rs",
            "acronis_dr/examples.rs",
            "acronis_dr/operations/mod.rs",
            "acronis_dr/operations/stop_failover.rs",
            "acronis_dr/testing.rs",
        ],
        changelog: (
            "Removed",
            "**Breaking:** acronis-dr: An operation is gone, and so is its method: `StopFailover`.",
        ),
    },
];

/// The vendors of the bundled services: a server that publishes their pages.
struct Vendor {
    server: Server,
    /// What is published, by the path in the workspace.
    pages: BTreeMap<String, String>,
}

impl Vendor {
    fn publish(&mut self, page: &str, text: String) {
        self.pages.insert(page.to_owned(), text);
        self.hold();
    }

    fn hold(&self) {
        let pages: Vec<_> =
            self.pages.iter().map(|(page, text)| (address(page), Reply::text(text.as_str()))).collect();
        let pages: Vec<_> = pages.iter().map(|(path, reply)| (path.as_str(), reply.clone())).collect();
        self.server.hold(&pages);
    }
}

/// The path at which a page is published: that of its name.
fn address(page: &str) -> String {
    page.split_once("/pages").unwrap().1.to_owned()
}

/// A workspace with the bundled services, brought from their vendors and built.
fn bundled() -> (Bench, Vendor) {
    let bench = Bench::empty();
    let mut vendor = Vendor { server: Server::of(&[]), pages: BTreeMap::new() };
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let mut folders = vec![specs.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("specs/{}", path.strip_prefix(&specs).unwrap().display());
            if path.is_dir() {
                folders.push(path);
            } else if name.contains("/pages/") {
                vendor.pages.insert(name, fs::read_to_string(&path).unwrap());
            } else {
                bench.write(&name, fs::read(&path).unwrap());
            }
        }
    }
    vendor.hold();
    for folder in
        vendor.pages.keys().map(|page| page.split("/pages/").next().unwrap()).collect::<BTreeSet<_>>()
    {
        let pages = vendor.pages.keys().filter(|page| page.starts_with(&format!("{folder}/")));
        let urls = pages.map(|page| format!("  - url: {}\n", vendor.server.url(&address(page))));
        let sources: String = urls.collect();
        let manifest = format!("{folder}/docwright.yaml");
        let text = bench.read(&manifest);
        bench.write(&manifest, format!("{text}\nsources:\n{sources}fetch: {{ pause: 0 }}\n"));
    }
    bench.must(&["sync"]);
    bench.must(&["build"]);
    (bench, vendor)
}

/// Runs a command, and returns the files that it touched.
fn touched(bench: &Bench, arguments: &[&str]) -> BTreeSet<String> {
    let before = bench.files();
    bench.must(arguments);
    let after = bench.files();
    let differs = |name: &&String| before.get(*name) != after.get(*name);
    let names = before.keys().chain(after.keys()).filter(differs);
    names.filter(|name| !name.starts_with("target/")).cloned().collect()
}

/// The impact, the rule and the subject of each difference, sorted.
fn differences(outcome: &Outcome) -> (BTreeSet<(String, String, String)>, String) {
    let mut found = BTreeSet::new();
    let mut bump = "none".to_owned();
    for line in outcome.out.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        match record["type"].as_str() {
            Some("change") => {
                let message = text("message");
                let subject = message.rsplit_once(": ").map_or(message.as_str(), |(_, subject)| subject);
                let subject = subject.split(" (").next().unwrap_or_default().to_owned();
                let has_lines = !record["new_places"].is_null() || !record["old_places"].is_null();
                assert!(has_lines, "{line}");
                found.insert((text("impact"), text("rule"), subject));
            }
            Some("comparison") if record["bump"] != "none" => bump = text("bump"),
            _ => {}
        }
    }
    (found, bump)
}

fn expected(edit: &Edit) -> BTreeSet<(String, String, String)> {
    edit.found
        .iter()
        .map(|(impact, rule, subject)| ((*impact).into(), (*rule).into(), (*subject).into()))
        .collect()
}

#[test]
fn each_edit_gives_its_findings_and_touches_only_what_it_must() {
    let (bench, mut vendor) = bundled();
    let built = bench.files();
    for edit in EDITS {
        let name = edit.name;
        let page = bench.read(edit.page);
        let edited = (edit.edit)(&page);
        assert_ne!(edited, page, "{name}");
        vendor.publish(edit.page, edited);
        let folder = edit.page.split("/pages/").next().unwrap();
        assert_eq!(bench.run(&["sync", "--locked"]).code, Some(1), "{name}");
        let brought = [edit.page.to_owned(), format!("{folder}/docwright.lock")];
        assert_eq!(touched(&bench, &["sync"]), brought.into(), "{name}");
        bench.must(&["sync", "--locked"]);

        let stale = bench.run(&["check"]);
        assert_eq!(stale.code, Some(1), "{name}: {}", stale.err);
        let outcome = bench.run(&["diff", "--fail-on", "breaking", "--format", "json"]);
        let breaks = edit.found.iter().any(|(impact, ..)| *impact == "breaking");
        assert_eq!(outcome.code, Some(i32::from(breaks)), "{name}");
        let (found, bump) = differences(&outcome);
        assert_eq!((found, bump.as_str()), (expected(edit), edit.bump), "{name}");
        let entry = bench.must(&["changelog"]).out;
        let (section, item) = edit.changelog;
        let listed = entry.split("### ").find(|part| part.starts_with(section)).unwrap_or_default();
        assert!(listed.to_lowercase().contains(&item.to_lowercase()), "{name}: {entry}");

        let described = ["api.yaml"].iter().chain(edit.described).map(|file| format!("{folder}/{file}"));
        assert_eq!(touched(&bench, &["normalize"]), described.collect(), "{name}");
        assert_eq!(bench.must(&["diff"]).out, "", "{name}: it is written");
        let generated =
            ["descriptions.stamp"].iter().chain(edit.generated).map(|file| format!("generated/{file}"));
        assert_eq!(touched(&bench, &["generate"]), generated.collect(), "{name}");
        bench.must(&["check", "--deny", "warnings"]);

        for name in bench.files().keys().filter(|name| !built.contains_key(*name)) {
            fs::remove_file(bench.path(name)).unwrap();
        }
        built.iter().for_each(|(name, content)| bench.write(name, content));
        vendor.publish(edit.page, page);
    }
}

#[test]
fn all_edits_together_make_one_release() {
    let (bench, mut vendor) = bundled();
    let together = EDITS.iter().filter(|edit| edit.name != "a value of an enum is removed");
    for edit in together {
        let page = (edit.edit)(&vendor.pages[edit.page]);
        vendor.publish(edit.page, page);
    }
    bench.must(&["sync"]);
    bench.write("Cargo.toml", "[package]\nname = \"x\"\nversion = \"1.4.0\"\n");
    let outcome = bench.must(&["diff"]);
    assert!(outcome.err.contains("version bump: major (1.4.0 → 2.0.0)"), "{}", outcome.err);
    let entry = bench.must(&["changelog"]).out;
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(entry);
    });
    bench.must(&["normalize"]);
    bench.must(&["generate"]);
    bench.must(&["check", "--deny", "warnings"]);
}
