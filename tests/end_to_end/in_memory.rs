//! What a user's tests do: a client over a service in memory, with the documentation's own exchanges and with their own.

use docwright_clients::aws_drs::operations::{StartRecoveryError, StartRecoveryInput};
use docwright_clients::aws_drs::types::StartRecoveryRequestSourceServer;
use docwright_clients::runtime::testing::{Exchange, InMemory};
use docwright_clients::runtime::{Credentials, Method};
use docwright_clients::{acronis_dr, aws_drs};
use serde_json::json;

fn drs(service: &InMemory) -> aws_drs::Client {
    let credentials = Credentials::new("id", "secret");
    let builder = aws_drs::Client::builder().region("eu-central-1").credentials(credentials);
    builder.transport(service.clone()).build().unwrap()
}

fn server(id: &str) -> StartRecoveryRequestSourceServer {
    StartRecoveryRequestSourceServer::new().source_server_id(id)
}

#[tokio::test]
async fn documented_exchanges_answer_whatever_the_order() {
    let service = InMemory::in_any_order([
        acronis_dr::testing::list_sites_paginated_first(),
        acronis_dr::testing::list_servers_paginated_first(),
    ]);
    let client = acronis_dr::Client::builder()
        .variable("cloud_url", "https://cloud.example.com")
        .endpoint("https://cloud.example.com/api/dr/v2")
        .bearer_token("token")
        .transport(service.clone())
        .build()
        .unwrap();
    assert!(!client.list_servers().send().await.unwrap().items.unwrap_or_default().is_empty());
    client.list_sites().send().await.unwrap();
    service.assert_finished();
    assert_eq!(service.requests().len(), 2);
}

#[tokio::test]
async fn an_input_is_expected_to_the_letter_and_its_difference_shown() {
    let wanted = StartRecoveryInput::new([server("s-1")]);
    let service = InMemory::in_order([
        Exchange::with(&aws_drs::SERVICE, &wanted)
            .unwrap()
            .answer_json(202, &json!({ "job": { "jobID": "j" } })),
        Exchange::request(Method::POST, "/StartRecovery").json(&json!({ "sourceServers": [] })).any_times(),
    ]);
    let job = drs(&service).start_recovery([server("s-1")]).send().await.unwrap().job.unwrap();
    assert_eq!(job.job_id.as_deref(), Some("j"));
    service.assert_finished();

    let error = drs(&service).start_recovery([server("s-2")]).send().await.unwrap_err();
    assert!(matches!(error, StartRecoveryError::Client(_)) && !error.is_retryable(), "{error}");
    let problems = service.problems().unwrap();
    for line in ["--- expected", "+++ came", "-  \"sourceServers\": []", "+      \"sourceServerID\": \"s-2\""]
    {
        assert!(problems.contains(line), "{line} is not in\n{problems}");
    }
    assert!(!problems.contains("Signature"), "{problems}");
}

#[tokio::test]
async fn what_comes_out_of_order_or_not_at_all_is_told() {
    let exchanges = || {
        [
            Exchange::of::<aws_drs::operations::CreateExtendedSourceServerInput>(),
            Exchange::of::<StartRecoveryInput>().answer(202, "{}"),
        ]
    };
    let service = InMemory::in_order(exchanges());
    drs(&service).start_recovery([server("s")]).send().await.unwrap_err();
    let problems = service.problems().unwrap();
    assert!(problems.contains("-CreateExtendedSourceServer\n") && problems.contains("+POST /StartRecovery"));
    assert!(problems.contains("expected, and did not come:\n    CreateExtendedSourceServer"), "{problems}");

    let service = InMemory::in_any_order(exchanges());
    drs(&service).start_recovery([server("s")]).send().await.unwrap();
    assert!(service.problems().unwrap().starts_with("expected, and did not come"));
    drs(&service).start_recovery([server("s")]).send().await.unwrap_err();
    assert!(service.problems().unwrap().contains("came otherwise than expected"));
}
