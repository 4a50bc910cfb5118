use alloc::string::String;
use alloc::vec::Vec;

use countersign_jose::{Algorithm, Audience, HmacKey, Skew};

use crate::{AssertionTolerance, AssertionTolerances};

/// How client assertions are judged.
///
/// ```
/// use countersign_auth::AssertionPolicy;
///
/// let strict = AssertionPolicy::strict("https://as.example");
/// assert_eq!(strict.issuer(), "https://as.example");
///
/// // Clients that name the token endpoint as the audience exist; admitting them is a choice with a name.
/// let legacy = AssertionPolicy::legacy("https://as.example", ["https://as.example/token"]);
/// # let _ = legacy;
/// ```
#[derive(Debug)]
pub struct AssertionPolicy {
    issuer: String,
    endpoints: Vec<String>,
    skew: Skew,
    longest: u64,
    decoys: Decoys,
}

impl AssertionPolicy {
    /// How far ahead an assertion may expire unless the policy says otherwise: five minutes, in seconds.
    pub const DEFAULT_LONGEST: u64 = 300;

    /// The audience is the issuer identifier of this server and nobody else; it compares character for character.
    // = RFC7523BIS-4-3
    pub fn strict(issuer: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            endpoints: Vec::new(),
            skew: Skew::DEFAULT,
            longest: Self::DEFAULT_LONGEST,
            decoys: Decoys::new(),
        }
    }

    /// The named leniency: the audience may be one of these URLs of the server as well, and may name others beside it.
    /// What an assertion needed of it is reported with the proof.
    // = RFC7523-3-5
    pub fn legacy(issuer: impl Into<String>, endpoints: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut policy = Self::strict(issuer);
        policy.endpoints = endpoints.into_iter().map(Into::into).collect();
        policy
    }

    /// How far the clocks of clients, nodes and replay stores may be apart.
    #[must_use]
    pub const fn skew(mut self, skew: Skew) -> Self {
        self.skew = skew;
        self
    }

    /// How many seconds ahead an assertion may expire.
    // = RFC7521-5.2-9
    #[must_use]
    pub const fn longest(mut self, seconds: u64) -> Self {
        self.longest = seconds;
        self
    }

    /// The issuer identifier of this server.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(crate) const fn clock_skew(&self) -> Skew {
        self.skew
    }

    pub(crate) const fn longest_ahead(&self) -> u64 {
        self.longest
    }

    pub(crate) const fn decoy(&self, algorithm: Algorithm) -> Option<&HmacKey> {
        self.decoys.of(algorithm)
    }

    /// What it takes to admit an audience; nothing admits one that does not name this server.
    // = RFC7523-3-6
    // = RFC7523-3-7
    // = RFC7521-5.1-2
    // = RFC7521-5.2-6
    // = RFC7523BIS-4-4
    // = RFC7523BIS-4-5
    pub(crate) fn admits(&self, audience: &Audience<'_>) -> Option<AssertionTolerances> {
        let mut named = audience.iter();
        let sole = match (named.next(), named.next()) {
            (Some(sole), None) => Some(sole),
            _ => None,
        };
        if sole.as_ref().is_some_and(|sole| **sole == *self.issuer) {
            return Some(AssertionTolerances::NONE);
        }
        if self.endpoints.is_empty() {
            return None;
        }
        let mut tolerated = AssertionTolerances::NONE;
        if !audience.contains(&self.issuer) {
            if !self.endpoints.iter().any(|endpoint| audience.contains(endpoint)) {
                return None;
            }
            tolerated = tolerated.with(AssertionTolerance::AudienceIsEndpoint);
        }
        // One that stands alone is ours by now.
        if sole.is_none() {
            tolerated = tolerated.with(AssertionTolerance::AudienceAmongOthers);
        }
        Some(tolerated)
    }
}

/// Keys that nobody holds, one for each algorithm: for the work that a client without a key costs all the same. They are
/// no secret, and what verifies under them counts for nothing.
#[derive(Debug)]
struct Decoys([Option<HmacKey>; 3]);

impl Decoys {
    fn new() -> Self {
        let decoy = |algorithm| HmacKey::new(algorithm, &[0x5A; 64]).ok();
        Self([Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512].map(decoy))
    }

    const fn of(&self, algorithm: Algorithm) -> Option<&HmacKey> {
        let [hs256, hs384, hs512] = &self.0;
        match algorithm {
            Algorithm::Hs256 => hs256.as_ref(),
            Algorithm::Hs384 => hs384.as_ref(),
            Algorithm::Hs512 => hs512.as_ref(),
            _ => None,
        }
    }
}
