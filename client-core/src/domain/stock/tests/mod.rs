//! Properties of the store's account over random histories, and its collisions.

mod codes;
mod history;
mod random;
mod review;
mod tools;
