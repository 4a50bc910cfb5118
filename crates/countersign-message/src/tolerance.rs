use core::fmt;
use core::str::FromStr;

use countersign_clause::Clause;

macro_rules! tolerances {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $clause:ident;)+) => {
        /// One way in which a token endpoint may answer otherwise than RFC 6749 says, and be understood all the same.
        ///
        /// Nothing is tolerated unless it is named: see [`parse_response_with`](crate::parse_response_with). Never
        /// tolerated, under any name: a member that is repeated, a malformed or missing access token of a success, a
        /// token next to an `error`, and anything beyond the limits.
        ///
        /// ```
        /// use countersign_message::Tolerance;
        ///
        /// let tolerance: Tolerance = "expires-in-string".parse()?;
        /// assert_eq!(tolerance, Tolerance::ExpiresInString);
        /// assert_eq!(tolerance.clause().id(), "RFC6749-5.1-11");
        /// # Ok::<(), countersign_message::UnknownTolerance>(())
        /// ```
        // = COUNTERSIGN-STRICT-2
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Tolerance {
            $($(#[$doc])* $name,)+
        }

        impl Tolerance {
            /// Every tolerance, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The name, in lower case with hyphens.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// The clause that the answer breaks.
            #[must_use]
            pub const fn clause(self) -> &'static Clause {
                match self {
                    $(Self::$name => &countersign_clause::$clause,)+
                }
            }
        }
    };
}

tolerances! {
    /// JSON, or form data, under a media type that is another one or no media type at all.
    ContentType = "content-type", RFC6749_5_1_10;
    /// CR and LF in `error_description`: each run of them is read as one space, and none at the ends.
    CrlfInDescription = "crlf-in-description", RFC6749_5_2_15;
    /// An error status without a body: the status stands for the code, see [`ErrorCode::for_status`](crate::ErrorCode::for_status).
    EmptyBody = "empty-body", RFC6749_5_2_2;
    /// `error` under status 200. A token in the same body is dropped.
    ErrorWithStatus200 = "error-with-status-200", RFC6749_5_2_1;
    /// `expires_in` with a fraction or an exponent: whole seconds count, rounded down.
    ExpiresInFloat = "expires-in-float", RFC6749_A_14_1;
    /// `expires_in` as a JSON string of digits.
    ExpiresInString = "expires-in-string", RFC6749_5_1_11;
    /// Form data instead of JSON, read strictly: no name twice, no raw space.
    FormBody = "form-body", RFC6749_5_1_10;
    /// No `Content-Type` field.
    MissingContentType = "missing-content-type", RFC6749_5_1_10;
    /// An error status and an object in which nothing is known as a code: the status stands for it.
    MissingError = "missing-error", RFC6749_5_2_2;
    /// No `token_type`, or an empty one: the token counts as a bearer token.
    MissingTokenType = "missing-token-type", RFC6749_5_1_3;
    /// An error in an object of its own: `error` or `meta` as an object, or the first element of `errors`; in it `type`,
    /// `error_type`, `errorType` or `code` is the code, and `message` or `error_message` the description.
    NestedError = "nested-error", RFC6749_5_2_17;
    /// `null` for an optional member, which counts as absent; never for `access_token` or `error`.
    NullMember = "null-member", OAUTH21_C_3_1;
    /// An `error_description` outside its grammar, which is dropped.
    OddDescription = "odd-description", RFC6749_5_2_15;
    /// A `token_type` outside its grammar, such as one with spaces: the token counts as a bearer token, unless a word
    /// of it is another type (`DPoP`, `MAC`, `PoP`, `N_A`).
    OddTokenType = "odd-token-type", RFC6749_A_13_1;
    /// An error status and a body that is no object, such as a page for people: the status stands for the code.
    OpaqueBody = "opaque-body", RFC6749_5_2_17;
    /// An error without `error`: `error_type`, `errorCode`, `ErrorCode`, `errcode` or a text in `status` is the code, and
    /// `error_message`, `errorSummary`, `errmsg`, `message` or `Error` the description.
    RenamedError = "renamed-error", RFC6749_5_2_2;
    /// `scope` as a JSON array of scope tokens.
    ScopeArray = "scope-array", RFC6749_5_1_11;
    /// A comma, or a comma and a space, between scope tokens. Without this a comma is part of a token.
    ScopeCommaList = "scope-comma-list", RFC6749_3_3_3;
    /// `scope` as an empty text or, with [`ScopeArray`](Self::ScopeArray), as an empty array.
    ScopeEmpty = "scope-empty", RFC6749_A_4_1;
    /// Spaces before, after or doubled between scope tokens.
    ScopeSpaces = "scope-spaces", RFC6749_3_3_3;
    /// A token under status 201.
    Status201 = "status-201", RFC6749_5_1_1;
}

/// A text that names no [`Tolerance`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnknownTolerance;

impl FromStr for Tolerance {
    type Err = UnknownTolerance;

    fn from_str(text: &str) -> Result<Self, UnknownTolerance> {
        Self::ALL
            .iter()
            .find(|tolerance| tolerance.as_str() == text)
            .copied()
            .ok_or(UnknownTolerance)
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for UnknownTolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no tolerance of this name")
    }
}

impl core::error::Error for UnknownTolerance {}
