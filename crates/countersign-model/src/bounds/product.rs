//! Every request over the terms: all ways to authenticate with one thing asked for, and all that can be asked for with
//! some ways to authenticate.

use super::{A, B, C, HERS, asserting};
use crate::term::{Assertion, AssertionAudience, Date, Form, GrantType, Name, Query, Request, Secret};

const SECRETS: [Secret; 7] = [
    Secret::AliceOld,
    Secret::AliceNew,
    Secret::AliceNewCut,
    Secret::Carol,
    Secret::Mallory,
    Secret::Empty,
    Secret::Guess,
];

/// All of them.
pub(super) fn requests() -> impl Iterator<Item = Request> {
    authentications().chain(questions()).chain(addresses())
}

/// Each combination of field, body and assertion, with nothing else out of order.
fn authentications() -> impl Iterator<Item = Request> {
    let pairs = Name::ALL
        .into_iter()
        .flat_map(|name| SECRETS.map(|secret| Some((name, secret))));
    let basics: Vec<_> = std::iter::once(None).chain(pairs).collect();
    let names: Vec<_> = std::iter::once(None).chain(Name::ALL.map(Some)).collect();
    let secrets: Vec<_> = std::iter::once(None).chain(SECRETS.map(Some)).collect();
    let assertions: Vec<_> = std::iter::once(None).chain(assertions().map(Some)).collect();
    basics.into_iter().flat_map(move |basic| {
        let (names, secrets, assertions) = (names.clone(), secrets.clone(), assertions.clone());
        names.into_iter().flat_map(move |client_id| {
            let (secrets, assertions) = (secrets.clone(), assertions.clone());
            secrets.into_iter().flat_map(move |client_secret| {
                assertions.clone().into_iter().map(move |assertion| Request {
                    basic,
                    client_id,
                    client_secret,
                    assertion,
                    ..Request::BARE
                })
            })
        })
    })
}

/// Some requests that may have what they ask for, and some that may not.
fn bases() -> [Request; 7] {
    let basic = |name, secret| Request {
        basic: Some((name, secret)),
        ..Request::BARE
    };
    let post = |name, secret| Request {
        client_id: Some(name),
        client_secret: Some(secret),
        ..Request::BARE
    };
    [
        Request::BARE,
        basic(Name::Alice, Secret::AliceOld),
        basic(Name::Alice, Secret::Guess),
        basic(Name::Carol, Secret::Carol),
        post(Name::Mallory, Secret::Mallory),
        post(Name::Nobody, Secret::Guess),
        asserting(HERS),
    ]
}

/// The same with each query behind the address.
fn addresses() -> impl Iterator<Item = Request> {
    bases().into_iter().flat_map(|base| {
        Query::ALL.into_iter().map(move |query| Request {
            query: Some(query),
            ..base
        })
    })
}

/// Each combination of form, grant type and scope.
fn questions() -> impl Iterator<Item = Request> {
    let bases = bases();
    let forms = [
        Form::Sound,
        Form::NoForm,
        Form::Repeated(Name::Alice),
        Form::Repeated(Name::Mallory),
    ];
    let grant_types = [GrantType::ClientCredentials, GrantType::Other, GrantType::Absent];
    let scopes = [None, Some(0), Some(A), Some(B), Some(A | B), Some(C), Some(A | C)];
    bases.into_iter().flat_map(move |base| {
        forms.into_iter().flat_map(move |form| {
            grant_types.into_iter().flat_map(move |grant_type| {
                scopes.into_iter().map(move |scope| Request {
                    form,
                    grant_type,
                    scope,
                    ..base
                })
            })
        })
    })
}

/// Alice's assertion with each claim as it should be and not, and the same from others.
fn assertions() -> impl Iterator<Item = Assertion> + Clone {
    let mallory = Assertion {
        iss: Name::Mallory,
        sub: Name::Mallory,
        signed_with: Secret::Mallory,
        ..HERS
    };
    [
        HERS,
        Assertion {
            aud: AssertionAudience::IssuerAndOther,
            ..HERS
        },
        Assertion {
            aud: AssertionAudience::TokenEndpoint,
            ..HERS
        },
        Assertion {
            aud: AssertionAudience::Absent,
            ..HERS
        },
        Assertion {
            exp: Date::Absent,
            ..HERS
        },
        Assertion {
            exp: Date::WrongType,
            ..HERS
        },
        Assertion {
            exp: Date::At(8),
            ..HERS
        },
        Assertion {
            nbf: Date::WrongType,
            ..HERS
        },
        Assertion {
            nbf: Date::At(2),
            ..HERS
        },
        Assertion { jti: None, ..HERS },
        Assertion {
            signed_with: Secret::AliceNew,
            ..HERS
        },
        Assertion {
            signed_with: Secret::Guess,
            ..HERS
        },
        Assertion {
            signed_with: Secret::Empty,
            ..HERS
        },
        mallory,
        Assertion {
            sub: Name::Alice,
            ..mallory
        },
        Assertion {
            iss: Name::Nobody,
            sub: Name::Nobody,
            ..HERS
        },
        Assertion {
            iss: Name::Carol,
            sub: Name::Carol,
            signed_with: Secret::Carol,
            ..HERS
        },
    ]
    .into_iter()
}
