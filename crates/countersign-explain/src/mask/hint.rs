//! Text that stands where nothing secret belongs and speaks of a secret all the same.
//!
//! A body whose parameters are parted by `;` or by line ends is one long value of `grant_type`; a `?` that was escaped
//! makes a query a part of the path. What such a text holds is not known to be harmless.

use alloc::string::String;

use zeroize::Zeroizing;

/// What secrets are called, in lower case.
const WORDS: [&str; 5] = ["secret", "passw", "access_token", "refresh_token", "id_token"];

/// What may stand between the word and what is given, in octets.
const LONGEST: usize = 24;

/// Whether a value of a parameter holds what may be a second parameter, a user's password or a structure.
pub(super) fn in_value(value: &str) -> bool {
    value.contains(['=', '{', '[', '"'])
        || value.contains(char::is_control)
        || holds_escaped(value)
        || (value.contains("://") && value.contains('@'))
        || in_words(value)
}

/// Whether a path holds what may be a query or a user's password.
pub(super) fn in_path(path: &str) -> bool {
    path.contains(['=', '@']) || path.contains(char::is_control) || holds_escaped(path) || in_words(path)
}

/// Whether a secret is named and given: its name, then `=` or `:`.
pub(crate) fn in_words(text: &str) -> bool {
    let text = Zeroizing::new(text.to_ascii_lowercase());
    WORDS.iter().any(|word| {
        text.match_indices(word).any(|(at, word)| {
            let rest = text.get(at.saturating_add(word.len())..).unwrap_or_default();
            // At most the rest of a name, so that the work stays linear.
            let rest = rest.get(..LONGEST).unwrap_or(rest);
            rest.trim_start_matches(|char: char| char.is_ascii_alphanumeric() || "_-\"'".contains(char))
                .trim_start_matches(' ')
                .starts_with([':', '='])
        })
    })
}

/// `id:secret` where the identifier should stand alone; a URI has more colons, or slashes.
pub(super) fn in_client_id(value: &str) -> bool {
    value.matches(':').count() == 1 && !value.contains("://")
}

/// An equals sign that was escaped once too often.
fn holds_escaped(text: &str) -> bool {
    text.contains("%3D") || text.contains("%3d")
}

/// Octets as text, wrong ones replaced.
pub(super) fn lossy(octets: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(String::from_utf8_lossy(octets).into_owned())
}
