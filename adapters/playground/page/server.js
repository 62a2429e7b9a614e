// The playground's control routes.

/** The world refused, or the wire did; the message can be shown. */
export class Refusal extends Error {}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refusal("The playground does not answer. Is it still running?");
  }
  let told = null;
  try {
    told = await answer.json();
  } catch {
    // an answer without JSON has nothing more to say than its status
  }
  if (!answer.ok) throw new Refusal(told?.error ?? `The playground answered ${answer.status}.`);
  return told;
}

function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export const server = {
  setting: () => ask("/page/setting.json"),
  people: (platform) => ask(`/control/${platform}/people`),
  screen: (platform, person) => ask(`/control/${platform}/screen?person=${encodeURIComponent(person)}`),
  act: (platform, person, act) => post(`/control/${platform}/act`, { person, ...act }),
  story: () => ask("/control/story"),
  playNext: () => post("/control/story/next", {}),
};

/** Call back with the versions of all worlds whenever one has changed. */
export function watchChanges(changed) {
  const stream = new EventSource("/control/changes");
  stream.onmessage = (event) => changed(JSON.parse(event.data));
  addEventListener("pagehide", () => stream.close());
}

/** Where an attachment of this platform is fetched. */
export function fileUrl(platform, url) {
  if (url.startsWith("/")) return url;
  try {
    return new URL(url).pathname;
  } catch {
    return `/control/${platform}/file/${url.split("/").map(encodeURIComponent).join("/")}`;
  }
}

/** A picked file as the control routes take it. */
export async function asUpload(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return { name: file.name, kind: kindOf(file.type), content: btoa(binary) };
}

function kindOf(type) {
  if (type === "image/jpeg" || type === "image/png" || type === "image/webp") return "photo";
  if (type.startsWith("video/")) return "video";
  return type === "audio/ogg" ? "voice" : "document";
}

export const SAMPLES = [
  { file: "grey-van.jpg", name: "A grey van", note: "JPEG with hidden place and time" },
  { file: "broken-lamp.jpg", name: "A broken street lamp", note: "JPEG" },
  { file: "stolen-bicycle.png", name: "What is left of a bicycle", note: "PNG" },
];

/** One of the bundled pictures, as if picked from the device. */
export async function samplePicture(sample) {
  const answer = await fetch(`/page/pictures/${sample.file}`);
  const blob = await answer.blob();
  return new File([blob], sample.file, { type: blob.type });
}
