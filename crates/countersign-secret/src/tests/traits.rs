use std::format;
use std::string::{String, ToString};

use zeroize::ZeroizeOnDrop;

use crate::hmac::{HmacSha256, Midstate};
use crate::{
    DigestError, EmptySecret, Equality, GeneratedSecret, Pepper, PepperTooShort, PresentedDigests, Secret,
    SecretDigest,
};

/// Does not compile if the type has the trait: then two impls would give `some_item`.
macro_rules! assert_not_impl {
    ($($type:ty: $($bound:path),+;)+) => {$($({
        trait Ambiguous<A> {
            fn some_item() {}
        }
        impl<T: ?Sized> Ambiguous<()> for T {}
        struct Invalid;
        impl<T: ?Sized + $bound> Ambiguous<Invalid> for T {}
        <$type as Ambiguous<_>>::some_item();
    })+)+};
}

#[test]
fn secrets_are_not_copied_compared_or_printed_by_accident() {
    assert_not_impl! {
        Secret: Clone, PartialEq, core::fmt::Display, core::hash::Hash, AsRef<[u8]>, core::ops::Deref, Default;
        GeneratedSecret: Clone, PartialEq, core::fmt::Display, core::hash::Hash, AsRef<[u8]>, core::ops::Deref, Default;
        SecretDigest: Copy, PartialEq, core::fmt::Display, core::hash::Hash, Default;
        PresentedDigests: Clone, PartialEq, core::fmt::Display, core::hash::Hash, Default;
        Pepper: Clone, PartialEq, core::fmt::Display, core::hash::Hash, Default;
        HmacSha256: Clone, PartialEq, core::fmt::Display, core::hash::Hash, Default;
        Midstate: Clone, PartialEq, core::fmt::Display, core::hash::Hash, Default;
        Equality: PartialEq, core::fmt::Display, Into<bool>;
    }
}

#[test]
fn everything_crosses_threads_and_secrets_are_zeroized() {
    fn crosses<T: Send + Sync + Unpin + core::panic::UnwindSafe>() {}
    fn zeroizes<T: ZeroizeOnDrop + Send + Sync>() {
        assert!(core::mem::needs_drop::<T>());
    }
    zeroizes::<Secret>();
    zeroizes::<GeneratedSecret>();
    zeroizes::<SecretDigest>();
    zeroizes::<PresentedDigests>();
    zeroizes::<Pepper>();
    zeroizes::<HmacSha256>();
    zeroizes::<Midstate>();
    crosses::<Secret>();
    crosses::<Equality>();
    crosses::<DigestError>();
    crosses::<EmptySecret>();
    crosses::<PepperTooShort>();
}

/// The canary goes into every input; no `Debug` or `Display` may sing.
// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn no_debug_or_display_shows_a_secret() {
    const CANARY: &str = "canary-in-the-coal-mine-of-32-octets";
    let secret = || Secret::from(String::from(CANARY));
    let generated = || GeneratedSecret::asserted_by_caller(secret()).unwrap();
    let pepper = Pepper::new(&secret()).unwrap();
    let key = HmacSha256::new(CANARY.as_bytes());
    let message = CANARY.repeat(4);

    let shown = [
        (format!("{:?} {:#?}", secret(), secret()), "Secret(..)"),
        (
            format!("{:?} {:#?}", generated(), generated()),
            "GeneratedSecret(..)",
        ),
        (format!("{:?} {:#?}", pepper, pepper), "Pepper(..)"),
        (format!("{:?} {:#?}", key, key), "HmacSha256(..)"),
        (
            format!("{:?} {:#?}", key.midstate(message.as_bytes()), key.midstate(b"")),
            "Midstate(..)",
        ),
        (
            format!(
                "{:?} {:#?}",
                SecretDigest::sha256(&generated()),
                SecretDigest::never()
            ),
            "SecretDigest(..)",
        ),
        (
            format!(
                "{:?} {:#?}",
                PresentedDigests::compute(CANARY.as_bytes(), None),
                PresentedDigests::compute(CANARY.as_bytes(), Some(&pepper)),
            ),
            "PresentedDigests(..)",
        ),
        (
            format!("{:?} {:#?}", Equality::of_u32(1, 1), Equality::of_u32(1, 2)),
            "Equality(..)",
        ),
    ];
    for (text, name) in shown {
        assert_eq!(text, [name, name].join(" "));
    }

    let error = SecretDigest::parse(CANARY).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("canary"));
    let error = SecretDigest::parse(&format!("sha256:{CANARY}")).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("canary"));
}

#[test]
fn errors_speak() {
    assert_eq!(EmptySecret.to_string(), "the secret is empty");
    assert_eq!(PepperTooShort.to_string(), "the pepper has fewer than 32 octets");
    assert_eq!(
        DigestError::UnknownKind.to_string(),
        "the digest begins with neither sha256: nor hmac-sha256:"
    );
    assert_eq!(
        DigestError::Malformed.to_string(),
        "the digest is not the base64url of 32 octets"
    );
}
