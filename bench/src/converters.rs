//! The converters that are measured, each behind the same closure.

use fanjian::{Converter, ConverterOptions, Engine, LibOpencc};
use zhconv::Variant;

/// Converts a text, and returns how many bytes came out.
pub type Convert = Box<dyn Fn(&str) -> String>;

/// Names for tables, in the order of its columns. The last two convert nothing: bounds to compare with.
pub const NAMES: [&str; 7] =
    ["fanjian", "opencc-rust", "zhconv", "opencc-fmmseg", "ferrous-opencc", "from_utf8", "copy"];

/// What was measured, with versions.
pub const VERSIONS: &str = "fanjian (this commit); opencc-rust 2.0.2 on libopencc 1.4.2 \
     (without tofu-risk dictionaries, as fanjian); zhconv 0.4.2 with its default MediaWiki rules; \
     opencc-fmmseg 0.13.0 with parallelism off; ferrous-opencc 0.4.0; `std::str::from_utf8`, which \
     only checks; and a copy into a new `String`";

/// The converters for a configuration, in the order of [`NAMES`]; `None` where one has no such thing.
pub fn for_config(config: &str) -> [Option<Convert>; 7] {
    let native = Converter::new(config).expect("is built in");
    let opencc =
        LibOpencc::new(config, ConverterOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    let bytes_only = |text: &str| {
        std::hint::black_box(std::str::from_utf8(std::hint::black_box(text.as_bytes()))).is_ok()
    };
    [
        Some(Box::new(move |text| native.convert(text))),
        Some(Box::new(move |text| {
            let mut output = String::new();
            opencc.convert_prefix(text, true, &mut output);
            output
        })),
        zhconv(config),
        fmmseg(config),
        ferrous(config),
        Some(Box::new(move |text| if bytes_only(text) { String::new() } else { "bad".to_owned() })),
        Some(Box::new(str::to_owned)),
    ]
}

fn zhconv(config: &str) -> Option<Convert> {
    let target = match config {
        "s2t" => Variant::ZhHant,
        "t2s" => Variant::ZhHans,
        "s2tw" | "s2twp" => Variant::ZhTW,
        "s2hk" | "s2hkp" => Variant::ZhHK,
        "tw2s" | "tw2sp" | "hk2s" | "hk2sp" => Variant::ZhCN,
        _ => return None,
    };
    Some(Box::new(move |text| zhconv::zhconv(text, target)))
}

fn fmmseg(config: &str) -> Option<Convert> {
    let config = opencc_fmmseg::OpenccConfig::try_from(config).ok()?;
    let mut converter = opencc_fmmseg::OpenCC::new();
    converter.set_parallel(false);
    Some(Box::new(move |text| converter.convert_with_config(text, config, false)))
}

fn ferrous(config: &str) -> Option<Convert> {
    let config = ferrous_opencc::config::BuiltinConfig::from_filename(&format!("{config}.json"));
    let converter = ferrous_opencc::OpenCC::from_config(config.ok()?).ok()?;
    Some(Box::new(move |text| converter.convert(text)))
}
