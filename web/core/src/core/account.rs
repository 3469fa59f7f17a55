//! Enrolment, PIN, login: from one state to another.

use super::arguments::{Enrol, LogIn, LogOut, SetPin, Unlock};
use super::{Core, Open, OpenDevice, Ready, Reply, library};
use crate::fault::Fault;
use crate::lock::{Lock, LockError};
use crate::platform::Platform;
use crate::vault::{DeviceKey, DeviceSigner, EnrolledHere, Vault};
use client_core::device::http::Http;
use client_core::device::sealing::{DataKey, Entropy, SealedStore};
use client_core::device::sync::FailureKind;
use client_core::device::{Device, Environment, OutboxStatus};
use client_core::domain::id::hex;
use serde_json::{Value, json};

/// The unsealed words of this machine.
pub async fn load<P: Platform>(platform: &P) -> Result<Vault, Fault> {
    let Some(words) = platform.words().await? else { return Ok(Vault::default()) };
    serde_json::from_slice(&words)
        .and_then(serde_json::from_value)
        .map_err(|error| Fault::Store(client_core::device::store::StoreError::Corrupt(error.to_string())))
}

async fn save<P: Platform>(platform: &P, vault: &Vault) -> Result<(), Fault> {
    Ok(platform.set_words(&serde_json::to_vec(vault)?).await?)
}

fn signer(vault: &Vault) -> Result<DeviceSigner, Fault> {
    let signer = vault.device_key.as_ref().and_then(DeviceKey::signer);
    signer.ok_or_else(|| Fault::Internal("the device's key is gone: enrol again".to_owned()))
}

async fn open_device<P: Platform>(platform: &P, key: &DataKey) -> Result<OpenDevice<P>, Fault> {
    let store = SealedStore::new(platform.open_store().await?, key.clone(), platform.machine());
    let mut device = Device::open(store, platform.machine(), library()?).await?;
    if !platform.online() {
        device.offline();
    }
    Ok(device)
}

fn wall_ms<P: Platform>(platform: &P) -> i64 {
    platform.machine().now().wall_ms
}

impl<P: Platform> Core<P> {
    pub(super) async fn state(&self) -> Value {
        let guard = self.open.lock().await;
        match &*guard {
            Open::Elsewhere => json!({ "state": "elsewhere" }),
            Open::Empty(_) => json!({ "state": "not_enrolled" }),
            Open::Broken(fault) => json!({ "state": "broken", "error": self.fault_json(fault) }),
            Open::Locked(_, enrolled) => json!({
                "state": "locked",
                "name": enrolled.name,
                "pin": enrolled.lock.pin().map(|(secret, left)| json!({ "left": left, "secret": secret })),
                "pin_gone": enrolled.lock.why_no_pin(),
            }),
            Open::Ready(ready) => json!({
                "state": "ready",
                "identity": ready.device.identity(),
                "roles": ready.device.author().map(|author| author.roles).unwrap_or_default(),
                "pin_set": ready.enrolled.lock.pin().is_some(),
                "signed_in": ready.device.tokens().is_some(),
                "needs_update": ready.device.needs_update(),
            }),
        }
    }

    /// After a change of state: the screens hear of it, and the sync wakes.
    async fn moved(&self) -> Result<Reply, Fault> {
        self.emit_state().await;
        self.wake.notify();
        Ok(self.state().await.into())
    }

    /// The key of an enrolment is stored before it is asked for, so that an interrupted one is repeated with
    /// the same key and code. A device that is enrolled already keeps its key until the new enrolment is
    /// stored.
    pub(super) async fn enrol(&self, arguments: Enrol) -> Result<Reply, Fault> {
        let key = {
            let mut guard = self.open.lock().await;
            let (vault, again) = match &mut *guard {
                Open::Empty(vault) => (vault, false),
                Open::Ready(ready) => (&mut ready.vault, true),
                Open::Elsewhere => return Err(Fault::Elsewhere),
                Open::Locked(..) => return Err(Fault::Sealed),
                Open::Broken(fault) => return Err(fault.clone()),
            };
            let place = if again { &mut vault.next_key } else { &mut vault.device_key };
            if let Some(key) = place {
                key.clone()
            } else {
                let key = DeviceKey::new(self.platform.machine().bytes());
                *place = Some(key.clone());
                save(&self.platform, vault).await?;
                key
            }
        };
        let signer = key.signer().ok_or_else(|| Fault::Internal("the device's key is damaged".to_owned()))?;
        let http = Http::over(self.platform.fetch(), &self.platform.site_url());
        let Enrol { code, password, device_name } = arguments;
        let now = wall_ms(&self.platform);
        let enrolled = http.enrol(code.trim(), &password, &device_name, &signer, now).await?;

        let mut guard = self.open.lock().await;
        let (identity, tokens) = (enrolled.identity, enrolled.tokens);
        let recovery = enrolled.recovery_key.as_ref().map(|key| &key.0);
        let mut machine = self.platform.machine();
        let here = |lock| EnrolledHere {
            device: identity.device,
            name: identity.display_name.clone(),
            site_url: identity.site_url.clone(),
            enrolment_receipt: identity.enrolment_receipt.clone(),
            lock,
        };
        match &mut *guard {
            Open::Empty(vault) => {
                // What an interrupted enrolment left is sealed under a key that nobody has.
                self.platform.wipe_store().await?;
                let data_key = DataKey(machine.bytes());
                let lock = Lock::new(&data_key, recovery, &mut machine)?;
                let mut device = open_device(&self.platform, &data_key).await?;
                let enrolled = here(lock);
                device.enrol(identity, Some(tokens)).await?;
                let vault = Vault { enrolled: Some(enrolled.clone()), ..vault.clone() };
                save(&self.platform, &vault).await?;
                let ready = Ready { vault, enrolled, key: data_key, device, by_login: true };
                *guard = Open::Ready(Box::new(ready));
            }
            Open::Ready(ready) => {
                let mut lock = ready.enrolled.lock.clone();
                lock.set_recovery(&ready.key, recovery, &mut machine)?;
                let enrolled = here(lock);
                ready.device.enrol(identity, Some(tokens)).await?;
                ready.vault.device_key = Some(key);
                ready.vault.next_key = None;
                ready.vault.enrolled = Some(enrolled.clone());
                ready.enrolled = enrolled;
                ready.by_login = true;
                save(&self.platform, &ready.vault).await?;
            }
            // The lock closed, or another tab took over, while the server answered. The same code goes on
            // later.
            _ => return Err(Fault::Sealed),
        }
        drop(guard);
        self.moved().await
    }

    pub(super) async fn unlock(&self, arguments: Unlock) -> Result<Reply, Fault> {
        let mut guard = self.open.lock().await;
        match &mut *guard {
            Open::Ready(_) => {}
            Open::Elsewhere => return Err(Fault::Elsewhere),
            Open::Empty(_) => return Err(Fault::NotEnrolled),
            Open::Broken(fault) => return Err(fault.clone()),
            Open::Locked(vault, enrolled) => {
                let key = self.try_pin(vault, enrolled, &arguments).await?;
                let device = open_device(&self.platform, &key).await?;
                let (vault, enrolled) = (vault.clone(), enrolled.clone());
                *guard = Open::Ready(Box::new(Ready { vault, enrolled, key, device, by_login: false }));
            }
        }
        drop(guard);
        self.moved().await
    }

    /// A try counts before it is made, whatever happens in between.
    async fn try_pin(
        &self,
        vault: &mut Vault,
        enrolled: &mut EnrolledHere,
        arguments: &Unlock,
    ) -> Result<DataKey, Fault> {
        let counted = enrolled.lock.count_try();
        vault.enrolled = Some(enrolled.clone());
        save(&self.platform, vault).await?;
        counted?;
        let tried = enrolled.lock.try_pin(&arguments.pin, &arguments.secret);
        vault.enrolled = Some(enrolled.clone());
        save(&self.platform, vault).await?;
        Ok(tried?)
    }

    pub(super) async fn log_in(&self, arguments: LogIn) -> Result<Reply, Fault> {
        let (signer, here, sealed) = match &*self.open.lock().await {
            Open::Locked(vault, enrolled) => (signer(vault)?, enrolled.clone(), true),
            Open::Ready(ready) => (signer(&ready.vault)?, ready.enrolled.clone(), false),
            Open::Elsewhere => return Err(Fault::Elsewhere),
            Open::Empty(_) => return Err(Fault::NotEnrolled),
            Open::Broken(fault) => return Err(fault.clone()),
        };
        let http = Http::over(self.platform.fetch(), &here.site_url);
        let (now, receipt) = (wall_ms(&self.platform), here.enrolment_receipt.as_deref());
        let answer = http.log_in(here.device, &arguments.password, &signer, now, sealed, receipt).await?;
        let mut guard = self.open.lock().await;
        match &mut *guard {
            Open::Ready(ready) => {
                ready.device.set_granted(answer.granted).await?;
                ready.by_login = true;
                ready.device.hurry();
            }
            Open::Locked(vault, enrolled) => {
                let recovery = answer.recovery_key.ok_or(LockError::OtherKey)?;
                let key = enrolled.lock.recover(&recovery.0)?;
                let mut device = open_device(&self.platform, &key).await?;
                device.set_granted(answer.granted).await?;
                let (vault, enrolled) = (vault.clone(), enrolled.clone());
                *guard = Open::Ready(Box::new(Ready { vault, enrolled, key, device, by_login: true }));
            }
            _ => return Err(Fault::Elsewhere),
        }
        drop(guard);
        self.moved().await
    }

    pub(super) async fn set_pin(&self, arguments: SetPin) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let ready = guard.get()?;
        if ready.enrolled.lock.pin().is_some() && !ready.by_login {
            let old = arguments
                .old
                .ok_or(LockError::Wrong { left: ready.enrolled.lock.pin().map_or(0, |(_, left)| left) })?;
            self.try_pin(&mut ready.vault, &mut ready.enrolled, &old).await?;
        }
        let mut lock = ready.enrolled.lock.clone();
        let cost = self.platform.lock_cost();
        lock.set_pin(&ready.key, &arguments.pin, &arguments.secret, cost, &mut self.platform.machine())?;
        let enrolled = EnrolledHere { lock, ..ready.enrolled.clone() };
        let vault = Vault { enrolled: Some(enrolled.clone()), ..ready.vault.clone() };
        save(&self.platform, &vault).await?;
        ready.vault = vault;
        ready.enrolled = enrolled;
        ready.by_login = false;
        drop(guard);
        self.moved().await
    }

    pub(super) async fn lock(&self) -> Result<Reply, Fault> {
        let mut guard = self.open.lock().await;
        if let Open::Ready(ready) = &*guard {
            *guard = Open::Locked(ready.vault.clone(), ready.enrolled.clone());
        }
        drop(guard);
        self.moved().await
    }

    pub(super) async fn log_out(&self, arguments: LogOut) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let unsent = device.outbox().await?.len();
        if unsent > 0 && !arguments.anyway {
            return Err(Fault::UnsentWork(unsent));
        }
        device.log_out().await?;
        drop(guard);
        self.moved().await
    }

    pub(super) async fn status(&self) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let at = device.at();
        let outbox = device.outbox().await?;
        let stuck = outbox.iter().filter(|item| matches!(item.status, OutboxStatus::Stuck { .. })).count();
        let Some(identity) = device.identity() else { return Err(Fault::NotEnrolled) };
        let reference = device.reference();
        Ok(json!({
            "user": identity.user,
            "name": identity.display_name,
            "roles": device.author().map(|author| author.roles).unwrap_or_default(),
            "device": identity.device,
            "slip_prefix": identity.slip_prefix,
            "server": identity.site_url,
            "site": reference.site_name,
            "timezone": reference.timezone,
            "reference_version": reference.version,
            "needs_update": device.needs_update(),
            "signed_in": device.tokens().is_some(),
            "cursor": device.cursor().map(|cursor| json!({ "epoch": hex(&cursor.epoch), "seq": cursor.seq })),
            "unsent": outbox.len(),
            "stuck": stuck,
            "clock": { "wall_ms": at.wall, "offset_ms": at.offset },
            "app": concat!("undercroft/", env!("CARGO_PKG_VERSION")),
        })
        .into())
    }

    /// A connection with an access token that is good for the next request; with `renew` a fresh one.
    pub(super) async fn connection(&self, renew: bool) -> Result<Http<P::Fetch>, Fault> {
        let (tokens, receipt, http, signer) = {
            let mut guard = self.ready().await?;
            let ready = guard.get()?;
            let tokens = ready.device.tokens().cloned().ok_or(Fault::SignedOut)?;
            let receipt = ready.device.identity().and_then(|identity| identity.enrolment_receipt.clone());
            let http = Http::over(self.platform.fetch(), &ready.enrolled.site_url);
            (tokens, receipt, http, signer(&ready.vault)?)
        };
        let now = wall_ms(&self.platform);
        let left = tokens.access_expires_at.saturating_sub(now);
        // A wall clock that was set back makes a token look fresh for ever: the server's 401 renews it then.
        if !renew && left >= client_core::device::http::RENEW_BEFORE_MS {
            return Ok(http.signed_in(tokens.access));
        }
        let fresh = http.renew(&tokens.refresh, receipt.as_deref(), &signer, now).await;
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        match fresh.map_err(Fault::from) {
            Ok(fresh) => {
                let access = fresh.tokens.access.clone();
                // A login or another enrolment meanwhile has brought its own.
                if device.tokens() == Some(&tokens) {
                    device.set_granted(fresh).await?;
                }
                Ok(http.signed_in(access))
            }
            Err(Fault::SignedOut) => {
                device.log_out().await?;
                drop(guard);
                self.emit_state().await;
                Err(Fault::SignedOut)
            }
            Err(Fault::Server { kind, .. }) if kind == "device-revoked" => Err(Fault::SignedOut),
            Err(Fault::Server { status, .. }) => Err(Fault::Connection(FailureKind::Refused(status))),
            Err(other) => Err(other),
        }
    }
}
