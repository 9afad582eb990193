//! Cargo features: one for a service as a whole, and one for each of its operations.
//!
//! An operation's feature compiles the operation and the types that it needs. A type that many operations need is
//! compiled with any of them: its condition would be as long as the list of operations.

use std::collections::BTreeMap;

use docwright_idl::Description;

use crate::names::Name;
use crate::runtime_features;

/// How the cargo features of a client are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Features {
    /// In a crate of several clients: `aws-drs`, and `aws-drs-start-recovery`. Each operation's feature enables
    /// `_aws-drs`, behind which the module stands.
    OfService,
    /// In a crate of its own: `full`, and `start-recovery`.
    OfCrate,
}

/// What a crate of its own calls the feature of all operations.
const FULL: &str = "full";

/// Features that a crate of its own has beside those of operations.
const RESERVED: &[&str] = &["default", FULL, "native-roots", "rustls", "testing", "transport"];

impl Features {
    /// Returns the feature that switches all operations on.
    pub fn whole(self, service: &str) -> String {
        match self {
            Self::OfService => service.to_owned(),
            Self::OfCrate => FULL.to_owned(),
        }
    }

    /// Returns the feature behind which the module of a service stands in a crate of several; nobody but the features
    /// of its operations enables it.
    pub fn module(service: &str) -> String {
        format!("_{service}")
    }

    /// Returns the feature of an operation by the name of its method, which no other operation has.
    pub(crate) fn operation(self, service: &str, method: &Name) -> String {
        let name = method.text().replace('_', "-");
        match self {
            Self::OfService => format!("{service}-{name}"),
            Self::OfCrate if RESERVED.contains(&name.as_str()) => format!("{name}-operation"),
            Self::OfCrate => name,
        }
    }

    /// Returns all features of a client, each with what it enables; `operations` are those of its operations.
    pub(crate) fn declared<'a>(
        self,
        description: &Description,
        operations: impl Iterator<Item = &'a str> + Clone,
    ) -> BTreeMap<String, Vec<String>> {
        let service = &description.service.name;
        let module = Self::module(service);
        let enables: Vec<String> = match self {
            Self::OfService => vec![module.clone()],
            Self::OfCrate => Vec::new(),
        };
        let mut features: BTreeMap<String, Vec<String>> =
            operations.clone().map(|operation| (operation.to_owned(), enables.clone())).collect();
        let mut all: Vec<String> = operations.map(str::to_owned).collect();
        if self == Self::OfService {
            let runtime = runtime_features(description);
            let runtime = runtime.iter().map(|feature| format!("docwright-runtime/{feature}"));
            features.insert(module.clone(), runtime.collect());
            if all.is_empty() {
                all.push(module);
            }
        }
        features.insert(self.whole(service), all);
        features
    }
}
