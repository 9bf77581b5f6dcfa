//! Documents in every encoding and compression, and records, from beginning to end.

use std::io::{self, Read};

use fanjian::document::{
    Compression, DocumentError, DocumentOptions, DocumentStats, Encoding, OnUnmappable,
    OutputCompression, OutputEncoding, Records, convert_document,
};
use fanjian::text::OnInvalid;
use fanjian::{Converter, Engine};

/// Long enough that a detector is sure, with characters that every encoding here has.
const TRADITIONAL: &str = "這是一段用來測試的文字，說明程式怎樣猜測文件的編碼。\r\n\
    漢字從甲骨文開始，到現在已經有三千多年的歷史了。\n臺灣與香港的讀者都看得懂。\n";

/// Copies the text.
struct Same;

impl Engine for Same {
    fn convert_prefix(&self, text: &str, _: bool, output: &mut String) -> usize {
        output.push_str(text);
        text.len()
    }
}

fn convert(
    engine: &dyn Engine,
    input: impl Read + Send,
    options: &DocumentOptions,
) -> Result<(Vec<u8>, DocumentStats), DocumentError> {
    let mut output = Vec::new();
    convert_document(engine, input, &mut output, options, None, 1).map(|stats| (output, stats))
}

fn options(change: impl FnOnce(&mut DocumentOptions)) -> DocumentOptions {
    let mut options = DocumentOptions::default();
    change(&mut options);
    options
}

fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    let to = options(|o| o.output_encoding = OutputEncoding::Named(encoding));
    convert(&Same, text.as_bytes(), &to).unwrap().0
}

/// Gives a few bytes at a time.
struct Trickle<'b>(&'b [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(buffer.len()).min(self.0.len());
        buffer[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

#[test]
fn every_encoding_goes_there_and_back() {
    for encoding in Encoding::all() {
        let text = match encoding {
            Encoding::EucKr => "漢字 繁體 한국어\r\n",
            Encoding::ShiftJis | Encoding::EucJp => "漢字とかな、カタカナ。\n歴史\r",
            _ => TRADITIONAL,
        };
        let text = text.repeat(50_000 / text.len());
        let bytes = encode(&text, encoding);
        assert_eq!(encoding == Encoding::Utf8, bytes == text.as_bytes(), "{encoding}");
        let from = options(|o| o.encoding = Some(encoding));
        for step in [1, 2, 3, 7, 1 << 20] {
            let (back, _) = convert(&Same, Trickle(&bytes, step), &from).unwrap();
            assert!(back == text.as_bytes(), "{encoding} in steps of {step}");
        }
        let same = options(|o| {
            o.encoding = Some(encoding);
            o.output_encoding = OutputEncoding::Same;
        });
        let (back, stats) = convert(&Same, &bytes[..], &same).unwrap();
        assert!(back == bytes && !stats.changed, "{encoding} {stats:?}");
    }
}

#[test]
fn the_encoding_is_found() {
    let t2s = Converter::new("t2s").unwrap();
    let expected = t2s.convert(TRADITIONAL);
    for (encoding, found) in [
        (Encoding::Utf8, Encoding::Utf8),
        (Encoding::Utf16Le, Encoding::Utf16Le),
        (Encoding::Utf16Be, Encoding::Utf16Be),
        (Encoding::Gb18030, Encoding::Gb18030),
        (Encoding::Gbk, Encoding::Gb18030),
        (Encoding::Big5, Encoding::Big5Hkscs),
    ] {
        let bytes = encode(TRADITIONAL, encoding);
        // The first byte of UTF-16 may look like ASCII, and is not waited for.
        let wide = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
        for step in [if wide { 64 } else { 1 }, 100, 1 << 20] {
            let (text, stats) =
                convert(&t2s, Trickle(&bytes, step), &DocumentOptions::default()).unwrap();
            assert_eq!(String::from_utf8(text).unwrap(), expected, "{encoding} {step}");
            assert_eq!(stats.encoding, Some(found));
            assert!(stats.changed);
        }
    }
    // After a long beginning in ASCII it is found all the same.
    let mut late = "all ASCII\n".repeat(30_000).into_bytes();
    late.extend(encode(TRADITIONAL, Encoding::Gbk));
    let (text, _) = convert(&t2s, &late[..], &DocumentOptions::default()).unwrap();
    assert!(String::from_utf8(text).unwrap().ends_with(&expected));
}

#[test]
fn an_unclear_encoding_is_not_guessed() {
    for bytes in [&b"\xBA\x7E\xA6\x72"[..], b"caf\xE9 au lait", b"\xFF\xFE\0\0\x22\x6F\0\0"] {
        let refusing = options(|o| o.refuse_binary = true);
        let error = convert(&Same, bytes, &refusing).unwrap_err();
        assert!(
            matches!(
                error,
                DocumentError::UnclearEncoding { .. }
                    | DocumentError::Binary
                    | DocumentError::Invalid(_)
            ),
            "{bytes:x?} {error}"
        );
    }
}

#[test]
fn a_mark_is_kept_where_it_means_something() {
    let marked = format!("\u{FEFF}{TRADITIONAL}");
    let utf8 = convert(&Same, marked.as_bytes(), &DocumentOptions::default()).unwrap().0;
    assert_eq!(utf8, marked.as_bytes());
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
        let bytes = encode(&marked, encoding);
        let (back, _) = convert(&Same, &bytes[..], &DocumentOptions::default()).unwrap();
        assert_eq!(back, marked.as_bytes());
        let same = options(|o| o.output_encoding = OutputEncoding::Same);
        let (back, stats) = convert(&Same, &bytes[..], &same).unwrap();
        assert!(back == bytes && !stats.changed);
    }
    assert_eq!(encode(&marked, Encoding::Gbk), encode(TRADITIONAL, Encoding::Gbk));
}

#[test]
fn what_an_encoding_cannot_hold_is_named() {
    let to = |encoding, on_unmappable| {
        options(|o| {
            o.output_encoding = OutputEncoding::Named(encoding);
            o.on_unmappable = on_unmappable;
        })
    };
    let text = "漢字\n軟體𠮷\n".as_bytes();
    let error = convert(&Same, text, &to(Encoding::Big5, OnUnmappable::Error)).unwrap_err();
    assert_eq!(error.to_string(), "BIG5 cannot hold 𠮷 (U+20BB7) in line 2");
    let (bytes, stats) =
        convert(&Same, "漢𠮷".as_bytes(), &to(Encoding::Gbk, OnUnmappable::Reference)).unwrap();
    assert_eq!(bytes, b"\x9D\x68&#134071;");
    assert!(stats.changed);
    let (bytes, _) =
        convert(&Same, "漢𠮷".as_bytes(), &to(Encoding::Gbk, OnUnmappable::Question)).unwrap();
    assert_eq!(bytes, b"\x9D\x68?");
}

#[test]
fn hong_kong_characters_are_written() {
    let text = "我哋喺呢度嘅，佢咗啲嚟冇";
    let bytes = encode(text, Encoding::Big5Hkscs);
    assert_eq!(bytes.len(), 2 * text.chars().count());
    let from = options(|o| o.encoding = Some(Encoding::Big5));
    assert_eq!(convert(&Same, &bytes[..], &from).unwrap().0, text.as_bytes());
    let plain = options(|o| o.output_encoding = OutputEncoding::Named(Encoding::Big5));
    assert!(convert(&Same, text.as_bytes(), &plain).is_err());
}

#[test]
fn bad_bytes_are_placed() {
    let mut bytes = encode("漢字\n漢字\n", Encoding::Gbk);
    bytes[7] = 0xFF;
    let from = |on_invalid| {
        options(|o| {
            o.encoding = Some(Encoding::Gbk);
            o.on_invalid = on_invalid;
        })
    };
    let error = convert(&Same, &bytes[..], &from(OnInvalid::Error)).unwrap_err();
    assert_eq!(error.to_string(), "not GBK at byte 7 (line 2)");
    let (text, stats) = convert(&Same, &bytes[..], &from(OnInvalid::Replace)).unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), "漢字\n漢\u{FFFD}\u{FFFD}\n");
    assert!(stats.changed);
    // UTF-8 that is damaged is not another encoding.
    let mut damaged = TRADITIONAL.as_bytes().to_vec();
    damaged[100] = 0xFF;
    let error = convert(&Same, &damaged[..], &DocumentOptions::default()).unwrap_err();
    assert!(matches!(error, DocumentError::Invalid(_)), "{error}");
}

#[test]
fn bytes_can_be_kept() {
    let keep = options(|o| o.on_invalid = OnInvalid::Keep);
    let bytes = b"\xE6\xBC\xA2\xFF\xBA\x7E";
    let (output, _) = convert(&Converter::new("t2s").unwrap(), &bytes[..], &keep).unwrap();
    assert_eq!(output, b"\xE6\xB1\x89\xFF\xBA\x7E");
}

#[test]
fn every_compression_goes_there_and_back() {
    let t2s = Converter::new("t2s").unwrap();
    let text = TRADITIONAL.repeat(20_000);
    let expected = t2s.convert(&text).into_bytes();
    for compression in [Compression::Gzip, Compression::Bzip2, Compression::Xz, Compression::Zstd] {
        let compressed =
            options(|o| o.output_compression = OutputCompression::As(Some(compression)));
        let (original, _) = convert(&Same, text.as_bytes(), &compressed).unwrap();
        assert!(original.len() < text.len() / 10, "{compression}");
        let same = options(|o| o.output_compression = OutputCompression::Same);
        for threads in [1, 2] {
            let mut output = Vec::new();
            let stats =
                convert_document(&t2s, &original[..], &mut output, &same, None, threads).unwrap();
            assert_eq!((stats.compression, stats.changed), (Some(compression), true));
            let (back, _) = convert(&Same, &output[..], &DocumentOptions::default()).unwrap();
            assert!(back == expected, "{compression}");
        }
        // Several pieces, one after the other, are one document.
        let twice = [&original[..], &original[..]].concat();
        let (back, _) = convert(&Same, &twice[..], &DocumentOptions::default()).unwrap();
        assert_eq!(back.len(), 2 * text.len(), "{compression}");
        // What is cut off or damaged is not taken for the whole.
        for damaged in [original[..original.len() - 9].to_vec(), {
            let mut damaged = original.clone();
            let middle = damaged.len() / 2;
            damaged[middle] ^= 0x55;
            damaged
        }] {
            let error = convert(&Same, &damaged[..], &DocumentOptions::default()).unwrap_err();
            // Damage may become text before a checksum tells.
            let is_told = matches!(error, DocumentError::Read(_) | DocumentError::Invalid(_));
            assert!(is_told, "{compression} {error}");
        }
        let nothing = convert(&Same, &b""[..], &compressed).unwrap().0;
        let (back, _) = convert(&Same, &nothing[..], &DocumentOptions::default()).unwrap();
        assert_eq!(back, b"", "{compression}");
    }
}

#[test]
fn text_that_begins_like_compressed_data_is_text() {
    for text in ["BZh91 is text", "(µ", "(", "BZh", "\u{1F}", "P*M", ""] {
        for step in [1, 100] {
            let trickle = Trickle(text.as_bytes(), step);
            let (back, _) = convert(&Same, trickle, &DocumentOptions::default()).unwrap();
            assert_eq!(back, text.as_bytes());
        }
    }
}

#[test]
fn records_are_the_same_on_any_number_of_threads() {
    let t2s = Converter::new("t2s").unwrap();
    let record = "{\"id\": 1, \"text\": \"漢字\\n繁體\", \"title\": \"漢字\"}\n";
    let mut text = record.repeat(40_000);
    text.insert_str(record.len() * 30_000, "{\"text\": oops}\n");
    let json = options(|o| o.records = Some(Records::JsonLines(vec!["text".parse().unwrap()])));
    let mut outputs = Vec::new();
    for threads in [1, 3] {
        let mut output = Vec::new();
        let mut remarks = Remarks::default();
        let stats = convert_document(
            &t2s,
            text.as_bytes(),
            &mut output,
            &json,
            Some(&mut remarks),
            threads,
        )
        .unwrap();
        assert_eq!(stats.bad_records, 1);
        assert_eq!(remarks.0, [(30_001, "not JSON: expected value at byte 10".to_owned())]);
        outputs.push(output);
    }
    let expected = text.replace("漢字\\n繁體", "汉字\\n繁体");
    assert!(outputs.iter().all(|output| output == expected.as_bytes()));
}

#[derive(Default)]
struct Remarks(Vec<(u64, String)>);

impl fanjian::text::Sink for Remarks {
    fn put(&mut self, _: &[u8], _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn remark(&mut self, line: u64, remark: &str) {
        self.0.push((line, remark.to_owned()));
    }
}

#[test]
fn tables_in_any_encoding() {
    let t2s = Converter::new("t2s").unwrap();
    let text = format!("編號,說明\r\n1,\"{}\"\r\n2,漢字\r\n", TRADITIONAL.replace('\n', "\r\n"));
    let csv = options(|o| {
        o.records = Some(Records::Delimited {
            delimiter: fanjian::document::Delimiter::Comma,
            columns: vec!["說明".parse().unwrap()],
        });
        o.output_encoding = OutputEncoding::Same;
    });
    let expected = t2s.convert(&text).replace("编号,说明", "編號,說明");
    let bytes = encode(&text, Encoding::Gbk);
    let (output, stats) = convert(&t2s, &bytes[..], &csv).unwrap();
    assert_eq!(output, encode(&expected, Encoding::Gbk));
    assert!(stats.changed);
    let wrong = options(|o| {
        o.records = Some(Records::Delimited {
            delimiter: fanjian::document::Delimiter::Comma,
            columns: vec!["說".parse().unwrap()],
        });
    });
    let error = convert(&t2s, text.as_bytes(), &wrong).unwrap_err();
    assert_eq!(error.to_string(), "line 1: no column 說: there are 編號, 說明");
}
