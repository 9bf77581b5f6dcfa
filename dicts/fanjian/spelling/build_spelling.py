#!/usr/bin/env python3
"""Write hans_words.txt (Traditional of any spelling -> Simplified, by word).

Reads source/words.txt, source/zhe.txt and OpenCC's TSPhrases.txt, and writes every word in each of
its spellings: Taiwan (裡 峰 群 著), Hong Kong (裏 衞 綫 説), OpenCC standard (裏 峯 羣 爲), old forms,
all mixed, and Simplified, so that one pass of longest matching is enough and no hub is needed. No word
is written half in Traditional and half in Simplified (陆續), but for the characters that it is about.

  build_spelling.py           write the file
  build_spelling.py --check   write nothing; fail if the file on disk differs
"""
import itertools
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OPENCC = os.path.join(HERE, "..", "..", "opencc")
OUT = os.path.join(HERE, "hans_words.txt")

# Spellings of one character that differ by place or age only. First: Taiwan.
FAMILIES = """裡裏 峰峯 群羣 線綫 麵麪 為爲 眾衆 床牀 唇脣 啟啓 說説 閱閲 銳鋭 悅悦 脫脱 稅税 蛻蜕 溫温 衛衞
鉤鈎 豔艷 臺台 痴癡 灶竈 檐簷 污汙汚 洩泄 稜棱 粽糉糭 鏽銹 蹤踪 跡迹 麼麽么 才纔 吃喫 鬥鬪鬬 黃黄 戶户 內内 產産
顏顔 錄録 綠緑 呂吕 濕溼 雞鷄 館舘 杯盃 洶汹 嘆歎 回迴 周週 游遊 布佈 占佔 凶兇 煙菸 踴踊 偽僞 痺痹 韁繮
蔥葱 鄰隣 鑑鑒 強强 遍徧 決决 況况 沖冲 涼凉 淨凈 志誌 贊讚 欲慾 念唸 並竝 敘敍 皂皁 針鍼 梁樑 閒閑 冊册 恆恒
戲戯 別别 秘祕 查査 床牀 教敎 真眞 即卽 既旣 虛虚 剎刹 宮宫 晉晋 卻却 勛勳 勖勗 珮佩 姐姊 絕絶 舉擧 侄姪 炮砲
嬭奶 妳你 彩綵 托託 采採 借藉 升昇 弔吊 背揹 栖棲 憑凴 劍劒 鵝鵞 朵朶 于於 吳呉 糊餬 喧諠 略畧 繡綉 奔犇 浚濬
效効 遁遯 衹祇 曬晒 勢 陞升 瑯琅 薑姜 台檯 向嚮 裝 吒咤 僊仙 鍾鐘 蘇蘓 岳嶽 岩巖 游遊 升陞 暗闇 余餘 雕彫 後后 乾干 里裏裡 薰薫 冤寃 斗鬥鬬鬪""".split()
# Families used only when the character is not the one the word is about, and never in reverse:
NOT_FREE = set("于於借藉升昇陞鍾鐘余餘后後干乾里姐姊吒咤奔犇台檯裝勢浚濬吳呉薑姜向嚮")


def read_dict(path):
    table = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                key, value = line.split("\t")
                table[key] = value.split(" ")[0]
    return table


CHARS = read_dict(os.path.join(OPENCC, "TSCharacters.txt"))
CHARS.update(read_dict(os.path.join(HERE, "hans_shinjitai.txt")))
CHARS.update(read_dict(os.path.join(HERE, "hans_characters.txt")))

SPELLINGS = {}
for family in FAMILIES:
    members = [c for c in family if c not in NOT_FREE]
    for c in members:
        SPELLINGS.setdefault(c, set()).update(members)

# ... and every pair that OpenCC's tables for Taiwan and Hong Kong know.
for name in ("TWVariants.txt", "HKVariants.txt"):
    for standard, local in read_dict(os.path.join(OPENCC, name)).items():
        if len(standard) == 1 and len(local) == 1 and not {standard, local} & NOT_FREE:
            group = SPELLINGS.get(standard, {standard}) | SPELLINGS.get(local, {local})
            for c in group:
                SPELLINGS[c] = group


def simp(c):
    return CHARS.get(c, c)


def read_candidates(name):
    with open(os.path.join(OPENCC, name), encoding="utf-8") as f:
        lines = [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]
    return {key: values.split(" ") for key, values in lines}


# Characters that only Simplified has; not 温, which Hong Kong writes as well.
SIMPLIFIED = {c for c, values in read_candidates("STCharacters.txt").items() if c not in values} - set(SPELLINGS)


def is_mixed(word, fixed):
    """Whether a word is half in Traditional and half in Simplified, as no one writes."""
    rest = set(word) - set(fixed)
    return bool(rest & SIMPLIFIED) and any(simp(c) != c for c in rest - SIMPLIFIED)


def value_of(word, special):
    return "".join(special.get(c, simp(c)) for c in word)


def spellings_of(c):
    """All ways to write c that a converter may meet, the Simplified one included."""
    s = simp(c)
    return [c] + sorted(x for x in SPELLINGS.get(c, set()) | {s} if x != c and simp(x) == s)


def expand(word, fixed, limit):
    """Spellings of word; characters of `fixed` are kept as they are."""
    options = [[c] if c in fixed else spellings_of(c) for c in word]
    total = 1
    for o in options:
        total *= len(o)
    if total <= limit:
        for combo in itertools.product(*options):
            yield "".join(combo)
        return
    # too many: each column of spellings as a whole, and all Simplified
    yield word
    yield "".join(c if c in fixed else simp(c) for c in word)
    for n in range(1, max(len(o) for o in options)):
        yield "".join(o[min(n, len(o) - 1)] for o in options)
    for i, o in enumerate(options):
        for x in o[1:]:
            yield word[:i] + x + word[i + 1:]


def parse(path):
    """Yield (kind, word, value, fixed characters)."""
    special, mode, stop = {}, "", ""
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            if line.startswith("@verbs") or line.startswith("@authors"):
                mode, special = line[1:].strip(), {}
                continue
            if line.startswith("@end "):
                _, x, y = line.split(" ")
                special, mode, stop = {x: y}, "end", ""
                continue
            if line.startswith("@ "):
                _, x, y, *stops = line.split(" ")
                special, mode = {x: y}, ""
                stop = stops[0][1:] if stops else ""
                continue
            for item in line.split(" "):
                if not item:
                    continue
                if mode == "end":
                    for c in PUNCTUATION:
                        yield "word", item + c, value_of(item, special) + c, special
                elif mode:
                    yield mode, item, None, special
                elif item.startswith("!"):
                    yield "drop", item[1:], None, special
                elif ">" in item:
                    word, value = item.split(">")
                    yield "word", word, value, dict.fromkeys(word) if word == value else dict.fromkeys("么") if "幺" in value else special
                else:
                    yield "word", item, value_of(item, special), special
                    if item[-1] in special:
                        for c in stop:
                            yield "stop", item + c, value_of(item[:-1], {}) + simp(item[-1]) + simp(c), special


ZHU, ZHE = {"著": "著"}, {"著": "着"}
# what ends a clause
PUNCTUATION = "，。；、：！？」』”’）,"
# what may follow a verb and 著 that would else be read as 著 zhù
VERB_TAILS = ["著書", "著有", "著於", "著者", "著《", "著〈", "著的《", "著的〈", "著）", "著)", "著論", "著作者", "著作家"]
# two-character verbs that end like a word with 著 zhù
VERB_ENDS = set("原名專論譯編合遺拙舊撰卓昭彰土巨所自曾尚續校評醫史述較素隱同久無顯")
NOUN_TAILS = ["作", "名", "稱", "述", "錄", "書立說"]
# after a noun or a writer that ends in 著: 從理論著手, 魯迅著重
NOUN_STOPS = ["手", "眼", "急", "火", "陸"]
NOUN_STOPS_NOT = ["手稿", "手抄", "手跡", "手段", "手法", "手術", "手工", "手冊", "眼光", "急劇", "急遽", "急速",
                  "急性", "火爆", "陸續", "陸軍"]
AUTHOR_STOPS = ["手", "眼", "急", "火", "陸", "重", "力", "意", "迷", "墨", "實", "想", "了", "色"]
# 同著, 見著 and the like are rather the end of another word before 著名 (不同著名) than particles
SHORT_BEFORE_NOUN = "一點同見失高隱固"
# verbs before which 名氣 is more likely than 著名
COMMON_VERBS = "隨看跟有沿帶聽靠對朝向憑衝頂用拿按照依循藉借叫報讀寫改趕抄仗住伴"
COMMON_OBJECTS = ["名氣", "名聲", "名字", "名單", "名稱", "名義", "名牌", "名利", "名望", "名片", "名冊", "名額",
                  "名次", "名言", "名勝", "名師", "名門", "名流", "名列", "名古屋", "作業", "作品", "作文", "作家", "作物", "作息", "作答"]
# ... but 著名 after all
COMMON_OBJECTS_NOT = ["名師傅", "名門派", "名氣象", "名聲樂", "名聲學", "名單位", "名單曲", "名牌樓", "名牌匾", "名字畫", "名字體",
                      "名義大利", "名片商", "作家族"]
VERB_OBJECTS = ["作用", "作品", "作業", "作戰", "名字", "名單", "名片", "名冊", "錄音", "錄影", "錄像"]


def build():
    table, source, dropped, clashes = {}, {}, set(), []

    def add(word, value, fixed, limit, rank):
        for key in expand(word, fixed, limit):
            direct = key == word
            if not direct and is_mixed(key, fixed):
                continue
            old = source.get(key)
            new = (rank, not direct)
            if old is not None and old < new:
                continue
            if not direct and value != key and all(simp(c) == c for c in key):
                continue  # good Simplified text is left alone
            if old is not None and old == new and table[key] != value:
                clashes.append((key, table[key], value))
            table[key], source[key] = value, new

    def add_noun_tails(word):
        """翻譯著 is 翻译着, but 翻譯著作 is 翻译著作, and 翻譯著作品 again 翻译着作品."""
        for tail in NOUN_TAILS:
            add(word + tail, value_of(word + tail, ZHU), {"著"}, 8, 1)
        for tail in VERB_OBJECTS:
            add(word + tail, value_of(word + tail, ZHE), {"著"}, 8, 1)

    verbs, authors = [], []
    for rank, name in ((0, "words.txt"), (0, "zhe.txt")):
        for kind, word, value, special in parse(os.path.join(HERE, "source", name)):
            if kind == "drop":
                dropped.add(word)
            elif kind == "stop":
                add(word, value, set(special), 16, 1)
            elif kind == "verbs":
                verbs.append(word)
            elif kind == "authors":
                authors.append(word)
            else:
                add(word, value, set(special), 64, 0)
                if special == ZHU and len(word) == 2 and word[-1] == "著":
                    for tail in NOUN_STOPS:
                        add(word + tail, value_of(word + tail, ZHE), {"著"}, 8, 1)
                    for tail in NOUN_STOPS_NOT:
                        add(word + tail, value_of(word + tail, ZHU), {"著"}, 8, 1)
                if special == ZHE and word[-1] == "著" and (len(word) > 2 or word[0] in SHORT_BEFORE_NOUN) and value[-1] == "着":
                    add_noun_tails(word)
    for word in authors:
        fixed = set("祇昇祐乾鍾著") & set(word + "著")
        special = {c: table.get(word, word)[word.index(c)] for c in fixed if c in word and word in table}
        special.update(ZHU)
        add(word + "著", value_of(word + "著", special), fixed, 16, 1)
        special.update(ZHE)
        for tail in AUTHOR_STOPS:
            add(word + "著" + tail, value_of(word + "著" + tail, special), fixed, 4, 1)
    for verb in COMMON_VERBS:
        for tail in COMMON_OBJECTS:
            add(verb + "著" + tail, value_of(verb + "著" + tail, ZHE), {"著"}, 8, 2)
        for tail in COMMON_OBJECTS_NOT:
            add(verb + "著" + tail, value_of(verb + "著" + tail, ZHU), {"著"}, 8, 2)
    for word in verbs:
        tails = VERB_TAILS + (["著"] if word[-1] in VERB_ENDS else [])
        if word == "有":
            tails = ["著於"]
        if word == "為":
            tails = ["著者"]
        for tail in tails:
            add(word + tail, value_of(word + tail, ZHE), {"著"}, 8, 2)
        if "著" in tails:
            add_noun_tails(word + "著")
        if word not in ("有", "為"):
            add(word + "著有《", value_of(word + "著有《", ZHU), {"著"}, 8, 2)
    for word, value in read_dict(os.path.join(OPENCC, "TSPhrases.txt")).items():
        if word not in dropped:
            fixed = {c for c, v in zip(word, value) if simp(c) != v or c == v}
            add(word, value, fixed, 16, 3)
    # a second run must not change a value: a value that would change is a key of its own
    for value in list(table.values()):
        if value not in table and any(simp(c) != c for c in value):
            table[value] = value
    return table, clashes


def render(table):
    lines = [
        "# fanjian dictionary: Traditional of any spelling -> Simplified, by word",
        "# Format: OpenCC text dictionary (key TAB value).",
        "# Written by build_spelling.py from source/words.txt, source/zhe.txt (own work; sources named",
        "#   there) and OpenCC's TSPhrases.txt (Apache-2.0) in all spellings. Do not edit: edit the sources.",
        "",
    ]
    lines += [key + "\t" + table[key] for key in sorted(table)]
    return "\n".join(lines) + "\n"


def main():
    table, clashes = build()
    for key, a, b in clashes:
        print(f"two values for {key}: {a}, {b}", file=sys.stderr)
    text = render(table)
    if "--check" in sys.argv:
        with open(OUT, encoding="utf-8") as f:
            if f.read() != text:
                print("hans_words.txt is not what build_spelling.py writes", file=sys.stderr)
                return 1
        return 1 if clashes else 0
    with open(OUT, "w", encoding="utf-8", newline="\n") as f:
        f.write(text)
    print(f"{len(table)} entries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
