//! The work: as many MACs as a client may have keys, whatever the registry says.
#![allow(clippy::unwrap_used)]

use alloc::string::{String, ToString};
use alloc::sync::Arc;
use core::cell::Cell;
use std::thread_local;

use countersign_grammar::form::FormText;
use countersign_grammar::{Limits, UnixTime};
use countersign_jose::{Algorithm, HmacKey, Signer, TokenSigner};

use crate::{
    AssertionPolicy, AuthMethod, AuthPolicy, ClientRecord, ClientRecordBuilder, Credential, Presented,
};

thread_local! {
    /// How many MACs were asked for: a key of another algorithm than the assertion's costs none.
    static MACS: Cell<usize> = const { Cell::new(0) };
}

pub(super) fn count(verifiers: &[&HmacKey], algorithm: Algorithm) {
    let asked = verifiers.iter().filter(|key| key.algorithm() == algorithm);
    MACS.set(MACS.get().saturating_add(asked.count()));
}

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

fn key(algorithm: Algorithm, octet: u8) -> HmacKey {
    HmacKey::new(algorithm, &[octet; 64]).unwrap()
}

/// What an assertion costs that is signed with this key.
fn macs(key: &HmacKey, record: Option<ClientRecord>) -> usize {
    let mut token = String::new();
    let claims = br#"{"iss":"abc","sub":"abc","aud":"https://as.example","exp":1700000060,"jti":"1"}"#;
    TokenSigner::new(key, None).sign_payload(claims, &mut token);
    let policy = AuthPolicy::new().assertions(AssertionPolicy::strict("https://as.example"));
    let text = |text: &'static str| Some((FormText::parse(text.as_bytes()).unwrap(), 0));
    let presented = Presented {
        client_assertion: Some((FormText::parse(token.as_bytes()).unwrap(), 0)),
        client_assertion_type: text("urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"),
        ..Presented::default()
    };
    let claimant = policy.extract(&presented, &Limits::DEFAULT).unwrap();
    let before = MACS.get();
    let _ = match record {
        Some(record) => claimant.check(Arc::new(record), NOW),
        None => claimant.check_unknown(NOW),
    };
    MACS.get().saturating_sub(before)
}

// = COUNTERSIGN-EQUAL-1 (test)
#[test]
fn an_assertion_of_an_unknown_client_costs_as_many_macs_as_one_of_a_known_one() {
    let most = ClientRecord::MAX_ASSERTION_KEYS;
    for algorithm in Algorithm::ALL.iter().copied() {
        for signed in [key(algorithm, 1), key(algorithm, 9), key(algorithm, 0x5A)] {
            assert_eq!(macs(&signed, None), most);
            for id in ["abc", "abd"] {
                for method in [AuthMethod::ClientSecretJwt, AuthMethod::ClientSecretBasic] {
                    let record = |keys: &[(Algorithm, u8)]| {
                        let builder = ClientRecord::builder(id).method(method);
                        let credentials = keys.iter().map(|(algorithm, octet)| {
                            Credential::assertion_key(octet.to_string(), key(*algorithm, *octet))
                        });
                        credentials
                            .fold(builder, ClientRecordBuilder::credential)
                            .build()
                            .unwrap()
                    };
                    assert_eq!(macs(&signed, Some(record(&[]))), most);
                    assert_eq!(macs(&signed, Some(record(&[(algorithm, 1)]))), most);
                    assert_eq!(
                        macs(&signed, Some(record(&[(algorithm, 2), (algorithm, 1)]))),
                        most
                    );
                    for other in Algorithm::ALL.iter().copied() {
                        assert_eq!(macs(&signed, Some(record(&[(other, 1), (algorithm, 2)]))), most);
                    }
                }
            }
        }
    }
}
