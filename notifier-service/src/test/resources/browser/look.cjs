// Opens pages in Chromium at several widths, light and dark, in forced colours, without scripts, on paper and without motion: a
// screenshot of each, one without colours, what axe finds, as the page is and with all that can be opened open, and what else
// is wrong. node look.cjs HOME CHROMIUM OUT TIME NAME=URL…; prints one JSON array. It is TIME in the browser, ten minutes later
// for pages whose name ends with -aged
const [home, chromium, out, time, ...pages] = process.argv.slice(2);
const launched = require('./chromium.cjs')(home, chromium);
const axe = require('fs').readFileSync(home + '/node_modules/axe-core/axe.min.js', 'utf8');
const RULES = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
// axe knows nothing of forced colours and of paper
const LOOKS = [
  { as: 'light', axe: true, width: 320, colorScheme: 'light' },
  { as: 'dark', axe: true, width: 320, colorScheme: 'dark' },
  { as: 'light', axe: true, width: 1280, colorScheme: 'light' },
  { as: 'dark', axe: true, width: 1280, colorScheme: 'dark' },
  { as: 'forced', width: 1280, colorScheme: 'dark', forcedColors: 'active' },
  { as: 'no-script', width: 1280, colorScheme: 'light', javaScriptEnabled: false },
  { as: 'print', width: 718, colorScheme: 'dark', media: 'print' },
  { as: 'no-motion', width: 320, colorScheme: 'light', reducedMotion: 'reduce' },
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
  const faint = [...document.querySelectorAll('svg.i, .days path:not(.no, .in)')].filter(shown)
    .map((e) => ({ what: tokens(e), ratio: contrast(mark(e), behind(e)) }))
    .filter(({ ratio }) => !(ratio >= 3)).map(({ what, ratio }) => `${what}: ${ratio.toFixed(2)}`);
  // what colour alone would say: a state without its icon or its word, an outage that is not hatched
  const bare = [...document.querySelectorAll('.state')].filter((e) => !e.querySelector('svg use') || !e.textContent.trim())
    .concat([...document.querySelectorAll('.days .pa, .days .ma')].filter((e) => !getComputedStyle(e).stroke.includes('url(')))
    .map((e) => e.outerHTML.slice(0, 120));
  // the copy that gets old changes in one step, which is no motion
  const moving = document.getAnimations().filter((e) => e.effect.getComputedTiming().duration > 10).map(String);
  // on paper nothing can be opened or followed
  const all = (selector) => [...document.querySelectorAll(selector)];
  const lost = (matchMedia('print').matches ? [
    all('details > :not(summary)').filter((e) => !e.checkVisibility()),
    all('main a[href^=http]').filter((e) => getComputedStyle(e, '::after').content === 'none'),
    all('summary, #updates a').filter(shown),
  ] : []).flat().map((e) => e.outerHTML.slice(0, 120));
  return { width: document.documentElement.scrollWidth, small, faint, bare, moving, lost };
}

const told = (v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`;

async function judged(tab, look) {
  const found = await tab.evaluate(measure);
  const judgement = look.axe ? await tab.evaluate((rules) => axe.run(rules), RULES) : { passes: [], violations: [], incomplete: [] };
  return {
    rules: judgement.passes.length,
    violations: judgement.violations.map(told),
    // what axe cannot decide counts too
    undecided: judgement.incomplete.map(told),
    sideways: found.width > look.width ? [`${found.width} px`] : [],
    // nobody taps on paper
    small: look.media === 'print' ? [] : found.small,
    faint: found.faint,
    bare: found.bare,
    moving: found.moving,
    lost: found.lost,
  };
}

const both = (one, other) => Object.fromEntries(Object.entries(one).map(([key, value]) =>
  [key, Array.isArray(value) ? value.concat(other[key].map((wrong) => `${wrong} (open)`)) : value]));

async function seen(browser, name, url, look) {
  const { as, width, media, axe: _, ...options } = look;
  const context = await browser.newContext({ viewport: { width, height: 900 }, ...options });
  const tab = await context.newPage();
  const said = [];
  tab.on('console', (message) => message.type() === 'error' && said.push(message.text()));
  tab.on('pageerror', (error) => said.push(String(error)));
  await tab.clock.setFixedTime(Date.parse(time) + (name.endsWith('-aged') ? 600_000 : 0));
  await tab.emulateMedia({ media });
  await tab.goto(url);
  const shoot = (what) => tab.screenshot({ path: `${out}/${name}-${width}-${what}.png`, fullPage: true });
  await shoot(as);
  if (look.axe) await tab.evaluate(axe);
  let found = await judged(tab, look);
  const opened = await tab.evaluate(() => [...document.querySelectorAll('details')].map((e) => { e.open = true; }).length);
  if (opened) {
    found = both(found, await judged(tab, look));
    if (as === 'light') await shoot('open');
  }
  if (width > 320 && as === 'light') {
    await tab.evaluate(() => { document.documentElement.style.filter = 'grayscale(1)'; });
    await shoot('grey');
  }
  await context.close();
  return {
    page: `${name} at ${width} px, ${as}`,
    judged: Boolean(look.axe),
    ...found,
    // the status of the page that says 404 is told as an error
    said: said.filter((text) => !text.includes('status of 404')),
  };
}

(async () => {
  const browser = await launched;
  const found = [];
  for (const page of pages) {
    const cut = page.indexOf('=');
    for (const look of LOOKS) found.push(await seen(browser, page.slice(0, cut), page.slice(cut + 1), look));
  }
  await browser.close();
  console.log(JSON.stringify(found));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
