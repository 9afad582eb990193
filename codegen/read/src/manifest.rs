//! `docwright.yaml`: what a service is, where its pages lie, and what its documentation never says.

mod sources;

pub use sources::{Fetch, Source};

use docwright_idl::{Auth, Map, Protocol, Service, Variable, Version};
use serde::{Deserialize, Serialize};

/// The content of `docwright.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the format; always 1.
    pub docwright: Version,
    /// The service's short name in kebab case; the name of its folder and of the generated module.
    pub name: String,
    /// The files and folders that hold the pages, relative to `docwright.yaml`; `pages` if none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<String>,
    /// Where the pages come from, for `docwright sync`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// How they are fetched.
    #[serde(default, skip_serializing_if = "Fetch::is_default")]
    pub fetch: Fetch,
    /// The operations that the client has; all if none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// Where the client stands.
    #[serde(default, skip_serializing_if = "Layout::is_default")]
    pub layout: Layout,
    /// The dialect of all pages; without it the best bid wins for each page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    /// The name that the vendor gives the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The version of the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How requests and responses are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    /// The prefix of the `X-Amz-Target` header (AWS JSON protocols).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_prefix: Option<String>,
    /// The XML namespace of requests (XML protocols).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xml_namespace: Option<String>,
    /// The base URL; `{name}` stands for a variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// What is known of the variables of the endpoint, by name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub variables: Map<Variable>,
    /// The ways to sign in.
    #[serde(default, skip_serializing_if = "Auth::is_none")]
    pub auth: Auth,
    /// Where the vendor documents the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_url: Option<String>,
    /// Where the vendor documents an operation; `{name}` stands for its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_url: Option<String>,
    /// Where the vendor documents a shape; `{name}` stands for its name. Used for names that the pages state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_url: Option<String>,
}

/// Where a client stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// It is a module of the crate of all clients, whose root is `generated/lib.rs`.
    #[default]
    Shared,
    /// It is a crate of its own.
    Crate,
    /// It is a module, for somebody to take into a crate.
    Module,
}

impl Layout {
    /// All layouts.
    pub const ALL: [Self; 3] = [Self::Shared, Self::Crate, Self::Module];

    /// Returns what `docwright.yaml` calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Crate => "crate",
            Self::Module => "module",
        }
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Manifest {
    /// Returns the service with what the manifest says of it; it takes precedence over what pages say.
    pub fn service(&self) -> Service {
        Service {
            name: self.name.clone(),
            title: self.title.clone(),
            version: self.version.clone(),
            protocol: self.protocol,
            target_prefix: self.target_prefix.clone(),
            xml_namespace: self.xml_namespace.clone(),
            endpoint: self.endpoint.clone(),
            variables: self.variables.clone(),
            auth: self.auth.clone(),
            doc_url: self.doc_url.clone(),
            doc: None,
        }
    }
}
