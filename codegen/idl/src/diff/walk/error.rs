//! Errors.

use super::super::pairs::Pair;
use super::super::usage::Holder;
use super::{At, Change, Direction, Walk};
use crate::{ErrorShape, TypeRef};

impl<'d> Walk<'d> {
    pub(super) fn error(&mut self, pair: Pair<'d, ErrorShape>) {
        match pair {
            Pair::Added(name, _) => self.added(Change::ErrorAdded, None, &At::of("errors").join(name), None),
            Pair::Removed(name, _) => {
                self.removed(Change::ErrorRemoved, None, &At::of("errors").join(name), None)
            }
            Pair::Both { old, new } => {
                let at = At::between(["errors", old.0], ["errors", new.0]);
                if old.0 != new.0 {
                    let names = (Some(old.0.to_owned()), Some(new.0.to_owned()));
                    self.report(Change::ErrorRenamed, None, &at, names.0, names.1);
                }
                self.same_error(&at, old.1, new.1);
            }
        }
    }

    fn same_error(&mut self, at: &At, old: &'d ErrorShape, new: &'d ErrorShape) {
        let ErrorShape { status, code, media, r#type: _, members: _, retryable, doc, doc_url } = old;
        self.changed(Change::ErrorStatusChanged, None, &at.join("status"), status, &new.status);
        self.changed(Change::ErrorCodeChanged, None, &at.join("code"), code, &new.code);
        self.changed(Change::ErrorMediaChanged, None, &at.join("media"), media, &new.media);
        self.body(at, old, new);
        let changes = (Change::ErrorRetryable, Change::ErrorNotRetryable);
        self.flag(changes, None, &at.join("retryable"), *retryable, new.retryable);
        self.changed(Change::ErrorDocChanged, None, &at.join("doc"), doc, &new.doc);
        self.changed(Change::ErrorDocUrlChanged, None, &at.join("doc_url"), doc_url, &new.doc_url);
    }

    fn is_one_shape(&self, old: &TypeRef, new: &TypeRef) -> bool {
        matches!((old.shape(), new.shape()), (Some(old), Some(new)) if self.new_name(old) == new)
    }

    /// Compares bodies: members of the error's own, which go before a type, or a type, or none.
    fn body(&mut self, at: &At, old: &'d ErrorShape, new: &'d ErrorShape) {
        let has_body = |error: &ErrorShape| !error.members.is_empty() || error.r#type.is_some();
        let own = (!old.members.is_empty(), !new.members.is_empty());
        let shown = |error: &ErrorShape| {
            error.r#type.as_ref().filter(|_| error.members.is_empty()).map(ToString::to_string)
        };
        match (own, &old.r#type, &new.r#type) {
            _ if has_body(old) != has_body(new) => {
                let changes = (Change::ErrorBodyAdded, Change::ErrorBodyRemoved);
                self.flag(changes, None, &at.join("type"), has_body(old), has_body(new));
            }
            ((true, true), ..) => {
                let holder = Holder::Struct(Direction::Response);
                self.members(&at.join("members"), (&old.members, holder), (&new.members, holder));
            }
            ((false, false), old, new) if old == new => {}
            ((false, false), Some(before), Some(after)) if self.is_one_shape(before, after) => {}
            _ => self.report(Change::ErrorBodyChanged, None, &at.join("type"), shown(old), shown(new)),
        }
    }
}
