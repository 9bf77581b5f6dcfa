//! All converters in one process, on the same text, one thread.

use std::path::Path;
use std::time::Instant;

use crate::converters::{self, NAMES};
use crate::{Effort, texts};

/// The speeds of one configuration on one text, in megabytes of input a second.
pub struct Row {
    pub config: &'static str,
    /// In the order of [`NAMES`].
    pub speeds: [Option<f64>; NAMES.len()],
}

/// All configurations on one text.
pub struct Table {
    pub text: &'static str,
    pub about: &'static str,
    pub rows: Vec<Row>,
}

/// Measures everything. Converters take turns, so that a slow moment of the machine hits all.
pub fn measure(root: &Path, effort: Effort) -> Vec<Table> {
    let texts = texts::all(root, effort.text_bytes);
    let mut tables: Vec<Table> = texts
        .iter()
        .map(|text| Table { text: text.name, about: text.about, rows: Vec::new() })
        .collect();
    for config in fanjian::configs().iter().map(|config| config.name) {
        let converters = converters::for_config(config);
        for (text, table) in texts.iter().zip(&mut tables) {
            let input = text.for_config(config);
            let [native, opencc, ..] = &converters;
            let outputs = [native, opencc].map(|c| c.as_ref().expect("knows all")(input));
            assert!(outputs[0] == outputs[1], "{config} on {}: not what OpenCC writes", text.name);
            let mut best = [None; NAMES.len()];
            for _ in 0..effort.rounds {
                for (convert, best) in converters.iter().zip(&mut best) {
                    if let Some(convert) = convert {
                        let start = Instant::now();
                        std::hint::black_box(convert(std::hint::black_box(input)));
                        let seconds = start.elapsed().as_secs_f64();
                        *best = Some(best.map_or(seconds, |b: f64| b.min(seconds)));
                    }
                }
            }
            eprintln!("{config} on {}: done", text.name);
            let speeds = best.map(|best| best.map(|seconds| input.len() as f64 / 1e6 / seconds));
            table.rows.push(Row { config, speeds });
        }
    }
    tables
}
