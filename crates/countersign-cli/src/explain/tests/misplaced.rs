//! What a command holds and does not send, or sends where nobody looks for a secret, is not shown either.

use super::{explain, render};
use crate::explain::json;

const CANARY: &str = "kQ7zV3W3xJp";

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn a_secret_of_a_command_is_never_shown() {
    let url = "https://as.example/token";
    for options in [
        // Taken over by something else.
        "-u id:C -H 'Authorization: Bearer y'",
        "-u id:C -H Authorization:",
        "-u id:C -u a:b",
        "-u a:b --oauth2-bearer C",
        "-b session=C -H 'cookie: y'",
        // Not how curl takes it.
        "--user=id:C",
        "--dat client_secret=C",
        "--client-secret C",
        "--variable s=C --expand-data client_secret={{s}}",
        "-H client_secret=C",
        "-H C",
        "-H 'Authorization; C'",
        "-X 'POST C'",
        // One parameter that holds several.
        "--data-urlencode 'grant_type=client_credentials&client_secret=C'",
        "-d client_id=a,client_secret=C",
        "-d scope='read client_secret=C'",
    ] {
        let options = options.replace('C', CANARY);
        for command in [format!("curl {options} {url}"), format!("curl {url} {options}")] {
            silent(&command);
        }
    }
    for url in [
        "-u a:b https://user:C@as.example/token",
        "'https://as.example/token;client_secret=C'",
        "https:/user:C@as.example/",
        "https://user:C/token",
        "'https://user:C#@as.example/'",
        "'https://user:C?@as.example/'",
    ] {
        silent(&format!("curl {}", url.replace('C', CANARY)));
        silent(&format!("curl -d a=b {}", url.replace('C', CANARY)));
    }
}

fn silent(command: &str) {
    let shown = render(command.as_bytes());
    assert!(!shown.contains(CANARY), "{shown}");
    let (capture, explained) = explain(command.as_bytes(), None);
    let shown = json::render(command.as_bytes(), &capture, &explained).to_string();
    assert!(!shown.contains(CANARY), "{shown}");
}

#[test]
fn what_is_known_stays_readable() {
    for command in [
        "curl --silent --no-buffer localhost:8080/token -d grant_type=password",
        "curl --connect-timeout 3 --fail http://[::1]:8080/token -d grant_type=password",
    ] {
        let shown = render(command.as_bytes());
        assert!(shown.contains("8080/token -d grant_type=password"), "{shown}");
    }
}
