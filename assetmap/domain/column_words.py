"""The words with which lists head their columns, Dutch and English, by what such a column holds."""

from __future__ import annotations

import re
from functools import cache

from assetmap.domain.import_plan import ADDITION, ID, NUMBER, POSTCODE, STREET, TOWN
from assetmap.domain.layer import fold

# The surest word of each use comes first: of two columns it gets the use.
HEADINGS: dict[str, str] = {
    "name": "naam, name, titel, title, instellingsnaam, naam instelling, objectnaam, naam object,"
    " locatienaam, naam locatie, organisatienaam, naam organisatie, verenigingsnaam,"
    " naam vereniging, naam activiteit, activiteit, vereniging, schoolnaam, naam school,"
    " bedrijfsnaam, handelsnaam, voorziening, locatie, organisatie, instelling, stichting, school,"
    " label, nom, aanduiding, complex, object, activiteitnaam, event, evenement, wat",
    "category": "categorie, category, soort, sort, type, tag, rubriek, kind, subcategorie,"
    " hoofdcategorie, soort voorziening, type voorziening, sector, branche, soort activiteit,"
    " activiteit omschrijving, functie, typering, domein, types, amenity, leisure",
    "offers": "aanbod, omschrijving, beschrijving, description, wat is er, wat biedt, offers,"
    " korte omschrijving, shortdescription, short description, toelichting, samenvatting, summary,"
    " inhoud, activiteiten, longdescription, long description, info, informatie, over, details,"
    " content, tekst, notes, comments, cmt, desc, bijzonderheden",
    "address": "adres, address, bezoekadres, straat en huisnummer, locatieadres, adresregel,"
    " adresregel 1, vestigingsadres, full address, volledig adres, adresgegevens",
    STREET: "straat, straatnaam, street, street name, openbare ruimte, openbareruimtenaam, weg,"
    " addr street, straatnaam vestiging",
    NUMBER: "huisnummer, huisnummer toevoeging, huisnr, house number, housenumber, nummer huis,"
    " hnr, addr housenumber, street number",
    ADDITION: "huisletter, huisnummertoevoeging, toevoeging, huisnr toev, huisnummer toev,"
    " huisnummer bijvoegsel, addition, house letter",
    POSTCODE: "postcode, post code, zipcode, zip code, zip, postal code, postalcode, pc6, pc4, pc,"
    " addr postcode, postcode4, postcode6",
    TOWN: "plaats, plaatsnaam, woonplaats, woonplaatsnaam, city, town, vestigingsplaats, stad,"
    " dorp, kern, addr city, gemeente, gemeentenaam, municipality",
    "neighbourhood": "buurt, buurtcode, buurtnaam, neighbourhood, neighborhood, wijk en buurt,"
    " bu code, cbs buurt, cbs code, wijk, wijknaam",
    "website": "website, web site, site, url, www, internet, internetadres, webadres, homepage,"
    " urls, link, weblink, contact website, meer informatie, webpagina, internetsite",
    "opening_hours": "openingstijden, openingstijd, opening hours, openingsuren, opening, open,"
    " openingstijden locatie, extra openingstijden, tijden, tijd, calendarsummary, wanneer,"
    " dagen en tijden, hours",
    "themes": "thema, themas, theme, themes, leefgebied, leefgebieden, life domain",
    "audience": "doelgroep, doelgroepen, voor wie, audience, target group, leeftijdsgroep,"
    " leeftijd doelgroep",
    "cost": "kosten, cost, costs, prijs, price, toegangsprijs, eigen bijdrage, tarief, entree",
    "wheelchair": "rolstoel, rolstoeltoegankelijk, toegankelijk, toegankelijkheid, wheelchair,"
    " rolstoelvriendelijk, toegankelijk voor rolstoelen, mindervaliden",
    "languages": "taal, talen, language, languages, voertaal",
    "existed_from": "bouwjaar, opgericht, oprichtingsjaar, oprichting, startdatum, start,"
    " begindatum, jaar van oprichting, sinds, existed from, start date, startjaar, beginjaar,"
    " stichtingsjaar, datepattern startdate, ingangsdatum, built, startdate, bouwperiode",
    "existed_to": "einddatum, opgeheven, eind, end date, enddate, existed to, eindjaar,"
    " datum einde, sloopjaar, gesloten, datepattern enddate, vervaldatum, opheffingsdatum",
    ID: "id, code, nummer, nr, key, guid, uuid, identificatie, identifier, source id, sleutel,"
    " objectid, object id, gml id, ogc fid, fid, trcid, brin, brin nummer, brinnummer,"
    " object nummer, objectnummer, kvk nummer, kvk, lrknummer, volgnummer, locatiecode, osm id",
    "person": "contactpersoon, contact persoon, contact, contact person, contactnaam, person,"
    " naam contactpersoon, voornaam, achternaam, first name, last name, surname, beheerder,"
    " voorzitter, secretaris, penningmeester, coordinator, eigenaar, aanspreekpunt, trainer,"
    " directeur, ambtenaar, vrijwilliger, naam vrijwilliger, bewoner",
    "phone": "telefoon, tel, telefoonnummer, phone, telnr, tel nr, mobiel, mobiele nummer, gsm,"
    " phone number, telephone, mobile, contact phone, telefoon 1, telefoon contactpersoon",
    "email": "e mail, email, mail, mailadres, e mailadres, emailadres, e mail adres, email address,"
    " contact email",
}  # fmt: skip

# What a heading says of a person that no asset needs; such a column is left out.
PRIVATE_WORDS = frozenset(
    {"bsn", "burgerservicenummer", "geboortedatum", "geboorte", "geboortejaar", "geslacht",
     "leeftijd", "iban", "rekeningnummer", "bankrekening", "bankrekeningnummer", "birthday",
     "birthdate", "gender", "nationaliteit", "paspoort", "sofinummer"}
)  # fmt: skip
# Of where post goes, and not of where something is.
ELSEWHERE = frozenset(
    {"correspondentie", "correspondentieadres", "postadres", "postbus", "post", "factuur",
     "factuuradres", "facturatie", "houder", "eigenaar", "penningmeester", "bestuur"}
)  # fmt: skip
# Of names that belong to the thing itself, and not to whom to ask about it.
OF_THE_WORK = frozenset(
    ["architect", "kunstenaar", "artist", "maker", "ontwerper", "auteur", "schrijver", "author"]
)
# Numbers that a program gives anew at each export: an id only where there is no other.
PASSING_IDS = frozenset({"objectid", "object id", "fid", "ogc fid", "volgnummer", "nr", "nummer"})
# Headings of what a map program keeps for itself.
TECHNICAL = frozenset(
    {"shape area", "shape len", "shape length", "shape leng", "geo shape", "geo point 2d", "geom",
     "geometry", "wkt", "the geom", "shape", "thumbnail", "media", "lat", "lon", "lng", "latitude",
     "longitude", "breedtegraad", "lengtegraad", "x", "y", "rd x", "rd y", "x rd", "y rd",
     "fill", "stroke", "marker color", "marker symbol", "styleurl", "visibility", "oppervlakte m2",
     "lastupdated", "tijd mutatie"}
)  # fmt: skip

# How a compound heading ends, and how much that says.
_ENDINGS = {"naam": 0.5, "adres": 0.4, "omschrijving": 0.5, "type": 0.4, "soort": 0.4,
            "code": 0.3, "nummer": 0.3}  # fmt: skip

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z]{2}$)")
_NUMBERED = re.compile(r"\s*\(\d+\)$")


@cache
def plain_heading(heading: str) -> str:
    """Return a heading in plain words: `HUISNUMMER-TOEVOEGING`, `activiteitOmschrijving` too."""
    return fold(_CAMEL.sub(" ", _NUMBERED.sub("", heading).replace(":", " ")))


@cache
def _strengths() -> dict[str, tuple[tuple[str, int], ...]]:
    """Return for each heading what such a column is used for, and how sure that is (to 100)."""
    found: dict[str, list[tuple[str, int]]] = {}
    for use, words in HEADINGS.items():
        for place, word in enumerate(words.split(",")):
            found.setdefault(fold(word), []).append((use, 100 - min(place, 40)))
    return {word: tuple(uses) for word, uses in found.items()}


def uses_by_heading(heading: str) -> dict[str, int]:
    """Return how strongly a heading speaks for each use, up to 100.

    The whole heading counts most, then its last words, its first words, and how it ends:
    `naam van de instelling`, `contact_email`, `Wijkcentrumnaam`.
    """
    words = plain_heading(heading).split()
    known, found = _strengths(), dict[str, int]()

    def add(phrase: str, part: float) -> None:
        for use, strength in known.get(phrase, ()):
            found[use] = max(found.get(use, 0), round(strength * part))

    add(" ".join(words), 1.0)
    add("".join(words), 0.98)
    for size in (3, 2, 1):
        if len(words) > size:
            add(" ".join(words[-size:]), 0.6)
            add(" ".join(words[:size]), 0.55)
    if not found and words:
        for ending, part in _ENDINGS.items():
            if words[-1].endswith(ending):
                add(ending, part)
    return found
