//! The guides' screenshots: nobody takes them, the tests that use the pages do, and here they are made small. Text and
//! colours may move a little from one machine to the next, so that the files are held against the tests' own by what they
//! are of and by their size, not pixel by pixel.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::book::pictures;
use crate::consumers;
use crate::tools::{Result, command, quietly, say};

/// A picture in docs/images, and the one it is made of, in one of the two folders below.
const SCREENSHOTS: &[(&str, &str)] = &[
    ("first-payment-page", "target/screenshots/newcomer/first-payment-page"),
    ("first-payment-verdict", "target/screenshots/newcomer/first-payment-verdict"),
    ("first-payment-dashboard", "target/screenshots/newcomer/first-payment-dashboard"),
    ("dashboard", "target/screenshots/dashboard/dashboard"),
    ("dashboard-phone", "target/screenshots/dashboard/dashboard-phone-dark"),
    ("exchange", "target/screenshots/dashboard/exchange"),
    ("hosted", "target/screenshots/dashboard/hosted"),
    ("upi", "target/screenshots/dashboard/upi"),
    ("checkout", "examples/checkout/screenshots/checkout-phone-light"),
    ("checkout-desk", "examples/checkout/screenshots/checkout-desk-light"),
    ("scan", "examples/checkout/screenshots/scan-phone-dark"),
    ("held", "examples/checkout/screenshots/held-phone-light"),
    ("unknown", "examples/checkout/screenshots/unknown-phone-dark"),
];
const MOST_BYTES: usize = 120_000;

/// Where a test keeps its pictures: an empty folder of its own.
pub fn folder(root: &Path, test: &str) -> Result<PathBuf> {
    let folder = root.join("target/screenshots").join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Runs the tests, and writes what they saw into docs/images.
///
/// # Errors
/// Where a test fails, or a picture cannot be made small.
pub fn take(root: &Path) -> Result {
    crate::ready::ready(root)?;
    say("using the sandbox's dashboard, in a browser");
    quietly(consumers::dashboard(root)?)?;
    say("a newcomer's first payment, in a browser");
    let mut newcomer = consumers::packaging(root)?;
    newcomer.arg("newcomer");
    quietly(newcomer)?;
    say("buying at the checkout, in a browser");
    quietly(consumers::beside_a_sandbox(root, command("node", ["examples/run.mjs", "checkout"], root))?)?;
    for (name, made) in SCREENSHOTS {
        let small = small(&fs::read(root.join(format!("{made}.png")))?)?;
        println!("{name:<16} {:>4} kB", small.len().div_ceil(1000));
        if small.len() > MOST_BYTES {
            return Err(format!("{name}.png has {} bytes, and may have {MOST_BYTES}", small.len()).into());
        }
        fs::write(root.join(format!("docs/images/{name}.png")), small)?;
    }
    Ok(())
}

/// Holds the guides' screenshots against those that the tests have just made, and against the guides.
///
/// # Errors
/// Where one is missing, is of another size, is made by no test, or is in no document: each is named.
pub fn check(root: &Path) -> Result {
    let shown = pictures(root)?;
    let made: BTreeMap<&str, &str> = SCREENSHOTS.iter().copied().collect();
    let mut wrong = Vec::new();
    for entry in fs::read_dir(root.join("docs/images"))? {
        let path = entry?.path();
        let (name, kind) = (path.file_stem().unwrap_or_default(), path.extension().unwrap_or_default());
        let (name, kind) = (name.to_string_lossy(), kind.to_string_lossy());
        if !shown.contains(&format!("docs/images/{name}.{kind}")) {
            wrong.push(format!("docs/images/{name}.{kind} is in no document"));
        }
        if kind == "png" && !made.contains_key(name.as_ref()) {
            wrong.push(format!("docs/images/{name}.png is made by no test"));
        }
    }
    for path in shown.iter().filter(|path| !path.starts_with("docs/images/")) {
        wrong.push(format!("{path} is shown, and is not in docs/images"));
    }
    for (name, made) in made {
        let found = size(&root.join(format!("docs/images/{name}.png")));
        let fresh = size(&root.join(format!("{made}.png")));
        match (found, fresh) {
            (Some(found), Some(fresh)) if alike(found, fresh) => {}
            (Some(found), Some(fresh)) => {
                wrong.push(format!("docs/images/{name}.png is {found:?}, and {made}.png {fresh:?}"));
            }
            _ => wrong.push(format!("docs/images/{name}.png or {made}.png is not there")),
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}\nRun `cargo xtask screenshots`.", wrong.join("\n")).into()) }
}

/// Whether they have the same width, and heights that another font could account for.
fn alike(one: (u32, u32), other: (u32, u32)) -> bool {
    one.0 == other.0 && one.1.abs_diff(other.1) * 20 <= one.1
}

/// The width and height of a PNG.
fn size(path: &Path) -> Option<(u32, u32)> {
    let reader = png::Decoder::new(std::io::BufReader::new(fs::File::open(path).ok()?)).read_info().ok()?;
    Some(reader.info().size())
}

/// The same picture with the 256 colours that most of it has; the others become the nearest of these.
fn small(picture: &[u8]) -> Result<Vec<u8>> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("too large")?];
    let info = reader.next_frame(&mut pixels)?;
    let pixels: Vec<[u8; 3]> =
        pixels.chunks_exact(info.color_type.samples()).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut counted: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    pixels.iter().for_each(|pixel| *counted.entry(*pixel).or_default() += 1);
    let mut palette: Vec<[u8; 3]> = counted.keys().copied().collect();
    palette.sort_by_key(|color| (std::cmp::Reverse(counted[color]), *color));
    palette.truncate(256);
    let nearest = |color: &[u8; 3]| {
        let distance = |other: &[u8; 3]| {
            color.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other)).pow(2)).sum::<u32>()
        };
        let nearest = (0_u8..=255).zip(&palette).min_by_key(|(_, other)| distance(other));
        nearest.map_or(0, |(index, _)| index)
    };
    let indices: BTreeMap<[u8; 3], u8> = counted.keys().map(|color| (*color, nearest(color))).collect();
    let mut small = Vec::new();
    let mut encoder = png::Encoder::new(&mut small, info.width, info.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header()?.write_image_data(&pixels.iter().map(|pixel| indices[pixel]).collect::<Vec<_>>())?;
    Ok(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_picture_is_the_same_picture() {
        let mut picture = Vec::new();
        let mut encoder = png::Encoder::new(&mut picture, 2, 1);
        encoder.set_color(png::ColorType::Rgb);
        encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&[1, 2, 3, 250, 251, 252]))
            .expect("a PNG");
        let small = small(&picture).expect("a smaller one");
        let mut decoder = png::Decoder::new(std::io::Cursor::new(small));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = [0; 6];
        reader.next_frame(&mut pixels).expect("pixels");
        assert_eq!(pixels, [1, 2, 3, 250, 251, 252]);
    }
}
