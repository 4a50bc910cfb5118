//! Form encoding: `op` says what is done, `profile` which algorithm the source follows.

use countersign_clause as clause;
use countersign_clause::Clause;
use countersign_grammar::form::{self, EscapeSet, FormText};
use countersign_grammar::{Limits, SyntaxError, SyntaxErrorKind};
use serde_json::{Value, json};

use super::judgement::{Judged, Judgement, Ours};
use super::row::{Fields, Unusable};

/// Every `op` that is judged here.
pub(super) const OPS: &[&str] = &[
    "parse",
    "parse_value",
    "reserialize",
    "serialize",
    "serialize_unordered",
    "serialize_value",
];

pub(super) fn judge(row: Fields<'_>) -> Judged {
    let profile = Profile::of(row.text("profile").unwrap_or_default());
    match row.need_text("op")? {
        "parse" => parse(row, profile),
        "parse_value" => parse_value(row, profile),
        "serialize" => {
            let pairs = pairs(row)?;
            Ok(Ours::new(serialize(&pairs, profile)).against(row.need_text("input")?))
        }
        "serialize_unordered" => {
            let pairs = pairs(row)?;
            Ok(Ours::new(sorted(&serialize(&pairs, profile))).against(sorted(row.need_text("input")?)))
        }
        "serialize_value" => {
            let ours = form::encode(row.need_text("value")?, profile.escapes).into_owned();
            Ok(Ours::new(ours).against(row.need_text("input")?))
        }
        "reserialize" => {
            let pairs = match profile.parser {
                Parser::Whatwg => form::parse_lossy(row.need_text("input")?.as_bytes()),
                Parser::Form | Parser::Request => match strict(row.need_text("input")?, profile.parser) {
                    Ok(pairs) => pairs,
                    Err(error) => return Ok(refused(error).differs_from(row.need_text("output")?)),
                },
            };
            Ok(Ours::new(serialize(&pairs, profile)).against(row.need_text("output")?))
        }
        op => Ok(Judgement::not_handled(format!("nothing here does the `op` {op}"))),
    }
}

/// What a source follows, as far as it changes what is done.
#[derive(Clone, Copy)]
struct Profile {
    parser: Parser,
    escapes: EscapeSet,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Parser {
    /// The WHATWG parser, which never fails.
    Whatwg,
    /// A strict reader of forms, where a name may stand twice.
    Form,
    /// A token request, where it may not.
    Request,
}

impl Profile {
    /// `whatwg` is the lossy parser, `rfc6749` (and nothing) a token request, and any other source a strict reader of
    /// forms. The escape set is WHATWG's unless the source names another.
    fn of(text: &str) -> Self {
        let text = text.to_ascii_lowercase();
        let has = |word| text.contains(word);
        let parser = if has("whatwg") {
            Parser::Whatwg
        } else if text.is_empty() || has("rfc6749") {
            Parser::Request
        } else {
            Parser::Form
        };
        let escapes = if has("html") {
            EscapeSet::Html4
        } else if has("3986") {
            EscapeSet::Rfc3986
        } else {
            EscapeSet::Whatwg
        };
        Self { parser, escapes }
    }
}

type Pairs = Vec<(String, String)>;

fn parse(row: Fields<'_>, profile: Profile) -> Judged {
    let input = row.need_text("input")?;
    let ours = match profile.parser {
        Parser::Whatwg => Ours::new(json!(form::parse_lossy(input.as_bytes())).to_string()),
        Parser::Form | Parser::Request => match strict(input, profile.parser) {
            Ok(pairs) => Ours::new(json!(pairs).to_string()),
            Err(error) => refused(error),
        },
    };
    let theirs = match row.need_text("verdict")? {
        "ok" => row.need("pairs")?.to_string(),
        verdict => String::from(verdict),
    };
    Ok(ours.against(theirs))
}

fn parse_value(row: Fields<'_>, profile: Profile) -> Judged {
    let input = row.need_text("input")?;
    let ours = if profile.parser == Parser::Whatwg {
        // A value alone is what follows the first `=`; a lossy reader would end it at a raw `&`.
        let pair = format!("={}", input.replace('&', "%26"));
        let value = form::parse_lossy(pair.as_bytes())
            .into_iter()
            .next()
            .map(|(_, value)| value);
        Ours::new(json!(value.unwrap_or_default()).to_string())
    } else {
        match FormText::parse(input.as_bytes()) {
            Ok(text) => Ours::new(json!(text.decode()).to_string()),
            Err(error) => refused(error),
        }
    };
    let theirs = match row.need_text("verdict")? {
        "ok" => row.need("value")?.to_string(),
        verdict => String::from(verdict),
    };
    Ok(ours.against(theirs))
}

fn strict(input: &str, parser: Parser) -> Result<Pairs, SyntaxError> {
    let limits = Limits::DEFAULT;
    let pairs = match parser {
        Parser::Request => form::parse_with(input.as_bytes(), &limits, &["resource", "audience"])?,
        Parser::Form | Parser::Whatwg => form::pairs(input.as_bytes(), &limits).collect::<Result<_, _>>()?,
    };
    Ok(pairs
        .iter()
        .map(|pair| (pair.name.decode().into_owned(), pair.value.decode().into_owned()))
        .collect())
}

fn serialize(pairs: &Pairs, profile: Profile) -> String {
    form::serialize(
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())),
        profile.escapes,
    )
}

fn pairs(row: Fields<'_>) -> Result<Pairs, Unusable> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(String::from);
    row.need("pairs")?
        .as_array()
        .and_then(|pairs| {
            pairs
                .iter()
                .map(|pair| Some((text(pair.get(0))?, text(pair.get(1))?)))
                .collect()
        })
        .ok_or_else(|| Unusable::because("`pairs` is no list of pairs of texts"))
}

fn sorted(form: &str) -> String {
    let mut pieces: Vec<&str> = form.split('&').collect();
    pieces.sort_unstable();
    pieces.join("&")
}

fn refused(error: SyntaxError) -> Ours {
    Ours::refused(error, Some(clause_of(error.kind())))
}

/// The clause behind a refusal of a form.
pub(super) fn clause_of(kind: SyntaxErrorKind) -> &'static Clause {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the enum is not exhaustive and the rest has one clause"
    )]
    match kind {
        SyntaxErrorKind::BadPercentEscape | SyntaxErrorKind::InvalidUtf8 => &clause::COUNTERSIGN_STRICT_1,
        SyntaxErrorKind::DuplicateParameter => &clause::RFC6749_3_2_9,
        SyntaxErrorKind::TooLong | SyntaxErrorKind::TooMany => &clause::COUNTERSIGN_LIMITS_1,
        _ => &clause::RFC6749_B_1,
    }
}
