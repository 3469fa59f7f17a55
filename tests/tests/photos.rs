//! A photo from a phone on a bad line to another phone and the office, with the real programs.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use client_core::device::sealing::{Entropy, PassphraseLock, SealedStore};
use client_core::device::store::SqliteStore;
use client_core::device::{Device, Environment, Now};
use client_core::domain::procedure::Library;
use process::Site;
use process::desk::Desk;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// Stands between phones and the server and cuts a connection after so many bytes up, wherever that is.
struct BadLine {
    port: u16,
    cuts: Arc<AtomicBool>,
}

/// Bytes up that a connection carries before it is cut: a little more than two pieces.
const BYTES_BEFORE_CUT: i64 = 150_000;

impl BadLine {
    fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let cuts = Arc::new(AtomicBool::new(false));
        let bad = Arc::clone(&cuts);
        std::thread::spawn(move || {
            for phone in listener.incoming() {
                let (Ok(phone), Ok(server)) = (phone, TcpStream::connect(("127.0.0.1", server))) else {
                    break;
                };
                let left = if bad.load(Ordering::SeqCst) { BYTES_BEFORE_CUT } else { i64::MAX };
                let left = Arc::new(AtomicI64::new(left));
                carry(phone.try_clone().unwrap(), server.try_clone().unwrap(), Arc::clone(&left));
                carry(server, phone, Arc::new(AtomicI64::new(i64::MAX)));
            }
        });
        Self { port, cuts }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, left: Arc<AtomicI64>) {
    std::thread::spawn(move || {
        let mut buffer = [0; 4_096];
        while let Ok(read) = from.read(&mut buffer) {
            let over = left.fetch_sub(i64::try_from(read).unwrap(), Ordering::SeqCst) < 0;
            if read == 0 || over || to.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
}

struct Still;

impl Environment for Still {
    fn now(&mut self) -> Now {
        Now { wall_ms: 1_800_000_000_000, boot_ms: 0 }
    }

    fn random(&mut self) -> [u8; 16] {
        [0; 16]
    }
}

impl Entropy for Still {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

/// Stored bytes of a blob in a device's folder, which its passphrase opens.
fn bytes_of(site: &Site, who: &str, order: &str, digest: &str) -> Vec<u8> {
    let folder = site.folder.path().join(who);
    let seal: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("device.seal")).unwrap()).unwrap();
    let lock: PassphraseLock = serde_json::from_value(seal["lock"].clone()).unwrap();
    let key = lock.open(&std::fs::read_to_string(site.password()).unwrap()).unwrap();
    let store = SealedStore::new(SqliteStore::open(&folder.join("device.db")).unwrap(), key, Still);
    let device = pollster::block_on(Device::open(store, Still, Library::built_in().unwrap())).unwrap();
    let blob = pollster::block_on(device.blob(order.parse().unwrap(), &digest.parse().unwrap())).unwrap();
    blob.expect("the photo is here").to_bytes()
}

/// A picture that nothing compresses.
fn noise(width: u32, height: u32) -> image::RgbImage {
    let mut state = 1_u32;
    image::RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb(state.to_be_bytes()[..3].try_into().unwrap())
    })
}

#[test]
fn attack_52_a_photo_taken_offline_arrives_over_a_line_that_is_cut_again_and_again() {
    let (site, order) = Site::with_one_order();
    let line = BadLine::to(site.port);
    let (code, proxy, password) =
        (site.code("li"), format!("http://127.0.0.1:{}", line.port), site.password());
    site.field_ok("bad", &["enrol", "--server", &proxy, "--code", &code, "--password-file", &password]);
    site.field_ok("bad", &["sync"]);
    line.cuts.store(true, Ordering::SeqCst);
    let file = site.folder.path().join("scorched.png");
    noise(900, 700).save(&file).unwrap();
    let saved = site.field_ok("bad", &["photo", &order, file.to_str().unwrap()]);
    let photo = &saved["view"]["order"]["photos"][0];
    let digest = photo["blob"].as_str().unwrap().to_owned();
    let size = photo["bytes"].as_u64().unwrap();
    assert!((400_000..1_050_000).contains(&size), "{size} bytes");
    let outbox = || site.field_ok("bad", &["outbox"])["outbox"].clone();
    let (mut syncs, mut seen) = (0, vec![0]);
    while !outbox().as_array().unwrap().is_empty() {
        syncs += 1;
        assert!(syncs < 60, "it arrives at last: {seen:?}");
        let _ = site.field("bad", &["sync"]).output().unwrap();
        if let Some(sent) = outbox()[0]["sent"].as_u64() {
            assert_eq!(outbox()[0]["status"], "uploading_photo");
            assert_eq!(outbox()[0]["bytes"], size);
            seen.push(sent);
        }
    }
    assert!(syncs > 2, "the line was cut: {seen:?}");
    assert!(seen.is_sorted(), "what has arrived stays: {seen:?}");
    site.field_ok("li", &["sync"]);
    let here = bytes_of(&site, "bad", &order, &digest);
    assert_eq!(here.len() as u64, size);
    assert!(bytes_of(&site, "li", &order, &digest) == here, "the holder's other phone has it");
    let zhao = Desk::of(&site, "zhao");
    assert!(zhao.gets(&format!("/api/v1/documents/{order}/blobs/{digest}")) == here);
    let shown = zhao.gets(&format!("/api/v1/orders/{order}/photos/{digest}"));
    let picture = image::load_from_memory(&shown).unwrap();
    assert_eq!((picture.width(), picture.height()), (900, 700));
}
