use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use super::accounts::Credentials;
use super::profile::Profile;
use super::scenario::{Account, Encoding, Host};
use crate::workspace;

/// How the folders of runs are named.
const PREFIX: &str = "run-";

/// Longer than any run.
const OLD: Duration = Duration::from_secs(2 * 60 * 60);

/// A folder for the files of one run.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new() -> Result<Self> {
        let all = workspace::root().join("target/interop");
        remove_old(&all);
        let folder = all.join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self(folder))
    }

    /// Writes the configuration of a server, and the key that it signs with.
    pub(super) fn configure(
        &self,
        host: Host,
        key: &str,
        accounts: &[(Account, Credentials)],
    ) -> Result<PathBuf> {
        let key_file = self.0.join(format!("{host:?}.key"));
        private(&key_file, key)?;
        let config = self.0.join(format!("{host:?}.toml"));
        fs::write(&config, configuration(host, accounts))?;
        Ok(config)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes what runs left behind that were killed; one that still runs is not as old as that.
fn remove_old(all: &Path) {
    let old = |entry: &fs::DirEntry| {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let written = entry.metadata().and_then(|metadata| metadata.modified());
        let age = written.ok().and_then(|written| written.elapsed().ok());
        ours && age.is_some_and(|age| age > OLD)
    };
    for entry in fs::read_dir(all).into_iter().flatten().flatten().filter(old) {
        // Somebody else may remove it at the same time.
        let _ = fs::remove_dir_all(entry.path());
    }
}

/// Writes a file that only its owner may read.
fn private(path: &Path, text: &str) -> Result<()> {
    fs::write(path, "").with_context(|| format!("cannot write {}", path.display()))?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    fs::write(path, text)?;
    Ok(())
}

fn configuration(host: Host, accounts: &[(Account, Credentials)]) -> String {
    let profile = Profile::of(host);
    let encoding = match host.encoding() {
        // What a configuration that says nothing means is a part of what is shown here.
        Encoding::Form => "",
        Encoding::Raw => "basic_encoding = \"raw\"\n",
    };
    let key_id = profile
        .key_id
        .map_or_else(String::new, |id| format!("key_id = \"{id}\"\n"));
    let Profile {
        algorithm,
        typ,
        issuer,
        audience,
        lifetime,
        ..
    } = profile;
    let mut text = format!(
        "issuer = \"{issuer}\"\naudience = \"{audience}\"\n{encoding}\n\
         [token]\nprofile = \"{typ}\"\nlifetime = {lifetime}\nalgorithm = \"{algorithm}\"\n{key_id}\
         signing_key = {{ file = \"{host:?}.key\" }}\n"
    );
    for (_, account) in accounts {
        if let Some(digest) = &account.digest {
            text.push_str(&format!(
                "\n[[clients]]\nid = \"{}\"\nmethods = [\"client_secret_basic\", \"client_secret_post\"]\n\
                 scope = \"read write\"\ncredentials = [{{ label = \"first\", secret_digest = \"{digest}\" }}]\n",
                account.id
            ));
        }
    }
    text
}

#[cfg(test)]
mod tests;
