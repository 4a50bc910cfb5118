//! Token endpoints of others over the same clients, put together as their documentation suggests.

pub(crate) mod hand;
pub(crate) mod oxide;
