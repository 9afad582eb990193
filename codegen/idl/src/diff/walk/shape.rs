//! Named shapes.

use super::super::pairs::{Pair, members_alike, pair_up};
use super::super::usage::Holder;
use super::member::joined;
use super::{At, Change, Direction, Optional, Walk};
use crate::{EnumValue, Map, Member, Shape, ShapeKind};

impl<'d> Walk<'d> {
    pub(super) fn shape(&mut self, pair: Pair<'d, Shape>) {
        match pair {
            Pair::Added(name, _) => {
                let change = match (self.new.direction(name), self.new.is_declared(name)) {
                    (Some(_), true) => Change::ShapeAdded,
                    // It stands inline where it is used, and is compared there.
                    (Some(_), false) => return,
                    (None, _) => Change::UnusedShapeChanged,
                };
                self.added(change, None, &At::of("types").join(name), None);
            }
            Pair::Removed(name, _) => {
                let change = match (self.old.direction(name), self.old.is_declared(name)) {
                    (Some(_), true) => Change::ShapeRemoved,
                    (Some(_), false) => return,
                    (None, _) => Change::UnusedShapeChanged,
                };
                self.removed(change, None, &At::of("types").join(name), None);
            }
            Pair::Both { old, new } => self.both(old, new),
        }
    }

    fn both(&mut self, old: (&'d str, &'d Shape), new: (&'d str, &'d Shape)) {
        let at = At::between(["types", old.0], ["types", new.0]);
        let (before, after) = (self.old.direction(old.0), self.new.direction(new.0));
        let (Some(before), Some(after)) = (before, after) else {
            match (before, after) {
                (None, Some(_)) => self.added(Change::ShapeAdded, None, &at, None),
                (Some(_), None) => self.removed(Change::ShapeRemoved, None, &at, None),
                _ if old != new => self.report(Change::UnusedShapeChanged, None, &at, None, None),
                _ => {}
            }
            return;
        };
        if old.0 != new.0 {
            let names = (Some(old.0.to_owned()), Some(new.0.to_owned()));
            self.report(Change::ShapeRenamed, None, &at, names.0, names.1);
        }
        let Shape { doc, doc_url, deprecated, kind } = old.1;
        self.changed(Change::ShapeDocChanged, None, &at.join("doc"), doc, &new.1.doc);
        self.changed(Change::ShapeDocUrlChanged, None, &at.join("doc_url"), doc_url, &new.1.doc_url);
        let changes = Optional {
            added: Change::ShapeDeprecated,
            removed: Change::ShapeUndeprecated,
            changed: Change::ShapeDeprecationChanged,
        };
        self.deprecation(changes, None, &at, deprecated, &new.1.deprecated);
        self.kinds(&at, (kind, before), (&new.1.kind, after));
    }

    fn kinds(
        &mut self,
        at: &At,
        (old, before): (&'d ShapeKind, Direction),
        (new, after): (&'d ShapeKind, Direction),
    ) {
        let direction = joined(before, after);
        match (old, new) {
            (
                ShapeKind::Struct { members: old, rules: old_rules },
                ShapeKind::Struct { members: new, rules: new_rules },
            ) => {
                let is = |direction, other| direction == other || direction == Direction::Both;
                let sent = (is(before, Direction::Request), is(after, Direction::Request));
                self.flag((Change::ShapeSent, Change::ShapeNotSent), None, at, sent.0, sent.1);
                let received = (is(before, Direction::Response), is(after, Direction::Response));
                self.flag(
                    (Change::ShapeReceived, Change::ShapeNotReceived),
                    None,
                    at,
                    received.0,
                    received.1,
                );
                let (before, after) = (Holder::Struct(before), Holder::Struct(after));
                self.members(&at.join("members"), (old, before), (new, after));
                self.rules(&at.join("rules"), direction, old_rules, new_rules);
            }
            (
                ShapeKind::Enum { values: old, open: was_open },
                ShapeKind::Enum { values: new, open: is_open },
            ) => {
                self.values(&at.join("enum"), old, new);
                let changes = (Change::EnumOpened, Change::EnumClosed);
                self.flag(changes, None, &at.join("open"), *was_open, *is_open);
            }
            (ShapeKind::Union(old), ShapeKind::Union(new)) => {
                self.variants(&at.join("union"), direction, old, new);
            }
            (ShapeKind::List(old), ShapeKind::List(new)) => {
                self.member(&at.join("list"), direction, old, new)
            }
            (ShapeKind::Map(old), ShapeKind::Map(new)) => {
                let at = at.join("map");
                self.member(&at.join("key"), direction, &old.key, &new.key);
                self.member(&at.join("value"), direction, &old.value, &new.value);
            }
            _ => {
                let names = (Some(kind_name(old).to_owned()), Some(kind_name(new).to_owned()));
                self.report(Change::ShapeKindChanged, None, at, names.0, names.1);
            }
        }
    }

    fn values(&mut self, at: &At, old: &[EnumValue], new: &[EnumValue]) {
        let find = |values: &[EnumValue], value: &EnumValue| {
            values.iter().position(|other| other.value == value.value)
        };
        for (index, value) in new.iter().enumerate() {
            let Some(was) = find(old, value) else {
                self.added(
                    Change::EnumValueAdded,
                    None,
                    &at.join(&index.to_string()),
                    Some(value.value.clone()),
                );
                continue;
            };
            let EnumValue { value: _, doc, deprecated } = &old[was];
            let at = at.split(&was.to_string(), &index.to_string());
            self.changed(Change::EnumValueDocChanged, None, &at.join("doc"), doc, &value.doc);
            let changes = Optional {
                added: Change::EnumValueDeprecated,
                removed: Change::EnumValueUndeprecated,
                changed: Change::EnumValueDeprecationChanged,
            };
            self.deprecation(changes, None, &at, deprecated, &value.deprecated);
        }
        for (index, value) in old.iter().enumerate().filter(|(_, value)| find(new, value).is_none()) {
            let value = Some(value.value.clone());
            self.removed(Change::EnumValueRemoved, None, &at.join(&index.to_string()), value);
        }
        let kept = new.iter().filter_map(|value| find(old, value));
        if !kept.is_sorted() {
            self.report(Change::EnumValuesReordered, None, at, None, None);
        }
    }

    fn variants(&mut self, at: &At, direction: Direction, old: &'d Map<Member>, new: &'d Map<Member>) {
        let pairs = pair_up(old, new, |old, new| members_alike(old, new, !self.is_other_type(old.1, new.1)));
        for pair in pairs {
            match pair {
                Pair::Added(name, member) => {
                    let r#type = Some(member.r#type.to_string());
                    self.added(Change::VariantAdded, None, &at.join(name), r#type);
                }
                Pair::Removed(name, member) => {
                    let r#type = Some(member.r#type.to_string());
                    self.removed(Change::VariantRemoved, None, &at.join(name), r#type);
                }
                Pair::Both { old, new } => {
                    let at = at.split(old.0, new.0);
                    if old.0 != new.0 {
                        let names = (Some(old.0.to_owned()), Some(new.0.to_owned()));
                        self.report(Change::VariantRenamed, None, &at, names.0, names.1);
                    }
                    self.member(&at, direction, old.1, new.1);
                }
            }
        }
    }
}

fn kind_name(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Struct { .. } => "structure",
        ShapeKind::Enum { .. } => "enum",
        ShapeKind::Union(_) => "union",
        ShapeKind::List(_) => "list",
        ShapeKind::Map(_) => "map",
    }
}
