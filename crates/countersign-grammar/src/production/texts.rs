use super::{
    check::{check_client_id, check_error, check_error_description},
    newtype::newtype,
};

newtype! {
    /// A client identifier: `client-id = *VSCHAR` (RFC 6749 appendix A.1). The grammar lets it be empty.
    ///
    /// ```
    /// use countersign_grammar::{ClientId, SyntaxErrorKind};
    ///
    /// assert_eq!(ClientId::parse("s6BhdRkqt3")?.as_str(), "s6BhdRkqt3");
    /// let error = ClientId::parse("caf\u{E9}").unwrap_err();
    /// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::UnexpectedOctet, 3));
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    ClientId, check_client_id
}

newtype! {
    /// The `error` of an error response: `error = 1*NQSCHAR` (RFC 6749 appendix A.7).
    ///
    /// ```
    /// use countersign_grammar::ErrorCodeText;
    ///
    /// assert!(ErrorCodeText::parse("invalid_client").is_ok());
    /// assert!(ErrorCodeText::parse("say \"no\"").is_err());
    /// ```
    ErrorCodeText, check_error
}

newtype! {
    /// The `error_description` of an error response: `error-description = 1*NQSCHAR` (RFC 6749 appendix A.8).
    ///
    /// ```
    /// use countersign_grammar::ErrorDescription;
    ///
    /// assert!(ErrorDescription::parse("the client is unknown").is_ok());
    /// assert!(ErrorDescription::parse("").is_err());
    /// ```
    ErrorDescription, check_error_description
}
