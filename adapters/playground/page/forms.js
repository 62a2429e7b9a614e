// A form that the bot has opened: Discord's modal.

import { h, icon } from "/page/dom.js";
import { asUpload, Refusal, SAMPLES, samplePicture, server } from "/page/server.js";

export function drawForm(pane, form) {
  const problem = h("p", { class: "form-problem", role: "alert", hidden: true });
  const files = new Map(); // field: files to send
  const send = h("button", { type: "submit", class: "primary", "data-do": "submit" }, "Submit");
  const close = () => pane.putAwayForm(form);
  const sheet = h("form", { class: "sheet form", role: "dialog", "aria-modal": "true", "aria-label": form.title, "data-form": form.id, novalidate: true,
    onkeydown: (event) => stay(event, close),
    onsubmit: (event) => { event.preventDefault(); submit(pane, form, sheet, files, problem); } },
  h("header", {}, h("h3", {}, form.title), h("button", { type: "button", class: "tool", "aria-label": "Close", "data-do": "close", onclick: close }, icon("close"))),
  h("div", { class: "fields" }, form.fields.map((field) => drawField(field, files))),
  problem,
  h("footer", { class: "sheet-foot" }, h("button", { type: "button", class: "plain", "data-do": "cancel", onclick: close }, "Cancel"), send));
  pane.sheets.append(h("div", { class: "sheet-back" }, sheet));
  sheet.querySelector("textarea, input:not(.unseen), select, button.primary")?.focus();
}

/** Escape closes; Tab stays inside. */
export function stay(event, close) {
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
  if (event.key !== "Tab") return;
  const stops = [...event.currentTarget.querySelectorAll("button, input, select, textarea, [tabindex='0']")].filter((stop) => !stop.disabled && stop.tabIndex >= 0 && stop.offsetParent !== null);
  const at = stops.indexOf(document.activeElement);
  const next = event.shiftKey ? at - 1 : at + 1;
  if (next >= 0 && next < stops.length) return;
  event.preventDefault();
  stops.at(event.shiftKey ? -1 : 0)?.focus();
}

function drawField(field, files) {
  const id = `field-${field.id}`;
  if (field.kind === "words") return h("p", { class: "explain", "data-field": field.id }, field.label || field.description);
  const label = h("label", { for: id }, field.label, field.required ? h("span", { class: "star", title: "Required" }, " *") : null);
  return h("div", { class: "field" }, label,
    field.description ? h("small", { id: `${id}-more` }, field.description) : null,
    input(field, id, files));
}

function input(field, id, files) {
  const shared = { id, name: field.id, "data-field": field.id, required: field.required, "aria-describedby": field.description ? `field-${field.id}-more` : null };
  switch (field.kind) {
    case "paragraph":
      return counted(field, h("textarea", { ...shared, rows: "4", maxlength: String(field.max_length), placeholder: field.placeholder, value: field.value }));
    case "choice":
      return field.most > 1 ? boxes(field) : h("select", shared, h("option", { value: "" }, field.placeholder || "Make a selection"),
        field.options.map((option) => h("option", { value: option.value, selected: option.value === field.value }, option.label)));
    case "files":
      return upload(field, shared, files);
    default:
      return h("input", { ...shared, type: "text", maxlength: String(field.max_length), placeholder: field.placeholder, value: field.value, autocomplete: "off" });
  }
}

function counted(field, area) {
  area.value = field.value;
  const count = h("span", { class: "count", "aria-hidden": "true" }, `${area.value.length}/${field.max_length}`);
  area.addEventListener("input", () => { count.textContent = `${area.value.length}/${field.max_length}`; });
  return h("div", { class: "counted" }, area, count);
}

function boxes(field) {
  const chosen = field.value.split(",");
  return h("div", { class: "boxes", role: "group", "aria-label": field.label, "data-field": field.id }, field.options.map((option) =>
    h("label", { class: "box" }, h("input", { type: "checkbox", name: field.id, value: option.value, checked: chosen.includes(option.value) }), " ", option.label)));
}

function upload(field, shared, files) {
  files.set(field.id, []);
  const list = h("ul", { class: "picked" });
  const add = (more) => {
    files.set(field.id, [...files.get(field.id), ...more].slice(0, field.most));
    show();
  };
  const show = () => list.replaceChildren(...files.get(field.id).map((file, at) => h("li", {}, icon("file"), file.name,
    h("button", { type: "button", class: "tool", "aria-label": `Leave out ${file.name}`, onclick: () => { files.get(field.id).splice(at, 1); show(); } }, icon("close")))));
  const picker = h("input", { ...shared, required: false, type: "file", class: "unseen", multiple: field.most > 1, onchange: () => add([...picker.files]) });
  return h("div", { class: "upload" },
    h("label", { class: "drop", for: shared.id }, icon("picture"), h("span", {}, "Choose ", field.most > 1 ? `up to ${field.most} files` : "a file")), picker,
    h("div", { class: "samples" }, h("span", {}, "or a sample"), SAMPLES.map((sample) =>
      h("button", { type: "button", class: "sample", "aria-label": sample.name, title: `${sample.name} · ${sample.note}`, "data-do": `sample-${sample.file}`, onclick: async () => add([await samplePicture(sample)]) }, h("img", { src: `/page/pictures/${sample.file}`, alt: "" })))),
    list);
}

async function submit(pane, form, sheet, files, problem) {
  const missing = form.fields.find((field) => field.required && empty(field, sheet, files));
  if (missing) {
    complain(problem, `${missing.label || "A field"}: this is required.`);
    sheet.querySelector(`[name="${CSS.escape(missing.id)}"]`)?.focus();
    return;
  }
  const sent = await gather(form, sheet, files);
  try {
    await server.act(pane.platform, pane.person, sent);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    complain(problem, refusal.message);
    return;
  }
  pane.stuck = true;
  await pane.refresh();
  pane.composer.focus();
}

function complain(problem, text) {
  problem.textContent = text;
  problem.hidden = false;
}

function empty(field, sheet, files) {
  if (field.kind === "words") return false;
  return field.kind === "files" ? !files.get(field.id).length : !answers(field, sheet).length;
}

function answers(field, sheet) {
  return new FormData(sheet).getAll(field.id).filter((value) => typeof value === "string" && value !== "");
}

async function gather(form, sheet, files) {
  const values = {};
  const uploads = {};
  for (const field of form.fields) {
    if (field.kind === "words") continue;
    if (field.kind === "files") uploads[field.id] = await Promise.all(files.get(field.id).map(asUpload));
    else values[field.id] = answers(field, sheet);
  }
  return { act: "submit", form: form.id, values, files: uploads };
}
