//! The words of AT MOON's two tables: for what is initiated, and for what is inquired after.

use serde_json::{Value, json};

use crate::http::Answer;

/// A row of a table.
pub(super) struct Row {
    status: &'static str,
    code: &'static str,
    remark: &'static str,
}

const fn row(status: &'static str, code: &'static str, remark: &'static str) -> Row {
    Row { status, code, remark }
}

pub(super) const POSTED: Row = row("Success", "SU0000", "Completed Successfully");
pub(super) const WRONG_FORMAT: Row = row("Failure", "TE0003", "Invalid Request Format");
pub(super) const DUPLICATE: Row = row("Failure", "TE0005", "Duplicate Payment Request");
pub(super) const FIELD_MISSING: Row = row("Failure", "TE0007", "Mandatory field missing");
pub(super) const MODE_MISSING: Row = row("Failure", "TE0008", "payment mode cannot be null");
pub(super) const INVALID_TOKEN: Row = row("Failure", "TE0012", "Invalid Token");
pub(super) const ANY_OTHER: Row = row("Failure", "TE0020", "Technical failure. Please contact support team");
pub(super) const CANNOT_CONNECT: Row = row("Pending", "ENQ001", "Please inquire status after some time");
pub(super) const NO_RESPONSE: Row = row("Pending", "TE0009", "Please inquire status after some time");
pub(super) const WRONG_REFERENCE: Row = row("Failure", "TE0011", "Invalid Payment reference number");
/// The table prints `BE+ <4 digit Bank Error code>` and leaves number and words to the bank.
pub(super) const BANK_FAILURE: Row = row("Failure", "BE1234", "Beneficiary account is closed");

impl Row {
    /// The answer to what was initiated. No document prints one: the flag beside the code is true for success only, as in
    /// the samples of the hosted page.
    pub(super) fn initiated(&self) -> Value {
        json!({ "status": self.status == "Success", "code": self.code, "message": self.remark })
    }

    /// The answer to an inquiry. No document prints one: here the table's own word is the status.
    pub(super) fn inquired(&self) -> Value {
        json!({ "status": self.status, "code": self.code, "message": self.remark })
    }

    /// The first of these as a whole answer. No document prints an HTTP status.
    pub(super) fn refusal(&self) -> Answer {
        Answer::json(200, &self.initiated())
    }
}
