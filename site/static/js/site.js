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
})();
