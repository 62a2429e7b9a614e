import asyncio
import base64
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from adapters.playground.control import Control
from adapters.playground.screens import (
    Block,
    Press,
    Restart,
    RunCommand,
    SendFile,
    SendPin,
    Submit,
    Upload,
    Write,
)
from adapters.playground.story import Stage, Step, StepFailedError
from tests.adapters.playground.worlds import (
    ANA,
    TINY_PNG,
    FakeWorld,
    discord_world,
    telegram_world,
)


class TwoSteps:
    """A story of two steps; each may be told to wait or to fail."""

    def __init__(self) -> None:
        self.played: list[int] = []
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.fails = False

    def steps(self) -> tuple[Step, ...]:
        return (
            Step(title="Ana reports", people={"telegram": ANA.id}),
            Step(title="Luis reads", caption="On Discord", people={"discord": "102"}),
        )

    async def play(self, step: int) -> None:
        await self.go_on.wait()
        if self.fails:
            message = "The post did not come."
            raise StepFailedError(message)
        self.played.append(step)


@pytest.fixture
def telegram() -> FakeWorld:
    return telegram_world()


@pytest.fixture
def story() -> TwoSteps:
    return TwoSteps()


@pytest.fixture
async def client(telegram: FakeWorld, story: TwoSteps) -> AsyncIterator[aiohttp.ClientSession]:
    control = Control({"telegram": telegram, "discord": discord_world()}, Stage(story))
    runner = web.AppRunner(control.app(), shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession(url) as session:
        yield session
    await runner.cleanup()


async def act(client: aiohttp.ClientSession, **written: object) -> tuple[int, dict[str, object]]:
    body = {"person": ANA.id, **written}
    async with client.post("/control/telegram/act", json=body) as answer:
        told: dict[str, object] = await answer.json()
        return answer.status, told


async def test_people_are_listed(client: aiohttp.ClientSession) -> None:
    async with client.get("/control/telegram/people") as answer:
        people = await answer.json()
    assert people[0] == {
        "id": ANA.id,
        "name": "Ana Tremblay",
        "username": "ana_t",
        "language": "en",
    }


async def test_a_screen_shows_everything_that_the_person_sees(
    client: aiohttp.ClientSession,
) -> None:
    async with client.get("/control/telegram/screen", params={"person": ANA.id}) as answer:
        screen = await answer.json()
    assert screen["person"]["name"] == "Ana Tremblay"
    private = screen["chats"][0]
    assert private["kind"] == "private"
    assert private["keyboard"][0][0]["kind"] == "location"
    assert private["messages"][1]["buttons"][0][0] == {
        "id": "theft",
        "label": "Break-in or theft",
        "kind": "press",
        "url": "",
        "style": "",
        "disabled": False,
        "options": [],
    }
    assert screen["form"] is None
    assert screen["version"] == 1


@pytest.mark.parametrize(
    "path",
    [
        "/control/telegram/screen?person=nobody",
        "/control/telegram/screen",
        "/control/pigeon/people",
        "/control/telegram/file/none",
    ],
)
async def test_what_is_not_there_is_not_found(client: aiohttp.ClientSession, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 404
        assert "no" in (await answer.json())["error"]


async def test_every_act_reaches_the_world(
    client: aiohttp.ClientSession, telegram: FakeWorld
) -> None:
    content = base64.b64encode(TINY_PNG).decode()
    upload = {"name": "van.png", "content": content}
    await act(client, act="write", chat="300", text="hello", reply_to="5")
    await act(client, act="send_file", chat="300", upload=upload, caption="A van")
    await act(client, act="send_pin", chat="300", latitude=45.5, longitude=-73)
    await act(client, act="press", chat="300", message="5", button="theft", values=["a"])
    await act(client, act="run_command", chat="300", name="report", options={"place": "Jarry"})
    await act(
        client, act="submit", form="form-1", values={"kind": ["fire"]}, files={"photos": [upload]}
    )
    await act(client, act="block")
    await act(client, act="restart")
    photo = Upload(name="van.png", content=TINY_PNG)
    assert telegram.acts == [
        (ANA.id, Write(chat="300", text="hello", reply_to="5")),
        (ANA.id, SendFile(chat="300", upload=photo, caption="A van")),
        (ANA.id, SendPin(chat="300", latitude=45.5, longitude=-73.0)),
        (ANA.id, Press(chat="300", message="5", button="theft", values=("a",))),
        (ANA.id, RunCommand(chat="300", name="report", options={"place": "Jarry"})),
        (ANA.id, Submit(form="form-1", values={"kind": ("fire",)}, files={"photos": (photo,)})),
        (ANA.id, Block()),
        (ANA.id, Restart()),
    ]


async def test_what_the_client_would_not_allow_is_a_conflict(
    client: aiohttp.ClientSession,
) -> None:
    assert await act(client, act="write", chat="300", text="") == (
        409,
        {"error": "An empty message cannot be sent."},
    )


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ({"act": "dance"}, "act must be one of: write, "),
        ({"act": "write", "chat": "300"}, "text must be a text"),
        ({"act": "write", "chat": 300, "text": "a"}, "chat must be a text"),
        ({"act": "write", "chat": "300", "text": "a", "loud": True}, "unknown loud"),
        ({"act": "send_pin", "chat": "300", "latitude": "45", "longitude": 1}, "must be a number"),
        ({"act": "send_pin", "chat": "300", "latitude": True, "longitude": 1}, "must be a number"),
        ({"act": "send_pin", "chat": "300", "latitude": 91, "longitude": 1}, "between -90 and 90"),
        ({"act": "press", "chat": "1", "message": "1", "button": "a", "values": "b"}, "list"),
        ({"act": "press", "chat": "1", "message": "1", "button": "a", "values": [1]}, "texts"),
        ({"act": "send_file", "chat": "1", "upload": "x"}, "upload must be a JSON object"),
        (
            {"act": "send_file", "chat": "1", "upload": {"name": "a", "content": "%"}},
            "must be base64",
        ),
        (
            {"act": "send_file", "chat": "1", "upload": {"name": "a", "content": "", "kind": "x"}},
            "kind of 'a' must be one of",
        ),
        ({"act": "submit", "form": "1", "values": {"a": "b"}}, "must be a list"),
        ({"act": "submit", "form": "1", "files": [1]}, "files must be a JSON object"),
        (
            {"act": "run_command", "chat": "1", "name": "a", "options": {"a": 1}},
            "a must be a text",
        ),
    ],
)
async def test_nonsense_is_refused_by_name(
    client: aiohttp.ClientSession,
    telegram: FakeWorld,
    written: dict[str, object],
    complaint: str,
) -> None:
    status, told = await act(client, **written)
    assert status == 400
    assert complaint in str(told["error"])
    assert telegram.acts == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
async def test_a_body_that_is_no_object_is_refused(
    client: aiohttp.ClientSession, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    async with client.post("/control/telegram/act", data=body, headers=headers) as answer:
        assert answer.status == 400
        assert "body must be" in (await answer.json())["error"]


async def test_a_form_of_another_site_cannot_act(
    client: aiohttp.ClientSession, telegram: FakeWorld
) -> None:
    body = json.dumps({"person": ANA.id, "act": "block"})
    headers = {"Content-Type": "text/plain"}
    async with client.post("/control/telegram/act", data=body, headers=headers) as answer:
        assert answer.status == 400
    assert telegram.acts == []


async def test_a_stranger_cannot_act(client: aiohttp.ClientSession) -> None:
    status, told = await act(client, person="nobody", act="block")
    assert (status, told) == (404, {"error": "There is nobody 'nobody' here."})


async def test_pictures_are_shown_and_other_files_are_only_handed_over(
    client: aiohttp.ClientSession, telegram: FakeWorld
) -> None:
    telegram.keep_file("a/van.png", TINY_PNG, "image/png")
    telegram.keep_file("page", b"<script>", "text/html")
    async with client.get("/control/telegram/file/a/van.png") as answer:
        assert await answer.read() == TINY_PNG
        assert answer.content_type == "image/png"
    async with client.get("/control/telegram/file/page") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"


async def next_change(stream: aiohttp.StreamReader) -> dict[str, int]:
    while True:
        line = (await asyncio.wait_for(stream.readline(), 5)).decode()
        if line.startswith("data: "):
            versions: dict[str, int] = json.loads(line.removeprefix("data: "))
            return versions


async def test_changes_are_told_as_they_happen(client: aiohttp.ClientSession) -> None:
    async with client.get("/control/changes") as answer:
        assert answer.content_type == "text/event-stream"
        assert await next_change(answer.content) == {"telegram": 1, "discord": 1, "story": 0}
        await act(client, act="press", chat="300", message="5", button="theft")
        assert await next_change(answer.content) == {"telegram": 2, "discord": 1, "story": 0}


async def play(client: aiohttp.ClientSession) -> tuple[int, dict[str, object]]:
    async with client.post("/control/story/next", json={}) as answer:
        told: dict[str, object] = await answer.json()
        return answer.status, told


async def test_the_story_is_played_step_by_step(
    client: aiohttp.ClientSession, story: TwoSteps
) -> None:
    async with client.get("/control/story") as answer:
        told = await answer.json()
    assert [step["title"] for step in told["steps"]] == ["Ana reports", "Luis reads"]
    assert told["steps"][1] == {
        "title": "Luis reads",
        "caption": "On Discord",
        "people": {"discord": "102"},
        "chats": {},
    }
    status, told = await play(client)
    assert (status, told["next"], told["playing"]) == (200, 1, None)
    assert (await play(client))[0] == 200
    assert story.played == [0, 1]
    assert await play(client) == (409, {"error": "The story is over."})


async def test_two_steps_are_never_played_at_once(
    client: aiohttp.ClientSession, story: TwoSteps
) -> None:
    story.go_on.clear()
    first = asyncio.create_task(play(client))
    async with client.get("/control/changes") as answer:
        while (await next_change(answer.content))["story"] == 0:
            pass
    status, told = await play(client)
    assert status == 409
    assert "wait" in str(told["error"])
    story.go_on.set()
    assert (await first)[0] == 200
    assert story.played == [0]


async def test_a_step_that_failed_says_why_and_may_be_tried_again(
    client: aiohttp.ClientSession, story: TwoSteps
) -> None:
    story.fails = True
    assert await play(client) == (409, {"error": "The post did not come."})
    async with client.get("/control/story") as answer:
        told = await answer.json()
    assert (told["next"], told["playing"], told["problem"]) == (0, None, "The post did not come.")
    story.fails = False
    assert (await play(client))[0] == 200


async def test_a_page_that_is_closed_leaves_no_complaint(
    client: aiohttp.ClientSession, telegram: FakeWorld, caplog: pytest.LogCaptureFixture
) -> None:
    async with client.get("/control/changes") as answer:
        await next_change(answer.content)
        answer.close()
    for number in range(4):
        telegram.post("300", ANA.id, f"message {number}")
        await asyncio.sleep(0.1)
    assert caplog.messages == []
