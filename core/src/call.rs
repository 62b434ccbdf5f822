//! The loop every host runs: a request, its reply, until there is an outcome.

use crate::error::Error;
use crate::exchange::exchange;
use crate::http::{Reply, Request};
use crate::operation::{Answer, Operation};
use crate::outcome::Outcome;

/// One operation under way. It holds the replies so far; everything else is computed anew from them.
#[derive(Debug)]
pub struct Call<'a, O: Operation> {
    account: &'a O::Account,
    operation: &'a O,
    replies: Vec<Reply>,
    answer: Answer<O::Value>,
}

impl<'a, O: Operation> Call<'a, O> {
    /// Begins an operation.
    ///
    /// # Errors
    /// Where the account or the input is wrong: every problem at once, by field.
    pub fn new(account: &'a O::Account, operation: &'a O) -> Result<Self, Error> {
        let answer = exchange(account, operation, &[])?;
        Ok(Self { account, operation, replies: Vec::new(), answer })
    }

    /// What the host must send now; None when the outcome is there.
    #[must_use]
    pub fn request(&self) -> Option<&Request> {
        if let Answer::Request(request) = &self.answer { Some(request) } else { None }
    }

    /// What came back for the request.
    ///
    /// # Errors
    /// Where no request was waiting for a reply.
    pub fn reply(&mut self, reply: Reply) -> Result<(), Error> {
        self.replies.push(reply);
        let answer = exchange(self.account, self.operation, &self.replies);
        if answer.is_err() {
            self.replies.pop();
        }
        self.answer = answer?;
        Ok(())
    }

    /// What has come of it; None while a request waits to be sent.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome<O::Value>> {
        if let Answer::Outcome(outcome) = &self.answer { Some(outcome) } else { None }
    }
}
