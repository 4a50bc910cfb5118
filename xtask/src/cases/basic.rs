//! Basic credentials: reading a field value, writing one, and the rules of RFC 7617.
//!
//! A row agrees when the crates recognise the same credentials, or none where the source recognises none; whether the
//! source is silent about a malformed field (`none`) or complains (`error`) is not told apart, because a reader alone
//! does not answer anybody. Where the row states a status, the header is sent to a token endpoint and the status
//! compared. A password that the source calls absent is the empty one.

use countersign_auth::AuthPolicy;
use countersign_clause as clause;
use countersign_clause::Clause;
use countersign_grammar::basic::{self, BasicEncoding, BasicEscape};
use countersign_grammar::form::EscapeSet;
use countersign_grammar::{SyntaxError, SyntaxErrorKind, UnixTime};
use countersign_server::{Parts, Step, TokenEndpoint};

use super::judgement::{Judged, Judgement, Ours};
use super::row::Fields;
use super::urlencoded::clause_of;

pub(super) fn judge(row: Fields<'_>) -> Judged {
    match row.text("op") {
        None | Some("decode") => read(row),
        Some("encode") => write(row, "raw_user", "raw_pass", BasicEscape::Raw),
        Some("encode_form") => write(row, "user", "pass", BasicEscape::Form(EscapeSet::Whatwg)),
        Some("rule") => Ok(rule(row.need_text("text")?)),
        Some(op) => Ok(Judgement::not_handled(format!("nothing here does the `op` {op}"))),
    }
}

/// What the crates read out of the field.
enum Reading {
    Credentials(String, String),
    OtherScheme,
    Malformed(SyntaxError),
}

fn read(row: Fields<'_>) -> Judged {
    let verdict = row.need_text("verdict")?;
    let header = row.text("header");
    let form = row
        .text("decode")
        .is_some_and(|decode| decode.trim_start().starts_with("form"));
    let encoding = if form {
        BasicEncoding::Form
    } else {
        BasicEncoding::Raw
    };
    let reading = header.map(|header| reading(header, encoding));
    let (user, pass) = if form {
        ("user", "pass")
    } else {
        ("raw_user", "raw_pass")
    };
    let judged = match (verdict, &reading) {
        ("ok", Some(Reading::Credentials(id, secret))) => {
            let theirs = credentials(row.need_text(user)?, row.text(pass).unwrap_or_default());
            Ours::new(credentials(id, secret)).against(theirs)
        }
        ("ok", Some(Reading::Malformed(error))) => refused(*error).differs_from("credentials"),
        ("ok", Some(Reading::OtherScheme) | None) => Ours::new("no credentials").differs_from("credentials"),
        ("none" | "error", Some(Reading::Credentials(..))) => Ours::new("credentials").differs_from(verdict),
        ("none" | "error", _) => Judgement::Agrees,
        (verdict, _) => {
            return Ok(Judgement::not_handled(format!(
                "the verdict {verdict} is not known"
            )));
        }
    };
    if judged != Judgement::Agrees {
        return Ok(judged);
    }
    // A row that states both readings of the same octets is held against both.
    if let (true, Some(header), Some(id)) = (form, header, row.text("raw_user")) {
        let Reading::Credentials(raw_id, raw_secret) = self::reading(header, BasicEncoding::Raw) else {
            return Ok(Ours::new("no credentials").differs_from("credentials, unescaped"));
        };
        let theirs = credentials(id, row.text("raw_pass").unwrap_or_default());
        let judged = Ours::new(credentials(&raw_id, &raw_secret)).against(theirs);
        if judged != Judgement::Agrees {
            return Ok(judged);
        }
    }
    Ok(match row.number("http_status") {
        Some(status) => at_endpoint(header, encoding).against(status.to_string()),
        None => Judgement::Agrees,
    })
}

fn reading(header: &str, encoding: BasicEncoding) -> Reading {
    let mut buffer = vec![0; header.len()];
    match basic::parse_field(header.as_bytes(), encoding, &mut buffer) {
        Ok(Some(both)) => Reading::Credentials(String::from(both.user_id()), String::from(both.password())),
        Ok(None) => Reading::OtherScheme,
        Err(error) => Reading::Malformed(error),
    }
}

/// The status of a token endpoint that is sent this header, where any credentials that it recognises are right.
fn at_endpoint(header: Option<&str>, encoding: BasicEncoding) -> Ours {
    let endpoint = TokenEndpoint::new(AuthPolicy::new().basic_encoding(encoding));
    let parts = Parts::new("POST", "/token", b"grant_type=client_credentials")
        .header("Content-Type", b"application/x-www-form-urlencoded");
    let parts = match header {
        Some(header) => parts.header("Authorization", header.as_bytes()),
        None => parts,
    };
    match endpoint.receive(parts, UnixTime::EPOCH) {
        Step::Reply(reply) => Ours {
            outcome: reply.status().to_string(),
            why: reply.verdict().reason().map(|reason| reason.to_string()),
            clause: reply.verdict().clause().map(Clause::id),
        },
        Step::LookUpClient(_)
        | Step::VerifySecret(_)
        | Step::ClaimOnce(_)
        | Step::Authorize(_)
        | Step::Issue(_) => Ours::new("200"),
    }
}

fn write(row: Fields<'_>, user: &str, pass: &str, escape: BasicEscape) -> Judged {
    let (id, secret) = (row.need_text(user)?, row.need_text(pass)?);
    let ours = match basic::encode(id, secret, escape) {
        Ok(header) => Ours::new(header),
        Err(error) => refused(error),
    };
    if row.states("bytes_hex") && row.need_hex("bytes_hex")? != format!("{id}:{secret}").as_bytes() {
        return Ok(Judgement::not_handled(
            "`bytes_hex` is not the user-id, a colon and the password",
        ));
    }
    Ok(match row.need_text("verdict")? {
        "ok" => ours.against(row.need_text("header")?),
        verdict => ours.against(verdict),
    })
}

/// The rules of RFC 7617 section 2, shown on every octet that they speak of.
fn rule(text: &str) -> Judgement {
    let refuses = |id: &str, secret: &str| basic::encode(id, secret, BasicEscape::Raw).is_err();
    let text = text.to_ascii_lowercase();
    if text.contains("colon") {
        // Base64 of `a:b:c`.
        let read = reading("Basic YTpiOmM=", BasicEncoding::Raw);
        let splits = matches!(&read, Reading::Credentials(id, secret) if id == "a" && secret == "b:c");
        let holds = refuses("a:b", "c") && !refuses("a", "b:c") && splits;
        Judgement::property(holds, &text, &clause::RFC7617_2_7)
    } else if text.contains("control characters") {
        let controls = (0..=0x1F).chain([0x7F]).map(char::from);
        let holds = controls.into_iter().all(|control| {
            let with = format!("a{control}b");
            let fields = [(with.as_str(), "c"), ("a", with.as_str())];
            fields.into_iter().all(|(id, secret)| {
                // The encoder refuses to write it, so the field is written by hand.
                let field = format!("Basic {}", base64(format!("{id}:{secret}").as_bytes()));
                refuses(id, secret) && matches!(reading(&field, BasicEncoding::Raw), Reading::Malformed(_))
            })
        });
        Judgement::property(holds, &text, &clause::RFC7617_2_6)
    } else {
        Judgement::not_handled("a rule in words that no property here shows")
    }
}

/// Plain base64 with padding, apart from the crates, to write fields that they refuse to write.
fn base64(octets: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in octets.chunks(3) {
        let octet = |place: usize| u32::from(group.get(place).copied().unwrap_or_default());
        let bits = (octet(0) << 16) | (octet(1) << 8) | octet(2);
        for place in 0..4_usize {
            let number = usize::try_from((bits >> (18 - 6 * place)) & 63).unwrap_or_default();
            let character = ALPHABET.get(number).copied().unwrap_or(b'A');
            text.push(if place <= group.len() {
                char::from(character)
            } else {
                '='
            });
        }
    }
    text
}

fn credentials(id: &str, secret: &str) -> String {
    format!("{id:?} and {secret:?}")
}

fn refused(error: SyntaxError) -> Ours {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the enum is not exhaustive and the rest is the form's"
    )]
    let clause = match error.kind() {
        SyntaxErrorKind::MissingColon => &clause::RFC7617_2_9,
        SyntaxErrorKind::UnexpectedOctet => &clause::RFC7617_2_6,
        SyntaxErrorKind::BadBase64
        | SyntaxErrorKind::BadBase64Padding
        | SyntaxErrorKind::BadBase64TrailingBits
        | SyntaxErrorKind::Empty
        | SyntaxErrorKind::MissingSpace => &clause::RFC7617_2_4,
        kind => clause_of(kind),
    };
    Ours::refused(error, Some(clause))
}
