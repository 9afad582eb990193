//! What the runtime checks before an input is sent: the rules of each member, and those between members.
//!
//! Everything that the description demands is checked, stated or inferred, but for what cannot be checked without
//! refusing what may be right: the values of enums, which are open; forms that examples alone show; patterns that [`pattern`](super::pattern) cannot
//! evaluate faithfully; and a rule that the documentation's own default or example of the member breaks.

use docwright_idl::{Bounds, Map, Member, MemberRule};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use serde_json::{Number, Value};

use super::Lowering;
use super::model::{Check, Field, Form, Item, Literal, Place, Relation, Role, Struct, Type};
use super::pattern;
use super::view::Container;
use crate::names::Name;

impl Lowering<'_> {
    /// Returns the rules that the value of a member, of the given type, must keep.
    pub(super) fn checks(&self, member: &Member, r#type: &Type) -> Vec<Check> {
        let mut checks = Vec::new();
        if member.json_string || r#type.is_stream() {
            return checks;
        }
        let documented = || member.examples.iter().chain(&member.default);
        let texts = || documented().filter_map(Value::as_str);
        match r#type {
            Type::String => {
                if let Some(length) = counts(member.length.as_deref())
                    && texts().all(|text| length.0 <= text.chars().count() as u64)
                    && texts().all(|text| text.chars().count() as u64 <= length.1)
                {
                    checks.push(Check::Length(length));
                }
                let is_kept = |pattern: &&String| pattern::is_checkable(pattern, texts());
                checks.extend(member.pattern.as_ref().filter(is_kept).cloned().map(Check::Pattern));
                checks.extend(one_of(&member.values, |value| {
                    value.as_str().map(|text| Literal::Text(text.to_owned()))
                }));
            }
            Type::Blob => checks.extend(counts(member.length.as_deref()).map(Check::Length)),
            Type::Text(Form::HourMinute) if member.format.as_deref() == Some("HH:00") => {
                checks.push(Check::FullHour);
            }
            // A type that examples alone show says nothing of other values.
            Type::Text(Form::DateTime) => {}
            Type::Text(_) if member.format.is_some() || member.pattern.is_some() => checks.push(Check::Form),
            Type::I64 | Type::I128 | Type::F32 | Type::F64 | Type::Number => {
                let is_whole = matches!(r#type, Type::I64 | Type::I128);
                let is_kept = |range: &&Bounds| documented().all(|value| holds(range, value));
                checks.extend(member.range.as_deref().filter(is_kept).map(|range| match is_whole {
                    true => whole(range),
                    false => {
                        let (min, max) = range.ends_as_f64();
                        Check::Float(min.unwrap_or(f64::MIN), max.unwrap_or(f64::MAX))
                    }
                }));
                checks.extend(one_of(&member.values, |value| value.as_f64().map(Literal::Number)));
            }
            Type::Vec(_) | Type::Map(..) => {
                checks.extend(counts(member.items.as_deref()).map(Check::Items));
                if member.unique && matches!(r#type, Type::Vec(_)) {
                    checks.push(Check::Distinct);
                }
                match (self.view.container(&member.r#type), r#type) {
                    (Some(Container::List(element)), Type::Vec(r#type)) => {
                        checks.extend(within(self.checks(element, r#type), Check::Each));
                    }
                    (Some(Container::Map(map)), Type::Map(key, value)) => {
                        checks.extend(within(self.checks(&map.key, key), Check::Keys));
                        checks.extend(within(self.checks(&map.value, value), Check::Each));
                    }
                    _ => {}
                }
            }
            Type::Box(r#type) => return self.checks(member, r#type),
            Type::Bool | Type::Timestamp | Type::Document | Type::Named(_) | Type::Text(_) => {}
            Type::ByteStream | Type::EventStream(_) => {}
        }
        if member.sensitive {
            checks.push(Check::Sensitive);
        }
        checks
    }
}

/// Returns the rules of what a list or map holds, if there are any.
fn within(checks: Vec<Check>, part: fn(Vec<Check>) -> Check) -> Option<Check> {
    (!checks.is_empty()).then(|| part(checks))
}

/// Returns a range of counts, if it leaves any out.
fn counts(bounds: Option<&Bounds>) -> Option<(u64, u64)> {
    let bounds = bounds?;
    let min = bounds.min.as_ref().and_then(Number::as_u64).unwrap_or(0);
    let max = bounds.max.as_ref().map_or(Some(u64::MAX), Number::as_u64)?;
    (min <= max && (min, max) != (0, u64::MAX)).then_some((min, max))
}

/// Returns the whole numbers of a range. An end beyond 64 bits is none.
fn whole(range: &Bounds) -> Check {
    let end = |end: &Option<Number>, round: fn(f64) -> f64| {
        let end = end.as_ref()?;
        end.as_i64().or_else(|| {
            let rounded = round(end.as_f64()?);
            // Doubles of this size are exact.
            (rounded.abs() < (1_i64 << 53) as f64).then_some(rounded as i64)
        })
    };
    Check::Integer(
        end(&range.min, f64::ceil).unwrap_or(i64::MIN),
        end(&range.max, f64::floor).unwrap_or(i64::MAX),
    )
}

fn holds(range: &Bounds, value: &Value) -> bool {
    let (min, max) = range.ends_as_f64();
    value
        .as_f64()
        .is_none_or(|value| min.is_none_or(|min| min <= value) && max.is_none_or(|max| value <= max))
}

/// Returns the rule of documented values, unless one of them is of another type than the member.
fn one_of(values: &[Value], literal: impl Fn(&Value) -> Option<Literal>) -> Option<Check> {
    let literals: Vec<Literal> = values.iter().map(literal).collect::<Option<_>>()?;
    (!literals.is_empty()).then_some(Check::OneOf(literals))
}

/// Returns the rules between members; `names` are the fields' in the order of `members`. What a service ignores it does
/// not refuse.
pub(super) fn relations(rules: &[MemberRule], members: &Map<Member>, names: &[Name]) -> Vec<Relation> {
    let one = |member: &String| members.get_index_of(member).and_then(|at| names.get(at).cloned());
    let all = |members: &[String]| members.iter().map(one).collect::<Option<Vec<_>>>();
    let relation = |rule: &MemberRule| match rule {
        MemberRule::Exclusive(members) => Some(Relation::Exclusive(all(members)?)),
        MemberRule::AtLeastOne(members) => Some(Relation::AtLeastOne(all(members)?)),
        MemberRule::ExactlyOne(members) => Some(Relation::ExactlyOne(all(members)?)),
        MemberRule::Together(members) => Some(Relation::Together(all(members)?)),
        MemberRule::Requires { member, members } => Some(Relation::Requires(one(member)?, all(members)?)),
        MemberRule::IgnoredWhen { .. } => None,
    };
    rules.iter().filter_map(relation).collect()
}

impl Lowering<'_> {
    /// Marks in a type what has to be walked through to reach a rule.
    pub(super) fn mark_item(&self, item: &mut Item) {
        match item {
            Item::Struct(item) if item.role == Role::Sent => self.mark(item),
            Item::Union(item) => {
                for variant in &mut item.variants {
                    variant.is_walked = !variant.checks.is_empty() || self.is_checked(&variant.r#type);
                }
            }
            Item::Struct(_) | Item::Newtype(_) | Item::Enum(_) => {}
        }
    }

    /// Marks the fields that have to be looked at.
    pub(super) fn mark(&self, item: &mut Struct) {
        let related: HashSet<&Name> = item.relations.iter().flat_map(Relation::members).collect();
        for field in &mut item.fields {
            field.is_walked = field.place != Place::Status
                && (has_rule(field) || related.contains(&field.name) || self.is_checked(&field.r#type));
        }
    }

    /// Whether a type holds values of a type that has rules.
    fn is_checked(&self, r#type: &Type) -> bool {
        matches!(r#type.leaf(), Type::Named(name) if self.view.is_checked(name))
    }
}

/// Returns the names of the types that have rules, or hold something that has.
pub(super) fn checked<'a>(items: impl Iterator<Item = &'a Item>) -> HashSet<Name> {
    let mut held_by: HashMap<&Name, Vec<&Name>> = HashMap::new();
    let mut open = Vec::new();
    for item in items {
        let mut holds = |r#type: &'a Type| {
            if let Type::Named(name) = r#type.leaf() {
                held_by.entry(name).or_default().push(item.name());
            }
        };
        let is_first = match item {
            Item::Struct(item) if item.role == Role::Sent => {
                let fields = || item.fields.iter().filter(|field| field.place != Place::Status);
                fields().for_each(|field| holds(&field.r#type));
                !item.relations.is_empty() || fields().any(has_rule)
            }
            Item::Union(item) => {
                item.variants.iter().for_each(|variant| holds(&variant.r#type));
                item.variants.iter().any(|variant| !variant.checks.is_empty())
            }
            Item::Newtype(item) => {
                holds(&item.r#type);
                false
            }
            Item::Struct(_) | Item::Enum(_) => false,
        };
        open.extend(is_first.then_some(item.name()));
    }
    let mut checked = HashSet::new();
    while let Some(name) = open.pop() {
        if checked.insert(name.clone()) {
            open.extend(held_by.get(name).into_iter().flatten());
        }
    }
    checked
}

/// Whether a member has a rule of its own.
fn has_rule(field: &Field) -> bool {
    !field.checks.is_empty() && field.checks != [Check::Sensitive]
}
