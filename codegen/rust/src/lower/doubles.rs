//! Leaves out what a list stands for: before anything is lowered, so that all that follows sees the same members.
//!
//! S3 once sent one event where it sends several now, and called the element of both `Event`. No reader of XML can tell
//! them apart, so the list holds both, and the deprecated single value is no member of the client.

use std::collections::HashMap;

use docwright_idl::{Description, Map, Member, MemberRule, Protocol, ShapeKind, TypeRef};

use crate::docs::code;

/// Returns the description without the members that lists stand for; `None` if there are none.
pub(super) fn left_out(description: &Description) -> Option<Description> {
    if description.service.protocol != Some(Protocol::RestXml) {
        return None;
    }
    let has_doubles = |members: &Map<Member>| !lists(members).is_empty();
    let in_operations = description
        .operations
        .values()
        .any(|operation| has_doubles(&operation.input) || has_doubles(&operation.output));
    let in_types = description
        .types
        .values()
        .any(|shape| matches!(&shape.kind, ShapeKind::Struct { members, .. } if has_doubles(members)));
    if !in_operations && !in_types {
        return None;
    }
    let mut description = description.clone();
    for operation in description.operations.values_mut() {
        leave_out(&mut operation.input, &mut operation.rules);
        leave_out(&mut operation.output, &mut Vec::new());
    }
    for shape in description.types.values_mut() {
        if let ShapeKind::Struct { members, rules } = &mut shape.kind {
            leave_out(members, rules);
        }
    }
    Some(description)
}

/// Removes the members that lists stand for, and the rules that name them.
fn leave_out(members: &mut Map<Member>, rules: &mut Vec<MemberRule>) {
    for (one, list) in lists(members) {
        members.shift_remove(&one);
        rules.retain(|rule| !rule.members().contains(&one.as_str()));
        if let Some(list) = members.get_mut(&list) {
            let also = format!("Stands for {}, too, which is deprecated and written alike.", code(&one));
            list.doc = Some(match list.doc.take() {
                Some(doc) => format!("{doc}\n\n{also}"),
                None => also,
            });
        }
    }
}

/// Returns the members that lists stand for, each with the list: a deprecated value of which the element is called and is like those
/// of the list.
fn lists(members: &Map<Member>) -> Vec<(String, String)> {
    let is_in_body = |member: &Member| member.r#in.is_none();
    let mut flattened: HashMap<&str, (&String, &Member)> = HashMap::new();
    for (list, member) in members.iter().filter(|(_, member)| member.flattened && is_in_body(member)) {
        if let (Some(element), TypeRef::List(of)) = (&member.name, &member.r#type) {
            flattened.entry(element).or_insert((list, of));
        }
    }
    let single = members.iter().filter(|(_, member)| {
        member.deprecated.is_some() && !member.required && member.name.is_none() && is_in_body(member)
    });
    let listed = single.filter_map(|(one, member)| {
        let (list, element) = flattened.get(one.as_str())?;
        (element.r#type == member.r#type).then(|| (one.clone(), (*list).clone()))
    });
    listed.collect()
}
