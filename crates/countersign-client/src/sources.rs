use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use core::fmt;

use crate::{RequestKey, RequestSpec, SourcePolicy, TokenSource};

/// Sources by the key of their request, at most so many of them.
///
/// Who asks with the same request shares one source, and one token. The secret is no part of the key: so whoever asks
/// must show the same secret that the source was made with, or could be given a token on the strength of another's.
///
/// ```
/// use countersign_client::{ClientAuthentication, RequestSpec, SourcePolicy, SourcesError, TokenEndpointUrl, TokenSources};
/// use countersign_grammar::ClientId;
/// use countersign_secret::Secret;
///
/// let request = |secret: &str| -> Result<_, Box<dyn std::error::Error>> {
///     let client = ClientAuthentication::basic(ClientId::parse("abc")?, Secret::from(String::from(secret)));
///     Ok(RequestSpec::builder(TokenEndpointUrl::parse("https://as.example/token")?, client).build()?)
/// };
/// let mut sources = TokenSources::new(SourcePolicy::new(), 100);
/// assert!(sources.source(request("secret")?).is_ok());
/// assert!(sources.source(request("secret")?).is_ok());
/// assert_eq!(sources.len(), 1);
/// assert_eq!(sources.source(request("guess")?).unwrap_err(), SourcesError::OtherCredentials);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TokenSources {
    policy: SourcePolicy,
    most: usize,
    sources: BTreeMap<RequestKey, TokenSource>,
}

impl TokenSources {
    /// An empty map whose sources have this policy.
    #[must_use]
    pub const fn new(policy: SourcePolicy, most: usize) -> Self {
        Self {
            policy,
            most,
            sources: BTreeMap::new(),
        }
    }

    /// The source of this request; a new one if nobody asked for it before.
    ///
    /// # Errors
    ///
    /// [`SourcesError`]; then there is no new source.
    pub fn source(&mut self, request: RequestSpec) -> Result<&mut TokenSource, SourcesError> {
        let full = self.sources.len() >= self.most;
        match self.sources.entry(request.key().clone()) {
            Entry::Occupied(entry) => {
                let source = entry.into_mut();
                let ours = source.request().authentication();
                if ours.same_secret(request.authentication()) {
                    Ok(source)
                } else {
                    Err(SourcesError::OtherCredentials)
                }
            }
            // = COUNTERSIGN-LIMITS-1
            Entry::Vacant(_) if full => Err(SourcesError::Full),
            Entry::Vacant(entry) => Ok(entry.insert(TokenSource::new(request, self.policy))),
        }
    }

    /// The source with this key, whoever asks: for the outcome of an exchange, or a rotation.
    pub fn get_mut(&mut self, key: &RequestKey) -> Option<&mut TokenSource> {
        self.sources.get_mut(key)
    }

    /// Drops a source with its token.
    pub fn remove(&mut self, key: &RequestKey) -> Option<TokenSource> {
        self.sources.remove(key)
    }

    /// The number of sources.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there is no source.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }
}

/// Why there is no source for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SourcesError {
    /// There are as many as there may be.
    Full,
    /// There is one for the same client with other credentials.
    OtherCredentials,
}

impl fmt::Display for SourcesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "there are as many token sources as there may be",
            Self::OtherCredentials => "another secret of the same client is in use for this request",
        })
    }
}

impl core::error::Error for SourcesError {}
