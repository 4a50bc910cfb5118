use core::fmt;

use countersign_grammar::UnixTime;
use countersign_message::{AccessToken, Tolerances};

use crate::GrantedScope;

/// An access token that a source fetched. Only a source makes one.
///
/// The token itself is redacted and zeroized: [`access_token`](Self::access_token) is where it is. A host that keeps one
/// beyond the moment keeps a token that may expire: ask the source each time, which costs a comparison.
///
/// ```compile_fail,E0451
/// use countersign_message::AccessToken;
///
/// let token = countersign_client::Token {
///     access_token: AccessToken::parse("made-by-hand").unwrap(),
///     scope: todo!(),
///     tolerated: todo!(),
///     usable_until: todo!(),
///     generation: 1,
/// };
/// ```
///
/// ```compile_fail,E0599
/// fn shown(token: &countersign_client::Token) -> String {
///     token.to_string()
/// }
/// ```
pub struct Token {
    pub(crate) access_token: AccessToken<'static>,
    pub(crate) scope: GrantedScope,
    pub(crate) tolerated: Tolerances,
    pub(crate) usable_until: UnixTime,
    pub(crate) generation: u64,
}

impl Token {
    /// The token, of type Bearer, fit for an `Authorization` field.
    #[must_use]
    pub const fn access_token(&self) -> &AccessToken<'static> {
        &self.access_token
    }

    /// What was granted.
    #[must_use]
    pub const fn scope(&self) -> &GrantedScope {
        &self.scope
    }

    /// What had to be tolerated in the answer that brought it.
    #[must_use]
    pub const fn tolerated(&self) -> Tolerances {
        self.tolerated
    }

    /// From when on the source does not hand it out any more: some seconds before it expires.
    #[must_use]
    pub const fn usable_until(&self) -> UnixTime {
        self.usable_until
    }

    /// The how-manieth token of its source it is, from 1; for the log.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }
}

// = COUNTERSIGN-SECRET-1
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("access_token", &self.access_token)
            .field("scope", &self.scope)
            .field("tolerated", &self.tolerated)
            .field("usable_until", &self.usable_until)
            .field("generation", &self.generation)
            .finish()
    }
}
