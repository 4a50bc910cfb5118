//! The interpreter of ABNF: each operator, the core rules, and what is no notation.
#![allow(clippy::unwrap_used)]

use countersign_abnf::{Grammar, MOST_OCTETS};
use countersign_exhaust::{every_string, strings};

#[track_caller]
fn language(rules: &str, takes: &[&str], refuses: &[&str]) {
    let grammar = Grammar::read(rules).unwrap();
    for text in takes {
        assert!(grammar.matches(text.as_bytes()), "{rules} takes {text:?}");
    }
    for text in refuses {
        assert!(!grammar.matches(text.as_bytes()), "{rules} refuses {text:?}");
    }
}

#[test]
fn operators() {
    language("a = \"x\"", &["x", "X"], &["", "y", "xx"]);
    language("a = %s\"xY\"", &["xY"], &["xy", "XY"]);
    language("a = %x41-43", &["A", "C"], &["@", "D", "a"]);
    language("a = \"x\" \"y\" / \"z\"", &["xy", "z"], &["xz", "x", "yz"]);
    language("a = \"x\" ( \"y\" / \"z\" )", &["xy", "xz"], &["x", "z"]);
    language("a = [ \"x\" ] \"y\"", &["y", "xy"], &["", "xxy"]);
    language("a = *\"x\"", &["", "x", "xxxx"], &["y", "xy"]);
    language("a = 1*\"x\"", &["x", "xxxx"], &[""]);
    language("a = 2\"x\"", &["xx"], &["", "x", "xxx"]);
    language("a = 2*3\"x\"", &["xx", "xxx"], &["x", "xxxx"]);
    language("a = *2\"x\"", &["", "x", "xx"], &["xxx"]);
    language(
        "a = b 2b\nb = \"x\" /\n  \"y\" ; a comment",
        &["xyx"],
        &["xy", "xyz"],
    );
}

/// What greed or the order of alternatives would get wrong.
#[test]
fn all_alternatives_at_once() {
    language("a = *\"x\" \"x\"", &["x", "xxx"], &[""]);
    language(
        "a = ( \"x\" / \"xy\" ) ( \"z\" / \"yz\" )",
        &["xz", "xyz", "xyyz"],
        &["xy"],
    );
    language("a = *( \"xx\" ) [ \"x\" ] \"x\"", &["x", "xx", "xxx"], &[""]);
    language("a = 2*( *\"x\" ) \"y\"", &["y", "xxy"], &["x"]);
}

#[test]
fn core_rules() {
    for (rule, size) in [
        ("ALPHA", 52),
        ("CTL", 33),
        ("DIGIT", 10),
        ("DQUOTE", 1),
        ("HEXDIG", 22),
        ("HTAB", 1),
        ("SP", 1),
        ("VCHAR", 94),
    ] {
        let grammar = Grammar::read(&format!("a = {rule}")).unwrap();
        let taken = (0..=u8::MAX).filter(|octet| grammar.matches(&[*octet])).count();
        assert_eq!(taken, size, "{rule}");
    }
}

#[test]
fn what_is_no_notation() {
    for (rules, why) in [
        ("", "no rule"),
        ("a", "no equals sign"),
        ("  a = \"x\"", "no rule to go on with"),
        ("a = ", "no element"),
        ("a = b", "no rule of this name"),
        ("a = b\nb = a", "a rule inside itself"),
        ("a = \"x\"\nA = \"y\"", "a rule that is there already"),
        ("a = ( \"x\"", "an open bracket"),
        ("a = [ \"x\" )", "an open bracket"),
        ("a = \"x\" )", "what is no element"),
        ("a = \"x", "an open string"),
        ("a = %xG0", "what is no octet"),
        ("a = ?", "what is no element"),
        ("a = \"x\" /", "no element"),
        ("a = 99999999999999999999\"x\"", "a number that is too large"),
    ] {
        let error = Grammar::read(rules).unwrap_err().to_string();
        assert!(error.starts_with(why), "{rules:?}: {error}");
    }
}

#[test]
fn texts_of_the_greatest_length() {
    let grammar = Grammar::read("a = *\"x\"").unwrap();
    assert!(grammar.matches(&[b'x'; MOST_OCTETS]));
    assert!(!grammar.matches(&[b'x'; MOST_OCTETS + 1]));
}

#[test]
fn the_strings_are_all_and_each_once() {
    let mut seen = std::collections::BTreeSet::new();
    let count = every_string(b"", &[b"0", b"1", b"2"], 6, &mut |text| {
        assert!(seen.insert(text.to_vec()));
    });
    assert_eq!((count, strings(3, 6)), (1093, 1093));
    assert_eq!(seen.len(), 1093);
}
