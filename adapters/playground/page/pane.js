// One platform's half of the page: who one is, their chats, the conversation.

import { Composer } from "/page/composer.js";
import { avatar, clock, h, icon, lamp, redraw } from "/page/dom.js";
import { drawForm } from "/page/forms.js";
import { drawMessage } from "/page/messages.js";
import { pickPlace } from "/page/map.js";
import { Refusal, server } from "/page/server.js";

const NAMES = { telegram: "Telegram", discord: "Discord" };
const TOAST_LASTS = 5000; // milliseconds

export class Pane {
  constructor(root, platform, setting) {
    this.root = root;
    this.platform = platform;
    this.setting = setting;
    this.people = [];
    this.person = null;
    this.screen = null;
    this.chosen = new Map(); // person: the chat that is open
    this.seen = new Map(); // person and chat: the last message that was looked at
    this.dismissed = new Set(); // ephemeral messages and forms put away on this side
    this.known = null; // popups that were there when this person's screen was first drawn
    this.busy = 0;
    this.shell();
  }

  shell() {
    this.strip = h("nav", { class: "people", "aria-label": `Who you are on ${NAMES[this.platform]}` });
    this.list = h("nav", { class: "chats", "aria-label": "Chats" });
    this.head = h("header", { class: "talk-head" });
    this.log = h("div", { class: "log", role: "log", "aria-label": "Messages", tabindex: "0" });
    this.keys = h("div", { class: "keys", "aria-label": "Reply keyboard", role: "group" });
    this.composer = new Composer(this);
    this.sheets = h("div", { class: "sheets" });
    this.toasts = h("div", { class: "toasts", "aria-live": "polite" });
    this.root.replaceChildren(
      h("h2", { class: "brand" }, h("span", { class: "brand-dot", "aria-hidden": "true" }), NAMES[this.platform]),
      this.strip,
      h("div", { class: "body" }, this.list,
        h("div", { class: "talk" }, this.head, this.log, this.keys, this.composer.root, this.toasts)),
      this.sheets,
    );
    this.drawn = new Map(); // message: what was drawn of it
    this.atEnd = true;
    this.top = 0;
    this.log.addEventListener("scroll", () => this.scrolled());
    const follow = () => { if (this.atEnd) this.toEnd(); };
    this.log.addEventListener("load", follow, true);
    new ResizeObserver(follow).observe(this.log);
  }

  async begin() {
    this.people = await server.people(this.platform);
    if (!this.person && this.people.length) await this.become(this.people[0].id);
  }

  async become(person) {
    if (!this.people.some((somebody) => somebody.id === person)) this.people = await server.people(this.platform);
    if (!this.people.some((somebody) => somebody.id === person)) return;
    this.composer.keepDraft();
    this.person = person;
    this.known = null;
    this.toasts.replaceChildren();
    this.sheets.replaceChildren();
    this.sheets.shownKey = undefined;
    this.composer.putAway();
    this.stuck = true;
    await this.refresh();
    this.onPerson?.(this.me());
  }

  me() {
    return this.people.find((somebody) => somebody.id === this.person);
  }

  role(person) {
    return this.setting.roles[this.platform]?.[person.id] ?? `@${person.username}`;
  }

  async refresh() {
    if (!this.person) return;
    const person = this.person;
    const screen = await server.screen(this.platform, person);
    if (person !== this.person || (this.screen?.person.id === person && screen.version < this.screen.version)) return;
    this.screen = screen;
    this.draw();
  }

  chat() {
    const chats = this.screen?.chats ?? [];
    return chats.find((chat) => chat.id === this.chosen.get(this.person)) ?? chats[0] ?? null;
  }

  open(chat) {
    this.composer.keepDraft();
    this.chosen.set(this.person, chat);
    this.stuck = true;
    this.draw();
  }

  /** Open a chat if this person has it; else the one that spoke last. */
  openLatest(wanted) {
    const chats = this.screen?.chats ?? [];
    const last = (chat) => chat.messages.at(-1)?.time ?? 0;
    const latest = chats.reduce((best, chat) => (!best || last(chat) > last(best) ? chat : best), null);
    const chat = chats.find((one) => one.id === wanted) ?? latest;
    if (chat && chat.id !== this.chat()?.id) this.open(chat.id);
  }

  draw() {
    this.drawPeople();
    const chat = this.chat();
    if (chat) this.seen.set(`${this.person} ${chat.id}`, chat.messages.at(-1)?.id);
    this.drawChats(chat);
    this.drawHead(chat);
    this.drawLog(chat);
    this.drawKeys(chat);
    this.composer.show(chat);
    this.drawSheet();
    this.drawPopups();
  }

  drawPeople() {
    const shown = this.people.map((person) => [person, this.role(person), person.id === this.person]);
    redraw(this.strip, shown, () => shown.map(([person, role, me]) =>
      h("button", { type: "button", class: "person", "data-person": person.id, "aria-pressed": String(me), title: `${person.name} · ${role}`, onclick: () => this.become(person.id) },
        avatar(person.name),
        h("span", { class: "person-words" }, h("b", {}, person.name), h("small", {}, role)))));
    const me = this.strip.querySelector("[aria-pressed=true]");
    if (me && this.stuck) this.strip.scrollLeft = me.offsetLeft - this.strip.offsetLeft - (this.strip.clientWidth - me.offsetWidth) / 2;
  }

  drawChats(open) {
    const shown = this.screen.chats.map((chat) => {
      const last = chat.messages.at(-1);
      const fresh = chat.id !== open?.id && last && this.seen.get(`${this.person} ${chat.id}`) !== last.id;
      return { id: chat.id, title: chat.title, kind: chat.kind, last, fresh: Boolean(fresh), open: chat.id === open?.id };
    });
    redraw(this.list, shown, () => (this.platform === "discord" ? this.channels(shown) : shown.map((chat) => this.chatRow(chat))));
  }

  // Discord's list: the channels under their server's name, then the direct messages.
  channels(shown) {
    const rows = [];
    let heading = null;
    for (const chat of shown) {
      const { server, channel, thread } = placeOf(chat);
      if (server !== heading) rows.push(h("h3", {}, server));
      heading = server;
      const sign = chat.kind === "dm"
        ? lamp("small")
        : h("span", { class: "hash", "aria-hidden": "true" }, chat.kind === "thread" ? "⌞" : "#");
      rows.push(this.chatButton(chat, [sign, h("span", { class: "chat-title" }, thread ?? channel)]));
    }
    return rows;
  }

  chatRow(chat) {
    const text = chat.last ? (chat.last.text || describe(chat.last)) : "No messages yet";
    return this.chatButton(chat, [
      chat.kind === "private" ? lamp() : avatar(chat.title),
      h("span", { class: "chat-words" },
        h("span", { class: "chat-line" }, h("b", { class: "chat-title" }, chat.title), h("time", {}, chat.last ? clock(chat.last.time) : "")),
        h("small", {}, text)),
    ]);
  }

  chatButton(chat, inner) {
    return h("button", { type: "button", class: "chat", "data-chat": chat.id, "data-kind": chat.kind, "data-fresh": chat.fresh, "aria-current": chat.open ? "true" : null, onclick: () => this.open(chat.id) },
      inner, chat.fresh ? h("span", { class: "fresh", title: "New messages" }, h("span", { class: "unseen" }, "new")) : null);
  }

  drawHead(chat) {
    const shown = chat && [chat.id, chat.title, chat.kind, chat.members, chat.admin];
    redraw(this.head, shown, () => {
      if (!chat) return h("p", { class: "nobody" }, "No chats yet");
      return [
        this.platform === "discord"
          ? h("span", { class: "hash", "aria-hidden": "true" }, chat.kind === "dm" ? "@" : "#")
          : chat.kind === "private" ? lamp() : avatar(chat.title),
        h("div", { class: "talk-title" }, h("b", {}, this.titleOf(chat)), h("small", {}, subtitle(chat, this.platform))),
        this.menu(),
      ];
    });
  }

  titleOf(chat) {
    if (this.platform !== "discord") return chat.title;
    const { channel, thread } = placeOf(chat);
    return thread ?? channel;
  }

  menu() {
    const words = this.platform === "telegram" ? ["Block the bot", "Unblock the bot"] : ["Close direct messages", "Open direct messages"];
    const item = (label, act, name) => h("button", { type: "button", role: "menuitem", "data-do": name, onclick: (event) => { event.currentTarget.closest("details").open = false; this.act(act); } }, label);
    return h("details", { class: "menu" },
      h("summary", { "aria-label": "More that one can do", "data-do": "more" }, icon("more")),
      h("div", { class: "menu-items", role: "menu" },
        item(words[0], { act: "block" }, "block"),
        item(words[1], { act: "unblock" }, "unblock"),
        item("Restart the app", { act: "restart" }, "restart")));
  }

  drawLog(chat) {
    const messages = (chat?.messages ?? []).filter((message) => !this.dismissed.has(`${this.person} ${message.id}`));
    const follow = this.atEnd || this.stuck;
    redraw(this.log, [this.person, chat?.id, messages], () => messages.length
      ? this.drawMessages(chat, messages)
      : h("p", { class: "empty" }, chat ? "Nothing has been said here yet." : "This person is in no chat yet."));
    if (follow) this.toEnd();
    this.stuck = false;
  }

  // What has not changed is kept as it is, so that pictures stay and videos go on.
  drawMessages(chat, messages) {
    const kept = new Map();
    messages.forEach((message, at) => {
      const before = messages[at - 1];
      const answered = chat.messages.find((other) => other.id === message.reply_to);
      const key = JSON.stringify([this.person, chat.id, message, before && [before.author_id, before.time, before.ephemeral], answered]);
      const old = this.drawn.get(message.id);
      kept.set(message.id, old?.key === key ? old : { key, element: drawMessage(this, chat, message, before) });
    });
    this.drawn = kept;
    return [...kept.values()].map((one) => one.element);
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.top = this.log.scrollTop;
    this.atEnd = true;
  }

  // Only somebody who scrolls up leaves the end; a picture that grows below does not count.
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollHeight - scrollTop - clientHeight < 80) this.atEnd = true;
    else if (scrollTop < this.top - 2) this.atEnd = false;
    this.top = scrollTop;
  }

  drawKeys(chat) {
    const rows = chat?.keyboard ?? [];
    redraw(this.keys, [chat?.id, rows], () => rows.map((row) => h("div", { class: "key-row" }, row.map((key) =>
      h("button", { type: "button", class: "key", "data-button": key.id, disabled: key.disabled, onclick: () => this.pressKey(chat, key) },
        key.kind === "location" ? icon("pin") : null, key.label)))));
    this.keys.hidden = !rows.length;
  }

  async pressKey(chat, key) {
    const press = { act: "press", chat: chat.id, message: "", button: key.id };
    if (key.kind !== "location") {
      await this.act(press);
      return;
    }
    const spot = await pickPlace(this.sheets, this.setting, "Send your location", "Send this location");
    if (spot) await this.act({ ...press, values: [String(spot.latitude), String(spot.longitude)] });
  }

  async sendPlace(chat) {
    const spot = await pickPlace(this.sheets, this.setting, "Send a place", "Send this place");
    if (spot) await this.act({ act: "send_pin", chat: chat.id, ...spot });
  }

  drawSheet() {
    const form = this.screen.form;
    const open = form && !this.dismissed.has(`${this.person} form ${form.id}`) ? form : null;
    if (!open && !this.sheets.shownForm) return;
    const key = open ? `${this.person} ${open.id}` : null;
    if (key === this.sheets.shownForm) return;
    this.sheets.shownForm = key;
    this.sheets.replaceChildren();
    if (open) drawForm(this, open);
  }

  putAwayForm(form) {
    this.dismissed.add(`${this.person} form ${form.id}`);
    this.drawSheet();
    this.composer.focus();
  }

  dismiss(message) {
    this.dismissed.add(`${this.person} ${message.id}`);
    this.draw();
  }

  drawPopups() {
    const told = new Map(); // equal popups are told apart by counting them
    const keyed = this.screen.popups.map((popup) => {
      const same = `${popup.time} ${popup.text}`;
      told.set(same, (told.get(same) ?? 0) + 1);
      return [`${same} ${told.get(same)}`, popup];
    });
    this.known ??= new Set(keyed.map(([key]) => key)); // what was there before one came is past
    const fresh = keyed.filter(([key]) => !this.known.has(key));
    this.known = new Set(keyed.map(([key]) => key));
    for (const [, popup] of fresh) this.popUp(popup);
  }

  popUp(popup) {
    if (this.platform === "discord") this.toast(popup.text, popup.alert ? "problem" : "popup");
    else if (popup.alert) this.alert(popup.text);
    else this.toast(popup.text, "popup");
  }

  toast(text, kind) {
    const toast = h("p", { class: `toast ${kind}`, "data-toast": kind, role: kind === "problem" ? "alert" : "status" }, text);
    this.toasts.append(toast);
    setTimeout(() => toast.remove(), TOAST_LASTS);
  }

  alert(text) {
    const close = () => { box.remove(); this.composer.focus(); };
    const ok = h("button", { type: "button", class: "primary", "data-do": "ok", onclick: close }, "OK");
    const box = h("div", { class: "sheet-back" },
      h("div", { class: "sheet small-sheet", role: "alertdialog", "aria-modal": "true", "aria-label": "Notice", "data-toast": "alert",
        onkeydown: (event) => { if (event.key === "Escape") close(); } },
        h("p", {}, text), h("div", { class: "sheet-foot" }, ok)));
    this.sheets.append(box);
    ok.focus();
  }

  /** Do as the person of this pane; a refusal is shown. Tells whether it was done. */
  async act(act) {
    this.busy += 1;
    this.root.setAttribute("aria-busy", "true");
    try {
      await server.act(this.platform, this.person, act);
      this.stuck = this.stuck || act.act !== "remove";
      await this.refresh();
      return true;
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.toast(refusal.message, "problem");
      return false;
    } finally {
      this.busy -= 1;
      if (!this.busy) this.root.removeAttribute("aria-busy");
    }
  }

  openLink(url) {
    return this.act({ act: "open_link", url });
  }
}

/** Where a Discord conversation is: its server, channel and thread. */
export function placeOf(chat) {
  if (chat.kind === "dm") return { server: "Direct messages", channel: chat.title };
  const [, server, channel, thread] = /^(.+) #(.+?)(?: \/ (.+))?$/.exec(chat.title) ?? [null, "Text channels", chat.title];
  return { server, channel, thread };
}

function subtitle(chat, platform) {
  const admin = chat.admin ? " · you are an admin" : "";
  if (chat.kind === "private" || (chat.kind === "dm" && platform === "telegram")) return "bot";
  if (chat.kind === "dm") return "direct messages";
  return (chat.members ? `${chat.members} members` : chat.kind) + admin;
}

function describe(message) {
  if (message.location) return "Location";
  const kind = message.attachments[0]?.kind;
  return kind ? kind[0].toUpperCase() + kind.slice(1) : "…";
}
