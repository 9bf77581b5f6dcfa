#!/usr/bin/env python3
"""Write source/seams.txt, seams_tw.txt and seams_hk.txt: where two words meet and a phrase lies over the seam.

Longest matching reads 头发 in 个头|发现 and 国制 in 中国|制定. This tries all pairs of common words whose
conversion together differs from that of both by themselves, and writes for each the last character of
the first and the second word (国制定=國制定): a phrase that begins earlier than the second word and is
longer than what lay over the seam. Left out is a pair if the reading over the seam is the commoner one
(制作|为 beside 负责制|作为), or if words that end alike disagree (头发 and 开发 before 问题).

  find_seams.py FREQUENCIES   lines of "word frequency ..." in Simplified; runs build_hant.py as well

Only how often words occur is used of the list (the one in seams.txt was that of the Python package
jieba 0.42.1, MIT).
"""
import collections
import os
import sys

import build_hant as build

# Expected times in the text that the frequencies were counted in.
ENOUGH = 0.05
# Words of one character that stand before anything.
SMALL = frozenset("的是在和也都就与及从把被对为到说他她我你要会能让使将给又还很更不有")
# Pairs that are less common than it seems: 握不准, 揹他們, the end of the 西周.
LEFT_OUT = {"握不准", "料不准", "背他们", "背她们", "背我们", "背你们", "西周末", "七只见", "万只见"}


def frequencies(path):
    with open(path, encoding="utf-8") as f:
        return {word: int(times) for word, times, *_ in map(str.split, f)}


def routes(place):
    opencc = {key: values[0]
              for name in ("STPhrases_GeneratedFromRegionalPhrases.txt", "STPhrases.txt")
              for key, values in build.read_dict(os.path.join(build.OPENCC, name)).items()}
    words = {**opencc, **build.first_values("hant_words.txt"), **build.first_values(f"hant_{place}_words.txt")}
    characters = {c: values[0] for c, values in build.STANDARD.items()}
    characters.update(build.first_values("hant_characters.txt"))
    characters.update(build.first_values(f"hant_{place}_characters.txt"))
    route = build.Route(words, characters, {})
    route.longest = 8
    return route


def seams(route, times):
    """Last character and second word -> how both are written."""
    total = sum(times.values())
    ending, beginning = collections.defaultdict(list), collections.defaultdict(list)
    for word, n in times.items():
        if n >= 150 and 2 <= len(word) <= 3 or word in SMALL:
            ending[word[-1]].append((n, word))
        if n >= 20 and len(word) == 2:
            beginning[word[0]].append((n, word))
    over = {key[:2] for key, value in route.words.items()
            if len(key) == 3 or len(key) == 2 and value != "".join(route.characters.get(c, c) for c in key)}
    found = {}
    for first, second in over:
        for n, right in beginning.get(second, ()):
            value_right = route(right)
            # What the whole is when each reading is taken, and how often that is expected.
            expected, wrong, ends = 0, 0, collections.Counter()
            for m, left in ending.get(first, ()):
                expected = m * n / total
                if expected < (ENOUGH if len(left) > 1 else 10 * ENOUGH):
                    continue
                value_left = route(left)
                ends[value_left[-1]] += expected
                if route(left + right) != value_left + value_right:
                    wrong += expected
            across = times.get(first + second, 0) * times.get(right[1:], 1) / total
            if wrong > across and len(ends) == 1 and first + right not in LEFT_OUT:
                found[first + right] = next(iter(ends)) + value_right
    return found


def write(name, table):
    with open(os.path.join(build.HERE, "source", name), "w", encoding="utf-8") as f:
        f.write("# Two words that meet, and a phrase that lies over the seam. Written by find_seams.py; do not edit:\n"
                "# what is wrong here is put right in the other lists, which win.\n\n")
        line = ""
        for key in sorted(table):
            item = f"{key}={table[key]}"
            if len(line) + len(item) > 110:
                f.write(line.rstrip() + "\n")
                line = ""
            line += item + " "
        f.write(line.rstrip() + "\n")
    print(f"{name}: {len(table)} words")


def main():
    times = frequencies(sys.argv[1])
    for name in ("seams.txt", "seams_tw.txt", "seams_hk.txt"):
        write(name, {})
    build.main()
    found = {place: seams(routes(place), times) for place in ("tw", "hk")}
    both = {key: value for key, value in found["tw"].items() if found["hk"].get(key) == value}
    write("seams.txt", both)
    for place, table in found.items():
        write(f"seams_{place}.txt", {key: value for key, value in table.items() if key not in both})
    build.main()


if __name__ == "__main__":
    main()
