//! An answer of a token endpoint, and what it takes to read it.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use countersign_grammar::Limits;
use countersign_message::{
    ErrorResponse, ReceivedResponse, Response, ResponseError, ResponseErrorKind as Kind, TokenResponse,
    Tolerance, Tolerances, parse_response_with,
};
use countersign_scope::{Scope, ScopeParameter};

pub const JSON: Option<&str> = Some("application/json");
pub const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

#[derive(Debug, Clone, Copy)]
pub struct Answer<'a>(pub u16, pub Option<&'a str>, pub &'a str);

impl<'a> Answer<'a> {
    pub const fn json(status: u16, body: &'a str) -> Self {
        Self(status, JSON, body)
    }

    pub fn read(self, tolerances: Tolerances) -> Result<(Response<'a>, Tolerances), ResponseError> {
        let received = ReceivedResponse {
            status: self.0,
            content_type: self.1.map(str::as_bytes),
            body: self.2.as_bytes(),
        };
        let response = parse_response_with(received, tolerances, &Limits::DEFAULT)?;
        let used = response.used();
        Ok((response.into_value(), used))
    }

    /// The answer needs exactly these, of all there are; without any one of them it is refused.
    #[track_caller]
    pub fn needs(self, tolerances: &[Tolerance]) -> Response<'a> {
        let expected = Tolerances::of(tolerances);
        for allowed in [expected, Tolerances::ALL] {
            let (_, used) = self.read(allowed).unwrap();
            assert_eq!(used, expected, "{}", self.2);
        }
        for tolerance in tolerances {
            let refusal = self.read(expected.without(*tolerance));
            assert!(refusal.is_err(), "{}: {tolerance} is not needed", self.2);
        }
        self.read(expected).unwrap().0
    }

    #[track_caller]
    pub fn token(self, tolerances: &[Tolerance]) -> TokenResponse<'a> {
        match self.needs(tolerances) {
            Response::Success(response) => response,
            Response::Error(error) => panic!("{}: {error:?}", self.2),
        }
    }

    #[track_caller]
    pub fn error(self, tolerances: &[Tolerance]) -> ErrorResponse<'a> {
        match self.needs(tolerances) {
            Response::Error(response) => response,
            Response::Success(_) => panic!("{}: a token", self.2),
        }
    }

    /// The refusal where everything else than these is tolerated, which is the strict one too.
    #[track_caller]
    pub fn refused_without(self, tolerances: &[Tolerance]) -> (Kind, usize, &'static str) {
        let others = tolerances
            .iter()
            .fold(Tolerances::ALL, |all, tolerance| all.without(*tolerance));
        let strict = self.read(Tolerances::NONE).map(|_| ()).unwrap_err();
        assert_eq!(self.read(others).map(|_| ()).unwrap_err(), strict, "{}", self.2);
        (strict.kind(), strict.at(), strict.clause().id())
    }

    #[track_caller]
    pub fn refused(self) -> (Kind, usize, &'static str) {
        self.refused_without(&[])
    }
}

/// A token response with one more member or two.
pub fn token(members: &str) -> String {
    format!(r#"{{"access_token":"a","token_type":"Bearer",{members}}}"#)
}

/// The scope of a token response, as text.
pub fn scope_of<'a>(response: &'a TokenResponse<'_>) -> ScopeParameter<&'a str> {
    response.scope().map(Scope::as_str)
}
