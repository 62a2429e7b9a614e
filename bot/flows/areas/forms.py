"""How the steps of a drawing look: rows of buttons, a form, a few lines."""

from bot.flows.base import Question, button, say
from bot.model.actions import Verb, act
from bot.replies import Button, FieldKind, Form, FormField
from bot.services.areas.drawing import RADII_M, Feature, Look, Sketch
from bot.services.areas.reading import LONGEST_NAME
from bot.services.channels import MOST_OFFERED
from bot.texts.text import Expanse, Metres, Text

LONGEST_LABEL = 50
"""Characters of a name on a button."""

CANCEL = (button("button.cancel", Verb.CANCEL),)


def map_form() -> Form:
    """The form that takes the file."""
    field = FormField(
        name="map", label=say("area.file_label"), kind=FieldKind.FILE, hint=say("area.file_hint")
    )
    return Form(title=say("area.file_title"), action=act(Verb.AREA_FORM), fields=(field,))


def which_feature(features: tuple[Feature, ...], offered: range | list[int]) -> Question:
    """The first shapes as buttons, the others by name."""
    first = list(offered)[:MOST_OFFERED]
    rows = tuple((feature_button(features[index], index),) for index in first)
    line = say("area.which")
    if len(offered) > len(first):
        line = say("area.which_or_name", count=len(features))
    return Question(
        lines=(line,),
        label=say("area.name_label"),
        buttons=(*rows, CANCEL),
        words=LONGEST_NAME,
    )


def feature_button(feature: Feature, index: int) -> Button:
    """A shape's name, cut to fit, or its number."""
    name = feature.name or f"{index + 1}"
    label = name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"
    return button(say("place.label", label=label), Verb.AREA_FEATURE, index)


def again(sketch: Sketch) -> Button:
    """[Draw it anew]."""
    return button("area.again", Verb.AREA_DRAW, sketch.chat.encode().hex())


def radius_row(sketch: Sketch) -> tuple[Button, ...]:
    """The radii, the chosen one ticked."""
    return tuple(radius_button(each, sketch) for each in RADII_M)


def radius_button(radius: int, sketch: Sketch) -> Button:
    """A radius, ticked when it is the chosen one."""
    label = say("watch.radius_label", radius=Metres(metres=radius))
    shown_ = say("button.ticked", label=label) if radius == sketch.radius else label
    return button(shown_, Verb.AREA_RADIUS, radius)


def described(look: Look, sketch: Sketch) -> tuple[Text, ...]:
    """A drawing in words: its name and size, what it lies in and what it cuts."""
    lines = [say("area.drawn", area=sketch.name, size=Expanse(square_metres=look.size))]
    if look.inside:
        lines.append(say("area.inside", areas=", ".join(look.inside)))
    cutting = ", ".join(look.cutting)
    if look.more:
        lines.append(say("area.cutting_more", areas=cutting, count=look.more))
    elif cutting:
        lines.append(say("area.cutting", areas=cutting))
    return (*lines, say("area.sure"))
