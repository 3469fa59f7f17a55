//! `jobs.toml`: when people are told, the thresholds of the deadlines, and what the figures are held against.

use client_core::domain::calendar::WallTime;
use client_core::domain::deadline::{DeadlineSettings, InvalidSettings};
use client_core::domain::statistics::{InvalidTarget, StatisticsSettings};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// How the site's jobs are set. Every value has a default, and without a file all of them hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct JobSettings {
    /// When people are told of what concerns a whole day.
    pub morning: WallTime,
    /// Minutes in which somebody of the department comes to an incident; then its head is reminded (PRI-10).
    pub department_arrival_minutes: u32,
    /// The thresholds of the deadlines.
    pub deadlines: DeadlineSettings,
    /// Targets of the figures.
    pub statistics: StatisticsSettings,
}

impl Default for JobSettings {
    fn default() -> Self {
        let morning = WallTime::new(8, 0).unwrap_or(WallTime::MIDNIGHT);
        Self {
            morning,
            department_arrival_minutes: 15,
            deadlines: DeadlineSettings::default(),
            statistics: StatisticsSettings::default(),
        }
    }
}

/// Why the settings can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file can't be read.
    #[error("{file}: {source}", file = file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// It isn't what is wanted.
    #[error("{file}: {error}", file = file.display())]
    Toml {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        error: Box<toml::de::Error>,
    },
    /// A threshold can't be meant.
    #[error("{file}: {error}", file = file.display())]
    Threshold {
        /// The file.
        file: PathBuf,
        /// Which one.
        error: InvalidSettings,
    },
    /// A target can't be meant.
    #[error("{file}: {error}", file = file.display())]
    Target {
        /// The file.
        file: PathBuf,
        /// Which one.
        error: InvalidTarget,
    },
}

impl JobSettings {
    /// The settings of a file; the defaults where there is none.
    ///
    /// # Errors
    /// Everything that keeps a file that exists from being used.
    pub fn load(file: &Path) -> Result<Self, SettingsError> {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(SettingsError::Io { file: file.to_owned(), source }),
        };
        let settings: Self = toml::from_str(&text)
            .map_err(|error| SettingsError::Toml { file: file.to_owned(), error: Box::new(error) })?;
        settings
            .deadlines
            .check()
            .map_err(|error| SettingsError::Threshold { file: file.to_owned(), error })?;
        settings
            .statistics
            .check()
            .map_err(|error| SettingsError::Target { file: file.to_owned(), error })?;
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<JobSettings, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("jobs.toml");
        std::fs::write(&file, text).unwrap();
        JobSettings::load(&file).map_err(|error| error.to_string())
    }

    #[test]
    fn no_file_means_the_printed_values() {
        let settings = JobSettings::load(Path::new("/nonexistent/jobs.toml")).unwrap();
        assert_eq!(settings, JobSettings::default());
        assert_eq!(settings.morning.to_string(), "08:00");
    }

    #[test]
    fn a_threshold_is_changed_and_a_wrong_one_is_named() {
        let settings = read("morning = \"07:30\"\n[deadlines]\nreply_minutes = 20\n").unwrap();
        assert_eq!((settings.morning.to_string().as_str(), settings.deadlines.reply_minutes), ("07:30", 20));
        assert_eq!(settings.deadlines.notice_day, 15);
        assert!(read("[deadlines]\nnotice_day = 40\n").unwrap_err().contains("notice_day"));
        let target = read("[statistics]\nsatisfaction_target_percent = 95\n").unwrap().statistics;
        assert_eq!(target.satisfaction_target_percent, Some(95));
        for wrong in ["0", "101"] {
            let text = format!("[statistics]\nsatisfaction_target_percent = {wrong}\n");
            assert!(read(&text).unwrap_err().contains("satisfaction_target_percent"), "{wrong}");
        }
        assert!(read("[deadlines]\nnotice_dya = 4\n").unwrap_err().contains("notice_dya"));
    }
}
