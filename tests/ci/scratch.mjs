// Git repositories with a report in them, made for a test and gone with it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

// Nobody's settings but these.
const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: '测试',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: '测试',
  GIT_COMMITTER_EMAIL: 'test@example.com',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'init.defaultBranch',
  GIT_CONFIG_VALUE_0: 'main',
};

export function run(folder, command, parameters, environment = {}) {
  const done = spawnSync(command, parameters, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
    env: { ...process.env, ...GIT, ...environment },
  });
  if (done.error) throw done.error;
  return { code: done.status, out: done.stdout, said: done.stdout + done.stderr };
}

export function must(folder, command, ...parameters) {
  const done = run(folder, command, parameters);
  if (done.code !== 0) throw new Error(`${command} ${parameters.join(' ')}: ${done.said}`);
  return done.out.trim();
}

export class Repository {
  // A repository that holds the project of docs/manual.in in `directory`, built and committed.
  static ofManual(temporary, program, directory) {
    const repository = new Repository(temporary, directory);
    cpSync(join(root, 'docs/manual.in'), repository.at('.'), { recursive: true });
    repository.edit('data/report.toml', '"html", "pdf"]', '"html"]');
    must(repository.at('.'), program, 'build', '--all', '--quiet');
    repository.commit('开始');
    return repository;
  }

  constructor(temporary, directory = '.') {
    mkdirSync(temporary, { recursive: true });
    this.folder = mkdtempSync(join(temporary, 'repository-'));
    this.directory = directory;
    mkdirSync(this.at('.'), { recursive: true });
    this.git('init', '--quiet');
  }

  at(path) {
    return join(this.folder, this.directory, path);
  }

  git(...parameters) {
    return must(this.folder, 'git', ...parameters);
  }

  read(path) {
    return readFileSync(this.at(path), 'utf8');
  }

  write(path, text) {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), text);
  }

  edit(path, old, now) {
    const text = this.read(path);
    if (!text.includes(old)) throw new Error(`${path} has no ${old}`);
    this.write(path, text.replace(old, now));
  }

  commit(message) {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
    return this.git('rev-parse', 'HEAD');
  }

  // The checkout that a runner starts from: the last commit alone, of a server that gives out any
  // commit by name, as GitHub does. For a pull request that is the change merged into its base.
  checkout(temporary) {
    this.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const folder = mkdtempSync(join(temporary, 'workspace-'));
    rmSync(folder, { recursive: true });
    must(temporary, 'git', 'clone', '--quiet', '--depth=1', `file://${this.folder}`, folder);
    return folder;
  }
}
