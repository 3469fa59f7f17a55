//! Tests of the operator's commands.

mod catalogue;
mod directory;
mod doctor;
mod procedures;

use super::{Cli, CliError, DataDir, run};
use crate::keys::{KeyError, ServerKeys};
use crate::site;
use crate::store::{Store, StoreError};
use clap::{CommandFactory, Parser};
use std::path::Path;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let password = folder.path().join("password");
        crate::store::create_private(&password).unwrap();
        std::fs::write(&password, "a long enough password\n").unwrap();
        Self { folder }
    }

    fn data(&self) -> DataDir {
        DataDir::new(self.folder.path().join("data"))
    }

    fn try_run(&self, words: &str) -> Result<String, CliError> {
        let words = words.replace("PASSWORD", &self.folder.path().join("password").to_string_lossy());
        let data = self.data();
        let mut line = vec!["undercroft", "--data", data.folder().to_str().unwrap()];
        line.extend(words.split(' '));
        let cli = Cli::try_parse_from(line).map_err(|error| CliError::Usage(error.to_string()))?;
        let mut out = Vec::new();
        run(cli, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn run(&self, words: &str) -> String {
        self.try_run(words).unwrap()
    }

    fn init(&self) {
        self.run("init --site Garden --timezone Asia/Shanghai --admin root --password-file PASSWORD");
    }
}

#[test]
fn the_commands_are_well_formed() {
    Cli::command().debug_assert();
}

#[test]
fn attack_63_a_backup_is_put_back_only_knowingly_whole_of_this_site_and_without_a_server() {
    let place = Place::new();
    place.init();
    let file = |name: &str| place.folder.path().join(name);
    let restore =
        |name: &str, flag: &str| place.try_run(format!("restore {} {flag}", file(name).display()).trim());
    place.run(&format!("backup {}", file("backup.db").display()));
    place.run("user add zhou --role dispatcher --password-file PASSWORD");
    let before = site::load(&place.data().connect().unwrap()).unwrap();

    assert!(restore("backup.db", "").unwrap_err().to_string().contains("--new-epoch"));
    let running = Store::open(&place.data().database()).unwrap();
    let refused = restore("backup.db", "--new-epoch").unwrap_err();
    assert!(refused.to_string().contains("another server"), "{refused}");
    drop(running);
    std::fs::copy(file("backup.db"), file("whole.db")).unwrap();
    let mut bytes = std::fs::read(file("backup.db")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    std::fs::write(file("damaged.db"), &bytes).unwrap();
    std::fs::write(file("text.db"), "no database").unwrap();
    std::fs::write(file("empty.db"), "").unwrap();
    for name in ["damaged.db", "text.db", "empty.db"] {
        assert!(restore(name, "--new-epoch").is_err(), "{name}");
    }
    let other = Place::new();
    other.init();
    other.run(&format!("backup {}", file("other.db").display()));
    assert!(restore("other.db", "--new-epoch").unwrap_err().to_string().contains("another site"));
    let newer = rusqlite::Connection::open(file("other.db")).unwrap();
    newer.pragma_update(None, "user_version", 9_999).unwrap();
    drop(newer);
    assert!(restore("other.db", "--new-epoch").unwrap_err().to_string().contains("newer program"));
    std::fs::copy(file("whole.db"), file("tampered.db")).unwrap();
    let tampered = rusqlite::Connection::open(file("tampered.db")).unwrap();
    let knife = "DROP TRIGGER audit_is_final; UPDATE audit SET detail = 'x' WHERE number = 1";
    tampered.execute_batch(knife).unwrap();
    drop(tampered);
    assert!(restore("tampered.db", "--new-epoch").unwrap_err().to_string().contains("audit"));
    // Nothing of all that has touched the site.
    assert_eq!(site::load(&place.data().connect().unwrap()).unwrap(), before);
    assert!(place.run("user list").contains("zhou"));

    let said = restore("backup.db", "--new-epoch").unwrap();
    assert!(said.contains("is kept") && said.contains("before-restore-1"), "{said}");
    let after = site::load(&place.data().connect().unwrap()).unwrap();
    assert_eq!((after.id, after.name), (before.id, before.name));
    assert_ne!(after.epoch, before.epoch);
    assert!(!place.run("user list").contains("zhou"));
    assert!(place.run("audit list").contains("backup_restored"));
    // The one of before is whole, and can be put back as well.
    let kept = place.data().database().with_file_name("undercroft.db.before-restore-1");
    place.run(&format!("restore {} --new-epoch", kept.display()));
    assert!(place.run("user list").contains("zhou"));
    // So can any backup when the live database is past reading.
    std::fs::write(place.data().database(), "no database any more").unwrap();
    restore("backup.db", "--new-epoch").unwrap();
    assert_eq!(site::load(&place.data().connect().unwrap()).unwrap().id, before.id);
}

#[test]
fn p9_what_was_taken_away_after_the_backup_stays_taken_away_when_it_is_put_back() {
    let place = Place::new();
    place.init();
    let backup = place.folder.path().join("backup.db");
    for name in ["left", "kept", "moved"] {
        place.run(&format!("user add {name} --role technician --role storekeeper --password-file PASSWORD"));
    }
    let one =
        |sql: &str| -> i64 { place.data().connect().unwrap().query_row(sql, [], |row| row.get(0)).unwrap() };
    let hash = |name: &str| -> String {
        let connection = place.data().connect().unwrap();
        connection
            .query_row("SELECT password_hash FROM user WHERE name = ?1", [name], |row| row.get(0))
            .unwrap()
    };
    // Two phones of "kept": one before the backup, one after it.
    let phone = |number: i64| {
        let sql = "INSERT INTO device (id, kind, user, name, public_key, prefix, enrolled_at)
                   SELECT randomblob(16), 'field', id, 'phone', randomblob(32), 'A' || ?1, 1
                   FROM user WHERE name = 'kept'";
        place.data().connect().unwrap().execute(sql, [number]).unwrap();
    };
    phone(1);
    // Tokens of somebody else's tablet, which end for another reason.
    let tablet = "INSERT INTO device (id, kind, user, name, public_key, prefix, enrolled_at)
                  SELECT x'07070707070707070707070707070707', 'field', id, 'tablet', randomblob(32), 'B1', 1
                  FROM user WHERE name = 'moved';
                  INSERT INTO refresh_family (id, device, started_at, renewed_at)
                  VALUES (x'09090909090909090909090909090909', x'07070707070707070707070707070707', 1, 1);";
    place.data().connect().unwrap().execute_batch(tablet).unwrap();
    place.run(&format!("backup {}", backup.display()));
    phone(2);
    let end = "UPDATE refresh_family SET ended_at = 2, ended_why = 'stolen'";
    place.data().connect().unwrap().execute_batch(end).unwrap();
    place.run("user disable left");
    place.run("user role moved end storekeeper");
    place.run("user role kept add finance");
    place.run("user password kept --password-file PASSWORD");
    for device in place.run("device list").lines().filter(|line| line.contains("phone")) {
        place.run(&format!("device remove {}", device.split_whitespace().next().unwrap()));
    }
    let last = hash("kept");

    let said = place.run(&format!("restore {} --new-epoch", backup.display()));
    assert!(said.contains("1 people shut out, 1 roles, 2 devices; 1 passwords"), "{said}");
    let list = place.run("user list");
    let line = |name: &str| list.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(line("left").contains("disabled"), "{list}");
    assert!(line("moved").ends_with("technician"), "{list}");
    assert!(!line("kept").contains("finance"), "nobody gets a role by a restore: {list}");
    assert_eq!(hash("kept"), last);
    assert_eq!(one("SELECT count(*) FROM device WHERE name = 'phone' AND removed_at IS NULL"), 0);
    assert_eq!(one("SELECT count(*) FROM refresh_family WHERE ended_at IS NULL"), 0, "tokens that ended");
    assert_eq!(
        one("SELECT count(DISTINCT device) FROM audit WHERE kind = 'device_removed'"),
        2,
        "known or not"
    );
    assert!(
        place.run("device remove 00000000-0000-4000-8000-000000000001 --unknown").contains("nobody knows it")
    );
    // On request nothing of that.
    let said = place.run(&format!("restore {} --new-epoch --as-it-was", backup.display()));
    assert!(!said.contains("taken away"), "{said}");
    assert!(!place.run("user list").contains("disabled"));
    // Put back by mistake: what the one of before gave and changed later counts again.
    let kept = place.data().database().with_file_name("undercroft.db.before-restore-1");
    let said = place.run(&format!("restore {} --new-epoch", kept.display()));
    assert!(!said.contains("taken away"), "{said}");
    assert!(place.run("user list").lines().any(|line| line.starts_with("kept") && line.contains("finance")));
    assert_eq!(hash("kept"), last);
    place.run("audit verify");
    // Where nothing can be read, the operator is told.
    std::fs::write(place.data().database(), "no database any more").unwrap();
    let said = place.run(&format!("restore {} --new-epoch", backup.display()));
    assert!(said.contains("shut out again whoever"), "{said}");
}

#[test]
fn init_makes_a_site_once() {
    let place = Place::new();
    let refused = place.try_run("user list").unwrap_err().to_string();
    assert!(refused.contains("undercroft init"), "{refused}");
    place.init();
    let again = place.try_run("init --site Other --admin root --password-file PASSWORD");
    assert!(matches!(again, Err(CliError::Site(site::SiteError::Exists))));
    let store = Store::open(&place.data().database()).unwrap();
    let site = store.read_blocking(site::load).unwrap();
    assert_eq!((site.name.as_str(), site.timezone.name()), ("Garden", "Asia/Shanghai"));
    assert_ne!(site.epoch, [0; 8]);
    ServerKeys::load(&place.data().key()).unwrap();
    let wrong = place.try_run("init --site X --timezone Nowhere/Land --admin a --password-file PASSWORD");
    assert!(matches!(wrong, Err(CliError::Site(site::SiteError::Timezone(_)))));
}

#[test]
fn users_roles_and_devices_are_managed_beside_a_running_server() {
    let place = Place::new();
    place.init();
    let store = Store::open(&place.data().database()).unwrap();
    place.run("user add li --display-name Li --role technician --role front_desk --password-file PASSWORD");
    place.run("user role li end front-desk");
    assert!(place.run("user list").contains("li\tLi\tactive\ttechnician\n"));
    assert!(place.try_run("user add LI --password-file PASSWORD").is_err());
    assert!(place.try_run("user role li add server").is_err());
    let code = place.run("device code li");
    crate::accounts::EnrolmentCode::parse(code.trim()).unwrap();
    assert_eq!(place.run("device list"), "");
    place.run("user password li --password-file PASSWORD");
    place.run("user disable li");
    assert!(place.run("user list").contains("disabled"));
    assert!(place.try_run("device remove 07070707-0707-0707-0707-070707070707").is_err());
    place.run(&format!("backup {}", place.folder.path().join("copy.db").display()));
    drop(store);
}

fn names(command: &clap::Command) -> Vec<String> {
    let own = command.get_arguments().map(|a| a.get_id().to_string());
    own.chain(command.get_subcommands().flat_map(names)).collect()
}

#[test]
fn attack_62_a_secret_is_never_an_argument() {
    let place = Place::new();
    for words in ["init --site X --admin a --password secret123", "user add li --password secret123"] {
        assert!(matches!(place.try_run(words), Err(CliError::Usage(_))), "{words}");
    }
    // Not even an option that would take one exists.
    for name in names(&Cli::command()) {
        assert!(
            name == "password_file"
                || !["password", "secret", "token", "key"].iter().any(|s| name.contains(s)),
            "{name}"
        );
    }
}

#[test]
#[cfg(unix)]
fn attack_62_a_password_file_or_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let open = |path: &Path| std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let place = Place::new();
    place.init();
    open(&place.data().key());
    let refused = place.try_run("serve --listen 127.0.0.1:0").unwrap_err();
    assert!(
        matches!(refused, CliError::Key(KeyError::File(StoreError::TooOpen { mode: 0o640, .. }))),
        "{refused}"
    );
    open(&place.folder.path().join("password"));
    let refused = place.try_run("user add li --password-file PASSWORD").unwrap_err().to_string();
    assert!(refused.contains("password") && refused.contains("640"), "{refused}");
}

#[test]
fn prc_6_a_fee_standard_is_published_with_its_legal_basis_alone() {
    let place = Place::new();
    place.init();
    let file = place.folder.path().join("fees.toml");
    let words = format!("reference import {}", file.display());
    let standard = |version: u32, basis: &str, price: &str| {
        let text = format!(
            "version = {version}\nbasis = {basis:?}\nvalid_from = \"2026-01-01\"\n[[items]]\ncode = \"tube\"\n\
             kind = \"material\"\nunit = \"piece\"\nprice_yuan = {price:?}\nlabel = {{ zh-Hans = \"a\", zh-Hant = \"b\", en = \"c\" }}\n"
        );
        std::fs::write(&file, text).unwrap();
    };
    standard(1, "", "15.00");
    assert!(place.try_run(&words).unwrap_err().to_string().contains("PRC-6"));
    standard(1, "Tariff 2026/1", "15.00");
    assert!(place.run(&format!("{words} --dry-run")).contains("nothing was published"));
    assert!(place.run("reference show").contains("no fee standard"));
    place.run(&words);
    place.run(&words);
    assert!(place.run("reference show").contains("tube\t15.00\tpiece\ta"));
    standard(1, "Tariff 2026/1", "16.00");
    assert!(place.try_run(&words).is_err(), "a published version never changes");
    standard(2, "Tariff 2026/2", "16.00");
    place.run(&words);
    assert!(place.run("reference show").starts_with("version 2\tTariff 2026/2"));
}

#[test]
fn devices_hear_of_every_change_of_the_staff() {
    let place = Place::new();
    place.init();
    let roles = || {
        let staff = crate::feed::reference::current(&place.data().connect().unwrap()).unwrap().staff;
        staff.into_iter().find(|member| member.display_name == "li").map(|member| member.roles)
    };
    assert_eq!(roles(), None);
    place.run("user add li --role technician --password-file PASSWORD");
    assert_eq!(roles(), Some(vec![crate::ident::Role::Technician]));
    place.run("user role li end technician");
    assert_eq!(roles(), Some(Vec::new()));
    place.run("user role li add technician");
    place.run("user disable li");
    assert_eq!(roles(), Some(Vec::new()), "nobody assigns to somebody who is shut out");
}

#[test]
fn prc_6_a_coming_fee_standard_waits_beside_the_one_in_force() {
    let place = Place::new();
    place.init();
    let file = place.folder.path().join("fees.toml");
    let import = |version: u32, from: &str| {
        let text = format!(
            "version = {version}\nbasis = \"Tariff {version}\"\nvalid_from = {from:?}\n[[items]]\ncode = \"tube\"\n\
             kind = \"material\"\nunit = \"piece\"\nprice_yuan = \"{version}.00\"\nlabel = {{ zh-Hans = \"a\", zh-Hant = \"b\", en = \"c\" }}\n"
        );
        std::fs::write(&file, text).unwrap();
        place.try_run(&format!("reference import {}", file.display()))
    };
    import(1, "2020-01-01").unwrap();
    assert!(import(2, "2099-01-01").unwrap().contains("comes into force later"));
    let shown = place.run("reference show");
    assert!(shown.contains("version 1\tTariff 1\tin force\tfrom 2020-01-01\n"), "{shown}");
    assert!(shown.contains("version 2\tTariff 2\tcoming\tfrom 2099-01-01\n"), "{shown}");
    assert!(import(2, "2098-01-01").is_err(), "it is published");
    let replaced = import(3, "2098-01-01").unwrap();
    assert!(replaced.contains("version 2, which was to come, is replaced"), "{replaced}");
    let shown = place.run("reference show");
    assert!(!shown.contains("version 2") && shown.contains("version 3"), "{shown}");
}

#[test]
fn chk_1_a_procedure_file_is_checked_by_line_and_step() {
    let place = Place::new();
    let (_, lamp) = client_core::domain::procedure::Library::built_in_texts()[0];
    let file = place.folder.path().join("lamp.toml");
    let words = format!("procedure check {}", file.display());
    std::fs::write(&file, lamp).unwrap();
    assert!(place.run(&words).contains("nothing to complain about"));

    // The branch that opened LMP-11 leads nowhere.
    std::fs::write(&file, lamp.replacen("\"LMP-11\"]", "\"LMP-99\"]", 1)).unwrap();
    let refused = place.try_run(&words).unwrap_err().to_string();
    assert!(refused.contains("findings in"), "{refused}");

    std::fs::write(&file, lamp.replacen("kind = \"measure\"", "kind = \"guess\"", 1)).unwrap();
    let refused = place.try_run(&words).unwrap_err().to_string();
    assert!(refused.contains("line 27") && refused.contains("LMP-1"), "{refused}");
    assert!(place.try_run("procedure check /nowhere.toml").is_err());
}
