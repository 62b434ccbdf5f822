//! Who is let in. How the four credentials travel is unproven, so every plausible way is taken, unless it is to be strict.

use serde_json::json;

use crate::http::{Answer, Request};

/// The access key that the sandbox knows, from the documents' samples.
pub const ACCESS_KEY: &str = "51a4bd18-5bc1-4eaa-97b0-c09323398883";
/// The merchant key that the sandbox knows.
pub const MERCHANT_KEY: &str = "41d9eda4b67538fc8ad27e564ddde1bb7b20ad08";
/// The client id that the sandbox knows.
pub const CLIENT_ID: &str = "61662";
/// The API password that the sandbox knows.
pub const API_PASSWORD: &str = "a90db387a3e3b8a22d923966326327c17e9a6ed6";
/// The login user id that the sandbox knows. The documents mask theirs, and the next three too.
pub const USER_ID: &str = "ATM172";
/// The token beside the user id.
pub const UTOKEN: &str = "531234548188123";
/// The `x-client-id` that the sandbox knows.
pub const X_CLIENT_ID: &str = "client_1";
/// The `x-client-secret` that the sandbox knows.
pub const X_CLIENT_SECRET: &str = "secret_1_of_the_sandbox";

/// Each credential: its header, its underscored header, its name in an error message, and its value.
const CREDENTIALS: [(&str, &str, &str, &str); 4] = [
    ("access-key", "access_key", "Access key", ACCESS_KEY),
    ("merchant-key", "merchant_key", "Merchant key", MERCHANT_KEY),
    ("client-id", "client_id", "Client Id", CLIENT_ID),
    ("api-password", "api_password", "Api password", API_PASSWORD),
];

/// The two of a user: each header, its name in an error message, and its value.
const USER: [(&str, &str, &str); 2] = [("user_id", "User Id", USER_ID), ("utoken", "Utoken", UTOKEN)];
/// The two beside them that payout status alone asks for.
const CLIENT: [(&str, &str, &str); 2] =
    [("x-client-id", "X client id", X_CLIENT_ID), ("x-client-secret", "X client secret", X_CLIENT_SECRET)];

/// Lets in a request with the two headers of a user.
pub(super) fn admit_user(request: &Request) -> Result<(), Answer> {
    admit_headers(request, &USER)
}

/// Lets in a request with the four headers of payout status.
pub(super) fn admit_client(request: &Request) -> Result<(), Answer> {
    admit_headers(request, &[CLIENT, USER].concat())
}

/// Whether these are a user's two where they stand in the body.
pub(super) fn is_user(user_id: &str, utoken: &str) -> bool {
    (user_id, utoken) == (USER_ID, UTOKEN)
}

fn admit_headers(request: &Request, headers: &[(&str, &str, &str)]) -> Result<(), Answer> {
    let given = |name| request.values(name).next().filter(|given| !given.is_empty());
    if let Some((_, words, _)) = headers.iter().find(|(name, ..)| given(name).is_none()) {
        return Err(required(words));
    }
    let right = headers.iter().all(|(name, _, value)| given(name) == Some(*value));
    if right { Ok(()) } else { Err(invalid()) }
}

/// Lets in a request with the four credentials, as four headers of their own, hyphenated or underscored, or in
/// `Authorization`, as four lines or as one. A strict sandbox takes the first two ways only, and not both at once: the error
/// that is printed speaks of a header for each, and HTTP forbids `Authorization` to stand more than once.
pub(super) fn admit(request: &Request, strict: bool) -> Result<(), Answer> {
    if strict {
        let as_names: [fn(usize) -> &'static str; 2] = [|index| CREDENTIALS[index].0, |index| CREDENTIALS[index].1];
        let given = |name: &str| request.values(name).next().is_some();
        let named = as_names.into_iter().find(|name| given(name(0))).unwrap_or(as_names[0]);
        let headers = [0, 1, 2, 3].map(|index| (named(index), CREDENTIALS[index].2, CREDENTIALS[index].3));
        return admit_headers(request, &headers);
    }
    let authorization: Vec<&str> =
        request.values("authorization").flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut right = true;
    for (index, (hyphenated, underscored, words, value)) in CREDENTIALS.into_iter().enumerate() {
        let named = request.values(hyphenated).chain(request.values(underscored)).next();
        let listed = authorization.get(index).copied().filter(|_| authorization.len() == CREDENTIALS.len());
        let Some(given) = named.or(listed).filter(|given| !given.is_empty()) else {
            return Err(required(words));
        };
        right &= given == value;
    }
    if right { Ok(()) } else { Err(invalid()) }
}

/// The one error that the documents print for every operation.
pub(super) fn invalid() -> Answer {
    Answer::json(401, &json!({ "code": 401, "status": "error", "message": "Invalid API credentials." }))
}

/// Printed for the access key and the client id; the others are like them.
fn required(words: &str) -> Answer {
    Answer::json(400, &json!({ "code": 400, "status": false, "message": format!("{words} headers is required.") }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(headers: &[(&str, &str)]) -> Result<(), String> {
        let request =
            headers.iter().fold(Request::new("POST", "/"), |request, (name, value)| request.header(name, value));
        admit(&request, false).map_err(|answer| match answer {
            Answer::Reply { body, .. } => body,
            Answer::Silence => panic!("silence"),
        })
    }

    #[test]
    fn every_way_of_sending_the_credentials_is_taken() {
        let values = CREDENTIALS.map(|(.., value)| value);
        assert_eq!(with(&CREDENTIALS.map(|(name, .., value)| (name, value))), Ok(()));
        assert_eq!(with(&CREDENTIALS.map(|(_, name, _, value)| (name, value))), Ok(()));
        assert_eq!(with(&values.map(|value| ("Authorization", value))), Ok(()));
        assert_eq!(with(&[("authorization", &values.join(", "))]), Ok(()));
    }

    #[test]
    fn what_is_missing_is_named_and_what_is_wrong_is_not() {
        let required =
            |words| Err(format!(r#"{{"code":400,"status":false,"message":"{words} headers is required."}}"#));
        let all = CREDENTIALS.map(|(name, .., value)| (name, value));
        for (index, (.., words, _)) in CREDENTIALS.into_iter().enumerate() {
            let mut some = all.to_vec();
            some.remove(index);
            assert_eq!(with(&some), required(words));
            let mut wrong = all;
            wrong[index].1 = "wrong";
            assert_eq!(
                with(&wrong),
                Err(r#"{"code":401,"status":"error","message":"Invalid API credentials."}"#.to_owned())
            );
        }
        assert_eq!(with(&[]), required("Access key"));
        assert_eq!(with(&[("authorization", "Bearer x")]), required("Access key"));
        // The documents' sample as it stands, names where values belong.
        let literal = CREDENTIALS.map(|(_, name, ..)| ("authorization", name));
        assert!(with(&literal).is_err_and(|body| body.contains("Invalid API credentials.")));
    }

    #[test]
    fn strictly_there_is_a_header_for_each_and_one_way_to_write_them() {
        let strictly = |headers: &[(&str, &str)]| {
            let request =
                headers.iter().fold(Request::new("POST", "/"), |request, (name, value)| request.header(name, value));
            admit(&request, true)
        };
        let hyphenated = CREDENTIALS.map(|(name, .., value)| (name, value));
        let underscored = CREDENTIALS.map(|(_, name, _, value)| (name, value));
        assert_eq!((strictly(&hyphenated), strictly(&underscored)), (Ok(()), Ok(())));
        let mixed = [hyphenated[0], hyphenated[1], underscored[2], underscored[3]];
        assert_eq!(strictly(&mixed), Err(required("Client Id")));
        let authorization = CREDENTIALS.map(|(.., value)| ("authorization", value));
        assert_eq!(strictly(&authorization), Err(required("Access key")));
    }

    #[test]
    fn a_user_s_headers_are_taken_under_their_printed_names() {
        let ask = |headers: &[(&str, &str)]| {
            headers.iter().fold(Request::new("POST", "/"), |request, (name, value)| request.header(name, value))
        };
        let user = [("user_id", USER_ID), ("utoken", UTOKEN)];
        let client = [("x-client-id", X_CLIENT_ID), ("x-client-secret", X_CLIENT_SECRET)];
        assert!(admit_user(&ask(&user)).is_ok() && admit_client(&ask(&[user, client].concat())).is_ok());
        assert_eq!(admit_user(&ask(&user[1..])), Err(required("User Id")));
        assert_eq!(admit_client(&ask(&user)), Err(required("X client id")));
        assert_eq!(admit_user(&ask(&[("user_id", USER_ID), ("utoken", "1")])), Err(invalid()));
        assert!(is_user(USER_ID, UTOKEN) && !is_user(USER_ID, "") && !is_user("", UTOKEN));
    }
}
