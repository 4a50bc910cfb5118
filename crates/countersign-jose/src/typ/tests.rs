use super::typ_is;

// = RFC7515-4.1.9-2 (test)
// = RFC7515-4.1.9-3 (test)
#[test]
fn prefix_and_case_make_no_difference_and_everything_else_does() {
    let same = [
        "at+jwt",
        "AT+JWT",
        "at+JWT",
        "application/at+jwt",
        "Application/At+Jwt",
        "APPLICATION/AT+JWT",
    ];
    let others = [
        "",
        "at",
        "jwt",
        "JWT",
        "at-jwt",
        "at+jwt ",
        " at+jwt",
        "at+jwt;v=1",
        "/at+jwt",
        "application/",
        "text/at+jwt",
        "application/application/at+jwt",
        "application//at+jwt",
        "application/at+jwt/",
        "dpop+jwt",
        "at+jwts",
        "client-authentication+jwt",
        "ａt+jwt",
        "at+jw\u{0}t",
    ];
    for left in same {
        for right in same {
            assert!(typ_is(left, right), "{left} {right}");
        }
        for right in others {
            assert!(!typ_is(left, right) && !typ_is(right, left), "{left} {right}");
        }
    }
}
