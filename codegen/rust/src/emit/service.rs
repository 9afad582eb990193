//! The client's root module: what it exports, and the constant that says what the service is.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use docwright_idl::ApiKeyLocation;

use crate::lower::model::{Auth, Client, Protocol, ServiceInfo};

/// The content of the root module.
#[derive(Debug)]
pub(super) struct Service<'a>(pub(super) &'a Client);

impl ToTokens for Service<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let ServiceInfo { name, version, endpoint, auth, .. } = &self.0.info;
        let protocol = match &self.0.info.protocol {
            Protocol::RestJson => quote!(Protocol::RestJson),
            Protocol::HttpJson => quote!(Protocol::HttpJson),
            Protocol::AwsQuery => quote!(Protocol::AwsQuery { version: #version }),
            Protocol::Ec2Query => quote!(Protocol::Ec2Query { version: #version }),
            Protocol::RestXml { namespace } => quote!(Protocol::RestXml { namespace: #namespace }),
            Protocol::RpcV2Cbor { .. } => quote!(Protocol::RpcV2Cbor),
            Protocol::AwsJson { version, target_prefix } => {
                quote!(Protocol::AwsJson { version: #version, target_prefix: #target_prefix })
            }
        };
        let schemes = auth.iter().map(|scheme| match scheme {
            Auth::SigV4 { service } => quote!(AuthScheme::SigV4 { service: #service }),
            Auth::OAuth2 { token_url } => quote!(AuthScheme::OAuth2 { token_url: #token_url }),
            Auth::Bearer => quote!(AuthScheme::Bearer),
            Auth::Basic => quote!(AuthScheme::Basic),
            Auth::ApiKey { place, name } => {
                let place = match place {
                    ApiKeyLocation::Header => quote!(Header),
                    ApiKeyLocation::Query => quote!(Query),
                    ApiKeyLocation::Cookie => quote!(Cookie),
                };
                quote!(AuthScheme::ApiKey { place: KeyPlace::#place, name: #name })
            }
        });
        let key_place =
            auth.iter().any(|scheme| matches!(scheme, Auth::ApiKey { .. })).then(|| quote!(KeyPlace,));
        let scheme = (!auth.is_empty()).then(|| quote!(AuthScheme,));
        tokens.extend(quote! {
            pub use client::Client;
            use docwright_runtime::{#scheme #key_place Protocol, ServiceInfo};
            /// The service: where it is, how it is spoken to, how one signs in.
            pub const SERVICE: ServiceInfo = ServiceInfo {
                name: #name,
                version: #version,
                endpoint: #endpoint,
                protocol: #protocol,
                auth: &[#(#schemes),*],
            };
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_items, client};
    use super::*;

    #[test]
    fn a_constant_says_what_the_service_is() {
        let mut client = client("");
        client.info.protocol = Protocol::AwsJson { version: "1.1", target_prefix: "A_1".to_owned() };
        assert_items(
            &Service(&client),
            quote! {
                pub use client::Client;
                use docwright_runtime::{AuthScheme, Protocol, ServiceInfo};
                /// The service: where it is, how it is spoken to, how one signs in.
                pub const SERVICE: ServiceInfo = ServiceInfo {
                    name: "a",
                    version: "",
                    endpoint: "https://a",
                    protocol: Protocol::AwsJson { version: "1.1", target_prefix: "A_1" },
                    auth: &[AuthScheme::SigV4 { service: "a" }],
                };
            },
        );
    }
}
