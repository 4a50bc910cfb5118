//! Grammar and crate on every string over the classes up to the length of the table, and on random longer ones.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod fields;
mod forms;
mod random;
mod tokens;

use countersign_abnf::{MOST_OCTETS, PRODUCTIONS, Production, Recogniser};
use countersign_grammar::Limits;

/// Whether the crate takes a text; on the way it holds what was read against another reading, and reads what was
/// printed.
type Verdict = fn(&[u8]) -> bool;

/// The verdict about each production of the table, in its order.
const VERDICTS: [(&str, Verdict); 10] = [
    ("scope", tokens::scope),
    ("Basic credentials, form-encoded", forms::basic_form),
    ("Basic credentials, as they are", forms::basic_raw),
    ("token68", fields::token68),
    ("quoted-string", fields::quoted_string),
    ("auth-param list", fields::auth_params),
    ("media type", fields::media_type),
    ("form pair", forms::form),
    ("compact JWS", tokens::compact_jws),
    ("NumericDate", tokens::numeric_date),
];

/// The default limits, but for what texts of [`MOST_OCTETS`] could reach.
fn limits() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.parameters = MOST_OCTETS;
    limits
}

fn recogniser(production: &Production) -> Recogniser {
    production
        .recogniser()
        .unwrap_or_else(|error| panic!("{}: {error}", production.name))
}

#[test]
fn every_production_has_its_verdict() {
    let names: Vec<&str> = PRODUCTIONS.iter().map(|production| production.name).collect();
    assert_eq!(names, VERDICTS.map(|(name, _)| name));
}

fn agree(production: &Production) {
    let (_, verdict) = VERDICTS
        .iter()
        .find(|(name, _)| *name == production.name)
        .unwrap();
    let agreement = production
        .compare(&recogniser(production), verdict)
        .unwrap_or_else(|text| panic!("{}: {}", production.name, text.escape_ascii()));
    assert_eq!(agreement.strings, production.strings());
    assert!(agreement.strings >= 1_000_000);
    assert!(
        agreement.taken >= 300 && agreement.strings > 2 * agreement.taken,
        "{agreement:?}"
    );
    for ((from, to), faulty) in production.faults.iter().zip(production.faulty().unwrap()) {
        assert!(production.rules.contains(from), "{from} is not there");
        let found = production.compare(&faulty, verdict);
        assert!(found.is_err(), "{}: {from} as {to} is not found", production.name);
    }
}

macro_rules! each {
    ($($name:ident = $production:ident;)+) => {
        $(
            #[test]
            fn $name() {
                agree(&countersign_abnf::$production);
            }
        )+
    };
}

each! {
    every_scope = SCOPE;
    every_form_encoded_basic_credential = BASIC_FORM;
    every_raw_basic_credential = BASIC_RAW;
    every_token68 = TOKEN68;
    every_quoted_string = QUOTED_STRING;
    every_auth_param_list = AUTH_PARAMS;
    every_media_type = MEDIA_TYPE;
    every_form = FORM;
    every_compact_jws = COMPACT_JWS;
    every_numeric_date = NUMERIC_DATE;
}
