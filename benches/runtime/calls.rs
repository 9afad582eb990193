//! Makes so many calls of a kind, and prints how many allocations that took.

mod by_hand;
#[path = "../generated/drs/mod.rs"]
mod drs;
mod sdk;

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};

use docwright_runtime::bytes::Bytes;
use docwright_runtime::http::{HeaderMap, Request, Response, StatusCode};
use docwright_runtime::{Credentials, Operation, TransportError};
use serde_json::{Value, json};

/// The system's allocator, which counts.
struct Counting;

static COUNT: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What `StartRecovery` is answered with.
pub(crate) const JOB: &str = r#"{"job":{"jobID":"drsjob-0123456789abcdef0","type":"LAUNCH","initiatedBy":"START_DRILL","status":"PENDING"}}"#;

async fn answer(_: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
    let mut response = Response::new(Bytes::from_static(JOB.as_bytes()));
    *response.status_mut() = StatusCode::ACCEPTED;
    Ok(response)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let kind = arguments.next().unwrap_or_default();
    let count: usize = arguments.next().unwrap_or_default().parse()?;
    let page = page();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    match kind.as_str() {
        "call" => {
            let client = drs::Client::builder()
                .region("eu-central-1")
                .credentials(Credentials::new("AKIDEXAMPLE", "secret"))
                .transport(answer)
                .build()?;
            runtime.block_on(async {
                for _ in 0..count {
                    let server = drs::types::StartRecoveryRequestSourceServer::new("s-0123456789abcdef0");
                    let request = client.start_recovery([server]).is_drill(true).tags([("team", "lamps")]);
                    black_box(request.send().await?);
                }
                Ok::<_, Box<dyn std::error::Error>>(())
            })?;
        }
        "page" => {
            let body = Bytes::from(page);
            for _ in 0..count {
                let response =
                    docwright_runtime::Response::new(StatusCode::OK, HeaderMap::new(), body.clone());
                let output = drs::operations::DescribeSourceServersInput::decode(&response)?;
                assert_eq!(black_box(output.items).map_or(0, |items| items.len()), 100);
            }
        }
        "hand-page" => {
            for _ in 0..count {
                let output: by_hand::Page = serde_json::from_slice(page.as_bytes())?;
                assert_eq!(black_box(output.items).map_or(0, |items| items.len()), 100);
            }
        }
        "sdk-call" => runtime.block_on(sdk::start_recovery(count))?,
        "sdk-page" => runtime.block_on(sdk::describe_source_servers(count, page))?,
        other => return Err(format!("there is no kind {other:?}").into()),
    }
    println!("{}", COUNT.load(Ordering::Relaxed));
    Ok(())
}

/// Returns a page of source servers, with all members.
fn page() -> String {
    let servers: Vec<Value> = (0..100).map(server).collect();
    json!({ "items": servers, "nextToken": "AAEAAb5Fh0123456789" }).to_string()
}

fn server(number: u64) -> Value {
    let arn = format!("arn:aws:drs:eu-central-1:123456789012:source-server/s-{number:017x}");
    let time = "2026-11-26T10:11:12.123456+00:00";
    json!({
        "agentVersion": "5.4.20261126",
        "arn": arn,
        "dataReplicationInfo": {
            "dataReplicationError": { "error": "NOT_CONVERGING", "rawError": "it does not converge" },
            "dataReplicationInitiation": {
                "nextAttemptDateTime": time,
                "startDateTime": time,
                "steps": [
                    { "name": "WAIT", "status": "SUCCEEDED" },
                    { "name": "CREATE_SECURITY_GROUP", "status": "SUCCEEDED" },
                    { "name": "START_DATA_TRANSFER", "status": "IN_PROGRESS" },
                ],
            },
            "dataReplicationState": "CONTINUOUS",
            "etaDateTime": time,
            "lagDuration": "P0DT0H1M2S",
            "replicatedDisks": [
                {
                    "backloggedStorageBytes": number,
                    "deviceName": "/dev/nvme0n1",
                    "replicatedStorageBytes": 21_474_836_480_u64,
                    "rescannedStorageBytes": 0,
                    "totalStorageBytes": 21_474_836_480_u64,
                    "volumeStatus": "REGULAR",
                },
                { "deviceName": "/dev/nvme1n1", "totalStorageBytes": 107_374_182_400_u64, "volumeStatus": "PENDING" },
            ],
            "stagingAvailabilityZone": "eu-central-1a",
        },
        "lastLaunchResult": "SUCCEEDED",
        "lifeCycle": {
            "addedToServiceDateTime": time,
            "elapsedReplicationDuration": "P12DT3H4M5S",
            "firstByteDateTime": time,
            "lastLaunch": {
                "initiated": { "apiCallDateTime": time, "jobID": "drsjob-0123456789abcdef0", "type": "DRILL" },
                "status": "LAUNCHED",
            },
            "lastSeenByServiceDateTime": time,
        },
        "recoveryInstanceId": "i-0123456789abcdef0",
        "replicationDirection": "FAILOVER",
        "sourceCloudProperties": {
            "originAccountID": "123456789012",
            "originAvailabilityZone": "eu-west-1b",
            "originRegion": "eu-west-1",
        },
        "sourceNetworkID": "sn-0123456789abcdef0",
        "sourceProperties": {
            "cpus": [{ "cores": 8, "modelName": "Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz" }],
            "disks": [{ "bytes": 21_474_836_480_u64, "deviceName": "/dev/nvme0n1" }],
            "identificationHints": {
                "awsInstanceID": "i-0123456789abcdef0",
                "fqdn": format!("lamp-{number}.example.com"),
                "hostname": format!("lamp-{number}"),
            },
            "lastUpdatedDateTime": time,
            "networkInterfaces": [
                { "ips": ["10.0.0.1", "10.0.0.2"], "isPrimary": true, "macAddress": "0a:1b:2c:3d:4e:5f" },
            ],
            "os": { "fullString": "Linux version 6.8.0-1018-aws (Ubuntu 24.04.1 LTS)" },
            "ramBytes": 16_777_216_000_u64,
            "recommendedInstanceType": "m5.xlarge",
            "supportsNitroInstances": true,
        },
        "sourceServerID": format!("s-{number:017x}"),
        "stagingArea": { "stagingAccountID": "123456789012", "stagingSourceServerArn": arn, "status": "EXTENDED" },
        "tags": { "Name": format!("lamp {number}"), "team": "lamps", "stage": "production" },
    })
}
