import pytest

from adapters.geocoding import GeocoderUrlError, GeopyGeocoder, NoGeocoder, geocoder_of
from bot.errors import LookupFailedError
from bot.model.places import Point, cell_at


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nominatim://nominatim.openstreetmap.org",
        "nominatim+http://127.0.0.1:8645",
        "nominatim+https://example.org/nominatim/",
        "nominatim://example.org?around=-73.98,45.40,-73.47,45.71&per_second=20",
        "photon://photon.komoot.io",
        "photon://",
        "opencage://?api_key=secret",
        "banfrance://",
    ],
)
async def test_each_documented_form_names_a_service(url: str) -> None:
    geocoder = geocoder_of(url)
    assert isinstance(geocoder, GeopyGeocoder)
    await geocoder.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nominatim.openstreetmap.org", "no service's name"),
        ("https://nominatim.openstreetmap.org", '"https" is no geocoder'),
        ("nominatum://example.org", '"nominatum" is no geocoder'),
        ("nominatim+ftp://example.org", "http or https"),
        ("nominatim://[::1", "no URL"),
        ("nominatim://example.org?api_key=s3cret", "takes no api_key"),
        ("nominatim://example.org?user_agent=s3cret", "takes no user_agent"),
        ("opencage://", "needs api_key"),
        ("here://example.org?apikey=s3cret", "takes no domain"),
        ("nominatim://example.org?per_second=s3cret", "per_second is a number"),
        ("nominatim://example.org?per_second=0", "per_second is a number"),
        ("nominatim://example.org?per_second=inf", "per_second is a number"),
        ("nominatim://example.org?around=s3cret", "around is WEST"),
        ("nominatim://example.org?around=45.7,-73.4,45.4,-73.9", "around is WEST"),
        ("nominatim://example.org?around=1,2,3", "around is WEST"),
        ("googlev3://?client_id=s3cret", "cannot make"),
    ],
)
def test_a_wrong_url_is_explained_with_the_forms_and_without_its_secrets(
    url: str, words: str
) -> None:
    with pytest.raises(GeocoderUrlError) as refused:
        geocoder_of(url)
    assert words in str(refused.value)
    assert "nominatim+http://127.0.0.1:8645" in str(refused.value)
    assert "s3cret" not in str(refused.value)
    assert refused.value.__context__ is None


async def test_without_a_map_service_every_look_up_fails_at_once() -> None:
    geocoder = geocoder_of("none")
    assert isinstance(geocoder, NoGeocoder)
    with pytest.raises(LookupFailedError):
        await geocoder.find("8140 rue Saint-Denis")
    with pytest.raises(LookupFailedError):
        await geocoder.streets(cell_at(Point(latitude=45.5, longitude=-73.6)))
    await geocoder.close()
