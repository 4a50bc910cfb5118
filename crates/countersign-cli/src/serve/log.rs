use std::io;

use tracing::Level;

use crate::args::{LogForm, ServeArgs};

/// Sends the log of this process to standard error. If there is a log already, that one stays.
pub(super) fn start(arguments: &ServeArgs) {
    let level = if arguments.verbose {
        Level::DEBUG
    } else {
        Level::INFO
    };
    let log = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_max_level(level);
    let _ = match arguments.log {
        LogForm::Json => tracing::subscriber::set_global_default(log.json().flatten_event(true).finish()),
        LogForm::Text => {
            let terminal = io::IsTerminal::is_terminal(&io::stderr());
            tracing::subscriber::set_global_default(log.with_ansi(terminal).finish())
        }
    };
}
