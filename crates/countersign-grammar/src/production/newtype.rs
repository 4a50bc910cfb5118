/// A text that matched a production, borrowed or owned, made through `parse` alone.
macro_rules! newtype {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name<'a>(alloc::borrow::Cow<'a, str>);

        impl<'a> $name<'a> {
            /// Checks the text against the production.
            ///
            /// # Errors
            ///
            /// What is wrong first, and at which octet.
            pub fn parse(text: impl Into<alloc::borrow::Cow<'a, str>>) -> Result<Self, $crate::SyntaxError> {
                let text = text.into();
                $check(&text)?;
                Ok(Self(text))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same with a copy of the text if it was borrowed.
            #[must_use]
            pub fn into_owned(self) -> $name<'static> {
                $name(alloc::borrow::Cow::Owned(self.0.into_owned()))
            }
        }

        impl AsRef<str> for $name<'_> {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl core::fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = $crate::SyntaxError;

            fn try_from(text: &'a str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl TryFrom<alloc::string::String> for $name<'_> {
            type Error = $crate::SyntaxError;

            fn try_from(text: alloc::string::String) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl core::str::FromStr for $name<'static> {
            type Err = $crate::SyntaxError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $name::parse(text).map($name::into_owned)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// Through `parse`, like every other way in.
        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name<'_> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = alloc::string::String::deserialize(deserializer)?;
                Self::parse(text).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(super) use newtype;
