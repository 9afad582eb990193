//! Names of operations and errors, which the layout does not spell.
//!
//! An operation's name comes from its method and path alone, so that it does not change when endpoints are added:
//!
//! | the path ends with | name | rule |
//! |---|---|---|
//! | an action: `/disks/{id}:take_snapshot` | the action: `TakeSnapshot` | `operation-name-from-action` |
//! | a verb: `POST /disks/{id}/resize` | the verb and what it is done to: `ResizeDisk` | `operation-name-from-path` |
//! | a verb and more: `POST /disks/{id}/attach_to_server` | the same around it: `AttachDiskToServer` | `operation-name-from-path` |
//! | a label: `GET /disks/{id}` | the method's word and the singular: `GetDisk` | `operation-name-from-path` |
//! | a plural: `GET /disks` | the method's word: `ListDisks`, `CreateDisk`, `DeleteDisks` | `operation-name-from-path` |
//! | else: `GET /me` | the method's word: `GetMe`, `CreateToken` | `operation-name-from-path` |
//!
//! The names before the last part of the path come before its name, those that a label follows in the singular:
//! `GET /sites/{id}/disks` is `ListSiteDisks`. If two endpoints of a page come to one name, the later takes a longer
//! one: an action the names of the path (`TakeSnapshotDisk`), others the labels (`GetDiskById`), at last a number.
//!
//! An error's name is the code that its example shows (`error-name-from-example`), else the reason phrase of its
//! status (`error-name-from-status`). If a name occurs with two statuses, the later has its reason phrase appended, or
//! the word `Status` if it is one.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::iter;

use docwright_idl::Method;
use foldhash::fast::FixedState;
use heck::{ToSnakeCase, ToUpperCamelCase};

use super::sections::{Route, Status};
use crate::claims::operation_key;
use crate::reconcile::name_of_status;
use crate::words::singular;

/// A name and the rule that made it.
pub(super) type RuleName = (String, &'static str);

/// Words before a noun that tell nothing of what it is.
const DETERMINERS: &[&str] =
    &["a", "all", "an", "every", "list", "many", "multiple", "of", "several", "some", "the", "your"];

/// Words that end what a title says of its object.
const PREPOSITIONS: &[&str] = &["at", "by", "for", "from", "in", "of", "on", "that", "to", "which", "with"];

/// Returns what an endpoint is about, in the singular, as its title calls it: `CloudServer` of `Fetch cloud servers (GET
/// /servers)`. The title must name what the path ends with; words of the service's own title are left out, since
/// everything is that there.
pub(super) fn subject(route: &Route<'_>, service: &str) -> Option<String> {
    let lower = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let noun = route.path.rsplit('/').find(|part| !part.is_empty()).map(lower)?;
    let noun = singular(&noun);
    let mut words = route.title.split_whitespace().map(lower).skip(1);
    let mut phrase: Vec<String> = Vec::new();
    for word in words.by_ref() {
        match (phrase.is_empty(), DETERMINERS.contains(&&*word), PREPOSITIONS.contains(&&*word)) {
            (true, true, _) => {}
            (false, _, true) => break,
            _ => phrase.push(word),
        }
    }
    let last = singular(&phrase.pop()?).into_owned();
    let known: Vec<String> = service.split_whitespace().map(lower).collect();
    phrase.retain(|word| !known.contains(word));
    let is_word = |word: &String| word.chars().all(|c| c.is_ascii_alphabetic());
    let is_name = last == noun && phrase.len() <= 2 && phrase.iter().chain([&last]).all(is_word);
    phrase.push(last);
    is_name.then(|| phrase.join(" ").to_upper_camel_case())
}

/// What a method does to one thing, to several, and to what its name does not tell the number of.
const VERBS: &[(Method, &str, &str, &str)] = &[
    (Method::Get, "Get", "List", "Get"),
    (Method::Head, "Head", "Head", "Head"),
    (Method::Post, "Post", "Create", "Create"),
    (Method::Put, "Replace", "Replace", "Replace"),
    (Method::Patch, "Update", "Update", "Update"),
    (Method::Delete, "Delete", "Delete", "Delete"),
    (Method::Options, "Options", "Options", "Options"),
];

/// Verbs with which the last part of a path may begin. What follows a part `actions` begins with one in any case.
#[rustfmt::skip]
const ACTIONS: &[&str] = &[
    "accept", "activate", "add", "apply", "approve", "archive", "assign", "attach", "authorize", "build", "call",
    "cancel", "change", "check", "clear", "clone", "commit", "configure", "connect", "copy", "create", "deactivate",
    "decline", "delete", "deploy", "describe", "detach", "disable", "disconnect", "download", "enable", "execute",
    "exchange", "export", "fetch", "generate", "hangup", "import", "init", "inspect", "install", "invite", "join",
    "kill", "leave", "list", "load", "lock", "login", "logout", "merge", "migrate", "move", "mute", "pause", "ping",
    "play", "poweroff", "poweron", "prune", "publish", "pull", "push", "query", "reboot", "rebuild", "record",
    "refresh", "register", "reject", "release", "remove", "rename", "renew", "request", "reset", "resize", "restart",
    "restore", "resume", "retry", "revoke", "rollback", "rotate", "run", "save", "scale", "schedule", "search", "send",
    "set", "shutdown", "sign", "start", "stop", "submit", "suspend", "sync", "tag", "test", "transfer", "trigger",
    "unassign", "uninstall", "unlink", "unlock", "unmute", "unpause", "unpublish", "unregister", "update", "upgrade",
    "upload", "upsert", "validate", "verify", "wait",
];

/// Those of the verbs that may be done with GET.
const READS: &[&str] =
    &["describe", "download", "export", "inspect", "list", "ping", "query", "search", "validate", "verify"];

/// Those of the verbs that make one of several.
const MAKERS: &[&str] = &["add", "create", "generate", "register"];

/// The names of the operations of a page.
#[derive(Debug, Default)]
pub(super) struct OperationNames<'d> {
    keys: HashSet<String, FixedState>,
    routes: HashMap<(Method, &'d str), RuleName, FixedState>,
    /// The last number that was added to a name.
    numbers: HashMap<String, usize>,
}

impl<'d> OperationNames<'d> {
    /// Returns the name of the endpoint; the same for the same method and path.
    pub(super) fn name(&mut self, route: &Route<'d>) -> RuleName {
        let endpoint = (route.method, route.path);
        if let Some(name) = self.routes.get(&endpoint) {
            return name.clone();
        }
        let path = Path::read(route.path);
        let keys = &mut self.keys;
        let mut take = |name: &str| keys.insert(operation_key(name));
        let (mut name, rule) = path.shortest(route.method);
        let mut suffixes = path.suffixes();
        while !take(&name) {
            let Some(suffix) = suffixes.next() else {
                let number = self.numbers.entry(name.clone()).or_insert(1);
                let mut numbers = (*number + 1..).map(|number| (format!("{name}{number}"), number));
                if let Some((numbered, last)) = numbers.find(|(numbered, _)| take(numbered)) {
                    (name, *number) = (numbered, last);
                }
                break;
            };
            name += &suffix;
        }
        self.routes.insert(endpoint, (name.clone(), rule));
        (name, rule)
    }
}

/// A path, taken apart.
struct Path<'p> {
    /// What it names, each with whether a label follows.
    words: Vec<(&'p str, bool)>,
    labels: Vec<&'p str>,
    /// What follows the last colon, as a name.
    action: Option<String>,
}

impl<'p> Path<'p> {
    fn read(path: &'p str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts: Vec<&str> =
            path.split('/').filter(|part| !part.is_empty() && !is_version(part)).collect();
        let mut action = None;
        if let Some(last) = parts.last_mut()
            && let Some((thing, verb)) = last.rsplit_once(':')
            && !verb.is_empty()
            && !verb.contains(['{', '}'])
        {
            action = Some(camel(verb)).filter(|action| !action.is_empty());
            *last = thing;
        }
        let mut words: Vec<(&str, bool)> = Vec::new();
        let mut labels = Vec::new();
        for part in parts {
            if part.starts_with('{') {
                labels.push(part);
                if let Some((_, has_label)) = words.last_mut() {
                    *has_label = true;
                }
            } else if !part.is_empty() {
                words.push((part, false));
            }
        }
        Self { words, labels, action }
    }

    /// Returns the name that the endpoint has if no other has it.
    fn shortest(&self, method: Method) -> RuleName {
        match &self.action {
            Some(action) => (action.clone(), "operation-name-from-action"),
            None => (self.path_name(method), "operation-name-from-path"),
        }
    }

    /// Returns what is added to the name, one after the other, as long as another endpoint has it.
    fn suffixes(&self) -> impl Iterator<Item = String> {
        let of_action = self.action.is_some().then(|| iter::once_with(|| nouns(&self.words)));
        let of_labels = || {
            iter::once_with(|| self.labels.iter().fold("By".to_owned(), |name, label| name + &camel(label)))
        };
        let of_labels = (!self.labels.is_empty()).then(of_labels);
        of_action.into_iter().flatten().chain(of_labels.into_iter().flatten())
    }

    fn path_name(&self, method: Method) -> String {
        let Some((&(last, has_label), before)) = self.words.split_last() else {
            return verb(method, Number::Unknown).to_owned() + "Root";
        };
        if !has_label && let Some(name) = action(method, last, before) {
            return name;
        }
        let one = singular(last);
        let (number, noun) = match (has_label, one != last) {
            (true, _) => (Number::One, &*one),
            (false, true) if method == Method::Post => (Number::Several, &*one),
            (false, true) => (Number::Several, last),
            (false, false) => (Number::Unknown, last),
        };
        verb(method, number).to_owned() + &nouns(before) + &camel(noun)
    }
}

/// Returns the name of what ends with a verb: the verb, what it is done to, and what follows the verb.
fn action(method: Method, last: &str, before: &[(&str, bool)]) -> Option<String> {
    let words = match last.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        true => Cow::Borrowed(last.trim_matches('_')),
        false => last.to_snake_case().into(),
    };
    let (verb, rest) = words.split_once('_').unwrap_or((&words, ""));
    let (said, before) = match before.split_last() {
        Some((("actions", false), before)) => (true, before),
        _ => (false, before),
    };
    let verbs = if matches!(method, Method::Get | Method::Head | Method::Options) { READS } else { ACTIONS };
    if !said && !verbs.contains(&verb) {
        return None;
    }
    let object = match before.split_last() {
        Some(((last, false), before)) if MAKERS.contains(&verb) => nouns(before) + &camel(&singular(last)),
        _ => nouns(before),
    };
    let name = camel(verb) + &object + &camel(rest);
    (!name.is_empty()).then_some(name)
}

/// How many things a path means.
#[derive(Clone, Copy)]
enum Number {
    One,
    Several,
    Unknown,
}

fn verb(method: Method, number: Number) -> &'static str {
    let verbs = VERBS.iter().find(|(known, ..)| *known == method);
    verbs.map_or("Call", |(_, one, several, unknown)| match number {
        Number::One => one,
        Number::Several => several,
        Number::Unknown => unknown,
    })
}

fn nouns(words: &[(&str, bool)]) -> String {
    words
        .iter()
        .map(|(word, has_label)| if *has_label { camel(&singular(word)) } else { camel(word) })
        .collect()
}

/// Returns the text in upper camel case, with nothing but ASCII letters and digits.
fn camel(text: &str) -> String {
    if is_lower(text) {
        let mut name = text.to_owned();
        name.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
        return name;
    }
    let mut name = text.to_upper_camel_case();
    name.retain(|c| c.is_ascii_alphanumeric());
    name
}

/// Whether a text is one word in lower case, as most parts of paths are.
fn is_lower(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_version(part: &str) -> bool {
    part.strip_prefix(['v', 'V'])
        .is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// The names of the errors of a page, each with the status that it was first seen with.
#[derive(Debug, Default)]
pub(super) struct ErrorNames(HashMap<String, Option<Status>, FixedState>);

impl ErrorNames {
    /// Returns the name of the error with the given status and code.
    pub(super) fn name(&mut self, status: Option<Status>, code: Option<&str>) -> RuleName {
        let code = code.map(code_name).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        let (name, rule) = match code {
            Some(name) => (name, "error-name-from-example"),
            None => (status_name(status), "error-name-from-status"),
        };
        match self.0.get(&name) {
            Some(known) if *known == status => (name, rule),
            Some(_) if rule == "error-name-from-example" => (name + &status_name(status), rule),
            Some(_) => (name + "Status", rule),
            None => {
                self.0.insert(name.clone(), status);
                (name, rule)
            }
        }
    }
}

/// Returns the name of a status.
pub(super) fn status_name(status: Option<Status>) -> String {
    match status {
        Some(Status::Code(code)) => name_of_status(code),
        Some(Status::Class(4)) => "ClientError".to_owned(),
        Some(Status::Class(5)) => "ServerError".to_owned(),
        Some(Status::Class(class)) => format!("Status{class}xx"),
        None => "UnexpectedStatus".to_owned(),
    }
}

/// Returns the code itself if it is a name in upper camel case, else in that case.
fn code_name(code: &str) -> String {
    let is_name = code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && code.contains(|c: char| c.is_ascii_lowercase());
    if is_name { code.to_owned() } else { camel(code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations(routes: &[&str]) -> Vec<String> {
        let mut names = OperationNames::default();
        let routes = routes.iter().map(|route| {
            let (method, path) = route.split_once(' ').expect("method and path");
            Route { title: "", method: Method::from_name(method).expect("a method"), path }
        });
        routes.map(|route| names.name(&route).0).collect()
    }

    #[test]
    fn operations_are_named_by_method_and_path() {
        let cases = [
            ("GET /disks", "ListDisks"),
            ("POST /disks", "CreateDisk"),
            ("GET /disks/{id}", "GetDisk"),
            ("PUT /disks/{id}", "ReplaceDisk"),
            ("PATCH /disks/{id}", "UpdateDisk"),
            ("DELETE /disks/{id}", "DeleteDisk"),
            ("DELETE /disks", "DeleteDisks"),
            ("POST /disks/{id}:take_snapshot", "TakeSnapshot"),
            ("POST /disks/{id}/actions/resize", "ResizeDisk"),
            ("POST /disks/{id}/attach_to_server", "AttachDiskToServer"),
            ("POST /disks/{id}/actions/frob_label", "FrobDiskLabel"),
            ("POST /disks/prune", "PruneDisks"),
            ("POST /disks/create", "CreateDisk"),
            ("POST /idp/revoke_token", "RevokeIdpToken"),
            ("GET /disks/search", "SearchDisks"),
            ("GET /disks/{id}/check", "GetDiskCheck"),
            ("GET /disks/{id}/actions", "ListDiskActions"),
            ("GET /disks/{id}/actions/{action_id}", "GetDiskAction"),
            ("GET /sites/{id}/disks", "ListSiteDisks"),
            ("GET /sites/{id}/disks/{disk_id}", "GetSiteDisk"),
            ("GET /me", "GetMe"),
            ("GET /status", "GetStatus"),
            ("POST /idp/token", "CreateIdpToken"),
            ("GET /policies/{id}", "GetPolicy"),
            ("GET /load_balancers", "ListLoadBalancers"),
            ("POST /v0.1/BulkCall/", "CreateBulkCall"),
            ("GET /", "GetRoot"),
            ("GET /{id}", "GetRoot"),
        ];
        for (route, name) in cases {
            assert_eq!(operations(&[route]), [name], "{route}");
        }
    }

    #[test]
    fn names_never_collide_and_stay_when_endpoints_are_added() {
        let routes = [
            "GET /disk/{id}",
            "GET /disks/{id}",
            "GET /disk/{id}/{part}",
            "POST /disks/{id}:start",
            "POST /sites/{id}:start",
            "GET /disk/{id}",
            "GET /disk/{key}",
            "GET /disks/{key}",
        ];
        let names = operations(&routes);
        assert_eq!(
            names,
            [
                "GetDisk",
                "GetDiskById",
                "GetDiskByIdPart",
                "Start",
                "StartSite",
                "GetDisk",
                "GetDiskByKey",
                "GetDiskByKey2"
            ]
        );
        for count in 0..routes.len() {
            assert_eq!(operations(&routes[..count]), names[..count]);
        }
    }

    #[test]
    fn the_title_tells_what_a_list_is_of() {
        let subject =
            |title, path| subject(&Route { title, method: Method::Get, path }, "Disaster Recovery API");
        let cases = [
            ("Fetch cloud servers", "/servers", Some("CloudServer")),
            ("Fetch a list of cloud servers by tenant", "/servers", Some("CloudServer")),
            ("Fetch disaster recovery sites", "/sites", Some("Site")),
            ("List all policies", "/policies/", Some("Policy")),
            ("Fetch what there is", "/servers", None),
            ("Fetch servers", "/sites", None),
            ("Fetch the old and the new red servers", "/servers", None),
            ("", "/servers", None),
        ];
        for (title, path, expected) in cases {
            assert_eq!(subject(title, path).as_deref(), expected, "{title}");
        }
    }

    #[test]
    fn errors_are_named_by_code_or_status() {
        let mut names = ErrorNames::default();
        let conflict = Some(Status::Code(409));
        assert_eq!(names.name(conflict, Some("DiskBusy")).0, "DiskBusy");
        assert_eq!(names.name(Some(Status::Code(423)), Some("DiskBusy")).0, "DiskBusyLocked");
        assert_eq!(names.name(conflict, Some("disk_busy.now")).0, "DiskBusyNow");
        assert_eq!(names.name(conflict, Some("42")), ("Conflict".to_owned(), "error-name-from-status"));
        assert_eq!(names.name(Some(Status::Code(504)), None).0, "GatewayTimeout");
        assert_eq!(names.name(Some(Status::Code(499)), None).0, "Status499");
        assert_eq!(names.name(None, None).0, "UnexpectedStatus");
    }
}
