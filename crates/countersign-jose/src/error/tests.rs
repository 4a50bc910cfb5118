use std::string::ToString;

use countersign_grammar::SyntaxErrorKind;

use super::*;

/// Every kind but those with a fault of the grammar inside: its clause, and what it says before the place.
#[test]
fn each_kind_has_its_clause_and_its_words() {
    use JwsErrorKind as K;
    let not_a_string = |parameter| K::NotAString { parameter };
    for (kind, clause, words) in [
        (
            K::AlgorithmMismatch,
            "RFC8725-3.1-3",
            "alg is not the algorithm of the key",
        ),
        (
            K::AlgorithmNotAllowed,
            "RFC8725-3.1-1",
            "alg is not among the accepted algorithms",
        ),
        (
            K::AmbiguousKey,
            "RFC7517-4.5-1",
            "more than one key fits the header",
        ),
        (K::BadSignature, "RFC7515-5.2-4", "the signature does not match"),
        (
            K::CriticalExtension,
            "RFC7515-4.1.11-1",
            "crit names an extension that is not understood",
        ),
        (
            K::Encrypted,
            "RFC7515-5.2-1",
            "the token has five parts: it is encrypted",
        ),
        (K::EmptyHeader, "RFC7515-5.2-2", "the header part is empty"),
        (K::EmptyPayload, "RFC7519-7.2-1", "the payload part is empty"),
        (
            K::MalformedCritical,
            "RFC7515-4.1.11-3",
            "crit is not a list of the names of parameters that are present",
        ),
        (K::MissingAlgorithm, "RFC7515-4.1.1-1", "the header has no alg"),
        (not_a_string("alg"), "RFC7515-4.1.1-1", "alg is not a string"),
        (not_a_string("kid"), "RFC7515-4.1.4-1", "kid is not a string"),
        (not_a_string("typ"), "RFC7515-4.1.9-2", "typ is not a string"),
        (not_a_string("cty"), "RFC7515-4.1.9-2", "cty is not a string"),
        (
            K::TooLong,
            "COUNTERSIGN-LIMITS-1",
            "the token is longer than the limit",
        ),
        (K::UnencodedPayload, "RFC7515-4.1.11-1", "b64 is not understood"),
        (K::UnknownKey, "RFC9068-4-9", "no key fits the header"),
        (K::Unsecured, "RFC7518-3.6-1", "the token has no signature"),
        (
            K::UnsupportedAlgorithm,
            "RFC7515-4.1.1-1",
            "alg names no supported algorithm",
        ),
        (
            K::WrongPartCount,
            "RFC7515-5.2-1",
            "the token has not three parts",
        ),
    ] {
        let error = JwsError::new(kind, 7);
        assert_eq!(error.clause().id(), clause, "{kind:?}");
        assert_eq!(error.to_string(), std::format!("{words}, at octet 7"));
    }
}

#[test]
fn a_fault_of_the_grammar_says_which_part_it_is_of() {
    for inner in SyntaxErrorKind::ALL.iter().copied() {
        let encoding = JwsError::new(JwsErrorKind::Encoding(inner), 3);
        assert_eq!(encoding.clause().id(), "RFC7515-2-1");
        assert_eq!(
            encoding.to_string(),
            std::format!("base64url: {}, at octet 3", inner.describe())
        );
        let header = JwsError::new(JwsErrorKind::Header(inner), 3);
        let clause = match inner {
            SyntaxErrorKind::DuplicateMember => "RFC7515-4-1",
            SyntaxErrorKind::InvalidUtf8 => "RFC8725-3.7-1",
            SyntaxErrorKind::TrailingData => "RFC7515-10.12-2",
            SyntaxErrorKind::TooDeep | SyntaxErrorKind::TooMany | SyntaxErrorKind::TooLong => {
                "COUNTERSIGN-LIMITS-1"
            }
            SyntaxErrorKind::WrongType => "RFC7515-5.2-2",
            _ => "RFC7515-10.12-1",
        };
        assert_eq!(header.clause().id(), clause, "{inner:?}");
        assert_eq!(
            header.to_string(),
            std::format!("header: {}, at octet 3", inner.describe())
        );
    }
}

/// Three octets are four characters: an octet is at the character that holds its first bits.
#[test]
fn an_octet_of_a_part_is_at_the_character_in_which_it_begins() {
    let at = [0, 1, 2, 4, 5, 6, 8];
    for (octet, character) in at.into_iter().enumerate() {
        assert_eq!(encoded_offset(0, octet), character);
        assert_eq!(encoded_offset(10, octet), character + 10);
    }
    assert_eq!(encoded_offset(1, usize::MAX), usize::MAX / 3 + 1);
}
