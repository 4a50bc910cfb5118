//! The work: one pass over all slots, whatever the registry says.
#![allow(clippy::unwrap_used)]

use alloc::sync::Arc;
use core::cell::Cell;
use std::{format, thread_local};

use countersign_grammar::{Limits, UnixTime};
use countersign_secret::{GeneratedSecret, SecretDigest};

use crate::{AuthMethod, AuthPolicy, ChosenHash, ChosenSecrets, ClientRecord, Credential, Presented};

thread_local! {
    /// How often the slots of a client were compared.
    pub(super) static COMPARED: Cell<u32> = const { Cell::new(0) };
}

// = COUNTERSIGN-EQUAL-1 (test)
#[test]
fn an_unknown_client_is_compared_as_often_as_a_known_one() {
    let fast = AuthPolicy::new();
    let slow = AuthPolicy::new().chosen_secrets(ChosenSecrets::new(ChosenHash::new("decoy")));
    for policy in [&fast, &slow] {
        let compared = |record: Option<ClientRecord>| {
            let presented = Presented {
                authorization: Some(b"Basic YWJjOndyb25n"),
                ..Presented::default()
            };
            let claimant = policy.extract(&presented, &Limits::DEFAULT).unwrap();
            let before = COMPARED.get();
            let now = UnixTime::from_secs(1);
            let _ = match record {
                Some(record) => claimant.check(Arc::new(record), now),
                None => claimant.check_unknown(now),
            };
            COMPARED.get().wrapping_sub(before)
        };
        assert_eq!(compared(None), 1);
        for id in ["abc", "abd"] {
            for count in 0..=ClientRecord::MAX_CREDENTIALS {
                for method in [AuthMethod::ClientSecretBasic, AuthMethod::ClientSecretPost] {
                    let record =
                        (0..count).fold(ClientRecord::builder(id).method(method), |record, number| {
                            let digest = SecretDigest::sha256(&GeneratedSecret::generate([7; 32]));
                            record.credential(Credential::generated(format!("{number}"), digest))
                        });
                    assert_eq!(compared(Some(record.build().unwrap())), 1);
                }
            }
        }
    }
}
