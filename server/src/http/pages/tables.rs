//! Tables with named columns.

use super::html::Html;
use super::look::Look;
use super::words::Text;

/// A table of this class: a heading for each column, then the rows.
pub(super) fn sheet(h: &mut Html, look: &Look, class: &str, headings: &[Text], rows: impl FnOnce(&mut Html)) {
    h.of("table", class, |h| {
        h.el("thead", &[], |h| {
            h.el("tr", &[], |h| {
                for heading in headings {
                    h.el("th", &[("scope", "col")], |h| h.text(look.say(*heading)));
                }
            });
        });
        h.el("tbody", &[], rows);
    });
}
