use countersign_exhaust::{every_string, strings};

use crate::{Grammar, Malformed};

/// A production, and the strings that grammar and crate are both asked about.
#[derive(Debug, Clone, Copy)]
pub struct Production {
    /// What it is called here.
    pub name: &'static str,
    /// Where its ABNF stands.
    pub source: &'static str,
    /// The rules; the first is the one to match.
    pub rules: &'static str,
    /// Whether the whole text has to be UTF-8 besides, by the ABNF of RFC 3629.
    pub utf8: bool,
    /// What stands before every string.
    pub before: &'static [u8],
    /// What stands for the classes of octets that decide.
    pub symbols: &'static [&'static [u8]],
    /// The greatest number of symbols.
    pub most: u32,
    /// Faults to plant in the rules: what to look for and what to put in its place.
    pub faults: &'static [(&'static str, &'static str)],
    /// The function that is asked.
    pub judge: &'static str,
}

/// What a comparison over every string came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// How many strings there were.
    pub strings: u64,
    /// How many of them belong to the language.
    pub taken: u64,
}

/// A recogniser made of the rules of a production.
#[derive(Debug)]
pub struct Recogniser {
    rules: Grammar,
    encoding: Option<Grammar>,
}

/// RFC 3629 section 4.
const UTF8: &str = "
UTF8-octets = *( UTF8-char )
UTF8-char   = UTF8-1 / UTF8-2 / UTF8-3 / UTF8-4
UTF8-1      = %x00-7F
UTF8-2      = %xC2-DF UTF8-tail
UTF8-3      = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2( UTF8-tail ) /
              %xED %x80-9F UTF8-tail / %xEE-EF 2( UTF8-tail )
UTF8-4      = %xF0 %x90-BF 2( UTF8-tail ) / %xF1-F3 3( UTF8-tail ) /
              %xF4 %x80-8F 2( UTF8-tail )
UTF8-tail   = %x80-BF
";

impl Production {
    /// How many strings there are.
    #[must_use]
    pub fn strings(&self) -> u64 {
        strings(self.symbols.len(), self.most)
    }

    /// The recogniser of its rules.
    ///
    /// # Errors
    /// [`Malformed`] rules.
    pub fn recogniser(&self) -> Result<Recogniser, Malformed> {
        self.recogniser_of(self.rules)
    }

    /// The recognisers of its rules with one fault each.
    ///
    /// # Errors
    /// [`Malformed`] rules.
    pub fn faulty(&self) -> Result<Vec<Recogniser>, Malformed> {
        let plant = |(from, to): &(&str, &str)| self.recogniser_of(&self.rules.replacen(from, to, 1));
        self.faults.iter().map(plant).collect()
    }

    /// Asks both about every string, and stops to ask at the first on which they differ.
    ///
    /// # Errors
    /// The first string on which they differ.
    pub fn compare(
        &self,
        recogniser: &Recogniser,
        mut verdict: impl FnMut(&[u8]) -> bool,
    ) -> Result<Agreement, Vec<u8>> {
        let mut taken: u64 = 0;
        let mut difference = None;
        let strings = every_string(self.before, self.symbols, self.most, &mut |text| {
            if difference.is_none() {
                let verdict = verdict(text);
                taken = taken.saturating_add(u64::from(verdict));
                if recogniser.matches(text) != verdict {
                    difference = Some(text.to_vec());
                }
            }
        });
        match difference {
            None => Ok(Agreement { strings, taken }),
            Some(text) => Err(text),
        }
    }

    fn recogniser_of(&self, rules: &str) -> Result<Recogniser, Malformed> {
        let encoding = if self.utf8 {
            Some(Grammar::read(UTF8)?)
        } else {
            None
        };
        Ok(Recogniser {
            rules: Grammar::read(rules)?,
            encoding,
        })
    }
}

impl Recogniser {
    /// A text that matches the rules; see [`Grammar::sentence`].
    pub fn sentence(&self, choose: &mut dyn FnMut() -> usize) -> Vec<u8> {
        self.rules.sentence(choose)
    }

    /// Whether the text matches the rules, and those of UTF-8 where it has to.
    #[must_use]
    pub fn matches(&self, text: &[u8]) -> bool {
        self.rules.matches(text)
            && self
                .encoding
                .as_ref()
                .is_none_or(|encoding| encoding.matches(text))
    }
}
