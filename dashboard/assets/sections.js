/* Sections are drawn as they come near the window; those further down one after the other, as long
   as nothing else is being drawn, so that the top of a page can be used at once. */
(function () {
  function ask(panel) {
    if (panel.dataset.asked) return;
    panel.dataset.asked = "yes";
    window.dash_clientside.set_props(panel.dataset.near, { data: window.location.search });
  }
  function seen(entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting) ask(entry.target);
    });
  }
  var watcher = new IntersectionObserver(seen, { rootMargin: "300px 0px" });
  function each(panels, act) {
    document.querySelectorAll("[data-near]" + panels).forEach(act);
  }
  /* A screen reader hears it, style.css shows it: nothing drawn yet, or being drawn anew. */
  function tell(panel) {
    var drawn = panel.querySelector(".section-body");
    var busy = !drawn.firstChild || drawn.dataset.dashIsLoading === "true";
    if (panel.getAttribute("aria-busy") !== String(busy)) panel.setAttribute("aria-busy", busy);
  }
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.sections = {
    /* Called for each page that is laid out; elements of the one before may serve again. */
    watch: function () {
      watcher.disconnect();
      each("", function (panel) {
        delete panel.dataset.asked;
        watcher.observe(panel);
      });
    },
    /* What was asked for an address is asked for the next one too. */
    follow: function (search) {
      return Array.from(arguments).slice(1).map(function (before) {
        var same = typeof before !== "string" || before === search;
        return same ? window.dash_clientside.no_update : search;
      });
    },
  };
  window.setInterval(function () {
    each("", tell);
    var next = document.querySelector("[data-near]:not([data-asked])");
    var busy = document.querySelector('[data-dash-is-loading="true"]');
    if (next && next.offsetParent && !busy) ask(next);
  }, 120);
  window.addEventListener("beforeprint", function () {
    each("", ask);
  });
})();
