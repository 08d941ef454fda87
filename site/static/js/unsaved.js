// Keeps on this device what is typed in the form for an activity, until it is saved: the net may be gone.
// data-keeps names what is kept, and no free text is among it. site.js forgets it. The form works without this file.
(function () {
  "use strict";
  var form = document.querySelector("form[data-keeps]"), place = "unsaved", kept = null;

  function read() {
    try { return JSON.parse(localStorage.getItem(place)); } catch (error) { return null; }
  }

  // The page that is shown in place of the form while the net is gone asks for the form until it can be had.
  var away = document.querySelector("[data-offline]");

  function ask() {
    fetch(away.dataset.offline, {method: "HEAD", redirect: "manual"}).then(
      function () { location.replace(away.dataset.offline); },
      function () { setTimeout(ask, 5000); }
    );
  }
  if (away) {
    away.querySelector("[data-kept]").hidden = !read();
    setTimeout(ask, 5000);
  }
  if (!form) return;

  var notice = document.querySelector("[data-unsaved]"), list = notice.querySelector("dl");
  var here = form.querySelector("[data-unsaved-here]"); // in short, by the button
  var token = form.elements.token, opened = form.elements.opened, ownToken = token.value;
  var names = form.dataset.keeps.split(" "), day = new Date().toDateString();

  function fields(name) {
    return Array.from(form.elements).filter(function (field) { return field.name === name; });
  }

  function isTick(field) { return field.type === "radio" || field.type === "checkbox"; }

  // `sent`: the answers have been sent with this token, and it is not known whether they came through.
  function keep(sent) {
    var data = new FormData(form), answers = {};
    names.forEach(function (name) { answers[name] = data.getAll(name); });
    kept = {
      writer: form.elements.writer.value, token: token.value, opened: opened.value, at: Date.now(), sent: sent,
      answers: answers, wrote: ["place", "note"].some(function (name) { return form.elements[name].value.trim(); })
    };
    try { localStorage.setItem(place, JSON.stringify(kept)); } catch (error) {} // full, or not allowed
  }

  function fill(answers) {
    names.forEach(function (name) {
      if (!answers[name]) return;
      var values = answers[name].slice();
      fields(name).forEach(function (field) {
        if (isTick(field)) field.checked = values.indexOf(field.value) >= 0;
        else field.value = values.shift() || "";
      });
    });
  }

  // “Today” and “yesterday” of another day, as that date.
  function asDate(answers, iso) {
    var back = {today: 0, yesterday: 1}[answers.when], date = new Date(iso + "T12:00");
    if (back === undefined) return;
    date.setDate(date.getDate() - back);
    answers.when = ["other"];
    answers.day = [[date.getDate(), date.getMonth() + 1, date.getFullYear()].join(".")];
  }

  function row(name) {
    var found = fields(name), box = found.length && found[0].closest(".field");
    if (!box) return null;
    var texts = found.map(function (field) {
      if (isTick(field)) return field.checked && field.value ? field.labels[0].querySelector(".choice-text").firstChild.textContent : "";
      return field.options && field.value ? field.options[field.selectedIndex].text : field.value;
    }).filter(Boolean);
    if (!texts.length) return null;
    var line = document.createElement("div"), title = document.createElement("dt"), text = document.createElement("dd");
    line.className = "summary-row";
    title.textContent = box.querySelector(".field-label").textContent.trim();
    text.textContent = texts.map(function (one) { return one.trim(); }).join(", ");
    line.append(title, text);
    return line;
  }

  // `state` is "back" (the form was opened again), "away" (no net) or "again" (the net is there again).
  function tell(state) {
    var states = [state];
    if (state === "back" && kept.wrote) states.push("lost");
    document.querySelectorAll("[data-unsaved] [data-when], [data-unsaved-here] [data-when]").forEach(function (part) {
      part.hidden = !part.dataset.when.split(" ").some(function (one) { return states.indexOf(one) >= 0; });
    });
    notice.hidden = false;
    here.hidden = !here.querySelector("[data-when]:not([hidden])");
    list.replaceChildren.apply(list, names.map(row).filter(Boolean));
  }

  // An address with a question asks for a form that is filled in already.
  kept = read();
  if (kept && kept.token !== token.value) {
    if (location.search) kept = null;
    else {
      if (kept.opened !== opened.value) asDate(kept.answers, kept.opened);
      fill(kept.answers);
      if (kept.sent) token.value = kept.token; // if it came through after all, it is the same activity
      form.dispatchEvent(new Event("change", {bubbles: true}));
      tell(navigator.onLine ? "back" : "away");
    }
  }

  function changed() {
    // A token stands for the answers that were sent with it: others are another activity.
    if (kept && kept.sent && token.value === kept.token && window.crypto.randomUUID) token.value = crypto.randomUUID();
    keep(false);
    if (!navigator.onLine) tell("away");
    else if (!notice.hidden) list.replaceChildren.apply(list, names.map(row).filter(Boolean));
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);

  form.addEventListener("submit", function (event) {
    if (navigator.onLine) return keep(true);
    event.preventDefault();
    keep(Boolean(kept && kept.sent));
    tell("away");
    notice.focus({preventScroll: true});
    notice.scrollIntoView(); // from its heading on
  });

  window.addEventListener("offline", function () { if (kept) tell("away"); });
  window.addEventListener("online", function () { if (!notice.hidden) tell("again"); });

  notice.querySelector("[data-continues] button").addEventListener("click", function () {
    form.scrollIntoView();
    form.querySelector("input:not([type=hidden])").focus({preventScroll: true});
  });

  notice.querySelector("[data-forgets]").addEventListener("click", function () {
    form.reset();
    token.value = ownToken;
    kept = null;
    notice.hidden = here.hidden = true;
    form.querySelector("input:not([type=hidden])").focus();
  });

  // A form that nothing is written in, found again on another day, is that day's.
  function renew() {
    if (document.visibilityState === "visible" && !kept && navigator.onLine && day !== new Date().toDateString())
      location.reload();
  }
  document.addEventListener("visibilitychange", renew);
  window.addEventListener("pageshow", function (event) { if (event.persisted) renew(); });

  if (navigator.serviceWorker) navigator.serviceWorker.register(form.dataset.worker).catch(function () {});
})();
