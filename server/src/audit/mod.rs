//! What people did to the site that is no entry of a document: who signed in, who may do what, which devices there are,
//! what was published, taken out as a file, put back (P17, ROL-49).
//!
//! Lines are only ever added, in the transaction of what they tell of, and each holds the hash of the line before. No line
//! holds a secret, a password that was tried or a name that nobody has. Nothing here knows HTTP or words for people.

mod act;
mod chain;
mod export;
mod failures;
mod kind;
mod list;
mod settings;

pub use act::{Act, By, Origin, record};
pub use chain::{Verdict, check, last_common};
pub use export::{audit_sheet, export_detail};
pub use failures::sign_in_failed;
pub use kind::AuditKind;
pub use list::{AuditLine, AuditQuery, Whose, lines};
pub use settings::settings_read;
