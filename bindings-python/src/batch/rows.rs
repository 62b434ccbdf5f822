//! Concluding the rows of one batch, into the columns of another.

use std::borrow::Cow;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::ArrowError;
use sanspay::door::MAX_QUESTION;
use sanspay::json::{Json, Malformed};
use sanspay::{Next, Outcome, Reply, Stored};

use super::cells::Column;
use super::plan::{Input, OUTCOME, Plan, Replies, Rows};
use super::text::Text;

/// As much text as a column of one batch may hold before another batch is begun.
const MOST: usize = 256 << 20;

/// Concludes the rows of a batch. Several batches come out where one would be too large.
pub fn conclude(plan: &Plan, batch: &RecordBatch) -> Result<Vec<RecordBatch>, ArrowError> {
    let rows = plan.rows(batch);
    let count = batch.num_rows();
    let mut done = Vec::new();
    let mut slot = [Reply::http(0, Vec::new())];
    let mut first = 0;
    while first < count {
        let mut columns = plan.wanted.map(|wanted| Text::new(wanted, count - first));
        let mut next = first;
        while next < count && columns.iter().all(|column| column.len() < MOST) {
            let concluded = row(plan, &rows, next, &mut slot, &mut columns);
            write(concluded.as_ref().map_err(String::as_str), &mut columns)?;
            next += 1;
        }
        let mut arrays = plan.kept(&batch.slice(first, next - first));
        for column in columns {
            arrays.extend(column.finish()?);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(next - first));
        done.push(RecordBatch::try_new_with_options(plan.schema.clone(), arrays, &options)?);
        first = next;
    }
    Ok(done)
}

/// Concludes one row. The value is written down at once; the rest is handed back.
fn row(
    plan: &Plan,
    rows: &Rows,
    row: usize,
    slot: &mut [Reply; 1],
    columns: &mut [Text; OUTCOME.len()],
) -> Result<Outcome<()>, String> {
    let [_, _, value, ..] = columns;
    let input = rows.input.read(row)?;
    let replies = rows.replies.read(&plan.stored, row, slot)?;
    plan.stored.conclude(&input, &replies, value.open()).map_err(|error| error.message)
}

/// Writes down an outcome, or what is wrong with its row.
fn write(concluded: Result<&Outcome<()>, &str>, columns: &mut [Text; OUTCOME.len()]) -> Result<(), ArrowError> {
    let [verdict, funds, value, reason_code, reason, next_do, next, error] = columns;
    let outcome = concluded.ok();
    let because = outcome.and_then(|outcome| outcome.reason.as_ref());
    let then = outcome.map(|outcome| &outcome.next);
    verdict.word(outcome.map(|outcome| &outcome.verdict))?;
    funds.word(outcome.map(|outcome| &outcome.funds))?;
    value.close(outcome.is_some_and(|outcome| outcome.value.is_some()))?;
    reason_code.word(because.map(|reason| &reason.code))?;
    reason.json(because)?;
    next_do.plain(then.map(duty))?;
    next.json(then)?;
    error.plain(concluded.err())
}

fn duty(next: &Next) -> &'static str {
    match next {
        Next::Ask { .. } => "ask",
        Next::SendAgain => "send_again",
        Next::Fix => "fix",
        Next::Review => "review",
        Next::Nothing => "nothing",
    }
}

impl Input<Column> {
    fn read(&self, row: usize) -> Result<Json<'_>, String> {
        match self {
            Self::Whole(column) => whole("input", column, row),
            Self::Fields(columns) => {
                let mut fields = Vec::with_capacity(columns.len());
                for (name, column) in columns {
                    let value = column.json(row).map_err(|wrong| format!("{name} {wrong}"))?;
                    fields.push((Cow::Borrowed(*name), value));
                }
                Ok(Json::Object(fields))
            }
        }
    }
}

impl Replies<Column> {
    /// The replies of a row. The usual one, a status with a body, is put into `slot`, whose memory serves every row.
    fn read<'s>(&self, stored: &Stored, row: usize, slot: &'s mut [Reply; 1]) -> Result<Cow<'s, [Reply]>, String> {
        if let Some(all) = &self.all {
            return plain(stored, &whole("replies", all, row)?);
        }
        let (Some(status), Some(body)) = (&self.status, &self.body) else { return Ok(Cow::Borrowed(&[])) };
        let fault = self.fault.as_ref().filter(|fault| !fault.is_null(row));
        let number = status.whole(row).and_then(|status| u16::try_from(status).ok());
        if let ([Reply::Http(reply)], Some(number), Some(bytes), None) = (&mut *slot, number, body.bytes(row), fault) {
            reply.status = number;
            reply.body.clear();
            reply.body.extend_from_slice(bytes);
            return Ok(Cow::Borrowed(slot));
        }
        // A fault, or something that is wrong: the core says what.
        let mut fields = Vec::new();
        for (name, column) in [("status", Some(status)), ("body", Some(body)), ("fault", fault)] {
            if let Some(column) = column.filter(|column| !column.is_null(row)) {
                // A body that is no text can only be here because something else is wrong, which is then told.
                let cell = column.json(row).unwrap_or(Json::Text(Cow::Borrowed("")));
                fields.push((Cow::Borrowed(name), cell));
            }
        }
        plain(stored, &Json::List(vec![Json::Object(fields)]))
    }
}

fn plain(stored: &Stored, replies: &Json<'_>) -> Result<Cow<'static, [Reply]>, String> {
    stored.replies(replies).map(Cow::Owned).map_err(|error| error.message)
}

/// A cell that holds something whole: as an object or list, or as its JSON text.
fn whole<'c>(name: &str, column: &'c Column, row: usize) -> Result<Json<'c>, String> {
    match column.json(row).map_err(|wrong| format!("{name} {wrong}"))? {
        Json::Text(text) if text.len() > MAX_QUESTION => Err(format!("{name} is longer than {MAX_QUESTION} bytes")),
        Json::Text(Cow::Borrowed(text)) => {
            Json::read(text).map_err(|Malformed { at, what }| format!("{name} is not JSON: {what} at byte {at}"))
        }
        other => Ok(other),
    }
}
