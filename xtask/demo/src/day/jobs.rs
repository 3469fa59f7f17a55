//! Whole jobs, typed act by act on a technician's terminal; the order's name stands for its slip number.

use super::report;
use super::transcript::{Terminal, stage};
use crate::error::DemoError;
use crate::folder::{Folder, private_dir};
use crate::office::Office;
use crate::script::{AIR_CONDITIONER, ALL, Act, FOURTH_ROUND, HEATER, Picture, Script};
use client_core::domain::entry::office::ServiceKind;
use client_core::domain::id::{DocumentId, UserId};
use std::path::{Path, PathBuf};

/// The jobs of a day that has other stories to tell: what people ask about first.
const SHOWN: &[&Script] = &[&AIR_CONDITIONER, &FOURTH_ROUND, &HEATER];

/// Places from the last one that the day's own orders take.
const FIRST_PLACE: usize = 3;

/// A job of the day.
pub(super) struct Job {
    /// What is done.
    pub(super) script: &'static Script,
    /// Its order.
    pub(super) order: DocumentId,
}

/// The desk registers every procedure, or the jobs that are shown anyway, and gives them to the technician.
pub(super) fn register_all(office: &Office, technician: UserId, every: bool) -> Result<Vec<Job>, DemoError> {
    let scripts = if every { ALL } else { SHOWN };
    let mut jobs = Vec::with_capacity(scripts.len());
    for (place, script) in scripts.iter().copied().enumerate() {
        let kind = ServiceKind::Special;
        let order = super::register(office, FIRST_PLACE + place, script.class, kind, script.content)?;
        office.dispatch(order, technician)?;
        jobs.push(Job { script, order });
    }
    Ok(jobs)
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
pub(super) fn check(
    office: &Office,
    terminal: &Terminal<'_>,
    jobs: &[Job],
    numbers: &[String],
) -> Result<(), DemoError> {
    let prices = terminal.asks(&["prices"])?;
    let items = prices["price_list"]["items"].as_array().cloned().unwrap_or_default();
    let fee = |code: &str| {
        let item = items.iter().find(|item| item["code"] == code)?;
        item["unit_price_fen"].as_i64()
    };
    for job in jobs {
        job.script.proves(&office.view(job.order)?, fee).map_err(|otherwise| report::surprise(&otherwise))?;
    }
    println!("Checked: {} whole jobs are signed, with every value, part and price as typed:", jobs.len());
    for (job, number) in jobs.iter().zip(numbers) {
        println!("  {number}  {}", job.script.title);
    }
    Ok(())
}
