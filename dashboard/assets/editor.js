/* The editor in the browser: drafts outlive a reload (session storage), what is typed is collected
   without being lost while the server draws, a click on the map is a place, Ctrl+S saves. */
(function () {
  var PREFIX = "greenpark-draft:";
  var TYPED = "greenpark-typed:";
  var known = {};
  var number = 0;
  var seen = 0;
  var entries = {};
  var owner = "";
  var acts = [];
  var asking = 0;
  var timer = null;
  var PATIENCE_MS = 6000;
  var IDLE_MS = 450;
  var MOST_BUSY_MS = 30000;
  var MOST_LAG_MS = 3000;
  var FIELDS = '.bench :is(input, textarea)[id*=\'"editor":"f\'], #editor-yaml';
  var SLOW = ["save", "run", "beside"];
  var OFTEN = ["undo", "redo"];

  function asked() {
    return new URLSearchParams(window.location.search).get("scenario") || "";
  }

  /* dcc.Upload makes an input without a name. */
  function label() {
    document.querySelectorAll(".editor [data-upload]").forEach(function (place) {
      var input = place.querySelector("input[type=file]");
      if (input) input.setAttribute("aria-label", place.dataset.upload);
    });
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

  /* What was typed goes to the server when the hands rest, or at once where somebody clicks; never
     while an answer is on its way, for Dash would drop that. */
  function flush() {
    window.clearTimeout(timer);
    timer = null;
    if (!document.querySelector(".editor")) return;
    if (Date.now() - asking < PATIENCE_MS) {
      timer = window.setTimeout(flush, 40);
      return;
    }
    asking = Date.now();
    var told = { scenario: owner, entries: pending(), acts: acts.slice() };
    window.dash_clientside.set_props("editor-events", { data: told });
  }

  /* Events belong to one scenario: what was done in another is in its draft, or remembered. */
  function own(scenario) {
    if (scenario === owner) return;
    owner = scenario;
    entries = {};
    acts = [];
  }

  /* What was typed and is in no draft yet. */
  function pending() {
    var found = {};
    Object.keys(entries).forEach(function (path) {
      if (entries[path].seq > seen) found[path] = entries[path];
    });
    return found;
  }

  /* Nor is that lost to whoever leaves before the server has answered. */
  function remember() {
    var typed = pending();
    try {
      if (!Object.keys(typed).length) window.sessionStorage.removeItem(TYPED + owner);
      else window.sessionStorage.setItem(TYPED + owner, JSON.stringify(typed));
    } catch (fault) {
      /* A full or forbidden storage: what is typed goes to the server all the same. */
    }
  }

  function kept(key) {
    try {
      return window.sessionStorage.getItem(key);
    } catch (fault) {
      return null;
    }
  }

  /* A form is drawn from a draft: what was typed since stands in its fields again. */
  function retype(values) {
    var typed = pending();
    Object.keys(typed).forEach(function (path) {
      var value = typed[path].value;
      if (!(path in values) || same(values[path], value)) return;
      var flag = typeof values[path] === "boolean";
      var id = path === "yaml!" ? "editor-yaml" : { editor: flag ? "flag" : "field", at: path };
      window.dash_clientside.set_props(id, flag ? { checked: value } : { value: value });
    });
  }

  /* Whether a field shows what was not collected yet: Dash hears of a key some moments later. */
  function lags(field) {
    var path = field.id === "editor-yaml" ? "yaml!" : JSON.parse(field.id).at;
    var part = Object.values(known).find(function (each) {
      return path in each.values;
    });
    if (!part) return true;
    if (field.getAttribute("aria-haspopup")) return false;
    var heard = part.values[path];
    if (typeof heard === "boolean") return field.checked !== heard;
    return field.value !== (heard || "");
  }

  /* What was typed before a click comes before it. */
  function act(todo, at, typed, since) {
    var fields = document.querySelectorAll(FIELDS);
    var begun = since || Date.now();
    if (Date.now() - begun < MOST_LAG_MS && Array.prototype.some.call(fields, lags)) {
      window.setTimeout(act, 20, todo, at, typed, begun);
      return;
    }
    acts.push({ do: todo, at: at || "", typed: typed || "", seq: next() });
    flush();
  }

  /* Saving reads the whole scenario, for seconds: that it was taken is said at once. */
  function taken(button) {
    button.setAttribute("aria-busy", "true");
    button.closest(".editor").dataset.busy = button.dataset.do;
    window.setTimeout(answered, MOST_BUSY_MS);
  }

  function answered() {
    document.querySelectorAll(".editor [aria-busy]").forEach(function (button) {
      button.removeAttribute("aria-busy");
    });
    document.querySelectorAll(".editor[data-busy]").forEach(function (page) {
      delete page.dataset.busy;
    });
  }

  var before = "";
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.editor = {
    /* The draft of the scenario in the address, if this tab has one. */
    open: function (search, before, names) {
      label();
      var scenario = new URLSearchParams(search || "").get("scenario") || "";
      if (names && names[scenario]) scenario = names[scenario];
      if (before && before.scenario === scenario) return window.dash_clientside.no_update;
      if (!before || scenario !== owner) {
        /* Answers to what was asked before this page was drawn never come. */
        own("");
        known = {};
        asking = 0;
      }
      var typed = JSON.parse(kept(TYPED + scenario) || "{}");
      return { scenario: scenario, draft: kept(PREFIX + scenario), typed: typed };
    },
    /* Every value that differs from what was drawn, numbered in the order of typing. */
    collect: function (values, flags, yaml, drawn) {
      var lists = window.dash_clientside.callback_context.inputs_list;
      var parts = (drawn || []).filter(Boolean);
      if (!parts.length) return window.dash_clientside.no_update;
      own(parts[0].scenario);
      var before = known;
      known = {};
      parts.forEach(function (part) {
        var copy = { id: part.id, values: Object.assign({}, part.values) };
        known[part.id] = before[part.id] || copy;
        if (!before[part.id]) retype(part.values);
      });
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
          window.clearTimeout(timer);
          timer = window.setTimeout(flush, IDLE_MS);
          remember();
        });
      return window.dash_clientside.no_update;
    },
    /* What is not saved outlives a reload of this tab. */
    keep: function (data) {
      asking = 0;
      label();
      if (!data) {
        answered();
        return window.dash_clientside.no_update;
      }
      seen = data.seen;
      acts = acts.filter(function (one) {
        return one.seq > seen;
      });
      if (!acts.length) answered();
      try {
        /* Saved under a new name: what was typed meanwhile goes on there. */
        if (data.saved && owner && owner === before) {
          entries = pending();
          window.sessionStorage.removeItem(TYPED + owner);
          owner = data.scenario;
        }
        own(data.scenario);
        remember();
        if (data.changed) window.sessionStorage.setItem(PREFIX + data.scenario, data.draft);
        else window.sessionStorage.removeItem(PREFIX + data.scenario);
        /* Saved under a new name: what it was made from has no changes of its own any more. */
        if (data.saved && before && before !== data.scenario) {
          window.sessionStorage.removeItem(PREFIX + before);
        }
        before = data.scenario;
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
    if (timer !== null) flush();
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
    act("place", frame.dataset.place, y.p2d(py) + "," + x.p2d(px));
  }, true);

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest(".editor [data-do]");
    if (!button || button.getAttribute("aria-busy")) return;
    if (event.detail > 1 && OFTEN.indexOf(button.dataset.do) < 0) return;
    if (SLOW.indexOf(button.dataset.do) >= 0) taken(button);
    var entry = button.closest(".add") && button.closest(".add").querySelector("input");
    act(button.dataset.do, button.dataset.at, entry ? entry.value : "");
  });

  document.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    if (!document.querySelector(".editor") || !asked()) return;
    event.preventDefault();
    document.querySelector('.editor [data-do="save"]').click();
  });
})();
