//! The unit that the server is shipped with (docs/operating.md, "As a service").

use crate::program::{ok, site};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../deploy/undercroft.service").canonicalize().unwrap()
}

/// What each line of a section says, in order; lines that go on below are one.
fn section(name: &str) -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(file()).unwrap().replace("\\\n", " ");
    let mut said = BTreeMap::<String, Vec<String>>::new();
    let mut within = "";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(title) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            within = title;
        } else if within == name {
            let (key, value) = line.split_once('=').unwrap();
            said.entry(key.to_owned()).or_default().push(value.to_owned());
        }
    }
    said
}

#[test]
fn p17_the_service_may_write_its_own_folder_and_nothing_else_of_the_machine() {
    let service = section("Service");
    for (key, value) in [
        ("User", "undercroft"),
        ("Group", "undercroft"),
        ("StateDirectory", "undercroft"),
        ("StateDirectoryMode", "0700"),
        ("UMask", "0077"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("ProtectProc", "invisible"),
        ("ProtectClock", "yes"),
        ("ProtectControlGroups", "yes"),
        ("ProtectHostname", "yes"),
        ("ProtectKernelLogs", "yes"),
        ("ProtectKernelModules", "yes"),
        ("ProtectKernelTunables", "yes"),
        ("CapabilityBoundingSet", ""),
        ("AmbientCapabilities", ""),
        ("NoNewPrivileges", "yes"),
        ("LockPersonality", "yes"),
        ("MemoryDenyWriteExecute", "yes"),
        ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
        ("RestrictNamespaces", "yes"),
        ("RestrictRealtime", "yes"),
        ("RestrictSUIDSGID", "yes"),
        ("RemoveIPC", "yes"),
        ("SystemCallArchitectures", "native"),
        ("SystemCallErrorNumber", "EPERM"),
        ("LimitNOFILE", "16384"),
        ("TasksMax", "256"),
        ("MemoryMax", "1G"),
        ("Restart", "on-failure"),
    ] {
        assert_eq!(service.get(key).map(Vec::as_slice), Some(&[value.to_owned()][..]), "{key}");
    }
    assert_eq!(service["SystemCallFilter"], ["@system-service", "~@privileged @resources"]);
    for opens in ["ReadWritePaths", "BindPaths", "SupplementaryGroups", "DynamicUser", "PermissionsStartOnly"]
    {
        assert!(!service.contains_key(opens), "{opens} opens what the rest closes");
    }
    // Nothing is started as somebody else, or before the rest is in force.
    for (key, commands) in service.iter().filter(|(key, _)| key.starts_with("Exec")) {
        assert_eq!((key.as_str(), commands.len()), ("ExecStart", 1));
        assert!(commands[0].starts_with('/'), "{commands:?}");
    }
    // A server that is asked to stop gives what is under way ten seconds, and isn't cut within them.
    assert!(service["TimeoutStopSec"][0].parse::<u32>().unwrap() > 10);
}

#[test]
fn the_service_starts_the_program_with_words_that_it_understands_behind_its_proxy() {
    let command = section("Service")["ExecStart"][0].clone();
    let words: Vec<&str> = command.split_whitespace().collect();
    assert_eq!(&words[1..4], ["--data", "/var/lib/undercroft", "serve"]);
    let (_folder, data, _) = site();
    let known = ok(&data, "serve --help");
    for option in words[4..].iter().filter(|word| word.starts_with("--")) {
        assert!(known.contains(&format!("{option} <")), "{option}");
    }
    let after = |option: &str| words[words.iter().position(|word| *word == option).unwrap() + 1];
    assert!(after("--listen").starts_with("127.0.0.1:"), "only the proxy reaches it");
    assert!(after("--public-origin").starts_with("https://"));
    assert_eq!(after("--trusted-proxy"), "127.0.0.1");
}

#[test]
fn systemd_itself_understands_every_line_of_the_service() {
    // A unit whose program, and whose user, are on this machine: about those nothing is to be said here.
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("undercroft.service");
    let program = format!("ExecStart={}", env!("CARGO_BIN_EXE_undercroft"));
    let text = std::fs::read_to_string(file()).unwrap();
    let here = text.replace("ExecStart=/usr/local/bin/undercroft", &program);
    assert_ne!(text, here);
    let verify = |text: &str| {
        std::fs::write(&unit, text).unwrap();
        let asked = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&unit).output();
        match asked {
            Ok(output) => Some((output.status.success(), String::from_utf8(output.stderr).unwrap())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => panic!("{error}"),
        }
    };
    // Without systemd there is nobody to ask; the tests beside this one read the same lines.
    let Some((understood, told)) = verify(&here) else { return };
    let of_ours = |told: &str| {
        let lines = told.lines().filter(|line| line.contains("undercroft.service"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(understood && of_ours(&told).is_empty(), "{told}");
    // It would have said so.
    let (_, told) = verify(&here.replace("ProtectSystem=strict", "ProtectSystem=strickt")).unwrap();
    assert_eq!(of_ours(&told).len(), 1, "{told}");
    let (_, told) = verify(&here.replace("NoNewPrivileges=", "NoNewPrivilege=")).unwrap();
    assert_eq!(of_ours(&told).len(), 1, "{told}");
}
