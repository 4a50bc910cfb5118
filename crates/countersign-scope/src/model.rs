use core::fmt::{self, Write};

use crate::{OctetClass, ScopeState};

/// Writes the transition table of the scope machine as a Markdown table.
///
/// # Errors
///
/// Those of the writer.
///
/// ```
/// let mut text = String::new();
/// countersign_scope::write_table(&mut text)?;
/// assert!(text.contains("| Token | Token | Space | Invalid | yes |"));
/// # Ok::<(), core::fmt::Error>(())
/// ```
pub fn write_table(out: &mut impl Write) -> fmt::Result {
    out.write_str("| state |")?;
    for class in OctetClass::ALL {
        write!(out, " {} |", class.name())?;
    }
    out.write_str(" accepts |\n|---|")?;
    for _ in OctetClass::ALL {
        out.write_str("---|")?;
    }
    out.write_str("---|\n")?;
    for state in ScopeState::ALL {
        write!(out, "| {} |", state.name())?;
        for class in OctetClass::ALL {
            write!(out, " {} |", state.on(class).name())?;
        }
        writeln!(out, " {} |", if state.accepts() { "yes" } else { "no" })?;
    }
    Ok(())
}

/// Writes the scope machine as a Mermaid state diagram, drawn from [`ScopeState::TABLE`].
///
/// # Errors
///
/// Those of the writer.
///
/// ```
/// let mut text = String::new();
/// countersign_scope::write_diagram(&mut text)?;
/// assert!(text.contains("Token --> Space : SP"));
/// # Ok::<(), core::fmt::Error>(())
/// ```
pub fn write_diagram(out: &mut impl Write) -> fmt::Result {
    out.write_str("stateDiagram-v2\n    direction LR\n")?;
    writeln!(out, "    [*] --> {}", ScopeState::Start.name())?;
    for state in ScopeState::ALL {
        for target in ScopeState::ALL {
            let mut separator = " : ";
            for class in OctetClass::ALL {
                if state.on(class) == target {
                    if separator == " : " {
                        write!(out, "    {} --> {}", state.name(), target.name())?;
                    }
                    write!(out, "{separator}{}", class.name())?;
                    separator = ", ";
                }
            }
            if separator == ", " {
                out.write_char('\n')?;
            }
        }
        if state.accepts() {
            writeln!(out, "    {} --> [*]", state.name())?;
        }
    }
    Ok(())
}
