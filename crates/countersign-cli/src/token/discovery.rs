//! Where the token endpoint of an issuer is (RFC 8414).

use countersign_clause as clause;
use countersign_client::{Algorithm, SecretPlacement, TokenEndpointUrl};
use countersign_grammar::AbsoluteUri;
use countersign_grammar::media_type::MediaType;
use countersign_http::Octets;
use countersign_message::{IssuerIdentifier, ServerMetadata, WellKnown};
use hyper::header::ACCEPT;
use hyper::{Request, Response, StatusCode};

use super::exchange::Line;
use super::means::Means;
use super::{address, failure, transcript};
use crate::exit::Failure;

/// An endpoint, and what else is known of its server.
pub(super) struct Found {
    pub(super) endpoint: TokenEndpointUrl,
    /// What it wants the secret to do.
    pub(super) means: Option<Means>,
    /// What may sign an assertion.
    pub(super) algorithm: Option<Algorithm>,
    /// Whom an assertion is for.
    pub(super) issuer: Option<AbsoluteUri<'static>>,
}

impl Found {
    /// An endpoint of which nothing else is known.
    pub(super) const fn told(endpoint: TokenEndpointUrl) -> Self {
        Self {
            endpoint,
            means: None,
            algorithm: None,
            issuer: None,
        }
    }
}

const PLACES: [WellKnown; 3] = [
    WellKnown::OauthAuthorizationServer,
    WellKnown::OpenidConfiguration,
    WellKnown::OpenidConfigurationAppended,
];

/// Asks at each place where the metadata may be, until one has it.
// = RFC8414-3-3
// = RFC8414-3.1-1
pub(super) async fn discover(issuer: &IssuerIdentifier<'_>, line: &Line) -> Result<Found, Failure> {
    // Only an issuer that is on loopback itself may have its endpoint there without TLS.
    let plain = !issuer
        .as_str()
        .get(..6)
        .is_some_and(|start| start.eq_ignore_ascii_case("https:"));
    let mut asked: Vec<String> = Vec::new();
    for place in PLACES {
        let url = issuer.metadata_url(place);
        if asked.contains(&url) {
            continue;
        }
        let at = address::parse(&url, plain)
            .map_err(|error| Failure::usage(format_args!("--issuer: {error} [{}]", error.clause().id())))?;
        let request = Request::get(&url)
            .header(ACCEPT, "application/json")
            .body(Octets::default())
            .map_err(|_| Failure::usage("--issuer: the address is one that cannot be asked over HTTP"))?;
        let answer = line
            .send(&at, "the issuer's metadata", ServerMetadata::LIMITS.body, request)
            .await?;
        if !answer.status().is_client_error() {
            return read(issuer, &answer, plain, line);
        }
        asked.push(url);
    }
    Err(Failure::no_answer(format_args!(
        "the issuer publishes no metadata [{}]\n  asked: {}\n  --endpoint names the token endpoint without it",
        clause::RFC8414_3_1.id(),
        asked.join(", ")
    )))
}

// = RFC8414-3.2-1
// = RFC8414-3.3-1
fn read(
    issuer: &IssuerIdentifier<'_>,
    answer: &Response<Octets>,
    plain: bool,
    line: &Line,
) -> Result<Found, Failure> {
    let (body, media) = (answer.body().expose(), failure::content_type(answer));
    let refuse = |what: &dyn std::fmt::Display, clause: &clause::Clause, more: String| {
        Failure::no_answer(format_args!(
            "the issuer's metadata: {what} [{}]{more}",
            clause.id()
        ))
    };
    let status = answer.status();
    if status.is_redirection() {
        let more = failure::redirect(answer, &line.known);
        return Err(refuse(&"the answer is a redirect", &clause::RFC9110_15_4_1, more));
    }
    let is_json = media
        .and_then(|media| MediaType::parse(media).ok())
        .is_some_and(|media| media.essence_is("application/json"));
    if status != StatusCode::OK || !is_json {
        let what = format!("status {}, and not 200 with application/json", status.as_u16());
        let more = failure::describe(body, media, &line.known);
        return Err(refuse(&what, &clause::RFC8414_3_2_1, more));
    }
    let metadata = ServerMetadata::parse(body, issuer, &ServerMetadata::LIMITS)
        .map_err(|error| refuse(&error, error.clause(), String::new()))?;
    let endpoint = address::parse(metadata.token_endpoint().as_str(), plain).map_err(|error| {
        refuse(
            &format_args!("token_endpoint: {error}"),
            error.clause(),
            String::new(),
        )
    })?;
    if line.verbose {
        transcript::note(
            &line
                .known
                .shown(format!("token endpoint: {}", endpoint.as_str()).as_bytes()),
        )?;
        if metadata.states_grant_types() && !metadata.grant_types().any(|grant| grant == "client_credentials")
        {
            transcript::note("the metadata does not name the grant type client_credentials [RFC8414-2-7]")?;
        }
    }
    Ok(Found {
        endpoint,
        means: means(&metadata),
        algorithm: algorithm(&metadata),
        // It is the text that was asked for, which is a URI.
        issuer: AbsoluteUri::parse(issuer.as_str().to_owned()).ok(),
    })
}

/// Basic, if the server takes it; the body, if it takes that; an assertion, if it takes nothing else that we can do;
/// otherwise the caller has to know.
// = RFC8414-2-8
fn means(metadata: &ServerMetadata<'_>) -> Option<Means> {
    let takes = |name: &str| {
        metadata
            .token_endpoint_auth_methods()
            .any(|method| method == name)
    };
    if takes("client_secret_basic") {
        Some(Means::default())
    } else if takes("client_secret_post") {
        Some(Means::Sent(SecretPlacement::Body))
    } else if takes("client_secret_jwt") {
        Some(Means::Signing)
    } else {
        None
    }
}

// = RFC8414-2-9
fn algorithm(metadata: &ServerMetadata<'_>) -> Option<Algorithm> {
    let ours = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];
    ours.into_iter().find(|algorithm| {
        let mut named = metadata.token_endpoint_auth_signing_algorithms();
        named.any(|name| name == algorithm.name())
    })
}
