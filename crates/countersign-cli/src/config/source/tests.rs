use super::*;

#[test]
fn counts_lines_and_columns_in_characters() {
    let source = Source::new("a.toml", "é = 1\nöö = 2\n");
    let at = source.text().find("= 2").unwrap();
    let error = source.error(at..at, "here");
    assert_eq!((error.line(), error.column()), (2, 4));
    assert_eq!(error.to_string(), "a.toml:2:4: here");
}

#[test]
fn a_place_behind_the_end_is_the_end() {
    let source = Source::new("a.toml", "a\nb");
    assert_eq!(source.error(99..99, "").line(), 2);
}

#[test]
fn messages_lose_the_values_that_they_quote() {
    let told = without_values("invalid type: string \"hunter2\", expected a table");
    assert_eq!(told, "invalid type: string, expected a table");
    let tricky = without_values("invalid type: string \"x\\\", expected y\", expected a table");
    assert_eq!(tricky, "invalid type: string, expected a table");
    assert_eq!(without_values("unknown field `lisen`"), "unknown field `lisen`");
}

#[test]
fn files_are_found_beside_the_configuration() {
    let source = Source::new("conf/a.toml", "");
    assert_eq!(source.resolve(Path::new("key")), Path::new("conf/key"));
    assert_eq!(source.resolve(Path::new("/etc/key")), Path::new("/etc/key"));
    assert_eq!(
        Source::new("a.toml", "").resolve(Path::new("key")),
        Path::new("key")
    );
}
