//! A browser for the consoles' pages, and the people of a site.

use super::*;
use std::cell::RefCell;
use undercroft_server::environment::SystemEntropy;

const ORIGIN: &str = "http://jobs.example.org";

/// A browser: it keeps its cookies and says where its forms come from.
pub struct Browser<'s> {
    server: &'s Server,
    cookies: RefCell<Vec<String>>,
}

impl<'s> Browser<'s> {
    pub fn new(server: &'s Server) -> Self {
        Self { server, cookies: RefCell::new(Vec::new()) }
    }

    pub fn signed_in(server: &'s Server, user: &str) -> Self {
        let browser = Self::new(server);
        let reply = browser.post("/login", &[("user", user), ("password", PASSWORD), ("next", "/")]);
        assert_eq!((reply.status, reply.headers["location"].as_str()), (303, "/"), "{reply:?}");
        browser
    }

    /// What it sends along.
    pub fn cookie(&self) -> String {
        self.cookies.borrow().join("; ")
    }

    pub fn keep(&self, reply: &Reply) {
        if let Some(cookie) = reply.headers.get("set-cookie") {
            let pair = cookie.split(';').next().unwrap().to_owned();
            let name = pair.split('=').next().unwrap().to_owned();
            let mut cookies = self.cookies.borrow_mut();
            cookies.retain(|kept| kept.split('=').next() != Some(&name));
            cookies.push(pair);
        }
    }

    pub fn get(&self, path: &str) -> Reply {
        let cookies = self.cookies.borrow().join("; ");
        let reply = self.server.send("GET", path, &[("Cookie", &cookies)], "");
        self.keep(&reply);
        reply
    }

    pub fn page(&self, path: &str) -> String {
        let reply = self.get(path);
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        assert!(reply.headers["content-type"].starts_with("text/html"), "{reply:?}");
        assert_eq!(reply.headers["cache-control"], "no-store");
        reply.text
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.post_from(ORIGIN, path, fields)
    }

    pub fn post_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let cookies = self.cookies.borrow().join("; ");
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let headers = [
            ("Cookie", cookies.as_str()),
            ("Origin", origin),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let reply = self.server.send("POST", path, &headers, &body.join("&"));
        self.keep(&reply);
        reply
    }

    /// Sends JSON with this browser's session; `version` is what it saw.
    pub fn json(&self, path: &str, version: &str, body: &Value) -> Reply {
        let cookies = self.cookies.borrow().join("; ");
        let headers = [
            ("Cookie", cookies.as_str()),
            ("Origin", ORIGIN),
            ("If-Match", version),
            ("Content-Type", "application/json"),
        ];
        self.server.send("POST", path, &headers, &body.to_string())
    }

    /// Replaces something with JSON; `version` is what this browser saw of it.
    pub fn put(&self, path: &str, version: &str, body: &Value) -> Reply {
        let cookies = self.cookies.borrow().join("; ");
        let mut headers =
            vec![("Cookie", cookies.as_str()), ("Origin", ORIGIN), ("Content-Type", "application/json")];
        if !version.is_empty() {
            headers.push(("If-Match", version));
        }
        self.server.send("PUT", path, &headers, &body.to_string())
    }

    /// Sends a file.
    pub fn upload(&self, path: &str, kind: &str, body: &[u8]) -> Reply {
        self.upload_seen(path, kind, "none", body)
    }

    /// Sends bytes; `version` is what this browser saw.
    pub fn upload_seen(&self, path: &str, kind: &str, version: &str, body: &[u8]) -> Reply {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {}\r\nOrigin: {ORIGIN}\r\n\
             If-Match: {version}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.server.address,
            self.cookies.borrow().join("; "),
            body.len()
        );
        self.server.raw(&[head.as_bytes(), body].concat())
    }

    /// Carries out a command on an order as it stands now.
    #[track_caller]
    pub fn order_json(&self, order: &str, body: &Value) {
        let path = format!("/api/v1{order}");
        let version = self.get(&path).headers["etag"].clone();
        self.json(&format!("{path}/commands"), &version, body).ok();
    }

    pub fn register(&self, name: &str, content: &str) -> String {
        let reply = self.post("/orders/new", &registration(name, content));
        assert_eq!(reply.status, 303, "{reply:?}");
        reply.headers["location"].clone()
    }

    /// Sends a command's form with the version that the page of now names.
    pub fn command(&self, order: &str, fields: &[(&str, &str)]) {
        let etag = hidden(&self.page(order), "etag");
        let reply = self.command_with(order, &etag, fields);
        assert_eq!((reply.status, reply.headers["location"].as_str()), (303, order), "{fields:?} {reply:?}");
    }

    pub fn command_with(&self, order: &str, etag: &str, fields: &[(&str, &str)]) -> Reply {
        let form = fields.iter().find(|(name, _)| *name == "command").unwrap().1;
        let mut all = vec![("etag", etag), ("form", form)];
        all.extend(fields);
        self.post(&format!("{order}/commands"), &all)
    }

    pub fn dispatched_until_slip(&self) -> String {
        let order = self.register("陈女士", "客厅灯不亮");
        self.command(&order, &[("command", "judge"), ("accepted", "yes")]);
        self.command(&order, &[("command", "issue_slip")]);
        order
    }
}

pub fn registration<'f>(name: &'f str, content: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("customer_name", name),
        ("unit_no", "3栋0702"),
        ("contact", "13800000046"),
        ("content", content),
        ("appointment_at", "2026-09-22T14:30"),
        ("service_class", "LMP"),
        ("service_kind", "special"),
        ("channel", "phone"),
    ]
}

pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// The value of a page's hidden field.
pub fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let rest = page.split_once(&start).unwrap_or_else(|| panic!("no {name} in {page}")).1;
    rest.split_once('"').unwrap().0.to_owned()
}

/// A site with somebody at each post that hears of complaints and incidents, and one who does business with neither.
pub fn staffed() -> Server {
    let server = server();
    for (name, shown, role) in [
        ("guard", "门岗小李", Role::GateGuard),
        ("super", "客服主管", Role::CscSupervisor),
        ("manager", "客服经理", Role::CscManager),
        ("head", "主任", Role::OfficeHead),
        ("hr", "人事小周", Role::AdminHr),
        ("green", "绿化公司", Role::Contractor),
        ("root", "管理员", Role::Administrator),
    ] {
        user(&server, name, shown, role);
    }
    server
}

/// Adds a user with the password of all.
pub fn user(server: &Server, name: &'static str, display: &'static str, role: Role) -> String {
    server.write(move |connection| {
        let hash = connection
            .query_row("SELECT password_hash FROM user WHERE name = 'wang'", [], |row| row.get(0))?;
        let user = NewUser {
            name: name.to_owned(),
            display_name: display.to_owned(),
            password_hash: hash,
            roles: vec![role],
        };
        accounts::create_user(connection, &SystemEntropy, &By::operator(START), user).map(|_| ())
    });
    let found = server.store.read_blocking(move |connection| -> Result<[u8; 16], accounts::AccountError> {
        Ok(connection.query_row("SELECT id FROM user WHERE name = ?1", [name], |row| row.get(0))?)
    });
    undercroft_server::ident::UserId::from_bytes(found.unwrap()).to_string()
}

#[track_caller]
pub fn has(page: &str, words: &[&str]) {
    for word in words {
        assert!(page.contains(word), "{word:?} is missing in {page}");
    }
}

/// A PDF's pages as text without spaces, and its bytes.
pub fn printed(server: &Server, user: &str, path: &str) -> (Vec<String>, Vec<u8>) {
    let token = server.login(user, PASSWORD).ok()["access_token"].as_str().unwrap().to_owned();
    let (head, bytes) = server.bytes(path, &[("Authorization", &format!("Bearer {token}"))]);
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("application/pdf"), "{head}");
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let text = |page: u32| document.extract_text(&[page]).unwrap().split_whitespace().collect();
    (document.get_pages().into_keys().map(text).collect(), bytes)
}
