// Opens pages in Chromium at several widths, light and dark: a screenshot of each, what axe finds, and what else is wrong.
// node look.cjs HOME CHROMIUM OUT TIME NAME=URL…; prints one JSON array. It is TIME in the browser, ten minutes later for
// pages whose name ends with -aged
const [home, chromium, out, time, ...pages] = process.argv.slice(2);
const { chromium: browserType } = require(home + '/node_modules/playwright-core');
const axe = require('fs').readFileSync(home + '/node_modules/axe-core/axe.min.js', 'utf8');
const WIDTHS = [320, 1280];
const SCHEMES = ['light', 'dark'];

// links that stand in running text may be smaller (WCAG 2.2, 2.5.8)
function measure() {
  const small = [...document.querySelectorAll('a, button, summary, input, select, label:has(input)')]
    .filter((e) => !e.matches('p a, .skip, label input') && e.getClientRects().length > 0)
    .filter((e) => e.getBoundingClientRect().height < 43.5)
    .map((e) => e.outerHTML.slice(0, 120));
  return { width: document.documentElement.scrollWidth, small };
}

(async () => {
  const browser = await browserType.launch({
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
  });
  const found = [];
  for (const page of pages) {
    const cut = page.indexOf('=');
    const [name, url] = [page.slice(0, cut), page.slice(cut + 1)];
    for (const width of WIDTHS) {
      for (const scheme of SCHEMES) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
        const tab = await context.newPage();
        const said = [];
        tab.on('console', (message) => message.type() === 'error' && said.push(message.text()));
        tab.on('pageerror', (error) => said.push(String(error)));
        await tab.clock.setFixedTime(Date.parse(time) + (name.endsWith('-aged') ? 600_000 : 0));
        await tab.goto(url);
        await tab.screenshot({ path: `${out}/${name}-${width}-${scheme}.png`, fullPage: true });
        const measured = await tab.evaluate(measure);
        await tab.evaluate(axe);
        const result = await tab.evaluate(() =>
          axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
        found.push({
          page: `${name} at ${width} px, ${scheme}`,
          rules: result.passes.length,
          violations: result.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`),
          sideways: measured.width > width,
          small: measured.small,
          // the status of the page that says 404 is told as an error
          said: said.filter((text) => !text.includes('status of 404')),
        });
        await context.close();
      }
    }
  }
  await browser.close();
  console.log(JSON.stringify(found));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
