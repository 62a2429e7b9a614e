"""Which map service the operator chose: the forms of GEOCODER_URL."""

import inspect
import math
from collections.abc import Mapping
from importlib import metadata
from urllib.parse import SplitResult, parse_qsl, urlsplit

from geopy.adapters import AioHTTPAdapter
from geopy.exc import GeopyError
from geopy.geocoders import SERVICE_TO_GEOCODER

from adapters.geocoding.dialects import NOMINATIM, PHOTON, PLAIN, Box
from adapters.geocoding.geocoder import Geolocator, GeopyGeocoder, Manners, NoGeocoder
from adapters.geocoding.pace import Lease

PUBLIC_NOMINATIM = "nominatim://nominatim.openstreetmap.org"
"""Asked once a second at most, as its policy says (operations.osmfoundation.org/policies)."""

FORMS = """\
  nominatim://nominatim.openstreetmap.org     a Nominatim server over HTTPS
  nominatim+http://127.0.0.1:8645             one without TLS
  photon://photon.komoot.io                   Photon
  opencage://?api_key=...                     any geocoder of geopy, with its own arguments
  none                                        no map service: people send a pin
After a ? also: around=WEST,SOUTH,EAST,NORTH (where to look first, in degrees) and
per_second=NUMBER (how often it may be asked; 1 where nothing is said)."""
"""What GEOCODER_URL may be."""

_TIMEOUT = 10  # seconds
_FASTEST = 1_000.0  # requests a second
_DIALECTS = {
    "nominatim": NOMINATIM,
    "openmapquest": NOMINATIM,
    "pickpoint": NOMINATIM,
    "photon": PHOTON,
}
_OURS = {"timeout", "proxies", "user_agent", "ssl_context", "adapter_factory"}


class GeocoderUrlError(ValueError):
    """GEOCODER_URL names no map service; the message shows the forms, and no key."""

    def __init__(self, fault: str) -> None:
        """Say what is wrong and what would work."""
        super().__init__(f"GEOCODER_URL: {fault} It may be:\n{FORMS}")


def geocoder_of(url: str, lease: Lease | None = None) -> GeopyGeocoder | NoGeocoder:
    """The map service that a GEOCODER_URL names (see FORMS); empty is the public Nominatim.

    `lease` shares the turns at it with other processes.

    Raises:
        GeocoderUrlError: the URL has another form.
    """
    if url == "none":
        return NoGeocoder()
    parts = _split(url or PUBLIC_NOMINATIM)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    service, plus, scheme = parts.scheme.partition("+")
    if service not in SERVICE_TO_GEOCODER:
        fault = f'"{service}" is no geocoder of geopy.' if service else "It has no service's name."
        raise GeocoderUrlError(fault)
    if plus and scheme not in {"http", "https"}:
        fault = "After the + stands http or https."
        raise GeocoderUrlError(fault)
    manners = Manners(
        dialect=_DIALECTS.get(service, PLAIN),
        per_second=_rate(options.pop("per_second", "1")),
        around=_box(options.pop("around", "")),
    )
    if scheme:
        options["scheme"] = scheme
    if parts.netloc:
        options["domain"] = parts.netloc + parts.path
    return GeopyGeocoder(_geolocator(service, options), manners, lease)


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        fault = "This is no URL."
    raise GeocoderUrlError(fault)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not 0 < rate <= _FASTEST:
        fault = f"per_second is a number above 0, at most {_FASTEST:g}."
        raise GeocoderUrlError(fault)
    return rate


def _box(text: str) -> Box | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(degrees) for degrees in text.split(","))
    except ValueError:
        west, south, east, north = (math.nan,) * 4
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees
        fault = "around is WEST,SOUTH,EAST,NORTH in degrees."
        raise GeocoderUrlError(fault)
    return west, south, east, north


def _geolocator(service: str, options: Mapping[str, str]) -> Geolocator:
    """Geopy's geocoder, made with the operator's arguments and ours."""
    make = SERVICE_TO_GEOCODER[service]
    _check(service, options, inspect.signature(make).parameters)
    try:
        made: Geolocator = make(
            **options,
            timeout=_TIMEOUT,
            user_agent=f"porchlight-watch/{metadata.version('porchlight-watch')}",
            adapter_factory=AioHTTPAdapter,
        )
    except (GeopyError, TypeError, ValueError):
        fault = f'geopy cannot make a "{service}" geocoder of these arguments.'
    else:
        return made
    raise GeocoderUrlError(fault)


def _check(
    service: str, options: Mapping[str, str], known: Mapping[str, inspect.Parameter]
) -> None:
    """Name the arguments that are unknown or missing, never what stands in them."""
    strange = sorted(set(options) - (set(known) - _OURS))
    if strange:
        fault = f'"{service}" takes no {", ".join(strange)}.'
        raise GeocoderUrlError(fault)
    needed = {name for name, slot in known.items() if slot.default is inspect.Parameter.empty}
    missing = sorted(needed - set(options))
    if missing:
        fault = f'"{service}" needs {", ".join(missing)}.'
        raise GeocoderUrlError(fault)
