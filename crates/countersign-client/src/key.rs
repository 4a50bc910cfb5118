use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::{Provider, RequestBuilder};

/// What makes two token requests the same: endpoint, client, method, scope, resources, extra parameters; and what is
/// tolerated in the answer, so that a strict caller never gets a token that only a lenient reading found.
///
/// Two requests have equal keys exactly if they are equal: order does not count where the RFCs give it no meaning, and no
/// two different requests share a key. A cache by this key never gives one caller the token of another's request. There is
/// no secret in it, but the values of extra parameters are: `Debug` shows none.
///
/// ```
/// use countersign_client::{ClientAuthentication, RequestSpec, TokenEndpointUrl};
/// use countersign_grammar::ClientId;
/// use countersign_scope::ScopeSet;
/// use countersign_secret::Secret;
///
/// let key = |scope: &str| -> Result<_, Box<dyn std::error::Error>> {
///     let client = ClientAuthentication::basic(ClientId::parse("abc")?, Secret::from(String::from("secret")));
///     let endpoint = TokenEndpointUrl::parse("https://as.example/token")?;
///     Ok(RequestSpec::builder(endpoint, client).scope(ScopeSet::parse(scope)?).build()?.key().clone())
/// };
/// assert_eq!(key("read write")?, key("write read")?);
/// assert_ne!(key("read write")?, key("read")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestKey(Box<[u8]>);

impl RequestKey {
    /// The key as octets, for a store outside of the process.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Each text after its length, each list after its count: what was written can be read back, so no two requests write
    /// the same.
    pub(crate) fn of(request: &RequestBuilder) -> Self {
        let mut key = Vec::new();
        text(&mut key, request.endpoint.as_str());
        text(&mut key, request.authentication.client_id().as_str());
        text(&mut key, &request.authentication.label());
        // = RFC6749-3.3-2
        text(&mut key, request.scope.as_str());
        text(&mut key, &request.tolerances.to_string());
        text(&mut key, request.provider.map_or("", Provider::name));
        let mut resources: Vec<&str> = request.resources.iter().map(AsRef::as_ref).collect();
        resources.sort_unstable();
        resources.dedup();
        count(&mut key, resources.len());
        for resource in resources {
            text(&mut key, resource);
        }
        let mut extra: Vec<&(String, String)> = request.extra.iter().collect();
        extra.sort_unstable();
        count(&mut key, extra.len());
        for (name, value) in extra {
            text(&mut key, name);
            text(&mut key, value);
        }
        Self(key.into_boxed_slice())
    }
}

fn text(key: &mut Vec<u8>, text: &str) {
    count(key, text.len());
    key.extend_from_slice(text.as_bytes());
}

fn count(key: &mut Vec<u8>, count: usize) {
    key.extend_from_slice(&u64::try_from(count).unwrap_or(u64::MAX).to_be_bytes());
}

impl fmt::Debug for RequestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestKey(..)")
    }
}
