//! The converters that are scored, each behind the same closure.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fanjian::{Converter, Locale};
use zhconv::Variant;

/// Converts lines, each by itself.
pub type Convert = Box<dyn Fn(&[&str]) -> Result<Vec<String>, String>>;

/// From which to which locale, and what does that elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Direction {
    name: &'static str,
    pub from: Locale,
    pub to: Locale,
    /// The configurations of OpenCC that do it, and those for the way back.
    opencc: &'static [(&'static str, &'static str)],
    zhconv: (Variant, Variant),
}

/// All that sets may have. The longest names first.
const DIRECTIONS: [Direction; 7] = [
    Direction {
        name: "hant2hans",
        from: Locale::Traditional,
        to: Locale::Simplified,
        opencc: &[("t2s", "s2t"), ("tw2s", "s2tw"), ("hk2s", "s2hk")],
        zhconv: (Variant::ZhHans, Variant::ZhHant),
    },
    Direction {
        name: "hant2cn",
        from: Locale::Traditional,
        to: Locale::China,
        opencc: &[("tw2sp", "s2twp"), ("hk2sp", "s2hkp"), ("tw2s", "s2tw")],
        zhconv: (Variant::ZhCN, Variant::ZhTW),
    },
    Direction {
        name: "hans2hant",
        from: Locale::Simplified,
        to: Locale::Traditional,
        opencc: &[("s2t", "t2s")],
        zhconv: (Variant::ZhHant, Variant::ZhHans),
    },
    Direction {
        name: "hans2tw",
        from: Locale::Simplified,
        to: Locale::Taiwan,
        opencc: &[("s2tw", "tw2s"), ("s2twp", "tw2sp")],
        zhconv: (Variant::ZhTW, Variant::ZhCN),
    },
    Direction {
        name: "hans2hk",
        from: Locale::Simplified,
        to: Locale::HongKong,
        opencc: &[("s2hk", "hk2s"), ("s2hkp", "hk2sp")],
        zhconv: (Variant::ZhHK, Variant::ZhCN),
    },
    Direction {
        name: "cn2tw",
        from: Locale::China,
        to: Locale::Taiwan,
        opencc: &[("s2twp", "tw2sp"), ("s2tw", "tw2s")],
        zhconv: (Variant::ZhTW, Variant::ZhCN),
    },
    Direction {
        name: "cn2hk",
        from: Locale::China,
        to: Locale::HongKong,
        opencc: &[("s2hkp", "hk2sp"), ("s2hk", "hk2s")],
        zhconv: (Variant::ZhHK, Variant::ZhCN),
    },
];

impl Direction {
    /// The direction that a set has by its name: what stands before a `-`.
    pub fn of(set: &str) -> Option<Direction> {
        let name = set.split_once('-').map_or(set, |(name, _)| name);
        DIRECTIONS.into_iter().find(|direction| direction.name == name)
    }
}

/// A converter for one direction and the way back.
pub struct Scored {
    pub name: String,
    pub convert: Convert,
    pub back: Convert,
}

/// Where the converters are.
pub struct Converters {
    opencc: PathBuf,
}

impl Converters {
    /// OpenCC is where `scripts/setup-libopencc` puts it.
    pub fn find(root: &Path) -> Converters {
        Converters { opencc: root.join(".libopencc") }
    }

    /// All that know a direction, ours first.
    pub fn of(&self, direction: Direction) -> Result<Vec<Scored>, String> {
        let mut scored = vec![ours(direction)?];
        for &(there, back) in direction.opencc {
            scored.push(Scored {
                name: format!("OpenCC 1.4.2 {there}"),
                convert: self.opencc(there),
                back: self.opencc(back),
            });
        }
        let (there, back) = direction.zhconv;
        scored.push(Scored {
            name: format!("zhconv 0.4.2 {there}"),
            convert: by_line(move |line| zhconv::zhconv(line, there)),
            back: by_line(move |line| zhconv::zhconv(line, back)),
        });
        let (there, back) = direction.opencc[0];
        scored.push(Scored {
            name: format!("opencc-fmmseg 0.13.0 {there}"),
            convert: fmmseg(there)?,
            back: fmmseg(back)?,
        });
        Ok(scored)
    }

    fn opencc(&self, config: &str) -> Convert {
        let program = self.opencc.join("bin/opencc");
        let config = self.opencc.join("share/opencc").join(format!("{config}.json"));
        Box::new(move |lines| pipe(Command::new(&program).arg("-c").arg(&config), lines))
    }
}

/// fanjian for a direction.
pub fn ours(direction: Direction) -> Result<Scored, String> {
    let between =
        |from, to| Converter::between(from, to).map_err(|error| format!("fanjian: {error}"));
    let (there, back) =
        (between(direction.from, direction.to)?, between(direction.to, direction.from)?);
    Ok(Scored {
        name: "fanjian".to_owned(),
        convert: by_line(move |line| there.convert(line)),
        back: by_line(move |line| back.convert(line)),
    })
}

fn by_line(convert: impl Fn(&str) -> String + 'static) -> Convert {
    Box::new(move |lines| Ok(lines.iter().map(|line| convert(line)).collect()))
}

fn fmmseg(config: &str) -> Result<Convert, String> {
    let config = opencc_fmmseg::OpenccConfig::try_from(config)
        .map_err(|_| format!("opencc-fmmseg has no {config}"))?;
    let converter = opencc_fmmseg::OpenCC::new();
    Ok(by_line(move |line| converter.convert_with_config(line, config, false)))
}

/// Sends lines through a command.
fn pipe(command: &mut Command, lines: &[&str]) -> Result<Vec<String>, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let fail = |error: std::io::Error| format!("{name}: {error}: run scripts/setup-libopencc");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(fail)?;
    let mut input = child.stdin.take().expect("is piped");
    let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().map_err(fail)?;
    writer.join().expect("no panic").map_err(fail)?;
    let text = String::from_utf8(output.stdout).map_err(|error| format!("{name}: {error}"))?;
    let converted: Vec<String> = text.lines().map(str::to_owned).collect();
    if converted.len() != lines.len() {
        return Err(format!("{name}: {} lines in, {} out", lines.len(), converted.len()));
    }
    Ok(converted)
}
