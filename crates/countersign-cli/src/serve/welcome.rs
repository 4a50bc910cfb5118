//! What is printed when a server has its address.

use std::io::{self, Write};

use super::inventory::INVENTORY_PATH;
use super::listener::Server;
use crate::config::{DemoClient, Demonstration, Setup};
use crate::exit::Failure;

pub(super) fn configured(out: &mut dyn Write, server: &Server) -> io::Result<()> {
    writeln!(out, "listening on {}", server.url())?;
    out.flush()
}

pub(super) fn demonstration(
    out: &mut dyn Write,
    server: &Server,
    demonstration: &Demonstration,
    setup: &Setup,
) -> Result<(), Failure> {
    let url = server.url();
    let key = String::from_utf8_lossy(demonstration.signing_key.expose());
    let issuer = demonstration.issuer(&server.origin())?;
    let (issuer, audience) = (issuer.as_str(), Demonstration::AUDIENCE);
    let inventory = server.origin() + INVENTORY_PATH;
    let DemoClient {
        id: signs, secret, ..
    } = Demonstration::SIGNING;
    let metadata = server.origin() + setup.published.path();
    writeln!(out, "listening on {url}")?;
    writeln!(
        out,
        "
DEMONSTRATION ONLY: no --config was given, so the clients below and their secrets are public knowledge.
scopes: {}; without a scope parameter: {}

# HTTP Basic
curl -u abc123:secretXYZ -d grant_type=client_credentials -d scope=read {url}
curl -u demo-basic:secretBasic -d grant_type=client_credentials {url}
# credentials in the body
curl -d grant_type=client_credentials -d client_id=abc123 -d client_secret=secretXYZ --data-urlencode 'scope=read write' {url}
curl -d grant_type=client_credentials -d client_id=demo-post -d client_secret=secretPost {url}
# refused: the wrong method for this client
curl -u demo-post:secretPost -d grant_type=client_credentials {url}
# an assertion that the secret signs (client_secret_jwt, RFC 7523): the secret is not sent, and each assertion counts once
CLIENT_SECRET={secret} countersign token --endpoint {url} --allow-loopback-http --client-id {signs} \
--secret-env CLIENT_SECRET --auth secret-jwt --audience {issuer} --verbose

# an API that the token opens: reading needs scope read, writing needs scope write
CLIENT_SECRET=secretXYZ countersign token --endpoint {url} --allow-loopback-http --client-id abc123 --secret-env \
CLIENT_SECRET --scope read --format header > header
curl -H @header {inventory}

# what the server says of itself (RFC 8414), and a token by that alone
curl {metadata}
CLIENT_SECRET=secretXYZ countersign token --issuer {issuer} --allow-loopback-http --client-id abc123 --secret-env \
CLIENT_SECRET

# DEMONSTRATION signing key (HS256), drawn at this start and for this process only; check a token with PyJWT:
#   jwt.decode(token, '{key}', algorithms=['HS256'], audience='{audience}', issuer='{issuer}')
",
        Demonstration::SCOPE,
        Demonstration::DEFAULT_SCOPE
    )?;
    Ok(out.flush()?)
}
