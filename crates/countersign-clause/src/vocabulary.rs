use core::fmt;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word that docs/spec/clauses.toml uses.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words! {
    /// How strongly a clause binds, in the words of RFC 2119; the strongest first.
    ///
    /// ```
    /// assert_eq!(countersign_clause::Level::MustNot.to_string(), "MUST NOT");
    /// ```
    Level {
        /// An absolute requirement.
        Must => "MUST",
        /// An absolute prohibition.
        MustNot => "MUST NOT",
        /// A requirement with valid exceptions.
        Should => "SHOULD",
        /// A prohibition with valid exceptions.
        ShouldNot => "SHOULD NOT",
        /// An option.
        May => "MAY",
    }
}

words! {
    /// Whom a clause binds.
    Role {
        /// More than one of the others.
        Any => "any",
        /// The client.
        Client => "client",
        /// The resource server.
        Resource => "resource",
        /// The authorization server.
        Server => "server",
    }
}

words! {
    /// How far a clause is from the grant itself.
    Tier {
        /// The client credentials grant and what it builds on.
        Core => "core",
        /// An optional extension.
        Extension => "extension",
        /// A security profile that narrows the others.
        Profile => "profile",
    }
}

words! {
    /// What a clause is about.
    Topic {
        /// Bearer token usage.
        Bearer => "bearer",
        /// Client authentication.
        ClientAuth => "client-auth",
        /// Demonstrating proof of possession.
        Dpop => "dpop",
        /// Error responses.
        Error => "error",
        /// Syntax.
        Grammar => "grammar",
        /// Token introspection.
        Introspection => "introspection",
        /// JSON web tokens, signatures and keys.
        Jwt => "jwt",
        /// Metadata documents and client registration.
        Metadata => "metadata",
        /// Mutual TLS.
        Mtls => "mtls",
        /// Rich authorization requests.
        Rar => "rar",
        /// Token requests.
        Request => "request",
        /// Resource indicators.
        ResourceIndicators => "resource-indicators",
        /// Token responses.
        Response => "response",
        /// Token revocation.
        Revocation => "revocation",
        /// Scope.
        Scope => "scope",
        /// Access tokens.
        Token => "token",
        /// HTTP and TLS.
        Transport => "transport",
    }
}
