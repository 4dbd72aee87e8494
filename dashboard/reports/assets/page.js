/* Draws the figures of a page's report: each place has the number of its figure. */
(function () {
  var read = function (id) {
    return JSON.parse(document.getElementById(id).textContent);
  };
  var figures = read("figures");
  var config = read("config");
  var drawn = Array.from(document.querySelectorAll("[data-figure]")).map(function (place) {
    var figure = figures[Number(place.dataset.figure)];
    var layout = Object.assign({}, figure.layout, { width: place.clientWidth, autosize: false });
    return window.Plotly.newPlot(place, figure.data, layout, config);
  });
  Promise.all(drawn).then(function () {
    document.documentElement.dataset.drawn = "yes";
  });
})();
