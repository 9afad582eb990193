//! All that AWS's SDKs ask for credentials, in their order: reqsign's chain, over the client's own transport.

use std::{fmt, process::Command, sync::Arc};

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use reqsign_aws_core::{Credential, DefaultCredentialProvider};
use reqsign_core::{
    CommandExecute, CommandOutput, Context, Error, FileRead, HttpSend, OsEnv, ProvideCredential,
};

use super::{Credentials, ProvideContext, ProvideCredentials, ProvideFuture};
use crate::Transport;

/// What AWS's SDKs ask for credentials: the environment, profiles (with roles and single sign-on), web identity,
/// `credential_process`, container and instance metadata (IMDSv2).
///
/// Files are read, and commands run, on the thread that asks.
#[derive(Clone)]
pub struct CredentialChain(Arc<DefaultCredentialProvider>);

impl CredentialChain {
    /// Returns the chain; profiles are those that the environment names.
    pub fn new() -> Self {
        Self(Arc::new(DefaultCredentialProvider::new()))
    }

    /// Returns the chain for a profile of the given name.
    pub fn for_profile(name: impl Into<String>) -> Self {
        Self(Arc::new(DefaultCredentialProvider::builder().with_profile(name).build()))
    }
}

impl Default for CredentialChain {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for CredentialChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CredentialChain")
    }
}

impl ProvideCredentials for CredentialChain {
    fn provide(&self, context: ProvideContext) -> ProvideFuture {
        let chain = Arc::clone(&self.0);
        Box::pin(async move {
            let context = Context::new()
                .with_file_read(Files)
                .with_http_send(Carrier(context.transport))
                .with_env(OsEnv)
                .with_command_execute(Commands);
            let credential = chain.provide_credential(&context).await?;
            Ok(credentials(credential.ok_or("nothing of what was asked has any")?)?)
        })
    }
}

fn credentials(found: Credential) -> Result<Credentials, jiff::Error> {
    let mut credentials = Credentials::new(found.access_key_id, found.secret_access_key);
    if let Some(token) = found.session_token {
        credentials = credentials.session_token(token);
    }
    if let Some(end) = found.expires_in {
        credentials = credentials.expires(Timestamp::from_second(end.as_second())?);
    }
    Ok(credentials)
}

/// Reads files.
#[derive(Debug)]
struct Files;

impl FileRead for Files {
    async fn file_read(&self, path: &str) -> reqsign_core::Result<Vec<u8>> {
        std::fs::read(path).map_err(|error| Error::unexpected("a file could not be read").with_source(error))
    }
}

/// Runs commands.
#[derive(Debug)]
struct Commands;

impl CommandExecute for Commands {
    async fn command_execute(
        &self,
        program: &str,
        arguments: &[&str],
    ) -> reqsign_core::Result<CommandOutput> {
        let output = Command::new(program).args(arguments).output();
        let output =
            output.map_err(|error| Error::unexpected("a command did not start").with_source(error))?;
        Ok(CommandOutput {
            status: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            stderr: output.stderr,
        })
    }
}

/// Sends requests over the client's transport.
struct Carrier(Arc<dyn Transport>);

impl fmt::Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carrier")
    }
}

impl HttpSend for Carrier {
    async fn http_send(&self, request: Request<Bytes>) -> reqsign_core::Result<Response<Bytes>> {
        self.0
            .send(request)
            .await
            .map_err(|error| Error::unexpected("a request could not be sent").with_source(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clock;

    /// Instance metadata in memory (IMDSv2): a token is asked for first.
    fn metadata(request: Request<Bytes>) -> Response<Bytes> {
        let text = match (request.method().as_str(), request.uri().path()) {
            ("PUT", "/latest/api/token") => "a token",
            ("GET", _) if request.headers().get("x-aws-ec2-metadata-token").is_none() => {
                return Response::builder().status(401).body(Bytes::new()).unwrap();
            }
            ("GET", "/latest/meta-data/iam/security-credentials/") => "role",
            _ => {
                r#"{"Code":"Success","AccessKeyId":"AKID","SecretAccessKey":"hush","Token":"t","Expiration":"2999-11-01T12:00:00Z"}"#
            }
        };
        Response::new(Bytes::from_static(text.as_bytes()))
    }

    #[tokio::test]
    async fn instance_metadata_over_the_transport() {
        let transport = |request: Request<Bytes>| async move { Ok(metadata(request)) };
        let context = ProvideContext { transport: Arc::new(transport), clock: Clock::system() };
        // Of the chain, what asks neither environment nor files.
        let provider = reqsign_aws_core::IMDSv2CredentialProvider::new();
        let chain =
            DefaultCredentialProvider::with_chain(reqsign_core::ProvideCredentialChain::new().push(provider));
        let provided = CredentialChain(Arc::new(chain)).provide(context).await.unwrap();
        assert_eq!(provided.access_key_id, "AKID");
        assert_eq!(provided.expires, Some("2999-11-01T12:00:00Z".parse().unwrap()));
        assert!(provided.session_token.is_some());
    }

    #[tokio::test]
    async fn nothing_is_an_error() {
        let transport = |_: Request<Bytes>| async { Ok(Response::new(Bytes::new())) };
        let context = ProvideContext { transport: Arc::new(transport), clock: Clock::system() };
        let chain = DefaultCredentialProvider::with_chain(reqsign_core::ProvideCredentialChain::new());
        let error = CredentialChain(Arc::new(chain)).provide(context).await.unwrap_err();
        assert_eq!(error.to_string(), "nothing of what was asked has any");
    }
}
