"""Texts of assets as Dutch municipalities and residents write them, made up, the same each run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from geopandas import GeoDataFrame

from benchmarks import made_up

SEED = 1848

_STEMS = (
    "Kerk", "Molen", "Dorps", "School", "Linden", "Beuken", "Kastanje", "Eiken", "Wilgen", "Nieuw",
    "Haven", "Markt", "Stations", "Park", "Brink", "Veld", "Weide", "Zonne", "Maan", "Sterren",
    "Wilhelmina", "Juliana", "Beatrix", "Oranje", "Prinsen", "Koning", "Graaf", "Hertog", "Ridder",
    "Rembrandt", "Vermeer", "Mondriaan", "Vondel", "Multatuli", "Anne Frank", "Aletta Jacobs",
    "Merel", "Spreeuwen", "Reiger", "Kievit", "Zwaluw", "Leeuwerik", "Nachtegaal", "Fazanten",
    "Tulpen", "Rozen", "Violen", "Anjer", "Lelie", "Klaver", "Korenbloem", "Papaver", "Iris",
    "Smids", "Bakkers", "Wevers", "Schippers", "Vissers", "Boeren", "Hooi", "Turf", "Veen", "Zand",
    "Klei", "Duin", "Dijk", "Polder", "Meer", "Beek", "Vecht", "Amstel", "Maas", "Waal", "IJssel",
    "Noorder", "Zuider", "Ooster", "Wester", "Achter", "Voor", "Midden", "Hoge", "Lage", "Lange",
    "Korte", "Oude", "Groene", "Blauwe", "Witte", "Rode", "Gouden", "Zilveren", "Koperen",
)  # fmt: skip
_WAYS = (
    "straat", "laan", "weg", "plein", "pad", "hof", "dijk", "kade", "singel", "gracht", "steeg",
    "dreef", "burg", "oord", "veld", "park", "wal", "poort", "markt", "hoek", "plantsoen", "erf",
)  # fmt: skip
_FIRST = (
    "Buurt", "Wijk", "Dorps", "Jeugd", "Ouderen", "Kinder", "Muziek", "Dans", "Toneel", "Sport",
    "Speel", "Zwem", "Fiets", "Wandel", "Taal", "Lees", "Kook", "Eet", "Thee", "Koffie", "Repair",
    "Natuur", "Tuin", "Moes", "Bloemen", "Vogel", "Dieren", "Water", "Zorg", "Gezondheids", "Hulp",
    "Ruil", "Weggeef", "Kleding", "Gereedschap", "Energie", "Klimaat", "Cultuur", "Kunst", "Film",
    "Theater", "Schaak", "Biljart", "Dam", "Kaart", "Judo", "Voetbal", "Hockey", "Tennis",
    "Atletiek", "Gym", "Turn", "Schaats", "Roei", "Zeil", "Vis", "Scouting", "Harmonie", "Fanfare",
    "Zang",
)  # fmt: skip
_SECOND = (
    "huis", "kamer", "huiskamer", "centrum", "plek", "plaats", "club", "vereniging", "koor",
    "orkest", "school", "les", "café", "winkel", "werkplaats", "tuin", "boerderij", "boom", "bank",
    "punt", "zaal", "hal", "veld", "bad", "groep", "tafel", "ochtend", "avond", "markt",
    "bibliotheek", "fonds", "netwerk", "atelier", "podium", "lokaal", "kring", "maatjes", "loket",
    "plein", "honk",
)  # fmt: skip
_PLAIN = (
    "Bibliotheek", "Speeltuin", "Kinderboerderij", "Zwembad", "Gymzaal", "Sporthal", "Buurthuis",
    "Moestuin", "Kerk", "Moskee", "Basisschool", "Park", "Molen", "Huisartsenpraktijk", "Apotheek",
    "Jongerencentrum", "Skatebaan", "Volkstuin", "Minibieb", "Ontmoetingscentrum", "Dorpshuis",
)  # fmt: skip
_GIVEN = (
    "Jan", "Fatma", "Piet", "Maria", "Ahmed", "Willem", "Sanne", "Mohammed", "Anneke", "Kees",
    "Esra", "Joost", "Ingrid", "Youssef", "Truus", "Henk", "Zeynep", "Bram", "Lotte", "Samira",
)  # fmt: skip
_FAMILY = (
    "de Vries", "Jansen", "van Dijk", "Bakker", "Y\u0131lmaz", "Visser", "Smit", "El Amrani",
    "Mulder", "de Boer", "Kaya", "Bos", "Vos", "Peters", "Hendriks", "van Leeuwen", "Dekker",
    "Öztürk", "Brouwer", "de Wit", "Dijkstra", "Smits", "de Graaf", "van der Meer", "Kowalski",
    "Şahin",
)  # fmt: skip
_WHAT = (
    "koffie en thee", "een leestafel", "taalles voor nieuwkomers",
    "hulp bij het invullen van brieven", "een zaal voor dertig mensen", "samen koken en eten",
    "biljart en klaverjassen", "yoga op de mat", "gereedschap om te lenen",
    "zwemles voor kinderen en volwassenen", "huiswerkbegeleiding", "een speelveld met doelen",
    "muziekles op gitaar en piano", "een ruilkast met boeken", "wandelingen door de natuur",
    "reparatie van fietsen en kleine apparaten", "een moestuin met kas", "voetbal voor de jeugd",
    "dansavonden voor ouderen", "een podium voor bands uit de buurt", "schaatsen als het vriest",
    "een kinderhoek met blokken", "spreekuur van de wijkverpleegkundige",
)  # fmt: skip
_WHEN = (
    "Elke {day} vanaf {hour} uur.", "Alleen op {day}, na afspraak.",
    "De hele week, behalve op {day}.", "Op {day} en in de vakantie.",
    "Van april tot oktober, op {day}.",
)  # fmt: skip
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_CLOSING = (
    "Iedereen is welkom, ook zonder afspraak.", "Loop gerust binnen.", "Meedoen is gratis.",
    "Een kleine bijdrage is fijn.", "Vrijwilligers zijn van harte welkom.",
    "Bel even van tevoren.", "De ingang is aan de achterkant.", "Er is een lift.",
    "Honden blijven buiten.", "",
)  # fmt: skip
_SOME = ("Mo", "We", "Sa", "Su")
_HOURS = (
    *(f"Mo-Fr {start:02}:00-{end}:00" for start in range(7, 12) for end in range(15, 23)),
    *(f"{day} {start:02}:30-{start + 3}:00" for day in _SOME for start in range(8, 20)),
    *("24/7", "sunrise-sunset", "op afspraak", "Mo-Su 10:00-22:00; PH off", ""),
)
_THEMES = ("social_life", "health", "schooling", "task_physical", "upbringing;safety", "")
_AUDIENCES = ("everyone", "children;parents", "young", "older", "newcomers", "")
# Names that nobody has heard of: a list of any size is full of them.
_SYLLABLES = (
    "ba", "do", "ka", "lo", "mi", "ra", "ve", "zo", "tu", "pe", "sna", "gro", "lin", "mar", "ter",
    "wij", "hoe", "dra", "fle", "kni", "bos", "ven", "ril", "sem", "tos", "uit", "vla", "win",
    "hel", "noor", "eik", "gel", "joc", "pla", "sto", "tri", "ver", "zan", "bre", "cal",
)  # fmt: skip

COLUMNS = {
    "name": "naam",
    "category": "categorie",
    "offers": "omschrijving",
    "address": "adres",
    "opening_hours": "openingstijden",
    "themes": "themas",
    "audience": "voor",
    "cost": "kosten",
    "wheelchair": "rolstoel",
    "languages": "talen",
    "existed_from": "sinds",
}


def neighbourhood_names(count: int) -> list[str]:
    """Return names of neighbourhoods, some of them the same, as in a country."""
    random = np.random.default_rng(SEED)
    ends = ("kwartier", "buurt", "wijk", "hoek", "akkers", "dorp", "-Noord", "-Zuid", "-Oost")
    stems, which = random.integers(0, len(_STEMS), count), random.integers(0, len(ends), count)
    return [f"{_STEMS[stem]}{ends[end]}" for stem, end in zip(stems, which, strict=True)]


def rows(count: int, layer: str) -> GeoDataFrame:
    """Return a list of a layer, index the row number; columns as `COLUMNS` names them."""
    random = np.random.default_rng([SEED, len(layer), *layer.encode()])

    def pick(words: Sequence[str]) -> list[str]:
        return [words[at] for at in random.integers(0, len(words), count).tolist()]

    categories = [category.title.nl for category in made_up.layers()[layer].categories]
    unheard = ["".join(parts) for parts in zip(*(pick(_SYLLABLES) for _ in range(4)), strict=True)]
    streets = [f"{stem}{way}" for stem, way in zip(pick(_STEMS), pick(_WAYS), strict=True)]
    houses = random.integers(1, 300, count).tolist()
    hours = random.integers(8, 21, count).tolist()
    kinds = [f"{first}{second}" for first, second in zip(pick(_FIRST), pick(_SECOND), strict=True)]
    names = [
        (
            f"{plain} {stem}{way}",
            f"{kind} De {stem}",
            f"{kind} {unknown.capitalize()}",
            f"{plain} {given} {family}",
            f"Stichting {unknown.capitalize()}",
            f"{kind} {stem}{way} {house}",
            f"{plain} {unknown.capitalize()}{way}",
        )[which]
        for which, kind, plain, stem, way, unknown, given, family, house in zip(
            random.integers(0, 7, count).tolist(),
            kinds,
            pick(_PLAIN),
            pick(_STEMS),
            pick(_WAYS),
            unheard,
            pick(_GIVEN),
            pick(_FAMILY),
            houses,
            strict=True,
        )
    ]
    offers = [
        f"{what.capitalize()}, en {other}. {when.format(day=day, hour=hour)} {closing}".strip()
        for what, other, when, day, hour, closing in zip(
            pick(_WHAT), pick(_WHAT), pick(_WHEN), pick(_DAYS), hours, pick(_CLOSING), strict=True
        )
    ]
    return GeoDataFrame(
        {
            "naam": names,
            "categorie": pick(categories),
            "omschrijving": offers,
            "adres": [f"{street} {house}" for street, house in zip(streets, houses, strict=True)],
            "openingstijden": pick(_HOURS),
            "themas": pick(_THEMES),
            "voor": pick(_AUDIENCES),
            "kosten": pick(("free", "small", "paid", "", "")),
            "rolstoel": pick(("yes", "limited", "no", "", "")),
            "talen": pick(("nl", "nl;en", "nl;ar;tr", "", "")),
            "sinds": random.integers(1880, 2026, count).astype(str),
        },
        geometry=shapely.points(
            random.uniform(
                (made_up.WEST + 0.01, made_up.SOUTH + 0.01),
                (made_up.EAST - 0.01, made_up.NORTH - 0.01),
                (count, 2),
            )
        ),
        crs="EPSG:4326",
        index=range(1, count + 1),
    )
