//! The method `client_secret_jwt`: what is sent, octet by octet, and what cannot be built.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod asserting;

use asserting::{
    ALGORITHMS, ID, ISSUER, NOW, SECRET, TYPES, assertion, body, builder, client, json, parameters, source,
    started, strict, uri, written,
};
use countersign_client::{
    Algorithm, AssertionProfile, AssertionTyp, ClientAuthentication, RequestBuffer, SourcePolicy, SpecError,
    TokenSource, TokenSources,
};
use countersign_grammar::form::EscapeSet;
use countersign_grammar::{ClientId, Limits, UnixTime};
use countersign_message::BuildErrorKind;
use countersign_scope::ScopeSet;
use countersign_secret::Secret;

fn signing(profile: AssertionProfile) -> ClientAuthentication {
    client(ID, SECRET.as_bytes(), Algorithm::Hs256, profile)
}

// = RFC7521-4.2-1 (test)
// = RFC7521-4.2-2 (test)
// = RFC7521-4.2-3 (test)
// = RFC7521-4.2-4 (test)
// = RFC7523-2.2-1 (test)
// = RFC7523-2.2-2 (test)
// = RFC7523-3-2 (test)
// = RFC7523-3-3 (test)
// = RFC7523-3-4 (test)
// = RFC7523-3-8 (test)
// = RFC7523-3-11 (test)
// = RFC7523BIS-4-1 (test)
// = RFC7523BIS-4-6 (test)
// = RFC7523BIS-4-7 (test)
// = RFC7521-5.1-3 (test)
// = RFC7521-5.1-4 (test)
// = RFC7521-6.2-1 (test)
#[test]
fn a_request_is_what_the_rfcs_show() {
    for algorithm in ALGORITHMS {
        let spec = builder(client(ID, SECRET.as_bytes(), algorithm, strict()))
            .scope(ScopeSet::parse("read write").expect("a scope"))
            .resource(uri("https://api.example"))
            .extra("vendor", "1")
            .build()
            .expect("a request");
        let mut source = TokenSource::new(spec, SourcePolicy::new());
        let body = written(&started(&mut source, NOW), 0xA7);
        let before = format!(
            "grant_type=client_credentials&client_id={ID}&client_assertion_type=\
             urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
        );
        let after = "&scope=read+write&resource=https%3A%2F%2Fapi.example&vendor=1";
        let token = body
            .strip_prefix(&before)
            .and_then(|rest| rest.strip_suffix(after));
        assert_eq!(token, Some(assertion(&body).as_str()), "{body}");
        let (id, kind, _) = parameters(&body);
        assert_eq!(id.as_deref(), Some(ID));
        assert_eq!(
            kind.as_deref(),
            Some("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        );

        let (header, claims) = json(&assertion(&body));
        assert_eq!(
            header,
            format!(r#"{{"alg":"{algorithm}","typ":"client-authentication+jwt"}}"#)
        );
        let jti = "a7".repeat(16);
        assert_eq!(
            claims,
            format!(
                r#"{{"iss":"{ID}","sub":"{ID}","aud":"{ISSUER}","iat":1700000000,"exp":1700000060,"jti":"{jti}"}}"#
            )
        );
    }
}

#[test]
fn types_are_left_out_or_plain_by_name_only() {
    let header = |typ| json(&assertion(&body(signing(strict().typed(typ)), 1))).0;
    assert_eq!(
        header(AssertionTyp::default()),
        r#"{"alg":"HS256","typ":"client-authentication+jwt"}"#
    );
    assert_eq!(header(AssertionTyp::Jwt), r#"{"alg":"HS256","typ":"JWT"}"#);
    assert_eq!(header(AssertionTyp::Absent), r#"{"alg":"HS256"}"#);
}

// = RFC7515-4.1.4-1 (test)
#[test]
fn the_key_has_a_name_if_it_is_given_one() {
    let header = |profile| json(&assertion(&body(signing(profile), 1))).0;
    for (key_id, written) in [
        ("2026-11", "2026-11"),
        ("", ""),
        ("Key \"1\" \u{e9}\n", "Key \\\"1\\\" \u{e9}\\n"),
    ] {
        let profile = strict().with_key_id(key_id);
        assert_eq!(profile.key_id(), Some(key_id));
        assert_eq!(
            header(profile),
            format!(r#"{{"alg":"HS256","typ":"client-authentication+jwt","kid":"{written}"}}"#)
        );
    }
    let bare = strict().typed(AssertionTyp::Absent);
    assert_eq!(bare.key_id(), None);
    assert_eq!(header(bare.clone()), r#"{"alg":"HS256"}"#);
    assert_eq!(header(bare.with_key_id("k")), r#"{"alg":"HS256","kid":"k"}"#);

    // It counts for the length like everything else.
    let built = |len: usize| builder(signing(strict().with_key_id("k".repeat(len)))).build();
    assert!(built(1000).is_ok());
    assert_eq!(built(Limits::DEFAULT.jwt).err(), Some(SpecError::TooLong));
}

#[test]
fn the_clock_may_stand_at_either_end() {
    let max = u64::MAX;
    for (start, iat, exp) in [
        (0, 0, 60),
        (1, 1, 61),
        (max - 61, max - 61, max - 1),
        (max - 60, max - 60, max),
        (max - 59, max - 59, max),
        (max, max, max),
    ] {
        let exchange = started(&mut source(signing(strict())), UnixTime::from_secs(start));
        let (_, claims) = json(&assertion(&written(&exchange, 1)));
        assert!(
            claims.contains(&format!(r#""iat":{iat},"exp":{exp},"#)),
            "{claims}"
        );
    }
}

// = RFC7518-3.2-1 (test)
#[test]
fn a_secret_that_is_shorter_than_the_tag_is_refused() {
    for algorithm in ALGORITHMS {
        let built = |len: usize| {
            let secret = Secret::from("s".repeat(len));
            ClientAuthentication::secret_jwt(
                ClientId::parse(ID).expect("VSCHAR"),
                secret,
                algorithm,
                strict(),
            )
        };
        for len in [0, 1, algorithm.tag_len() - 1] {
            let error = built(len).expect_err("too short");
            assert_eq!(
                (error.clause().id(), error.algorithm()),
                ("RFC7518-3.2-1", algorithm)
            );
        }
        for len in [algorithm.tag_len(), algorithm.tag_len() + 1, 1000] {
            assert!(built(len).is_ok(), "{algorithm} {len}");
        }
    }
}

#[test]
fn what_is_no_request_cannot_be_built() {
    let refused = |client, name, value: &str| {
        builder(client)
            .extra(name, value)
            .build()
            .expect_err("it cannot be built")
    };
    let kind = |error| match error {
        SpecError::Parameter(error) => error.kind(),
        other => panic!("{other}"),
    };
    for name in [
        "client_id",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
        "grant_type",
        "scope",
    ] {
        assert_eq!(
            kind(refused(signing(strict()), name, "x")),
            BuildErrorKind::ReservedName,
            "{name}"
        );
    }
    assert_eq!(
        kind(refused(signing(strict()), "a b", "x")),
        BuildErrorKind::BadName
    );
    assert_eq!(
        kind(refused(signing(strict()), "a", "")),
        BuildErrorKind::EmptyValue
    );
    let nobody = client("", SECRET.as_bytes(), Algorithm::Hs256, strict());
    assert_eq!(kind(refused(nobody, "a", "x")), BuildErrorKind::EmptyValue);
    let long = AssertionProfile::strict(uri(&format!(
        "https://as.example/{}",
        "a".repeat(Limits::DEFAULT.jwt)
    )));
    assert_eq!(refused(signing(long), "a", "x"), SpecError::TooLong);
}

/// A request that can be built is within the limit whenever it is sent.
// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn the_longest_request_is_as_long_as_the_limit() {
    for (escape, exact) in EscapeSet::ALL
        .iter()
        .map(|set| (*set, set.leaves(b'.') && set.leaves(b'_')))
    {
        let built = |len: usize| {
            builder(signing(strict()))
                .extra("vendor", "v".repeat(len))
                .escape(escape)
                .build()
        };
        let longest = (1..Limits::DEFAULT.body)
            .rev()
            .find(|len| built(*len).is_ok())
            .expect("a length");
        assert_eq!(built(longest + 1).err(), Some(SpecError::TooLong));
        let mut source = TokenSource::new(built(longest).expect("a request"), SourcePolicy::new());
        let body = written(&started(&mut source, UnixTime::MAX), 0xFF);
        assert!(body.len() <= Limits::DEFAULT.body);
        assert_eq!(body.len() == Limits::DEFAULT.body, exact, "{escape:?}");
    }
}

#[test]
fn a_buffer_that_was_used_says_nothing_of_what_was_in_it() {
    let mut used = RequestBuffer::new();
    let long = builder(client(
        &"i".repeat(200),
        SECRET.as_bytes(),
        Algorithm::Hs512,
        strict(),
    ))
    .extra("vendor", "v".repeat(500))
    .build();
    for spec in [
        long.expect("a request"),
        builder(signing(strict())).build().expect("a request"),
        builder(signing(strict()))
            .escape(EscapeSet::Html4)
            .build()
            .expect("a request"),
    ] {
        let mut source = TokenSource::new(spec, SourcePolicy::new());
        let exchange = started(&mut source, NOW);
        for entropy in [1, 2] {
            let body = exchange.request([entropy; 16], &mut used).body().to_owned();
            assert_eq!(body, written(&exchange, entropy));
        }
    }
}

/// Traces of the secret, of the assertion, and of what would do as either.
// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn neither_secret_nor_assertion_shows() {
    let mut traces = vec![
        "c4n4ry".to_owned(),
        "YzRuNHJ5".to_owned(),
        "M0bjRye".to_owned(),
        "NG40cn".to_owned(),
    ];
    let octets = format!("{:?}", b"c4n4ry");
    traces.push(octets[1..octets.len() - 1].to_owned());
    for algorithm in ALGORITHMS {
        for typ in TYPES {
            let build = || {
                builder(client(ID, SECRET.as_bytes(), algorithm, strict().typed(typ)))
                    .build()
                    .expect("a request")
            };
            let spec = build();
            let mut shown = format!("{spec:?} {:#?} {:?}", spec.authentication(), spec.key());
            assert!(shown.contains("client_secret_jwt"), "{shown}");
            let key = String::from_utf8_lossy(spec.key().as_bytes()).into_owned();
            let mut sources = TokenSources::new(SourcePolicy::new(), 1);
            shown += &format!("{:?}", sources.source(build()));
            shown += &format!("{sources:?}");
            let mut source = TokenSource::new(spec, SourcePolicy::new());
            let exchange = started(&mut source, NOW);
            let mut buffer = RequestBuffer::new();
            let http = exchange.request([0xEE; 16], &mut buffer);
            shown += &format!("{exchange:?} {source:?} {http:?} {http:#?}");
            let sent = http.body().to_owned();
            shown += &format!("{buffer:?} {:?}", strict());
            for trace in &traces {
                assert!(
                    !shown.contains(trace) && !key.contains(trace) && !sent.contains(trace),
                    "{trace}: {shown}"
                );
            }
            for part in assertion(&sent).split('.') {
                assert!(!shown.contains(part), "{shown}");
            }
            assert!(!shown.contains("eeee"), "{shown}");
        }
    }
}
