//! Whether the pages of a service are those of its lock.

use docwright_fetch::{LOCK, Lock, Pin, hash};
use docwright_idl::{Code, Diagnostic, file};
use docwright_read::manifest::Manifest;

use crate::command_name;
use crate::workspace::ServiceFolder;

/// Returns the hash of a page's text, without carriage returns, so that a checkout with other line ends has the same.
pub(super) fn hash_of(text: &str) -> String {
    if text.contains('\r') { hash(text.replace('\r', "").as_bytes()) } else { hash(text.as_bytes()) }
}

/// Returns the hash of what a manifest says of sources.
pub(super) fn sources_hash(manifest: &Manifest) -> String {
    hash(serde_json::json!(manifest.sources).to_string().as_bytes())
}

/// Reads the lock of a service.
///
/// # Errors
///
/// A lock that cannot be read or is malformed.
pub(super) fn read_lock(service: &ServiceFolder) -> Result<Option<Lock>, Diagnostic> {
    let path = service.file(LOCK);
    if !path.exists() {
        return Ok(None);
    }
    Lock::read(&path.display().to_string(), &file::read(&path)?).map(Some)
}

/// Returns what of a service's pages is not as its lock says; nothing if it has neither sources nor a lock.
pub fn verify(service: &ServiceFolder, manifest: &Manifest) -> Vec<Diagnostic> {
    let mend = |finding: Diagnostic| finding.help(format!("run `{} sync {}`", command_name(), service.name));
    let lock = match read_lock(service) {
        Ok(Some(lock)) => lock,
        Ok(None) if manifest.sources.is_empty() => return Vec::new(),
        Ok(None) => {
            let message =
                format!("the pages of `{}` have sources, and were not brought from there", service.name);
            return vec![mend(
                mismatch(message).note(format!("there is no `{}`", service.file(LOCK).display())),
            )];
        }
        Err(finding) => return vec![finding],
    };
    let mut findings = Vec::new();
    if lock.sources != sources_hash(manifest) {
        let message = format!("the sources of `{}` changed since its pages were brought", service.name);
        findings.push(mend(mismatch(message)));
    }
    findings.extend(lock.pages.iter().filter_map(|(name, pin)| differs(service, name, pin).map(mend)));
    findings
}

/// Returns how a page differs from what the lock says.
pub(super) fn differs(service: &ServiceFolder, name: &str, pin: &Pin) -> Option<Diagnostic> {
    let path = service.file(name);
    let lock = service.file(LOCK);
    let about = |what: String| {
        Some(mismatch(what).note(format!("`{}` says that it comes from `{}`", lock.display(), pin.from)))
    };
    if !is_within(name) {
        return about(format!(
            "`{}` names the page `{name}`, which is not below the service's folder",
            lock.display()
        ));
    }
    match file::read(&path) {
        Ok(text) if hash_of(&text) == pin.sha256 => None,
        Ok(_) => about(format!("`{}` is not what was brought: it was changed by hand", path.display())).map(
            |finding| {
                finding.help(
                    "corrections of what pages say belong into overlay.yaml; take the committed page back",
                )
            },
        ),
        Err(_) if !path.exists() => about(format!("`{}` is missing", path.display())),
        Err(finding) => Some(finding),
    }
}

/// Whether the path of a page leads nowhere but down.
pub(super) fn is_within(name: &str) -> bool {
    let path = std::path::Path::new(name);
    !name.is_empty() && path.components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

fn mismatch(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::LOCK_MISMATCH, message)
}
