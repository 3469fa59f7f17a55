//! The office at the server's consoles, and what the server shows of its log.

use super::server::{Login, Server};
use client_core::domain::command::{Command, MatterCommand};
use client_core::domain::decide::Author;
use client_core::domain::id::{ChangeHash, DocumentId};
use client_core::domain::matter::Matter;
use client_core::domain::order::Order;
use client_core::domain::stock::Ledger;
use rusqlite::OptionalExtension;
use std::sync::Arc;
use undercroft_server::feed;
use undercroft_server::office::matter::{MatterDesk, MatterError, matter_view};
use undercroft_server::office::{self, OfficeError};
use undercroft_server::store::StoreError;
use undercroft_server::sync::{self, HashRandom};

impl Server {
    /// The heads of an order, as a console shows them.
    pub fn heads(&self, document: DocumentId) -> Vec<ChangeHash> {
        self.store()
            .read_blocking(|connection| {
                Ok::<_, StoreError>(
                    feed::known(connection, document).ok().flatten().map(|known| known.heads()),
                )
            })
            .expect("a read")
            .unwrap_or_default()
    }

    /// A command of a console; true when it was carried out.
    pub fn office(
        &self,
        login: Login,
        order: DocumentId,
        heads: Vec<ChangeHash>,
        command: Command,
        now: i64,
        seed: [u8; 32],
    ) -> bool {
        let library = Arc::clone(&self.library);
        let done = self.store().write_blocking(move |connection| {
            let sender = feed::sender(connection, login.user, login.device, now, sync::ROLE_GRACE_MS)?;
            let mut random = HashRandom::new(seed);
            office::execute(connection, &library, &sender, order, &heads, &command, now, &mut random)
        });
        match done {
            Ok(_) => true,
            Err(OfficeError::Engine(error)) => panic!("the office's command failed: {error}"),
            Err(_) => false,
        }
    }

    /// An order as the server folds it; `None` when it has none.
    pub fn order(&self, document: DocumentId) -> Option<Order> {
        self.store()
            .read_blocking(|connection| Ok::<_, StoreError>(feed::order(connection, &self.library, document)))
            .expect("a read")
            .expect("the log is readable")
    }

    /// The store as the log tells it.
    pub fn ledger(&self) -> Ledger {
        self.setup(|connection| feed::stock::ledger(connection).expect("the log can be read"))
    }

    /// The canonical state of a complaint as the server's register has it; `None` when it has none.
    pub fn complaint(&self, document: DocumentId) -> Option<String> {
        self.setup(move |connection| {
            connection
                .query_row(
                    "SELECT content FROM complaint WHERE document = ?1",
                    [document.as_bytes()],
                    |row| row.get(0),
                )
                .optional()
                .expect("the register can be read")
        })
    }

    /// A matter as the server has it, and who somebody is to it; `None` when there is none, or he may not read it.
    pub fn matter(&self, login: Login, document: DocumentId, now: i64) -> Option<(Matter, Author)> {
        self.setup(move |connection| {
            let sender = feed::sender(connection, login.user, login.device, now, sync::ROLE_GRACE_MS)
                .expect("the sender is known");
            let author = Author { user: sender.user, device: sender.device, roles: sender.roles };
            let view = matter_view(connection, &author, document, now).expect("the log can be read")?;
            Some((view.matter, author))
        })
    }

    /// A console's command on a matter; true when it was carried out.
    pub fn office_matter(
        &self,
        login: Login,
        matter: DocumentId,
        heads: Vec<ChangeHash>,
        command: MatterCommand,
        now: i64,
        seed: [u8; 32],
    ) -> bool {
        let desk = move |desk: &MatterDesk<'_>, random: &mut HashRandom| {
            desk.execute(matter, &heads, &command, random).map(drop)
        };
        self.at_desk(login, now, seed, desk).is_some()
    }

    /// Heavy rain is declared at a console; gives in how many homes it was written down.
    pub fn declare_rain(
        &self,
        login: Login,
        event: &str,
        expected_at: i64,
        now: i64,
        seed: [u8; 32],
    ) -> Option<usize> {
        let event = event.to_owned();
        let desk = move |desk: &MatterDesk<'_>, random: &mut HashRandom| {
            desk.declare_rain(&event, expected_at, None, random).map(|declared| declared.done)
        };
        self.at_desk(login, now, seed, desk)
    }

    fn at_desk<T: Send + 'static>(
        &self,
        login: Login,
        now: i64,
        seed: [u8; 32],
        job: impl FnOnce(&MatterDesk<'_>, &mut HashRandom) -> Result<T, MatterError> + Send + 'static,
    ) -> Option<T> {
        let library = Arc::clone(&self.library);
        let done = self.store().write_blocking(move |connection| {
            let author = feed::sender(connection, login.user, login.device, now, sync::ROLE_GRACE_MS)?;
            let desk = MatterDesk { connection, library: &library, author: &author, now };
            job(&desk, &mut HashRandom::new(seed))
        });
        match done {
            Ok(done) => Some(done),
            Err(MatterError::Office(OfficeError::Engine(error))) => {
                panic!("the office's command failed: {error}")
            }
            Err(_) => None,
        }
    }

    /// The canonical state of a matter as the server's row has it; `None` when it has none.
    pub fn canonical_matter(&self, document: DocumentId) -> Option<String> {
        self.of_matter("content", document)
    }

    /// Whether the server's list calls people to a matter.
    pub fn is_alarmed(&self, document: DocumentId) -> bool {
        self.of_matter("alarmed", document).unwrap_or(false)
    }

    fn of_matter<T: rusqlite::types::FromSql + Send + 'static>(
        &self,
        column: &'static str,
        document: DocumentId,
    ) -> Option<T> {
        self.setup(move |connection| {
            let sql = format!("SELECT {column} FROM matter WHERE document = ?1");
            let row = connection.query_row(&sql, [document.as_bytes()], |row| row.get(0));
            row.optional().expect("the list can be read")
        })
    }

    /// The canonical state of an order as the server folds it; `None` when it has none.
    pub fn canonical(&self, document: DocumentId) -> Option<String> {
        self.order(document).map(|order| order.canonical_json())
    }
}
