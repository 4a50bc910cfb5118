use super::{
    check::check_error_uri,
    newtype::newtype,
    uri::{self, check_absolute_uri},
};

newtype! {
    /// An `absolute-URI` (RFC 3986 section 4.3): a scheme, and no fragment. Issuers and `resource` (RFC 8707 section 2)
    /// are such.
    ///
    /// `Eq` is Simple String Comparison (RFC 3986 section 6.2.1): nothing is normalised.
    ///
    /// ```
    /// use countersign_grammar::{AbsoluteUri, SyntaxErrorKind};
    ///
    /// let uri = AbsoluteUri::parse("https://as.example:8443/t?x=1")?;
    /// assert_eq!((uri.scheme(), uri.query()), ("https", Some("x=1")));
    ///
    /// let error = AbsoluteUri::parse("https://as.example/#top").unwrap_err();
    /// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::UnexpectedOctet, 19));
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    // = RFC3986-6.2.1-1
    AbsoluteUri, check_absolute_uri
}

impl AbsoluteUri<'_> {
    /// The scheme as it is written, without the colon.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.as_str().split_once(':').map_or("", |(scheme, _)| scheme)
    }

    /// `host [ ":" port ]` with the user information before it, if there is an authority.
    ///
    /// ```
    /// use countersign_grammar::AbsoluteUri;
    ///
    /// assert_eq!(AbsoluteUri::parse("https://[::1]:8443/t")?.authority(), Some("[::1]:8443"));
    /// assert_eq!(AbsoluteUri::parse("urn:example:a")?.authority(), None);
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn authority(&self) -> Option<&str> {
        let (_, hier_part) = self.as_str().split_once(':')?;
        let authority = hier_part.strip_prefix("//")?;
        authority.split(uri::ends_authority).next()
    }

    /// What follows the `?`, if there is one.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.as_str().split_once('?').map(|(_, query)| query)
    }
}

newtype! {
    /// The `error_uri` of an error response: `error-uri = URI-reference` (RFC 6749 appendix A.9).
    ///
    /// ```
    /// use countersign_grammar::ErrorUri;
    ///
    /// assert!(ErrorUri::parse("https://as.example/errors#invalid_client").is_ok());
    /// assert!(ErrorUri::parse("https://as.example/{error}").is_err());
    /// ```
    ErrorUri, check_error_uri
}
