/* The address follows a zoom once it rests, unless it has changed by other means meanwhile. */
(function () {
  var last = 0;
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.zoom = {
    later: function (asked) {
      var mine = (last += 1);
      if (asked) {
        setTimeout(function () {
          if (mine === last && window.location.search === asked.of) {
            window.dash_clientside.set_props(asked.place, { search: asked.to });
          }
        }, 600);
      }
      return window.dash_clientside.no_update;
    },
  };
})();
