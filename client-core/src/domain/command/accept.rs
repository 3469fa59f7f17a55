//! The plainest answer to a request.

use super::Command;

impl Command {
    /// Accepts a request as it is: nothing is explained, and no reason makes it free.
    pub const fn accept() -> Self {
        Self::Judge {
            accepted: true,
            explanation: None,
            free_reason: None,
            tried: None,
            warranty_until: None,
            routed_to: None,
        }
    }
}
