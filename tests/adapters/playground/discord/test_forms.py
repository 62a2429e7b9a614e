import pytest

from adapters.playground.discord.wire import JSON, as_object, as_objects, as_text
from adapters.playground.screens import (
    CannotActError,
    FieldKind,
    Submit,
    Upload,
)
from tests.adapters.playground.discord.asking import SECRET, respond, run
from tests.adapters.playground.discord.bodies import complaint
from tests.adapters.playground.discord.town import Town, town
from tests.adapters.playground.discord.wires import (
    Client,
    asked,
    callback,
    identified,
)

Values = dict[str, tuple[str, ...]]
FORM: JSON = {
    "custom_id": "form",
    "title": "Report",
    "components": [
        {"type": 10, "content": "Call 911 first."},
        {
            "type": 18,
            "label": "What?",
            "component": {"type": 4, "custom_id": "what", "style": 2, "min_length": 3},
        },
        {
            "type": 18,
            "label": "Kind?",
            "component": {
                "type": 3,
                "custom_id": "kind",
                "options": [
                    {"label": "Theft", "value": "theft"},
                    {"label": "Noise", "value": "noise"},
                ],
            },
        },
        {
            "type": 18,
            "label": "Photo?",
            "component": {"type": 19, "custom_id": "photo", "required": False, "max_values": 2},
        },
    ],
}


def labelled(part: JSON, label: str = "l") -> JSON:
    return {"components": [{"type": 18, "label": label, "component": part}]}


TEXT: JSON = {"type": 4, "custom_id": "a", "style": 1}
INSIDE = ("components", "0", "component")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"title": "x" * 46}, ("title",)),
        ({"custom_id": "x" * 101}, ("custom_id",)),
        ({"components": []}, ("components",)),
        ({"components": [{"type": 10, "content": "x"}] * 6}, ("components",)),
        ({"components": [{"type": 18, "label": "l"}]}, INSIDE),
        ({"components": [{"type": 2, "style": 1}]}, ("components", "0", "type")),
        (labelled(TEXT, "x" * 46), ("components", "0", "label")),
        (labelled({**TEXT, "max_length": 4001}), (*INSIDE, "max_length")),
        (labelled({**TEXT, "placeholder": "x" * 101}), (*INSIDE, "placeholder")),
        (labelled({"type": 19, "custom_id": "a", "max_values": 11}), (*INSIDE, "max_values")),
        (labelled({"type": 19, "custom_id": "a", "min_values": 0}), (*INSIDE, "min_values")),
        (labelled({"type": 3, "custom_id": "a", "options": []}), (*INSIDE, "options")),
        (labelled({"type": 5, "custom_id": "a", "disabled": True}), (*INSIDE, "disabled")),
        (labelled({"type": 21, "custom_id": "a", "options": []}), (*INSIDE, "options")),
    ],
)
async def test_forms_keep_their_limits(elm: Town, change: JSON, path: tuple[str, ...]) -> None:
    async with identified(elm) as found:
        told = await run(elm, found)
        answer = await elm.call("POST", callback(told), {"type": 9, "data": {**FORM, **change}})
        assert answer.code == 50035
        assert complaint(answer, "data", *path)


async def opened(elm: Town, found: Client) -> str:
    told = await run(elm, found)
    assert (await elm.call("POST", callback(told), {"type": 9, "data": FORM})).status == 204
    form = elm.server.screen(elm.ben.id).form
    assert form is not None
    assert [one.kind for one in form.fields] == [
        FieldKind.WORDS,
        FieldKind.PARAGRAPH,
        FieldKind.CHOICE,
        FieldKind.FILES,
    ]
    return form.id


async def test_a_form_comes_back_with_its_files(elm: Town) -> None:
    async with identified(elm) as found:
        form = await opened(elm, found)
        photo = Upload(name="a b.png", content=b"bytes")
        values: Values = {"what": ("A bike",), "kind": ("theft",)}
        submit = Submit(form=form, values=values, files={"photo": (photo,)})
        await elm.server.act(elm.ben.id, submit)
        told = await asked(found)
        data = as_object(told["data"])
        words, what, kind, files = as_objects(data["components"])
        assert words["type"] == 10
        assert as_object(what["component"])["value"] == "A bike"
        assert as_object(kind["component"])["values"] == ["theft"]
        number = as_object(files["component"])["values"]
        attachments = as_object(as_object(data["resolved"])["attachments"])
        assert list(attachments) == number
        file = as_object(next(iter(attachments.values())))
        assert (file["filename"], file["ephemeral"]) == ("a_b.png", True)
        async with elm.http.get(as_text(file["url"])) as response:
            assert await response.read() == b"bytes"
        assert elm.server.screen(elm.ben.id).form is not None
        await respond(elm, told, 4, content="thanks", flags=SECRET)
        assert elm.server.screen(elm.ben.id).form is None


@pytest.mark.parametrize(
    "values",
    [
        {"kind": ("theft",)},
        {"what": ("ab",), "kind": ("theft",)},
        {"what": ("abc",)},
        {"what": ("abc",), "kind": ("fire",)},
        {"what": ("abc",), "kind": ("theft", "noise")},
        {"what": ("abc",), "kind": ("theft",), "other": ("x",)},
    ],
)
async def test_the_client_sends_no_form_that_is_wrong(
    elm: Town, values: dict[str, tuple[str, ...]]
) -> None:
    async with identified(elm) as found:
        form = await opened(elm, found)
        with pytest.raises(CannotActError):
            await elm.server.act(elm.ben.id, Submit(form=form, values=values))
        with pytest.raises(CannotActError):
            await elm.server.act(elm.ben.id, Submit(form="1", values=values))


async def test_a_form_stays_open_when_nobody_answers_it() -> None:
    async with town(answer_within=0.2) as elm, identified(elm) as found:
        form = await opened(elm, found)
        values: Values = {"what": ("abc",), "kind": ("theft",)}
        await elm.server.act(elm.ben.id, Submit(form=form, values=values))
        await elm.server.until(lambda: bool(elm.server.screen(elm.ben.id).popups))
        assert elm.server.screen(elm.ben.id).form is not None


async def test_groups_and_boxes_of_a_form_come_back(elm: Town) -> None:
    options = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]
    parts: list[JSON] = [
        {"type": 21, "custom_id": "radio", "options": options},
        {"type": 22, "custom_id": "group", "options": options},
        {"type": 23, "custom_id": "box"},
    ]
    labels = [{"type": 18, "label": "l", "component": part} for part in parts]
    async with identified(elm) as found:
        told = await run(elm, found)
        data = {**FORM, "components": labels}
        assert (await elm.call("POST", callback(told), {"type": 9, "data": data})).status == 204
        form = elm.server.screen(elm.ben.id).form
        assert form is not None
        values: Values = {"radio": ("b",), "group": ("a", "b"), "box": ("true",)}
        await elm.server.act(elm.ben.id, Submit(form=form.id, values=values))
        sent = as_object((await asked(found))["data"])
        radio, group, box = (as_object(one["component"]) for one in as_objects(sent["components"]))
        assert (radio["value"], group["values"], box["value"]) == ("b", ["a", "b"], True)
