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
