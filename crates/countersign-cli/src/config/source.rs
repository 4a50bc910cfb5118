use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The text of a configuration and where it comes from.
pub struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// A text, and the path to show in messages.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The path of a file that the configuration names, which is relative to the configuration's own folder.
    #[must_use]
    pub fn resolve(&self, named: &Path) -> PathBuf {
        self.path
            .parent()
            .map_or_else(|| named.to_path_buf(), |folder| folder.join(named))
    }

    /// A mistake at this place of the text.
    pub fn error(&self, span: Range<usize>, message: impl fmt::Display) -> ConfigError {
        let (line, column) = self.position(span.start);
        ConfigError {
            path: self.path.clone(),
            line,
            column,
            message: message.to_string(),
        }
    }

    /// What the TOML reader has to say.
    pub(super) fn syntax(&self, error: &toml::de::Error) -> ConfigError {
        self.error(error.span().unwrap_or_default(), without_values(error.message()))
    }

    /// Line and column of an octet, both counted from 1, columns in characters.
    fn position(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let line = before.matches('\n').count().saturating_add(1);
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            .saturating_add(1);
        (line, column)
    }
}

/// Does not show the text.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// A mistake in a configuration: where, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    path: PathBuf,
    line: usize,
    column: usize,
    message: String,
}

impl ConfigError {
    /// The line, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.path.display(),
            self.line,
            self.column,
            self.message
        )
    }
}

impl std::error::Error for ConfigError {}

/// The reader's message without the value that it quotes: `string "hunter2", expected ..` loses `"hunter2"`.
fn without_values(message: &str) -> String {
    let one_line = message.replace('\n', " ");
    match (one_line.find("string \""), one_line.rfind("\", expected ")) {
        (Some(start), Some(end)) if start < end => {
            let head = one_line.get(..start).unwrap_or_default();
            let tail = one_line.get(end..).unwrap_or_default().trim_start_matches('"');
            format!("{head}string{tail}")
        }
        _ => one_line,
    }
}

#[cfg(test)]
mod tests;
