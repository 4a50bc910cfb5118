//! Rows with a wrong expectation, by the file they could stand in.

pub(crate) const ROWS: &[(&str, &str)] = &[
    (
        "urlencoded",
        r#"{"op":"parse","profile":"whatwg","input":"a=b","pairs":[["a","c"]],"verdict":"ok"}"#,
    ),
    (
        "urlencoded",
        r#"{"op":"parse","profile":"rfc6749","input":"a=b","pairs":null,"verdict":"error"}"#,
    ),
    (
        "urlencoded",
        r#"{"op":"parse","profile":"rfc6749","input":"a=%ZZ","pairs":[["a","%ZZ"]],"verdict":"ok"}"#,
    ),
    (
        "urlencoded",
        r#"{"op":"parse_value","input":"a+b","value":"a+b","verdict":"ok"}"#,
    ),
    (
        "urlencoded",
        r#"{"op":"serialize","pairs":[["a","b c"]],"input":"a=b%20c"}"#,
    ),
    (
        "urlencoded",
        r#"{"op":"serialize_value","value":"a b","input":"a b"}"#,
    ),
    (
        "urlencoded",
        r#"{"op":"reserialize","profile":"whatwg","input":"a","output":"a"}"#,
    ),
    (
        "basic",
        r#"{"header":"Basic YTpi","verdict":"ok","raw_user":"a","raw_pass":"c"}"#,
    ),
    ("basic", r#"{"header":"Basic YTpi","verdict":"none"}"#),
    (
        "basic",
        r#"{"header":"Basic YQ==","verdict":"ok","raw_user":"a","raw_pass":null}"#,
    ),
    (
        "basic",
        r#"{"header":"Basic YTpi","verdict":"ok","raw_user":"a","raw_pass":"b","http_status":401}"#,
    ),
    (
        "basic",
        r#"{"header":"Basic YSsx OmI=","verdict":"ok","user":"a 1","pass":"b","decode":"form"}"#,
    ),
    (
        "basic",
        r#"{"header":"Basic YSsxOmI=","verdict":"ok","user":"a 1","pass":"b","raw_user":"a 1","raw_pass":"b","decode":"form"}"#,
    ),
    (
        "basic",
        r#"{"op":"encode","raw_user":"a:b","raw_pass":"c","header":"Basic YTpiOmM=","verdict":"ok"}"#,
    ),
    (
        "scope",
        r#"{"kind":"abnf_scope","scope":"a b","valid":false,"tokens":null}"#,
    ),
    (
        "scope",
        r#"{"kind":"abnf_octets","valid_hex":"20","invalid_hex":"21"}"#,
    ),
    (
        "scope",
        r#"{"kind":"allowed","scope":"a","server_scopes":["a"],"client_scopes":["b"],"verdict":"ok"}"#,
    ),
    (
        "scope",
        r#"{"kind":"match","strategy":"wildcard","haystack":["a.*"],"needle":"a","expected":true}"#,
    ),
    (
        "scope",
        r#"{"kind":"subset","available":"a b","required":"a c","expected":true}"#,
    ),
    (
        "scope",
        r#"{"kind":"set_equal","a":"a b","b":"b a","expected":false}"#,
    ),
    (
        "scope",
        r#"{"kind":"audience","haystack":["urn:a"],"needles":["urn:b"],"expected":true}"#,
    ),
    (
        "scope",
        r#"{"kind":"token_roundtrip","query":"grant_type=client_credentials&scope=a","scope":"b"}"#,
    ),
    (
        "hmac_sha256",
        r#"{"key":"00","msg":"","tag":"0000000000000000000000000000000000000000000000000000000000000000","tag_bits":256,"verdict":"ok"}"#,
    ),
    (
        "jwt",
        r#"{"kind":"base64url","input":"YQ","octets":[98],"verdict":"ok"}"#,
    ),
    (
        "jwt",
        r#"{"kind":"jwt_claims","claims":{"exp":10},"now":9,"verdict":"error"}"#,
    ),
    (
        "jwt",
        r#"{"kind":"jwt_claims","claims":{"exp":10},"now":10,"verdict":"ok"}"#,
    ),
    (
        "jwt",
        r#"{"kind":"unsecured_jwt","token":"eyJhbGciOiJub25lIn0.e30.","verdict":"ok"}"#,
    ),
    (
        "jwt",
        r#"{"kind":"decode_unverified","token":"eyJhbGciOiJIUzI1NiJ9.e30.AAAA","claims":{"a":1},"verdict":"ok"}"#,
    ),
    (
        "lesson",
        r#"{"response":{"body":"{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"scope\":\"a b\"}"},"expect":{"outcome":"ok","scopes":["a","b"],"count":3}}"#,
    ),
    (
        "token_response",
        r#"{"status":200,"content_type":"application/json","body":"{}","verdict":"ok"}"#,
    ),
    (
        "token_response",
        r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\"}","verdict":"error"}"#,
    ),
    (
        "token_response",
        r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\"}","verdict":"ok","facts":{"access_token":"b"}}"#,
    ),
    (
        "token_response",
        r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\"}","verdict":"ok","facts":{"token_type":"c"}}"#,
    ),
    (
        "token_response",
        r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\",\"x\":1}","verdict":"ok","facts":{"extra":[]}}"#,
    ),
    (
        "token_response",
        r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\",\"scope\":\"c\"}","verdict":"ok","facts":{"scope":"d"}}"#,
    ),
    (
        "token_response",
        r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\"}","verdict":"ok","facts":{"has_refresh_token":true}}"#,
    ),
    (
        "token_response",
        r#"{"status":200,"content_type":"text/html","body":"{\"access_token\":\"a\",\"token_type\":\"b\"}","verdict":"ok"}"#,
    ),
    (
        "token_response",
        r#"{"kind":"expires_in_value","expires_in":7,"expected_seconds":8,"verdict":"ok"}"#,
    ),
    (
        "token_error",
        r#"{"status":400,"content_type":"application/json","body":"{\"error\":\"a\"}","facts":{"error":"b"}}"#,
    ),
    (
        "token_error",
        r#"{"status":400,"content_type":"application/json","body":"{\"error\":\"a\"}","facts":{"error":"a","error_description":"b"}}"#,
    ),
    (
        "token_error",
        r#"{"status":400,"content_type":"application/json","body":"{\"error\":\"a\",\"error_uri\":\"b\"}","facts":{"error":"a"}}"#,
    ),
    (
        "token_error",
        r#"{"status":200,"content_type":"application/json","body":"{\"error\":\"a\"}","facts":{"error":"a"}}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"Basic realm=a","challenges":[{"scheme":"Basic","params":[["realm","b"]]}],"verdict":"ok"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"Basic realm=a","challenges":[],"verdict":"ok"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"Basic a=","challenges":[{"scheme":"Basic","params":[],"token68":"a"}],"verdict":"ok"}"#,
    ),
    (
        "www_authenticate",
        r#"{"headers":["Basic","a=b"],"challenges":[{"scheme":"Basic","params":[["a","b"]]}],"verdict":"ok"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"Basic realm=a","challenges":null,"verdict":"error"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"Basic realm=\"a","challenges":null,"kind":"grammar_fuzz","verdict":"ok"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"Basic realm=a","challenges":null,"verdict":"absent"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"Basic realm=a","challenges":null,"best":null,"verdict":"none_usable"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"Basic realm=a","challenges":null,"basic_realm":"b","verdict":"partial"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"Basic realm=\"a","challenges":null,"basic_realm":"a","verdict":"partial"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"Basic realm=a","challenges":null,"best":{"scheme":"Digest","params":[]},"verdict":"partial"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"NTLM YQ==","challenges":null,"best_offer":"NTLM YQ","verdict":"partial"}"#,
    ),
    (
        "www_authenticate",
        r#"{"header":"a, b","challenges":null,"scheme":"a","verdict":"partial"}"#,
    ),
    (
        "www_authenticate",
        r#"{"kind":"authorization_bearer","header":"Bearer a","token":"b","verdict":"ok"}"#,
    ),
    (
        "www_authenticate",
        r#"{"kind":"authorization_bearer","header":"Bearer a","token":null,"verdict":"error"}"#,
    ),
    (
        "www_authenticate",
        r#"{"kind":"quoted_string_body","escaped":"a\\","value":"a","verdict":"ok"}"#,
    ),
    (
        "www_authenticate",
        r#"{"kind":"quoted_string_body","escaped":"\\a","value":"\\a","verdict":"ok"}"#,
    ),
    (
        "www_authenticate",
        r#"{"kind":"emit","error":"a","error_description":"b","header_contains":["error=\"b\""],"verdict":"ok"}"#,
    ),
    ("token_request", POST_WITH_WRONG_STATUS),
    ("token_request", GRANTED_AS_AN_ERROR),
];

const POST_WITH_WRONG_STATUS: &str = r#"{"level":"http","method":"POST","path":"/token","headers":{"Content-Type":"application/x-www-form-urlencoded"},"body":"grant_type=client_credentials&client_id=a&client_secret=b","policy":{"clients":{"a":{"secret":"b"}}},"expect":{"outcome":"ok","http_status":201}}"#;
const GRANTED_AS_AN_ERROR: &str = r#"{"level":"http","method":"POST","path":"/token","headers":{"Content-Type":"application/x-www-form-urlencoded"},"body":"grant_type=client_credentials&client_id=a&client_secret=b","policy":{"clients":{"a":{"secret":"b"}}},"expect":{"outcome":"error","error":"invalid_client"}}"#;
