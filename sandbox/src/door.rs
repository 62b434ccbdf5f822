//! A sandbox in another language's own process: JSON in, JSON out, as with the library's own door.
//!
//! A question is an object with exactly one of these fields, and its answer one with the field behind it, or with `error`.
//!
//! | question | answer |
//! |---|---|
//! | `start`: `{"seed", "faults", "hosted_pages", "strict_auth", "strict_json", "notices", "keep"}`, all optional, or `{"saved"}` | `started` |
//! | `exchange`: `{"method", "url", "headers", "body"}`, or with `body_base64` | `reply`: `{"status", "headers", "body"}`, or `silence`: the connection ends without an answer. Beside either, `late_seconds` where a rule holds it back |
//! | `take_notices`: `{}` | `notices`: `[{"number", "url", "headers", "body", "pauses_ms"}]`, each to be posted now, and again after each pause until it is taken |
//! | `notice_tried`: `{"number", "status"}` or `{"number", "problem"}` | `noted` |
//! | `accounts`: `{"base_url"}` | `accounts`: `{"atarapay", "atmoon"}`, as the library takes them |
//! | `save`: `{}` | `saved`: everything there is, as text for `start` |
//! | `step`: `{"saved", "ask"}` for hosts that hold nothing: any question above, of a sandbox that was saved, or null | `step`: `{"saved", "answer"}` |
//! | `command_line`: `{"arguments"}` | `options`, as `start` takes them, and beside them `port`, and `state`, which is always null; or `help` |
//! | `greeting`: `{"address", "seed"}` | `greeting`: what to tell a developer |
//!
//! The last two are there with the feature `desk` alone. So is what people see: with it an exchange may be the dashboard's.
//!
//! Whatever else can be done to a sandbox is an exchange too: `POST /sandbox/advance?seconds=60`, `GET /sandbox/truth`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::atarapay::{Encoding, Outgoing};
#[cfg(feature = "desk")]
use crate::desk::Desk;
use crate::http::too_long;
use crate::rules::{SLOW_SECONDS, WireFault};
use crate::{Answer, MAX_BODY, Reaction, Request, Rule, Sandbox, account};

/// What only the Rust server can do: it notes each request before it answers.
#[cfg(feature = "desk")]
const NO_STATE: &str = "there is no --state here: everything is forgotten when it stops; the program made of this \
                        repository's cli/ keeps it";

/// A sandbox behind a plain-data entrance.
pub struct Door {
    sandbox: Sandbox,
    #[cfg(feature = "desk")]
    desk: Desk,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Question {
    Start(Box<Start>),
    Exchange(Exchange),
    TakeNotices {},
    NoticeTried(Tried),
    Accounts {
        base_url: String,
    },
    Save {},
    Step {
        saved: Option<String>,
        ask: Box<Question>,
    },
    #[cfg(feature = "desk")]
    CommandLine {
        arguments: Vec<String>,
    },
    #[cfg(feature = "desk")]
    Greeting {
        address: String,
        seed: u64,
    },
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Start {
    saved: Option<String>,
    seed: Option<u64>,
    faults: Option<Vec<Rule>>,
    hosted_pages: Option<bool>,
    strict_auth: Option<bool>,
    strict_json: Option<bool>,
    notices: Option<String>,
    keep: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
    body_base64: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tried {
    number: u64,
    status: Option<u16>,
    problem: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    Started {},
    Reply {
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
    },
    Silence {},
    Notices(Vec<Outgoing>),
    Noted {},
    Accounts(Value),
    Saved(String),
    Step {
        saved: String,
        answer: Value,
    },
    #[cfg(feature = "desk")]
    Options(crate::Options),
    #[cfg(feature = "desk")]
    Help(String),
    #[cfg(feature = "desk")]
    Greeting(String),
    Error {
        kind: &'static str,
        message: String,
        problems: [(); 0],
    },
}

#[derive(Serialize)]
struct Answered {
    #[serde(flatten)]
    said: Said,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_seconds: Option<u64>,
}

impl Default for Door {
    fn default() -> Self {
        Self::to(Sandbox::new(1))
    }
}

impl Door {
    fn to(sandbox: Sandbox) -> Self {
        Self {
            sandbox,
            #[cfg(feature = "desk")]
            desk: Desk::default(),
        }
    }

    /// Asks one question, and answers it: what is wrong with it is an answer too.
    pub fn call(&mut self, question: &str) -> String {
        let answered = match serde_json::from_str(question) {
            Ok(question) => self.ask(question),
            Err(error) => Err(error.to_string()),
        };
        answered.map_or_else(Self::refuse, |answered| print(&answered))
    }

    /// The answer to a question that is wrong: for bindings, where they could not even read it.
    #[must_use]
    pub fn refuse(message: String) -> String {
        print(&Said::Error { kind: "invalid_question", message, problems: [] }.into())
    }

    fn ask(&mut self, question: Question) -> Result<Answered, String> {
        Ok(Answered::from(match question {
            Question::Start(start) => {
                *self = Self::to(start.sandbox()?);
                Said::Started {}
            }
            Question::Exchange(exchange) => return Ok(self.exchange(&exchange.request()?)),
            Question::TakeNotices {} => Said::Notices(self.sandbox.take_notices()),
            Question::NoticeTried(tried) => {
                let problem = tried.problem.unwrap_or_else(|| "no answer".to_owned());
                self.sandbox.notice_tried(tried.number, tried.status.ok_or(problem));
                #[cfg(feature = "desk")]
                self.desk.changed();
                Said::Noted {}
            }
            Question::Accounts { base_url } => {
                let accounts =
                    ["atarapay", "atmoon"].map(|gateway| (gateway.to_owned(), account(gateway, &base_url).into()));
                Said::Accounts(Value::Object(accounts.into_iter().collect()))
            }
            Question::Save {} => Said::Saved(self.sandbox.saved()),
            Question::Step { saved, ask } => {
                let sandbox = saved.map_or_else(|| Ok(Sandbox::new(1)), |saved| Sandbox::exactly(&saved))?;
                let mut door = Self::to(sandbox);
                let answer = json!(door.ask(*ask)?);
                Said::Step { saved: door.sandbox.saved(), answer }
            }
            #[cfg(feature = "desk")]
            Question::CommandLine { arguments } => match crate::Options::read(arguments.into_iter().map(Into::into))? {
                crate::Asked::Run(options) if options.state.is_some() => return Err(NO_STATE.to_owned()),
                crate::Asked::Run(options) => Said::Options(options),
                crate::Asked::Help => {
                    let lines = crate::OPTIONS.lines().filter(|line| !line.contains("--state"));
                    Said::Help(lines.map(|line| format!("{line}\n")).collect())
                }
            },
            #[cfg(feature = "desk")]
            Question::Greeting { address, seed } => Said::Greeting(crate::greeting(&address, seed)),
        }))
    }

    fn exchange(&mut self, request: &Request) -> Answered {
        let Reaction { answer, fault } = self.react(request);
        let said = match answer {
            Answer::Reply { status, headers, body } => Said::Reply { status, headers, body },
            Answer::Silence => Said::Silence {},
        };
        Answered { said, late_seconds: (fault == Some(WireFault::Slow)).then_some(SLOW_SECONDS) }
    }

    fn react(&mut self, request: &Request) -> Reaction {
        if request.body.len() > MAX_BODY {
            return Reaction { answer: too_long(), fault: None };
        }
        #[cfg(feature = "desk")]
        if let Some(answer) = self.desk.answer(&self.sandbox, request) {
            return Reaction { answer, fault: None };
        }
        let reaction = self.sandbox.react(request);
        #[cfg(feature = "desk")]
        self.desk.note(&self.sandbox, request, &reaction);
        reaction
    }
}

impl Start {
    fn sandbox(self) -> Result<Sandbox, String> {
        let mut sandbox = match self.saved {
            Some(saved) => Sandbox::resumed(&saved)?,
            None => Sandbox::new(self.seed.unwrap_or(1)),
        };
        if let Some(rules) = self.faults {
            sandbox.fault_by(rules);
        }
        if let Some(on) = self.hosted_pages {
            sandbox.hosted_pages(on);
        }
        if let Some(on) = self.strict_auth {
            sandbox.strict_auth(on);
        }
        if let Some(on) = self.strict_json {
            sandbox.strict_json(on);
        }
        if let Some(url) = self.notices {
            sandbox.send_notices_to(&url, Encoding::Json).map_err(|words| words.trim_end().to_owned())?;
        }
        if let Some(most) = self.keep {
            sandbox.keep(most);
        }
        Ok(sandbox)
    }
}

impl Exchange {
    fn request(self) -> Result<Request, String> {
        let body = match self.body_base64 {
            None => self.body.into_bytes(),
            Some(text) => STANDARD.decode(text).map_err(|error| format!("body_base64: {error}"))?,
        };
        let mut request = Request::new(&self.method, &self.url);
        request.headers.extend(self.headers);
        request.body = body;
        Ok(request)
    }
}

impl From<Said> for Answered {
    fn from(said: Said) -> Self {
        Self { said, late_seconds: None }
    }
}

fn print(answered: &Answered) -> String {
    serde_json::to_string(answered).expect("plain data with text for keys prints as JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(door: &mut Door, question: &Value) -> Value {
        serde_json::from_str(&door.call(&question.to_string())).expect("JSON")
    }

    fn get(path: &str) -> Value {
        json!({ "exchange": { "method": "GET", "url": format!("http://127.0.0.1:4010{path}") } })
    }

    fn advance(seconds: u64) -> Value {
        json!({ "exchange": { "method": "POST", "url": format!("/sandbox/advance?seconds={seconds}") } })
    }

    #[test]
    fn a_host_that_holds_nothing_sees_what_another_does() {
        let (mut held, mut saved) = (Door::default(), Value::Null);
        let own = |path: &str| json!({ "exchange": { "method": "POST", "url": format!("/sandbox/{path}") } });
        let paid = "token=pub_test_1&email=a%40b.example&phone_number=08082094382&currency=NGN&amount=4000&customer_firstname=E\
            &customer_lastname=A&order_product_id=1&order_product_name=T&delivery_date=2024-02-01&delivery_location=Gombe\
            &recipient=08082094382&type=1";
        let taken = |status: u16| json!({ "notice_tried": { "number": 1, "status": status } });
        let take = || json!({ "take_notices": {} });
        for question in [
            json!({ "start": { "seed": 7 } }),
            advance(60),
            get("/sandbox/truth"),
            get("/sandbox/settings"),
            json!({ "exchange": { "method": "POST", "url": "/", "body": paid } }),
            own("atarapay/callback?url=http://127.0.0.1/notices"),
            own("orders/3021/cancel_as_seller"),
            take(),
            taken(500),
            take(),
            taken(200),
            own("notices/1/send"),
            take(),
        ] {
            let step = ask(&mut Door::default(), &json!({ "step": { "saved": saved, "ask": question } }));
            assert_eq!(step["step"]["answer"], ask(&mut held, &question), "{question}");
            saved = step["step"]["saved"].clone();
        }
        assert_eq!(ask(&mut held, &json!({ "save": {} }))["saved"], saved);
        let told = ask(&mut held, &get("/sandbox/notices"))["reply"]["body"].to_string();
        assert!(told.contains(r#"\"status\":200"#), "{told}");
        let truth = ask(&mut held, &get("/sandbox/truth"));
        let mut resumed = Door::default();
        assert_eq!(ask(&mut resumed, &json!({ "start": { "saved": saved } })), json!({ "started": {} }));
        assert_eq!(ask(&mut resumed, &get("/sandbox/truth")), truth);
    }

    #[test]
    fn faults_by_rule_are_told_to_the_host() {
        let mut door = Door::default();
        let token =
            json!({ "exchange": { "method": "POST", "url": "/api/uat/merchant/getToken", "body_base64": "e30=" } });
        for (fault, answer, late) in [("lose_answer", "silence", Value::Null), ("slow", "reply", 3.into())] {
            let start = json!({ "start": { "faults": [format!("atmoon.*: {fault}")] } });
            assert_eq!(ask(&mut door, &start), json!({ "started": {} }));
            let answered = ask(&mut door, &token);
            assert!(answered.get(answer).is_some() && answered["late_seconds"] == late, "{answered}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_question_is_an_answer() {
        let mut door = Door::default();
        for (question, words) in [
            ("[", "expected value"),
            ("{}", "expected"),
            (r#"{"start":{"sed":1}}"#, "unknown field `sed`"),
            (r#"{"start":{"faults":["x"]}}"#, "colon"),
            (r#"{"start":{"saved":"{}"}}"#, "missing field"),
            (r#"{"exchange":{"method":"GET","url":"/","body_base64":"?"}}"#, "body_base64"),
        ] {
            let answer: Value = serde_json::from_str(&door.call(question)).expect("JSON");
            assert_eq!(answer["error"]["kind"], "invalid_question", "{question}");
            assert!(
                answer["error"]["message"].as_str().is_some_and(|told| told.contains(words)),
                "{question}: {answer}"
            );
        }
        let long = json!({ "exchange": { "method": "POST", "url": "/", "body": "x".repeat(MAX_BODY + 1) } });
        assert_eq!(ask(&mut door, &long)["reply"]["status"], 413);
    }

    #[cfg(feature = "desk")]
    #[test]
    fn people_see_what_was_asked() {
        let mut door = Door::default();
        let status = json!({ "exchange": { "method": "POST", "url": "/api/callback/order",
            "headers": [["content-type", "application/x-www-form-urlencoded"]], "body": "order=3021&status=order" } });
        ask(&mut door, &status);
        let listed = ask(&mut door, &get("/sandbox/exchanges?after=0"))["reply"]["body"].to_string();
        assert!(listed.contains("atarapay.orders.status"), "{listed}");
        let page = ask(&mut door, &get("/"))["reply"]["body"].to_string();
        assert!(page.contains("<title>"), "{page}");
        let read = |arguments: &[&str]| {
            let mut door = Door::default();
            ask(&mut door, &json!({ "command_line": { "arguments": arguments } }))
        };
        assert_eq!(read(&["--port", "0", "--fault", "*:cut"])["options"]["faults"], json!(["*: cut 100%"]));
        for wrong in ["--prot", "--state=x"] {
            assert!(read(&[wrong])["error"]["message"].is_string(), "{wrong}");
        }
        let help = read(&["--help"])["help"].to_string();
        assert!(help.contains("--port") && !help.contains("--state"), "{help}");
    }
}
