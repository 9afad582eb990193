//! The lints that a module must allow because names, sizes and deprecations are the documentation's.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::lower::model::{Client, Enum, Field, Item, Role};
use crate::module_name;
use crate::names::Name;

/// How many arguments Clippy lets a function have.
const MAX_ARGUMENTS: usize = 7;

/// What Clippy takes the beginning of a method's name for; a setter takes `self` by value whatever it is called.
const CONVENTIONS: [&str; 4] = ["as_", "from_", "is_", "to_"];

/// The lints to allow.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Allowed {
    /// What few features leave unused.
    unused: bool,
    deprecated: bool,
    enum_variant_names: bool,
    large_enum_variant: bool,
    module_inception: bool,
    self_named_constructors: bool,
    too_many_arguments: bool,
    wrong_self_convention: bool,
}

impl Allowed {
    pub(super) fn of_client(client: &Client) -> Self {
        // `self` is an argument of the client's methods.
        let long =
            client.operations.iter().any(|operation| operation.input.required().count() >= MAX_ARGUMENTS);
        Self {
            module_inception: is_module(client, "client"),
            too_many_arguments: long,
            unused: has_features(client),
            ..Self::default()
        }
    }

    pub(super) fn of_operations(client: &Client) -> Self {
        let inputs = || client.operations.iter().map(|operation| &operation.input);
        Self {
            deprecated: client.deprecates,
            module_inception: is_module(client, "operations")
                || client.operations.iter().any(|operation| operation.method.text() == "operations"),
            self_named_constructors: client
                .operations
                .iter()
                .any(|operation| has_own_constructor(&operation.request)),
            too_many_arguments: inputs().any(|input| input.required().count() > MAX_ARGUMENTS),
            wrong_self_convention: inputs().any(|input| has_misleading_setter(&input.fields)),
            ..Self::default()
        }
    }

    pub(super) fn of_types(client: &Client) -> Self {
        let mut allowed = Self {
            deprecated: client.deprecates,
            module_inception: is_module(client, "types"),
            unused: !client.needed_by.is_empty(),
            ..Self::default()
        };
        for item in &client.types {
            match &**item {
                Item::Struct(item) if item.role == Role::Sent => {
                    allowed.self_named_constructors |= has_own_constructor(&item.name);
                    allowed.too_many_arguments |= item.required().count() > MAX_ARGUMENTS;
                    allowed.wrong_self_convention |= has_misleading_setter(&item.fields);
                }
                Item::Enum(item) => allowed.enum_variant_names |= repeats_its_name(item),
                Item::Union(_) => allowed.large_enum_variant = true,
                Item::Struct(_) | Item::Newtype(_) => {}
            }
        }
        allowed
    }
}

/// Whether cargo features switch operations on.
fn has_features(client: &Client) -> bool {
    client.operations.iter().any(|operation| operation.feature.is_some())
}

/// Whether the client's own module is called like one within it.
fn is_module(client: &Client, within: &str) -> bool {
    module_name(&client.info.name) == within
}

/// Whether a type is called like its constructor.
fn has_own_constructor(name: &Name) -> bool {
    name.text() == "New"
}

fn has_misleading_setter(fields: &[Field]) -> bool {
    let mut setters = fields.iter().filter(|field| field.optional).map(|field| field.setter.text());
    setters.any(|setter| CONVENTIONS.iter().any(|convention| setter.starts_with(convention)))
}

/// Whether a variant begins or ends with the name of its enum.
fn repeats_its_name(item: &Enum) -> bool {
    let name = item.name.text();
    let mut variants = item.variants.iter().map(|variant| variant.name.text());
    variants.any(|variant| variant.starts_with(name) || variant.ends_with(name))
}

impl ToTokens for Allowed {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let lints = [
            (self.deprecated, quote!(deprecated)),
            (self.enum_variant_names, quote!(clippy::enum_variant_names)),
            (self.large_enum_variant, quote!(clippy::large_enum_variant)),
            (self.module_inception, quote!(clippy::module_inception)),
            (self.self_named_constructors, quote!(clippy::self_named_constructors)),
            (self.too_many_arguments, quote!(clippy::too_many_arguments)),
            (self.wrong_self_convention, quote!(clippy::wrong_self_convention)),
        ];
        let lints: Vec<_> = lints.into_iter().filter(|(needed, _)| *needed).map(|(_, lint)| lint).collect();
        if !lints.is_empty() {
            tokens.extend(quote!(#[allow(#(#lints,)* reason = "names and members are the documentation's")]));
        }
        if self.unused {
            tokens.extend(
                quote!(#[allow(dead_code, unused_imports, reason = "not every operation needs all of it")]),
            );
        }
    }
}
