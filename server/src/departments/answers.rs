//! Which department answers for which of the office's forms (ROL-10, ROL-13, ROL-19, ROL-22).

use client_core::domain::entry::incident::Department;

use Department::{Administration, CustomerService, Environment, Finance, OperationRepair, Security};

/// The forms with the departments that they belong to. What is given to a department by hand is there besides.
const ANSWERS: &[(&str, &[Department])] = &[
    ("move_in", &[CustomerService]),
    ("trusteeship", &[CustomerService, OperationRepair]),
    ("renovation", &[OperationRepair, Security]),
    ("enquiry", &[CustomerService]),
    ("superior_call", &[CustomerService]),
    ("goods_release", &[Security]),
    ("convenience", &[CustomerService]),
    ("service_list", &[CustomerService]),
    ("accounts", &[Finance]),
    ("visit", &[CustomerService]),
    ("survey", &[CustomerService]),
    ("event", &[CustomerService]),
    ("notice_board", &[CustomerService]),
    ("weekly_meeting", &[Administration]),
    ("monthly_meeting", &[Administration]),
    // The round of everything looks at buildings, order, fire protection, cleanliness and plants.
    ("tour", &[OperationRepair, Security, Environment]),
    ("sales_site", &[Administration, Finance]),
    ("sales_team", &[Administration]),
    ("take_over", &[OperationRepair]),
    ("tender", &[OperationRepair]),
    ("fire_check", &[Security]),
    ("drill", &[Security]),
    ("scores", &[Environment]),
    ("training", &[Administration]),
    ("new_site", &[Administration]),
    ("plant_papers", &[OperationRepair]),
    ("plan", &[Administration]),
    ("asset", &[Finance]),
    ("meter_check", &[Finance, OperationRepair]),
];

/// Whether a department answers for a form.
pub fn answers_for(department: Department, form: &str) -> bool {
    ANSWERS.iter().any(|(key, departments)| *key == form && departments.contains(&department))
}
