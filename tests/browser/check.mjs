// node check.mjs FILE.html…  Checks finished reports in a real browser; prints what failed and
// "N passed, N failed"; exit code 1 when something failed. CHROMIUM names the browser.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
// --screenshots=DIR also leaves pictures to look at.
const pictures = process.argv.find((argument) => argument.startsWith('--screenshots='))?.split('=')[1];
if (!files.length) {
  console.error('usage: node check.mjs [--screenshots=DIR] FILE.html…');
  process.exit(2);
}

let passed = 0;
let failed = 0;
const check = async (name, test) => {
  try {
    const problems = (await test()) ?? [];
    if (!problems.length) {
      passed += 1;
      return;
    }
    failed += 1;
    console.log(`FAIL ${name}`);
    for (const problem of problems) console.log(`     ${problem}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${error.message}`);
  }
};
const must = (truth, problem) => (truth ? [] : [problem]);

const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:document'],
  // The title is the project's own, and a Chinese title of 70 characters is a very long one.
  rules: { 'long-title': 'off' },
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

const open = async (file, { width, dark, script = true, media = 'screen' }) => {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: script,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const asked = [];
  const complaints = [];
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) asked.push(request.url());
  });
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`alert: ${dialog.message()}`) && dialog.dismiss());
  await page.emulateMedia({ media, colorScheme: dark ? 'dark' : 'light' });
  await page.goto(pathToFileURL(resolve(file)).href);
  return { page, asked, complaints, close: () => context.close() };
};

const audit = async (page) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 4).map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`),
  );
};

const overflow = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .slice(0, 4)
      .map((element) => `wider than ${width}: ${element.outerHTML.slice(0, 120)}`)
      .concat(`the page scrolls sideways: ${document.documentElement.scrollWidth} > ${width}`);
  });

// Labels of one chart that lie on each other.
const collisions = (page) =>
  page.evaluate(() => {
    const found = [];
    for (const svg of document.querySelectorAll('svg[role="img"]')) {
      const boxes = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
      boxes.forEach(([one, a], index) => {
        for (const [other, b] of boxes.slice(index + 1)) {
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (across > 1 && down > 2) found.push(`labels overlap: ${one} / ${other}`);
        }
      });
    }
    return found.slice(0, 4);
  });

for (const file of files) {
  const name = basename(file);
  await check(`${name}: valid HTML`, async () => {
    const report = await validator.validateFile(file);
    const messages = report.results.flatMap((result) => result.messages);
    return messages.slice(0, 12).map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`);
  });

  for (const width of [1280, 390]) {
    for (const dark of [false, true]) {
      const view = `${name} at ${width}, ${dark ? 'dark' : 'light'}`;
      const { page, asked, complaints, close } = await open(file, { width, dark });
      await check(`${view}: axe`, () => audit(page));
      await check(`${view}: no sideways scrolling`, () => overflow(page));
      await check(`${view}: labels apart`, () => collisions(page));
      const figure = page.locator('data.figure[role="button"]').first();
      if (await figure.count()) {
        await figure.click();
        await check(`${view}: axe with the panel open`, () => audit(page));
        if (pictures) await shoot(page, `${name}-${width}-${dark ? 'dark' : 'light'}-panel`, false);
        await page.keyboard.press('Escape');
      }
      if (pictures) await shoot(page, `${name}-${width}-${dark ? 'dark' : 'light'}`, true);
      await check(`${view}: nothing asked of the network`, () => asked);
      await check(`${view}: no errors`, () => complaints);
      await close();
    }
  }

  const { page, close } = await open(file, { width: 1280, dark: false });
  const figures = await page.locator('data.figure[role="button"]').count();
  if (figures) {
    await keyboard(page, name);
    await parts(page, name);
  }
  await close();

  const plain = await open(file, { width: 390, dark: false, script: false });
  await check(`${name} without scripts: complete`, async () => [
    ...(await overflow(plain.page)),
    ...must((await plain.page.locator('main').innerText()).length > 100, 'no text'),
  ]);
  await plain.close();

  const paper = await open(file, { width: 794, dark: false, media: 'print' });
  await check(`${name} printed: nothing of the screen`, async () =>
    must(await paper.page.locator('.skip, .contents, dialog').evaluateAll((all) => all.every((one) => getComputedStyle(one).display === 'none')), 'controls are printed'),
  );
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    await paper.page.pdf({ path: join(pictures, `${name}.pdf`), preferCSSPageSize: true, printBackground: false });
  }
  await paper.close();
}

async function keyboard(page, name) {
  const focused = () => page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
  const isOpen = () => page.locator('dialog').evaluate((dialog) => dialog.open);
  await check(`${name}: Tab reaches a figure`, async () => {
    await page.keyboard.press('Tab');
    const skips = await page.evaluate(() => document.activeElement.matches('a[href^="#"]'));
    for (let step = 0; step < 200; step += 1) {
      if (await page.evaluate(() => document.activeElement.matches('data.figure'))) return must(skips, 'no skip link');
      await page.keyboard.press('Tab');
    }
    return [`it ends at ${await focused()}`];
  });
  for (const key of ['Enter', ' ']) {
    const shown = key === ' ' ? 'Space' : key;
    await check(`${name}: ${shown} opens, Escape closes, focus returns`, async () => {
      const before = await focused();
      await page.keyboard.press(key);
      const opened = must(await isOpen(), `${shown} opens nothing`);
      const inside = must(await page.evaluate(() => !!document.activeElement.closest('dialog')), 'focus stays outside');
      await page.keyboard.press('Escape');
      const closed = must(!(await isOpen()), 'Escape closes nothing');
      return [...opened, ...inside, ...closed, ...must((await focused()) === before, `focus is on ${await focused()}`)];
    });
  }
  await check(`${name}: the panel says where a figure comes from`, async () => {
    const wrong = [];
    const figures = page.locator('data.figure[role="button"]:visible');
    for (let index = 0; index < Math.min(await figures.count(), 12); index += 1) {
      const figure = figures.nth(index);
      const source = await figure.getAttribute('data-figure');
      await figure.click();
      const text = await page.locator('dialog').innerText();
      if (!text.includes('定义')) wrong.push(`${source}: no definition`);
      if (!text.replace(/\s+/g, '').includes(source.replace(/\s+/g, ''))) wrong.push(`${source}: no name`);
      await page.keyboard.press('Escape');
    }
    return wrong;
  });
}

// A figure made of others: its parts open in the same panel, and 返回 leads back.
async function parts(page, name) {
  const derived = await page.evaluate(() => {
    const { sources } = JSON.parse(document.getElementById('ledger').textContent);
    const names = new Set(sources.map((source) => source.name));
    return sources.find((source) => source.of.some((part) => names.has(part)))?.name;
  });
  if (!derived) return;
  await check(`${name}: a derived figure leads to its parts and back`, async () => {
    const figures = page.locator('data.figure[role="button"]:visible');
    const names = await figures.evaluateAll((all) => all.map((one) => one.dataset.figure));
    await figures.nth(names.indexOf(derived)).click();
    const title = page.locator('dialog h2');
    const whole = await title.innerText();
    await page.locator('dialog [data-part]').first().click();
    const moved = must(await page.locator('dialog .back').isVisible(), 'no way back');
    await page.locator('dialog .back').click();
    const returned = must((await title.innerText()) === whole, 'it leads elsewhere');
    await page.keyboard.press('Escape');
    return [...moved, ...returned];
  });
}

async function shoot(page, name, fullPage) {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
}

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
