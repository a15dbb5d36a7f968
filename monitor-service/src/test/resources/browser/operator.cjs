// An operator at work. node operator.cjs HOME CHROMIUM OUT BASE CUES CLUSTER TOKEN; prints {looks, complaints}.
// What happens outside of the browser is asked for at CUES.
const [home, chromium, out, base, cues, cluster, token] = process.argv.slice(2);
const { chromium: browserType } = require(home + '/node_modules/playwright-core');
const axe = require('fs').readFileSync(home + '/node_modules/axe-core/axe.min.js', 'utf8');
const TIMEOUT = 60_000;

const looks = [];
const complaints = [];

// links in running text may be smaller, and a radio button is as large as its label (WCAG 2.2, 2.5.8)
function measure() {
  const small = [...document.querySelectorAll('a, button, summary, input, select')]
    .filter((e) => !e.matches('p a, li a, .skip, .choice input, [type=hidden]') && e.getClientRects().length > 0)
    .filter((e) => e.getBoundingClientRect().height < 43.5)
    .map((e) => e.outerHTML.slice(0, 120));
  return { width: document.documentElement.scrollWidth, small };
}

// a page that nobody sees does not renew itself, so nothing moves while it is looked at
const unseen = (tab, hidden) => tab.evaluate((hidden) => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}, hidden);

// a chart is drawn anew a little after a resize
const drawn = () => [...document.querySelectorAll('.plot')].every((plot) =>
  !plot.firstChild || Math.abs(plot.querySelector('.u-wrap').offsetWidth - plot.clientWidth) < 2);

// what other tests have left is put away: there may be a hundred clusters
const putAway = (cluster) => document.querySelectorAll('main article').forEach((one) => {
  one.hidden = !one.textContent.includes(cluster);
});

async function look(tab, name) {
  await unseen(tab, true);
  await tab.evaluate(putAway, cluster);
  const { width: before } = tab.viewportSize();
  for (const width of [320, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      await tab.setViewportSize({ width, height: 900 });
      await tab.emulateMedia({ colorScheme });
      await tab.waitForFunction(drawn);
      await tab.screenshot({ path: `${out}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      const measured = await tab.evaluate(measure);
      const result = await tab.evaluate(async (axe) => {
        if (!window.axe) (0, eval)(axe);
        return window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
      }, axe);
      looks.push({
        page: `${name} at ${width} px, ${colorScheme}`,
        rules: result.passes.length,
        violations: result.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`),
        sideways: measured.width > width,
        small: measured.small,
      });
    }
  }
  await tab.setViewportSize({ width: before, height: 900 });
  await unseen(tab, false);
}

const cue = async (name) => {
  const answer = await fetch(`${cues}/${name}`, { signal: AbortSignal.timeout(TIMEOUT) });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.text();
};

// presses Tab until the focus is there, as somebody without a mouse does
async function tabTo(tab, selector) {
  for (let i = 0; i < 500; i++) {
    await tab.keyboard.press('Tab');
    if (await tab.evaluate((s) => document.activeElement.matches(s), selector)) return;
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

async function signIn(context) {
  const tab = await context.newPage();
  tab.setDefaultTimeout(TIMEOUT);
  tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  tab.on('pageerror', (error) => complaints.push(String(error)));
  await tab.goto(`${base}/overview`);
  await tab.fill('[name=token]', token);
  await tab.click('[type=submit], button');
  await tab.waitForURL(`${base}/overview`);
  return tab;
}

const work = (tab, words) => tab.locator('#work article', { hasText: words });

(async () => {
  const browser = await browserType.launch({
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await signIn(context);

  // reading; the cluster may still be on its way to the service, and comes by itself
  await tab.locator(`#cluster-${cluster}`).waitFor();
  await tab.getByText('Next drill: in').waitFor();

  // a restore: what is wrong is said, nothing that was typed is lost, and an impatient double click is one
  await tab.click(`#restore-${cluster}`);
  await tab.getByText('This time, UTC').click();
  await tab.fill('#directory', `/srv/restores/${cluster}`);
  await tab.fill('#confirmed', 'another');
  await tab.fill('#by', 'anna');
  await tab.click('#send');
  await tab.locator('[role=alert]').getByText(`Type the name of the cluster, ${cluster}`).waitFor();
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('status of 400')));
  await look(tab, 'restore');
  if ((await tab.inputValue('#directory')) !== `/srv/restores/${cluster}`) throw new Error('what was typed is lost');
  await tab.fill('#confirmed', cluster);
  await tab.dblclick('#send', { noWaitAfter: true });
  await tab.waitForURL('**/overview#work-title');
  const restore = work(tab, `into /srv/restores/${cluster}`);
  await restore.locator('.chip', { hasText: 'asked' }).waitFor();

  // things happen, and the page says so by itself
  await tab.evaluate(() => { window.sameDocument = true; });
  await cue('the-restore-runs');
  await restore.getByText('step 4 of 6, replaying 40 %').waitFor();
  await tab.locator(`#history-${cluster} .uplot`).waitFor(); // it is counted every 30 s
  await cue('a-backup-fails');
  const incident = tab.locator('#incidents article', { hasText: cluster });
  await incident.waitFor();
  await incident.locator('summary').click({ delay: 2_000 }); // a slow finger: the page renews itself each second
  await look(tab, 'overview');
  if (!(await incident.locator('details').evaluate((one) => one.open)))
    throw new Error('a renewal swallows the click, or closes what it opened');

  // the keyboard alone: takes the incident
  const takes = await incident.locator('a.button').getAttribute('id');
  await tabTo(tab, `[id="${takes}"]`);
  if (!(await tab.evaluate(() => window.sameDocument))) throw new Error('the page was loaded anew');
  await tab.keyboard.press('Enter');
  await tab.waitForURL('**/acknowledgement');
  await look(tab, 'acknowledgement');
  await tabTo(tab, '#by');
  await tab.keyboard.type('anna');
  await tab.keyboard.press('Enter');
  await tab.waitForURL('**/overview#incidents-title');
  await incident.getByText('acknowledged by anna').first().waitFor();

  // a backup, with a double click, too
  await tab.click(`#backup-${cluster}`);
  await look(tab, 'backup');
  await tab.getByText('Full: everything').click();
  await tab.fill('#by', 'anna');
  await tab.dblclick('#send', { noWaitAfter: true });
  await tab.waitForURL('**/overview#work-title');
  const backup = work(tab, `full backup of ${cluster}`);
  await backup.locator('.chip', { hasText: 'asked' }).waitFor();

  // what was asked for ends
  await cue('the-backup-is-taken');
  await backup.locator('.chip', { hasText: 'done' }).waitFor();
  await cue('the-restore-ends');
  await restore.locator('.chip', { hasText: 'done' }).waitFor();

  await tab.goto(`${base}/overview/objectives`);
  await tab.locator('h2', { hasText: cluster }).waitFor();
  await look(tab, 'objectives');

  // nobody answers, and time flies: the page says that it is old, and says so no more when it has news
  const before = complaints.length;
  await tab.route('**/overview/live', (route) => route.fulfill({ status: 503 }));
  await tab.clock.install();
  await tab.goto(`${base}/overview`);
  await tab.clock.fastForward(15_000);
  await tab.locator('#stale').waitFor();
  await tab.unroute('**/overview/live');
  await tab.locator('#stale').waitFor({ state: 'hidden' });
  complaints.splice(before);
  await context.close();

  // without JavaScript everything can be read
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 900 } });
  const reader = await signIn(plain);
  await reader.goto(`${base}/overview?refresh=off`);
  await reader.locator(`#cluster-${cluster}`).getByText('RPO now').first().waitFor();
  await reader.click(`#hours-of-${cluster}`);
  await reader.locator(`#hours-${cluster} dd`).first().waitFor();
  await reader.screenshot({ path: `${out}/overview-without-javascript.png`, fullPage: true });

  await browser.close();
  console.log(JSON.stringify({ looks, complaints }));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
