"""Which drawing of site/static/img/art/ stands on which page: an ornament, whose page says the same in words."""

DRAWINGS = {
    "hjelpetelefoner": "phone",
    "finn-likeperson": "walk",
    "veileder": "read",
    "bli-likeperson": "welcome",
    "lokalforeninger": "table",
    "treff": "table",
    "raadgivning": "lost",
    "parorende": "family",
    "under-40": "young",
    "barn-og-unge": "family",
    "pa-sykehuset": "hospital",
    "for-helsepersonell": "hospital",
    "ny-med-ms": "walk",
    "om-tjenesten": "bench",
    "kontakt": "phone",
    "aktuelt": "read",
    "historier": "bench",
    "spor-en-ekspert": "lost",
}


def drawing_of(address):
    """The name of the drawing for an address of this site (``/veileder/``, in any language), or an empty text."""
    place = address.split("?")[0].split("#")[0].strip("/").rsplit("/", 1)[-1]
    return DRAWINGS.get(place, "")
