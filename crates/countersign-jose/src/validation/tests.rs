#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::format;

use countersign_grammar::{Limits, UnixTime};

use crate::{ClaimError, ClaimErrorKind, Claims, ClaimsValidation, Skew};

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

fn check(json: &str, validation: ClaimsValidation<'_>) -> Result<(), (ClaimErrorKind, Option<&'static str>)> {
    let claims = Claims::parse(json.as_bytes(), &Limits::DEFAULT).unwrap();
    validation
        .check(&claims)
        .map_err(|error: ClaimError| (error.kind(), error.claim()))
}

fn refused(kind: ClaimErrorKind, claim: &'static str) -> Result<(), (ClaimErrorKind, Option<&'static str>)> {
    Err((kind, Some(claim)))
}

/// Each rule with each audience.
// = RFC7519-4.1.3-1 (test)
// = RFC7519-4.1.3-2 (test)
// = RFC8725-3.9-2 (test)
#[test]
fn audiences() {
    use ClaimErrorKind::{Missing, UnexpectedAudience, WrongAudience};
    let me: &[&str] = &["urn:me"];
    let us: &[&str] = &["urn:you", "urn:me"];
    let nobody: &[&str] = &[];
    for (json, silent, as_me, as_us, as_nobody) in [
        ("{}", Ok(()), Err(Missing), Err(Missing), Err(Missing)),
        (
            r#"{"aud":"urn:me"}"#,
            Err(UnexpectedAudience),
            Ok(()),
            Ok(()),
            Err(WrongAudience),
        ),
        (
            r#"{"aud":["urn:me"]}"#,
            Err(UnexpectedAudience),
            Ok(()),
            Ok(()),
            Err(WrongAudience),
        ),
        (
            r#"{"aud":["urn:x","urn:me"]}"#,
            Err(UnexpectedAudience),
            Ok(()),
            Ok(()),
            Err(WrongAudience),
        ),
        (
            r#"{"aud":"urn:you"}"#,
            Err(UnexpectedAudience),
            Err(WrongAudience),
            Ok(()),
            Err(WrongAudience),
        ),
        (
            r#"{"aud":"urn:m"}"#,
            Err(UnexpectedAudience),
            Err(WrongAudience),
            Err(WrongAudience),
            Err(WrongAudience),
        ),
        (
            r#"{"aud":"urn:me/"}"#,
            Err(UnexpectedAudience),
            Err(WrongAudience),
            Err(WrongAudience),
            Err(WrongAudience),
        ),
        (
            r#"{"aud":"URN:ME"}"#,
            Err(UnexpectedAudience),
            Err(WrongAudience),
            Err(WrongAudience),
            Err(WrongAudience),
        ),
        (
            r#"{"aud":"urn:you urn:me"}"#,
            Err(UnexpectedAudience),
            Err(WrongAudience),
            Err(WrongAudience),
            Err(WrongAudience),
        ),
        (
            r#"{"aud":""}"#,
            Err(UnexpectedAudience),
            Err(WrongAudience),
            Err(WrongAudience),
            Err(WrongAudience),
        ),
    ] {
        let named = |outcome: Result<(), ClaimErrorKind>| outcome.map_err(|kind| (kind, Some("aud")));
        let at = ClaimsValidation::at(NOW);
        assert_eq!(check(json, at), named(silent), "{json}");
        assert_eq!(check(json, at.audiences(me)), named(as_me), "{json}");
        assert_eq!(check(json, at.audiences(us)), named(as_us), "{json}");
        assert_eq!(check(json, at.audiences(nobody)), named(as_nobody), "{json}");
        assert_eq!(check(json, at.ignoring_audience()), Ok(()), "{json}");
    }
}

// = RFC8725-3.8-1 (test)
// = RFC8725-3.8-2 (test)
#[test]
fn issuers_and_subjects() {
    let at = ClaimsValidation::at(NOW);
    for (claim, wrong) in [
        ("iss", ClaimErrorKind::WrongIssuer),
        ("sub", ClaimErrorKind::WrongSubject),
    ] {
        let expecting = |value: &'static [&'static str]| {
            if claim == "iss" {
                at.issuers(value)
            } else {
                at.subject(value[0])
            }
        };
        let right = format!(r#"{{"{claim}":"urn:foo"}}"#);
        assert_eq!(check(&right, expecting(&["urn:foo"])), Ok(()));
        assert_eq!(
            check("{}", expecting(&["urn:foo"])),
            refused(ClaimErrorKind::Missing, claim)
        );
        assert_eq!(check(&right, at), Ok(()));
        for other in [
            "",
            "urn:",
            "urn:fo",
            "urn:foo ",
            "urn:foo/",
            "URN:foo",
            "urn:foobar",
        ] {
            let json = format!(r#"{{"{claim}":"{other}"}}"#);
            assert_eq!(
                check(&json, expecting(&["urn:foo"])),
                refused(wrong, claim),
                "{json}"
            );
        }
    }
    assert_eq!(check(r#"{"iss":"b"}"#, at.issuers(&["a", "b"])), Ok(()));
    assert_eq!(
        check(r#"{"iss":"b"}"#, at.issuers(&[])),
        refused(ClaimErrorKind::WrongIssuer, "iss")
    );
}

#[test]
fn required_claims() {
    let names = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id"];
    let all: &[&'static str] = &names;
    let full =
        r#"{"iss":"i","sub":"s","aud":"a","exp":1800000000,"nbf":1,"iat":1,"jti":"j","client_id":null}"#;
    let expected = ClaimsValidation::at(NOW).audiences(&["a"]).required(all);
    assert_eq!(check(full, expected), Ok(()));
    for name in names {
        let without = full.replace(&format!(r#""{name}""#), r#""other""#);
        assert_eq!(check(&without, expected), refused(ClaimErrorKind::Missing, name));
    }
}

/// Faults of every kind at once: the order in which they are reported.
// = RFC7519-7.2-1 (test)
#[test]
fn the_order_of_the_checks() {
    let expected = ClaimsValidation::at(NOW)
        .issuers(&["i"])
        .subject("s")
        .audiences(&["a"])
        .required(&["jti"]);
    let mut json = std::string::String::from(r#"{"iss":"x","sub":"x","aud":"x","exp":1,"no":"j"}"#);
    for (kind, claim, from, to) in [
        (ClaimErrorKind::Missing, "jti", r#""no""#, r#""jti""#),
        (ClaimErrorKind::WrongIssuer, "iss", r#""iss":"x""#, r#""iss":"i""#),
        (
            ClaimErrorKind::WrongSubject,
            "sub",
            r#""sub":"x""#,
            r#""sub":"s""#,
        ),
        (
            ClaimErrorKind::WrongAudience,
            "aud",
            r#""aud":"x""#,
            r#""aud":"a""#,
        ),
        (
            ClaimErrorKind::Expired,
            "exp",
            r#""exp":1"#,
            r#""exp":1800000000"#,
        ),
    ] {
        assert_eq!(check(&json, expected), refused(kind, claim));
        json = json.replace(from, to);
    }
    assert_eq!(check(&json, expected), Ok(()));
}

#[test]
fn the_default_skew_is_ten_seconds_and_can_be_changed() {
    let json = r#"{"exp":1699999995}"#;
    assert_eq!(check(json, ClaimsValidation::at(NOW)), Ok(()));
    assert_eq!(
        check(json, ClaimsValidation::at(NOW).skew(Skew::NONE)),
        refused(ClaimErrorKind::Expired, "exp")
    );
    let json = r#"{"exp":1699999990}"#;
    assert_eq!(
        check(json, ClaimsValidation::at(NOW)),
        refused(ClaimErrorKind::Expired, "exp")
    );
    assert_eq!(check(json, ClaimsValidation::at(NOW).skew(Skew::MAX)), Ok(()));
}

#[test]
fn every_error_names_a_clause_and_speaks() {
    use std::string::ToString;
    for kind in [
        ClaimErrorKind::EmptyAudience,
        ClaimErrorKind::Expired,
        ClaimErrorKind::IssuedInTheFuture,
        ClaimErrorKind::Missing,
        ClaimErrorKind::NotADate,
        ClaimErrorKind::NotYetValid,
        ClaimErrorKind::TooLong,
        ClaimErrorKind::UnexpectedAudience,
        ClaimErrorKind::WrongAudience,
        ClaimErrorKind::WrongIssuer,
        ClaimErrorKind::WrongSubject,
        ClaimErrorKind::WrongType,
    ] {
        for claim in [
            None,
            Some("iss"),
            Some("aud"),
            Some("exp"),
            Some("nbf"),
            Some("iat"),
        ] {
            let error = ClaimError::new(kind, claim, 5);
            assert!(!error.clause().id().is_empty());
            assert!(error.to_string().starts_with(claim.unwrap_or("")));
        }
    }
    for kind in countersign_grammar::SyntaxErrorKind::ALL {
        let error = ClaimError::new(ClaimErrorKind::Json(*kind), None, 5);
        assert_eq!(
            error.to_string(),
            format!("claims: {}, at octet 5", kind.describe())
        );
        assert!(!error.clause().id().is_empty());
    }
}
