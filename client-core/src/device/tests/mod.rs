//! Behaviour of the offline client.
