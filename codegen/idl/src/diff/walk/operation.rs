//! Operations: how they are called, what they answer with, and how one behaves towards them.

use serde::Serialize;

use super::super::pairs::Pair;
use super::super::usage::Holder;
use super::{At, Change, Direction, Optional, Walk};
use crate::{Http, Map, MemberRule, Operation, Pagination, Protocol, Retry, Waiter};

impl<'d> Walk<'d> {
    pub(super) fn operation(&mut self, pair: Pair<'d, Operation>) {
        match pair {
            Pair::Added(name, _) => {
                self.added(Change::OperationAdded, None, &At::of("operations").join(name), None);
            }
            Pair::Removed(name, _) => {
                self.removed(Change::OperationRemoved, None, &At::of("operations").join(name), None);
            }
            Pair::Both { old, new } => {
                let at = At::between(["operations", old.0], ["operations", new.0]);
                if old.0 != new.0 {
                    let (before, after) = (old.0.to_owned(), new.0.to_owned());
                    self.report(Change::OperationRenamed, None, &at, Some(before), Some(after));
                }
                self.same_operation(&at, old.1, new.1);
            }
        }
    }

    fn same_operation(&mut self, at: &At, old: &'d Operation, new: &'d Operation) {
        let Operation {
            doc,
            doc_url,
            deprecated,
            http,
            scopes,
            anonymous,
            idempotent,
            input,
            rules,
            output,
            errors,
            error_docs,
            error_media,
            pagination,
            retry,
            waiters,
            examples,
        } = old;
        self.changed(Change::OperationDocChanged, None, &at.join("doc"), doc, &new.doc);
        self.changed(Change::OperationDocUrlChanged, None, &at.join("doc_url"), doc_url, &new.doc_url);
        let changes = Optional {
            added: Change::OperationDeprecated,
            removed: Change::OperationUndeprecated,
            changed: Change::OperationDeprecationChanged,
        };
        self.deprecation(changes, None, at, deprecated, &new.deprecated);
        self.http(&at.join("http"), http.as_ref(), new.http.as_ref());
        self.scopes(&at.join("scopes"), scopes, &new.scopes);
        let changes = (Change::SigningInDropped, Change::SigningInDemanded);
        self.flag(changes, None, &at.join("anonymous"), *anonymous, new.anonymous);
        let changes = (Change::IdempotencePromised, Change::IdempotenceWithdrawn);
        self.flag(changes, None, &at.join("idempotent"), *idempotent, new.idempotent);
        self.members(&at.join("input"), (input, Holder::Input), (&new.input, Holder::Input));
        self.rules(&at.join("rules"), Direction::Request, rules, &new.rules);
        self.members(&at.join("output"), (output, Holder::Output), (&new.output, Holder::Output));
        let renamed: Vec<&str> = errors
            .iter()
            .map(|name| self.errors.get(name.as_str()).copied().unwrap_or(name.as_str()))
            .collect();
        let fresh: Vec<&str> = new.errors.iter().map(String::as_str).collect();
        let changes = (Change::OperationErrorAdded, Change::OperationErrorRemoved);
        self.elements(changes, None, &at.join("errors"), &renamed, &fresh);
        let change = Change::OperationErrorDocChanged;
        self.of_errors(change, &at.join("error_docs"), error_docs, &new.error_docs);
        let change = Change::OperationErrorMediaChanged;
        self.of_errors(change, &at.join("error_media"), error_media, &new.error_media);
        self.pagination(&at.join("pagination"), pagination.as_ref(), new.pagination.as_ref());
        self.retry(&at.join("retry"), retry.as_ref(), new.retry.as_ref());
        self.waiters(&at.join("waiters"), waiters, &new.waiters);
        self.changed(Change::OperationExamplesChanged, None, &at.join("examples"), examples, &new.examples);
    }

    fn http(&mut self, at: &At, old: Option<&Http>, new: Option<&Http>) {
        // Where the protocol fixes how operations are called, what is documented beside it has no effect.
        let is_fixed = matches!(
            self.new.description.service.protocol,
            Some(
                Protocol::AwsJson10
                    | Protocol::AwsJson11
                    | Protocol::AwsQuery
                    | Protocol::Ec2Query
                    | Protocol::RpcV2Cbor
            )
        );
        let (
            Some(Http { method, path, status, further_statuses, root, host_prefix, consumes, produces }),
            Some(new),
        ) = (old, new)
        else {
            match (is_fixed, old.is_some(), new.is_some()) {
                (true, old, new) if old != new => self.report(Change::HttpRestated, None, at, None, None),
                (_, old, new) => self.flag((Change::HttpAdded, Change::HttpRemoved), None, at, old, new),
            }
            return;
        };
        if is_fixed {
            let fresh = (&new.method, &new.path, &new.status, &new.further_statuses);
            if (method, path, status, further_statuses) != fresh {
                self.report(Change::HttpRestated, None, at, None, None);
            }
        } else {
            self.changed(Change::MethodChanged, None, &at.join("method"), method, &new.method);
            self.changed(Change::PathChanged, None, &at.join("path"), path, &new.path);
            let changes = Optional {
                added: Change::SuccessStatusAdded,
                removed: Change::SuccessStatusRemoved,
                changed: Change::SuccessStatusChanged,
            };
            self.optional(changes, None, &at.join("status"), status, &new.status);
            let changes = (Change::FurtherStatusAdded, Change::FurtherStatusRemoved);
            let place = at.join("further_statuses");
            self.elements(changes, None, &place, further_statuses, &new.further_statuses);
        }
        self.changed(Change::RootElementChanged, None, &at.join("root"), root, &new.root);
        self.changed(Change::HostPrefixChanged, None, &at.join("host_prefix"), host_prefix, &new.host_prefix);
        self.changed(Change::RequestMediaChanged, None, &at.join("consumes"), consumes, &new.consumes);
        self.changed(Change::ResponseMediaChanged, None, &at.join("produces"), produces, &new.produces);
    }

    fn scopes(&mut self, at: &At, old: &[String], new: &[String]) {
        if old.is_empty() != new.is_empty() {
            let changes = (Change::ScopesDemanded, Change::ScopesDropped);
            self.flag(changes, None, at, !old.is_empty(), !new.is_empty());
        } else {
            let changes = (Change::OperationScopeAdded, Change::OperationScopeRemoved);
            self.elements(changes, None, at, old, new);
        }
    }

    /// Compares what an operation says of errors that is not so elsewhere.
    fn of_errors<T: PartialEq + Serialize>(&mut self, change: Change, at: &At, old: &Map<T>, new: &Map<T>) {
        for (name, said) in old {
            // Of an error that is gone it says nothing that is missed.
            let renamed = self.errors.get(name.as_str()).copied().unwrap_or(name);
            self.changed(change, None, &at.split(name, renamed), &Some(said), &new.get(renamed));
        }
        let origins: Vec<&str> =
            old.keys().map(|name| self.errors.get(name.as_str()).copied().unwrap_or(name)).collect();
        for name in new.keys().filter(|name| !origins.contains(&name.as_str())) {
            self.added(change, None, &at.join(name), None);
        }
    }

    fn pagination(&mut self, at: &At, old: Option<&Pagination>, new: Option<&Pagination>) {
        let (Some(old), Some(new)) = (old, new) else {
            let changes = (Change::PaginationAdded, Change::PaginationRemoved);
            return self.flag(changes, None, at, old.is_some(), new.is_some());
        };
        let Pagination { input_token, output_token, further_tokens, items, page_size, more_results } = old;
        self.changed(Change::PageTokenChanged, None, &at.join("input_token"), input_token, &new.input_token);
        self.changed(
            Change::NextTokenChanged,
            None,
            &at.join("output_token"),
            output_token,
            &new.output_token,
        );
        let place = at.join("further_tokens");
        self.changed(Change::FurtherTokensChanged, None, &place, further_tokens, &new.further_tokens);
        let changes = Optional {
            added: Change::PageItemsAdded,
            removed: Change::PageItemsRemoved,
            changed: Change::PageItemsChanged,
        };
        self.optional(changes, None, &at.join("items"), items, &new.items);
        self.changed(Change::PageSizeChanged, None, &at.join("page_size"), page_size, &new.page_size);
        let place = at.join("more_results");
        self.changed(Change::MoreResultsChanged, None, &place, more_results, &new.more_results);
    }

    fn retry(&mut self, at: &At, old: Option<&Retry>, new: Option<&Retry>) {
        let (Some(Retry { after_header, after_member }), Some(new)) = (old, new) else {
            let changes = (Change::RetryAdded, Change::RetryRemoved);
            return self.flag(changes, None, at, old.is_some(), new.is_some());
        };
        let place = at.join("after_header");
        self.changed(Change::RetryHeaderChanged, None, &place, after_header, &new.after_header);
        let place = at.join("after_member");
        self.changed(Change::RetryMemberChanged, None, &place, after_member, &new.after_member);
    }

    fn waiters(&mut self, at: &At, old: &Map<Waiter>, new: &Map<Waiter>) {
        self.names((Change::WaiterAdded, Change::WaiterRemoved), at, old, new);
        for (name, waiter) in old {
            let Some(new) = new.get(name) else { continue };
            let (at, Waiter { delay, max_attempts, states }) = (at.join(name), waiter);
            self.changed(Change::WaiterDelayChanged, None, &at.join("delay"), delay, &new.delay);
            let place = at.join("max_attempts");
            self.changed(Change::WaiterAttemptsChanged, None, &place, max_attempts, &new.max_attempts);
            let change = match (waiter.is_told(), new.is_told()) {
                (false, true) => Change::WaiterTold,
                (true, false) => Change::WaiterUntold,
                _ => Change::WaiterStatesChanged,
            };
            self.changed(change, None, &at.join("states"), states, &new.states);
        }
    }

    /// Compares what must hold between members.
    pub(super) fn rules(&mut self, at: &At, direction: Direction, old: &[MemberRule], new: &[MemberRule]) {
        let changes = |rule: &MemberRule| match rule {
            MemberRule::Exclusive(_) => (Change::ExclusiveAdded, Change::ExclusiveRemoved),
            MemberRule::AtLeastOne(_) => (Change::AtLeastOneAdded, Change::AtLeastOneRemoved),
            MemberRule::ExactlyOne(_) => (Change::ExactlyOneAdded, Change::ExactlyOneRemoved),
            MemberRule::Together(_) => (Change::TogetherAdded, Change::TogetherRemoved),
            MemberRule::IgnoredWhen { .. } => (Change::IgnoredWhenAdded, Change::IgnoredWhenRemoved),
            MemberRule::Requires { .. } => (Change::RequiresAdded, Change::RequiresRemoved),
        };
        let named = |rule: &MemberRule| Some(rule.members().join(", "));
        for rule in new.iter().filter(|rule| !old.contains(rule)) {
            self.report(changes(rule).0, Some(direction), at, None, named(rule));
        }
        for rule in old.iter().filter(|rule| !new.contains(rule)) {
            self.report(changes(rule).1, Some(direction), at, named(rule), None);
        }
    }
}
