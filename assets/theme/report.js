// Makes every figure of the report open a panel that says where it comes from.
// All of it is text: nothing from a ledger is ever read as HTML.
(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('ledger').textContent);
  const sources = new Map(data.sources.map((source, index) => [source.name, { ...source, index }]));
  const dialog = document.getElementById('provenance');
  if (!dialog) return;
  const title = document.getElementById('provenance-title');
  const body = dialog.querySelector('.body');
  const back = dialog.querySelector('.back');
  const trail = [];

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // Sums the parts exactly: decimals as whole numbers of their last place.
  const total = (parts) => {
    const numbers = parts.map((part) => /^(-?)(\d+)(?:\.(\d+))?$/.exec(part));
    if (!numbers.length || numbers.some((number) => !number)) return null;
    const places = Math.max(...numbers.map((number) => (number[3] || '').length));
    const sum = numbers.reduce((all, [, sign, whole, decimals = '']) => {
      const scaled = BigInt(whole + decimals.padEnd(places, '0'));
      return sign ? all - scaled : all + scaled;
    }, 0n);
    const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, '0');
    const whole = digits.slice(0, digits.length - places);
    const decimals = digits.slice(digits.length - places).replace(/0+$/, '');
    return (sum < 0n ? '-' : '') + whole + (decimals && '.' + decimals);
  };
  const same = (one, other) => total([one]) !== null && total([one]) === total([other]);

  const grouped = (value) => value.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));

  const facts = (source) => {
    const list = element('dl', {});
    const fact = (term, ...description) =>
      list.append(element('div', {}, element('dt', {}, term), element('dd', {}, ...description)));
    fact('定义', source.definition);
    if (source.value !== null) fact('精确值', grouped(source.value) + ' ' + source.unit);
    if (source.ledger !== null) {
      fact('台账', source.ledger);
      fact('行数', source.row_count + ' 行');
    }
    fact('名称', element('code', {}, source.name));
    return list;
  };

  const parts = (source) => {
    const list = element('ul', { class: 'parts' });
    for (const name of source.of) {
      const part = sources.get(name);
      const label = part ? part.label : name;
      const item = part
        ? element('button', { type: 'button', 'data-part': name }, label, element('b', {}, part.written))
        : label;
      list.append(element('li', {}, item));
    }
    return [element('h3', {}, '由下列各数算出'), list];
  };

  const rows = (source) => {
    const columns = data.columns[data.rows[source.rows[0][0]][2]];
    const numeric = columns.map((_, index) =>
      source.rows.every(([place]) => /^-?\d*(\.\d+)?$/.test(data.rows[place][3][index])));
    const cell = (tag, text, number) => {
      const looks = number ? 'number' : text.length > 16 ? 'long' : 'left';
      return element(tag, { ...(tag === 'th' && { scope: 'col' }), class: looks }, text);
    };
    const head = element('tr', {}, cell('th', '出处'), cell('th', '计入', true));
    head.append(...columns.map((column, index) => cell('th', column, numeric[index])));
    const lines = source.rows.map(([place, part]) => {
      const [file, row, , cells] = data.rows[place];
      const where = cell('td', '');
      where.append(element('span', { class: 'file' }, data.files[file]), ' ', '第 ' + row + ' 行');
      const line = element('tr', {}, where, cell('td', part, true));
      line.append(...cells.map((text, index) => cell('td', text, numeric[index])));
      return line;
    });
    const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...lines));
    const sum = total(source.rows.map(([, part]) => part));
    const whole = source.rows.length === source.row_count;
    if (whole && sum !== null && source.value !== null && same(sum, source.value)) {
      const foot = element('tr', {}, element('th', { scope: 'row', class: 'left' }, '合计'));
      foot.append(cell('td', grouped(sum), true), element('td', { colspan: columns.length || 1 }));
      table.append(element('tfoot', {}, foot));
    }
    const label = { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': '台账各行' };
    const shown = [element('h3', {}, '台账各行'), element('div', label, table)];
    if (!whole) {
      const command = element('code', {}, 'report trace ' + data.year + ' ' + source.name);
      const some = '共 ' + source.row_count + ' 行，这里是前 ' + source.rows.length + ' 行；全部见 ';
      shown.push(element('p', { class: 'more' }, some, command, '。'));
    }
    return shown;
  };

  const show = (source) => {
    title.textContent = source.label;
    const size = source.written.length > 20 ? 'written long' : 'written';
    body.replaceChildren(element('p', { class: size }, source.written), facts(source));
    if (source.of.length) body.append(...parts(source));
    if (source.rows.length) body.append(...rows(source));
    const anchor = element('a', { href: '#source-' + (source.index + 1) }, '在附录中查看');
    if (document.getElementById('source-' + (source.index + 1))) {
      body.append(element('p', { class: 'appendix' }, anchor));
    }
    back.hidden = trail.length < 2;
    body.scrollTop = 0;
  };

  const open = (name) => {
    const source = sources.get(name);
    if (!source) return;
    trail.push(source);
    show(source);
    if (dialog.open) {
      title.focus();
    } else {
      dialog.showModal();
    }
  };

  back.addEventListener('click', () => {
    trail.pop();
    show(trail[trail.length - 1]);
    title.focus();
  });
  dialog.addEventListener('close', () => trail.splice(0));
  dialog.addEventListener('click', (event) => {
    const part = event.target.closest('[data-part]');
    if (part) open(part.dataset.part);
    if (event.target === dialog || event.target.closest('.close, .appendix a')) dialog.close();
  });

  // A figure inside a link stays part of the link: a button may not stand there.
  for (const figure of document.querySelectorAll('data.figure')) {
    const source = sources.get(figure.dataset.figure);
    if (!source || figure.closest('a')) continue;
    figure.tabIndex = 0;
    figure.setAttribute('role', 'button');
    figure.setAttribute('aria-haspopup', 'dialog');
    figure.title = source.label;
  }
  document.addEventListener('click', (event) => {
    const figure = event.target.closest('[data-figure]');
    if (figure && !figure.closest('a')) open(figure.dataset.figure);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    if (!event.target.matches('data.figure[role="button"]')) return;
    event.preventDefault();
    open(event.target.dataset.figure);
  });

  // The contents list stands open beside the text, and folded above it where there is no room.
  const contents = document.querySelector('.contents details');
  const wide = window.matchMedia('(min-width: 64rem)');
  const fold = () => { if (contents) contents.open = wide.matches; };
  fold();
  wide.addEventListener('change', fold);
})();
