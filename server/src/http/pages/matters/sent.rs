//! What a section's form sends: its fields, and the photos that were chosen.

use super::super::Fields;
use super::super::look::Look;
use super::super::words::{matters as words, rejections};
use crate::http::{Problem, ProblemKind};
use axum::Form;
use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use client_core::domain::decide::Rejection;
use std::collections::BTreeMap;
use tokio::sync::Semaphore;
use undercroft_picture::{PhotoFault, scaled};

/// A form with photos has at most this many bytes: two pictures as cameras take them.
pub(in crate::http::pages) const MOST_FORM_BYTES: usize = 24 * 1024 * 1024;

/// One picture after the other is decoded, however many people send some: each may take a quarter of a gigabyte.
static DECODER: Semaphore = Semaphore::const_new(1);

/// Photos by the keys of their fields.
pub(super) type Photos = BTreeMap<String, Vec<u8>>;

/// A section's form as it came.
pub(in crate::http::pages) struct Filling {
    pub(super) fields: Fields,
    files: Vec<(String, Bytes)>,
}

fn unread() -> Problem {
    Problem::new(ProblemKind::InvalidRequest, "no such form")
}

fn too_large(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(ProblemKind::TooLarge, "the photos of one form have more than 24 megabytes")
    } else {
        unread()
    }
}

impl<S: Send + Sync> FromRequest<S> for Filling {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let Form(fields) = Form::from_request(request, state).await.map_err(|_| unread())?;
            return Ok(Self { fields, files: Vec::new() });
        }
        let mut parts = Multipart::from_request(request, state).await.map_err(|_| unread())?;
        let (mut fields, mut files) = (Fields::new(), Vec::new());
        while let Some(part) = parts.next_field().await.map_err(|error| too_large(&error))? {
            let Some(name) = part.name().map(str::to_owned) else { continue };
            if part.file_name().is_some() {
                let bytes = part.bytes().await.map_err(|error| too_large(&error))?;
                // A browser sends an empty file where none was chosen.
                files.extend((!bytes.is_empty()).then_some((name, bytes)));
            } else {
                fields.push((name, part.text().await.map_err(|error| too_large(&error))?));
            }
        }
        Ok(Self { fields, files })
    }
}

impl Filling {
    /// Its fields, and its photos checked, upright and written anew, or why one of them is none.
    pub(super) async fn checked(self) -> Result<(Fields, Result<Photos, PhotoFault>), Problem> {
        let Self { fields, files } = self;
        if files.is_empty() {
            return Ok((fields, Ok(Photos::new())));
        }
        let internal = || Problem::new(ProblemKind::Internal, "the photos can't be read");
        let turn = DECODER.acquire().await.map_err(|_| internal())?;
        let read = tokio::task::spawn_blocking(move || {
            let one = |(name, bytes): (String, Bytes)| Ok((name, scaled(&bytes)?));
            files.into_iter().map(one).collect::<Result<Photos, PhotoFault>>()
        });
        let photos = read.await.map_err(|_| internal())?;
        drop(turn);
        Ok((fields, photos))
    }
}

/// Why a file is no photo, for a person.
pub(super) fn said(look: &Look, fault: &PhotoFault) -> String {
    let refused = |rejection| rejections::rejection(look.language, &rejection);
    match *fault {
        PhotoFault::NotAPicture => refused(Rejection::NotAPicture),
        PhotoFault::TooManyPixels { width, height } => refused(Rejection::TooManyPixels { width, height }),
        PhotoFault::Damaged(_) => look.say(words::DAMAGED_PICTURE).to_owned(),
    }
}
