//! `undercroft reference`: the fee standard (PRC-1, PRC-6).

use super::{CliError, DataDir, say, shown};
use crate::audit::{Act, AuditKind, By, record};
use crate::environment::Clock;
use crate::feed::reference;
use crate::site;
use clap::Subcommand;
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::entry::site::PriceItemKind;
use client_core::domain::reference::{PriceItem, PriceList, Reference, Validity};
use client_core::domain::text::LocalText;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A file larger than this is no fee standard.
const MOST_BYTES: u64 = 1024 * 1024;
/// The longest code or unit, in characters.
const MOST_CHARS: usize = 64;
/// The highest price of one unit: a million yuan is a typing error.
const MOST_FEN: i64 = 100_000_000;

const FILE_HELP: &str = "\
The file is TOML:

  version = 1
  basis = \"the published tariff that this standard follows\"
  valid_from = \"2026-01-01\"
  valid_to = \"2026-12-31\"     # optional: the last day

  [[items]]
  code = \"lamp_repair\"
  kind = \"labour\"             # or material
  unit = \"piece\"
  price_yuan = \"30.00\"
  label = { zh-Hans = \"...\", zh-Hant = \"...\", en = \"...\" }

A version without legal basis is refused (PRC-6), and so is a version that is already published with other prices:
orders keep the version that they were quoted with.

A standard whose valid_from lies ahead waits beside the one in force and takes over at that moment, on devices without
signal too. It replaces one that waited before.";

#[derive(Debug, Subcommand)]
pub(super) enum ReferenceCommand {
    /// Publishes a new version of the fee standard; devices get it at their next sync.
    #[command(after_help = FILE_HELP)]
    Import {
        /// The file.
        file: PathBuf,
        /// Check the file and say what would change, and publish nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Shows the fee standard in force and the coming one.
    Show,
}

/// A fee standard as an operator writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeeFile {
    version: u32,
    #[serde(default)]
    basis: String,
    valid_from: String,
    #[serde(default)]
    valid_to: Option<String>,
    items: Vec<FeeItem>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeeItem {
    code: String,
    kind: PriceItemKind,
    unit: String,
    price_yuan: String,
    label: LocalText,
}

pub(super) fn run(
    data: &DataDir,
    command: ReferenceCommand,
    clock: &dyn Clock,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let zone = site::load(&data.connect()?)?.timezone;
    let now = clock.now_ms();
    match command {
        ReferenceCommand::Import { file, dry_run } => {
            let list = parse(&read(&file)?, zone).map_err(CliError::Usage)?;
            let before = reference::current(&data.connect()?)?;
            let after = placed(before.clone(), list.clone(), now).map_err(CliError::Usage)?;
            for line in differences(before.price_list_at(now), &list) {
                say(out, &line)?;
            }
            let waiting = before.coming_price_list.as_ref().filter(|old| {
                old.version != after.price_list.version && Some(*old) != after.coming_price_list.as_ref()
            });
            if let Some(old) = waiting {
                say(out, &format!("version {}, which was to come, is replaced", old.version))?;
            }
            if dry_run {
                return say(out, "the file is sound; nothing was published");
            }
            let (number, version) = (list.version, list.version.to_string());
            data.transaction(|connection| {
                // Asked again inside the transaction: another import may have come between.
                let bundle = reference::current(connection)?;
                let bundle = placed(bundle, list, now).map_err(CliError::Usage)?;
                reference::publish(connection, bundle, now)?;
                let act = Act::of(AuditKind::FeesPublished).detail(&version);
                record(connection, &By::operator(now), &act)?;
                Ok(())
            })?;
            let waits = after.coming_price_list.as_ref().is_some_and(|coming| coming.version == number);
            let when = if waits { " and comes into force later" } else { "" };
            say(out, &format!("fee standard {number} is published{when}"))
        }
        ReferenceCommand::Show => {
            let bundle = reference::current(&data.connect()?)?;
            if bundle.price_list.version == 0 {
                return say(out, "there is no fee standard yet");
            }
            let in_force = bundle.price_list_at(now).version;
            for list in std::iter::once(&bundle.price_list).chain(&bundle.coming_price_list) {
                show(list, in_force, now, zone, out)?;
            }
            Ok(())
        }
    }
}

fn show(
    list: &PriceList,
    in_force: u32,
    now: i64,
    zone: chrono_tz::Tz,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let standing = match list.validity(now) {
        Validity::NotYet => "coming",
        _ if list.version != in_force => "replaced",
        Validity::InForce => "in force",
        Validity::Over => "over, serves until another one comes",
    };
    let from = day_of(list.valid_from, zone);
    // The end is the first moment that is no longer covered.
    let until = list.valid_until.map(|end| format!(" until {}", day_of(end.saturating_sub(1), zone)));
    let until = until.unwrap_or_default();
    say(out, &format!("version {}\t{}\t{standing}\tfrom {from}{until}", list.version, shown(&list.basis)))?;
    for item in &list.items {
        let (code, unit, label) = (shown(&item.code), shown(&item.unit), shown(&item.label.zh_hans));
        say(out, &format!("{code}\t{}\t{unit}\t{label}", yuan(item.unit_price_fen)))?;
    }
    Ok(())
}

/// The day at the site.
fn day_of(ms: i64, zone: chrono_tz::Tz) -> String {
    Zone::from(zone).day_of(ms).to_string()
}

fn read(file: &Path) -> Result<String, CliError> {
    let failed = |source| CliError::Io { what: file.display().to_string(), source };
    if std::fs::metadata(file).map_err(failed)?.len() > MOST_BYTES {
        return Err(CliError::Usage(format!("{} is too large for a fee standard", file.display())));
    }
    std::fs::read_to_string(file).map_err(failed)
}

/// The fee standard in the file; the error is for the operator.
fn parse(text: &str, zone: chrono_tz::Tz) -> Result<PriceList, String> {
    let file: FeeFile = toml::from_str(text).map_err(|error| error.to_string())?;
    if file.version == 0 {
        return Err("version: from 1".to_owned());
    }
    let basis = file.basis.trim();
    if basis.is_empty() {
        return Err("basis: a fee standard without legal basis can't be published (PRC-6)".to_owned());
    }
    let zone = Zone::from(zone);
    let valid_from = zone.start_of(day("valid_from", &file.valid_from)?);
    let valid_until = match &file.valid_to {
        Some(last) => Some(zone.end_of(day("valid_to", last)?)),
        None => None,
    };
    if valid_until.is_some_and(|end| end <= valid_from) {
        return Err("valid_to: it ends before it begins".to_owned());
    }
    if file.items.is_empty() {
        return Err("items: there are none".to_owned());
    }
    let mut codes = BTreeSet::new();
    let mut items = Vec::with_capacity(file.items.len());
    for item in file.items {
        let code = item.code;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if code.is_empty() || code.len() > MOST_CHARS || !code.chars().all(plain) {
            return Err(format!("items: {code:?} is not a code of a-z, 0-9 and _"));
        }
        if !codes.insert(code.clone()) {
            return Err(format!("items: {code} stands there twice"));
        }
        let texts = [&item.unit, &item.label.zh_hans, &item.label.zh_hant, &item.label.en];
        if texts.iter().any(|text| text.trim().is_empty() || text.chars().count() > MOST_CHARS) {
            return Err(format!("items: {code}: unit and label in all three languages, up to 64 characters"));
        }
        let unit_price_fen = fen(&item.price_yuan)
            .ok_or_else(|| format!("items: {code}: {:?} is not a price such as 30.00", item.price_yuan))?;
        items.push(PriceItem { code, kind: item.kind, label: item.label, unit: item.unit, unit_price_fen });
    }
    Ok(PriceList { version: file.version, basis: basis.to_owned(), valid_from, valid_until, items })
}

fn day(field: &str, text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| format!("{field}: {text:?} is not a day such as 2026-01-01"))
}

/// The bundle with the new standard in its place. One that lies ahead waits beside the one in force, and one that has
/// waited long enough is the one in force. A published version never changes, and versions only grow with time, so what
/// is in force from now on also takes the place of what was to come.
fn placed(mut bundle: Reference, list: PriceList, now: i64) -> Result<Reference, String> {
    if bundle.coming_price_list.as_ref().is_some_and(|coming| coming.validity(now) != Validity::NotYet)
        && let Some(begun) = bundle.coming_price_list.take()
    {
        bundle.price_list = begun;
    }
    if list == bundle.price_list || Some(&list) == bundle.coming_price_list.as_ref() {
        return Ok(bundle);
    }
    let newest = bundle.coming_price_list.as_ref().unwrap_or(&bundle.price_list).version;
    if list.version <= newest {
        let next = newest.saturating_add(1);
        return Err(format!("version: {newest} is published; the next one is {next}"));
    }
    if list.validity(now) == Validity::NotYet && bundle.price_list.version > 0 {
        bundle.coming_price_list = Some(list);
    } else {
        bundle.price_list = list;
        bundle.coming_price_list = None;
    }
    Ok(bundle)
}

/// What the new version changes, a line each.
fn differences(before: &PriceList, list: &PriceList) -> Vec<String> {
    let mut lines = Vec::new();
    for item in &list.items {
        match before.item(&item.code) {
            None => lines.push(format!("+ {}\t{}", item.code, yuan(item.unit_price_fen))),
            Some(old) if old.unit_price_fen != item.unit_price_fen => lines.push(format!(
                "* {}\t{} -> {}",
                item.code,
                yuan(old.unit_price_fen),
                yuan(item.unit_price_fen)
            )),
            Some(_) => {}
        }
    }
    let gone = before.items.iter().filter(|old| list.item(&old.code).is_none());
    lines.extend(gone.map(|old| format!("- {}", shown(&old.code))));
    lines
}

/// Fen of an amount in yuan with at most two decimals.
fn fen(text: &str) -> Option<i64> {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 7 || cents.len() != 2 || !digits(whole) || !digits(cents) {
        return None;
    }
    let fen = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)?;
    (fen <= MOST_FEN).then_some(fen)
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        version = 3
        basis = "Tariff 2026/1"
        valid_from = "2026-01-01"
        [[items]]
        code = "lamp_repair"
        kind = "labour"
        unit = "piece"
        price_yuan = "30.00"
        label = { zh-Hans = "a", zh-Hant = "b", en = "c" }
    "#;

    fn list(text: &str) -> Result<PriceList, String> {
        parse(text, chrono_tz::Asia::Shanghai)
    }

    #[test]
    fn prc_6_a_version_without_legal_basis_is_refused() {
        let read = list(GOOD).unwrap();
        assert_eq!((read.version, read.items[0].unit_price_fen), (3, 3_000));
        assert_eq!(read.valid_from, 1_767_196_800_000, "midnight at the site");
        for without in [GOOD.replace("Tariff 2026/1", "  "), GOOD.replace("basis = \"Tariff 2026/1\"", "")] {
            assert!(list(&without).unwrap_err().contains("PRC-6"));
        }
    }

    #[test]
    fn what_is_odd_is_refused_with_its_place() {
        for (from, to, place) in [
            ("version = 3", "version = 0", "version"),
            ("2026-01-01", "2026-02-30", "valid_from"),
            ("lamp_repair", "Lamp", "items"),
            ("30.00", "30", "ok"),
            ("30.00", "30.0", "lamp_repair"),
            ("30.00", "-1.00", "lamp_repair"),
            ("30.00", "9999999.00", "lamp_repair"),
            ("zh-Hans = \"a\"", "zh-Hans = \"\"", "lamp_repair"),
            ("unit", "units", "unit"),
        ] {
            let outcome = list(&GOOD.replace(from, to));
            match outcome {
                Ok(_) => assert_eq!(place, "ok", "{to}"),
                Err(error) => assert!(error.contains(place), "{to}: {error}"),
            }
        }
    }

    fn published(list: PriceList) -> Reference {
        placed(Reference::default(), list, NOW).unwrap()
    }

    fn version(number: u32, day: &str) -> PriceList {
        list(&GOOD.replace("version = 3", &format!("version = {number}")).replace("2026-01-01", day)).unwrap()
    }

    /// The middle of the first day of GOOD.
    const NOW: i64 = 1_767_240_000_000;
    const DAY: i64 = 24 * 3_600_000;

    fn versions(bundle: &Reference) -> (u32, Option<u32>) {
        (bundle.price_list.version, bundle.coming_price_list.as_ref().map(|coming| coming.version))
    }

    #[test]
    fn a_published_version_never_changes() {
        let before = published(list(GOOD).unwrap());
        assert_eq!(placed(before.clone(), before.price_list.clone(), NOW), Ok(before.clone()));
        let mut other = before.price_list.clone();
        other.items[0].unit_price_fen = 1;
        assert!(placed(before.clone(), other.clone(), NOW).unwrap_err().contains("the next one is 4"));
        other.version = 4;
        assert_eq!(differences(&before.price_list, &other), ["* lamp_repair\t30.00 -> 0.01"]);
        assert_eq!(versions(&placed(before, other, NOW).unwrap()), (4, None));
    }

    #[test]
    fn prc_6_a_standard_that_lies_ahead_waits_and_takes_over_on_its_day() {
        let before = published(version(3, "2026-01-01"));
        let waiting = placed(before, version(4, "2026-02-01"), NOW).unwrap();
        assert_eq!(versions(&waiting), (3, Some(4)));
        assert_eq!(waiting.price_list_at(NOW).version, 3);
        assert_eq!(waiting.price_list_at(NOW + 31 * DAY).version, 4);
        // Another one for later takes its place; its number counts as published all the same.
        assert!(placed(waiting.clone(), version(4, "2026-03-01"), NOW).is_err());
        assert_eq!(placed(waiting.clone(), version(4, "2026-02-01"), NOW), Ok(waiting.clone()));
        let replaced = placed(waiting.clone(), version(5, "2026-03-01"), NOW).unwrap();
        assert_eq!(versions(&replaced), (3, Some(5)));
        // When its day has come it is the one in force, beside which the next one waits.
        let later = placed(waiting.clone(), version(6, "2026-06-01"), NOW + 60 * DAY).unwrap();
        assert_eq!(versions(&later), (4, Some(6)));
        // What is in force from now on is newer than what was to come.
        assert_eq!(versions(&placed(waiting, version(5, "2026-01-01"), NOW).unwrap()), (5, None));
    }

    #[test]
    fn prc_6_the_first_standard_of_a_site_waits_for_nobody() {
        let first = published(version(1, "2026-02-01"));
        assert_eq!(versions(&first), (1, None));
        assert_eq!(first.price_list_at(NOW).validity(NOW), Validity::NotYet);
    }
}
