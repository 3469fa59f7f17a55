//! A site as its people meet it: the server over real HTTP, its pages, its programs. One binary, because each further one
//! costs a link of the whole server.
#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::format_push_string)]

mod app;
mod attacks;
mod audit;
mod auth;
mod authority;
mod blobs_http;
mod case_kinds;
mod complaint_times;
mod complaints;
mod departments;
mod directory;
mod feed;
mod fees;
mod finance;
mod follow_up;
mod http;
mod idempotency;
mod matters;
mod matters_page;
mod month;
mod notices;
mod openapi;
mod pages;
mod pages_admin;
mod pages_complaints;
mod pages_course;
mod pages_desk;
mod pages_procedures;
#[cfg(unix)]
mod program;
mod rebuild;
mod receipts;
mod reports;
#[cfg(unix)]
mod service;
mod store_codes;
mod store_desk;
mod support;
mod sync_http;
mod work_log;
