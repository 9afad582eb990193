//! Starts a recovery drill for one source server. Needs `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.

use docwright_clients::aws_drs::{Client, types::StartRecoveryRequestSourceServer};
use docwright_clients::runtime::Credentials;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().region("eu-central-1").credentials(Credentials::from_env()?).build()?;
    let server = StartRecoveryRequestSourceServer::new().source_server_id("s-0123456789abcdef0");
    let answer = client.start_recovery([server]).is_drill(true).send().await?;
    let job = answer.job.unwrap_or_default();
    println!("the drill is job {}", job.job_id.unwrap_or_default());
    Ok(())
}
