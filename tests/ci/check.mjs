// node check.mjs --program=REPORT --venv=FOLDER  Runs the action, the workflow and the hooks as a
// runner and git do, in scratch repositories; prints what failed and "N passed, N failed".
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { Cache, Runner } from './runner.mjs';
import { Repository, root, run } from './scratch.mjs';

const option = (name) =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
if (!option('program') || !option('venv')) {
  console.error('usage: node check.mjs --program=REPORT --venv=FOLDER');
  process.exit(2);
}
const program = resolve(option('program'));
const tool = (name) => join(resolve(option('venv')), 'bin', name);
const tools = { PATH: [dirname(tool('python')), process.env.PATH].join(delimiter) };
const temporary = mkdtempSync(join(tmpdir(), 'report-ci-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));

let passed = 0;
let failed = 0;
const check = (name, test) => {
  let problems;
  try {
    problems = test().flat(Infinity);
  } catch (error) {
    problems = [error.stack];
  }
  if (problems.length) {
    failed += 1;
    console.log(`FAIL ${name}`);
    for (const problem of problems) console.log(`     ${problem}`);
  } else {
    passed += 1;
  }
};
const must = (truth, problem) => (truth ? [] : [problem]);
const has = (text, ...words) =>
  words.flatMap((word) => must(text.includes(word), `no “${word}” in:\n${text}`));
const lacks = (text, ...words) =>
  words.flatMap((word) => must(!text.includes(word), `“${word}” in:\n${text}`));
const fine = ({ code, said }) => must(code === 0, said);

// The standard's own schema; its patterns are older than JavaScript's strict ones.
const schema = createRequire(import.meta.url)
  .resolve('@microsoft/jest-sarif')
  .replace(/index\.js$/, 'schemas/sarif-2.1.0-rtm.5.json');
const valid = (file) =>
  fine(run(root, tool('check-jsonschema'), ['--regex-variant=nonunicode', `--schemafile=${schema}`, file]));

const DIRECTORY = '年度 总结';
const pull = (base) => ({ pull_request: { base: { sha: base }, head: { repo: { fork: false } } } });

// The action over a repository's last commit, as a step of a pull request.
function act(repository, { event, eventName = 'pull_request', inputs = {} }) {
  const workspace = repository.checkout(temporary);
  const runner = new Runner({ workspace, event, eventName, temporary });
  const { failed: broke, outputs } = runner.action(root, { directory: DIRECTORY, program, ...inputs });
  const results = existsSync(outputs.sarif) ? JSON.parse(readFileSync(outputs.sarif, 'utf8')).runs[0].results : [];
  return { runner, broke, outputs, results, workspace, summary: runner.summarised() };
}

// 1000 yuan more for one visit, and the closing balance with it.
function change(repository) {
  repository.edit('data/2023/funds.csv', '6300.00', '7300.00');
  repository.edit('data/2023/funds.csv', '115318.70', '114318.70');
}

const rebuild = (repository) =>
  fine(run(repository.at('.'), program, ['build', '--all', '--quiet']));

const origin = () => Repository.ofManual(temporary, program, DIRECTORY);

check('a change beside the report passes, and the summary says that no figure moved', () => {
  const repository = origin();
  const base = repository.git('rev-parse', 'HEAD');
  repository.write('../README.md', '说明\n');
  repository.commit('说明');
  const { runner, broke, outputs, results, summary } = act(repository, { event: pull(base) });
  return [
    must(!broke, runner.log),
    must(outputs.stale === 'false', `stale: ${outputs.stale}`),
    must(runner.annotations().every(({ level }) => level === 'warning'), runner.log),
    must(results.some(({ level }) => level === 'note'), 'no notes in SARIF'),
    must(results.every(({ level }) => level !== 'error'), 'errors in SARIF'),
    valid(outputs.sarif),
    has(summary, '检查通过，out/ 是最新的', '### 2022 年的数字', '### 2023 年的数字', '：0 个数字有变化'),
  ];
});

check('changed data without rebuilding fails, names the stale files and shows what moved', () => {
  const repository = origin();
  const base = repository.git('rev-parse', 'HEAD');
  change(repository);
  repository.commit('补登');
  const { runner, broke, outputs, summary, workspace } = act(repository, { event: pull(base) });
  const errors = runner.annotations().filter(({ level }) => level === 'error');
  const files = errors.map(({ file }) => file).sort();
  const wanted = ['figures.json', 'report.html', 'report.md'].map((name) => `${DIRECTORY}/out/2023/${name}`);
  const fresh = readFileSync(join(workspace, DIRECTORY, 'out/2023/figures.json'), 'utf8');
  return [
    must(broke && outputs.stale === 'true', runner.log),
    must(runner.outcome('检查') === 'success', runner.log),
    must(runner.outcome('out/ 是不是最新的') === 'failure', runner.log),
    must(JSON.stringify(files) === JSON.stringify(wanted), files.join(' ')),
    must(errors.every(({ title }) => title.startsWith('O301')), runner.log),
    has(summary, '**out/ 不是最新的**', '| 支出用途.送温暖 | 15850元 | 16850元 | +1000元 | +6.3% |', '−1000元'),
    has(summary, '按编号：示例纺织厂工会 +1000元', '按行：变动 1 行 +1000元'),
    must(runner.outcome('重新生成') === 'success', runner.log),
    has(fresh, '"16850"'),
  ];
});

check('changed data rebuilt passes, and the summary shows what moved', () => {
  const repository = origin();
  const base = repository.git('rev-parse', 'HEAD');
  change(repository);
  const built = rebuild(repository);
  repository.commit('补登');
  const { runner, broke, outputs, summary } = act(repository, { event: pull(base), inputs: { years: '2023' } });
  return [
    built,
    must(!broke && outputs.stale === 'false', runner.log),
    has(summary, '检查通过，out/ 是最新的', '| 支出用途.送温暖 | 15850元 | 16850元 |'),
    lacks(summary, '2022 年的数字'),
  ];
});

check('a bad row fails with its file, line and code, in SARIF too, and nothing is rebuilt', () => {
  const repository = origin();
  const base = repository.git('rev-parse', 'HEAD');
  repository.edit('data/2023/funds.csv', '6300.00', '六千三');
  repository.commit('打错');
  const before = repository.read('out/2023/figures.json');
  const { runner, broke, outputs, results, summary, workspace } = act(repository, { event: pull(base) });
  const bad = runner.annotations().find(({ title }) => title.startsWith('L201'));
  const result = results.find(({ ruleId }) => ruleId === 'L201');
  const { artifactLocation, region } = result?.locations[0].physicalLocation ?? {};
  return [
    must(broke && outputs.stale === '', runner.log),
    must(bad?.file === `${DIRECTORY}/data/2023/funds.csv` && bad.line === '3' && bad.level === 'error', runner.log),
    must(bad?.message.includes('六千三'), runner.log),
    must(decodeURIComponent(artifactLocation?.uri ?? '') === bad?.file, JSON.stringify(result)),
    must(region?.startLine === 3 && region.startColumn === Number(bad?.col), JSON.stringify(region)),
    valid(outputs.sarif),
    must(runner.outcome('重新生成') === 'skipped', runner.log),
    must(readFileSync(join(workspace, DIRECTORY, 'out/2023/figures.json'), 'utf8') === before, 'out/ was touched'),
    has(summary, '检查没有通过', 'L201', '六千三'),
    lacks(summary, '年的数字'),
  ];
});

check('a base whose rows were wrong is compared as it was published', () => {
  const repository = origin();
  repository.edit('data/2023/funds.csv', '6300.00', '六千三');
  const base = repository.commit('打错');
  repository.edit('data/2023/funds.csv', '六千三', '6300.00');
  change(repository);
  const built = rebuild(repository);
  repository.commit('改正');
  const { runner, broke, summary } = act(repository, { event: pull(base), inputs: { years: '2023' } });
  return [
    built,
    must(!broke, runner.log),
    has(summary, '之前 → 之后：3 个数字有变化', '| 支出用途.送温暖 | 15850元 | 16850元 |'),
  ];
});

check('a first push, and a year that the base had not yet, have nothing to be compared with', () => {
  const repository = origin();
  const first = act(repository, { event: { before: '0'.repeat(40) }, eventName: 'push' });
  rmSync(repository.at('out/2023'), { recursive: true });
  renameSync(repository.at('data/2023'), repository.at('2023'));
  const bare = repository.commit('还没有 2023 年');
  renameSync(repository.at('2023'), repository.at('data/2023'));
  const built = rebuild(repository);
  repository.commit('加上 2023 年');
  const second = act(repository, { event: { before: bare }, eventName: 'push' });
  const third = act(repository, { event: { before: 'f'.repeat(40) }, eventName: 'push' });
  return [
    built,
    must(!first.broke, first.runner.log),
    has(first.summary, '没有可比的上一次提交'),
    must(!second.broke, second.runner.log),
    has(second.summary, '：0 个数字有变化', '### 2023 年的数字\n\n之前没有这一年'),
    must(!third.broke, third.runner.log),
    has(third.summary, '取不到要比的那一次提交'),
  ];
});

check('a folder without a project fails, and its SARIF is whole', () => {
  const repository = origin();
  const { runner, broke, outputs } = act(repository, { event: pull(''), inputs: { directory: '.' } });
  const said = runner.annotations().find(({ level }) => level === 'error');
  return [
    must(broke, runner.log),
    must(said?.message.includes('data/report.toml'), runner.log),
    valid(outputs.sarif),
  ];
});

// This repository as it lies here, as far as the workflow needs it.
function own() {
  const repository = new Repository(temporary);
  for (const path of ['.github', 'action.yml', 'Cargo.toml', 'Cargo.lock', 'build.rs', 'src', 'assets', 'docs/codes', 'data', 'templates', 'out']) {
    cpSync(join(root, path), repository.at(path), { recursive: true });
  }
  repository.commit('开始');
  return repository;
}

const uploaded = [];
const cache = new Cache(join(temporary, 'cache'));

function work(repository, base) {
  const workspace = repository.checkout(temporary);
  const stands = {
    'actions/checkout': () => ({}),
    'actions/cache': (inputs) => cache.restore(inputs),
    'github/codeql-action/upload-sarif': (inputs) => void uploaded.push(inputs.sarif_file),
  };
  const environment = { CARGO_TARGET_DIR: resolve(root, process.env.CARGO_TARGET_DIR ?? 'target') };
  const runner = new Runner({ workspace, event: pull(base), eventName: 'pull_request', temporary, stands, environment });
  const file = parse(readFileSync(join(workspace, '.github/workflows/report.yml'), 'utf8'));
  const went = runner.job(file.jobs.report.steps);
  cache.save();
  return { runner, went };
}

check('the workflow builds the program, passes here, and keeps it for a later run that fails', () => {
  const repository = own();
  const base = repository.git('rev-parse', 'HEAD');
  const first = work(repository, base);
  repository.edit('data/2020/funds.csv', '22430.11', '32430.11');
  repository.commit('打错');
  const second = work(repository, base);
  const errors = second.runner.annotations().filter(({ level }) => level === 'error');
  return [
    must(first.went, first.runner.log),
    must(first.runner.outcome('编译') === 'success', first.runner.log),
    has(first.runner.summarised(), '检查通过，out/ 是最新的', '### 2020 年的数字'),
    must(!second.went, second.runner.log),
    must(cache.hits === 1 && second.runner.outcome('编译') === 'skipped', 'built twice'),
    must(errors.some(({ title, file }) => title.startsWith('C402') && file === 'data/2020/funds.csv'), second.runner.log),
    must(errors.some(({ title, file }) => title.startsWith('C501') && file === 'data/2020/year.toml'), second.runner.log),
    must(uploaded.length === 2, `${uploaded.length} uploads`),
    uploaded.flatMap(valid),
  ];
});

check('the compiled program is known by its sources', () => {
  const repository = own();
  const key = () => {
    const runner = new Runner({ workspace: repository.folder, event: {}, eventName: 'push', temporary });
    const [step] = parse(readFileSync(join(root, 'action.yml'), 'utf8')).runs.steps;
    const contexts = { runner: { os: 'Linux', arch: 'X64' }, inputs: { profile: 'dev' } };
    return runner.run(step, contexts, repository.folder).outputs.key;
  };
  const [before, again] = [key(), key()];
  repository.write('src/main.rs', '// other\n');
  const after = key();
  return [
    must(/^report-Linux-X64-dev-[0-9a-f]{16}$/.test(before), before),
    must(before === again && before !== after, `${before} ${again} ${after}`),
  ];
});

// The program under the name that a hook calls it by.
const installed = mkdtempSync(join(temporary, 'bin-'));
copyFileSync(program, join(installed, 'report'));
const hooked = { PATH: [installed, dirname(tool('python')), process.env.PATH].join(delimiter) };

// Commits what is staged and lets hooks run.
const commit = (repository) =>
  run(repository.folder, 'git', ['commit', '--allow-empty', '--message', '改'], { ...hooked, PRE_COMMIT_HOME: join(temporary, 'pre-commit') });

// A hook lets a right row pass, refuses a wrong one, and looks at what is staged.
function refuses(repository) {
  repository.git('add', '--all');
  const untouched = commit(repository);
  change(repository);
  repository.git('add', '--all');
  const right = commit(repository);
  repository.edit('data/2023/funds.csv', '7300.00', '七千三');
  repository.git('add', '--all');
  const wrong = commit(repository);
  // Wrong in the folder, right where it counts.
  repository.edit('data/2023/funds.csv', '七千三', '7300.00');
  repository.edit('data/2023/activities.csv', '读书分享会', '读书会');
  repository.git('add', '--all');
  repository.edit('data/2023/funds.csv', '7300.00', '七千三');
  const staged = commit(repository);
  return [
    fine(untouched),
    fine(right),
    must(wrong.code !== 0, wrong.said),
    has(wrong.said, 'L201', '七千三', 'data/2023/funds.csv:3:'),
    fine(staged),
    has(repository.read('data/2023/funds.csv'), '七千三'),
  ];
}

check('the git hook refuses a bad row, and only what is staged', () => {
  const repository = origin();
  copyFileSync(join(root, 'hooks/pre-commit'), join(repository.folder, '.git/hooks/pre-commit'));
  repository.git('config', 'report.directory', DIRECTORY);
  return refuses(repository);
});

check('the git hook says when the program is missing', () => {
  const repository = origin();
  copyFileSync(join(root, 'hooks/pre-commit'), join(repository.folder, '.git/hooks/pre-commit'));
  repository.git('config', 'report.directory', DIRECTORY);
  change(repository);
  repository.git('add', '--all');
  const done = run(repository.folder, 'git', ['commit', '--message', '改'], { PATH: '/usr/bin:/bin' });
  return [must(done.code !== 0, done.said), has(done.said, '找不到 report')];
});

// pre-commit takes hooks from a repository at a revision: one that holds the manifest alone.
function manifest() {
  const hooks = new Repository(temporary);
  copyFileSync(join(root, '.pre-commit-hooks.yaml'), hooks.at('.pre-commit-hooks.yaml'));
  return { repo: hooks.folder, rev: hooks.commit('开始') };
}

check('pre-commit refuses a bad row, and only what is staged', () => {
  const repository = origin();
  const hook = { id: 'report-check', language: 'system', args: ['-C', DIRECTORY] };
  const settings = { repos: [{ ...manifest(), hooks: [hook] }] };
  repository.write('../.pre-commit-config.yaml', JSON.stringify(settings));
  return [
    fine(run(repository.folder, tool('pre-commit'), ['install'], hooked)),
    refuses(repository),
  ];
});

check('pre-commit refuses an out/ that is not current', () => {
  const repository = origin();
  const hook = { id: 'report-current', language: 'system', args: ['-C', DIRECTORY] };
  const settings = { repos: [{ ...manifest(), hooks: [hook] }] };
  repository.write('../.pre-commit-config.yaml', JSON.stringify(settings));
  const ready = fine(run(repository.folder, tool('pre-commit'), ['install'], hooked));
  change(repository);
  repository.git('add', '--all');
  const stale = commit(repository);
  const built = rebuild(repository);
  repository.git('add', '--all');
  return [ready, must(stale.code !== 0, stale.said), has(stale.said, 'O301'), built, fine(commit(repository))];
});

check('the workflows, the action, the manifest and the scripts are well-formed', () => {
  const workflows = ['ci', 'report'].map((name) => join(root, `.github/workflows/${name}.yml`));
  const schemas = (name, files) =>
    fine(run(root, tool('check-jsonschema'), [`--builtin-schema=vendor.github-${name}`, ...files]));
  const scripts = parse(readFileSync(join(root, 'action.yml'), 'utf8')).runs.steps
    .filter((step) => step.run)
    .map((step, index) => {
      const file = join(temporary, `step-${index}.sh`);
      writeFileSync(file, `#!/usr/bin/env bash\nset -eo pipefail\n${step.run}`);
      return file;
    });
  return [
    fine(run(root, tool('actionlint'), workflows, tools)),
    schemas('workflows', workflows),
    schemas('actions', ['action.yml']),
    // A step's variables come from its env, where shellcheck does not look.
    fine(run(root, tool('shellcheck'), ['--exclude=SC2153', 'hooks/pre-commit', 'tests/run', 'tests/install', '.ci/run', ...scripts])),
    fine(run(root, tool('pre-commit'), ['validate-manifest', '.pre-commit-hooks.yaml'])),
  ];
});

check('what the manual tells others to write is what there is', () => {
  const manual = readFileSync(join(root, 'docs/manual.md'), 'utf8');
  const blocks = [...manual.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => parse(text));
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
  const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')).map(({ id }) => id);
  const steps = blocks.flatMap((block) => Object.values(block.jobs ?? {})).flatMap((job) => job.steps);
  const ours = steps.filter(({ uses }) => /report@/.test(uses ?? ''));
  const named = blocks.flatMap((block) => block.repos ?? []).flatMap((repo) => repo.hooks);
  return [
    must(ours.length > 0 && named.length > 0, 'no example'),
    ours.flatMap((step) => Object.keys(step.with ?? {})).flatMap((name) => must(action.inputs[name], `no input ${name}`)),
    named.flatMap(({ id }) => must(hooks.includes(id), `no hook ${id}`)),
  ];
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
