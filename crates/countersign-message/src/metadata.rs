//! Metadata: what an authorization server (RFC 8414) and a protected resource (RFC 9728) publish about themselves.

mod identifier;
mod resource;
mod server;

pub use identifier::{IdentifierError, IdentifierErrorKind, IssuerIdentifier, ResourceIdentifier, WellKnown};
pub use resource::{BearerMethod, ProtectedResourceMetadata};
pub use server::ServerMetadata;

use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_grammar::json::{ObjectWriter, Output};

/// Writes an array, unless it has no element.
// = RFC8414-3.2-2
// = RFC9728-3.2-3
fn write_list<'t, O: Output>(
    object: &mut ObjectWriter<'_, O>,
    name: &str,
    mut elements: impl ExactSizeIterator<Item = &'t str>,
) {
    if elements.len() > 0 {
        object.member_strs(name, elements.by_ref());
    }
}

fn texts<'t>(elements: &'t [Cow<'_, str>]) -> impl ExactSizeIterator<Item = &'t str> {
    elements.iter().map(|element| &**element)
}

/// One more element, unless it is there.
fn push<T: PartialEq>(elements: &mut Vec<T>, element: T) {
    if !elements.contains(&element) {
        elements.push(element);
    }
}
