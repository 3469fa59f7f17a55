//! What can be typed about management fees at the door.

use clap::{Args, Subcommand, ValueEnum};
use client_core::domain::entry::finance::PaymentMethod;

/// Management fees.
#[derive(Debug, Args)]
pub struct FeeArgs {
    /// What to do; the list when absent.
    #[command(subcommand)]
    pub command: Option<FeeCommand>,
}

/// What is done at the door. ACCOUNT is the customer's number.
#[derive(Debug, Subcommand)]
pub enum FeeCommand {
    /// The accounts on this device, your own next visits first: time, amount, receipt, whom you meet.
    List,
    /// One account: what the customer confirms, his bills, payments and visits, and what may be done now.
    Show(OneAccount),
    /// Take the money against the receipt that was prepared, after the customer has confirmed.
    Pay(PayFee),
    /// A prepared receipt was not used: why.
    Void(VoidReceipt),
}

/// An account.
#[derive(Debug, Args)]
pub struct OneAccount {
    /// The customer's number.
    pub account: String,
}

/// Money.
#[derive(Debug, Args)]
pub struct PayFee {
    /// The customer's number.
    pub account: String,
    /// Number of the receipt; the visit that it was prepared for is found by it.
    #[arg(long, value_name = "N")]
    pub receipt: String,
    /// What goes to the fees, in yuan, such as 300 or 120.50.
    #[arg(long, value_name = "YUAN", allow_negative_numbers = true)]
    pub amount: String,
    /// What goes to the late fee, in yuan.
    #[arg(long, value_name = "YUAN", default_value = "0", allow_negative_numbers = true)]
    pub late_fee: String,
    /// How he pays.
    #[arg(long, value_enum)]
    pub method: MethodArg,
    /// The customer has confirmed name, address, what is paid, the months due and the amounts.
    #[arg(long)]
    pub confirmed: bool,
}

/// A receipt that was not used.
#[derive(Debug, Args)]
pub struct VoidReceipt {
    /// The customer's number.
    pub account: String,
    /// Number of the receipt.
    #[arg(long, value_name = "N")]
    pub receipt: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// How somebody pays at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MethodArg {
    /// Cash.
    Cash,
    /// A transfer.
    Transfer,
    /// A card.
    Card,
    /// A mobile wallet.
    Mobile,
}

impl From<MethodArg> for PaymentMethod {
    fn from(method: MethodArg) -> Self {
        match method {
            MethodArg::Cash => Self::Cash,
            MethodArg::Transfer => Self::Transfer,
            MethodArg::Card => Self::Card,
            MethodArg::Mobile => Self::Mobile,
        }
    }
}
