//! Saying something of a token: one method for each member, and the writer.

use alloc::borrow::Cow;

use countersign_grammar::json::{Kind, ObjectWriter, Output, RawValue};
use countersign_grammar::{ClientId, ParameterName, TokenType, UnixTime};
use countersign_scope::Scope;

use super::{IntrospectedToken, MEMBERS};
use crate::extra::{ExtraMember, ExtraValue};
use crate::{BuildError, BuildErrorKind};

impl<'a> IntrospectedToken<'a> {
    /// With `scope`.
    #[must_use]
    pub fn with_scope(mut self, scope: Scope<'a>) -> Self {
        self.scope = Some(scope);
        self
    }

    /// With `client_id`.
    #[must_use]
    pub fn with_client_id(mut self, client_id: ClientId<'a>) -> Self {
        self.client_id = Some(client_id);
        self
    }

    /// With `username`.
    #[must_use]
    pub fn with_username(mut self, username: impl Into<Cow<'a, str>>) -> Self {
        self.username = Some(username.into());
        self
    }

    /// With `token_type`.
    #[must_use]
    pub fn with_token_type(mut self, token_type: TokenType<'a>) -> Self {
        self.token_type = Some(token_type);
        self
    }

    /// With `exp`.
    #[must_use]
    pub const fn with_exp(mut self, exp: UnixTime) -> Self {
        self.exp = Some(exp);
        self
    }

    /// With `iat`.
    #[must_use]
    pub const fn with_iat(mut self, iat: UnixTime) -> Self {
        self.iat = Some(iat);
        self
    }

    /// With `nbf`.
    #[must_use]
    pub const fn with_nbf(mut self, nbf: UnixTime) -> Self {
        self.nbf = Some(nbf);
        self
    }

    /// With `sub`.
    #[must_use]
    pub fn with_sub(mut self, sub: impl Into<Cow<'a, str>>) -> Self {
        self.sub = Some(sub.into());
        self
    }

    /// With one more audience.
    #[must_use]
    pub fn with_aud(mut self, audience: impl Into<Cow<'a, str>>) -> Self {
        self.aud.push(audience.into());
        self
    }

    /// With `iss`.
    #[must_use]
    pub fn with_iss(mut self, iss: impl Into<Cow<'a, str>>) -> Self {
        self.iss = Some(iss.into());
        self
    }

    /// With `jti`.
    #[must_use]
    pub fn with_jti(mut self, jti: impl Into<Cow<'a, str>>) -> Self {
        self.jti = Some(jti.into());
        self
    }

    /// With `cnf`.
    ///
    /// # Errors
    ///
    /// [`BuildErrorKind::WrongType`] if it is no JSON object.
    pub fn with_cnf(mut self, cnf: RawValue<'a>) -> Result<Self, BuildError> {
        if cnf.kind() != Kind::Object {
            return Err(BuildError::new(BuildErrorKind::WrongType));
        }
        self.cnf = Some(cnf);
        Ok(self)
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

    pub(in crate::introspection) fn write<O: Output>(&self, object: &mut ObjectWriter<'_, O>) {
        let text = |object: &mut ObjectWriter<'_, O>, name, value: Option<&str>| {
            if let Some(value) = value {
                object.member_str(name, value);
            }
        };
        let time = |object: &mut ObjectWriter<'_, O>, name, value: Option<UnixTime>| {
            if let Some(value) = value {
                object.member_u64(name, value.as_secs());
            }
        };
        text(object, "scope", self.scope().map(Scope::as_str));
        text(object, "client_id", self.client_id().map(ClientId::as_str));
        text(object, "username", self.username());
        text(object, "token_type", self.token_type().map(TokenType::as_str));
        time(object, "exp", self.exp);
        time(object, "iat", self.iat);
        time(object, "nbf", self.nbf);
        text(object, "sub", self.sub());
        match self.aud.as_slice() {
            [] => {}
            [one] => {
                object.member_str("aud", one);
            }
            many => {
                object.member_strs("aud", many.iter().map(|audience| &**audience));
            }
        }
        text(object, "iss", self.iss());
        text(object, "jti", self.jti());
        if let Some(cnf) = self.cnf {
            object.member_raw("cnf", cnf);
        }
        for member in &self.extra {
            member.write(object);
        }
    }
}
