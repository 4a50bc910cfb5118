//! What is written of metadata is read again, and says the same.
#![allow(clippy::unwrap_used)]

use countersign_grammar::json::RawValue;
use countersign_grammar::{AbsoluteUri, GrantType, Limits};
use countersign_message::{
    BearerMethod, ExtraValue, IssuerIdentifier, ProtectedResourceMetadata, ResourceIdentifier, ServerMetadata,
};
use countersign_scope::ScopeToken;
use proptest::prelude::*;

proptest! {
    #[test]
    fn what_a_resource_writes_is_read(
        scopes in prop::collection::btree_set("[a-z:.]{1,8}", 0..5),
        servers in prop::collection::btree_set("https://[a-z]{1,5}(/[a-z]{1,3})?", 0..4),
        methods in prop::option::of(prop::sample::subsequence(BearerMethod::ALL.to_vec(), 0..=3)),
        name in prop::option::of("\\PC{0,8}"),
        bound in prop::option::of(any::<bool>()),
    ) {
        let resource = ResourceIdentifier::parse("https://api.example/v1").unwrap();
        let mut built = ProtectedResourceMetadata::new(resource.clone());
        for scope in &scopes {
            built = built.with_scope(ScopeToken::parse(scope.as_str()).unwrap());
        }
        for server in &servers {
            built = built.with_authorization_server(IssuerIdentifier::parse(server.as_str()).unwrap());
        }
        if let Some(methods) = &methods {
            built = built.with_bearer_methods(methods.iter().copied());
        }
        if let Some(name) = &name {
            built = built.with_resource_name(name.as_str());
        }
        if let Some(bound) = bound {
            built = built.with_tls_client_certificate_bound_access_tokens(bound);
        }
        let built = built.with_extra("x", ExtraValue::Integer(7)).unwrap();
        let (mut body, mut again) = (String::new(), String::new());
        built.write_json(&mut body);
        let parsed = ProtectedResourceMetadata::parse(body.as_bytes(), &resource, &Limits::DEFAULT).unwrap();
        parsed.write_json(&mut again);
        prop_assert_eq!(&again, &body);
        prop_assert_eq!(parsed.bearer_methods_supported(), methods.as_deref());
        let read: Vec<_> = parsed.scopes_supported().map(|scope| scope.as_str().to_owned()).collect();
        prop_assert_eq!(read, scopes.into_iter().collect::<Vec<_>>());
        prop_assert_eq!(parsed.authorization_servers().len(), servers.len());
        prop_assert_eq!(parsed.resource_name(), name.as_deref());
    }

    #[test]
    fn what_a_server_writes_is_read(
        path in "(/[a-z0-9~]{1,5}){0,3}/?",
        scopes in prop::collection::btree_set("[a-z:.]{1,8}", 0..5),
        grants in prop::collection::btree_set("[a-z_]{1,12}", 0..4),
        algorithms in prop::collection::btree_set("[A-Z]{2}[0-9]{3}", 0..4),
        methods in prop::collection::btree_set("client_secret_(basic|post|jwt)|private_key_jwt|none", 0..5),
        introspection in prop::option::of("https://[a-z]{1,5}/[a-z]{1,5}"),
        responses in prop::option::of(prop::sample::select(vec!["[]", "[\"code\"]"])),
    ) {
        let issuer = IssuerIdentifier::parse(format!("https://as.example{path}")).unwrap();
        let endpoint = AbsoluteUri::parse("https://as.example/token").unwrap();
        let mut built = ServerMetadata::new(issuer.clone(), endpoint);
        for scope in &scopes {
            built = built.with_scope(ScopeToken::parse(scope.as_str()).unwrap());
        }
        for grant in &grants {
            built = built.with_grant_type(&GrantType::parse(grant.as_str()).unwrap());
        }
        for algorithm in &algorithms {
            built = built.with_auth_signing_algorithm(algorithm.as_str()).unwrap();
        }
        // A method that needs a signature is for a server that names an algorithm.
        let methods: Vec<_> = methods
            .iter()
            .map(String::as_str)
            .filter(|method| !algorithms.is_empty() || !method.ends_with("_jwt"))
            .collect();
        for method in &methods {
            built = built.with_auth_method(*method).unwrap();
        }
        if let Some(url) = &introspection {
            built = built.with_introspection_endpoint(AbsoluteUri::parse(url.as_str()).unwrap());
        }
        if let Some(responses) = responses {
            let value = RawValue::parse(responses.as_bytes(), &Limits::DEFAULT).unwrap();
            built = built.with_extra("response_types_supported", ExtraValue::Json(value)).unwrap();
        }
        let (mut body, mut again) = (String::new(), String::new());
        built.write_json(&mut body);
        let parsed = ServerMetadata::parse(body.as_bytes(), &issuer, &ServerMetadata::LIMITS).unwrap();
        parsed.write_json(&mut again);
        prop_assert_eq!(&again, &body);
        prop_assert_eq!(parsed.issuer(), &issuer);
        let texts = |set: &std::collections::BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>();
        let read: Vec<_> = parsed.scopes_supported().map(|scope| scope.as_str().to_owned()).collect();
        prop_assert_eq!(read, texts(&scopes));
        let read: Vec<_> = parsed.token_endpoint_auth_signing_algorithms().map(str::to_owned).collect();
        prop_assert_eq!(read, texts(&algorithms));
        prop_assert_eq!(parsed.states_grant_types(), !grants.is_empty());
        if !grants.is_empty() {
            prop_assert_eq!(parsed.grant_types().map(str::to_owned).collect::<Vec<_>>(), texts(&grants));
        }
        let meant = if methods.is_empty() { vec!["client_secret_basic"] } else { methods };
        prop_assert_eq!(parsed.token_endpoint_auth_methods().collect::<Vec<_>>(), meant);
        prop_assert_eq!(parsed.introspection_endpoint().map(AbsoluteUri::as_str), introspection.as_deref());
        let read: Vec<_> = parsed.extra().map(|member| member.name().to_owned()).collect();
        prop_assert_eq!(read.len(), usize::from(responses.is_some()));
    }
}
