// Where one types: text, attachments, and the menu of commands after a slash.

import { h, icon, redraw } from "/page/dom.js";
import { asUpload, SAMPLES, samplePicture } from "/page/server.js";

export class Composer {
  constructor(pane) {
    this.pane = pane;
    this.chat = null;
    this.drafts = new Map();
    this.answered = null;
    this.picked = 0; // the highlighted command
    this.build();
  }

  build() {
    const discord = this.pane.platform === "discord";
    this.text = h("textarea", { rows: "1", "data-field": "text", "aria-label": "Message", autocomplete: "off", oninput: () => this.typed(), onkeydown: (event) => this.key(event) });
    this.files = h("input", { type: "file", class: "unseen", tabindex: "-1", "aria-label": "File to send", "data-field": "file", onchange: () => this.sendPicked() });
    this.menu = h("div", { class: "commands", role: "listbox", "aria-label": "Commands", hidden: true });
    this.attach = h("div", { class: "attach", role: "menu", hidden: true });
    this.options = h("form", { class: "command-form", hidden: true, onsubmit: (event) => this.runWithOptions(event) });
    this.note = h("div", { class: "answering", hidden: true });
    const attach = h("button", { type: "button", class: "tool", "aria-label": "Attach", "aria-haspopup": "menu", "data-do": "attach", onclick: () => this.toggleAttach() }, icon(discord ? "plus" : "attach"));
    const commands = h("button", { type: "button", class: "tool", "aria-label": "Commands", "data-do": "commands", onclick: () => this.toggleCommands() }, icon("slash"));
    const send = h("button", { type: "submit", class: "tool send", "aria-label": "Send", "data-do": "send" }, icon("send"));
    this.line = h("form", { class: "line", onsubmit: (event) => { event.preventDefault(); this.send(); } }, attach, discord ? null : commands, this.text, discord ? commands : null, send, this.files);
    this.start = h("button", { type: "button", class: "start", "data-do": "start", hidden: true, onclick: () => this.pane.act({ act: "write", chat: this.chat.id, text: "/start" }) }, "Start");
    this.root = h("div", { class: "composer", onfocusout: (event) => this.left(event) }, this.menu, this.attach, this.options, this.note, this.start, this.line);
  }

  show(chat) {
    this.root.hidden = !chat;
    if (chat && (this.chat?.id !== chat.id || this.owner !== this.pane.person)) {
      this.owner = this.pane.person;
      this.chat = chat;
      this.putAway();
      this.text.value = this.drafts.get(this.draftKey()) ?? "";
      this.grow();
    }
    this.chat = chat;
    const unstarted = this.pane.platform === "telegram" && chat?.kind === "private" && !chat.messages.length;
    this.start.hidden = !unstarted || chat.keyboard.length > 0;
    this.line.hidden = unstarted || !this.options.hidden;
    const discord = this.pane.platform === "discord";
    this.text.placeholder = chat && discord ? `Message ${chat.kind === "dm" ? "@" : "#"}${this.pane.titleOf(chat)}` : "Message";
    this.text.setAttribute("aria-label", chat ? `Message to ${chat.title}` : "Message");
  }

  draftKey() {
    return `${this.owner} ${this.chat?.id}`;
  }

  keepDraft() {
    if (this.chat) this.drafts.set(this.draftKey(), this.text.value);
  }

  putAway() {
    this.menu.hidden = true;
    this.attach.hidden = true;
    this.options.hidden = true;
    this.line.hidden = false;
    this.replyTo(null);
  }

  focus() {
    this.text.focus({ preventScroll: true });
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 132)}px`;
  }

  typed() {
    this.grow();
    const word = /^\/(\S*)$/.exec(this.text.value);
    if (word) this.offer(word[1]);
    else this.menu.hidden = true;
  }

  offered(prefix) {
    return (this.chat?.commands ?? []).filter((command) => command.name.startsWith(prefix.toLowerCase()));
  }

  offer(prefix) {
    const commands = this.offered(prefix);
    this.menu.hidden = !commands.length;
    this.attach.hidden = true;
    this.picked = Math.min(this.picked, Math.max(0, commands.length - 1));
    redraw(this.menu, [commands, this.picked], () => commands.map((command, at) =>
      h("button", { type: "button", role: "option", class: "command", "data-command": command.name, "aria-selected": String(at === this.picked), onclick: () => this.choose(command) },
        h("b", {}, `/${command.name}`),
        command.options.map((option) => h("code", { class: option.required ? "needed" : "" }, option.name)),
        h("small", {}, command.description))));
    this.menu.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  toggleCommands() {
    if (!this.menu.hidden) {
      this.menu.hidden = true;
      return;
    }
    this.picked = 0;
    this.offer("");
    if (this.menu.hidden) this.pane.toast("The bot offers no commands here.", "popup");
    else this.focus();
  }

  key(event) {
    if (event.isComposing) return;
    const commands = this.menu.hidden ? [] : this.offered(this.text.value.replace(/^\//, ""));
    if (commands.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      const step = event.key === "ArrowDown" ? 1 : commands.length - 1;
      this.picked = (this.picked + step) % commands.length;
      this.offer(this.text.value.replace(/^\//, ""));
    } else if (commands.length && ["Enter", "Tab"].includes(event.key) && !event.shiftKey) {
      this.choose(commands[this.picked]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      this.send();
    } else if (event.key === "Escape" && !this.menu.hidden) {
      this.menu.hidden = true;
    } else {
      return;
    }
    event.preventDefault();
  }

  left(event) {
    if (this.root.contains(event.relatedTarget)) return;
    this.menu.hidden = true;
    this.attach.hidden = true;
  }

  async choose(command) {
    this.menu.hidden = true;
    this.clear();
    if (command.options.length) this.askOptions(command);
    else await this.run(command.name, {});
  }

  run(name, options) {
    if (this.pane.platform === "telegram") {
      return this.pane.act({ act: "write", chat: this.chat.id, text: [`/${name}`, ...Object.values(options)].join(" ") });
    }
    return this.pane.act({ act: "run_command", chat: this.chat.id, name, options });
  }

  askOptions(command) {
    this.options.dataset.command = command.name;
    this.options.replaceChildren(
      h("b", {}, `/${command.name}`),
      ...command.options.map((option) => h("label", { title: option.description }, h("span", {}, option.name, option.required ? " *" : ""), optionInput(option))),
      h("button", { type: "submit", class: "primary", "data-do": "run" }, "Run"),
      h("button", { type: "button", class: "tool", "aria-label": "Leave the command", "data-do": "leave", onclick: () => { this.putAway(); this.focus(); } }, icon("close")));
    this.options.hidden = false;
    this.line.hidden = true;
    this.options.querySelector("input, select")?.focus();
  }

  async runWithOptions(event) {
    event.preventDefault();
    const given = [...new FormData(this.options)].filter(([, value]) => value !== "");
    if (await this.run(this.options.dataset.command, Object.fromEntries(given))) this.putAway();
    this.focus();
  }

  async send() {
    const text = this.text.value.trim();
    if (!text) return;
    const known = this.offered(text.slice(1)).find((command) => text === `/${command.name}`);
    if (this.pane.platform === "discord" && text.startsWith("/") && known) {
      await this.choose(known);
      return;
    }
    const sent = await this.pane.act({ act: "write", chat: this.chat.id, text, reply_to: this.answered?.id ?? null });
    if (sent) this.clear();
  }

  clear() {
    this.text.value = "";
    this.drafts.delete(this.draftKey());
    this.menu.hidden = true;
    this.replyTo(null);
    this.grow();
  }

  replyTo(message) {
    this.answered = message;
    this.note.hidden = !message;
    if (!message) return;
    this.note.replaceChildren(icon("reply"), h("span", {}, h("b", {}, message.author), " ", message.text || "an attachment"),
      h("button", { type: "button", class: "tool", "aria-label": "Do not reply", onclick: () => this.replyTo(null) }, icon("close")));
    this.focus();
  }

  toggleAttach() {
    this.menu.hidden = true;
    this.attach.hidden = !this.attach.hidden;
    if (this.attach.hidden) return;
    const item = (name, label, note, picture, act) => h("button", { type: "button", role: "menuitem", "data-do": name, onclick: () => { this.attach.hidden = true; act(); } }, picture, h("span", {}, h("b", {}, label), note ? h("small", {}, note) : null));
    this.attach.replaceChildren(
      item("pick-file", "Photo or file…", "from this computer", icon("picture"), () => this.files.click()),
      this.pane.platform === "telegram" ? item("pick-place", "Location…", "a point of the map", icon("pin"), () => this.pane.sendPlace(this.chat)) : null,
      ...SAMPLES.map((sample) => item(`sample-${sample.file}`, sample.name, sample.note, h("img", { src: `/page/pictures/${sample.file}`, alt: "" }), () => this.sendSample(sample))));
    for (const empty of [...this.attach.childNodes]) if (empty.nodeType === Node.TEXT_NODE) empty.remove();
    this.attach.querySelector("button").focus();
  }

  async sendSample(sample) {
    await this.sendFile(await samplePicture(sample));
  }

  async sendPicked() {
    const [file] = this.files.files;
    this.files.value = "";
    if (file) await this.sendFile(file);
  }

  async sendFile(file) {
    const upload = await asUpload(file);
    const sent = await this.pane.act({ act: "send_file", chat: this.chat.id, upload, caption: this.text.value.trim(), reply_to: this.answered?.id ?? null });
    if (sent) this.clear();
    this.focus();
  }
}

function optionInput(option) {
  const shared = { name: option.name, "data-field": option.name, required: option.required };
  if (!option.choices.length) return h("input", { ...shared, type: "text", placeholder: option.description, autocomplete: "off" });
  return h("select", shared, option.required ? null : h("option", { value: "" }, "–"), option.choices.map((choice) => h("option", { value: choice.value }, choice.label)));
}
