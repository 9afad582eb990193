//! Where a client stands, and which cargo features switch its operations on there.
//!
//! An operation's feature compiles the operation and the types that it needs. docs/adr/0009-features-per-operation.md
//! says why they are made so.

use std::collections::BTreeMap;

use docwright_idl::Description;

use crate::names::Name;
use crate::runtime_features;

/// Where a client stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Layout {
    /// A module of somebody's crate. It has no features, which that crate would have to declare.
    #[default]
    Module,
    /// A module of a crate of several clients, whose root is [`crate_root`](crate::crate_root). Its features are called
    /// `aws-drs`, and `aws-drs-start-recovery`.
    Shared,
    /// A crate of its own. Its features are called `full`, and `start-recovery`.
    Crate,
}

/// Features that a crate of its own has beside those of operations.
const RESERVED: &[&str] =
    &["blocking", "default", "full", "native-roots", "rustls", "testing", "tracing", "transport"];

impl Layout {
    /// Returns the feature that switches all operations of a service on.
    pub fn whole(self, service: &str) -> Option<String> {
        match self {
            Self::Module => None,
            Self::Shared => Some(service.to_owned()),
            Self::Crate => Some("full".to_owned()),
        }
    }

    /// Returns the feature that each operation of a service enables. Nobody else does: it stands for what all of them
    /// need.
    pub fn base(self, service: &str) -> Option<String> {
        match self {
            Self::Module => None,
            Self::Shared => Some(format!("_{service}")),
            Self::Crate => Some("_client".to_owned()),
        }
    }

    /// Returns the feature of an operation by the name of its method, which no other operation has.
    pub(crate) fn operation(self, service: &str, method: &Name) -> Option<String> {
        let name = method.text().replace('_', "-");
        match self {
            Self::Module => None,
            Self::Shared => Some(format!("{service}-{name}")),
            Self::Crate if RESERVED.contains(&name.as_str()) => Some(format!("{name}-operation")),
            Self::Crate => Some(name),
        }
    }

    /// Returns all features of a client, each with what it enables; `operations` are those of its operations.
    pub(crate) fn declared(
        self,
        description: &Description,
        operations: &[&str],
    ) -> BTreeMap<String, Vec<String>> {
        let service = &description.service.name;
        let (Some(whole), Some(base)) = (self.whole(service), self.base(service)) else {
            return BTreeMap::new();
        };
        let mut features: BTreeMap<String, Vec<String>> =
            operations.iter().map(|operation| ((*operation).to_owned(), vec![base.clone()])).collect();
        let all = operations.iter().map(|operation| (*operation).to_owned());
        features.insert(whole, if operations.is_empty() { vec![base.clone()] } else { all.collect() });
        let auth = &description.service.auth;
        let sign_in = [
            (self == Self::Crate && auth.sigv4.is_some(), "sigv4"),
            (self == Self::Crate && auth.oauth2.is_some(), "oauth2"),
        ];
        let sign_in = sign_in.into_iter().filter(|(needed, _)| *needed).map(|(_, feature)| feature);
        let runtime = runtime_features(description).into_iter().chain(sign_in);
        features.insert(base, runtime.map(|feature| format!("docwright-runtime/{feature}")).collect());
        features
    }
}
