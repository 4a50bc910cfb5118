//! What the resource server says of itself (RFC 9728).

use countersign_grammar::quoted;
use countersign_message::{BearerMethod, IssuerIdentifier, ProtectedResourceMetadata, ResourceIdentifier};

use crate::{Leniency, ResourceServer, TokenFormat};

impl ResourceServer {
    /// Names the protected resource. Its metadata is at [`ResourceIdentifier::metadata_url`], and the challenges say so.
    ///
    /// ```
    /// use countersign_message::ResourceIdentifier;
    /// use countersign_resource::{JwtPolicy, ResourceServer, TokenFormat};
    ///
    /// let guard = ResourceServer::new(TokenFormat::Jwt(JwtPolicy::new("https://as.example", "https://api.example")))
    ///     .for_resource(ResourceIdentifier::parse("https://api.example")?);
    /// let mut body = Vec::new();
    /// guard.metadata().expect("it has a name").write_json(&mut body);
    /// assert_eq!(
    ///     String::from_utf8_lossy(&body),
    ///     r#"{"resource":"https://api.example","authorization_servers":["https://as.example"],"bearer_methods_supported":["header"]}"#
    /// );
    /// # Ok::<(), countersign_message::IdentifierError>(())
    /// ```
    // = RFC9728-5-1
    // = RFC9728-5.1-1
    #[must_use]
    pub fn for_resource(mut self, resource: ResourceIdentifier<'static>) -> Self {
        // Every octet of a URL may stand between quotes, so there is no error to lose.
        self.metadata_url = quoted::emit_quoted(&resource.metadata_url()).ok();
        self.resource = Some(resource);
        self.write_challenge();
        self
    }

    /// The metadata as far as the guard knows it: the resource, who issues its tokens, and how they may be sent; to be
    /// added to, and served as `application/json` with status 200. `None` unless the resource has a name.
    ///
    /// A way that is allowed is named here; one that the host does not hand in (a body, a query) it takes out again.
    // = RFC9728-2-1
    // = RFC9728-2-5
    #[must_use]
    pub fn metadata(&self) -> Option<ProtectedResourceMetadata<'_>> {
        let allowed = |method: &BearerMethod| match method {
            BearerMethod::Header => true,
            BearerMethod::Body => self.leniencies.contains(Leniency::FormBody),
            BearerMethod::Query => self.leniencies.contains(Leniency::Query),
        };
        let methods = BearerMethod::ALL.into_iter().filter(allowed);
        let mut metadata =
            ProtectedResourceMetadata::new(self.resource.clone()?).with_bearer_methods(methods);
        let issuers = match &self.format {
            TokenFormat::Jwt(jwt) => [Some(jwt.issuer.as_str()), None],
            TokenFormat::Opaque(introspection) => [introspection.issuer.as_deref(), None],
            TokenFormat::Either(jwt, introspection) => {
                [Some(jwt.issuer.as_str()), introspection.issuer.as_deref()]
            }
        };
        // An issuer that is no URL of RFC 8414 has no place in the document.
        for issuer in issuers.into_iter().flatten() {
            if let Ok(issuer) = IssuerIdentifier::parse_allowing_loopback_http(issuer) {
                metadata = metadata.with_authorization_server(issuer);
            }
        }
        Some(metadata)
    }
}
