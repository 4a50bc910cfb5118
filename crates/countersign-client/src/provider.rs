use core::fmt;

use countersign_grammar::{TokenType, chars};
use countersign_message::{AccessToken, Tolerance, Tolerances};

use crate::SecretPlacement;

mod table;

/// What is known of one authorization server: where it takes the secret, and how its answers deviate.
///
/// Each is what public documents, tests and measurements show of it, with the evidence beside the entry; a server without
/// a profile is asked and read by the book. A profile is data: a host may take it, or parts of it, or none.
///
/// ```
/// use countersign_client::Provider;
/// use countersign_message::Tolerance;
///
/// let provider = Provider::named("paypal").expect("there is a profile");
/// assert_eq!(provider.title(), "PayPal");
/// assert!(provider.tolerances().contains(Tolerance::ExpiresInString));
/// assert!(Provider::named("PayPal").is_none());
/// ```
#[derive(Clone, Copy)]
pub struct Provider {
    name: &'static str,
    title: &'static str,
    placement: Option<SecretPlacement>,
    tolerances: Tolerances,
    bearer_names: &'static [&'static str],
    wide_tokens: bool,
}

impl Provider {
    /// Every profile, by name.
    pub const ALL: &'static [Self] = table::ALL;

    /// The profile of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|provider| provider.name == name)
    }

    /// The name, in lower case with hyphens.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name as the server's maker writes it.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// Where the secret stands, if that is known; otherwise the [default](SecretPlacement::default) is as good as any.
    #[must_use]
    pub const fn placement(&self) -> Option<SecretPlacement> {
        self.placement
    }

    /// What its answers need to be tolerated.
    #[must_use]
    pub const fn tolerances(&self) -> Tolerances {
        self.tolerances
    }

    /// The names of token types that mean `Bearer` at this server, besides `Bearer`.
    #[must_use]
    pub const fn bearer_names(&self) -> &'static [&'static str] {
        self.bearer_names
    }

    /// Whether the server's tokens hold characters that the grammar of `Authorization: Bearer` does not have, and are
    /// sent there all the same.
    #[must_use]
    pub const fn has_wide_tokens(&self) -> bool {
        self.wide_tokens
    }

    /// Whether a token of this type is used as a bearer token at this server.
    ///
    /// ```
    /// use countersign_client::Provider;
    /// use countersign_grammar::TokenType;
    ///
    /// let slack = Provider::named("slack").expect("there is a profile");
    /// assert!(slack.takes_for_bearer(&TokenType::parse("bot")?));
    /// assert!(!slack.takes_for_bearer(&TokenType::parse("DPoP")?));
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    // = RFC6749-7.1-1
    #[must_use]
    pub fn takes_for_bearer(&self, token_type: &TokenType<'_>) -> bool {
        token_type.is_bearer() || self.bearer_names.iter().any(|name| token_type.is(name))
    }

    /// Whether this token may be sent in `Authorization: Bearer` to those who trust this server: a token of the grammar,
    /// or, where the tokens are wider, one of visible characters. Never one with a space, which would end it.
    ///
    /// ```
    /// use countersign_client::Provider;
    /// use countersign_message::AccessToken;
    ///
    /// let token = AccessToken::parse("00Dx0000000BV7z!AR8AQP0jITN80ESEsj5EbaZTFG0R")?;
    /// assert!(!token.is_bearer_safe());
    /// assert!(Provider::named("salesforce").expect("there is a profile").carries(&token));
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    // = RFC6750-2.1-1
    #[must_use]
    pub fn carries(&self, token: &AccessToken<'_>) -> bool {
        token.is_bearer_safe() || (self.wide_tokens && token.expose().bytes().all(chars::is_vchar))
    }

    /// A server that is asked and read by the book.
    const fn new(name: &'static str, title: &'static str) -> Self {
        Self {
            name,
            title,
            placement: None,
            tolerances: Tolerances::NONE,
            bearer_names: &[],
            wide_tokens: false,
        }
    }

    const fn with_secret(mut self, placement: SecretPlacement) -> Self {
        self.placement = Some(placement);
        self
    }

    const fn tolerating(mut self, tolerances: &'static [Tolerance]) -> Self {
        self.tolerances = Tolerances::of(tolerances);
        self
    }

    const fn calling_bearer(mut self, names: &'static [&'static str]) -> Self {
        self.bearer_names = names;
        self
    }

    const fn with_wide_tokens(mut self) -> Self {
        self.wide_tokens = true;
        self
    }
}

/// Two are equal if their names are.
impl PartialEq for Provider {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Provider {}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("name", &self.name)
            .field("placement", &self.placement)
            .field("tolerances", &self.tolerances)
            .field("bearer_names", &self.bearer_names)
            .field("wide_tokens", &self.wide_tokens)
            .finish()
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title)
    }
}
