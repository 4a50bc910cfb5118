use alloc::borrow::Cow;
use core::fmt;

use countersign_grammar::Limits;
use countersign_grammar::json::{Kind, RawValue};

use crate::claims::{string, wrong_type};
use crate::{ClaimError, ClaimErrorKind};

/// The audience of a token (RFC 7519 section 4.1.3).
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_jose::Claims;
///
/// let claims = Claims::parse(br#"{"aud":["https://a.example","https://b.example"]}"#, &Limits::DEFAULT)?;
/// assert!(claims.aud().contains("https://b.example"));
/// assert!(!claims.aud().contains("https://B.example"));
/// assert_eq!(claims.aud().iter().count(), 2);
/// # Ok::<(), countersign_jose::ClaimError>(())
/// ```
// = RFC7519-4.1.3-2
#[derive(Clone)]
pub enum Audience<'a> {
    /// There is no `aud`.
    Absent,
    /// A string.
    One(Cow<'a, str>),
    /// An array of at least one string.
    Many(AudienceList<'a>),
}

/// An array of at least one string, still as it was written.
#[derive(Clone, Copy)]
pub struct AudienceList<'a> {
    array: RawValue<'a>,
    limits: Limits,
}

impl<'a> Audience<'a> {
    /// Section 4.1.3 gives an array no least length. An empty one names nobody, so everybody has to refuse the
    /// token; it is refused here, so that who asks only whether there is an audience is not misled.
    pub(crate) fn read(value: RawValue<'a>, limits: &Limits) -> Result<Self, ClaimError> {
        if value.kind() == Kind::String {
            return string("aud", value).map(Self::One);
        }
        let elements = value.elements(limits).map_err(|_| wrong_type("aud", value))?;
        let mut empty = true;
        for element in elements {
            let element = element?;
            if element.kind() != Kind::String {
                return Err(wrong_type("aud", element));
            }
            empty = false;
        }
        if empty {
            return Err(ClaimError::new(
                ClaimErrorKind::EmptyAudience,
                Some("aud"),
                value.at(),
            ));
        }
        Ok(Self::Many(AudienceList {
            array: value,
            limits: *limits,
        }))
    }

    /// Whether there is no `aud`.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the audience is named, character for character.
    // = RFC7519-7.3-1
    // = RFC7515-10.13-1
    #[must_use]
    pub fn contains(&self, audience: &str) -> bool {
        self.iter().any(|named| named == audience)
    }

    /// Everyone named, in order.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let (one, many) = match self {
            Self::Absent => (None, None),
            Self::One(one) => (Some(Cow::Borrowed(&**one)), None),
            Self::Many(list) => (None, Some(list.iter())),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }
}

impl<'a> AudienceList<'a> {
    /// Everyone named, in order.
    pub fn iter(self) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        // It was read before, by the same limits: there is no error to skip.
        let elements = self.array.elements(&self.limits).into_iter().flatten();
        elements.filter_map(|element| element.ok()?.to_str().ok())
    }
}

impl fmt::Debug for Audience<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "Audience::Absent",
            Self::One(_) => "Audience::One(..)",
            Self::Many(_) => "Audience::Many(..)",
        })
    }
}

impl fmt::Debug for AudienceList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AudienceList(..)")
    }
}
