//! What is read from a table, and what is written for each row: settled once, before the first row.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use sanspay::json::Json;
use sanspay::{Reply, Stored};

use super::cells::{self, Column};

/// What an outcome consists of, a column each.
pub const OUTCOME: [&str; 8] = ["verdict", "funds", "value", "reason_code", "reason", "next_do", "next", "error"];

/// How a table is concluded.
pub struct Plan {
    pub stored: Stored,
    /// Of each part of an outcome, whether it is wanted.
    pub wanted: [bool; OUTCOME.len()],
    /// What comes out: the columns that are handed through, then what is wanted of the outcomes.
    pub schema: SchemaRef,
    kept: Vec<usize>,
    input: Input<usize>,
    replies: Replies<usize>,
}

/// Where the input is found; in a table by the column's place.
pub enum Input<C> {
    /// Whole, in one column: an object, or its JSON text.
    Whole(C),
    /// Each field in a column of its own.
    Fields(Vec<(&'static str, C)>),
}

/// Where the reply is found, likewise.
pub struct Replies<C> {
    pub status: Option<C>,
    pub body: Option<C>,
    pub fault: Option<C>,
    /// All replies of an operation of several steps: a list, or its JSON text.
    pub all: Option<C>,
}

/// What a caller wants to be done with a table.
pub struct Wish {
    /// What the table calls the columns that are called otherwise here.
    pub columns: BTreeMap<String, String>,
    pub keep: Vec<String>,
    pub select: Vec<String>,
}

/// A batch of a table, ready to be read by the row.
pub struct Rows {
    pub input: Input<Column>,
    pub replies: Replies<Column>,
}

impl Plan {
    /// Finds everything in a table that looks like this, or says what is missing.
    pub fn new(stored: Stored, table: &Schema, wish: &Wish) -> Result<Self, String> {
        for part in &wish.select {
            if !OUTCOME.contains(&part.as_str()) {
                return Err(format!("an outcome has no {part}; it has {}", OUTCOME.join(", ")));
            }
        }
        let finder = Finder { table, wish };
        finder.check(stored.fields())?;
        let input = finder.input(&stored)?;
        let replies = finder.replies(&stored)?;
        let kept = wish.keep.iter().map(|name| finder.place(name)).collect::<Result<Vec<_>, _>>()?;
        let mut fields: Vec<Field> = kept.iter().map(|place| table.field(*place).clone()).collect();
        let wanted = OUTCOME.map(|part| wish.select.iter().any(|selected| selected == part));
        let parts = OUTCOME.iter().zip(wanted).filter_map(|(part, wanted)| wanted.then_some(part));
        fields.extend(parts.map(|part| Field::new(*part, DataType::Utf8, true)));
        if let Some(twice) =
            (1..fields.len()).find(|at| fields[..*at].iter().any(|one| one.name() == fields[*at].name()))
        {
            return Err(format!("there would be two columns called {}", fields[twice].name()));
        }
        Ok(Self { stored, wanted, schema: Arc::new(Schema::new(fields)), kept, input, replies })
    }

    /// The columns of a batch that the rows are read from.
    pub fn rows(&self, batch: &RecordBatch) -> Rows {
        let column = |place: &usize| Column::new(batch.column(*place));
        let input = match &self.input {
            Input::Whole(place) => Input::Whole(column(place)),
            Input::Fields(places) => Input::Fields(places.iter().map(|(name, place)| (*name, column(place))).collect()),
        };
        let Replies { status, body, fault, all } = &self.replies;
        let [status, body, fault, all] = [status, body, fault, all].map(|place| place.as_ref().map(column));
        Rows { input, replies: Replies { status, body, fault, all } }
    }

    /// The columns of a batch that are handed through.
    pub fn kept(&self, batch: &RecordBatch) -> Vec<arrow_array::ArrayRef> {
        self.kept.iter().map(|place| batch.column(*place).clone()).collect()
    }
}

/// Finds columns by the names they have in the table.
struct Finder<'f> {
    table: &'f Schema,
    wish: &'f Wish,
}

const REPLY: [&str; 5] = ["input", "replies", "status", "body", "fault"];

impl Finder<'_> {
    fn check(&self, fields: &[&str]) -> Result<(), String> {
        for (name, column) in &self.wish.columns {
            if !fields.contains(&name.as_str()) && !REPLY.contains(&name.as_str()) {
                let known = [fields, &REPLY].concat().join(", ");
                return Err(format!("{name} is nothing that is read from a table; what is: {known}"));
            }
            self.place(column)?;
        }
        Ok(())
    }

    fn input(&self, stored: &Stored) -> Result<Input<usize>, String> {
        if let Some(place) = self.optional("input")? {
            return Ok(Input::Whole(place));
        }
        let mut found = Vec::new();
        for name in stored.fields() {
            found.extend(self.optional(name)?.map(|place| (*name, place)));
        }
        // An empty input tells what cannot be missing.
        let replies = if stored.is_local() { Vec::new() } else { vec![Reply::not_sent("")] };
        let problems = stored.conclude(&Json::Object(Vec::new()), &replies, None).map_err(|error| error.problems);
        for problem in problems.err().unwrap_or_default() {
            let missing =
                problem.message.starts_with("is required") && !found.iter().any(|(name, _)| *name == problem.field);
            if missing && stored.fields().contains(&problem.field.as_str()) {
                return Err(self.absent(&problem.field));
            }
        }
        Ok(Input::Fields(found))
    }

    fn replies(&self, stored: &Stored) -> Result<Replies<usize>, String> {
        let none = Replies { status: None, body: None, fault: None, all: None };
        if let Some(place) = self.optional("replies")? {
            return Ok(Replies { all: Some(place), ..none });
        }
        if stored.is_local() {
            return Ok(none);
        }
        let required = |name| self.optional(name)?.ok_or_else(|| self.absent(name)).map(Some);
        Ok(Replies { status: required("status")?, body: required("body")?, fault: self.optional("fault")?, all: None })
    }

    fn absent(&self, name: &str) -> String {
        let known: Vec<&str> = self.table.fields().iter().map(|field| field.name().as_str()).collect();
        format!(
            "the table has no column {name}: where it is called otherwise, say columns={{\"{name}\": …}}. It has {}",
            known.join(", ")
        )
    }

    /// The place of the column for this, where the table has one; of a type that can be read.
    fn optional(&self, name: &str) -> Result<Option<usize>, String> {
        let column = self.wish.columns.get(name).map_or(name, String::as_str);
        let Some((place, field)) = self.table.column_with_name(column) else { return Ok(None) };
        cells::check(field.data_type()).map_err(|what| format!("the column {column} {what}"))?;
        Ok(Some(place))
    }

    fn place(&self, column: &str) -> Result<usize, String> {
        self.table.column_with_name(column).map(|(place, _)| place).ok_or_else(|| self.absent(column))
    }
}
