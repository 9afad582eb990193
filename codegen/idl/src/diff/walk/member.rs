//! Members, and the elements of lists and maps.

use super::super::pairs::{Pair, members_alike, pair_up};
use super::super::usage::{Class, Content, Holder, Side};
use super::{At, Change, Direction, Optional, Walk, text};
use crate::{Bounds, Map, Member, Scalar, TypeRef};

/// How two types differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Difference {
    None,
    /// A text has a form of its own now.
    Refined,
    /// A text has none any more.
    Generalised,
    /// Another type, which is the same in Rust.
    Restated,
    Other,
}

/// The changes of something that bounds a value.
type Bounded = (Change, Change, Change);

impl<'d> Walk<'d> {
    /// Compares the members of an input, an output or a structure.
    pub(super) fn members(
        &mut self,
        at: &At,
        (old, before): (&'d Map<Member>, Holder),
        (new, after): (&'d Map<Member>, Holder),
    ) {
        let direction = joined(before.direction(), after.direction());
        let mut order: (Vec<&str>, Vec<&str>) = Default::default();
        let pairs = pair_up(old, new, |old, new| {
            let same = !self.is_other_type(old.1, new.1);
            members_alike(old, new, same && old.1.required == new.1.required)
        });
        for pair in pairs {
            match pair {
                Pair::Added(name, member) => {
                    let is_required = after.demands(member) || after.always_has(member, &self.new);
                    let change = if is_required { Change::RequiredMemberAdded } else { Change::MemberAdded };
                    self.added(change, Some(direction), &at.join(name), Some(member.r#type.to_string()));
                }
                Pair::Removed(name, member) => {
                    let is_required = before.demands(member) || before.always_has(member, &self.old);
                    let change =
                        if is_required { Change::RequiredMemberRemoved } else { Change::MemberRemoved };
                    self.removed(change, Some(direction), &at.join(name), Some(member.r#type.to_string()));
                }
                Pair::Both { old: (old_name, old), new: (new_name, new) } => {
                    let at = at.split(old_name, new_name);
                    if old_name != new_name {
                        let names = (Some(old_name.to_owned()), Some(new_name.to_owned()));
                        self.report(Change::MemberRenamed, Some(direction), &at, names.0, names.1);
                    }
                    self.presence(&at, direction, (old, before), (new, after));
                    self.member(&at, direction, old, new);
                    if before.demands(old) && after.demands(new) {
                        order.1.push(new_name);
                        order.0.push(old_name);
                    }
                }
            }
        }
        // The pairs come in the new order.
        order.0.sort_by_key(|name| old.get_index_of(*name));
        let was = order.0.iter().map(|name| new.get_index_of(*name)).collect::<Vec<_>>();
        if !order.0.is_empty() && was.iter().all(Option::is_some) && !was.is_sorted() {
            let names = (Some(order.0.join(", ")), Some(order.1.join(", ")));
            self.report(Change::RequiredReordered, Some(direction), at, names.0, names.1);
        }
        if direction == Direction::Response {
            let (was, is) = (before.has_default(old, &self.old), after.has_default(new, &self.new));
            self.flag((Change::DefaultGained, Change::DefaultLost), Some(direction), at, was, is);
        }
    }

    /// Compares who has to give a member, and whether it may be absent.
    fn presence(
        &mut self,
        at: &At,
        direction: Direction,
        (old, before): (&Member, Holder),
        (new, after): (&Member, Holder),
    ) {
        let at = &at.join("required");
        let demanded = (before.demands(old), after.demands(new));
        let always = (before.always_has(old, &self.old), after.always_has(new, &self.new));
        let direction = Some(direction);
        if demanded.0 != demanded.1 {
            self.flag((Change::MadeRequired, Change::MadeOptional), direction, at, demanded.0, demanded.1);
        } else if always.0 != always.1 {
            let changes = match old.required == new.required {
                true => (Change::AlwaysThere, Change::MaybeAbsent),
                false => (Change::MadeRequired, Change::MadeOptional),
            };
            self.flag(changes, direction, at, always.0, always.1);
        } else if direction == Some(Direction::Response) {
            let changes = (Change::PresencePromised, Change::PresenceWithdrawn);
            self.flag(changes, direction, at, old.required, new.required);
        }
    }

    /// Compares all of a member but whether it is there.
    pub(super) fn member(&mut self, at: &At, direction: Direction, old: &'d Member, new: &'d Member) {
        let Member {
            r#type: _,
            required: _,
            r#in,
            name,
            flattened,
            nullable,
            default,
            length,
            range,
            items,
            pattern,
            unique,
            values,
            format,
            unit,
            time_zone,
            case_sensitive,
            idempotency_token,
            sensitive,
            streaming: _,
            json_string: _,
            deprecated,
            doc,
            examples,
        } = old;
        self.types(at, direction, old, new);
        let way = Some(direction);
        self.changed(Change::MemberMoved, way, &at.join("in"), r#in, &new.r#in);
        self.changed(Change::WireNameChanged, way, &at.join("name"), name, &new.name);
        let place = at.join("flattened");
        self.changed(Change::FlatteningChanged, way, &place, flattened, &new.flattened);
        let changes = (Change::NullableAdded, Change::NullableRemoved);
        self.flag(changes, way, &at.join("nullable"), *nullable, new.nullable);
        let changes = Optional {
            added: Change::AssumedValueAdded,
            removed: Change::AssumedValueRemoved,
            changed: Change::AssumedValueChanged,
        };
        self.optional(changes, way, &at.join("default"), default, &new.default);
        let changes = (Change::LengthTightened, Change::LengthWidened, Change::LengthShifted);
        self.bounds(changes, direction, &at.join("length"), length, &new.length);
        let changes = (Change::RangeTightened, Change::RangeWidened, Change::RangeShifted);
        self.bounds(changes, direction, &at.join("range"), range, &new.range);
        let changes = (Change::ItemsTightened, Change::ItemsWidened, Change::ItemsShifted);
        self.bounds(changes, direction, &at.join("items"), items, &new.items);
        let changes = Optional {
            added: Change::PatternAdded,
            removed: Change::PatternRemoved,
            changed: Change::PatternChanged,
        };
        self.optional(changes, way, &at.join("pattern"), pattern, &new.pattern);
        let place = at.join("unique");
        self.flag((Change::UniqueAdded, Change::UniqueRemoved), way, &place, *unique, new.unique);
        let place = at.join("values");
        if values.is_empty() != new.values.is_empty() {
            let (was, is) = (!values.is_empty(), !new.values.is_empty());
            self.flag((Change::ValuesDemanded, Change::ValuesDropped), way, &place, was, is);
        } else {
            self.elements((Change::ValueAdded, Change::ValueRemoved), way, &place, values, &new.values);
        }
        self.format(&at.join("format"), direction, (old, format), (new, &new.format));
        let changes =
            Optional { added: Change::UnitAdded, removed: Change::UnitRemoved, changed: Change::UnitChanged };
        self.optional(changes, way, &at.join("unit"), unit, &new.unit);
        let changes = Optional {
            added: Change::TimeZoneAdded,
            removed: Change::TimeZoneRemoved,
            changed: Change::TimeZoneChanged,
        };
        self.optional(changes, way, &at.join("time_zone"), time_zone, &new.time_zone);
        let place = at.join("case_sensitive");
        let changes = (Change::CaseMatters, Change::CaseIgnored);
        self.flag(changes, way, &place, *case_sensitive, new.case_sensitive);
        if direction != Direction::Response {
            let (place, changes) = (at.join("idempotency_token"), (Change::TokenAdded, Change::TokenRemoved));
            self.flag(changes, way, &place, *idempotency_token, new.idempotency_token);
        }
        let place = at.join("sensitive");
        self.flag((Change::SensitiveAdded, Change::SensitiveRemoved), way, &place, *sensitive, new.sensitive);
        let changes = Optional {
            added: Change::MemberDeprecated,
            removed: Change::MemberUndeprecated,
            changed: Change::MemberDeprecationChanged,
        };
        self.optional(changes, way, &at.join("deprecated"), deprecated, &new.deprecated);
        self.changed(Change::MemberDocChanged, way, &at.join("doc"), doc, &new.doc);
        let place = at.join("examples");
        self.changed(Change::MemberExamplesChanged, way, &place, examples, &new.examples);
    }

    fn format(
        &mut self,
        at: &At,
        direction: Direction,
        old: (&'d Member, &Option<String>),
        new: (&'d Member, &Option<String>),
    ) {
        // A form that is a type of its own is said of the type.
        if self.difference(old.0, new.0) == Difference::Other {
            return;
        }
        let is_timestamp = |member: &Member| member.r#type == TypeRef::Scalar(Scalar::Timestamp);
        if is_timestamp(old.0) && is_timestamp(new.0) {
            self.changed(Change::TimestampFormatChanged, Some(direction), at, old.1, new.1);
            return;
        }
        let changes = Optional {
            added: Change::FormatAdded,
            removed: Change::FormatRemoved,
            changed: Change::FormatChanged,
        };
        self.optional(changes, Some(direction), at, old.1, new.1);
    }

    fn bounds(
        &mut self,
        (tightened, widened, shifted): Bounded,
        direction: Direction,
        at: &At,
        old: &Option<Box<Bounds>>,
        new: &Option<Box<Bounds>>,
    ) {
        let ends = |bounds: &Option<Box<Bounds>>| {
            let (min, max) = bounds.as_deref().map(Bounds::ends_as_f64).unwrap_or_default();
            (min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY))
        };
        if old == new {
            return;
        }
        let (before, after) = (ends(old), ends(new));
        let change =
            match (before.0 <= after.0 && before.1 >= after.1, after.0 <= before.0 && after.1 >= before.1) {
                (true, false) => tightened,
                (false, true) => widened,
                // The same numbers, written differently.
                (true, true) => return,
                (false, false) => shifted,
            };
        self.report(change, Some(direction), at, old.as_ref().and_then(text), new.as_ref().and_then(text));
    }

    /// Compares what the values of two members are, down to the elements of lists and maps.
    fn types(&mut self, at: &At, direction: Direction, old: &'d Member, new: &'d Member) {
        let way = Some(direction);
        let shown = |member: &Member| match &member.format {
            Some(format) => Some(format!("{} as {format}", member.r#type)),
            None => Some(member.r#type.to_string()),
        };
        if old.json_string != new.json_string {
            let changes = (Change::JsonStringAdded, Change::JsonStringRemoved);
            return self.flag(changes, way, &at.join("json_string"), old.json_string, new.json_string);
        }
        if old.streaming != new.streaming && direction != Direction::Both {
            let changes = (Change::StreamingAdded, Change::StreamingRemoved);
            return self.flag(changes, way, &at.join("streaming"), old.streaming, new.streaming);
        }
        let at = at.join("type");
        let change = match self.difference(old, new) {
            Difference::None => return self.elements_of(&at, direction, &old.r#type, &new.r#type),
            // Given as text, whatever it is.
            _ if old.json_string => Change::TypeRestated,
            Difference::Refined => Change::TypeRefined,
            Difference::Generalised => Change::TypeGeneralised,
            Difference::Restated => Change::TypeRestated,
            Difference::Other => Change::TypeChanged,
        };
        self.report(change, way, &at, shown(old), shown(new));
    }

    /// Compares what two lists or two maps hold, unless they are one shape, which is compared by itself.
    fn elements_of(&mut self, at: &At, direction: Direction, old: &'d TypeRef, new: &'d TypeRef) {
        if old.shape().is_some_and(|name| Some(self.new_name(name)) == new.shape()) {
            return;
        }
        match (self.old.content(old), self.new.content(new)) {
            (Content::List(old), Content::List(new)) => self.member(&at.join("0"), direction, old, new),
            (Content::Map(old), Content::Map(new)) => {
                let at = at.join("map");
                self.member(&at.join("key"), direction, &old.key, &new.key);
                self.member(&at.join("value"), direction, &old.value, &new.value);
            }
            _ => {}
        }
    }

    /// Returns how two types differ, elements of lists and maps aside.
    fn difference(&self, old: &'d Member, new: &'d Member) -> Difference {
        let protocol = |side: &Side<'_>| side.description.service.protocol;
        match (self.old.content(&old.r#type), self.new.content(&new.r#type)) {
            (Content::List(_), Content::List(_)) | (Content::Map(_), Content::Map(_)) => Difference::None,
            (Content::Value(TypeRef::Shape(old)), Content::Value(TypeRef::Shape(new))) => {
                if self.new_name(old) == new { Difference::None } else { Difference::Other }
            }
            (Content::Value(TypeRef::Scalar(before)), Content::Value(TypeRef::Scalar(after))) => {
                // What another protocol does to a type is said of the protocol.
                let protocol = (protocol(&self.old), protocol(&self.new));
                let class = |scalar, member, protocol| Class::of(scalar, member, protocol);
                match (before == after, class(*before, old, protocol.0) == class(*after, new, protocol.1)) {
                    (true, true) => Difference::None,
                    (false, true) => restated(*before, *after),
                    (_, false) => Difference::Other,
                }
            }
            _ => Difference::Other,
        }
    }

    /// Whether two members have other types in a typed client, at any depth.
    pub(super) fn is_other_type(&self, old: &'d Member, new: &'d Member) -> bool {
        self.difference(old, new) == Difference::Other
            || match (self.old.content(&old.r#type), self.new.content(&new.r#type)) {
                (Content::List(old), Content::List(new)) => self.is_other_type(old, new),
                (Content::Map(old), Content::Map(new)) => {
                    self.is_other_type(&old.key, &new.key) || self.is_other_type(&old.value, &new.value)
                }
                _ => false,
            }
    }
}

/// Returns how two scalars differ that are one in a typed client.
fn restated(old: Scalar, new: Scalar) -> Difference {
    match (old, new) {
        (Scalar::String, _) => Difference::Refined,
        (_, Scalar::String) => Difference::Generalised,
        _ => Difference::Restated,
    }
}

/// Returns the direction of what travels in the one before and in the other now.
pub(super) fn joined(old: Direction, new: Direction) -> Direction {
    if old == new { old } else { Direction::Both }
}
