//! A few conversions that must never change.

#[test]
fn phrases_win_over_characters() {
    let convert = |name: &str, text: &str| fanjian::Converter::new(name).unwrap().convert(text);
    assert_eq!(convert("t2s", "乾隆乾淨"), "乾隆干净");
    assert_eq!(convert("s2twp", "软件和信息"), "軟體和資訊");
    assert_eq!(convert("s2t", "⿰发头发"), "⿰发头發");
}
