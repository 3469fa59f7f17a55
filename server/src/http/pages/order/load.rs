//! What the page reads of the database, all in one reading.

use super::super::look::Viewer;
use crate::board::desk::loads;
use crate::feed::{self, EngineError, reference};
use crate::figures::callers;
use crate::http::orders::{order_id, require_reader};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::view::{JournalLine, OrderView, journal, order_view};
use crate::receipt_numbers::places;
use client_core::domain::blob::{Blob, STROKES};
use client_core::domain::decide::{Actions, actions};
use client_core::domain::dispatch::{Load, next_in_rotation};
use client_core::domain::entry::At;
use client_core::domain::fee::ReceiptPlace;
use client_core::domain::id::{BlobDigest, DocumentId, UserId};
use client_core::domain::order::Order;
use client_core::domain::procedure::Library;
use client_core::domain::reference::{PriceItem, Reference};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An order and all around it.
pub(super) struct Sheet {
    /// The order, its customer and its people.
    pub(super) view: OrderView,
    /// Its journal.
    pub(super) journal: Vec<JournalLine>,
    /// Strokes of signatures, consents and follow-ups that are safe to draw.
    pub(super) strokes: BTreeMap<BlobDigest, String>,
    /// Who can be assigned now.
    pub(super) technicians: Vec<(UserId, String)>,
    /// Who follows up, and can be named for this order (FUP-2).
    pub(super) callers: Vec<(UserId, String)>,
    /// Whose turn it is by rotation, while somebody has to be found.
    pub(super) turn: Option<Load>,
    /// Where numbers of this order's receipts stand besides (FEE-10).
    pub(super) receipt_places: BTreeMap<DocumentId, ReceiptPlace>,
    /// Fee standards, for the names of items.
    pub(super) reference: Reference,
    /// Procedures.
    pub(super) library: Arc<Library>,
    /// What the viewer may do now.
    pub(super) actions: Actions,
}

impl Sheet {
    /// An item of the fee standard, in force or coming.
    pub(super) fn price_item(&self, code: &str) -> Option<&PriceItem> {
        let coming = self.reference.coming_price_list.as_ref();
        self.reference.price_list.item(code).or_else(|| coming.and_then(|list| list.item(code)))
    }
}

/// Reads the order for a viewer who may know it.
pub(super) async fn sheet(state: &AppState, viewer: &Viewer, id: &str) -> Result<Sheet, Problem> {
    require_reader(&viewer.who)?;
    let id = order_id(id)?;
    let (procedures, who, now) = (Arc::clone(&state.procedures), viewer.who.clone(), viewer.look.now);
    let found = state
        .store
        .read(move |connection| -> Result<Option<Sheet>, EngineError> {
            let library = procedures.at(connection)?;
            let Some(view) = order_view(connection, &library, who.user, &who.roles, id)? else {
                return Ok(None);
            };
            let strokes = strokes(connection, id, &view)?;
            let journal = journal(connection, id)?.unwrap_or_default();
            let reference = reference::current(connection)?;
            let technicians = technicians(connection)?;
            let callers = callers(connection)?;
            let turn = turn(connection, &view.order)?;
            let elsewhere = view.order.account.payments.iter().filter_map(|payment| payment.elsewhere);
            let receipt_places = places(connection, elsewhere)?;
            let author = who.author();
            let now = At::known(now);
            let actions = actions(&view.order, &author, now, &reference, &library);
            Ok(Some(Sheet {
                view,
                journal,
                strokes,
                technicians,
                callers,
                turn,
                receipt_places,
                reference,
                library,
                actions,
            }))
        })
        .await?;
    found.ok_or_else(|| Problem::new(ProblemKind::NotFound, "no such order"))
}

fn strokes(
    connection: &Connection,
    order: DocumentId,
    view: &OrderView,
) -> Result<BTreeMap<BlobDigest, String>, EngineError> {
    let mut strokes = BTreeMap::new();
    let signed = view.order.signatures.iter().map(|signature| signature.strokes);
    let agreed = view.order.consents.iter().filter_map(|consent| consent.strokes);
    let followed_up = view.order.follow_ups.done.iter().filter_map(|one| one.signature);
    for digest in signed.chain(agreed).chain(followed_up) {
        let bytes = feed::blob(connection, order, &digest)?;
        let blob = bytes.and_then(|bytes| Blob::from_bytes(&bytes)).filter(|blob| blob.media_type == STROKES);
        let path = blob.and_then(|blob| String::from_utf8(blob.content).ok());
        if let Some(path) = path {
            strokes.insert(digest, path);
        }
    }
    Ok(strokes)
}

/// Whose turn it is; nobody is given again what he gave back.
fn turn(connection: &Connection, order: &Order) -> Result<Option<Load>, EngineError> {
    if !order.desk.in_pool {
        return Ok(None);
    }
    let given_back: Vec<UserId> = order.desk.handed_back.iter().map(|back| back.origin.by.user).collect();
    Ok(next_in_rotation(&loads(connection)?, &given_back))
}

fn technicians(connection: &Connection) -> Result<Vec<(UserId, String)>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT user.id, user.display_name FROM user JOIN user_role ON user_role.user = user.id
         WHERE user_role.role = 'technician' AND user_role.until_at IS NULL AND user.disabled_at IS NULL
         GROUP BY user.id ORDER BY user.display_name",
    )?;
    let found = statement
        .query_map([], |row| Ok((UserId::from_bytes(row.get(0)?), row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
