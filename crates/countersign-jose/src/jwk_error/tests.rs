use std::string::ToString;

use super::*;

#[test]
fn each_kind_has_its_clause_and_its_words() {
    use JwkErrorKind as K;
    let missing = |member| K::Missing { member };
    let mistyped = |member| K::WrongType { member };
    for (kind, clause, words) in [
        (
            K::AlgorithmMismatch,
            "RFC8725-3.1-3",
            "alg is not the expected algorithm, at octet 7",
        ),
        (
            K::DuplicateOperation,
            "RFC7517-4.3-1",
            "key_ops names an operation twice, at octet 7",
        ),
        (
            K::KeyTooShort,
            "RFC7518-3.2-1",
            "the key is too short for its algorithm, at octet 7",
        ),
        (missing("kty"), "RFC7517-4.1-1", "kty is missing"),
        (missing("k"), "RFC7517-4.1-1", "k is missing"),
        (missing("keys"), "RFC7517-5-1", "keys is missing"),
        (
            K::NoAlgorithm,
            "RFC7518-6.4-1",
            "neither the key nor the caller names an algorithm",
        ),
        (K::NotForSignatures, "RFC7517-4.3-3", "use is not sig, at octet 7"),
        (
            K::OperationNotAllowed,
            "RFC7517-4.3-3",
            "key_ops does not name the operation, at octet 7",
        ),
        (
            K::UnsupportedAlgorithm,
            "RFC8725-3.1-3",
            "alg names no supported algorithm, at octet 7",
        ),
        (
            K::UnsupportedKeyType,
            "RFC7517-4.1-1",
            "kty is not oct, at octet 7",
        ),
        (
            mistyped("alg"),
            "RFC7517-4.1-1",
            "alg has the wrong type, at octet 7",
        ),
        (
            mistyped("keys"),
            "RFC7517-5-1",
            "keys has the wrong type, at octet 7",
        ),
    ] {
        let error = JwkError::new(kind, 7);
        assert_eq!(error.clause().id(), clause, "{kind:?}");
        assert_eq!(error.to_string(), words, "{kind:?}");
    }
}

#[test]
fn a_fault_of_the_grammar_keeps_its_kind_and_place() {
    for inner in SyntaxErrorKind::ALL.iter().copied() {
        let encoding = JwkError::new(JwkErrorKind::Encoding(inner), 3);
        assert_eq!(encoding.clause().id(), "RFC7515-2-1");
        assert_eq!(
            encoding.to_string(),
            std::format!("k: {}, at octet 3", inner.describe())
        );
        let json = JwkError::from(SyntaxError::new(inner, 3));
        assert_eq!((json.kind(), json.at()), (JwkErrorKind::Json(inner), 3));
        let clause = match inner {
            SyntaxErrorKind::DuplicateMember => "RFC7517-4-1",
            SyntaxErrorKind::TooDeep | SyntaxErrorKind::TooMany | SyntaxErrorKind::TooLong => {
                "COUNTERSIGN-LIMITS-1"
            }
            _ => "RFC7515-10.12-1",
        };
        assert_eq!(json.clause().id(), clause, "{inner:?}");
        assert_eq!(json.to_string(), std::format!("{}, at octet 3", inner.describe()));
    }
}
