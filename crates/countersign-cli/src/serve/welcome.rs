//! What is printed when a server has its address.

use std::io::{self, Write};

use countersign_secret::GeneratedSecret;

use super::inventory::INVENTORY_PATH;
use super::listener::Server;
use crate::config::Demonstration;

pub(super) fn configured(out: &mut dyn Write, server: &Server) -> io::Result<()> {
    writeln!(out, "listening on {}", server.url())?;
    out.flush()
}

pub(super) fn demonstration(
    out: &mut dyn Write,
    server: &Server,
    signing_key: &GeneratedSecret,
) -> io::Result<()> {
    let url = server.url();
    let key = String::from_utf8_lossy(signing_key.expose());
    let (issuer, audience) = (Demonstration::ISSUER, Demonstration::AUDIENCE);
    let inventory = server.origin() + INVENTORY_PATH;
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

# an API that the token opens: reading needs scope read, writing needs scope write
CLIENT_SECRET=secretXYZ countersign token --endpoint {url} --allow-loopback-http --client-id abc123 --secret-env \
CLIENT_SECRET --scope read --format header > header
curl -H @header {inventory}

# DEMONSTRATION signing key (HS256), drawn at this start and for this process only; check a token with PyJWT:
#   jwt.decode(token, '{key}', algorithms=['HS256'], audience='{audience}', issuer='{issuer}')
",
        Demonstration::SCOPE,
        Demonstration::DEFAULT_SCOPE
    )?;
    out.flush()
}
