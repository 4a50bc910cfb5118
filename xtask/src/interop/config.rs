use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use super::accounts::{Credentials, SigningClient};
use super::profile::Profile;
use super::scenario::{Account, Encoding, Host};
use crate::workspace;

/// How the folders of runs are named.
const PREFIX: &str = "run-";

/// Longer than any run.
const OLD: Duration = Duration::from_secs(2 * 60 * 60);

/// A server with a configuration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Configured<'w> {
    pub(super) host: Host,
    /// What it signs with.
    pub(super) key: &'w str,
    /// Who sends a secret.
    pub(super) accounts: &'w [(Account, Credentials)],
    /// Who signs, at a server that takes assertions.
    pub(super) signing: &'w [SigningClient],
    /// The token endpoint, if it may be the audience of an assertion.
    pub(super) endpoint: Option<&'w str>,
}

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

    /// Writes the configuration of a server, the key that it signs with, and those of the clients that sign.
    pub(super) fn configure(&self, service: &Configured<'_>) -> Result<PathBuf> {
        let host = service.host;
        private(&self.0.join(format!("{host:?}.key")), service.key)?;
        for client in service.signing {
            private(&self.0.join(format!("{}.key", client.id)), &client.secret)?;
        }
        let config = self.0.join(format!("{host:?}.toml"));
        fs::write(&config, service.text())?;
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

impl Configured<'_> {
    fn text(&self) -> String {
        let Self { host, accounts, .. } = *self;
        let Profile {
            algorithm,
            typ,
            key_id,
            issuer,
            audience,
            lifetime,
        } = Profile::of(host);
        let encoding = match host.encoding() {
            // What a configuration that says nothing means is a part of what is shown here.
            Encoding::Form => "",
            Encoding::Raw => "basic_encoding = \"raw\"\n",
        };
        let profile = if typ == "JWT" { "jwt" } else { typ };
        let key_id = key_id.map_or_else(String::new, |id| format!("key_id = \"{id}\"\n"));
        let mut text = format!(
            "issuer = \"{issuer}\"\naudience = \"{audience}\"\n{encoding}\n\
             [token]\nprofile = \"{profile}\"\nlifetime = {lifetime}\nalgorithm = \"{algorithm}\"\n{key_id}\
             signing_key = {{ file = \"{host:?}.key\" }}\n"
        );
        if let Some(assertions) = self.assertions() {
            text.push_str(&assertions);
            self.signing.iter().for_each(|client| {
                text.push_str(&format!(
                    "\n[[clients]]\nid = \"{id}\"\nmethods = [\"client_secret_jwt\"]\nscope = \"read write\"\n\
                     assertion_keys = [{{ label = \"first\", algorithm = \"{}\", key = {{ file = \"{id}.key\" }} }}]\n",
                    client.algorithm.name(),
                    id = client.id,
                ));
            });
            return text;
        }
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

    /// The strict policy says nothing that is the default; the other one remembers in memory, for a change.
    fn assertions(&self) -> Option<String> {
        let longest = self.host.longest_assertion()?;
        Some(match self.endpoint {
            None => format!("\n[assertions]\nreplay_store = \"{:?}.used\"\n", self.host),
            Some(url) => {
                format!("\n[assertions]\npolicy = \"legacy\"\nendpoints = [\"{url}\"]\nlongest = {longest}\n")
            }
        })
    }
}

#[cfg(test)]
mod tests;
