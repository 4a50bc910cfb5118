use crate::Production;

/// The productions of text that comes from outside, each with at least a million strings.
pub const PRODUCTIONS: [Production; 10] = [
    SCOPE,
    BASIC_FORM,
    BASIC_RAW,
    TOKEN68,
    QUOTED_STRING,
    AUTH_PARAMS,
    MEDIA_TYPE,
    FORM,
    COMPACT_JWS,
    NUMERIC_DATE,
];

/// Scope.
pub const SCOPE: Production = Production {
    name: "scope",
    source: "RFC 6749 A.4",
    rules: r#"
scope       = scope-token *( SP scope-token )
scope-token = 1*NQCHAR
NQCHAR      = %x21 / %x23-5B / %x5D-7E
"#,
    utf8: false,
    before: b"",
    symbols: &[b"a", b"~", b" ", b"\"", b"\\", b"\xc3\xa9"],
    most: 8,
    faults: &[
        ("*( SP", "*( 1*SP"),
        ("%x21 /", "%x21-22 /"),
        ("%x5D-7E", "%x5C-7E"),
        ("-7E", "-7D"),
        ("scope-token *", "[ scope-token ] *"),
    ],
    judge: "countersign_scope::check, countersign_grammar::production::is_scope",
};

/// Basic credentials, form-encoded.
///
/// The alternatives of both halves are the octets that UTF-8 text without CTL is made of once it is unescaped.
pub const BASIC_FORM: Production = Production {
    name: "Basic credentials, form-encoded",
    source: "RFC 7617 2, RFC 6749 2.3.1 and B, RFC 3986 2.1, RFC 3629 4",
    rules: r#"
user-pass = user-id ":" password
user-id   = *( %x21-24 / %x26-39 / %x3B-7E / escaped )
password  = *( %x21-24 / %x26-7E / escaped )
escaped   = "%" ( "2" / "3" / "4" / "5" / "6" ) HEXDIG / "%7" ( DIGIT / "A" / "B" / "C" / "D" / "E" ) /
            UTF8-2 / UTF8-3 / UTF8-4
UTF8-2    = "%C" ( %x32-39 / "A" / "B" / "C" / "D" / "E" / "F" ) tail / "%D" HEXDIG tail
UTF8-3    = "%E0%" ( "A" / "B" ) HEXDIG tail / "%E" ( %x31-39 / "A" / "B" / "C" / "E" / "F" ) 2tail /
            "%ED%" ( "8" / "9" ) HEXDIG tail
UTF8-4    = "%F0%" ( "9" / "A" / "B" ) HEXDIG 2tail / "%F" ( "1" / "2" / "3" ) 3tail / "%F4%8" HEXDIG 2tail
tail      = "%" ( "8" / "9" / "A" / "B" ) HEXDIG
"#,
    utf8: false,
    before: b"",
    symbols: &[
        b":", b"+", b"%", b"2", b"C", b"g", b" ", b"\xe9", b"\x7f", b"%C2", b"%8c", b"%7F",
    ],
    most: 6,
    faults: &[
        ("%x3B-7E / escaped", "%x3B-7E"),
        ("%x21-24 / %x26-7E", "%x20-24 / %x26-7E"),
        ("\"D\" / \"E\" ) /", "\"D\" / \"E\" / \"F\" ) /"),
        ("\"%C\" ( %x32-39", "\"%C\" ( %x33-39"),
        ("user-id \":\" password", "user-id [ \":\" password ]"),
        ("UTF8-2 / UTF8-3", "UTF8-3"),
    ],
    judge: "basic::decode with BasicEncoding::Form",
};

/// Basic credentials, as they are.
pub const BASIC_RAW: Production = Production {
    name: "Basic credentials, as they are",
    source: "RFC 7617 2, RFC 5234 B.1, RFC 3629 4",
    rules: r#"
user-pass = user-id ":" password
user-id   = *( %x20-39 / %x3B-7E / UTF8-2 / UTF8-3 / UTF8-4 )
password  = *( %x20-7E / UTF8-2 / UTF8-3 / UTF8-4 )
UTF8-2    = %xC2-DF UTF8-tail
UTF8-3    = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2( UTF8-tail ) /
            %xED %x80-9F UTF8-tail / %xEE-EF 2( UTF8-tail )
UTF8-4    = %xF0 %x90-BF 2( UTF8-tail ) / %xF1-F3 3( UTF8-tail ) /
            %xF4 %x80-8F 2( UTF8-tail )
UTF8-tail = %x80-BF
"#,
    utf8: false,
    before: b"",
    symbols: &[b"a", b":", b"%", b" ", b"\x1f", b"\x7f", b"\xc3", b"\xa9"],
    most: 7,
    faults: &[
        ("%x20-39", "%x21-39"),
        ("%x20-7E", "%x20-7F"),
        ("%x20-7E", "%x1F-7E"),
        ("\":\" password", "\"%\" password"),
        ("%xC2-DF", "%xC4-DF"),
        ("UTF8-tail = %x80-BF", "UTF8-tail = %x7F-BF"),
    ],
    judge: "basic::decode with BasicEncoding::Raw",
};

/// Token68.
pub const TOKEN68: Production = Production {
    name: "token68",
    source: "RFC 9110 11.2, 11.4 and 5.6.3",
    rules: r#"
credentials = auth-scheme 1*SP token68 OWS
auth-scheme = "x"
token68     = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
OWS         = *( SP / HTAB )
"#,
    utf8: false,
    before: b"x ",
    symbols: &[b"a", b"~", b"=", b"!", b" ", b"\t", b",", b"\x7f"],
    most: 7,
    faults: &[
        ("*\"=\"", "[ \"=\" ]"),
        ("1*(", "*("),
        ("/ \"~\"", ""),
        ("1*SP", "1*( SP / HTAB )"),
        ("/ \"/\" )", "/ \"/\" / \"!\" )"),
    ],
    judge: "Authorization::parse, Credentials::Token68",
};

/// Quoted-string.
pub const QUOTED_STRING: Production = Production {
    name: "quoted-string",
    source: "RFC 9110 5.6.4 and 5.5, RFC 3629 4",
    rules: r#"
quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE
qdtext        = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text
quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )
obs-text      = %x80-FF
"#,
    utf8: true,
    before: b"\"",
    symbols: &[b"\"", b"\\", b"a", b" ", b"\t", b"\x7f", b"\xc3", b"\xa9"],
    most: 7,
    faults: &[
        ("%x5D-7E", "%x5C-7E"),
        ("%x23-5B", "%x22-5B"),
        ("( HTAB / SP", "( SP"),
        ("= HTAB / SP", "= HTAB"),
        ("%x5D-7E", "%x5D-7F"),
        ("*( qdtext", "1*( qdtext"),
    ],
    judge: "quoted::quoted_string",
};

/// Auth-param list.
pub const AUTH_PARAMS: Production = Production {
    name: "auth-param list",
    source: "RFC 9110 11.2, 11.4, 5.6.1.2, 5.6.2, 5.6.3 and 5.6.4, RFC 3629 4",
    rules: r##"
credentials   = auth-scheme 1*SP auth-params OWS
auth-scheme   = "x"
auth-params   = [ auth-param ] *( OWS "," OWS [ auth-param ] )
auth-param    = token BWS "=" BWS ( token / quoted-string )
BWS           = OWS
OWS           = *( SP / HTAB )
token         = 1*tchar
tchar         = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." /
                "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA
quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE
qdtext        = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text
quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )
obs-text      = %x80-FF
"##,
    utf8: true,
    before: b"x ",
    symbols: &[
        b"a",
        b"B",
        b"a=",
        b"=",
        b",",
        b"\"",
        b"\\",
        b" ",
        b"\t",
        b"(",
        b"\x7f",
        b"\xc3\xa9",
    ],
    most: 6,
    faults: &[
        ("BWS \"=\"", "\"=\""),
        ("\"=\" BWS (", "\"=\" ("),
        ("OWS \",\" OWS [", "OWS \",\" [ OWS ] 1*SP ["),
        ("OWS [ auth-param ] )", "OWS auth-param )"),
        ("( token / quoted-string )", "( quoted-string )"),
        ("( token / quoted-string )", "[ token / quoted-string ]"),
    ],
    judge: "Authorization::parse, Credentials::Params; no name twice",
};

/// Media type.
pub const MEDIA_TYPE: Production = Production {
    name: "media type",
    source: "RFC 9110 8.3.1, 5.6.2, 5.6.3, 5.6.4 and 5.6.6, RFC 3629 4",
    rules: r##"
field           = OWS media-type OWS
media-type      = type "/" subtype parameters
type            = token
subtype         = token
parameters      = *( OWS ";" OWS [ parameter ] )
parameter       = parameter-name "=" parameter-value
parameter-name  = token
parameter-value = ( token / quoted-string )
OWS             = *( SP / HTAB )
token           = 1*tchar
tchar           = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." /
                  "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA
quoted-string   = DQUOTE *( qdtext / quoted-pair ) DQUOTE
qdtext          = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text
quoted-pair     = "\" ( HTAB / SP / VCHAR / obs-text )
obs-text        = %x80-FF
"##,
    utf8: true,
    before: b"",
    symbols: &[
        b"a",
        b"/",
        b";",
        b"=",
        b"\"",
        b"\\",
        b" ",
        b"\t",
        b"a/a;a",
        b"a/a;a=",
        b"\x7f",
        b"\xc3\xa9",
    ],
    most: 6,
    faults: &[
        ("type \"/\" subtype", "type [ \"/\" subtype ]"),
        ("OWS [ parameter ]", "OWS parameter"),
        ("OWS \";\" OWS [", "\";\" OWS ["),
        (
            "parameter-name \"=\" parameter-value",
            "parameter-name OWS \"=\" parameter-value",
        ),
        ("( token / quoted-string )", "[ token / quoted-string ]"),
        ("OWS media-type", "media-type"),
    ],
    judge: "MediaType::parse; no name twice",
};

/// Form pair.
///
/// The alternatives are the octets that UTF-8 text is made of once it is unescaped.
pub const FORM: Production = Production {
    name: "form pair",
    source: "WHATWG URL 5.1, RFC 6749 B, RFC 3986 2.1, RFC 3629 4",
    rules: r#"
form    = [ pair ] *( "&" [ pair ] )
pair    = 1*name [ "=" *value ] / "=" *value
name    = %x21-24 / %x27-3C / %x3E-7E / escaped
value   = %x21-24 / %x27-7E / escaped
escaped = "%" %x30-37 HEXDIG / UTF8-2 / UTF8-3 / UTF8-4
UTF8-2  = "%C" ( %x32-39 / "A" / "B" / "C" / "D" / "E" / "F" ) tail / "%D" HEXDIG tail
UTF8-3  = "%E0%" ( "A" / "B" ) HEXDIG tail / "%E" ( %x31-39 / "A" / "B" / "C" / "E" / "F" ) 2tail /
          "%ED%" ( "8" / "9" ) HEXDIG tail
UTF8-4  = "%F0%" ( "9" / "A" / "B" ) HEXDIG 2tail / "%F" ( "1" / "2" / "3" ) 3tail / "%F4%8" HEXDIG 2tail
tail    = "%" ( "8" / "9" / "A" / "B" ) HEXDIG
"#,
    utf8: false,
    before: b"",
    symbols: &[
        b"g", b"=", b"&", b"+", b"%", b"2", b"C", b" ", b"\xe9", b"%C2", b"%8c",
    ],
    most: 6,
    faults: &[
        ("\"&\" [ pair ]", "\"&\" pair"),
        ("/ \"=\" *value", ""),
        ("[ \"=\" *value ]", "\"=\" *value"),
        ("value   = %x21-24", "value   = %x20-24"),
        ("%x30-37 HEXDIG", "%x30-37 ALPHA"),
        ("/ UTF8-2", ""),
    ],
    judge: "form::pairs",
};

/// Compact JWS.
///
/// The last characters are those whose unused bits are zero (RFC 4648 section 3.5).
pub const COMPACT_JWS: Production = Production {
    name: "compact JWS",
    source: "RFC 7515 7.1 and 2, RFC 4648 5 and 3.5",
    rules: r#"
compact   = header "." payload "." signature
header    = %s"eyJhbGciOiJIUzI1NiJ9" / %s"eyJhbGciOiJIUzI1NiIgfQ" / %s"eyJhbGciOiJIUzI1NiIgIH0" ; {"alg":"HS256"}
payload   = base64url
signature = base64url
base64url = 1*group / *group ( character last-of-2 / 2character last-of-3 )
group     = 4character
character = ALPHA / DIGIT / "-" / "_"
last-of-2 = %s"A" / %s"Q" / %s"g" / %s"w"
last-of-3 = last-of-2 / %s"E" / %s"I" / %s"M" / %s"U" / %s"Y" / %s"c" / %s"k" / %s"o" / %s"s" / "0" / "4" / "8"
"#,
    utf8: false,
    before: b"eyJhbGciOiJIUzI1NiJ9.",
    symbols: &[b"A", b"E", b"B", b".", b"=", b"-"],
    most: 8,
    faults: &[
        ("last-of-2 = %s\"A\"", "last-of-2 = %s\"A\" / %s\"E\""),
        ("last-of-2 / %s\"E\"", "last-of-2"),
        ("1*group", "*group"),
        ("/ \"-\" /", "/"),
        ("payload \".\" signature", "payload \".\" [ signature ]"),
        ("DIGIT / \"-\"", "DIGIT / \"=\" / \"-\""),
    ],
    judge: "UnverifiedJws::parse",
};

/// NumericDate.
///
/// That it is not less than zero, and fits, is no matter of grammar: the test works that out from the digits.
pub const NUMERIC_DATE: Production = Production {
    name: "NumericDate",
    source: "RFC 7519 2, RFC 8259 6",
    rules: r#"
number        = [ minus ] int [ frac ] [ exp ]
decimal-point = %x2E
digit1-9      = %x31-39
e             = %x65 / %x45
exp           = e [ minus / plus ] 1*DIGIT
frac          = decimal-point 1*DIGIT
int           = zero / ( digit1-9 *DIGIT )
minus         = %x2D
plus          = %x2B
zero          = %x30
"#,
    utf8: false,
    before: b"",
    symbols: &[b"0", b"9", b"-", b"+", b".", b"e", b"E", b" "],
    most: 7,
    faults: &[
        ("decimal-point 1*DIGIT", "decimal-point *DIGIT"),
        ("[ minus / plus ] 1*DIGIT", "[ minus / plus ] *DIGIT"),
        ("zero / (", "*zero ("),
        ("%x65 / %x45", "%x65"),
        ("[ minus ] int", "[ minus / plus ] int"),
        ("int [ frac ]", "[ int ] [ frac ]"),
    ],
    judge: "NumericDate::parse",
};
