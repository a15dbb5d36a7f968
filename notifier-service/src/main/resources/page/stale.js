// Optional: turns a copy grey that a cache kept for more than two minutes. Without it the style sheet does, counting from loading.
(function () {
  var root = document.documentElement;
  var built = Date.parse(root.dataset.built);
  function look() {
    if (Date.now() - built > 120000) root.classList.add("is-old");
  }
  look();
  setInterval(look, 5000);
})();
