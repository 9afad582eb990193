use super::*;
use crate::claims::listing;
use crate::format::Format;

fn read(text: &str) -> Claims {
    let document = Format::Markdown.read(text);
    Acronis.read(&Page { name: "page.md", text, document: &document })
}

/// Returns the claims that begin with `about`, without it, on a page with the given endpoints.
fn said(endpoints: &str, about: &str) -> Vec<String> {
    let claims = read(&format!("# T\n## Endpoints\n{endpoints}"));
    assert_eq!(claims.unread(), []);
    listing(&claims).lines().filter_map(|line| line.strip_prefix(about)).map(str::to_owned).collect()
}

#[test]
fn each_way_to_sign_in_is_told_by_what_carries_the_key() {
    let scheme = |name: &str, place: &str, parameter: &str, doc: &str| {
        let text = format!(
            "# T\n## Security\n### {name}\n### Request parameters\n#### {place}\n| Name | Description |\n\
             |---|---|\n| `{parameter}` | (Required) {doc}**Type**: String |\n## Endpoints\n"
        );
        let claims = read(&text);
        assert_eq!(claims.unread(), []);
        listing(&claims)
            .lines()
            .filter_map(|line| line.strip_prefix("(service): "))
            .skip(1)
            .collect::<String>()
    };
    assert_eq!(scheme("Basic Authentication", "Headers", "Authorization", ""), "Auth(Basic) [8] stated");
    assert_eq!(scheme("bearerAuth", "Headers", "Authorization", ""), "Auth(Bearer) [8] stated");
    assert!(
        scheme("Key", "Headers", "Authorization", "").starts_with("Auth(ApiKey(\"Key\", ApiKey { in: Header")
    );
    assert!(scheme("Token", "Query parameters", "token", "").contains("in: Query, name: \"token\""));
}

#[test]
fn a_response_that_all_endpoints_may_give_is_an_error_of_the_service() {
    let text = "# T\n## Security\n### Key\n### Responses\n| Code | Description |\n|--|--|\n| `401` | No key. |\n| `403` | No. |\n\
                ## Endpoints\n### GET /a\n#### Responses\n##### `403`\n";
    let claims = read(text);
    let said = listing(&claims);
    assert!(
        said.contains("!Unauthorized: Status(401) [7] stated\n!Unauthorized: Doc(\"No key.\") [7] stated")
    );
    assert!(said.contains("a!Forbidden: Status(403)") && !said.contains("\n!Forbidden"));
    assert_eq!(claims.unread(), []);
}

#[test]
fn parameters_of_one_name_are_told_apart_by_their_place() {
    let endpoint = "### PUT /disks/{id}\n#### Request parameters\n##### Query parameters\n| Name | Description |\n|--|--|\n\
                    | `id` | (Optional) **Type**: String |\n##### Request body\n- `id` — **Type**: Integer\n";
    assert_eq!(
        said(endpoint, "replacedisk.in."),
        [
            "id: In(Path) [3] path-label",
            "id: Required(true) [3] path-label",
            "id: Kind(string) [3] path-label",
            "query_id: WireName(\"id\") [8] member-name-from-place",
            "query_id: In(Query) [8] stated",
            "query_id: Required(false) [8] stated",
            "query_id: Kind(string) [8] stated",
            "body_id: WireName(\"id\") [10] member-name-from-place",
            "body_id: Kind(integer) [10] stated",
        ]
    );
}

#[test]
fn a_path_parameter_with_a_table_is_what_the_table_says() {
    let endpoint = "### GET /disks/{id}\n#### Request parameters\n##### Path parameters\n| Name | Description |\n|--|--|\n\
                    | `id` | (Required) **Type**: Integer\n**Format**: int64 |\n";
    assert_eq!(
        said(endpoint, "getdisk.in."),
        ["id: In(Path) [8] stated", "id: Required(true) [8] stated", "id: Kind(long) [8-9] stated"]
    );
}

#[test]
fn a_body_that_is_no_object_is_one_member() {
    let body = |body: &str| said(&format!("### GET /a\n#### Responses\n##### `200`\n{body}"), "geta.out.");
    let list = "**Media type**: `application/json`\n**Type**: Array of String\n**Array type description:**\n\
                The name.\n**Type**: String\n**Format**: Name\n";
    assert_eq!(
        body(list),
        [
            "body: In(Payload) [7] payload-member",
            "body: Kind(List) [7] stated",
            "body[]: Doc(\"The name.\") [9] stated",
            "body[]: Kind(string) [10] stated",
            "body[]: Format(\"Name\") [11] stated",
        ]
    );
    assert_eq!(
        body("**Media type**: `application/x-tar`\n"),
        ["body: In(Payload) [6] payload-member", "body: Kind(blob) [6] payload-from-media"]
    );
    assert_eq!(
        body("**Media type**: `application/json`\n**Example**:\n```json\n[1]\n```\n"),
        [
            "body: In(Payload) [9] payload-member",
            "body: Kind(List) [9] example-list",
            "body[]: Kind(integer) [9] example-integer",
        ]
    );
    assert_eq!(body("**Media type**: `application/json`\n"), [""; 0]);
}

#[test]
fn members_that_only_examples_show_are_inferred_from_all_of_them() {
    let body = "### GET /a\n#### Responses\n##### `200`\n**Media type**: `application/json`\n- `a` — **Type**: any\n\
                **Examples**:\n*`x`*:\n```json\n{\n\"a\": null,\n\"b\": {}\n}\n```\n*`y`*:\n```json\n{\n\"a\": [1],\n\"b\": {\n\"c\": true\n}\n}\n```\n";
    assert_eq!(
        said(body, "geta.out."),
        [
            "a: Kind(Any) [7] stated",
            "a: Kind(List) [19] example-list",
            "a[]: Kind(integer) [19] example-integer",
            "b: Kind(Struct) [20-22] example-struct",
            "b.c: Kind(boolean) [21] example-boolean",
        ]
    );
}

#[test]
fn each_code_that_examples_show_is_an_error_and_the_others_are_named_by_status() {
    let endpoint = "### GET /a\n#### Responses\n##### `200` — Fine.\n##### `409` — No.\n**Examples**:\n\
                    ```json\n{\"code\": \"DiskBusy\"}\n```\n```json\n{\"code\": \"SiteBusy\", \"retry_after\": 3}\n```\n\
                    ```json\n{\"code\": \"DiskBusy\", \"why\": \"It spins. Try again later.\"}\n```\n\
                    ##### `default` — Else.\n##### `5XX`\n";
    let names: Vec<String> = said(endpoint, "geta!")
        .into_iter()
        .filter(|line| line.contains(": Name(") || line.contains(": Status("))
        .collect();
    assert_eq!(
        names,
        [
            "DiskBusy: Name(\"DiskBusy\") [9] error-name-from-example",
            "DiskBusy: Status(409) [6] stated",
            "SiteBusy: Name(\"SiteBusy\") [12] error-name-from-example",
            "SiteBusy: Status(409) [6] stated",
            "UnexpectedStatus: Name(\"UnexpectedStatus\") [17] error-name-from-status",
            "ServerError: Name(\"ServerError\") [18] error-name-from-status",
        ]
    );
    assert_eq!(said(endpoint, "geta: Retry"), ["AfterMember(\"retry_after\") [12] retry-after-member"]);
    let retryable = said(endpoint, "geta!").into_iter().filter(|line| line.contains("Retryable"));
    assert_eq!(
        Vec::from_iter(retryable),
        ["DiskBusy: Retryable [15] retryable-by-example", "SiteBusy: Retryable [12] retryable-by-example",]
    );
    assert_eq!(said(endpoint, "geta.out"), [": Doc(\"Fine.\") [5] stated"]);
}

#[test]
fn all_answers_of_success_make_one_output() {
    let endpoint = "### POST /a\n#### Responses\n##### `204` — Nothing to do.\n##### `200` — Done.\n**Media type**: `application/json`\n\
                    - `id` — (Required) **Type**: Integer\n##### `202` — Begun.\n**Media type**: `application/json`\n\
                    - `id` — (Required) **Type**: Integer\n- `job` — (Required) **Type**: String\n";
    let found = said(endpoint, "createa");
    for fact in [
        ": Status(204) [5] stated",
        ": FurtherStatus(200) [6] stated",
        ": FurtherStatus(202) [9] stated",
        ".out: Media(\"application/json\") [7] stated",
        ".out.job: Kind(string) [12] stated",
    ] {
        assert!(found.iter().any(|found| found == fact), "`{fact}` is not among {found:#?}");
    }
    // What one of them lacks need not be there.
    assert!(!found.iter().any(|fact| fact.contains("Required")), "{found:#?}");
    let both = endpoint.replace("##### `204` — Nothing to do.\n", "");
    let required: Vec<String> =
        said(&both, "createa").into_iter().filter(|fact| fact.contains("Required")).collect();
    assert_eq!(required, [".out.id: Required(true) [7] stated", ".out.id: Required(true) [10] stated"]);
}

#[test]
fn answers_of_success_in_other_media_are_reported() {
    let text = "# T\n## Endpoints\n### GET /a\n#### Responses\n##### `200`\n**Media type**: `application/json`\n\
                - `id` — **Type**: Integer\n##### `206`\n**Media type**: `text/csv`\n";
    let found: Vec<_> =
        read(text).diagnostics.iter().map(|found| (found.code, found.snippets[0].start_line())).collect();
    assert_eq!(found, [(Code::SEVERAL_MEDIA, 9)]);
}

#[test]
fn an_example_without_what_is_required_is_reported() {
    let text = "# T\n## Endpoints\n### GET /a\n#### Responses\n##### `200`\n- `id` — (Required) **Type**: Integer\n\
                **Examples**:\n```json\n{ \"id\": 1 }\n```\n```json\n{\n\"name\": \"a\"\n}\n```\n";
    let found: Vec<_> =
        read(text).diagnostics.iter().map(|found| (found.code, found.snippets[0].start_line())).collect();
    assert_eq!(found, [(Code::EXAMPLE_MISMATCH, 12)]);
}

#[test]
fn of_several_lists_that_one_is_paged_through_that_is_called_like_none() {
    let paged = |lists: &str| {
        let text = format!(
            "# T\n## Endpoints\n### GET /a\n#### Request parameters\n##### Query parameters\n| Name | Description |\n|--|--|\n\
             | `after` | (Optional) **Type**: String |\n#### Responses\n##### `200`\n**Examples**:\n\
             ```json\n{{ {lists}, \"paging\": {{ \"cursors\": {{ \"after\": \"x\" }} }} }}\n```\n"
        );
        let claims = read(&text);
        let items = claims.all().iter().find_map(|claim| match &claim.fact {
            Fact::Pagination(paging) => Some(paging.items.clone()),
            _ => None,
        });
        (items.unwrap(), claims.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>())
    };
    assert_eq!(paged("\"discs\": []"), (Some("discs".to_owned()), vec![]));
    assert_eq!(paged("\"items\": [1], \"_links\": [2]"), (Some("items".to_owned()), vec![]));
    assert_eq!(paged("\"discs\": [1], \"tapes\": [2]"), (None, vec![Code::UNKNOWN_PAGING]));
}

#[test]
fn headers_of_a_response_are_members_of_the_output() {
    let endpoint = "### GET /a\n#### Responses\n##### `200`\n###### Headers\n| Name | Description |\n|--|--|\n\
                    | `X-Total` | **Type**: Integer |\n";
    assert_eq!(
        said(endpoint, "geta.out."),
        ["X-Total: In(Header) [9] stated", "X-Total: Kind(integer) [9] stated"]
    );
}

#[test]
fn what_cannot_be_read_is_reported_or_left_unread() {
    let text = "# T\n**Base URL**: /v1\n## Endpoints\n### GET /a\n#### Responses\n##### `200`\n- `a` — **Type**: Wheel\n\
                - `b` — **Type**: Integer\n**Default**: ten\n**Example**:\n```json\n{\"a\":\n```\n";
    let claims = read(text);
    let found: Vec<_> = claims
        .diagnostics
        .iter()
        .map(|found| (found.code.as_str(), found.snippets[0].start_line()))
        .collect();
    assert_eq!(found, [("DW0106", 2), ("DW0307", 9), ("DW0109", 12)]);
    assert_eq!(claims.unread(), [Lines::at(12)]);
}
