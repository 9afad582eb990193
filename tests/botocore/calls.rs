//! The requests that the bundled clients make of AWS, at a fixed time, as lines of JSON.

use docwright_clients::aws_drs::{self, types::StartRecoveryRequestSourceServer};
use docwright_clients::lightsail;
use docwright_clients::runtime::bytes::Bytes;
use docwright_clients::runtime::http::{Request, Response};
use docwright_clients::runtime::serde_json::json;
use docwright_clients::runtime::{Clock, Credentials, Timestamp};

async fn shown(
    request: Request<Bytes>,
) -> Result<Response<Bytes>, docwright_clients::runtime::TransportError> {
    let headers = request.headers().iter();
    let headers: Vec<_> =
        headers.map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()))).collect();
    let line = json!({
        "method": request.method().as_str(),
        "url": request.uri().to_string(),
        "headers": headers,
        "body": String::from_utf8_lossy(request.body()),
    });
    println!("{line}");
    Ok(Response::new(Bytes::from_static(b"{}")))
}

macro_rules! client {
    ($service:ident, $credentials:expr) => {
        $service::Client::builder()
            .region("eu-central-1")
            .credentials($credentials)
            .clock(Clock::fixed(Timestamp::from_second(1_790_000_000)?))
            .transport(shown)
            .build()?
    };
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plain = || Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let drs = client!(aws_drs, plain());
    let server = StartRecoveryRequestSourceServer::new()
        .source_server_id("s-0123456789abcdef0")
        .recovery_snapshot_id("pit-0123456789abcdef0");
    drs.start_recovery([server]).is_drill(true).tags([("team", "é & co"), ("empty", "")]).send().await?;
    let lightsail = client!(lightsail, plain().session_token("a/token+with=signs"));
    let request = lightsail.create_instances_from_snapshot(["one", "two"], "eu-central-1a", "micro_3_0");
    request.instance_snapshot_name("before \"it\"").user_data("#!/bin/sh\n\techo ü").send().await?;
    let arn = "arn:aws:drs:eu-central-1:123456789012:source-server/s-0123456789abcdef0";
    drs.create_extended_source_server(arn).tags([("a", "b")]).send().await?;
    Ok(())
}
