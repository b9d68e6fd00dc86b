// Runs once in each part of the page that holds buttons; `element`, `trigger` and `watch` are given.
// A question button asks, a source opens its page, a vote is sent; the rest stays in the browser.
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const still = calm ? 'auto' : 'smooth';
const live = element.closest('#live, #call');

if (live) element.setAttribute('aria-live', 'polite');

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const data = button.dataset;
  if ('ask' in data) {
    trigger('submit', { ask: data.ask });
  } else if ('citation' in data) {
    button.focus(); // not every browser focuses what is pressed, and the page takes the focus from here
    const drawn = [...document.querySelectorAll('.viewer[data-of-citation]')].find((each) => isOf(each, button));
    open(button);
    // The same page again is no new value: nothing would tell that it came.
    if (drawn?.closest('.side')?.offsetParent) {
      drawn.hidden = false;
      drawn.querySelector('.page')?.focus({ preventScroll: true });
    }
  } else if ('vote' in data) {
    const group = button.closest('.judging');
    group.querySelectorAll('[data-vote]').forEach((each) => each.setAttribute('aria-pressed', String(each === button)));
    group.querySelector('form').hidden = false;
    group.querySelector('fieldset').hidden = data.vote === 'up';
    trigger('vote', { turn: Number(data.turn), good: data.vote === 'up', comment: '', reason: '' });
  } else if ('comment' in data) {
    const group = button.closest('.judging');
    const good = group.querySelector('[aria-pressed=true]')?.dataset.vote === 'up';
    const reason = group.querySelector('input:checked')?.value ?? '';
    trigger('vote', { turn: Number(data.turn), good, comment: group.querySelector('textarea').value, reason });
    group.querySelector('form').hidden = true;
  } else if ('call' in data) {
    trigger('call', { call: Number(data.call) });
  } else if ('handon' in data) {
    button.disabled = true; // handed on once
    trigger('handon', { call: Number(data.handon), note: button.closest('form').querySelector('textarea').value });
  } else if ('drop' in data) {
    trigger('drop', { part: data.drop });
    document.querySelector('#caller textarea')?.focus();
  } else if ('copy' in data) {
    copy(button);
  } else if ('reindex' in data) {
    button.disabled = true;
    trigger('reindex', { name: data.reindex });
  } else if ('assign' in data || 'unassign' in data) {
    // Only what was changed is said; nothing said takes back what was.
    const form = button.closest('form');
    const { body, year, kind } = form.elements;
    const were = { body: body.defaultValue, year: year.defaultValue, kind: kind.querySelector('[selected]')?.value };
    const said = { body: '', year: '', kind: '' };
    if ('assign' in data) {
      if (!form.reportValidity()) return;
      for (const field of [body, year, kind]) if (field.value !== were[field.name]) said[field.name] = field.value;
      if (!said.body && !said.year && !said.kind) return;
    }
    button.disabled = true;
    trigger('assign', { name: data.assign ?? data.unassign, ...said });
  } else if ('switch' in data) {
    // Pressed twice: every reader is answered by the notice then.
    if (data.sure && !data.armed) {
      data.armed = 'true';
      button.textContent = data.sure;
    } else {
      button.disabled = true;
      trigger('turned', { on: data.switch === 'on', notice: element.querySelector('[name=notice]')?.value ?? '' });
    }
  } else if ('timetable' in data) {
    const fields = button.closest('form').elements.fields.value;
    trigger('timed', { fields: data.timetable === 'put' ? fields : '' });
  } else if ('mark' in data) {
    const field = button.closest('li').querySelector('input');
    trigger('mark', { key: data.mark, state: data.state, note: field.value });
    field.value = field.defaultValue; // the next finding may be shown in the same field
  } else if ('send' in data) {
    button.disabled = true;
    trigger('send', { id: data.send });
  } else if ('show' in data) {
    trigger('show', { state: data.show });
  } else if ('remove' in data) {
    // Pressed twice: what is removed is gone for every reader.
    if (data.armed) {
      button.disabled = true;
      trigger('remove', { name: data.remove });
    } else {
      data.armed = 'true';
      button.textContent = data.sure;
    }
  } else if ('zoom' in data) {
    zoom(button);
    toFrame(element.querySelector('.page'));
  } else if ('close' in data) {
    close();
  }
});

element.addEventListener('submit', (event) => event.preventDefault());

element.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && element.querySelector('[data-close]')) close();
});

async function copy(button) {
  const held = element.querySelector(`#copy-${button.dataset.copy}`);
  if (held.dataset.address) held.textContent = new URL(held.dataset.address, document.baseURI).href;
  const lines = held.matches('ol') ? [...held.children].map((each) => each.textContent) : [held.textContent];
  await copied(button, lines.join('\n'));
}

function open(button) {
  document.querySelectorAll('button[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
  button.setAttribute('aria-current', 'true');
  trigger('select', { turn: Number(button.dataset.turn), citation: Number(button.dataset.citation) });
}

// Beside a wide window's answer its first source opens by itself, and takes no focus.
function openFirst(answered) {
  const number = answered?.dataset.number ?? '';
  const first = answered?.querySelector('.chip[data-citation]');
  const fresh = element.dataset.opened !== number;
  element.dataset.opened = number;
  if (fresh && first && matchMedia('(min-width: 901px)').matches) open(first);
}

function isOf(viewer, button) {
  return viewer.dataset.ofTurn === button.dataset.turn && viewer.dataset.ofCitation === button.dataset.citation;
}

// A page that was drawn while another source was pressed, or after all were closed, is not shown.
function outrun(viewer) {
  if (!viewer) return false;
  const asked = document.querySelector('button[aria-current][data-citation]');
  if (asked && isOf(viewer, asked)) return false;
  viewer.hidden = true;
  if (asked) asked.click();
  return true;
}

function zoom(button) {
  const whole = element.querySelector('.page').classList.toggle('whole');
  button.setAttribute('aria-pressed', String(whole));
  [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
}

// Whole where it can be read so: then the row's name stands in sight of the framed cell.
function fit(page) {
  const pixelsPerPoint = page.clientWidth / Number(page.dataset.points);
  const button = element.querySelector('[data-zoom]');
  if (pixelsPerPoint >= 0.85 && !page.classList.contains('whole')) zoom(button);
}

function close() {
  element.querySelector('.viewer').hidden = true;
  trigger('clear');
  const opener = document.querySelector('button[aria-current]');
  if (opener) {
    opener.removeAttribute('aria-current');
    opener.focus();
  }
}

function toFrame(page) {
  const image = page.querySelector('img');
  if (!image || !image.dataset.x) return;
  page.scrollLeft = image.clientWidth * image.dataset.x - page.clientWidth / 2;
  page.scrollTop = image.clientHeight * image.dataset.y - page.clientHeight / 2;
}

// An administrator who was let in may upload from this browser until it is closed.
function carryPass() {
  const pass = element.querySelector('[data-pass]')?.dataset.pass;
  if (pass) document.cookie = `budget_qa_upload=${pass}; path=/; samesite=strict`;
}

carryPass(); // what is hidden at first comes into the page with its value
watch('value', () => {
  carryPass();
  if (live && live.id === 'live') {
    const turn = element.querySelector('.turn');
    const busy = turn && turn.dataset.busy === 'true';
    element.setAttribute('aria-busy', String(Boolean(busy)));
    // Brought to the top when asked and again when whole: while short it cannot reach the top.
    const stage = busy ? 'asked' : 'whole';
    if (turn && element.dataset.stage !== stage) {
      turn.scrollIntoView({ behavior: still, block: 'start' });
    }
    element.dataset.stage = stage;
  }
  if (live) openFirst(element.querySelector('[data-status=answered]')?.closest('[data-number]'));
  if (outrun(element.querySelector('.viewer[data-of-citation]'))) return;
  const page = element.querySelector('.viewer .page');
  if (page) {
    const image = page.querySelector('img');
    (image.decode ? image.decode() : Promise.resolve()).then(() => {
      fit(page);
      toFrame(page);
      if (document.activeElement?.matches('[data-citation]')) page.focus({ preventScroll: true });
    });
  }
});
