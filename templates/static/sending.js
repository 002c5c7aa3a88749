// Forms that send files show how far they are, drafts save themselves, pages that wait look again by themselves.
// Without it everything works: the page is then shown when all has come, a button saves, and the page loads itself again.
"use strict";

const PAUSE = 2000; // milliseconds between two looks
const QUIET = 4000; // from the last key to the saving of a draft

function main(text) {
  return new DOMParser().parseFromString(text, "text/html").querySelector("main");
}

function put(fresh) {
  document.querySelector("main").replaceWith(document.adoptNode(fresh));
  begin();
}

// -- sending

function bodyOf(form, button) {
  const body = new FormData(form);
  if (button && button.name) body.append(button.name, button.value);
  const files = body.getAll("file");
  body.delete("file"); // last: what was typed arrives although the line breaks on the way
  files.forEach((file) => body.append("file", file));
  return body;
}

function weigh(event) {
  const input = event.target;
  const size = Array.from(input.files).reduce((sum, file) => sum + file.size, 0);
  input.setCustomValidity(size > Number(input.dataset.limit) ? input.dataset.large : "");
  input.reportValidity();
}

function send(event) {
  const form = event.target;
  const files = form.querySelector("input[type=file]");
  if (!files || !files.files.length) return;
  event.preventDefault();
  form.dispatchEvent(new Event("sending"));
  const way = form.querySelector(".way");
  const bar = way.querySelector("progress");
  const told = way.querySelector("[role=status]");
  const buttons = form.querySelectorAll("button");
  const request = new XMLHttpRequest();
  const say = (name, percent) => { told.textContent = way.dataset[name].replace("{percent}", percent); };
  const stay = () => { // what was typed and chosen stays where it is
    buttons.forEach((each) => { each.disabled = false; });
    bar.value = 0;
  };
  way.hidden = false;
  buttons.forEach((each) => { each.disabled = true; });
  say("sending", 0);
  request.upload.onprogress = (at) => {
    if (!at.lengthComputable) return;
    bar.value = at.loaded / at.total;
    say("sending", Math.floor(100 * bar.value));
  };
  request.upload.onload = () => { bar.removeAttribute("value"); say("arrived"); };
  request.onload = () => {
    if (request.status < 400) { location.assign(request.responseURL); return; }
    const fresh = main(request.responseText);
    const again = fresh && fresh.querySelector("form[data-sending] input[type=file]");
    if (again) again.replaceWith(files); // what was chosen stays chosen
    if (fresh && fresh.querySelector("form[method=post]")) { put(fresh); window.scrollTo(0, 0); return; }
    stay();
    if (fresh) told.textContent = Array.from(fresh.querySelectorAll("h1, p:not(.eyebrow):not(:has(a))"), (each) => each.textContent).join(" — ");
    else say("broken"); // an answer of something on the way
  };
  request.onerror = () => { stay(); say("broken"); };
  request.open("POST", form.getAttribute("action")); // `form.action` would be the button of this name
  request.send(bodyOf(form, event.submitter));
}

// -- drafts

function keep(form) {
  const told = form.querySelector(".kept");
  let timer = 0;
  let going = null;
  const save = async () => {
    const body = bodyOf(form, { name: "action", value: "save" });
    body.delete("file");
    going = new AbortController();
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, signal: going.signal });
      const fresh = main(await answer.text());
      if (new URL(answer.url).pathname.startsWith("/uploads/") && fresh && fresh.querySelector("#sheet")) {
        form.setAttribute("action", new URL(answer.url).pathname);
        told.textContent = form.dataset.kept;
      }
    } catch { /* the button is still there */ }
  };
  const stop = () => { clearTimeout(timer); if (going) going.abort(); };
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    told.textContent = "";
    stop();
    timer = setTimeout(save, QUIET);
  });
  form.addEventListener("submit", stop);
  form.addEventListener("sending", stop);
}

// -- waiting

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { "cache-control": "no-cache" } });
    const fresh = answer.ok ? main(await answer.text()) : null;
    if (fresh) { put(fresh); return; }
  } catch { /* the line is away: look again later */ }
  setTimeout(look, PAUSE);
}

function begin() {
  document.querySelectorAll("form[data-sending]").forEach((form) => form.addEventListener("submit", send));
  document.querySelectorAll("form[data-kept]").forEach(keep);
  document.querySelectorAll("input[data-limit]").forEach((each) => each.addEventListener("change", weigh));
  if (document.querySelector("main [data-waiting]")) setTimeout(look, PAUSE);
}

begin();
