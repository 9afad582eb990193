//! Writes down what is known of the service itself.

use docwright_idl::{Auth, Service, Trail};
use serde_json::Value;

use super::{Describer, on};
use crate::claims::{AuthFact, Fact};
use crate::evidence::{Source, Sources};
use crate::reconcile::facets::settle;
use crate::reconcile::tree::Tree;

impl Describer<'_> {
    pub(in crate::reconcile) fn service(&mut self, mut service: Service) -> Service {
        let path = Trail::new("service");
        self.manifest_evidence(&service);
        for settled in settle(&self.tree[Tree::ROOT]) {
            let (field, slot, text): (_, _, &str) = match settled.fact.as_ref() {
                Fact::Title(text) => ("title", &mut service.title, text),
                Fact::Version(text) => ("version", &mut service.version, text),
                Fact::Endpoint(text) => ("endpoint", &mut service.endpoint, text),
                Fact::Doc(text) => ("doc", &mut service.doc, text),
                Fact::DocUrl(text) => ("doc_url", &mut service.doc_url, text),
                Fact::XmlNamespace(text) => ("xml_namespace", &mut service.xml_namespace, text),
                _ => continue,
            };
            if slot.is_none() {
                *slot = Some(text.to_owned());
                self.record(&path.join(field), &settled);
            }
        }
        if service.auth.is_none() {
            let tree = self.tree;
            for said in tree[Tree::ROOT].said.iter() {
                if let Fact::Auth(fact) = &said.fact {
                    let part = add_auth(&mut service.auth, fact);
                    self.add_source(&path.join("auth").join(part), said);
                }
            }
        }
        service
    }

    /// Records what `docwright.yaml` says of the service.
    fn manifest_evidence(&mut self, service: &Service) {
        if let Ok(Value::Object(fields)) = serde_json::to_value(service) {
            for field in fields.keys() {
                self.notes
                    .evidence
                    .push((Trail::new("service").join(field).text(), Sources::One(Source::Manifest)));
            }
        }
    }
}

fn add_auth(auth: &mut Auth, fact: &AuthFact) -> &'static str {
    match fact {
        AuthFact::Bearer => on(&mut auth.bearer, "bearer"),
        AuthFact::Basic => on(&mut auth.basic, "basic"),
        AuthFact::ApiKey(name, key) => {
            auth.api_keys.insert(name.clone(), key.clone());
            "api_keys"
        }
        AuthFact::Grant(grant) => {
            let grants = &mut auth.oauth2.get_or_insert_default().grants;
            if !grants.contains(grant) {
                grants.push(grant.clone());
            }
            "oauth2"
        }
        AuthFact::AuthorizeUrl(url) => {
            auth.oauth2.get_or_insert_default().authorize_url = Some(url.clone());
            "oauth2"
        }
        AuthFact::TokenUrl(url) => {
            auth.oauth2.get_or_insert_default().token_url = Some(url.clone());
            "oauth2"
        }
        AuthFact::Scope(scope, doc) => {
            auth.oauth2.get_or_insert_default().scopes.entry(scope.clone()).or_insert_with(|| doc.clone());
            "oauth2"
        }
    }
}
