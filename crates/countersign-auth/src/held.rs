use alloc::sync::Arc;
use core::ops::Deref;

use crate::ClientRecord;

/// A record as the host hands it in: shared, or lent for as long as the exchange takes.
///
/// A registry in memory lends, so that no reference is counted; one that builds the record for the request, or may
/// drop it meanwhile, shares.
///
/// ```
/// use std::sync::Arc;
///
/// use countersign_auth::{AuthMethod, ClientRecord, HeldRecord};
///
/// let record = Arc::new(ClientRecord::builder("s6BhdRkqt3").method(AuthMethod::ClientSecretBasic).build()?);
/// for held in [HeldRecord::from(&*record), HeldRecord::from(Arc::clone(&record))] {
///     assert_eq!(held.client_id(), "s6BhdRkqt3");
/// }
/// # Ok::<(), countersign_auth::RecordError>(())
/// ```
#[derive(Debug, Clone)]
pub enum HeldRecord<'r> {
    /// One reference of those that are counted.
    Shared(Arc<ClientRecord>),
    /// A reference that outlives the exchange.
    Lent(&'r ClientRecord),
}

impl Deref for HeldRecord<'_> {
    type Target = ClientRecord;

    #[inline(always)]
    fn deref(&self) -> &ClientRecord {
        match self {
            Self::Shared(record) => record,
            Self::Lent(record) => record,
        }
    }
}

impl From<Arc<ClientRecord>> for HeldRecord<'_> {
    fn from(record: Arc<ClientRecord>) -> Self {
        Self::Shared(record)
    }
}

impl<'r> From<&'r ClientRecord> for HeldRecord<'r> {
    fn from(record: &'r ClientRecord) -> Self {
        Self::Lent(record)
    }
}
