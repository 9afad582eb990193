//! Tests of the overlay.

use docwright_idl::ShapeKind;

use super::*;
use crate::evidence::Source;

const API: &str = "idl: 1
service: { name: a }
operations: { Go: { input: { id: string, size: { type: Size, required: true } }, errors: [Conflict], error_docs: { Conflict: Not now. }, error_media: { Conflict: ~ } } }
types: { Size: { enum: [S, L] } }
errors: { Conflict: { status: 409 } }
";

fn apply(changes: &str) -> (Description, Map<Sources>, Vec<Diagnostic>) {
    let mut description: Description = yaml::read(API).unwrap();
    let overlay = Overlay::read("overlay.yaml", &format!("overlay: 1\nchanges:\n{changes}")).unwrap();
    let mut evidence = Map::new();
    evidence.insert("errors.Conflict.status".to_owned(), Sources::One(Source::Manifest));
    let findings = overlay.apply(&mut description, &mut evidence);
    (description, evidence, findings)
}

#[test]
fn a_rename_is_followed_by_what_refers_to_it() {
    let (description, evidence, findings) = apply(
        "  - { target: types.Size, expect: { enum: [S, L] }, rename: GoSize, reason: clearer }
  - { target: errors.Conflict, expect: { status: 409 }, rename: ConflictException, reason: the page lost it }
  - { target: errors.ConflictException.code, set: ConflictException, reason: as the service sends it }\n",
    );
    assert_eq!(findings, []);
    assert_eq!(description.operations["Go"].errors, ["ConflictException"]);
    assert_eq!(description.operations["Go"].error_docs["ConflictException"], "Not now.");
    assert_eq!(description.operations["Go"].error_media["ConflictException"], None);
    assert_eq!(description.operations["Go"].input["size"].r#type, TypeRef::Shape("GoSize".into()));
    assert_eq!(description.errors["ConflictException"].code.as_deref(), Some("ConflictException"));
    assert_eq!(*evidence["errors.ConflictException.status"], [Source::Manifest]);
    assert_eq!(*evidence["errors.ConflictException"], [Source::Overlay(2)]);
    assert_eq!(*evidence["errors.ConflictException.code"], [Source::Overlay(3)]);
}

#[test]
fn values_are_set_added_and_removed() {
    let (description, _, findings) = apply(
        "  - { target: operations.Go.input.id.required, set: true, reason: seen }
  - { target: operations.Go.input.size, expect: { type: Size }, set: { required: false }, reason: seen }
  - { target: types.Size.enum.2, set: XL, reason: new }
  - { target: operations.Go.input.extra, set: { type: [string] }, reason: undocumented }
  - { target: operations.Go.errors.0, expect: Conflict, remove: true, reason: never sent }\n",
    );
    assert_eq!(findings, []);
    let go = &description.operations["Go"];
    assert!(go.input["id"].required && !go.input["size"].required);
    assert_eq!(go.input["extra"].r#type.to_string(), "[string]");
    assert!(go.errors.is_empty());
    assert_eq!(serde_json::to_value(&description.types["Size"]).unwrap()["enum"][2], "XL");
}

#[test]
fn what_is_gone_or_changed_fails_loudly_and_changes_nothing() {
    let cases = [
        (
            "{ target: errors.Gone, expect: { status: 1 }, rename: X, reason: r }",
            Code::OVERLAY_TARGET,
            "target",
        ),
        (
            "{ target: errors.Conflict.status, expect: 400, set: 401, reason: r }",
            Code::OVERLAY_EXPECTED,
            "expect",
        ),
        ("{ target: errors.Conflict.status, set: 401, reason: r }", Code::OVERLAY_EXPECTED, "target"),
        (
            "{ target: errors.Conflict, expect: {}, rename: Conflict, reason: r }",
            Code::OVERLAY_TARGET,
            "rename",
        ),
        ("{ target: errors.Conflict, expect: {}, reason: r }", Code::INVALID_YAML, "target"),
        ("{ target: errors.Conflict.colour, set: red, reason: r }", Code::OVERLAY_TARGET, "set"),
        ("{ target: errors.Conflict, expect: {}, remove: true, reason: '' }", Code::INVALID_YAML, "reason"),
    ];
    for (change, code, part) in cases {
        let (description, _, findings) = apply(&format!("  - {change}\n"));
        assert_eq!(findings.len(), 1, "{change}");
        let snippet = &findings[0].snippets[0];
        assert_eq!(
            (findings[0].code, snippet.line, &snippet.text[snippet.span.clone()]),
            (code, 3, part),
            "{change}"
        );
        assert_eq!(description, yaml::read(API).unwrap());
    }
}

const PAGED: &str = "idl: 1
service: { name: a }
operations:
  List:
    input: { token: string, size: { type: integer, range: 1..9, doc: How many. }, job: Job }
    rules: [{ exclusive: [token, size] }]
    output: { next: string, jobs: [Job] }
    pagination: { input_token: token, output_token: next, further_tokens: { size: next }, items: jobs }
    errors: [Busy]
    waiters: { Done: { delay: 5, max_attempts: 9 } }
types:
  Job: { members: { id: { type: string, required: true }, state: State } }
  State: { enum: [on, { value: off, doc: Not on. }] }
  Task: { members: { id: string, since: timestamp } }
errors: { Busy: { status: 409 }, Gone: { status: 404 } }
";

fn apply_to(api: &str, changes: &str) -> (Description, Map<Sources>, Vec<Diagnostic>) {
    let mut description: Description = yaml::read(api).unwrap();
    let overlay = Overlay::read("overlay.yaml", &format!("overlay: 1\nchanges:\n{changes}")).unwrap();
    let mut evidence = Map::new();
    evidence.insert("types.Job.members.id.type".to_owned(), Sources::One(Source::Manifest));
    let findings = overlay.apply(&mut description, &mut evidence);
    (description, evidence, findings)
}

#[test]
fn members_get_other_types_and_names_and_are_required() {
    let (description, evidence, findings) = apply_to(
        PAGED,
        "  - { target: operations.List.input.size, expect: { type: integer }, retype: string, reason: seen }
  - { target: operations.List.input.token, expect: { type: string }, rename: page, reason: clearer }
  - { target: operations.List.input.size, expect: { type: string }, require: true, reason: seen }
  - { target: types.Job.members.id, expect: { type: string }, require: false, reason: not always }
  - { target: operations.List.output.next, expect: string, rename: after, reason: clearer }\n",
    );
    assert_eq!(findings, []);
    let list = &description.operations["List"];
    let size = &list.input["size"];
    assert_eq!(
        (size.r#type.to_string().as_str(), size.range.is_none(), size.required),
        ("string", true, true)
    );
    assert_eq!(size.doc.as_deref(), Some("How many."));
    assert_eq!(list.input.get_index(0).unwrap().0, "page");
    assert_eq!(list.input["page"].name.as_deref(), Some("token"));
    assert_eq!(list.rules[0].members(), ["page", "size"]);
    let paging = list.pagination.as_ref().unwrap();
    assert_eq!(paging.tokens().collect::<Vec<_>>(), [("page", "after"), ("size", "after")]);
    assert_eq!(*evidence["operations.List.input.size.type"], [Source::Overlay(1)]);
    assert_eq!(*evidence["types.Job.members.id.required"], [Source::Overlay(4)]);
}

/// Pages of waiters say how long to wait, and not for what.
#[test]
fn what_a_waiter_waits_for_is_added() {
    let (description, _, findings) = apply_to(
        PAGED,
        "  - { target: operations.List.waiters.Done.states, add: { then: success, member: 'jobs[].state', equals: off }, reason: seen }
  - { target: operations.List.waiters.Done.states, add: { then: retry, error: Busy }, reason: seen }
  - { target: operations.List.output.jobs, expect: { type: [Job] }, rename: tasks, reason: clearer }
  - { target: errors.Busy, expect: { status: 409 }, rename: AtWork, reason: clearer }\n",
    );
    assert_eq!(findings, []);
    let waiter = &description.operations["List"].waiters["Done"];
    assert_eq!((waiter.delay, waiter.is_told()), (Some(5), true));
    assert_eq!(waiter.states[0].member.as_deref(), Some("tasks[].state"));
    assert_eq!(waiter.states[1].error.as_deref(), Some("AtWork"));
    assert!(docwright_idl::validate(&description).is_empty());
}

#[test]
fn lists_get_and_lose_elements_by_their_text() {
    let (description, _, findings) = apply_to(
        PAGED,
        "  - { target: operations.List.errors, add: Gone, reason: seen }
  - { target: operations.List.errors.Busy, expect: Busy, remove: true, reason: never sent }
  - { target: types.State.enum.off, expect: { value: off }, remove: true, reason: gone }
  - { target: operations.List.pagination.items, expect: jobs, set: found, reason: seen }
  - { target: operations.List.http, set: { method: GET, path: /jobs }, reason: seen }
  - { target: operations.List.http.further_statuses, add: 204, reason: seen }\n",
    );
    assert_eq!(findings, []);
    let list = &description.operations["List"];
    assert_eq!(list.errors, ["Gone"]);
    assert_eq!(list.pagination.as_ref().unwrap().items.as_deref(), Some("found"));
    assert_eq!(list.http.as_ref().unwrap().further_statuses, [204]);
    let ShapeKind::Enum { values, .. } = &description.types["State"].kind else { panic!("it is an enum") };
    assert_eq!(values.len(), 1);
}

#[test]
fn shapes_are_split_and_merged() {
    let (description, evidence, findings) = apply_to(
        PAGED,
        "  - target: types.Job
    expect: { members: {} }
    split: { into: NewJob, uses: ['operations.*.input.**'] }
    reason: answers have more
  - { target: types.Job, expect: {}, merge: [Task], reason: one is the other }\n",
    );
    assert_eq!(findings, []);
    let list = &description.operations["List"];
    assert_eq!(list.input["job"].r#type.to_string(), "NewJob");
    assert_eq!(list.output["jobs"].r#type.to_string(), "[Job]");
    let ShapeKind::Struct { members, .. } = &description.types["Job"].kind else {
        panic!("it is a structure")
    };
    assert_eq!(members.keys().collect::<Vec<_>>(), ["id", "state", "since"]);
    assert!(!members["id"].required, "what one of them does without, both do");
    assert!(!description.types.contains_key("Task"));
    assert_eq!(*evidence["types.NewJob.members.id.type"], [Source::Manifest]);
    assert_eq!(*evidence["operations.List.input.job.type"], [Source::Overlay(1)]);
}

#[test]
fn a_pattern_changes_all_that_it_leads_to() {
    let (description, evidence, findings) = apply_to(
        PAGED,
        "  - { target: types.*.members.id, expect: { type: string }, retype: uuid, reason: they look like it }
  - { target: '**.state.sensitive', set: true, reason: secret }\n",
    );
    assert_eq!(findings, []);
    for name in ["Job", "Task"] {
        let ShapeKind::Struct { members, .. } = &description.types[name].kind else {
            panic!("it is a structure")
        };
        assert_eq!(members["id"].r#type.to_string(), "uuid");
        assert_eq!(*evidence[&format!("types.{name}.members.id.type")], [Source::Overlay(1)]);
    }
    let ShapeKind::Struct { members, .. } = &description.types["Job"].kind else {
        panic!("it is a structure")
    };
    assert!(members["state"].sensitive);
}

#[test]
fn what_the_documentation_has_caught_up_with_is_said_and_does_no_harm() {
    for change in [
        "{ target: errors.Busy.status, expect: 400, set: 409, reason: r }",
        "{ target: errors.Lost, expect: { status: 410 }, remove: true, reason: r }",
        "{ target: errors.Conflict, expect: { status: 409 }, rename: Busy, reason: r }",
        "{ target: operations.List.errors, add: Busy, reason: r }",
        "{ target: types.Job.members.id, expect: {}, require: true, reason: r }",
        "{ target: types.Job.members.id, expect: {}, retype: string, reason: r }",
        "{ target: types.Job, expect: {}, merge: [Work], reason: r }",
        "{ target: types.*.members.since, expect: { type: string }, retype: timestamp, reason: r }",
    ] {
        let (description, _, findings) = apply_to(PAGED, &format!("  - {change}\n"));
        assert_eq!(findings.len(), 1, "{change}: {findings:?}");
        assert_eq!(findings[0].code, Code::OVERLAY_CAUGHT_UP, "{change}");
        assert!(!findings[0].is_error());
        assert_eq!(description, yaml::read(PAGED).unwrap());
    }
}

#[test]
fn what_cannot_be_rearranged_changes_nothing() {
    for (change, part) in [
        ("{ target: types.Job, expect: {}, merge: [State], reason: r }", "merge"),
        ("{ target: types.Job, expect: {}, split: { into: Task, uses: ['**'] }, reason: r }", "split"),
        (
            "{ target: types.Job, expect: {}, split: { into: B, uses: [operations.Go.input.job] }, reason: r }",
            "split",
        ),
        ("{ target: types.*, expect: {}, rename: A, reason: r }", "target"),
        ("{ target: types.Job.members.id, expect: {}, rename: state, reason: r }", "rename"),
        ("{ target: operations.*.input.nothing.required, set: true, reason: r }", "target"),
        ("{ target: types.Job.members.id, expect: {}, retype: string, require: true, reason: r }", "target"),
        ("{ target: types.Job.members.*, expect: { type: string }, retype: uuid, reason: r }", "expect"),
    ] {
        let (description, _, findings) = apply_to(PAGED, &format!("  - {change}\n"));
        assert_eq!(findings.len(), 1, "{change}");
        let snippet = &findings[0].snippets[0];
        assert!(findings[0].is_error());
        assert_eq!(&snippet.text[snippet.span.clone()], part, "{change}");
        assert_eq!(description, yaml::read(PAGED).unwrap());
    }
}
