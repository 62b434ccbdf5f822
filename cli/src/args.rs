//! The command line: every command with its options and their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::exit;

/// What to send to a payment gateway, and what its reply means for the money.
///
/// AtaraPay and AT MOON DPS from the command line. Only `send` and `notify` open a connection, and only `send` one to a
/// gateway. No command says more of money than a reply proves.
///
/// Credentials come from a file (--account, or its path in SANSPAY_ACCOUNT) or from variables such as
/// SANSPAY_ATARAPAY_PRIVATE_KEY; they are printed by no command but `request --show-secrets` and `exchange`.
#[derive(Parser)]
#[command(name = "sanspay", version, max_term_width = 110, subcommand_required = true, after_help = exit::TABLE)]
pub struct Cli {
    /// Answer in JSON, errors too.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Answer a question of the library's: the next request, or what the replies mean.
    ///
    /// The question is read from standard input: {"operation", "account", "input", "replies"}. The answer is one line of
    /// JSON with exactly one of "request", "outcome" and "error". A request holds credentials.
    #[command(after_help = "Example:\n  sanspay exchange < question.json")]
    Exchange,
    /// Answer what a notice says, and how far it can be believed.
    ///
    /// The question is read from standard input: {"notice", "account", "message": {"headers", "body"}}.
    #[command(after_help = "Example:\n  sanspay receive < question.json")]
    Receive,
    /// Combine two outcomes of one payment.
    ///
    /// The question is read from standard input: {"known", "seen"}.
    #[command(after_help = "Example:\n  sanspay settle < question.json")]
    Settle,
    /// List every operation and notice, or describe one of them.
    #[command(
        after_help = "Examples:\n  sanspay operations\n  sanspay operations atmoon.payout.verify\n  sanspay operations --schema > schema.json"
    )]
    Operations {
        /// Which one to describe; the beginning of a name lists those that begin so.
        name: Option<String>,
        /// Print the JSON Schemas of everything.
        #[arg(long)]
        schema: bool,
    },
    /// Print the request of an operation, to be looked at or sent by hand. Nothing is sent.
    #[command(
        after_help = "Examples:\n  sanspay request atarapay.orders.status --set order=3021 --sandbox\n  sanspay request atmoon.pg.initiate --input @page.json --as http\n  sanspay request atmoon.payout.verify --set payment_refer_no=1 --as curl --show-secrets | sh"
    )]
    Request {
        #[command(flatten)]
        question: Question,
        /// How to print it.
        #[arg(long = "as", value_enum, default_value_t = Form::Curl)]
        form: Form,
        /// Print the credentials instead of the variables that hold them.
        #[arg(long)]
        show_secrets: bool,
        /// The replies to the requests before it, as `explain` reads them.
        #[arg(long, value_name = "FILE")]
        replies: Option<PathBuf>,
    },
    /// Say in words what a reply means: what is known, what became of the money, what to do, and by which rule.
    ///
    /// The reply is read from standard input: what `curl -i` printed; or a body alone, with its --status; or as data,
    /// {"status", "headers", "body"} or {"fault": "no_answer"}, or a list of these where the operation takes several
    /// requests.
    #[command(
        after_help = "Examples:\n  curl -si … | sanspay explain atarapay.orders.status --set order=3021\n  sanspay explain atmoon.payout.verify --set payment_refer_no=77 --sandbox < body.json"
    )]
    Explain {
        #[command(flatten)]
        question: Question,
        /// The HTTP status, where what is read is a body alone.
        #[arg(long, default_value_t = 200)]
        status: u16,
    },
    /// Send an operation to its gateway, and say what came of it.
    ///
    /// Every request is sent once, without following redirects, and given up after --timeout. With --save the call is
    /// stored before each request goes out, so that nothing is sent twice after Ctrl-C or a power cut: --resume sends
    /// nothing and concludes.
    #[command(
        after_help = "Examples:\n  sanspay send atarapay.orders.verify_payment --input @order.json\n  sanspay send atmoon.payout.create --input @payout.json --save payout.call --follow\n  sanspay send --resume payout.call"
    )]
    Send(Send),
    /// Send a notice to your shop: true, forged, replayed or unsigned.
    ///
    /// The notice is made with your account's keys, and goes to this machine only. What is printed beside the shop's
    /// reply is what sanspay says of such a notice.
    #[command(
        after_help = "Examples:\n  sanspay notify atarapay.order http://127.0.0.1:3000/notices --event delivered --set id=3021\n  sanspay notify atarapay.order http://127.0.0.1:3000/notices --how forged\n  sanspay notify atmoon.callback http://127.0.0.1:3000/callback --set paymentReferNo=77"
    )]
    Notify(Notify),
    /// Conclude a file of stored exchanges: how each ended, and what is in doubt.
    ///
    /// Each line is a question with its replies, {"operation", "input", "replies"}, with or without its "account", or what
    /// `send --save` stored. A line whose last request was never answered is concluded as `send --resume` does. Files of
    /// any size are read as they come.
    #[command(
        after_help = "Examples:\n  sanspay reconcile exchanges.ndjson\n  zcat exchanges.ndjson.gz | sanspay reconcile - --in-doubt doubts.ndjson --json"
    )]
    Reconcile(Reconcile),
    /// Start a stand-in for both gateways on this machine, with a dashboard.
    #[command(
        after_help = "Examples:\n  sanspay sandbox --port 4010\n  sanspay sandbox --state shop.sandbox --fault 'atmoon.payout.create: lose_answer 20%'"
    )]
    Sandbox(Sandbox),
    /// Print what a shell needs to complete this command line.
    #[command(after_help = "Example:\n  sanspay completions bash > /etc/bash_completion.d/sanspay")]
    Completions {
        /// For which shell.
        shell: Shell,
    },
    /// Print the manual page of this program or of one of its commands.
    #[command(after_help = "Examples:\n  sanspay man | man -l -\n  sanspay man send | man -l -")]
    Man {
        /// Which command's.
        command: Option<String>,
    },
}

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
    /// The input as JSON, or @FILE to read it from one.
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
    #[arg(long, value_name = "URL", num_args = 0..=1, require_equals = true, default_missing_value = "http://127.0.0.1:4010")]
    pub sandbox: Option<String>,
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
    /// The notice: atarapay.order or atmoon.callback.
    pub kind: String,
    /// Where the shop takes notices: an address on this machine.
    pub url: String,
    /// What is true of it.
    #[arg(long, value_enum, default_value_t = How::True)]
    pub how: How,
    /// What it tells of an order.
    #[arg(long, default_value = "accepted")]
    pub event: String,
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
    /// As the gateway sends it.
    True,
    /// With a token made without the private key.
    Forged,
    /// A true one, sent twice.
    Replayed,
    /// Without its token.
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
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Strike exchanges, such as 'atmoon.payout.create: lose_answer 20%'; may be given again. Faults: lose_request,
    /// lose_answer, server_error, busy, html_page, cut, slow.
    #[arg(long = "fault", value_name = "RULE")]
    pub faults: Vec<String>,
    /// Lead AtaraPay's payment form to a page with Pay, Fail and Leave, instead of paying at once.
    #[arg(long)]
    pub hosted_pages: bool,
    /// Take AT MOON's credentials as four headers of their own only.
    #[arg(long)]
    pub strict_auth: bool,
    /// How many orders, payments, payouts … of each kind are remembered.
    #[arg(long, default_value_t = 10_000)]
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
    #[arg(long, default_value_t = 20)]
    pub list: usize,
    /// How many threads to use; by default one for each core.
    #[arg(long)]
    pub threads: Option<usize>,
}
