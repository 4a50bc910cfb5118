use countersign_grammar::{Limits, UnixTime};
use countersign_jose::{Algorithm, Audience, Claims, HmacKey, Skew, UnverifiedJws, sign_compact};

fn keys() -> [HmacKey; 3] {
    [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512]
        .map(|algorithm| HmacKey::new(algorithm, &[0x5A; 64]).expect("long enough"))
}

/// What was signed verifies to the same payload, under no other algorithm, and with no octet changed; what was not
/// signed does not verify.
pub fn jws(data: &[u8]) {
    let limits = Limits::DEFAULT;
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(parsed) = UnverifiedJws::parse(text, &limits)
    {
        drop(parsed);
        for key in keys() {
            let parsed = UnverifiedJws::parse(text, &limits).expect("parsed before");
            if let Ok(verified) = parsed.verify(&key) {
                // Only who holds the key can have made it: signing the same header and payload gives the same text.
                let start = text.rsplit_once('.').expect("three parts").0;
                let signature = countersign_jose::Signer::sign(&key, start.as_bytes());
                let again = countersign_grammar::base64url::encode(signature.as_bytes());
                assert_eq!(text, format!("{start}.{again}"));
                assert_eq!(verified.header().alg(), verified.algorithm().name());
            }
        }
    }
    let Some((change, payload)) = data.split_first() else {
        return;
    };
    let [first, second, _] = keys();
    let mut token = String::new();
    sign_compact(Some("JWT"), payload, &first, &mut token);
    let Ok(parsed) = UnverifiedJws::parse(&token, &limits) else {
        return assert!(
            payload.is_empty() || token.len() > limits.jwt,
            "our own token can be parsed"
        );
    };
    assert_eq!(
        parsed.verify(&first).expect("our own token verifies").payload(),
        payload
    );
    let parsed = UnverifiedJws::parse(&token, &limits).expect("parsed before");
    assert!(parsed.verify(&second).is_err(), "another algorithm");
    let at = usize::from(*change) * token.len() / 256;
    let mut changed = token.clone().into_bytes();
    changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).expect("ASCII");
    if let Ok(parsed) = UnverifiedJws::parse(&changed, &limits) {
        assert!(parsed.verify(&first).is_err(), "octet {at} was changed");
    }
}

/// Claims that are accepted have the types of RFC 7519 in another reader too: a claim is absent there exactly if it is
/// absent here, and the validity at a time is monotone in the skew.
pub fn claims(data: &[u8]) {
    let claims = match Claims::parse(data, &Limits::DEFAULT) {
        Ok(claims) => claims,
        Err(error) => return assert!(error.at() <= data.len(), "{error}"),
    };
    let foreign = match serde_json::from_slice::<serde_json::Value>(data) {
        Ok(foreign) => foreign,
        // It reads numbers into machine types, which hold none that large.
        Err(error) => return assert!(error.to_string().contains("number out of range"), "{error}"),
    };
    let text = |name: &str| foreign.get(name).map(|value| value.as_str().expect("a string"));
    assert_eq!(claims.iss(), text("iss"));
    assert_eq!(claims.sub(), text("sub"));
    assert_eq!(claims.jti(), text("jti"));
    for (name, date) in [
        ("exp", claims.exp()),
        ("nbf", claims.nbf()),
        ("iat", claims.iat()),
    ] {
        let other = foreign.get(name);
        assert_eq!(date.is_some(), other.is_some(), "{name}");
        if let (Some(date), Some(whole)) = (date, other.and_then(serde_json::Value::as_u64)) {
            assert_eq!(date.floor(), UnixTime::from_secs(whole));
        }
    }
    match (claims.aud(), foreign.get("aud")) {
        (Audience::Absent, None) => {}
        (Audience::One(one), Some(other)) => assert_eq!(other.as_str(), Some(one.as_ref())),
        (Audience::Many(_), Some(other)) => {
            let other: Vec<&str> = other
                .as_array()
                .expect("an array")
                .iter()
                .map(|one| one.as_str().expect("a string"))
                .collect();
            assert!(claims.aud().iter().eq(other));
        }
        (ours, theirs) => panic!("{ours:?} {theirs:?}"),
    }
    let now = UnixTime::from_secs(1_700_000_000);
    let strict = claims.check_times(now, Skew::from_secs(0).expect("a skew"));
    let lenient = claims.check_times(now, Skew::from_secs(60).expect("a skew"));
    assert!(strict.is_err() || lenient.is_ok());
}
