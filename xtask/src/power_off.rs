//! `cargo xtask power-off`: the server on a virtual machine whose power is cut while phones sync.
//!
//! The machine is a kernel and a few programs from Debian's packages, unpacked under `target/`; QEMU has to be installed. The
//! test itself is `tests/tests/power_off`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::error::TaskError;
use crate::process;

/// The arguments of `cargo xtask power-off`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How often the power is cut
    #[arg(long, default_value_t = 200)]
    cuts: u64,
}

impl Default for Args {
    fn default() -> Self {
        Self { cuts: 200 }
    }
}

/// The kernel's package names its version in a dependency.
const KERNEL: &str = "linux-image-cloud-amd64";
/// What drives a virtual machine's disk and network, in the order in which it is loaded. A kernel may have some built in.
const MODULES: [&str; 9] = [
    "virtio_ring",
    "virtio",
    "virtio_pci_modern_dev",
    "virtio_pci_legacy_dev",
    "virtio_pci",
    "virtio_blk",
    "failover",
    "net_failover",
    "virtio_net",
];

/// Cuts the power.
pub(crate) fn run(args: &Args) -> Result<(), TaskError> {
    if process::whole_path(Path::new("qemu-system-x86_64")).is_none() {
        return Err(TaskError::NoMachine);
    }
    let machine = machine()?;
    let test = ["test", "--workspace", "--test", "power_off"];
    process::run(
        process::cargo()
            .args(test)
            .args(["--", "--nocapture"])
            .env("UNDERCROFT_MACHINE", machine)
            .env("UNDERCROFT_CUTS", args.cuts.to_string()),
    )
}

/// The folder with the machine's parts, made once.
fn machine() -> Result<PathBuf, TaskError> {
    let home = process::target_dir().join("machine");
    let parts = home.join("parts");
    if parts.is_dir() {
        return Ok(parts);
    }
    let names = [debian::dependency(KERNEL, "linux-image-")?, "busybox-static".to_owned()];
    println!("unpacking {}", names.join(", "));
    let root = home.join("root");
    debian::unpack(&names, &root)?;
    let half = home.join("half");
    let _ = fs::remove_dir_all(&half);
    fs::create_dir_all(half.join("modules")).map_err(TaskError::file(&half))?;
    copy(&found(&root, |path| named(path).starts_with("vmlinuz"))?, &half.join("vmlinuz"))?;
    copy(&found(&root, |path| path.ends_with("bin/busybox"))?, &half.join("busybox"))?;
    let mut order = String::new();
    for module in MODULES {
        let file = format!("{module}.ko");
        let packed = format!("{file}.xz");
        let Ok(there) = found(&root, |path| named(path) == file || named(path) == packed) else { continue };
        copy(&there, &half.join("modules").join(there.file_name().unwrap_or_default()))?;
        if there.extension().is_some_and(|extension| extension == "xz") {
            process::run(Command::new("xz").arg("--decompress").arg(half.join("modules").join(packed)))?;
        }
        order.push_str(module);
        order.push('\n');
    }
    fs::write(half.join("modules/order"), order).map_err(TaskError::file(&half))?;
    fs::rename(&half, &parts).map_err(TaskError::file(&parts))?;
    let _ = fs::remove_dir_all(&root);
    Ok(parts)
}

fn copy(from: &Path, to: &Path) -> Result<(), TaskError> {
    fs::copy(from, to).map(drop).map_err(TaskError::file(from))
}

fn named(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

/// The first file below a folder whose path fits.
fn found(folder: &Path, fits: impl Fn(&Path) -> bool) -> Result<PathBuf, TaskError> {
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for path in debian::files(&next)? {
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else if fits(&path) && path.is_file() && !path.is_symlink() {
                return Ok(path);
            }
        }
    }
    Err(TaskError::File { path: folder.to_owned(), source: std::io::ErrorKind::NotFound.into() })
}

#[cfg(test)]
mod tests {
    use super::found;
    use std::path::Path;

    #[test]
    fn a_file_is_found_however_deep_it_lies() {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(found(sources, |path| path.ends_with("wasm/toolchain.rs")).is_ok());
        assert!(found(sources, |path| path.ends_with("nowhere")).is_err());
    }
}
