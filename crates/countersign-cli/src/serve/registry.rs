//! Where the command looks clients up.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use countersign_auth::ClientRecord;
use countersign_http::Unavailable;
use countersign_http::server::Registry;

/// Clients in memory, all of which can be replaced at once.
#[derive(Debug, Default)]
pub struct MemoryRegistry {
    clients: RwLock<Clients>,
}

type Clients = BTreeMap<String, Arc<ClientRecord>>;

impl MemoryRegistry {
    /// Every client, in the order of their ids.
    #[must_use]
    pub fn records(&self) -> Vec<Arc<ClientRecord>> {
        self.clients
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .map(Arc::clone)
            .collect()
    }

    /// Forgets every client and takes these instead. A request sees either the old ones or the new ones.
    pub fn replace(&self, records: impl IntoIterator<Item = ClientRecord>) {
        let clients = index(records);
        *self.clients.write().unwrap_or_else(PoisonError::into_inner) = clients;
    }
}

impl FromIterator<ClientRecord> for MemoryRegistry {
    fn from_iter<I: IntoIterator<Item = ClientRecord>>(records: I) -> Self {
        Self {
            clients: RwLock::new(index(records)),
        }
    }
}

impl Registry for MemoryRegistry {
    async fn look_up(&self, client_id: &str) -> Result<Option<Arc<ClientRecord>>, Unavailable> {
        // A poisoned lock still holds a whole map: it is replaced in one assignment.
        Ok(self
            .clients
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(client_id)
            .map(Arc::clone))
    }
}

fn index(records: impl IntoIterator<Item = ClientRecord>) -> Clients {
    records
        .into_iter()
        .map(|record| (record.client_id().to_owned(), Arc::new(record)))
        .collect()
}
