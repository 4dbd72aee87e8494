/* The editor in the browser: drafts outlive a reload (session storage), what is typed is collected
   without being lost while the server draws, a click on the map is a place, Ctrl+S saves. */
(function () {
  var PREFIX = "greenpark-draft:";
  var known = {};
  var number = 0;

  function asked() {
    return new URLSearchParams(window.location.search).get("scenario") || "";
  }

  function same(a, b) {
    var bare = function (one) {
      return one === undefined || one === null || one === "" ? "" : JSON.stringify(one);
    };
    return bare(a) === bare(b);
  }

  function next() {
    number = Math.max(Date.now(), number + 1);
    return number;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.editor = {
    /* The draft of the scenario in the address, if this tab has one. */
    open: function (search, before) {
      var scenario = new URLSearchParams(search || "").get("scenario") || "";
      if (before && before.scenario === scenario) return window.dash_clientside.no_update;
      var kept = null;
      try {
        kept = window.sessionStorage.getItem(PREFIX + scenario);
      } catch (fault) {
        kept = null;
      }
      return { scenario: scenario, draft: kept };
    },
    /* Every value that differs from what was drawn, numbered in the order of typing. */
    collect: function (values, flags, yaml, drawn, typed) {
      var lists = window.dash_clientside.callback_context.inputs_list;
      var parts = (drawn || []).filter(Boolean);
      if (!parts.length) return window.dash_clientside.no_update;
      var scenario = parts[0].scenario;
      parts.forEach(function (part) {
        var name = Object.keys(known).find(function (key) {
          return known[key].id === part.id;
        });
        if (!name) known[part.id] = { id: part.id, values: Object.assign({}, part.values) };
      });
      Object.keys(known).forEach(function (key) {
        var there = parts.some(function (part) {
          return part.id === key;
        });
        if (!there) delete known[key];
      });
      var found = typed && typed.scenario === scenario ? typed.entries : {};
      var entries = Object.assign({}, found);
      var changed = false;
      lists[0]
        .concat(lists[1], [Object.assign({ at: "yaml!" }, lists[2])])
        .forEach(function (one) {
          var path = one.at || one.id.at;
          var value = path === "yaml!" ? yaml : one.value;
          var part = parts.find(function (each) {
            return path in each.values;
          });
          if (!part || same(known[part.id].values[path], value)) return;
          known[part.id].values[path] = value;
          entries[path] = { value: value === undefined ? null : value, seq: next() };
          changed = true;
        });
      if (!changed) return window.dash_clientside.no_update;
      return { scenario: scenario, entries: entries };
    },
    /* What is not saved outlives a reload of this tab. */
    keep: function (data) {
      if (!data) return window.dash_clientside.no_update;
      try {
        if (data.changed) window.sessionStorage.setItem(PREFIX + data.scenario, data.draft);
        else window.sessionStorage.removeItem(PREFIX + data.scenario);
      } catch (fault) {
        return "full";
      }
      return "kept";
    },
  };

  var down = null;

  function placing(event) {
    return event.target.closest && event.target.closest(".placing");
  }

  document.addEventListener("pointerdown", function (event) {
    var frame = placing(event);
    if (event.target.closest && event.target.closest(".modebar")) frame = null;
    down = frame ? { frame: frame, x: event.clientX, y: event.clientY } : null;
  }, true);

  /* A click on the map, unless it was dragged: where it is, in degrees. */
  document.addEventListener("pointerup", function (event) {
    /* plotly lays a cover over the page while the button is down: where it went down counts. */
    var begun = down, frame = begun && begun.frame;
    down = null;
    if (!frame || frame.dataset.place === "+station") return;
    if (Math.hypot(event.clientX - begun.x, event.clientY - begun.y) > 4) return;
    var drawn = frame.querySelector(".js-plotly-plot");
    if (!drawn || !drawn._fullLayout) return;
    var x = drawn._fullLayout.xaxis, y = drawn._fullLayout.yaxis;
    var box = drawn.getBoundingClientRect();
    var px = event.clientX - box.left - x._offset, py = event.clientY - box.top - y._offset;
    if (px < 0 || py < 0 || px > x._length || py > y._length) return;
    window.dash_clientside.set_props("editor-placed", {
      data: {
        at: frame.dataset.place,
        longitude: x.p2d(px),
        latitude: y.p2d(py),
        seq: next(),
      },
    });
  }, true);

  document.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    if (!document.getElementById("editor-key") && !document.querySelector(".editor")) return;
    if (!asked()) return;
    event.preventDefault();
    if (document.activeElement && document.activeElement.blur) document.activeElement.blur();
    /* What was typed last is still on its way: fields wait half a second. */
    window.setTimeout(function () {
      window.dash_clientside.set_props("editor-key", { data: { do: "save", seq: next() } });
    }, 150);
  });
})();
