// Whether an activity counts is asked for (by htmx) while its form is filled in. The form works without this file.
(function () {
  "use strict";
  var region = document.querySelector("[data-judges]");
  if (!region) return;
  var form = region.closest("form"), box = form.querySelector("[data-as-last-time]");

  // The box says what the form was filled in with, and saves it. Once that is changed, the form's own button does.
  function isDifferent(field) {
    if (field.type === "hidden" || !field.name) return false;
    if (field.options) return field.selectedIndex >= 0 && !field.options[field.selectedIndex].defaultSelected && field.value;
    return field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue;
  }

  function leave() {
    if (!box || box.hidden || !Array.from(form.elements).some(isDifferent)) return;
    form.insertBefore(region, form.lastElementChild);
    box.hidden = true;
  }
  form.addEventListener("input", leave);
  form.addEventListener("change", leave);
  window.addEventListener("pageshow", leave); // by going back to it, with what was changed

  if (!window.htmx) return;
  var names = region.dataset.judges.split(" ");
  var untold = region.innerHTML, told = "", isChanged = false;

  // An answer to what was filled in before is not shown any more.
  function ask() {
    isChanged = true;
    region.setAttribute("aria-busy", "true");
    htmx.trigger(region, "judge");
  }

  function asks(event) {
    if (event.target === form || names.indexOf(event.target.name) >= 0) ask();
  }
  form.addEventListener("input", asks);
  form.addEventListener("change", asks);
  form.addEventListener("reset", asks);

  // The form came filled in: from the server, from this device, or by going back to it.
  window.addEventListener("pageshow", function () {
    if (form.querySelector("input[name=kind]:checked")) ask();
  });

  region.addEventListener("htmx:beforeSend", function () {
    isChanged = false;
    region.setAttribute("aria-busy", "true");
  });
  region.addEventListener("htmx:beforeSwap", function (event) {
    var detail = event.detail;
    if (detail.xhr.status !== 200) return;
    var isElsewhere = detail.xhr.responseURL.indexOf(region.dataset.hxPost) < 0; // led on to a page, such as a sign-in
    if (isElsewhere) sayNothing();
    // The same once more is not read aloud again.
    if (isChanged || isElsewhere || detail.serverResponse === told) detail.shouldSwap = false;
    else told = detail.serverResponse;
  });
  region.addEventListener("htmx:afterRequest", function () {
    if (!isChanged) region.removeAttribute("aria-busy");
  });

  // Without an answer, nothing is said: it is told when the activity is saved.
  function sayNothing() {
    region.innerHTML = untold;
    told = "";
  }
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (name) {
    region.addEventListener(name, sayNothing);
  });
})();
