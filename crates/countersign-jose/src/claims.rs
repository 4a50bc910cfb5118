use alloc::borrow::Cow;
use core::fmt;

use countersign_grammar::json::{self, RawValue, Text};
use countersign_grammar::{Limits, UnixTime};

use crate::{Audience, ClaimError, ClaimErrorKind, NumericDate, Skew};

/// The claims of a JWT (RFC 7519 section 4): a JSON object with unique names, the registered claims typed.
///
/// A registered claim is absent or has its type; one of another type, `null` included, is an error that names the
/// claim, and never reads as absent. Claims that are not registered stay JSON.
///
/// Reading borrows from the payload and allocates only for a string with an escape.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_jose::Claims;
///
/// let claims = Claims::parse(br#"{"iss":"joe","exp":1300819380,"http://example.com/is_root":true}"#, &Limits::DEFAULT)?;
/// assert_eq!(claims.iss(), Some("joe"));
/// assert_eq!(claims.exp().unwrap().floor().as_secs(), 1_300_819_380);
/// assert_eq!(claims.sub(), None);
/// assert!(claims.member("http://example.com/is_root").is_some());
///
/// let error = Claims::parse(br#"{"exp":"1300819380"}"#, &Limits::DEFAULT).unwrap_err();
/// assert_eq!(error.claim(), Some("exp"));
/// # Ok::<(), countersign_jose::ClaimError>(())
/// ```
pub struct Claims<'a> {
    payload: &'a [u8],
    limits: Limits,
    iss: Option<Cow<'a, str>>,
    sub: Option<Cow<'a, str>>,
    aud: Audience<'a>,
    exp: Option<NumericDate>,
    nbf: Option<NumericDate>,
    iat: Option<NumericDate>,
    jti: Option<Cow<'a, str>>,
}

impl<'a> Claims<'a> {
    /// Reads the payload of a JWT.
    ///
    /// # Errors
    /// [`ClaimError`]: the payload is not a JSON object with unique names within the limits, or a registered claim
    /// has another type than RFC 7519 section 4.1 gives it.
    pub fn parse(payload: &'a [u8], limits: &Limits) -> Result<Self, ClaimError> {
        Self::parse_with(payload, limits, |_, _| Ok(()))
    }

    /// As [`parse`](Self::parse), and hands each claim that is not registered to `visit` on the way, in order.
    ///
    /// `visit` sees claims before the rest of the payload is read: what it gathered counts only if the outcome is
    /// `Ok`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and what `visit` returns.
    ///
    /// ```
    /// use countersign_grammar::Limits;
    /// use countersign_jose::Claims;
    ///
    /// let mut client_id = None;
    /// Claims::parse_with(br#"{"iss":"joe","client_id":"c1"}"#, &Limits::DEFAULT, |name, value| {
    ///     if name.eq_str("client_id") {
    ///         client_id = Some(value.to_str()?);
    ///     }
    ///     Ok(())
    /// })?;
    /// assert_eq!(client_id.as_deref(), Some("c1"));
    /// # Ok::<(), countersign_jose::ClaimError>(())
    /// ```
    // = RFC7519-4-1
    // = RFC7519-4-2
    // = COUNTERSIGN-LIMITS-1
    pub fn parse_with(
        payload: &'a [u8],
        limits: &Limits,
        mut visit: impl FnMut(Text<'a>, RawValue<'a>) -> Result<(), ClaimError>,
    ) -> Result<Self, ClaimError> {
        if payload.len() > limits.jwt {
            return Err(ClaimError::new(ClaimErrorKind::TooLong, None, limits.jwt));
        }
        let mut claims = Self {
            payload,
            limits: *limits,
            iss: None,
            sub: None,
            aud: Audience::Absent,
            exp: None,
            nbf: None,
            iat: None,
            jti: None,
        };
        json::visit_object(payload, limits, |name, value| {
            match Registered::of(name) {
                Some(Registered::Iss) => claims.iss = Some(string("iss", value)?),
                Some(Registered::Sub) => claims.sub = Some(string("sub", value)?),
                Some(Registered::Aud) => claims.aud = Audience::read(value, limits)?,
                Some(Registered::Exp) => claims.exp = Some(date("exp", value)?),
                Some(Registered::Nbf) => claims.nbf = Some(date("nbf", value)?),
                Some(Registered::Iat) => claims.iat = Some(date("iat", value)?),
                Some(Registered::Jti) => claims.jti = Some(string("jti", value)?),
                None => visit(name, value)?,
            }
            Ok::<(), ClaimError>(())
        })?;
        Ok(claims)
    }

    /// Who issued the token.
    #[must_use]
    pub fn iss(&self) -> Option<&str> {
        self.iss.as_deref()
    }

    /// Whom the token is about.
    #[must_use]
    pub fn sub(&self) -> Option<&str> {
        self.sub.as_deref()
    }

    /// Whom the token is for.
    #[must_use]
    pub const fn aud(&self) -> &Audience<'a> {
        &self.aud
    }

    /// When the token ends: it is not valid at this time any more.
    #[must_use]
    pub const fn exp(&self) -> Option<NumericDate> {
        self.exp
    }

    /// When the token begins.
    #[must_use]
    pub const fn nbf(&self) -> Option<NumericDate> {
        self.nbf
    }

    /// When the token was issued.
    #[must_use]
    pub const fn iat(&self) -> Option<NumericDate> {
        self.iat
    }

    /// The identifier of the token.
    #[must_use]
    pub fn jti(&self) -> Option<&str> {
        self.jti.as_deref()
    }

    /// A claim by its name, registered or not, as JSON. Goes over the payload once more; for several claims use
    /// [`parse_with`](Self::parse_with).
    #[must_use]
    pub fn member(&self, name: &str) -> Option<RawValue<'a>> {
        self.members()
            .find(|(member, _)| member.eq_str(name))
            .map(|(_, value)| value)
    }

    /// Every claim, registered or not, in the order of the payload.
    pub fn members(&self) -> impl Iterator<Item = (Text<'a>, RawValue<'a>)> + use<'a> {
        // It was read to its end before, by the same limits: no member is an error.
        let members = json::members(self.payload, &self.limits).into_iter().flatten();
        members
            .filter_map(Result::ok)
            .map(|member| (member.name(), member.value()))
    }

    /// `iss`, `sub` and `jti`, which live as long as the payload.
    #[must_use]
    pub fn into_texts(self) -> [Option<Cow<'a, str>>; 3] {
        [self.iss, self.sub, self.jti]
    }

    /// The payload that was read.
    #[must_use]
    pub const fn payload(&self) -> &'a [u8] {
        self.payload
    }

    /// Checks `exp`, `nbf` and `iat` as far as they are present.
    ///
    /// `exp` is exclusive and `nbf` inclusive. A fraction of a second is rounded against the token, so that the
    /// leniency never exceeds the skew. An `iat` in the future means that a clock is wrong or that the token is not
    /// from where it says; it is refused although RFC 7519 leaves that open.
    ///
    /// # Errors
    /// [`ClaimError`]: the token is expired, not yet valid, or issued in the future; in this order.
    ///
    /// ```
    /// use countersign_grammar::{Limits, UnixTime};
    /// use countersign_jose::{Claims, Skew};
    ///
    /// let claims = Claims::parse(br#"{"exp":1000}"#, &Limits::DEFAULT)?;
    /// assert!(claims.check_times(UnixTime::from_secs(999), Skew::NONE).is_ok());
    /// assert!(claims.check_times(UnixTime::from_secs(1000), Skew::NONE).is_err());
    /// assert!(claims.check_times(UnixTime::from_secs(1009), Skew::DEFAULT).is_ok());
    /// assert!(claims.check_times(UnixTime::from_secs(1010), Skew::DEFAULT).is_err());
    /// # Ok::<(), countersign_jose::ClaimError>(())
    /// ```
    // = RFC7519-4.1.4-1
    // = RFC7519-4.1.5-1
    pub fn check_times(&self, now: UnixTime, skew: Skew) -> Result<(), ClaimError> {
        let latest = now.saturating_add(skew.as_secs());
        if self
            .exp
            .is_some_and(|exp| now >= exp.floor().saturating_add(skew.as_secs()))
        {
            return Err(self.refuse(ClaimErrorKind::Expired, "exp"));
        }
        if self.nbf.is_some_and(|nbf| latest < nbf.ceil()) {
            return Err(self.refuse(ClaimErrorKind::NotYetValid, "nbf"));
        }
        if self.iat.is_some_and(|iat| latest < iat.ceil()) {
            return Err(self.refuse(ClaimErrorKind::IssuedInTheFuture, "iat"));
        }
        Ok(())
    }

    /// An error about a claim, at its value if it is there.
    pub(crate) fn refuse(&self, kind: ClaimErrorKind, claim: &'static str) -> ClaimError {
        ClaimError::new(kind, Some(claim), self.member(claim).map_or(0, RawValue::at))
    }
}

/// Nothing of a token is shown; see [`Claims::members`].
impl fmt::Debug for Claims<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claims(..)")
    }
}

/// The claims of RFC 7519 section 4.1.
#[derive(Clone, Copy)]
enum Registered {
    Iss,
    Sub,
    Aud,
    Exp,
    Nbf,
    Iat,
    Jti,
}

impl Registered {
    fn of(name: Text<'_>) -> Option<Self> {
        // Borrowed unless there is an escape, and then as good as any other spelling.
        match &*name.decode() {
            "iss" => Some(Self::Iss),
            "sub" => Some(Self::Sub),
            "aud" => Some(Self::Aud),
            "exp" => Some(Self::Exp),
            "nbf" => Some(Self::Nbf),
            "iat" => Some(Self::Iat),
            "jti" => Some(Self::Jti),
            _ => None,
        }
    }
}

pub(crate) fn string<'a>(claim: &'static str, value: RawValue<'a>) -> Result<Cow<'a, str>, ClaimError> {
    value.to_str().map_err(|_| wrong_type(claim, value))
}

// = RFC7519-4.1.4-3
// = RFC7519-4.1.5-2
// = RFC7519-4.1.6-1
fn date(claim: &'static str, value: RawValue<'_>) -> Result<NumericDate, ClaimError> {
    let number = value.to_number().map_err(|_| wrong_type(claim, value))?;
    let refusal = ClaimError::new(ClaimErrorKind::NotADate, Some(claim), value.at());
    NumericDate::parse(number.as_str()).ok_or(refusal)
}

pub(crate) const fn wrong_type(claim: &'static str, value: RawValue<'_>) -> ClaimError {
    ClaimError::new(ClaimErrorKind::WrongType, Some(claim), value.at())
}

#[cfg(test)]
mod tests;
