use alloc::boxed::Box;

use countersign_auth::AuthenticatedClient;
use countersign_grammar::UnixTime;
use countersign_scope::{ScopeSet, Selection};

/// The right to a token: which client was authenticated, and for which scope and resources.
///
/// It exists only after authentication and authorization, has no public constructor, and cannot be cloned. An
/// issuer sees it by reference.
///
/// ```compile_fail,E0451
/// let forged = countersign_server::Grant { client: todo!(), scope: todo!(), resources: vec![], granted_at: todo!() };
/// ```
#[derive(Debug)]
pub struct Grant<'r> {
    client: AuthenticatedClient<'r>,
    scope: Selection,
    resources: Box<[usize]>,
    granted_at: UnixTime,
}

impl<'r> Grant<'r> {
    pub(crate) const fn new(
        client: AuthenticatedClient<'r>,
        scope: Selection,
        resources: Box<[usize]>,
        granted_at: UnixTime,
    ) -> Self {
        Self {
            client,
            scope,
            resources,
            granted_at,
        }
    }

    /// The proof that the grant rests on.
    #[must_use]
    pub const fn client(&self) -> &AuthenticatedClient<'r> {
        &self.client
    }

    /// The subject of the token: no user takes part in this grant, so it is the client itself.
    // = RFC9068-2.2-5
    #[must_use]
    pub fn subject(&self) -> &str {
        self.client.client_id()
    }

    /// The granted scope; empty if the token has none.
    #[must_use]
    pub fn scope(&self) -> ScopeSet {
        self.scope.to_set(self.client.record().scope())
    }

    #[inline]
    pub(crate) const fn selection(&self) -> &Selection {
        &self.scope
    }

    /// Whether the token has any scope.
    #[must_use]
    pub const fn has_scope(&self) -> bool {
        !self.scope.is_empty()
    }

    /// The granted scope tokens in canonical order. Nothing is allocated.
    pub fn scope_tokens(&self) -> impl Iterator<Item = &str> {
        self.scope.strs(self.client.record().scope())
    }

    /// Writes the granted scope as a scope string to the beginning of `memory`, and says how long it is; none if there is
    /// not room enough.
    #[inline(always)]
    pub(crate) fn write_scope(&self, memory: &mut [u8]) -> Option<usize> {
        self.scope.write_to(self.client.record().scope(), memory)
    }

    /// The resources that the client named, each registered for it; empty if it named none.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        let registered = self.client.record().resources();
        self.resources
            .iter()
            .filter_map(|index| registered.get(*index))
            .map(|resource| resource.as_str())
    }

    /// When the request was received, in the caller's time.
    #[must_use]
    pub const fn granted_at(&self) -> UnixTime {
        self.granted_at
    }

    pub(crate) fn into_client(self) -> AuthenticatedClient<'r> {
        self.client
    }

    /// The same grant with less scope: what is not in `scope` is dropped, and nothing is added.
    pub(crate) fn narrowed_to(mut self, scope: &ScopeSet) -> Self {
        self.scope = self.scope.narrowed_to(self.client.record().scope(), scope);
        self
    }
}
