//! What the server says of itself (RFC 8414).

use std::sync::Arc;

use countersign_auth::{AuthMethod, ClientRecord};
use countersign_grammar::json::RawValue;
use countersign_grammar::{AbsoluteUri, GrantType, Limits};
use countersign_jose::Algorithm;
use countersign_message::{ExtraValue, IssuerIdentifier, ServerMetadata, WellKnown};
use countersign_scope::ScopeSet;
use hyper::body::Bytes;

use super::http::TOKEN_PATH;

/// The metadata of a server, and the path at which it is published.
#[derive(Debug, Clone)]
pub struct Published {
    path: String,
    body: Bytes,
}

/// Why there are no metadata.
type Fault = Box<dyn std::error::Error + Send + Sync>;

impl Published {
    /// The metadata of an issuer whose token endpoint is here and has these clients; the scopes are those that everybody
    /// may know of.
    ///
    /// # Errors
    /// There is none but a mistake in this program.
    // = RFC8414-3-1
    // = RFC8414-3.2-1
    pub fn of(
        issuer: &IssuerIdentifier<'_>,
        token_endpoint: AbsoluteUri<'_>,
        clients: &[Arc<ClientRecord>],
        scopes: &ScopeSet,
    ) -> Result<Self, Fault> {
        let mut metadata = ServerMetadata::new(issuer.clone(), token_endpoint)
            .with_grant_type(&GrantType::parse("client_credentials")?);
        for scope in scopes.iter() {
            metadata = metadata.with_scope(scope.clone());
        }
        // Only what some client can use: the others are refused by any other method.
        let methods = [
            AuthMethod::ClientSecretBasic,
            AuthMethod::ClientSecretPost,
            AuthMethod::ClientSecretJwt,
        ];
        for method in methods {
            if !clients.iter().any(|client| client.methods().contains(method)) {
                continue;
            }
            if method == AuthMethod::ClientSecretJwt {
                for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
                    metadata = metadata.with_auth_signing_algorithm(algorithm.name())?;
                }
            }
            metadata = metadata.with_auth_method(method.as_str())?;
        }
        // It is required (section 2), and a list without an element is to be left out (section 3.2): there is no
        // authorization endpoint, and who looks for the member finds it.
        // = RFC8414-2-6
        let none = RawValue::parse(b"[]", &Limits::DEFAULT)?;
        metadata = metadata.with_extra("response_types_supported", ExtraValue::Json(none))?;
        let mut body = String::new();
        metadata.write_json(&mut body);
        Ok(Self {
            path: path(issuer),
            body: Bytes::from(body),
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What it is: one JSON object.
    #[must_use]
    pub fn body(&self) -> Bytes {
        self.body.clone()
    }
}

/// The path of the metadata, with that of the issuer behind it.
// = RFC8414-3.1-2
fn path(issuer: &IssuerIdentifier<'_>) -> String {
    let url = issuer.metadata_url(WellKnown::OauthAuthorizationServer);
    let (_, rest) = url.split_once("://").unwrap_or_default();
    rest.find('/')
        .and_then(|at| rest.get(at..))
        .unwrap_or("/")
        .to_owned()
}

/// The token endpoint on the host of an issuer.
///
/// # Errors
/// There is none but a mistake in this program.
pub fn token_endpoint(issuer: &IssuerIdentifier<'_>) -> Result<AbsoluteUri<'static>, Fault> {
    let text = issuer.as_str();
    let (scheme, rest) = text.split_once("://").unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    Ok(AbsoluteUri::parse(format!("{scheme}://{host}{TOKEN_PATH}"))?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    // = RFC8414-3-1 (test)
    // = RFC8414-3.1-2 (test)
    #[test]
    fn the_path_of_the_issuer_stands_behind_the_well_known_one() {
        for (issuer, at, endpoint) in [
            (
                "https://as.example",
                "/.well-known/oauth-authorization-server",
                "https://as.example/oauth2/token",
            ),
            (
                "https://as.example:8443/",
                "/.well-known/oauth-authorization-server",
                "https://as.example:8443/oauth2/token",
            ),
            (
                "https://as.example/tenant/1/",
                "/.well-known/oauth-authorization-server/tenant/1",
                "https://as.example/oauth2/token",
            ),
            (
                "http://127.0.0.1:8080",
                "/.well-known/oauth-authorization-server",
                "http://127.0.0.1:8080/oauth2/token",
            ),
            (
                "HTTPS://[::1]/a",
                "/.well-known/oauth-authorization-server/a",
                "HTTPS://[::1]/oauth2/token",
            ),
        ] {
            let issuer = IssuerIdentifier::parse_allowing_loopback_http(issuer).unwrap();
            assert_eq!(path(&issuer), at);
            assert_eq!(token_endpoint(&issuer).unwrap().as_str(), endpoint);
        }
    }
}
