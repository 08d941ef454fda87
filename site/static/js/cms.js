/* Straight to the first text that is left to translate, where a link asks for it. The tool draws its list late. */
"use strict";

if (window.location.hash === "#uferdig") {
  const find = () => document.querySelector("li.errored, li.incomplete");
  const show = (text) => {
    text.scrollIntoView({ block: "center" });
    text.querySelector("button")?.focus({ preventScroll: true });
  };
  const watch = new MutationObserver(() => {
    const text = find();
    if (text) {
      watch.disconnect();
      show(text);
    }
  });
  watch.observe(document.documentElement, { childList: true, subtree: true });
}

/* The tool names a translation in English, outside its catalogue: "Bokmål to Nynorsk translation". */
document.addEventListener("DOMContentLoaded", () => {
  const tool = document.querySelector(".js-translation-editor");
  if (!tool) {
    return;
  }
  const rename = () => {
    for (const heading of tool.querySelectorAll("h3")) {
      const named = /^(.+) to (.+) translation$/.exec(heading.textContent);
      if (named) {
        heading.firstChild.nodeValue = `${named[1]} → ${named[2]}`;
      }
    }
  };
  rename();
  new MutationObserver(rename).observe(tool, { childList: true, subtree: true });
});
