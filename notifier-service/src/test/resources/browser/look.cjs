// Opens pages in Chromium at several widths, light and dark, and in forced colours: a screenshot of each, one without colours,
// what axe finds, and what else is wrong.
// node look.cjs HOME CHROMIUM OUT TIME NAME=URL…; prints one JSON array. It is TIME in the browser, ten minutes later for
// pages whose name ends with -aged
const [home, chromium, out, time, ...pages] = process.argv.slice(2);
const launched = require('./chromium.cjs')(home, chromium);
const axe = require('fs').readFileSync(home + '/node_modules/axe-core/axe.min.js', 'utf8');
const LOOKS = [
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'dark', forcedColors: 'active' },
];

// a link in running text may be smaller (WCAG 2.2, 2.5.8): one with words beside it in its own paragraph
function measure() {
  const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility === 'visible';
  const inText = (e) => {
    const block = e.closest('p, li, td');
    return block && getComputedStyle(e).display === 'inline'
      && block.textContent.trim().length > e.textContent.trim().length + 1;
  };
  const small = [...document.querySelectorAll('a, button, summary, input, select, label:has(input)')]
    .filter((e) => shown(e) && !e.matches('.skip, label input') && !inText(e))
    .filter((e) => {
      const { width, height } = e.getBoundingClientRect();
      return height < 43.5 || width < 24;
    })
    .map((e) => e.outerHTML.slice(0, 120));

  const rgb = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = rgb(colour).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (rgb(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const tokens = (e) => [...e.classList].join('.');
  // icons and days; hatched days are painted by their pattern, and days without data are only outlined
  const hatch = (e) => document.querySelector(`rect.${e.matches('.pa') ? 'hp' : 'hm'}`);
  const mark = (e) => (e.matches('.days .pa, .days .ma') ? getComputedStyle(hatch(e)).fill : getComputedStyle(e).stroke);
  const marks = [...document.querySelectorAll('svg.i, .days path:not(.no, .in)')].filter(shown)
    .map((e) => ({ what: tokens(e), ratio: contrast(mark(e), behind(e)) }));
  const faint = marks.filter(({ ratio }) => !(ratio >= 3)).map(({ what, ratio }) => `${what}: ${ratio.toFixed(2)}`);
  // what colour alone would say: a state without its icon or its word, an outage that is not hatched
  const bare = [...document.querySelectorAll('.state')].filter((e) => !e.querySelector('svg use') || !e.textContent.trim())
    .concat([...document.querySelectorAll('.days .pa, .days .ma')].filter((e) => !getComputedStyle(e).stroke.includes('url(')))
    .map((e) => e.outerHTML.slice(0, 120));
  return { width: document.documentElement.scrollWidth, small, marks: marks.length, faint, bare };
}

const told = (v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`;

(async () => {
  const browser = await launched;
  const found = [];
  for (const page of pages) {
    const cut = page.indexOf('=');
    const [name, url] = [page.slice(0, cut), page.slice(cut + 1)];
    for (const { width, colorScheme, forcedColors } of LOOKS) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, forcedColors });
      const tab = await context.newPage();
      const said = [];
      tab.on('console', (message) => message.type() === 'error' && said.push(message.text()));
      tab.on('pageerror', (error) => said.push(String(error)));
      await tab.clock.setFixedTime(Date.parse(time) + (name.endsWith('-aged') ? 600_000 : 0));
      await tab.goto(url);
      const look = forcedColors ? 'forced' : colorScheme;
      await tab.screenshot({ path: `${out}/${name}-${width}-${look}.png`, fullPage: true });
      const measured = await tab.evaluate(measure);
      let result = { passes: [], violations: [], incomplete: [] };
      // axe knows nothing of forced colours
      if (!forcedColors) {
        await tab.evaluate(axe);
        result = await tab.evaluate(() =>
          axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
      }
      found.push({
        page: `${name} at ${width} px, ${look}`,
        forced: look === 'forced',
        rules: result.passes.length,
        violations: result.violations.map(told),
        // what axe cannot decide counts too
        undecided: result.incomplete.map(told),
        sideways: measured.width > width,
        small: measured.small,
        marks: measured.marks,
        faint: measured.faint,
        bare: measured.bare,
        // the status of the page that says 404 is told as an error
        said: said.filter((text) => !text.includes('status of 404')),
      });
      if (width > 320 && look === 'light') {
        await tab.evaluate(() => { document.documentElement.style.filter = 'grayscale(1)'; });
        await tab.screenshot({ path: `${out}/${name}-${width}-grey.png`, fullPage: true });
      }
      await context.close();
    }
  }
  await browser.close();
  console.log(JSON.stringify(found));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
