// How a message looks on each platform.

import { avatar, clock, h, icon, lamp, markup, size } from "/page/dom.js";
import { thumbnail } from "/page/map.js";
import { fileUrl } from "/page/server.js";

const TOGETHER = 300; // seconds within which Discord gathers one author's messages

export function drawMessage(pane, chat, message, before) {
  return pane.platform === "discord" ? discordMessage(pane, chat, message, before) : bubble(pane, chat, message, before);
}

function common(pane, chat, message, more) {
  return {
    "data-message": message.id,
    "data-author": message.author_id,
    "data-mine": message.author_id === pane.person,
    "data-ephemeral": message.ephemeral,
    "data-protected": message.protected,
    ...more,
  };
}

function bubble(pane, chat, message, before) {
  const mine = message.author_id === pane.person;
  const alone = chat.kind === "private";
  const first = before?.author_id !== message.author_id;
  const drawn = content(pane, message);
  const bare = message.attachments.some((attachment) => attachment.kind === "photo") && !message.text;
  return h("article", common(pane, chat, message, { class: `message ${mine ? "mine" : "theirs"} ${first ? "first" : ""} ${bare ? "bare" : ""}` }),
    !mine && !alone ? (first ? face(message, "small") : h("span", { class: "avatar small blank" })) : null,
    h("div", { class: "column" },
      h("div", { class: "bubble" },
        first && !mine && !alone ? h("b", { class: "author" }, message.author, message.from_bot ? h("span", { class: "tag" }, "bot") : null) : null,
        quote(chat, message),
        drawn,
        h("span", { class: "meta" },
          message.protected ? lock() : null,
          message.edited ? "edited " : null,
          h("time", {}, clock(message.time)),
          mine ? h("span", { class: "ticks", title: "Delivered" }, "✓✓") : null)),
      buttonRows(pane, chat, message)),
    tools(pane, chat, message, mine));
}

function discordMessage(pane, chat, message, before) {
  const mine = message.author_id === pane.person;
  const together = before && before.author_id === message.author_id && message.time - before.time < TOGETHER
    && !message.ephemeral && !before.ephemeral && !message.reply_to;
  return h("article", common(pane, chat, message, { class: `message ${together ? "together" : "first"} ${message.ephemeral ? "ephemeral" : ""}` }),
    quote(chat, message),
    together ? h("time", { class: "side-time" }, clock(message.time)) : face(message),
    h("div", { class: "column" },
      together ? null : h("header", {}, h("b", { class: `author ${message.from_bot ? "of-bot" : ""}` }, message.author),
        message.from_bot ? h("span", { class: "tag" }, "✓ APP") : null, h("time", {}, clock(message.time)), message.protected ? lock() : null),
      message.thinking
        ? h("p", { class: "thinking" }, h("i", {}), h("i", {}), h("i", {}), ` ${message.author} is thinking…`)
        : content(pane, message),
      buttonRows(pane, chat, message),
      message.ephemeral ? h("p", { class: "only-you" }, icon("eye"), "Only you can see this · ",
        h("button", { type: "button", class: "link", "data-do": "dismiss", onclick: () => pane.dismiss(message) }, "Dismiss message")) : null),
    tools(pane, chat, message, mine));
}

function face(message, extra = "") {
  return message.from_bot ? lamp(extra) : avatar(message.author, extra);
}

// Telegram puts a picture above its words, Discord below.
function content(pane, message) {
  const discord = pane.platform === "discord";
  const edited = discord && message.edited ? h("small", { class: "edited" }, " (edited)") : null;
  const words = message.html ? h("div", { class: "words" }, markup(message.html, (url) => pane.openLink(url)), edited) : edited;
  const files = [
    message.attachments.map((attachment) => shown(pane, attachment)),
    message.location ? place(pane, message.location) : null,
  ];
  return discord ? [words, files] : [files, words];
}

function shown(pane, attachment) {
  const url = fileUrl(pane.platform, attachment.url);
  switch (attachment.kind) {
    case "photo":
    case "sticker":
      return h("button", { type: "button", class: `photo ${attachment.kind}`, title: `${attachment.name} · ${size(attachment.size)}`, onclick: () => enlarge(url, attachment.name) },
        h("img", { src: url, alt: attachment.name, loading: "eager" }));
    case "video":
      return h("video", { src: url, controls: true, preload: "metadata", "aria-label": attachment.name });
    case "voice":
      return h("audio", { src: url, controls: true, "aria-label": attachment.name });
    default:
      return h("a", { class: "document", href: url, download: attachment.name }, icon("file"), h("span", {}, h("b", {}, attachment.name), h("small", {}, size(attachment.size))));
  }
}

function enlarge(url, name) {
  const dialog = h("dialog", { class: "lightbox", "aria-label": name, onclick: () => dialog.close(), onclose: () => dialog.remove() }, h("img", { src: url, alt: name }));
  document.body.append(dialog);
  dialog.showModal();
}

function place(pane, [latitude, longitude]) {
  return h("figure", { class: "place" }, thumbnail(pane.setting, latitude, longitude),
    h("figcaption", {}, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`));
}

function quote(chat, message) {
  if (!message.reply_to) return null;
  const answered = chat.messages.find((other) => other.id === message.reply_to);
  return h("p", { class: "quote" }, h("b", {}, answered?.author ?? "A message"), " ", h("span", {}, answered?.text || "that is gone"));
}

function lock() {
  return h("span", { class: "lock", role: "img", "aria-label": "Cannot be forwarded or saved", title: "Cannot be forwarded or saved" }, icon("lock"));
}

function buttonRows(pane, chat, message) {
  if (!message.buttons.length) return null;
  return h("div", { class: "buttons" }, message.buttons.map((row) => h("div", { class: "button-row" }, row.map((button) => control(pane, chat, message, button)))));
}

function control(pane, chat, message, button) {
  const press = (values = []) => pane.act({ act: "press", chat: chat.id, message: message.id, button: button.id, values });
  if (button.kind === "choice") {
    return h("select", { class: "choice", "data-button": button.id, "aria-label": button.label, disabled: button.disabled, onchange: (event) => press([event.currentTarget.value]) },
      h("option", { value: "", disabled: true, selected: true }, button.label),
      button.options.map((option) => h("option", { value: option.value }, option.label)));
  }
  return h("button", { type: "button", class: `press ${button.style || "plain"}`, "data-button": button.id, "data-kind": button.kind, disabled: button.disabled, title: button.url || null, onclick: () => press() },
    button.label, button.kind === "link" ? icon("link") : null);
}

function tools(pane, chat, message, mine) {
  return h("div", { class: "tools" },
    h("button", { type: "button", "aria-label": `Reply to ${message.author}`, "data-do": "reply", onclick: () => pane.composer.replyTo(message) }, icon("reply")),
    mine ? h("button", { type: "button", "aria-label": "Delete this message", "data-do": "remove", onclick: () => pane.act({ act: "remove", chat: chat.id, message: message.id }) }, icon("bin")) : null);
}
