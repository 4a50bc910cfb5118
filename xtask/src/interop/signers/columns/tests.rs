use super::*;
use crate::interop::signers::list::{Jti, SIGNERS};

const PLAIN: Signer = Signer {
    name: "planted",
    algorithms: &[Algorithm::Hs256],
    typ: None,
    audience: Audience::Issuer,
    lifetime: 60,
    not_before: false,
    jti: Jti::Uuid,
    client_id: true,
    told_by: None,
};

fn column(heading: &str) -> &'static Column {
    COLUMNS.iter().find(|column| column.heading == heading).unwrap()
}

/// The clause of each refusal, `""` for a token and `"-"` for nothing asked, in the order of the columns.
fn clauses(signer: &Signer) -> Vec<&'static str> {
    let clause = |column: &Column| match (column.expected(signer), column.logged(signer)) {
        (Expected::Unasked, None) => "-",
        (Expected::Granted("read write"), Some(Logged::Granted(_))) => "",
        (Expected::Refused("invalid_client"), Some(Logged::Refused(clause))) => clause,
        other => panic!("{}: {other:?}", column.heading),
    };
    COLUMNS.iter().map(clause).collect()
}

#[test]
fn what_is_expected_follows_from_what_a_library_writes() {
    let wrong = [SIGNATURE, AUDIENCE, AUDIENCE];
    let all = |first: [&'static str; 6]| [first.as_slice(), &wrong].concat();
    assert_eq!(clauses(&PLAIN), all(["", "", "", "-", "-", ""]));
    let every = Signer {
        algorithms: &[Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512],
        ..PLAIN
    };
    assert_eq!(clauses(&every), all(["", "", "", "", "", ""]));
    let endpoint = Signer {
        audience: Audience::Endpoint,
        ..PLAIN
    };
    assert_eq!(clauses(&endpoint), all([AUDIENCE, "", "", "-", "-", ""]));
    let hour = Signer {
        lifetime: 3600,
        ..PLAIN
    };
    assert_eq!(clauses(&hour), all([TOO_FAR, TOO_FAR, "", "-", "-", ""]));
    let both = Signer {
        lifetime: 3600,
        ..endpoint
    };
    assert_eq!(clauses(&both), all([AUDIENCE, TOO_FAR, "", "-", "-", ""]));
    let day = Signer {
        lifetime: 86_400,
        ..PLAIN
    };
    assert_eq!(clauses(&day), all([TOO_FAR, TOO_FAR, "", "-", "-", TOO_FAR]));
}

#[test]
fn what_is_tolerated_is_the_endpoint_alone_and_at_the_legacy_server() {
    let endpoint = Signer {
        audience: Audience::Endpoint,
        ..PLAIN
    };
    for column in COLUMNS {
        assert_ne!(column.logged(&PLAIN), Some(Logged::Granted(Some(ENDPOINT))));
        let tolerated = column.logged(&endpoint) == Some(Logged::Granted(Some(ENDPOINT)));
        assert_eq!(
            tolerated,
            column.heading == "as it is, legacy",
            "{}",
            column.heading
        );
    }
}

#[test]
fn a_library_is_told_no_more_than_it_needs() {
    let issuer = "https://issuer.example";
    let told = |heading: &str, signer: &Signer| {
        let column = column(heading);
        (column.audience(signer, issuer), column.lifetime(signer))
    };
    let both = Signer {
        audience: Audience::Endpoint,
        lifetime: 3600,
        ..PLAIN
    };
    for heading in ["as it is", "as it is, legacy"] {
        assert_eq!(told(heading, &both), (None, None));
    }
    assert_eq!(told("told the issuer", &both), (Some(issuer.to_owned()), None));
    assert_eq!(told("HS256", &both), (Some(issuer.to_owned()), Some(SHORT)));
    assert_eq!(told("HS256", &PLAIN), (None, None));
    for signer in [&PLAIN, &both] {
        let (audience, _) = told("other audience", signer);
        assert_eq!(audience.as_deref(), Some(ELSEWHERE));
    }
    // There an hour is no reason to refuse.
    assert_eq!(told("other audience, legacy", &both).1, None);
}

/// A column that no library could fail, or that none could pass, would show nothing.
#[test]
fn the_libraries_differ() {
    for signer in SIGNERS {
        assert!(clauses(signer).contains(&""), "{}", signer.name);
    }
    let refused = |heading: &str| {
        SIGNERS
            .iter()
            .filter(|signer| column(heading).clause(signer).is_some())
            .count()
    };
    assert!(refused("as it is") > 0 && refused("as it is") < SIGNERS.len());
    assert!(refused("told the issuer") > 0 && refused("told the issuer") < SIGNERS.len());
    assert_eq!(refused("as it is, legacy"), 0);
    let mut headings: Vec<_> = COLUMNS.iter().map(|column| column.heading).collect();
    headings.sort_unstable();
    headings.dedup();
    assert_eq!(headings.len(), COLUMNS.len());
}

#[test]
fn each_clause_is_one_of_the_catalogue() {
    let catalogue = crate::workspace::read("docs/spec/clauses.toml").unwrap();
    for id in [SIGNATURE, AUDIENCE, TOO_FAR, USED] {
        assert!(catalogue.contains(&format!("\nid = \"{id}\"\n")), "{id}");
    }
}
