#!/usr/bin/env python3
"""Write hant_words.txt, hant_tw_words.txt and hant_hk_words.txt (Simplified -> Traditional, by word).

The sources are lists of Traditional words as people write them, many on a line, `#` starts a comment:

  source/common.txt  Taiwan and Hong Kong agree (written in Taiwan's forms: 裡 為 群 麵)
  source/tw.txt      as Taiwan writes it, where Hong Kong does not
  source/hk.txt      as Hong Kong writes it, where Taiwan does not
  source/overlap.txt a word that starts inside a shorter phrase of OpenCC, and wins
  source/seams.txt   two words that meet where a phrase lies over the seam (find_seams.py writes it),
                     seams_tw.txt and seams_hk.txt where only one place is wrong
  source/old.txt     characters that OpenCC's phrases choose and nobody prints, old_tw.txt and
                     old_hk.txt those that are not printed there

A word may have choices, [一兩三]隻[貓狗] or (說|聽|看)一遍, which are written out, and may say what its
Simplified is where that does not follow character by character: 借口=藉口. A word that is spelled out
wins over choices. The Simplified of each word
becomes the key. Values are written in OpenCC's standard Traditional (裏 爲 羣 麪): the second stage of
a route makes the forms of the place of them.

  build_hant.py           write the files
  build_hant.py --check   write nothing; fail if a file on disk differs
"""
import itertools
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OPENCC = os.path.join(HERE, "..", "..", "opencc")


def read_dict(path):
    table = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                key, values = line.split("\t")
                table[key] = values.split(" ")
    return table


TO_SIMPLIFIED = {c: values[0] for c, values in read_dict(os.path.join(OPENCC, "TSCharacters.txt")).items()}
# Characters that the reader of Simplified sees in another form than that table gives.
TO_SIMPLIFIED.update({"裡": "里", "裏": "里", "藉": "借", "瞭": "了", "覆": "复", "徵": "征", "夥": "伙", "餘": "余",
                      "鍾": "钟", "祇": "只", "乾": "干", "妳": "你", "牠": "它", "於": "于", "麼": "么", "彷": "仿",
                      "著": "着", "艷": "艳", "姊": "姊", "砲": "炮", "姪": "侄", "黏": "粘", "佇": "伫",
                      "沈": "沈", "蒐": "搜", "喧": "喧", "嘩": "哗", "祕": "秘", "汙": "污", "菸": "烟", "鬨": "哄",
                      "槓": "杠", "鍊": "链", "鉅": "巨", "衹": "只", "綑": "捆", "鼕": "冬", "捱": "挨", "洩": "泄", "痲": "麻",
                      "嚥": "咽", "傚": "效", "卹": "恤", "讌": "宴", "剋": "克", "嘆": "叹", "歎": "叹"})
STANDARD = read_dict(os.path.join(OPENCC, "STCharacters.txt"))
STANDARD.setdefault("粘", ["粘"])
TAIWAN = {c: values[0] for c, values in read_dict(os.path.join(OPENCC, "TWVariants.txt")).items()}


def first_values(name):
    """A dictionary in this folder, without the further values."""
    return {key: values[0] for key, values in read_dict(os.path.join(HERE, name)).items()}


def expand(pattern):
    """All words of a pattern."""
    parts = re.findall(r"\[([^\]]+)\]|\(([^)]*)\)|([^\[\]()])", pattern)
    choices = [list(a) if a else b.split("|") if b else [c] for a, b, c in parts]
    return ["".join(word) for word in itertools.product(*choices)]


def standard(simplified, traditional):
    """The standard form of a Traditional character as written in Taiwan."""
    for candidate in STANDARD.get(simplified, []):
        if TAIWAN.get(candidate, candidate) == traditional:
            return candidate
    return traditional


def words(name):
    """Simplified -> standard Traditional, of one source."""
    table, ranks, where, conflicts = {}, {}, {}, []
    path = os.path.join(HERE, "source", name)
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            for item in line.split("#")[0].split():
                if "=" in item:
                    keys, values = (expand(side) for side in item.split("="))
                else:
                    values = expand(item)
                    keys = ["".join(TO_SIMPLIFIED.get(c, c) for c in value) for value in values]
                if len(keys) != len(values):
                    sys.exit(f"{path}:{number}: {item}: the two sides have not as many words")
                for key, value in zip(keys, values):
                    if len(key) == len(value):
                        value = "".join(map(standard, key, value))
                    rank = 1 if re.search(r"[\[(]", item) else 2
                    if ranks.get(key, rank) < rank:
                        table.pop(key)
                    elif ranks.get(key, rank) > rank:
                        continue
                    ranks[key] = rank
                    if table.get(key, value) != value:
                        conflicts.append(f"{path}:{number}: {key} is {value} here and {table[key]} in line {where[key]}")
                    table.setdefault(key, value)
                    where.setdefault(key, number)
    if conflicts:
        sys.exit("\n".join(conflicts))
    return table


def rewritten(name, table):
    """The entries of a table that source/NAME rewrites, as rewritten."""
    old = {}
    with open(os.path.join(HERE, "source", name), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                before, after = line.split()
                old[before] = after
    single = {c: after for c, after in old.items() if len(c) == 1}
    result = {}
    for key, value in table.items():
        if len(key) == len(value):
            new = "".join(t if s == t else single.get(t, t) for s, t in zip(key, value))
            for before, after in old.items():
                if len(before) > 1:
                    new = new.replace(before, after)
            if new != value:
                result[key] = new
    return result


def with_zhu(table):
    """The entries of a table with 着, for texts that write 著 (as Taiwan's do when they are simplified)."""
    return {key.replace("着", "著"): value.replace("着", "著") for key, value in table.items()
            if "着" in key and "着" in value and key.replace("着", "著") not in table
            and any(s != t for s, t in zip(key, value))}


class Route:
    """A route as the configuration of it puts the tables together, in small."""

    def __init__(self, words, characters, variants):
        self.words, self.characters, self.variants = words, characters, variants
        self.longest = max(map(len, words))

    def __call__(self, text):
        out, at = [], 0
        while at < len(text):
            for length in range(min(self.longest, len(text) - at), 1, -1):
                if text[at:at + length] in self.words:
                    break
            else:
                length = 1
            part = text[at:at + length]
            out.append(self.words.get(part) or self.characters.get(part, part))
            at += length
        return "".join(self.variants.get(c, c) for c in "".join(out))

    def settle(self):
        """The entries that keep what the route writes as it is when it is converted again."""
        # Characters that stay as they are here and become something else in a word they begin.
        unsettled = {key[0] for key, value in self.words.items() if key[0] != value[0] and len(key) > 1}
        more = {}
        for key in list(self.words):
            value = self(key)
            if self.words.get(value) == value and self(value) == value:
                continue
            if self(value) != value or value != key and value[-1] in unsettled:
                more[value] = value
        return more


def render(title, source, table):
    head = (f"# fanjian dictionary: {title}\n# Format: OpenCC text dictionary (key TAB value).\n"
            f"# Written by build_hant.py from source/ ({source}: own work). Do not edit: edit the source.\n\n")
    return head + "".join(f"{key}\t{table[key]}\n" for key in sorted(table))


def main():
    stale = []
    opencc = {key: values[0]
              for name in ("STPhrases_GeneratedFromRegionalPhrases.txt", "STPhrases.txt")
              for key, values in read_dict(os.path.join(OPENCC, name)).items()}
    common = {**rewritten("old.txt", opencc), **words("seams.txt"), **words("overlap.txt"), **words("common.txt")}
    common.update(with_zhu({**opencc, **common}))
    characters = {c: values[0] for c, values in STANDARD.items()}
    characters.update(first_values("hant_characters.txt"))
    common.update(Route({**opencc, **common}, characters, {}).settle())
    tables = [("common", "hant_words.txt", "Simplified -> Traditional, by word", common)]
    for place, name, title in [
        ("tw", "hant_tw_words.txt", "Simplified -> Traditional as Taiwan chooses, by word"),
        ("hk", "hant_hk_words.txt", "Simplified -> Traditional as Hong Kong chooses, by word"),
    ]:
        own = {**rewritten(f"old_{place}.txt", {**opencc, **common}), **words(f"seams_{place}.txt"),
               **words(f"{place}.txt")}
        own.update({k: v for k, v in with_zhu(own).items() if k not in own})
        variants = {c: v[0] for c, v in read_dict(os.path.join(OPENCC, f"{place.upper()}Variants.txt")).items()}
        variants.update(first_values(f"hant_{place}_variants.txt"))
        own_characters = {**characters, **first_values(f"hant_{place}_characters.txt")}
        own.update(Route({**opencc, **common, **own}, own_characters, variants).settle())
        tables.append((place, name, title, own))
    for source, name, title, table in tables:
        text = render(title, source, table)
        path = os.path.join(HERE, name)
        if "--check" in sys.argv[1:]:
            if not os.path.exists(path) or open(path, encoding="utf-8").read() != text:
                stale.append(name)
            continue
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        print(f"{name}: {text.count(chr(9))} words")
    if stale:
        sys.exit(f"not as the sources say: {' '.join(stale)}")


if __name__ == "__main__":
    main()
