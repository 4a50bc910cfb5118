use super::*;

#[test]
fn a_stamp_is_current_for_what_it_was_written_for() {
    let folder = std::env::temp_dir().join(format!("countersign-stamp-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("stamp");
    let stamp = Stamp::new(&path, &["v1", "lock"]);
    assert!(!stamp.is_current());
    stamp.write().unwrap();
    assert!(Stamp::new(&path, &["v1", "lock"]).is_current());
    assert!(!Stamp::new(&path, &["v2", "lock"]).is_current());
    assert!(!Stamp::new(&path, &["v1", "lock2"]).is_current());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn finds_the_program_among_what_cargo_says() {
    let line = |name: &str, executable: &str| {
        format!(
            "{{\"reason\":\"compiler-artifact\",\"target\":{{\"name\":\"{name}\"}},\"executable\":{executable}}}\n"
        )
    };
    let said = line("a", "null")
        + &line("b", "\"bin/b\"")
        + &line("a", "\"bin/a\"")
        + "{\"reason\":\"build-finished\"}\nnoise\n";
    assert_eq!(built(&said, "a").unwrap(), Path::new("bin/a"));
    assert_eq!(built(&said, "b").unwrap(), Path::new("bin/b"));
    assert!(built(&said, "c").is_err());
    assert!(built(&line("a", "null"), "a").is_err());
    assert!(built("", "a").is_err());
}
