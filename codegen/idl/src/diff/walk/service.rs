//! The service as a whole, and how one signs in to it.

use super::{At, Change, Optional, Walk};
use crate::{ApiKey, Auth, Map, OAuth2, Service, SigV4, Variable};

impl Walk<'_> {
    pub(super) fn service(&mut self, old: &Service, new: &Service) {
        let Service {
            name,
            title,
            version,
            protocol,
            target_prefix,
            xml_namespace,
            endpoint,
            variables,
            auth,
            doc_url,
            doc,
        } = old;
        let at = At::of("service");
        self.changed(Change::ServiceRenamed, None, &at.join("name"), name, &new.name);
        self.changed(Change::ServiceTitleChanged, None, &at.join("title"), title, &new.title);
        self.changed(Change::ApiVersionChanged, None, &at.join("version"), version, &new.version);
        let changes = Optional {
            added: Change::ProtocolAdded,
            removed: Change::ProtocolRemoved,
            changed: Change::ProtocolChanged,
        };
        self.optional(changes, None, &at.join("protocol"), protocol, &new.protocol);
        let place = at.join("target_prefix");
        self.changed(Change::TargetPrefixChanged, None, &place, target_prefix, &new.target_prefix);
        let place = at.join("xml_namespace");
        self.changed(Change::XmlNamespaceChanged, None, &place, xml_namespace, &new.xml_namespace);
        let changes = Optional {
            added: Change::EndpointAdded,
            removed: Change::EndpointRemoved,
            changed: Change::EndpointChanged,
        };
        self.optional(changes, None, &at.join("endpoint"), endpoint, &new.endpoint);
        self.variables(&at.join("variables"), variables, &new.variables);
        self.auth(&at.join("auth"), auth, &new.auth);
        self.changed(Change::ServiceDocUrlChanged, None, &at.join("doc_url"), doc_url, &new.doc_url);
        self.changed(Change::ServiceDocChanged, None, &at.join("doc"), doc, &new.doc);
    }

    fn variables(&mut self, at: &At, old: &Map<Variable>, new: &Map<Variable>) {
        self.names((Change::VariableAdded, Change::VariableRemoved), at, old, new);
        for (name, Variable { default, values, doc }) in old {
            let Some(new) = new.get(name) else { continue };
            let at = at.join(name);
            let changes = Optional {
                added: Change::VariableDefaultAdded,
                removed: Change::VariableDefaultRemoved,
                changed: Change::VariableDefaultChanged,
            };
            self.optional(changes, None, &at.join("default"), default, &new.default);
            let changes = (Change::VariableValueAdded, Change::VariableValueRemoved);
            self.elements(changes, None, &at.join("values"), values, &new.values);
            self.changed(Change::VariableDocChanged, None, &at.join("doc"), doc, &new.doc);
        }
    }

    fn auth(&mut self, at: &At, old: &Auth, new: &Auth) {
        let Auth { sigv4, oauth2, bearer, basic, api_keys } = old;
        let place = at.join("sigv4");
        match (sigv4, &new.sigv4) {
            (Some(SigV4 { service }), Some(new)) => {
                self.changed(Change::SigningNameChanged, None, &place.join("service"), service, &new.service);
            }
            (old, new) => {
                let changes = (Change::SigV4Added, Change::SigV4Removed);
                self.flag(changes, None, &place, old.is_some(), new.is_some());
            }
        }
        let place = at.join("oauth2");
        match (oauth2, &new.oauth2) {
            (Some(old), Some(new)) => self.oauth2(&place, old, new),
            (old, new) => {
                let changes = (Change::OAuth2Added, Change::OAuth2Removed);
                self.flag(changes, None, &place, old.is_some(), new.is_some());
            }
        }
        self.flag(
            (Change::BearerAdded, Change::BearerRemoved),
            None,
            &at.join("bearer"),
            *bearer,
            new.bearer,
        );
        self.flag((Change::BasicAdded, Change::BasicRemoved), None, &at.join("basic"), *basic, new.basic);
        let at = at.join("api_keys");
        self.names((Change::ApiKeyAdded, Change::ApiKeyRemoved), &at, api_keys, &new.api_keys);
        for (key, ApiKey { r#in, name, doc }) in api_keys {
            let Some(new) = new.api_keys.get(key) else { continue };
            let at = at.join(key);
            self.changed(Change::ApiKeyMoved, None, &at.join("in"), r#in, &new.r#in);
            self.changed(Change::ApiKeyNameChanged, None, &at.join("name"), name, &new.name);
            self.changed(Change::ApiKeyDocChanged, None, &at.join("doc"), doc, &new.doc);
        }
    }

    fn oauth2(&mut self, at: &At, old: &OAuth2, new: &OAuth2) {
        let OAuth2 { grants, authorize_url, token_url, scopes } = old;
        let changes = (Change::GrantAdded, Change::GrantRemoved);
        self.elements(changes, None, &at.join("grants"), grants, &new.grants);
        let place = at.join("authorize_url");
        self.changed(Change::AuthorizeUrlChanged, None, &place, authorize_url, &new.authorize_url);
        self.changed(Change::TokenUrlChanged, None, &at.join("token_url"), token_url, &new.token_url);
        let at = at.join("scopes");
        self.names((Change::ScopeAdded, Change::ScopeRemoved), &at, scopes, &new.scopes);
        for (scope, doc) in scopes {
            if let Some(new) = new.scopes.get(scope) {
                self.changed(Change::ScopeDocChanged, None, &at.join(scope), doc, new);
            }
        }
    }

    /// Reports the entries of a map that came and went.
    pub(super) fn names<T>(
        &mut self,
        (added, removed): (Change, Change),
        at: &At,
        old: &Map<T>,
        new: &Map<T>,
    ) {
        for name in new.keys().filter(|name| !old.contains_key(*name)) {
            self.added(added, None, &at.join(name), None);
        }
        for name in old.keys().filter(|name| !new.contains_key(*name)) {
            self.removed(removed, None, &at.join(name), None);
        }
    }
}
