#!/usr/bin/env python3
"""Score converters on a set of sentences (source TAB expected TAB tag).

  score.py [--set FILE] [--errors] [--by-tag] NAME=COMMAND...
  score.py --opencc PATH/opencc --data DIR [--config DIR] ...

Each COMMAND reads text on standard input and writes the conversion, line by line. With --opencc, OpenCC's
own configurations t2s, tw2s and hk2s are scored too (DIR holds its .json and dictionaries), and hant2hans
from --config. Errors are character edits against the expected text, per 10,000 expected characters.
"again" is how many lines a second run changes; "native" how many characters of the expected (Simplified)
text a run changes, per 10,000.
"""
import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def read_set(path):
    rows = []
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            fields = line.split("\t")
            if len(fields) != 3:
                sys.exit(f"{path}:{number}: want source TAB expected TAB tag")
            rows.append(fields)
    return rows


def run(command, lines):
    done = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True,
                          encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")
    out = done.stdout.split("\n")[:len(lines)]
    if len(out) != len(lines):
        sys.exit(f"{' '.join(command)}: {len(lines)} lines in, {len(out)} out")
    return out


def edits(a, b):
    if a == b:
        return 0
    if len(a) == len(b):
        same = sum(x != y for x, y in zip(a, b))
        if same <= 2:
            return same
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def score(command, rows):
    sources, expected = [r[0] for r in rows], [r[1] for r in rows]
    out = run(command, sources)
    wrong = [edits(o, e) for o, e in zip(out, expected)]
    again = sum(a != b for a, b in zip(run(command, out), out))
    native = sum(edits(a, b) for a, b in zip(run(command, expected), expected))
    chars = sum(map(len, expected))
    return {"out": out, "wrong": wrong, "right": sum(not w for w in wrong), "chars": chars,
            "per": 1e4 * sum(wrong) / chars, "again": again, "native": 1e4 * native / chars}


def opencc_commands(args):
    """Copy what the configurations name into one folder, as OpenCC looks beside the .json."""
    folder = tempfile.mkdtemp(prefix="score-")
    for root in [args.data] + ([args.config] if args.config else []):
        for base, _, names in os.walk(root):
            for name in names:
                if name.endswith((".json", ".txt", ".ocd2")) and "source" not in base:
                    shutil.copy(os.path.join(base, name), folder)
    names = ["t2s", "tw2s", "hk2s"] + (["hant2hans"] if args.config else [])
    return folder, [(f"opencc {n}" if n != "hant2hans" else "hant2hans", [args.opencc, "-c", os.path.join(folder, n + ".json")])
                    for n in names]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--set", default=os.path.join(HERE, "hant2hans.tsv"))
    p.add_argument("--opencc", help="OpenCC's command")
    p.add_argument("--data", help="folder with OpenCC's configurations and dictionaries")
    p.add_argument("--config", help="folder with our own configurations and dictionaries")
    p.add_argument("--errors", action="store_true", help="print what is wrong")
    p.add_argument("--by-tag", action="store_true")
    p.add_argument("commands", nargs="*", metavar="NAME=COMMAND")
    args = p.parse_args()
    rows = read_set(args.set)
    commands, folder = [], None
    if args.opencc:
        folder, commands = opencc_commands(args)
    for item in args.commands:
        name, _, command = item.partition("=")
        commands.append((name, shlex.split(command)))
    if not commands:
        p.error("nothing to score")
    tags = sorted({r[2] for r in rows})
    print(f"{len(rows)} sentences, {sum(len(r[1]) for r in rows)} characters\n")
    print("| converter | sentences right | errors per 10,000 | again | native |")
    print("| --- | ---: | ---: | ---: | ---: |")
    results = []
    for name, command in commands:
        s = score(command, rows)
        results.append((name, s))
        print(f"| {name} | {s['right']}/{len(rows)} | {s['per']:.1f} | {s['again']} | {s['native']:.1f} |")
    if args.by_tag:
        print("\n| tag | sentences | " + " | ".join(n for n, _ in results) + " |")
        print("| --- | ---: |" + " ---: |" * len(results))
        for tag in tags:
            at = [i for i, r in enumerate(rows) if r[2] == tag]
            print(f"| {tag} | {len(at)} | " + " | ".join(str(sum(not s["wrong"][i] for i in at)) for _, s in results) + " |")
    if args.errors:
        for name, s in results:
            for r, o, w in zip(rows, s["out"], s["wrong"]):
                if w:
                    print(f"{name}\t{r[2]}\t{r[0]}\t{r[1]}\t{o}")
    if folder:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
