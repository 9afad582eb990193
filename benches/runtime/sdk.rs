//! The same calls with aws-sdk-drs, over a connector in memory.

use std::hint::black_box;

use aws_sdk_drs::Client;
use aws_sdk_drs::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_drs::types::StartRecoveryRequestSourceServer;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Answers every request with the same.
#[derive(Clone, Debug)]
struct Memory {
    status: u16,
    body: &'static str,
}

impl HttpConnector for Memory {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let status = self.status.try_into();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(
            status.unwrap_or_else(|_| unreachable!("it is a status")),
            SdkBody::from(self.body),
        )))
    }
}

fn client(status: u16, body: &'static str) -> Client {
    let connector = SharedHttpConnector::new(Memory { status, body });
    let config = aws_sdk_drs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "bench"))
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    Client::from_conf(config)
}

pub(crate) async fn start_recovery(count: usize) -> Outcome {
    let client = client(202, crate::JOB);
    for _ in 0..count {
        let server = StartRecoveryRequestSourceServer::builder().source_server_id("s-0123456789abcdef0").build()?;
        let request = client.start_recovery().source_servers(server).is_drill(true).tags("team", "lamps");
        black_box(request.send().await?);
    }
    Ok(())
}

pub(crate) async fn describe_source_servers(count: usize, page: String) -> Outcome {
    let client = client(200, page.leak());
    for _ in 0..count {
        let output = client.describe_source_servers().send().await?;
        assert_eq!(black_box(output.items().len()), 100);
    }
    Ok(())
}
