//! The client that `build::compile` writes for `descriptions/lighthouse.yaml`, taken in as a build script's user does.

#![deny(warnings)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use docwright_runtime::bytes::Bytes;
use docwright_runtime::http::{Request, Response};

/// A module of somebody's crate, at any depth.
mod clients {
    include!("generated/lighthouse.rs");
}

use clients::lighthouse::operations::{ListLampsError, StartFailoverTestError};
use clients::lighthouse::{Client, types};

fn client(status: u16, body: &'static str, expected: &'static str) -> Client {
    Client::builder()
        .bearer_token("token")
        .transport(move |request: Request<Bytes>| async move {
            let (parts, sent) = request.into_parts();
            assert_eq!(
                format!("{} {} {}", parts.method, parts.uri, String::from_utf8_lossy(&sent)),
                expected
            );
            Ok(Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap())
        })
        .build()
        .unwrap()
}

#[tokio::test]
async fn repeated_and_dotted_query_parameters() {
    let client = client(
        200,
        r#"{"items": [{"uuid": "u", "created_at": "2018-11-11T20:20:39+00:00", "_links": [{}]}], "paging": {}}"#,
        "GET https://cloud.example.com/api/light/v2/lamps\
         ?type=PRIMARY&tower.resource_id=a&tower.resource_id=b&limit=5 ",
    );
    let call = client.list_lamps().r#type(types::LampType::Primary).tower_resource_id(["a", "b"]).limit(5);
    assert_eq!(call.input().limit, Some(5));
    let lamps = call.send().await.unwrap().items.unwrap();
    assert_eq!(lamps[0].created_at.as_ref().unwrap().to_string(), "2018-11-11T20:20:39Z");
    assert_eq!(lamps[0].links.as_ref().unwrap().len(), 1);
}

#[tokio::test]
async fn an_action_after_a_label() {
    let client = client(
        202,
        r#"{"task_uuid": "t"}"#,
        r#"POST https://cloud.example.com/api/light/v2/lamps/u-1:start_failover_test {"recovery_point":{"vault_id":"v"}}"#,
    );
    let output = client
        .start_failover_test("u-1")
        .recovery_point(types::RecoveryPoint::new("v"))
        .send()
        .await
        .unwrap();
    assert_eq!(output.task_uuid, "t");
}

#[tokio::test]
async fn a_documented_body_without_members() {
    let sent = "POST https://cloud.example.com/api/light/v2/lamps/u:douse?at_once=true {}";
    client(200, "", sent).douse_lamp("u").at_once(true).send().await.unwrap();
}

#[tokio::test]
async fn each_documented_status_of_success_is_one() {
    let sent = "POST https://cloud.example.com/api/light/v2/lamps/u:douse {}";
    for (status, body) in [(200, r#"{"uuid":"u"}"#), (204, ""), (304, "")] {
        let answer = client(status, body, sent).douse_lamp("u").send().await.unwrap();
        assert_eq!(answer.lamp.is_some(), !body.is_empty(), "{status}");
    }
    client(302, "", sent).douse_lamp("u").send().await.unwrap_err();
}

#[tokio::test]
async fn errors_by_code_and_by_status() {
    let sent = "POST https://cloud.example.com/api/light/v2/lamps/u:start_failover_test {}";
    let busy = r#"{"error": {"code": "ResourceBusy", "message": "wait"}}"#;
    let error = client(409, busy, sent).start_failover_test("u").send().await.unwrap_err();
    let StartFailoverTestError::ResourceBusy(error) = error else { panic!("{error:?}") };
    assert_eq!(error.message(), Some("wait"));
    assert_eq!(error.body().unwrap().error.as_ref().unwrap()["code"], "ResourceBusy");

    for body in ["", "<html>", r#"{"error": {"code": "Locked"}}"#, "null"] {
        let error = client(409, body, sent).start_failover_test("u").send().await.unwrap_err();
        let StartFailoverTestError::ResourceBusy(error) = error else { panic!("{body}: {error:?}") };
        assert_eq!(error.body().is_some(), body.starts_with('{'), "{body}");
    }

    let sent = "GET https://cloud.example.com/api/light/v2/lamps ";
    let error = client(504, "<html>", sent).list_lamps().send().await.unwrap_err();
    assert!(matches!(error, ListLampsError::GatewayTimeout(_)), "{error:?}");
    let error = client(409, busy, sent).list_lamps().send().await.unwrap_err();
    assert!(matches!(error, ListLampsError::Unhandled(_)), "{error:?}");
}
