use alloc::vec::Vec;

use crate::Credential;

/// The secrets of a client in their order. Most clients have one, and it lies in the record itself: a request of one
/// of many clients waits for memory more than for anything else.
#[derive(Debug)]
pub(crate) struct Credentials {
    first: Option<Credential>,
    more: Vec<Credential>,
}

impl Credentials {
    pub(crate) fn new(credentials: Vec<Credential>) -> Self {
        let mut credentials = credentials.into_iter();
        Self {
            first: credentials.next(),
            more: credentials.collect(),
        }
    }

    #[inline]
    pub(crate) fn get(&self, place: usize) -> Option<&Credential> {
        match place.checked_sub(1) {
            None => self.first.as_ref(),
            Some(place) => self.more.get(place),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Credential> {
        self.first.iter().chain(&self.more)
    }
}
