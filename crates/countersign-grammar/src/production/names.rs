use super::{
    check::{check_grant_type, check_parameter_name, check_token_type},
    newtype::newtype,
};
use crate::chars;

newtype! {
    /// A grant type: `grant-type = grant-name / URI-reference` (RFC 6749 appendix A.10), not empty.
    ///
    /// Compared octet by octet: case matters.
    ///
    /// ```
    /// use countersign_grammar::GrantType;
    ///
    /// assert!(GrantType::parse("client_credentials")?.is_client_credentials());
    /// assert!(!GrantType::parse("Client_Credentials")?.is_client_credentials());
    /// assert!(!GrantType::parse("urn:ietf:params:oauth:grant-type:jwt-bearer")?.is_name());
    /// assert!(GrantType::parse("client credentials").is_err());
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    GrantType, check_grant_type
}

impl GrantType<'_> {
    /// The grant type of RFC 6749 section 4.4.2.
    pub const CLIENT_CREDENTIALS: &'static str = "client_credentials";

    /// Whether this is the client credentials grant.
    #[must_use]
    pub fn is_client_credentials(&self) -> bool {
        self.as_str() == Self::CLIENT_CREDENTIALS
    }

    /// Whether this is a `grant-name`; a URI-reference otherwise.
    #[must_use]
    pub fn is_name(&self) -> bool {
        self.as_str().bytes().all(chars::is_name_char)
    }
}

newtype! {
    /// A token type: `token-type = type-name / URI-reference` (RFC 6749 appendix A.13), not empty.
    ///
    /// Its value is case-insensitive (section 5.1); `Eq` compares octets all the same.
    ///
    /// ```
    /// use countersign_grammar::TokenType;
    ///
    /// assert!(TokenType::parse("bearer")?.is_bearer());
    /// assert!(TokenType::parse("DPoP")?.is("dpop"));
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    TokenType, check_token_type
}

impl TokenType<'_> {
    /// The token type of RFC 6750, as it is sent.
    pub const BEARER: &'static str = "Bearer";

    /// Whether this is `Bearer` in any case.
    #[must_use]
    pub fn is_bearer(&self) -> bool {
        self.is(Self::BEARER)
    }

    /// Whether this is the named type, ignoring ASCII case.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.as_str().eq_ignore_ascii_case(name)
    }

    /// Whether this is a `type-name`; a URI-reference otherwise.
    #[must_use]
    pub fn is_name(&self) -> bool {
        self.as_str().bytes().all(chars::is_name_char)
    }
}

newtype! {
    /// The name of a parameter that one defines or sends: `param-name = 1*name-char` (RFC 6749 appendix A.18).
    ///
    /// ```
    /// use countersign_grammar::ParameterName;
    ///
    /// assert!(ParameterName::parse("client_id").is_ok());
    /// assert!(ParameterName::parse("client id").is_err());
    /// ```
    ParameterName, check_parameter_name
}
