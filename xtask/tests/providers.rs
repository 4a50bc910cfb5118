#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
//! Each provider profile against the rows of the case files that show what it says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use countersign_client::Provider;
use countersign_grammar::{Limits, TokenType};
use countersign_message::{
    AccessToken, ErrorResponse, ReceivedResponse, Response, ResponseError, Tolerances, parse_response_with,
};
use serde_json::Value;
use xtask::workspace;

/// The rows of a profile: by what they call the provider.
const ROWS: &[(&str, &[&str])] = &[
    ("amazon-lwa", &["Login with Amazon"]),
    ("apigee", &["Apigee", "Jenga (Apigee)"]),
    ("cognito", &["Amazon Cognito"]),
    ("ebay", &["eBay"]),
    ("entra-id", &["Azure AD v1", "Microsoft Entra"]),
    ("facebook", &["Facebook"]),
    ("fitbit", &["Fitbit"]),
    ("github", &["GitHub"]),
    ("glewlwyd", &["Glewlwyd"]),
    ("google", &["Google"]),
    ("hubspot", &["HubSpot"]),
    ("idpyoidc", &["idpyoidc"]),
    ("instagram", &["Instagram"]),
    ("jmondi", &["@jmondi/oauth2-server"]),
    ("keycloak", &["Keycloak"]),
    ("oauth2orize", &["oauth2orize"]),
    ("okta", &["Okta"]),
    ("paypal", &["PayPal", "PayPal (older)"]),
    ("salesforce", &["Salesforce", "Salesforce (2010)"]),
    ("slack", &["Slack"]),
    ("spotify", &["Spotify"]),
    ("twitch", &["Twitch"]),
    ("twitter", &["Twitter"]),
    ("zendesk", &["Zendesk"]),
];

/// What is known of these is where they take the secret, which no row shows.
const WITHOUT_ROWS: &[&str] = &[
    "authlib",
    "django-oauth-toolkit",
    "doorkeeper",
    "node-oauth2-server",
    "oidc-provider",
    "oxide-auth",
];

/// Rows of a profile that it does not read, because no server answers so, or not to this client.
const REFUSED: &[(&str, &str)] = &[
    ("apigee", "apigee-invalid-json"), // a page of documentation that lacks a comma
    ("github", "github-xml"),          // sent to who asks for XML
    ("spotify", "spotify-docs-trailing-comma"), // a page of documentation with a comma too many
];

/// Providers that rows name and that have no profile.
const WITHOUT_PROFILE: &[&str] = &[
    "Dropbox",        // strict but for a test that serves no Content-Type
    "Intuit",         // strict, and nothing is known of where it takes the secret
    "Stripe Connect", // the same
    "WeChat",         // asked with other parameters than OAuth has
    "Zoom",           // asked with a grant type of its own
    "unknown",
];

struct Row {
    id: String,
    provider: String,
    status: u16,
    content_type: Option<String>,
    body: String,
}

/// What a response says, to be compared.
#[derive(Debug, PartialEq)]
enum Said {
    Token(String),
    Error(ErrorResponse<'static>),
}

impl Row {
    fn read(&self, tolerances: Tolerances) -> Result<Response<'_>, ResponseError> {
        let received = ReceivedResponse {
            status: self.status,
            content_type: self.content_type.as_deref().map(str::as_bytes),
            body: self.body.as_bytes(),
        };
        parse_response_with(received, tolerances, &Limits::DEFAULT).map(|response| response.into_value())
    }

    fn says(&self, tolerances: Tolerances) -> Result<Said, ResponseError> {
        self.read(tolerances).map(|response| match response {
            Response::Success(response) => {
                let mut json = String::new();
                response.write_json(&mut json);
                Said::Token(format!("{json} {:?}", response.scope()))
            }
            Response::Error(error) => Said::Error(error.into_owned()),
        })
    }
}

fn rows() -> Vec<Row> {
    let folder = workspace::root().join("docs/spec/cases");
    let mut rows = Vec::new();
    for name in ["token_response", "token_error"] {
        let text = fs::read_to_string(folder.join(format!("{name}.jsonl"))).unwrap();
        for line in text.lines() {
            let row: Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| row[name].as_str().map(String::from);
            let Some(provider) = text("provider") else {
                continue;
            };
            rows.push(Row {
                id: text("id").unwrap(),
                provider,
                status: row["status"].as_u64().unwrap().try_into().unwrap(),
                content_type: text("content_type"),
                body: text("body").unwrap(),
            });
        }
    }
    rows
}

fn rows_by_profile() -> BTreeMap<&'static str, Vec<Row>> {
    let mut found: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for row in rows() {
        let profile = ROWS
            .iter()
            .find(|(_, names)| names.contains(&row.provider.as_str()));
        match profile {
            Some((profile, _)) => found.entry(profile).or_default().push(row),
            None => assert!(
                WITHOUT_PROFILE.contains(&row.provider.as_str()),
                "{}",
                row.provider
            ),
        }
    }
    found
}

#[test]
fn every_provider_is_accounted_for() {
    let named: BTreeSet<String> = rows().into_iter().map(|row| row.provider).collect();
    let listed: BTreeSet<&str> = ROWS
        .iter()
        .flat_map(|(_, names)| *names)
        .chain(WITHOUT_PROFILE)
        .copied()
        .collect();
    assert_eq!(named.iter().map(String::as_str).collect::<BTreeSet<_>>(), listed);
    let names: Vec<&str> = Provider::ALL.iter().map(Provider::name).collect();
    let mut expected: Vec<&str> = ROWS
        .iter()
        .map(|(name, _)| *name)
        .chain(WITHOUT_ROWS.iter().copied())
        .collect();
    expected.sort_unstable();
    assert_eq!(names, expected);
    for provider in Provider::ALL {
        assert_eq!(Provider::named(provider.name()), Some(provider));
        let plain = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
        assert!(provider.name().bytes().all(plain) && !provider.title().is_empty());
    }
    for name in WITHOUT_ROWS {
        let provider = Provider::named(name).unwrap();
        assert!(
            provider.placement().is_some() && provider.tolerances().is_empty(),
            "{name}"
        );
        assert!(
            provider.bearer_names().is_empty() && !provider.has_wide_tokens(),
            "{name}"
        );
    }
}

/// With its tolerances a profile reads each of its rows as it would with all there are; with one of them less, one of
/// its rows is refused or says something else.
#[test]
fn a_profile_reads_its_rows_and_tolerates_no_more_than_they_need() {
    for (name, rows) in rows_by_profile() {
        let tolerances = Provider::named(name).unwrap().tolerances();
        for row in &rows {
            let read = row.says(tolerances);
            if REFUSED.contains(&(name, row.id.as_str())) {
                assert!(read.is_err(), "{}", row.id);
            } else {
                assert_eq!(read, row.says(Tolerances::ALL), "{}", row.id);
                assert!(read.is_ok(), "{}", row.id);
            }
        }
        for tolerance in tolerances.iter() {
            let less = tolerances.without(tolerance);
            let needed = rows.iter().any(|row| row.says(less) != row.says(tolerances));
            assert!(needed, "{name}: no row needs {tolerance}");
        }
    }
}

/// What the tokens of the rows are called and made of is what the profile says, and no more.
#[test]
fn a_profile_knows_the_types_and_characters_of_its_tokens() {
    for (name, rows) in rows_by_profile() {
        let provider = Provider::named(name).unwrap();
        let (mut names, mut wide) = (BTreeSet::new(), false);
        for row in &rows {
            let Ok(Response::Success(response)) = row.read(provider.tolerances()) else {
                continue;
            };
            assert!(provider.takes_for_bearer(response.token_type()), "{}", row.id);
            if !response.token_type().is_bearer() {
                names.insert(response.token_type().as_str().to_owned());
            }
            // A token in angle brackets stands for one in documentation.
            if !response.access_token().expose().starts_with('<') {
                assert!(provider.carries(response.access_token()), "{}", row.id);
                wide |= !response.access_token().is_bearer_safe();
            }
        }
        assert!(
            names
                .iter()
                .map(String::as_str)
                .eq(provider.bearer_names().iter().copied()),
            "{name}"
        );
        assert_eq!(wide, provider.has_wide_tokens(), "{name}");
    }
}

#[test]
fn no_profile_takes_another_type_or_a_token_with_a_space() {
    for provider in Provider::ALL {
        for token_type in ["Bearer", "bearer", "BEARER"] {
            assert!(provider.takes_for_bearer(&TokenType::parse(token_type).unwrap()));
        }
        for token_type in ["DPoP", "mac", "N_A", "PoP", "user", "bearer2"] {
            assert!(
                !provider.takes_for_bearer(&TokenType::parse(token_type).unwrap()),
                "{provider} {token_type}"
            );
        }
        for (token, wide) in [
            ("a", false),
            ("a==", false),
            ("a!b", true),
            ("a\"b", true),
            ("=", true),
        ] {
            let carried = provider.carries(&AccessToken::parse(token).unwrap());
            assert_eq!(carried, !wide || provider.has_wide_tokens(), "{provider} {token}");
        }
        assert!(!provider.carries(&AccessToken::parse("a b").unwrap()));
        assert!(!provider.carries(&AccessToken::parse(" ").unwrap()));
    }
}
