"""The names under which replies are shown: two words, drawn at random, derived from nothing."""

_ADJECTIVES = """
    amber autumn blue bold brave bright brisk bronze calm candid clear clever copper coral
    cosy crisp curious dapper deep early east eager easy even fair fond free fresh gentle
    glad golden grand green happy hazel honest humble ivory jade jolly keen kind lilac
    lively loyal lucky lunar marble mellow merry mild misty modest neat nimble noble north
    olive patient pearl placid plain polite proud quick quiet rapid rose ruby rustic sandy
    scarlet serene shy silent silver simple sleek smooth snowy soft solar south spry steady
    still stout sunny swift tall tame teal tender tidy true upbeat velvet warm west wise
    witty
"""

_BIRDS = """
    avocet bittern blackbird bluebird bunting bustard buzzard chickadee cormorant crane
    crossbill cuckoo curlew dipper dove duck dunlin eagle egret eider falcon finch flicker
    flycatcher gannet godwit goldfinch goose grebe grosbeak grouse gull harrier hawk heron
    hoopoe hummingbird ibis jackdaw jay kestrel kingfisher kinglet kite knot lapwing lark
    linnet loon magpie mallard martin merganser merlin nightjar nuthatch oriole osprey ouzel
    owl oystercatcher partridge pelican petrel phoebe pigeon pintail pipit plover puffin
    quail rail raven redpoll redstart robin rook sandpiper shearwater shrike siskin skylark
    snipe sparrow starling stork swallow swan swift tanager teal tern thrush titmouse
    treecreeper turnstone vireo wagtail warbler waxwing whimbrel wigeon woodcock woodlark
    woodpecker wren
"""

ADJECTIVES = tuple(_ADJECTIVES.split())
BIRDS = tuple(_BIRDS.split())


def is_handle(words: str) -> bool:
    """Whether a handle could read like this, whoever has it or not."""
    *adjectives, bird = words.split(" ")
    return bool(adjectives) and bird in BIRDS and all(word in ADJECTIVES for word in adjectives)
