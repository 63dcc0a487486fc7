// What a GitHub runner does with the steps of a workflow's job or of a composite action, as far as
// ours need it: expressions by GitHub's own evaluator, the files and variables that a step is given,
// and which steps run after one has failed. Actions of other people are stood in for by functions.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Evaluator, Lexer, Parser, data } from '@actions/expressions';
import { parse } from 'yaml';

const FUNCTIONS = ['success', 'failure', 'always', 'cancelled', 'hashFiles'];

function evaluate(text, contexts, failed) {
  const is = (truth) => ({ call: () => new data.BooleanData(truth) });
  const functions = new Map([
    ['success', is(!failed)],
    ['failure', is(failed)],
    ['always', is(true)],
    ['cancelled', is(false)],
  ]);
  const known = FUNCTIONS.map((name) => ({ name, minArgs: 0, maxArgs: 255 }));
  const { tokens } = new Lexer(text).lex();
  const tree = new Parser(tokens, Object.keys(contexts), known).parse();
  const values = JSON.parse(JSON.stringify(contexts), data.reviver);
  return new Evaluator(tree, values, functions).evaluate();
}

// A value of the YAML with its `${{ … }}` filled in.
function filled(value, contexts, failed = false) {
  return String(value ?? '').replace(/\$\{\{(.*?)\}\}/gs, (_, text) =>
    evaluate(text, contexts, failed).coerceString());
}

function filledAll(values, contexts) {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([key, value]) => [key, filled(value, contexts)]));
}

// A condition: without a function that asks how the job stands, it holds only while all is well.
function holds(condition, contexts, failed) {
  const text = String(condition ?? 'success()').trim().replace(/^\$\{\{(.*)\}\}$/s, '$1');
  const asks = /\b(success|failure|always|cancelled)\s*\(/.test(text);
  const { value } = evaluate(asks ? text : `success() && (${text})`, contexts, failed);
  return value !== false && value !== '' && value !== 0 && value !== null && value !== undefined;
}

// `name=value` lines and `name<<END` blocks, as in GITHUB_OUTPUT.
function pairs(text) {
  const found = {};
  const lines = text.split('\n');
  while (lines.length) {
    const line = lines.shift();
    const block = /^([^=]+?)<<(.+)$/.exec(line);
    if (block) {
      const end = lines.indexOf(block[2]);
      found[block[1]] = lines.splice(0, end + 1).slice(0, -1).join('\n');
    } else if (line.includes('=')) {
      found[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    }
  }
  return found;
}

export class Runner {
  // workspace: the checkout; event: github.event; stands: what stands in for an action of others,
  // by name without its version; environment: variables on top of ours.
  constructor({ workspace, event, eventName, temporary, stands = {}, environment = {} }) {
    Object.assign(this, { workspace, event, eventName, stands, environment });
    this.temp = mkdtempSync(join(temporary, 'runner-'));
    this.summary = join(this.temp, 'summary.md');
    writeFileSync(this.summary, '');
    this.path = [];
    this.log = '';
    this.ran = [];
  }

  // Runs a job's steps; whether all went well.
  job(steps) {
    return !this.steps(steps, { env: {} }).failed;
  }

  // Runs a composite action; its outputs, and whether it failed.
  action(folder, inputs) {
    const file = parse(readFileSync(join(folder, 'action.yml'), 'utf8'));
    if (file.runs.using !== 'composite') throw new Error(`${folder}: not composite`);
    for (const name of Object.keys(inputs)) {
      if (!file.inputs[name]) throw new Error(`${folder}: no input ${name}`);
    }
    const github = this.github(folder);
    const values = {};
    for (const [name, input] of Object.entries(file.inputs)) {
      values[name] = inputs[name] ?? filled(input.default, { github });
    }
    const { failed, contexts } = this.steps(file.runs.steps, { inputs: values, folder });
    const outputs = Object.entries(file.outputs ?? {})
      .map(([name, output]) => [name, filled(output.value, contexts)]);
    return { failed, outputs: Object.fromEntries(outputs) };
  }

  github(folder) {
    return {
      event: this.event,
      event_name: this.eventName,
      workspace: this.workspace,
      action_path: folder ?? '',
      ref: 'refs/heads/change',
    };
  }

  steps(steps, { inputs = {}, folder }) {
    const contexts = {
      github: this.github(folder),
      runner: { os: 'Linux', arch: 'X64', temp: this.temp },
      inputs,
      steps: {},
      env: {},
    };
    let failed = false;
    for (const step of steps) {
      const name = step.name ?? step.id ?? step.uses ?? step.run;
      let done = { outcome: 'skipped', outputs: {} };
      if (holds(step.if, contexts, failed)) {
        const { ok, outputs } = step.uses ? this.uses(step, contexts) : this.run(step, contexts, folder);
        done = { outcome: ok ? 'success' : 'failure', outputs };
      }
      this.ran.push([name, done.outcome]);
      if (step.id) contexts.steps[step.id] = { ...done, conclusion: done.outcome };
      failed ||= done.outcome === 'failure';
    }
    return { failed, contexts };
  }

  uses(step, contexts) {
    const inputs = filledAll(step.with, contexts);
    if (step.uses.startsWith('./')) {
      const { failed, outputs } = this.action(join(this.workspace, step.uses), inputs);
      return { ok: !failed, outputs };
    }
    const [name, version] = step.uses.split('@');
    if (!version || !this.stands[name]) throw new Error(`nothing stands in for ${step.uses}`);
    return { ok: true, outputs: this.stands[name](inputs) ?? {} };
  }

  run(step, contexts, folder) {
    const script = join(this.temp, 'step.sh');
    writeFileSync(script, filled(step.run, contexts));
    const files = Object.fromEntries(['OUTPUT', 'ENV', 'PATH'].map((name) => {
      const file = join(this.temp, `GITHUB_${name}`);
      writeFileSync(file, '');
      return [`GITHUB_${name}`, file];
    }));
    if (folder && step.shell !== 'bash') throw new Error(`${step.name}: no shell`);
    const { status, stdout, stderr } = spawnSync(
      'bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
        cwd: this.workspace,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          ...this.environment,
          ...files,
          CI: 'true',
          GITHUB_ACTIONS: 'true',
          GITHUB_ACTION_PATH: folder ?? '',
          GITHUB_BASE_REF: this.event.pull_request ? 'main' : '',
          GITHUB_EVENT_NAME: this.eventName,
          GITHUB_STEP_SUMMARY: this.summary,
          GITHUB_WORKSPACE: this.workspace,
          RUNNER_ARCH: contexts.runner.arch,
          RUNNER_OS: contexts.runner.os,
          RUNNER_TEMP: this.temp,
          PATH: [...this.path, process.env.PATH].join(':'),
          ...filledAll(step.env, contexts),
        },
      });
    this.log += stdout + stderr;
    this.path.push(...readFileSync(files.GITHUB_PATH, 'utf8').split('\n').filter(Boolean));
    return { ok: status === 0, outputs: pairs(readFileSync(files.GITHUB_OUTPUT, 'utf8')) };
  }

  outcome(name) {
    return this.ran.find(([ran]) => ran === name)?.[1];
  }

  summarised() {
    return readFileSync(this.summary, 'utf8');
  }

  // The workflow commands that were printed, as GitHub reads them.
  annotations() {
    const plain = (text) => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n')
      .replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%');
    return [...this.log.matchAll(/^::(error|warning|notice) (.*?)::(.*)$/gm)]
      .map(([, level, properties, message]) => ({
        level,
        ...Object.fromEntries(properties.split(',').map((one) => {
          const at = one.indexOf('=');
          return [one.slice(0, at), plain(one.slice(at + 1))];
        })),
        message: plain(message),
      }));
  }
}

// Keeps folders under their keys, as actions/cache does between runs: restored at once, saved where
// it was not there. Saving waits for the job's end there; here for `save`.
export class Cache {
  constructor(folder) {
    this.folder = folder;
    this.waiting = [];
    this.hits = 0;
    mkdirSync(folder, { recursive: true });
  }

  restore({ path, key }) {
    if (!path || !key) throw new Error(`cache without ${path ? 'key' : 'path'}`);
    const kept = join(this.folder, key);
    if (existsSync(kept)) {
      spawnSync('cp', ['-a', kept, path]);
      this.hits += 1;
      return { 'cache-hit': 'true' };
    }
    this.waiting.push([path, kept]);
    return { 'cache-hit': '' };
  }

  save() {
    for (const [path, kept] of this.waiting.splice(0)) spawnSync('cp', ['-a', path, kept]);
  }
}
