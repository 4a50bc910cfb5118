//! The resource server: the guard as a tower layer.
//!
//! A [`Guard`] is a [`ResourceServer`](countersign_resource::ResourceServer) with what answers its questions: a
//! [`KeySource`], an [`Introspector`], or both. Each route gets a [`GuardLayer`] with what it requires; a handler finds an
//! [`Access`] in the extensions of the request. With the feature `client` there is an `IntrospectionClient`, which asks
//! the authorization server over HTTP.

mod guard;
#[cfg(feature = "client")]
mod introspection;
mod layer;
mod ports;

pub use guard::{ClientCertificate, Guard};
#[cfg(feature = "client")]
pub use introspection::{IntrospectionClient, IntrospectionClientError};
pub use layer::{Access, GuardLayer, GuardService};
pub use ports::{Introspector, KeySource, Keys, NoIntrospection, NoKeys};
