//! Routes from end to end: the words and the spelling of each place, and that a second run changes
//! nothing.

use fanjian::{Converter, Locale};

const MAINLAND: &str =
    "软件的默认设置在内存里，出租车司机在地铁站，打印机连接到服务器，新西兰和朝鲜。";
const TAIWAN: &str = "這個軟體的預設值在記憶體裡，計程車司機說著紐西蘭和北韓，滑鼠和印表機。";
const HONG_KONG: &str = "呢個軟件喺記憶體裏面，的士司機說着荷里活電影，綫上朱古力和士多啤梨。";

fn convert(from: Locale, to: Locale, text: &str) -> String {
    Converter::between(from, to).unwrap().convert(text)
}

#[test]
fn write_the_words_of_the_target() {
    use Locale::*;
    for (from, to, text, words) in [
        (Taiwan, China, TAIWAN, "软件 内存里 出租车 说着 新西兰 朝鲜 鼠标 打印机"),
        (HongKong, China, HONG_KONG, "软件 里面 出租车 说着 好莱坞 巧克力 草莓"),
        (China, Taiwan, MAINLAND, "軟體 預設 記憶體裡 計程車 印表機 伺服器 紐西蘭 朝鮮"), // 朝鲜 may be the old kingdom
        (China, HongKong, MAINLAND, "軟件 預設 記憶體裏 的士 打印機 伺服器 紐西蘭"),
        (Taiwan, HongKong, TAIWAN, "軟件 裏 的士 説着"),
        (HongKong, Taiwan, HONG_KONG, "軟體 裡面 計程車 說著 好萊塢 巧克力 草莓 線上"),
        (Taiwan, Simplified, TAIWAN, "软体 计程车 纽西兰 滑鼠"),
        (China, Traditional, MAINLAND, "軟件 出租車 裏 打印機"),
        (Taiwan, Singapore, "計程車", "德士"),
        (Malaysia, Taiwan, "搭德士", "計程車"),
    ] {
        let result = convert(from, to, text);
        for word in words.split(' ') {
            assert!(result.contains(word), "{from} to {to}: no {word} in {result}");
        }
    }
}

#[test]
fn leave_what_is_in_the_target_already() {
    use Locale::*;
    for (from, to, text) in [
        (Traditional, China, MAINLAND),
        (Traditional, China, "我国的士兵士气很高，命令列表，目的士大夫，资料来源，软体动物。"),
        (Traditional, Taiwan, TAIWAN),
        (Traditional, HongKong, "這個軟件在記憶體裏，的士司機説着荷里活電影。"),
        (Traditional, Simplified, MAINLAND),
    ] {
        assert_eq!(convert(from, to, text), text, "{from} to {to}");
    }
}

#[test]
fn change_nothing_in_a_second_run() {
    for from in Locale::ALL {
        for to in Locale::ALL {
            let Ok(converter) = Converter::between(from, to) else { continue };
            for text in [MAINLAND, TAIWAN, HONG_KONG] {
                let once = converter.convert(text);
                assert_eq!(converter.convert(&once), once, "{from} to {to}");
            }
        }
    }
}

#[test]
fn repair_what_a_machine_took_for_computing() {
    let to_mainland = |text: &str| convert(Locale::Traditional, Locale::China, text);
    assert_eq!(to_mainland("已經實作停戰，政府代表團存取鄰國"), "已经实现停战，政府代表团访问邻国");
    assert_eq!(to_mainland("隨機存取和存取款"), "随机存取和存取款");
    assert_eq!(to_mainland("動手實作課程"), "动手实践课程");
}

/// What a condition takes from the text is converted as well, and a longer word that begins there.
#[test]
fn what_stands_beside_a_word_is_converted() {
    for (text, expected) in [
        ("傳送簡訊", "发送短信"),
        ("匯入資料庫", "导入数据库"),
        ("存取網路", "访问网络"),
        ("相容軟體", "兼容软件"),
        ("他寫程式碼", "他写代码"),
        ("使用者資料夾", "用户文件夹"),
        ("線上遊戲外掛", "在线游戏外挂"),
    ] {
        assert_eq!(convert(Locale::Taiwan, Locale::China, text), expected);
    }
}

/// Words with a Traditional-only character cannot be native mainland text.
#[test]
fn words_are_converted_unless_their_other_meaning_is_meant() {
    for (text, expected) in [
        ("檔案", "文件"),
        ("國家檔案館的歷史檔案", "国家档案馆的历史档案"),
        ("數位科技", "数字技术"),
        ("數位學者", "数位学者"),
        ("網頁連結", "网页链接"),
        ("情感連結", "情感联系"),
        ("行動裝置", "移动设备"),
        ("裝置藝術", "装置艺术"),
        ("與他聯絡", "与他联系"),
        ("聯絡員", "联络员"),
        ("這是計程車。", "这是出租车。"),
        ("奧林匹克運動會", "奥林匹克运动会"),
        ("史蒂芬‧史匹柏和李奧納多狄卡皮歐", "史蒂文·斯皮尔伯格和莱昂纳多·迪卡普里奥"),
    ] {
        assert_eq!(convert(Locale::Traditional, Locale::China, text), expected);
    }
}
