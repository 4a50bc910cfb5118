use countersign_client::{EndpointErrorKind, TokenEndpointUrl};
use countersign_message::{IdentifierErrorKind, IssuerIdentifier};

use crate::args::TokenArgs;
use crate::exit::Failure;

/// Whom to ask: a token endpoint, or a server that says where its own is.
pub(super) enum Address {
    Endpoint(TokenEndpointUrl),
    Issuer(IssuerIdentifier<'static>),
}

const LOOPBACK: &str = "; plain HTTP is for a loopback address, with --allow-loopback-http";

impl Address {
    // = RFC6749-10.9-1
    pub(super) fn of(arguments: &TokenArgs) -> Result<Self, Failure> {
        let plain = arguments.allow_loopback_http;
        match (&arguments.server.endpoint, &arguments.server.issuer) {
            (Some(text), _) => endpoint(text, plain).map(Self::Endpoint),
            (None, Some(text)) => issuer(text.clone(), plain).map(Self::Issuer),
            (None, None) => Err(Failure::usage("--endpoint or --issuer says whom to ask")),
        }
    }
}

/// The text is not quoted: it may hold what should not be there.
fn endpoint(text: &str, plain: bool) -> Result<TokenEndpointUrl, Failure> {
    parse(text, plain).map_err(|error| {
        let hint = if error.kind() == EndpointErrorKind::NotHttps {
            LOOPBACK
        } else {
            ""
        };
        Failure::usage(format_args!(
            "--endpoint: {error} [{}]{hint}",
            error.clause().id()
        ))
    })
}

/// A place that may be asked: https, or if allowed by name, plain HTTP on loopback.
pub(super) fn parse(text: &str, plain: bool) -> Result<TokenEndpointUrl, countersign_client::EndpointError> {
    if plain {
        TokenEndpointUrl::parse_allowing_loopback_http(text)
    } else {
        TokenEndpointUrl::parse(text)
    }
}

fn issuer(text: String, plain: bool) -> Result<IssuerIdentifier<'static>, Failure> {
    let read = if plain {
        IssuerIdentifier::parse_allowing_loopback_http(text)
    } else {
        IssuerIdentifier::parse(text)
    };
    read.map_err(|error| {
        let hint = if error.kind() == IdentifierErrorKind::NotHttps {
            LOOPBACK
        } else {
            ""
        };
        Failure::usage(format_args!("--issuer: {error} [{}]{hint}", error.clause().id()))
    })
}
