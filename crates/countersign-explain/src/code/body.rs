//! The body as form data.

use countersign_clause as clause;
use countersign_server::Reason::Request;
use countersign_server::RequestReason as R;

use super::Basis::{Clause, Refusal};

super::codes! {
    BODY_IS_JSON = "body-is-json", Error, Refusal(Request(R::BodyMalformed));
        "the body is JSON, and Content-Type says that it is form data";
        "write the parameters as name=value joined by &, each form-encoded";
    BODY_IS_MULTIPART = "body-is-multipart", Error, Refusal(Request(R::BodyMalformed));
        "the body is multipart, and Content-Type says that it is form data";
        "write the parameters as name=value joined by &; with curl use -d and not -F";
    FORM_PERCENT_ESCAPE = "form-percent-escape", Error, Refusal(Request(R::BodyMalformed));
        "a percent sign is not followed by two hexadecimal digits";
        "form-encode names and values: a percent sign itself is %25";
    FORM_NOT_UTF_8 = "form-not-utf-8", Error, Refusal(Request(R::BodyMalformed));
        "octets in the body are not UTF-8";
        "encode text as UTF-8 first and then form-encode it";
    FORM_OCTET = "form-octet", Error, Refusal(Request(R::BodyMalformed));
        "a character in the body must not stand there unescaped";
        "form-encode names and values";
    FORM_MALFORMED = "form-malformed", Error, Refusal(Request(R::BodyMalformed));
        "the body is not well-formed application/x-www-form-urlencoded";
        "write the parameters as name=value joined by &, each form-encoded";
    BODY_LINE_END = "body-line-end", Error, Refusal(Request(R::BodyMalformed));
        "the body ends in a line end, which becomes part of the last value";
        "send the body without the line end: an editor or echo added it (printf does not)";
    TOO_MANY_PARAMETERS = "too-many-parameters", Error, Refusal(Request(R::TooManyParameters));
        "there are more parameters than the server takes";
        "send the parameters of the token request and nothing else";
    PARAMETER_REPEATED = "parameter-repeated", Error, Refusal(Request(R::ParameterRepeated));
        "a parameter is included more than once";
        "send each parameter once; several scope tokens stand in one scope, separated by spaces";
    PARAMETER_EMPTY = "parameter-empty", Advice, Clause(&clause::RFC6749_3_2_7);
        "a parameter without a value counts as not sent";
        "give it a value or leave it away";
    PARAMETER_FOREIGN = "parameter-foreign", Advice, Clause(&clause::RFC6749_3_2_8);
        "a parameter belongs to another grant and is ignored here";
        "leave it away";
    PARAMETER_UNKNOWN = "parameter-unknown", Advice, Clause(&clause::RFC6749_3_2_8);
        "a parameter is not one of this grant, and is ignored unless the server defines it";
        "leave it away, unless the documentation of the server asks for it";
    PARAMETER_MISNAMED = "parameter-misnamed", Warning, Clause(&clause::RFC6749_3_2_8);
        "the name of a parameter is nearly one of this grant; as it stands it is ignored";
        "spell the name exactly: lower case, with underscores";
    SECRET_SPLIT = "secret-split", Warning, Clause(&clause::RFC6749_B_1);
        "text without a name follows a secret: an unescaped & may have cut the secret in two";
        "form-encode the secret: & is %26";
    PLUS_IS_SPACE = "plus-is-space", Advice, Clause(&clause::RFC6749_B_1);
        "a plus sign in form data is read as a space";
        "if the plus itself is meant, write %2B";
}
