use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::{AbsoluteUri, ClientId};
use countersign_scope::{RegisteredScope, ScopeSet, Selection, Strategy};

use crate::credential::StoredSecret;
use crate::credentials::Credentials;
use crate::{AuthMethod, AuthReason, Credential, IdText, MethodSet};

/// What is registered for one client: the facts that a host hands in, from which the verdict is reached.
///
/// ```
/// use countersign_auth::{AuthMethod, ClientRecord, Credential};
/// use countersign_scope::{RegisteredScope, ScopeSet, Selection, Strategy};
/// use countersign_secret::{GeneratedSecret, SecretDigest};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let secret = GeneratedSecret::generate([7; 32]);
/// let record = ClientRecord::builder("s6BhdRkqt3")
///     .method(AuthMethod::ClientSecretBasic)
///     .credential(Credential::generated("first", SecretDigest::sha256(&secret)))
///     .scope(RegisteredScope::new(ScopeSet::parse("read write")?, Strategy::Exact))
///     .default_scope(ScopeSet::parse("read")?)
///     .build()?;
/// assert_eq!(record.client_id(), "s6BhdRkqt3");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ClientRecord {
    client_id: IdText<'static>,
    client_type: ClientType,
    methods: MethodSet,
    credentials: Credentials,
    client_credentials_allowed: bool,
    scope: Arc<RegisteredScope>,
    default_scope: DefaultScope,
    default_selection: Option<Selection>,
    resources: Vec<AbsoluteUri<'static>>,
}

/// Confidential or public, as registered and never guessed.
// = RFC6749-2.1-1
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientType {
    /// Can keep a secret; the only type that this grant is for.
    Confidential,
    /// Cannot keep a secret; never authenticated.
    Public,
}

/// What a request without `scope` gets.
// = RFC6749-3.3-6
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultScope {
    /// `invalid_scope`.
    Refuse,
    /// A token without any scope.
    Empty,
    /// This scope.
    Set(ScopeSet),
}

impl ClientRecord {
    /// The most credentials that one client can hold; each request is compared with so many.
    pub const MAX_CREDENTIALS: usize = 4;

    /// How many of them can be keys for assertions: an old one and a new one. Each assertion costs as many MACs.
    pub const MAX_ASSERTION_KEYS: usize = 2;

    /// Starts a record for a confidential client that may use this grant and holds nothing else yet.
    pub fn builder(client_id: impl Into<String>) -> ClientRecordBuilder {
        ClientRecordBuilder {
            client_id: client_id.into(),
            client_type: ClientType::Confidential,
            methods: MethodSet::EMPTY,
            credentials: Vec::new(),
            client_credentials_allowed: true,
            scope: None,
            default_scope: None,
            resources: Vec::new(),
        }
    }

    /// The client identifier. Costs a look at every octet of it.
    #[must_use]
    pub fn client_id(&self) -> &str {
        self.client_id.as_str()
    }

    /// The octets of the client identifier, at no cost.
    #[inline]
    #[must_use]
    pub fn client_id_octets(&self) -> &[u8] {
        self.client_id.as_octets()
    }

    /// Confidential or public.
    #[must_use]
    pub const fn client_type(&self) -> ClientType {
        self.client_type
    }

    /// The methods that the client is registered for.
    #[must_use]
    pub const fn methods(&self) -> MethodSet {
        self.methods
    }

    /// The client's secrets, in the order in which they were added.
    pub fn credentials(&self) -> impl Iterator<Item = &Credential> {
        self.credentials.iter()
    }

    /// The secret at this place.
    #[inline]
    pub(crate) fn credential(&self, place: usize) -> Option<&Credential> {
        self.credentials.get(place)
    }

    /// Whether the client may use `grant_type=client_credentials`.
    #[must_use]
    pub const fn client_credentials_allowed(&self) -> bool {
        self.client_credentials_allowed
    }

    /// The scope that the client may ask for.
    #[must_use]
    pub fn scope(&self) -> &RegisteredScope {
        &self.scope
    }

    /// The same, shared.
    #[must_use]
    pub fn shared_scope(&self) -> Arc<RegisteredScope> {
        Arc::clone(&self.scope)
    }

    /// What a request without `scope` gets.
    #[must_use]
    pub const fn default_scope(&self) -> &DefaultScope {
        &self.default_scope
    }

    /// The same as a selection of the registered scope; none if such a request is refused.
    #[must_use]
    pub const fn default_selection(&self) -> Option<&Selection> {
        self.default_selection.as_ref()
    }

    /// The resources that the client may name (RFC 8707).
    #[must_use]
    pub fn resources(&self) -> &[AbsoluteUri<'static>] {
        &self.resources
    }

    /// Why this method cannot authenticate this client, whatever else is presented.
    pub(crate) const fn unfit_for(&self, method: AuthMethod) -> Option<AuthReason> {
        match self.client_type {
            // = RFC6749-2.3-2
            // = RFC6749-4.4-1
            ClientType::Public => Some(AuthReason::PublicClient),
            // = RFC6749-5.2-7
            ClientType::Confidential if !self.methods.contains(method) => {
                Some(AuthReason::MethodNotRegistered)
            }
            ClientType::Confidential => None,
        }
    }

    pub(crate) fn chosen_count(&self) -> usize {
        self.credentials
            .iter()
            .filter(|c| matches!(c.stored(), StoredSecret::Chosen(_)))
            .count()
    }
}

/// Builds a [`ClientRecord`]; nothing is checked before [`build`](Self::build).
#[derive(Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientRecordBuilder {
    client_id: String,
    client_type: ClientType,
    methods: MethodSet,
    credentials: Vec<Credential>,
    client_credentials_allowed: bool,
    scope: Option<Arc<RegisteredScope>>,
    default_scope: Option<DefaultScope>,
    resources: Vec<AbsoluteUri<'static>>,
}

impl ClientRecordBuilder {
    /// A public client: known, but never authenticated.
    pub const fn public(mut self) -> Self {
        self.client_type = ClientType::Public;
        self
    }

    /// Registers one more authentication method.
    pub const fn method(mut self, method: AuthMethod) -> Self {
        self.methods = self.methods.with(method);
        self
    }

    /// Adds one secret.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials.push(credential);
        self
    }

    /// Forbids this grant for the client.
    pub const fn forbid_client_credentials(mut self) -> Self {
        self.client_credentials_allowed = false;
        self
    }

    /// The scope that the client may ask for; clients with equal rights share one value.
    pub fn scope(mut self, scope: impl Into<Arc<RegisteredScope>>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// The scope for a request without one; it must lie within the registered scope.
    pub fn default_scope(mut self, scope: ScopeSet) -> Self {
        self.default_scope = Some(if scope.is_empty() {
            DefaultScope::Empty
        } else {
            DefaultScope::Set(scope)
        });
        self
    }

    /// A request without scope is answered with a token that has none.
    pub fn empty_default_scope(mut self) -> Self {
        self.default_scope = Some(DefaultScope::Empty);
        self
    }

    /// Adds a resource that the client may name.
    pub fn resource(mut self, resource: AbsoluteUri<'static>) -> Self {
        self.resources.push(resource);
        self
    }

    /// Checks the whole and builds the record.
    ///
    /// Without an explicit default scope, a client with a registered scope must name one in each request, and a
    /// client without any registered scope gets a token without scope.
    ///
    /// # Errors
    /// A [`RecordError`] that says what is inconsistent.
    pub fn build(self) -> Result<ClientRecord, RecordError> {
        let client_id = ClientId::parse(self.client_id).map_err(|_| RecordError::ClientIdMalformed)?;
        if client_id.as_str().is_empty() {
            return Err(RecordError::ClientIdEmpty);
        }
        let client_id =
            IdText::copied(client_id.as_str().as_bytes()).ok_or(RecordError::ClientIdMalformed)?;
        if self.credentials.len() > ClientRecord::MAX_CREDENTIALS {
            return Err(RecordError::TooManyCredentials);
        }
        let is_key = |credential: &&Credential| matches!(credential.stored(), StoredSecret::AssertionKey(_));
        if self.credentials.iter().filter(is_key).count() > ClientRecord::MAX_ASSERTION_KEYS {
            return Err(RecordError::TooManyAssertionKeys);
        }
        let mut labels: Vec<&str> = self.credentials.iter().map(Credential::label).collect();
        labels.sort_unstable();
        labels.dedup();
        if labels.len() != self.credentials.len() {
            return Err(RecordError::LabelRepeated);
        }
        if self.client_type == ClientType::Public && !self.credentials.is_empty() {
            return Err(RecordError::PublicWithCredentials);
        }
        let scope = self
            .scope
            .unwrap_or_else(|| Arc::new(RegisteredScope::new(ScopeSet::new(), Strategy::Exact)));
        let default_scope = match self.default_scope {
            Some(default_scope) => default_scope,
            None if scope.set().is_empty() => DefaultScope::Empty,
            None => DefaultScope::Refuse,
        };
        let default_selection = match &default_scope {
            DefaultScope::Refuse => None,
            DefaultScope::Empty => Some(scope.select_none()),
            DefaultScope::Set(set) => Some(scope.select(set).ok_or(RecordError::DefaultScopeNotRegistered)?),
        };
        Ok(ClientRecord {
            client_id,
            client_type: self.client_type,
            methods: self.methods,
            credentials: Credentials::new(self.credentials),
            client_credentials_allowed: self.client_credentials_allowed,
            scope,
            default_scope,
            default_selection,
            resources: self.resources,
        })
    }
}

/// Why a [`ClientRecord`] cannot be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecordError {
    /// The client identifier is empty.
    ClientIdEmpty,
    /// The client identifier is not `*VSCHAR`.
    ClientIdMalformed,
    /// The default scope is not within the registered scope.
    DefaultScopeNotRegistered,
    /// Two credentials have the same label.
    LabelRepeated,
    /// A public client holds a credential.
    PublicWithCredentials,
    /// More than [`ClientRecord::MAX_ASSERTION_KEYS`] keys for assertions.
    TooManyAssertionKeys,
    /// More than [`ClientRecord::MAX_CREDENTIALS`].
    TooManyCredentials,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientIdEmpty => "the client identifier is empty",
            Self::ClientIdMalformed => "the client identifier holds a character outside printable ASCII",
            Self::DefaultScopeNotRegistered => "the default scope is not within the registered scope",
            Self::LabelRepeated => "two credentials have the same label",
            Self::PublicWithCredentials => "a public client cannot hold credentials",
            Self::TooManyAssertionKeys => "a client holds at most two keys for assertions",
            Self::TooManyCredentials => "a client holds at most four credentials",
        })
    }
}

impl core::error::Error for RecordError {}
