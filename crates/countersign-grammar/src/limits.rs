/// Every bound on the size of an input, checked before anything is allocated or computed.
///
/// The fields are public so that a host can change one; the struct is not exhaustive so that a bound can be
/// added. Start from [`Limits::DEFAULT`].
///
/// ```
/// use countersign_grammar::Limits;
///
/// let mut limits = Limits::DEFAULT;
/// limits.body = 4096;
/// assert_eq!(limits.parameters, 32);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Octets in a request or response body.
    pub body: usize,
    /// Parameters in a form body or members in a JSON object.
    pub parameters: usize,
    /// Octets in one header field value, and in the request target.
    pub header: usize,
    /// Scope tokens in one scope string.
    pub scope_tokens: usize,
    /// Octets in a compact JWS.
    pub jwt: usize,
    /// Nested JSON arrays and objects.
    pub json_depth: usize,
}

impl Limits {
    /// 16 KiB of body and JWT, 32 parameters, 8 KiB for a header field, 128 scope tokens, 8 levels of JSON.
    pub const DEFAULT: Self = Self {
        body: 16 * 1024,
        parameters: 32,
        header: 8 * 1024,
        scope_tokens: 128,
        jwt: 16 * 1024,
        json_depth: 8,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
