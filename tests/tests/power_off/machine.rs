//! A virtual machine with nothing on it but the server, a kernel and a disk with the site.

use crate::log;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How often a machine is started before it counts as broken.
const STARTS: usize = 3;
/// How long a machine may say nothing.
const PATIENCE: Duration = Duration::from_mins(3);

/// The first process: brings up what the server needs, and the server.
const INIT: &str = "#!/bin/busybox sh
busybox=/bin/busybox
$busybox mount -t proc proc /proc
$busybox mount -t sysfs sys /sys
$busybox mount -t devtmpfs dev /dev
exec >/dev/ttyS0 2>&1
for module in MODULES; do $busybox insmod /modules/$module.ko; done
$busybox ifconfig lo up
$busybox ifconfig eth0 10.0.2.15 netmask 255.255.255.0
$busybox mount -t ext4 /dev/vda /disk
/bin/undercroft --data /disk/site serve --listen 10.0.2.15:8080
$busybox poweroff -f
";

/// What a machine is made of; `cargo xtask power-off` lays it there.
pub struct Parts {
    /// Folder with `vmlinuz`, `busybox`, and `modules/` with the order in which they are loaded.
    pub folder: PathBuf,
    /// The server's program.
    pub server: PathBuf,
}

pub struct Machine {
    /// Where disk, log and first file system lie.
    pub folder: PathBuf,
    kernel: PathBuf,
    port: u16,
    running: Option<Child>,
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.cut();
    }
}

impl Machine {
    /// Puts a machine together whose disk holds the folder `site`, and whose server is reached at `port`.
    pub fn built(folder: &Path, parts: &Parts, site: &Path, port: u16) -> Self {
        let root = folder.join("root");
        for name in ["bin", "proc", "sys", "dev", "modules", "disk"] {
            std::fs::create_dir_all(root.join(name)).unwrap();
        }
        std::fs::copy(parts.folder.join("busybox"), root.join("bin/busybox")).unwrap();
        let order = std::fs::read_to_string(parts.folder.join("modules/order")).unwrap();
        let modules: Vec<&str> = order.lines().collect();
        for name in &modules {
            let module = format!("modules/{name}.ko");
            std::fs::copy(parts.folder.join(&module), root.join(&module)).unwrap();
        }
        std::fs::copy(&parts.server, root.join("bin/undercroft")).unwrap();
        for library in libraries(&parts.server) {
            let place = root.join(library.strip_prefix("/").unwrap());
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::copy(&library, place).unwrap();
        }
        let init = INIT.replace("MODULES", &modules.join(" "));
        std::fs::write(root.join("init"), init).unwrap();
        done(Command::new("chmod").arg("+x").arg(root.join("init")));
        let pack = "find . | \"$1\" cpio -o -H newc 2>/dev/null >\"$2\"";
        done(
            Command::new("sh")
                .current_dir(&root)
                .args(["-c", pack, "sh"])
                .arg(root.join("bin/busybox"))
                .arg(folder.join("first")),
        );
        let disk = folder.join("disk");
        let on_disk = folder.join("on-disk");
        std::fs::create_dir(&on_disk).unwrap();
        done(Command::new("cp").arg("-a").arg(site).arg(on_disk.join("site")));
        done(Command::new("mke2fs").args(["-q", "-t", "ext4", "-d"]).arg(&on_disk).arg(&disk).arg("96M"));
        Self { folder: folder.to_owned(), kernel: parts.folder.join("vmlinuz"), port, running: None }
    }

    pub fn disk(&self) -> Vec<u8> {
        std::fs::read(self.folder.join("disk")).unwrap()
    }

    /// Takes another disk, while the machine is off.
    pub fn take_disk(&self, bytes: &[u8]) {
        assert!(self.running.is_none());
        std::fs::write(self.folder.join("disk"), bytes).unwrap();
    }

    /// What the machine has told its disk since its power was switched on.
    pub fn log(&self) -> Vec<u8> {
        std::fs::read(self.folder.join("log")).unwrap()
    }

    /// Switches it on, and waits until its server listens.
    pub fn start(&mut self) {
        std::fs::write(self.folder.join("log"), []).unwrap();
        let place = |name: &str| self.folder.join(name).to_str().unwrap().to_owned();
        let mut qemu = Command::new("qemu-system-x86_64");
        // Emulated in software: hypervisors inside of others are not to be had everywhere, and it is quick enough.
        qemu.args(["-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "512", "-nographic"])
            .args(["-no-reboot", "-append", "console=ttyS0 quiet panic=-1 no_timer_check", "-kernel"])
            .arg(&self.kernel)
            .args(["-initrd", &place("first")])
            .args(["-blockdev", &format!("driver=file,node-name=data,filename={}", place("disk"))])
            .args(["-blockdev", &format!("driver=file,node-name=log,filename={}", place("log"))])
            .args(["-blockdev", "driver=blklogwrites,node-name=disk,file=data,log=log"])
            .args(["-device", "virtio-blk-pci,drive=disk,write-cache=on"])
            .args(["-nic", &format!("user,model=virtio-net-pci,hostfwd=tcp:127.0.0.1:{}-:8080", self.port)])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        for _ in 0..STARTS {
            let mut child = qemu.spawn().expect("qemu-system-x86_64 starts");
            let mut console = BufReader::new(child.stdout.take().unwrap());
            self.running = Some(child);
            let (lines, said) = mpsc::channel();
            // Goes on when nobody listens any more, because a full pipe would stop the machine.
            std::thread::spawn(move || {
                let mut line = Vec::new();
                while console.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
                    let _ = lines.send(String::from_utf8_lossy(&line).into_owned());
                    line.clear();
                }
            });
            if self.listens(&said) {
                return;
            }
            println!("the emulated machine came to nothing in its kernel's first steps: started again");
            self.cut();
        }
        panic!("the machine came to nothing {STARTS} times before it had touched its disk");
    }

    /// Waits until the server listens. False when the kernel hangs or ends before it has touched the disk, as one does whose
    /// emulator gets too little of the processor: that says nothing of the server.
    fn listens(&self, said: &mpsc::Receiver<String>) -> bool {
        let mut all = String::new();
        loop {
            match said.recv_timeout(PATIENCE) {
                Ok(line) if line.contains("\"message\":\"listening\"") => return true,
                Ok(line) => all.push_str(&line),
                Err(_) if self.is_untouched() => return false,
                Err(reason) => panic!("the server doesn't listen: {reason}\n{all}"),
            }
        }
    }

    /// Whether nothing has been written to its disk since the power was switched on.
    fn is_untouched(&self) -> bool {
        let log = self.log();
        log.is_empty() || log::read(&log).iter().all(|call| *call == log::Call::Flush)
    }

    /// Cuts its power.
    pub fn cut(&mut self) {
        if let Some(mut machine) = self.running.take() {
            machine.kill().unwrap();
            machine.wait().unwrap();
        }
    }
}

/// The shared libraries of a program, the one that loads it among them.
fn libraries(program: &Path) -> Vec<PathBuf> {
    let said = Command::new("ldd").arg(program).output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    said.split_whitespace().filter(|word| word.starts_with('/')).map(PathBuf::from).collect()
}

/// Runs a program to its end.
pub fn done(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {output:?}");
}
