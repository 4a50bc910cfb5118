//! Saying something in the metadata, and the writer.

use alloc::borrow::Cow;

use countersign_grammar::json::{ObjectWriter, Output};
use countersign_grammar::{AbsoluteUri, GrantType, ParameterName};
use countersign_scope::ScopeToken;

use super::super::{push, texts, write_list};
use super::{
    AUTH_ALGORITHMS, AUTH_METHODS, INTROSPECTION_ALGORITHMS, INTROSPECTION_METHODS, MEMBERS, ServerMetadata,
    is_jwt,
};
use crate::extra::{ExtraMember, ExtraValue};
use crate::{BuildError, BuildErrorKind};

impl<'a> ServerMetadata<'a> {
    /// With one more scope.
    #[must_use]
    pub fn with_scope(mut self, scope: ScopeToken<'a>) -> Self {
        push(&mut self.scopes_supported, scope);
        self
    }

    /// With one more grant type.
    #[must_use]
    pub fn with_grant_type(mut self, grant_type: &GrantType<'a>) -> Self {
        let grant_type = grant_type.clone().into_owned();
        push(
            &mut self.grant_types_supported,
            Cow::Owned(grant_type.as_str().into()),
        );
        self
    }

    /// With one more algorithm for signed authentication.
    ///
    /// # Errors
    ///
    /// [`BuildErrorKind::ForbiddenValue`] for `none`.
    // = RFC8414-2-10
    pub fn with_auth_signing_algorithm(mut self, name: impl Into<Cow<'a, str>>) -> Result<Self, BuildError> {
        let name = name.into();
        if name == "none" {
            return Err(BuildError::new(BuildErrorKind::ForbiddenValue));
        }
        push(&mut self.auth_algorithms, name);
        Ok(self)
    }

    /// With one more method of authentication.
    ///
    /// # Errors
    ///
    /// [`BuildErrorKind::ForbiddenValue`] for a method that needs a signature, while there is no algorithm.
    // = RFC8414-2-9
    pub fn with_auth_method(mut self, name: impl Into<Cow<'a, str>>) -> Result<Self, BuildError> {
        let name = name.into();
        if is_jwt(&name) && self.auth_algorithms.is_empty() {
            return Err(BuildError::new(BuildErrorKind::ForbiddenValue));
        }
        push(&mut self.auth_methods, name);
        Ok(self)
    }

    /// With an introspection endpoint.
    #[must_use]
    pub fn with_introspection_endpoint(mut self, endpoint: AbsoluteUri<'a>) -> Self {
        self.introspection_endpoint = Some(endpoint);
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
    // = RFC8414-3.2-1
    pub fn write_json<O: Output>(&self, out: &mut O) {
        let mut object = ObjectWriter::new(out);
        object.member_str("issuer", self.issuer.as_str());
        object.member_str("token_endpoint", self.token_endpoint.as_str());
        if let Some(uri) = &self.jwks_uri {
            object.member_str("jwks_uri", uri.as_str());
        }
        let scopes = self.scopes_supported.iter().map(ScopeToken::as_str);
        write_list(&mut object, "scopes_supported", scopes);
        write_list(
            &mut object,
            "grant_types_supported",
            texts(&self.grant_types_supported),
        );
        write_list(&mut object, AUTH_METHODS, texts(&self.auth_methods));
        write_list(&mut object, AUTH_ALGORITHMS, texts(&self.auth_algorithms));
        if let Some(uri) = &self.introspection_endpoint {
            object.member_str("introspection_endpoint", uri.as_str());
        }
        write_list(
            &mut object,
            INTROSPECTION_METHODS,
            texts(&self.introspection_methods),
        );
        write_list(
            &mut object,
            INTROSPECTION_ALGORITHMS,
            texts(&self.introspection_algorithms),
        );
        if let Some(signed) = &self.signed_metadata {
            object.member_str("signed_metadata", signed);
        }
        for member in &self.extra {
            member.write(&mut object);
        }
        object.finish();
    }
}
