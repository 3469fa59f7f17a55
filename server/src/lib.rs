//! The server of a site: it keeps the log of work-order changes and answers devices, office
//! browsers and the operator's commands.
//!
//! Layers, from the bottom: [`store`] (one `SQLite` file, one writer, group commit), [`accounts`]
//! (people, devices, passwords, tokens), [`http`] (routes, problems, request handling), [`cli`]
//! (the operator's commands); beside them the engine: [`admit`] (judges pushed changes, pure),
//! [`feed`] (the log and who may read what), [`board`] (projections), [`sync`] (one request of a
//! device), [`blobs`] (photos in pieces), [`office`] (commands of the consoles), [`settlement`] (accounts and months),
//! [`jobs`] (what time brings about), [`notify`] (who is told, and how it reaches them), [`procedures`] (the library
//! that counts now), [`directory`] (customers, units and buildings), [`table`] (CSV and XLSX). Time and randomness come
//! in through [`environment`] and nowhere else.
//! device), [`blobs`] (photos in pieces), [`office`] (commands of the consoles), [`jobs`] (what time brings about),
//! [`notify`] (who is told, and how it reaches them), [`procedures`] (the library that counts now), [`directory`]
//! (customers, units and buildings), [`figures`] (follow-ups and statistics), [`table`] (CSV and XLSX). Time and randomness
//! come in through [`environment`] and
//! nowhere else.

pub mod accounts;
pub mod admit;
pub mod alarms;
pub mod audit;
pub mod blobs;
pub mod board;
pub mod cli;
pub mod complaints;
pub mod departments;
pub mod directory;
pub mod environment;
pub mod feed;
pub mod fees;
pub mod figures;
pub mod http;
pub mod ident;
pub mod incidents;
pub mod jobs;
pub mod keys;
pub mod matters;
pub mod notify;
pub mod office;
pub mod procedures;
pub mod receipt;
pub mod receipt_numbers;
pub mod settlement;
pub mod site;
pub mod store;
pub mod sync;
pub mod table;
mod wording;
pub mod work_log;
