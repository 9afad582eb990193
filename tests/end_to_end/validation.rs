//! Inputs are checked before they are sent, unless whoever calls knows better.

use docwright_clients::runtime::{ClientErrorKind, Credentials, Violation};
use docwright_clients::{acronis_dr, aws_drs, lightsail};
use serde_json::json;

use crate::server::{Answer, Server};

async fn server() -> Server {
    Server::start(|_| Answer::json(200, &json!({}))).await
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

fn drs(server: &Server) -> aws_drs::Client {
    let client = aws_drs::Client::builder().endpoint(&server.url).region("eu-central-1");
    client.credentials(credentials()).build().unwrap()
}

#[track_caller]
fn assert_violates(violation: Option<&Violation>, expected: &str) {
    assert_eq!(violation.map(ToString::to_string).as_deref(), Some(expected));
}

#[tokio::test]
async fn a_broken_rule_is_an_error_and_nothing_is_sent() {
    let server = server().await;
    let error = drs(&server).start_recovery([]).send().await.unwrap_err();
    let aws_drs::operations::StartRecoveryError::Client(error) = error else { panic!("{error}") };
    assert_eq!(error.kind(), ClientErrorKind::Validation);
    assert_eq!(
        error.to_string(),
        "the request was not sent: `source_servers` must have 1 to 200 items, not 0"
    );
    let violation = error.violation().unwrap();
    assert_eq!(
        (violation.path(), violation.rule(), violation.value()),
        ("source_servers", "must have 1 to 200 items", Some("0"))
    );

    let wrong = drs(&server).create_extended_source_server("arn:aws:drs:eu-central-1:1:source-server/s-1");
    assert_violates(
        wrong.input().validate().err().as_ref(),
        "`source_server_arn` must match \
         `^arn:(?:[0-9a-zA-Z_-]+:){3}([0-9]{12,}):source-server/(s-[0-9a-zA-Z]{17})$`, \
         not \"arn:aws:drs:eu-central-1:1:source-server/s-1\"",
    );
    assert!(wrong.send().await.is_err());
    assert!(server.all().is_empty());
}

#[tokio::test]
async fn whoever_knows_better_switches_the_check_off() {
    let server = server().await;
    drs(&server).start_recovery([]).send().skip_validation().await.unwrap();
    let lax = aws_drs::Client::builder().endpoint(&server.url).region("eu-central-1");
    let lax = lax.credentials(credentials()).skip_validation().build().unwrap();
    lax.start_recovery([]).send().await.unwrap();
    assert_eq!(server.all().len(), 2);
}

#[tokio::test]
async fn what_sentences_demand_is_checked_too() {
    use lightsail::types::{AddOn, AddOnType, AutoSnapshotAddOnRequest, Tag};

    let server = server().await;
    let client = lightsail::Client::builder().endpoint(&server.url).region("eu-central-1");
    let client = client.credentials(credentials()).build().unwrap();
    let call = || client.create_instances_from_snapshot(["a"], "us-east-2a", "small_3_0");
    let broken = |call: lightsail::operations::CreateInstancesFromSnapshot| call.input().validate().err();

    assert_violates(
        broken(call().restore_date("yesterday")).as_ref(),
        "`restore_date` must be of the form YYYY-MM-DD, not \"yesterday\"",
    );
    assert_violates(
        broken(call().instance_snapshot_name("s").source_instance_name("i")).as_ref(),
        "`source_instance_name` cannot be given together with `instance_snapshot_name`",
    );
    assert_violates(
        broken(call().tags([Tag::new().key("k"), Tag::new().key("x".repeat(129))])).as_ref(),
        &format!("`tags[1].key` must have at most 128 characters, not \"{}\"… (129)", "x".repeat(64)),
    );
    let nightly = |time: &str| {
        let request = AutoSnapshotAddOnRequest::new().snapshot_time_of_day(time);
        call().add_ons([AddOn::new(AddOnType::AutoSnapshot).auto_snapshot_add_on_request(request)])
    };
    assert_violates(
        broken(nightly("04:30")).as_ref(),
        "`add_ons[0].auto_snapshot_add_on_request.snapshot_time_of_day` must be a full hour, HH:00, not \"04:30\"",
    );
    assert!(server.all().is_empty());
    nightly("04:00").restore_date("2026-11-26").send().await.unwrap();
    let sent = server.only().json();
    assert_eq!(sent["addOns"][0]["autoSnapshotAddOnRequest"], json!({ "snapshotTimeOfDay": "04:00" }));
    assert_eq!(sent["restoreDate"], "2026-11-26");
}

#[tokio::test]
async fn query_parameters_exclude_each_other() {
    let server = server().await;
    let client = acronis_dr::Client::builder().endpoint(&server.url).bearer_token("t").build().unwrap();
    assert_violates(
        client.list_servers().limit(51).input().validate().err().as_ref(),
        "`limit` must be between 1 and 50, not 51",
    );
    assert_violates(
        client.list_servers().limit(5).after("cursor").input().validate().err().as_ref(),
        "`after` cannot be given together with `limit`",
    );
    assert_violates(
        client.list_servers().recovery_resource_id(["a", "b c"]).input().validate().err().as_ref(),
        "`recovery_resource_id[1]` must match `^[a-zA-Z0-9-]+$`, not \"b c\"",
    );
}
