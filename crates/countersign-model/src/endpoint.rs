//! The token endpoint as the clauses have it: what a request asks of the host, step by step, and what it is answered.
//!
//! Order of the checks: the form of the request, exactly one authentication method, the client is known, the method is
//! the client's, the proof, the replay claim, the grant type, the scope; then the host decides and issues.

mod proof;

use crate::fault::Fault;
use crate::registry::{Registration, Registry};
use crate::term::{Form, GrantType, Method, Name, Query, Request, Scope, Secret, Time};

/// An error of RFC 6749 section 5.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// `invalid_request`.
    InvalidRequest,
    /// `invalid_client`.
    InvalidClient,
    /// `unauthorized_client`.
    UnauthorizedClient,
    /// `unsupported_grant_type`.
    UnsupportedGrantType,
    /// `invalid_scope`.
    InvalidScope,
    /// `temporarily_unavailable`: no verdict was reached.
    Unavailable,
}

/// What a client is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Grant {
    /// The client.
    pub client: Name,
    /// How it authenticated.
    pub method: Method,
    /// With which scope.
    pub scope: Scope,
}

/// An answer to a token request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reply {
    /// A token.
    Token(Grant),
    /// An error.
    Error {
        /// The code.
        code: Code,
        /// Whether it challenges: the request used the `Authorization` field, and the client is not authenticated.
        challenge: bool,
        /// A secret that the reply repeats. There never is one.
        repeats: Option<Secret>,
    },
}

/// Where a request stands: each but the last is a question to the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Who is this client?
    LookUp,
    /// Does this secret verify against the slow hashes of the client, if it has any that count?
    VerifySecret,
    /// Is this the first use of the assertion?
    Claim,
    /// May the client have this?
    Authorize(Grant),
    /// A token for this, please.
    Issue(Grant),
    /// The answer.
    Replied(Reply),
}

impl Stage {
    /// Whether only an authenticated client gets here.
    #[must_use]
    pub const fn is_past_authentication(&self) -> bool {
        match self {
            Self::Authorize(_) | Self::Issue(_) | Self::Replied(Reply::Token(_)) => true,
            Self::Replied(Reply::Error { code, .. }) => matches!(
                code,
                Code::UnauthorizedClient | Code::UnsupportedGrantType | Code::InvalidScope
            ),
            Self::LookUp | Self::VerifySecret | Self::Claim => false,
        }
    }
}

/// What a host says to a request for a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decision {
    /// All of it.
    Grant,
    /// The part of it in this scope.
    Narrow(Scope),
    /// Not this client.
    DenyClient,
    /// Not this scope.
    DenyScope,
}

/// What the replay store says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Claimed {
    /// The first use.
    First,
    /// It was used before.
    Seen,
}

/// The endpoint of one server, with at most one fault in it.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint<'m> {
    /// What is registered.
    pub registry: &'m Registry,
    /// What is wrong with it, if anything is.
    pub fault: Option<Fault>,
}

impl Endpoint<'_> {
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// A request comes in.
    #[must_use]
    pub fn receive(&self, request: &Request) -> Stage {
        let request = &self.read(request);
        match request.form {
            Form::NoForm | Form::Repeated(_) => return self.error(request, Code::InvalidRequest),
            Form::Sound => {}
        }
        if self.sees_secret_in(request.query) {
            return self.error(request, Code::InvalidRequest);
        }
        if request.grant_type == GrantType::Absent {
            return self.error(request, Code::InvalidRequest);
        }
        if request.mechanisms() > 1 {
            // RFC 6749 section 5.2 has one code for this, RFC 7521 section 4.2.1 another where an assertion is involved.
            let code = match request.assertion {
                Some(_) => Code::InvalidClient,
                None => Code::InvalidRequest,
            };
            return self.error(request, code);
        }
        let Some(name) = self.claimant(request) else {
            return self.error(request, Code::InvalidClient);
        };
        let names_another = request.client_id.is_some_and(|id| id != name);
        if names_another && !self.has(Fault::ClientIdIgnored) {
            return self.error(request, Code::InvalidClient);
        }
        if self.is_malformed(request) {
            return self.error(request, Code::InvalidClient);
        }
        Stage::LookUp
    }

    /// The registry answers; what it holds is a fact.
    #[must_use]
    pub fn looked_up(&self, request: &Request, now: Time) -> Stage {
        let request = &self.read(request);
        let client = self.client(request);
        let (Some(client), Some(method)) = (client, self.method(request)) else {
            if self.has(Fault::UnknownClientAtOnce) {
                return self.error(request, Code::InvalidClient);
            }
            return self.compared_in_vain(request);
        };
        let registered = client.methods.contains(&method) || self.has(Fault::AnyMethod);
        if !registered || !self.proves(request, client, now) {
            return self.compared_in_vain(request);
        }
        if method == Method::Jwt {
            return Stage::Claim;
        }
        self.authenticated(request, client, method)
    }

    /// The slow hash is computed; whether it verifies is a fact.
    #[must_use]
    pub fn secret_verified(&self, request: &Request, now: Time) -> Stage {
        let request = &self.read(request);
        match (self.client(request), self.method(request)) {
            (Some(client), Some(method))
                if client.methods.contains(&method) && self.proves_slowly(request, client, now) =>
            {
                self.authenticated(request, client, method)
            }
            _ => self.error(request, Code::InvalidClient),
        }
    }

    /// The replay store answers.
    #[must_use]
    pub fn claimed(&self, request: &Request, now: Time, claimed: Claimed) -> Stage {
        let request = &self.read(request);
        match (self.client(request), claimed) {
            (Some(client), Claimed::First) if self.proves_late(request, client, now) => {
                self.authenticated(request, client, Method::Jwt)
            }
            _ => self.error(request, Code::InvalidClient),
        }
    }

    /// The host decides.
    #[must_use]
    pub fn decided(&self, request: &Request, grant: Grant, decision: Decision) -> Stage {
        match decision {
            Decision::Grant => Stage::Issue(grant),
            Decision::DenyClient => self.error(request, Code::UnauthorizedClient),
            Decision::DenyScope => self.error(request, Code::InvalidScope),
            Decision::Narrow(scope) => {
                let kept = if self.has(Fault::HostMayWiden) {
                    scope
                } else {
                    grant.scope & scope
                };
                if kept == 0 && grant.scope != 0 {
                    return self.error(request, Code::InvalidScope);
                }
                Stage::Issue(Grant { scope: kept, ..grant })
            }
        }
    }

    /// A host that could not answer a question: that is neither "yes" nor "no".
    #[must_use]
    pub fn unavailable(&self, request: &Request, stage: Stage, now: Time) -> Stage {
        match stage {
            Stage::LookUp if self.has(Fault::UnavailableIsUnknown) => {
                self.error(request, Code::InvalidClient)
            }
            Stage::Claim if self.has(Fault::UnavailableIsConsent) => {
                self.claimed(request, now, Claimed::First)
            }
            _ if self.has(Fault::AsksForEver) => stage,
            _ => self.error(request, Code::Unavailable),
        }
    }

    /// The request as this endpoint reads it: faults that lie in the reading are applied here.
    fn read(&self, request: &Request) -> Request {
        let mut request = *request;
        if let Form::Repeated(second) = request.form {
            if self.has(Fault::LastParameterWins) {
                request.form = Form::Sound;
                request.client_id = Some(second);
            }
            if self.has(Fault::FirstParameterWins) {
                request.form = Form::Sound;
                request.client_id = request.client_id.or(Some(second));
            }
        }
        if self.has(Fault::BodyOverridesBasic) && request.body_secret().is_some() {
            request.basic = None;
        }
        request
    }

    fn sees_secret_in(&self, query: Option<Query>) -> bool {
        match query {
            None => false,
            Some(Query::Secret) => true,
            // The text of the query is searched as it stands, and found where it means nothing.
            Some(Query::Harmless) => self.has(Fault::SubstringOfQuery),
            Some(Query::EscapedSecret) => !self.has(Fault::SubstringOfQuery),
        }
    }

    fn method(&self, request: &Request) -> Option<Method> {
        if request.basic.is_some() {
            Some(Method::Basic)
        } else if request.assertion.is_some() {
            Some(Method::Jwt)
        } else {
            request.body_secret().map(|_| Method::Post)
        }
    }

    /// Who the client says it is.
    fn claimant(&self, request: &Request) -> Option<Name> {
        match self.method(request)? {
            Method::Basic => request.basic.map(|(name, _)| name),
            Method::Post => request.client_id,
            Method::Jwt => request.assertion.map(|assertion| assertion.sub),
        }
    }

    fn client(&self, request: &Request) -> Option<&Registration> {
        self.registry.find(self.claimant(request)?)
    }

    /// The comparison inside found nothing. Where chosen secrets are admitted, the slow one follows for every client
    /// that presented a secret.
    fn compared_in_vain(&self, request: &Request) -> Stage {
        if self.registry.chosen_secrets && request.assertion.is_none() {
            Stage::VerifySecret
        } else {
            self.error(request, Code::InvalidClient)
        }
    }

    fn authenticated(&self, request: &Request, client: &Registration, method: Method) -> Stage {
        if request.grant_type != GrantType::ClientCredentials && !self.has(Fault::AnyGrantType) {
            return self.error(request, Code::UnsupportedGrantType);
        }
        if !client.may_use_grant {
            return self.error(request, Code::UnauthorizedClient);
        }
        let scope = match request.asked_scope() {
            None if self.has(Fault::DefaultIsEverything) => Some(client.scope),
            None => client.default_scope,
            Some(asked) if asked & !client.scope == 0 => Some(asked),
            Some(asked) if self.has(Fault::OneScopeTokenSuffices) && asked & client.scope != 0 => Some(asked),
            Some(_) => None,
        };
        scope.map_or_else(
            || self.error(request, Code::InvalidScope),
            |scope| {
                Stage::Authorize(Grant {
                    client: client.name,
                    method,
                    scope,
                })
            },
        )
    }

    fn error(&self, request: &Request, code: Code) -> Stage {
        let presented = request.basic.map(|(_, secret)| secret).or(request.client_secret);
        Stage::Replied(Reply::Error {
            code,
            challenge: code == Code::InvalidClient && request.basic.is_some(),
            repeats: presented.filter(|_| self.has(Fault::ErrorEchoesSecret)),
        })
    }
}
