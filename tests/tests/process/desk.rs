//! Somebody of the office at a console, over the interface.

use super::Site;
use serde_json::{Value, json};

fn agent() -> ureq::Agent {
    ureq::Agent::new_with_defaults()
}

/// Somebody of the office, signed in.
pub struct Desk<'s> {
    site: &'s Site,
    token: String,
}

impl<'s> Desk<'s> {
    pub fn of(site: &'s Site, user: &str) -> Self {
        let mut answer = agent()
            .post(format!("{}/api/v1/login", site.url()))
            .header("content-type", "application/json")
            .send(json!({ "user": user, "password": "correct horse battery" }).to_string())
            .unwrap();
        let login: Value = serde_json::from_slice(&answer.body_mut().read_to_vec().unwrap()).unwrap();
        Self { site, token: login["access_token"].as_str().unwrap().to_owned() }
    }

    /// His own id.
    pub fn user(&self) -> Value {
        self.sees("/api/v1/me").0["user"].clone()
    }

    /// What stands at this path, and its version; `none` where there is nothing.
    pub fn sees(&self, path: &str) -> (Value, String) {
        let Ok(mut answer) = self.asks(path) else { return (Value::Null, "none".to_owned()) };
        let tag = answer.headers().get("etag").map_or("none", |tag| tag.to_str().unwrap()).to_owned();
        (serde_json::from_slice(&answer.body_mut().read_to_vec().unwrap()).unwrap(), tag)
    }

    /// The bytes at this path.
    pub fn gets(&self, path: &str) -> Vec<u8> {
        self.asks(path).unwrap().body_mut().read_to_vec().unwrap()
    }

    fn asks(&self, path: &str) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let url = format!("{}{path}", self.site.url());
        agent().get(url).header("authorization", format!("Bearer {}", self.token)).call()
    }

    /// Makes something new at this path, and gives the answer.
    pub fn makes(&self, path: &str, what: &Value) -> Value {
        let mut answer = agent()
            .post(format!("{}{path}", self.site.url()))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .send(what.to_string())
            .unwrap();
        serde_json::from_slice(&answer.body_mut().read_to_vec().unwrap()).unwrap()
    }

    /// Carries out a command on what stands at this path, as it stands, and gives it as it is then.
    pub fn does(&self, path: &str, command: &Value) -> Value {
        let (_, tag) = self.sees(path);
        agent()
            .post(format!("{}{path}/commands", self.site.url()))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .header("if-match", tag)
            .send(command.to_string())
            .unwrap();
        self.sees(path).0
    }
}
