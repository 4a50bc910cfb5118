use crate::notation::{self, Malformed};

/// The longest text that a grammar is asked about.
pub const MOST_OCTETS: usize = 127;

/// The first of some rules of ABNF, with the others that it names and the core rules in place.
#[derive(Debug, Clone)]
pub struct Grammar(Rule);

/// How often a sentence repeats at most what may be repeated without end, beyond what it has to.
const USUAL: usize = 9;

/// A bit for each place of a text.
type Places = u128;

/// What maps a set of places in a text to the set of places where a match may end.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    /// One octet of a set.
    Octet(Box<[bool; 256]>),
    /// One after the other.
    Sequence(Vec<Self>),
    /// One of them.
    Either(Vec<Self>),
    /// The rule so many times, at least and at most.
    Repeat(usize, usize, Box<Self>),
}

impl Grammar {
    /// Reads rules in the notation of RFC 5234 and RFC 7405; the first is the one to match.
    ///
    /// # Errors
    /// [`Malformed`]: not the notation, a name without a rule, or a rule inside itself.
    pub fn read(rules: &str) -> Result<Self, Malformed> {
        notation::read(rules).map(Self)
    }

    /// Whether the rule matches the whole text, which has at most [`MOST_OCTETS`]; a longer one does not match.
    #[must_use]
    pub fn matches(&self, text: &[u8]) -> bool {
        let end = u32::try_from(text.len()).ok();
        let end = end.and_then(|len| 1_u128.checked_shl(len));
        end.is_some_and(|end| self.0.ends(text, 1) & end != 0)
    }

    /// A text that matches: `choose` is asked which of so many ways to go, and answers with any number.
    pub fn sentence(&self, choose: &mut dyn FnMut() -> usize) -> Vec<u8> {
        let mut text = Vec::new();
        self.0.write(&mut text, choose);
        text
    }
}

impl Rule {
    /// A set of octets.
    pub(crate) fn octets(from: u8, to: u8) -> Self {
        let octets: Vec<u8> = (0..=u8::MAX).collect();
        let holds = |place: usize| octets.get(place).is_some_and(|octet| (from..=to).contains(octet));
        Self::Octet(Box::new(core::array::from_fn(holds)))
    }

    /// One of some rules; sets of octets become one set, which only saves time.
    pub(crate) fn either(rules: Vec<Self>) -> Self {
        let sets: Option<Vec<&[bool; 256]>> = rules.iter().map(Self::set).collect();
        match sets {
            Some(sets) => Self::Octet(Box::new(core::array::from_fn(|place| {
                sets.iter().any(|set| set.get(place).copied().unwrap_or_default())
            }))),
            None => Self::Either(rules),
        }
    }

    fn set(&self) -> Option<&[bool; 256]> {
        match self {
            Self::Octet(set) => Some(set),
            Self::Sequence(rules) if rules.len() == 1 => rules.first().and_then(Self::set),
            _ => None,
        }
    }

    fn ends(&self, text: &[u8], places: Places) -> Places {
        match self {
            Self::Octet(set) => {
                let mut ends = 0;
                let mut left = places;
                while left != 0 {
                    let place = left.trailing_zeros();
                    left &= left.wrapping_sub(1);
                    let octet = usize::try_from(place).ok().and_then(|place| text.get(place));
                    let held = octet.and_then(|octet| set.get(usize::from(*octet)));
                    if held == Some(&true) {
                        ends |= 2_u128.checked_shl(place).unwrap_or_default();
                    }
                }
                ends
            }
            Self::Sequence(rules) => rules
                .iter()
                .fold(places, |places, rule| rule.ends_of_some(text, places)),
            Self::Either(rules) => rules
                .iter()
                .fold(0, |ends, rule| ends | rule.ends_of_some(text, places)),
            Self::Repeat(least, most, rule) => {
                let mut ends = if *least == 0 { places } else { 0 };
                let mut places = places;
                let mut count: usize = 0;
                while places != 0 && count < *most {
                    places = rule.ends(text, places);
                    count = count.saturating_add(1);
                    if count >= *least {
                        // Once nothing new is reached, nothing new will be.
                        let fresh = places & !ends;
                        ends |= places;
                        if *most == usize::MAX {
                            places = fresh;
                        }
                    }
                }
                ends
            }
        }
    }

    fn write(&self, text: &mut Vec<u8>, choose: &mut dyn FnMut() -> usize) {
        match self {
            Self::Octet(set) => {
                let octets = (0..=u8::MAX).zip(set.iter()).filter(|(_, held)| **held);
                let mut octets: Vec<u8> = octets.map(|(octet, _)| octet).collect();
                if octets.iter().any(u8::is_ascii) {
                    // Others seldom make UTF-8 where they are drawn one by one.
                    octets.retain(u8::is_ascii);
                }
                text.extend(
                    choose()
                        .checked_rem(octets.len())
                        .and_then(|place| octets.get(place)),
                );
            }
            Self::Sequence(rules) => rules.iter().for_each(|rule| rule.write(text, choose)),
            Self::Either(rules) => {
                let place = choose().checked_rem(rules.len());
                if let Some(rule) = place.and_then(|place| rules.get(place)) {
                    rule.write(text, choose);
                }
            }
            Self::Repeat(least, most, rule) => {
                let more = most.saturating_sub(*least).min(USUAL);
                let more = choose().checked_rem(more.saturating_add(1)).unwrap_or_default();
                (0..least.saturating_add(more)).for_each(|_| rule.write(text, choose));
            }
        }
    }

    fn ends_of_some(&self, text: &[u8], places: Places) -> Places {
        if places == 0 { 0 } else { self.ends(text, places) }
    }
}
