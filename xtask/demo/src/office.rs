//! The office: somebody at a desk, through the HTTP API that the consoles use.

use crate::error::DemoError;
use client_core::domain::command::{Command, FeeCommand, MatterCommand, Registration};
use client_core::domain::id::{DeviceId, DocumentId, EntryId, UserId};
use client_core::domain::order::{Charge, Conflict, DamageCase, OrderState, Registered, Signature, Task};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_mins(1);
/// Lines of the board that are asked for at once.
const PAGE: u32 = 500;

/// Somebody who is signed in.
#[derive(Debug)]
pub(crate) struct Office {
    agent: ureq::Agent,
    url: String,
    token: String,
}

#[derive(Deserialize)]
struct LoggedIn {
    access_token: String,
}

#[derive(Deserialize)]
struct Me {
    user: UserId,
}

/// A new order.
#[derive(Deserialize)]
struct NewOrder {
    id: DocumentId,
}

/// What the demo reads of an order.
#[derive(Debug, Deserialize)]
pub(crate) struct View {
    /// Its fold.
    pub(crate) order: Folded,
    /// Names of people.
    pub(crate) names: BTreeMap<UserId, String>,
    /// Names of devices.
    pub(crate) devices: BTreeMap<DeviceId, String>,
    /// When each entry arrived.
    pub(crate) received_at: BTreeMap<EntryId, i64>,
}

/// What the demo reads of a fold.
#[derive(Debug, Deserialize)]
pub(crate) struct Folded {
    /// Work track.
    pub(crate) state: OrderState,
    /// Who holds the slip.
    pub(crate) holder: Option<UserId>,
    /// What may be billed at most.
    pub(crate) billable_fen: Option<i64>,
    /// Conflicts.
    pub(crate) conflicts: Vec<Conflict>,
    /// Whether the time must be agreed with the customer again.
    pub(crate) time_open: bool,
    /// Whether work waits for something.
    pub(crate) waiting: bool,
    /// Whether something is charged.
    pub(crate) charge: Option<Charge>,
    /// What is due, and by whom.
    pub(crate) tasks: Vec<Task>,
    /// Checklist with all its rounds, as JSON.
    pub(crate) checklist: serde_json::Value,
    /// Signatures.
    pub(crate) signatures: Vec<Signature>,
    /// Cases of damaged and lost property.
    pub(crate) damages: Vec<DamageCase>,
    /// What the customer asked for.
    pub(crate) registered: Option<Registered>,
}

/// What the demo reads of a line of the board.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Line {
    /// The order.
    pub(crate) id: DocumentId,
    /// Slip number.
    pub(crate) number: Option<String>,
    /// Work track.
    pub(crate) state: String,
    /// Whether people must settle something.
    pub(crate) needs_decision: bool,
    /// Somebody is needed at once.
    pub(crate) urgent: bool,
    /// Who holds the slip.
    pub(crate) holder_name: Option<String>,
    /// Unit.
    pub(crate) unit_no: Option<String>,
    /// Conflicts that wait for somebody.
    pub(crate) conflicts: u32,
}

#[derive(Deserialize)]
struct Board {
    orders: Vec<Line>,
}

impl Office {
    /// Signs somebody in.
    pub(crate) fn login(url: &str, user: &str, password: &str) -> Result<Self, DemoError> {
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
        let mut office = Self { agent: config.build().into(), url: url.to_owned(), token: String::new() };
        let body = serde_json::json!({"user": user, "password": password});
        let (answer, _): (LoggedIn, _) = office.post("/api/v1/login", None, &body)?;
        office.token = answer.access_token;
        Ok(office)
    }

    /// Registers a request.
    pub(crate) fn register(&self, registration: &Registration) -> Result<DocumentId, DemoError> {
        let body = serde_json::to_value(registration).unwrap_or_default();
        let (answer, _): (NewOrder, _) = self.post("/api/v1/orders", None, &body)?;
        Ok(answer.id)
    }

    /// Gives a command on an order as it is now.
    pub(crate) fn command(&self, order: DocumentId, command: &Command) -> Result<(), DemoError> {
        let (_, tag): (serde_json::Value, _) = self.get(&format!("/api/v1/orders/{order}"))?;
        let tag =
            tag.ok_or_else(|| DemoError::Unexpected(format!("order {order} came without an entity tag")))?;
        let body = serde_json::to_value(command).unwrap_or_default();
        let path = format!("/api/v1/orders/{order}/commands");
        self.post::<serde_json::Value>(&path, Some(&tag), &body).map(drop)
    }

    /// Accepts, issues the slip, and assigns.
    pub(crate) fn dispatch(&self, order: DocumentId, technician: UserId) -> Result<(), DemoError> {
        self.command(order, &Command::accept())?;
        self.command(order, &Command::IssueSlip)?;
        self.command(order, &Command::Assign { technician, reason: None })
    }

    /// Gives a command on a customer's fee account as it is now.
    pub(crate) fn fee(&self, account: &str, command: &FeeCommand) -> Result<(), DemoError> {
        let path = format!("/api/v1/fees/accounts/{account}");
        let (_, tag): (serde_json::Value, _) = self.get(&path)?;
        let body = serde_json::to_value(command).unwrap_or_default();
        self.post::<serde_json::Value>(&format!("{path}/commands"), tag.as_deref(), &body).map(drop)
    }

    /// Begins one of the office's other matters.
    pub(crate) fn open_matter(&self, command: &MatterCommand) -> Result<DocumentId, DemoError> {
        let body = serde_json::to_value(command).unwrap_or_default();
        let (answer, _): (NewOrder, _) = self.post("/api/v1/matters", None, &body)?;
        Ok(answer.id)
    }

    /// Gives a command on a matter as it is now.
    pub(crate) fn matter(&self, matter: DocumentId, command: &MatterCommand) -> Result<(), DemoError> {
        let path = format!("/api/v1/matters/{matter}");
        let (_, tag): (serde_json::Value, _) = self.get(&path)?;
        let body = serde_json::to_value(command).unwrap_or_default();
        self.post::<serde_json::Value>(&format!("{path}/commands"), tag.as_deref(), &body).map(drop)
    }

    /// Opens the repair of a move-in's first defect.
    pub(crate) fn open_repair(&self, matter: DocumentId, service_class: &str) -> Result<(), DemoError> {
        let path = format!("/api/v1/matters/{matter}");
        let (view, tag): (serde_json::Value, _) = self.get(&path)?;
        let body = serde_json::json!({"row": view["defects"][0]["row"], "service_class": service_class});
        self.post::<serde_json::Value>(&format!("{path}/repairs"), tag.as_deref(), &body).map(drop)
    }

    /// Declares heavy rain for all homes in trusteeship.
    pub(crate) fn declare_rain(&self, event: &str, expected_at: i64) -> Result<(), DemoError> {
        let body = serde_json::json!({"event": event, "expected_at": expected_at});
        self.post::<serde_json::Value>("/api/v1/matters/rain", None, &body).map(drop)
    }

    /// Work on all fee accounts; gives how many notices it moved.
    pub(crate) fn fee_work(&self, what: &str, body: &serde_json::Value) -> Result<u64, DemoError> {
        let (done, _): (serde_json::Value, _) = self.post(&format!("/api/v1/fees/{what}"), None, body)?;
        Ok(done["done"].as_u64().unwrap_or_default())
    }

    /// Takes a file of terms and opening balances in.
    pub(crate) fn import_fees(&self, file: &str) -> Result<(), DemoError> {
        let path = "/api/v1/fees/import";
        let request = self.agent.post(format!("{}{path}", self.url)).header("content-type", "text/csv");
        let request = request.header("authorization", format!("Bearer {}", self.token));
        read::<serde_json::Value>(&format!("POST {path}"), request.send(file)).map(drop)
    }

    /// Who somebody is.
    pub(crate) fn user_of(&self, login: &str, password: &str) -> Result<UserId, DemoError> {
        let (me, _): (Me, _) = Self::login(&self.url, login, password)?.get("/api/v1/me")?;
        Ok(me.user)
    }

    /// An order with its conflicts.
    pub(crate) fn view(&self, order: DocumentId) -> Result<View, DemoError> {
        Ok(self.get(&format!("/api/v1/orders/{order}"))?.0)
    }

    /// The whole board.
    pub(crate) fn board(&self) -> Result<Vec<Line>, DemoError> {
        let (board, _): (Board, _) = self.get(&format!("/api/v1/orders?limit={PAGE}"))?;
        Ok(board.orders)
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> Result<(T, Option<String>), DemoError> {
        let request = self.agent.get(format!("{}{path}", self.url));
        let request = request.header("authorization", format!("Bearer {}", self.token));
        read(&format!("GET {path}"), request.call())
    }

    fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        tag: Option<&str>,
        body: &serde_json::Value,
    ) -> Result<(T, Option<String>), DemoError> {
        let mut request =
            self.agent.post(format!("{}{path}", self.url)).header("content-type", "application/json");
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if let Some(tag) = tag {
            request = request.header("if-match", tag);
        }
        read(&format!("POST {path} {body}"), request.send(body.to_string()))
    }
}

/// The value of an answer, and its entity tag.
fn read<T: DeserializeOwned>(
    what: &str,
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<(T, Option<String>), DemoError> {
    let connection = |source| DemoError::Connection { what: what.to_owned(), source: Box::new(source) };
    let mut answer = answer.map_err(connection)?;
    let status = answer.status();
    let tag = answer.headers().get("etag").and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    let text = answer.body_mut().read_to_string().map_err(connection)?;
    let refused =
        |answer: String| DemoError::Office { what: what.to_owned(), status: status.as_u16(), answer };
    if !status.is_success() {
        return Err(refused(text));
    }
    let value = serde_json::from_str(&text).map_err(|error| refused(format!("{error} in {text}")))?;
    Ok((value, tag))
}
