//! Findings for people: the capture with what they point at underlined.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use countersign_clause::Clause;
use countersign_explain::{Finding, Registration, Severity};

use super::capture::{Capture, Explained};
use super::display::{Excerpt, Masked, harmless};

pub(super) fn render(
    name: &str,
    source: &[u8],
    capture: &Capture,
    explained: &Explained,
    colour: bool,
) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let name: String = name.chars().map(harmless).collect();
    let masked = Masked::new(source, &capture.secrets());
    let mut out = String::new();
    for finding in explained.findings() {
        out.push_str(&renderer.render(&[group(finding, &name, &masked, capture)]));
        out.push_str("\n\n");
    }
    for more in explained.omitted() {
        let times = if more.count == 1 { "finding" } else { "findings" };
        let _ = writeln!(out, "{} more {times} of {}", more.count, more.code);
    }
    for note in &capture.notes {
        let _ = writeln!(out, "note: {note}");
    }
    closing(&mut out, explained);
    out
}

fn group<'f>(finding: &'f Finding, name: &'f str, masked: &Masked, capture: &Capture) -> Group<'f> {
    let level = match finding.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO.with_name("advice"),
    };
    let mut group = Group::with_title(level.primary_title(finding.text()).id(finding.code().as_str()));
    let primary = capture.locate(finding.place()).map(|range| (range, None));
    let related = finding.related().iter();
    let related = related.filter_map(|related| Some((capture.locate(&related.place)?, Some(related.label))));
    let marks: Vec<Mark> = primary.into_iter().chain(related).collect();
    let together = masked
        .excerpt(&ranges(&marks))
        .map(|excerpt| (excerpt, marks.as_slice()));
    let apart = marks
        .chunks(1)
        .filter_map(|mark| Some((masked.excerpt(&ranges(mark))?, mark)));
    let excerpts = if together.is_some() {
        together.into_iter().collect()
    } else {
        apart.collect::<Vec<_>>()
    };
    for (excerpt, marks) in excerpts {
        let cut = excerpt.cut;
        let snippet = snippet(excerpt, marks);
        if cut {
            let (line, column) = masked.position(marks.first().map_or(0, |(range, _)| range.start));
            group = group
                .element(Origin::path(name).line(line).char_column(column))
                .element(snippet);
        } else {
            group = group.element(snippet.path(name));
        }
    }
    group
        .element(Level::HELP.message(finding.remedy()))
        .element(Level::NOTE.message(citation(finding.clause())))
}

/// A range of the capture, and what stands there if it is not the finding itself.
type Mark = (Range<usize>, Option<&'static str>);

fn ranges(marks: &[Mark]) -> Vec<Range<usize>> {
    marks.iter().map(|(range, _)| range.clone()).collect()
}

fn snippet<'f>(excerpt: Excerpt, marks: &[Mark]) -> Snippet<'f, Annotation<'f>> {
    let annotations = excerpt
        .ranges
        .into_iter()
        .zip(marks)
        .map(|(shown, (_, label))| match label {
            None => AnnotationKind::Primary.span(shown),
            Some(label) => AnnotationKind::Context.span(shown).label(*label),
        });
    Snippet::source(excerpt.text)
        .line_start(excerpt.line)
        .annotations(annotations)
}

fn citation(clause: &Clause) -> String {
    let (spec, section, level) = (clause.spec(), clause.section(), clause.level());
    format!("clause {clause}: {spec} section {section}, {level}")
}

fn closing(out: &mut String, explained: &Explained) {
    match explained {
        Explained::Request(report) => {
            if report.registration() == Registration::Unknown {
                out.push_str(
                    "note: without --config or --demonstration the registered clients are not known: nothing is said about client, \
                     secret, registered method, scope and resource\n",
                );
            }
            if report.assumes_first_use() {
                let _ = writeln!(
                    out,
                    "note: each assertion counts once, and whether this one was used before is not in a capture: if it was, the \
                     server refuses it [{}]",
                    countersign_clause::RFC7523_3_12.id()
                );
            }
            let _ = writeln!(out, "verdict: {}", report.verdict());
        }
        Explained::Response(report) => {
            if let Some(grant) = report.grant() {
                let _ = writeln!(out, "response: {grant}");
            }
            if let Some(error) = report.error() {
                let _ = write!(
                    out,
                    "response: error {}",
                    error.error().unwrap_or("without a readable code")
                );
                if let Some(description) = error.description() {
                    let description: String = description.chars().map(harmless).collect();
                    let _ = write!(out, ": {description}");
                }
                out.push('\n');
            }
        }
    }
    let _ = writeln!(out, "{}", explained.summary());
}
