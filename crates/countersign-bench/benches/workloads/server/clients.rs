use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// How many clients are registered.
pub(crate) const CLIENTS: usize = 10_000;

/// What every client asks for.
pub(crate) const SCOPE_BODY: &str = "grant_type=client_credentials&scope=read+write+delete";

/// A client as it is registered and as it asks.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// Its place in the registry.
    pub(crate) number: usize,
    /// 12 octets.
    pub(crate) id: String,
    /// 128 bits as 22 characters.
    pub(crate) secret: String,
    /// The value of its `Authorization` field.
    pub(crate) authorization: String,
}

/// The clients, always the same.
pub(crate) fn all() -> Vec<Client> {
    (0..CLIENTS)
        .map(|number| {
            let id = format!("client-{number:05}");
            let secret = URL_SAFE_NO_PAD.encode_to_string(&Sha256::digest(&id)[..16]);
            let authorization = format!("Basic {}", STANDARD.encode_to_string(format!("{id}:{secret}")));
            Client {
                number,
                id,
                secret,
                authorization,
            }
        })
        .collect()
}
