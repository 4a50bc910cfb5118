use core::fmt;

/// The parts of an HTTP request that the guard looks at, borrowed from the request.
///
/// Hand in every header field, in any order; fields that the guard has no use for are passed over. The body is needed
/// only where tokens are taken from it ([`Leniency::FormBody`](crate::Leniency::FormBody)); a host that does not have it
/// at hand leaves it out.
///
/// ```
/// use countersign_resource::Parts;
///
/// let parts = Parts::new("GET", "/photos")
///     .header("Host", b"api.example.com")
///     .header("Authorization", b"Bearer mF_9.B5f-4.1JqM");
/// # let _ = parts;
/// ```
#[derive(Clone, Copy)]
#[must_use = "parts do nothing until the guard receives them"]
pub struct Parts<'r> {
    pub(crate) method: &'r str,
    pub(crate) target: &'r str,
    pub(crate) content_type: Field<'r>,
    pub(crate) authorization: Field<'r>,
    pub(crate) body: Option<&'r [u8]>,
}

/// A header field that must not be repeated: its first value, and whether there was another.
#[derive(Clone, Copy)]
pub(crate) enum Field<'r> {
    Absent,
    Once(&'r [u8]),
    Repeated(&'r [u8]),
}

impl<'r> Parts<'r> {
    /// A request without any header field yet.
    pub const fn new(method: &'r str, target: &'r str) -> Self {
        Self {
            method,
            target,
            content_type: Field::Absent,
            authorization: Field::Absent,
            body: None,
        }
    }

    /// One header field line. Names are compared ignoring case.
    // = RFC9110-5.1-1
    #[inline]
    pub fn header(mut self, name: &str, value: &'r [u8]) -> Self {
        // Most hosts hand names in as they are written here, and that is the cheaper comparison.
        let is = |wanted: &str| name == wanted || name.eq_ignore_ascii_case(wanted);
        if is("authorization") {
            self.authorization.add(value);
        } else if is("content-type") {
            self.content_type.add(value);
        }
        self
    }

    /// The body, read to its end.
    pub const fn body(mut self, body: &'r [u8]) -> Self {
        self.body = Some(body);
        self
    }
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
}

/// Shows sizes only: the target, the fields and the body may all hold a token.
impl fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("method_octets", &self.method.len())
            .field("target_octets", &self.target.len())
            .field("authorization", &self.authorization.first().is_some())
            .field("body_octets", &self.body.map(<[u8]>::len))
            .finish_non_exhaustive()
    }
}
