//! Backups as an operator makes them, with the real program.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use process::{Site, said};

#[test]
fn p17_a_backup_under_a_bare_name_lies_where_the_operator_stands_and_can_be_restored() {
    let (mut site, order) = Site::with_one_order();
    let here = site.folder.path().join("usb stick");
    std::fs::create_dir(&here).unwrap();
    let output = site.undercroft().current_dir(&here).args(["backup", "monday.db"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(here.join("monday.db").is_file(), "{}", said(&output));
    site.kill_server();
    let output =
        site.undercroft().current_dir(&here).args(["restore", "--new-epoch", "monday.db"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(site.admin(&["order", "journal", &order]).lines().count() > 0);
}
