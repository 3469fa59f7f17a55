//! Makes the caches again from the log, and compares.
