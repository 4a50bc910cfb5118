//! Access tokens by construction.
#![allow(clippy::unwrap_used)]

use countersign_grammar::SyntaxErrorKind;
use countersign_grammar::base64url::CompactText;
use countersign_grammar::json::ObjectWriter;
use countersign_message::AccessToken;

#[test]
fn a_compact_text_is_a_token_like_any_other() {
    let mut text = CompactText::new();
    assert_eq!(
        AccessToken::compact(&text).unwrap_err().kind(),
        SyntaxErrorKind::Empty
    );
    text.push_encoded(b"{}");
    text.push_period();
    let token = AccessToken::compact(&text).unwrap();
    assert_eq!(
        (token.expose(), token.len(), token.is_empty()),
        ("e30.", 4, false)
    );
    assert!(token.is_bearer_safe());
    assert_eq!(format!("{token:?}"), "AccessToken(..)");
    assert_eq!(token.borrowed().expose(), "e30.");
    assert_eq!(token.borrowed().into_owned().expose(), "e30.");
    for token in [
        token.borrowed(),
        AccessToken::parse("e30.").unwrap(),
        token.borrowed().into_owned(),
    ] {
        let mut json = String::new();
        let mut object = ObjectWriter::new(&mut json);
        token.write_member("t", &mut object);
        object.finish();
        assert_eq!(json, r#"{"t":"e30."}"#);
    }
}
