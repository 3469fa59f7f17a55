//! Tools to take along (MAT-7).

use super::Order;
use crate::domain::id::UserId;
use crate::domain::procedure::{Checklist, Library, ProcedureRef, Tool};

impl Order {
    /// Tools that the checklist and its children ask for, each once; none before the slip.
    pub fn tools<'l>(&self, library: &'l Library) -> Vec<&'l Tool> {
        let mut tools = Vec::new();
        if let Some(checklist) = &self.checklist {
            collect(checklist, library, &mut tools);
        }
        tools
    }

    /// Those of them that this technician hasn't ticked.
    pub fn tools_missing<'l>(&self, library: &'l Library, technician: &UserId) -> Vec<&'l Tool> {
        let ticked = self.visit_of(technician).map_or(&[][..], |visit| visit.tools.as_slice());
        self.tools(library).into_iter().filter(|tool| !ticked.contains(&tool.id)).collect()
    }
}

fn collect<'l>(checklist: &Checklist, library: &'l Library, tools: &mut Vec<&'l Tool>) {
    let reference = ProcedureRef { id: checklist.procedure.clone(), version: checklist.version };
    for tool in library.get(&reference).map_or(&[][..], |procedure| procedure.tools.as_slice()) {
        if tools.iter().all(|known| known.id != tool.id) {
            tools.push(tool);
        }
    }
    checklist.children.iter().for_each(|child| collect(child, library, tools));
}
