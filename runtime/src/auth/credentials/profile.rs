//! The files that the AWS command line shares: `~/.aws/credentials` and `~/.aws/config`.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    process::Command,
};

use jiff::Timestamp;
use serde::Deserialize;

use super::{Credentials, ProvideContext, ProvideCredentials, ProvideFuture};

/// Looks a name of the environment up; `std::env::var` but in tests.
pub(super) type Lookup = fn(&str) -> Option<String>;

/// A profile of the shared files: its keys, or what the command prints that it names as `credential_process`.
///
/// Its name is `AWS_PROFILE`'s, or `default`; the files are those that `AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE`
/// name, or those in the home folder. Profiles that assume a role or sign in through a browser need the feature
/// `credential-chain` and its `CredentialChain`.
#[derive(Clone)]
pub struct Profile {
    name: Option<String>,
    environment: Lookup,
}

impl Profile {
    /// Returns the profile that the environment names.
    pub fn new() -> Self {
        Self { name: None, environment: |name| std::env::var(name).ok() }
    }

    /// Returns the profile of the given name.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::new() }
    }

    fn load(&self) -> Result<Credentials, String> {
        let name = self.name.clone().unwrap_or_else(|| profile_name(self.environment));
        let settings = settings(self.environment, &name).map_err(|error| error.to_string())?;
        let setting = |name: &str| settings.get(name).filter(|value| !value.is_empty());
        if let (Some(id), Some(secret)) = (setting("aws_access_key_id"), setting("aws_secret_access_key")) {
            let credentials = Credentials::new(id, secret);
            return Ok(match setting("aws_session_token") {
                Some(token) => credentials.session_token(token),
                None => credentials,
            });
        }
        if let Some(command) = setting("credential_process") {
            return run(command);
        }
        let needs_chain = ["role_arn", "sso_session", "sso_start_url", "web_identity_token_file"];
        Err(match needs_chain.iter().find(|name| settings.contains_key(**name)) {
            Some(found) => format!(
                "profile {name:?} has {found}: enable the feature `credential-chain` and use `CredentialChain`"
            ),
            None if settings.is_empty() => format!("there is no profile {name:?}"),
            None => format!("profile {name:?} has no keys"),
        })
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").field("name", &self.name).finish_non_exhaustive()
    }
}

impl ProvideCredentials for Profile {
    /// Reads the files, and runs the command, on the thread that asks.
    fn provide(&self, _: ProvideContext) -> ProvideFuture {
        Box::pin(std::future::ready(self.load().map_err(Into::into)))
    }
}

/// Returns the region of the profile that the environment names.
pub(crate) fn configured_region(environment: fn(&str) -> Option<String>) -> Option<String> {
    let mut settings = settings(environment, &profile_name(environment)).ok()?;
    settings.remove("region").filter(|region| !region.is_empty())
}

fn profile_name(environment: Lookup) -> String {
    environment("AWS_PROFILE").filter(|name| !name.is_empty()).unwrap_or_else(|| "default".to_owned())
}

/// Returns the settings of a profile, those of the credentials file before those of the configuration. A file that is not
/// there has none.
fn settings(environment: Lookup, profile: &str) -> std::io::Result<BTreeMap<String, String>> {
    let mut settings = BTreeMap::new();
    for (variable, file) in [("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")] {
        let home = || environment("HOME").or_else(|| environment("USERPROFILE")).map(PathBuf::from);
        let path = match environment(variable).filter(|path| !path.is_empty()) {
            Some(path) => match (path.strip_prefix("~/"), home()) {
                (Some(rest), Some(home)) => home.join(rest),
                _ => PathBuf::from(path),
            },
            None => match home() {
                Some(home) => home.join(".aws").join(file),
                None => continue,
            },
        };
        settings.extend(section(&read(&path)?, profile, file == "config"));
    }
    Ok(settings)
}

fn read(path: &Path) -> std::io::Result<String> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        other => other,
    }
}

/// Returns the settings of a profile's section. In the configuration, a section is called `profile name`, but for `default`.
fn section(text: &str, profile: &str, is_config: bool) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    let mut is_within = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if let Some((header, _)) = trimmed.strip_prefix('[').and_then(|header| header.split_once(']')) {
            let mut words = header.split_whitespace();
            let name = match (words.next(), words.next()) {
                (Some("profile"), Some(name)) if is_config => Some(name),
                (Some(name), None) if !is_config || name == "default" => Some(name),
                _ => None,
            };
            is_within = name == Some(profile);
        } else if let (true, false, Some((name, value))) =
            (is_within, line.starts_with([' ', '\t']), trimmed.split_once('='))
        {
            // A comment begins after a space.
            let value =
                [" #", " ;"].iter().fold(value, |value, mark| value.split(mark).next().unwrap_or(value));
            settings.insert(name.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    settings
}

/// What a `credential_process` prints.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Printed {
    version: u32,
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    #[serde(default, with = "crate::timestamp::date_time")]
    expiration: Option<Timestamp>,
}

/// Runs a command as the shell would, and returns what it prints. Nothing of that goes into errors.
fn run(command: &str) -> Result<Credentials, String> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let output = Command::new(shell)
        .args([flag, command])
        .output()
        .map_err(|error| format!("the credential_process did not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("the credential_process failed: {}", output.status));
    }
    let printed: Printed = serde_json::from_slice(&output.stdout)
        .map_err(|_| "the credential_process printed no credentials".to_owned())?;
    if printed.version != 1 {
        return Err(format!("the credential_process printed version {}, not 1", printed.version));
    }
    let mut credentials = Credentials::new(printed.access_key_id, printed.secret_access_key);
    if let Some(token) = printed.session_token {
        credentials = credentials.session_token(token);
    }
    Ok(match printed.expiration {
        Some(end) => credentials.expires(end),
        None => credentials,
    })
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const CONFIG: &str = "[default]\nregion = north # near\n\n[profile work]\nregion=south\ncredential_process = x\ns3 =\n  max = 3\n\
                          [work]\nregion = nowhere\n[sso-session work]\nregion = nowhere\n";

    #[test]
    fn sections_of_both_files() {
        let of = |profile, is_config| section(CONFIG, profile, is_config).remove("region");
        assert_eq!(of("default", true).as_deref(), Some("north"));
        assert_eq!(of("work", true).as_deref(), Some("south"));
        assert_eq!(of("work", false).as_deref(), Some("nowhere"));
        assert_eq!(of("other", true), None);
        assert!(!section(CONFIG, "work", true).contains_key("max"));
    }

    /// A profile whose files are in a folder of its own.
    fn profile(config: &str, credentials: &str) -> (Profile, std::path::PathBuf) {
        let folder = std::env::temp_dir().join(format!("docwright-{}", crate::idempotency_token()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("config"), config).unwrap();
        std::fs::write(folder.join("credentials"), credentials).unwrap();
        FOLDER.set(folder.clone());
        let environment: Lookup = |name| match name {
            "AWS_CONFIG_FILE" => {
                Some(FOLDER.with_borrow(|folder| folder.join("config").display().to_string()))
            }
            "AWS_SHARED_CREDENTIALS_FILE" => {
                Some(FOLDER.with_borrow(|folder| folder.join("credentials").display().to_string()))
            }
            "AWS_PROFILE" => Some("work".to_owned()),
            _ => None,
        };
        (Profile { name: None, environment }, folder)
    }

    thread_local! {
        static FOLDER: std::cell::RefCell<std::path::PathBuf> = const { std::cell::RefCell::new(PathBuf::new()) };
    }

    #[test]
    fn keys_of_a_profile() {
        let keys =
            "[work]\naws_access_key_id = AKID\naws_secret_access_key = a=b\naws_session_token = token\n";
        let (profile, folder) = profile(CONFIG, keys);
        let credentials = profile.load().unwrap();
        assert_eq!(credentials.access_key_id, "AKID");
        assert_eq!(credentials.secret_access_key.expose_secret(), "a=b");
        assert_eq!(credentials.session_token.unwrap().expose_secret(), "token");
        assert_eq!(configured_region(profile.environment).as_deref(), Some("south"));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_command_prints_credentials() {
        for (command, expected) in [
            (
                r#"echo '{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"hush","Expiration":"2026-11-01T12:00:00Z"}'"#,
                Ok("AKID"),
            ),
            (r#"echo '{"Version":2,"AccessKeyId":"AKID","SecretAccessKey":"hush"}'"#, Err("version 2")),
            ("echo hush", Err("printed no credentials")),
            ("exit 3", Err("failed: exit status: 3")),
        ] {
            let (profile, folder) = profile(&format!("[profile work]\ncredential_process = {command}\n"), "");
            match (profile.load(), expected) {
                (Ok(credentials), Ok(id)) => {
                    assert_eq!(credentials.access_key_id, id);
                    assert_eq!(credentials.expires, Some("2026-11-01T12:00:00Z".parse().unwrap()));
                }
                (Err(error), Err(part)) => {
                    assert!(error.contains(part) && !error.contains("hush"), "{error}");
                }
                (other, _) => panic!("{command}: {other:?}"),
            }
            std::fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        for (config, part) in [
            ("", "there is no profile \"work\""),
            ("[profile work]\nregion = north\n", "has no keys"),
            ("[profile work]\nrole_arn = arn:x\n", "credential-chain"),
        ] {
            let (profile, folder) = profile(config, "");
            let error = profile.load().unwrap_err();
            assert!(error.contains(part), "{error}");
            std::fs::remove_dir_all(folder).unwrap();
        }
    }
}
