//! ABNF as RFC 5234 section 4 writes it, with the case-sensitive strings of RFC 7405.

use std::fmt;

use crate::grammar::Rule;

/// RFC 5234 appendix B.1.
const CORE: &str = r#"
ALPHA  = %x41-5A / %x61-7A
CTL    = %x00-1F / %x7F
DIGIT  = %x30-39
DQUOTE = %x22
HEXDIG = DIGIT / "A" / "B" / "C" / "D" / "E" / "F"
HTAB   = %x09
SP     = %x20
VCHAR  = %x21-7E
"#;

/// Rules that are no ABNF: why, and the rule or the piece of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    why: &'static str,
    place: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.why, self.place)
    }
}

impl core::error::Error for Malformed {}

/// A name and what it stands for.
type Definition = (String, String);

/// The first of the rules.
pub(crate) fn read(rules: &str) -> Result<Rule, Malformed> {
    let own = definitions(rules)?;
    let Some((first, _)) = own.first().cloned() else {
        return malformed("no rule", rules);
    };
    let mut all = own;
    all.extend(definitions(CORE)?);
    Reader {
        definitions: &all,
        open: Vec::new(),
    }
    .named(&first)
}

/// One rule to a line; a line that begins with white space goes on with the one before.
fn definitions(rules: &str) -> Result<Vec<Definition>, Malformed> {
    let mut found: Vec<Definition> = Vec::new();
    for line in rules.lines() {
        let line = line.split(" ;").next().unwrap_or_default();
        if line.trim().is_empty() {
            continue;
        }
        match (line.starts_with([' ', '\t']), line.split_once('=')) {
            (true, _) => match found.last_mut() {
                Some((_, elements)) => elements.push_str(line),
                None => return malformed("no rule to go on with", line),
            },
            (false, Some((name, elements))) => {
                let name = name.trim();
                if found.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                    return malformed("a rule that is there already", name);
                }
                found.push((name.to_owned(), elements.to_owned()));
            }
            (false, None) => return malformed("no equals sign", line),
        }
    }
    Ok(found)
}

struct Reader<'d> {
    definitions: &'d [Definition],
    /// The names whose rules are being read.
    open: Vec<String>,
}

impl Reader<'_> {
    fn named(&mut self, name: &str) -> Result<Rule, Malformed> {
        if self.open.iter().any(|open| open.eq_ignore_ascii_case(name)) {
            return malformed("a rule inside itself", name);
        }
        let definitions = self.definitions;
        let Some((_, elements)) = definitions
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
        else {
            return malformed("no rule of this name", name);
        };
        self.open.push(name.to_owned());
        let (rule, rest) = self.alternation(elements)?;
        self.open.pop();
        if rest.trim().is_empty() {
            Ok(rule)
        } else {
            malformed("what is no element", rest)
        }
    }

    /// `alternation = concatenation *( *c-wsp "/" *c-wsp concatenation )`
    fn alternation<'t>(&mut self, text: &'t str) -> Result<(Rule, &'t str), Malformed> {
        let mut rules = Vec::new();
        let mut rest = text;
        loop {
            let (rule, after) = self.concatenation(rest)?;
            rules.push(rule);
            match after.trim_start().strip_prefix('/') {
                Some(after) => rest = after,
                None => return Ok((Rule::either(rules), after)),
            }
        }
    }

    /// `concatenation = repetition *( 1*c-wsp repetition )`
    fn concatenation<'t>(&mut self, text: &'t str) -> Result<(Rule, &'t str), Malformed> {
        let mut rules = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() && !rest.starts_with(['/', ')', ']']) {
            let (rule, after) = self.repetition(rest)?;
            rules.push(rule);
            rest = after.trim_start();
        }
        if rules.is_empty() {
            return malformed("no element", text);
        }
        Ok((Rule::Sequence(rules), rest))
    }

    /// `repetition = [ 1*DIGIT / ( *DIGIT "*" *DIGIT ) ] element`
    fn repetition<'t>(&mut self, text: &'t str) -> Result<(Rule, &'t str), Malformed> {
        let (least, rest) = number(text)?;
        let (bounds, rest) = match rest.strip_prefix('*') {
            Some(rest) => {
                let (most, rest) = number(rest)?;
                (Some((least.unwrap_or(0), most.unwrap_or(usize::MAX))), rest)
            }
            None => (least.map(|count| (count, count)), rest),
        };
        let (rule, rest) = self.element(rest)?;
        let rule = match bounds {
            Some((least, most)) => Rule::Repeat(least, most, Box::new(rule)),
            None => rule,
        };
        Ok((rule, rest))
    }

    /// `element = rulename / group / option / char-val / num-val`
    fn element<'t>(&mut self, text: &'t str) -> Result<(Rule, &'t str), Malformed> {
        if let Some(inside) = text.strip_prefix('(') {
            let (rule, rest) = self.alternation(inside)?;
            return Ok((rule, closed(rest, ')')?));
        }
        if let Some(inside) = text.strip_prefix('[') {
            let (rule, rest) = self.alternation(inside)?;
            return Ok((Rule::Repeat(0, 1, Box::new(rule)), closed(rest, ']')?));
        }
        if let Some(string) = text.strip_prefix("%s\"") {
            return quoted(string, |octet| Rule::octets(octet, octet));
        }
        if let Some(string) = text.strip_prefix('"') {
            return quoted(string, |octet| {
                let (lower, upper) = (octet.to_ascii_lowercase(), octet.to_ascii_uppercase());
                Rule::either(vec![Rule::octets(lower, lower), Rule::octets(upper, upper)])
            });
        }
        if let Some(value) = text.strip_prefix("%x") {
            let (from, rest) = octet(value)?;
            let (to, rest) = match rest.strip_prefix('-') {
                Some(rest) => octet(rest)?,
                None => (from, rest),
            };
            return Ok((Rule::octets(from, to), rest));
        }
        let end = text.find(|character: char| !character.is_ascii_alphanumeric() && character != '-');
        let (name, rest) = text
            .split_at_checked(end.unwrap_or(text.len()))
            .unwrap_or_default();
        if name.is_empty() {
            return malformed("what is no element", text);
        }
        Ok((self.named(name)?, rest))
    }
}

fn quoted(string: &str, rule: impl Fn(u8) -> Rule) -> Result<(Rule, &str), Malformed> {
    match string.split_once('"') {
        Some((inside, rest)) => Ok((Rule::Sequence(inside.bytes().map(rule).collect()), rest)),
        None => malformed("an open string", string),
    }
}

fn closed(text: &str, bracket: char) -> Result<&str, Malformed> {
    match text.trim_start().strip_prefix(bracket) {
        Some(rest) => Ok(rest),
        None => malformed("an open bracket", text),
    }
}

/// `*DIGIT`
fn number(text: &str) -> Result<(Option<usize>, &str), Malformed> {
    let end = text.find(|character: char| !character.is_ascii_digit());
    let (digits, rest) = text
        .split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or_default();
    match (digits.is_empty(), digits.parse()) {
        (true, _) => Ok((None, rest)),
        (false, Ok(number)) => Ok((Some(number), rest)),
        (false, Err(_)) => malformed("a number that is too large", text),
    }
}

/// `2HEXDIG`
fn octet(text: &str) -> Result<(u8, &str), Malformed> {
    let halves = text.split_at_checked(2);
    match halves.map(|(digits, rest)| (u8::from_str_radix(digits, 16), rest)) {
        Some((Ok(octet), rest)) => Ok((octet, rest)),
        _ => malformed("what is no octet", text),
    }
}

fn malformed<T>(why: &'static str, place: &str) -> Result<T, Malformed> {
    Err(Malformed {
        why,
        place: place.to_owned(),
    })
}
