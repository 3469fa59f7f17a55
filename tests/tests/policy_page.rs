//! `docs/policy.md` is the policy table as the code has it. `UPDATE_SNAPSHOTS=1` writes it anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

use client_core::domain::entry::{DocumentKind, Kind};
use client_core::domain::policy::{Action, ReadScope, Relation, Role, may_do, may_read, table};
use std::fmt::Write;

fn page() -> String {
    let mut page = String::from(
        "# Who may do what\n\nMade from `client_core::domain::policy` by a test; don't edit it by hand. Screens, the \
         command door and the server's\nadmission ask the same table.\n\n## Writing\n\n\"holder\" means: only in an \
         order that the author holds, or in his own kit. \"on site\": there, and where he \
         is still at the\ncustomer's though somebody else holds the order by now. \"party\": those, and \
         whoever got goods of the order. \"pool\":\nwhile nobody holds the slip.\n\n| entry | written by |\n|---|---|\n",
    );
    for kind in Kind::ALL {
        let roles: Vec<String> = table()
            .iter()
            .filter(|line| line.kind == *kind)
            .map(|line| match line.relation {
                Relation::Site => line.role.as_str().to_owned(),
                Relation::OnSite => format!("{} (on site)", line.role.as_str()),
                Relation::Party => format!("{} (party)", line.role.as_str()),
                Relation::Pool => format!("{} (pool)", line.role.as_str()),
                Relation::Assigned => format!("{} (holder)", line.role.as_str()),
                Relation::Apart => format!("{} (about the centre)", line.role.as_str()),
            })
            .collect();
        writeln!(page, "| `{}` | {} |", kind.as_str(), roles.join(", ")).unwrap();
    }
    page.push_str(
        "\n## Reading\n\n\"with goods\" means: orders that goods of the store were asked for or moved for; \"own\": documents that the person holds or has written in. Customer documents hold the \
         personal data.\n\n",
    );
    let kinds: Vec<&str> = DocumentKind::ALL.iter().map(|kind| kind.as_str()).collect();
    writeln!(page, "| role | {} |\n|---{}|", kinds.join(" | "), "|---".repeat(kinds.len())).unwrap();
    for role in Role::ALL.iter().filter(|role| **role != Role::Server) {
        let reads = |kind| match may_read(*role, kind) {
            ReadScope::Site => "all",
            ReadScope::Goods => "with goods",
            ReadScope::Own => "own",
            ReadScope::Nothing => "none",
        };
        let scopes: Vec<&str> = DocumentKind::ALL.iter().map(|kind| reads(*kind)).collect();
        writeln!(page, "| {} | {} |", role.as_str(), scopes.join(" | ")).unwrap();
    }
    page.push_str("\n## Office actions\n\n| action | done by |\n|---|---|\n");
    for action in Action::ALL {
        let doers = Role::ALL.iter().filter(|role| may_do(**role, *action)).map(|role| role.as_str());
        writeln!(page, "| `{}` | {} |", action.as_str(), doers.collect::<Vec<_>>().join(", ")).unwrap();
    }
    page
}

#[test]
fn the_printed_policy_is_the_one_in_force() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/policy.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, page()).unwrap();
    }
    let printed = std::fs::read_to_string(&file).unwrap();
    assert_eq!(printed, page(), "run this test again with UPDATE_SNAPSHOTS=1 and read the difference");
}
