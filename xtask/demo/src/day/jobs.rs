//! Whole jobs, typed act by act on a technician's terminal; the order's name stands for its slip number.

use super::report;
use super::transcript::{Terminal, stage};
use crate::error::DemoError;
use crate::folder::{Folder, private_dir};
use crate::office::Office;
use crate::script::{AIR_CONDITIONER, ALL, Act, FOURTH_ROUND, HEATER, Picture, Script};
use client_core::domain::id::DocumentId;
use std::path::{Path, PathBuf};

/// The jobs of a day that has other stories to tell: what people ask about first.
const SHOWN: &[&Script] = &[&AIR_CONDITIONER, &FOURTH_ROUND, &HEATER];

/// A job of the day.
pub(super) struct Job {
    /// What is done.
    pub(super) script: &'static Script,
    /// Its order.
    pub(super) order: DocumentId,
}

/// The jobs of the day: every procedure, or the three that are shown anyway.
pub(super) const fn of_the_day(every: bool) -> &'static [&'static Script] {
    if every { ALL } else { SHOWN }
}

/// Writes the technician's photos into a folder of the demo, as a camera would.
pub(super) fn photos(folder: &Folder) -> Result<PathBuf, DemoError> {
    let photos = folder.devices().join("photos");
    private_dir(&photos)?;
    for picture in [Picture::Damage, Picture::Joint, Picture::Pipe] {
        let file = photos.join(picture.file());
        std::fs::write(&file, picture.bytes()).map_err(DemoError::file(&file))?;
    }
    Ok(photos)
}

/// Types the whole job.
pub(super) fn plays(
    terminal: &Terminal<'_>,
    number: &str,
    script: &Script,
    photos: &Path,
) -> Result<(), DemoError> {
    stage(&format!("A whole job without network: {} ({number})", script.title));
    for act in script.acts {
        let words = act.words(number, photos);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match act {
            Act::Refused(_) => terminal.is_refused(&words)?,
            _ => terminal.types(&words)?,
        }
    }
    Ok(())
}

/// Fails unless the server holds every job as it was typed.
pub(super) fn check(office: &Office, terminal: &Terminal<'_>, jobs: &[Job]) -> Result<(), DemoError> {
    let prices = terminal.asks(&["prices"])?;
    let items = prices["price_list"]["items"].as_array().cloned().unwrap_or_default();
    let fee = |code: &str| {
        let item = items.iter().find(|item| item["code"] == code)?;
        item["unit_price_fen"].as_i64()
    };
    for job in jobs {
        job.script.proves(&office.view(job.order)?, fee).map_err(|otherwise| report::surprise(&otherwise))?;
    }
    Ok(())
}
