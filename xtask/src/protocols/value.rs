//! Values of the suites as Rust expressions of the generated types.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use docwright_idl::{Description, Map, Member, ShapeKind};
use serde_json::{Value, json};
use syn::{Fields, GenericArgument, Item, PathArguments, Type};

/// What a generated module declares, by name.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Where the module stands: `crate::m7`.
    path: String,
    items: HashMap<String, Declared>,
    pub(super) input: String,
    pub(super) output: String,
    pub(super) error: String,
    /// The variants of the operation's errors, each with the type of its members.
    pub(super) errors: Vec<(String, Option<Type>)>,
}

#[derive(Debug)]
enum Declared {
    /// The documented names of the members, with the fields.
    Struct {
        place: &'static str,
        fields: Vec<(String, String, Type)>,
    },
    /// The same, with the variants.
    Union(Vec<(String, String, Type)>),
    Enum,
    Newtype(Box<Type>),
}

/// Where the items of the only operation stand.
const OPERATION: &str = "operations";
const TYPES: &str = "types";

impl Module {
    /// Reads the files of a client with one operation.
    pub(super) fn read(
        path: &str,
        description: &Description,
        files: &BTreeMap<String, Arc<String>>,
    ) -> Result<Self, String> {
        let mut module = Self { path: path.to_owned(), ..Self::default() };
        for (name, text) in files {
            let file = syn::parse_file(text).map_err(|error| format!("{name}: {error}"))?;
            if name == "types.rs" {
                module.types(&file.items, description);
            } else if name.starts_with("operations/") && !name.ends_with("mod.rs") {
                module.operation(&file.items, description)?;
            }
        }
        Ok(module)
    }

    fn types(&mut self, items: &[Item], description: &Description) {
        for item in items {
            match item {
                Item::Struct(item) => {
                    let name = item.ident.to_string();
                    let members = match description.types.get(&name).map(|shape| &shape.kind) {
                        Some(ShapeKind::Struct { members, .. }) => Some(members),
                        _ => description.errors.get(&name).map(|error| &error.members),
                    };
                    let declared = match &item.fields {
                        Fields::Unnamed(fields) => {
                            fields.unnamed.first().map(|field| Declared::Newtype(Box::new(field.ty.clone())))
                        }
                        fields => Some(Declared::Struct { place: TYPES, fields: named(fields, members) }),
                    };
                    self.items.extend(declared.map(|declared| (name, declared)));
                }
                Item::Enum(item) => {
                    let name = item.ident.to_string();
                    let members = match description.types.get(&name).map(|shape| &shape.kind) {
                        Some(ShapeKind::Union(members) | ShapeKind::Struct { members, .. }) => members,
                        _ => {
                            self.items.insert(name, Declared::Enum);
                            continue;
                        }
                    };
                    let variants = members.keys().zip(&item.variants).filter_map(|(member, variant)| {
                        let held = variant.fields.iter().next()?.ty.clone();
                        Some((member.clone(), variant.ident.to_string(), held))
                    });
                    self.items.insert(name, Declared::Union(variants.collect()));
                }
                _ => {}
            }
        }
    }

    fn operation(&mut self, items: &[Item], description: &Description) -> Result<(), String> {
        let operation = description.operations.values().next().ok_or("there is no operation")?;
        for item in items {
            if let Item::Impl(item) = item
                && item.trait_.as_ref().is_some_and(|of| of.0.is_ident("Operation"))
            {
                self.input = last(&item.self_ty).map(|(name, _)| name).unwrap_or_default();
                for item in &item.items {
                    if let syn::ImplItem::Type(item) = item {
                        let name = last(&item.ty).map(|(name, _)| name).unwrap_or_default();
                        if item.ident == "Output" {
                            self.output = name;
                        } else {
                            self.error = name;
                        }
                    }
                }
            }
        }
        for item in items {
            match item {
                Item::Struct(item) => {
                    let name = item.ident.to_string();
                    let members = if name == self.input { &operation.input } else { &operation.output };
                    let fields = named(&item.fields, Some(members));
                    self.items.insert(name, Declared::Struct { place: OPERATION, fields });
                }
                Item::Enum(item) if item.ident == self.error => {
                    let variants = item.variants.iter().map(|variant| {
                        let held = variant.fields.iter().next().and_then(|field| last(&field.ty));
                        (
                            variant.ident.to_string(),
                            held.and_then(|(_, arguments)| arguments.into_iter().next()),
                        )
                    });
                    self.errors = variants.collect();
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Returns the path of an operation's item.
    pub(super) fn of_operation(&self, name: &str) -> String {
        format!("{}::{OPERATION}::{name}", self.path)
    }

    /// Returns the fields of an item with their types.
    pub(super) fn fields(&self, item: &str) -> &[(String, String, Type)] {
        match self.items.get(item) {
            Some(Declared::Struct { fields, .. }) => fields,
            _ => &[],
        }
    }

    /// Returns the expression of a declared item.
    pub(super) fn item(&self, name: &str, value: &Value) -> Result<String, String> {
        match self.items.get(name).ok_or_else(|| format!("nothing is called {name}"))? {
            Declared::Struct { place, fields } => {
                let written = fields.iter().map(|(member, field, r#type)| {
                    let value = value.get(member).unwrap_or(&Value::Null);
                    let value =
                        self.expression(r#type, value).map_err(|reason| format!("{member}: {reason}"))?;
                    Ok(format!("{field}: {value}"))
                });
                let written = written.collect::<Result<Vec<_>, String>>()?;
                Ok(format!("{}::{place}::{name} {{ {} }}", self.path, written.join(", ")))
            }
            // How botocore shows a member that no model names; what it holds, the suites do not say twice.
            Declared::Union(_) if value.get("SDK_UNKNOWN_MEMBER").is_some() => {
                let held = json!({ value["SDK_UNKNOWN_MEMBER"]["name"].as_str().unwrap_or_default(): "foo" });
                Ok(format!(
                    "{}::{TYPES}::{name}::Unknown(crate::harness::document({:?}))",
                    self.path,
                    held.to_string()
                ))
            }
            Declared::Union(variants) => {
                let given = |(member, ..): &&(String, String, Type)| {
                    value.get(member).is_some_and(|value| !value.is_null())
                };
                let (member, variant, held) =
                    variants.iter().find(given).ok_or_else(|| format!("{value} is no member of a union"))?;
                let held = self.expression(held, &value[member])?;
                Ok(format!("{}::{TYPES}::{name}::{variant}({held})", self.path))
            }
            Declared::Enum => {
                let text = value.as_str().ok_or_else(|| format!("{value} is no text"))?;
                Ok(format!("{}::{TYPES}::{name}::from({text:?})", self.path))
            }
            Declared::Newtype(held) => {
                Ok(format!("{}::{TYPES}::{name}({})", self.path, self.expression(held, value)?))
            }
        }
    }

    /// Returns the expression of a value of a type.
    pub(super) fn expression(&self, r#type: &Type, value: &Value) -> Result<String, String> {
        let (name, arguments) = last(r#type).ok_or("the type is no path")?;
        let unfit = || format!("{value} is no {name}");
        let argument =
            |index: usize| arguments.get(index).ok_or_else(|| format!("{name} has no type within"));
        Ok(match name.as_str() {
            "Option" if value.is_null() => "None".to_owned(),
            "Option" => format!("Some({})", self.expression(argument(0)?, value)?),
            "Box" => format!("Box::new({})", self.expression(argument(0)?, value)?),
            "Vec" if value.is_null() => "Vec::new()".to_owned(),
            "Vec" => {
                // Nulls in what has no place for them are left out.
                let elements =
                    value.as_array().ok_or_else(unfit)?.iter().filter(|element| !element.is_null());
                let elements = elements.map(|element| self.expression(argument(0)?, element));
                format!("vec![{}]", elements.collect::<Result<Vec<_>, String>>()?.join(", "))
            }
            "BTreeMap" if value.is_null() => "std::collections::BTreeMap::new()".to_owned(),
            "BTreeMap" => {
                let entries = value.as_object().ok_or_else(unfit)?.iter().map(|(key, value)| {
                    let key = self.expression(argument(0)?, &Value::from(key.as_str()))?;
                    Ok(format!("({key}, {})", self.expression(argument(1)?, value)?))
                });
                let entries = entries.collect::<Result<Vec<_>, String>>()?;
                format!("std::collections::BTreeMap::from([{}])", entries.join(", "))
            }
            "String" => match value {
                Value::String(text) => format!("String::from({text:?})"),
                // A text that holds JSON.
                Value::Object(_) | Value::Array(_) => format!("String::from({:?})", value.to_string()),
                _ => return Err(unfit()),
            },
            "bool" => value.as_bool().ok_or_else(unfit)?.to_string(),
            "i64" | "i128" => format!("{}{name}", value.as_i64().ok_or_else(unfit)?),
            "f32" | "f64" => match value.as_str() {
                Some("NaN") => format!("{name}::NAN"),
                Some("Infinity") => format!("{name}::INFINITY"),
                Some("-Infinity") => format!("{name}::NEG_INFINITY"),
                _ => format!("{:?}{name}", value.as_f64().ok_or_else(unfit)?),
            },
            "Timestamp" => {
                let seconds = value.as_f64().ok_or_else(unfit)?;
                format!("crate::harness::timestamp({:?})", (seconds * 1000.0).round() as i64)
            }
            "Blob" | "ByteStream" => {
                let text = value.as_str().or(value.is_null().then_some("")).ok_or_else(unfit)?;
                format!("docwright_runtime::{name}::from({text:?})")
            }
            "Document" => format!("crate::harness::document({:?})", value.to_string()),
            _ => self.item(&name, value)?,
        })
    }
}

/// Returns the fields of a struct, each with what it is called in the description.
fn named(fields: &Fields, members: Option<&Map<Member>>) -> Vec<(String, String, Type)> {
    let members = members.into_iter().flat_map(|members| members.keys());
    let named = members.zip(fields.iter()).filter_map(|(member, field)| {
        Some((member.clone(), field.ident.as_ref()?.to_string(), field.ty.clone()))
    });
    named.collect()
}

/// Returns the last name of a type's path, with what stands between its brackets.
pub(super) fn last(r#type: &Type) -> Option<(String, Vec<Type>)> {
    let Type::Path(path) = r#type else { return None };
    let segment = path.path.segments.last()?;
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => {
            let types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(r#type) => Some(r#type.clone()),
                _ => None,
            });
            types.collect()
        }
        _ => Vec::new(),
    };
    Some((segment.ident.to_string(), arguments))
}
