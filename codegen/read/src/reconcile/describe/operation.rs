//! Writes operations down.

use docwright_idl::*;

use super::{Describer, set};
use crate::claims::{Fact, Kind, Step};
use crate::reconcile::errors::OperationError;
use crate::reconcile::facets::settle;
use crate::reconcile::tree::Id;

impl Describer<'_> {
    pub(in crate::reconcile) fn operation(
        &mut self,
        id: Id,
        name: &str,
        errors: &[OperationError],
    ) -> Operation {
        let outer = Trail::new("operations");
        let path = outer.join(name);
        let text = path.text();
        let path = path.written(&text);
        let (http_path, retry_path) = (path.join("http"), path.join("retry"));
        let mut operation = Operation::default();
        let mut http = Http::default();
        let mut has_route = false;
        let tree = self.tree;
        for settled in settle(&tree[id]) {
            self.report_conflict(&path, &settled);
            let part = match settled.fact.as_ref() {
                Fact::Name(_) => Some(path),
                Fact::Doc(doc) => {
                    operation.doc = Some(doc.as_ref().to_owned());
                    Some(path.join("doc"))
                }
                Fact::DocUrl(url) => {
                    operation.doc_url = Some(url.clone());
                    Some(path.join("doc_url"))
                }
                Fact::Route(method, route) => {
                    (http.method, http.path, has_route) = (*method, route.clone(), true);
                    self.record(&http_path.join("method"), &settled);
                    Some(http_path.join("path"))
                }
                Fact::Status(status) => {
                    http.status = Some(*status);
                    Some(http_path.join("status"))
                }
                Fact::HostPrefix(prefix) => {
                    http.host_prefix = Some(prefix.clone());
                    Some(http_path.join("host_prefix"))
                }
                Fact::Scopes(scopes) => {
                    operation.scopes = scopes.clone();
                    Some(path.join("scopes"))
                }
                Fact::Deprecated(deprecated) => {
                    operation.deprecated = Some((**deprecated).clone());
                    Some(path.join("deprecated"))
                }
                Fact::Pagination(pagination) => {
                    operation.pagination = Some(*pagination.clone());
                    Some(path.join("pagination"))
                }
                Fact::RetryAfterHeader(header) => {
                    operation.retry.get_or_insert_default().after_header = Some(header.clone());
                    Some(retry_path.join("after_header"))
                }
                Fact::RetryAfterMember(member) => {
                    operation.retry.get_or_insert_default().after_member = Some(member.clone());
                    Some(retry_path.join("after_member"))
                }
                _ => None,
            };
            if let Some(part) = part {
                self.record(&part, &settled);
            }
        }
        for said in tree[id].said.iter() {
            if let Fact::FurtherStatus(status) = &said.fact
                && http.status != Some(*status)
            {
                http.further_statuses.push(*status);
                self.add_source(&http_path.join("further_statuses"), said);
            }
        }
        http.further_statuses.sort_unstable();
        http.further_statuses.dedup();
        for (step, member) in [(Step::Input, &mut http.consumes), (Step::Output, &mut http.produces)] {
            let side = if step == Step::Input { "consumes" } else { "produces" };
            let Some(id) = tree.get(id, &step) else { continue };
            for settled in settle(&tree[id]) {
                if let Fact::Media(media) = settled.fact.as_ref() {
                    *member = Some(media.clone());
                    self.record(&http_path.join(side), &settled);
                }
            }
        }
        operation.waiters = self.waiters(id, &path.join("waiters"));
        operation.input = self.side(id, Step::Input, &path.join("input"));
        if let Some(input) = tree.get(id, &Step::Input).filter(|_| has_route) {
            self.root(input, (name, &path), &mut operation.input, &mut http);
        }
        operation.http = has_route.then_some(http);
        operation.output = self.side(id, Step::Output, &path.join("output"));
        if let Some(input) = tree.get(id, &Step::Input) {
            operation.rules = self.rules(input, &path.join("rules"));
        }
        for said in tree[id].said.iter() {
            if let Fact::Example(example) = &said.fact
                && !operation.examples.contains(example)
            {
                self.add_source(&path.join("examples").join(&operation.examples.len().to_string()), said);
                operation.examples.push(*example.clone());
            }
        }
        for error in errors {
            let Step::Error(name) = &tree[error.id].step else { continue };
            operation.errors.push(name.as_str().to_owned());
            if let Some((doc, said)) = error.doc.as_deref() {
                operation.error_docs.insert(name.as_str().to_owned(), doc.as_ref().to_owned());
                self.add_source(&path.join("error_docs").join(name), said);
            }
            if let Some((media, said)) = error.media.as_deref() {
                operation.error_media.insert(name.as_str().to_owned(), media.clone());
                self.add_source(&path.join("error_media").join(name), said);
            }
        }
        operation.error_docs.sort_keys();
        operation.error_media.sort_keys();
        operation.errors.sort();
        operation.errors.dedup();
        operation
    }

    fn waiters(&mut self, operation: Id, path: &Trail<'_>) -> Map<Waiter> {
        let tree = self.tree;
        let mut waiters = Map::new();
        for (step, id) in tree.children(operation) {
            let Step::Waiter(name) = step else { continue };
            let path = path.join(name);
            let mut waiter = Waiter::default();
            for settled in settle(&tree[id]) {
                self.report_conflict(&path, &settled);
                let part = match settled.fact.as_ref() {
                    Fact::WaiterDelay(seconds) => set(&mut waiter.delay, seconds, "delay"),
                    Fact::WaiterAttempts(attempts) => set(&mut waiter.max_attempts, attempts, "max_attempts"),
                    _ => continue,
                };
                self.record(&path.join(part), &settled);
            }
            waiters.insert(name.as_str().to_owned(), waiter);
        }
        waiters.sort_keys();
        waiters
    }

    fn side(&mut self, operation: Id, step: Step, path: &Trail<'_>) -> Map<Member> {
        let Some(id) = self.tree.get(operation, &step) else { return Map::new() };
        let members = self.members(id, path);
        if !members.is_empty() {
            return members;
        }
        // A body that is no structure is a member that travels as the whole body.
        let is_whole =
            !matches!(self.tree.kind(id), Kind::Any | Kind::Object | Kind::Struct | Kind::Recursive);
        let mut body = Map::new();
        if is_whole {
            let mut member = self.member(id, &path.join("body"), 0);
            member.r#in = Some(Location::Payload);
            body.insert("body".to_owned(), member);
        }
        body
    }
}
