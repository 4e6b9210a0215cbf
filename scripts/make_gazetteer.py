#!/usr/bin/env python3
"""Makes crates/nlp/src/gazetteer/countries.tsv out of three npm packages, all MIT.

usage: scripts/make_gazetteer.py [FOLDER]

FOLDER holds the packed packages (`npm pack NAME@VERSION` for each of PACKAGES); without
it they are packed into a temporary folder. The columns are: ISO 3166-1 alpha-2 code,
common name, other names, adjectives and people's names, capitals; a list has its entries
separated by "|".

The packages give codes, names, nationalities and capitals. NEWS_USAGE adds the words that
news use besides: abbreviations, second spellings, people's names that are not adjectives.
"""

import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

PACKAGES = {"i18n-iso-countries": "7.14.0", "i18n-nationality": "1.4.0", "countries-list": "3.4.1"}
TARGET = pathlib.Path(__file__).parent.parent / "crates/nlp/src/gazetteer/countries.tsv"

# Code: (common name or "", names, people, capitals).
NEWS_USAGE = {
    "AE": ("", "U.A.E.|Emirates", "Emirati", ""),
    "AG": ("", "", "Antiguan", ""),
    "AR": ("", "", "Argentine|Argentinian", ""),
    "BA": ("", "Bosnia|Bosnia-Herzegovina", "Bosnian", ""),
    "BD": ("", "", "Bangladeshi", ""),
    "BN": ("Brunei", "", "", ""),
    "BS": ("", "The Bahamas", "", ""),
    "BW": ("", "", "Botswanan", ""),
    "BY": ("", "", "Belarussian", ""),
    "CD": ("Democratic Republic of the Congo", "Democratic Republic of Congo|DRC|DR Congo|Congo-Kinshasa", "Congolese", ""),
    "CG": ("Republic of the Congo", "Republic of Congo|Congo-Brazzaville", "Congolese", ""),
    "CN": ("China", "PRC|P.R.C.|PR China|Mainland China", "", "Peking"),
    "CV": ("", "Cabo Verde", "", ""),
    "DE": ("", "Federal Republic of Germany|FRG", "", ""),
    "DK": ("", "", "Dane", ""),
    "DO": ("", "", "Dominican", ""),
    "EC": ("", "", "Ecuadorian", ""),
    "ES": ("", "", "Spaniard", ""),
    "FI": ("", "", "Finn", ""),
    "FR": ("", "", "Frenchman|Frenchwoman|Frenchmen", ""),
    "GB": ("United Kingdom", "U.K.|Britain|Great Britain", "Briton|Brit", ""),
    "IE": ("", "Republic of Ireland", "Irishman|Irishmen", ""),
    "IR": ("Iran", "", "", "Teheran"),
    "IS": ("", "", "Icelander", ""),
    "KG": ("", "", "Kyrgyzstani", ""),
    "KP": ("North Korea", "DPRK|D.P.R.K.|Democratic People's Republic of Korea|N. Korea", "", ""),
    "KR": ("South Korea", "ROK|S. Korea", "", ""),
    "KZ": ("", "", "Kazakh", "Nur-Sultan"),
    "LA": ("Laos", "", "Lao", ""),
    "MD": ("Moldova", "", "", ""),
    "MK": ("North Macedonia", "Macedonia", "North Macedonian", ""),
    "MM": ("", "Burma", "", ""),
    "MN": ("", "", "", "Ulaanbaatar"),
    "MO": ("", "Macau", "", ""),
    "MV": ("", "", "Maldivian", ""),
    "NL": ("Netherlands", "Holland", "Dutchman|Dutchmen", ""),
    "NP": ("", "", "Nepali", ""),
    "PH": ("", "", "Philippine", ""),
    "PL": ("", "", "Pole", ""),
    "PS": ("Palestine", "Palestinian territories|Palestinian Territories", "Palestinian", ""),
    "PR": ("", "", "Puerto Rican", ""),
    "RS": ("", "", "Serb", ""),
    "RU": ("Russia", "", "", ""),
    "SA": ("", "", "Saudi Arabian", ""),
    "SE": ("", "", "Swede", ""),
    "SK": ("", "", "Slovak", ""),
    "SI": ("", "", "Slovene", ""),
    "SS": ("", "", "South Sudanese", ""),
    "SY": ("Syria", "", "", ""),
    "SZ": ("", "Swaziland", "", ""),
    "TL": ("", "East Timor", "", ""),
    "TR": ("Turkey", "", "Turk", ""),
    "TW": ("Taiwan", "", "", ""),
    "TZ": ("Tanzania", "", "", ""),
    "UA": ("", "", "", "Kiev"),
    "US": ("United States", "America", "", "Washington|Washington, D.C.|Washington, DC"),
    "UZ": ("", "", "Uzbek", ""),
    "VA": ("Vatican City", "Holy See", "", ""),
    "XK": ("", "", "Kosovar|Kosovan", ""),
    "YE": ("", "", "Yemeni", ""),
}

# Names of the packages that are no demonyms, or of another people.
NO_PEOPLE = {"BV", "EH", "IO", "WF"}


def package(folder: pathlib.Path, name: str, path: str):
    with tarfile.open(folder / f"{name}-{PACKAGES[name]}.tgz") as tar:
        return json.load(tar.extractfile(f"package/{path}"))


def listed(value) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def split(field: str) -> list[str]:
    return [entry for entry in field.split("|") if entry]


def unique(entries: list[str], without: list[str] = ()) -> list[str]:
    return list(dict.fromkeys(e for e in entries if e and e not in without))


def people(nationality: str | None, names: list[str]) -> list[str]:
    """The nationality; none where the package repeats the name, or tells two countries'
    apart by a remark in brackets."""
    fits = nationality and nationality not in names and not re.search(r"[(,]| - | or ", nationality)
    return [nationality] if fits else []


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        if len(sys.argv) < 2:
            wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
            subprocess.run(["npm", "pack", "--silent", *wanted], cwd=folder, check=True)
        names = package(folder, "i18n-iso-countries", "langs/en.json")["countries"]
        nationalities = package(folder, "i18n-nationality", "langs/en.json")["nationalities"]
        facts = package(folder, "countries-list", "countries.min.json")
    rows = []
    for code in sorted(names):
        usage = NEWS_USAGE.get(code, ("", "", "", ""))
        known = listed(names[code]) + listed(facts.get(code, {}).get("name"))
        common = usage[0] or facts.get(code, {}).get("name") or known[0]
        # "Korea, Republic of" is the order of registers, not of news.
        usual = [n for n in known + split(usage[1]) if "," not in n and "(" not in n]
        others = unique(usual, [common])
        taken = [] if code in NO_PEOPLE else people(nationalities.get(code), known)
        capital = (facts.get(code, {}).get("capital") or "").replace(" D.C.", "")
        capitals = unique([capital] + split(usage[3]), [])
        # A town-state's capital is the state.
        capitals = [c for c in capitals if c not in [common, *others]]
        row = [code, common, *("|".join(x) for x in (others, unique(taken + split(usage[2])), capitals))]
        rows.append("\t".join(row))
    sources = ", ".join(f"{name} {version}" for name, version in PACKAGES.items())
    header = (
        f"# Countries. Made by scripts/make_gazetteer.py from the npm packages {sources} (all MIT)\n"
        "# and the script's own table of words that news use. Do not edit.\n"
        "# code\tname\tother names\tpeople\tcapitals\n"
    )
    TARGET.write_text(header + "\n".join(rows) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
