use super::*;

fn findings(body: &str) -> Vec<String> {
    let text = format!("idl: 1\nservice: {{ name: a }}\n{body}");
    match read_valid("api.yaml", &text) {
        Ok(_) => Vec::new(),
        Err(findings) => {
            findings.iter().map(|finding| format!("{} {}", finding.code, finding.snippets[0])).collect()
        }
    }
}

#[test]
fn services_have_names_in_kebab_case() {
    for name in ["a", "aws-drs", "s3", "a-2-b", &"a".repeat(64)] {
        assert!(is_service_name(name), "{name}");
    }
    for name in ["", "-a", "a-", "a--b", "A", "a_b", "2a", "../a", "a/b", "ä", &"a".repeat(65)] {
        assert!(!is_service_name(name), "{name}");
    }
}

#[test]
fn each_rule_finds_its_fault_at_its_place() {
    let cases = [
        ("operations: { A: { input: { x: { type: Missing } } } }", "DW0202 api.yaml:3:34"),
        ("operations: { A: { input: { x: { type: [Missing] } } } }", "DW0202 api.yaml:3:41"),
        ("operations: { A: { input: { x: { type: string, length: 9..2 } } } }", "DW0203 api.yaml:3:48"),
        ("operations: { A: { input: { x: { type: [string], items: '-1..2' } } } }", "DW0203 api.yaml:3:50"),
        ("operations: { A: { http: { method: GET, path: '/x/{id}' } } }", "DW0204 api.yaml:3:41"),
        (
            "operations: { A: { http: { method: GET, path: /x }, input: { id: { type: string, in: path } } } }",
            "DW0204 api.yaml:3:62",
        ),
        ("operations: { getX: {}, GetX: {} }", "DW0205 api.yaml:3:25"),
        ("operations: { A: { pagination: { input_token: t, output_token: u } } }", "DW0206 api.yaml:3:34"),
        (
            "operations: { A: { input: { t: string }, output: { u: string }, pagination: { input_token: t, output_token: u, further_tokens: { x: u } } } }",
            "DW0206 api.yaml:3:130",
        ),
        (
            "operations: { A: { input: { t: string }, output: { u: string }, pagination: { input_token: t, output_token: u, further_tokens: { t: x } } } }",
            "DW0206 api.yaml:3:130",
        ),
        (
            "operations: { A: { rules: [{ exclusive: [x, y] }], input: { x: { type: string } } } }",
            "DW0206 api.yaml:3:28",
        ),
        (
            "operations: { A: { output: { x: string }, waiters: { W: { states: [{ then: success, member: y, equals: z }] } } } }",
            "DW0206 api.yaml:3:85",
        ),
        (
            "operations: { A: { output: { x: string }, waiters: { W: { states: [{ then: success, member: x }] } } } }",
            "DW0209 api.yaml:3:68",
        ),
        (
            "operations: { A: { waiters: { W: { states: [{ then: retry, error: E, status: 404 }] } } } }",
            "DW0209 api.yaml:3:45",
        ),
        ("operations: { A: { errors: [Gone] } }", "DW0207 api.yaml:3:29"),
        ("operations: { A: { error_docs: { Gone: It is. } } }", "DW0207 api.yaml:3:34"),
        ("operations: { A: { error_media: { Gone: ~ } } }", "DW0207 api.yaml:3:35"),
        ("types: { A: { members: { a: { type: A, required: true } } } }", "DW0210 api.yaml:3:10"),
        ("types: { A: { enum: [x, x] } }", "DW0208 api.yaml:3:25"),
        ("errors: { A: { type: string, members: { a: { type: string } } } }", "DW0209 api.yaml:3:11"),
        ("types: { A: { map: { key: [string], value: string } } }", "DW0209 api.yaml:3:22"),
    ];
    let missed: Vec<_> = cases
        .into_iter()
        .map(|(body, expected)| (expected, findings(body)))
        .filter(|(expected, found)| !found.iter().any(|finding| finding == expected))
        .collect();
    assert!(missed.is_empty(), "expected, found: {missed:#?}");
}

#[test]
fn what_makes_sense_has_no_findings() {
    let body = "operations:
  A:
    http: { method: GET, path: '/x/{id}/{rest+}:go' }
    input: { id: { type: string, in: path }, other: { type: string, in: path, name: rest }, after: { type: string, in: query } }
    output: { paging: { type: P }, items: { type: [T] } }
    pagination: { input_token: after, output_token: paging.after, further_tokens: { id: paging.after }, items: items }
    waiters: { W: { states: [{ then: success, member: 'items[].children.name', equals: x, any: true }] } }
types:
  P: { members: { after: { type: string } } }
  T: { members: { children: { type: [T], required: true }, parent: { type: T }, name: string } }
";
    assert_eq!(findings(body), Vec::<String>::new());
}
