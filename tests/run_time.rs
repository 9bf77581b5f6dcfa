//! Configurations that are compiled or interpreted at run time convert like the built-in ones.

use std::path::{Path, PathBuf};

use fanjian::dictionary::{PipelineOptions, load_pipeline};
use fanjian::{Converter, Engine, Interpreter};

const TEXT: &str = "乾坤一擲，乾燥。台湾的软件和信息技术，发展了几万里。\n⿰发发里面\n";

#[test]
fn every_engine_agrees() {
    let folders = [PathBuf::from("dicts/opencc")];
    for config in fanjian::configs() {
        let path = Path::new("dicts/opencc/config").join(format!("{}.json", config.name));
        let pipeline = load_pipeline(&path, &folders, PipelineOptions::default()).unwrap();
        let expected = Converter::new(config.name).unwrap().convert(TEXT);
        assert_eq!(Converter::compile(&pipeline).unwrap().convert(TEXT), expected);
        let mut interpreted = String::new();
        Interpreter::new(pipeline).convert_prefix(TEXT, true, &mut interpreted);
        assert_eq!(interpreted, expected, "{}", config.name);
    }
}
