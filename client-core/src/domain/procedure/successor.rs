//! Whether a procedure may be published beside those that a site has (CHK-1).

use super::definition::Procedure;
use super::library::Library;
use super::lint::{Finding, FindingKind};
use super::parse::step_lines;

/// Why `procedure` can't be published beside what a site has: the `built_in` procedures, and those that it published
/// itself; `text` is what it was read from (for lines).
///
/// A published version never changes, and versions only grow. A new version of a procedure that comes with the
/// software keeps every printed step with its kind: a site may leave out what was added, never what is printed
/// (ISS-39).
pub fn follows(procedure: &Procedure, text: &str, built_in: &Library, site: &[Procedure]) -> Vec<Finding> {
    let library = built_in.with(site);
    let whole = |message: String| Finding { line: None, step: None, kind: FindingKind::Version, message };
    if let Some(published) = library.get(&procedure.reference()) {
        if published == procedure {
            return Vec::new();
        }
        return vec![whole(format!("{} is published already and never changes", procedure.reference()))];
    }
    let Some(newest) = library.newest(&procedure.id) else { return Vec::new() };
    if newest.version > procedure.version {
        let (id, last) = (&procedure.id, newest.version);
        return vec![whole(format!("{id} has version {last} already; the next one is higher"))];
    }
    if built_in.newest(&procedure.id).is_none() {
        return Vec::new();
    }
    let lines = step_lines(text);
    newest
        .steps
        .iter()
        .filter(|printed| !printed.added)
        .filter_map(|printed| {
            let before = newest.reference();
            let at = procedure.steps.iter().position(|step| step.id == printed.id);
            let step = at.and_then(|at| procedure.steps.get(at));
            let message = match step {
                None => format!("printed in {before}, so it has to stay"),
                Some(step) if step.kind != printed.kind => {
                    let (was, is) = (printed.kind.as_str(), step.kind.as_str());
                    format!("printed in {before} as {was}, so it can't become {is}")
                }
                Some(step) if step.added => format!("printed in {before}, so it isn't an added step"),
                Some(_) => return None,
            };
            Some(Finding {
                line: at.and_then(|at| lines.get(at).copied()),
                step: Some(printed.id.clone()),
                kind: FindingKind::Printed,
                message,
            })
        })
        .collect()
}
