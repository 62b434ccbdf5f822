//! The two-digit codes in a link. What is in neither table is passed on without a meaning.

/// How a payment began: `mode`.
const MODES: [(&str, &str); 24] = [
    ("00", "default"),
    ("01", "QR code"),
    ("02", "secure QR code"),
    ("03", "Bharat QR code"),
    ("04", "intent"),
    ("05", "secure intent"),
    ("06", "NFC"),
    ("07", "Bluetooth Low Energy"),
    ("08", "ultra-high frequency"),
    ("09", "Aadhaar"),
    ("10", "SDK"),
    ("11", "mandate"),
    ("12", "foreign inward remittance"),
    ("13", "static secure QR code of a mandate"),
    ("15", "dynamic QR code, offline"),
    ("16", "dynamic secure QR code, offline"),
    ("17", "dynamic QR code of a mandate, offline"),
    ("18", "QR code of an ATM"),
    ("19", "QR code, online"),
    ("20", "QR code, online"),
    ("21", "QR code, online"),
    ("22", "QR code, online"),
    ("23", "QR code, online"),
    ("24", "QR code, online"),
];

/// What it is for: `purpose`. More are in use than are known here.
const PURPOSES: [(&str, &str); 4] =
    [("00", "default"), ("01", "SEBI"), ("02", "asset management company"), ("03", "travel")];

/// What a `mode` means.
pub(super) fn mode(code: &str) -> Option<&'static str> {
    meaning(&MODES, code)
}

/// What a `purpose` means.
pub(super) fn purpose(code: &str) -> Option<&'static str> {
    meaning(&PURPOSES, code)
}

fn meaning(table: &[(&str, &'static str)], code: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == code).map(|(_, meaning)| *meaning)
}
