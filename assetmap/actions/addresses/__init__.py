"""Find a place by its address, street, postcode or town: here first, then at a server."""

from assetmap.actions.addresses.address_book import AddressBook
from assetmap.actions.addresses.found import Found, FoundPlace, Placements
from assetmap.actions.addresses.gazetteer_file import GazetteerFile, look_at
from assetmap.actions.addresses.keeping_lists import add_list, remove_list
from assetmap.actions.addresses.locatieserver import Locatieserver
from assetmap.store.gazetteer import KINDS, Gazetteer, SourceInfo

__all__ = [
    "KINDS",
    "AddressBook",
    "Found",
    "FoundPlace",
    "Gazetteer",
    "GazetteerFile",
    "Locatieserver",
    "Placements",
    "SourceInfo",
    "add_list",
    "look_at",
    "remove_list",
]
