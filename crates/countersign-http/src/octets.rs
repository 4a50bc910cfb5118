use std::fmt;

use bytes::Bytes;
use zeroize::Zeroizing;

/// The octets of a body that may hold a secret: `Debug` shows how many there are, and they are wiped on drop.
///
/// What an HTTP library copies on its way to the socket is out of reach.
///
/// ```
/// use countersign_http::Octets;
///
/// let body = Octets::from(String::from("client_secret=gX1fBat3bV"));
/// assert_eq!(format!("{body:?}"), "Octets(24)");
/// assert_eq!(body.expose(), b"client_secret=gX1fBat3bV");
/// ```
///
/// ```compile_fail,E0599
/// fn copy(body: &countersign_http::Octets) -> countersign_http::Octets {
///     body.clone()
/// }
/// ```
#[derive(Default)]
pub struct Octets(Zeroizing<Vec<u8>>);

impl Octets {
    /// No octets, and room for so many: within it the buffer does not move, and leaves no copy behind.
    #[must_use]
    pub fn with_capacity(octets: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(octets)))
    }

    /// Appends octets.
    pub fn extend(&mut self, octets: &[u8]) {
        self.0.extend_from_slice(octets);
    }

    /// The octets.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same octets for an HTTP library, without a copy; they are wiped when the last handle is gone. `Debug` of
    /// [`Bytes`] shows them.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        Bytes::from_owner(Owner(self.0))
    }
}

struct Owner(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Octets {
    fn from(octets: Vec<u8>) -> Self {
        Self(Zeroizing::new(octets))
    }
}

impl From<String> for Octets {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

// = COUNTERSIGN-SECRET-1
impl fmt::Debug for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Octets({})", self.len())
    }
}
