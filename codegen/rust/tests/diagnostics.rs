//! What a description lacks, or asks in vain, is said with the place and the way to mend it.

use docwright_idl::{Description, yaml};
use docwright_rust::{Options, generate};

fn findings(text: &str) -> Vec<String> {
    let description: Description = yaml::read(text).unwrap_or_else(|finding| panic!("{finding}"));
    let findings = generate(&description, &Options::default()).map(|_| ()).expect_err("no client");
    assert!(findings.iter().all(|finding| finding.is_error()));
    findings.iter().map(ToString::to_string).collect()
}

const AWS: &str = "idl: 1\nservice: { name: aws-x, protocol: rest-json, endpoint: 'https://x', auth: { sigv4: { service: x } } }\n";
const PLAIN: &str = "idl: 1\nservice: { name: x, protocol: http-json, endpoint: 'https://x' }\n";

#[test]
fn the_protocol_that_is_proposed_fits_the_operations() {
    let route = "operations: { Go: { http: { method: GET, path: / } } }";
    for (auth, operations, proposed) in [
        ("{ bearer: true }", route, "http-json"),
        ("{ sigv4: { service: x } }", route, "rest-json"),
        ("{ sigv4: { service: x } }", "operations: { Go: {} }", "aws-json-1.1"),
    ] {
        let found = findings(&format!(
            "idl: 1\nservice: {{ name: x, endpoint: 'https://x', auth: {auth} }}\n{operations}\n"
        ));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains(&format!("write `protocol: {proposed}`")), "{}", found[0]);
    }
}

#[test]
fn missing_settings_name_what_to_write_and_where() {
    for (service, code, missing, help) in [
        (
            "endpoint: 'https://x', auth: { bearer: true }",
            "DW0401",
            "how requests are written",
            "protocol: aws-json-1.1",
        ),
        ("protocol: http-json", "DW0401", "where the service is", "endpoint: https://api.example.com/v1"),
        (
            "protocol: rest-json, auth: { sigv4: { service: drs } }",
            "DW0401",
            "where the service is",
            "endpoint: https://drs.{region}.amazonaws.com",
        ),
        (
            "protocol: aws-json-1.0, endpoint: 'https://x', auth: { bearer: true }",
            "DW0401",
            "X-Amz-Target",
            "write `target_prefix: <Service>_<version without hyphens>`",
        ),
        (
            "protocol: aws-json-1.1, version: 2016-11-28, endpoint: 'https://x', auth: { bearer: true }",
            "DW0401",
            "X-Amz-Target",
            "write `target_prefix: <Service>_20161128`",
        ),
        (
            "protocol: rest-json, endpoint: 'https://x'",
            "DW0401",
            "how a client signs in",
            "auth: { sigv4: { service: x } }",
        ),
        (
            "protocol: http-json, endpoint: 'https://x', auth: { oauth2: {} }",
            "DW0401",
            "where OAuth 2.0 tokens are issued",
            "token_url",
        ),
        (
            "protocol: ec2-query, endpoint: 'https://x', auth: { bearer: true }",
            "DW0401",
            "the version that each request names",
            "version:",
        ),
        (
            "protocol: rpc-v2-cbor, endpoint: 'https://x', auth: { bearer: true }",
            "DW0401",
            "what the service is called in the path",
            "target_prefix: <Service>",
        ),
    ] {
        let findings = findings(&format!("idl: 1\nservice: {{ name: aws-x, {service} }}\n"));
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert!(findings[0].starts_with(&format!("error[{code}]")), "{}", findings[0]);
        assert!(findings[0].contains(missing) && findings[0].contains(help), "{}", findings[0]);
        if code == "DW0401" {
            assert!(findings[0].contains("specs/aws-x/docwright.yaml"), "{}", findings[0]);
        }
    }
}

#[test]
fn without_its_settings_a_service_is_told_nothing_of_bindings() {
    let operations = "operations: { A: {}, B: { http: { method: PUT, path: /, host_prefix: b. }, errors: [E], \
                      input: { a: { type: document, in: query }, b: { type: string, in: cookie }, \
                      c: { type: blob, in: payload }, d: { type: string }, e: { type: string, name: d } } } }\n\
                      errors: { E: {} }\n";
    let found = findings(&format!(
        "idl: 1\nservice: {{ name: x, endpoint: 'https://x', auth: {{ bearer: true }} }}\n{operations}"
    ));
    assert_eq!(found.len(), 1, "{found:#?}");
    for settings in ["endpoint: 'https://x', ", "target_prefix: X_1, "] {
        let found = findings(&format!(
            "idl: 1\nservice: {{ name: x, protocol: aws-json-1.1, {settings} auth: {{ bearer: true }} }}\n\
             operations: {{ A: {{ input: {{ a: string }} }} }}\n"
        ));
        assert_eq!(found.len(), 1, "{found:#?}");
    }
}

#[test]
fn everything_that_is_missing_is_said_at_once() {
    assert_eq!(findings("idl: 1\nservice: { name: x }\n").len(), 2);
}

#[test]
fn operations_and_members_that_cannot_be_generated() {
    for (head, body, code, message) in [
        (AWS, "operations: { A: {} }", "DW0401", "operation `A` has no HTTP method and path"),
        (
            PLAIN,
            "operations: { A: { http: { method: GET, path: / }, errors: [E, F] } }\nerrors: { E: {}, F: {} }",
            "DW0401",
            "error `F`",
        ),
        (
            AWS,
            "operations: { A: { http: { method: GET, path: / }, input: { a: { type: document, in: query } } } }",
            "DW0402",
            "operations.A.input.a",
        ),
        (
            AWS,
            "operations: { A: { http: { method: GET, path: / }, input: { a: { type: [document], in: header } } } }",
            "DW0402",
            "operations.A.input.a",
        ),
        (
            AWS,
            "operations: { A: { http: { method: PUT, path: / }, input: { a: { type: blob, in: payload }, b: { type: string } } } }",
            "DW0402",
            "whole body",
        ),
        (
            AWS,
            "operations: { A: { http: { method: PUT, path: / }, input: { a: { type: string }, b: { type: string, name: a } } } }",
            "DW0402",
            "another member",
        ),
        (
            AWS,
            "operations: { A: { http: { method: PUT, path: / }, input: { a: { type: M } } } }\ntypes: { M: { map: { key: S, value: string } }, S: { members: {} } }",
            "DW0402",
            "keys of a map",
        ),
        (
            AWS,
            "operations: { A: { http: { method: PUT, path: / }, input: { a: { type: Gone } } } }",
            "DW0202",
            "Gone",
        ),
    ] {
        let findings = findings(&format!("{head}{body}\n"));
        assert!(
            findings.len() == 1 && findings[0].contains(code) && findings[0].contains(message),
            "{body}: {findings:#?}"
        );
    }
}

#[test]
fn lists_that_are_nested_too_deep_are_refused() {
    let mut types =
        "operations: { A: { http: { method: PUT, path: / }, output: { a: { type: L0 } } } }\ntypes:\n"
            .to_owned();
    for level in 0..5_000 {
        types += &format!("  L{level}: {{ list: L{} }}\n", level + 1);
    }
    types += "  L5000: { list: string }\n";
    let findings = findings(&format!("{AWS}{types}"));
    assert!(findings.len() == 1 && findings[0].contains("nested too deep"), "{findings:#?}");
}

#[test]
fn every_way_to_sign_in_is_offered() {
    let text = "idl: 1\nservice: { name: x, protocol: http-json, endpoint: 'https://x', auth: { bearer: true, basic: true, \
                oauth2: { grants: [implicit], authorize_url: 'https://x/login' }, api_keys: { a: { in: query, name: key } } } }\n";
    let generated = generate(&yaml::read(text).unwrap(), &Options::default()).unwrap();
    let source: String = generated.files["mod.rs"].split_whitespace().collect();
    let expected = "auth:&[AuthScheme::Bearer,AuthScheme::Basic,AuthScheme::ApiKey{place:KeyPlace::Query,name:\"key\",},]";
    assert!(source.contains(expected), "{source}");
}
