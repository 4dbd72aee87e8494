/* The map through a day: the server sends the day once, frames are drawn here. */
window.dash_clientside = window.dash_clientside || {};
(function () {
  var state = { timer: null, write: null, minutes: null, written: null };
  var PAUSE_MS = { 60: 600, 15: 250 };

  function graph() {
    return document.querySelector("#map-drawing .js-plotly-plot");
  }

  function traces(plot, name) {
    return plot.data.reduce(function (found, trace, at) {
      if (trace.meta === name) found.push(at);
      return found;
    }, []);
  }

  function clock(minutes) {
    var hours = Math.floor(minutes / 60);
    var rest = Math.round(minutes % 60);
    return (hours < 10 ? "0" : "") + hours + ":" + (rest < 10 ? "0" : "") + rest;
  }

  function level(percent, letters) {
    return letters[(percent >= 20) + (percent > 80) + (percent > 100)];
  }

  /* As figures/park_map.py draws the first moment. */
  function flow(link, mw) {
    var share = link.capacity ? Math.abs(mw) / link.capacity : 0;
    return {
      color: share > 1 ? "#b5163a" : share > 0.8 ? "#e58a1f" : "#7b8f9c",
      width: 2 + 5 * Math.min(share, 1),
      text: Math.abs(mw).toFixed(1) + " MW · " + (100 * share).toFixed(0) + " %",
      angle: (link.bearing + (mw < 0 ? 180 : 0)) % 360,
    };
  }

  /* One call for all that changes: each call of plotly costs a drawing. */
  function draw(plot, data, at) {
    var values = data.values[at];
    var lines = traces(plot, "links");
    var spots = traces(plot, "places");
    var flows = data.links.map(function (link, number) {
      return flow(link, data.flows[at][number]);
    });
    var pick = function (key) {
      return flows.map(function (one) {
        return one[key];
      });
    };
    var letters = values.map(function (value) {
      return level(value, data.letters);
    });
    var none = lines.map(function () {
      return undefined;
    });
    var change = {
      "marker.color": [values].concat(none, undefined),
      text: [data.letters.length ? letters : undefined].concat(none, [pick("text")]),
      "marker.angle": [undefined].concat(none, [pick("angle")]),
      "line.color": [undefined].concat(pick("color"), undefined),
      "line.width": [undefined].concat(pick("width"), undefined),
    };
    window.Plotly.restyle(plot, change, spots.concat(lines, traces(plot, "flows")));
  }

  function highest(data, at) {
    var values = data.values[at];
    if (!values.length) return "";
    var best = values.reduce(function (found, value, number) {
      return Math.abs(value) > Math.abs(values[found]) ? number : found;
    }, 0);
    var digits = { "%": 1, MW: 2 }[data.unit] || 0;
    var value = values[best].toLocaleString(document.documentElement.lang, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return data.highest + " " + data.names[best] + " " + value + "\u00a0" + data.unit;
  }

  /* The time goes into the address a moment after the hand has come to rest. */
  function remember(minutes) {
    clearTimeout(state.write);
    if (state.timer || state.minutes === null || state.minutes === minutes) return;
    state.write = setTimeout(function () {
      if (!document.getElementById("map-slider")) return;
      var query = new URLSearchParams(window.location.search);
      query.set("time", clock(minutes));
      state.minutes = minutes;
      window.dash_clientside.set_props("map-url", { search: "?" + query.toString() });
    }, 450);
  }

  function stop() {
    clearInterval(state.timer);
    state.timer = null;
    var sign = document.querySelector("#map-play .icon");
    if (sign) sign.className = "icon icon-play";
  }

  window.dash_clientside.park = {
    moment: function (minutes, data) {
      var plot = graph();
      if (!data || minutes === undefined || minutes === null) return ["", ""];
      var at = Math.min(Math.floor(minutes / data.minutes), data.values.length - 1);
      if (state.data !== data) {
        stop();
        state.data = data;
        state.minutes = minutes;
      } else {
        remember(minutes);
      }
      state.now = minutes;
      cancelAnimationFrame(state.frame);
      if (plot && plot.data && window.Plotly) {
        state.frame = requestAnimationFrame(function () {
          draw(plot, data, at);
        });
      }
      return [clock(at * data.minutes), highest(data, at)];
    },

    play: function (clicks, step) {
      if (!clicks) return window.dash_clientside.no_update;
      if (state.timer) {
        stop();
        remember(state.now);
        return window.dash_clientside.no_update;
      }
      clearTimeout(state.write);
      document.querySelector("#map-play .icon").className = "icon icon-stop";
      state.timer = setInterval(function () {
        if (!document.getElementById("map-slider")) return stop();
        var next = (Math.floor(state.now / step) + 1) * step;
        if (next >= 1440) next = 0;
        window.dash_clientside.set_props("map-slider", { value: next });
      }, PAUSE_MS[step] || 150);
      return window.dash_clientside.no_update;
    },

    /* The address says which place is ringed, and after Back which time it is. */
    follow: function (search, data) {
      var query = new URLSearchParams(search || "");
      var plot = graph();
      if (data && plot && plot.data) {
        var spot = data.spots[query.get("site") || data.chosen] || [null, null];
        window.Plotly.restyle(
          plot,
          { x: [[spot[0]]], y: [[spot[1]]] },
          traces(plot, "ring")
        );
        var time = (query.get("time") || "").split(":");
        var minutes = 60 * Number(time[0]) + Number(time[1]);
        if (time.length === 2 && minutes !== state.now && !state.timer && state.data === data) {
          state.minutes = minutes;
          window.dash_clientside.set_props("map-slider", { value: minutes });
        }
      }
      return window.dash_clientside.no_update;
    },
  };
})();
