//! Amazon Lightsail: AWS JSON 1.1, signed.

use docwright_clients::lightsail::Client;
use docwright_clients::lightsail::operations::CreateInstancesFromSnapshotError;
use docwright_clients::lightsail::types::{
    AddOn, AddOnType, AttachedDiskMapping, AutoSnapshotAddOnRequest, IpAddressType, OperationStatus,
    RegionName, Tag,
};
use docwright_clients::runtime::Credentials;
use serde_json::json;

use crate::server::{Answer, Server};
use crate::sigv4::{KEY_ID, SECRET, verify};

fn client(server: &Server) -> Client {
    Client::builder()
        .endpoint(&server.url)
        .region("eu-west-1")
        .credentials(Credentials::new(KEY_ID, SECRET))
        .build()
        .unwrap()
}

#[tokio::test]
async fn create_instances_from_snapshot_sends_all_kinds_of_members() {
    let server = Server::start(|_| {
        Answer::json(
            200,
            &json!({ "operations": [{
                "id": "op-1", "createdAt": 1_479_816_991.349, "isTerminal": false, "status": "Started",
                "location": { "regionName": "eu-west-1" }, "operationType": "CreateInstancesFromSnapshot"
            }] }),
        )
    })
    .await;
    let answer = client(&server)
        .create_instances_from_snapshot(["web-1", "web-2"], "eu-west-1a", "nano_3_0")
        .attached_disk_mapping([(
            "snapshot",
            vec![AttachedDiskMapping::new().original_disk_path("/dev/xvdf").new_disk_name("data")],
        )])
        .tags([Tag::new().key("team").value("blue")])
        .add_ons([AddOn::new(AddOnType::AutoSnapshot)
            .auto_snapshot_add_on_request(AutoSnapshotAddOnRequest::new().snapshot_time_of_day("06:00"))])
        .ip_address_type(IpAddressType::Dualstack)
        .use_latest_restorable_auto_snapshot(true)
        .send()
        .await
        .unwrap();

    let request = server.only();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/"));
    assert_eq!(request.header("content-type"), "application/x-amz-json-1.1");
    assert_eq!(request.header("x-amz-target"), "Lightsail_20161128.CreateInstancesFromSnapshot");
    assert_eq!(
        request.json(),
        json!({
            "instanceNames": ["web-1", "web-2"],
            "attachedDiskMapping": { "snapshot": [{ "originalDiskPath": "/dev/xvdf", "newDiskName": "data" }] },
            "availabilityZone": "eu-west-1a",
            "bundleId": "nano_3_0",
            "tags": [{ "key": "team", "value": "blue" }],
            "addOns": [{ "addOnType": "AutoSnapshot", "autoSnapshotAddOnRequest": { "snapshotTimeOfDay": "06:00" } }],
            "ipAddressType": "dualstack",
            "useLatestRestorableAutoSnapshot": true
        })
    );
    verify(&request, "eu-west-1", "lightsail");

    let operation = &answer.operations.unwrap()[0];
    assert_eq!(operation.created_at.unwrap().as_millisecond(), 1_479_816_991_349);
    assert_eq!(operation.status, Some(OperationStatus::Started));
    assert_eq!(operation.location.as_ref().unwrap().region_name, Some(RegionName::EuWest1));
    assert_eq!(operation.operation_type.as_ref().unwrap().as_str(), "CreateInstancesFromSnapshot");
}

#[tokio::test]
async fn each_documented_error_is_told_by_its_type() {
    let server = Server::start(|request| {
        let code = request.json()["bundleId"].as_str().unwrap().to_owned();
        Answer::json(
            400,
            &json!({ "__type": format!("com.amazonaws.lightsail#{code}"), "message": "as asked" }),
        )
    })
    .await;
    let call = async |code: &str| {
        client(&server).create_instances_from_snapshot(["web"], "eu-west-1a", code).send().await.unwrap_err()
    };
    use CreateInstancesFromSnapshotError as E;
    assert!(matches!(call("ServiceException").await, E::ServiceException(_)));
    assert!(matches!(call("InvalidInputException").await, E::InvalidInputException(_)));
    assert!(matches!(call("NotFoundException").await, E::NotFoundException(_)));
    assert!(matches!(call("OperationFailureException").await, E::OperationFailureException(_)));
    assert!(matches!(call("AccessDeniedException").await, E::AccessDeniedException(_)));
    assert!(matches!(call("AccountSetupInProgressException").await, E::AccountSetupInProgressException(_)));
    assert!(matches!(call("UnauthenticatedException").await, E::UnauthenticatedException(_)));
    assert!(matches!(call("Other").await, E::Unhandled(_)));
}
