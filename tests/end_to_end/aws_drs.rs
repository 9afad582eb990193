//! AWS Elastic Disaster Recovery: REST-JSON, signed.

use docwright_clients::aws_drs::Client;
use docwright_clients::aws_drs::operations::{CreateExtendedSourceServerError, StartRecoveryError};
use docwright_clients::aws_drs::types::{ReplicationDirection, StartRecoveryRequestSourceServer, StepStatus};
use docwright_clients::runtime::Credentials;
use serde_json::json;

use crate::server::{Answer, Server};
use crate::sigv4::{KEY_ID, SECRET, verify};

fn client(server: &Server) -> Client {
    let credentials = Credentials::new(KEY_ID, SECRET).session_token("a session");
    Client::builder().endpoint(&server.url).region("eu-central-1").credentials(credentials).build().unwrap()
}

#[tokio::test]
async fn start_recovery_sends_what_the_page_shows() {
    let server = Server::start(|_| {
        Answer::json(
            202,
            &json!({ "job": {
                "jobID": "drsjob-1", "status": "PENDING", "tags": { "team": "blue" },
                "participatingServers": [{ "launchActionsStatus": { "runs": [{ "action": {
                    "active": true, "order": 1001, "parameters": { "path": { "type": "SSM_STORE", "value": "/x" } }
                } }] } }],
                "participatingResources": [{ "participatingResourceID": { "sourceNetworkID": "sn-1" } }],
                "addedLater": { "is": "ignored" }
            } }),
        )
    })
    .await;
    let servers = [
        StartRecoveryRequestSourceServer::new().source_server_id("s-1").recovery_snapshot_id("pit-1"),
        StartRecoveryRequestSourceServer::new().source_server_id("s-2"),
    ];
    let answer =
        client(&server).start_recovery(servers).is_drill(true).tags([("team", "blue")]).send().await.unwrap();

    let request = server.only();
    assert_eq!(
        (request.method.as_str(), request.path.as_str(), request.query.as_str()),
        ("POST", "/StartRecovery", "")
    );
    assert_eq!(request.header("content-type"), "application/json");
    assert_eq!(request.header("x-amz-security-token"), "a session");
    assert_eq!(
        request.json(),
        json!({
            "isDrill": true,
            "sourceServers": [{ "recoverySnapshotID": "pit-1", "sourceServerID": "s-1" }, { "sourceServerID": "s-2" }],
            "tags": { "team": "blue" }
        })
    );
    verify(&request, "eu-central-1", "drs");

    let job = answer.job.unwrap();
    assert_eq!(job.job_id.as_deref(), Some("drsjob-1"));
    assert_eq!(job.tags.unwrap()["team"], "blue");
    let servers = job.participating_servers.unwrap();
    let runs = servers[0].launch_actions_status.as_ref().unwrap().runs.as_ref().unwrap();
    let action = runs[0].action.as_ref().unwrap();
    assert_eq!(action.order.as_ref().unwrap().to_string(), "1001");
    assert_eq!(action.parameters.as_ref().unwrap()["path"].value.as_deref(), Some("/x"));
    let resource = &job.participating_resources.unwrap()[0];
    assert_eq!(resource.participating_resource_id.as_ref().unwrap()["sourceNetworkID"], "sn-1");
}

#[tokio::test]
async fn the_same_call_can_be_waited_for() {
    let server = Server::start(|_| Answer::json(202, &json!({ "job": { "jobID": "drsjob-1" } }))).await;
    let client = client(&server);
    let waited = tokio::task::spawn_blocking(move || {
        client.start_recovery([StartRecoveryRequestSourceServer::new()]).send().wait()
    });
    let answer = waited.await.unwrap().unwrap();
    assert_eq!(answer.job.unwrap().job_id.as_deref(), Some("drsjob-1"));
    verify(&server.only(), "eu-central-1", "drs");
}

#[tokio::test]
async fn create_extended_source_server_reads_a_deep_answer() {
    let server = Server::start(|_| {
        Answer::json(
            201,
            &json!({ "sourceServer": {
                "arn": "arn:x", "replicationDirection": "FAILBACK",
                "dataReplicationInfo": { "dataReplicationInitiation": { "steps": [
                    { "name": "WAIT", "status": "SUCCEEDED" }, { "status": "INVENTED_LATER" }
                ] } },
                "sourceProperties": { "cpus": [{ "cores": 8 }], "supportsNitroInstances": true, "ramBytes": 68_719_476_736_u64 }
            } }),
        )
    })
    .await;
    let arn = "arn:aws:drs:eu-central-1:123456789012:source-server/s-0123456789abcdef0";
    let answer = client(&server).create_extended_source_server(arn).send().await.unwrap();
    let request = server.only();
    assert_eq!(request.json(), json!({ "sourceServerArn": arn }));
    verify(&request, "eu-central-1", "drs");
    let found = answer.source_server.unwrap();
    assert_eq!(found.replication_direction, Some(ReplicationDirection::Failback));
    let steps = found.data_replication_info.unwrap().data_replication_initiation.unwrap().steps.unwrap();
    assert_eq!(steps[0].status, Some(StepStatus::Succeeded));
    assert_eq!(steps[1].status, Some(StepStatus::Unknown("INVENTED_LATER".to_owned())));
    let properties = found.source_properties.unwrap();
    assert_eq!(properties.ram_bytes, Some(68_719_476_736));
    assert_eq!(properties.supports_nitro_instances, Some(true));
}

#[tokio::test]
async fn errors_are_told_by_what_the_service_sends() {
    let server = Server::start(|request| {
        let code = request.json()["sourceServerArn"].as_str().unwrap().to_owned();
        let status = if code.starts_with("Throttling") { 429 } else { 400 };
        let headers = vec![
            ("x-amzn-errortype", format!("{code}:http://internal.example.com/")),
            ("x-amzn-requestid", "req-7".to_owned()),
            ("retry-after", "3".to_owned()),
        ];
        Answer(status, headers, json!({ "message": "no" }).to_string())
    })
    .await;
    let call = async |code: &str| {
        client(&server).create_extended_source_server(code).send().skip_validation().await.unwrap_err()
    };

    let error = call("ValidationException").await;
    assert!(matches!(error, CreateExtendedSourceServerError::ValidationException(_)), "{error:?}");
    assert_eq!((error.status(), error.message(), error.request_id()), (Some(400), Some("no"), Some("req-7")));
    let text = error.to_string();
    assert!(text.contains("ValidationException") && text.contains("no"), "{text}");

    // Two documented errors share the status 400; the code tells them apart.
    assert!(matches!(
        call("UninitializedAccountException").await,
        CreateExtendedSourceServerError::UninitializedAccountException(_)
    ));
    let throttled = call("ThrottlingException").await;
    assert!(throttled.is_throttling() && throttled.is_retryable());
    assert_eq!(throttled.retry_after().map(|wait| wait.as_secs()), Some(3));

    let unknown = call("BrandNewException").await;
    let CreateExtendedSourceServerError::Unhandled(unhandled) = &unknown else { panic!("{unknown:?}") };
    assert_eq!((unknown.code(), unhandled.status()), (Some("BrandNewException"), 400));
}

#[tokio::test]
async fn secrets_stay_out_of_debug_and_errors() {
    let server = Server::start(|_| Answer(202, vec![], "{ not json".to_owned())).await;
    let client = client(&server);
    let error = client.start_recovery([]).send().await.unwrap_err();
    assert!(matches!(error, StartRecoveryError::Client(_)), "{error:?}");
    for text in [format!("{client:?}"), format!("{error:?}"), error.to_string()] {
        assert!(!text.contains(SECRET) && !text.contains("a session"), "{text}");
    }
}
