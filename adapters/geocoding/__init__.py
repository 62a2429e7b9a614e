"""Asking a map service for addresses and street names."""

from adapters.geocoding.geocoder import GeopyGeocoder, NoGeocoder
from adapters.geocoding.services import GeocoderUrlError, geocoder_of

__all__ = ["GeocoderUrlError", "GeopyGeocoder", "NoGeocoder", "geocoder_of"]
