//! What of a description each declaration of the generated code stands for.

use docwright_idl::{Description, Diagnostic, FactPath, Operation as Documented, ShapeKind};

use super::Lowering;
use super::model::{Item, Operation, Struct};
use crate::{Layout, Origin};

/// Returns what each declaration of a description's client stands for.
pub(crate) fn origins(description: &Description) -> Result<Vec<Origin>, Vec<Diagnostic>> {
    let mut lowering = Lowering::of(description, Layout::default());
    let mut origins = Vec::new();
    let operations = lowering.operations();
    for (operation, (name, documented)) in operations.iter().zip(&description.operations) {
        of_operation(operation, name, documented, &mut origins);
    }
    for (name, shape) in &description.types {
        let path = FactPath::new(["types", name]);
        match (lowering.item(name, shape), &shape.kind) {
            (Some(Item::Struct(item)), ShapeKind::Struct { members, .. }) => {
                of_struct(&item, &path, &path.join("members"), members.keys(), &mut origins);
            }
            (Some(Item::Enum(item)), ShapeKind::Enum { .. }) => {
                origins.push(Origin::new(item.name.text(), None, path.clone()));
                let values = item.variants.iter().enumerate().map(|(index, variant)| {
                    let value = path.join("enum").join(index.to_string());
                    Origin::new(item.name.text(), Some(variant.name.text()), value)
                });
                origins.extend(values);
            }
            (
                Some(Item::Union(item)),
                kind @ (ShapeKind::Union(members) | ShapeKind::Struct { members, .. }),
            ) => {
                let holder = if matches!(kind, ShapeKind::Union(_)) { "union" } else { "members" };
                origins.push(Origin::new(item.name.text(), None, path.clone()));
                let variants = item.variants.iter().zip(members.keys()).map(|(variant, member)| {
                    let member = path.join(holder).join(member.as_str());
                    Origin::new(item.name.text(), Some(variant.name.text()), member)
                });
                origins.extend(variants);
            }
            (Some(Item::Newtype(item)), _) => origins.push(Origin::new(item.name.text(), None, path)),
            _ => {}
        }
    }
    for (name, error) in &description.errors {
        if let Some(Item::Struct(item)) = lowering.error_body(name, error) {
            let path = FactPath::new(["errors", name]);
            of_struct(&item, &path, &path.join("members"), error.members.keys(), &mut origins);
        }
    }
    let errors: Vec<Diagnostic> = lowering.findings.into_iter().filter(Diagnostic::is_error).collect();
    if errors.is_empty() { Ok(origins) } else { Err(errors) }
}

fn of_operation(operation: &Operation, name: &str, documented: &Documented, origins: &mut Vec<Origin>) {
    let path = FactPath::new(["operations", name]);
    origins.push(Origin::new("Client", Some(operation.method.text()), path.clone()));
    origins.push(Origin::new(operation.request.text(), None, path.clone()));
    let input = path.join("input");
    for (field, member) in operation.input.fields.iter().zip(documented.input.keys()) {
        let member = input.join(member.as_str());
        origins.push(Origin::new(operation.request.text(), Some(field.setter.text()), member));
    }
    of_struct(&operation.input, &path, &input, documented.input.keys(), origins);
    of_struct(&operation.output, &path, &path.join("output"), documented.output.keys(), origins);
    origins.push(Origin::new(operation.error.text(), None, path.join("errors")));
    let mut seen: Vec<&String> = Vec::new();
    for error in &documented.errors {
        if !seen.contains(&error) {
            seen.push(error);
        }
    }
    for (variant, error) in operation.errors.iter().zip(seen) {
        let path = FactPath::new(["errors", error]);
        origins.push(Origin::new(operation.error.text(), Some(variant.name.text()), path));
    }
}

fn of_struct<'n>(
    item: &Struct,
    path: &FactPath,
    holder: &FactPath,
    members: impl Iterator<Item = &'n String>,
    origins: &mut Vec<Origin>,
) {
    origins.push(Origin::new(item.name.text(), None, path.clone()));
    for (field, member) in item.fields.iter().zip(members) {
        let member = holder.join(member.as_str());
        origins.push(Origin::new(item.name.text(), Some(field.name.text()), member.clone()));
        if field.setter != field.name {
            origins.push(Origin::new(item.name.text(), Some(field.setter.text()), member));
        }
    }
}
