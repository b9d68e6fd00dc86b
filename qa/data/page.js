// Runs once in each part of the page that holds buttons; `element`, `trigger` and `watch` are given.
// A question button asks, a source number opens its page, the rest stays in the browser.
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const still = calm ? 'auto' : 'smooth';

if (element.closest('#live')) {
  element.setAttribute('aria-live', 'polite');
}

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
  } else if ('zoom' in data) {
    const page = element.querySelector('.page');
    const whole = page.classList.toggle('whole');
    button.setAttribute('aria-pressed', String(whole));
    button.textContent = whole ? '放大' : '看整页';
    toFrame(page);
  } else if ('close' in data) {
    close();
  }
});

element.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && element.querySelector('[data-close]')) close();
});

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
  if (element.closest('#live')) {
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
