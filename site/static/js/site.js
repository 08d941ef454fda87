// Every page works without this file.
(function () {
  "use strict";

  // Browsers that do not honour autofocus on a box still land on the list of faults.
  var summary = document.querySelector(".error-summary");
  if (summary && document.activeElement !== summary) summary.focus();

  // A trembling hand presses twice: the second press within two seconds does nothing.
  document.addEventListener("submit", function (event) {
    var form = event.target, now = Date.now();
    if (now - Number(form.dataset.sentAt || 0) < 2000) event.preventDefault();
    else form.dataset.sentAt = String(now);
  });

  // What the form for an activity keeps on this device (unsaved.js) is forgotten when it is saved or thrown away, on
  // signing out, when somebody else signs in, and after 14 days.
  function forget() {
    try { localStorage.removeItem("unsaved"); } catch (error) {} // not allowed: then nothing was kept
  }
  try {
    var kept = JSON.parse(localStorage.getItem("unsaved")), saved = document.querySelector("[data-saved]");
    var writer = document.documentElement.dataset.writer;
    if (kept && (
      (writer && writer !== kept.writer) || (saved && saved.dataset.saved === kept.token) ||
      !(Date.now() - kept.at < 14 * 24 * 60 * 60 * 1000)
    )) forget();
  } catch (error) { forget(); }
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-forgets]")) forget();
  });

  // What leads to a page for printing prints at once.
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-print]")) return;
    event.preventDefault();
    window.print();
  });

  // A table is a stop for the Tab key only while there is something to scroll to.
  var tables = document.querySelectorAll(".table-scroll");
  if (tables.length && window.ResizeObserver) {
    var observer = new ResizeObserver(function (entries) {
      entries.forEach(function (entry) {
        var box = entry.target;
        if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
        else box.removeAttribute("tabindex");
      });
    });
    tables.forEach(function (box) { observer.observe(box); });
  }

  // What a page says about this very moment is asked for anew each minute, and when the reader comes back to it.
  var live = document.querySelectorAll("[data-live]");

  function renew() {
    if (document.visibilityState !== "visible") return;
    fetch(location.href).then(function (response) {
      if (!response.ok) throw new Error(response.status);
      return response.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html");
      live.forEach(function (block) {
        var now = fresh.getElementById(block.id);
        if (!now || now.textContent === block.textContent) return;
        var held = block.contains(document.activeElement);
        // Read aloud when a line opens or closes, not each minute that it counts down.
        block.setAttribute("aria-live", now.dataset.live === block.dataset.live ? "off" : "polite");
        block.dataset.live = now.dataset.live;
        block.replaceChildren.apply(block, Array.from(now.childNodes));
        if (held) block.focus({preventScroll: true});
      });
    }).catch(function () {}); // no connection: another try in a minute
  }
  if (live.length) {
    setInterval(renew, 60000);
    document.addEventListener("visibilitychange", renew);
    window.addEventListener("pageshow", function (event) { if (event.persisted) renew(); });
  }
})();
