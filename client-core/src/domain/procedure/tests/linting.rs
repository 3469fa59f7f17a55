//! linting
