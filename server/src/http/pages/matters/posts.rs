//! What each post is for, and where that is done (ROL).

use super::super::look::Viewer;
use super::super::shell;
use super::super::words::duties::POSTS;
use super::super::words::matters as words;
use axum::http::StatusCode;
use axum::response::Response;

/// The page.
pub(in crate::http::pages) async fn show(viewer: Viewer) -> Response {
    let look = &viewer.look;
    shell::page(look, Some(&viewer), StatusCode::OK, look.say(words::POSTS), "matter", |h| {
        h.word("h1", "", look.say(words::POSTS));
        for post in POSTS {
            h.of("section", "card", |h| {
                h.word("h2", "", look.say(post.name));
                h.of("ul", "plain", |h| {
                    for duty in post.duties {
                        h.el("li", &[("data-rule", duty.rule)], |h| match duty.place {
                            Some(place) => h.link("", place, look.say(duty.text)),
                            None => h.text(look.say(duty.text)),
                        });
                    }
                });
            });
        }
    })
}
