// The page: both panes, the story, and a look at the server whenever something has changed.

import { avatar, h } from "/page/dom.js";
import { Pane } from "/page/pane.js";
import { server, watchChanges } from "/page/server.js";
import { StoryBar } from "/page/story.js";

const setting = await server.setting();
const panes = {};
for (const platform of ["telegram", "discord"]) {
  panes[platform] = new Pane(document.getElementById(platform), platform, setting);
  panes[platform].onPerson = (person) => {
    document.querySelector(`[data-who="${platform}"]`).replaceChildren(
      avatar(person.name, "small"), h("span", {}, h("small", {}, `${platform === "telegram" ? "Telegram" : "Discord"}: you are`), h("b", {}, person.name)));
  };
}
const bar = new StoryBar(document.getElementById("story"), panes);

await Promise.all([...Object.values(panes).map((pane) => pane.begin()), bar.refresh()]);
document.documentElement.dataset.ready = "true";

const versions = {};
watchChanges(async (now) => {
  const changed = Object.keys(now).filter((name) => versions[name] !== now[name]);
  Object.assign(versions, now);
  await Promise.allSettled(changed.map((name) => (name === "story" ? bar.refresh() : panes[name]?.refresh())));
});
