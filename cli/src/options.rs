//! The options of the commands, with their help.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::notify;
use crate::reference;
use crate::words::word;

/// Where a sandbox listens unless it is told to listen elsewhere.
pub const SANDBOX: &str = "http://127.0.0.1:4010";

/// An operation, its input and its account.
#[derive(Args)]
pub struct Question {
    /// The operation, such as atarapay.orders.status.
    pub operation: String,
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub account: Account,
}

#[derive(Args, Default)]
pub struct Input {
    /// The input as JSON, or @FILE to read it from one; @- is standard input.
    #[arg(long, short, value_name = "JSON|@FILE")]
    pub input: Option<String>,
    /// One field of the input; may be given again. Overrides --input.
    #[arg(long = "set", short, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
}

#[derive(Args, Default)]
pub struct Account {
    /// The account as a JSON file: its fields, or {"atarapay": {…}, "atmoon": {…}}.
    #[arg(long, short, value_name = "FILE", conflicts_with = "sandbox")]
    pub account: Option<PathBuf>,
    /// Use the sandbox's own credentials, at http://127.0.0.1:4010 unless said otherwise.
    #[arg(long, value_name = "URL", num_args = 0..=1, require_equals = true, default_missing_value = SANDBOX)]
    pub sandbox: Option<String>,
}

impl Account {
    /// The same once more, for a command line that is printed.
    pub fn again(&self) -> String {
        match (&self.sandbox, &self.account) {
            (Some(url), _) if url == SANDBOX => " --sandbox".to_owned(),
            (Some(url), _) => format!(" --sandbox={}", word(url)),
            (None, Some(path)) => format!(" --account {}", word(&path.to_string_lossy())),
            (None, None) => String::new(),
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Form {
    /// A line for a shell.
    Curl,
    /// What a program sends.
    Json,
    /// The bytes as they travel.
    Http,
}

#[derive(Args)]
pub struct Send {
    /// The operation, such as atmoon.payout.verify.
    #[arg(required_unless_present = "resume", conflicts_with = "resume")]
    pub operation: Option<String>,
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub account: Account,
    /// Store the call in a new file, before each request goes out.
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// Conclude a stored call. Nothing of it is sent.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["save", "input", "set"])]
    pub resume: Option<PathBuf>,
    /// Ask what `next` says when its time comes, until nothing is left to ask.
    #[arg(long)]
    pub follow: bool,
    /// How long to follow.
    #[arg(long, value_name = "SECONDS", default_value_t = 600, requires = "follow")]
    pub follow_for: u64,
    /// Do not wait for the time of `next`: for a sandbox on this machine only.
    #[arg(long, requires = "follow")]
    pub hurry: bool,
    /// How long one request may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
}

#[derive(Args)]
pub struct Notify {
    /// The notice.
    #[arg(value_parser = PossibleValuesParser::new(reference::notices().map(|(name, ..)| name)))]
    pub kind: String,
    /// Where the shop takes notices: an address on this machine.
    pub url: String,
    /// What is true of it.
    #[arg(long, value_enum, default_value_t = How::True)]
    pub how: How,
    /// What atarapay.order tells of the order; without it, that the buyer has accepted.
    #[arg(long, value_parser = PossibleValuesParser::new(notify::events()))]
    pub event: Option<String>,
    /// A field of the order, or of the callback; may be given again.
    #[arg(long = "set", short, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// How it is written.
    #[arg(long = "as", value_enum, default_value_t = Encoding::Json)]
    pub encoding: Encoding,
    #[command(flatten)]
    pub account: Account,
    /// Send it to another machine all the same. It must be yours.
    #[arg(long)]
    pub yes_really: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum How {
    /// As the gateway sends it
    True,
    /// With a token made without the private key; there is no such atmoon.callback
    Forged,
    /// A true one, sent twice
    Replayed,
    /// Without its token; as every atmoon.callback is
    Unsigned,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Encoding {
    /// application/json
    Json,
    /// multipart/form-data
    Multipart,
    /// application/x-www-form-urlencoded
    Form,
}

#[derive(Args)]
pub struct Sandbox {
    /// Where to listen; 0 takes any free port.
    #[arg(long, default_value_t = 4010)]
    pub port: u16,
    /// Keep everything in this file, and go on from it, also after a kill.
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Decides the tokens and references given out, and which exchanges are struck.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Strike exchanges, such as 'atmoon.payout.create: lose_answer 20%'; may be given again. Faults: lose_request,
    /// lose_answer, server_error, busy, html_page, cut, slow.
    #[arg(long = "fault", value_name = "RULE")]
    pub faults: Vec<String>,
    /// Lead AtaraPay's payment form to a page with Pay, Fail and Leave, instead of paying at once.
    #[arg(long)]
    pub hosted_pages: bool,
    /// Where AtaraPay's notices go, on this machine: your shop's callback address
    #[arg(long, value_name = "URL")]
    pub notices: Option<String>,
    /// Take AT MOON's credentials as four headers of their own only.
    #[arg(long)]
    pub strict_auth: bool,
    /// How many orders, payments, payouts … of each kind are remembered.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub keep: usize,
}

#[derive(Args)]
pub struct Reconcile {
    /// The file, or - for standard input.
    pub file: PathBuf,
    #[command(flatten)]
    pub account: Account,
    /// Write what is in doubt there: its line, operation, verdict, funds, reason and `next`.
    #[arg(long, value_name = "FILE")]
    pub in_doubt: Option<PathBuf>,
    /// Write every line's outcome there.
    #[arg(long, value_name = "FILE")]
    pub outcomes: Option<PathBuf>,
    /// How many doubts and bad lines to list.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub list: usize,
    /// How many threads to use; by default one for each core.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub threads: Option<u8>,
}
