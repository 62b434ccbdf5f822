//! A link as a QR code.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde::{Deserialize, Serialize};

use super::{Account, Link};
use crate::check::Problems;
use crate::operation::{Local, Operation};
use crate::outcome::{Funds, Next, Outcome, Reason, ReasonCode};

/// Draws a `upi://pay` link as a QR code, an SVG.
///
/// The code holds the link byte for byte, so a signature in it stays valid. It withstands the loss of 15 percent of its area, and
/// carries the white border of four modules that scanners need.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "UpiLinkQr"))]
#[serde(deny_unknown_fields)]
pub struct Qr {
    /// The link.
    pub link: String,
}

/// A QR code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "UpiDrawnLink"))]
pub struct Drawn {
    /// A whole SVG document: black on white, at least 240 pixels wide, and as sharp at any other size.
    pub svg: String,
}

impl Qr {
    fn draw(&self) -> Option<Drawn> {
        let code = QrCode::with_error_correction_level(&self.link, EcLevel::M).ok()?;
        Some(Drawn { svg: code.render::<svg::Color<'_>>().min_dimensions(240, 240).build() })
    }
}

impl Local for Qr {
    type Account = Account;
    type Value = Drawn;

    const NAME: &'static str = "upi.link.qr";
    const SUMMARY: &'static str = "Draws a `upi://pay` link as a QR code, an SVG.";

    fn check(&self, _: &Account, problems: &mut Problems) {
        if let Err(why) = Link::read(&self.link) {
            problems.add("link", why);
        }
    }

    fn decide(&self, _: &Account) -> Outcome<Drawn> {
        match self.draw() {
            Some(drawn) => Outcome::done(Funds::Untouched, drawn, Next::Nothing),
            None => self.unknown(Reason::new(ReasonCode::Unrecognised, "The link does not fit into a QR code.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a scanner sees: the SVG painted point by point.
    fn scan(svg: &str) -> String {
        let number = |text: &str| text.parse::<usize>().expect("a number");
        let between = |text: &str, from: &str, to: &str| {
            let text = text.split_once(from).expect(from).1;
            text.split_once(to).expect(to).0.to_owned()
        };
        let side = number(&between(svg, "width=\"", "\""));
        assert!(side >= 240 && svg.contains(r##"fill="#fff""##) && svg.contains(r##"<path fill="#000""##));
        let mut dark = vec![false; side * side];
        // Each rectangle is written as M{left} {top}h{width}v{height}H{left}V{top}.
        for rectangle in between(svg, " d=\"", "\"").split('M').filter(|rectangle| !rectangle.is_empty()) {
            let numbers: Vec<usize> = rectangle.split([' ', 'h', 'v', 'H', 'V']).map(number).collect();
            let [left, top, width, height, ..] = numbers[..] else { panic!("{rectangle}") };
            for y in top..top + height {
                dark[y * side + left..y * side + left + width].fill(true);
            }
        }
        let mut picture =
            rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| if dark[y * side + x] { 0 } else { 255 });
        let codes = picture.detect_grids();
        assert_eq!(codes.len(), 1, "one code in the picture");
        codes[0].decode().expect("a readable code").1
    }

    #[test]
    fn a_scanner_reads_the_very_link() {
        let long = format!("upi://pay?pa=ab@ybl&tn={}", "n".repeat(1_900));
        for link in [
            "upi://pay?pa=ab@ybl",
            "upi://pay?pa=fpay.moonven@finobank&pn=AT%20MOON&am=10.00&cu=INR&sign=MEQCIA%2B%2Fx%3D%3D",
            "upi://pay?pa=ab@ybl&pn=S\u{f6}ns & Co",
            &long,
        ] {
            let drawn = Qr { link: link.to_owned() }.draw().expect("it fits");
            assert_eq!(scan(&drawn.svg), link);
        }
    }
}
