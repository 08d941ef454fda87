// While the net is gone, the form for an activity is answered with one page that holds nothing about anybody.
// It and the files it needs are all that is kept; every other page comes from the net or not at all.
"use strict";
const LANGUAGE = "offline-{{ language }}-", KEPT = LANGUAGE + "{{ version }}";
const FILES = [{% for path in files %}"{{ path|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

self.addEventListener("install", event => {
  // Without cookies: what is kept is what anybody gets.
  const wanted = FILES.map(path => new Request(path, {credentials: "omit", cache: "reload"}));
  event.waitUntil(caches.open(KEPT).then(cache => cache.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  const isOld = name => name.startsWith(LANGUAGE) && name !== KEPT;
  event.waitUntil(caches.keys().then(names => Promise.all(names.filter(isOld).map(name => caches.delete(name)))));
});

self.addEventListener("fetch", event => {
  const {method, mode, url} = event.request, isPage = mode === "navigate";
  if (method !== "GET" || !(isPage || FILES.includes(new URL(url).pathname))) return;
  event.respondWith(fetch(event.request).catch(async error => {
    const found = await caches.match(isPage ? FILES[0] : new URL(url).pathname, {ignoreVary: true});
    if (!found) throw error;
    return found;
  }));
});
