//! The site's folder.

use super::CliError;
use crate::store::{StoreError, connect_beside, settle_beside};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The site's folder and what lies in it.
#[derive(Debug, Clone)]
pub struct DataDir {
    folder: PathBuf,
}

impl DataDir {
    /// The folder at this path.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.folder.join("undercroft.db")
    }

    /// The server's key.
    pub fn key(&self) -> PathBuf {
        self.folder.join("server.key")
    }

    /// Settings of the site's jobs, where they differ from the defaults.
    pub fn jobs(&self) -> PathBuf {
        self.folder.join("jobs.toml")
    }

    /// The channels for notices.
    pub fn notify(&self) -> PathBuf {
        self.folder.join("notify.toml")
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the folder, for its owner alone.
    pub fn create(&self) -> Result<(), CliError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder).map_err(|e| StoreError::io(&self.folder, e))?;
        Ok(())
    }

    /// A connection beside a running server; see [`connect_beside`].
    pub fn connect(&self) -> Result<Connection, CliError> {
        let path = self.database();
        if !path.exists() {
            let folder = self.folder.display();
            return Err(CliError::Usage(format!(
                "there is no site in {folder}; run `undercroft init` first"
            )));
        }
        Ok(connect_beside(&path)?)
    }

    /// Runs a job in one short transaction beside a running server.
    pub fn transaction<T>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, CliError>,
    ) -> Result<T, CliError> {
        let mut connection = self.connect()?;
        settle_beside(&connection)?;
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let value = job(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }
}
