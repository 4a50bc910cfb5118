use core::fmt;

/// The parts of an HTTP request that the token endpoint looks at, borrowed from the request.
///
/// Hand in every header field, in any order; fields that the endpoint has no use for are passed over.
///
/// ```
/// use countersign_server::Parts;
///
/// let parts = Parts::new("POST", "/oauth2/token", b"grant_type=client_credentials")
///     .header("Host", b"auth.example.com")
///     .header("content-type", b"application/x-www-form-urlencoded")
///     .header("Authorization", b"Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
/// # let _ = parts;
/// ```
#[derive(Clone, Copy)]
#[must_use = "parts do nothing until the endpoint receives them"]
pub struct Parts<'r> {
    pub(crate) method: &'r str,
    pub(crate) target: &'r str,
    pub(crate) content_type: Field<'r>,
    pub(crate) authorization: Field<'r>,
    pub(crate) body: &'r [u8],
    pub(crate) body_cut: bool,
    pub(crate) user_information: bool,
}

/// A header field that must not be repeated: its first value, and how often it was there.
#[derive(Clone, Copy)]
pub(crate) enum Field<'r> {
    Absent,
    Once(&'r [u8]),
    Repeated(&'r [u8]),
}

impl<'r> Parts<'r> {
    /// A request without any header field yet.
    pub const fn new(method: &'r str, target: &'r str, body: &'r [u8]) -> Self {
        Self {
            method,
            target,
            content_type: Field::Absent,
            authorization: Field::Absent,
            body,
            body_cut: false,
            user_information: false,
        }
    }

    /// One header field line. Names are compared ignoring case; surrounding white space is dropped.
    // = RFC9110-5.1-1
    // = RFC9110-5.5-1
    #[inline]
    pub fn header(mut self, name: &str, value: &'r [u8]) -> Self {
        // Most hosts hand names in as they are written here, and that is the cheaper comparison.
        let is = |wanted: &str| name == wanted || is_in_another_case(name, wanted);
        if is("content-type") {
            self.content_type.add(without_ows(value));
        } else if is("authorization") {
            self.authorization.add(without_ows(value));
        }
        self
    }

    /// The host stopped reading the body because it went past the endpoint's limit.
    pub const fn body_cut(mut self) -> Self {
        self.body_cut = true;
        self
    }

    /// The target came in absolute form with user information before its host, and the host's HTTP library has taken that
    /// off. In a target that is handed in as it came, the endpoint sees it for itself.
    pub const fn user_information(mut self) -> Self {
        self.user_information = true;
        self
    }
}

#[inline(never)]
fn is_in_another_case(name: &str, wanted: &str) -> bool {
    name.eq_ignore_ascii_case(wanted)
}

/// The value without the spaces and tabs around it.
///
/// ```abnf
/// OWS = *( SP / HTAB )
/// ```
fn without_ows(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

impl<'r> Field<'r> {
    const fn add(&mut self, value: &'r [u8]) {
        *self = match *self {
            Self::Absent => Self::Once(value),
            Self::Once(first) | Self::Repeated(first) => Self::Repeated(first),
        };
    }

    pub(crate) const fn first(self) -> Option<&'r [u8]> {
        match self {
            Self::Absent => None,
            Self::Once(value) | Self::Repeated(value) => Some(value),
        }
    }

    pub(crate) const fn is_repeated(self) -> bool {
        matches!(self, Self::Repeated(_))
    }
}

/// Shows sizes only: the target, the fields and the body may all hold secrets.
impl fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("method", &self.method)
            .field("target_octets", &self.target.len())
            .field("authorization", &self.authorization.first().is_some())
            .field("body_octets", &self.body.len())
            .finish_non_exhaustive()
    }
}
