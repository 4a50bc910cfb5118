//! Saying something in the metadata, and the writer.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_grammar::json::{ObjectWriter, Output};
use countersign_grammar::{AbsoluteUri, ParameterName};
use countersign_scope::ScopeToken;

use super::super::{IssuerIdentifier, push, texts, write_list};
use super::{BearerMethod, MEMBERS, ProtectedResourceMetadata};
use crate::extra::{ExtraMember, ExtraValue};
use crate::{BuildError, BuildErrorKind};

impl<'a> ProtectedResourceMetadata<'a> {
    /// With one more authorization server.
    #[must_use]
    pub fn with_authorization_server(mut self, issuer: IssuerIdentifier<'a>) -> Self {
        push(&mut self.authorization_servers, issuer);
        self
    }

    /// With one more scope.
    #[must_use]
    pub fn with_scope(mut self, scope: ScopeToken<'a>) -> Self {
        push(&mut self.scopes_supported, scope);
        self
    }

    /// With exactly these ways to send a token.
    #[must_use]
    pub fn with_bearer_methods(mut self, methods: impl IntoIterator<Item = BearerMethod>) -> Self {
        let mut supported = Vec::new();
        for method in methods {
            push(&mut supported, method);
        }
        self.bearer_methods_supported = Some(supported);
        self
    }

    /// With a name for people.
    #[must_use]
    pub fn with_resource_name(mut self, name: impl Into<Cow<'a, str>>) -> Self {
        self.resource_name = Some(name.into());
        self
    }

    /// With a page for developers.
    #[must_use]
    pub fn with_resource_documentation(mut self, page: AbsoluteUri<'a>) -> Self {
        self.resource_documentation = Some(page);
        self
    }

    /// Whether tokens are bound to a client certificate.
    #[must_use]
    pub const fn with_tls_client_certificate_bound_access_tokens(mut self, bound: bool) -> Self {
        self.tls_client_certificate_bound_access_tokens = Some(bound);
        self
    }

    /// With one more member, after those that mean something.
    ///
    /// # Errors
    ///
    /// As [`TokenResponse::with_extra`](crate::TokenResponse::with_extra).
    pub fn with_extra(mut self, name: &'a str, value: ExtraValue<'a>) -> Result<Self, BuildError> {
        if ParameterName::parse(name).is_err() {
            return Err(BuildError::new(BuildErrorKind::BadName));
        }
        if MEMBERS.contains(&name) {
            return Err(BuildError::new(BuildErrorKind::ReservedName));
        }
        if self.extra.iter().any(|member| member.name() == name) {
            return Err(BuildError::new(BuildErrorKind::NameRepeated));
        }
        self.extra.push(ExtraMember::new(name, value));
        Ok(self)
    }

    /// Appends the body: `application/json`, one object; members without a value are left out.
    // = RFC9728-3.2-1
    pub fn write_json<O: Output>(&self, out: &mut O) {
        let mut object = ObjectWriter::new(out);
        object.member_str("resource", self.resource.as_str());
        let issuers = self.authorization_servers.iter().map(IssuerIdentifier::as_str);
        write_list(&mut object, "authorization_servers", issuers);
        if let Some(uri) = &self.jwks_uri {
            object.member_str("jwks_uri", uri.as_str());
        }
        let scopes = self.scopes_supported.iter().map(ScopeToken::as_str);
        write_list(&mut object, "scopes_supported", scopes);
        // = RFC9728-2-5
        if let Some(methods) = &self.bearer_methods_supported {
            let methods = methods.iter().map(|method| method.as_str());
            object.member_strs("bearer_methods_supported", methods);
        }
        let algorithms = texts(&self.resource_signing_alg_values_supported);
        write_list(&mut object, "resource_signing_alg_values_supported", algorithms);
        if let Some(name) = &self.resource_name {
            object.member_str("resource_name", name);
        }
        if let Some(page) = &self.resource_documentation {
            object.member_str("resource_documentation", page.as_str());
        }
        if let Some(bound) = self.tls_client_certificate_bound_access_tokens {
            object.member_bool("tls_client_certificate_bound_access_tokens", bound);
        }
        let algorithms = texts(&self.dpop_signing_alg_values_supported);
        write_list(&mut object, "dpop_signing_alg_values_supported", algorithms);
        if let Some(required) = self.dpop_bound_access_tokens_required {
            object.member_bool("dpop_bound_access_tokens_required", required);
        }
        if let Some(signed) = &self.signed_metadata {
            object.member_str("signed_metadata", signed);
        }
        for member in &self.extra {
            member.write(&mut object);
        }
        object.finish();
    }
}
