//! The tables of what is checked before an input is sent.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use crate::lower::model::{Check, Literal, Relation, Struct, Union};
use crate::names::Name;

/// Returns the table of a struct's rules; of one without rules too, since lists of it have some.
pub(super) fn of_struct(item: &Struct) -> TokenStream {
    let name = &item.name;
    let members = item.fields.iter().filter(|field| field.is_walked).map(|field| {
        let (name, rules) = (&field.name, rules(&field.checks));
        quote!(#name: #rules)
    });
    let relations = (!item.relations.is_empty()).then(|| {
        let relations = item.relations.iter().map(relation);
        quote!(_: [#(#relations),*])
    });
    let entries = members.chain(relations);
    quote!(docwright_runtime::checks!(#name { #(#entries),* });)
}

/// Returns the table of a union's rules.
pub(super) fn of_union(item: &Union) -> TokenStream {
    let name = &item.name;
    let variants = item.variants.iter().filter(|variant| variant.is_walked).map(|variant| {
        let (name, rules) = (&variant.name, rules(&variant.checks));
        quote!(#name: #rules)
    });
    quote!(docwright_runtime::union_checks!(#name { #(#variants),* });)
}

/// Whether a struct has rules.
pub(super) fn has_rules(item: &Struct) -> bool {
    item.fields.iter().any(|field| field.is_walked)
}

fn rules(checks: &[Check]) -> TokenStream {
    let rules = checks.iter().map(rule);
    quote!([#(#rules),*])
}

fn rule(check: &Check) -> TokenStream {
    let count = |(min, max): (u64, u64)| {
        let min = Token::u64_unsuffixed(min);
        let max = if max == u64::MAX {
            quote!(u64::MAX)
        } else {
            let max = Token::u64_unsuffixed(max);
            quote!(#max)
        };
        quote!(#min..=#max)
    };
    let part = |checks: &[Check]| {
        let rules = rules(checks);
        quote!(&#rules)
    };
    match check {
        Check::Length(length) => {
            let length = count(*length);
            quote!(Length(#length))
        }
        Check::Items(items) => {
            let items = count(*items);
            quote!(Items(#items))
        }
        Check::Integer(min, max) => {
            let end = |end: i64| match end {
                i64::MIN => quote!(i64::MIN),
                i64::MAX => quote!(i64::MAX),
                end => {
                    let end = Token::i64_unsuffixed(end);
                    quote!(#end)
                }
            };
            let (min, max) = (end(*min), end(*max));
            quote!(Integer(#min..=#max))
        }
        Check::Float(min, max) => {
            let end = |end: f64| match end {
                f64::MIN => quote!(f64::MIN),
                f64::MAX => quote!(f64::MAX),
                end => float(end),
            };
            let (min, max) = (end(*min), end(*max));
            quote!(Float(#min..=#max))
        }
        Check::Pattern(pattern) => quote!(Pattern(#pattern)),
        Check::OneOf(values) => {
            let values = values.iter().map(|value| match value {
                Literal::Text(text) => quote!(Text(#text)),
                Literal::Number(number) => {
                    let number = float(*number);
                    quote!(Number(#number))
                }
            });
            quote!(OneOf(&[#(#values),*]))
        }
        Check::Form => quote!(Form),
        Check::FullHour => quote!(FullHour),
        Check::Distinct => quote!(Distinct),
        Check::Sensitive => quote!(Sensitive),
        Check::Each(checks) => {
            let rules = part(checks);
            quote!(Each(#rules))
        }
        Check::Keys(checks) => {
            let rules = part(checks);
            quote!(Keys(#rules))
        }
    }
}

fn float(number: f64) -> TokenStream {
    let number = Token::f64_unsuffixed(number);
    quote!(#number)
}

fn relation(relation: &Relation) -> TokenStream {
    let names = |names: &[Name]| {
        let names = names.iter().map(Name::text);
        quote!(&[#(#names),*])
    };
    match relation {
        Relation::Exclusive(members) => {
            let names = names(members);
            quote!(Exclusive(#names))
        }
        Relation::AtLeastOne(members) => {
            let names = names(members);
            quote!(AtLeastOne(#names))
        }
        Relation::ExactlyOne(members) => {
            let names = names(members);
            quote!(ExactlyOne(#names))
        }
        Relation::Together(members) => {
            let names = names(members);
            quote!(Together(#names))
        }
        Relation::Requires(member, members) => {
            let (member, names) = (member.text(), names(members));
            quote!(Requires(#member, #names))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{client, operation};
    use super::*;

    #[test]
    fn every_kind_of_rule_is_a_row() {
        let operation = operation(
            "input: { id: { type: string, required: true, in: path, length: 1..64, pattern: '^[a-z]+$' }, \
             n: { type: integer, range: -1.5..20 }, f: { type: float, range: 0.5.. }, \
             list: { type: [{ type: string, values: [a, b] }], items: ..9, unique: true }, \
             map: { type: { map: { key: { type: string, length: ..8 }, value: { type: integer, values: [1] } } } }, \
             day: { type: string, format: YYYY-MM-DD }, hour: { type: string, format: 'HH:00' }, \
             secret: { type: string, length: 8.., sensitive: true }, free: { type: string, length: 0.. } }, \
             rules: [{ exclusive: [n, f] }, { requires: { member: day, members: [hour] } }, \
             { ignored_when: { members: [n], given: day } }]",
        );
        let found = of_struct(&operation.input);
        let expected = quote!(docwright_runtime::checks!(ActInput {
            id: [Length(1..=64), Pattern("^[a-z]+$")],
            n: [Integer(-1..=20)],
            f: [Float(0.5..=f64::MAX)],
            list: [Items(0..=9), Distinct, Each(&[OneOf(&[Text("a"), Text("b")])])],
            map: [Keys(&[Length(0..=8)]), Each(&[OneOf(&[Number(1.0)])])],
            day: [Form],
            hour: [FullHour],
            secret: [Length(8..=u64::MAX), Sensitive],
            _: [Exclusive(&["n", "f"]), Requires("day", &["hour"])]
        }););
        assert_eq!(found.to_string(), expected.to_string());
    }

    #[test]
    fn what_may_be_right_is_not_refused() {
        let operation = operation(
            "input: { a: { type: string, pattern: '^(?!x)', length: 1..2, examples: [abc] }, b: uuid, \
             c: { type: integer, range: 1..5, default: 0 } }",
        );
        assert!(!has_rules(&operation.input));
    }

    #[test]
    fn rules_are_reached_through_what_holds_them() {
        let client = client(
            "operations: { Act: { http: { method: POST, path: / }, input: { list: [Outer], plain: Plain } } }\n\
             types: { Outer: { members: { next: Outer, either: Either } }, Either: { union: { inner: Inner } }, \
             Inner: { members: { n: { type: integer, range: 1.. } } }, Plain: { members: { n: integer } } }",
        );
        let walked: Vec<&str> = client.operations[0]
            .input
            .fields
            .iter()
            .filter(|field| field.is_walked)
            .map(|field| field.name.text())
            .collect();
        assert_eq!(walked, ["list"]);
    }
}
