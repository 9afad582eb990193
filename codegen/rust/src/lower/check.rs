//! What the runtime checks before an input is sent: the rules of each member, and those between members.
//!
//! Everything that the description demands is checked, stated or inferred, but for what cannot be checked without
//! refusing what may be right: the values of enums, which are open; forms that examples alone show; patterns that [`pattern`](super::pattern) cannot
//! evaluate faithfully; and a rule that the documentation's own default or example of the member breaks.

use std::collections::HashSet;
use std::sync::Arc;

use docwright_idl::{Bounds, Map, Member, MemberRule};
use serde_json::{Number, Value};

use super::Lowering;
use super::model::{
    Check, Client, Field, Form, Item, Literal, Place, Relation, Role, Struct, Type, Union, UnionVariant,
};
use super::pattern;
use super::shapes::Container;
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
                match (self.shapes.container(&member.r#type), r#type) {
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

/// Marks what has to be walked through to reach a rule.
pub(super) fn mark(client: &mut Client) {
    let mut checked: HashSet<Name> = HashSet::new();
    loop {
        let is_new = |item: &&Arc<Item>| !checked.contains(item.name()) && is_checked(item, &checked);
        let found: Vec<Name> = client.types.iter().filter(is_new).map(|item| item.name().clone()).collect();
        if found.is_empty() {
            break;
        }
        checked.extend(found);
    }
    // What was settled before is as it should be, mostly.
    for item in &mut client.types {
        match &**item {
            Item::Struct(known) if known.role == Role::Sent => {
                let walked = walked(known, &checked);
                if !is_marked(known, &walked)
                    && let Item::Struct(item) = Arc::make_mut(item)
                {
                    mark_struct(item, &walked);
                }
            }
            Item::Union(known) => {
                let walked = walked_variants(known, &checked);
                if !known.variants.iter().map(|variant| variant.is_walked).eq(walked.iter().copied())
                    && let Item::Union(item) = Arc::make_mut(item)
                {
                    let variants = item.variants.iter_mut().zip(walked);
                    variants.for_each(|(variant, is_walked)| variant.is_walked = is_walked);
                }
            }
            Item::Struct(_) | Item::Newtype(_) | Item::Enum(_) => {}
        }
    }
    for operation in &mut client.operations {
        let walked = walked(&operation.input, &checked);
        if !is_marked(&operation.input, &walked) {
            mark_struct(&mut Arc::make_mut(operation).input, &walked);
        }
    }
}

/// Whether a value of a type has to be walked through; `checked` are those of which that is known.
fn is_checked(item: &Item, checked: &HashSet<Name>) -> bool {
    match item {
        Item::Struct(item) if item.role == Role::Sent => {
            !item.relations.is_empty() || walked(item, checked).contains(&true)
        }
        Item::Union(item) => walked_variants(item, checked).contains(&true),
        Item::Newtype(item) => leads(&item.r#type, checked),
        Item::Struct(_) | Item::Enum(_) => false,
    }
}

/// Returns for each field whether it has to be looked at.
fn walked(item: &Struct, checked: &HashSet<Name>) -> Vec<bool> {
    let related: HashSet<&Name> = item.relations.iter().flat_map(Relation::members).collect();
    let has_rule = |field: &Field| {
        let only_hidden = field.checks == [Check::Sensitive];
        !field.checks.is_empty() && !only_hidden || leads(&field.r#type, checked)
    };
    let is_walked =
        |field: &Field| field.place != Place::Status && (has_rule(field) || related.contains(&field.name));
    item.fields.iter().map(is_walked).collect()
}

fn walked_variants(item: &Union, checked: &HashSet<Name>) -> Vec<bool> {
    let is_walked = |variant: &UnionVariant| !variant.checks.is_empty() || leads(&variant.r#type, checked);
    item.variants.iter().map(is_walked).collect()
}

fn is_marked(item: &Struct, walked: &[bool]) -> bool {
    item.fields.iter().map(|field| field.is_walked).eq(walked.iter().copied())
}

fn mark_struct(item: &mut Struct, walked: &[bool]) {
    item.fields.iter_mut().zip(walked).for_each(|(field, is_walked)| field.is_walked = *is_walked);
}

/// Whether a type holds values of a type that has rules.
fn leads(r#type: &Type, checked: &HashSet<Name>) -> bool {
    matches!(r#type.leaf(), Type::Named(name) if checked.contains(name))
}
