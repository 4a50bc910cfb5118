//! ABNF as values: a rule maps a set of places in a text to the set of places where a match may end.
//!
//! All alternatives are followed at once, so that no order of theirs and no greed can hide a match.

use std::{boxed::Box, rc::Rc, vec::Vec};

/// A bit for each place; texts have less than 128 characters.
type Places = u128;

type Step = dyn Fn(&[char], Places) -> Places;

#[derive(Clone)]
pub(super) struct Rule(Rc<Step>);

impl Rule {
    fn new(rule: impl Fn(&[char], Places) -> Places + 'static) -> Self {
        Self(Rc::new(rule))
    }

    /// Whether the rule matches the whole text.
    pub(super) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        assert!(text.len() < 128);
        (self.0)(&text, 1) >> text.len() & 1 == 1
    }
}

/// `%xNN-NN`
pub(super) fn range(from: u32, to: u32) -> Rule {
    Rule::new(move |text, places| {
        let mut ends = 0;
        let mut left = places;
        while left != 0 {
            let place = left.trailing_zeros();
            left &= left - 1;
            let found = text.get(usize::try_from(place).unwrap());
            if found.is_some_and(|found| (from..=to).contains(&u32::from(*found))) {
                ends |= 2 << place;
            }
        }
        ends
    })
}

/// `"text"`, without regard to case (RFC 5234 section 2.3)
pub(super) fn text(wanted: &'static str) -> Rule {
    let letter = |wanted: char| {
        let (lower, upper) = (wanted.to_ascii_lowercase(), wanted.to_ascii_uppercase());
        either([
            range(lower.into(), lower.into()),
            range(upper.into(), upper.into()),
        ])
    };
    sequence(wanted.chars().map(letter))
}

/// `a b c`
pub(super) fn sequence(rules: impl IntoIterator<Item = Rule>) -> Rule {
    let rules: Vec<Rule> = rules.into_iter().collect();
    Rule::new(move |text, places| rules.iter().fold(places, |places, rule| (rule.0)(text, places)))
}

/// `a / b / c`
pub(super) fn either(rules: impl IntoIterator<Item = Rule>) -> Rule {
    let rules: Vec<Rule> = rules.into_iter().collect();
    Rule::new(move |text, places| rules.iter().fold(0, |ends, rule| ends | (rule.0)(text, places)))
}

/// `least*most rule`
pub(super) fn repeat(least: usize, most: usize, rule: Rule) -> Rule {
    Rule::new(move |text, places| {
        let mut ends = if least == 0 { places } else { 0 };
        let mut places = places;
        for count in 1..=most {
            places = (rule.0)(text, places);
            let known = ends;
            if count >= least {
                ends |= places;
            }
            // Once nothing new is reached, nothing new will be.
            if places == 0 || (count > least && ends == known) {
                break;
            }
        }
        ends
    })
}

/// `*rule`
pub(super) fn zero_or_more(rule: Rule) -> Rule {
    repeat(0, usize::MAX, rule)
}

/// `1*rule`
pub(super) fn one_or_more(rule: Rule) -> Rule {
    repeat(1, usize::MAX, rule)
}

/// `[ rule ]`
pub(super) fn optional(rule: Rule) -> Rule {
    repeat(0, 1, rule)
}

/// `count rule`
pub(super) fn exactly(count: usize, rule: Rule) -> Rule {
    repeat(count, count, rule)
}

pub(super) fn alpha() -> Rule {
    either([range(0x41, 0x5A), range(0x61, 0x7A)])
}

pub(super) fn digit() -> Rule {
    range(0x30, 0x39)
}

pub(super) fn hexdig() -> Rule {
    either([
        digit(),
        text("A"),
        text("B"),
        text("C"),
        text("D"),
        text("E"),
        text("F"),
    ])
}

/// `"a" / "b" / "c"` of the characters of a text
pub(super) fn one_of(characters: &'static str) -> Rule {
    let rules: Box<dyn Iterator<Item = Rule>> = Box::new(
        characters
            .chars()
            .map(|character| range(character.into(), character.into())),
    );
    either(rules)
}
