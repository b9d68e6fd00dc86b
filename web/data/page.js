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
    document.querySelectorAll('button[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
    button.setAttribute('aria-current', 'true');
    trigger('select', { turn: Number(data.turn), citation: Number(data.citation) });
  } else if ('vote' in data) {
    const group = button.closest('.judging');
    group.querySelectorAll('[data-vote]').forEach((each) => each.setAttribute('aria-pressed', String(each === button)));
    group.querySelector('form').hidden = false;
    trigger('vote', { turn: Number(data.turn), good: data.vote === 'up', comment: '' });
  } else if ('comment' in data) {
    const group = button.closest('.judging');
    const good = group.querySelector('[aria-pressed=true]')?.dataset.vote === 'up';
    trigger('vote', { turn: Number(data.turn), good, comment: group.querySelector('textarea').value });
    group.querySelector('form').hidden = true;
  } else if ('call' in data) {
    trigger('call', { call: Number(data.call) });
  } else if ('copy' in data) {
    copy(button);
  } else if ('reindex' in data) {
    button.disabled = true;
    trigger('reindex', { name: data.reindex });
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
    const page = element.querySelector('.page');
    const whole = page.classList.toggle('whole');
    button.setAttribute('aria-pressed', String(whole));
    [button.textContent, data.other] = [data.other, button.textContent];
    toFrame(page);
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
  const lines = held.matches('ol') ? [...held.children].map((each) => each.textContent) : [held.textContent];
  const text = lines.join('\n');
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
  } else {
    // Over plain HTTP in an office network there is no clipboard object.
    const carrier = document.createElement('textarea');
    carrier.value = text;
    document.body.append(carrier);
    carrier.select();
    document.execCommand('copy');
    carrier.remove();
    button.focus();
  }
  const name = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = name; }, 1500);
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

watch('value', () => {
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
  const page = element.querySelector('.viewer .page');
  if (page) {
    const image = page.querySelector('img');
    (image.decode ? image.decode() : Promise.resolve()).then(() => {
      toFrame(page);
      page.focus({ preventScroll: true });
    });
  }
});
