//! Whatever the documentation calls things, and whatever it says of them, the result is Rust.

use docwright_idl::{
    Description, EnumValue, Http, Map, Member, Operation, Protocol, Scalar, Service, Shape, ShapeKind, SigV4,
    TypeRef,
};
use docwright_rust::{Options, generate};
use proptest::prelude::*;

/// What rustc refuses in source.
const RIGHT_TO_LEFT: char = '\u{202e}';

/// A name as pages have them, with a few that Rust reserves.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9_.$@ -]{0,8}[A-Za-z0-9]",
        "[ -~äß日\u{202e}]{0,6}[a-z]",
        proptest::sample::select(vec![
            "self",
            "Self",
            "type",
            "crate",
            "Option",
            "Client",
            "Input",
            "String",
            "mod",
            "_",
            "_links",
            "2xx",
            "r#a",
            "new",
            "send",
            "Unknown",
            "Unhandled",
            "Vec",
            "gen",
            "async",
            "default",
            "Result",
            "con",
            "super",
        ])
        .prop_map(str::to_owned),
    ]
    .prop_filter("names have a letter or a digit", |name| {
        name.chars().any(|c| c.is_ascii_alphanumeric()) && !name.chars().any(char::is_control)
    })
}

fn members() -> impl Strategy<Value = Map<Member>> {
    let member = (proptest::sample::select(Scalar::ALL.to_vec()), any::<bool>(), "[ -~\n\u{202e}]{0,40}")
        .prop_map(|(scalar, required, doc)| Member {
            required,
            doc: Some(doc.clone()),
            pattern: Some(doc),
            ..Member::of(TypeRef::Scalar(scalar))
        });
    proptest::collection::vec((name(), member), 0..6).prop_map(|members| members.into_iter().collect())
}

fn shape() -> impl Strategy<Value = Shape> {
    let kind = prop_oneof![
        members().prop_map(|members| ShapeKind::Struct { members, rules: vec![] }),
        members().prop_map(ShapeKind::Union),
        proptest::collection::hash_set(".{0,8}", 0..6).prop_map(|values| {
            let values =
                values.into_iter().map(|value| EnumValue { value, ..EnumValue::default() }).collect();
            ShapeKind::Enum { values, open: false }
        }),
    ];
    kind.prop_map(Shape::of)
}

fn description() -> impl Strategy<Value = Description> {
    let types = proptest::collection::vec((name(), shape()), 0..6);
    let operations = proptest::collection::vec((name(), members(), members()), 0..4);
    (types, operations, "[ -~]{0,20}").prop_map(|(types, operations, title)| {
        let types: Map<Shape> = types.into_iter().collect();
        let mut description = Description {
            service: Service {
                name: "any".to_owned(),
                title: Some(title),
                protocol: Some(Protocol::AwsJson11),
                target_prefix: Some("Any".to_owned()),
                endpoint: Some("https://example.com".to_owned()),
                ..Service::default()
            },
            ..Description::default()
        };
        description.service.auth.sigv4 = Some(SigV4 { service: "any".to_owned() });
        let uses: Map<Member> =
            types.keys().map(|name| (name.clone(), Member::of(TypeRef::Shape(name.clone())))).collect();
        for (name, input, output) in operations {
            let http = Some(Http { path: "/".to_owned(), ..Http::default() });
            description.operations.insert(name, Operation { http, input, output, ..Operation::default() });
        }
        description.operations.insert("UseAll".to_owned(), Operation { input: uses, ..Operation::default() });
        description.types = types;
        description
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_description_becomes_rust(description in description()) {
        match generate(&description, &Options::default()) {
            Ok(generated) => for (path, source) in &generated.files {
                let parsed = syn::parse_file(source);
                prop_assert!(parsed.is_ok(), "{path}: {parsed:?}\n{source}");
                prop_assert!(!source.contains(RIGHT_TO_LEFT));
            },
            // Names may differ in case alone, which validation refuses.
            Err(findings) => prop_assert!(
                findings.iter().all(|finding| finding.code.as_str().starts_with("DW02")),
                "{findings:?}"
            ),
        }
    }
}
