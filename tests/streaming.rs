//! A text in pieces becomes what it becomes whole, however it is cut.

use std::io::{self, Read};

use fanjian::Converter;
use fanjian::text::{OnInvalid, StreamOptions, convert_parallel, convert_stream};
use proptest::prelude::*;

/// Gives out the text in pieces of these lengths, again and again.
struct Pieces<'a> {
    text: &'a [u8],
    lengths: std::iter::Cycle<std::slice::Iter<'a, usize>>,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = *self.lengths.next().unwrap();
        let length = length.min(buffer.len()).min(self.text.len());
        buffer[..length].copy_from_slice(&self.text[..length]);
        self.text = &self.text[length..];
        Ok(length)
    }
}

fn in_pieces(converter: &Converter, text: &[u8], lengths: &[usize]) -> Vec<u8> {
    let mut output = Vec::new();
    let input = Pieces { text, lengths: lengths.iter().cycle() };
    let options = StreamOptions::default().on_invalid(OnInvalid::Keep);
    convert_stream(converter, input, &mut output, &options).unwrap();
    output
}

/// Beginnings, middles and ends of keys, description sequences, and what surrounds them.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "乾隆", "乾坤", "乾", "干", "干净", "头发", "发", "出发点", "里", "公里", "信息", "软件",
            "软", "件", "文件夹", "滑鼠", "鼠标", "魔兽世界", "老撾", "著", "着", "了", "只", "后",
            "皇后", "為", "爲", "衞", "裏", "裡", "一目了然", "一丝不苟", "人工智能", "数据",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["⿰", "⿱", "⿲", "⿾", "木", "⿰木木", "\u{FE00}", "\u{E0100}"])
            .prop_map(str::to_owned),
        1 => prop::sample::select(vec!["\n", "\r\n", " ", "a", "\0", "é", "\u{F900}", "𠮷", "😀"])
            .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn converters() -> Vec<(&'static str, Converter)> {
    let names = fanjian::configs().iter().map(|config| config.name);
    names.chain([fanjian::DEFAULT_ROUTE]).map(|n| (n, Converter::new(n).unwrap())).collect()
}

/// A thread remembers what words became: of many short texts as of a long one, and for each table by itself.
#[test]
fn what_a_thread_remembers_changes_nothing() {
    let words = [
        "信息",
        "软件",
        "数据库",
        "文件夹",
        "人工智能",
        "网络",
        "程序",
        "硬盘",
        "后台",
        "头发",
        "資料庫",
        "檔案",
        "滑鼠",
        "程式",
        "硬碟",
        "網路",
        "軟體",
        "伺服器",
        "乾隆",
        "皇后",
    ];
    let pairs = words.iter().flat_map(|first| words.map(|second| format!("{first}{second}")));
    let texts: Vec<String> =
        pairs.map(|words| format!("這是前面的一段文字，{words}，這是後面的一段文字。")).collect();
    let converters = converters();
    let all = || -> Vec<String> {
        converters
            .iter()
            .flat_map(|(_, converter)| texts.iter().map(|text| converter.convert(text)))
            .collect()
    };
    let expected: Vec<String> = converters
        .iter()
        .flat_map(|(_, converter)| {
            // A thread that remembers nothing yet.
            texts.iter().map(|text| {
                std::thread::scope(|s| s.spawn(|| converter.convert(text)).join().unwrap())
            })
        })
        .collect();
    for _ in 0..3 {
        assert_eq!(all(), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn cuts_change_nothing(text in texts(), lengths in prop::collection::vec(1usize..12, 1..8)) {
        for (name, converter) in converters() {
            let whole = converter.convert(&text);
            let pieces = in_pieces(&converter, text.as_bytes(), &lengths);
            prop_assert_eq!(String::from_utf8(pieces).unwrap(), whole, "{}", name);
        }
    }

    #[test]
    fn any_bytes_go_through(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let converter = Converter::new("s2twp").unwrap();
        let whole = in_pieces(&converter, &bytes, &[usize::MAX]);
        prop_assert_eq!(in_pieces(&converter, &bytes, &[1]), whole);
    }
}

#[test]
fn threads_change_nothing() {
    let converter = Converter::new("s2twp").unwrap();
    for separator in ["\n", "，", ""] {
        let text = ["软件和信息", "头发", "⿰木木", "一目了然"].join(separator).repeat(60_000);
        let mut output = Vec::new();
        let options = StreamOptions::default();
        convert_parallel(&converter, text.as_bytes(), &mut output, &options, 3).unwrap();
        assert!(output == converter.convert(&text).into_bytes(), "separator {separator:?}");
    }
}
