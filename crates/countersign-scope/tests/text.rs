//! Scope tokens and scope strings as values.
#![allow(clippy::unwrap_used)]

use countersign_scope::{Scope, ScopeErrorKind, ScopeParameter, ScopeSet, ScopeToken, check};
use proptest::prelude::*;

// = RFC6749-A.4-1 (test)
#[test]
fn a_token_is_one_or_more_nqchars() {
    for octet in 0..=0x7F_u8 {
        let text = char::from(octet).to_string();
        let expected = matches!(octet, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
        assert_eq!(ScopeToken::parse(text.as_str()).is_ok(), expected, "{octet:#04x}");
        assert_eq!(ScopeToken::try_from(text).is_ok(), expected, "{octet:#04x}");
    }
    for (text, kind, at) in [
        ("", ScopeErrorKind::Empty, 0),
        (" ", ScopeErrorKind::UnexpectedOctet, 0),
        ("a b", ScopeErrorKind::UnexpectedOctet, 1),
        ("a ", ScopeErrorKind::UnexpectedOctet, 1),
        ("a\" b", ScopeErrorKind::UnexpectedOctet, 1),
        (" \"", ScopeErrorKind::UnexpectedOctet, 0),
        ("caf\u{e9}", ScopeErrorKind::UnexpectedOctet, 3),
    ] {
        let error = ScopeToken::parse(text).unwrap_err();
        assert_eq!((error.kind(), error.at()), (kind, at), "{text:?}");
    }
}

proptest! {
    #[test]
    fn a_scope_string_keeps_its_text(tokens in proptest::collection::vec("[!#-\\[\\]-~]{1,12}", 1..8)) {
        let text = tokens.join(" ");
        let scope = Scope::parse(text.as_str()).unwrap();
        prop_assert_eq!(scope.as_str(), &text);
        prop_assert_eq!(scope.to_string(), text.clone());
        prop_assert!(scope.tokens().map(|token| token.to_string()).eq(tokens.iter().cloned()));
        prop_assert_eq!(&scope.to_set(), &ScopeSet::parse(&text).unwrap());
        prop_assert_eq!(scope.clone().into_owned(), scope);
        prop_assert_eq!(&Scope::try_from(text.clone()).unwrap(), &Scope::try_from(text.as_str()).unwrap());
    }

    #[test]
    fn every_door_gives_the_same_verdict(text in "[a\" !]{0,6}|\\PC{0,10}") {
        let verdict = check(&text);
        prop_assert_eq!(Scope::parse(text.as_str()).err(), verdict.err());
        prop_assert_eq!(ScopeSet::parse(&text).err(), verdict.err());
        // A token is a scope string without a space.
        prop_assert_eq!(ScopeToken::parse(text.as_str()).is_ok(), verdict.is_ok() && !text.contains(' '));
    }
}

// = RFC6749-3.2-7 (test)
#[test]
fn absent_empty_and_present_are_three_things() {
    let absent = ScopeParameter::of(None);
    let empty = ScopeParameter::of(Some(""));
    let present = ScopeParameter::of(Some("a b"));
    assert!(absent != empty && empty != present && present != absent);
    assert_eq!(empty.empty_as_absent(), absent);
    assert_eq!(present.empty_as_absent(), present);
    assert_eq!(absent.try_map(ScopeSet::parse), Ok(ScopeParameter::Absent));
    assert_eq!(empty.try_map(ScopeSet::parse), Ok(ScopeParameter::Empty));
    assert_eq!(present.map(str::len).present(), Some(3));
    assert_eq!(empty.present(), None);
    assert!(ScopeParameter::of(Some(" ")).try_map(ScopeSet::parse).is_err());
}

#[test]
fn values_can_cross_threads_and_unwinds() {
    fn check<T: Send + Sync + std::panic::UnwindSafe + 'static>() {}
    check::<ScopeSet>();
    check::<Scope<'static>>();
    check::<countersign_scope::RegisteredScope>();
    check::<countersign_scope::Selection>();
    check::<countersign_scope::ScopeRefusal>();
}

#[cfg(feature = "serde")]
#[test]
fn serde_goes_through_the_same_door() {
    let token: ScopeToken<'static> = serde_json::from_str("\"a\"").unwrap();
    assert_eq!(token.as_str(), "a");
    assert!(serde_json::from_str::<ScopeToken<'static>>("\"a b\"").is_err());
    assert!(serde_json::from_str::<Scope<'static>>("\"a  b\"").is_err());
    assert!(serde_json::from_str::<ScopeSet>("[\"a b\"]").is_err());
    for text in ["b a", "a"] {
        let set = ScopeSet::parse(text).unwrap();
        let json = serde_json::to_string(&set).unwrap();
        assert_eq!(serde_json::from_str::<ScopeSet>(&json).unwrap(), set);
        let scope = Scope::parse(text).unwrap();
        assert_eq!(serde_json::to_string(&scope).unwrap(), format!("\"{text}\""));
    }
    assert_eq!(serde_json::to_string(&ScopeSet::new()).unwrap(), "[]");
}
