//! A page that posts a form by itself.

/// The page, everything in it escaped. It works without scripts too, by a button.
pub(super) fn posting_itself(action: &str, fields: &[(String, String)]) -> String {
    let mut inputs = String::new();
    for (name, value) in fields {
        inputs.push_str(&format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escaped(name), escaped(value)));
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>On to AtaraPay</title>\n</head>\n\
         <body onload=\"document.forms[0].submit()\">\n\
         <form method=\"post\" action=\"{}\" accept-charset=\"utf-8\">\n{inputs}\
         <p>You are being sent to AtaraPay to pay.</p>\n<button type=\"submit\">Go on to AtaraPay</button>\n\
         </form>\n</body>\n</html>\n",
        escaped(action)
    )
}

/// Text that stays text inside a quoted attribute and between tags.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // A line break in an attribute would be kept as a space by some browsers.
            '\r' => escaped.push_str("&#13;"),
            '\n' => escaped.push_str("&#10;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escapes_from_its_attribute() {
        let fields = [("\"><script>".to_owned(), "'\"><img src=x onerror=alert(1)>&amp;\n".to_owned())];
        let page = posting_itself("https://pay.atarapay.com/?a=1&b=\"", &fields);
        assert!(page.contains("name=\"&quot;&gt;&lt;script&gt;\""));
        assert!(page.contains("value=\"&#39;&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;&#10;\""));
        assert!(page.contains("action=\"https://pay.atarapay.com/?a=1&amp;b=&quot;\""));
        assert_eq!(page.matches("<script").count() + page.matches("<img").count(), 0);
    }
}
