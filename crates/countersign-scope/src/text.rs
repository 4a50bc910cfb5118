use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use crate::{ScopeError, ScopeErrorKind, ScopeSet, scan};

/// One scope token.
///
/// ```abnf
/// scope-token = 1*NQCHAR
/// ```
///
/// ```
/// use countersign_scope::ScopeToken;
///
/// let token = ScopeToken::parse("https://api.example/read")?;
/// assert_eq!(token.as_str(), "https://api.example/read");
/// assert!(ScopeToken::parse("read write").is_err());
/// # Ok::<(), countersign_scope::ScopeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeToken<'a>(Cow<'a, str>);

impl<'a> ScopeToken<'a> {
    /// Takes the text if it is one scope token.
    ///
    /// # Errors
    ///
    /// The first octet that is not NQCHAR, or [`ScopeErrorKind::Empty`].
    // = RFC6749-A.4-1
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, ScopeError> {
        let text = text.into();
        // A space is an octet like any other here, so the machine's verdict on spaces is not asked for.
        match text.find(' ') {
            Some(at) => Err(match scan::check(text.get(..at).unwrap_or_default().as_bytes()) {
                Err(error) if error.kind() != ScopeErrorKind::Empty => error,
                _ => ScopeError::new(ScopeErrorKind::UnexpectedOctet, at),
            }),
            None => scan::check(text.as_bytes()).map(|()| Self(text)),
        }
    }

    /// The token.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same token, owned.
    #[must_use]
    pub fn into_owned(self) -> ScopeToken<'static> {
        ScopeToken(Cow::Owned(self.0.into_owned()))
    }

    pub(crate) const fn checked(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

/// A scope string as written: at least one token, single spaces between them, order and repetitions kept.
///
/// ```abnf
/// scope = scope-token *( SP scope-token )
/// ```
///
/// ```
/// use countersign_scope::Scope;
///
/// let scope = Scope::parse("write read write")?;
/// assert_eq!(scope.tokens().count(), 3);
/// assert_eq!(scope.to_set().to_string(), "read write");
/// assert!(Scope::parse("").is_err());
/// # Ok::<(), countersign_scope::ScopeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope<'a>(Cow<'a, str>);

impl<'a> Scope<'a> {
    /// Takes the text if it is a scope string.
    ///
    /// # Errors
    ///
    /// The first offence.
    // = RFC6749-3.3-3
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, ScopeError> {
        let text = text.into();
        scan::check(text.as_bytes()).map(|()| Self(text))
    }

    /// Takes the text if it is a scope string of at most `max_tokens` tokens; repetitions count.
    ///
    /// # Errors
    ///
    /// The first offence, or [`ScopeErrorKind::TooManyTokens`] at the first token too many.
    // = COUNTERSIGN-LIMITS-1
    pub fn parse_bounded(text: impl Into<Cow<'a, str>>, max_tokens: usize) -> Result<Self, ScopeError> {
        let text = text.into();
        scan::check_bounded(text.as_bytes(), max_tokens).map(|()| Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tokens in the order of the text.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = ScopeToken<'_>> + Clone {
        self.0.split(' ').map(ScopeToken::checked)
    }

    /// The set that the text stands for.
    // = RFC6749-3.3-2
    #[must_use]
    pub fn to_set(&self) -> ScopeSet {
        ScopeSet::from_checked(self.0.split(' '))
    }

    /// The same scope, owned.
    #[must_use]
    pub fn into_owned(self) -> Scope<'static> {
        Scope(Cow::Owned(self.0.into_owned()))
    }
}

macro_rules! text_type {
    ($name:ident) => {
        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = ScopeError;

            fn try_from(text: &'a str) -> Result<Self, ScopeError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name<'static> {
            type Error = ScopeError;

            fn try_from(text: String) -> Result<Self, ScopeError> {
                Self::parse(text)
            }
        }

        impl AsRef<str> for $name<'_> {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name<'static> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(text).map_err(serde::de::Error::custom)
            }
        }
    };
}

text_type!(Scope);
text_type!(ScopeToken);
