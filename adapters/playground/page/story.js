// The bar that plays the story.

import { h, icon, redraw } from "/page/dom.js";
import { Refusal, server } from "/page/server.js";

const PAUSE = 2600; // milliseconds between two steps that play by themselves

export class StoryBar {
  constructor(root, panes) {
    this.root = root;
    this.panes = panes;
    this.story = null;
    this.running = false; // plays by itself
    this.shown = -1; // the step whose people are on screen
  }

  async refresh() {
    this.story = await server.story();
    if (this.story.playing !== null && this.story.playing !== this.shown) await this.show(this.story.playing);
    this.draw();
  }

  draw() {
    const { steps, next, playing, problem } = this.story;
    this.root.hidden = !steps.length;
    redraw(this.root, [next, playing, problem, this.running, steps.length], () => this.bar());
  }

  bar() {
    const { steps, next, playing, problem } = this.story;
    const at = playing ?? next - 1;
    const over = next >= steps.length && playing === null;
    const begun = at >= 0;
    return [
      h("div", { class: "story-words" },
        h("p", { class: "story-title", "data-story": "title", "aria-live": "polite" },
          begun ? [h("span", { class: "story-number" }, `${at + 1}/${steps.length}`), " "] : null,
          h("b", {}, begun ? steps[at].title : "A night on the street, in " + steps.length + " steps")),
        h("p", { class: `story-caption ${problem ? "bad" : ""}`, "data-story": "caption" }, problem || (begun ? steps[at].caption : "Watch a report, a request and a reply cross both platforms.")),
        h("div", { class: "story-steps", role: "progressbar", "aria-label": "Steps played", "aria-valuenow": String(next), "aria-valuemin": "0", "aria-valuemax": String(steps.length) },
          steps.map((step, number) => h("i", { class: number === playing ? "now" : number < next ? "done" : "", title: step.title })))),
      h("div", { class: "story-controls" },
        h("button", { type: "button", class: "story-step", "data-do": "next", "aria-label": "Next step", title: "Next step", disabled: over || playing !== null || this.running, onclick: () => this.next() }, icon("next")),
        this.running
          ? this.control("pause", "Pause", "pause", () => this.pause(), false)
          : this.control("play", over ? "The end" : begun ? "Play on" : "Play the story", "play", () => this.play(), over || playing !== null)),
    ];
  }

  control(name, label, picture, act, disabled) {
    return h("button", { type: "button", class: "story-play", "data-do": name, disabled, onclick: act }, icon(picture), label);
  }

  async show(step) {
    this.shown = step;
    const { people, chats } = this.story.steps[step];
    await Promise.all(Object.entries(this.panes).map(async ([platform, pane]) => {
      const person = people[platform];
      if (person && person !== pane.person) await pane.become(person);
      if (person) pane.openLatest(chats[platform]);
    }));
  }

  async next() {
    const step = this.story.next;
    await this.show(step);
    try {
      this.story = await server.playNext();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.running = false;
      await this.refresh();
      this.story.problem ||= refusal.message;
    }
    await Promise.all(Object.values(this.panes).map((pane) => pane.refresh()));
    const { people, chats } = this.story.steps[step];
    for (const [platform, pane] of Object.entries(this.panes)) if (people[platform]) pane.openLatest(chats[platform]);
    this.draw();
  }

  async play() {
    this.running = true;
    this.draw();
    while (this.running && this.story.next < this.story.steps.length) {
      await this.next();
      if (this.running && this.story.next < this.story.steps.length) await new Promise((resolve) => { this.wake = resolve; setTimeout(resolve, PAUSE); });
    }
    this.running = false;
    this.draw();
  }

  pause() {
    this.running = false;
    this.wake?.();
    this.draw();
  }
}
