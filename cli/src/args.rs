//! The command line: every command, and the help of each.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::exit::{self, ALWAYS, ASKS, VERDICTS, help};
pub use crate::options::*;

/// What to send to a payment gateway, and what its reply means for the money.
///
/// AtaraPay and AT MOON DPS from the command line. Only `send` and `notify` open a connection, and only `send` one to a
/// gateway. No command says more of money than a reply proves.
///
/// Credentials come from a file (--account, or its path in SANSPAY_ACCOUNT) or from variables such as
/// SANSPAY_ATARAPAY_PRIVATE_KEY; they are printed by no command but `request --show-secrets` and `exchange`.
///
/// Without a gateway: `sanspay sandbox`, and --sandbox with any other command. Colours are for terminals, and for none
/// where NO_COLOR is set.
#[derive(Parser)]
#[command(name = "sanspay", version, max_term_width = 110, subcommand_required = true, after_help = exit::whole_table())]
pub struct Cli {
    /// Answer in JSON, errors too: one line on standard output, unless the command says otherwise.
    #[arg(long, global = true, display_order = 900)]
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
    #[command(after_help = help("sanspay exchange < question.json", &[ASKS]))]
    Exchange,
    /// Answer what a notice says, and how far it can be believed.
    ///
    /// The question is read from standard input: {"notice", "account", "message": {"headers", "body"}}. The answer is one
    /// line of JSON with "notice" or "error". Also a verified notice only says what to ask.
    #[command(after_help = help("sanspay receive < notice.json", &[ASKS]))]
    Receive,
    /// Combine two outcomes of one payment.
    ///
    /// The question is read from standard input: {"known", "seen"}, each an outcome. The answer is one line of JSON with
    /// "outcome" or "error". What was proven before is not overridden by what came later: that is for a person to review.
    #[command(after_help = help("sanspay settle < outcomes.json", &[ASKS]))]
    Settle,
    /// List every operation and notice, or describe one of them.
    ///
    /// A description has the input's fields, and the names of the account's settings.
    #[command(after_help = help(
        "sanspay operations\nsanspay operations atmoon.payout\nsanspay operations atmoon.payout.verify\n\
         sanspay operations --schema > schema.json",
        &[ALWAYS],
    ))]
    Operations {
        /// Which one to describe; the beginning of a name lists those that begin so.
        name: Option<String>,
        /// Print the JSON Schemas of everything.
        #[arg(long, conflicts_with = "name")]
        schema: bool,
    },
    /// Print the request of an operation, to be looked at or sent by hand. Nothing is sent.
    ///
    /// Where credentials stand in it the variables are printed that hold them; what is made of a credential in another
    /// way than a shell can is [redacted].
    #[command(after_help = help(
        "sanspay request atarapay.orders.status --set order=3021 --sandbox\n\
         sanspay request atmoon.pg.initiate --input @page.json --as http\n\
         sanspay request atmoon.payout.verify --set payment_refer_no=1 --as curl --show-secrets | sh",
        &[ASKS],
    ))]
    Request {
        #[command(flatten)]
        question: Question,
        /// How to print it; --json is the same as `--as json`.
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
    #[command(after_help = help(
        "curl -si … | sanspay explain atarapay.orders.status --set order=3021\n\
         sanspay explain atmoon.payout.verify --set payment_refer_no=77 --sandbox < body.json",
        &[ASKS, VERDICTS, &[exit::UNFINISHED]],
    ))]
    Explain {
        #[command(flatten)]
        question: Question,
        /// The HTTP status, where what is read is a body alone.
        #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(100..=999))]
        status: u16,
    },
    /// Send an operation to its gateway, and say what came of it.
    ///
    /// Every request is sent once, without following redirects, and given up after --timeout. With --save the call is
    /// stored before each request goes out, so that nothing is sent twice after Ctrl-C or a power cut: --resume sends
    /// nothing and concludes.
    ///
    /// With --json there is one line for each operation that was asked, and with --follow a last one with "settled": what
    /// all answers come to together.
    #[command(after_help = help(
        "sanspay send atarapay.orders.verify_payment --input @order.json\n\
         sanspay send atmoon.payout.create --input @payout.json --save payout.call --follow\n\
         sanspay send --resume payout.call",
        &[ASKS, VERDICTS, &[exit::INTERRUPTED]],
    ))]
    Send(Send),
    /// Send a notice to your shop: true, forged, replayed or unsigned.
    ///
    /// The notice is made with your account's keys, or the sandbox's where none are given, and goes to this machine only.
    /// What is printed beside the shop's reply is what sanspay says of such a notice. For a forged one it is right to be
    /// refused, and this to end with 5.
    ///
    /// Nothing signs atmoon.callback: AT MOON's own call and anybody else's are the same bytes. So `--how forged` is an error
    /// there, and what a shop must do with every one of them is to ask the gateway.
    #[command(after_help = help(
        "sanspay notify atarapay.order http://127.0.0.1:3000/notices --event delivered --set id=3021\n\
         sanspay notify atarapay.order http://127.0.0.1:3000/notices --how forged\n\
         sanspay notify atmoon.callback http://127.0.0.1:3000/callback --set paymentReferNo=77",
        &[ALWAYS, &[exit::NOT_TAKEN, exit::INTERRUPTED]],
    ))]
    Notify(Notify),
    /// Conclude a file of stored exchanges: how each ended, and what is in doubt.
    ///
    /// Each line is a question with its replies, {"operation", "input", "replies"}, with or without its "account", or what
    /// `send --save` stored. A line whose last request was never answered is concluded as `send --resume` does. Files of
    /// any size are read as they come. Ctrl-C ends with the lines that were read so far, and a second one at once.
    #[command(after_help = help(
        "sanspay reconcile exchanges.ndjson\n\
         zcat exchanges.ndjson.gz | sanspay reconcile - --in-doubt doubts.ndjson --json",
        &[ALWAYS, &[exit::BAD_LINES, exit::INTERRUPTED]],
    ))]
    Reconcile(Reconcile),
    /// Start a stand-in for both gateways on this machine, with a dashboard.
    ///
    /// It tells where it is as soon as it listens; with --json in one line: {"url", "seed", "state", "resumed", "accounts",
    /// "dashboard"}, its accounts as --account takes them. It stays until it is killed.
    #[command(after_help = help(
        "sanspay sandbox --port 4010\nsanspay sandbox --port 0 --json\n\
         sanspay sandbox --state shop.sandbox --fault 'atmoon.payout.create: lose_answer 20%'",
        &[ALWAYS],
    ))]
    Sandbox(Sandbox),
    /// Print what a shell needs to complete this command line.
    #[command(after_help = help(
        "sanspay completions bash > /etc/bash_completion.d/sanspay\n\
         sanspay completions zsh > /usr/local/share/zsh/site-functions/_sanspay\n\
         sanspay completions fish > ~/.config/fish/completions/sanspay.fish",
        &[ALWAYS],
    ))]
    Completions {
        /// For which shell.
        shell: Shell,
    },
    /// Print the manual page of this program or of one of its commands.
    #[command(after_help = help("sanspay man | man -l -\nsanspay man send | man -l -", &[ALWAYS]))]
    Man {
        /// Which command's.
        command: Option<String>,
    },
}
