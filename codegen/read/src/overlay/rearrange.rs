//! Rearranging what has a name: renaming it, making two shapes of one, or one of several.

use docwright_idl::{
    Code, Description, EnumValue, FactPath, Map, Member, MemberRule, Operation, Pagination, Shape, ShapeKind,
    TypeRef, WaiterState,
};

use super::target::fits;
use super::{Failure, Split, failure};
use crate::evidence::{Source, Sources};

/// Where the facts stand that are known of a description.
type Facts = Map<Sources>;

/// Renames a shape, an error, an operation or a member; what refers to it follows.
pub(super) fn rename(
    description: &mut Description,
    evidence: &mut Facts,
    target: &FactPath,
    name: &str,
    number: usize,
) -> Result<(), Failure> {
    let taken = || failure("rename", Code::OVERLAY_TARGET, format!("there is a `{name}` already"));
    let parts: Vec<&str> = target.parts().iter().map(String::as_str).collect();
    let renamed = match parts.as_slice() {
        ["types", old] => {
            let is_free = rename_key(&mut description.types, old, name);
            if is_free {
                each_type(description, &mut |_, r#type| rename_type(r#type, old, name));
            }
            is_free
        }
        ["errors", old] => {
            let is_free = rename_key(&mut description.errors, old, name);
            for operation in description.operations.values_mut().filter(|_| is_free) {
                operation
                    .errors
                    .iter_mut()
                    .filter(|error| *error == old)
                    .for_each(|error| name.clone_into(error));
                operation.errors.sort();
                rename_key(&mut operation.error_docs, old, name);
                rename_key(&mut operation.error_media, old, name);
                let told = states(operation).filter_map(|state| state.error.as_mut());
                told.filter(|error| *error == old).for_each(|error| name.clone_into(error));
            }
            is_free
        }
        ["operations", old] => rename_key(&mut description.operations, old, name),
        ["operations", operation, side @ ("input" | "output"), old] => {
            let Some(operation) = description.operations.get_mut(*operation) else { return Err(taken()) };
            let members = if *side == "input" { &mut operation.input } else { &mut operation.output };
            let is_free = rename_member(members, old, name);
            if is_free {
                if *side == "input" {
                    operation.rules.iter_mut().for_each(|rule| rename_in_rule(rule, old, name));
                }
                operation.pagination.iter_mut().for_each(|paging| rename_in_paging(paging, side, old, name));
                let told = states(operation).filter(|_| *side == "output");
                told.filter_map(|state| state.member.as_mut())
                    .for_each(|path| rename_in_path(path, old, name));
            }
            is_free
        }
        ["types", shape, "members" | "union", old] => {
            match description.types.get_mut(*shape).map(|shape| &mut shape.kind) {
                Some(ShapeKind::Struct { members, rules }) => {
                    let is_free = rename_member(members, old, name);
                    rules.iter_mut().filter(|_| is_free).for_each(|rule| rename_in_rule(rule, old, name));
                    is_free
                }
                Some(ShapeKind::Union(members)) => rename_member(members, old, name),
                _ => false,
            }
        }
        _ => {
            let message =
                format!("`{target}` cannot be renamed; only types, errors, operations and members can");
            return Err(failure("target", Code::OVERLAY_TARGET, message));
        }
    };
    if !renamed {
        return Err(taken());
    }
    let moved = follow_rename(evidence, target, name);
    evidence.entry(moved.to_string()).or_default().push(Source::Overlay(number));
    Ok(())
}

/// Moves what is known of what was renamed, and returns the path that it has now.
pub(super) fn follow_rename<T>(known: &mut Map<T>, target: &FactPath, name: &str) -> FactPath {
    let holder = target.parts().split_last().map_or(&[][..], |(_, holder)| holder);
    let moved = FactPath::new(holder.iter().cloned()).join(name);
    for (path, value) in std::mem::take(known) {
        known.insert(moved_path(&path, target, &moved).unwrap_or(path), value);
    }
    moved
}

/// Gives a shape a second one of the same content, which some of its users use from now on.
pub(super) fn split(
    description: &mut Description,
    evidence: &mut Facts,
    target: &FactPath,
    split: &Split,
    number: usize,
) -> Result<(), Failure> {
    let (name, shape) = named_shape(description, target)?;
    if description.types.contains_key(&split.into) {
        let message = format!("there is a `{}` already", split.into);
        return Err(failure("split", Code::OVERLAY_TARGET, message));
    }
    let mut changed = description.clone();
    changed.types.insert(split.into.clone(), shape);
    changed.types.sort_keys();
    let mut used = vec![false; split.uses.len()];
    let mut places = Vec::new();
    each_type(&mut changed, &mut |path, r#type| {
        if !r#type.shapes().contains(&name.as_str()) {
            return;
        }
        let mut is_meant = false;
        for (pattern, used) in split.uses.iter().zip(&mut used) {
            let fits = fits(pattern.parts(), path.parts());
            *used |= fits;
            is_meant |= fits;
        }
        if is_meant {
            rename_type(r#type, &name, &split.into);
            places.push(path.clone());
        }
    });
    if let Some((pattern, _)) = split.uses.iter().zip(&used).find(|(_, used)| !**used) {
        let message = format!("`{pattern}` leads to no member whose type is `{name}`");
        return Err(failure("split", Code::OVERLAY_TARGET, message));
    }
    if places.is_empty() {
        let message = "a shape is split for members that use it; name them in `uses`".to_owned();
        return Err(failure("split", Code::INVALID_YAML, message));
    }
    *description = changed;
    let second = FactPath::new(["types", &split.into]);
    let copies: Vec<_> = evidence
        .iter()
        .filter_map(|(path, sources)| Some((moved_path(path, target, &second)?, sources.clone())))
        .collect();
    evidence.extend(copies);
    for place in places.iter().map(|path| path.join("type")).chain([second]) {
        evidence.entry(place.to_string()).or_default().push(Source::Overlay(number));
    }
    Ok(())
}

/// Makes one shape of several.
pub(super) fn merge(
    description: &mut Description,
    evidence: &mut Facts,
    target: &FactPath,
    others: &[String],
    number: usize,
) -> Result<(), Failure> {
    let (name, mut shape) = named_shape(description, target)?;
    let mut changed = description.clone();
    for other in others {
        let Some(second) = changed.types.shift_remove(other).filter(|_| *other != name) else {
            let message = format!("there is no other type `{other}` that could be merged");
            return Err(failure("merge", Code::OVERLAY_TARGET, message));
        };
        unite(&mut shape.kind, second.kind).map_err(|reason| {
            failure("merge", Code::OVERLAY_TARGET, format!("`{name}` and `{other}` {reason}"))
        })?;
        shape.doc = shape.doc.or(second.doc);
        shape.doc_url = shape.doc_url.or(second.doc_url);
    }
    changed.types.insert(name.clone(), shape);
    each_type(&mut changed, &mut |_, r#type| {
        others.iter().for_each(|other| rename_type(r#type, other, &name))
    });
    *description = changed;
    for other in others {
        let gone = FactPath::new(["types", other]);
        let facts = std::mem::take(evidence);
        for (path, sources) in facts {
            match moved_path(&path, &gone, target) {
                Some(moved) if evidence.contains_key(&moved) => {}
                Some(moved) => _ = evidence.insert(moved, sources),
                None => _ = evidence.insert(path, sources),
            }
        }
    }
    evidence.entry(target.to_string()).or_default().push(Source::Overlay(number));
    Ok(())
}

fn named_shape(description: &Description, target: &FactPath) -> Result<(String, Shape), Failure> {
    match target.parts() {
        [types, name] if types == "types" => {
            description.types.get(name).map(|shape| (name.clone(), shape.clone()))
        }
        _ => None,
    }
    .ok_or_else(|| {
        failure("target", Code::OVERLAY_TARGET, format!("`{target}` is no type; name one as `types.Name`"))
    })
}

/// Gives a shape what another of the same kind has beside it.
fn unite(shape: &mut ShapeKind, other: ShapeKind) -> Result<(), String> {
    match (shape, other) {
        (ShapeKind::Struct { members, rules }, ShapeKind::Struct { members: more, rules: more_rules }) => {
            // What one of them does without, both do.
            for (_, member) in members.iter_mut().filter(|(name, _)| !more.contains_key(*name)) {
                member.required = false;
            }
            for (name, mut member) in more {
                match members.get_mut(&name) {
                    Some(known) if known.r#type != member.r#type => {
                        return Err(format!("have a member `{name}` of different types"));
                    }
                    Some(known) => known.required &= member.required,
                    None => {
                        member.required = false;
                        members.insert(name, member);
                    }
                }
            }
            rules.extend(
                more_rules.into_iter().filter(|rule| !rules.contains(rule)).collect::<Vec<MemberRule>>(),
            );
            Ok(())
        }
        (ShapeKind::Union(members), ShapeKind::Union(more)) => {
            for (name, member) in more {
                if members.get(&name).is_some_and(|known| known.r#type != member.r#type) {
                    return Err(format!("have a member `{name}` of different types"));
                }
                members.entry(name).or_insert(member);
            }
            Ok(())
        }
        (ShapeKind::Enum { values, open }, ShapeKind::Enum { values: more, open: is_open }) => {
            let is_new = |value: &EnumValue, values: &[EnumValue]| {
                values.iter().all(|known| known.value != value.value)
            };
            for value in more {
                if is_new(&value, values) {
                    values.push(value);
                }
            }
            *open |= is_open;
            Ok(())
        }
        (ShapeKind::List(element), ShapeKind::List(other)) if element.r#type == other.r#type => Ok(()),
        (ShapeKind::Map(map), ShapeKind::Map(other)) if **map == *other => Ok(()),
        _ => Err("are of different kinds".to_owned()),
    }
}

/// Returns where a fact stands after what is at `from` has moved; `None` if it is not within that.
fn moved_path(path: &str, from: &FactPath, to: &FactPath) -> Option<String> {
    let fact: FactPath = path.parse().ok()?;
    fact.is_within(from).then(|| {
        let rest = fact.parts().iter().skip(from.parts().len());
        rest.fold(to.clone(), |path, part| path.join(part.as_str())).to_string()
    })
}

/// Renames an entry and puts the map in order again; false if the new name is taken.
fn rename_key<T>(map: &mut Map<T>, old: &str, new: &str) -> bool {
    if map.contains_key(new) {
        return false;
    }
    if let Some(value) = map.shift_remove(old) {
        map.insert(new.to_owned(), value);
        map.sort_keys();
    }
    true
}

/// Renames a member, which keeps its place and its name on the wire; false if the new name is taken.
fn rename_member(members: &mut Map<Member>, old: &str, new: &str) -> bool {
    if members.contains_key(new) {
        return false;
    }
    let entries = std::mem::take(members);
    *members = entries
        .into_iter()
        .map(|(name, mut member)| {
            if name != old {
                return (name, member);
            }
            member.name.get_or_insert(name);
            (new.to_owned(), member)
        })
        .collect();
    true
}

fn rename_in_rule(rule: &mut MemberRule, old: &str, new: &str) {
    let (list, single) = match rule {
        MemberRule::Exclusive(members)
        | MemberRule::AtLeastOne(members)
        | MemberRule::ExactlyOne(members)
        | MemberRule::Together(members) => (members, None),
        MemberRule::IgnoredWhen { members, given } => (members, Some(given)),
        MemberRule::Requires { member, members } => (members, Some(member)),
    };
    list.iter_mut().chain(single).filter(|name| *name == old).for_each(|name| new.clone_into(name));
}

/// Renames the first part of the paths by which a long result is fetched.
fn rename_in_paging(paging: &mut Pagination, side: &str, old: &str, new: &str) {
    let Pagination { input_token, output_token, further_tokens, items, page_size, more_results } = paging;
    let mut paths: Vec<&mut String> = match side {
        "input" => [Some(input_token), page_size.as_mut()].into_iter().flatten().collect(),
        _ => [Some(output_token), items.as_mut(), more_results.as_mut()].into_iter().flatten().collect(),
    };
    if side == "input" {
        let renamed = std::mem::take(further_tokens).into_iter().map(|(mut input, output)| {
            rename_in_path(&mut input, old, new);
            (input, output)
        });
        *further_tokens = renamed.collect();
    } else {
        paths.extend(further_tokens.values_mut());
    }
    paths.into_iter().for_each(|path| rename_in_path(path, old, new));
}

/// Renames the member with which a path begins, and which `[]` may follow.
fn rename_in_path(path: &mut String, old: &str, new: &str) {
    match path.strip_prefix(old) {
        Some("") => new.clone_into(path),
        Some(rest) if rest.starts_with(['.', '[']) => *path = format!("{new}{rest}"),
        _ => {}
    }
}

/// Returns what tells the waiters of an operation that a state is reached.
fn states(operation: &mut Operation) -> impl Iterator<Item = &mut WaiterState> {
    operation.waiters.values_mut().flat_map(|waiter| &mut waiter.states)
}

fn rename_type(r#type: &mut TypeRef, old: &str, new: &str) {
    match r#type {
        TypeRef::Scalar(_) => {}
        TypeRef::Shape(name) if name == old => new.clone_into(name),
        TypeRef::Shape(_) => {}
        TypeRef::List(element) => rename_type(&mut element.r#type, old, new),
        TypeRef::Map(map) => {
            rename_type(&mut map.key.r#type, old, new);
            rename_type(&mut map.value.r#type, old, new);
        }
    }
}

/// Visits the type of every member, element, key, value and error of a description, each with the path of what has it.
fn each_type(description: &mut Description, visit: &mut impl FnMut(&FactPath, &mut TypeRef)) {
    fn members(holder: FactPath, members: &mut Map<Member>, visit: &mut impl FnMut(&FactPath, &mut TypeRef)) {
        members.iter_mut().for_each(|(name, member)| visit(&holder.join(name.as_str()), &mut member.r#type));
    }
    for (name, operation) in description.operations.iter_mut() {
        members(FactPath::new(["operations", name, "input"]), &mut operation.input, visit);
        members(FactPath::new(["operations", name, "output"]), &mut operation.output, visit);
    }
    for (name, shape) in description.types.iter_mut() {
        let path = FactPath::new(["types", name]);
        match &mut shape.kind {
            ShapeKind::Struct { members: found, .. } => members(path.join("members"), found, visit),
            ShapeKind::Union(found) => members(path.join("union"), found, visit),
            ShapeKind::Enum { .. } => {}
            ShapeKind::List(element) => visit(&path.join("list"), &mut element.r#type),
            ShapeKind::Map(map) => {
                visit(&path.join("map").join("key"), &mut map.key.r#type);
                visit(&path.join("map").join("value"), &mut map.value.r#type);
            }
        }
    }
    for (name, error) in description.errors.iter_mut() {
        let path = FactPath::new(["errors", name]);
        members(path.join("members"), &mut error.members, visit);
        error.r#type.iter_mut().for_each(|r#type| visit(&path, r#type));
    }
}
