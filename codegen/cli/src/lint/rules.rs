//! The lints: what is sound, and yet looks as if a page had been misread or a person should decide.

use std::collections::{BTreeMap, BTreeSet};

use docwright_idl::{
    Code, Description, FactPath, Location, Map, Member, Protocol, Scalar, ShapeKind, TypeRef,
};

/// A lint.
pub(super) struct Lint {
    pub(super) code: Code,
    /// Returns where it finds something, each with what.
    pub(super) check: fn(&Description) -> Vec<(FactPath, String)>,
    /// What helps.
    pub(super) help: &'static str,
}

/// All lints, by their codes.
pub(super) const LINTS: [Lint; 10] = [
    Lint {
        code: Code::UNDOCUMENTED,
        check: undocumented,
        help: "compare the page with the vendor's; say it in overlay.yaml",
    },
    Lint {
        code: Code::SECRET_IN_SIGHT,
        check: secret_in_sight,
        help: "set `sensitive: true` in overlay.yaml, so that it is not logged",
    },
    Lint {
        code: Code::PLAIN_HTTP,
        check: plain_http,
        help: "write the endpoint with `https:` in docwright.yaml",
    },
    Lint {
        code: Code::UNUSED_SHAPE,
        check: unused_shape,
        help: "look whether a page that uses it is missing; else remove it in overlay.yaml",
    },
    Lint {
        code: Code::UNUSED_ERROR,
        check: unused_error,
        help: "look whether an operation's page was cut off; else remove it in overlay.yaml",
    },
    Lint {
        code: Code::REQUIRED_DEFAULT,
        check: required_default,
        help: "a default is for what may be left out: correct one of the two in overlay.yaml",
    },
    Lint {
        code: Code::MISFIT_CONSTRAINT,
        check: misfit_constraint,
        help: "the type or the constraint was misread: correct one of the two in overlay.yaml",
    },
    Lint {
        code: Code::LONE_VALUE,
        check: lone_value,
        help: "set `open: true` in overlay.yaml if the page does not list all values",
    },
    Lint {
        code: Code::SIMILAR_NAMES,
        check: similar_names,
        help: "one of them is misspelt: rename it in overlay.yaml",
    },
    Lint {
        code: Code::SAME_ROUTE,
        check: same_route,
        help: "look whether a page was misread, or documents a version that is no longer; else leave it",
    },
];

fn undocumented(description: &Description) -> Vec<(FactPath, String)> {
    let silent = description.operations.iter().filter(|(_, operation)| operation.doc.is_none());
    silent
        .map(|(name, _)| (FactPath::new(["operations", name]), format!("nothing says what `{name}` does")))
        .collect()
}

fn secret_in_sight(description: &Description) -> Vec<(FactPath, String)> {
    const SECRETS: [&str; 6] =
        ["password", "passphrase", "secret", "privatekey", "accesstoken", "credential"];
    // What names a secret without being one.
    const HARMLESS: [&str; 6] = ["id", "arn", "name", "type", "policy", "url"];
    let mut found = Vec::new();
    each_member(description, &mut |path, name, member| {
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let is_text = matches!(member.r#type, TypeRef::Scalar(Scalar::String | Scalar::Blob));
        let is_secret = SECRETS.iter().any(|secret| plain.ends_with(secret) || plain.starts_with(secret));
        let is_harmless = HARMLESS.iter().any(|end| plain.ends_with(end));
        if is_text && is_secret && !is_harmless && !member.sensitive {
            found.push((path, format!("`{name}` is named like a secret, and would be shown in logs")));
        }
    });
    found
}

fn plain_http(description: &Description) -> Vec<(FactPath, String)> {
    let endpoint = description.service.endpoint.iter().filter(|endpoint| endpoint.starts_with("http://"));
    endpoint
        .map(|endpoint| (FactPath::new(["service", "endpoint"]), format!("`{endpoint}` is not encrypted")))
        .collect()
}

fn unused_shape<'d>(description: &'d Description) -> Vec<(FactPath, String)> {
    let types = |members: &'d Map<Member>| members.values().map(|member| &member.r#type);
    let operations = description.operations.values();
    let of_operations =
        operations.flat_map(|operation| types(&operation.input).chain(types(&operation.output)));
    let of_errors = description.errors.values().flat_map(|error| types(&error.members).chain(&error.r#type));
    let used = description.reachable(of_operations.chain(of_errors));
    let unused = description.types.keys().filter(|name| !used.contains(name.as_str()));
    unused.map(|name| (FactPath::new(["types", name]), format!("nothing uses the type `{name}`"))).collect()
}

fn unused_error(description: &Description) -> Vec<(FactPath, String)> {
    let used: BTreeSet<&String> =
        description.operations.values().flat_map(|operation| &operation.errors).collect();
    let unused = description.errors.keys().filter(|name| !used.contains(name));
    unused
        .map(|name| (FactPath::new(["errors", name]), format!("no operation fails with `{name}`")))
        .collect()
}

fn required_default(description: &Description) -> Vec<(FactPath, String)> {
    let mut found = Vec::new();
    each_member(description, &mut |path, name, member| {
        if member.required && member.default.is_some() && !path.parts().iter().any(|part| part == "output") {
            found.push((path, format!("`{name}` is required, and has a default")));
        }
    });
    found
}

fn misfit_constraint(description: &Description) -> Vec<(FactPath, String)> {
    let mut found = Vec::new();
    each_member(description, &mut |path, name, member| {
        let TypeRef::Scalar(scalar) = member.r#type else { return };
        let is_text = matches!(
            scalar,
            Scalar::String | Scalar::Blob | Scalar::Uuid | Scalar::Date | Scalar::Time | Scalar::Duration
        );
        let is_number = matches!(
            scalar,
            Scalar::Integer
                | Scalar::Long
                | Scalar::BigInteger
                | Scalar::Float
                | Scalar::Double
                | Scalar::Number
        );
        let misfits = [
            (member.length.is_some() && !is_text, "length"),
            (member.range.is_some() && !is_number, "range"),
            (member.items.is_some(), "items"),
            (member.pattern.is_some() && !is_text, "pattern"),
        ];
        for (_, what) in misfits.into_iter().filter(|(is_misfit, _)| *is_misfit) {
            found.push((path.join(what), format!("`{name}` is of the type {scalar}, which has no {what}")));
        }
    });
    found
}

fn lone_value(description: &Description) -> Vec<(FactPath, String)> {
    let lone = description.types.iter().filter(
        |(_, shape)| matches!(&shape.kind, ShapeKind::Enum { values, open: false } if values.len() == 1),
    );
    lone.map(|(name, _)| (FactPath::new(["types", name]), format!("`{name}` has one value alone"))).collect()
}

fn similar_names(description: &Description) -> Vec<(FactPath, String)> {
    let mut seen: BTreeMap<(FactPath, String), String> = BTreeMap::new();
    let mut found = Vec::new();
    each_member(description, &mut |path, name, _| {
        let holder = FactPath::new(path.parts().iter().take(path.parts().len() - 1).cloned());
        let plain = name.replace(['_', '-'], "").to_lowercase();
        if let Some(other) = seen.insert((holder, plain), name.to_owned()) {
            found.push((path, format!("`{name}` and `{other}` stand side by side")));
        }
    });
    found
}

/// Finds operations that are sent to the same method and path, with the same members always in the query and the headers.
fn same_route(description: &Description) -> Vec<(FactPath, String)> {
    use Protocol::{HttpJson, RestJson, RestXml};
    if !matches!(description.service.protocol, None | Some(RestJson | RestXml | HttpJson)) {
        return Vec::new();
    }
    let is_outside = |member: &Member| matches!(member.r#in, Some(Location::Query | Location::Header));
    let mut seen: BTreeMap<_, &String> = BTreeMap::new();
    let mut found = Vec::new();
    for (name, operation) in &description.operations {
        let Some(http) = &operation.http else { continue };
        let always = operation.input.iter().filter(|(_, member)| member.required && is_outside(member));
        let always: BTreeSet<_> =
            always.map(|(name, member)| member.name.as_deref().unwrap_or(name)).collect();
        let (method, path) = (http.method.as_str(), &http.path);
        if let Some(other) = seen.insert((method, path, always), name) {
            let path_of = FactPath::new(["operations", name, "http"]);
            found.push((path_of, format!("`{other}` and `{name}` are both {method} {path}")));
        }
    }
    found
}

/// Visits the members of all inputs, outputs, shapes and errors.
fn each_member(description: &Description, visit: &mut impl FnMut(FactPath, &str, &Member)) {
    let mut all = |holder: FactPath, members: &Map<Member>| {
        members.iter().for_each(|(name, member)| visit(holder.join(name.as_str()), name, member));
    };
    for (name, operation) in &description.operations {
        all(FactPath::new(["operations", name, "input"]), &operation.input);
        all(FactPath::new(["operations", name, "output"]), &operation.output);
    }
    for (name, shape) in &description.types {
        match &shape.kind {
            ShapeKind::Struct { members, .. } => all(FactPath::new(["types", name, "members"]), members),
            ShapeKind::Union(members) => all(FactPath::new(["types", name, "union"]), members),
            ShapeKind::Enum { .. } | ShapeKind::List(_) | ShapeKind::Map(_) => {}
        }
    }
    for (name, error) in &description.errors {
        all(FactPath::new(["errors", name, "members"]), &error.members);
    }
}
