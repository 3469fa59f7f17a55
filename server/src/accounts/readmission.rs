//! Phones that a database doesn't know because it was put back to a backup from before they were enrolled (P3).
//!
//! With its tokens every phone gets the receipt of its enrolment: what stands in its row and the family of the tokens, under a
//! MAC. A server that doesn't know the phone takes the receipt's word for the row, and the phone goes on under its own id with
//! what it holds. A phone that has a row is judged by it: who was removed stays out, and who signed in since signs in again.

use super::carried::{is_removed, is_shut_out};
use super::devices::{Device, DeviceKind, device, device_by_key, insert, next_prefix, prefix_is_free};
use super::{AccountError, GrantProblem};
use crate::alarms::{AlarmKind, raise};
use crate::audit::{Act, AuditKind, By, Origin, record};
use crate::ident::{DeviceId, UserId};
use crate::keys::ServerKeys;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use planted::Bug;
use rusqlite::{Connection, OptionalExtension, params};
use subtle::ConstantTimeEq;

const LABEL: &str = "undercroft/1/enrolment-receipt";
const MAC_BYTES: usize = 32;

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The family of the tokens that came with it.
    pub family: [u8; 16],
    /// The phone as it was enrolled.
    pub device: Device,
}

/// The receipt of a phone's enrolment; `None` for a place in the office, which has no key.
///
/// Errors: [`AccountError::Crypto`].
pub fn receipt(
    keys: &ServerKeys,
    device: &Device,
    family: &[u8; 16],
) -> Result<Option<String>, AccountError> {
    let (Some(key), Some(prefix)) = (device.public_key, &device.prefix) else { return Ok(None) };
    let mut content = Vec::with_capacity(192);
    content.extend_from_slice(family);
    content.extend_from_slice(device.id.as_bytes());
    content.extend_from_slice(device.user.as_bytes());
    content.extend_from_slice(&key);
    content.extend_from_slice(&device.enrolled_at.to_be_bytes());
    // A prefix has no line end, and the name is the rest.
    content.extend_from_slice(format!("{prefix}\n{}", device.name).as_bytes());
    let mac = keys.mac(LABEL, &content)?;
    content.extend_from_slice(&mac);
    Ok(Some(format!("e1.{}", URL_SAFE_NO_PAD.encode(content))))
}

/// What a receipt of this server says.
///
/// Errors: [`AccountError::InvalidGrant`].
pub fn read(keys: &ServerKeys, text: &str) -> Result<Told, AccountError> {
    let unproven = || AccountError::InvalidGrant(GrantProblem::Unproven);
    let bytes = text.strip_prefix("e1.").and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let bytes = bytes.ok_or_else(unproven)?;
    let (content, mac) = bytes.split_last_chunk::<MAC_BYTES>().ok_or_else(unproven)?;
    if !bool::from(keys.mac(LABEL, content)?.ct_eq(mac)) && !planted::is(Bug::EnrolmentOfAnybody) {
        return Err(unproven());
    }
    let (family, content) = content.split_first_chunk::<16>().ok_or_else(unproven)?;
    let (id, content) = content.split_first_chunk::<16>().ok_or_else(unproven)?;
    let (user, content) = content.split_first_chunk::<16>().ok_or_else(unproven)?;
    let (key, content) = content.split_first_chunk::<32>().ok_or_else(unproven)?;
    let (enrolled_at, content) = content.split_first_chunk::<8>().ok_or_else(unproven)?;
    let text = std::str::from_utf8(content).map_err(|_| unproven())?;
    let (prefix, name) = text.split_once('\n').ok_or_else(unproven)?;
    let device = Device {
        id: DeviceId::from_bytes(*id),
        kind: DeviceKind::Field,
        user: UserId::from_bytes(*user),
        name: name.to_owned(),
        public_key: Some(*key),
        prefix: Some(prefix.to_owned()),
        enrolled_at: i64::from_be_bytes(*enrolled_at),
        removed_at: None,
    };
    Ok(Told { family: *family, device })
}

/// Whether the phone that a receipt speaks of can be taken at its word.
///
/// Errors: [`AccountError::InvalidGrant`] where the database knows the phone, [`AccountError::DeviceRevoked`] where it was removed
/// or its person shut out, [`AccountError::UnknownUser`] where the database doesn't know the person.
pub(super) fn check(connection: &Connection, told: &Device) -> Result<(), AccountError> {
    let known = device(connection, told.id)?.is_some();
    let key = told.public_key.map(|key| device_by_key(connection, key)).transpose()?.flatten();
    if known || key.is_some() {
        return Err(AccountError::InvalidGrant(GrantProblem::Ended));
    }
    if is_removed(connection, told.id)? || is_shut_out(connection, told.user)? {
        return Err(AccountError::DeviceRevoked);
    }
    let disabled: Option<Option<i64>> = connection
        .prepare_cached("SELECT disabled_at FROM user WHERE id = ?1")?
        .query_row([told.user.as_bytes()], |row| row.get(0))
        .optional()?;
    match disabled {
        Some(None) => Ok(()),
        Some(_) => Err(AccountError::DeviceRevoked),
        None => Err(AccountError::UnknownUser),
    }
}

/// Whether the person's password was set after the phone was enrolled: its tokens have ended then, and only a login counts.
pub(super) fn needs_login(connection: &Connection, told: &Device) -> Result<bool, AccountError> {
    let sql = "SELECT 1 FROM audit WHERE person = ?1 AND kind = 'password_set' AND at > ?2";
    Ok(connection.prepare_cached(sql)?.exists(params![told.user.as_bytes(), told.enrolled_at])?)
}

/// Tells the administrators of a phone whose person the database doesn't know either: it is let in once he was added again.
pub(super) fn tell_of_unknown(connection: &Connection, now: i64, told: &Device) -> Result<(), AccountError> {
    let what = format!(
        "the phone {} belongs to somebody who was added after the backup: \
         undercroft user add NAME --role ROLE --id {}",
        told.name, told.user
    );
    Ok(raise(connection, now, AlarmKind::UnknownPerson, Some(told.user), Some(told.id), &what)?)
}

/// Takes the phone in again, as it was but for its prefix, if somebody has got that meanwhile. Whoever calls this has seen
/// the phone prove that it has its key, and that no login is needed.
///
/// Errors: [`AccountError::InvalidGrant`] where the database knows the phone, [`AccountError::DeviceRevoked`] where it was removed
/// or its person shut out, [`AccountError::UnknownUser`] where the database doesn't know the person.
pub fn readmit(connection: &Connection, now: i64, told: &Device) -> Result<(), AccountError> {
    check(connection, told)?;
    let mut phone = told.clone();
    if !phone.prefix.as_deref().map_or(Ok(false), |prefix| prefix_is_free(connection, prefix))? {
        phone.prefix = Some(next_prefix(connection)?);
    }
    insert(connection, &phone)?;
    let by = By { at: now, origin: Origin::Device, user: Some(phone.user), device: Some(phone.id) };
    let act = Act::of(AuditKind::DeviceReadmitted).about(phone.user).device(phone.id);
    record(connection, &by, &act.matter(phone.prefix.as_deref().unwrap_or_default()))?;
    let what = "a phone that was enrolled after the backup is let in again: remove it if it should not be";
    Ok(raise(connection, now, AlarmKind::DeviceReadmitted, Some(phone.user), Some(phone.id), what)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone() -> Device {
        Device {
            id: DeviceId::from_bytes([1; 16]),
            kind: DeviceKind::Field,
            user: UserId::from_bytes([2; 16]),
            name: "李强的手机".to_owned(),
            public_key: Some([3; 32]),
            prefix: Some("A3".to_owned()),
            enrolled_at: 1_772_413_200_000,
            removed_at: None,
        }
    }

    #[test]
    fn p3_a_receipt_of_an_enrolment_reads_back_and_no_changed_one_does() {
        let keys = ServerKeys::from_seed(&[7; 32]).unwrap();
        let text = receipt(&keys, &phone(), &[9; 16]).unwrap().unwrap();
        assert_eq!(read(&keys, &text).unwrap(), Told { family: [9; 16], device: phone() });
        let bytes = URL_SAFE_NO_PAD.decode(&text[3..]).unwrap();
        for n in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[n] ^= 1;
            assert!(read(&keys, &format!("e1.{}", URL_SAFE_NO_PAD.encode(&changed))).is_err(), "byte {n}");
            assert!(
                read(&keys, &format!("e1.{}", URL_SAFE_NO_PAD.encode(&bytes[..n]))).is_err(),
                "{n} bytes"
            );
        }
        assert!(read(&ServerKeys::from_seed(&[8; 32]).unwrap(), &text).is_err());
        assert!(read(&keys, "").is_err() && read(&keys, &text[3..]).is_err());
    }

    #[test]
    fn a_place_in_the_office_has_no_receipt() {
        let keys = ServerKeys::from_seed(&[7; 32]).unwrap();
        let office = Device { public_key: None, prefix: None, ..phone() };
        assert_eq!(receipt(&keys, &office, &[9; 16]).unwrap(), None);
    }
}
