use std::string::ToString;

use super::*;

#[test]
fn each_kind_has_its_clause_and_its_words() {
    use ClaimErrorKind as K;
    for (kind, claim, clause, words) in [
        (
            K::EmptyAudience,
            "aud",
            "RFC7519-4.1.3-1",
            "aud: the array is empty",
        ),
        (
            K::UnexpectedAudience,
            "aud",
            "RFC7519-4.1.3-1",
            "aud: the token is for somebody, and nobody was expected",
        ),
        (
            K::WrongAudience,
            "aud",
            "RFC7519-4.1.3-1",
            "aud: the token is for somebody else",
        ),
        (K::Expired, "exp", "RFC7519-4.1.4-1", "exp: the token is expired"),
        (
            K::IssuedInTheFuture,
            "iat",
            "RFC7519-4.1.6-1",
            "iat: the token was issued in the future",
        ),
        (K::Missing, "aud", "RFC8725-3.9-2", "aud: the claim is missing"),
        (K::Missing, "iss", "RFC7519-7.2-1", "iss: the claim is missing"),
        (K::NotADate, "exp", "RFC7519-2-2", "exp: the number is no date"),
        (
            K::NotYetValid,
            "nbf",
            "RFC7519-4.1.5-1",
            "nbf: the token is not yet valid",
        ),
        (
            K::TooLong,
            "iss",
            "COUNTERSIGN-LIMITS-1",
            "iss: the claims are longer than the limit",
        ),
        (
            K::WrongIssuer,
            "iss",
            "RFC8725-3.8-1",
            "iss: the issuer is another one",
        ),
        (
            K::WrongSubject,
            "sub",
            "RFC8725-3.8-2",
            "sub: the subject is another one",
        ),
        (
            K::WrongType,
            "exp",
            "RFC7519-4.1.4-3",
            "exp: the claim has the wrong type",
        ),
        (
            K::WrongType,
            "nbf",
            "RFC7519-4.1.5-2",
            "nbf: the claim has the wrong type",
        ),
        (
            K::WrongType,
            "iat",
            "RFC7519-4.1.6-1",
            "iat: the claim has the wrong type",
        ),
        (
            K::WrongType,
            "aud",
            "RFC7519-4.1.3-1",
            "aud: the claim has the wrong type",
        ),
        (
            K::WrongType,
            "jti",
            "RFC7519-2-1",
            "jti: the claim has the wrong type",
        ),
    ] {
        let error = ClaimError::new(kind, Some(claim), 7);
        assert_eq!(error.clause().id(), clause, "{kind:?} {claim}");
        assert_eq!(error.to_string(), words);
        assert_eq!((error.kind(), error.claim(), error.at()), (kind, Some(claim), 7));
    }
}

#[test]
fn a_fault_of_the_json_keeps_its_kind_and_place() {
    for inner in SyntaxErrorKind::ALL.iter().copied() {
        let error = ClaimError::from(SyntaxError::new(inner, 3));
        assert_eq!(
            (error.kind(), error.claim(), error.at()),
            (ClaimErrorKind::Json(inner), None, 3)
        );
        let clause = match inner {
            SyntaxErrorKind::DuplicateMember => "RFC7519-4-1",
            SyntaxErrorKind::InvalidUtf8 => "RFC8725-3.7-1",
            SyntaxErrorKind::TrailingData => "RFC7515-10.12-2",
            SyntaxErrorKind::TooDeep | SyntaxErrorKind::TooMany | SyntaxErrorKind::TooLong => {
                "COUNTERSIGN-LIMITS-1"
            }
            SyntaxErrorKind::WrongType => "RFC7519-7.2-1",
            _ => "RFC7515-10.12-1",
        };
        assert_eq!(error.clause().id(), clause, "{inner:?}");
        assert_eq!(
            error.to_string(),
            std::format!("claims: {}, at octet 3", inner.describe())
        );
    }
}
