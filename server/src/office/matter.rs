//! The office's other matters: commands on them, work on several at once, and what a page shows (MOV, TRU, REN, REC, VIS,
//! EVT, CNV, ROL).

use super::view::{arrivals, etag, names};
use super::{Desk, Known, OfficeError, OfficeOutcome, is_order, new_document, register, write_known};
use crate::admit::Sender;
use crate::feed::{self, EngineError, load_document_facts, reference, scope};
use crate::matters;
use crate::settlement;
use client_core::domain::blob::{Blob, STROKES};
use client_core::domain::command::{MatterCommand, MatterInput, Registration};
use client_core::domain::decide::{
    Action, Author, Context, Random, Rejection, decide_matter, matter_actions, matter_id, open_sections,
};
use client_core::domain::entry::matter::{MatterKind, MatterValue};
use client_core::domain::entry::office::{Channel, ServiceKind};
use client_core::domain::entry::{At, DocumentKind, Kind};
use client_core::domain::id::{BlobDigest, ChangeHash, DocumentId, EntryId, UserId};
use client_core::domain::matter::{
    Defect, Matter, MatterAlarm, MatterDue, MatterRefusal, MeterUse, defects, fold_matter, is_row_key,
    meter_use, newest,
};
use client_core::domain::policy::{Denial, ReadScope, Relation, Role, may_read, may_write_matter};
use client_core::domain::procedure::Library;
use client_core::domain::stock::Ledger;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a command on a matter was not carried out. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum MatterError {
    /// No such matter, or not for this person.
    #[error("no such matter")]
    NotFound,
    /// It has moved since the author saw it, and the present state refuses the command.
    #[error("it has changed since you saw it: {0}")]
    Stale(Rejection),
    /// The author may not, a field doesn't fit, or the database.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<EngineError> for MatterError {
    fn from(error: EngineError) -> Self {
        Self::Office(error.into())
    }
}

impl From<crate::store::StoreError> for MatterError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Office(error.into())
    }
}

fn refuse<T>(rejection: Rejection) -> Result<T, MatterError> {
    Err(OfficeError::Refused(rejection).into())
}

/// Whether somebody with these roles reads matters of any kind, all of them or his own.
pub fn reads_any(roles: &[Role]) -> bool {
    let reads =
        |role: &Role, kind: MatterKind| may_read(*role, DocumentKind::Matter(kind)) != ReadScope::Nothing;
    roles.iter().any(|role| MatterKind::ALL.iter().any(|kind| reads(role, *kind)))
}

/// Whether somebody with these roles declares heavy rain for all homes in trusteeship (TRU-5).
pub fn may_declare_rain(roles: &[Role]) -> bool {
    newest("trusteeship").is_some_and(|form| {
        let may = |role: &Role| {
            may_write_matter(*role, form, Kind::MatterFilled, Some("rain"), Relation::Site).is_ok()
        };
        roles.iter().any(may)
    })
}

/// What commands on matters are carried out with.
pub struct MatterDesk<'a> {
    /// The writer's transaction; an error must undo it.
    pub connection: &'a Connection,
    /// The procedures that count now.
    pub library: &'a Library,
    /// Who writes.
    pub author: &'a Sender,
    /// When, milliseconds since 1970 UTC.
    pub now: i64,
}

/// How many matters something was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Declared {
    /// Matters.
    pub done: usize,
    /// Feed number of the last change.
    pub seq: u64,
}

/// What a repair that was opened from a matter led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedRepair {
    /// The repair's order.
    pub order: DocumentId,
    /// The matter, as it is now.
    pub matter: OfficeOutcome,
}

impl MatterDesk<'_> {
    /// Begins a matter. One of a duty's period that is there already is refused.
    ///
    /// # Errors
    /// Any [`MatterError`].
    pub fn open(
        &self,
        command: &MatterCommand,
        random: &mut dyn Random,
    ) -> Result<OfficeOutcome, MatterError> {
        let MatterCommand::OpenMatter { form: key, period, .. } = command else {
            return refuse(Rejection::NotFound);
        };
        let id = matter_id(key, period.as_deref(), new_document(random)).map_err(OfficeError::Refused)?;
        let Some(form) = newest(key) else {
            return refuse(Rejection::Matter(MatterRefusal::UnknownForm(key.clone())));
        };
        self.write(id, DocumentKind::Matter(form.kind), &[], command, random)
    }

    /// Carries out a command on a matter; `if_match` are the heads that its author saw.
    ///
    /// # Errors
    /// Any [`MatterError`].
    pub fn execute(
        &self,
        id: DocumentId,
        if_match: &[ChangeHash],
        command: &MatterCommand,
        random: &mut dyn Random,
    ) -> Result<OfficeOutcome, MatterError> {
        let connection = self.connection;
        let kind = feed::kind_of(connection, id)?.filter(|kind| matches!(kind, DocumentKind::Matter(_)));
        let Some(kind) = kind.filter(|_| !if_match.is_empty()) else { return Err(MatterError::NotFound) };
        if !scope::may_see(connection, self.author.user, &self.author.roles, id)? {
            return Err(MatterError::NotFound);
        }
        if let MatterCommand::LinkOrder { order, .. } = command
            && !is_order(connection, self.author, *order)?
        {
            let detail = "no such order".to_owned();
            return refuse(Rejection::Invalid { field: "order".to_owned(), detail });
        }
        self.write(id, kind, if_match, command, random)
    }

    fn write(
        &self,
        id: DocumentId,
        kind: DocumentKind,
        if_match: &[ChangeHash],
        command: &MatterCommand,
        random: &mut dyn Random,
    ) -> Result<OfficeOutcome, MatterError> {
        let connection = self.connection;
        let epoch = feed::epoch(connection)?;
        let facts = load_document_facts(connection, self.author, id, kind, epoch, random)?;
        let moved = !if_match.is_empty() && facts.known.heads() != if_match;
        if !if_match.iter().all(|head| facts.known.contains(head)) {
            // Nobody can have seen such a matter here, for example after a restore.
            return Err(MatterError::Stale(Rejection::NotFound));
        }
        let matter = fold_matter(&facts.known.journal());
        let reference = reference::current(connection)?;
        let stock = Ledger::default();
        let (library, author, now) = (self.library, self.author, self.now);
        let desk = Desk { library, reference: &reference, stock: &stock, author, now };
        // What is written counts by what its author saw: he looks again where that doesn't carry it.
        if moved {
            let then = fold_matter(&facts.known.journal_at(if_match));
            let ask = |context: &mut Context<'_>| decide_matter(id, then.as_ref(), command, context);
            desk.ask("", random, ask).map_err(MatterError::Stale)?;
        }
        let decided = desk.ask("", random, |context| decide_matter(id, matter.as_ref(), command, context));
        let decided = match decided {
            Ok(decided) => decided,
            Err(rejection) if moved => return Err(MatterError::Stale(rejection)),
            Err(rejection) => return refuse(rejection),
        };
        let seen = [(id, if_match)];
        let seen = if if_match.is_empty() { &seen[..0] } else { &seen[..] };
        let known = Known { facts: Some(facts), seen };
        Ok(write_known(connection, library, author, decided, known, id, now, random)?)
    }

    /// Writes down heavy rain, or its end, in every home in trusteeship that has begun (TRU-5). `event` names the rain: the
    /// same one again changes its times, and makes no second round. A home that it doesn't concern is passed over.
    ///
    /// # Errors
    /// Any [`MatterError`]; a name that can't be a row's key.
    pub fn declare_rain(
        &self,
        event: &str,
        expected_at: i64,
        over_at: Option<i64>,
        random: &mut dyn Random,
    ) -> Result<Declared, MatterError> {
        if !may_declare_rain(&self.author.roles) {
            return refuse(Rejection::Denied { kind: Kind::MatterFilled, denial: Denial::Role });
        }
        if !is_row_key(event) {
            let detail = "up to 40 small letters, digits and hyphens, such as 2026-07-14".to_owned();
            return refuse(Rejection::Invalid { field: "event".to_owned(), detail });
        }
        let mut values = BTreeMap::from([("expected_at".to_owned(), MatterInput::Time(expected_at))]);
        values.extend(over_at.map(|at| ("over_at".to_owned(), MatterInput::Time(at))));
        let command =
            MatterCommand::FillMatter { section: "rain".to_owned(), row: Some(event.to_owned()), values };
        let mut done = 0;
        for id in matters::open_of_form(self.connection, "trusteeship")? {
            let Some(known) = feed::known(self.connection, id)? else { continue };
            match self.execute(id, &known.heads(), &command, random) {
                Ok(_) => done += 1,
                // Nobody has read the meters of a home that hasn't begun (TRU-2); one from which this rain was struck, or whose
                // list of rains is full, keeps no other from its round.
                Err(MatterError::Office(OfficeError::Refused(Rejection::Matter(
                    MatterRefusal::First(_) | MatterRefusal::NoSuchRow | MatterRefusal::TooMany(_),
                )))) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Declared { done, seq: feed::seq(self.connection)? })
    }

    /// Opens the repair of a defect that was found at move-in, with the owner's name and contact, and links it (MOV-9).
    ///
    /// # Errors
    /// Any [`MatterError`].
    pub fn open_repair(
        &self,
        id: DocumentId,
        if_match: &[ChangeHash],
        (row, service_class): (&str, &str),
        random: &mut dyn Random,
    ) -> Result<OpenedRepair, MatterError> {
        let view = scope::may_see(self.connection, self.author.user, &self.author.roles, id)?
            .then(|| feed::known(self.connection, id))
            .transpose()?
            .flatten();
        let matter = view.and_then(|known| fold_matter(&known.journal())).ok_or(MatterError::NotFound)?;
        let defect = defects(&matter).into_iter().find(|defect| defect.row == row);
        let Some(defect) = defect else { return refuse(Rejection::Matter(MatterRefusal::NotADefect)) };
        let said = |field: &str| -> Result<String, MatterError> {
            let blob = match matter.value("applicant", None, field) {
                Some(MatterValue::Blob(blob)) => text_of(self.connection, id, blob)?,
                _ => None,
            };
            Ok(blob.unwrap_or_default())
        };
        let registration = Registration {
            customer_name: said("owner_name")?,
            unit_no: matter.opening.unit_no.clone().unwrap_or_default(),
            contact: said("contact")?,
            department: None,
            content: format!("{}: {}", defect.room, defect.defect),
            appointment_at: self.now,
            received_at: self.now,
            channel: Channel::Visit,
            // The developer answers for it: the owner pays nothing (MOV-9).
            service_kind: ServiceKind::Regular,
            service_class: service_class.to_owned(),
            urgency: client_core::domain::entry::office::Urgency::Normal,
        };
        let registered =
            register(self.connection, self.library, self.author, registration, self.now, random)?;
        let link = MatterCommand::LinkOrder {
            order: registered.document,
            section: Some("inspection".to_owned()),
            row: Some(row.to_owned()),
        };
        let matter = self.execute(id, if_match, &link, random)?;
        Ok(OpenedRepair { order: registered.document, matter })
    }
}

/// Words or strokes in a blob beside a document; `None` where it isn't here or is something else.
fn text_of(
    connection: &Connection,
    document: DocumentId,
    blob: &BlobDigest,
) -> Result<Option<String>, EngineError> {
    let held = feed::blob(connection, document, blob)?.and_then(|bytes| Blob::from_bytes(&bytes));
    let text = held.filter(|held| held.as_text().is_some() || held.media_type == STROKES);
    Ok(text.and_then(|text| String::from_utf8(text.content).ok()))
}

/// A matter as its page and the interface show it.
#[derive(Debug, Clone, Serialize)]
pub struct MatterView {
    /// The matter.
    pub matter: Matter,
    /// What to send as `If-Match` with the next command.
    pub etag: String,
    /// What is due, and what was.
    pub dues: Vec<MatterDue>,
    /// What people have to see at once.
    pub alarms: Vec<MatterAlarm>,
    /// Defects of a move-in, as they stand.
    pub defects: Vec<Defect>,
    /// What an empty home has used.
    pub meter_use: Option<MeterUse>,
    /// Returned sheets of the survey in thousandths of those handed out.
    pub return_rate_per_mille: Option<i64>,
    /// What was billed less what the meters say, in fen.
    pub billing_difference_fen: Option<i64>,
    /// Words about people and strokes of signatures, by their blobs.
    pub words: BTreeMap<BlobDigest, String>,
    /// Names of the people in it.
    pub names: BTreeMap<UserId, String>,
    /// When the server received each entry, milliseconds since 1970 UTC.
    pub received_at: BTreeMap<EntryId, i64>,
    /// Slip numbers of the orders that it names.
    pub numbers: BTreeMap<DocumentId, String>,
    /// Sections that the reader may fill now, by their keys.
    pub open: Vec<&'static str>,
    /// What else he may do now, and what not yet and why.
    pub commands: Vec<Action>,
}

/// A matter, for a person who may read it; `None` otherwise, and when there is none.
///
/// # Errors
/// The database, or something stored in it.
pub fn matter_view(
    connection: &Connection,
    reader: &Author,
    id: DocumentId,
    now: i64,
) -> Result<Option<MatterView>, EngineError> {
    if !scope::may_see(connection, reader.user, &reader.roles, id)? {
        return Ok(None);
    }
    let known = feed::known(connection, id)?.filter(|known| matches!(known.kind, DocumentKind::Matter(_)));
    let Some(known) = known else { return Ok(None) };
    let Some(matter) = fold_matter(&known.journal()) else { return Ok(None) };
    let mut words = BTreeMap::new();
    for value in matter.fillings.iter().flat_map(|filling| filling.values.values()) {
        if let MatterValue::Blob(blob) = value
            && let Some(text) = text_of(connection, id, blob)?
        {
            words.insert(*blob, text);
        }
    }
    let mut numbers = BTreeMap::new();
    for linked in &matter.orders {
        let number: Option<Option<String>> = connection
            .prepare_cached("SELECT number FROM board WHERE document = ?1")?
            .query_row([linked.order.as_bytes()], |row| row.get(0))
            .optional()?;
        numbers.extend(number.flatten().map(|number| (linked.order, number)));
    }
    let zone = settlement::zone(connection)?;
    let received_at = arrivals(connection, id)?;
    let at = At::known(now);
    Ok(Some(MatterView {
        etag: etag(&known.heads()),
        dues: matter.dues(zone, now, &received_at),
        alarms: matter.alarms(),
        defects: defects(&matter),
        meter_use: meter_use(&matter),
        return_rate_per_mille: matter.return_rate_per_mille(),
        billing_difference_fen: matter.billing_difference_fen(),
        words,
        names: names(connection, &matter.people())?,
        received_at,
        numbers,
        open: open_sections(&matter, reader).into_iter().map(|section| section.key).collect(),
        commands: matter_actions(&matter, reader, at),
        matter,
    }))
}
