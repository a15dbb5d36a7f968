(() => {
  const every = 3000;
  const load = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, {headers: {Accept: "text/html"}, redirect: "error", cache: "no-store", signal: AbortSignal.timeout(10000)});
      if (!answer.ok) throw new Error(answer.status);
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      const focused = document.activeElement && document.activeElement.id;
      const open = [...document.querySelectorAll("details[open]")].map(one => one.id);
      const said = document.querySelector("h1").textContent;
      document.querySelector("main").replaceWith(next.querySelector("main"));
      open.forEach(id => { const one = document.getElementById(id); if (one) one.open = true; });
      if (focused) { const one = document.getElementById(focused); if (one) one.focus({preventScroll: true}); }
      document.title = next.title;
      const says = document.querySelector("h1").textContent;
      if (says !== said) document.getElementById("news").textContent = says;
      document.getElementById("stale").hidden = true;
    } catch (trouble) {
      document.getElementById("stale").hidden = false;
    } finally {
      setTimeout(load, every);
    }
  };
  setTimeout(load, every);
})();
