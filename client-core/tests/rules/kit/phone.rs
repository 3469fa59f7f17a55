//! A device in somebody's hands, with one order on its screen.

use super::{Clock, Exchange, TestEnvironment, block, library, user};
use client_core::device::store::{MemoryStore, Store};
use client_core::device::{Device, ExecuteError, Identity, OrderView};
use client_core::domain::command::{Command, StoreCommand};
use client_core::domain::decide::Rejection;
use client_core::domain::id::{DeviceId, DocumentId};
use client_core::domain::order::{Order, Task};
use client_core::domain::policy::Role;
use client_core::domain::procedure::{
    Checklist, FollowUp, LockReason, Missing, Reading, Status, StepRefusal, StepState,
};
use client_core::domain::stock::Ledger;

pub struct Phone<S = MemoryStore> {
    pub device: Device<S, TestEnvironment>,
    pub order: Option<DocumentId>,
}

impl Phone {
    /// A new phone of person `n`.
    pub fn new(clock: &Clock, n: u8, role: Role) -> Self {
        Self::on(MemoryStore::new(), clock, n, role, n)
    }
}

impl<S: Store> Phone<S> {
    /// Starts the app on a store; `life` gives each start other random numbers.
    pub fn on(store: S, clock: &Clock, n: u8, role: Role, life: u8) -> Self {
        let environment = TestEnvironment::new(clock.clone(), life);
        let mut device = block(Device::open(store, environment, library())).unwrap();
        let identity = Identity {
            site_url: "https://site.example".into(),
            user: user(n),
            display_name: format!("P{n}"),
            device: DeviceId::from_bytes([n; 16]),
            roles: vec![role],
            slip_prefix: format!("D{n}"),
            enrolment_receipt: None,
        };
        block(device.enrol(identity, None)).unwrap();
        Self { device, order: None }
    }

    pub fn syncs(&mut self, exchange: &mut Exchange) {
        self.device.hurry();
        block(self.device.sync(exchange)).unwrap();
    }

    pub fn view(&self) -> OrderView {
        block(self.device.show(self.order.unwrap())).unwrap().unwrap()
    }

    pub fn shows(&self) -> Order {
        self.view().order
    }

    /// Gives a command that is taken; what the screen shows then is what the store gives back.
    #[track_caller]
    pub fn does(&mut self, command: Command) -> Order {
        let words = format!("{command:?}");
        match block(self.device.execute(self.order, command)) {
            Ok(view) => {
                self.order = Some(view.order.id);
                assert_eq!(self.view(), view, "what is shown as saved is stored");
                view.order
            }
            Err(error) => panic!("{words} refused: {error} ({error:?})"),
        }
    }

    /// Gives a command that is refused and leaves no trace.
    #[track_caller]
    pub fn is_refused(&mut self, command: Command) -> Rejection {
        let look = |phone: &Self| {
            let shown = phone.order.map(|_| phone.view());
            (shown, block(phone.device.outbox()).unwrap().len())
        };
        let before = look(self);
        let words = format!("{command:?}");
        let rejection = match block(self.device.execute(self.order, command)) {
            Err(ExecuteError::Rejected(rejection)) => rejection,
            Err(other) => panic!("{words} failed otherwise: {other:?}"),
            Ok(view) => panic!("{words} should be refused, the order is {:?} now", view.order.state),
        };
        assert!(before == look(self), "a refused command writes nothing");
        rejection
    }

    /// Gives a command on the store or on personal stock that is taken.
    #[track_caller]
    pub fn stores(&mut self, command: StoreCommand) -> Ledger {
        let words = format!("{command:?}");
        match block(self.device.execute_store(command)) {
            Ok(ledger) => ledger,
            Err(error) => panic!("{words} refused: {error} ({error:?})"),
        }
    }

    /// Gives one that is refused and leaves no trace.
    #[track_caller]
    pub fn store_refused(&mut self, command: StoreCommand) -> Rejection {
        let before = (self.ledger(), block(self.device.outbox()).unwrap().len());
        let words = format!("{command:?}");
        match block(self.device.execute_store(command)) {
            Err(ExecuteError::Rejected(rejection)) => {
                let after = (self.ledger(), block(self.device.outbox()).unwrap().len());
                assert!(before == after, "a refused command writes nothing");
                rejection
            }
            other => panic!("{words} should be refused: {other:?}"),
        }
    }

    /// The store as this device knows it.
    pub fn ledger(&self) -> Ledger {
        block(self.device.ledger()).unwrap()
    }

    /// The checklist's refusal of a command.
    #[track_caller]
    pub fn step_refused(&mut self, command: Command) -> StepRefusal {
        match self.is_refused(command) {
            Rejection::Step(refusal) => refusal,
            other => panic!("refused by another rule: {other:?}"),
        }
    }

    /// Why a step is locked, by the refusal of a command at it.
    #[track_caller]
    pub fn locked(&mut self, command: Command) -> Vec<LockReason> {
        match self.step_refused(command) {
            StepRefusal::Locked { reasons, .. } => reasons,
            other => panic!("refused for another reason: {other:?}"),
        }
    }

    pub fn checklist(&self) -> Checklist {
        self.shows().checklist.unwrap()
    }

    pub fn at(&self, path: &str) -> Checklist {
        self.checklist().at_path(path).unwrap().clone()
    }

    /// A step of the present round, by its id, in whatever checklist of this order it is.
    #[track_caller]
    pub fn step(&self, id: &str) -> StepState {
        fn find(list: &Checklist, id: &str) -> Option<StepState> {
            list.step(id).cloned().or_else(|| list.children.iter().rev().find_map(|child| find(child, id)))
        }
        find(&self.checklist(), id).unwrap_or_else(|| panic!("no step {id}"))
    }

    #[track_caller]
    pub fn status(&self, id: &str) -> Status {
        self.step(id).status
    }

    #[track_caller]
    pub fn requires(&self, id: &str) -> Vec<FollowUp> {
        self.step(id).requires
    }

    #[track_caller]
    pub fn reading(&self, id: &str) -> Reading {
        self.step(id).reading.unwrap()
    }

    pub fn missing(&self) -> Vec<Missing> {
        self.checklist().missing
    }

    /// Whether the round can't end without this step.
    pub fn misses(&self, id: &str) -> bool {
        self.missing().iter().any(|missing| match missing {
            Missing::Step { step } | Missing::Repeat { step } => step == id,
            Missing::Child { path } => path == id,
        })
    }

    #[track_caller]
    pub fn not_applicable(&self, id: &str) -> bool {
        matches!(self.status(id), Status::NotApplicable { .. })
    }

    pub fn task(&self, id: &str) -> Option<Task> {
        self.shows().tasks.into_iter().find(|task| task.id == id)
    }
}

/// What a step that opened this one requires.
pub fn then(step: &str) -> FollowUp {
    FollowUp::Step { step: step.into() }
}

pub fn step_open(step: &str) -> LockReason {
    LockReason::StepOpen { step: step.into() }
}

pub fn gate_open(gate: &str) -> Vec<LockReason> {
    vec![LockReason::GateOpen { gate: gate.into() }, LockReason::GateNotSetByYou { gate: gate.into() }]
}
