//! What the real pages must give, where they lie beside the checkout; the bundled pages, which say the same in other
//! words, must give it everywhere.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use docwright_idl::{Description, ErrorShape, Location, Member, MemberRule, ShapeKind, TypeRef};
use docwright_read::evidence::{Source, Sources};
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, normalize};
use support::{bundled, bundled_pages, manifest, seeds};

/// Runs a check on the bundled pages of a service and on the real ones.
fn on_both(service: &str, numbers: &[&str], check: impl Fn(&Description, &Normalized)) {
    let mut sets: Vec<Vec<PageSource>> = vec![bundled_pages(service)];
    sets.extend(seeds(numbers));
    for pages in sets {
        let normalized = normalize(&manifest(service), &pages, &Overlay::default());
        let description = normalized.description.as_ref();
        let description =
            description.unwrap_or_else(|| panic!("no description: {:#?}", normalized.diagnostics));
        check(description, &normalized);
    }
}

fn members<'d>(description: &'d Description, shape: &str) -> Vec<&'d str> {
    match &description.types.get(shape).unwrap_or_else(|| panic!("no shape {shape}")).kind {
        ShapeKind::Struct { members, .. } => members.keys().map(String::as_str).collect(),
        other => panic!("{shape} is no structure: {other:?}"),
    }
}

fn member<'d>(description: &'d Description, shape: &str, name: &str) -> &'d Member {
    match &description.types[shape].kind {
        ShapeKind::Struct { members, .. } => &members[name],
        other => panic!("{shape} is no structure: {other:?}"),
    }
}

fn values<'d>(description: &'d Description, shape: &str) -> (Vec<&'d str>, bool) {
    match &description.types.get(shape).unwrap_or_else(|| panic!("no shape {shape}")).kind {
        ShapeKind::Enum { values, open } => {
            (values.iter().map(|value| value.value.as_str()).collect(), *open)
        }
        other => panic!("{shape} is no enum: {other:?}"),
    }
}

/// Follows members, elements and map values from a shape: `lifeCycle.lastLaunch.status`, `cpus[].cores`.
fn type_at(description: &Description, shape: &str, path: &str) -> String {
    let mut r#type = TypeRef::Shape(shape.to_owned());
    for part in path.split('.') {
        let (name, inner) = part.split_once(['[', '{']).map_or((part, None), |(name, _)| (name, Some(())));
        let holder =
            r#type.shape().unwrap_or_else(|| panic!("{shape}.{path}: {type} has no {name}")).to_owned();
        r#type = member(description, &holder, name).r#type.clone();
        if inner.is_some() {
            r#type = match r#type {
                TypeRef::List(element) => element.r#type,
                TypeRef::Map(map) => map.value.r#type,
                other => panic!("{shape}.{path}: {other} has no elements"),
            };
        }
    }
    r#type.to_string()
}

fn error<'d>(description: &'d Description, name: &str) -> &'d ErrorShape {
    description.errors.get(name).unwrap_or_else(|| panic!("no error {name}"))
}

#[test]
fn create_extended_source_server_is_whole() {
    on_both("aws-drs", &["000", "001", "002"], |description, _| {
        let operation = &description.operations["CreateExtendedSourceServer"];
        let http = operation.http.as_ref().unwrap();
        assert_eq!(
            (http.method.as_str(), http.path.as_str(), http.status),
            ("POST", "/CreateExtendedSourceServer", Some(201))
        );
        let arn = &operation.input["sourceServerArn"];
        assert!(arn.required);
        assert_eq!(arn.length.as_ref().unwrap().to_string(), "20..2048");
        assert!(arn.pattern.as_ref().unwrap().starts_with("^arn:"));
        let TypeRef::Map(tags) = &operation.input["tags"].r#type else { panic!("a map") };
        for part in [&tags.key, &tags.value] {
            assert_eq!(
                (part.r#type.to_string().as_str(), part.length.as_ref().unwrap().to_string().as_str()),
                ("string", "0..256")
            );
        }
        assert!(!operation.input["tags"].required);
        assert_eq!(operation.output["sourceServer"].r#type.to_string(), "SourceServer");

        let server = |path: &str| type_at(description, "SourceServer", path);
        let expected = [
            ("arn", "string"),
            ("dataReplicationInfo.dataReplicationError.rawError", "string"),
            ("dataReplicationInfo.dataReplicationInitiation.steps[].name", "string"),
            ("dataReplicationInfo.dataReplicationState", "string"),
            ("dataReplicationInfo.replicatedDisks[].totalStorageBytes", "integer"),
            ("lifeCycle.lastLaunch.initiated.jobID", "string"),
            ("sourceCloudProperties.originRegion", "string"),
            ("sourceNetworkID", "string"),
            ("sourceProperties.cpus[].cores", "integer"),
            ("sourceProperties.networkInterfaces[].ips[]", "string"),
            ("sourceProperties.networkInterfaces[].isPrimary", "boolean"),
            ("sourceProperties.os.fullString", "string"),
            ("sourceProperties.supportsNitroInstances", "boolean"),
            ("stagingArea.errorMessage", "string"),
            ("tags{}", "string"),
        ];
        for (path, r#type) in expected {
            assert_eq!(server(path), r#type, "{path}");
        }
        let step = server("dataReplicationInfo.dataReplicationInitiation.steps[].status");
        assert_eq!(
            values(description, &step),
            (vec!["NOT_STARTED", "IN_PROGRESS", "SUCCEEDED", "FAILED", "SKIPPED"], false)
        );
        assert_eq!(values(description, &server("replicationDirection")).0, ["FAILOVER", "FAILBACK"]);
        assert_eq!(values(description, &server("lastLaunchResult")).0.len(), 4);
        assert_eq!(values(description, &server("lifeCycle.lastLaunch.status")).0.len(), 5);
        assert_eq!(
            values(description, &server("lifeCycle.lastLaunch.initiated.type")).0,
            ["RECOVERY", "DRILL"]
        );
        // The page lost the syntax of this one; its prose names values.
        let staging = server("stagingArea.status");
        assert_eq!(
            values(description, &staging),
            (vec!["NOT_EXTENDED", "EXTENDED", "EXTENSION_ERROR"], true)
        );
    });
}

#[test]
fn errors_get_their_names_by_order_then_by_likeness_then_by_status() {
    on_both("aws-drs", &["000", "001", "002"], |description, normalized| {
        let expected = [
            ("AccessDeniedException", 403),
            ("InternalServerException", 500),
            ("ResourceNotFoundException", 404),
            ("ServiceQuotaExceededException", 402),
            ("ThrottlingException", 429),
            ("UninitializedAccountException", 400),
            ("ValidationException", 400),
        ];
        assert_eq!(
            description.operations["CreateExtendedSourceServer"].errors,
            expected.map(|(name, _)| name)
        );
        for (name, status) in expected {
            let error = error(description, name);
            assert_eq!((error.status, error.code.as_deref()), (Some(status), Some(name)));
            assert!(error.doc.is_some());
        }
        let recovery = &description.operations["StartRecovery"];
        let corroborated = [
            "Conflict",
            "InternalServerException",
            "ServiceQuotaExceededException",
            "ThrottlingException",
            "UninitializedAccountException",
        ];
        assert_eq!(recovery.errors, corroborated);
        let guessed = error(description, "Conflict");
        assert_eq!((guessed.status, guessed.code.as_deref()), (Some(409), None));
        let rules = |path: &str| -> Vec<&str> {
            let sources = normalized.evidence.facts.get(path).map(Sources::as_slice).unwrap_or_default();
            sources.iter().filter_map(Source::rule).collect()
        };
        assert!(rules("errors.ValidationException.status").contains(&"error-name-by-order"));
        assert!(rules("errors.ThrottlingException.status").contains(&"error-name-by-corroboration"));
        assert_eq!(rules("errors.Conflict.status"), ["error-name-from-status"]);
        let warned: Vec<_> = normalized.diagnostics.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(warned, ["DW0302"]);
    });
}

#[test]
fn the_overlay_corrects_the_guessed_name() {
    let normalized = bundled("aws-drs");
    let description = normalized.description.unwrap_or_else(|| panic!("{:#?}", normalized.diagnostics));
    assert!(description.operations["StartRecovery"].errors.contains(&"ConflictException".to_owned()));
    assert_eq!(error(&description, "ConflictException").code.as_deref(), Some("ConflictException"));
    assert_eq!(normalized.diagnostics, []);
}

#[test]
fn start_recovery_has_names_from_its_json() {
    on_both("aws-drs", &["000", "001", "002"], |description, normalized| {
        let operation = &description.operations["StartRecovery"];
        assert_eq!(operation.http.as_ref().unwrap().status, Some(202));
        assert_eq!(operation.input.keys().collect::<Vec<_>>(), ["isDrill", "sourceServers", "tags"]);
        let servers = &operation.input["sourceServers"];
        assert!(servers.required && !operation.input["isDrill"].required);
        assert_eq!(servers.items.as_ref().unwrap().to_string(), "1..200");
        assert_eq!(servers.r#type.to_string(), "[StartRecoveryRequestSourceServer]");
        assert_eq!(
            members(description, "StartRecoveryRequestSourceServer"),
            ["recoverySnapshotID", "sourceServerID"]
        );
        let job = |path: &str| type_at(description, "Job", path);
        assert_eq!(job("participatingResources[].participatingResourceID"), "document");
        let run = "participatingServers[].launchActionsStatus.runs[]";
        assert_eq!(job(&format!("{run}.action.active")), "boolean");
        assert_eq!(job(&format!("{run}.action.order")), "number");
        assert_eq!(job(&format!("{run}.action.parameters{{}}.value")), "string");
        assert_eq!(job(&format!("{run}.failureReason")), "string");
        let path = "operations.StartRecovery.input.sourceServers.items";
        assert!(normalized.evidence.facts[path][0].rule() == Some("body-entry-by-syntax-order"));
    });
}

#[test]
fn create_instances_from_snapshot_is_whole() {
    on_both("lightsail", &["004"], |description, normalized| {
        let operation = &description.operations["CreateInstancesFromSnapshot"];
        let required: Vec<_> = operation
            .input
            .iter()
            .filter(|(_, member)| member.required)
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(operation.input.len(), 13);
        assert_eq!(required, ["instanceNames", "availabilityZone", "bundleId"]);
        let mapping = &operation.input["attachedDiskMapping"].r#type;
        assert_eq!(mapping.to_string(), "{string: [AttachedDiskMapping]}");
        assert_eq!(members(description, "AttachedDiskMapping"), ["originalDiskPath", "newDiskName"]);
        assert!(member(description, "AddOn", "addOnType").required);
        let of_operation = |path: &str| type_at(description, "Operation", path);
        let count = |path: &str| values(description, &of_operation(path)).0.len();
        assert_eq!((count("resourceType"), count("status"), count("location.regionName")), (20, 5, 15));
        assert_eq!(count("operationType"), 83);
        assert_eq!(
            (of_operation("createdAt"), of_operation("statusChangedAt")),
            ("timestamp".into(), "timestamp".into())
        );
        assert_eq!(operation.errors.len(), 7);
        assert!(normalized.diagnostics.iter().all(|finding| finding.code.as_str() == "DW0308"));
    });
}

#[test]
fn sentences_of_the_snapshot_page_become_constraints() {
    on_both("lightsail", &["004"], |description, normalized| {
        let operation = &description.operations["CreateInstancesFromSnapshot"];
        let exclusive = |names: [&str; 2]| MemberRule::Exclusive(names.map(str::to_owned).into());
        assert_eq!(
            operation.rules,
            [
                exclusive(["instanceSnapshotName", "sourceInstanceName"]),
                exclusive(["restoreDate", "useLatestRestorableAutoSnapshot"]),
            ]
        );
        let rests_on = |path: &str| normalized.evidence.facts[path].len();
        // Each is said of both members.
        assert_eq!(
            (rests_on("operations.CreateInstancesFromSnapshot.rules.0"), operation.rules.len()),
            (2, 2)
        );
        assert_eq!(operation.input["ipAddressType"].default, Some("dualstack".into()));
        assert_eq!(operation.input["restoreDate"].format.as_deref(), Some("YYYY-MM-DD"));
        let at = |path: &str| {
            let (holder, name) = path.rsplit_once('.').unwrap();
            let holder = type_at(description, "AddOn", holder);
            member(description, &holder, name)
        };
        let time = at("autoSnapshotAddOnRequest.snapshotTimeOfDay");
        assert_eq!((time.format.as_deref(), time.time_zone.as_deref()), (Some("HH:00"), Some("UTC")));
        assert_eq!(at("stopInstanceOnIdleRequest.duration").unit.as_deref(), Some("minutes"));
        let longest = |name: &str| member(description, "Tag", name).length.as_ref().unwrap().max.clone();
        assert_eq!((longest("key"), longest("value")), (Some(128.into()), Some(256.into())));
    });
}

#[test]
fn disaster_recovery_v2_is_whole() {
    on_both("acronis-dr", &["003"], |description, _| {
        assert_eq!(description.operations.len(), 6);
        let service = &description.service;
        assert_eq!(service.endpoint.as_deref(), Some("https://dev-cloud.acronis.com/api/dr/v2"));
        let oauth = service.auth.oauth2.as_ref().unwrap();
        assert_eq!(oauth.grants.len(), 4);
        assert_eq!(oauth.scopes.len(), 10);
        assert!(oauth.token_url.is_some() && oauth.authorize_url.is_some());
        let by_route = |method: &str, path: &str| {
            let found = description.operations.values().find(|operation| {
                operation
                    .http
                    .as_ref()
                    .is_some_and(|http| http.method.as_str() == method && http.path == path)
            });
            found.unwrap_or_else(|| panic!("no {method} {path}"))
        };
        let servers = by_route("GET", "/servers");
        assert_eq!(servers.scopes.len(), 3);
        let limit = &servers.input["limit"];
        assert_eq!((limit.r#in, limit.r#type.to_string()), (Some(Location::Query), "integer".into()));
        assert_eq!(limit.range.as_ref().unwrap().to_string(), "1..50");
        assert_eq!(limit.default, Some(10.into()));
        assert_eq!(servers.input["recovery.resource_id"].r#type.to_string(), "[string]");
        assert_eq!(servers.input["after"].length.as_ref().unwrap().to_string(), "1..");
        let failover = by_route("POST", "/servers/{uuid}:start_failover_prod");
        assert_eq!(
            (failover.input["uuid"].r#in, failover.input["uuid"].required),
            (Some(Location::Path), true)
        );
        assert_eq!(failover.http.as_ref().unwrap().status, Some(202));
        assert!(failover.output["task_uuid"].pattern.is_some());
        assert_eq!(failover.errors.len(), 8);
        let timeout = description.errors.values().find(|error| error.status == Some(504)).unwrap();
        assert!(timeout.r#type.is_none() && timeout.members.is_empty() && timeout.media.is_none());
        assert!(by_route("POST", "/servers/{uuid}:stop_failover").input.len() == 1);
        let site = by_route("GET", "/sites/{uuid}");
        assert_eq!(site.output["deleted_at"].r#type.to_string(), "timestamp");
        assert!(!site.output["default"].required);
    });
}

#[test]
fn every_line_of_the_pages_is_accounted_for() {
    for (service, numbers) in
        [("aws-drs", ["000", "001", "002"].as_slice()), ("lightsail", &["004"]), ("acronis-dr", &["003"])]
    {
        on_both(service, numbers, |_, normalized| {
            for page in &normalized.coverage {
                let unread = page
                    .lines
                    .iter()
                    .filter(|line| **line == docwright_read::claims::LineClass::Unread)
                    .count();
                assert_eq!(unread, 0, "{}", page.page);
                assert!(page.dialect.is_some());
            }
        });
    }
}

#[test]
fn every_rule_that_infers_something_is_explained() {
    for service in ["aws-drs", "lightsail", "acronis-dr"] {
        for source in bundled(service).evidence.facts.values().flatten() {
            if let Some(rule) = source.rule() {
                assert!(docwright_read::rules::explain(rule).is_some(), "{rule}");
            }
        }
    }
}

/// Returns the findings about a page of a service.
fn findings(service: &str, change: impl Fn(&mut Vec<PageSource>)) -> Vec<String> {
    let mut pages = bundled_pages(service);
    change(&mut pages);
    let normalized = normalize(&manifest(service), &pages, &Overlay::default());
    normalized
        .diagnostics
        .iter()
        .filter(|finding| finding.code.as_str() < "DW0302")
        .map(ToString::to_string)
        .collect()
}

fn cut(page: &mut PageSource, at: &str) {
    page.text = page.text[..page.text.find(at).unwrap()].into();
}

#[test]
fn half_a_page_is_noticed() {
    for at in ["Parameters:", "Return type:", "Response Structure", "        • isTerminal (boolean)"] {
        let found = findings("lightsail", |pages| cut(&mut pages[0], at));
        assert!(found.len() == 1 && found[0].contains("DW0106"), "{at}: {found:#?}");
    }
    for at in ["## Endpoints", "#### Request parameters\n##### Query", "\"paging\"", "##### `202`"] {
        let found = findings("acronis-dr", |pages| cut(&mut pages[0], at));
        assert!(found.iter().any(|finding| finding.contains("DW0106")), "{at}: {found:#?}");
    }
    for at in ["Request Body", "Response Elements", "For information about the errors"] {
        let found = findings("aws-drs", |pages| cut(&mut pages[2], at));
        assert!(found.iter().any(|finding| finding.contains("DW0106")), "{at}: {found:#?}");
    }
}

#[test]
fn a_contradiction_is_shown_with_both_lines() {
    let found = findings("aws-drs", |pages| {
        pages[2].text = pages[2].text.replace("sends back an HTTP 202", "sends back an HTTP 204").into();
    });
    assert_eq!(found.len(), 1, "{found:#?}");
    for part in
        ["DW0301", "operations.StartRecovery.http.status", ":47:1: here it is 202", ":51:1: here it is 204"]
    {
        assert!(found[0].contains(part), "{part}: {}", found[0]);
    }
}

#[test]
fn a_page_of_another_service_is_noticed() {
    let found = findings("aws-drs", |pages| pages.extend(bundled_pages("lightsail")));
    assert!(found.iter().any(|finding| finding.contains("DW0108")), "{found:#?}");
}
