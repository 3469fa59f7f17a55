//! Materials, tools and personal stock: where everything is, and which movements explain it (MAT, COL-09 to COL-12).
//!
//! Read in this order: [`Unit`] and [`Catalogue`] (what there is), [`MovementCode`] and [`Ticket`] (how two people
//! without network agree on one movement), [`StockFact`] (what journals say), [`OrderGoods`] (the account of one
//! order), [`Tools`] (where each tool is), [`Ledger`] (the whole store).
//!
//! Everything here is a function of a set of facts: the order in which they came, and how often, changes nothing.

/// Lines of one movement: so many fit into an entry with room to spare.
pub const MAX_LINES: usize = 40;

mod catalogue;
mod check;
mod code;
mod discrepancy;
mod fact;
mod goods;
mod ledger;
mod month;
mod place;
mod quantity;
mod said;
mod settle;
mod sides;
mod tools;

#[cfg(test)]
mod tests;

pub use catalogue::{Catalogue, CatalogueError, Material, ToolCard};
pub use check::{LineError, check_lines};
pub(crate) use code::derived_document;
pub use code::{
    Content, Exchange, InvalidCode, MovementCode, MovementId, Ticket, TicketError, kit_document,
    store_document,
};
pub use discrepancy::{Cause, Discrepancy};
pub use fact::{STOCK_KINDS, StockFact, concerns_store, facts_of, is_goods_kind};
pub use goods::{GoodsAccount, LossCase, NeedLine, OrderGoods, OrderMovement, Sides};
pub use ledger::{KitLine, KitTransfer, Ledger, StockLine};
pub use month::month_of;
pub use place::{Place, Posting};
pub use quantity::{MAX_QUANTITY, QuantityError, Unit};
pub use said::{answers, audience_of};
pub use settle::{Verdict, verdicts};
pub use sides::{OtherSide, Taker, other_side, ticket_of};
pub use tools::{
    Extent, HandOver, Loan, LoanState, Returns, SeenAgain, ToolEvent, ToolState, ToolWhere, Tools,
};
