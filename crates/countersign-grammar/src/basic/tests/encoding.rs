use super::read;
use crate::SyntaxErrorKind::UnexpectedOctet;
use crate::basic::{BasicEncoding, BasicEscape, encode};
use crate::form::EscapeSet;
use proptest::prelude::*;
use std::string::String;

#[track_caller]
fn token68(user_id: &str, password: &str, escape: BasicEscape) -> String {
    let field = encode(user_id, password, escape).unwrap();
    field.strip_prefix("Basic ").unwrap().into()
}

// = RFC6749-2.3.1-1 (test)
// = RFC6749-2.3.1-3 (test)
#[test]
fn vectors() {
    let (user_id, password) = ("1PpG/Q 1", "z/tZ9VwFZqApmIQ+ZH1I5pLk/uB4ud:X2/8bL+wfFTt1rFw=");
    let form = "MVBwRyUyRlErMTp6JTJGdFo5VndGWnFBcG1JUSUyQlpIMUk1cExrJTJGdUI0dWQlM0FYMiUyRjhiTCUyQndmRlR0MXJGdyUzRA==";
    let raw = "MVBwRy9RIDE6ei90WjlWd0ZacUFwbUlRK1pIMUk1cExrL3VCNHVkOlgyLzhiTCt3ZkZUdDFyRnc9";
    assert_eq!(token68(user_id, password, BasicEscape::default()), form);
    assert_eq!(token68(user_id, password, BasicEscape::Raw), raw);
    let both = (String::from(user_id), String::from(password));
    assert_eq!(read(form, BasicEncoding::Form), Ok(both.clone()));
    assert_eq!(read(raw, BasicEncoding::Raw), Ok(both));
    // The raw spelling holds a space, which no form encoder lets through.
    assert_eq!(
        read(raw, BasicEncoding::Form).unwrap_err().kind(),
        UnexpectedOctet
    );

    assert_eq!(
        token68("s6BhdRkqt3", "gX1fBat3bV", BasicEscape::default()),
        "czZCaGRSa3F0MzpnWDFmQmF0M2JW"
    );
    assert_eq!(
        token68("s6BhdRkqt3", "gX1fBat3bV", BasicEscape::Raw),
        "czZCaGRSa3F0MzpnWDFmQmF0M2JW"
    );
}

// = RFC7617-2-7 (test)
#[test]
fn refusals() {
    for (user_id, password, at) in [
        ("foo:bar", "baz", 3),
        (":", "", 0),
        ("", "\0", 1),
        ("ab", "c\n", 4),
        ("a\x7F", "\n", 1),
    ] {
        let error = encode(user_id, password, BasicEscape::Raw).unwrap_err();
        assert_eq!((error.kind(), error.at()), (UnexpectedOctet, at));
    }
    let form = BasicEscape::default();
    assert_eq!(encode("a\nb", "c", form).unwrap_err().at(), 1);
    assert_eq!(encode("a", "c\x7F", form).unwrap_err().at(), 3);
    assert!(encode("foo:bar", "baz", form).is_ok());
    assert!(encode("foo", "a:b", BasicEscape::Raw).is_ok());
}

fn set() -> impl Strategy<Value = EscapeSet> {
    proptest::sample::select(EscapeSet::ALL)
}

proptest! {
    // = RFC7617-2-6 (test)
    // = RFC7617-2-7 (test)
    #[test]
    fn vschar_texts_come_back(user_id in "[ -~]{0,30}", password in "[ -~]{0,30}", set in set()) {
        let token68 = token68(&user_id, &password, BasicEscape::Form(set));
        prop_assert_eq!(read(&token68, BasicEncoding::Form), Ok((user_id.clone(), password.clone())));
        let text = crate::base64::decode(&token68).unwrap();
        prop_assert_eq!(text.iter().filter(|octet| **octet == b':').count(), 1);
        prop_assert!(text.iter().all(u8::is_ascii_graphic));
    }

    #[test]
    fn unicode_texts_come_back(user_id in "[^\\p{Cc}]{0,20}", password in "[^\\p{Cc}]{0,20}", set in set()) {
        let both = (user_id.clone(), password.clone());
        let form = token68(&user_id, &password, BasicEscape::Form(set));
        prop_assert_eq!(read(&form, BasicEncoding::Form), Ok(both.clone()));
        if !user_id.contains(':') {
            let raw = token68(&user_id, &password, BasicEscape::Raw);
            prop_assert_eq!(read(&raw, BasicEncoding::Raw), Ok(both));
        }
    }

    #[test]
    fn what_is_written_can_be_read(user_id in any::<String>(), password in any::<String>(), set in set()) {
        if let Ok(field) = encode(&user_id, &password, BasicEscape::Form(set)) {
            prop_assert_eq!(read(&field[6..], BasicEncoding::Form), Ok((user_id, password)));
        } else {
            prop_assert!(user_id.chars().chain(password.chars()).any(|character| character.is_ascii_control()));
        }
    }
}
