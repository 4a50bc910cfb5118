#![cfg(unix)]

use super::*;

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(60);

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

#[test]
fn gives_standard_input_and_takes_standard_output() {
    let text = "octets\n".repeat(50_000);
    assert_eq!(
        output(&mut shell("cat; echo aside >&2"), &text, LONG).unwrap(),
        text
    );
}

#[test]
fn a_status_other_than_success_is_an_error_with_what_was_said() {
    let error = output(&mut shell("echo why >&2; exit 3"), "", LONG).unwrap_err();
    let text = format!("{error:#}");
    assert!(text.contains("why") && text.contains('3'), "{text}");
    assert!(output(&mut Command::new("there-is-no-such-program"), "", LONG).is_err());
}

#[test]
fn ends_what_does_not_end() {
    let started = Instant::now();
    let error = output(&mut shell("exec sleep 600"), "", SHORT).unwrap_err();
    assert!(format!("{error:#}").contains("did not end"));
    assert!(started.elapsed() < LONG);
}

#[test]
fn does_not_wait_for_what_a_program_leaves_behind() {
    let started = Instant::now();
    let _ = output(&mut shell("sleep 20 & echo done"), "", LONG);
    assert!(started.elapsed() < Duration::from_secs(15));
}

#[test]
fn a_kept_process_ends_with_its_value() {
    let mut kept = Kept::start(&mut shell("exec sleep 600")).unwrap();
    let id = kept.child().id().to_string();
    let alive = || {
        Command::new("kill")
            .args(["-0", &id])
            .stderr(Stdio::null())
            .status()
            .unwrap()
            .success()
    };
    assert!(alive());
    drop(kept);
    assert!(!alive());
}

#[test]
fn an_error_names_no_more_than_the_first_argument() {
    let error = output(Command::new("sh").args(["-c", "exit 1", "hunter2"]), "", LONG).unwrap_err();
    assert!(!format!("{error:#}").contains("hunter2"));
}

#[test]
fn does_things_at_the_same_time_and_hears_of_each_failure() {
    let barrier = std::sync::Barrier::new(2);
    let meet = || {
        barrier.wait();
        Ok(())
    };
    together(&[&meet, &meet]).unwrap();
    let error = together(&[&|| Ok(()), &|| bail!("the second")]).unwrap_err();
    assert_eq!(error.to_string(), "the second");
    assert!(together(&[&|| -> Result<()> { panic!("planted") }]).is_err());
}
