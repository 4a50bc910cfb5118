#![allow(
    clippy::single_range_in_vec_init,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

use proptest::prelude::*;

use super::split;

fn texts(command: &str) -> Vec<String> {
    let words = split(command.as_bytes(), 0).unwrap();
    words.list.iter().map(|word| word.text.text()).collect()
}

#[test]
fn quotes_and_escapes() {
    assert_eq!(
        texts(r#"a 'b c' "d $e \" \\ \x" f\ g h'i'"j" ''"#),
        ["a", "b c", r#"d $e " \ \x"#, "f g", "hij", ""]
    );
    assert_eq!(texts("a \\\n  b \\\r\n\tc"), ["a", "b", "c"]);
    assert_eq!(texts("a\\\nb"), ["ab"]);
    assert_eq!(texts("a \"b\\\nc\""), ["a", "bc"]);
}

#[test]
fn ansi_quotes() {
    assert_eq!(texts(r"$'a\'b\n\x41\101\u00e9\\'"), ["a'b\nAA\u{e9}\\"]);
    assert_eq!(texts(r"$'\xZZ\x4'"), ["\0ZZ\u{4}"]);
}

#[test]
fn a_command_ends() {
    for (command, note) in [
        ("curl -d a=1&b=2 x", true),
        ("curl x | jq .secret", true),
        ("curl x; rm y", true),
        ("curl x\ncurl y", true),
        ("curl x\n\n", false),
        ("curl x # secret", false),
        ("curl x > out 2>&1 < in", false),
    ] {
        let words = split(command.as_bytes(), 0).unwrap();
        assert_eq!(!words.notes.is_empty(), note, "{command}");
        assert!(
            words
                .list
                .iter()
                .all(|word| !word.text.text().contains(['|', '>', ';'])),
            "{command}"
        );
    }
    assert_eq!(texts("curl x > out y 2> err z"), ["curl", "x", "y", "z"]);
    let hidden = split(b"curl x | jq .secret", 0).unwrap().hidden;
    assert_eq!(hidden, [7..19]);
}

#[test]
fn what_is_never_closed_is_refused() {
    for command in ["a 'b", "a \"b", "a $'b", "a $'b\\"] {
        assert!(split(command.as_bytes(), 0).is_err(), "{command}");
    }
}

proptest! {
    /// Without what only this splitter knows (operators, comments, `$'`), the words are those of `shell-words`.
    #[test]
    fn words_are_those_of_another_splitter(command in "[a-c '\"\\\\\n\t=é]{0,24}") {
        match (split(command.as_bytes(), 0), shell_words::split(&command)) {
            // A line end that nothing continues ends the command here, and is white space there.
            (Ok(words), _) if !words.hidden.is_empty() => {}
            (Ok(words), Ok(expected)) => {
                let found: Vec<_> = words.list.iter().map(|word| word.text.text()).collect();
                prop_assert_eq!(found, expected);
            }
            (found, expected) => prop_assert_eq!(found.is_err(), expected.is_err()),
        }
    }

    /// Each octet of a word that was not made by an escape stands where the word says.
    #[test]
    fn octets_stand_where_they_say(command in "[a-c '\"]{0,24}") {
        if let Ok(words) = split(command.as_bytes(), 0) {
            for word in &words.list {
                for (at, octet) in word.text.octets().iter().enumerate() {
                    let source = word.text.locate(at..at + 1);
                    prop_assert_eq!(&command.as_bytes()[source.clone()], &[*octet]);
                    prop_assert!(word.range.start <= source.start && source.end <= word.range.end);
                }
            }
        }
    }
}
